//! Where does a barcode begin, and which version and subfiles does it announce (AAMVA D.12.3)?

use crate::evidence::Unreadable;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Six digits.
    pub(super) issuer_number: String,
    /// 1 to 10; 0 where it cannot be read.
    pub(super) version: u8,
    /// Two letters for each subfile: `DL`, `ID`, `ZV`, …
    pub(super) subfiles: Vec<String>,
    /// Where the data elements begin, in bytes.
    pub(super) data_at: usize,
    /// Whether carriage returns came through as the letter M (`^M` without its mark).
    pub(super) returns_are_m: bool,
}

/// Where the file type stands, and how long it is. Older cards say `AAMVA` in its place.
pub(super) fn find(text: &str) -> Option<(usize, usize)> {
    let is_followed = |at: usize| {
        let rest = text.get(at..).unwrap_or_default().trim_start_matches(' ');
        rest.len() >= 10 && rest.bytes().take(8).all(|byte| byte.is_ascii_digit())
    };
    ["ANSI", "AAMVA"]
        .into_iter()
        .flat_map(|word| text.match_indices(word).map(move |(at, _)| (at, word.len())))
        .find(|(at, length)| is_followed(at + length))
}

/// The text without what other programs wrap around it: a byte order mark, control characters spelt out.
pub(super) fn plain(raw: &str, deviations: &mut Vec<String>) -> String {
    let mut text = raw.to_owned();
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        deviations.push("a byte order mark stands before the barcode".to_owned());
        text = rest.to_owned();
    }
    let spelt = [
        ("\\n", "\n"),
        ("\\r", "\r"),
        ("\\x1e", "\u{1e}"),
        ("\\u001e", "\u{1e}"),
        ("<LF>", "\n"),
        ("<CR>", "\r"),
        ("<RS>", "\u{1e}"),
        ("^M", "\r"),
        ("^^", "\u{1e}"),
    ];
    let is_spelt = !text.contains('\n') || spelt.iter().skip(2).any(|(word, _)| text.contains(word));
    if is_spelt && spelt.iter().any(|(word, _)| text.contains(word)) {
        deviations.push("control characters are spelt out".to_owned());
        for (word, control) in spelt {
            text = text.replace(word, control);
        }
    }
    text
}

/// Reads the header.
pub(super) fn read(text: &str, deviations: &mut Vec<String>) -> Result<Header, Unreadable> {
    let (at, length) = find(text).ok_or_else(|| {
        Unreadable::because("no header: neither ANSI nor AAMVA with an issuer's number after it")
    })?;
    let before = &text[..at];
    if before != "@\n\u{1e}\r" {
        deviations.push(
            "the header does not begin with @, line feed, record separator, carriage return".to_owned(),
        );
    }
    if text.get(at..at + 5) != Some("ANSI ") {
        deviations.push("the file type is not \"ANSI \"".to_owned());
    }
    let number_at = at + length + text[at + length..].bytes().take_while(|byte| *byte == b' ').count();
    let digits: String = text[number_at..].chars().take_while(char::is_ascii_digit).collect();
    let issuer_number = digits[..6].to_owned();
    // Version 1 has no version of the jurisdiction.
    let (version, entries, head) = match digits.len() {
        10 => (digits[6..8].parse().unwrap_or(0), digits[8..10].parse().unwrap_or(0_usize), 10),
        12.. => (digits[6..8].parse().unwrap_or(0), digits[10..12].parse().unwrap_or(0), 12),
        _ => {
            deviations.push("the header's versions cannot be read".to_owned());
            (0, 0, digits.len())
        }
    };
    if !(1..=10).contains(&version) {
        deviations.push(format!("version {version} is not one of 1 to 10"));
    }
    let (subfiles, data_at) = designators(text, number_at + head, entries, deviations);
    let returns_are_m = before.ends_with('M');
    Ok(Header { issuer_number, version, subfiles, data_at, returns_are_m })
}

/// The subfiles announced, as far as they are well-formed, and where they end.
fn designators(
    text: &str,
    from: usize,
    entries: usize,
    deviations: &mut Vec<String>,
) -> (Vec<String>, usize) {
    let (mut subfiles, mut at) = (Vec::new(), from);
    let is_one = |part: &str| {
        part.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
            && part.bytes().skip(2).all(|byte| byte.is_ascii_digit())
    };
    let mut lost = false;
    while let Some(part) = text.get(at..at + 10).filter(|part| is_one(part)) {
        let offset: usize = part[2..6].parse().unwrap_or(0);
        lost |= text.get(offset..offset + 2) != Some(&part[..2]);
        subfiles.push(part[..2].to_owned());
        at += 10;
    }
    if subfiles.len() != entries.max(1) {
        deviations.push(format!("{entries} subfiles are announced, {} described", subfiles.len()));
    }
    if lost {
        deviations.push("an offset does not point at its subfile".to_owned());
    }
    (subfiles, at)
}
