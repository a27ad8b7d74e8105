//! Whether sealed values open only where they stand and under their own key.

use std::collections::BTreeSet;
use std::sync::Mutex;

use proptest::prelude::*;

use super::*;

/// Random enough for tests and different at each call.
fn sealer(root: u8, index: u8) -> Sealer {
    let mut next = [root, index].into_iter();
    let keys = Keys::generate(|| [next.next().unwrap(); 32]);
    let calls = Mutex::new(u128::from(root) << 64);
    Sealer::new(&keys, move || {
        let mut calls = calls.lock().unwrap();
        *calls += 1;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &calls.to_be_bytes());
        digest.as_ref().try_into().unwrap()
    })
}

fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

fn opens(sealer: &Sealer, key: &DataKey, place: (&str, &str, Id), field: &[u8]) -> bool {
    match sealer.open(key, place.0, place.1, place.2, field) {
        Ok(_) => true,
        Err(StoreError::Unreadable) => false,
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #[test]
    fn what_is_sealed_opens(plaintext: Vec<u8>, table in "[a-z]{0,8}", column in "[a-z]{0,8}", row: [u8; 16]) {
        let sealer = sealer(1, 2);
        let (key, wrapped) = sealer.new_person_key(id(1), Realm::Taxes);
        let row = Id::from_bytes(row);
        let field = sealer.seal(&key, &table, &column, row, &plaintext);
        prop_assert_eq!(field.len(), HEADER + plaintext.len() + 16);
        let again = sealer.unwrap(&wrapped).unwrap();
        let opened = sealer.open(&again, &table, &column, row, &field).unwrap();
        prop_assert_eq!(opened.expose(), &plaintext);
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open(
        plaintext in prop::collection::vec(any::<u8>(), 0..40),
        at: prop::sample::Index,
        bit in 0_u8..8,
    ) {
        let sealer = sealer(1, 2);
        let (key, _) = sealer.new_person_key(id(1), Realm::Taxes);
        let field = sealer.seal(&key, "taxpayer", "profile", id(5), &plaintext);
        let at = at.index(field.len());
        let mut changed = field.clone();
        changed[at] ^= 1 << bit;
        prop_assert!(!opens(&sealer, &key, ("taxpayer", "profile", id(5)), &changed));
        prop_assert!(!opens(&sealer, &key, ("taxpayer", "profile", id(5)), &field[..at]));
    }
}

#[test]
fn a_value_that_is_moved_does_not_open() {
    let sealer = sealer(1, 2);
    let (key, _) = sealer.new_person_key(id(1), Realm::Taxes);
    let field = sealer.seal(&key, "taxpayer", "profile", id(5), b"content");
    assert!(opens(&sealer, &key, ("taxpayer", "profile", id(5)), &field));
    for place in [
        ("taxpayer", "profile", id(6)),
        ("taxpayer", "summary", id(5)),
        ("tax_return", "profile", id(5)),
        ("taxpayerp", "rofile", id(5)),
    ] {
        assert!(!opens(&sealer, &key, place, &field), "{place:?}");
    }
}

#[test]
fn another_key_opens_nothing() {
    let (ours, theirs) = (sealer(1, 2), sealer(3, 2));
    let place = ("taxpayer", "profile", id(5));
    let (key, wrapped) = ours.new_person_key(id(1), Realm::Taxes);
    let (other, other_wrapped) = ours.new_person_key(id(2), Realm::Taxes);
    let field = ours.seal(&key, place.0, place.1, place.2, b"content");
    assert!(!opens(&ours, &other, place, &field));
    assert!(matches!(theirs.unwrap(&wrapped), Err(StoreError::Unreadable)));
    let moved = WrappedKey { person: id(2), ..wrapped.clone() };
    assert!(matches!(ours.unwrap(&moved), Err(StoreError::Unreadable)));
    let other_realm = WrappedKey { realm: Realm::Identity, ..wrapped };
    assert!(matches!(ours.unwrap(&other_realm), Err(StoreError::Unreadable)));
    assert!(opens(
        &ours,
        &ours.unwrap(&other_wrapped).unwrap(),
        place,
        &ours.seal(&other, place.0, place.1, place.2, b"")
    ));
    let (outbox, signing) = (ours.program_key("outbox"), ours.program_key("signing"));
    let field = ours.seal(&outbox, place.0, place.1, place.2, b"content");
    assert!(opens(&ours, &ours.program_key("outbox"), place, &field));
    assert!(!opens(&ours, &signing, place, &field));
    assert!(!opens(&theirs, &theirs.program_key("outbox"), place, &field));
}

#[test]
fn nonces_do_not_repeat_and_equal_values_look_different() {
    let sealer = sealer(1, 2);
    let (key, _) = sealer.new_person_key(id(1), Realm::Taxes);
    let field: BTreeSet<_> =
        (0..500).map(|_| sealer.seal(&key, "t", "c", id(1), b"same")[9..21].to_vec()).collect();
    assert_eq!(field.len(), 500);
}

#[test]
fn a_number_is_found_by_its_index_under_one_key_and_purpose() {
    let (ours, theirs) = (sealer(1, 2), sealer(1, 3));
    let tin = Tin::parse_individual("900-12-3456").unwrap();
    let same = Tin::parse_individual("900123456").unwrap();
    let other = Tin::parse_individual("900-12-3457").unwrap();
    assert_eq!(ours.index("taxpayer", &tin), ours.index("taxpayer", &same));
    assert_ne!(ours.index("taxpayer", &tin), ours.index("taxpayer", &other));
    assert_ne!(ours.index("taxpayer", &tin), ours.index("sign_up", &tin));
    assert_ne!(ours.index("taxpayer", &tin), theirs.index("taxpayer", &tin));
    assert_ne!(ours.index_of("ab", b"c"), ours.index_of("cd", b"c"));
    assert_ne!(ours.index_of("ab", b"c"), ours.index_of("a", b"bc"));
}
