//! 1099 and their kin made up here: every form written and read again, changed at every place, cut; and the public samples,
//! where they lie beside the project.

use proptest::prelude::*;
use values::Cents;

use super::*;
use crate::deviation::{Deviations, Weight};
use crate::information_returns::testing::{form, payer, pub1220_file};
use crate::information_returns::{Amount, Correction, Fact, InformationReturn, Item, LineEnd, State};

/// All of a file, and where it departs from its format.
fn read(bytes: &[u8]) -> (Vec<InformationReturn>, Vec<u64>, Deviations) {
    let mut reader = Reader::new(bytes);
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    while let Some(item) = reader.next_item().unwrap() {
        match item {
            Item::Return(one) => found.push(*one),
            Item::LeftOut { record } => left_out.push(record),
        }
    }
    (found, left_out, reader.deviations().clone())
}

fn told(deviations: &Deviations) -> Vec<String> {
    deviations.listed().iter().map(ToString::to_string).collect()
}

fn without_records(found: &[InformationReturn]) -> Vec<InformationReturn> {
    found.iter().map(|one| InformationReturn { record: 0, ..one.clone() }).collect()
}

/// A return with a state's tax.
fn with_state(mut found: InformationReturn, code: &str, cents: i64) -> InformationReturn {
    let tax = Some(Cents::new(cents));
    found.states =
        vec![State { code: code.to_owned(), tax, local_tax: Some(Cents::new(1)), ..State::default() }];
    found
}

/// Two payers with two forms and four payees, one of them a correction, two of them in a state.
fn four() -> Vec<InformationReturn> {
    let (first, second) = (payer(1), payer(2));
    let mut interest = form("1099-INT", 1, &first);
    interest.amounts.push(Amount { name: "4", amount: Cents::new(25), was: None });
    let mut winnings = form("W-2G", 4, &second);
    winnings.correction = Correction::Replaces;
    winnings.facts.push(Fact { name: "date_won", value: "20250704".to_owned() });
    vec![
        with_state(interest, "06", 200),
        with_state(form("1099-INT", 2, &first), "06", 300),
        form("1099-NEC", 3, &first),
        winnings,
    ]
}

#[test]
fn what_is_written_is_read_again() {
    for line_end in [LineEnd::None, LineEnd::Feed, LineEnd::ReturnFeed] {
        let (found, left_out, deviations) = read(&pub1220_file(&four(), line_end).unwrap());
        assert_eq!(told(&deviations), [""; 0], "{line_end:?}");
        assert!(left_out.is_empty());
        assert!(without_records(&found) == four(), "{found:?}");
    }
}

#[test]
fn every_form_is_written_and_read() {
    for kind in forms::all() {
        let first = form(kind.name, 7, &payer(1));
        let (found, _, deviations) =
            read(&pub1220_file(std::slice::from_ref(&first), LineEnd::None).unwrap());
        assert_eq!(told(&deviations), [""; 0], "{}", kind.name);
        assert!(without_records(&found) == [first], "{}", kind.name);
    }
    assert_eq!(forms::all().len(), 33);
}

#[test]
fn every_fact_of_every_form_keeps_its_place() {
    for kind in forms::all() {
        let mut first = form(kind.name, 7, &payer(1));
        for field in &kind.block.fields {
            let value = match field.kind {
                crate::fixed::table::Kind::Text => "Z".repeat(field.length()),
                crate::fixed::table::Kind::Date => "20250131".to_owned(),
                _ => continue,
            };
            if !matches!(field.name, "combined_state" | "special_data_entries") {
                first.facts.push(Fact { name: field.name, value });
            }
        }
        let (found, _, deviations) = read(&pub1220_file(&[first.clone()], LineEnd::None).unwrap());
        assert_eq!(told(&deviations), [""; 0], "{}", kind.name);
        assert!(found[0].facts == first.facts, "{}", kind.name);
    }
}

#[test]
fn records_have_the_places_of_the_publication() {
    let bytes = pub1220_file(&four(), LineEnd::None).unwrap();
    let record = |number: usize| &bytes[750 * (number - 1)..750 * number];
    let letters: String = (1..=bytes.len() / 750).map(|number| char::from(record(number)[0])).collect();
    assert_eq!(letters, "TABBCKABCABCF");
    assert_eq!(&record(2)[25..27], b"6 ");
    assert_eq!(&record(3)[54..66], b"000000000101");
    assert_eq!(&record(3)[499..507], b"00000003");
    assert_eq!(&record(3)[722..748], b"00000000020000000000000106");
    assert_eq!(&record(5)[..33], b"C00000002      000000000000000203");
    assert_eq!(&record(6)[706..748], b"000000000000000500000000000000000002    06");
    assert_eq!(&record(11)[..20], b"B2025G    2900010005");
    assert_eq!(&record(11)[547..555], b"20250704");
    assert_eq!(&record(13)[..9], b"F00000003");
}

#[test]
fn a_changed_byte_never_changes_an_amount_unnoticed() {
    let bytes = pub1220_file(&four(), LineEnd::Feed).unwrap();
    for place in 0..bytes.len() {
        for with in [b'7', b'X', b' '] {
            let mut changed = bytes.clone();
            changed[place] = with;
            let (found, _, deviations) = read(&changed);
            let taxes = |all: &[InformationReturn]| -> Vec<_> {
                let of_states = all.iter().take(2).flat_map(|one| &one.states);
                of_states.map(|state| (state.tax, state.local_tax)).collect()
            };
            let same = taxes(&found) == taxes(&four()) && found.iter().all(|one| one.tax_year == 2025);
            assert!(same || !deviations.listed().is_empty(), "byte {place} as {with}");
            let whole =
                found.len() == 4 && found.iter().zip(four()).all(|(one, first)| one.amounts == first.amounts);
            assert!(
                whole || deviations.worst() == Some(Weight::Wrong),
                "byte {place} as {with}: {:?}",
                told(&deviations)
            );
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_wrong() {
    let bytes = pub1220_file(&four(), LineEnd::Feed).unwrap();
    let last = bytes.len() - 751;
    for end in 0..last + 9 {
        assert_eq!(read(&bytes[..end]).2.worst(), Some(Weight::Wrong), "{end}");
    }
}

#[test]
fn a_file_without_a_payer_is_wrong() {
    let bytes = pub1220_file(&[], LineEnd::None).unwrap();
    assert!(told(&read(&bytes).2).iter().any(|line| line.contains("the file has no payer")));
    // A record alone, cut where nothing is missed yet.
    assert_eq!(read(&bytes[..750]).2.worst(), Some(Weight::Wrong));
}

#[test]
fn faults_are_told_by_record_and_position() {
    let bytes = pub1220_file(&four(), LineEnd::None).unwrap();
    for (record, place, with, says) in [
        (3, 55, &b"12.4"[..], "line 3, column 55: 1 is not a number"),
        (3, 12, b"90-", "line 3, column 12: tin is not nine digits"),
        (3, 6, b"X", "line 3, column 6: the correction is neither"),
        (3, 11, b"9", "line 3, column 11: the type of the payee's number"),
        (3, 2, b"2024", "line 3, column 2: tax_year is no year, or not the year of the file"),
        (3, 67, b"000000000005", "the trailer's total is not the sum"),
        (3, 247, b"000000000005", "line 3, column 247: amount H: the payer's record does not announce it"),
        (3, 500, b"00000009", "line 3, column 500: the sequence number"),
        (2, 26, b"??", "line 2, column 26: the type of return is none"),
        (2, 12, b"000000000", "line 2, column 12: the payer's number is missing"),
        (5, 2, b"00000003", "line 5, column 2: payees: the trailer does not count 2"),
        (5, 1, b"Q", "line 5, column 1: the record is of no known kind"),
        (13, 2, b"00000004", "line 13, column 2: the final record does not count 3 payers"),
        (13, 50, b"00000005", "line 13, column 50: the final record does not count 4 payees"),
    ] {
        let mut changed = bytes.clone();
        let from = 750 * (record - 1) + place - 1;
        changed[from..from + with.len()].copy_from_slice(with);
        let (_, _, deviations) = read(&changed);
        assert_eq!(deviations.worst(), Some(Weight::Wrong), "{says}");
        assert!(told(&deviations).iter().any(|line| line.contains(says)), "{says}: {:?}", told(&deviations));
        for line in told(&deviations) {
            assert!(!line.contains("CANARY") && !line.contains("900010002"), "{line}");
        }
    }
}

#[test]
fn what_is_for_the_states_is_told_and_stops_nothing() {
    let bytes = pub1220_file(&four(), LineEnd::None).unwrap();
    for (place, with) in [(707, &b"000000000000000501"[..]), (747, b"AL"), (2, b"00000001")] {
        let mut changed = bytes.clone();
        let from = 750 * 5 + place - 1;
        changed[from..from + with.len()].copy_from_slice(with);
        assert_eq!(read(&changed).2.worst(), Some(Weight::Missing), "{place}");
    }
}

#[test]
fn a_bad_record_leaves_out_its_payee_alone() {
    let mut bytes = pub1220_file(&four(), LineEnd::None).unwrap();
    bytes[750 * 2 + 54] = b'x';
    let (found, left_out, _) = read(&bytes);
    assert_eq!(left_out, [3]);
    assert_eq!(found.iter().map(|one| one.record).collect::<Vec<_>>(), [4, 8, 11]);
}

#[test]
fn nobody_is_put_under_another_behind_a_record_of_no_known_kind() {
    let mut bytes = pub1220_file(&four(), LineEnd::None).unwrap();
    bytes[750 * 2] = b'X';
    let (found, left_out, _) = read(&bytes);
    assert_eq!(left_out, [3, 4]);
    assert_eq!(found.iter().map(|one| one.record).collect::<Vec<_>>(), [8, 11]);
}

#[test]
fn losses_have_a_sign() {
    let mut loss = form("1099-B", 1, &payer(1));
    loss.amounts[0].amount = Cents::new(-12_345);
    let bytes = pub1220_file(&[loss.clone()], LineEnd::None).unwrap();
    assert_eq!(&bytes[750 * 2 + 66..750 * 2 + 78], b"-00000012345");
    let (found, _, deviations) = read(&bytes);
    assert_eq!(told(&deviations), [""; 0]);
    assert!(found[0].amounts == loss.amounts);
}

#[test]
fn a_test_file_says_so() {
    let mut bytes = pub1220_file(&four(), LineEnd::None).unwrap();
    bytes[27] = b'T';
    let mut reader = Reader::new(&bytes[..]);
    while reader.next_item().unwrap().is_some() {}
    assert!(reader.is_test());
}

fn sample(name: &str) -> Option<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/pub1220");
    let bytes = std::fs::read(folder.join(name));
    if bytes.is_err() {
        println!("skipped: no ../shared");
    }
    bytes.ok()
}

#[test]
fn the_public_file_is_read() {
    let Some(bytes) = sample("oneTransactionFile.ascii") else { return };
    let (found, left_out, deviations) = read(&bytes);
    assert!(deviations.worst() <= Some(Weight::Missing), "{:?}", told(&deviations));
    assert!(left_out.is_empty());
    let amounts: Vec<_> = found
        .iter()
        .map(|one| (one.form, one.tax_year, one.amounts[0].name, one.amounts[0].amount.get()))
        .collect();
    assert_eq!(amounts, [("1099-MISC", 2017, "7", 700), ("1099-MISC", 2017, "7", 700)]);
    assert_eq!(found[0].states[0].tax, Some(Cents::new(4)));
}

#[test]
fn public_records_are_read_in_a_file_around_them() {
    for (name, kind, amounts) in [
        ("payeeRecordWith1099Int.ascii", "1099-INT", 18),
        ("payeeRecordWith1099Misc.ascii", "1099-MISC", 1),
        ("payeeRecordWith1099Nec.ascii", "1099-NEC", 1),
    ] {
        let Some(record) = sample(name) else { return };
        let mut around = form(kind, 1, &payer(1));
        around.tax_year = 2017;
        let mut bytes = pub1220_file(&[around], LineEnd::None).unwrap();
        bytes[750 * 2..750 * 3].copy_from_slice(&record);
        bytes[750 + 27..750 + 45].copy_from_slice(b"123456789ABCDEFGHJ");
        let (found, _, deviations) = read(&bytes);
        // Only the control made for another record disagrees.
        assert!(
            told(&deviations).iter().all(|line| !line.starts_with("line 3")),
            "{name}: {:?}",
            told(&deviations)
        );
        assert!(found[0].amounts.len() >= amounts, "{name}: {}", found[0].amounts.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_payees_are_written_and_read(
        numbers in proptest::collection::vec((0_u64..100_000, 0_u64..3, 0_usize..33), 1..40),
    ) {
        let one = |(number, by, kind): &(u64, u64, usize)| form(forms::all()[*kind].name, *number, &payer(*by));
        let returns: Vec<_> = numbers.iter().map(one).collect();
        let (found, _, deviations) = read(&pub1220_file(&returns, LineEnd::ReturnFeed).unwrap());
        prop_assert_eq!(deviations.worst(), None);
        prop_assert!(without_records(&found) == returns);
    }

    #[test]
    fn no_bytes_make_it_stumble(mut bytes in proptest::collection::vec(any::<u8>(), 0..3_000)) {
        bytes.insert(0, b'T');
        prop_assert_eq!(read(&bytes).2.worst(), Some(Weight::Wrong));
    }
}
