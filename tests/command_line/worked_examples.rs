//! Do the commands agree with published examples, where the collection of them lies beside the project?

use std::path::Path;

use serde_json::{Value, json};

use crate::world::program::call;

/// The first day for which there are rates; older examples are for the rules alone.
const FIRST: &str = "1983-01-01";

fn examples() -> Option<Vec<Value>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/worked-examples.json");
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("skipped: no ../shared");
        return None;
    };
    let all: Vec<Value> = serde_json::from_str(&text).expect("the examples are a list");
    Some(all.into_iter().filter(|example| example["agrees"] == true).collect())
}

fn text<'a>(example: &'a Value, name: &str) -> &'a str {
    example["inputs"][name].as_str().unwrap_or_default()
}

/// An amount that stands as a number or as a text.
fn amount(example: &Value, name: &str) -> String {
    example["inputs"][name].to_string().trim_matches('"').to_owned()
}

fn answer(arguments: &[&str], input: &str, figure: &str) -> String {
    let answer = call(arguments, input);
    assert_eq!(answer.code, Some(0), "{arguments:?} {input}: {}", answer.err);
    let json: Value = serde_json::from_str(&answer.out).expect("the answer is JSON");
    json[figure].as_str().expect("a figure is a text").to_owned()
}

/// The penalty of a tax that fell due one day and was neither paid nor, perhaps, filed until another.
fn penalty(example: &Value, figure: &str) -> String {
    let (due, end) = (text(example, "due"), text(example, "end"));
    let filed = example["inputs"]["filed"].as_str().unwrap_or(due);
    let ledger = json!({
        "return_due": due, "extended_due": null, "filed": filed,
        "transactions": [{ "code": "150", "date": due, "amount": amount(example, "base") }],
        "notices": [], "agreements": [], "levy_notice": example["inputs"]["levy"], "suspensions": [], "abatements": [],
    });
    answer(&["law", "payoff", "-", "--as-of", end], &ledger.to_string(), figure)
}

#[test]
fn published_examples_come_out_to_the_cent() {
    let Some(examples) = examples() else { return };
    let mut checked = 0;
    for example in &examples {
        // Examples without the minimum penalty are for the rule alone: the program always applies the law's minimum.
        let is_whole = text(example, "due") >= FIRST && example["inputs"]["floor"] != false;
        let found = match example["kind"].as_str() {
            Some("interest") => {
                let (sum, from, to) =
                    (amount(example, "principal"), text(example, "start"), text(example, "end"));
                answer(&["law", "interest", "--principal", &sum, "--from", from, "--to", to], "", "interest")
            }
            Some("ftp") if is_whole => penalty(example, "failure_to_pay"),
            Some("ftf") if is_whole => penalty(example, "failure_to_file"),
            _ => continue,
        };
        assert_eq!(Value::from(found), example["expected"], "{}", example["id"]);
        checked += 1;
    }
    assert!(checked >= 10, "only {checked} examples were checked");
}
