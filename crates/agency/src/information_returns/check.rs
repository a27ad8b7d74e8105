//! Is a file sound? Reads it whole, in constant memory, and changes nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use aws_lc_rs::digest;
use formats::deviation::Deviations;
use formats::information_returns::{Item, Reader};

use super::ImportError;

const BUFFER: usize = 256 * 1024;

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Checked {
    /// SHA-256 of it.
    pub digest: [u8; 32],
    /// The format's name.
    pub format: &'static str,
    /// Whether its sender says that it is a test.
    pub is_test: bool,
    /// Its records.
    pub records: u64,
    /// Returns that can be read, by form.
    pub returns: BTreeMap<&'static str, u64>,
    /// Records that cannot be read.
    pub left_out: u64,
    /// Where it departs from its format.
    pub deviations: Deviations,
}

/// Reads a file against its own totals and counts.
pub async fn check(path: &Path) -> Result<Checked, ImportError> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || checked(&path)).await.map_err(|_| ImportError::Ended)?
}

fn checked(path: &Path) -> Result<Checked, ImportError> {
    let failed = |source| ImportError::File { path: path.to_owned(), source };
    let mut hashing = Hashing::open(path)?;
    let mut reader = Reader::new(BufReader::with_capacity(BUFFER, &mut hashing)).map_err(failed)?;
    let Some(reader) = &mut reader else { return Err(ImportError::Unknown { path: path.to_owned() }) };
    let (mut returns, mut left_out) = (BTreeMap::new(), 0);
    while let Some(item) = reader.next_item().map_err(failed)? {
        match item {
            Item::Return(found) => *returns.entry(found.form).or_default() += 1,
            Item::LeftOut { .. } => left_out += 1,
        }
    }
    let (format, is_test, records) = (reader.format(), reader.is_test(), reader.records());
    let deviations = reader.deviations().clone();
    Ok(Checked { digest: hashing.finish(), format, is_test, records, returns, left_out, deviations })
}

/// A file that is hashed as it is read.
pub(super) struct Hashing {
    file: File,
    context: digest::Context,
}

impl Hashing {
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let file = File::open(path);
        let file = file.map_err(|source| ImportError::File { path: path.to_owned(), source })?;
        Ok(Self { file, context: digest::Context::new(&digest::SHA256) })
    }

    /// SHA-256 of what has been read.
    pub(super) fn finish(self) -> [u8; 32] {
        self.context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.context.update(&buffer[..read]);
        Ok(read)
    }
}
