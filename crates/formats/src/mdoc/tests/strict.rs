//! Is CBOR read strictly, and never beyond its bounds (RFC 8949)?

use proptest::prelude::*;

use super::super::cbor::{self, CborError, Value};
use super::hex;

#[test]
fn well_formed_bytes_are_read() {
    for (text, expected) in [
        ("00", Value::Unsigned(0)),
        ("17", Value::Unsigned(23)),
        ("1818", Value::Unsigned(24)),
        ("1903e8", Value::Unsigned(1000)),
        ("1bffffffffffffffff", Value::Unsigned(u64::MAX)),
        ("20", Value::Negative(0)),
        ("3903e7", Value::Negative(999)),
        ("4401020304", Value::Bytes(&[1, 2, 3, 4])),
        ("62c3bc", Value::Text("ü")),
        ("f4", Value::Bool(false)),
        ("f5", Value::Bool(true)),
        ("f6", Value::Null),
        ("fb3ff199999999999a", Value::Float),
        ("80", Value::Array(Vec::new())),
        ("a0", Value::Map(Vec::new())),
    ] {
        let bytes = hex(text);
        let read = cbor::read(&bytes).unwrap();
        assert!(read.value == expected, "{text}");
        assert_eq!(read.bytes, bytes, "{text}");
    }
}

#[test]
fn everything_else_is_refused() {
    for (text, expected) in [
        ("", CborError::Truncated),
        ("18", CborError::Truncated),
        ("43010", CborError::Truncated),
        ("5bffffffffffffffff", CborError::Truncated),
        ("8201", CborError::Truncated),
        ("0000", CborError::Trailing),
        ("1817", CborError::NotShortest),
        ("1900ff", CborError::NotShortest),
        ("1a0000ffff", CborError::NotShortest),
        ("1b00000000ffffffff", CborError::NotShortest),
        ("580100", CborError::NotShortest),
        ("5f4101ff", CborError::NotShortest),
        ("9fff", CborError::NotShortest),
        ("bfff", CborError::NotShortest),
        ("1c", CborError::NotShortest),
        ("61ff", CborError::NotText),
        ("a201000100", CborError::Twice),
        ("9bffffffffffffffff", CborError::TooMuch),
        ("bb0000000100000000", CborError::TooMuch),
        ("f7", CborError::Unknown),
        ("e0", CborError::Unknown),
        ("f818", CborError::Unknown),
    ] {
        let bytes = hex(&text[..text.len() / 2 * 2]);
        assert_eq!(cbor::read(&bytes).unwrap_err(), expected, "{text}");
    }
}

#[test]
fn depth_and_number_are_bounded() {
    let nested = |depth: usize| [vec![0x81; depth - 1], vec![0]].concat();
    assert!(cbor::read(&nested(16)).is_ok());
    assert_eq!(cbor::read(&nested(17)).unwrap_err(), CborError::TooMuch);
    assert_eq!(cbor::read(&vec![0x81; 100_000]).unwrap_err(), CborError::TooMuch);
    let many = |count: usize| [cbor::head(4, count as u64), vec![0; count]].concat();
    assert!(cbor::read(&many(4095)).is_ok());
    assert_eq!(cbor::read(&many(4096)).unwrap_err(), CborError::TooMuch);
}

proptest! {
    #[test]
    fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(item) = cbor::read(&bytes) {
            prop_assert_eq!(item.bytes, &bytes[..]);
        }
    }

    #[test]
    fn what_is_written_is_read(text in ".{0,300}", bytes in prop::collection::vec(any::<u8>(), 0..300), number: u64) {
        let written = cbor::array(&[&cbor::text(&text), &cbor::bytes(&bytes), &cbor::head(0, number)]);
        let items = cbor::read(&written).unwrap().array("it").unwrap();
        prop_assert_eq!(items[0].text("it"), Ok(text.as_str()));
        prop_assert_eq!(items[1].byte_string("it"), Ok(bytes.as_slice()));
        prop_assert_eq!(items[2].unsigned("it"), Ok(number));
    }
}
