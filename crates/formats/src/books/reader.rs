//! Which lines does a stream hold? Reads them one by one in bounded memory, whatever the bytes are.

use std::io::{BufRead, ErrorKind};

use super::{BooksError, Problem, Record, parse_line};

/// The longest line, in bytes without its line end.
pub const LINE_LIMIT: usize = 256 * 1024;

/// What some editors put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The lines of a stream, from its start or from where an earlier reading stopped.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    number: u64,
    offset: u64,
}

/// One line that is not blank.
#[derive(Debug)]
pub struct Line {
    /// Its number in the file, counted from 1.
    pub number: u64,
    /// Where the next line begins, in bytes from the start of the file.
    pub end: u64,
    /// What it says.
    pub content: Result<Record, Problem>,
}

impl<R: BufRead> Lines<R> {
    /// Reads from the start of the books.
    pub fn new(input: R) -> Self {
        Self::resumed(input, 0, 0)
    }

    /// Reads on: `input` stands at byte `offset`, after `number` lines.
    pub fn resumed(input: R, offset: u64, number: u64) -> Self {
        Self { input, buffer: Vec::new(), number, offset }
    }

    /// How many bytes of the books have been read.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many lines have been read, blank ones too.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not blank; nothing at the end.
    pub fn next_line(&mut self) -> Result<Option<Line>, BooksError> {
        loop {
            let Some(reach) = self.fetch()? else { return Ok(None) };
            self.number += 1;
            if self.number == 1 && self.buffer.starts_with(BYTE_ORDER_MARK) {
                self.buffer.drain(..BYTE_ORDER_MARK.len());
            }
            if reach != Reach::TooLong && self.buffer.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let content = match reach {
                Reach::TooLong => Err(Problem::TooLong),
                Reach::LineEnd => parse_line(&self.buffer),
                Reach::FileEnd => parse_line(&self.buffer).map_err(|problem| cut_off(problem, &self.buffer)),
            };
            return Ok(Some(Line { number: self.number, end: self.offset, content }));
        }
    }

    /// Takes bytes up to and with the next line end into the buffer, but not more than the limit.
    fn fetch(&mut self) -> Result<Option<Reach>, BooksError> {
        self.buffer.clear();
        let mut reach = Reach::FileEnd;
        let begin = self.offset;
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(source) => return Err(BooksError::Read { offset: self.offset, source }),
            };
            if bytes.is_empty() {
                return Ok((self.offset > begin).then_some(reach));
            }
            let line_end = memchr::memchr(b'\n', bytes);
            let part = &bytes[..line_end.unwrap_or(bytes.len())];
            if self.buffer.len() + part.len() > LINE_LIMIT {
                reach = Reach::TooLong;
                self.buffer.clear();
            } else if reach != Reach::TooLong {
                self.buffer.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(line_end.is_some());
            self.input.consume(taken);
            self.offset += u64::try_from(taken).expect("a buffer is smaller than 2^64");
            if line_end.is_some() {
                return Ok(Some(if reach == Reach::TooLong { reach } else { Reach::LineEnd }));
            }
        }
    }
}

/// Where a line stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    LineEnd,
    FileEnd,
    TooLong,
}

/// A last line without its end that is no whole JSON was cut off, whatever else seems wrong with it.
fn cut_off(problem: Problem, line: &[u8]) -> Problem {
    match serde_json::from_slice::<serde::de::IgnoredAny>(line) {
        Ok(_) => problem,
        Err(_) => Problem::CutOff,
    }
}
