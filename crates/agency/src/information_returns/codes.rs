//! What does a code in a box mean, in words? From `codes.csv`, which names its sources. A code that is not in it is shown as it
//! was reported.

use std::sync::OnceLock;

use serde::Deserialize;

/// A code that a box of a form may hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BoxCode {
    /// `W-2`, `1099-R` …
    pub form: String,
    /// The field as the file names it.
    pub field: String,
    /// One letter or digit.
    pub code: char,
    /// In English.
    pub english: String,
    /// In Spanish.
    pub spanish: String,
}

/// All of them.
pub fn all() -> &'static [BoxCode] {
    static ALL: OnceLock<Vec<BoxCode>> = OnceLock::new();
    ALL.get_or_init(|| super::boxes::read(include_str!("codes.csv")))
}

/// The codes that a box says, in its order: a field may hold several, such as `7B`.
pub fn of(form: &str, field: &str, said: &str) -> Vec<&'static BoxCode> {
    let known = |code: char| {
        all()
            .iter()
            .find(|known| (known.form.as_str(), known.field.as_str(), known.code) == (form, field, code))
    };
    said.chars().filter_map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::super::boxes;
    use super::*;

    #[test]
    fn codes_are_read_as_the_form_has_them() {
        // Form, field, what the file says, what it means.
        for (form, field, said, meant) in [
            ("1099-R", "distribution_code", "7", vec!["Usual distribution at the usual age"]),
            (
                "1099-R",
                "distribution_code",
                "4G",
                vec!["After the owner's death", "Moved directly into another plan or IRA"],
            ),
            ("1099-SA", "distribution_code", "1", vec!["Usual distribution"]),
            ("1099-R", "distribution_code", "?", vec![]),
            ("1099-R", "distribution_code", "", vec![]),
            ("W-2", "employment_code", "R", vec!["Usual employment"]),
            ("W-2G", "type_wager_code", "6", vec!["Lottery"]),
            ("W-2", "distribution_code", "7", vec![]),
        ] {
            let found: Vec<&str> =
                of(form, field, said).into_iter().map(|known| known.english.as_str()).collect();
            assert_eq!(found, meant, "{form} {field} {said}");
        }
    }

    #[test]
    fn every_code_stands_once_in_a_box_that_there_is_and_has_words() {
        for (place, found) in all().iter().enumerate() {
            assert!(!found.english.is_empty() && !found.spanish.is_empty(), "{found:?}");
            assert_ne!(found.english, found.spanish, "{found:?}");
            assert!(boxes::of(&found.form).any(|known| known.field == found.field), "{found:?}");
            let same =
                |one: &BoxCode| (&one.form, &one.field, one.code) == (&found.form, &found.field, found.code);
            assert!(!all()[..place].iter().any(same), "{found:?}");
        }
    }
}
