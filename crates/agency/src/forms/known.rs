//! What does the agency know of a person already, so that a form need not be typed twice? It is shown to be checked and changed.

use store::taxes::taxpayers::Profile;
use tax::forms::{Answers, Form, Known, Place};

/// The answers with what is known put into the fields of a page that was not answered yet.
pub fn known(form: &Form, place: &Place, answers: &Answers, profile: &Profile) -> Answers {
    let mut with = answers.clone();
    let Place::Step(name) = place else { return with };
    let Some(step) = form.step(name).filter(|step| !answers.seen.contains(&step.name)) else { return with };
    for field in &step.fields {
        let value = field.known.and_then(|known| of(profile, known)).unwrap_or_default();
        with.fields.entry(field.name.clone()).or_insert(value);
    }
    with
}

fn of(profile: &Profile, known: Known) -> Option<String> {
    let address = &profile.address;
    match known {
        Known::GivenName => Some(profile.given_name.clone()),
        Known::FamilyName => Some(profile.family_name.clone()),
        Known::TaxNumber => Some(profile.tin.clone()),
        Known::BornOn => Some(profile.born_on.to_string()),
        Known::Street => Some(address.lines.join(", ")),
        Known::City => Some(address.city.clone()),
        Known::State => address.region.clone().filter(|region| region.len() == 2),
        Known::PostalCode => address.postal_code.clone(),
        Known::Phone => profile.phone.clone(),
        Known::Email => profile.email.clone(),
    }
}
