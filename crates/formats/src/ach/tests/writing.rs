//! What the bank gets.

use super::*;

fn text(bytes: &[u8]) -> Vec<&str> {
    std::str::from_utf8(bytes).unwrap().lines().collect()
}

#[test]
fn a_file_stands_as_the_standard_asks() {
    let bytes = debits(&[12_345, 100]);
    let lines = text(&bytes);
    assert_eq!(
        lines[..6],
        [
            "101 23138010491234567892611230705A094101Sample Bank            Revenue Agency         F1      ",
            "5225Revenue Agency                      9123456789WEBTAX PAYMT       261124   1231380100000001",
            "6271210428821234567          0000012345ABCD2345EFGH   Mira Muster           S 0231380100000001",
            "6271210428821234567          0000000100ABCD2345EFGH   Mira Muster           S 0231380100000002",
            "822500000200242085760000000124450000000000009123456789                         231380100000001",
            "9000001000001000000020024208576000000012445000000000000                                       ",
        ]
    );
    assert_eq!(lines.len(), 10);
    assert!(lines.iter().all(|line| line.len() == RECORD));
    assert!(lines[6..].iter().all(|line| line.bytes().all(|byte| byte == b'9')));
}

#[test]
fn what_is_written_is_read_without_deviation() {
    let mut writer = Writer::begin(Vec::new(), &file()).unwrap();
    let (checking, mut savings) = (account("00123-45"), account("998877"));
    savings.kind = AccountKind::Savings;
    writer.batch(batch(EntryClass::Web, Some(Side::Debit))).unwrap();
    let first = writer.entry(&Entry { is_recurring: true, ..debit(&checking, 5_000) }).unwrap();
    writer.batch(batch(EntryClass::Ppd, None)).unwrap();
    let message = Some("Thank you, José");
    writer.entry(&Entry { side: Side::Credit, message, ..debit(&savings, 700) }).unwrap();
    writer.entry(&Entry { is_prenote: true, ..debit(&savings, 0) }).unwrap();
    writer.batch(batch(EntryClass::Ccd, Some(Side::Debit))).unwrap();
    writer.entry(&debit(&checking, 9_999_999_999)).unwrap();
    let (bytes, totals) = writer.finish().unwrap();
    assert_eq!((totals.records, totals.debits.get(), totals.credits.get()), (5, 10_000_004_999, 700));
    let (items, deviations) = read(&bytes);
    assert_eq!(said(&deviations), Vec::<String>::new());
    let classes: Vec<_> = items
        .iter()
        .filter_map(
            |item| if let Item::Batch(batch) = item { Some(batch.entry_class.as_str()) } else { None },
        )
        .collect();
    assert_eq!(classes, ["WEB", "PPD", "CCD"]);
    let entries = entries(items);
    assert_eq!(
        (entries[0].trace.as_str(), entries[0].account_number.expose().as_str()),
        (&*first, "00123-45")
    );
    let digits: Vec<_> = entries.iter().map(|entry| entry.code.unwrap().digits()).collect();
    assert_eq!(digits, [*b"27", *b"32", *b"38", *b"27"]);
    assert!(matches!(&entries[1].said, Said::Forward(messages) if messages == &["Thank you, Jose"]));
}

#[test]
fn a_balanced_batch_takes_the_other_side_in_as_many_entries_as_ten_digits_need() {
    let mut writer = Writer::begin(Vec::new(), &file()).unwrap();
    let (own, person) = (account("555"), account("777"));
    let balance = Some(own);
    writer.batch(Batch { balance, ..batch(EntryClass::Web, Some(Side::Debit)) }).unwrap();
    for _ in 0..3 {
        writer.entry(&debit(&person, 9_000_000_000)).unwrap();
    }
    let (bytes, totals) = writer.finish().unwrap();
    assert_eq!((totals.debits, totals.credits), (Cents::new(27_000_000_000), Cents::new(27_000_000_000)));
    assert!(text(&bytes)[1].starts_with("5200"));
    let (items, deviations) = read(&bytes);
    assert_eq!(deviations, []);
    let own: Vec<_> = entries(items).into_iter().filter(|entry| entry.individual == "OFFSET").collect();
    assert_eq!(
        own.iter().map(|entry| entry.amount.unwrap().get()).collect::<Vec<_>>(),
        [9_999_999_999, 9_999_999_999, 7_000_000_002]
    );
}

/// Entries that were numbered before their batches were known keep their numbers, and what the writer adds follows them.
#[test]
fn entries_keep_numbers_of_their_own() {
    let mut writer = Writer::begin(Vec::new(), &File { first_trace: 5, ..file() }).unwrap();
    let (own, person) = (account("555"), account("777"));
    for traces in [[1, 4], [2, 3]] {
        let balance = Some(own.clone());
        writer.batch(Batch { balance, ..batch(EntryClass::Web, Some(Side::Debit)) }).unwrap();
        for trace in traces {
            writer.entry(&Entry { trace: Some(trace), ..debit(&person, 100) }).unwrap();
        }
    }
    let (items, deviations) = read(&writer.finish().unwrap().0);
    assert_eq!(deviations, []);
    let traces: Vec<_> = entries(items).iter().map(|entry| entry.trace[8..].to_owned()).collect();
    assert_eq!(traces, ["0000001", "0000004", "0000005", "0000002", "0000003", "0000006"]);
}

#[test]
fn a_full_batch_is_followed_by_one_like_it() {
    let mut writer = Writer::begin(Vec::new(), &file()).unwrap().with_batches_of(6);
    let balance = Some(account("555"));
    writer.batch(Batch { balance, ..batch(EntryClass::Web, Some(Side::Debit)) }).unwrap();
    let person = account("777");
    let traces: Vec<_> = (0..23).map(|_| writer.entry(&debit(&person, 50)).unwrap()).collect();
    assert!(traces.is_sorted());
    let (items, deviations) = read(&writer.finish().unwrap().0);
    assert_eq!(deviations, []);
    let batches = items.iter().filter(|item| matches!(item, Item::Batch(_))).count();
    let sent = entries(items);
    assert_eq!((batches, sent.iter().filter(|entry| entry.individual != "OFFSET").count()), (6, 23));
}

#[test]
fn what_the_bank_would_refuse_is_refused_and_nothing_of_it_written() {
    let mut writer = Writer::begin(Vec::new(), &file()).unwrap();
    let person = account("777");
    assert!(matches!(writer.entry(&debit(&person, 1)), Err(WriteError::NoBatch)));
    writer.batch(batch(EntryClass::Web, Some(Side::Debit))).unwrap();
    let mut wrong_bank = account("777");
    wrong_bank.routing = "121042883".to_owned();
    let (empty, long, odd) = (account(""), account("123456789012345678"), account("12 34"));
    for (field, entry) in [
        ("routing number", debit(&wrong_bank, 1)),
        ("account number", debit(&empty, 1)),
        ("account number", debit(&long, 1)),
        ("account number", debit(&odd, 1)),
        ("amount", debit(&person, 0)),
        ("amount", debit(&person, -5)),
        ("amount", debit(&person, 10_000_000_000)),
        ("amount", Entry { is_prenote: true, ..debit(&person, 1) }),
        ("side", Entry { side: Side::Credit, ..debit(&person, 1) }),
        ("name", Entry { name: " \u{301}", ..debit(&person, 1) }),
        ("trace", Entry { trace: Some(10_000_000), ..debit(&person, 1) }),
    ] {
        let error = writer.entry(&entry).unwrap_err().to_string();
        assert!(error.starts_with(field), "{field}: {error}");
    }
    let (items, deviations) = read(&writer.finish().unwrap().0);
    assert_eq!((entries(items).len(), deviations.len()), (0, 0));
    for (field, file) in [
        ("destination", File { destination: "231380105".to_owned(), ..file() }),
        ("bank", File { bank: "2313801x".to_owned(), ..file() }),
        ("modifier", File { modifier: 'a', ..file() }),
        ("first trace", File { first_trace: 0, ..file() }),
        ("first trace", File { first_trace: 10_000_000, ..file() }),
        ("origin", File { origin: " ".to_owned(), ..file() }),
    ] {
        let error = Writer::begin(Vec::new(), &file).unwrap_err().to_string();
        assert!(error.starts_with(field), "{field}: {error}");
    }
}

#[test]
fn a_full_file_says_so_before_it_writes() {
    let mut writer = Writer::begin(Vec::new(), &file()).unwrap();
    writer.batch(batch(EntryClass::Ccd, Some(Side::Debit))).unwrap();
    let person = account("777");
    for _ in 0..100 {
        writer.entry(&debit(&person, 9_999_999_999)).unwrap();
    }
    assert!(matches!(writer.entry(&debit(&person, 100)), Err(WriteError::Full)));
    writer.entry(&debit(&person, 99)).unwrap();
    let (bytes, totals) = writer.finish().unwrap();
    assert_eq!(totals.debits.get(), 999_999_999_999);
    assert_eq!(read(&bytes).1, []);
}

/// Takes what is written without keeping it, and counts.
struct Counting {
    bytes: u64,
    largest: usize,
}

impl std::io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes += bytes.len() as u64;
        self.largest = self.largest.max(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn entries_leave_one_by_one() {
    let mut writer = Writer::begin(Counting { bytes: 0, largest: 0 }, &file()).unwrap();
    writer.batch(batch(EntryClass::Web, Some(Side::Debit))).unwrap();
    let person = account("777");
    for _ in 0..50_000 {
        writer.entry(&debit(&person, 100)).unwrap();
    }
    let (out, totals) = writer.finish().unwrap();
    assert_eq!((out.largest, out.bytes), (RECORD, (totals.records + 4).next_multiple_of(10) * 95));
}
