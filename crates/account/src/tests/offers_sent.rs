//! Can a person send the offer that the check came to, once; see what is still to be paid; and take it back, once?

use axum::http::StatusCode;
use store::testing::{contents, on_each_engine};

use super::offers::{ANSWERS, answer, page};
use super::payer::is_problem;
use super::world::World;

const SEND: &str = "/payments/offer/send";

/// Everything answered, and nothing in the way.
async fn ready(world: &World, who: &str) -> String {
    let cookie = world.sign_in(who).await;
    for (section, fields) in ANSWERS {
        let fields = if section == "standing" { &[] } else { fields };
        assert_eq!(answer(world, &cookie, section, fields).await.status, StatusCode::SEE_OTHER, "{section}");
    }
    cookie
}

pub(super) fn hidden(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Who sent an offer, and where it is.
pub(super) async fn sent(world: &World, who: &str) -> (String, String) {
    let cookie = ready(world, who).await;
    let form = page(world, &cookie, SEND).await;
    let (draft, version) = (hidden(&form, "draft"), hidden(&form, "version"));
    let fields = [
        ("draft", draft.as_str()),
        ("version", &version),
        ("way", "lump_sum"),
        ("amount", "7500"),
        ("agree", "yes"),
    ];
    let address = world.post(&cookie, SEND, &fields).await.location;
    (cookie, address)
}

#[tokio::test]
async fn an_offer_is_sent_once_followed_and_taken_back_once() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let cookie = ready(&world, "demo-theo").await;
        assert!(
            page(&world, &cookie, "/payments/offer/result").await.contains("href=\"/payments/offer/send\"")
        );
        let form = page(&world, &cookie, SEND).await;
        assert!(form.contains("$7,310.00") && form.contains("$1,462.00"), "{form}");
        let (draft, version) = (hidden(&form, "draft"), hidden(&form, "version"));
        let with = |way, amount, agree: &'static [(&'static str, &'static str)]| {
            let fields =
                [("draft", draft.as_str()), ("version", version.as_str()), ("way", way), ("amount", amount)];
            [&fields[..], agree].concat()
        };
        let agree = &[("agree", "yes")];
        for (field, way, amount, agreed) in [
            ("way", "gift", "7400", &agree[..]),
            ("amount", "lump_sum", "much", agree),
            ("amount", "lump_sum", "7309", agree),
            ("amount", "lump_sum", "7400.50", agree),
            ("amount", "lump_sum", "7734", agree),
            ("amount", "periodic", "7400", agree),
            ("agree", "lump_sum", "7400", &[]),
        ] {
            is_problem(&world.post(&cookie, SEND, &with(way, amount, agreed)).await, field);
        }
        assert_eq!(contents(&store).await["offer"].len(), 0);
        let sent = format!("/payments/offer/sent/{draft}");
        for _ in 0..2 {
            assert_eq!(world.post(&cookie, SEND, &with("lump_sum", "7400", agree)).await.location, sent);
        }
        assert_eq!(contents(&store).await["offer"].len(), 1);
        let one = page(&world, &cookie, &sent).await;
        assert!(one.contains("Pay the fee of $205.00") && one.contains("Pay the $1,480.00"), "{one}");
        assert!(one.contains("You sent the offer.") && one.contains("November 22, 2028"));
        let year = page(&world, &cookie, "/balance/1040/2025").await;
        assert!(year.contains("Offer in compromise received"));
        for what in ["fee", "pay"] {
            let begun = world.post(&cookie, &format!("{sent}/{what}"), &[]).await;
            assert!(
                begun.location.starts_with("/payments/pay/") && begun.location.ends_with("/bank"),
                "{what}"
            );
        }
        let hub = page(&world, &cookie, "/payments/offer").await;
        assert!(hub.contains(&sent) && hub.contains("You have an offer already"));
        page(&world, &cookie, &format!("{sent}/withdraw")).await;
        for _ in 0..2 {
            assert_eq!(world.post(&cookie, &format!("{sent}/withdraw"), &[]).await.location, sent);
        }
        let one = page(&world, &cookie, &sent).await;
        assert!(one.contains("You took the offer back.") && !one.contains("Pay the fee"));
        assert_eq!(world.post(&cookie, &format!("{sent}/fee"), &[]).await.location, sent);
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_the_way_keeps_an_offer_from_being_sent() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        // An audit that is ticked, a return that is missing, an offer that is pending.
        for (who, audit) in [("demo-theo", true), ("demo-marcus", false), ("demo-walter", false)] {
            let cookie = ready(&world, who).await;
            let ticked: &[(&str, &str)] = if audit { &[("audit", "yes")] } else { &[] };
            answer(&world, &cookie, "standing", ticked).await;
            let form = world.get(&cookie, "en", SEND).await;
            assert_eq!(form.location, "/payments/offer/result", "{who}");
            assert!(
                !page(&world, &cookie, "/payments/offer/result")
                    .await
                    .contains("href=\"/payments/offer/send\"")
            );
        }
    })
    .await;
}

#[tokio::test]
async fn answers_that_changed_meanwhile_are_looked_at_again() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = ready(&world, "demo-theo").await;
        let form = page(&world, &cookie, SEND).await;
        let (draft, version) = (hidden(&form, "draft"), hidden(&form, "version"));
        answer(&world, &cookie, "bank", &[("bank", "3400")]).await;
        let fields = [
            ("draft", draft.as_str()),
            ("version", &version),
            ("way", "lump_sum"),
            ("amount", "7500"),
            ("agree", "yes"),
        ];
        is_problem(&world.post(&cookie, SEND, &fields).await, "submit");
        // Nobody reaches another's offer.
        let theirs =
            [("draft", "x"), ("version", "1"), ("way", "lump_sum"), ("amount", "1"), ("agree", "yes")];
        assert_eq!(world.post(&cookie, SEND, &theirs).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn nobody_reaches_anothers_offer() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = ready(&world, "demo-theo").await;
        let form = page(&world, &cookie, SEND).await;
        let (draft, version) = (hidden(&form, "draft"), hidden(&form, "version"));
        let fields = [
            ("draft", draft.as_str()),
            ("version", &version),
            ("way", "lump_sum"),
            ("amount", "7500"),
            ("agree", "yes"),
        ];
        let sent = world.post(&cookie, SEND, &fields).await.location;
        let grace = world.sign_in("demo-grace").await;
        for path in [sent.clone(), format!("{sent}/withdraw")] {
            assert_eq!(world.get(&grace, "en", &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for what in ["withdraw", "fee", "pay"] {
            let path = format!("{sent}/{what}");
            assert_eq!(world.post(&grace, &path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(page(&world, &cookie, &sent).await.contains("Waiting for our decision"));
    })
    .await;
}
