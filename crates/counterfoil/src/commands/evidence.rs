//! What does a paper's code say? `evidence read` for a picture of it, for a text with the raw barcode, magnetic stripe or
//! machine-readable lines, and for what a wallet answers: a `DeviceResponse` (ISO/IEC 18013-5), as it is or in base64url.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use formats::evidence::Reading;
use formats::mdoc::Authorities;
use formats::pictures::{MOST_BYTES, Refused, look};
use formats::{aamva, mdoc, mrz};
use outside::Clock;
use outside::pictures::{PictureError, PictureReader, Sides};

use super::Failure;

/// The longest text that can be the code of a paper, in bytes.
const LONGEST: usize = 64 * 1024;

/// The longest answer of a wallet that is looked at: it may hold a portrait.
const LARGEST: usize = 700 * 1024;

/// What to do with a paper.
#[derive(Subcommand)]
pub(crate) enum Evidence {
    /// Read a picture of a paper (JPEG, PNG), or the raw text of its barcode, magnetic stripe or machine-readable lines
    /// (JSON); exit code 3 if it cannot be read
    Read {
        /// The file; - reads standard input
        file: PathBuf,
        /// A picture of the printed side of the same card, to hold the barcode against
        #[arg(long, value_name = "FILE")]
        front: Option<PathBuf>,
        /// The lines were recognised in a picture: put look-alikes right where the check digits prove it
        #[arg(long)]
        recognised: bool,
        /// A folder with the certificates of issuing authorities that are believed, for a mobile driver's license
        #[arg(long)]
        issuers: Option<PathBuf>,
    },
}

pub(crate) fn run(evidence: &Evidence) -> Result<(), Failure> {
    let Evidence::Read { file, front, recognised, issuers } = evidence;
    let bytes = read_file(file)?;
    let reading = if is_picture(&bytes) || front.is_some() {
        let front = front.as_ref().map(read_file).transpose()?;
        read_picture(bytes, front)?
    } else if let Some(document) = mobile_document(&bytes) {
        let authorities = issuers.as_deref().map_or(Ok(Authorities::default()), crate::issuers::read);
        let authorities = authorities.map_err(Failure::Input)?;
        let now = Clock::system().now();
        mdoc::read(&document, &authorities, now).map_err(|error| Failure::Unreadable(error.to_string()))?
    } else {
        let source = if *recognised { mrz::Source::Recognised } else { mrz::Source::Exact };
        read_text(&text_of(bytes)?, source)?
    };
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &reading).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

/// Whether a file was meant as a picture, also where it must be refused as one.
fn is_picture(bytes: &[u8]) -> bool {
    !matches!(look(bytes), Err(Refused::Format))
}

impl From<PictureError> for Failure {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Refused(refused) => Self::Unreadable(refused.to_string()),
            PictureError::NoRecogniser(_) | PictureError::Broken(_) => Self::Broken(error.to_string()),
        }
    }
}

fn read_picture(bytes: Vec<u8>, front: Option<Vec<u8>>) -> Result<Reading, Failure> {
    let (clock, reader) = (Clock::system(), PictureReader::of_this_program()?);
    let side = if front.is_some() { Sides::Barcode } else { Sides::Any };
    let paper = reader.read(bytes, side, clock.today(clock.now()))?;
    let mut reading = paper.reading.map_err(|error| Failure::Unreadable(error.to_string()))?;
    if let Some(front) = front {
        let printed = reader.take(front, false)?;
        let checks = reader.compare_with_print(&reading, &printed.grey)?;
        reading.checks.extend(checks);
    }
    Ok(reading)
}

fn read_text(text: &str, source: mrz::Source) -> Result<Reading, Failure> {
    let clock = Clock::system();
    let reading = if aamva::looks_like(text) {
        aamva::read(text)
    } else if mrz::looks_like(text) {
        mrz::read(text, source, clock.today(clock.now()))
    } else {
        return Err(Failure::Unreadable(
            "this is neither a picture, nor a barcode of a licence, nor machine-readable lines".to_owned(),
        ));
    };
    reading.map_err(|error| Failure::Unreadable(error.to_string()))
}

/// What a wallet answered, if that is what the file holds.
fn mobile_document(bytes: &[u8]) -> Option<Vec<u8>> {
    (bytes.len() <= LARGEST).then_some(())?;
    if mdoc::looks_like(bytes) {
        return Some(bytes.to_vec());
    }
    let text = std::str::from_utf8(bytes).ok()?;
    outside::jose::decode(text.trim()).ok().filter(|decoded| mdoc::looks_like(decoded))
}

fn read_file(file: &PathBuf) -> Result<Vec<u8>, Failure> {
    let unreadable = |why: String| Failure::Input(format!("{}: {why}", file.display()));
    let mut bytes = Vec::new();
    // One byte more than a picture may have tells that it is too long.
    let most = MOST_BYTES as u64 + 1;
    let mut take = |input: &mut dyn std::io::Read| {
        std::io::Read::read_to_end(&mut std::io::Read::take(input, most), &mut bytes)
    };
    let taken = if file.as_os_str() == "-" {
        take(&mut std::io::stdin().lock())
    } else {
        std::fs::File::open(file).and_then(|mut file| take(&mut file))
    };
    taken.map_err(|error| unreadable(error.to_string()))?;
    Ok(bytes)
}

fn text_of(bytes: Vec<u8>) -> Result<String, Failure> {
    if bytes.len() > LONGEST {
        return Err(Failure::Unreadable("longer than any barcode, and no picture".to_owned()));
    }
    // Cards of Quebec and New Brunswick hold French in Latin-1: each byte is one character there.
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect()))
}
