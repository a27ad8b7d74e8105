//! Which data elements does a barcode hold? Three letters and a value each, ended by a line feed, a carriage return or
//! a record separator.

use super::header::Header;

/// The elements in their order. Values are without blanks around them; empty ones and the standard's word for nothing
/// are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Elements(Vec<(String, String)>);

impl Elements {
    /// The first value under a code.
    pub(super) fn get(&self, code: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == code).map(|(_, value)| value.as_str())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a code stands twice with two values.
    pub(super) fn disagrees(&self) -> bool {
        self.0.iter().any(|(code, value)| self.get(code) != Some(value))
    }
}

/// A code of the standard, or of a jurisdiction.
fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [b'D', b'A'..=b'D', b'A'..=b'Z'] | [b'Z', b'A'..=b'Z', b'A'..=b'Z'])
}

/// Cuts the data into elements.
pub(super) fn split(text: &str, header: &Header, deviations: &mut Vec<String>) -> Elements {
    let data = text.get(header.data_at..).unwrap_or_default();
    let ends = |char: char| matches!(char, '\n' | '\r' | '\u{1e}' | '\u{1c}' | '\u{1d}' | '\u{85}');
    let mut found = Vec::new();
    let mut strays = 0;
    for piece in data.split(ends) {
        let mut rest = piece;
        // A subfile that follows without a separator, as when carriage returns were lost or became letters.
        for name in header.subfiles.iter().filter(|name| name.starts_with('Z')) {
            if let Some(at) = rest.find(&format!("{name}{name}")).filter(|at| *at > 0) {
                keep(&rest[at..], header, &mut found, &mut strays);
                rest = rest[..at].strip_suffix('M').unwrap_or(&rest[..at]);
                deviations.push("a subfile follows without its separator".to_owned());
            }
        }
        if header.returns_are_m && found.len() > 3 && data.trim_end().ends_with(rest) {
            rest = rest.strip_suffix('M').unwrap_or(rest);
        }
        keep(rest, header, &mut found, &mut strays);
    }
    if strays > 0 {
        deviations.push(format!("{strays} pieces are no data elements and were left out"));
    }
    found.retain(|(_, value): &(String, String)| !is_nothing(value));
    Elements(found)
}

/// Keeps one piece: the subfile's letters before its first element are taken off.
fn keep(piece: &str, header: &Header, found: &mut Vec<(String, String)>, strays: &mut usize) {
    let piece = piece.trim_start();
    if piece.is_empty() {
        return;
    }
    let at_subfile = |text: &str| {
        let known = header.subfiles.iter().map(String::as_str).chain(["DL", "ID", "EN"]);
        known.into_iter().find_map(|name| text.strip_prefix(name)).map(str::to_owned)
    };
    let begins = |text: &str| text.get(..3).is_some_and(is_code);
    let mut text = piece.to_owned();
    if let Some(rest) = at_subfile(&text).filter(|rest| begins(rest)) {
        text = rest;
    } else if found.is_empty() && !begins(&text) {
        // A designator that cannot be read stands before the first subfile: look for where that begins.
        let first = ["DL", "ID"].into_iter().flat_map(|name| text.match_indices(name).map(|(at, _)| at + 2));
        if let Some(at) = first.filter(|at| text.get(*at..).is_some_and(begins)).min() {
            text = text[at..].to_owned();
        }
    }
    if begins(&text) {
        found.push((text[..3].to_owned(), text[3..].trim().to_owned()));
    } else {
        *strays += 1;
    }
}

/// The ways in which cards say that there is nothing.
fn is_nothing(value: &str) -> bool {
    matches!(value, "" | "NONE" | "none" | "None" | "unavl" | "UNAVL" | "unav" | "N/A")
}
