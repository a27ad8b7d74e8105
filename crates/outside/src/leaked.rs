//! Is a password on the operator's list of leaked ones? A file of SHA-1 hashes in order, a line each, as the
//! downloader of Have I Been Pwned writes it (`HASH` or `HASH:count`), looked up on the disk: nothing leaves.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest;
use values::Secret;

/// Hexadecimal digits of a hash.
const DIGITS: usize = 40;

/// More than the longest line: hash, colon, count, line end.
const WINDOW: usize = 128;

/// The list. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LeakedPasswords(Arc<Mutex<Open>>);

#[derive(Debug)]
struct Open {
    file: File,
    length: u64,
}

/// Why the list is of no use.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// It cannot be read.
    #[error("the list of leaked passwords cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Its lines are something else.
    #[error("the list of leaked passwords must have lines that begin with 40 hexadecimal digits, in order")]
    OtherLines,
}

impl LeakedPasswords {
    /// Opens a list and looks at its first and last line.
    pub fn open(path: &Path) -> Result<Self, ListError> {
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let mut open = Open { file, length };
        let first = open.line_at(0)?.ok_or(ListError::OtherLines)?;
        let last = open.last_line()?.ok_or(ListError::OtherLines)?;
        if first > last {
            return Err(ListError::OtherLines);
        }
        Ok(Self(Arc::new(Mutex::new(open))))
    }

    /// Whether the list holds a password. Reads the disk some thirty times; call it where that may block.
    pub fn holds(&self, password: &Secret<String>) -> Result<bool, ListError> {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, password.expose().as_bytes());
        let mut wanted = String::with_capacity(DIGITS);
        for byte in hash.as_ref() {
            for half in [byte >> 4, byte & 15] {
                wanted.push(char::from_digit(u32::from(half), 16).expect("four bits").to_ascii_uppercase());
            }
        }
        let mut open = self.0.lock().map_err(|_| ListError::OtherLines)?;
        open.holds(&wanted)
    }
}

impl Open {
    /// The hash of the line that begins at a place; nothing at the end of the file.
    fn line_at(&mut self, place: u64) -> Result<Option<String>, ListError> {
        if place >= self.length {
            return Ok(None);
        }
        let mut hash = [0; DIGITS];
        self.file.seek(SeekFrom::Start(place))?;
        self.file.read_exact(&mut hash).map_err(|_| ListError::OtherLines)?;
        if !hash.iter().all(u8::is_ascii_hexdigit) {
            return Err(ListError::OtherLines);
        }
        Ok(Some(hash.iter().map(|digit| char::from(digit.to_ascii_uppercase())).collect()))
    }

    /// Where the first line begins that starts after a place.
    fn next_line(&mut self, place: u64) -> Result<u64, ListError> {
        let mut window = [0; WINDOW];
        self.file.seek(SeekFrom::Start(place))?;
        let count = self.file.read(&mut window)?;
        let end = window[..count].iter().position(|byte| *byte == b'\n');
        match end {
            Some(end) => Ok(place + end as u64 + 1),
            None if place + count as u64 >= self.length => Ok(self.length),
            None => Err(ListError::OtherLines),
        }
    }

    fn last_line(&mut self) -> Result<Option<String>, ListError> {
        let mut place =
            if self.length > WINDOW as u64 { self.next_line(self.length - WINDOW as u64)? } else { 0 };
        let mut last = None;
        while let Some(hash) = self.line_at(place)? {
            last = Some(hash);
            place = self.next_line(place)?;
        }
        Ok(last)
    }

    fn holds(&mut self, wanted: &str) -> Result<bool, ListError> {
        // Lines that begin before `low` are smaller, those that begin at or after `high` are not.
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let middle = low + (high - low) / 2;
            let start = if middle == 0 { 0 } else { self.next_line(middle - 1)? };
            match self.line_at(start)? {
                Some(hash) if start < high && hash.as_str() < wanted => low = start + 1,
                Some(hash) if start < high && hash == wanted => return Ok(true),
                _ => high = middle,
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn hash(password: &str) -> String {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        hash.as_ref().iter().fold(String::new(), |text, byte| text + &format!("{byte:02X}"))
    }

    fn list(name: &str, lines: &[String], end: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("counterfoil-leaked-{}-{name}", std::process::id()));
        let mut file = File::create(&path).unwrap();
        for line in lines {
            write!(file, "{line}{end}").unwrap();
        }
        path
    }

    #[test]
    fn every_password_of_a_list_is_found_and_no_other() {
        for count in [1, 2, 3, 50, 500] {
            for (end, with_count) in [("\r\n", true), ("\n", false)] {
                let mut lines: Vec<String> =
                    (0..count).map(|number| hash(&format!("leaked {number}"))).collect();
                lines.sort();
                if with_count {
                    lines = (1_u64..)
                        .zip(lines)
                        .map(|(number, line)| format!("{line}:{}", number * 997))
                        .collect();
                }
                let path = list(&format!("{count}{with_count}"), &lines, end);
                let opened = LeakedPasswords::open(&path).unwrap();
                for number in 0..count {
                    let password = Secret::new(format!("leaked {number}"));
                    assert!(opened.holds(&password).unwrap(), "{number} of {count}");
                    assert!(!opened.holds(&Secret::new(format!("other {number}"))).unwrap());
                }
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    #[test]
    fn another_file_is_refused() {
        let backwards: Vec<String> = vec!["F".repeat(40), "0".repeat(40)];
        for (name, lines) in [
            ("empty", vec![]),
            ("words", vec!["password".repeat(8)]),
            ("order", backwards),
            ("short", vec!["AB".into()]),
        ] {
            let path = list(name, &lines, "\n");
            assert!(LeakedPasswords::open(&path).is_err(), "{name}");
            std::fs::remove_file(path).unwrap();
        }
        assert!(LeakedPasswords::open(Path::new("/nowhere/list")).is_err());
    }
}
