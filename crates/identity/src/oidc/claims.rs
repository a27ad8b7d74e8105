//! Which facts about a person may a site be told, and under which names (OpenID Connect Core 1.0 sections 5.1 and 5.4;
//! derived values: NIST SP 800-63C-4 section 3.11.2)?

use serde::{Deserialize, Serialize};

/// One fact, as the protocol names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// An email address.
    Email,
    /// That a message reached its owner there.
    EmailVerified,
    /// A phone number.
    PhoneNumber,
    /// That a code reached its owner there.
    PhoneNumberVerified,
    /// Given names and family name.
    Name,
    /// Given names.
    GivenName,
    /// Family name.
    FamilyName,
    /// Date of birth.
    Birthdate,
    /// Whether the person is 18 or older, and nothing more of their age.
    #[serde(rename = "age_over_18")]
    AgeOver18,
    /// Tax number.
    TaxNumber,
    /// How the person proved who they are.
    ProofMethod,
}

/// What a person decides about in one go: claims that say the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// The names.
    Name,
    /// Date of birth.
    BirthDate,
    /// Whether they are 18 or older.
    #[serde(rename = "age_over_18")]
    AgeOver18,
    /// Tax number.
    TaxNumber,
    /// How they proved who they are.
    Proof,
}

impl Claim {
    /// All, in the order a person reads them.
    pub const ALL: [Self; 11] = [
        Self::Email,
        Self::EmailVerified,
        Self::PhoneNumber,
        Self::PhoneNumberVerified,
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::Birthdate,
        Self::AgeOver18,
        Self::TaxNumber,
        Self::ProofMethod,
    ];

    /// Its name in requests and answers.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::EmailVerified => "email_verified",
            Self::PhoneNumber => "phone_number",
            Self::PhoneNumberVerified => "phone_number_verified",
            Self::Name => "name",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Birthdate => "birthdate",
            Self::AgeOver18 => "age_over_18",
            Self::TaxNumber => "tax_number",
            Self::ProofMethod => "proof_method",
        }
    }

    /// The claim of a name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.word() == word)
    }

    /// What a person decides about.
    pub const fn topic(self) -> Topic {
        match self {
            Self::Email | Self::EmailVerified => Topic::Email,
            Self::PhoneNumber | Self::PhoneNumberVerified => Topic::Phone,
            Self::Name | Self::GivenName | Self::FamilyName => Topic::Name,
            Self::Birthdate => Topic::BirthDate,
            Self::AgeOver18 => Topic::AgeOver18,
            Self::TaxNumber => Topic::TaxNumber,
            Self::ProofMethod => Topic::Proof,
        }
    }

    /// Whether it is known only of somebody who proved who they are.
    pub const fn is_proved(self) -> bool {
        !matches!(self, Self::Email | Self::EmailVerified | Self::PhoneNumber | Self::PhoneNumberVerified)
    }

    /// Whether it may stand in an ID token. Those come back in addresses, as hints, so a tax number never does.
    pub const fn fits_id_token(self) -> bool {
        !matches!(self, Self::TaxNumber)
    }
}

impl Topic {
    /// All, in the order a person reads them.
    pub const ALL: [Self; 7] = [
        Self::Email,
        Self::Phone,
        Self::Name,
        Self::BirthDate,
        Self::AgeOver18,
        Self::TaxNumber,
        Self::Proof,
    ];

    /// Its word in files and forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::AgeOver18 => "age_over_18",
            Self::TaxNumber => "tax_number",
            Self::Proof => "proof",
        }
    }

    /// The topic of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }

    /// The key of what pages call it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Email => "consent-email",
            Self::Phone => "consent-phone",
            Self::Name => "consent-name",
            Self::BirthDate => "consent-birth-date",
            Self::AgeOver18 => "consent-age",
            Self::TaxNumber => "consent-tax-number",
            Self::Proof => "consent-proof",
        }
    }
}

/// Claims as they are stored: names with a space between.
pub fn join<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> String {
    claims.into_iter().map(|claim| claim.word()).collect::<Vec<_>>().join(" ")
}

/// Reads what `join` wrote; names that are no longer known are dropped.
pub fn split(text: &str) -> Vec<Claim> {
    text.split(' ').filter_map(Claim::from_word).collect()
}

/// What claims are about, each topic once, in the order a person reads them.
pub fn topics(claims: &[Claim]) -> Vec<Topic> {
    Topic::ALL.into_iter().filter(|topic| claims.iter().any(|claim| claim.topic() == *topic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_and_topics_have_words() {
        for claim in Claim::ALL {
            assert_eq!(Claim::from_word(claim.word()), Some(claim));
            assert_eq!(serde_json::to_value(claim).unwrap(), claim.word());
        }
        for topic in Topic::ALL {
            assert_eq!(Topic::from_word(topic.word()), Some(topic));
            assert_eq!(serde_json::to_value(topic).unwrap(), topic.word());
        }
        assert_eq!(split(&join(&Claim::ALL)), Claim::ALL);
        assert_eq!(split("email nickname"), [Claim::Email]);
        assert_eq!(
            topics(&[Claim::TaxNumber, Claim::GivenName, Claim::Name]),
            [Topic::Name, Topic::TaxNumber]
        );
    }
}
