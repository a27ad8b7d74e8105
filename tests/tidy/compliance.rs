//! Do the tables of docs/compliance tell the truth about the tests? Each requirement once, each claim with a test, each
//! test there.

use std::collections::BTreeSet;

use super::files::{assert_none, root, sources};

/// A line of a table: id, section, level, rule, status, tests, note.
const COLUMNS: [&str; 7] = ["id", "section", "level", "rule", "status", "tests", "note"];

/// `met`: the whole rule, shown by the tests named. `partly`: the note says what is missing. `not yet`: it will be.
/// `not applicable`: there is nothing here that the rule is about.
const STATUSES: [&str; 4] = ["met", "partly", "not yet", "not applicable"];

/// The tables, and how many requirements each section has.
const NIST: (&str, &[(&str, usize)]) = ("nist-800-63-4.csv", &[("A", 57), ("B", 22), ("C", 11)]);
const ASVS: (&str, &[(&str, usize)]) = (
    "owasp-asvs-5.csv",
    &[
        ("6.1.", 3),
        ("6.2.", 12),
        ("6.3.", 8),
        ("6.4.", 6),
        ("6.5.", 8),
        ("6.6.", 4),
        ("6.7.", 2),
        ("6.8.", 4),
        ("7.1.", 3),
        ("7.2.", 4),
        ("7.3.", 2),
        ("7.4.", 5),
        ("7.5.", 3),
        ("7.6.", 2),
        ("9.1.", 3),
        ("9.2.", 4),
        ("10.1.", 2),
        ("10.2.", 3),
        ("10.3.", 5),
        ("10.4.", 16),
        ("10.5.", 5),
        ("10.6.", 2),
        ("10.7.", 3),
    ],
);

/// The names of all tests: functions of Rust, titles of the browser's journeys, and groups of negative cases.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in sources(&[".rs"]) {
        let mut is_test = false;
        for (_, line) in source.lines() {
            let line = line.trim();
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") || line == "proptest! {" {
                is_test = true;
            } else if let Some((head, name)) = line.split_once("fn ").filter(|_| is_test)
                && !head.contains('(')
            {
                found.extend(name.split('(').next().map(str::to_owned));
                is_test = false;
            }
        }
    }
    for source in sources(&[".test.mjs"]) {
        let calls = ["test(", "journey(here, "].into_iter().flat_map(|call| source.text.split(call).skip(1));
        // A title in several languages ends before the language's name.
        let titles = calls.filter_map(|rest| rest.strip_prefix(['"', '`'])?.split(['"', '`']).next());
        found.extend(titles.filter_map(|title| title.split(" (").next()).map(str::to_owned));
    }
    let cases = std::fs::read_to_string(root().join("docs/compliance/negative-cases.md"));
    let cases = cases.expect("the negative cases are listed");
    found.extend(
        cases.lines().filter_map(|line| line.strip_prefix("## ")).map(|group| format!("refused: {group}")),
    );
    found
}

/// What is wrong with a table.
fn faults(table: &str, text: &str, sections: &[(&str, usize)], tests: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    if reader.headers().is_ok_and(|headers| headers != COLUMNS.as_slice()) {
        faults.push(format!("{table}: its columns are not {COLUMNS:?}"));
    }
    for record in reader.records() {
        let record = record.unwrap_or_else(|error| panic!("{table}: {error}"));
        let [id, _, _, rule, status, named, note] =
            std::array::from_fn(|column| record.get(column).unwrap_or_default());
        let named: Vec<&str> = named.split(';').map(str::trim).filter(|name| !name.is_empty()).collect();
        if !seen.insert(id.to_owned()) || rule.is_empty() || !STATUSES.contains(&status) {
            faults.push(format!("{table} {id}: it stands twice, has no rule, or its status is unknown"));
        }
        if status == "met" && named.is_empty() {
            faults.push(format!("{table} {id}: met, but by no test"));
        }
        if status != "met" && note.is_empty() {
            faults.push(format!("{table} {id}: it is {status}, but the note does not say why"));
        }
        let gone = named.iter().filter(|name| !tests.contains(**name));
        faults.extend(gone.map(|name| format!("{table} {id}: there is no test {name:?}")));
    }
    for (section, count) in sections {
        let wanted = (1..=*count).map(|number| format!("{section}{number}"));
        faults.extend(wanted.filter(|id| !seen.contains(id)).map(|id| format!("{table}: {id} is missing")));
    }
    faults
}

#[test]
fn every_requirement_stands_with_a_test_that_exists() {
    let tests = tests();
    let found = [NIST, ASVS].into_iter().flat_map(|(table, sections)| {
        let text = std::fs::read_to_string(root().join("docs/compliance").join(table));
        faults(table, &text.expect("the table is there"), sections, &tests)
    });
    assert_none(&found.collect::<Vec<_>>());
}

#[test]
fn a_claim_without_a_test_is_caught() {
    let tests = ["there".to_owned()].into();
    let found = |line: &str| {
        let text = format!("id,section,level,rule,status,tests,note\n{line}\n");
        faults("planted", &text, &[("A", 1)], &tests)
    };
    assert_eq!(found("A1,1,SHALL,Do it.,met,there,"), Vec::<String>::new());
    assert_eq!(found("A1,1,SHALL,Do it.,met,,").len(), 1);
    assert_eq!(found("A1,1,SHALL,Do it.,met,there; gone,").len(), 1);
    assert_eq!(found("A1,1,SHALL,Do it.,partly,,").len(), 1);
    assert_eq!(found("A1,1,SHALL,Do it.,done,,x").len(), 1);
    assert_eq!(found("A2,1,SHALL,Do it.,met,there,").len(), 1);
}

/// What is wrong with how a page asks for passwords (ASVS 5.0, 6.2.6 and 6.2.7): shown as typed, or kept from managers.
fn password_faults(source: &super::files::Source) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in source.lines() {
        let asks = line.contains("text_field(frame, \"password\"") || line.contains("_password\"");
        let is_masked = line.contains("kind=\"password\"");
        let may_be_filled = line.contains("autocomplete=\"current-password\"")
            || line.contains("autocomplete=\"new-password\"");
        if asks && line.contains("text_field(") && !(is_masked && may_be_filled) {
            faults.push(format!("{}:{number}: a password is shown, or kept from managers", source.path));
        }
        if line.contains("paste") {
            faults.push(format!("{}:{number}: pasting is none of our business", source.path));
        }
    }
    faults
}

#[test]
fn passwords_are_masked_and_managers_may_fill_them_in() {
    let pages = sources(&[".html", "assets/scripts/session.js"]);
    assert!(pages.iter().any(|page| page.text.contains("kind=\"password\"")), "no page asks for a password");
    assert_none(&pages.iter().flat_map(password_faults).collect::<Vec<_>>());
}

#[test]
fn a_shown_password_is_caught() {
    for line in [
        "{% call ui::text_field(frame, \"password\", x, \"\", autocomplete=\"current-password\") %}",
        "{% call ui::text_field(frame, \"new_password\", x, \"\", kind=\"password\") %}",
        "<input onpaste=\"return false\">",
    ] {
        assert_eq!(password_faults(&super::files::Source::planted("a.html", line)).len(), 1, "{line}");
    }
}
