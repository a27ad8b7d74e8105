//! Which records does a statement hold? A record ends with its line, and goes on in lines that begin with 88.

use crate::deviation::{Deviations, Weight};

/// One record with its continuations.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Its first line.
    pub(super) line: u64,
    /// How many lines it takes.
    pub(super) lines: u64,
    /// The two digits it begins with.
    pub(super) code: String,
    /// The fields after them.
    pub(super) parts: Vec<Part>,
}

/// One field.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) line: u64,
    pub(super) column: usize,
    pub(super) text: String,
}

/// All records.
pub(super) fn split(bytes: &[u8], deviations: &mut Deviations) -> Vec<Record> {
    let text = String::from_utf8_lossy(bytes);
    if let Some(place) = text.find('\u{fffd}') {
        let line = text[..place].matches('\n').count() + 1;
        deviations.add((line as u64, 1), Weight::Layout, "the line is not UTF-8");
    }
    let mut records: Vec<Record> = Vec::new();
    for (index, line) in lines(&text, deviations).into_iter().enumerate() {
        let number = index as u64 + 1;
        if line.trim().is_empty() {
            continue;
        }
        let (code, fields) = fields(line, number);
        match records.last_mut() {
            Some(record) if code == "88" => {
                record.lines += 1;
                record.parts.extend(fields);
            }
            _ => records.push(Record { line: number, lines: 1, code, parts: fields }),
        }
    }
    records
}

/// The lines of a text; of one without line ends, pieces of the length that its header says.
fn lines<'a>(text: &'a str, deviations: &mut Deviations) -> Vec<&'a str> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_end().contains(['\n', '\r']) {
        let ends = |line: &&str| !line.is_empty();
        return text.split(['\n', '\r']).filter(ends).collect();
    }
    let length = text.split(',').nth(6).and_then(|length| length.trim().parse::<usize>().ok());
    let Some(length) = length.filter(|length| *length > 0 && text.is_ascii() && text.len() > *length) else {
        return vec![text];
    };
    deviations.add(
        (1, length + 1),
        Weight::Layout,
        "the lines do not end: each is as long as the header says",
    );
    (0..text.len()).step_by(length).map(|from| &text[from..text.len().min(from + length)]).collect()
}

/// The code that a line begins with, and its fields. A slash at the end is none of them.
fn fields(line: &str, number: u64) -> (String, Vec<Part>) {
    let line = line.trim_end();
    let line = line.strip_suffix('/').unwrap_or(line);
    let mut column = 1;
    let mut parts = line.split(',').map(|text| {
        let part = Part { line: number, column, text: text.to_owned() };
        column += text.chars().count() + 1;
        part
    });
    let code = parts.next().map(|part| part.text.trim().to_owned()).unwrap_or_default();
    (code, parts.collect())
}
