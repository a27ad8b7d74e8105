//! Which records does a stream hold? One for each line, or one after the other where lines do not end; in bounded
//! memory, whatever the bytes are.

use std::io::{BufRead, ErrorKind};

use crate::deviation::{Deviations, Weight};

/// What some editors put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What DOS put behind the last line.
const END_OF_TEXT: u8 = 0x1A;

/// How long records are, and with which letters they begin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) length: usize,
    pub(crate) first_letters: &'static [u8],
}

impl Shape {
    /// Whether a record begins with this letter: where no line has ended so far, even if the letter is wrong.
    fn begins_with(self, letter: u8, is_unbroken: bool) -> bool {
        self.first_letters.contains(&letter) || (is_unbroken && letter > b' ')
    }
}

/// The records of a stream.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    input: R,
    shape: Shape,
    number: u64,
    /// The last line ended with a carriage return, so that a line feed may follow that belongs to it.
    after_return: bool,
    unbroken: bool,
    /// The file began with a byte order mark, which has not been told yet.
    marked: bool,
    bytes: Vec<u8>,
}

/// How a line ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Break,
    Unbroken,
    File,
}

/// What follows a line's last character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    None,
    Blank,
    More,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R, shape: Shape) -> Self {
        let bytes = Vec::with_capacity(4 * shape.length);
        Self { input, shape, number: 0, after_return: false, unbroken: false, marked: false, bytes }
    }

    /// The number of the last record, counted from 1.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// Lends the last record out, as many bytes as its shape says; give it back before the next one.
    pub(crate) fn lend(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// Takes back what was lent.
    pub(crate) fn give_back(&mut self, bytes: Vec<u8>) {
        self.bytes = bytes;
    }

    /// Goes to the next record that is not blank; false at the end.
    pub(crate) fn advance(&mut self, deviations: &mut Deviations) -> std::io::Result<bool> {
        loop {
            let Some((end, rest)) = self.fetch()? else { return Ok(false) };
            if std::mem::take(&mut self.marked) {
                deviations.add((1, 1), Weight::Layout, "the file begins with a byte order mark");
            }
            let is_blank = |byte: &u8| matches!(*byte, b' ' | b'\t' | END_OF_TEXT);
            if self.bytes.iter().all(is_blank) && rest != Rest::More {
                continue;
            }
            self.number += 1;
            self.tidy(deviations);
            self.tell(end, rest, deviations);
            self.unbroken = end == End::Unbroken || (self.unbroken && end == End::File);
            return Ok(true);
        }
    }

    /// Brings the line to one byte for each character and to its full length.
    fn tidy(&mut self, deviations: &mut Deviations) {
        let (line, length) = (self.number, self.shape.length);
        if self.bytes.len() > length {
            // Its characters were counted, so it is UTF-8, or its tail is no whole letter.
            let mut foreign = None;
            let text = String::from_utf8_lossy(&self.bytes).into_owned();
            let narrow = text.chars().enumerate().map(|(place, letter)| {
                u8::try_from(letter).unwrap_or_else(|_| {
                    foreign.get_or_insert(place + 1);
                    b'?'
                })
            });
            self.bytes = narrow.take(length).collect();
            if let Some(place) = foreign {
                let what = "the character is none of Western Europe's: it is read as ?";
                deviations.add((line, place), Weight::Layout, what);
            }
        }
        if self.bytes.len() < length {
            let what = format!("the record has {} of {length} characters", self.bytes.len());
            deviations.add((line, self.bytes.len() + 1), Weight::Layout, what);
            self.bytes.resize(length, b' ');
        }
        let mut empty = None;
        for (place, byte) in self.bytes.iter_mut().enumerate() {
            if *byte == 0 {
                empty.get_or_insert(place + 1);
                *byte = b' ';
            }
        }
        if let Some(place) = empty {
            deviations.add(
                (line, place),
                Weight::Layout,
                "the record is filled with zero bytes instead of blanks",
            );
        }
    }

    fn tell(&self, end: End, rest: Rest, deviations: &mut Deviations) {
        let begins = (self.number, self.shape.length + 1);
        match rest {
            Rest::None => {}
            Rest::Blank => deviations.add(begins, Weight::Layout, "blanks follow the record"),
            Rest::More => deviations.add(begins, Weight::Wrong, "the record is longer than it may be"),
        }
        if end == End::Unbroken && !self.unbroken && self.number > 1 {
            deviations.add(begins, Weight::Layout, "from here records follow each other without line ends");
        }
    }

    /// Takes a record into `bytes`: up to its line's end, or as many characters as it has where another follows.
    fn fetch(&mut self) -> std::io::Result<Option<(End, Rest)>> {
        self.bytes.clear();
        let (mut letters, mut rest, mut began) = (0, Rest::None, false);
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let Some(first) = chunk.first().copied() else {
                return Ok(began.then_some((End::File, rest)));
            };
            if std::mem::take(&mut self.after_return) && first == b'\n' {
                self.input.consume(1);
                continue;
            }
            if self.number == 0 && !began && chunk.starts_with(BYTE_ORDER_MARK) {
                self.input.consume(BYTE_ORDER_MARK.len());
                self.marked = true;
                continue;
            }
            let is_full = letters == self.shape.length;
            let continues =
                first & 0xC0 == 0x80 && !self.unbroken && self.bytes.len() < 4 * self.shape.length;
            if is_full && rest == Rest::None && self.shape.begins_with(first, self.unbroken) {
                return Ok(Some((End::Unbroken, rest)));
            }
            began = true;
            let most = if is_full { chunk.len() } else { chunk.len().min(self.shape.length - letters) };
            let line_end = memchr::memchr2(b'\n', b'\r', &chunk[..most]);
            let part = &chunk[..line_end.unwrap_or(most)];
            let mut taken = part.len();
            if !is_full {
                letters += if self.unbroken { part.len() } else { letters_in(part) };
                self.bytes.extend_from_slice(part);
                if self.bytes.len() >= 4 * self.shape.length {
                    // A letter has at most four bytes: whatever this is, it is no text, and it must not fill the memory.
                    letters = self.shape.length;
                }
            } else if continues && rest == Rest::None && self.bytes.last().is_some_and(|last| *last >= 0x80) {
                // A letter of several bytes is still going on.
                self.bytes.push(first);
                self.input.consume(1);
                continue;
            } else if part.iter().any(|byte| !matches!(*byte, b' ' | b'\t' | END_OF_TEXT)) {
                rest = Rest::More;
            } else if !part.is_empty() && rest != Rest::More {
                rest = Rest::Blank;
            }
            if let Some(place) = line_end {
                self.after_return = chunk[place] == b'\r';
                taken += 1;
            }
            self.input.consume(taken);
            if line_end.is_some() {
                return Ok(Some((End::Break, rest)));
            }
        }
    }
}

/// How many characters begin in these bytes of UTF-8; each byte is one in the older code pages, but for a few signs.
fn letters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}
