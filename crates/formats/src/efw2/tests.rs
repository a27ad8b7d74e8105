//! W-2 and W-2c made up here: written and read again, changed at every place, cut, and in every dialect; and the public
//! sample, where it lies beside the project.

use proptest::prelude::*;
use values::Cents;

use super::*;
use crate::deviation::{Deviations, Weight};
use crate::fixed::table::Kind;
use crate::information_returns::testing::{efw2_file, payer, w2, w2c};
use crate::information_returns::{InformationReturn, Item, LineEnd, Reader as AnyReader};

/// All of a file, and where it departs from its format.
fn read(bytes: &[u8]) -> (Vec<InformationReturn>, Vec<u64>, Deviations) {
    let Some(mut reader) = AnyReader::new(bytes).unwrap() else {
        return (Vec::new(), Vec::new(), unknown());
    };
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    while let Some(item) = reader.next_item().unwrap() {
        match item {
            Item::Return(one) => found.push(*one),
            Item::LeftOut { record } => left_out.push(record),
        }
    }
    (found, left_out, reader.deviations().clone())
}

fn unknown() -> Deviations {
    let mut deviations = Deviations::default();
    deviations.add((1, 1), Weight::Wrong, "unknown");
    deviations
}

fn told(deviations: &Deviations) -> Vec<String> {
    deviations.listed().iter().map(ToString::to_string).collect()
}

fn without_records(found: &[InformationReturn]) -> Vec<InformationReturn> {
    found.iter().map(|one| InformationReturn { record: 0, ..one.clone() }).collect()
}

/// Two employers with three employees.
fn three() -> Vec<InformationReturn> {
    let (first, second) = (payer(1), payer(2));
    vec![w2(1, &first), w2(2, &first), w2(3, &second)]
}

fn corrections() -> Vec<InformationReturn> {
    three().iter().map(|first| w2c(first, 4_200_000)).collect()
}

#[test]
fn what_is_written_is_read_again() {
    for returns in [three(), corrections()] {
        for line_end in [LineEnd::None, LineEnd::Feed, LineEnd::ReturnFeed] {
            let (found, left_out, deviations) = read(&efw2_file(&returns, line_end).unwrap());
            assert_eq!(told(&deviations), [""; 0], "{line_end:?}");
            assert!(left_out.is_empty());
            assert!(without_records(&found) == returns, "{found:?}");
        }
    }
}

#[test]
fn records_have_the_length_and_places_of_the_publication() {
    let bytes = efw2_file(&three(), LineEnd::None).unwrap();
    let record = |number: usize| &bytes[512 * (number - 1)..512 * number];
    let letters: Vec<&[u8]> = (1..=bytes.len() / 512).map(|number| &record(number)[..2]).collect();
    let expected = "RA RE RW RO RS RW RO RS RT RU RE RW RO RS RT RU RF";
    assert_eq!(letters, expected.split(' ').map(str::as_bytes).collect::<Vec<_>>());
    assert_eq!(&record(3)[2..11], b"900010002");
    assert_eq!(&record(3)[187..198], b"00004000001");
    assert_eq!(&record(4)[11..22], b"00000001234");
    assert_eq!(&record(9)[2..24], b"0000002000000008000003");
    assert_eq!(&record(17)[7..16], b"000000003");
    let bytes = efw2_file(&corrections(), LineEnd::None).unwrap();
    let record = |number: usize| &bytes[1_024 * (number - 1)..1_024 * number];
    assert_eq!(&record(3)[..3], b"RCW");
    assert_eq!(&record(3)[243..265], b"0000400000100004200000");
}

#[test]
fn a_changed_byte_never_changes_an_amount_unnoticed() {
    for (returns, replacement) in [(three(), [b'7', b'X', b' ']), (corrections(), [b'7', b'X', b' '])] {
        let bytes = efw2_file(&returns, LineEnd::Feed).unwrap();
        for place in 0..bytes.len() {
            for with in replacement {
                let mut changed = bytes.clone();
                changed[place] = with;
                let (found, _, deviations) = read(&changed);
                let same = found.len() == returns.len()
                    && found.iter().zip(&returns).all(|(one, first)| one.amounts == first.amounts);
                assert!(
                    same || deviations.worst() >= Some(Weight::Missing),
                    "byte {place} as {with}: {:?}",
                    told(&deviations)
                );
            }
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_wrong() {
    let bytes = efw2_file(&three(), LineEnd::Feed).unwrap();
    // The final record says nothing behind its count.
    for end in 0..bytes.len() - 513 + 15 {
        assert_eq!(read(&bytes[..end]).2.worst(), Some(Weight::Wrong), "{end}");
    }
}

#[test]
fn faults_are_told_by_record_and_position() {
    let bytes = efw2_file(&three(), LineEnd::None).unwrap();
    for (record, place, with, says) in [
        (3, 188, &b"x"[..], "line 3, column 188: wages is not a number"),
        (3, 188, b"-", "line 3, column 188: wages is below nought"),
        (3, 3, b"90-", "line 3, column 3: tin is not nine digits"),
        (3, 486, b"Y", "line 3, column 486: statutory_employee is neither 1 nor 0"),
        (2, 3, b"0000", "line 2, column 3: tax_year is no year"),
        (2, 8, b"000000000", "line 2, column 8: the employer's number is missing"),
        (4, 1, b"RX", "line 4, column 1: the record is of no known kind"),
        (5, 10, b"123456789", "line 5, column 10: the state's record names somebody else"),
        (9, 3, b"0000003", "line 9, column 3: records: the trailer does not count 2"),
        (9, 10, b"000000000000001", "line 9, column 10: wages: the trailer's total"),
        (10, 10, b"000000000000001", "line 10, column 10: allocated_tips: the trailer's total"),
        (9, 1, b"RV", "the employer before has no total"),
        (10, 1, b"RV", "optional records without their total"),
        (17, 8, b"000000004", "line 17, column 8: the final record does not count 3"),
    ] {
        let mut changed = bytes.clone();
        let from = 512 * (record - 1) + place - 1;
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
fn a_record_that_cannot_be_read_leaves_out_its_employee_alone() {
    let mut bytes = efw2_file(&three(), LineEnd::None).unwrap();
    bytes[512 * 3 + 11] = b'x';
    let (found, left_out, _) = read(&bytes);
    assert_eq!(left_out, [3]);
    assert_eq!(found.iter().map(|one| one.record).collect::<Vec<_>>(), [6, 12]);
}

#[test]
fn nobody_is_put_under_another_behind_a_record_of_no_known_kind() {
    let mut bytes = efw2_file(&three(), LineEnd::None).unwrap();
    // The first employer's second employee, or something of the first one's.
    bytes[512 * 5 + 1] = b'X';
    let (found, left_out, _) = read(&bytes);
    assert_eq!(left_out, [3, 6]);
    assert!(without_records(&found) == [three().remove(2)]);
    // The first employee's optional amounts: the second may be another employer's.
    let mut bytes = efw2_file(&three(), LineEnd::None).unwrap();
    bytes[512 * 3 + 1] = b'X';
    let (found, left_out, _) = read(&bytes);
    assert_eq!(left_out, [3, 4, 6]);
    assert!(without_records(&found) == [three().remove(2)]);
    // The second employer.
    let mut bytes = efw2_file(&three(), LineEnd::None).unwrap();
    bytes[512 * 10 + 1] = b'X';
    let (found, left_out, _) = read(&bytes);
    assert_eq!((found.len(), left_out), (2, vec![11, 12]));
}

#[test]
fn a_correction_needs_both_sides() {
    let mut bytes = efw2_file(&corrections(), LineEnd::None).unwrap();
    bytes[1_024 * 2 + 243..1_024 * 2 + 254].fill(b' ');
    let (_, left_out, deviations) = read(&bytes);
    assert_eq!(left_out, [3]);
    let says = "line 3, column 244: wages: a correction needs both";
    assert!(told(&deviations).iter().any(|line| line.contains(says)), "{:?}", told(&deviations));
}

#[test]
fn a_correction_of_a_number_names_both() {
    let mut first = corrections().remove(0);
    first.payee.was_tin = Some("900010099".to_owned());
    let (found, _, deviations) = read(&efw2_file(&[first.clone()], LineEnd::Feed).unwrap());
    assert_eq!(told(&deviations), [""; 0]);
    assert!(found[0].payee == first.payee);
}

#[test]
fn an_amount_before_its_time_is_left_out_and_told() {
    let mut first = w2(1, &payer(1));
    first.tax_year = 2010;
    let mut late = first.amounts[0];
    (late.name, late.amount) = ("code_dd", Cents::new(500));
    first.amounts.push(late);
    let (found, _, deviations) = read(&efw2_file(&[first], LineEnd::Feed).unwrap());
    assert_eq!(deviations.worst(), Some(Weight::Missing));
    assert!(found[0].amounts.iter().all(|amount| amount.name != "code_dd"));
}

#[test]
fn blank_amounts_are_noughts() {
    let mut bytes = efw2_file(&three(), LineEnd::Feed).unwrap();
    for line in bytes.chunks_mut(513) {
        let layout = tables::LAYOUTS.iter().find(|layout| layout.id.as_bytes() == &line[..2]).unwrap();
        for field in layout.fields.iter().filter(|field| field.kind == Kind::Money) {
            if line[field.range()].iter().all(|byte| *byte == b'0') {
                line[field.range()].fill(b' ');
            }
        }
    }
    let (found, _, deviations) = read(&bytes);
    assert_eq!(told(&deviations), [""; 0]);
    assert!(found.iter().zip(three()).all(|(one, first)| one.amounts == first.amounts));
}

#[test]
fn the_public_sample_is_read() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/samples/efw2/sky8c9_sample_RA_RE_RW_RT_RF.txt");
    let Ok(bytes) = std::fs::read(file) else {
        println!("skipped: no ../shared");
        return;
    };
    let (found, left_out, deviations) = read(&bytes);
    assert!(deviations.worst() <= Some(Weight::Layout), "{:?}", told(&deviations));
    assert!(left_out.is_empty());
    let wages = Cents::total(found.iter().map(|one| one.amounts[0].amount)).unwrap();
    assert_eq!((found.len(), found[0].tax_year, wages), (8, 2023, Cents::new(26_840_335)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_employees_are_written_and_read(numbers in proptest::collection::vec((0_u64..100_000, 0_u64..3), 1..40)) {
        let returns: Vec<_> = numbers.iter().map(|(number, employer)| w2(*number, &payer(*employer))).collect();
        let (found, _, deviations) = read(&efw2_file(&returns, LineEnd::None).unwrap());
        prop_assert_eq!(deviations.worst(), None);
        prop_assert!(without_records(&found) == returns);
    }

    #[test]
    fn no_bytes_make_it_stumble(mut bytes in proptest::collection::vec(any::<u8>(), 0..3_000), is_correction: bool) {
        let begin: &[u8] = if is_correction { b"RCA" } else { b"RA" };
        bytes.splice(0..0, begin.iter().copied());
        prop_assert_eq!(read(&bytes).2.worst(), Some(Weight::Wrong));
    }
}
