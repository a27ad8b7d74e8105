//! Do the tables leave no gap, and are records found whatever their line ends and characters are?

use std::io::BufReader;

use proptest::prelude::*;

use super::lines::{Lines, Shape};
use super::table::layouts;
use crate::deviation::{Deviations, Weight};

#[test]
fn every_character_of_every_record_stands_in_one_field() {
    let tables = [include_str!("../efw2/layout.csv"), include_str!("../pub1220/layout.csv")];
    let mut seen = 0;
    for layout in tables.into_iter().flat_map(layouts) {
        let mut next = layout.fields[0].place.0;
        assert!(next == 1 || next == 544, "{}", layout.id);
        for field in &layout.fields {
            assert_eq!(field.place.0, next, "{} {}", layout.id, field.name);
            assert!(field.place.1 >= field.place.0, "{} {}", layout.id, field.name);
            next = field.place.1 + 1;
        }
        let length = next - 1;
        let expected = match layout.id {
            id if id.starts_with("RC") => 1_024,
            id if id.starts_with('R') => 512,
            _ => 750,
        };
        assert_eq!(length, expected, "{}", layout.id);
        for (place, field) in layout.fields.iter().enumerate().filter(|(_, field)| field.name != "blank") {
            let again = layout.fields[..place].iter().any(|before| before.name == field.name);
            assert!(!again, "{} has {} twice", layout.id, field.name);
        }
        seen += 1;
    }
    assert_eq!(seen, 18 + 6 + 33);
}

const SHAPE: Shape = Shape { length: 8, first_letters: b"R" };

/// The records of a stream read in pieces of this size, and the gravest departure.
fn records(bytes: &[u8], piece: usize) -> (Vec<String>, Option<Weight>) {
    let mut deviations = Deviations::default();
    let mut lines = Lines::new(BufReader::with_capacity(piece, bytes), SHAPE);
    let mut found = Vec::new();
    while lines.advance(&mut deviations).unwrap() {
        let bytes = lines.lend();
        found.push(bytes.iter().map(|byte| char::from(*byte)).collect());
        lines.give_back(bytes);
    }
    (found, deviations.worst())
}

#[test]
fn records_are_found_whatever_ends_them() {
    let both = ["R1345678", "R2      "].map(str::to_owned).to_vec();
    for (bytes, worst) in [
        (&b"R1345678\nR2      \n"[..], None),
        (b"R1345678\r\nR2      \r\n", None),
        (b"R1345678\rR2      \r", None),
        (b"R1345678R2      ", Some(Weight::Layout)),
        (b"R1345678\nR2", Some(Weight::Layout)),
        (b"R1345678\nR2\n\n\x1a", Some(Weight::Layout)),
        (b"\xEF\xBB\xBFR1345678\nR2      \n", Some(Weight::Layout)),
        (b"R1345678\nR2\0\0\0\0\0\0\n", Some(Weight::Layout)),
        (b"R1345678   \nR2      \n", Some(Weight::Layout)),
        (b"R1345678x\nR2      \n", Some(Weight::Wrong)),
    ] {
        for piece in [16, 3, 1] {
            let (found, said) = records(bytes, if bytes[0] == 0xEF { 16 } else { piece });
            assert_eq!(found, both, "{piece}: {}", String::from_utf8_lossy(bytes));
            assert_eq!(said, if bytes == b"R1345678R2      " { None } else { worst });
        }
    }
}

#[test]
fn letters_count_once_in_either_code_page() {
    for bytes in ["R1MUÑOZ8\nR2\n".as_bytes(), b"R1MU\xD1OZ8\nR2\n", "R1MUÑOZ\nR2\n".as_bytes()] {
        let (found, worst) = records(bytes, 64);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(worst <= Some(Weight::Layout));
    }
    let (found, worst) = records("R1中345678\n".as_bytes(), 64);
    assert_eq!((found[0].as_str(), worst), ("R1?34567", Some(Weight::Wrong)));
}

proptest! {
    #[test]
    fn no_bytes_make_it_stumble(bytes in proptest::collection::vec(any::<u8>(), 0..80), piece in 1_usize..20) {
        let (found, _) = records(&bytes, piece);
        prop_assert!(found.iter().all(|record| record.chars().count() == SHAPE.length));
    }
}
