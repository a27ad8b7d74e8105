//! Can a person answer the check of an offer page by page, leave it and come back, and see the result with its arithmetic?

use axum::http::StatusCode;
use store::Store;
use store::testing::{contents, on_each_engine};
use web::testing::markup_problems;

use super::payer::is_problem;
use super::world::{Answer, World};

const PATH: &str = "/payments/offer";

/// What Theo answers, section by section; the rest is nothing.
pub(super) const ANSWERS: [(&str, &[(&str, &str)]); 16] = [
    ("standing", &[("audit", "yes")]),
    ("household", &HOUSEHOLD),
    ("bank", &[("bank", "$3,500")]),
    ("investments", &[("value_1", ""), ("loan_1", "")]),
    ("retirement", &[("value_1", ""), ("loan_1", "")]),
    ("insurance", &[("value_1", ""), ("loan_1", "")]),
    ("property", &[("value_1", "200000"), ("loan_1", "165000")]),
    ("vehicles", &[("value_1", "20000"), ("loan_1", "11000"), ("years_1", "3"), ("miles_1", "41,000")]),
    ("belongings", &[("value", "20000"), ("loan", "1000")]),
    ("business", &[("value_1", ""), ("loan_1", "")]),
    ("tools", &[("value", ""), ("loan", "")]),
    ("income", &[("wages", "4000"), ("pensions", ""), ("net_business", ""), ("other", "")]),
    ("housing", &[("housing", "1500")]),
    ("transport", &[("payments", ""), ("operating", "400"), ("public", "")]),
    ("health", &[("insurance", "300"), ("care", "")]),
    ("other", &[("court", "891"), ("care", ""), ("life", ""), ("taxes", ""), ("secured", ""), ("late", "")]),
];

const HOUSEHOLD: [(&str, &str); 6] =
    [("joint", "no"), ("people", "1"), ("from_65", ""), ("state", "co"), ("county", ""), ("place", "Denver")];

fn address(section: &str) -> String {
    format!("{PATH}/check/{section}")
}

/// A page in English, sound in both languages.
pub(super) async fn page(world: &World, cookie: &str, path: &str) -> String {
    let mut bodies = Vec::new();
    for language in ["es", "en"] {
        let answer = world.get(cookie, language, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path} leads to {}", answer.location);
        assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path} in {language}");
        bodies.push(answer.body);
    }
    bodies.remove(1)
}

pub(super) async fn answer(world: &World, cookie: &str, section: &str, fields: &[(&str, &str)]) -> Answer {
    world.post(cookie, &address(section), fields).await
}

/// Answers everything, each page looked at first.
async fn answer_all(world: &World, cookie: &str) {
    let after = ANSWERS.iter().skip(1).map(|(section, _)| address(section));
    let after = after.chain([format!("{PATH}/result")]);
    for ((section, fields), next) in ANSWERS.iter().zip(after) {
        page(world, cookie, &address(section)).await;
        let sent = answer(world, cookie, section, fields).await;
        assert_eq!((sent.status, sent.location), (StatusCode::SEE_OTHER, next), "{section}: {}", sent.body);
    }
}

/// How many drafts stand in the table.
async fn drafts(store: &Store) -> usize {
    contents(store).await["offer_draft"].len()
}

/// Worked by hand. A: 2,500 + nothing for the house + (16,000 - 11,000 - 3,450) + (16,000 - 1,000 - 11,980) = 7,070.
/// E: 867 + 1,500 + 332 of 400 + 300 + 90 + 891 = 3,980; F 20. 7,070 + 12 x 20 = 7,310; a fifth 1,462.
/// 7,070 + 24 x 20 = 7,550; a 24th 314.59.
#[tokio::test]
async fn everything_is_answered_and_the_result_shows_its_arithmetic() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-theo").await;
        for from in ["/payments", "/payments/plan"] {
            assert!(page(&world, &cookie, from).await.contains("href=\"/payments/offer\""), "{from}");
        }
        assert!(page(&world, &cookie, PATH).await.contains("Begin the check"));
        answer_all(&world, &cookie).await;
        let result = page(&world, &cookie, &format!("{PATH}/result")).await;
        for figure in [
            "$2,500.00",
            "$1,550.00",
            "$3,020.00",
            "$7,070.00",
            "$867.00",
            "$332.00",
            "$3,980.00",
            "12 × $20.00 a month",
            "$240.00",
            "$7,310.00",
            "$1,462.00",
            "$7,550.00",
            "$314.59",
            "$205.00",
        ] {
            assert!(result.contains(figure), "{figure} is not shown: {result}");
        }
        assert!(result.contains("There is an open audit.") && result.contains("Wait until it is over"));
        assert!(result.contains("We would probably not accept an offer"), "he owes less than he has");
        assert!(result.contains("Collection Financial Standards of 29 June 2026"));
        assert!(result.contains("Form 433-A (OIC) (Rev. 4-2026)") && result.contains("June 29, 2026"));
        assert!(result.contains("$867.00, from Jun 29, 2026"), "each standard has its day: {result}");
        assert!(result.contains("$48,000.00. The limit for your household is $39,900.00."));
        assert!(result.contains("Not known for your place"), "no housing standard is in the built-in pack");
        let saves_nothing = "an offer saves you nothing";
        assert!(!result.contains(saves_nothing), "both ways are less than he owes");
        let hub = page(&world, &cookie, PATH).await;
        assert!(hub.contains("See the result") && !hub.contains("Not answered yet"));
        let more = [("wages", "5000"), ("pensions", ""), ("net_business", ""), ("other", "")];
        answer(&world, &cookie, "income", &more).await;
        let result = page(&world, &cookie, &format!("{PATH}/result")).await;
        assert_eq!(result.matches(saves_nothing).count(), 2, "{result}");
        assert!(!result.contains("Application fee"), "nobody pays for what saves nothing");
    })
    .await;
}

#[tokio::test]
async fn answers_are_saved_and_returned_to() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let cookie = world.sign_in("demo-theo").await;
        assert_eq!(drafts(&store).await, 0);
        // Any section may come first; the next is the first that is open.
        let sent = answer(&world, &cookie, "bank", &[("bank", "1,234.50")]).await;
        assert_eq!(sent.location, address("standing"));
        let hub = page(&world, &cookie, PATH).await;
        assert!(hub.contains("Go on with the check") && hub.contains("February 20, 2027"), "{hub}");
        assert!(page(&world, &cookie, &address("bank")).await.contains("value=\"1234.50\""));
        let early = world.get(&cookie, "en", &format!("{PATH}/result")).await;
        assert_eq!(early.location, address("standing"));
        // The state is that of the address until something else is answered.
        assert!(page(&world, &cookie, &address("household")).await.contains("value=\"RI\""));
        answer(&world, &cookie, "household", &HOUSEHOLD).await;
        let household = page(&world, &cookie, &address("household")).await;
        assert!(household.contains("value=\"CO\"") && household.contains("value=\"Denver\" selected"));
        answer(&world, &cookie, "bank", &[("bank", "")]).await;
        assert!(!page(&world, &cookie, &address("bank")).await.contains("1234.50"));
        assert_eq!(drafts(&store).await, 1);
        // What is thrown away is gone.
        page(&world, &cookie, &format!("{PATH}/forget")).await;
        for _ in 0..2 {
            assert_eq!(world.post(&cookie, &format!("{PATH}/forget"), &[]).await.location, PATH);
        }
        assert_eq!(drafts(&store).await, 0);
        assert_eq!(world.get(&cookie, "en", &format!("{PATH}/forget")).await.location, PATH);
        assert!(page(&world, &cookie, PATH).await.contains("Begin the check"));
    })
    .await;
}

#[tokio::test]
async fn another_thing_is_added_and_an_empty_one_is_none() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-theo").await;
        let first = [("value_1", "5000"), ("loan_1", "700")];
        let more = answer(&world, &cookie, "investments", &[&first[..], &[("more", "yes")]].concat()).await;
        assert_eq!(more.status, StatusCode::OK);
        assert_eq!(markup_problems(&more.body), Vec::<String>::new());
        assert!(more.body.contains("value=\"5000\"") && more.body.contains("Investment 2"));
        let both =
            [&first[..], &[("value_2", ""), ("loan_2", ""), ("value_3", "80"), ("loan_3", "")]].concat();
        answer(&world, &cookie, "investments", &both).await;
        let kept = page(&world, &cookie, &address("investments")).await;
        assert!(kept.contains("value=\"80.00\"") && kept.contains("Investment 2"), "{kept}");
        assert!(!kept.contains("Investment 3"), "the empty one is gone");
        let leased = [("value_1", ""), ("loan_1", ""), ("years_1", ""), ("miles_1", ""), ("leased_1", "yes")];
        answer(&world, &cookie, "vehicles", &leased).await;
        assert!(page(&world, &cookie, &address("vehicles")).await.contains("value=\"yes\" checked"));
        // No form is without end.
        let many: Vec<(String, String)> =
            (1..=20).map(|number| (format!("value_{number}"), "1".to_owned())).collect();
        let many: Vec<(&str, &str)> =
            many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let full = answer(&world, &cookie, "property", &[&many[..], &[("more", "yes")]].concat()).await;
        assert_eq!(full.status, StatusCode::SEE_OTHER, "what was sent is kept");
        assert!(!page(&world, &cookie, &address("property")).await.contains("Add another"));
    })
    .await;
}

#[tokio::test]
async fn wrong_answers_are_refused_beside_their_field_and_keep_nothing() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let cookie = world.sign_in("demo-theo").await;
        for (section, field, value) in [
            ("bank", "bank", "much"),
            ("bank", "bank", "-5"),
            ("bank", "bank", "1000000000"),
            ("bank", "bank", "99999999999999999999"),
            ("property", "value_1", "1,23"),
            ("vehicles", "years_1", "-1"),
            ("vehicles", "years_1", "151"),
            ("vehicles", "miles_1", "far"),
            ("household", "joint", ""),
            ("household", "people", "0"),
            ("household", "people", "21"),
            ("household", "people", "300"),
            ("household", "from_65", "2"),
            ("household", "state", "Colorado"),
            ("household", "state", "1A"),
            ("household", "place", "Nowhere"),
        ] {
            let (_, fields) = ANSWERS.iter().find(|(name, _)| *name == section).unwrap();
            let mut fields = fields.to_vec();
            fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
            let refused = answer(&world, &cookie, section, &fields).await;
            is_problem(&refused, field);
            let shows = ["joint", "place"].contains(&field);
            assert!(shows || refused.body.contains(&format!("value=\"{value}\"")), "{field}: {value}");
        }
        let alone = [&[("joint", "yes")][..], &HOUSEHOLD[1..]].concat();
        is_problem(&answer(&world, &cookie, "household", &alone).await, "people");
        // A field that the page does not have is no mistake of a person's.
        for fields in [&[("bank", "1"), ("gold", "1")][..], &[("bank", "1"), ("value_1", "1")]] {
            assert_eq!(answer(&world, &cookie, "bank", fields).await.status, StatusCode::BAD_REQUEST);
        }
        assert_eq!(answer(&world, &cookie, "garden", &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(drafts(&store).await, 0);
    })
    .await;
}

/// What the books know stands there unasked: a missing return, a pending offer with its clock, nothing owed.
#[tokio::test]
async fn the_books_speak_for_themselves() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let marcus = world.sign_in("demo-marcus").await;
        let standing = page(&world, &marcus, &address("standing")).await;
        assert!(standing.contains("Our books say already:"), "{standing}");
        answer_all(&world, &marcus).await;
        let result = page(&world, &marcus, &format!("{PATH}/result")).await;
        assert!(result.contains("File it first: an offer is sent back while a return is missing."));
        let walter = world.sign_in("demo-walter").await;
        assert!(page(&world, &walter, PATH).await.contains("You have an offer already"));
        answer_all(&world, &walter).await;
        let result = page(&world, &walter, &format!("{PATH}/result")).await;
        assert!(result.contains("You have an offer already") && result.contains("The time does not run now"));
        assert!(
            result.contains("An offer may make sense"),
            "ten years of 20 are less than he owes: {result}"
        );
        assert!(result.contains("120 × $20.00 a month"), "all the time that the law gives");
        let naomi = world.sign_in("demo-naomi").await;
        assert!(page(&world, &naomi, PATH).await.contains("You owe nothing, so there is nothing to offer."));
        for path in [address("bank"), format!("{PATH}/result")] {
            assert_eq!(world.get(&naomi, "en", &path).await.location, PATH, "{path}");
        }
        assert_eq!(answer(&world, &naomi, "bank", &[("bank", "5")]).await.location, PATH);
        assert_eq!(drafts(&store).await, 2, "who owes nothing leaves nothing");
    })
    .await;
}

/// Nobody sees another's answers, and whoever is not signed in sees none.
#[tokio::test]
async fn answers_are_their_persons_own() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let theo = world.sign_in("demo-theo").await;
        answer(&world, &theo, "bank", &[("bank", "7654.32")]).await;
        let grace = world.sign_in("demo-grace").await;
        assert!(!page(&world, &grace, &address("bank")).await.contains("7654.32"));
        assert!(page(&world, &grace, PATH).await.contains("Begin the check"));
        let stranger = world.get("", "en", &address("bank")).await;
        assert!(stranger.location.starts_with("/sign-in"), "{}", stranger.location);
    })
    .await;
}
