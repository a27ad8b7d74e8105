//! Do transcripts say what is on record, masked, in both languages, as page, paper and file, and add up?

use agency::transcripts::{Box, Kind, Masked, Reported, Transcript};
use axum::http::StatusCode;
use serde_json::Value;
use store::testing::on_each_engine;
use values::{Cents, date};
use web::Frame;
use web::testing::markup_problems;

use super::papers::{in_order, read};
use super::payer::is_problem;
use super::world::{World, person};
use crate::Account;
use crate::records::transcript_blocks;

const PEOPLE: [&str; 4] = ["demo-marcus", "demo-naomi", "demo-amelia", "demo-grace"];

async fn json(world: &World, cookie: &str, path: &str) -> Value {
    let answer = world.get(cookie, "en", path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    serde_json::from_str(&answer.body).unwrap()
}

fn cents(value: &Value) -> Cents {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn every_transcript_is_a_page_a_paper_and_a_file_and_hides_who_it_is() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        let cookie = world.sign_in("demo-naomi").await;
        let profile = world.profile("demo-naomi").await;
        let street = profile.address.lines[0].clone();
        let hidden = [profile.tin.clone(), profile.family_name.to_uppercase(), street.to_uppercase()];
        for kind in Kind::ALL {
            for year in [2023, 2024, 2025] {
                let root = format!("/records/transcripts/{}/1040/{year}", kind.name());
                for language in ["en", "es"] {
                    let page = world.get(&cookie, language, &format!("{root}?file=4711")).await;
                    assert_eq!(page.status, StatusCode::OK, "{root} in {language}");
                    assert_eq!(markup_problems(&page.body), Vec::<String>::new(), "{root} in {language}");
                    let file =
                        world.get(&cookie, language, &format!("{root}/transcript.pdf?file=4711")).await;
                    if !page.body.contains("transcript.pdf") {
                        assert_eq!((kind, file.status), (Kind::NonFiling, StatusCode::NOT_FOUND));
                        continue;
                    }
                    let found = read(&file.bytes);
                    in_order(&found.heard(), &["4711", &profile.tin[5..]]);
                    for whole in &hidden {
                        assert!(!found.text.to_uppercase().contains(whole.as_str()), "{root}: {whole}");
                    }
                }
            }
        }
        let said = json(&world, &cookie, "/records/transcripts/record/1040/2024/transcript.json").await;
        assert_eq!(said["person"]["number"], format!("XXX-XX-{}", &profile.tin[5..]));
        assert!(hidden.iter().all(|whole| !said.to_string().to_uppercase().contains(whole.as_str())));
    })
    .await;
}

#[tokio::test]
async fn the_account_adds_up_to_what_the_balance_pages_say() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let pack = tax::pack::Pack::us_federal();
        let mut compared = 0;
        for key in PEOPLE {
            let cookie = world.sign_in(key).await;
            let today = date(2026, 11, 22);
            for year in agency::balance::years(&world.store, pack, person(key), today).await.unwrap() {
                let path =
                    format!("/records/transcripts/account/{}/{}/transcript.json", year.form, year.tax_year);
                if !Kind::Account.years(pack, today).unwrap().contains(&year.tax_year) {
                    assert_eq!(world.get(&cookie, "en", &path).await.status, StatusCode::NOT_FOUND);
                    continue;
                }
                let said = json(&world, &cookie, &path).await;
                let account = &said["account"];
                assert_eq!(cents(&account["balance_with_accruals"]), year.position.balance, "{key} {path}");
                let lines = account["transactions"].as_array().unwrap();
                let sum = Cents::total(lines.iter().map(|line| cents(&line["amount"]))).unwrap();
                assert_eq!(sum, cents(&account["balance"]), "{key} {path}");
                compared += 1;
            }
        }
        assert!(compared > 5, "{compared}");
    })
    .await;
}

#[tokio::test]
async fn codes_are_explained_beside_their_official_wording() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        let path = "/records/transcripts/account/1040/2023/transcript.pdf";
        let english = read(&world.get(&cookie, "en", path).await.bytes).heard();
        in_order(
            &english,
            &["Account balance plus accruals", "150", "Tax return filed", "The tax on your return was put"],
        );
        let spanish = read(&world.get(&cookie, "es", path).await.bytes);
        in_order(
            &spanish.heard(),
            &[
                "150",
                "Tax return filed",
                "Declaración de impuestos presentada",
                "El impuesto de su declaración",
            ],
        );
        assert!(spanish.structure.contains("TH"), "{}", spanish.structure);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_on_record_is_said() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        for (kind, said) in [
            ("return", "We have no return on file"),
            ("account", "Nothing has been posted"),
            ("record", "We have no return on file"),
            ("wages", "Nobody has reported anything"),
        ] {
            let page = world.get(&cookie, "en", &format!("/records/transcripts/{kind}/1040/2026")).await;
            assert!(page.body.contains(said), "{kind}");
        }
        let year = "/records/transcripts/non-filing/1040/";
        let none = world.get(&cookie, "en", &format!("{year}2017")).await;
        assert!(none.body.contains("we have no return on Form 1040 for 2017"), "{}", none.body);
        let filed = world.get(&cookie, "en", &format!("{year}2023")).await;
        assert!(filed.body.contains("we cannot verify that you did not file"), "{}", filed.body);
        for ending in ["pdf", "json"] {
            let file = world.get(&cookie, "en", &format!("{year}2023/transcript.{ending}")).await;
            assert_eq!(file.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}

#[tokio::test]
async fn asking_checks_what_is_asked() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        let page = world.get(&cookie, "es", "/records/transcripts").await;
        assert_eq!(markup_problems(&page.body), Vec::<String>::new());
        let asked = |kind: &'static str, year: &'static str, form: &'static str, file: &'static str| {
            [("kind", kind), ("year", year), ("form", form), ("file", file)]
        };
        let send =
            async |fields: [(&str, &str); 4]| world.post(&cookie, "/records/transcripts", &fields).await;
        for (fields, wrong) in [
            (asked("", "2024", "1040", ""), "kind"),
            (asked("everything", "2024", "1040", ""), "kind"),
            (asked("return", "2019", "1040", ""), "year"),
            (asked("account", "2015", "1040", ""), "year"),
            (asked("non-filing", "2026", "1040", ""), "year"),
            (asked("return", "2024", "../home", ""), "form"),
            (asked("return", "2024", "1040", "999100505"), "file"),
            (asked("return", "2024", "1040", "12345678901"), "file"),
            (asked("return", "2024", "1040", "Loan 5"), "file"),
        ] {
            is_problem(&send(fields).await, wrong);
        }
        let found = send(asked("record", "2024", "1040", " 4711 ")).await;
        assert_eq!(found.location, "/records/transcripts/record/1040/2024?file=4711");
        for path in
            ["/record/1040/2019", "/record/941/2024", "/all/1040/2024", "/record/1040/2024?file=999100505"]
        {
            let answer = world.get(&cookie, "en", &format!("/records/transcripts{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let old = world.sign_in_ago("demo-marcus", 31).await;
        for ending in ["pdf", "json"] {
            let path = format!("/records/transcripts/record/1040/2024/transcript.{ending}");
            assert!(world.get(&old, "en", &path).await.location.starts_with("/sign-in/again"), "{path}");
            assert_eq!(world.get("", "en", &path).await.location, "/sign-in");
        }
    })
    .await;
}

/// The agencies' own system gives up at about 85 documents.
#[tokio::test]
async fn three_hundred_documents_are_all_there() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let wages = |number: usize| Reported {
            form: "1099-INT".to_owned(),
            payer: Masked::default(),
            payee_number: "XXX-XX-0505".to_owned(),
            account: format!("X{number:04}"),
            is_corrected: false,
            boxes: vec![Box {
                number: "1".to_owned(),
                english: "Interest income".to_owned(),
                spanish: "Ingresos por intereses".to_owned(),
                amount: Some(Cents::new(100)),
                text: None,
            }],
        };
        let found = Transcript {
            kind: Kind::Wages,
            form: "1040".to_owned(),
            tax_year: 2024,
            period_ends_on: date(2024, 12, 31),
            requested_on: date(2026, 11, 22),
            customer_file_number: None,
            person: Masked::default(),
            spouse: None,
            filed: None,
            account: None,
            reported: Some((0..300).map(wages).collect()),
            is_return_on_file: false,
        };
        let cookie = world.sign_in("demo-naomi").await;
        let blocks = move |account: &Account, frame: &Frame| transcript_blocks(frame, &account.pack, &found);
        let paper = read(&world.print(&cookie, blocks).await);
        assert_eq!(paper.heard().matches("Interest income").count(), 300);
        assert!(paper.heard().contains("300 documents were reported"), "{}", paper.heard());
    })
    .await;
}
