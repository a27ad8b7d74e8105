//! Which characters may a picture's reader have confused? Only places that hold nothing but digits, or nothing but
//! letters, are touched; the document number and the optional parts may hold both and are left alone.

use super::layout::{Layout, Place};

/// The lines with look-alikes put right.
pub(super) fn repair(layout: Layout, lines: &[String]) -> Vec<String> {
    let mut lines: Vec<Vec<u8>> = lines.iter().map(|line| line.clone().into_bytes()).collect();
    let mut change = |place: Place, to: fn(u8) -> u8| {
        let (line, range) = place.range();
        for byte in &mut lines[line][range] {
            *byte = to(*byte);
        }
    };
    for place in [Place::ISSUER, layout.names(), layout.nationality()] {
        change(place, letter);
    }
    let dates = [layout.birth(), layout.expiry()];
    for place in dates.into_iter().flat_map(|place| [place, place.next()]) {
        change(place, digit);
    }
    change(layout.number().next(), digit);
    for place in layout
        .personal_number()
        .map(Place::next)
        .into_iter()
        .chain(layout.composite().map(|(_, place)| place))
    {
        change(place, digit);
    }
    lines.into_iter().map(|line| line.into_iter().map(char::from).collect()).collect()
}

const fn digit(byte: u8) -> u8 {
    match byte {
        b'O' | b'Q' | b'D' => b'0',
        b'I' | b'L' => b'1',
        b'Z' => b'2',
        b'A' => b'4',
        b'S' => b'5',
        b'G' => b'6',
        b'T' => b'7',
        b'B' => b'8',
        other => other,
    }
}

const fn letter(byte: u8) -> u8 {
    match byte {
        b'0' => b'O',
        b'1' => b'I',
        b'2' => b'Z',
        b'4' => b'A',
        b'5' => b'S',
        b'6' => b'G',
        b'7' => b'T',
        b'8' => b'B',
        other => other,
    }
}
