//! What banks send, and what is told of it.

use proptest::prelude::*;

use super::*;

/// A batch of entries that come back: their type, and the addenda.
fn back(entry_class: &str, entries: &[(&str, String)]) -> String {
    let mut lines = vec![
        "101 9123456789 231380102611250930A094101REVENUE AGENCY         SAMPLE BANK                    "
            .to_owned(),
    ];
    lines.push(format!(
        "5200REVENUE AGENCY                      9123456789{entry_class}RETURN    261125261125   1121042880000001"
    ));
    for (index, (code, addenda)) in entries.iter().enumerate() {
        let trace = format!("12104288{:07}", index + 1);
        lines.push(format!(
            "6{code}2313801041234567          0000000000{:15}MIRA MUSTER           S 1{trace}",
            "ABCD2345EFGH"
        ));
        lines.push(format!("7{addenda:78}{trace}"));
    }
    let count = entries.len() * 2;
    let hash = 23_138_010 * entries.len();
    lines.push(format!("8200{count:06}{hash:010}{:012}{:012}9123456789{:25}121042880000001", 0, 0, ""));
    lines.push(format!(
        "9000001{:06}{count:08}{hash:010}{:012}{:012}{:39}",
        (lines.len() + 1).div_ceil(10),
        0,
        0,
        ""
    ));
    while lines.len() % 10 != 0 {
        lines.push("9".repeat(94));
    }
    lines.join("\n") + "\n"
}

fn each_line(text: &str, change: impl Fn(&str) -> String) -> String {
    text.lines().map(change).collect()
}

fn one(kind: &str, code: &str, addenda: &str) -> (ReadEntry, Vec<Deviation>) {
    let (items, deviations) = read(back(kind, &[(code, addenda.to_owned())]).as_bytes());
    (entries(items).remove(0), deviations)
}

#[test]
fn every_code_is_read_as_what_it_is() {
    for code in codes::all() {
        let (kind, type_code, corrected) = if code.code.starts_with('C') {
            ("COR", "98", "231380104   00987654321      27")
        } else {
            ("WEB", "99", "")
        };
        let corrected = match code.code {
            "C01" => "00987654321",
            "C05" => "37",
            "C06" => "00987654321         37",
            "C07" => "2313801040098765432100000037",
            _ => corrected,
        };
        let addenda = format!("{type_code}{}231380100000007      12104288{corrected:29.29}", code.code);
        let (entry, deviations) = one(kind, "26", &addenda);
        assert_eq!(said(&deviations), Vec::<String>::new(), "{}", code.code);
        let (found, trace) = match &entry.said {
            Said::Return { code, original_trace, .. }
            | Said::Change { code, original_trace, .. }
            | Said::RefusedChange { code, original_trace, .. } => (code.code, original_trace),
            Said::Dishonoured(said) => (said.code.code, &said.original_trace),
            Said::Contested(said) => (said.code.code, &said.original_trace),
            other => panic!("{}: {other:?}", code.code),
        };
        assert_eq!((found, trace.as_str()), (code.code, "231380100000007"));
    }
    assert_eq!(codes::all().len(), 91);
}

#[test]
fn corrections_are_read_field_by_field() {
    let read = |code: &str, corrected: &str| {
        let addenda = format!("98{code}231380100000007      12104288{corrected:29}");
        match one("COR", "26", &addenda).0.said {
            Said::Change { correction, .. } => {
                let digits = correction
                    .transaction_code
                    .map(|code| String::from_utf8(code.digits().to_vec()).unwrap());
                let number = correction.account_number.map(|number| number.expose().clone());
                Some((correction.routing, number, digits))
            }
            Said::Unreadable => None,
            other => panic!("{code}: {other:?}"),
        }
    };
    let some = |routing: &str, number: &str, code: &str| {
        let part = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Some((part(routing), part(number), part(code)))
    };
    assert_eq!(read("C01", "0098-76"), some("", "0098-76", ""));
    assert_eq!(read("C02", "231380104"), some("231380104", "", ""));
    assert_eq!(read("C03", "231380104   0098"), some("231380104", "0098", ""));
    assert_eq!(read("C05", "37"), some("", "", "37"));
    assert_eq!(read("C06", "0098                37"), some("", "0098", "37"));
    assert_eq!(read("C06", "0098 37"), some("", "0098", "37"));
    assert_eq!(read("C07", "2313801040098             37"), some("231380104", "0098", "37"));
    assert_eq!(read("C07", "2313801041234567890123456737"), some("231380104", "12345678901234567", "37"));
    for (code, corrected) in [
        ("C01", ""),
        ("C01", "12 34"),
        ("C02", "231380105"),
        ("C03", "231380104"),
        ("C05", "20"),
        ("C07", "x"),
    ] {
        assert_eq!(read(code, corrected), None, "{code} {corrected}");
    }
}

#[test]
fn what_banks_say_of_returns_is_read() {
    let dishonoured = format!("99R68231380100000007{:6}12104288   12104288000000132102{:21}", "", "");
    let Said::Dishonoured(said) = one("WEB", "26", &dishonoured).0.said else { panic!("not dishonoured") };
    assert_eq!((said.return_trace.as_str(), said.return_code.unwrap().code), ("121042880000001", "R02"));
    let contested = "99R73231380100000007261120121042883241210428800000013250223138010000000932668";
    let Said::Contested(said) = one("WEB", "26", contested).0.said else { panic!("not contested") };
    assert_eq!((said.returned_on, said.return_code.unwrap().code), (Some(date(2026, 11, 20)), "R02"));
    assert_eq!(
        (said.dishonoured_trace.as_str(), said.dishonoured_code.unwrap().code),
        ("231380100000009", "R68")
    );
    let died = format!("99R14231380100000007261103{}{:44}", "12104288", "estate");
    let Said::Return { died_on, information, .. } = one("WEB", "26", &died).0.said else {
        panic!("no return")
    };
    assert_eq!((died_on, information.as_str()), (Some(date(2026, 11, 3)), "estate"));
}

#[test]
fn what_cannot_be_used_is_told_and_is_wrong() {
    let good = "99R01231380100000007      12104288";
    for (type_code, addenda, told) in [
        ("26", "99R99231380100000007", "line 4, column 4: R99 is a code that is not known"),
        ("26", "99   231380100000007", "line 4, column 4: no code"),
        ("26", "98R01231380100000007", "line 4, column 4: R01 does not belong"),
        ("26", "99R0123138010000000x", "line 4, column 7: the original entry's trace number"),
        ("26", "05a message", "line 3, column 1: the entry comes back without a reason"),
        ("25", good, "line 3, column 2: the transaction code is not known"),
    ] {
        let (_, deviations) = one("WEB", type_code, addenda);
        let said = said(&deviations);
        assert!(said.iter().any(|said| said.starts_with(told)), "{told}: {said:?}");
        assert_eq!(worst(&deviations), Some(Weight::Wrong), "{told}");
    }
    let file = back("WEB", &[("26", good.to_owned())]);
    for (from, to, told) in [
        ("6262313801041", "6262313801051", "line 3, column 4: the routing number"),
        ("0000000000ABCD", "00000000x0ABCD", "line 3, column 30: the amount"),
        ("8200000002", "8200000003", "line 5, column 5: the count of entries"),
        ("0023138010", "0023138011", "line 5, column 11: the sum of the banks' digits"),
        ("9000001000001", "9000002000001", "line 6, column 2: the number of batches"),
        ("S 1121042880000001", "S 1121042 80000001", "line 3, column 80: the trace number"),
        ("\n7", "\n4", "line 4, column 1: no record begins like this"),
    ] {
        let (_, deviations) = read(file.replacen(from, to, 1).as_bytes());
        let said = said(&deviations);
        assert!(said.iter().any(|said| said.starts_with(told)), "{told}: {said:?}");
        assert_eq!(worst(&deviations), Some(Weight::Wrong), "{told}");
    }
    assert_eq!(said(&read(b"").1), ["line 1, column 1: the file is empty"]);
}

#[test]
fn what_is_missing_is_told_and_the_rest_read() {
    let file = back("WEB", &[("26", "99R01231380100000007      12104288".to_owned())]);
    let lines: Vec<&str> = file.lines().collect();
    let without = |gone: &[usize]| {
        let kept: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(index, _)| !gone.contains(index))
            .map(|(_, line)| *line)
            .collect();
        read(kept.join("\n").as_bytes())
    };
    for (gone, told) in [
        (&[0][..], "line 1, column 1: the file has no header"),
        (&[1], "line 2, column 1: an entry stands outside of any batch"),
        (&[4], "line 5, column 1: the batch of line 2 has no control record"),
        (&[1, 4], "line 2, column 1: an entry stands outside of any batch"),
        (&[5], "line 6, column 1: the file has no control record before its filling"),
        (
            &[4, 5, 6, 7, 8, 9],
            "line 4, column 1: the file ends without its control record: it may be cut off",
        ),
        (&[0, 1, 4, 5, 6, 7, 8, 9], "line 1, column 1: the file has no header"),
    ] {
        let (items, deviations) = without(gone);
        let said = said(&deviations);
        assert!(said.iter().any(|said| said == told), "{gone:?}: {said:?}");
        assert_eq!(worst(&deviations), Some(Weight::Missing), "{gone:?}: {said:?}");
        let entries = entries(items);
        assert!(matches!(entries[0].said, Said::Return { code, .. } if code.code == "R01"), "{gone:?}");
    }
}

#[test]
fn layouts_that_banks_use_are_read_alike() {
    let file = back("WEB", &[("26", "99R01231380100000007      12104288".to_owned())]);
    let unbroken = file.replace('\n', "");
    let trimmed = each_line(&file, |line| format!("{}\n", line.trim_end()));
    let padded = each_line(&file, |line| format!("{line}   \r\n"));
    let not_filled = file.lines().take(6).collect::<Vec<_>>().join("\n") + "\n";
    let accent = file.replace("MIRA MUSTER", "MIRA MUSTÉR");
    for (name, text, told) in [
        ("LF", file.clone(), None),
        ("CRLF", file.replace('\n', "\r\n"), None),
        ("CR", file.replace('\n', "\r"), None),
        ("none", unbroken, Some("line 1, column 95: the line does not end")),
        ("trimmed", trimmed, Some("line 6, column 56: the line has 55 of 94 characters")),
        ("padded", padded, Some("line 1, column 95: blanks follow")),
        ("not filled", not_filled, Some("line 6, column 8: the file has 6 records")),
        ("mark", format!("\u{feff}{file}"), Some("line 1, column 1: the file begins with a byte order mark")),
        ("accent", accent, Some("line 3, column 64: the character is not one of ASCII")),
        ("blank lines", file.replace("\n8", "\n\n8"), Some("line 5, column 1: the line is empty")),
    ] {
        let (items, deviations) = read(text.as_bytes());
        let said = said(&deviations);
        assert_eq!(worst(&deviations), told.map(|_| Weight::Layout), "{name}: {said:?}");
        assert!(told.is_none_or(|told| said.iter().any(|said| said.starts_with(told))), "{name}: {said:?}");
        let entry = entries(items).remove(0);
        assert!(matches!(entry.said, Said::Return { code, .. } if code.code == "R01"), "{name}");
        assert_eq!(entry.trace, "121042880000001", "{name}");
    }
}

#[test]
fn a_long_line_is_cut_off_and_told() {
    let file = back("WEB", &[("26", "99R01231380100000007      12104288".to_owned())]);
    let long =
        each_line(&file, |line| format!("{line}{}\n", if line.starts_with('8') { " extra" } else { "" }));
    let (_, deviations) = read(long.as_bytes());
    assert_eq!(
        said(&deviations),
        ["line 5, column 95: the line is longer than 94 characters: what follows is left out"]
    );
}

#[test]
fn a_file_full_of_faults_does_not_fill_the_memory() {
    let mut reader =
        Reader::new(std::io::BufReader::new(std::io::Read::take(std::io::repeat(b'7'), 94 * 5_000)));
    while reader.next_item().unwrap().is_some() {}
    assert_eq!(reader.deviations().listed().len(), 1_000);
    assert!(reader.deviations().more() > 3_000);
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(&bytes);
    }

    #[test]
    fn a_changed_digit_of_a_figure_is_noticed(amounts in prop::collection::vec(1_i64..1_000_000, 1..6), at in 0_usize..10_000, digit in b'0'..=b'9') {
        let bytes = debits(&amounts);
        // The figures that controls or check digits hold: of entries routing and amount, of controls all.
        let places: Vec<usize> = bytes.split(|byte| *byte == b'\n').enumerate().flat_map(|(line, text)| {
            let columns = match text.first() {
                Some(b'6') => (3..12).chain(29..39).collect(),
                Some(b'8') => (4..44).collect(),
                Some(b'9') if !text.iter().all(|byte| *byte == b'9') => (1..7).chain(13..55).collect(),
                _ => Vec::new(),
            };
            columns.into_iter().map(move |column| line * 95 + column).collect::<Vec<_>>()
        }).collect();
        let place = places[at % places.len()];
        let mut changed = bytes.clone();
        changed[place] = digit;
        prop_assume!(changed != bytes);
        prop_assert_eq!(worst(&read(&changed).1), Some(Weight::Wrong));
    }

    #[test]
    fn a_file_cut_anywhere_tells_it(amounts in prop::collection::vec(1_i64..1_000_000, 1..6), cut in 0_usize..10_000) {
        let bytes = debits(&amounts);
        // What stands after the file's control only fills blocks.
        let end = bytes.windows(2).position(|pair| pair == b"\n9").unwrap() + 1;
        let cut = cut % (end + 1);
        let (items, deviations) = read(&bytes[..cut]);
        prop_assert!(worst(&deviations) >= Some(Weight::Missing), "cut at {cut}");
        let whole = entries(read(&bytes).0);
        for (found, whole) in entries(items).iter().zip(&whole).rev().skip(1) {
            prop_assert_eq!((&found.trace, found.amount), (&whole.trace, whole.amount));
        }
    }

    #[test]
    fn line_ends_change_nothing(amounts in prop::collection::vec(1_i64..1_000_000, 1..6), ends in prop::sample::select(vec!["\n", "\r\n", "\r", ""])) {
        let text = String::from_utf8(debits(&amounts)).unwrap().replace('\n', ends);
        let (items, deviations) = read(text.as_bytes());
        prop_assert!(worst(&deviations) <= Some(Weight::Layout));
        let found: Vec<_> = entries(items).iter().map(|entry| entry.amount.unwrap().get()).collect();
        prop_assert_eq!(found, amounts);
    }
}
