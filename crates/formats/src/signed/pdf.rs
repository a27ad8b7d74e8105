//! What does an incremental update with a signature add to a PDF (ISO 32000-1, 7.5.6 and 12.8)? A hidden field on the first
//! page, the catalog with the form it belongs to, the signature, and a cross-reference section that leads back to the old.
//!
//! It reads only what our own writer makes: a plain cross-reference table, and dictionaries on one line.

use std::fmt::Write as _;

use aws_lc_rs::digest::{Context, SHA256};
use values::Timestamp;

use super::SignError;
use super::cms::{self, Signer};

/// Room for the signature, in bytes: a certificate, two digests and a signature take some 1,500.
const ROOM: usize = 6_000;
/// As wide as every number of the byte range, so that filling them in moves nothing.
const BLANK: &str = "0000000000";

/// What the signature says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About<'a> {
    /// Who signs, as people call them.
    pub name: &'a str,
    /// For what, such as the document's number.
    pub reason: &'a str,
    /// What the field is called to whoever listens to the form.
    pub field: &'a str,
    /// When.
    pub at: Timestamp,
}

/// The PDF with a signature behind it; the bytes before stay as they are.
pub fn sign(pdf: &[u8], about: &About<'_>, signer: &Signer<'_>) -> Result<Vec<u8>, SignError> {
    let file = File::read(pdf)?;
    let (signature, field) = (file.size, file.size + 1);
    let mut out = pdf.to_vec();
    out.push(b'\n');
    let mut places = Vec::new();
    let mut object = |out: &mut Vec<u8>, number: usize, content: &str| {
        places.push((number, out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n{content}\nendobj\n").as_bytes());
    };
    let page = file.dictionary(file.first_page()?)?;
    let (root, page_number) = (file.dictionary(file.root)?, file.first_page()?);
    object(&mut out, file.root, &with(root, &format!("/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>"))?);
    object(&mut out, page_number, &with(page, &format!("/Annots[{field} 0 R]"))?);
    object(&mut out, signature, &dictionary(about));
    // Hidden and locked: nothing is drawn, and what is hidden needs no tag (ISO 14289-1, 7.18.1).
    let label = text(about.field);
    let widget = format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU {label}/V {signature} 0 R/F 130/Rect[0 0 0 0]/P {page_number} 0 R>>"
    );
    object(&mut out, field, &widget);
    close(&mut out, &file, places);
    fill(&mut out, pdf.len(), signer)?;
    Ok(out)
}

fn dictionary(about: &About<'_>) -> String {
    let at = about.at.strftime("D:%Y%m%d%H%M%SZ");
    format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 {BLANK} {BLANK} {BLANK}]\
         /Contents<{}>/M({at})/Name {}/Reason {}>>",
        "0".repeat(2 * ROOM),
        text(about.name),
        text(about.reason),
    )
}

/// A text string in UTF-16 (ISO 32000-1, 7.9.2.2), in hexadecimal, so that nothing needs an escape.
fn text(words: &str) -> String {
    let mut out = "<feff".to_owned();
    for unit in words.encode_utf16() {
        write!(out, "{unit:04x}").expect("a String takes all");
    }
    out.push('>');
    out
}

/// A dictionary with another entry at its end.
fn with(dictionary: &str, entry: &str) -> Result<String, SignError> {
    let key = entry.split(['<', '[']).next().unwrap_or_default();
    if dictionary.contains(key) {
        return Err(SignError::Pdf("it has a form or annotations already"));
    }
    let inner =
        dictionary.trim_end().strip_suffix(">>").ok_or(SignError::Pdf("a dictionary does not end"))?;
    Ok(format!("{inner}{entry}>>"))
}

/// The cross-reference section and the trailer of the update.
fn close(out: &mut Vec<u8>, file: &File<'_>, mut places: Vec<(usize, usize)>) {
    let start = out.len();
    places.sort_unstable();
    let mut text = "xref\n0 1\n0000000000 65535 f \n".to_owned();
    for (number, place) in places {
        write!(text, "{number} 1\n{place:010} 00000 n \n").expect("a String takes all");
    }
    let size = file.size + 2;
    let rest = file.trailer_rest;
    write!(text, "trailer\n<</Size {size}/Prev {}{rest}\nstartxref\n{start}\n%%EOF\n", file.table)
        .expect("a String takes all");
    out.extend_from_slice(text.as_bytes());
}

/// Fills in what the signature covers, and the signature.
fn fill(out: &mut [u8], update: usize, signer: &Signer<'_>) -> Result<(), SignError> {
    let find = |out: &[u8], what: &[u8]| {
        let found = out[update..].windows(what.len()).position(|window| window == what);
        found.map(|at| update + at).ok_or(SignError::Pdf("the update lacks its signature"))
    };
    let contents = find(out, b"/Contents<")? + b"/Contents".len();
    // The brackets belong to the gap that is not signed.
    let end = contents + 2 + 2 * ROOM;
    let range = find(out, b"/ByteRange[0 ")? + b"/ByteRange[0 ".len();
    let numbers = [contents, end, out.len() - end];
    let written = numbers.map(|number| format!("{number:>10}")).join(" ");
    if numbers.iter().any(|number| number.to_string().len() > BLANK.len()) {
        return Err(SignError::Room);
    }
    out[range..range + written.len()].copy_from_slice(written.as_bytes());
    let mut context = Context::new(&SHA256);
    context.update(&out[..contents]);
    context.update(&out[end..]);
    let message = cms::detached(signer, context.finish().as_ref())?;
    if message.len() > ROOM {
        return Err(SignError::Room);
    }
    for (index, byte) in message.iter().enumerate() {
        let at = contents + 1 + 2 * index;
        out[at..at + 2].copy_from_slice(format!("{byte:02x}").as_bytes());
    }
    Ok(())
}

/// A PDF's last cross-reference table, and what its trailer says.
struct File<'a> {
    bytes: &'a [u8],
    /// Where the table stands.
    table: usize,
    /// How many objects there are.
    size: usize,
    root: usize,
    /// The trailer behind its size.
    trailer_rest: &'a str,
}

impl<'a> File<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, SignError> {
        let bad = SignError::Pdf;
        let tail = &bytes[bytes.len().saturating_sub(1_024)..];
        let tail = tail.utf8_chunks().last().map_or("", |chunk| chunk.valid());
        let (before, start) = tail.rsplit_once("startxref").ok_or(bad("it has no end"))?;
        let table = number(start.trim_start()).ok_or(bad("its end leads nowhere"))?;
        let (_, trailer) = before.rsplit_once("trailer").ok_or(bad("it has no trailer"))?;
        let trailer = trailer.trim().strip_prefix("<</Size ").ok_or(bad("its trailer has no size"))?;
        let digits = trailer.len() - trailer.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (size, trailer_rest) = trailer.split_at(digits);
        let (_, root) = trailer_rest.split_once("/Root ").ok_or(bad("it has no catalog"))?;
        let (size, root) = (number(size), number(root));
        let (Some(size), Some(root)) = (size, root) else { return Err(bad("its trailer has no numbers")) };
        Ok(Self { bytes, table, size, root, trailer_rest })
    }

    /// The dictionary of an object, from `<<` to `>>`.
    fn dictionary(&self, object: usize) -> Result<&'a str, SignError> {
        let bad = SignError::Pdf("an object is not where it should be");
        let head = format!("xref\n0 {}\n", self.size);
        let table = self.bytes.get(self.table..).ok_or(bad)?;
        let lines = table.strip_prefix(head.as_bytes()).ok_or(bad)?;
        let line = lines.get(object * 20..object * 20 + 10).and_then(|line| str::from_utf8(line).ok());
        let place = line.and_then(number).ok_or(bad)?;
        let found = self.bytes.get(place..).ok_or(bad)?;
        let found = found.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let content = found.strip_prefix(&format!("{object} 0 obj\n")).ok_or(bad)?;
        content.split_once("\nendobj").map(|(dictionary, _)| dictionary).ok_or(bad)
    }

    /// The object of the first page: the first kid of the catalog's pages, down to a leaf.
    fn first_page(&self) -> Result<usize, SignError> {
        let bad = SignError::Pdf("it has no first page");
        let after = |dictionary: &str, key: &str| {
            dictionary.split_once(key).and_then(|(_, rest)| number(rest)).ok_or(bad)
        };
        let mut found = after(self.dictionary(self.root)?, "/Pages ")?;
        // No tree of pages is deeper.
        for _ in 0..16 {
            let dictionary = self.dictionary(found)?;
            if !dictionary.contains("/Kids[") {
                return Ok(found);
            }
            found = after(dictionary, "/Kids[")?;
        }
        Err(bad)
    }
}

/// The number at the beginning of a text.
fn number(text: &str) -> Option<usize> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// For what a file says that it was signed, whether or not that is so: nothing where it is no signed file of ours.
pub fn claimed_reason(pdf: &[u8]) -> Option<String> {
    let start = rfind(pdf, b"/Type/Sig/")?;
    let rest = &pdf[start..];
    let reason = &rest[rfind(rest, b"/Reason <feff")? + b"/Reason <feff".len()..];
    let digits = str::from_utf8(&reason[..reason.iter().take(200).position(|byte| *byte == b'>')?]).ok()?;
    let unit = |at: usize| u16::from_str_radix(digits.get(at..at + 4)?, 16).ok();
    let units: Option<Vec<u16>> = (0..digits.len()).step_by(4).map(unit).collect();
    String::from_utf16(&units?).ok()
}

fn rfind(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|window| window == what)
}
