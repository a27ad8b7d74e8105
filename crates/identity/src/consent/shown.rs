//! How are facts shown that a site asks for or is told: so much that their owner knows them again, and the whole of them
//! when they ask (NIST SP 800-63C-4 section 4.6.1.3)?

use values::PhoneNumber;
use web::Page;

use crate::oidc::claims::{Claim, Topic, topics};
use crate::oidc::next::Decided;
use crate::oidc::telling::is_18;
use crate::person::Person;

/// What a site is told after what was decided, a line each: what it is, and the value as far as it may be shown.
pub(crate) fn told(page: &Page, person: &Person, decided: &Decided) -> Vec<(String, String)> {
    let claims: Vec<Claim> = decided.told.iter().copied().collect();
    let mut lines = vec![(page.say("consent-same-person"), page.say("consent-same-person-value"))];
    let line = |topic: Topic| (page.say(topic.key()), masked(page, person, topic, &claims));
    lines.extend(topics(&claims).into_iter().map(line));
    if decided.offline == Some(true) {
        lines.push((page.say("consent-offline"), page.say("consent-offline-value")));
    }
    lines
}

/// The value as far as it may be shown without asking; nothing if it is not known.
pub(super) fn masked(page: &Page, person: &Person, topic: Topic, claims: &[Claim]) -> String {
    let proof = person.proof.as_ref();
    let say = |key: &str| page.say(key);
    match topic {
        Topic::Email => person.email.masked(),
        Topic::Phone => {
            person.phone.as_ref().map_or_else(String::new, |phone| format!("…{}", phone.ending()))
        }
        Topic::Name => initials(&name(person, claims)),
        Topic::BirthDate => proof.map_or_else(String::new, |proof| {
            let year = proof.birth_date.year().to_string();
            page.frame("consent-title").say_with("consent-birth-year", &[("year", year)])
        }),
        Topic::AgeOver18 => say("consent-age-masked"),
        Topic::TaxNumber => proof.map_or_else(String::new, |proof| proof.tax_number.masked()),
        Topic::Proof => proof.map_or_else(String::new, |proof| say(method(&proof.method))),
    }
}

/// The whole value, where it may stand on the page of the question; a tax number has a page of its own.
pub(super) fn full(page: &Page, person: &Person, topic: Topic, claims: &[Claim]) -> Option<String> {
    let proof = person.proof.as_ref();
    match topic {
        Topic::Email => Some(person.email.expose().to_owned()),
        Topic::Phone => person.phone.as_ref().map(PhoneNumber::shown),
        Topic::TaxNumber | Topic::Proof => None,
        Topic::Name => proof.map(|_| name(person, claims)),
        Topic::BirthDate => proof.map(|proof| page.language().date(proof.birth_date)),
        Topic::AgeOver18 => proof.map(|proof| {
            let key =
                if is_18(proof.birth_date, page.today()) { "consent-age-yes" } else { "consent-age-no" };
            page.say(key)
        }),
    }
}

/// As much of the name as is asked for.
fn name(person: &Person, claims: &[Claim]) -> String {
    let Some(proof) = &person.proof else { return String::new() };
    let asks = |claim| claims.contains(&claim);
    match (asks(Claim::Name), asks(Claim::GivenName), asks(Claim::FamilyName)) {
        (false, true, false) => proof.given_name.clone(),
        (false, false, true) => proof.family_name.clone(),
        _ => proof.name(),
    }
}

/// The first letter of each part.
fn initials(name: &str) -> String {
    let parts: Vec<String> = name
        .split_whitespace()
        .filter_map(|part| part.chars().next())
        .map(|letter| format!("{letter}…"))
        .collect();
    parts.join(" ")
}

fn method(method: &str) -> &'static str {
    if method == crate::demo::METHOD { "consent-proof-demonstration" } else { "consent-proof-other" }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn names_are_masked_to_their_first_letters() {
        assert_eq!(initials("María José  Núñez"), "M… J… N…");
        assert_eq!(initials(""), "");
    }
}
