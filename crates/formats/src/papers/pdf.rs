//! May a PDF come in (ISO 32000-1)? Its names are read wherever they stand, also in the streams that hold objects packed
//! together (7.5.7), for what locks it and for what would act by itself. Nothing else of it is understood: a file that is made
//! to be read in two ways can get through, which is what a scanner is for.

use memchr::memmem;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::Unfit;

/// The last bytes in which a PDF has to end (annex H.3.18).
const END_WITHIN: usize = 1024;

/// The longest name that is looked at: those that matter are shorter.
const LONGEST_NAME: usize = 64;

/// What packed objects may unpack to, all together.
const UNPACKED_MOST: usize = 32_000_000;

/// A stream's dictionary is looked for in so many bytes before it.
const DICTIONARY_WITHIN: usize = 4_096;

/// The trailer names how to decrypt, in plain bytes also where the rest is packed (7.5.5, 7.5.8).
const LOCKS: &[u8] = b"Encrypt";

/// Actions that run, start, send or fetch something (12.6.4), files within the file (7.11.4), media with programs (13.6,
/// 13.7). A script cannot do without the first: its action says so (table 217).
const ACTS: [&[u8]; 9] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
    b"Rendition",
    b"RichMedia",
    b"EmbeddedFile",
    b"EmbeddedFiles",
];

/// A form of the kind that brings programs of its own (12.7.8) is one when both stand in a file.
const FORM_WITH_PROGRAMS: [&[u8]; 2] = [b"XFA", b"AcroForm"];

/// Looks at a file that begins as a PDF.
pub(super) fn look(bytes: &[u8]) -> Result<(), Unfit> {
    let end = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
    if memmem::find(end, b"%%EOF").is_none() {
        return Err(Unfit::Damaged);
    }
    let mut seen = Seen::default();
    seen.read(bytes)?;
    let mut left = UNPACKED_MOST;
    for packed in packed_objects(bytes) {
        let unpacked =
            decompress_to_vec_zlib_with_limit(packed, left).map_err(|error| match error.status {
                TINFLStatus::HasMoreOutput => Unfit::Large,
                _ => Unfit::Damaged,
            })?;
        left -= unpacked.len();
        seen.read(&unpacked)?;
    }
    Ok(())
}

/// Names that are harmless alone.
#[derive(Default)]
struct Seen([bool; FORM_WITH_PROGRAMS.len()]);

impl Seen {
    fn read(&mut self, bytes: &[u8]) -> Result<(), Unfit> {
        for name in names(bytes) {
            if name == LOCKS {
                return Err(Unfit::Locked);
            }
            for (seen, part) in self.0.iter_mut().zip(FORM_WITH_PROGRAMS) {
                *seen |= name == part;
            }
            if ACTS.contains(&name.as_slice()) || self.0.iter().all(|seen| *seen) {
                return Err(Unfit::Active);
            }
        }
        Ok(())
    }
}

/// Every name, with what stands for a character by its number read (7.3.5).
fn names(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    memchr::memchr_iter(b'/', bytes).map(|at| {
        let rest = &bytes[at + 1..];
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\0()<>[]{}/%".contains(byte);
        let within = &rest[..rest.len().min(3 * LONGEST_NAME)];
        let written = &within[..within.iter().position(ends).unwrap_or(within.len())];
        plain(written)
    })
}

fn plain(written: &[u8]) -> Vec<u8> {
    let (mut name, mut rest) = (Vec::new(), written);
    while let [first, after @ ..] = rest {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let by_number = match (first, after) {
            (b'#', [high, low, ..]) => digit(high).zip(digit(low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        name.push(by_number.unwrap_or(*first));
        rest = &after[if by_number.is_some() { 2 } else { 0 }..];
    }
    name
}

/// The bytes of each stream that holds objects (7.5.7) and is packed; one that is not was read with the file.
fn packed_objects(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    memmem::find_iter(bytes, b"stream").filter_map(|at| {
        let before = &bytes[at.saturating_sub(DICTIONARY_WITHIN)..at];
        let dictionary = &before[memmem::rfind(before, b"obj").unwrap_or_default()..];
        let names: Vec<Vec<u8>> = names(dictionary).collect();
        let has = |wanted: &[u8]| names.iter().any(|name| name == wanted);
        let holds_objects = has(b"ObjStm") || (has(b"N") && has(b"First"));
        if before.ends_with(b"end") || !holds_objects || !has(b"Filter") {
            return None;
        }
        let data = &bytes[at + b"stream".len()..];
        // A line end follows the word (7.3.8.1).
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        Some(data.strip_prefix(b"\n").unwrap_or(data))
    })
}
