//! Do the forms of the pack read, are bad ones refused by name, and does Form 4547 let in whom the published rules let in?

mod election;
mod histories;

use values::date;

use super::read::read;
use super::{Answers, Context, Form, Place, Tongue};
use crate::pack::Pack;

pub(super) fn context() -> Context<'static> {
    Context { pack: Pack::us_federal(), today: date(2026, 11, 22), takes_specimens: true }
}

pub(super) fn form(name: &str) -> &'static Form {
    Pack::us_federal().forms.on(name, context().today).unwrap()
}

#[test]
fn every_form_begins_at_its_first_page() {
    let pack = Pack::us_federal();
    for form in pack.forms.every() {
        let next = form.next(&Answers::default(), &context());
        match form.steps.first() {
            Some(step) => assert!(matches!(next, Place::Step(name) if name == step.name), "{}", form.name),
            None => assert!(form.hands_over_to.is_some(), "{}", form.name),
        }
    }
}

#[test]
fn a_form_holds_from_its_day_on() {
    let forms = &Pack::us_federal().forms;
    assert!(forms.on("4547", date(2025, 11, 30)).is_none());
    assert_eq!(forms.on("4547", date(2025, 12, 1)).unwrap().revision, "2025-12");
    assert!(forms.revision("4547", "2025-12").is_some());
    assert!(forms.revision("4547", "2024-12").is_none());
}

#[test]
fn figures_stand_in_their_places() {
    let words = &form("4547").purpose;
    let said = words.filled(Tongue::En, |name| format!("<{name}>"));
    assert!(said.contains("under <child_account.below_age>."), "{said}");
    assert_eq!(words.figures().len(), 4);
}

/// A form that is fine, and what makes it a bad one.
const SMALL: &str = r#"
name = "1"
revision = "2026-01"
effective_from = "2026-01-01"
source = "made up"
confidence = "assumed"
title = { en = "One", es = "Uno" }
purpose = { en = "For tests", es = "Para pruebas" }
signature = { en = "I sign", es = "Firmo" }
[[group]]
name = "thing"
title = { en = "Things", es = "Cosas" }
one = { en = "Thing", es = "Cosa" }
another = { en = "Another?", es = "¿Otra?" }
called_by = ["what"]
least = 1
most = 2
[[step]]
name = "first"
part = "I"
title = { en = "First", es = "Primero" }
[[step.field]]
name = "way"
kind = "choice"
label = { en = "Way", es = "Camino" }
choices = [{ value = "a", label = "A" }, { value = "b", label = "B" }]
[[step]]
name = "second"
group = "thing"
part = "II"
title = { en = "Second", es = "Segundo" }
when = { answer = { field = "way", is = ["a"] } }
[[step.field]]
name = "what"
kind = "text"
label = { en = "What", es = "Qué" }
[[rule]]
field = "way"
wrong_when = { answered = "nothing" }
says = { en = "No", es = "No es así" }
source = "made up"
confidence = "assumed"
"#;

#[test]
fn bad_forms_are_refused_by_name() {
    let fine = SMALL.replace("answered = \"nothing\"", "answered = \"way\"");
    let look = |text: &str| read([("1.toml", text)], |_| false).map(|forms| forms.every().len());
    assert_eq!(look(&fine), Ok(1));
    for (what, by, why) in [
        ("es = \"Uno\"", "es = \"One\"", "written once"),
        ("es = \"Uno\"", "es = \" \"", "both languages"),
        ("es = \"Uno\"", "", "title"),
        ("en = \"One\", es = \"Uno\"", "en = \"{a.b}\", es = \"Uno\"", "same figures"),
        ("en = \"One\", es = \"Uno\"", "en = \"{a.b}\", es = \"De {a.b}\"", "no figure called a.b"),
        ("name = \"1\"", "name = \"../1\"", "no name of a form"),
        ("name = \"1\"", "name = \"sent\"", "no name of a form"),
        ("is = [\"a\"]", "is = [\"c\"]", "can never be c"),
        ("field = \"way\", is", "field = \"what\", is", "comes later"),
        ("answered = \"way\"", "answered = \"nothing\"", "no field that it could see"),
        ("answered = \"way\"", "run = \"rm\"", "unknown variant"),
        ("least = 1", "least = 3", "`least`"),
        ("called_by = [\"what\"]", "called_by = [\"way\"]", "its own"),
        ("kind = \"text\"", "kind = \"choice\"", "has choices"),
        ("name = \"what\"", "name = \"way\"", "fields of its own"),
        ("name = \"second\"", "name = \"first\"", "name of its own"),
        ("confidence = \"assumed\"\ntitle", "confidence = \"sure\"\ntitle", "unknown variant"),
        ("signature = {", "signed = {", "unknown field"),
    ] {
        let text = fine.replacen(what, by, 1);
        assert_ne!(text, fine, "{what} stands there");
        let error = look(&text).unwrap_err();
        assert!(error.starts_with("1.toml: ") && error.contains(why), "{by}: {error}");
    }
    let twice = read([("1.toml", fine.as_str()), ("2.toml", fine.as_str())], |_| false);
    assert!(twice.unwrap_err().contains("stands twice"));
}
