//! Papers that people send with what they ask for, whatever that is: how many and how large, and taking one in. A file is
//! looked at by its bytes, shown to the scanner, and a picture is made anew from its pixels, so that nothing hidden in it goes on.

use formats::papers;
use outside::pictures::{PictureError, PictureReader};
use outside::scanner::{Scan, ScanError, Scanner};
use tax::pack::{Pack, PackError};
use values::Date;

#[cfg(test)]
mod tests;

pub use formats::papers::{Kind, Unfit};

/// How much is taken: from the pack, as policy changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many papers.
    pub most: usize,
    /// Millions of bytes of one file.
    pub megabytes: usize,
}

impl Limits {
    /// Those of a day, by the names of the two figures.
    pub fn of(pack: &Pack, [most, megabytes]: [&'static str; 2], on: Date) -> Result<Self, PackError> {
        let count = |name| Ok::<_, PackError>(usize::try_from(pack.count(name, on)?).unwrap_or_default());
        Ok(Self { most: count(most)?, megabytes: count(megabytes)? })
    }
}

/// A file as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it is now.
    pub kind: Kind,
    /// Its bytes: a PDF's own, a picture's made anew.
    pub content: Vec<u8>,
    /// What the scanner says of what was sent.
    pub scan: Scan,
}

impl std::fmt::Debug for Taken {
    /// Nothing of what is in it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Taken({:?}, {} bytes, {:?})", self.kind, self.content.len(), self.scan)
    }
}

/// Why a file is not taken. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// By what it is.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The scanner knows it.
    #[error("the file is malicious: {0}")]
    Malicious(String),
    /// It could not be scanned now; later it may be.
    #[error("the file could not be scanned: {0}")]
    NotNow(String),
    /// The program cannot take any picture.
    #[error("{0}")]
    Broken(String),
}

impl From<ScanError> for NotTaken {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Malicious(found) => Self::Malicious(found),
            ScanError::Away(why) => Self::NotNow(why),
        }
    }
}

impl From<PictureError> for NotTaken {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Refused(why) => Self::Unfit(why.into()),
            error => Self::Broken(error.to_string()),
        }
    }
}

/// Takes papers in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Papers {
    /// Who makes pictures anew.
    pub pictures: PictureReader,
    /// Who looks for malice.
    pub scanner: Scanner,
}

impl Papers {
    /// Takes a file in. It is scanned as it was sent; where a scanner is set and does not answer, it is not taken.
    pub async fn take(&self, limits: Limits, bytes: Vec<u8>) -> Result<Taken, NotTaken> {
        let most = limits.megabytes * 1_000_000;
        let (looked, bytes) = apart(move || (papers::look(&bytes, most), bytes)).await?;
        let kind = looked?;
        let scan = self.scanner.scan(&bytes).await?;
        if kind == Kind::Pdf {
            return Ok(Taken { kind, content: bytes, scan });
        }
        let (reader, turn) = (self.pictures.clone(), self.pictures.turn().await);
        let made = apart(move || {
            let made = reader.page(bytes);
            drop(turn);
            made
        });
        Ok(Taken { kind: Kind::Jpeg, content: made.await??, scan })
    }
}

/// Work that takes a while, in a thread of its own.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, NotTaken> {
    tokio::task::spawn_blocking(work).await.map_err(|error| NotTaken::Broken(error.to_string()))
}
