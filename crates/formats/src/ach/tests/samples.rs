//! Public sample files, tried where they lie beside the project: each reads as its name says.

use super::*;

fn sample(name: &str) -> Option<(Vec<Item>, Vec<Deviation>)> {
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/nacha").join(name);
    let Ok(bytes) = std::fs::read(file) else {
        println!("skipped: no ../shared");
        return None;
    };
    Some(read(&bytes))
}

#[test]
fn entries_of_public_samples_are_read() {
    for (name, class, digits, cents) in [
        ("ppd-debit.ach", "PPD", "27", &[200_000_000][..]),
        ("ccd-debit.ach", "CCD", "27", &[500_000, 125]),
        ("web-credit.ach", "WEB", "22", &[10_000]),
        ("ppd-debit-fixedlength-no-newlines.ach", "PPD", "27", &[10_500]),
    ] {
        let Some((items, deviations)) = sample(name) else { return };
        assert!(worst(&deviations) <= Some(Weight::Layout), "{name}: {:?}", said(&deviations));
        assert!(
            items.iter().any(|item| matches!(item, Item::Batch(batch) if batch.entry_class == class)),
            "{name}"
        );
        let entries = entries(items);
        let found: Vec<_> = entries.iter().map(|entry| entry.amount.unwrap().get()).collect();
        assert_eq!(found, cents, "{name}");
        assert!(entries.iter().all(|entry| entry.code.unwrap().digits() == digits.as_bytes()), "{name}");
    }
}

#[test]
fn returns_and_changes_of_public_samples_are_read() {
    let Some((items, deviations)) = sample("return-web-R01-R03.ach") else { return };
    assert!(worst(&deviations) <= Some(Weight::Layout), "{:?}", said(&deviations));
    let found: Vec<_> = entries(items)
        .into_iter()
        .map(|entry| match entry.said {
            Said::Return { code, original_trace, .. } => {
                (code.code, original_trace, entry.amount.unwrap().get())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        found,
        [("R01", "091400600000001".to_owned(), 12_354), ("R03", "091400600000003".to_owned(), 4_565)]
    );
    let (items, deviations) = sample("cor-C01.ach").unwrap();
    assert!(worst(&deviations) <= Some(Weight::Layout), "{:?}", said(&deviations));
    match &entries(items)[0].said {
        Said::Change { code, correction, .. } => {
            assert_eq!(code.code, "C01");
            assert_eq!(correction.account_number.as_ref().unwrap().expose(), "1918171614");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn faults_of_public_samples_are_told() {
    let Some((_, deviations)) = sample("bad-check-digit.ach") else { return };
    let wrong: Vec<_> = deviations.iter().filter(|found| found.weight == Weight::Wrong).collect();
    assert_eq!(wrong.iter().map(|found| (found.line, found.column)).collect::<Vec<_>>(), [(3, 4)]);
    let (items, deviations) = sample("zero-file.ach").unwrap();
    assert!(worst(&deviations) == Some(Weight::Layout), "{:?}", said(&deviations));
    assert!(matches!(&items[..], [Item::File(_)]));
}
