//! Do the books survive the way out and back, and does every kind of damage stay where it is?

use std::collections::BTreeSet;
use std::io::{BufReader, Cursor};

use proptest::prelude::*;

use values::{Cents, Date};

use super::*;

const TAXPAYER: &str = r#"{"record":"taxpayer","key":"P1","kind":"individual","tin":"900-12-3456","name":{"given":"María José","family":"Canary Vega","former":["María Ortiz"]},"birth_date":"1980-02-29","address":{"lines":["12 Alder St"],"city":"Fernhollow","region":"OR","postal_code":"97000","country":"US"},"language":"es","email":"maria@example.com"}"#;
const RETURN: &str = r#"{"record":"return","key":"R1","taxpayer":"P1","tax_year":2023,"form":"1040","filed_on":"2024-04-15","filing_status":"single","figures":{"agi":"61200.00","taxable_income":"47350.00","total_tax":"5460.00","withholding":"6000.00","refund":"540.00"},"dependants":[{"given":"Ana","family":"Vega","relationship":"child"}]}"#;
const MODULE: &str = r#"{"record":"module","key":"M1","taxpayer":"P1","form":"1040","tax_year":2023,"return_due":"2024-04-15","filed":"2024-04-15","notices":[{"date":"2024-07-06","amount":"5100.00"}],"agreements":[{"from":"2024-09-10","to":null}],"abatements":["failure_to_file"]}"#;
const TRANSACTION: &str = r#"{"record":"transaction","key":"T1","module":"M1","code":"240","date":"2024-05-01","amount":"300.00","section":"6662","cycle":"20241705"}"#;

fn refusal(line: &str) -> String {
    parse_line(line.as_bytes()).expect_err(line).to_string()
}

#[test]
fn every_kind_of_record_reads_and_prints_the_same() {
    for line in [TAXPAYER, RETURN, MODULE, TRANSACTION] {
        let record = parse_line(line.as_bytes()).unwrap();
        let mut printed = Vec::new();
        record.print(&mut printed);
        assert_eq!(String::from_utf8(printed).unwrap().trim_end(), line);
    }
}

/// A good line, what to replace in it, by what, and what is then said.
const REFUSALS: &[(&str, &str, &str, &str)] = &[
    (TRANSACTION, r#""300.00""#, "300.00", "field amount: write text in quotation marks"),
    (
        TRANSACTION,
        r#""300.00""#,
        r#""3e2""#,
        "field amount: not an amount: write dollars and cents like 1234.56",
    ),
    (
        TRANSACTION,
        r#""300.00""#,
        r#""92233720368547758.08""#,
        "field amount: the amount is too large: at most 92233720368547758.07",
    ),
    (
        TRANSACTION,
        "2024-05-01",
        "2024-02-30",
        "field date: write a real date like 2024-04-15, from 1850 to 2199",
    ),
    (
        TRANSACTION,
        "2024-05-01",
        "1/5/2024",
        "field date: write a real date like 2024-04-15, from 1850 to 2199",
    ),
    (TRANSACTION, r#""240""#, "240", "field code: write a transaction code of three digits like \"150\""),
    (TRANSACTION, r#""240""#, r#""24""#, "field code: write a transaction code of three digits like \"150\""),
    (
        TRANSACTION,
        r#""240""#,
        r#""000""#,
        "field code: write a transaction code of three digits like \"150\"",
    ),
    (TRANSACTION, r#""key":"T1","#, "", "field key: add it, the record needs it"),
    (TRANSACTION, r#""key":"T1","#, r#""key":"T1","key":"T1","#, "field key: it stands twice, keep one"),
    (
        TRANSACTION,
        r#""cycle""#,
        r#""cycel""#,
        "field cycel: remove it or correct its spelling, the record has no such field",
    ),
    (
        TRANSACTION,
        r#""cycle""#,
        r#""Canary Vega""#,
        "field record: remove it or correct its spelling, the record has no such field",
    ),
    (TRANSACTION, r#""T1""#, r#""T 1""#, "field key: write a key of 1 to 64 letters, digits or . _ - : /"),
    (
        TRANSACTION,
        "transaction",
        "posting",
        "field record: write one of taxpayer, return, module, transaction",
    ),
    (TRANSACTION, r#""record":"transaction","#, "", "field record: add it, the record needs it"),
    (TAXPAYER, "900-12-3456", "900-00-3456", "field tin: this number is never issued: check each digit"),
    (
        TAXPAYER,
        r#""900-12-3456""#,
        "900123456",
        "field tin: write a tax number of nine digits in quotation marks",
    ),
    (TAXPAYER, r#""P1""#, r#""""#, "field key: write a key of 1 to 64 letters, digits or . _ - : /"),
    (
        TAXPAYER,
        "Canary Vega",
        " Canary Vega",
        "field name.family: write 1 to 120 characters without line breaks or spaces around them",
    ),
    (TAXPAYER, r#"["12 Alder St"]"#, "[]", "field address.lines: write one to four lines"),
    (
        TAXPAYER,
        r#"["12 Alder St"]"#,
        "[7]",
        "field address.lines[0]: write 1 to 120 characters without line breaks or spaces around them",
    ),
    (
        TAXPAYER,
        r#""kind":"individual""#,
        r#""kind":"Canary Vega, expected nobody""#,
        "field kind: write `individual` or `sole_proprietor`",
    ),
    (
        TAXPAYER,
        r#""birth_date""#,
        r#""death_date":"1970-01-01","birth_date""#,
        "field death_date: write a day that is not before birth_date",
    ),
    (
        RETURN,
        "2023,",
        "99999999999999999999999999999,",
        "field tax_year: write a tax year as a number from 1913 to 2199",
    ),
    (RETURN, "2023,", "2023.5,", "field tax_year: write a tax year as a number from 1913 to 2199"),
    (RETURN, "2023,", "1e999,", "column 62 is not JSON: write one object in braces on each line"),
    (RETURN, r#""agi":"61200.00","#, "", "field figures.agi: add it, the record needs it"),
    (RETURN, r#""single""#, r#""married_joint""#, "field spouse: add it, a joint return has two filers"),
    (
        RETURN,
        r#""given":"Ana""#,
        r#""given":"A\nna""#,
        "field dependants[0].given: write 1 to 120 characters without line breaks or spaces around them",
    ),
    (
        MODULE,
        "2024-09-10\",\"to\":null",
        "2024-09-10\",\"to\":\"2024-09-09\"",
        "field agreements[0].to: write a day that is not before from",
    ),
    (
        MODULE,
        r#""taxpayer":"P1""#,
        r#""taxpayer":"P1","spouse":"P1""#,
        "field spouse: write the key of another taxpayer",
    ),
    (
        MODULE,
        "5100.00",
        "5,100.00",
        "field notices[0].amount: not an amount: write dollars and cents like 1234.56",
    ),
];

#[test]
fn refusals_name_the_field_and_what_to_do() {
    for &(line, from, to, expected) in REFUSALS {
        assert!(line.contains(from), "{from}");
        let said = refusal(&line.replacen(from, to, 1));
        assert_eq!(said, expected);
        assert!(!said.contains("Canary"), "{said}");
    }
}

#[test]
fn what_is_no_object_is_refused() {
    for line in ["[]", "null", "7", "\"taxpayer\"", "nonsense", "{}{}", "[[[[[[", &"[".repeat(5000)] {
        refusal(line);
    }
    let column = TRANSACTION.len() + 1;
    let expected = format!("column {column} is not JSON: write one object in braces on each line");
    assert_eq!(refusal(&format!("{TRANSACTION}x")), expected);
    assert_eq!(parse_line(b"\xff"), Err(Problem::NotUtf8 { byte: 1 }));
    assert_eq!(refusal(&TRANSACTION[..50]), "the record is cut off at the end of the line: export it again");
}

#[test]
fn debug_output_hides_the_person() {
    for line in [TAXPAYER, RETURN] {
        let printed = format!("{:?}", parse_line(line.as_bytes()).unwrap());
        for canary in ["Canary", "Jos", "1980", "Alder", "123456", "12-3456", "61200", "Ana", "example"] {
            assert!(!printed.contains(canary), "{printed}");
        }
    }
}

/// Reads all lines through a buffer of `capacity` bytes: numbers, ends, and whether each holds a record.
fn lines(bytes: &[u8], capacity: usize) -> Vec<(u64, u64, Result<Record, Problem>)> {
    let mut lines = Lines::new(BufReader::with_capacity(capacity, Cursor::new(bytes)));
    let mut all = Vec::new();
    while let Some(line) = lines.next_line().unwrap() {
        all.push((line.number, line.end, line.content));
    }
    all
}

#[test]
fn lines_are_numbered_whatever_stands_between_them() {
    let long = "x".repeat(LINE_LIMIT + 1);
    let file = format!("\u{feff}{TAXPAYER}\r\n\n  \n{long}\n{MODULE}\nrubbish\n{TRANSACTION}");
    for capacity in [1, 7, 8192, 1 << 20] {
        let read = lines(file.as_bytes(), capacity);
        let numbers: Vec<u64> = read.iter().map(|line| line.0).collect();
        assert_eq!(numbers, [1, 4, 5, 6, 7]);
        assert!(read[0].2.is_ok() && read[2].2.is_ok() && read[4].2.is_ok());
        assert_eq!(read[1].2, Err(Problem::TooLong));
        assert!(matches!(read[3].2, Err(Problem::NotJson { .. })));
        assert_eq!(read[4].1, file.len() as u64);
    }
}

#[test]
fn reading_resumes_where_it_stopped() {
    let file = format!("{TAXPAYER}\n{MODULE}\n{TRANSACTION}\n");
    let all = lines(file.as_bytes(), 64);
    let end = usize::try_from(all[0].1).unwrap();
    let mut rest = Lines::resumed(&file.as_bytes()[end..], all[0].1, all[0].0);
    let line = rest.next_line().unwrap().unwrap();
    assert_eq!((line.number, line.end), (all[1].0, all[1].1));
    assert_eq!(line.content, all[1].2);
}

#[test]
fn a_file_cut_anywhere_keeps_all_lines_before_the_cut() {
    let file = format!("{TAXPAYER}\n{RETURN}\n{MODULE}\n{TRANSACTION}\n");
    let whole = lines(file.as_bytes(), 64);
    for cut in 0..file.len() {
        let read = lines(&file.as_bytes()[..cut], 64);
        let complete = file.as_bytes()[..cut].split(|byte| *byte == b'\n').count() - 1;
        assert_eq!(
            read.iter().take(complete).map(|line| &line.2).collect::<Vec<_>>(),
            whole.iter().take(complete).map(|line| &line.2).collect::<Vec<_>>()
        );
        if let Some(last) = read.get(complete) {
            // A record without its line end is whole; every shorter piece is seen as cut.
            let without_line_end = file.as_bytes()[cut] == b'\n';
            assert_eq!(last.2.is_ok(), without_line_end, "cut at {cut}");
            assert!(without_line_end || last.2 == Err(Problem::CutOff), "cut at {cut}: {:?}", last.2);
        }
    }
}

#[test]
fn a_failing_disk_is_an_error_and_no_end() {
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let error = Lines::new(BufReader::new(Failing)).next_line().expect_err("the disk fails");
    assert_eq!(error.to_string(), "the books cannot be read after byte 0: gone");
}

fn text() -> impl Strategy<Value = Text> {
    "[A-Za-zÀ-ÿ\"\\\\'{},:あ-ん][ A-Za-z]{0,20}[A-Za-z]".prop_map(|text| text.parse().unwrap())
}

fn key() -> impl Strategy<Value = Key> {
    "[A-Za-z0-9._:/-]{1,64}".prop_map(|text| text.parse().unwrap())
}

fn day_in_range() -> impl Strategy<Value = Date> {
    (1850_i16..2200, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| values::date(year, month, day))
}

prop_compose! {
    fn transaction()(key in key(), module in key(), code in 1_u16..1000, date in day_in_range(), amount in any::<i64>(),
        section in proptest::option::of("[0-9]{4}"), cycle in proptest::option::of("[0-9]{8}")) -> Record {
        Record::Transaction(Transaction {
            tag: Tag, key, module, code: Code::new(code).unwrap(), date, amount: Cents::new(amount),
            section: section.map(|text| text.parse().unwrap()), cycle: cycle.map(|text| text.parse().unwrap()),
        })
    }
}

prop_compose! {
    fn taxpayer()(key in key(), given in text(), family in text(), former in proptest::collection::vec(text(), 0..3),
        birth_date in day_in_range(), lived in proptest::option::of(0_i32..1000), lines in proptest::collection::vec(text(), 1..5),
        city in text(), region in proptest::option::of(text()), business in any::<bool>(), serial in 0..10_000_u16) -> Record {
        Record::Taxpayer(Box::new(Taxpayer {
            tag: Tag, key, tin: format!("90012{serial:04}").parse().unwrap(), name: Name { given, family, former }, birth_date,
            kind: if business { TaxpayerKind::SoleProprietor } else { TaxpayerKind::Individual },
            death_date: lived.map(|days| birth_date.saturating_add(jiff_days(days))).filter(|date| date.year() < 2200),
            address: Address { lines, city, region, postal_code: None, country: "MX".parse().unwrap() },
            language: "es-MX".parse().unwrap(), email: None, phone: None, business_name: None,
        }))
    }
}

fn jiff_days(days: i32) -> jiff::Span {
    jiff::Span::new().days(days)
}

proptest! {
    #[test]
    fn records_survive_print_and_parse(record in prop_oneof![transaction(), taxpayer()]) {
        let mut printed = Vec::new();
        record.print(&mut printed);
        prop_assert_eq!(printed.iter().position(|byte| *byte == b'\n'), Some(printed.len() - 1));
        prop_assert_eq!(parse_line(&printed), Ok(record));
    }

    #[test]
    fn garbage_never_panics_and_never_speaks(line in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Err(problem) = parse_line(&line) {
            prop_assert!(problem.to_string().len() < 200);
        }
    }

    #[test]
    fn one_byte_of_damage_never_panics_and_shows_no_name(position in 0..TAXPAYER.len(), byte in any::<u8>()) {
        let mut line = TAXPAYER.as_bytes().to_vec();
        line[position] = byte;
        if let Err(problem) = parse_line(&line) {
            let said = problem.to_string();
            prop_assert!(!said.contains("anary") && !said.contains("3456") && !said.contains("Alder"), "{}", said);
        }
    }
}

/// The names a type accepts: serde lists them when it meets one that is none.
fn accepted<T: serde::de::DeserializeOwned>() -> BTreeSet<String> {
    let error = serde_json::from_str::<T>("{\"?\":0}").err().expect("no field is called ?").to_string();
    let (_, names) = error.split_once("expected ").expect("the names follow");
    names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_schema_knows_the_fields_of_every_record_and_which_are_required() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../../docs/books.schema.json")).unwrap();
    let definitions = &schema["$defs"];
    let named = |definition: &str| -> BTreeSet<String> {
        definitions[definition]["properties"].as_object().unwrap().keys().cloned().collect()
    };
    for (definition, fields) in [
        ("taxpayer", accepted::<Taxpayer>()),
        ("return", accepted::<TaxReturn>()),
        ("module", accepted::<Module>()),
        ("transaction", accepted::<Transaction>()),
        ("name", accepted::<Name>()),
        ("address", accepted::<Address>()),
        ("dependant", accepted::<Dependant>()),
        ("figures", accepted::<Figures>()),
        ("notice", accepted::<Notice>()),
        ("span", accepted::<Span>()),
    ] {
        assert_eq!(named(definition), fields, "{definition}");
        assert_eq!(definitions[definition]["additionalProperties"], false, "{definition}");
    }
    for (definition, line) in
        [("taxpayer", TAXPAYER), ("return", RETURN), ("module", MODULE), ("transaction", TRANSACTION)]
    {
        let required: BTreeSet<&str> = definitions[definition]["required"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        for field in named(definition) {
            let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
            record.as_object_mut().unwrap().remove(&field);
            let refused = parse_line(record.to_string().as_bytes()).is_err();
            assert_eq!(refused, required.contains(field.as_str()), "{definition}.{field}");
        }
    }
}

#[test]
fn the_example_in_the_documentation_reads() {
    let page = include_str!("../../../../docs/books.md");
    let example = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(example.lines().count(), 6);
    for line in example.lines() {
        parse_line(line.as_bytes()).unwrap();
    }
}
