//! Can a person pay, once and only from their own account, call it off, and learn why it came back?

use agency::payments::{Act, Return, reinstate, send, settle, take_back};
use axum::http::StatusCode;
use store::Actor;
use store::testing::on_each_engine;
use tax::pack::Pack;
use values::{Id, date};
use web::testing::markup_problems;

use super::payer::{BANK, Payer, is_problem};
use super::world::World;

#[tokio::test]
async fn a_balance_is_paid_as_of_a_day_and_seen_in_both_languages() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        let day = [("when", "day"), ("on_month", "12"), ("on_day", "25"), ("on_year", "2026")];
        payer.ready(&day, &[("how", "all"), ("amount0", "")]).await;
        let check = payer.page("check").await;
        // Christmas Day is a Friday: the bank is asked on Monday.
        assert!(check.contains("December 28, 2026") && check.contains("until the end of December 23, 2026"));
        assert!(check.contains("First Bank of Fernhollow, checking account ending in 6789"));
        assert!(check.contains("After this payment you owe $0.00"));
        let made = payer.submit().await;
        assert_eq!((made.len(), made[0].debit_on), (1, date(2026, 12, 28)));
        let number = agency::payments::confirmation(made[0].id);
        for path in [
            "/payments".to_owned(),
            format!("/payments/made/{}", payer.draft()),
            format!("/payments/one/{}", made[0].id),
            format!("/payments/one/{}/cancel", made[0].id),
            format!("/payments/one/{}/change", made[0].id),
            "/payments/banks".to_owned(),
        ] {
            for language in ["en", "es"] {
                let answer = world.get(&payer.cookie, language, &path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}");
                assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path} in {language}");
                assert!(!answer.body.contains("00123456789"), "{path} shows the whole number");
            }
        }
        let made_page = world.get(&payer.cookie, "en", &format!("/payments/made/{}", payer.draft())).await;
        assert!(made_page.body.contains(&number));
        let csv = world.get(&payer.cookie, "en", "/payments/list.csv?show=pending").await;
        assert!(csv.kind.starts_with("text/csv") && csv.body.contains(&number), "{}", csv.body);
        let json = world.get(&payer.cookie, "en", "/payments/list.json").await;
        let listed: serde_json::Value = serde_json::from_str(&json.body).unwrap();
        assert!(listed.as_array().unwrap().iter().any(|payment| payment["confirmation"] == *number));
        // Whoever pays everything again is told that it is covered.
        let again = Payer::begin_as(&world, payer.cookie.clone(), "balance").await;
        assert!(again.page("years").await.contains("covered by payments under way"));
    })
    .await;
}

/// The same form from many windows at once, and once more later: one submission.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_submission_that_is_sent_many_times_is_one() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        payer.ready(&[("when", "today")], &[("how", "other"), ("amount0", "25.00")]).await;
        let version = payer.version().await;
        let fields = [("version", version.as_str())];
        let submit = || payer.answer("check", &fields);
        let racing = tokio::join!(submit(), submit(), submit(), submit(), submit(), submit());
        let made = format!("/payments/made/{}", payer.draft());
        for answer in <[_; 6]>::from(racing) {
            assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, made.as_str()));
        }
        assert_eq!(payer.answer("check", &fields).await.location, made);
        assert_eq!(world.get(&payer.cookie, "en", &format!("{}/amount", payer.address)).await.location, made);
        assert_eq!(payer.made().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_checked_is_what_is_submitted() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        payer.ready(&[("when", "today")], &[("how", "other"), ("amount0", "25.00")]).await;
        let seen = payer.version().await;
        // Another window makes it more.
        payer.go_on("amount", &[("how", "other"), ("amount0", "2500.00")], "bank").await;
        is_problem(&payer.answer("check", &[("version", &seen)]).await, "submit");
        assert!(payer.made().await.is_empty());
        assert_eq!(payer.submit().await[0].amount.get(), 250_000);
    })
    .await;
}

#[tokio::test]
async fn wrong_answers_are_refused_beside_their_field_and_kept() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        is_problem(&world.post(&payer.cookie, "/payments/pay", &[("reason", "gift")]).await, "reason");
        is_problem(&world.post(&payer.cookie, "/payments/pay", &[]).await, "reason");
        // Nobody gets ahead of a question.
        for step in ["days", "amount", "bank", "bank/new", "check"] {
            let ahead = world.get(&payer.cookie, "en", &format!("{}/{step}", payer.address)).await;
            assert_eq!(ahead.location, format!("{}/years", payer.address), "{step}");
        }
        is_problem(&payer.answer("years", &[]).await, "years");
        is_problem(&payer.answer("years", &[("years", &Id::from_bytes([7; 16]).to_string())]).await, "years");
        let year = payer.years().await.remove(0);
        payer.go_on("years", &[("years", &year)], "days").await;
        let on =
            |month, day, year| [("when", "day"), ("on_month", month), ("on_day", day), ("on_year", year)];
        for (month, day, year) in
            [("2", "30", "2027"), ("11", "21", "2026"), ("11", "23", "2027"), ("", "", "")]
        {
            let answer = payer.answer("days", &on(month, day, year)).await;
            is_problem(&answer, "on");
            assert!(
                answer.body.contains(&format!("name=\"on_day\" value=\"{day}\"")),
                "what was typed stays"
            );
        }
        is_problem(&payer.answer("days", &[("when", "never")]).await, "when");
        is_problem(&payer.answer("days", &[("when", "quarterly")]).await, "when");
        let monthly = [&on("1", "31", "2027")[1..], &[("when", "monthly")]].concat();
        for months in ["1", "13", "x", ""] {
            is_problem(
                &payer.answer("days", &[&monthly[..], &[("months", months)]].concat()).await,
                "months",
            );
        }
        payer.go_on("days", &[("when", "today")], "amount").await;
        for amount in ["0", "-5", "ten", "10,000,000.00", "1,23", "1.005", ""] {
            let answer = payer.answer("amount", &[("how", "other"), ("amount0", amount)]).await;
            is_problem(&answer, "amount0");
        }
        payer.go_on("amount", &[("how", "other"), ("amount0", "$9,999,999.99")], "bank").await;
    })
    .await;
}

#[tokio::test]
async fn wrong_accounts_are_refused() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        let year = payer.years().await.remove(0);
        payer.go_on("years", &[("years", &year)], "days").await;
        payer.go_on("days", &[("when", "today")], "amount").await;
        payer.answer("amount", &[("how", "all"), ("amount0", "")]).await;
        for (field, value) in [
            ("routing", "019999996"),
            ("routing", "12345678"),
            ("routing", "999999992"),
            ("number", "12"),
            ("number", "12x45"),
            ("number", "98001"),
            ("number", "98002"),
            ("kind", "gold"),
            ("owner", "nobody"),
            ("holder", " "),
        ] {
            let fields = BANK.map(|(name, right)| (name, if name == field { value } else { right }));
            is_problem(&payer.answer("bank/new", &fields).await, field);
        }
        let unknown = BANK.map(|(name, right)| (name, if name == "number" { "98003" } else { right }));
        payer.answer("bank/new", &unknown).await;
        assert!(payer.page("check").await.contains("Nobody could tell us whether this account is yours"));
    })
    .await;
}

#[tokio::test]
async fn a_series_is_made_whole_or_not_at_all() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "estimated").await;
        payer.ready(&[("when", "quarterly")], &[("amount0", "400")]).await;
        // Of 2026 only the fourth is left, due on 15 January 2027.
        let made = payer.submit().await;
        assert_eq!(made.iter().map(|payment| payment.debit_on).collect::<Vec<_>>(), [date(2027, 1, 15)]);
        let monthly =
            [("when", "monthly"), ("on_month", "1"), ("on_day", "31"), ("on_year", "2027"), ("months", "10")];
        let payer = Payer::begin_as(&world, payer.cookie, "estimated").await;
        payer.ready(&monthly, &[("amount0", "1.00")]).await;
        let days: Vec<_> = payer.submit().await.iter().map(|payment| payment.debit_on).collect();
        // The last day of each month, or the next business day.
        assert_eq!((days.len(), days[1], days[2]), (10, date(2027, 3, 1), date(2027, 3, 31)));
        // Eleven are made; ten more would be 21.
        let payer = Payer::begin_as(&world, payer.cookie, "estimated").await;
        payer.ready(&monthly, &[("amount0", "1.00")]).await;
        let version = payer.version().await;
        is_problem(&payer.answer("check", &[("version", &version)]).await, "submit");
        assert!(payer.made().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_payment_is_changed_cancelled_and_paid_again() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        let day = [("when", "day"), ("on_month", "12"), ("on_day", "18"), ("on_year", "2026")];
        payer.ready(&day, &[("how", "other"), ("amount0", "30")]).await;
        let made = payer.submit().await.remove(0);
        let path = format!("/payments/one/{}", made.id);
        let account = made.account_id.to_string();
        let change = |version: &'static str, amount: &'static str, day: &'static str| {
            vec![
                ("version", version),
                ("amount", amount),
                ("on_month", "12"),
                ("on_day", day),
                ("on_year", "2026"),
            ]
        };
        let send_change = async |fields: Vec<(&str, &str)>| {
            let fields = [&fields[..], &[("account", account.as_str())]].concat();
            world.post(&payer.cookie, &format!("{path}/change"), &fields).await
        };
        is_problem(&send_change(change("1", "0", "18")).await, "amount");
        is_problem(&send_change(change("1", "31", "32")).await, "on");
        assert_eq!(send_change(change("1", "31", "21")).await.location, path);
        // Sent again, it is the change of a version that is gone.
        assert_eq!(send_change(change("1", "32", "22")).await.location, path);
        let stands = payer.made().await.remove(0);
        assert_eq!((stands.amount.get(), stands.debit_on, stands.version), (3_100, date(2026, 12, 21), 2));
        for _ in 0..2 {
            assert_eq!(world.post(&payer.cookie, &format!("{path}/cancel"), &[]).await.location, path);
        }
        let stands = payer.made().await.remove(0);
        assert_eq!((stands.state.as_str(), stands.version), ("cancelled", 3));
        let again = world.post(&payer.cookie, &format!("{path}/again"), &[]).await;
        let address = again.location.strip_suffix("/bank").unwrap().to_owned();
        let again = Payer { world: &world, cookie: payer.cookie.clone(), address };
        again.go_on("bank", &[("account", &account)], "check").await;
        assert_eq!(again.submit().await[0].amount.get(), 3_100);
    })
    .await;
}

#[tokio::test]
async fn a_returned_payment_says_why_and_what_to_do() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        payer.ready(&[("when", "today")], &[("how", "other"), ("amount0", "30")]).await;
        let paid = payer.submit().await.remove(0);
        let act = Act { now: world.now(), actor: Actor::System("test") };
        let trace = "019999990000001".to_owned();
        world.store.write(send(&[(paid.clone(), trace)], paid.id, &act).unwrap()).await.unwrap();
        let sent = payer.made().await.remove(0);
        world.store.write(settle(std::slice::from_ref(&sent), paid.id, &act).unwrap()).await.unwrap();
        let settled = payer.made().await.remove(0);
        let back = Return { code: "R02".to_owned(), on: date(2026, 11, 24) };
        let write = take_back(Pack::us_federal(), &settled, &back, &act).unwrap();
        world.store.write(write).await.unwrap();
        let path = format!("/payments/one/{}", paid.id);
        for (language, why, step) in [
            ("en", "The account is closed.", "Pay again from another account."),
            ("es", "La cuenta está cerrada.", "Pague de nuevo desde otra cuenta."),
        ] {
            let page = world.get(&payer.cookie, language, &path).await;
            assert!(page.body.contains(why) && page.body.contains(step), "{}", page.body);
            assert_eq!(markup_problems(&page.body), Vec::<String>::new());
        }
        let list = world.get(&payer.cookie, "en", "/payments?show=returned").await;
        assert!(list.body.contains(&path));
        let cancelled = world.get(&payer.cookie, "en", "/payments?show=cancelled").await;
        assert!(!cancelled.body.contains(&path));
        let download = world.get(&payer.cookie, "en", "/payments/list.json").await;
        assert!(download.body.contains("R02"), "{}", download.body);
        // The agency's bank refuses the return: the payment stands, and nothing says that it came back.
        let returned = payer.made().await.remove(0);
        world.store.write(reinstate(Pack::us_federal(), &returned, &act).unwrap()).await.unwrap();
        let page = world.get(&payer.cookie, "en", &path).await;
        assert!(
            page.status == StatusCode::OK && !page.body.contains("The account is closed."),
            "{}",
            page.body
        );
        assert!(!page.body.contains("Your payment was returned"), "{}", page.body);
        let download = world.get(&payer.cookie, "en", "/payments/list.json").await;
        assert!(download.status == StatusCode::OK && !download.body.contains("R02"), "{}", download.body);
    })
    .await;
}

/// Addresses with somebody else's ids lead nowhere, and nothing of theirs can be chosen.
#[tokio::test]
async fn nobody_reaches_anothers_payments_drafts_or_accounts() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        payer.ready(&[("when", "today")], &[("how", "other"), ("amount0", "30")]).await;
        let open = Payer::begin_as(&world, payer.cookie.clone(), "balance").await;
        let paid = payer.submit().await.remove(0);
        let other = world.sign_in("demo-grace").await;
        let one = format!("/payments/one/{}", paid.id);
        for path in [
            one.clone(),
            format!("{one}/change"),
            format!("{one}/cancel"),
            format!("/payments/made/{}", payer.draft()),
            format!("{}/check", payer.address),
            format!("{}/years", open.address),
        ] {
            assert_eq!(world.get(&other, "en", &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [
            format!("{one}/cancel"),
            format!("{one}/again"),
            format!("/payments/banks/{}/remove", paid.account_id),
        ] {
            assert_eq!(world.post(&other, &path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(payer.made().await[0].state, "scheduled");
        let theirs = Payer::begin_as(&world, other, "balance").await;
        let year = theirs.years().await.remove(0);
        theirs.go_on("years", &[("years", &year)], "days").await;
        theirs.go_on("days", &[("when", "today")], "amount").await;
        theirs.answer("amount", &[("how", "all"), ("amount0", "")]).await;
        is_problem(&theirs.answer("bank", &[("account", &paid.account_id.to_string())]).await, "account");
    })
    .await;
}

/// Who filed jointly chooses on whose record an estimated payment stands; a year that both owe is paid by either.
#[tokio::test]
async fn a_couple_chooses_whose_record_it_is() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-grace", "estimated").await;
        let page = payer.page("years").await;
        assert!(page.contains("2026, on the record of Samuel"), "{page}");
        assert_eq!(payer.years().await.len(), 2);
        let balance = Payer::begin_as(&world, payer.cookie, "balance").await;
        balance.ready(&[("when", "today")], &[("how", "all"), ("amount0", "")]).await;
        assert!(balance.page("check").await.contains("Your spouse sees the payment too."));
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_taken_away_is_offered_no_more() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        payer.ready(&[("when", "today")], &[("how", "other"), ("amount0", "30")]).await;
        let paid = payer.submit().await.remove(0);
        let banks = world.get(&payer.cookie, "en", "/payments/banks").await;
        let remove = format!("/payments/banks/{}/remove", paid.account_id);
        assert!(banks.body.contains(&remove));
        for _ in 0..2 {
            assert_eq!(world.post(&payer.cookie, &remove, &[]).await.location, "/payments/banks");
        }
        assert!(!world.get(&payer.cookie, "en", "/payments/banks").await.body.contains(&remove));
        let one = world.get(&payer.cookie, "en", &format!("/payments/one/{}", paid.id)).await;
        assert!(one.body.contains("ending in 6789"), "the payment keeps it");
        // The numbers stand in the books under seal alone.
        let contents = store::testing::contents(&world.store).await;
        assert!(
            contents.values().flatten().all(|row| !row.contains("00123456789") && !row.contains("Ellison"))
        );
    })
    .await;
}
