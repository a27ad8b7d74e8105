//! Is somebody who pays by card charged once and booked once, though they never come back, messages are doubled or forged, or the
//! program is killed between asking for the payment and knowing its number? With the card processor as a process of its own.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use crate::world::html::{form, forms, heading, text};
use crate::world::journey::sign_in;
use crate::world::program;
use crate::world::server::{Database, Ended, Ports, Server, engines, serve};
use crate::world::visitor::{Page, Visitor};

/// The simulated processor.
struct Processor {
    child: Child,
    ports: Ports,
}

impl Drop for Processor {
    fn drop(&mut self) {
        // It may have ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Processor {
    /// Beside a program whose account site is at this port.
    fn start(account: u16) -> Self {
        let ports = Ports::find();
        let agency = format!("http://localhost:{account}");
        let mut command = Command::new(program::path());
        command.args(["sandbox", "card-processor", "--port", &ports.base.to_string(), "--agency", &agency]);
        command.env("COUNTERFOIL_CARD_KEY", "key").env("COUNTERFOIL_CARD_SIGNING_SECRET", "signing");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { child: command.spawn().expect("the program starts"), ports }
    }

    fn address(&self) -> String {
        format!("http://localhost:{}", self.ports.base)
    }

    /// What it knows of every payment.
    async fn payments(&self) -> Vec<Value> {
        let request = reqwest::Client::new().get(format!("{}/v1/payments", self.address()));
        let answer = request.bearer_auth("key").send().await.expect("it answers");
        let listed: Value = serde_json::from_str(&answer.text().await.expect("text")).expect("JSON");
        listed["results"].as_array().expect("a list").clone()
    }

    /// Starts the program that lets it take cards.
    async fn serve(&self, ports: Ports, data: tempfile::TempDir, database: Database) -> Server {
        let mut command = serve(data.path(), ports.base, &database);
        command.env("COUNTERFOIL__CARDS__ADDRESS", self.address());
        command.env("COUNTERFOIL__CARDS__KEY", "key").env("COUNTERFOIL__CARDS__SIGNING_SECRET", "signing");
        command.env("COUNTERFOIL__CARDS__FEES", "aci");
        Server::launch(command, ports, data, database).await
    }
}

/// Up to the submission of a payment of this amount by debit card; where that leads.
async fn submitted(visitor: &mut Visitor, server: &Server, amount: &str) -> Page {
    let page = visitor.open(&format!("{}/payments/pay", server.account())).await;
    let page = visitor.submit(&page, &form(&page.body, "Continue").with("reason", "balance")).await;
    let year = page.body.split("name=\"years\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let year = year.expect("a year is owed").to_owned();
    let page = visitor.submit(&page, &form(&page.body, "Continue").with("years", &year)).await;
    let page = visitor.submit(&page, &form(&page.body, "Continue").with("when", "today")).await;
    let amounts = form(&page.body, "Continue").with("how", "other").with("amount0", amount);
    let page = visitor.submit(&page, &amounts).await;
    assert!(text(&page.body).contains("Paying from a bank account is free."), "{}", text(&page.body));
    let card = page.address.as_str().replace("/bank/new", "/card");
    let page = visitor.open(&card).await;
    let page = visitor.submit(&page, &form(&page.body, "Continue").with("card", "debit")).await;
    let check =
        forms(&page.body).into_iter().find(|form| form.button.starts_with("Go on to the card company"));
    visitor.post(&page, &check.unwrap_or_else(|| panic!("{}", text(&page.body)))).await
}

/// Enters a card on the processor's page; where that leads back to.
async fn enter(visitor: &mut Visitor, address: &str, number: &str) -> String {
    let page = visitor.get(address).await;
    let pay = forms(&page.body).into_iter().find(|form| form.button.starts_with("Pay $"));
    let pay = pay.unwrap_or_else(|| panic!("{}", text(&page.body)));
    let pay = pay.with("number", number).with("expiry", "12/99").with("code", "123");
    let answer = visitor.post(&page, &pay).await;
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    answer.header("location").to_owned()
}

/// The payments of the list that were made by card, newest first.
async fn by_card(visitor: &mut Visitor, server: &Server) -> Vec<Value> {
    let page = visitor.get(&format!("{}/payments/list.json", server.account())).await;
    let listed: Value = serde_json::from_str(&page.body).expect("the file is JSON");
    listed.as_array().expect("a list").iter().filter(|payment| payment["way"] == "card").cloned().collect()
}

async fn wait_for(visitor: &mut Visitor, server: &Server, state: &str) -> Vec<Value> {
    for _ in 0..600 {
        let found = by_card(visitor, server).await;
        if found.iter().any(|payment| payment["state"] == state) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no card payment came to be {state}: {:?}", by_card(visitor, server).await);
}

#[tokio::test]
async fn a_payer_who_never_comes_back_is_booked_once_by_doubled_messages() {
    for database in engines().await {
        let ports = Ports::find();
        let processor = Processor::start(ports.base);
        let data = tempfile::tempdir().expect("a test may make a folder");
        let server = processor.serve(ports, data, database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Marcus Ellison").await;
        let answer = submitted(&mut visitor, &server, "40.00").await;
        let page = answer.header("location").to_owned();
        assert!(page.starts_with(&processor.address()), "{page}: {}", text(&answer.body));
        // A guess at what the processor would say, and how it would sign it.
        let known = processor.payments().await[0]["payment_id"].as_str().expect("a number").to_owned();
        let events = format!("{}/payments/card/events", server.account());
        for (signature, status) in [("0".repeat(64), 401), (String::new(), 401)] {
            let forged = visitor.request(Method::POST, &events).header("pay-signature", signature);
            let forged = forged.body(format!("{{\"resource_id\":\"{known}\"}}"));
            assert_eq!(visitor.send(forged).await.status, status);
        }
        // This card's messages come three times, the last one first. Its holder closes the window.
        let back = enter(&mut visitor, &page, "5555 5555 5555 4444").await;
        let found = wait_for(&mut visitor, &server, "posted").await;
        assert_eq!((found.len(), &found[0]["amount"]), (1, &Value::from("40.00")), "{found:?}");
        // They come back after all, from another site: a page of our own leads on.
        let page = visitor.get(&back).await;
        assert!(page.body.contains("http-equiv=\"refresh\""), "{}", text(&page.body));
        let page = visitor.get(back.trim_end_matches("/back")).await;
        assert_eq!(heading(&page.body), "Your payment is made");
        assert!(text(&page.body).contains("$42.10 was taken from your card"), "{}", text(&page.body));
    }
}

/// The processor makes the payment and its answer is lost, as when the program dies at that moment; then it does die.
#[tokio::test]
async fn a_program_killed_before_it_knows_the_number_charges_nobody_twice() {
    for database in engines().await {
        let ports = Ports::find();
        let processor = Processor::start(ports.base);
        let data = tempfile::tempdir().expect("a test may make a folder");
        let server = processor.serve(ports, data, database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Marcus Ellison").await;
        let answer = submitted(&mut visitor, &server, "5.00").await;
        let standing = answer.header("location").to_owned();
        assert!(standing.starts_with("/payments/card/"), "{standing}");
        assert_eq!(processor.payments().await.len(), 1, "it was made there, and nobody here knows");
        let Ended { data, database, base, .. } = server.kill();
        // The visit goes on where it was.
        let server = processor.serve(Ports::again(base), data, database).await;
        let page = visitor.get(&format!("{}{}", server.account(), standing)).await;
        assert!(text(&page.body).contains("No money was taken"), "{}", text(&page.body));
        let on = visitor.post(&page, &form(&page.body, "Go on to the card company’s page")).await;
        let made = processor.payments().await;
        assert_eq!(made.len(), 1, "{made:?}");
        assert_eq!(made[0]["_links"]["next_url"]["href"], on.header("location"), "{}", text(&on.body));
        enter(&mut visitor, on.header("location"), "4444 3333 2222 1111").await;
        // Killed again before anybody has told it.
        let Ended { data, database, base, .. } = server.kill();
        let server = processor.serve(Ports::again(base), data, database).await;
        let found = wait_for(&mut visitor, &server, "posted").await;
        assert_eq!((found.len(), &found[0]["amount"]), (1, &Value::from("5.00")), "{found:?}");
        assert_eq!(processor.payments().await.len(), 1);
    }
}

/// Nobody calls a command: the program asks when the day is over.
#[tokio::test]
async fn a_lost_dispute_is_booked_by_itself_after_the_day() {
    for database in engines().await {
        // With its own processor, whose clock moves with it.
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Marcus Ellison").await;
        let answer = submitted(&mut visitor, &server, "12.00").await;
        enter(&mut visitor, answer.header("location"), "4000 0000 0000 0259").await;
        wait_for(&mut visitor, &server, "posted").await;
        // Twice, as the processor may look at the moved clock a moment after the comparison.
        for days in ["1", "2"] {
            let clock = visitor.open(&format!("{}/sandbox/clock", server.account())).await;
            visitor.submit(&clock, &form(&clock.body, "Move the clock").with("days", days)).await;
        }
        // The days between ended their visit.
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Marcus Ellison").await;
        let found = wait_for(&mut visitor, &server, "returned").await;
        assert_eq!((found.len(), &found[0]["amount"]), (1, &Value::from("12.00")), "{found:?}");
    }
}
