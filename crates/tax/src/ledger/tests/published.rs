//! Every published example that lies beside the project, whatever it is about, by the rules' own arithmetic.
//!
//! The table is not part of the project: where it is missing the test says so and passes.

use std::path::Path;

use serde_json::Value;

use super::*;
use crate::exact::{Compound, Fine, Growth, Rate};
use crate::interest::{interest_by_factors, interest_due};

const TABLE: &str = "../../../shared/data/worked-examples.json";

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn money(inputs: &Value, name: &str) -> Cents {
    cents(&text(&inputs[name]))
}

fn rate(value: &Value) -> Rate {
    Rate::from_percent(text(value).parse().unwrap()).unwrap()
}

fn whole(value: &Value) -> i32 {
    text(value).parse().unwrap()
}

fn day(inputs: &Value, name: &str) -> Option<Date> {
    // The regulation's own examples are of 1970, before the first known rate: 20 years later has the same months.
    let day: Date = inputs[name].as_str()?.parse().unwrap();
    Some(if day.year() < 1983 { date(day.year() + 20, day.month(), day.day()) } else { day })
}

/// Compound growth over so many days of one rate.
fn growth(yearly: Rate, days: i32, days_in_year: i32) -> Growth {
    (0..days).fold(Growth::NONE, |growth, _| growth.then(Growth::of_one_day(yearly, days_in_year)))
}

fn compounded(principal: Cents, steps: impl Iterator<Item = (Rate, i32, i32)>) -> Cents {
    let start = Compound::from_cents(principal);
    let balance = steps.fold(start, |balance, (yearly, days, year)| {
        balance.plus(balance.grown_by(growth(yearly, days, year)).unwrap())
    });
    balance.rounded().unwrap().minus(principal).unwrap()
}

fn penalty(inputs: &Value, of: fn(&Position) -> Cents, by_months: bool) -> Cents {
    let due = day(inputs, "due").unwrap();
    let tax = Transaction { amount: money(inputs, "base"), ..posted(150, due, "0.00") };
    let on_time = inputs["timely_filed"] != false && inputs["with_ftp"].is_null();
    let filed = day(inputs, "filed").or(on_time.then_some(due));
    let levy_notice = day(inputs, "levy");
    let module = Module { return_due: due, filed, levy_notice, ..of_2020(vec![tax]) };
    let (found, lines) = explain(us(), &module, day(inputs, "end").unwrap()).unwrap();
    if !by_months {
        return of(&found);
    }
    let months = lines.iter().filter_map(|line| match line {
        Line::FailureToFile { amount, .. } => Some(cents(amount.strip_suffix("00000000").unwrap())),
        _ => None,
    });
    Cents::total(months).unwrap()
}

fn computed(kind: &str, inputs: &Value) -> String {
    let list = |name: &str| inputs[name].as_array().unwrap().clone();
    let amount = match kind {
        "pct" => Fine::rate_of(money(inputs, "base"), rate(&inputs["pct"])).rounded().unwrap(),
        "sum" => Cents::total(list("terms").iter().map(|term| cents(&text(term)))).unwrap(),
        "simple" => {
            let year = inputs.get("div").map_or(365, whole);
            let units = rate(&inputs["rate_pct"]).units() * i128::from(whole(&inputs["days"]));
            let product = i128::from(money(inputs, "principal").get()) * units;
            let denominator = i128::from(year) * Rate::UNITS;
            Cents::new(i64::try_from((product + denominator / 2) / denominator).unwrap())
        }
        "interest_steps" | "interest_segments" => {
            let steps = inputs.get("steps").or(inputs.get("segments")).unwrap().as_array().unwrap().clone();
            let read = steps.iter().map(|step| (rate(&step[0]), whole(&step[1]), whole(&step[2])));
            compounded(money(inputs, "principal"), read)
        }
        "interest_range" => {
            let one = std::iter::once((rate(&inputs["rate_pct"]), whole(&inputs["days"]), 365));
            let interest = compounded(money(inputs, "principal"), one);
            let inside = (money(inputs, "low")..=money(inputs, "high")).contains(&interest);
            return if inside { "inside".to_owned() } else { interest.to_string() };
        }
        "interest" => {
            let by = if inputs["mode"] == "factor" { interest_by_factors } else { interest_due };
            let (from, to) = (day(inputs, "start").unwrap(), day(inputs, "end").unwrap());
            by(&us().rates, money(inputs, "principal"), from, to).unwrap()
        }
        "factor" => {
            let factor = growth(rate(&inputs["rate_pct"]), whole(&inputs["days"]), 365).nine_decimals();
            return format!("0.{factor:09}");
        }
        "ftp" => penalty(inputs, |found| found.failure_to_pay, false),
        "ftf" => penalty(inputs, |found| found.failure_to_file, inputs["floor"] == false),
        "min_ftf" => {
            let year = i16::try_from(whole(&inputs["due_year"])).unwrap();
            let least = us().money("failure_to_file.minimum", date(year, 4, 15)).unwrap();
            return (least.get() / 100).to_string();
        }
        "date" => {
            return us().calendar.on_or_after(inputs["date"].as_str().unwrap().parse().unwrap()).to_string();
        }
        _ => panic!("an example of an unknown kind: {kind}"),
    };
    amount.to_string()
}

#[test]
fn every_published_example_that_agrees_is_met() {
    let Ok(table) = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE)) else {
        println!("skipped: no ../shared");
        return;
    };
    let examples: Vec<Value> = serde_json::from_str(&table).unwrap();
    let agreed: Vec<&Value> = examples.iter().filter(|example| example["agrees"] == true).collect();
    assert!(agreed.len() >= 40, "{}", agreed.len());
    for example in agreed {
        let found = computed(example["kind"].as_str().unwrap(), &example["inputs"]);
        assert_eq!(found, text(&example["expected"]), "{}", example["id"]);
    }
}
