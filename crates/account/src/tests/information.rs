//! Does a person see what was reported about them and nobody else's, and can they say that one is not theirs?

use axum::http::StatusCode;
use serde_json::Value;
use store::testing::on_each_engine;
use store::{audit, taxes::information_disputes};
use web::testing::markup_problems;

use super::payer::is_problem;
use super::world::{World, person};

const NAOMI: &str = "/records/information/2024";

/// The addresses of the returns on a page of a year.
pub(super) async fn returns(world: &World, cookie: &str, year: &str) -> Vec<String> {
    let page = world.get(cookie, "en", year).await;
    assert_eq!(page.status, StatusCode::OK, "{year}");
    let begin = format!("href=\"{year}/");
    let links = page.body.split(&begin).skip(1);
    let ids = links.map(|rest| rest.split('"').next().unwrap()).filter(|id| !id.starts_with("returns."));
    ids.map(|id| format!("{year}/{id}")).collect()
}

async fn stranger(world: &World, cookie: &str) -> String {
    let year = "/records/information/2025";
    for path in returns(world, cookie, year).await {
        if world.get(cookie, "en", &path).await.body.contains("PINECREST STAFFING") {
            return path;
        }
    }
    panic!("no stranger reported anything");
}

#[tokio::test]
async fn what_was_reported_is_shown_as_it_stands_in_both_languages() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        let cookie = world.sign_in("demo-naomi").await;
        let one = returns(&world, &cookie, NAOMI).await.remove(0);
        for path in ["/records", "/records/information", NAOMI, &one, &format!("{one}/dispute")] {
            for language in ["en", "es"] {
                let answer = world.get(&cookie, language, path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path} in {language}");
                assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path} in {language}");
                assert!(!answer.body.contains("999100505") && !answer.body.contains("999-10-0505"), "{path}");
            }
        }
        let page = world.get(&cookie, "en", &one).await.body;
        for said in ["***-**-0505", "NAOMI SAWYER", "Wages, tips, other compensation", "12 D", "Corrected"] {
            assert!(page.contains(said), "{said}");
        }
        let changed = page.split("Wages, tips, other compensation: was $").nth(1).expect("a correction");
        let (before, after) = changed.split('<').next().unwrap().split_once(", is now $").unwrap();
        let cents = |text: &str| text.replace([',', '.'], "").parse::<i64>().unwrap();
        assert_eq!(cents(before) - cents(after), 400_000);
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_what_was_reported_about_another() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        let (naomi, amelia) = (world.sign_in("demo-naomi").await, world.sign_in("demo-amelia").await);
        let one = returns(&world, &naomi, NAOMI).await.remove(0);
        let other_year = one.replace("/2024/", "/2023/");
        for path in [&one, &other_year, &format!("{one}/dispute"), &format!("{one}/return.json")] {
            assert_eq!(world.get(&amelia, "en", path).await.status, StatusCode::NOT_FOUND, "{path}");
            let answer = world.get("", "en", path).await;
            assert_eq!(answer.location, "/sign-in", "{path}");
        }
        assert_eq!(world.get(&naomi, "en", &other_year).await.status, StatusCode::NOT_FOUND);
        let sent = world.post(&amelia, &format!("{one}/dispute"), &[("reason", "wrong")]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
        for path in ["/records/information/1999", "/records/information/2016", "/records/information/2024/x"]
        {
            assert_eq!(world.get(&naomi, "en", path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_ones_own_opens_one_case_that_can_be_taken_back() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        let cookie = world.sign_in("demo-amelia").await;
        let one = stranger(&world, &cookie).await;
        let (ask, withdraw) = (format!("{one}/dispute"), format!("{one}/withdraw"));
        is_problem(&world.post(&cookie, &ask, &[("words", "kept")]).await, "reason");
        let long = "x".repeat(1_001);
        let refused = world.post(&cookie, &ask, &[("reason", "unknown_payer"), ("words", &long)]).await;
        is_problem(&refused, "words");
        assert!(refused.body.contains(&long), "what was written is lost");
        let said = [("reason", "unknown_payer"), ("words", "Never <b>heard</b> of them.")];
        for _ in 0..2 {
            let sent = world.post(&cookie, &ask, &said).await;
            assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, one.as_str()));
        }
        let states = async || -> Vec<String> {
            let of: values::Id = one.rsplit('/').next().unwrap().parse().unwrap();
            let events = information_disputes::events(&world.store, person("demo-amelia"), of).await.unwrap();
            events.into_iter().map(|(_, what)| what).collect()
        };
        assert_eq!(states().await, ["open"]);
        let page = world.get(&cookie, "en", &one).await;
        assert_eq!(markup_problems(&page.body), Vec::<String>::new());
        assert!(
            page.body.contains("You say that this is not yours") && page.body.contains("has been open since")
        );
        assert!(page.body.contains("Never &#60;b&#62;heard"), "{}", page.body);
        let list = world.get(&cookie, "en", "/records/information/2025").await.body;
        assert!(list.contains("You say it is not yours"));
        assert_eq!(world.get(&cookie, "en", &ask).await.location, one, "an open case is not opened again");
        for _ in 0..2 {
            assert_eq!(world.post(&cookie, &withdraw, &[]).await.location, one);
        }
        assert_eq!(states().await, ["open", "withdrawn"]);
        assert!(world.get(&cookie, "es", &one).await.body.contains("Usted retiró su caso"));
        world.post(&cookie, &ask, &[("reason", "wrong")]).await;
        assert_eq!(states().await, ["open", "withdrawn", "open"]);
        audit::verify(&world.store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn files_have_the_shape_of_fdx_and_ask_for_a_recent_proof() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        let cookie = world.sign_in("demo-naomi").await;
        let one = returns(&world, &cookie, NAOMI).await.remove(0);
        let read = async |path: &str| -> Value {
            let answer = world.get(&cookie, "en", path).await;
            assert_eq!((answer.status, answer.kind.as_str()), (StatusCode::OK, "application/json"), "{path}");
            serde_json::from_str(&answer.body).unwrap()
        };
        let w2 = &read(&format!("{one}/return.json")).await["taxW2"];
        assert_eq!((&w2["taxYear"], &w2["corrected"]), (&2024.into(), &true.into()));
        assert_eq!(w2["employeeTin"], "XXX-XX-0505");
        assert_eq!(
            (&w2["employeeName"]["first"], &w2["employeeName"]["last"]),
            (&"NAOMI".into(), &"SAWYER".into())
        );
        assert!(w2["employerTin"].as_str().unwrap().starts_with("00-"));
        assert!(w2["wages"].is_number() && w2["retirementPlan"] == true, "{w2}");
        assert_eq!(w2["codes"][0]["code"], "D");
        let year = read(&format!("{NAOMI}/returns.json")).await;
        assert_eq!(&year["forms"][0]["taxW2"], w2);
        let sheet = world.get(&cookie, "en", &format!("{NAOMI}/returns.csv")).await.body;
        assert!(
            sheet.starts_with("tax_year,form,payer,payer_number,account,box,meaning,value\n2024,W-2,"),
            "{sheet}"
        );
        assert!(sheet.contains(&format!("other compensation\",{}", w2["wages"])), "{sheet}");
        let old = world.sign_in_ago("demo-naomi", 120).await;
        for path in ["return.json", "return.csv"].map(|end| format!("{one}/{end}")) {
            assert_eq!(world.get(&old, "en", &path).await.status, StatusCode::SEE_OTHER, "{path}");
        }
        assert_eq!(world.get(&old, "en", &one).await.status, StatusCode::OK);
    })
    .await;
}
