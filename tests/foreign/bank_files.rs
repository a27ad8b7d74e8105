//! Are files of `settle` read as they were meant by programs that others wrote: carta-ach (`PyPI`), node-nacha (npm)? Every
//! field that matters, and that counts, sums and hashes add up with what each of them read.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::clients::python;
use crate::command_line::settle::{Books, json};
use crate::world::program::path;

fn sources() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign")
}

/// The readers, each with the file's path behind it.
fn readers() -> [(&'static str, Command); 2] {
    let mut node = Command::new("node");
    let sources = sources();
    assert!(
        sources.join("node_modules/@midlandsbank/node-nacha").exists(),
        "tests/foreign is not installed: scripts/prepare does it"
    );
    node.arg(sources.join("bank_file.mjs"));
    let mut python = python();
    python.arg(sources.join("bank_file.py"));
    [("node-nacha", node), ("carta-ach", python)]
}

fn read(mut reader: Command, file: &str) -> Value {
    let output = reader.arg(file).output().expect("the reader starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it says JSON")
}

fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

/// What must hold in what a reader says, whatever the file: its sums, counts and hashes.
fn assert_adds_up(name: &str, file: &Value) {
    let batches = file["batches"].as_array().expect("batches");
    for batch in batches {
        let entries = batch["entries"].as_array().expect("entries");
        let sum = |debits: bool| -> i64 {
            let side = |entry: &&Value| {
                entry["code"].as_str().is_some_and(|code| code.ends_with(['7', '8'])) == debits
            };
            entries.iter().filter(side).map(|entry| number(&entry["amount"])).sum()
        };
        let bank = |entry: &Value| entry["bank"].as_str().and_then(|bank| bank[..8].parse::<i64>().ok());
        let hash: i64 = entries.iter().map(|entry| bank(entry).expect("a bank")).sum();
        let found = [&batch["debits"], &batch["credits"], &batch["hash"], &batch["records"]].map(number);
        let count = i64::try_from(entries.len()).expect("few entries");
        assert_eq!(found, [sum(true), sum(false), hash, count], "{name}: {batch}");
    }
    for total in ["debits", "credits", "hash", "records"] {
        let sum: i64 = batches.iter().map(|batch| number(&batch[total])).sum();
        assert_eq!(number(&file[total]), sum, "{name}: {total}");
    }
}

/// What leaves: for each batch its class, service and description, and of its entries code, amount and account.
fn said(file: &Value) -> Vec<String> {
    let batch = |batch: &Value| {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut entries: Vec<String> = batch["entries"]
            .as_array()
            .expect("entries")
            .iter()
            .map(|entry| {
                ["code", "bank", "account", "amount", "name"].map(|field| text(&entry[field])).join(" ")
            })
            .collect();
        entries.sort();
        let header = ["class", "service", "description", "on"].map(|field| text(&batch[field])).join(" ");
        format!("{header}: {}", entries.join(", "))
    };
    file["batches"].as_array().expect("batches").iter().map(batch).collect()
}

/// What leaves in the test, where each batch goes one way.
const PLAIN: [&str; 3] = [
    "WEB 225 TAX PAYMT 261120: 27 019999995 00123456789 10000 Robin Canary, \
     27 019999995 00123456789 20001 Robin Canary, 28 019999995 00987654321 0 Robin Canary",
    "CCD 225 TAX PAYMT 261120: 27 019999995 4711 3000000 Canary Works",
    "PPD 220 TAX REFUND 261120: 22 019999995 00123456789 70000 Robin Canary",
];

/// The same where each batch has its other side.
const BALANCED: [&str; 3] = [
    "WEB 200 TAX PAYMT 261120: 22 029999998 5550001 30001 Revenue Agency, 27 019999995 00123456789 10000 Robin Canary, \
     27 019999995 00123456789 20001 Robin Canary, 28 019999995 00987654321 0 Robin Canary",
    "CCD 200 TAX PAYMT 261120: 22 029999998 5550001 3000000 Revenue Agency, 27 019999995 4711 3000000 Canary Works",
    "PPD 200 TAX REFUND 261120: 22 019999995 00123456789 70000 Robin Canary, 27 029999998 5550001 70000 Revenue Agency",
];

#[tokio::test]
async fn files_for_the_bank_are_read_by_programs_of_others() {
    for (balance, expected) in [(None, PLAIN), (Some(("BALANCE_ACCOUNT", "5550001")), BALANCED)] {
        let books = Books::new(&[10_000, 20_001]).await;
        books.add_business(3_000_000).await;
        books.add_unknown(40_000).await;
        books.add_refund(70_000).await;
        let settings: Vec<_> = std::iter::once(("PRENOTES", "true")).chain(balance).collect();
        let day = ["--date", "2026-11-20"];
        let settled = json(&books.called(Command::new(path()), &["settle", "--data"], &day, &settings));
        let file = settled["files"][0]["file"].as_str().expect("a file");
        let [(first, node), (second, python)] = readers();
        let (of_node, of_python) = (read(node, file), read(python, file));
        assert_adds_up(first, &of_node);
        assert_adds_up(second, &of_python);
        assert_eq!(of_node, of_python, "the two read the same");
        assert_eq!((&of_node["to"], &of_node["from"]), (&"029999998".into(), &"9123456789".into()));
        assert_eq!(said(&of_node), expected, "{balance:?}");
    }
}
