//! Which records does a stream hold? One for each line of 94 characters, or 94 characters after the other where lines
//! do not end; in bounded memory, whatever the bytes are.

use std::io::{BufRead, ErrorKind};

use super::RECORD;
use super::record::Record;
use crate::deviation::{Deviations, Weight};

/// What some editors put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The last character of a file's control that says something.
const LAST_OF_CONTROL: usize = 55;

/// The records of a stream.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: R,
    number: u64,
    /// The last line ended with a carriage return, so that a line feed may follow that belongs to it.
    after_return: bool,
    unbroken: bool,
    bytes: Vec<u8>,
}

/// How a line ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Break,
    Unbroken,
    File,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, number: 0, after_return: false, unbroken: false, bytes: Vec::with_capacity(4 * RECORD) }
    }

    /// The number of the last line.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not blank, with its number; nothing at the end.
    pub(super) fn next(&mut self, deviations: &mut Deviations) -> std::io::Result<Option<(u64, Record)>> {
        loop {
            let Some((end, rest)) = self.fetch()? else { return Ok(None) };
            self.number += 1;
            if self.number == 1 && self.bytes.starts_with(BYTE_ORDER_MARK) {
                self.bytes.drain(..BYTE_ORDER_MARK.len());
                deviations.add((1, 1), Weight::Layout, "the file begins with a byte order mark");
            }
            if self.bytes.iter().all(u8::is_ascii_whitespace) && rest == Rest::None {
                if end != End::File {
                    deviations.add((self.number, 1), Weight::Layout, "the line is empty");
                }
                continue;
            }
            // Only a file's control may end in blanks that were trimmed away; whatever else stops short was cut off.
            let is_control = self.bytes.first() == Some(&b'9') && self.bytes.len() >= LAST_OF_CONTROL;
            if end == End::File && self.bytes.len() < RECORD && !is_control {
                let what = "the last line is cut off and left out";
                deviations.add((self.number, self.bytes.len() + 1), Weight::Missing, what);
                continue;
            }
            let record = self.record(end, rest, deviations);
            return Ok(Some((self.number, record)));
        }
    }

    /// Makes the record of the line, and tells where it is unusual.
    fn record(&mut self, end: End, rest: Rest, deviations: &mut Deviations) -> Record {
        let line = self.number;
        let plain: Vec<u8> = String::from_utf8_lossy(&self.bytes)
            .chars()
            .map(|letter| {
                u8::try_from(letter).ok().filter(|byte| matches!(byte, b' '..=b'~')).unwrap_or(b'?')
            })
            .collect();
        let strange =
            String::from_utf8_lossy(&self.bytes).chars().position(|letter| !matches!(letter, ' '..='~'));
        if let Some(place) = strange {
            deviations.add(
                (line, place + 1),
                Weight::Layout,
                "the character is not one of ASCII that prints",
            );
        }
        if plain.len() < RECORD {
            let what = format!("the line has {} of {RECORD} characters", plain.len());
            deviations.add((line, plain.len() + 1), Weight::Layout, what);
        }
        let begins = (line, RECORD + 1);
        match rest {
            Rest::None => {}
            Rest::Blank => deviations.add(begins, Weight::Layout, "blanks follow the line's 94 characters"),
            Rest::More => {
                deviations.add(
                    begins,
                    Weight::Missing,
                    "the line is longer than 94 characters: what follows is left out",
                );
            }
        }
        if end == End::Unbroken && !self.unbroken {
            deviations.add(
                begins,
                Weight::Layout,
                "the line does not end: from here 94 characters are one record",
            );
        }
        self.unbroken = end == End::Unbroken;
        Record::read(&plain)
    }

    /// Takes a line into `bytes`: up to its end, but not more than 94 characters where the next ones look like a record.
    fn fetch(&mut self) -> std::io::Result<Option<(End, Rest)>> {
        self.bytes.clear();
        let (mut letters, mut rest, mut began) = (0, Rest::None, false);
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(began.then_some((End::File, rest)));
            }
            let mut taken = 0;
            let mut end = None;
            for byte in chunk {
                if *byte == b'\n' && std::mem::take(&mut self.after_return) && !began {
                    taken += 1;
                    continue;
                }
                self.after_return = *byte == b'\r';
                let continues = byte & 0xC0 == 0x80;
                let is_full = letters == RECORD && !continues;
                if is_full && rest == Rest::None && matches!(byte, b'1' | b'5'..=b'9') {
                    end = Some(End::Unbroken);
                    self.after_return = false;
                    break;
                }
                taken += 1;
                began = true;
                match byte {
                    b'\n' | b'\r' => {
                        end = Some(End::Break);
                        break;
                    }
                    byte if !is_full => {
                        // A run of continuing bytes belongs to one letter of at most four.
                        if self.bytes.len() < 4 * RECORD {
                            self.bytes.push(*byte);
                        }
                        letters += usize::from(!continues);
                    }
                    b' ' if rest != Rest::More => rest = Rest::Blank,
                    _ => rest = Rest::More,
                }
            }
            self.input.consume(taken);
            if let Some(end) = end {
                return Ok(Some((end, rest)));
            }
        }
    }
}

/// What follows a line's 94 characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    None,
    Blank,
    More,
}
