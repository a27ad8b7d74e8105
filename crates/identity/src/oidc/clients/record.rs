//! What has been agreed with the party that runs a site, so that anybody can read it (NIST SP 800-63C-4 section
//! 4.3.1, trust agreements)? What it may be told and why stands with its scopes and purposes.

use serde::Deserialize;
use values::Date;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// In English.
    pub en: String,
    /// In Spanish.
    pub es: String,
}

impl Both {
    /// The text in a language.
    pub fn of(&self, spanish: bool) -> &str {
        if spanish { &self.es } else { &self.en }
    }

    /// A text that reads the same in both.
    pub fn same(text: &str) -> Self {
        Self { en: text.to_owned(), es: text.to_owned() }
    }
}

/// Who runs a site, and how to reach them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Their name.
    pub name: String,
    /// An email address for questions.
    pub email: Option<String>,
    /// A telephone number.
    pub telephone: Option<String>,
    /// A page about them.
    pub website: Option<String>,
}

/// What anybody may read about a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What the site is for.
    pub description: Both,
    /// Who runs it.
    pub run_by: Party,
    /// What it may do with what it is told.
    pub uses: Both,
    /// How long it keeps it, and how it is deleted.
    pub keeps: Both,
    /// How to complain.
    pub complaints: Both,
    /// Its own page on privacy.
    pub policy_uri: Option<String>,
    /// When this was agreed.
    pub agreed_on: Option<Date>,
}
