//! Do `counterfoil offers …` decide on each offer once, say why they cannot, and accept by law what is old enough?

use serde_json::Value;
use store::seal::Realm;
use store::taxes::offers::{self, Offer, OfferYear};
use store::{Write, person_keys};
use values::{Cents, Date, Id, date};

use super::settle::{Books, module};
use crate::world::program::{Answer, assert_refused};

fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

/// An offer of the payer's that waits since a day.
async fn send(books: &Books, number: u8, sent_on: Date) {
    let (store, sealer) = (books.store().await, books.sealer());
    let key = person_keys::require(&store, &sealer, id(1), Realm::Taxes).await.expect("the payer's key");
    let offer = Offer {
        taxpayer_id: id(1),
        id: id(number),
        state: "sent".to_owned(),
        way: "lump_sum".to_owned(),
        amount: Cents::new(70_000),
        fee: Cents::new(20_500),
        with_offer: Cents::new(14_000),
        content: b"{}".to_vec(),
        sent_on,
        ended_on: None,
        reason: None,
        version: 1,
    };
    let year = OfferYear { owner_id: id(1), module_id: module(), form: "1040".to_owned(), tax_year: 2024 };
    let at = "2026-11-20T15:00:00Z".parse().expect("an instant");
    let write = offers::add(Write::new(), (&sealer, &key), &offer, &[year], at);
    store.write(write).await.expect("the database takes it");
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    serde_json::from_str(&answer.out).expect("JSON")
}

fn call(books: &Books, arguments: &[&str]) -> Answer {
    books.call(&[&["offers"], arguments, &["--data"]].concat(), &[])
}

/// The confirmation number of the only one that waits, and until when it is to be decided on.
fn waiting(books: &Books) -> (String, String) {
    let all = json(&call(books, &["waiting"]));
    let [one] = all.as_array().expect("a list").as_slice() else { panic!("{all}") };
    let text = |field: &str| one[field].as_str().expect("text").to_owned();
    (text("confirmation"), text("decide_by"))
}

#[tokio::test]
async fn an_offer_is_decided_on_once_or_accepted_by_law() {
    let books = Books::new(&[]).await;
    send(&books, 71, date(2024, 2, 29)).await;
    let (number, decide_by) = waiting(&books);
    assert_eq!(decide_by, "2026-02-28");
    assert_refused(&call(&books, &["refuse", &number]), &["counts as accepted since 2026-02-28"]);
    assert_refused(&call(&books, &["due", "--date", "2199-01-01"]), &["--date: it is only"]);
    assert_eq!(json(&call(&books, &["due", "--date", "2026-02-27"])), serde_json::json!([]));
    assert_eq!(json(&call(&books, &["due", "--date", "2026-02-28"])), serde_json::json!([number]));
    assert_eq!(json(&call(&books, &["due", "--date", "2026-02-28"])), serde_json::json!([]));

    send(&books, 72, date(2026, 11, 20)).await;
    let (number, _) = waiting(&books);
    let no_reason = call(&books, &["return", &number, "--reason", "mood"]);
    assert!(
        no_reason.code != Some(0) && no_reason.err.contains("unfiled_returns, no_bill"),
        "{}",
        no_reason.err
    );
    assert_refused(&call(&books, &["accept", "NONE"]), &["no offer NONE waits for a decision"]);
    let returned = call(&books, &["return", &number, "--reason", "fee_missing"]);
    assert_eq!(returned.code, Some(0), "{}", returned.err);
    assert_refused(&call(&books, &["accept", &number]), &["waits for a decision"]);
    let store = books.store().await;
    let (sealer, mut states) = (books.sealer(), Vec::new());
    let key = person_keys::require(&store, &sealer, id(1), Realm::Taxes).await.expect("the payer's key");
    for number in [71, 72] {
        let offer = offers::find(&store, &sealer, &key, (id(1), id(number))).await.expect("it can be read");
        states.extend(offer.map(|offer| (offer.state, offer.reason)));
    }
    let fee_missing = Some("fee_missing".to_owned());
    assert_eq!(states, [("deemed".to_owned(), None), ("returned".to_owned(), fee_missing)]);
}
