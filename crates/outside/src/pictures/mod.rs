//! How is a stranger's picture read without harm? Its size is looked at here, before anything is decoded. Then the
//! program starts itself as a child that can do nothing but read its standard input and write to its standard output
//! ([`confine`]): it decodes, looks for a barcode and makes the picture anew from its pixels ([`child`]). Printed text
//! is recognised by Tesseract, another child that gets those clean pixels ([`text`]). A child that crashes, hangs or is
//! killed means that the picture is refused, no more.

mod child;
mod confine;
mod papers;
mod run;
mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::Clock;
use formats::pictures::{Grey, Refused, look};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use child::decode_here;
pub use papers::{Paper, Sides};
pub use text::recognise_here;

/// The hidden sub-command under which the program decodes a picture.
pub const DECODE: &str = "decode-picture";

/// The hidden sub-command under which the program becomes the recogniser of text.
pub const RECOGNISE: &str = "recognise-text";

/// Debian's program of that name; another place is the operator's to name.
pub const TESSERACT: &str = "/usr/bin/tesseract";

/// A child is killed after this: a large photograph takes less than a second.
const DECODING: Duration = Duration::from_secs(10);

/// So many pictures are read at once: each may take 400 megabytes while it is decoded.
const AT_ONCE: usize = 2;

/// What a picture is decoded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// To be kept, and to look for a barcode.
    Barcode,
    /// To be kept, and to be read.
    Picture,
    /// To be kept as a page, and no more.
    Page,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::Barcode, Self::Picture, Self::Page];

    /// Its word on the child's command line.
    const fn word(self) -> &'static str {
        match self {
            Self::Barcode => "barcode",
            Self::Picture => "picture",
            Self::Page => "page",
        }
    }
}

/// Why a picture was not read.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It is refused, for a reason its sender can be told.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no recogniser of text on this machine.
    #[error("no text can be recognised: {0} is missing (Debian's package tesseract-ocr)")]
    NoRecogniser(PathBuf),
    /// A child could not be started, or could not be confined.
    #[error("pictures cannot be read: {0}")]
    Broken(String),
}

/// What was made of a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// The picture to be kept: a JPEG made anew from the pixels.
    pub jpeg: Vec<u8>,
    /// Its lightness, as the recogniser of text gets it.
    pub grey: Grey,
    /// What its barcode says.
    pub barcode: Option<String>,
}

impl std::fmt::Debug for Taken {
    /// Nothing of it: it shows a person and their papers.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Taken(…)")
    }
}

/// Reads pictures. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PictureReader {
    how: How,
    tesseract: PathBuf,
    turns: Arc<Semaphore>,
}

/// Where pictures are decoded.
#[derive(Clone, Debug)]
enum How {
    /// In a child: this program, started again.
    Child(PathBuf),
    /// In this process: for tests, whose program has no such sub-command.
    Here,
}

impl PictureReader {
    /// By this program, which is started again for each picture.
    pub fn new(program: &Path, tesseract: &Path) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { how: How::Child(program.to_owned()), tesseract: tesseract.to_owned(), turns }
    }

    /// By the program that runs, with Debian's recogniser.
    pub fn of_this_program() -> Result<Self, PictureError> {
        let program = std::env::current_exe().map_err(|error| PictureError::Broken(error.to_string()))?;
        Ok(Self::new(&program, Path::new(TESSERACT)))
    }

    /// Without a child, for tests of pages: what they send is their own.
    pub fn unconfined() -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { how: How::Here, tesseract: TESSERACT.into(), turns }
    }

    /// Waits until it is one's turn; the turn ends with what is returned.
    pub async fn turn(&self) -> OwnedSemaphorePermit {
        self.turns.clone().acquire_owned().await.expect("it is never closed")
    }

    /// Decodes a picture, and reads its barcode if asked to look for one.
    pub fn take(&self, bytes: Vec<u8>, looks_for_barcode: bool) -> Result<Taken, PictureError> {
        self.decode(bytes, if looks_for_barcode { Purpose::Barcode } else { Purpose::Picture })
    }

    /// A picture of a page, made anew from its pixels as a JPEG.
    pub fn page(&self, bytes: Vec<u8>) -> Result<Vec<u8>, PictureError> {
        self.decode(bytes, Purpose::Page).map(|taken| taken.jpeg)
    }

    fn decode(&self, bytes: Vec<u8>, purpose: Purpose) -> Result<Taken, PictureError> {
        look(&bytes)?;
        match &self.how {
            How::Here => Ok(child::take(&Clock::system(), &bytes, purpose)?),
            How::Child(program) => {
                let mut command = run::bare(program);
                command.args([DECODE, purpose.word()]);
                let ended = run::run(command, bytes, DECODING).map_err(PictureError::Broken)?;
                child::received(ended)
            }
        }
    }
}
