//! What each page answers.

use axum::http::StatusCode;
use store::Write;
use store::taxes::modules::{self, Module};
use store::testing::on_each_engine;
use web::testing::markup_problems;

use super::world::{World, person};

const PAGES: [&str; 10] = [
    "/home",
    "/balance",
    "/balance/1040/2019",
    "/balance/1040/2021?on_month=12&on_day=24&on_year=2026",
    "/balance/1040/2019/explanation",
    "/balance/1040/2021/explanation?on=2027-11-22",
    "/payments",
    "/records",
    "/records/1",
    "/help",
];

#[tokio::test]
async fn every_page_is_sound_in_both_languages_on_both_engines() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        for path in PAGES {
            let mut titles = Vec::new();
            for language in ["en", "es"] {
                let answer = world.get(&cookie, language, path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path} in {language}: {}", answer.location);
                assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path} in {language}");
                assert!(answer.body.contains(&format!("<html lang=\"{language}\"")), "{path}");
                titles
                    .push(answer.body.split("<title>").nth(1).unwrap().split('<').next().unwrap().to_owned());
            }
            assert_ne!(titles[0], titles[1], "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_of_the_demonstration_can_be_shown() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        for featured in sandbox::people::demonstration().featured {
            let cookie = world.sign_in(featured.key.as_str()).await;
            let home = world.get(&cookie, "en", "/home").await;
            assert_eq!(home.status, StatusCode::OK, "{}", featured.key.as_str());
            assert!(home.body.contains(featured.family), "{}", featured.key.as_str());
            let balance = world.get(&cookie, "en", "/balance").await;
            let years =
                balance.body.split("href=\"/balance/").skip(1).map(|rest| rest.split('"').next().unwrap());
            for year in years.filter(|year| !year.is_empty()) {
                for page in ["", "/explanation", "/explanation.json", "/explanation.csv"] {
                    let path = format!("/balance/{year}{page}");
                    assert_eq!(world.get(&cookie, "es", &path).await.status, StatusCode::OK, "{path}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_visitor_without_a_session_sees_nobody() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        for path in PAGES.into_iter().filter(|path| *path != "/help") {
            let answer = world.get("", "en", path).await;
            assert_eq!(
                (answer.status, answer.location.as_str()),
                (StatusCode::SEE_OTHER, "/sign-in"),
                "{path}"
            );
            assert!(!answer.body.contains("Ellison"));
        }
    })
    .await;
}

#[tokio::test]
async fn joint_years_are_seen_by_both_and_by_nobody_else() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (grace, samuel) = (world.sign_in("demo-grace").await, world.sign_in("demo-samuel").await);
        let naomi = world.sign_in("demo-naomi").await;
        let path = "/balance/1040/2024/explanation.json";
        let [hers, his, other] = [
            world.get(&grace, "en", path).await,
            world.get(&samuel, "en", path).await,
            world.get(&naomi, "en", path).await,
        ];
        assert_eq!(hers.body, his.body);
        assert_ne!(hers.body, other.body);
        for path in [
            "/balance/1040/1999",
            "/balance/709/2024",
            "/balance/1040/x",
            "/records/0",
            "/records/99",
            "/records/x",
        ] {
            let answer = world.get(&grace, "en", path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_separate_and_a_joint_year_have_a_page_each() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let samuel = person("demo-samuel");
        let own = Module {
            taxpayer_id: samuel,
            id: samuel,
            record_key: "own".to_owned(),
            form: "1040".to_owned(),
            tax_year: 2024,
            spouse_id: None,
            return_due: values::date(2025, 4, 15),
            extended_due: None,
            due_postponed: None,
            filed_on: Some(values::date(2025, 4, 15)),
            levy_notice_on: None,
            version: 1,
            facts: Vec::new(),
            entries: Vec::new(),
        };
        world.store.write(modules::add_or_change(Write::new(), &own)).await.unwrap();
        let cookie = world.sign_in("demo-samuel").await;
        let list = world.get(&cookie, "en", "/balance").await.body;
        for (path, is_joint) in [("/balance/1040/2024", false), ("/balance/1040-joint/2024", true)] {
            assert!(list.contains(&format!("href=\"{path}\"")), "{path}");
            let page = world.get(&cookie, "en", path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert_eq!(page.body.contains("Joint with your spouse"), is_joint, "{path}");
            assert!(page.body.contains(&format!("href=\"{path}/explanation?on=")), "{path}");
            let explained = world.get(&cookie, "en", &format!("{path}/explanation")).await;
            assert!(explained.body.contains(&format!("href=\"{path}\"")), "{path}: the way back");
        }
    })
    .await;
}

#[tokio::test]
async fn a_day_that_cannot_be_told_is_refused_with_what_to_do() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        for (month, day, year) in [
            ("2", "30", "2027"),
            ("x", "1", "2027"),
            ("11", "21", "2026"),
            ("11", "23", "2027"),
            ("", "1", ""),
        ] {
            let path = format!("/balance/1040/2021?on_month={month}&on_day={day}&on_year={year}");
            let answer = world.get(&cookie, "en", &path).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(answer.body.contains("<title>Error: "), "{path}");
            assert!(answer.body.contains("href=\"#on\"") && answer.body.contains("id=\"on\""), "{path}");
            assert!(
                answer.body.contains(&format!("name=\"on_day\" value=\"{day}\"")),
                "{path}: what was typed stays"
            );
        }
        for on in ["2026-11-21", "2027-11-23", "today", "2026-02-30"] {
            for page in ["explanation", "explanation.csv", "explanation.json"] {
                let answer = world.get(&cookie, "en", &format!("/balance/1040/2021/{page}?on={on}")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{page} {on}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_downloads_hold_what_the_law_computes() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        let json = world.get(&cookie, "en", "/balance/1040/2021/explanation.json?on=2027-01-31").await;
        assert_eq!(json.kind, "application/json");
        let explained: serde_json::Value = serde_json::from_str(&json.body).unwrap();
        assert_eq!(explained["as_of"], "2027-01-31");
        let amount = |name: &str| explained[name].as_str().unwrap().parse::<values::Cents>().unwrap();
        let parts = [
            "tax",
            "credits_and_payments",
            "failure_to_file",
            "failure_to_pay",
            "other_penalties",
            "interest",
        ];
        assert_eq!(values::Cents::total(parts.map(amount)), Ok(amount("balance")));
        let csv = world.get(&cookie, "en", "/balance/1040/2021/explanation.csv?on=2027-01-31").await;
        assert!(csv.kind.starts_with("text/csv"));
        let rows = csv::Reader::from_reader(csv.body.as_bytes()).into_records().count();
        assert_eq!(rows, explained["spans"].as_array().unwrap().len());
    })
    .await;
}

#[tokio::test]
async fn sign_in_without_an_identity_site_is_a_page_that_says_so() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let answer = world.get("", "es", "/sign-in").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.body.contains("Por ahora no se puede iniciar sesión"));
        let stale = world.get("", "en", "/sign-in/callback?code=x&state=y").await;
        assert_eq!(stale.status, StatusCode::BAD_REQUEST);
        assert_eq!(markup_problems(&stale.body), Vec::<String>::new());
    })
    .await;
}
