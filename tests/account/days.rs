//! On which days can a payoff be read? From today to 365 days ahead, each the same on page and in files.

use serde_json::Value;

use crate::world::html::{form, text, text_of};
use crate::world::journey::sign_in;
use crate::world::program::call;
use crate::world::server::{Database, Server, engines};
use crate::world::visitor::{Page, Visitor};

async fn explanation(visitor: &mut Visitor, server: &Server, query: &str) -> Page {
    visitor.get(&format!("{}/balance/1040/2023/explanation.json{query}", server.account())).await
}

fn json(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{}: {}", page.address, page.body);
    serde_json::from_str(&page.body).expect("the file is JSON")
}

#[tokio::test]
async fn payoffs_are_told_for_a_year_ahead_and_no_longer() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Amelia Hartwell").await;
        let year = format!("{}/balance/1040/2023", server.account());
        let page = visitor.get(&year).await;
        let hint = text_of(&page.body, "id=\"on-hint\"").expect("the form tells its days");
        assert!(hint.starts_with("From ") && hint.contains(" to "), "{hint}");

        let today = json(&explanation(&mut visitor, &server, "").await);
        let first = today["as_of"].as_str().expect("a date").to_owned();
        let (before, last, after) = days_around(&first);
        let on_last = json(&explanation(&mut visitor, &server, &format!("?on={last}")).await);
        assert_eq!(on_last["as_of"], last);
        let cents = |value: &Value| -> i64 {
            value["balance"].as_str().expect("an amount").replace('.', "").parse().expect("a number")
        };
        assert!(cents(&on_last) > cents(&today), "a year of interest was added");
        for day in [&before, &after, "2026-02-30", "soon", "9999-12-31", "-1"] {
            let page = explanation(&mut visitor, &server, &format!("?on={day}")).await;
            assert_eq!(page.status, 400, "{day}");
        }
        let (day, month, full_year) = (&last[8..], &last[5..7], &last[..4]);
        let page = visitor.get(&format!("{year}?on_month={month}&on_day={day}&on_year={full_year}")).await;
        let figure = text_of(&page.body, "class=\"summary-figure__amount\"").expect("a payoff");
        assert_eq!(figure.replace(['$', ',', '.'], ""), cents(&on_last).to_string(), "page and file agree");
    }
}

/// The day before a day, the day 365 days after it, and the one after that.
fn days_around(day: &str) -> (String, String, String) {
    let day: jiff::civil::Date = day.parse().expect("a date");
    let plus =
        |days: i64| day.checked_add(jiff::Span::new().days(days)).expect("a date of our time").to_string();
    (plus(-1), plus(365), plus(366))
}

#[tokio::test]
async fn tomorrow_is_as_it_was_foretold_and_the_visit_is_over() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Amelia Hartwell").await;
        let today = json(&explanation(&mut visitor, &server, "").await);
        let (_, last, _) = days_around(today["as_of"].as_str().expect("a date"));
        let foretold = json(&explanation(&mut visitor, &server, &format!("?on={last}")).await);

        let clock = visitor.get(&format!("{}/sandbox/clock", server.account())).await;
        let moved = visitor.submit(&clock, &form(&clock.body, "Move the clock").with("days", "365")).await;
        assert_eq!(moved.status, 200);
        let over = visitor.get(&format!("{}/home", server.account())).await;
        assert!(over.status.is_redirection(), "the visit goes on after a year: {}", over.status);

        let mut again = Visitor::new();
        sign_in(&mut again, &server, "Amelia Hartwell").await;
        let then = json(&explanation(&mut again, &server, "").await);
        assert_eq!(then["as_of"], foretold["as_of"]);
        assert_eq!(then["balance"], foretold["balance"]);
        assert_eq!(then["spans"], foretold["spans"]);
    }
}

#[tokio::test]
async fn wrong_days_are_told_beside_the_field() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Amelia Hartwell").await;
        let year = format!("{}/balance/1040/2023", server.account());
        for query in [
            "on_month=2&on_day=30&on_year=2027",
            "on_month=13&on_day=1&on_year=2027",
            "on_month=x&on_day=&on_year=",
        ] {
            let page = visitor.get(&format!("{year}?{query}")).await;
            assert_eq!(page.status, 422, "{query}");
            assert!(text(&page.body).contains("Enter a day that exists"), "{query}");
        }
        let page = visitor.get(&format!("{year}?on_month=1&on_day=1&on_year=1999")).await;
        assert_eq!(page.status, 422);
        assert!(text(&page.body).contains("Enter a day from"));
    }
}

#[tokio::test]
async fn the_command_line_computes_the_same_as_the_site() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    sign_in(&mut visitor, &server, "Amelia Hartwell").await;
    let shown = json(&explanation(&mut visitor, &server, "").await);
    let year = visitor.get(&format!("{}/balance/1040/2023", server.account())).await;
    let ledger = ledger_of(&entries_on(&year.body));
    let as_of = shown["as_of"].as_str().expect("a date");
    let answer = call(&["law", "payoff", "-", "--as-of", as_of], &ledger);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    let computed: Value = serde_json::from_str(&answer.out).expect("the answer is JSON");
    for figure in
        ["tax", "credits_and_payments", "failure_to_file", "failure_to_pay", "interest", "balance", "spans"]
    {
        assert_eq!(computed[figure], shown[figure], "{figure}");
    }
}

/// Code, date and cents of each entry, as the page of the year lists them.
fn entries_on(html: &str) -> Vec<(String, String, i64)> {
    let rows = html.split("<tr>").filter(|row| row.contains("data-label=\"Code\""));
    rows.map(|row| {
        let cell = |name: &str| text_of(row, &format!("data-label=\"{name}\"")).expect("a cell");
        let digits: String = cell("Amount").chars().filter(char::is_ascii_digit).collect();
        let cents: i64 = digits.parse().expect("an amount");
        let day = jiff::civil::Date::strptime("%b %d, %Y", cell("Date")).expect("a date").to_string();
        (cell("Code"), day, if cell("Amount").ends_with("credit") { -cents } else { cents })
    })
    .collect()
}

/// Amelia filed on time, got one notice for what stood then, and has had a plan since July 2024.
fn ledger_of(entries: &[(String, String, i64)]) -> String {
    let decimal = |cents: i64| {
        format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
    };
    let noticed_on = "2024-06-03";
    let demanded: i64 =
        entries.iter().filter(|(_, day, _)| day.as_str() <= noticed_on).map(|(.., cents)| cents).sum();
    assert!(entries.len() > 20 && demanded > 0, "{entries:?}");
    let transactions: Vec<Value> = entries
        .iter()
        .map(|(code, day, cents)| serde_json::json!({ "code": code, "date": day, "amount": decimal(*cents) }))
        .collect();
    serde_json::json!({
        "return_due": "2024-04-15", "extended_due": null, "filed": "2024-04-12",
        "transactions": transactions,
        "notices": [{ "date": noticed_on, "amount": decimal(demanded) }],
        "agreements": [{ "from": "2024-07-18", "to": null }],
        "levy_notice": null, "suspensions": [], "abatements": [],
    })
    .to_string()
}
