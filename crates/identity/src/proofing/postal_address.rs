//! What is a postal address, and how long does a letter take there (NIST SP 800-63A-4, 3.8: 21 days within the contiguous
//! United States, 30 elsewhere)?

use std::fmt;

/// A postal address. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// House and street, or a box.
    pub street: String,
    /// Town.
    pub city: String,
    /// State or territory, as two letters; empty abroad unless the country has such a thing.
    pub region: String,
    /// ZIP code, or what the country has.
    pub postal_code: String,
    /// Two letters of ISO 3166-1.
    pub country: String,
}

/// What is wrong with what was typed: the field, and the key of the message.
pub type Problem = (&'static str, &'static str);

/// The longest line that fits an envelope's window.
const LONGEST: usize = 60;

/// States of the contiguous United States and the District of Columbia.
const CONTIGUOUS: [&str; 49] = [
    "AL", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
    "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH",
    "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY",
];

/// The other states, the territories, and the military's post.
const BEYOND: [&str; 13] = ["AK", "HI", "AS", "GU", "MP", "PR", "VI", "FM", "MH", "PW", "AA", "AE", "AP"];

impl PostalAddress {
    /// Checks what was typed; every problem at once.
    pub fn parse(
        street: &str,
        city: &str,
        region: &str,
        postal_code: &str,
        country: &str,
    ) -> Result<Self, Vec<Problem>> {
        let country = match tidy(country).to_uppercase() {
            empty if empty.is_empty() => "US".to_owned(),
            country => country,
        };
        let address = Self {
            street: tidy(street),
            city: tidy(city),
            region: tidy(region).to_uppercase(),
            postal_code: tidy(postal_code).to_uppercase(),
            country,
        };
        let is_home = address.country == "US";
        let fits = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST;
        let is_code =
            address.country.len() == 2 && address.country.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_state =
            CONTIGUOUS.contains(&address.region.as_str()) || BEYOND.contains(&address.region.as_str());
        let problems: Vec<Problem> = [
            (fits(&address.street), ("street", "prove-address-street-problem")),
            (fits(&address.city), ("city", "prove-address-city-problem")),
            (!is_home || is_state, ("region", "prove-address-region-problem")),
            (!is_home || is_zip(&address.postal_code), ("postal_code", "prove-address-zip-problem")),
            (address.postal_code.len() <= LONGEST, ("postal_code", "prove-address-zip-problem")),
            (is_code, ("country", "prove-address-country-problem")),
        ]
        .into_iter()
        .filter_map(|(is_fine, problem)| (!is_fine).then_some(problem))
        .collect();
        if problems.is_empty() { Ok(address) } else { Err(problems) }
    }

    /// As it is kept: a line for each part.
    pub fn to_lines(&self) -> String {
        [&self.street, &self.city, &self.region, &self.postal_code, &self.country]
            .map(String::as_str)
            .join("\n")
    }

    /// Reads what was kept.
    pub fn from_lines(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('\n').collect();
        let [street, city, region, postal_code, country] = parts[..] else { return None };
        Some(Self {
            street: street.to_owned(),
            city: city.to_owned(),
            region: region.to_owned(),
            postal_code: postal_code.to_owned(),
            country: country.to_owned(),
        })
    }

    /// As it stands on an envelope, below the name.
    pub fn on_envelope(&self) -> String {
        let place = [self.city.as_str(), self.region.as_str(), self.postal_code.as_str()];
        let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if self.country == "US" {
            format!("{}\n{place}", self.street)
        } else {
            format!("{}\n{place}\n{}", self.street, self.country)
        }
    }

    /// For so many days a code in a letter to it is good (section 3.8).
    pub fn code_days(&self) -> i64 {
        let is_near = self.country == "US" && CONTIGUOUS.contains(&self.region.as_str());
        if is_near { 21 } else { 30 }
    }
}

impl fmt::Debug for PostalAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PostalAddress(…)")
    }
}

/// One line, with single spaces.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `12345` or `12345-6789`.
fn is_zip(text: &str) -> bool {
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((near, exact)) => digits(near, 5) && digits(exact, 4),
        None => digits(text, 5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        street: &str,
        city: &str,
        region: &str,
        zip: &str,
        country: &str,
    ) -> Result<PostalAddress, Vec<Problem>> {
        PostalAddress::parse(street, city, region, zip, country)
    }

    #[test]
    fn letters_are_good_for_as_long_as_the_post_takes() {
        for (region, country, days) in [
            ("ca", "", 21),
            ("DC", "US", 21),
            ("AK", "US", 30),
            ("PR", "us", 30),
            ("AE", "US", 30),
            ("", "MX", 30),
            ("CA", "MX", 30),
        ] {
            let address = read("1 Elm St", "Springfield", region, "12345", country).unwrap();
            assert_eq!(address.code_days(), days, "{region} {country}");
            assert_eq!(PostalAddress::from_lines(&address.to_lines()), Some(address));
        }
        assert_eq!(CONTIGUOUS.len(), 49);
        assert_eq!(PostalAddress::from_lines("one line"), None);
    }

    #[test]
    fn what_no_letter_can_reach_is_refused_by_field() {
        let fields = |refused: Result<PostalAddress, Vec<Problem>>| {
            refused.unwrap_err().into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        assert_eq!(fields(read(" ", "", "XX", "1234", "USA")), ["street", "city", "country"]);
        assert_eq!(fields(read("1 Elm St", "Town", "XX", "12345-67", "")), ["region", "postal_code"]);
        assert_eq!(fields(read(&"x".repeat(61), "Town", "CA", "12345", "")), ["street"]);
        assert!(read("1  Elm\nSt", "Town", "CA", "12345-6789", "").is_ok_and(|is| is.street == "1 Elm St"));
    }

    #[test]
    fn an_envelope_names_the_country_abroad_only() {
        let home = read("1 Elm St", "Town", "CA", "12345", "").unwrap();
        assert_eq!(home.on_envelope(), "1 Elm St\nTown CA 12345");
        let abroad = read("Calle 5", "Toluca", "", "50000", "MX").unwrap();
        assert_eq!(abroad.on_envelope(), "Calle 5\nToluca 50000\nMX");
        assert_eq!(format!("{abroad:?}"), "PostalAddress(…)");
    }
}
