//! What may a site be told, and under which word (OpenID Connect Core 1.0, section 5.4)?

use serde::{Deserialize, Serialize};

use super::claims::Claim;

/// One thing a site may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// That it is the same person as last time.
    Openid,
    /// Names and birth date, as proved.
    Profile,
    /// The confirmed address.
    Email,
    /// The phone number, as proved.
    Phone,
    /// Whether the person is 18 or older.
    #[serde(rename = "age_over_18")]
    AgeOver18,
    /// The tax number, as proved.
    TaxNumber,
    /// Coming for new tokens while the person is away (OpenID Connect Core 1.0, section 11).
    OfflineAccess,
}

impl Scope {
    /// All, in the order a person reads them.
    pub const ALL: [Self; 7] = [
        Self::Openid,
        Self::Profile,
        Self::Email,
        Self::Phone,
        Self::AgeOver18,
        Self::TaxNumber,
        Self::OfflineAccess,
    ];

    /// Those that only tell something at the sign-in.
    pub const TOLD: [Self; 6] =
        [Self::Openid, Self::Profile, Self::Email, Self::Phone, Self::AgeOver18, Self::TaxNumber];

    /// The word in requests.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::AgeOver18 => "age_over_18",
            Self::TaxNumber => "tax_number",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// The scope of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    /// What a site that may ask for it is told at the userinfo endpoint.
    pub const fn claims(self) -> &'static [Claim] {
        match self {
            Self::Openid | Self::OfflineAccess => &[],
            Self::Profile => {
                &[Claim::Name, Claim::GivenName, Claim::FamilyName, Claim::Birthdate, Claim::ProofMethod]
            }
            Self::Email => &[Claim::Email, Claim::EmailVerified],
            Self::Phone => &[Claim::PhoneNumber, Claim::PhoneNumberVerified],
            Self::AgeOver18 => &[Claim::AgeOver18],
            Self::TaxNumber => &[Claim::TaxNumber],
        }
    }
}

/// Scopes as requests and tokens write them: words with a space between.
pub fn join(scopes: &[Scope]) -> String {
    let words: Vec<&str> = scopes.iter().map(|scope| scope.word()).collect();
    words.join(" ")
}

/// Reads what `join` wrote; words that are no longer known are dropped.
pub fn split(text: &str) -> Vec<Scope> {
    text.split(' ').filter_map(Scope::from_word).collect()
}
