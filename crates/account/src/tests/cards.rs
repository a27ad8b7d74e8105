//! Can a person pay by card, once, whatever the card, the processor or its messages do; and does each way out end on a page that
//! says whether money was taken?

use agency::payments::cards::{number, reconcile, run};
use axum::http::StatusCode;
use store::taxes::{card_checkouts, modules};
use store::testing::{contents, on_each_engine};
use values::{Cents, Timestamp, date};

use super::counter::{Counter, GOOD};
use super::payer::{Payer, is_problem};
use super::world::person;

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(now.as_second() + seconds).unwrap()
}

/// What stands in the ledger under the keys of payments made here.
async fn posted(counter: &Counter) -> Vec<(u16, i64)> {
    let modules = modules::list(&counter.world.store, person("demo-marcus")).await.unwrap();
    let entries = modules.into_iter().flat_map(|module| module.entries);
    let ours = entries.filter(|entry| entry.record_key.starts_with("payment:"));
    ours.map(|entry| (entry.code, entry.amount.get())).collect()
}

#[tokio::test]
async fn a_balance_is_paid_by_card_with_the_fee_shown_first() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        let payer = counter.ready(&cookie, "100.00").await;
        let choices = payer.page("card").await;
        for said in [
            "Free",
            "Fee $2.50. You are charged $102.50.",
            "Fee $2.10. You are charged $102.10.",
            "Fee $2.95.",
        ] {
            assert!(choices.contains(said), "{said}");
        }
        assert!(choices.contains("You have 2 left.") && choices.contains("less than $100,000.00"));
        is_problem(&payer.answer("card", &[("card", "gold")]).await, "card");
        payer.go_on("card", &[("card", "credit")], "check").await;
        let check = payer.page("check").await;
        assert!(check.contains("Go on to the card company and pay $102.50") && check.contains("$2.50"));
        let answer = payer.answer("check", &[("version", &payer.version().await)]).await;
        assert!(answer.location.starts_with("http://127.0.0.1:"), "{}", answer.location);
        assert!(counter.seen(&payer).await.contains("You have not paid yet"));
        assert!(posted(&counter).await.is_empty());
        assert_eq!(counter.enter(&answer.location, GOOD).await, 303);
        let seen = counter.seen(&payer).await;
        assert!(seen.contains("$102.50 was taken from your card") && seen.contains("Your payment is made"));
        // The fee is no tax: the ledger has the payment alone, for the day of authorization.
        assert_eq!(posted(&counter).await, [(670, -10_000)]);
        let payment = counter.payment(&payer).await;
        assert_eq!((payment.state.as_str(), payment.way.as_str()), ("posted", "card"));
        assert_eq!(payment.debit_on, date(2026, 11, 22), "a Sunday: no bank is asked");
        // The list, its files and the payment's own page know the way.
        let csv = counter.world.get(&cookie, "en", "/payments/list.csv?show=processed").await;
        assert!(csv.body.contains(",card,"), "{}", csv.body);
        for language in ["en", "es"] {
            let one = counter.world.get(&cookie, language, &format!("/payments/one/{}", payment.id)).await;
            assert_eq!(one.status, StatusCode::OK);
            assert!(one.body.contains("$2.50"), "{}", one.body);
        }
        // Whoever submits the check again, or asks for what was made, is led to the same payment.
        let again = payer.answer("check", &[("version", "1")]).await;
        assert_eq!(again.location, format!("/payments/made/{}", payer.draft()));
        let made = counter.world.get(&cookie, "en", &again.location).await;
        assert_eq!(made.location, format!("/payments/card/{}", payer.draft()));
        let other = counter.world.sign_in("demo-amelia").await;
        let path = format!("/payments/card/{}", payer.draft());
        assert_eq!(counter.world.get(&other, "en", &path).await.status, StatusCode::NOT_FOUND);
        let stolen = counter.world.post(&other, &format!("{path}/go-on"), &[]).await;
        assert_eq!(stolen.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn each_way_out_says_whether_money_was_taken() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        for (card, state, title) in [
            ("4000 0000 0000 0002", "failed", "Your card was declined"),
            ("4000 0000 0000 0119", "failed", "Something went wrong at the card company"),
            ("cancel", "cancelled", "You canceled the payment"),
            ("call off", "cancelled", "The payment was canceled"),
            ("late", "failed", "Your time to pay has run out"),
        ] {
            // None of them counts towards the two of a year.
            let (payer, answer) = counter.submitted(&cookie, "20.00").await;
            match card {
                "cancel" => assert_eq!(counter.enter(&format!("{}/cancel", answer.location), "").await, 303),
                "call off" => {
                    let path = format!("/payments/card/{}/cancel", payer.draft());
                    assert_eq!(counter.world.post(&cookie, &path, &[]).await.status, StatusCode::SEE_OTHER);
                }
                "late" => counter.pass(90 * 60).await,
                card => assert_eq!(counter.enter(&answer.location, card).await, 303),
            }
            let seen = counter.seen(&payer).await;
            assert!(seen.contains(title) && seen.contains("No money was taken"), "{card}: {seen}");
            let payment = counter.payment(&payer).await;
            assert_eq!(payment.state, state, "{card}");
            // It can no longer be paid there, nor gone on with here.
            assert_eq!(counter.enter(&answer.location, GOOD).await, 200);
            let on =
                counter.world.post(&cookie, &format!("/payments/card/{}/go-on", payer.draft()), &[]).await;
            assert_eq!(on.location, format!("/payments/card/{}", payer.draft()));
            let one = counter.world.get(&cookie, "en", &format!("/payments/one/{}", payment.id)).await;
            assert!(one.body.contains(title), "{card}");
        }
        assert!(posted(&counter).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_slow_card_is_asked_about_until_it_is_paid() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        let (payer, answer) = counter.submitted(&cookie, "20.00").await;
        for wrong in ["4000 0000 0000 0069", "4000 0000 0000 0127", "4111 1111 1111 1111"] {
            assert_eq!(counter.enter(&answer.location, wrong).await, 422, "{wrong}");
        }
        assert_eq!(counter.enter(&answer.location, "4242424242424242").await, 303);
        assert!(counter.seen(&payer).await.contains("Your bank is being asked"));
        counter.pass(6).await;
        assert!(counter.seen(&payer).await.contains("Your payment is approved"));
        // What is under way covers the balance that another payment would be for.
        assert_eq!(counter.payment(&payer).await.state, "submitted");
        counter.pass(6).await;
        // The payer has left: the run settles it.
        run(&counter.cards(later(counter.world.now(), 700))).await.unwrap();
        assert_eq!(counter.payment(&payer).await.state, "posted");
        assert_eq!(counter.checkout(&payer).await.checkout.poll_at, None);
    })
    .await;
}

#[tokio::test]
async fn messages_bring_nothing_about_but_a_question() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        let (payer, answer) = counter.submitted(&cookie, "20.00").await;
        let standing = counter.checkout(&payer).await;
        let known = standing.checkout.processor_id.clone().unwrap();
        let before = contents(&counter.world.store).await;
        let lie = format!(r#"{{"resource_id":"{known}","event_type":"card_payment_succeeded"}}"#);
        // Forged, or about nothing that is known: nothing changes, and nobody learns what is known.
        assert_eq!(counter.message(&lie, "guessed").await, StatusCode::UNAUTHORIZED);
        assert_eq!(counter.world.tell_card(&lie, "").await.status, StatusCode::UNAUTHORIZED);
        let long = format!("{lie}{}", " ".repeat(70_000));
        assert_eq!(counter.message(&long, "signing").await, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(counter.message(r#"{"resource_id":"unknown"}"#, "signing").await, StatusCode::OK);
        assert_eq!(counter.message("{}", "signing").await, StatusCode::BAD_REQUEST);
        assert_eq!(contents(&counter.world.store).await, before);
        // Rightly signed and wrong: the processor is asked, and says that nobody has paid.
        assert_eq!(counter.message(&lie, "signing").await, StatusCode::OK);
        run(&counter.cards(counter.world.now())).await.unwrap();
        assert_eq!(counter.payment(&payer).await.state, "started");
        // Paid: the same message again and again, and older ones after it, post once.
        assert_eq!(counter.enter(&answer.location, "5555 5555 5555 4444").await, 303);
        for event in ["captured", "succeeded", "succeeded", "started", "failed", "expired"] {
            let body = format!(r#"{{"resource_id":"{known}","event_type":"card_payment_{event}"}}"#);
            assert_eq!(counter.message(&body, "signing").await, StatusCode::OK);
            run(&counter.cards(counter.world.now())).await.unwrap();
            assert_eq!(counter.payment(&payer).await.state, "posted", "{event}");
        }
        assert_eq!(posted(&counter).await, [(670, -2_000)]);
    })
    .await;
}

/// The answer of the processor is lost, or the program dies before it has written it down: whoever asks again asks for the same
/// payment, the payer by going on, or the run for one who never comes back.
#[tokio::test]
async fn what_was_asked_for_twice_is_one_payment() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        for (amount, goes_on) in [("5.00", true), ("5.00", false), ("4.29", true)] {
            let (payer, answer) = counter.submitted(&cookie, amount).await;
            assert_eq!(answer.location, format!("/payments/card/{}?again=yes", payer.draft()));
            let standing = counter.checkout(&payer).await;
            assert_eq!(
                (standing.checkout.status.as_str(), &standing.checkout.processor_id),
                ("asked", &None)
            );
            let page = if goes_on {
                let path = format!("/payments/card/{}/go-on", payer.draft());
                counter.world.post(&cookie, &path, &[]).await.location
            } else {
                run(&counter.cards(later(counter.world.now(), 61))).await.unwrap();
                counter.checkout(&payer).await.checkout.next_url.unwrap()
            };
            assert!(page.starts_with("http://127.0.0.1:"), "{page}");
            // Had there been two at the processor, the first under the number would be another than ours.
            let found = counter.processor.find_by_number(&number(&standing.checkout)).await.unwrap().unwrap();
            assert_eq!(found.next_url.as_ref(), Some(&page));
            let path = format!("/payments/card/{}/cancel", payer.draft());
            counter.world.post(&cookie, &path, &[]).await;
            assert_eq!(counter.payment(&payer).await.state, "cancelled");
        }
    })
    .await;
}

/// The program dies before the processor hears of it, and the payer never comes back.
#[tokio::test]
async fn what_the_processor_never_heard_of_fails_once_nobody_can_pay_it() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        // Answered with 429: nothing was made.
        let (payer, _) = counter.submitted(&cookie, "4.29").await;
        let now = counter.world.now();
        for (seconds, state) in [(61, "started"), (95 * 60, "started"), (106 * 60, "failed")] {
            run(&counter.cards(later(now, seconds))).await.unwrap();
            assert_eq!(counter.payment(&payer).await.state, state, "after {seconds} seconds");
        }
        assert!(counter.seen(&payer).await.contains("Your time to pay has run out"));
        let word = counter.checkout(&payer).await.checkout.counted;
        let left = card_checkouts::count(&counter.world.store, person("demo-marcus"), &word).await.unwrap();
        assert_eq!(left, 0, "it no longer counts");
    })
    .await;
}

#[tokio::test]
async fn cards_have_their_limits() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        // One more than there may be is at the check when the second is submitted.
        let third = counter.ready(&cookie, "10.00").await;
        third.go_on("card", &[("card", "debit")], "check").await;
        for _ in 0..2 {
            let (_, answer) = counter.submitted(&cookie, "10.00").await;
            assert!(answer.location.starts_with("http://127.0.0.1:"));
        }
        let refused = third.answer("check", &[("version", &third.version().await)]).await;
        is_problem(&refused, "submit");
        let fourth = counter.ready(&cookie, "10.00").await;
        assert!(fourth.page("card").await.contains("You have made as many as you can."));
        let refused = fourth.answer("card", &[("card", "debit")]).await;
        assert_eq!(refused.location, format!("{}/card", fourth.address), "{}", refused.body);
        // From a bank account it can still be paid.
        let bank = fourth.answer("card", &[("card", "bank")]).await;
        assert_eq!(bank.location, format!("{}/bank", fourth.address));
    })
    .await;
}

#[tokio::test]
async fn another_day_a_large_sum_and_no_processor_are_no_matter_for_cards() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        let payer = Payer::begin_as(&counter.world, cookie.clone(), "balance").await;
        let year = payer.years().await.remove(0);
        payer.go_on("years", &[("years", &year)], "days").await;
        let day = [("when", "day"), ("on_month", "12"), ("on_day", "7"), ("on_year", "2026")];
        payer.go_on("days", &day, "amount").await;
        payer.answer("amount", &[("how", "other"), ("amount0", "10.00")]).await;
        assert!(payer.page("card").await.contains("You chose another day"));
        let large = counter.ready(&cookie, "100,000.00").await;
        assert!(large.page("card").await.contains("must be less than $100,000.00"));
        let without = counter.world.without_cards();
        let path = format!("{}/card", large.address);
        assert_eq!(without.get(&cookie, "en", &path).await.status, StatusCode::NOT_FOUND);
        let bank = without.get(&cookie, "en", &format!("{}/bank/new", large.address)).await;
        assert!(!bank.body.contains("with a fee"), "no card is offered");
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_otherwise_is_not_paid_twice() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        let (payer, _) = counter.submitted(&cookie, "all").await;
        assert!(counter.seen(&payer).await.contains("You have not paid yet"));
        let bank = Payer::begin_as(&counter.world, cookie.clone(), "balance").await;
        bank.ready(&[("when", "today")], &[("how", "all")]).await;
        bank.submit().await;
        let seen = counter.seen(&payer).await;
        assert!(seen.contains("This was paid another way") && !seen.contains("Go on to the card"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_out_agrees_and_disputes_are_booked_once() {
    on_each_engine(async |store| {
        let counter = Counter::new(store).await;
        let cookie = counter.world.sign_in("demo-marcus").await;
        let (lost, page) = counter.submitted(&cookie, "10.00").await;
        assert_eq!(counter.enter(&page.location, "4000 0000 0000 0259").await, 303);
        counter.seen(&lost).await;
        let (won, page) = counter.submitted(&cookie, "30.00").await;
        assert_eq!(counter.enter(&page.location, "4000 0000 0000 1976").await, 303);
        let now = counter.world.now();
        let paid_out_on = outside::Clock::system().now().as_second() + 86_400;
        // The processor gives its days in UTC.
        let paid_out_on: values::Date =
            Timestamp::from_second(paid_out_on).unwrap().to_string()[..10].parse().unwrap();
        let first = reconcile(&counter.cards(now), paid_out_on).await.unwrap();
        assert_eq!((first.agree, first.disputes, first.told.len()), (0, 2, 0), "nothing is paid out yet");
        assert_eq!(counter.payment(&won).await.state, "posted", "it was asked about first");
        counter.pass(86_400).await;
        for (agree, disputes) in [(2, 2), (2, 0)] {
            let found = reconcile(&counter.cards(now), paid_out_on).await.unwrap();
            assert_eq!((found.agree, found.disputes, found.told), (agree, disputes, Vec::new()));
        }
        assert_eq!(counter.payment(&lost).await.state, "returned");
        assert_eq!(counter.payment(&won).await.state, "posted");
        assert!(counter.seen(&lost).await.contains("Your bank took the payment back"));
        let mut posted = posted(&counter).await;
        posted.sort_unstable();
        assert_eq!(posted, [(670, -3_000), (670, -1_000), (671, 1_000)]);
        // What goes back whole is taken out once, however often it is asked for.
        let id = won.draft().parse().unwrap();
        counter.cards(now).refund(person("demo-marcus"), id).await.unwrap();
        assert!(counter.cards(now).refund(person("demo-marcus"), id).await.is_err());
        assert_eq!(counter.payment(&won).await.state, "returned");
        let year = counter.checkout(&won).await.payments[0].amount;
        assert_eq!(year, Cents::new(3_000));
        assert!(counter.seen(&won).await.contains("$32.50 goes back to your card"));
    })
    .await;
}
