//! When is a page asked, when is an answer wrong? A closed vocabulary, so that a form's file can be checked whole and holds no
//! program.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use values::{Cents, Date, Tin, TinKind, date};

use super::Context;
use super::answers::{Entry, Fields};

/// What can be said of answers. What was not answered makes everything false but `not`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// All of these.
    All(Vec<Condition>),
    /// One of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// The answer is one of these.
    Answer {
        /// Whose answer.
        field: String,
        /// Which.
        is: Vec<String>,
    },
    /// There is an answer.
    Answered(String),
    /// A tax number is of this kind.
    Number {
        /// Whose answer.
        field: String,
        /// Which kind.
        is: NumberKind,
    },
    /// Somebody born on this day is younger than a figure of the pack.
    Younger {
        /// The day of birth.
        field: String,
        /// A figure in years.
        than: String,
        /// On which day.
        on: When,
    },
    /// The year of a day, or the year itself, is between two figures of the pack, both included.
    InYears {
        /// The day or year.
        field: String,
        /// A figure.
        from: String,
        /// A figure.
        to: String,
    },
    /// A day or year lies ahead.
    Ahead(String),
    /// A day is longer ago than a figure of the pack.
    LongerAgo {
        /// The day.
        field: String,
        /// A figure in years.
        than: String,
    },
    /// Money is more than a figure of the pack.
    MoreThan {
        /// The amount.
        field: String,
        /// A figure in dollars.
        than: String,
    },
    /// Two answers are the same.
    Same([String; 2]),
    /// A day or year comes before another.
    Earlier([String; 2]),
}

/// What tax number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// A Social Security number.
    SocialSecurity,
    /// An individual taxpayer identification number.
    Individual,
}

/// On which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Today.
    Today,
    /// At the end of this year.
    YearEnd,
}

/// The answers that a condition is asked of: those of one entry come before those of the form.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) form: &'a Fields,
    pub(super) entry: Option<&'a Entry>,
}

impl<'a> View<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.entry.and_then(|entry| entry.fields.get(name)).or_else(|| self.form.get(name));
        found.map(String::as_str).filter(|text| !text.is_empty())
    }

    fn day(&self, name: &str) -> Option<Date> {
        self.get(name)?.parse().ok()
    }

    /// A year, or that of a day.
    fn year(&self, name: &str) -> Option<i64> {
        let text = self.get(name)?;
        text.parse().ok().or_else(|| self.day(name).map(|day| i64::from(day.year())))
    }
}

impl Condition {
    pub(super) fn holds(&self, view: &View, context: &Context) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.holds(view, context)),
            Self::Any(any) => any.iter().any(|one| one.holds(view, context)),
            Self::Not(one) => !one.holds(view, context),
            Self::Answer { field, is } => {
                view.get(field).is_some_and(|found| is.iter().any(|one| one == found))
            }
            Self::Answered(field) => view.get(field).is_some(),
            Self::Number { field, is } => view
                .get(field)
                .and_then(|text| Tin::parse_individual(text).ok())
                .is_some_and(|tin| number_kind(&tin, context.takes_specimens) == Some(*is)),
            Self::Younger { field, than, on } => view.day(field).is_some_and(|born| {
                let day = match on {
                    When::Today => context.today,
                    When::YearEnd => date(context.today.year(), 12, 31),
                };
                i64::from(age(born, day)) < context.count(than)
            }),
            Self::InYears { field, from, to } => {
                view.year(field).is_some_and(|year| (context.count(from)..=context.count(to)).contains(&year))
            }
            Self::Ahead(field) => match view.day(field) {
                Some(day) => day > context.today,
                None => view.year(field).is_some_and(|year| year > i64::from(context.today.year())),
            },
            Self::LongerAgo { field, than } => view.day(field).is_some_and(|day| {
                let years = i32::try_from(context.count(than)).unwrap_or(i32::MAX);
                day.saturating_add(jiff::Span::new().years(years.min(1000))) < context.today
            }),
            Self::MoreThan { field, than } => view
                .get(field)
                .and_then(|text| text.parse::<Cents>().ok())
                .is_some_and(|amount| Decimal::new(amount.get(), 2) > context.figure(than)),
            Self::Same([one, other]) => view.get(one).is_some_and(|text| view.get(other) == Some(text)),
            Self::Earlier([one, other]) => match (view.day(one), view.day(other)) {
                (Some(one), Some(other)) => one < other,
                _ => matches!((view.year(one), view.year(other)), (Some(one), Some(other)) if one < other),
            },
        }
    }

    /// The fields and the figures that it names.
    pub(super) fn names<'a>(&'a self, fields: &mut Vec<&'a str>, figures: &mut Vec<&'a str>) {
        match self {
            Self::All(all) | Self::Any(all) => all.iter().for_each(|one| one.names(fields, figures)),
            Self::Not(one) => one.names(fields, figures),
            Self::Answer { field, .. }
            | Self::Answered(field)
            | Self::Number { field, .. }
            | Self::Ahead(field) => fields.push(field),
            Self::Younger { field, than, .. }
            | Self::LongerAgo { field, than }
            | Self::MoreThan { field, than } => {
                fields.push(field);
                figures.push(than);
            }
            Self::InYears { field, from, to } => {
                fields.push(field);
                figures.extend([from.as_str(), to.as_str()]);
            }
            Self::Same(both) | Self::Earlier(both) => fields.extend(both.iter().map(String::as_str)),
        }
    }
}

impl Context<'_> {
    /// A figure that the pack was found to have when it was read.
    pub(super) fn figure(&self, name: &str) -> Decimal {
        self.pack.figure_named(name, self.today).map(|figure| figure.value).unwrap_or_default()
    }

    fn count(&self, name: &str) -> i64 {
        self.figure(name).to_i64().unwrap_or_default()
    }
}

/// Full years.
fn age(born: Date, on: Date) -> i16 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    on.year() - born.year() - i16::from(!had_birthday)
}

/// Numbers of made-up people stand for those whose groups they border on: 01 to 49 for Social Security numbers, the others
/// for those of individual taxpayers.
fn number_kind(tin: &Tin, takes_specimens: bool) -> Option<NumberKind> {
    match tin.kind() {
        TinKind::Ssn => Some(NumberKind::SocialSecurity),
        TinKind::Itin => Some(NumberKind::Individual),
        TinKind::Specimen if takes_specimens => {
            let is_low = tin.expose()[3..5].parse::<u8>().is_ok_and(|group| group < 50);
            Some(if is_low { NumberKind::SocialSecurity } else { NumberKind::Individual })
        }
        TinKind::Specimen | TinKind::Ein => None,
    }
}
