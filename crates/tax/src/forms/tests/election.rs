//! Form 4547 against the published rules: who may elect for which child, and who may ask for the one-time payment
//! (instructions for Form 4547, December 2025).

use super::{context, form};
use crate::forms::{Answers, Entries, Entry, Fields, Place, Wrong};

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A form with everything answered for one child.
pub(super) fn answered(you: &[(&str, &str)], child: &[(&str, &str)]) -> Answers {
    let mut mine = fields(&[
        ("first_name", "Ada"),
        ("last_name", "Byron"),
        ("number", "999100001"),
        ("born_on", "1990-01-01"),
        ("abroad", "no"),
        ("street", "1 Main St"),
        ("city", "Oakley"),
        ("state", "OH"),
        ("postal_code", "00123"),
        ("phone", "+1 202 555 0100"),
        ("email", "ada@example.org"),
    ]);
    mine.extend(fields(you));
    let mut theirs = fields(&[
        ("child_first_name", "Bea"),
        ("child_last_name", "Byron"),
        ("child_number", "999100002"),
        ("child_born_on", "2025-06-01"),
        ("relationship", "guardian"),
        ("child_lives", "same"),
        ("pilot", "no"),
    ]);
    theirs.extend(fields(child));
    let form = form("4547");
    let seen = |is_theirs: bool| {
        let steps = form.steps.iter().filter(move |step| step.group.is_some() == is_theirs);
        steps.map(|step| step.name.clone()).collect()
    };
    let entries = Entries { entries: vec![Entry { fields: theirs, seen: seen(true) }], is_whole: true };
    Answers { fields: mine, seen: seen(false), groups: [("child".to_owned(), entries)].into() }
}

/// What is wrong: the field and, in a word, why; nothing where it may be sent.
fn wrong(answers: &Answers) -> Option<String> {
    let (form, context) = (form("4547"), context());
    let place = form.next(answers, &context);
    if place == Place::Check {
        return None;
    }
    let faults = form.faults(&place, answers, &context);
    let fault = faults.first().unwrap_or_else(|| panic!("{place:?} is open and has no fault"));
    let why = match &fault.wrong {
        Wrong::Rule(rule) => rule.says.en.split(' ').take(3).collect::<Vec<_>>().join(" "),
        other => format!("{other:?}"),
    };
    Some(format!("{}: {why}", fault.field.name))
}

type Case =
    (&'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)], Option<&'static str>);

#[test]
fn who_may_elect_for_whom() {
    let cases: [Case; 22] = [
        // Under 18 at the end of the year of the election, which is 2026.
        (&[], &[("child_born_on", "2009-01-01")], None),
        (&[], &[("child_born_on", "2008-12-31")], Some("child_born_on: The child must")),
        (&[], &[("child_born_on", "2026-11-22")], None),
        (&[], &[("child_born_on", "2026-11-23")], Some("child_born_on: The date of")),
        // A number that allows work, not an ITIN; a made-up one of either kind.
        (&[], &[("child_number", "123456789")], None),
        (&[], &[("child_number", "912701234")], Some("child_number: The child needs")),
        (&[], &[("child_number", "999691010")], Some("child_number: The child needs")),
        (&[], &[("child_number", "000123456")], Some("child_number: NeverIssued")),
        (&[], &[("child_number", "999100001")], Some("child_number: This is your")),
        // Guardian, parent, adult sibling, grandparent, each only where nobody comes before.
        (&[], &[("relationship", "parent"), ("nobody_before", "nobody")], None),
        (&[], &[("relationship", "parent")], Some("nobody_before: Missing")),
        (
            &[],
            &[("relationship", "parent"), ("nobody_before", "somebody")],
            Some("nobody_before: Then that person"),
        ),
        (&[], &[("relationship", "sibling"), ("nobody_before", "nobody")], None),
        (
            &[("born_on", "2008-11-23")],
            &[("relationship", "sibling"), ("nobody_before", "nobody")],
            Some("relationship: A brother or"),
        ),
        (&[("born_on", "2008-11-22")], &[("relationship", "sibling"), ("nobody_before", "nobody")], None),
        (&[], &[("relationship", "grandparent"), ("nobody_before", "nobody")], None),
        (&[], &[("relationship", "other")], Some("relationship: Only a legal")),
        // The payment: born 2025 to 2028, a citizen, and claimed by whoever asks.
        (&[], &[("pilot", "yes"), ("citizen", "yes"), ("qualifying", "yes")], None),
        (&[], &[("pilot", "yes"), ("citizen", "no"), ("qualifying", "yes")], Some("citizen: Only a U.S.")),
        (
            &[],
            &[("pilot", "yes"), ("citizen", "yes"), ("qualifying", "no")],
            Some("qualifying: Only somebody who"),
        ),
        (&[], &[("pilot", "yes"), ("citizen", "yes")], Some("qualifying: Missing")),
        (&[("abroad", "yes")], &[], Some("foreign_street: Missing")),
    ];
    for (you, child, why) in cases {
        assert_eq!(wrong(&answered(you, child)).as_deref(), why, "{you:?} {child:?}");
    }
}

#[test]
fn the_payment_is_asked_of_children_of_its_years_alone() {
    let (form, context) = (form("4547"), context());
    for (born, is_asked) in [("2024-12-31", false), ("2025-01-01", true), ("2026-11-22", true)] {
        let answers = answered(&[], &[("child_born_on", born), ("pilot", "yes"), ("citizen", "yes")]);
        let step = "pilot".to_owned();
        let place = Place::Entry { group: "child".to_owned(), index: 0, step };
        assert_eq!(form.places(&answers, &context).contains(&place), is_asked, "{born}");
    }
    // Whoever changed the date afterwards asked for nothing: what is not asked any more does not count.
    let answers = answered(&[], &[("child_born_on", "2010-01-01"), ("pilot", "yes")]);
    let counted = form.counted(&answers, &context);
    assert_eq!(counted.entry("child", 0).unwrap().fields.get("pilot"), None);
    assert_eq!(counted.entry("child", 0).unwrap().fields.len(), 6);
    assert!(form.is_whole(&counted, &context));
}

#[test]
fn a_child_stands_on_a_form_once() {
    let mut answers = answered(&[], &[]);
    let children = &mut answers.groups.get_mut("child").unwrap().entries;
    children.push(children[0].clone());
    assert_eq!(wrong(&answers).as_deref(), Some("child_number: Twice"));
    let children = &mut answers.groups.get_mut("child").unwrap().entries;
    children[1].fields.insert("child_number".to_owned(), "999100003".to_owned());
    assert_eq!(wrong(&answers), None);
}

#[test]
fn an_election_has_the_lines_of_the_official_form() {
    let (form, context) = (form("4547"), context());
    let answers = answered(
        &[],
        &[
            ("relationship", "parent"),
            ("nobody_before", "nobody"),
            ("pilot", "yes"),
            ("citizen", "yes"),
            ("qualifying", "yes"),
        ],
    );
    let sections = form.sections(&answers, &context);
    let lines: Vec<&str> =
        sections.iter().flat_map(|section| &section.lines).map(|line| line.field.line.as_str()).collect();
    for line in ["1a", "1b", "1c", "2", "3", "4", "5", "6", "7"] {
        assert!(lines.contains(&line), "{line}");
    }
    assert!(!lines.contains(&"5a"));
    assert_eq!(sections.iter().filter(|section| section.one.is_some()).count(), 6);
}
