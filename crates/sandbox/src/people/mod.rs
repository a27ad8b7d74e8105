//! Which made-up people can be had? Any number by seed, as records of an agency's books, and a fixed demonstration.
//!
//! Person `n` of a seed is always the same: asking for more people only adds to the end.

mod account;
mod approximate;
mod chance;
mod collection;
mod demonstration;
mod figures;
mod history;
mod household;
mod person;
mod reported;
#[cfg(test)]
mod tests;
mod words;

use std::collections::VecDeque;
use std::io::{self, Write};

use formats::books::Record;
use values::{Date, date};

pub use reported::{ReportedFile, reported};

pub use demonstration::{Demonstration, Featured, Story, demonstration};

use household::Household;

/// The day on which made-up people live unless another is asked for.
pub const TODAY: Date = date(2026, 11, 22);

/// Made-up people, their returns, modules and transactions, each record after its owner.
///
/// The tax numbers of one seed differ for up to 5.9 million people; two seeds may share numbers.
pub fn generate(count: u64, seed: u64) -> People {
    generate_as_of(count, seed, TODAY)
}

/// The same, living on another day: nothing is posted or filed after it.
pub fn generate_as_of(count: u64, seed: u64, today: Date) -> People {
    People { count, seed, today, next: 0, second: Vec::new(), ready: VecDeque::new() }
}

/// The stream of records that `generate` makes.
#[derive(Debug)]
pub struct People {
    count: u64,
    seed: u64,
    today: Date,
    next: u64,
    /// Records of a household's second person, made together with the first.
    second: Vec<Record>,
    ready: VecDeque<Record>,
}

impl Iterator for People {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while self.ready.is_empty() && self.next < self.count {
            if self.next.is_multiple_of(2) {
                let household = Household::draw(self.seed, self.next / 2, self.today);
                let [first, second] = household.records();
                self.ready.extend(first);
                self.second = second;
            } else {
                self.ready.extend(self.second.drain(..));
            }
            self.next += 1;
        }
        self.ready.pop_front()
    }
}

/// Writes records as newline-delimited JSON and returns how many there were.
pub fn write_ndjson<W: Write>(out: &mut W, records: impl IntoIterator<Item = Record>) -> io::Result<u64> {
    const CHUNK: usize = 64 * 1024;
    let mut buffer = Vec::with_capacity(CHUNK + 4 * 1024);
    let mut count = 0;
    for record in records {
        record.print(&mut buffer);
        count += 1;
        if buffer.len() >= CHUNK {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)?;
    out.flush()?;
    Ok(count)
}
