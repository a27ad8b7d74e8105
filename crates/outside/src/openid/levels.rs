//! How strong is a sign-in, in the words of whichever provider was asked? Each provider has names of its own for its
//! levels (`acr`; OpenID Connect Core 1.0 section 2): a table says what they mean to a site. Pure.

/// How strong a sign-in is to a site, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A made-up person of the demonstration: nothing at all.
    MadeUp,
    /// One factor.
    One,
    /// Two factors.
    Two,
    /// Two factors that no false page can pass on.
    PhishingResistant,
}

impl Strength {
    /// All, weakest first.
    pub const ALL: [Self; 4] = [Self::MadeUp, Self::One, Self::Two, Self::PhishingResistant];

    /// Its word in the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::MadeUp => "made-up",
            Self::One => "one",
            Self::Two => "two",
            Self::PhishingResistant => "phishing-resistant",
        }
    }

    /// The strength of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strength| strength.word() == word)
    }
}

/// A provider's names for its levels, and what each is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels(Vec<(String, Strength)>);

impl Levels {
    /// These names.
    pub const fn named(names: Vec<(String, Strength)>) -> Self {
        Self(names)
    }

    /// The names of our own identity site.
    pub fn ours() -> Self {
        let names = [
            ("urn:counterfoil:demonstration", Strength::MadeUp),
            ("urn:counterfoil:aal:1", Strength::One),
            ("urn:counterfoil:aal:2", Strength::Two),
            ("urn:counterfoil:aal:2:phishing-resistant", Strength::PhishingResistant),
        ];
        Self(names.map(|(name, strength)| (name.to_owned(), strength)).to_vec())
    }

    /// What a sign-in is worth. A name that is not in the table, or none, is worth nothing.
    pub fn strength(&self, acr: Option<&str>) -> Option<Strength> {
        let (_, strength) = self.0.iter().find(|(name, _)| Some(name.as_str()) == acr)?;
        Some(*strength)
    }

    /// What to ask for so that a sign-in is worth at least this: the names that are, in the table's order. A made-up
    /// person is never asked for.
    pub fn acr_values(&self, least: Strength) -> Option<String> {
        let names = self.0.iter().filter(|(_, strength)| *strength >= least.max(Strength::One));
        let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_in_the_table_are_worth_something() {
        let ours = Levels::ours();
        for (acr, strength) in [
            (Some("urn:counterfoil:aal:2"), Some(Strength::Two)),
            (Some("urn:counterfoil:aal:2:phishing-resistant"), Some(Strength::PhishingResistant)),
            (Some("urn:counterfoil:demonstration"), Some(Strength::MadeUp)),
            (Some("urn:counterfoil:aal:3"), None),
            (Some("URN:COUNTERFOIL:AAL:2"), None),
            (Some(""), None),
            (None, None),
        ] {
            assert_eq!(ours.strength(acr), strength, "{acr:?}");
        }
        let two = "urn:counterfoil:aal:2 urn:counterfoil:aal:2:phishing-resistant";
        assert_eq!(ours.acr_values(Strength::Two).as_deref(), Some(two));
        assert_eq!(ours.acr_values(Strength::MadeUp).map(|values| values.split(' ').count()), Some(3));
        // Names of others, as agencies know them from their providers.
        let names = [
            ("http://idmanagement.gov/ns/assurance/ial/2", Strength::Two),
            ("urn:acr.login.gov:verified-facial-match-required", Strength::Two),
            ("http://idmanagement.gov/ns/assurance/ial/1", Strength::One),
        ];
        let others = Levels::named(names.map(|(name, strength)| (name.to_owned(), strength)).to_vec());
        assert_eq!(others.strength(Some("http://idmanagement.gov/ns/assurance/ial/2")), Some(Strength::Two));
        assert_eq!(others.strength(Some("urn:counterfoil:aal:2")), None, "no name of ours");
        assert_eq!(others.acr_values(Strength::PhishingResistant), None);
        for strength in Strength::ALL {
            assert_eq!(Strength::from_word(strength.word()), Some(strength));
        }
    }
}
