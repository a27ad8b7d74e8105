//! Does what a paper says agree with what the person typed? Pure. Where agreement is near and not exact an agent looks: a
//! program does not refuse anybody for an accent, a middle name or a slip of the pen (NIST SP 800-63A-4, 2.4.2 and 3.13).

use formats::evidence::Fields;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use values::Date;

use super::case::Facts;

/// How two say the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// They agree; case, accents, spaces and punctuation do not count.
    Match,
    /// Nearly: a slip, a name cut short, a middle name more.
    Near,
    /// They do not.
    Differs,
    /// One of the two says nothing.
    Absent,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    GivenNames,
    FamilyName,
    BirthDate,
    Street,
    City,
    Region,
    PostalCode,
}

impl Fact {
    /// All, in the order they are shown.
    pub(crate) const ALL: [Self; 7] = [
        Self::GivenNames,
        Self::FamilyName,
        Self::BirthDate,
        Self::Street,
        Self::City,
        Self::Region,
        Self::PostalCode,
    ];

    /// Those that must agree before a program alone takes a paper for its holder's: people move, and papers say where they
    /// lived.
    pub(crate) const OF_THE_PERSON: [Self; 3] = [Self::GivenNames, Self::FamilyName, Self::BirthDate];

    /// As the person typed it.
    pub(crate) fn typed(self, facts: &Facts) -> Option<String> {
        let address = facts.address.as_ref();
        match self {
            Self::GivenNames => facts.given_names.clone(),
            Self::FamilyName => facts.family_name.clone(),
            Self::BirthDate => facts.birth_date.map(|date| date.to_string()),
            Self::Street => address.map(|address| address.street.clone()),
            Self::City => address.map(|address| address.city.clone()),
            Self::Region => address.map(|address| address.region.clone()),
            Self::PostalCode => address.map(|address| address.postal_code.clone()),
        }
    }

    /// As a paper says it.
    pub(crate) fn said(self, fields: &Fields) -> Option<String> {
        match self {
            Self::GivenNames => fields.given_names.clone(),
            Self::FamilyName => fields.family_name.clone(),
            Self::BirthDate => fields.birth_date.map(|date| date.to_string()),
            Self::Street => fields.street.clone(),
            Self::City => fields.city.clone(),
            Self::Region => fields.state.clone(),
            Self::PostalCode => fields.postal_code.clone(),
        }
    }

    /// Whether both say the same.
    pub(crate) fn agreement(self, facts: &Facts, fields: &Fields) -> Agreement {
        compare(self, self.typed(facts).as_deref(), self.said(fields).as_deref())
    }
}

/// Whether a paper says of its holder what the person said of themselves, to the letter.
pub(super) fn is_holder(facts: &Facts, fields: &Fields) -> bool {
    Fact::OF_THE_PERSON.into_iter().all(|fact| fact.agreement(facts, fields) == Agreement::Match)
}

/// Compares one fact as it was typed with what a paper says.
fn compare(fact: Fact, typed: Option<&str>, said: Option<&str>) -> Agreement {
    let (Some(typed), Some(said)) = (words(typed), words(said)) else { return Agreement::Absent };
    if typed == said {
        return Agreement::Match;
    }
    let is_near = match fact {
        Fact::GivenNames | Fact::FamilyName | Fact::City => are_near_names(&typed, &said),
        Fact::BirthDate => are_near_dates(&typed.concat(), &said.concat()),
        Fact::Street => return compare_streets(typed, said),
        Fact::Region => false,
        Fact::PostalCode => return compare_codes(&typed.concat(), &said.concat()),
    };
    if is_near || typed.concat() == said.concat() { near_or_match(&typed, &said) } else { Agreement::Differs }
}

/// Spaces alone are no difference.
fn near_or_match(one: &[String], other: &[String]) -> Agreement {
    if one.concat() == other.concat() { Agreement::Match } else { Agreement::Near }
}

/// The words of a text, folded; none if it has no letter or digit.
fn words(text: Option<&str>) -> Option<Vec<String>> {
    let folded: String = text?
        .nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .filter(|letter| !matches!(letter, '\'' | '’' | '.'))
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    let words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
    (!words.is_empty()).then_some(words)
}

/// One has words the other has not, in order (a middle name, a second family name); or is cut short, as cards do after 40
/// letters; or one letter is wrong, two in a long name; or the words stand the other way round.
fn are_near_names(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut rest = long.iter();
    let is_within = short.iter().all(|word| rest.any(|other| other == word || is_initial(word, other)));
    let (one, other) = (one.concat(), other.concat());
    let shorter = one.len().min(other.len());
    let is_cut = shorter >= 3 && (one.starts_with(&other) || other.starts_with(&one));
    let mut sorted = [short.to_vec(), long.to_vec()];
    for words in &mut sorted {
        words.sort_unstable();
    }
    let allowed = if shorter >= 9 { 2 } else { usize::from(shorter >= 4) };
    is_within || is_cut || sorted[0] == sorted[1] || distance(&one, &other) <= allowed
}

fn is_initial(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.chars().count() == 1 && long.starts_with(short)
}

/// Month and day the other way round, or one digit wrong.
fn are_near_dates(one: &str, other: &str) -> bool {
    let parse = |text: &str| -> Option<Date> {
        let part = |range| text.get(range).and_then(|part: &str| part.parse::<i16>().ok());
        let narrow = |part: Option<i16>| part.and_then(|part| i8::try_from(part).ok());
        Date::new(part(0..4)?, narrow(part(4..6))?, narrow(part(6..8))?).ok()
    };
    let (Some(first), Some(second)) = (parse(one), parse(other)) else { return false };
    let is_swapped =
        first.year() == second.year() && first.month() == second.day() && first.day() == second.month();
    is_swapped || distance(one, other) == 1
}

/// Words of addresses and how they are shortened (Publication 28 of the postal service, appendices B and C).
const SHORT: [(&str, &str); 18] = [
    ("street", "st"),
    ("avenue", "ave"),
    ("road", "rd"),
    ("drive", "dr"),
    ("lane", "ln"),
    ("court", "ct"),
    ("place", "pl"),
    ("boulevard", "blvd"),
    ("highway", "hwy"),
    ("parkway", "pkwy"),
    ("circle", "cir"),
    ("terrace", "ter"),
    ("apartment", "apt"),
    ("suite", "ste"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
];

fn compare_streets(one: Vec<String>, other: Vec<String>) -> Agreement {
    let shorten = |words: Vec<String>| -> Vec<String> {
        let short = |word: String| {
            SHORT.iter().find(|(long, _)| *long == word).map_or(word, |(_, short)| (*short).to_owned())
        };
        words.into_iter().map(short).collect()
    };
    let (one, other) = (shorten(one), shorten(other));
    if one.concat() == other.concat() {
        return Agreement::Match;
    }
    // Another house is another address, however alike the streets are called.
    if one.first() == other.first() && are_near_names(&one, &other) {
        Agreement::Near
    } else {
        Agreement::Differs
    }
}

/// Nine digits say more than five and do not contradict them.
fn compare_codes(one: &str, other: &str) -> Agreement {
    let digits = one.bytes().chain(other.bytes()).all(|byte| byte.is_ascii_digit());
    let same = one.get(..5).zip(other.get(..5)).is_some_and(|(one, other)| one == other);
    if digits && same {
        // Cards fill up with zeros.
        let more = |code: &str| code.get(5..).is_some_and(|rest| rest.bytes().any(|byte| byte != b'0'));
        return if more(one) && more(other) && one != other { Agreement::Near } else { Agreement::Match };
    }
    if one.len() == other.len() && distance(one, other) == 1 { Agreement::Near } else { Agreement::Differs }
}

/// How many letters must be changed, added or taken away (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = place + 1;
        for (column, found) in other.iter().enumerate() {
            let change = corner + usize::from(*found != letter);
            corner = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use Agreement::{Absent, Differs, Match, Near};

    #[test]
    fn papers_and_people_say_things_differently() {
        for (fact, typed, said, found) in [
            (Fact::FamilyName, "Núñez", "NUNEZ", Match),
            (Fact::FamilyName, "O’Brien", "OBRIEN", Match),
            (Fact::FamilyName, "Smith-Jones", "SMITH JONES", Match),
            (Fact::FamilyName, "Smith Jones", "SMITHJONES", Match),
            (Fact::FamilyName, "Smith Jones", "SMITH", Near),
            (Fact::FamilyName, "Jones Smith", "SMITH JONES", Near),
            (Fact::FamilyName, "Smyth", "SMITH", Near),
            (Fact::FamilyName, "Lee", "LIE", Differs),
            (Fact::FamilyName, "Wolfeschlegelsteinhausen", "WOLFESCHLEGELSTEINHA", Near),
            (Fact::FamilyName, "Miller", "Garcia", Differs),
            (Fact::GivenNames, "Ana", "ANA MARIA", Near),
            (Fact::GivenNames, "Ana Maria", "ANA M", Near),
            (Fact::GivenNames, "Ana", "EVA", Differs),
            (Fact::GivenNames, "Ana", "", Absent),
            (Fact::GivenNames, " - ", "ANA", Absent),
            (Fact::BirthDate, "1980-02-09", "1980-02-09", Match),
            (Fact::BirthDate, "1980-02-09", "1980-09-02", Near),
            (Fact::BirthDate, "1980-02-09", "1981-02-09", Near),
            (Fact::BirthDate, "1980-02-09", "1981-02-08", Differs),
            (Fact::BirthDate, "1980-02-09", "soon", Differs),
            (Fact::Street, "12 North Main Street", "12 N MAIN ST", Match),
            (Fact::Street, "12 N. Main St., Apt. 4", "12 N MAIN ST APT 4", Match),
            (Fact::Street, "12 Main St Apt 4", "12 MAIN ST", Near),
            (Fact::Street, "13 Main St", "12 MAIN ST", Differs),
            (Fact::Region, "CA", "ca", Match),
            (Fact::Region, "CA", "CO", Differs),
            (Fact::PostalCode, "12345", "123450000", Match),
            (Fact::PostalCode, "12345-6789", "12345", Match),
            (Fact::PostalCode, "12345-6789", "12345-6780", Near),
            (Fact::PostalCode, "12345", "12346", Near),
            (Fact::PostalCode, "12345", "54321", Differs),
        ] {
            assert_eq!(compare(fact, Some(typed), Some(said)), found, "{fact:?} {typed:?} {said:?}");
            assert_eq!(compare(fact, Some(said), Some(typed)), found, "the other way: {typed:?} {said:?}");
        }
        assert_eq!(compare(Fact::City, None, Some("Reno")), Absent);
        assert_eq!(compare(Fact::City, Some("Reno"), None), Absent);
    }

    /// Whatever is typed agrees with itself in any case, and nothing that is compared can make it panic.
    #[test]
    fn anything_agrees_with_itself_in_capitals() {
        let mut state = 0x9e37_79b9_u64;
        let letters: Vec<char> = "aeñöZ09 -.'ßİ字".chars().collect();
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let place = usize::try_from(state >> 33).unwrap_or(0) % letters.len();
                text.push(letters[place]);
            }
            for fact in Fact::ALL {
                let found = compare(fact, Some(&text), Some(&text));
                assert!(matches!(found, Match | Absent), "{fact:?} {text:?} {found:?}");
            }
        }
    }
}
