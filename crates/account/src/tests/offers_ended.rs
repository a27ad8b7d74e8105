//! Does the page of an offer that has ended say how it ended and what comes next, in both languages?

use agency::offers::{Loaded, Refusal, ReturnReason, accept, refuse, return_to_sender, run, waiting};
use agency::payments::{Act, Moment, Payment, State};
use store::testing::on_each_engine;
use store::{Actor, Write};
use tax::offers::Obstacle;
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date, Id, date};

use super::offers_sent::sent;
use super::world::World;

const TODAY: Date = date(2026, 11, 22);

fn desk(world: &World) -> Act {
    Act { now: world.now(), actor: Actor::System("desk") }
}

async fn loaded(world: &World) -> Loaded {
    let all = waiting(&world.store, world.sealer(), Pack::us_federal(), TODAY, |_| Ok(true)).await.unwrap();
    let [loaded] = <[Loaded; 1]>::try_from(all).unwrap();
    loaded
}

/// The fee, arrived.
async fn pay_the_fee(world: &World) {
    let loaded = loaded(world).await;
    let year = &loaded.years[0];
    let fee = Payment {
        taxpayer_id: loaded.offer.taxpayer_id,
        id: Id::from_bytes([31; 16]),
        submission_id: Id::from_bytes([31; 16]),
        state: State::Posted.name().to_owned(),
        reason: PaymentReason::OfferFee.name().to_owned(),
        form: year.form.clone(),
        tax_year: year.tax_year,
        owner_id: year.owner_id,
        module_id: year.module_id,
        amount: Cents::new(20_500),
        debit_on: TODAY,
        account_id: Id::from_bytes([50; 16]),
        made_at: world.now(),
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
        way: "bank".to_owned(),
    };
    world.store.write(store::taxes::payments::add(Write::new(), &fee)).await.unwrap();
}

/// An offer of Theo's that ends in a way; what its page then says.
async fn ended(store: store::Store, end: impl AsyncFnOnce(&World) -> Result<Write, Refusal>) -> [String; 2] {
    let world = World::new(store).await;
    let (cookie, offer) = sent(&world, "demo-theo").await;
    pay_the_fee(&world).await;
    let write = end(&world).await.unwrap();
    world.store.write(write).await.unwrap();
    let body = async |language| world.get(&cookie, language, &offer).await.body;
    [body("en").await, body("es").await]
}

fn says(pages: &[String; 2], texts: &[(&str, &str)]) {
    for (english, spanish) in texts {
        assert!(pages[0].contains(english), "{english}\n{}", pages[0]);
        assert!(pages[1].contains(spanish), "{spanish}\n{}", pages[1]);
    }
}

#[tokio::test]
async fn an_accepted_offer_says_what_is_left_to_pay_and_to_keep_to() {
    on_each_engine(async |store| {
        let end = async |world: &World| accept(Pack::us_federal(), &loaded(world).await, TODAY, &desk(world));
        let pages = ended(store, end).await;
        // 7,500 were offered, and nothing of it is paid yet.
        says(
            &pages,
            &[
                (
                    "Pay the $7,500.00 that is left of your offer by April 22, 2027.",
                    "antes del 22 de abril de 2027",
                ),
                ("file and pay everything on time for 5 years", "todo a tiempo durante 5 años"),
                ("We accepted the offer.", "Aceptamos el ofrecimiento."),
            ],
        );
        assert!(!pages[0].contains("Pay the fee of"));
    })
    .await;
}

#[tokio::test]
async fn a_refused_offer_says_how_long_one_may_appeal() {
    on_each_engine(async |store| {
        let end = async |world: &World| refuse(Pack::us_federal(), &loaded(world).await, TODAY, &desk(world));
        let pages = ended(store, end).await;
        says(&pages, &[("you have 30 days to appeal", "tiene 30 días para apelar")]);
    })
    .await;
}

#[tokio::test]
async fn a_returned_offer_says_why_what_to_do_and_where_the_fee_goes() {
    for (reason, texts) in [
        (
            ReturnReason::Obstacle(Obstacle::UnfiledReturns),
            [
                ("A return that was due is not filed.", "Falta una declaración que ya venció."),
                ("We give the fee of $205.00 back", "Devolvemos el cargo de $205.00"),
                ("Check and send a new offer", "Examinar y enviar otro ofrecimiento"),
            ],
        ),
        (
            ReturnReason::NoAnswer,
            [
                ("What we asked you for did not come.", "Lo que le pedimos no llegó."),
                ("The fee of $205.00 does not come back", "El cargo de $205.00 no se devuelve"),
                ("We sent the offer back without a decision.", "Devolvimos el ofrecimiento sin decidir."),
            ],
        ),
    ] {
        on_each_engine(async |store| {
            let end = async |world: &World| {
                return_to_sender(Pack::us_federal(), &loaded(world).await, reason, TODAY, &desk(world))
            };
            says(&ended(store, end).await, &texts);
        })
        .await;
    }
}

#[tokio::test]
async fn an_offer_that_nobody_decided_on_is_accepted_by_law() {
    on_each_engine(async |store| {
        let end = async |world: &World| {
            let moment = Moment { now: world.now(), today: date(2028, 11, 22) };
            run(&world.store, world.sealer(), Pack::us_federal(), moment).await.unwrap();
            Ok(Write::new())
        };
        let pages = ended(store, end).await;
        says(
            &pages,
            &[
                (
                    "We did not decide within 24 months, so by law your offer is accepted.",
                    "No decidimos en 24 meses",
                ),
                ("Accepted by law", "Aceptado por ley"),
                (
                    "Pay the $7,500.00 that is left of your offer by April 22, 2029.",
                    "antes del 22 de abril de 2029",
                ),
            ],
        );
    })
    .await;
}
