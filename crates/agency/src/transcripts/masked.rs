//! How much of a person does a transcript show? Enough for its person to know it, too little to be somebody with it.
//!
//! The last four digits of numbers; four characters of each name, three of one that has only four; four of a business's
//! name; six of the street; every amount whole (irs.gov, "About the new tax transcript: FAQs"; IR-2020-254).

use serde::Serialize;
use store::taxes::information_returns::Party;
use store::taxes::taxpayers::Profile;

/// Characters of a name.
const NAME: usize = 4;
/// Characters of the street.
const STREET: usize = 6;
/// Digits of a number.
const DIGITS: usize = 4;

/// Somebody as a transcript shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Masked {
    /// `XXX-XX-1234`, or `XX-XXX1234` for employers; blank where it is not known.
    pub number: String,
    /// `MARC ELLI`.
    pub name: String,
    /// `1420 B`.
    pub street: String,
}

impl Masked {
    /// A taxpayer.
    pub fn person(profile: &Profile) -> Self {
        let names = [&profile.given_name, &profile.family_name].map(|name| part_of_name(name));
        Self {
            number: individual(&profile.tin),
            name: names.join(" ").trim().to_owned(),
            street: street(profile.address.lines.first().map_or("", String::as_str)),
        }
    }

    /// A payer; most are businesses.
    pub(super) fn payer(party: &Party) -> Self {
        let last = party.tin.as_deref().map(last_digits).unwrap_or_default();
        Self {
            number: if last.is_empty() { last } else { format!("XX-XXX{last}") },
            name: first(&party.name.join(" "), NAME),
            street: street(party.address.get(1).map_or("", String::as_str)),
        }
    }
}

/// `XXX-XX-1234`.
pub(super) fn individual(tin: &str) -> String {
    let last = last_digits(tin);
    if last.is_empty() { last } else { format!("XXX-XX-{last}") }
}

/// The last four characters of an account's number, with a sign that there were more.
pub(super) fn account(number: &str) -> String {
    let count = number.chars().count();
    let last: String = number.chars().skip(count.saturating_sub(DIGITS)).collect();
    // Of a short one less: it is never shown whole.
    match count {
        0 => String::new(),
        1..=DIGITS => "X".repeat(count),
        _ => format!("X{last}"),
    }
}

/// What a box says in words, where it names a person or a place that others must not read.
pub(super) fn of_box(field: &str, text: &str) -> String {
    if field.starts_with("address") || field.contains("_address") {
        return street(text);
    }
    if field == "name_insured" {
        return text.split_whitespace().map(part_of_name).collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

fn last_digits(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() > DIGITS { digits[digits.len() - DIGITS..].iter().collect() } else { String::new() }
}

/// Of a name that is not longer than what would be shown, its last character is left out.
fn part_of_name(name: &str) -> String {
    let count = name.trim().chars().count();
    first(name, if count <= NAME { count.saturating_sub(1).max(1) } else { NAME })
}

fn street(line: &str) -> String {
    first(line, STREET)
}

fn first(text: &str, most: usize) -> String {
    text.trim().to_uppercase().chars().take(most).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_streets_are_cut_as_the_rule_says() {
        for (name, shown) in [
            ("Ellison", "ELLI"),
            ("Cole", "COL"),
            ("Ng", "N"),
            ("O", "O"),
            ("Núñez", "NÚÑE"),
            ("de la Cruz", "DE L"),
            ("", ""),
        ] {
            assert_eq!(part_of_name(name), shown, "{name}");
        }
        assert_eq!(individual("999100505"), "XXX-XX-0505");
        assert_eq!(individual("0505"), "");
        assert_eq!(of_box("property_address_securing_mortgage", "1420 Birch Street"), "1420 B");
        assert_eq!(of_box("name_insured", "Jane Ellison"), "JAN ELLI");
        assert_eq!(of_box("name_plan", "Pension Plan"), "Pension Plan");
        assert_eq!(street("1420 Birch Street"), "1420 B");
        assert_eq!(street("12 34 Elm"), "12 34");
        for (number, shown) in [("", ""), ("7", "X"), ("4711", "XXXX"), ("004711", "X4711")] {
            assert_eq!(account(number), shown);
        }
        let payer = Party {
            tin: Some("987654321".to_owned()),
            name: vec!["Pinecrest Staffing".to_owned()],
            address: vec!["Suite 5".to_owned(), "77 Long Road".to_owned()],
            ..Party::default()
        };
        let shown = ["XX-XXX4321", "PINE", "77 LON"].map(str::to_owned);
        let Masked { number, name, street } = Masked::payer(&payer);
        assert_eq!([number, name, street], shown);
    }
}
