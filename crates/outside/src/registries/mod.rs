//! Who can say whether what a person claims is so (NIST SP 800-63A-4, 2.4.2.4, 3.2.1, 4.2.4 and 4.2.5)? Five questions, each with a
//! source of its own: an operator's file, a service, or the simulator of the demonstration and of sandboxes. What they
//! are asked and answer, and the simulator's magic values, stand in docs/operate/proofing.md.
//!
//! Every source answers yes or no to the whole question. Which of the facts is wrong is never told.

use std::fmt;

use values::{Date, PhoneNumber, Secret, Tin};

mod file;
mod service;
mod simulator;
#[cfg(test)]
mod tests;

pub use file::{Book, BookError};
pub use service::Service;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Do number, names and date of birth belong together?
    TaxNumber,
    /// Is the holder of this number dead?
    Death,
    /// Is there such a postal address?
    Address,
    /// Is this telephone's account in this name?
    PhoneAccount,
    /// Has the issuer issued this paper to this person?
    Document,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::TaxNumber, Self::Death, Self::Address, Self::PhoneAccount, Self::Document];

    /// Its word in what is asked, stored and set up.
    pub const fn word(self) -> &'static str {
        match self {
            Self::TaxNumber => "tax-number",
            Self::Death => "death",
            Self::Address => "address",
            Self::PhoneAccount => "phone-account",
            Self::Document => "document",
        }
    }

    /// The fields it is asked with, in their order; also the columns of a file.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::TaxNumber => &["tax_number", "given_names", "family_name", "birth_date"],
            Self::Death => &["tax_number"],
            Self::Address => &["street", "city", "region", "postal_code", "country"],
            Self::PhoneAccount => &["number", "given_names", "family_name"],
            Self::Document => {
                &["kind", "issuer", "number", "given_names", "family_name", "birth_date", "expiry_date"]
            }
        }
    }
}

/// A question with its facts. Prints the question only.
pub struct Asked {
    question: Question,
    /// In the order of [`Question::fields`].
    values: Vec<Secret<String>>,
}

impl fmt::Debug for Asked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Asked({})", self.question.word())
    }
}

impl Asked {
    fn new(question: Question, values: &[&str]) -> Self {
        debug_assert_eq!(values.len(), question.fields().len());
        Self { question, values: values.iter().map(|value| Secret::new((*value).to_owned())).collect() }
    }

    /// Do these belong together?
    pub fn tax_number(number: &Tin, given_names: &str, family_name: &str, birth_date: Date) -> Self {
        let (number, born) = (Secret::new(number.expose()), birth_date.to_string());
        Self::new(Question::TaxNumber, &[number.expose().as_str(), given_names, family_name, &born])
    }

    /// Is the holder dead?
    pub fn death(number: &Tin) -> Self {
        let number = Secret::new(number.expose());
        Self::new(Question::Death, &[number.expose().as_str()])
    }

    /// Is there such an address? Street, town, region, postal code, country.
    pub fn address(parts: [&str; 5]) -> Self {
        Self::new(Question::Address, &parts)
    }

    /// Is the account in this name?
    pub fn phone_account(number: &PhoneNumber, given_names: &str, family_name: &str) -> Self {
        Self::new(Question::PhoneAccount, &[number.expose(), given_names, family_name])
    }

    /// Has the issuer issued this paper? What it is, who issued it, its number, given names, family name, date of birth and
    /// last day, as they stand on it; empty what does not.
    pub fn document(parts: [&str; 7]) -> Self {
        Self::new(Question::Document, &parts)
    }

    /// Which question it is.
    pub const fn question(&self) -> Question {
        self.question
    }

    fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.question.fields().iter().copied().zip(self.values.iter().map(|value| value.expose().as_str()))
    }

    fn value(&self, field: &str) -> &str {
        self.pairs().find(|(name, _)| *name == field).map_or("", |(_, value)| value)
    }
}

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not, or it is not known to be.
    No,
    /// Nobody could be asked: try again later.
    Unavailable,
}

/// How far a source can be relied on (section 2.4.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The issuer, or somebody with direct access to the issuer's records.
    Authoritative,
    /// Traceable to the issuer, or several records that agree.
    Credible,
}

impl Class {
    /// Its word in what is stored and set up.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Authoritative => "authoritative",
            Self::Credible => "credible",
        }
    }

    /// The one of a word; a source without a class is no source.
    pub fn read(word: &str) -> Option<Self> {
        [Self::Authoritative, Self::Credible].into_iter().find(|class| class.word() == word)
    }
}

/// Where one question is asked.
#[derive(Clone, Debug)]
pub enum Source {
    /// Nowhere: whoever needs the answer cannot go on.
    None,
    /// The simulator, whose answers follow magic values.
    Simulator,
    /// A file of the operator.
    File(Book, Class),
    /// A service.
    Service(Box<Service>, Class),
}

impl Source {
    /// Whether anybody can be asked.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Its name in what is stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Simulator => "simulator",
            Self::File(..) => "file",
            Self::Service(..) => "service",
        }
    }

    /// How far it can be relied on. The simulator stands in for the issuer.
    pub const fn class(&self) -> Class {
        match self {
            Self::None => Class::Credible,
            Self::Simulator => Class::Authoritative,
            Self::File(_, class) | Self::Service(_, class) => *class,
        }
    }

    /// Asks.
    pub async fn ask(&self, asked: &Asked) -> Answer {
        match self {
            Self::None => Answer::Unavailable,
            Self::Simulator => simulator::answer(asked),
            Self::File(book, _) => book.answer(asked),
            Self::Service(service, _) => service.answer(asked).await,
        }
    }
}

/// A source for each question.
#[derive(Clone, Debug)]
pub struct Registries {
    /// Numbers with names and dates of birth.
    pub tax_numbers: Source,
    /// Who is dead.
    pub deaths: Source,
    /// Postal addresses.
    pub addresses: Source,
    /// Whose telephone it is.
    pub phone_accounts: Source,
    /// Who has issued which paper. Without it papers are judged by those who look at them.
    pub documents: Source,
}

impl Registries {
    /// Nobody to ask.
    pub const fn none() -> Self {
        Self {
            tax_numbers: Source::None,
            deaths: Source::None,
            addresses: Source::None,
            phone_accounts: Source::None,
            documents: Source::None,
        }
    }

    /// The simulator for everything.
    pub const fn simulated() -> Self {
        Self {
            tax_numbers: Source::Simulator,
            deaths: Source::Simulator,
            addresses: Source::Simulator,
            phone_accounts: Source::Simulator,
            documents: Source::Simulator,
        }
    }

    /// Where a question is asked.
    pub const fn source(&self, question: Question) -> &Source {
        match question {
            Question::TaxNumber => &self.tax_numbers,
            Question::Death => &self.deaths,
            Question::Address => &self.addresses,
            Question::PhoneAccount => &self.phone_accounts,
            Question::Document => &self.documents,
        }
    }

    /// Whether somebody can be proved to be who they are: number, death and address can be asked about.
    pub const fn are_there(&self) -> bool {
        self.tax_numbers.is_there() && self.deaths.is_there() && self.addresses.is_there()
    }
}
