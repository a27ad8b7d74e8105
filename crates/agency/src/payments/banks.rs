//! What is the bank with this routing number called? A dated list: made-up banks for the demonstration, or an operator's own
//! file with the columns `routing_number,name,from,source`. A number that is not on it may still be right.

use serde::Deserialize;
use values::{Date, RoutingNumber};

/// The made-up banks.
const DEMONSTRATION: &str = include_str!("demo-banks.csv");

/// Why a list of banks cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BanksError {
    /// A line is not as it should be.
    #[error("line {line}: {why}")]
    Line {
        /// Counted from 1, the heading.
        line: usize,
        /// What is wrong.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    routing_number: String,
    name: String,
    from: Date,
    source: String,
}

/// The names of banks, by routing number and the day from which each holds.
#[derive(Clone, Debug, Default)]
pub struct Banks(Vec<(RoutingNumber, Date, String)>);

impl Banks {
    /// The made-up banks of the demonstration.
    pub fn demonstration() -> Self {
        Self::read(DEMONSTRATION).expect("the made-up banks are checked by a test")
    }

    /// Reads a list.
    pub fn read(text: &str) -> Result<Self, BanksError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let mut banks = Vec::new();
        for (number, line) in (2..).zip(reader.deserialize()) {
            let fault = |why: String| BanksError::Line { line: number, why };
            let Line { routing_number, name, from, source } =
                line.map_err(|error: csv::Error| fault(error.to_string()))?;
            let routing: RoutingNumber =
                routing_number.parse().map_err(|error| fault(format!("{routing_number}: {error}")))?;
            if name.is_empty() || source.is_empty() {
                return Err(fault("a bank has a name and a source".to_owned()));
            }
            banks.push((routing, from, name));
        }
        banks.sort();
        Ok(Self(banks))
    }

    /// What the bank is called on a day.
    pub fn name(&self, routing: RoutingNumber, on: Date) -> Option<&str> {
        let end = self.0.partition_point(|(found, from, _)| (*found, *from) <= (routing, on));
        let (found, _, name) = self.0[..end].last()?;
        (*found == routing).then_some(name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::*;

    const LIST: &str = "routing_number,name,from,source\n\
        019999995,Old Name,2020-01-01,a letter\n019999995,New Name,2026-07-01,a letter\n";

    #[test]
    fn a_bank_has_the_name_of_the_day() {
        let (banks, routing) = (Banks::read(LIST).unwrap(), "019999995".parse().unwrap());
        for (on, name) in [
            (date(2019, 12, 31), None),
            (date(2020, 1, 1), Some("Old Name")),
            (date(2026, 6, 30), Some("Old Name")),
            (date(2026, 7, 1), Some("New Name")),
        ] {
            assert_eq!(banks.name(routing, on), name, "{on}");
        }
        assert_eq!(banks.name("029999998".parse().unwrap(), date(2026, 7, 1)), None);
        assert!(Banks::demonstration().name(routing, date(2026, 11, 23)).is_some());
        assert_eq!(Banks::default().name(routing, date(2026, 11, 23)), None);
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (line, why) in [
            ("019999996,Name,2026-01-01,a", "line 3: 019999996: the check digit is wrong"),
            ("029999998,,2026-01-01,a", "line 3: a bank has a name and a source"),
            ("029999998,Name,2026-13-01,a", "line 3:"),
            ("029999998,Name", "line 3:"),
        ] {
            let text = format!("{}\n{line}\n", LIST.lines().take(2).collect::<Vec<_>>().join("\n"));
            let error = Banks::read(&text).unwrap_err().to_string();
            assert!(error.starts_with(why), "{error}");
        }
    }
}
