//! A payer at the simulated card processor, which listens on a port of its own.

use agency::payments::Payment;
use agency::payments::cards::{self, Cards};
use axum::http::StatusCode;
use outside::cards::{CardProcessor, Connection, sign};
use outside::http::Http;
use outside::{Clock, Dice, MovedClock};
use sandbox::card_processor::{Customer, Simulator};
use store::{Actor, Store};
use tax::pack::Pack;
use tokio::net::TcpListener;
use values::{Id, Secret, Timestamp};
use web::testing::markup_problems;

use super::payer::Payer;
use super::world::{Answer, World, person};

/// A card that is paid with.
pub(super) const GOOD: &str = "4444 3333 2222 1111";

/// The account site beside a processor.
pub(super) struct Counter {
    pub(super) world: World,
    pub(super) processor: CardProcessor,
    simulator: Simulator,
    /// How far the processor's clock is ahead.
    pub(super) ahead: MovedClock,
    clock: Clock,
}

impl Counter {
    pub(super) async fn new(store: Store) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let secret = |text: &str| Secret::new(text.to_owned());
        let customer = Customer {
            key: secret("key"),
            signing: secret("signing"),
            messages_to: "http://127.0.0.1:1/nobody".to_owned(),
            origin: "http://localhost:8400".to_owned(),
        };
        let (ahead, http) = (MovedClock::default(), Http::new().unwrap());
        let effects = (Clock::moved(ahead.clone()), Dice::seeded(11), http.clone());
        let simulator = Simulator::new(customer, &origin, effects, None).unwrap();
        tokio::spawn(web::serve::run(vec![listener], simulator.routes(), std::future::pending()));
        let connection = Connection {
            address: origin.clone(),
            pages: origin,
            key: secret("key"),
            signing: secret("signing"),
            fees: "aci".to_owned(),
        };
        let processor = CardProcessor::new(http, connection).unwrap();
        let world = World::new(store).await.taking_cards(processor.clone());
        let clock = Clock::fixed(world.now());
        Self { world, processor, simulator, ahead, clock }
    }

    /// What follows payments by card, at an instant.
    pub(super) fn cards(&self, now: Timestamp) -> Cards<'_> {
        let actor = Actor::System("test");
        let (store, processor) = (&self.world.store, &self.processor);
        Cards { store, pack: Pack::us_federal(), processor, clock: &self.clock, now, actor }
    }

    /// Lets so many seconds pass at the processor.
    pub(super) async fn pass(&self, seconds: i64) {
        self.ahead.set(self.ahead.get() + seconds * 1_000);
        self.simulator.run_once().await;
    }

    /// Up to the check, with a credit card.
    pub(super) async fn ready(&self, cookie: &str, amount: &str) -> Payer<'_> {
        let payer = Payer::begin_as(&self.world, cookie.to_owned(), "balance").await;
        let year = payer.years().await.remove(0);
        payer.go_on("years", &[("years", &year)], "days").await;
        payer.go_on("days", &[("when", "today")], "amount").await;
        let amount: &[(&str, &str)] =
            if amount == "all" { &[("how", "all")] } else { &[("how", "other"), ("amount0", amount)] };
        let answer = payer.answer("amount", amount).await;
        assert_eq!(answer.location, format!("{}/bank", payer.address), "{}", answer.body);
        payer
    }

    /// Submitted: at the processor's page, whose address is returned.
    pub(super) async fn submitted<'a>(&'a self, cookie: &str, amount: &str) -> (Payer<'a>, Answer) {
        let payer = self.ready(cookie, amount).await;
        payer.go_on("card", &[("card", "credit")], "check").await;
        let version = payer.version().await;
        let answer = payer.answer("check", &[("version", &version)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        (payer, answer)
    }

    /// Pays on the processor's page.
    pub(super) async fn enter(&self, page: &str, number: &str) -> u16 {
        let fields = [("number", number), ("expiry", "12/99"), ("code", "123")];
        Http::new().unwrap().post_form(page, &fields, &[]).await.unwrap().status
    }

    /// The page on which a payer sees how it stands, sound in both languages; in English.
    pub(super) async fn seen(&self, payer: &Payer<'_>) -> String {
        let path = format!("/payments/card/{}", payer.draft());
        let mut english = String::new();
        for language in ["es", "en"] {
            let answer = self.world.get(&payer.cookie, language, &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path} in {language}");
            english = answer.body;
        }
        english
    }

    /// What the processor would send about a payment.
    pub(super) async fn message(&self, body: &str, secret: &str) -> StatusCode {
        let signature = sign(&Secret::new(secret.to_owned()), body.as_bytes());
        self.world.tell_card(body, &signature).await.status
    }

    /// The books' own checkout.
    pub(super) async fn checkout(&self, payer: &Payer<'_>) -> cards::Standing {
        let id: Id = payer.draft().parse().unwrap();
        self.cards(self.world.now()).standing(person("demo-marcus"), id).await.unwrap()
    }

    pub(super) async fn payment(&self, payer: &Payer<'_>) -> Payment {
        self.checkout(payer).await.payments.remove(0)
    }
}
