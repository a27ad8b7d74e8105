//! How a ledger is read from JSON, and what makes it a bad one: the field and the line are named.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use values::Date;

use super::{Module, Span};
use crate::pack::Pack;

/// What is wrong with a ledger and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}, line {line}: {why}")]
pub struct LedgerError {
    /// The field, like `transactions[2].amount`.
    pub field: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub why: String,
}

/// Reads a ledger and checks it against a pack.
pub fn read(pack: &Pack, text: &str) -> Result<Module, LedgerError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let module: Module = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let field = path.trim_end_matches('?').trim_end_matches('.');
        let line = error.inner().line();
        let why = without_position(&error.inner().to_string());
        LedgerError {
            field: if field.is_empty() { "the ledger".to_owned() } else { field.to_owned() },
            line,
            why,
        }
    })?;
    json.end().map_err(|error| LedgerError {
        field: "the ledger".to_owned(),
        line: error.line(),
        why: "something stands after its end".to_owned(),
    })?;
    check(pack, &module).map_err(|fault| LedgerError {
        line: line_of(text, &fault.path),
        field: fault
            .path
            .iter()
            .map(ToString::to_string)
            .collect::<String>()
            .trim_start_matches('.')
            .to_owned(),
        why: fault.why,
    })?;
    Ok(module)
}

/// What is wrong with a module's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    path: Vec<Step>,
    /// What is wrong.
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(&'static str),
    Index(usize),
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(out, ".{name}"),
            Self::Index(index) => write!(out, "[{index}]"),
        }
    }
}

/// Checks what types cannot: codes, signs, order and range of dates.
pub fn check(pack: &Pack, module: &Module) -> Result<(), Fault> {
    let (first, last) = pack.rates.range();
    let in_range = |path: &[Step], day: Date| {
        let why = || format!("{day} is out of range: dates go from {first} to {last}");
        if (first..=last).contains(&day) { Ok(()) } else { Err(Fault { path: path.to_vec(), why: why() }) }
    };
    for (name, day) in [
        ("return_due", Some(module.return_due)),
        ("extended_due", module.extended_due),
        ("due_postponed", module.due_postponed),
        ("filed", module.filed),
        ("levy_notice", module.levy_notice),
    ] {
        day.map_or(Ok(()), |day| in_range(&[Step::Field(name)], day))?;
    }
    for (name, day) in [("extended_due", module.extended_due), ("due_postponed", module.due_postponed)] {
        if day.is_some_and(|day| day < module.return_due) {
            let why = format!("it is before return_due, {}", module.return_due);
            return Err(Fault { path: vec![Step::Field(name)], why });
        }
    }
    for (index, transaction) in module.transactions.iter().enumerate() {
        let at = |name| vec![Step::Field("transactions"), Step::Index(index), Step::Field(name)];
        in_range(&at("date"), transaction.date)?;
        let Some(entry) = pack.codes.find(transaction.code) else {
            let why = format!("{} is no transaction code that {} knows", transaction.code, pack.name);
            return Err(Fault { path: at("code"), why });
        };
        if !entry.sign.allows(transaction.amount) {
            let why = format!("code {} ({}) {}", entry.code, entry.english, sign_rule(entry.sign));
            return Err(Fault { path: at("amount"), why });
        }
    }
    for (index, notice) in module.notices.iter().enumerate() {
        let at = |name| vec![Step::Field("notices"), Step::Index(index), Step::Field(name)];
        in_range(&at("date"), notice.date)?;
        if notice.amount.is_negative() {
            return Err(Fault { path: at("amount"), why: "a notice asks for zero or more".to_owned() });
        }
    }
    check_spans("agreements", &module.agreements, in_range)?;
    check_spans("suspensions", &module.suspensions, in_range)
}

fn check_spans(
    list: &'static str,
    spans: &[Span],
    in_range: impl Fn(&[Step], Date) -> Result<(), Fault>,
) -> Result<(), Fault> {
    for (index, span) in spans.iter().enumerate() {
        let at = |name| vec![Step::Field(list), Step::Index(index), Step::Field(name)];
        in_range(&at("from"), span.from)?;
        if let Some(to) = span.to {
            in_range(&at("to"), to)?;
            if to < span.from {
                return Err(Fault { path: at("to"), why: format!("it is before from, {}", span.from) });
            }
        }
    }
    Ok(())
}

fn sign_rule(sign: crate::pack::Sign) -> &'static str {
    match sign {
        crate::pack::Sign::Debit => "is a debit: its amount is zero or positive",
        crate::pack::Sign::Credit => "is a credit: its amount is zero or negative",
        crate::pack::Sign::None | crate::pack::Sign::Either => "carries no money: its amount is 0.00",
    }
}

/// Cuts the ` at line 3 column 5` that the JSON reader appends, which is told apart.
fn without_position(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(why, _)| why).to_owned()
}

/// Finds the line on which a value ends, by reading the text again and stopping at it.
fn line_of(text: &str, path: &[Step]) -> usize {
    let stopped = Seek(path).deserialize(&mut serde_json::Deserializer::from_str(text));
    stopped.err().map_or(0, |error| error.line())
}

struct Seek<'p>(&'p [Step]);

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.0.is_empty() {
            serde::Deserialize::deserialize(deserializer).map(|_: IgnoredAny| ())?;
            return Err(D::Error::custom("found"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the path that was read before")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match self.0 {
                [Step::Field(name), rest @ ..] if *name == key => map.next_value_seed(Seek(rest))?,
                _ => map.next_value::<IgnoredAny>().map(|_| ())?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let [Step::Index(index), rest @ ..] = self.0 else { return Ok(()) };
        for _ in 0..*index {
            seq.next_element::<IgnoredAny>()?;
        }
        seq.next_element_seed(Seek(rest)).map(|_| ())
    }
}
