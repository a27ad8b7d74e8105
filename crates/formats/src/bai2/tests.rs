//! Made-up statements in the dialects of several banks.

use values::date;

use super::*;

const DAY: &str = "01,231380104,9123456789,261124,0200,7,,,2/
02,9123456789,231380104,1,261123,2359,USD,2/
03,5550001,USD,010,500000,,,015,650000,,/
88,100,200000,2,,400,50000,1,/
16,142,150000,0,BR1,F1-0001,TAX PAYMT, WEB
88,261123
16,142,50000,V,261124,,BR2,F1-0002,TAX PAYMT/
16,555,50000,S,50000,0,0,BR3,RET,RETURNED ITEM   /
49,1650000,7/
98,1650000,1,9/
99,1650000,1,11/
";

fn told(text: &str) -> (Statement, Vec<(u64, usize, Weight)>) {
    let (statement, deviations) = read(text.as_bytes());
    (statement, deviations.listed().iter().map(|found| (found.line, found.column, found.weight)).collect())
}

#[test]
fn a_statement_is_read() {
    let (statement, deviations) = told(DAY);
    assert_eq!(deviations, []);
    assert_eq!((statement.made_on, statement.file.as_str()), (Some(date(2026, 11, 24)), "7"));
    let group = &statement.groups[0];
    assert_eq!((group.bank.as_str(), group.on), ("231380104", Some(date(2026, 11, 23))));
    let account = &group.accounts[0];
    assert_eq!(account.number.expose(), "5550001");
    let balances: Vec<_> = account.balances.iter().map(|(code, amount)| (*code, amount.get())).collect();
    assert_eq!(balances, [(10, 500_000), (15, 650_000), (100, 200_000), (400, 50_000)]);
    let found: Vec<_> = account
        .transactions
        .iter()
        .map(|found| {
            (found.line, found.side, found.amount.get(), found.own_reference.as_str(), found.text.as_str())
        })
        .collect();
    let (credit, debit) = (Some(Side::Credit), Some(Side::Debit));
    assert_eq!(
        found,
        [
            (5, credit, 150_000, "F1-0001", "TAX PAYMT, WEB 261123"),
            (7, credit, 50_000, "F1-0002", "TAX PAYMT"),
            (8, debit, 50_000, "RET", "RETURNED ITEM"),
        ]
    );
}

#[test]
fn other_layouts_read_alike() {
    let lines: Vec<String> =
        DAY.replace(",7,,,2/", ",7,80,1,2/").lines().map(|line| format!("{line:80}")).collect();
    for (name, text, weight) in [
        ("CRLF", DAY.replace('\n', "\r\n"), None),
        ("signs", DAY.replace("49,1650000", "49,+00001650000"), None),
        ("no line ends", lines.concat(), Some(Weight::Layout)),
        ("counts", DAY.replace(",11/", ",000000012/"), Some(Weight::Layout)),
        ("no end", DAY.lines().take(9).collect::<Vec<_>>().join("\n"), Some(Weight::Missing)),
        ("no header", DAY.lines().skip(1).collect::<Vec<_>>().join("\n"), Some(Weight::Missing)),
    ] {
        let (statement, deviations) = told(&text);
        assert_eq!(deviations.iter().map(|found| found.2).max(), weight, "{name}: {deviations:?}");
        assert_eq!(statement.groups[0].accounts[0].transactions.len(), 3, "{name}");
    }
}

#[test]
fn what_does_not_add_up_or_cannot_be_read_is_wrong() {
    for (from, to, line, column) in [
        ("16,142,150000,0", "16,142,150001,0", 9, 4),
        ("49,1650000", "49,1650001", 9, 4),
        ("98,1650000", "98,165000", 10, 4),
        ("99,1650000", "99,", 11, 4),
        ("16,142,50000", "16,142,50 00", 7, 8),
        ("16,142,50000", "16,1x2,50000", 7, 4),
        ("03,5550001,USD,010,500000", "03,5550001,USD,010,5.00", 3, 20),
        ("98,", "97,", 10, 1),
    ] {
        let (_, deviations) = told(&DAY.replacen(from, to, 1));
        assert!(deviations.contains(&(line, column, Weight::Wrong)), "{to}: {deviations:?}");
    }
    assert_eq!(told("").1, [(1, 1, Weight::Wrong)]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_to_its_end(text in "[0-9,/S VDa\n]{0,300}") {
        told(&text);
    }
}
