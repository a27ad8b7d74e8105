//! How wide are a table's columns, and where do lines break within a width? Between words; a word that is wider than its
//! column breaks within.

use super::super::fonts::{Face, Faces};
use super::super::{Table, Text};
use super::PADDING;

/// The lines of a text; an empty text has one, empty.
pub(super) fn break_lines(face: &Face, text: &str, size: i32, tabular: bool, width: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()) {
        for (index, part) in parts(face, word, size, tabular, width).into_iter().enumerate() {
            let line = lines.last_mut().expect("there is a line from the start");
            let longer = if line.is_empty() { part.clone() } else { format!("{line} {part}") };
            if index == 0 && (line.is_empty() || face.width(&longer, size, tabular) <= width) {
                *line = longer;
            } else {
                lines.push(part);
            }
        }
    }
    lines
}

/// A word, in parts where it is wider than the line.
fn parts(face: &Face, word: &str, size: i32, tabular: bool, width: i32) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in word.chars() {
        let part = parts.last_mut().expect("there is a part from the start");
        part.push(letter);
        if part.chars().count() > 1 && face.width(part, size, tabular) > width {
            part.pop();
            parts.push(letter.to_string());
        }
    }
    parts
}

/// The widths of the columns: as wide as their longest text where all fit; else each as wide as its longest word, and the
/// rest of the room by what is still asked for.
pub(super) fn widths(faces: &Faces, table: &Table, size: i32, measure: i32) -> Vec<i32> {
    let mut wanted: Vec<(i32, i32)> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        // Bold is the wider, and heads the first column.
        let width = |text: &str, bold: bool| faces.of(bold).width(text, size, column.figures) + 2 * PADDING;
        let words = |text: &str, bold: bool| text.split(' ').map(|word| width(word, bold)).max().unwrap_or(0);
        let (mut whole, mut word) = (width(&column.head, true), words(&column.head, true));
        let cells = table.rows.iter().filter_map(|row| row.get(index)).flatten();
        for Text { words: text, .. } in cells {
            whole = whole.max(width(text, index == 0));
            // Figures do not break.
            word = word.max(if column.figures { width(text, false) } else { words(text, index == 0) });
        }
        wanted.push((word, whole));
    }
    shared(&wanted, measure)
}

fn shared(wanted: &[(i32, i32)], measure: i32) -> Vec<i32> {
    let sum = |of: fn(&(i32, i32)) -> i32| wanted.iter().map(of).fold(0, i32::saturating_add);
    let (least, most) = (sum(|(word, _)| *word), sum(|(_, whole)| *whole));
    let part = |room: i32, share: i32, of: i32| {
        let part = i64::from(room) * i64::from(share) / i64::from(of.max(1));
        i32::try_from(part).unwrap_or(i32::MAX)
    };
    let width = |(word, whole): &(i32, i32)| {
        if most <= measure {
            whole + part(measure - most, *whole, most)
        } else if least <= measure {
            word + part(measure - least, whole - word, most - least)
        } else {
            part(measure, *word, least)
        }
    };
    wanted.iter().map(width).collect()
}
