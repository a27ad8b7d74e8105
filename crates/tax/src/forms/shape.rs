//! What is a form? What its file says, field by field (docs/forms.md).

use serde::Deserialize;
use values::Date;

use super::conditions::Condition;
use super::words::Words;
use crate::pack::Confidence;

/// A form, in one revision.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its number, as it stands in addresses: `4547`.
    pub name: String,
    /// The revision, as printed on the form: `2025-12`.
    pub revision: String,
    /// The first day on which it can be sent.
    pub effective_from: Date,
    /// The last day.
    pub effective_to: Option<Date>,
    /// Where its lines were read.
    pub source: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// What it is called.
    pub title: Words,
    /// What it is for, in plain words.
    pub purpose: Words,
    /// What to have at hand, and what it is not for.
    #[serde(default)]
    pub before: Vec<Words>,
    /// Somebody may be in danger who is seen with it: it leaves no trace where others look.
    #[serde(default)]
    pub is_private: bool,
    /// It is not sent as a form: another part of the account does it.
    pub hands_over_to: Option<HandOver>,
    /// What the ledger says of it before it is sent.
    pub effect: Option<Effect>,
    /// What may be asked for once only, whoever asks.
    pub claim: Option<Claim>,
    /// Who has to sign it too.
    pub second_signer: Option<SecondSigner>,
    /// Papers can be sent with it.
    #[serde(default)]
    pub takes_papers: bool,
    /// Its pages, in order.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
    /// What is asked several times.
    #[serde(default, rename = "group")]
    pub groups: Vec<Group>,
    /// What makes answers wrong together.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// What its sender agrees to.
    #[serde(default)]
    pub agreements: Vec<Words>,
    /// What is signed.
    pub signature: Words,
    /// What happens then.
    #[serde(default)]
    pub after: Vec<Words>,
}

/// Another part of the account that does what a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOver {
    /// Payment plans.
    Plans,
    /// Offers in compromise.
    Offers,
}

/// What can be computed from the answers of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// A penalty is taken away whole.
    Abatement {
        /// The field with the tax year.
        year: String,
        /// The field that says which penalty; its choices that begin with `failure_to_` are computed.
        what: String,
    },
}

/// What may be asked for once only.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The group that the field stands in.
    pub group: String,
    /// The field with the tax number that it is for.
    pub field: String,
    /// What is said to whoever comes second.
    pub says: Words,
}

/// Who has to sign it too.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondSigner {
    /// Only then.
    pub when: Option<Condition>,
    /// The field with that person's tax number.
    pub number: String,
}

/// A page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in addresses.
    pub name: String,
    /// The part of the official form.
    pub part: Words,
    /// What it asks.
    pub title: Words,
    /// What must be known to answer.
    pub intro: Option<Words>,
    /// It is asked only then.
    pub when: Option<Condition>,
    /// It is asked for each of these.
    pub group: Option<String>,
    /// What is asked on it.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

/// Something that is asked several times, such as of each child.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name in addresses.
    pub name: String,
    /// The heading of the page that lists them.
    pub title: Words,
    /// What one of them is called.
    pub one: Words,
    /// Asks whether there is another.
    pub another: Words,
    /// The fields by which one is told from another, such as first and last name.
    pub called_by: Vec<String>,
    /// How many there are at least.
    pub least: usize,
    /// And at most.
    pub most: usize,
}

/// One answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The line of the official form; empty where it has none.
    #[serde(default)]
    pub line: String,
    /// What an answer may be.
    pub kind: Kind,
    /// What is asked.
    pub label: Words,
    /// How it is answered.
    pub hint: Option<Words>,
    /// It may be left empty.
    #[serde(default)]
    pub optional: bool,
    /// It is asked only then; by answers of pages before this one.
    pub when: Option<Condition>,
    /// What can be chosen.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// What the agency knows already.
    pub known: Option<Known>,
    /// No two of the group may have the same.
    #[serde(default)]
    pub unique: bool,
    /// The most letters of it.
    pub most: Option<usize>,
    /// Where it was read, if elsewhere than the form.
    pub source: Option<String>,
    /// How sure that is.
    pub confidence: Option<Confidence>,
}

/// What an answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line of text.
    Text,
    /// Several lines.
    Story,
    /// A day.
    Date,
    /// Dollars and cents, not below zero.
    Money,
    /// A whole number.
    Count,
    /// Four digits.
    Year,
    /// A box to tick.
    Box,
    /// One of a few.
    Choice,
    /// A tax number of a person.
    TaxNumber,
    /// A tax number of an employer.
    EmployerNumber,
    /// Two letters of a state.
    State,
    /// Five or nine digits.
    PostalCode,
    /// A telephone number.
    Phone,
    /// An email address.
    Email,
}

/// One of a few answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name in the books.
    pub value: String,
    /// What is read.
    pub label: Words,
    /// What it means.
    pub hint: Option<Words>,
}

/// What the agency knows of its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Given names.
    GivenName,
    /// Family names.
    FamilyName,
    /// The tax number.
    TaxNumber,
    /// Day of birth.
    BornOn,
    /// Street and unit.
    Street,
    /// Town.
    City,
    /// State.
    State,
    /// Postal code.
    PostalCode,
    /// Telephone.
    Phone,
    /// Email address.
    Email,
}

/// Answers that are wrong together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The field that it is said of; the rule is asked once that is answered.
    pub field: String,
    /// Then it is wrong.
    pub wrong_when: Condition,
    /// What is wrong, and what to do.
    pub says: Words,
    /// Where it is printed.
    pub source: String,
    /// How sure that is.
    pub confidence: Confidence,
}

impl Form {
    /// A group by its name.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// A page by its name.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// A field by its name, with its page.
    pub fn field(&self, name: &str) -> Option<(&Step, &Field)> {
        let field = |step: &'_ Step| step.fields.iter().position(|field| field.name == name);
        self.steps.iter().find_map(|step| Some((step, &step.fields[field(step)?])))
    }
}

impl Kind {
    /// The most letters of an answer, where the field says nothing else.
    pub const fn most(self) -> usize {
        match self {
            Self::Story => 4000,
            Self::Email => 254,
            _ => 100,
        }
    }
}
