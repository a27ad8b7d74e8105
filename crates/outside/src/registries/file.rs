//! A file of the operator that answers a question: CSV with the question's fields as columns, a line for each yes. Read
//! once; only hashes of the lines stay in memory.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::digest;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Answer, Asked, Question};

/// The file, read.
#[derive(Clone)]
pub struct Book(Arc<HashSet<[u8; 32]>>);

impl fmt::Debug for Book {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Book({} lines)", self.0.len())
    }
}

/// Why a file is no such file. Holds nothing of its lines.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// Its columns are others.
    #[error("the first line must name the columns {}", .0.join(","))]
    Columns(&'static [&'static str]),
    /// A line has more or fewer cells, or is no text.
    #[error("line {0} has not the columns of the first line")]
    Line(u64),
}

impl Book {
    /// Reads the file of a question.
    pub fn read(question: Question, path: &Path) -> Result<Self, BookError> {
        let file = std::fs::File::open(path).map_err(BookError::Unreadable)?;
        let mut reader = csv::Reader::from_reader(std::io::BufReader::new(file));
        let columns = question.fields();
        let found = reader.headers().map_err(|_| BookError::Columns(columns))?;
        if !found.iter().map(str::trim).eq(columns.iter().copied()) {
            return Err(BookError::Columns(columns));
        }
        let mut lines = HashSet::new();
        for (place, record) in (2_u64..).zip(reader.records()) {
            let record = record.map_err(|_| BookError::Line(place))?;
            lines.insert(key(record.iter()));
        }
        Ok(Self(Arc::new(lines)))
    }

    pub(super) fn answer(&self, asked: &Asked) -> Answer {
        if self.0.contains(&key(asked.pairs().map(|(_, value)| value))) { Answer::Yes } else { Answer::No }
    }
}

/// A line as it is compared: accents, case, spaces and punctuation do not count.
fn key<'a>(cells: impl Iterator<Item = &'a str>) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for cell in cells {
        let folded: String = cell
            .nfd()
            .filter(|letter| !is_combining_mark(*letter))
            .flat_map(char::to_lowercase)
            .filter(|letter| letter.is_alphanumeric())
            .collect();
        context.update(&(folded.len() as u64).to_be_bytes());
        context.update(folded.as_bytes());
    }
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}
