//! Does an information return on paper say what its form says, does the check know it, and does the code on it lead there?

use std::io::Write as _;
use std::process::Command;

use axum::http::StatusCode;
use store::testing::on_each_engine;
use web::testing::markup_problems;

use super::information::returns;
use super::papers::{in_order, read};
use super::world::World;

/// What a telephone's camera reads on the first or second page of a PDF, drawn by poppler.
pub(super) fn code_of(file: &[u8]) -> String {
    let mut kept = tempfile::NamedTempFile::new().unwrap();
    kept.write_all(file).unwrap();
    for page in ["1", "2", "3", "4"] {
        let mut command = Command::new("pdftoppm");
        let output = command.args(["-gray", "-r", "150", "-f", page, "-l", page]).arg(kept.path()).output();
        let picture = output.expect("poppler-utils is there: scripts/prepare installs it").stdout;
        // P5, width and height, the greatest value, then a byte for each point.
        let mut lines = picture.splitn(4, |byte| *byte == b'\n');
        let (Some(b"P5"), Some(size), Some(b"255"), Some(points)) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            break;
        };
        let size = String::from_utf8_lossy(size);
        let (width, height) = size.split_once(' ').unwrap();
        let (width, height): (usize, usize) = (width.parse().unwrap(), height.parse().unwrap());
        let mut prepared =
            rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| points[y * width + x]);
        if let Some(found) = prepared.detect_grids().first() {
            return found.decode().unwrap().1;
        }
    }
    panic!("no code on the paper");
}

#[tokio::test]
async fn the_paper_says_what_the_form_says_and_the_check_knows_it() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        let cookie = world.sign_in("demo-naomi").await;
        let lender = world.sign_in("demo-grace").await;
        let one = returns(&world, &cookie, "/records/information/2024").await.remove(0);
        for (language, title, wages, kind) in [
            ("en", "Form W-2 for 2024", "1 Wages, tips, other compensation", "R: Usual employment"),
            (
                "es",
                "Formulario W-2 de 2024",
                "1 Salarios, propinas y otra compensación",
                "R: Empleo habitual",
            ),
        ] {
            for way in ["", "?print=large"] {
                let answer = world.get(&cookie, language, &format!("{one}/return.pdf{way}")).await;
                assert_eq!((answer.status, answer.kind.as_str()), (StatusCode::OK, "application/pdf"));
                let heard = read(&answer.bytes).heard();
                in_order(&heard, &[title, "***-**-0505", wages, "$", "12 D", kind]);
                assert!(!heard.contains("999100505"), "{heard}");
                let address = code_of(&answer.bytes);
                let path = address.split_once("/check?number=").expect("an address of the check").1;
                let page = world.get("", "en", &format!("/check?number={path}")).await;
                assert_eq!((page.status, markup_problems(&page.body)), (StatusCode::OK, Vec::new()));
                let (number, code) = path.split_once("&code=").unwrap();
                for filled_in in [number, code] {
                    assert!(page.body.contains(&format!("value=\"{filled_in}\"")), "{filled_in}");
                }
                assert!(!page.body.contains("NAOM"), "nothing is told before somebody asks");
                let typed = [("number", number), ("code", code)];
                let told = world.upload(&lender, "/check", &typed, b"").await.body;
                in_order(&told, &["This document is genuine", "Information return", "W-2", "2024", "NAOM"]);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn papers_of_information_returns_are_their_owners_and_ask_for_a_recent_proof() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        let naomi = world.sign_in("demo-naomi").await;
        let one = returns(&world, &naomi, "/records/information/2024").await.remove(0);
        let (amelia, old) = (world.sign_in("demo-amelia").await, world.sign_in_ago("demo-naomi", 120).await);
        for ending in ["pdf", "jws"] {
            let path = format!("{one}/return.{ending}");
            assert_eq!(world.get(&naomi, "en", &path).await.status, StatusCode::OK, "{path}");
            assert_eq!(world.get(&amelia, "en", &path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(world.get("", "en", &path).await.location, "/sign-in", "{path}");
            assert!(world.get(&old, "en", &path).await.location.starts_with("/sign-in/again"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn other_forms_say_their_codes_and_days_in_words() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        world.bring_reports_in().await;
        for (person, form, said) in [
            ("demo-walter", "1099-R", "G: Moved directly into another plan or IRA"),
            ("demo-denise", "W-2G", "3 Type of wager</dt><dd><span>6: Lottery"),
            ("demo-grace", "1098", "2 Mortgage principal still owed"),
            ("demo-amelia", "5498", "5 Fair market value of the account"),
        ] {
            let cookie = world.sign_in(person).await;
            let mut pages = Vec::new();
            for path in returns(&world, &cookie, "/records/information/2025").await {
                pages.push(world.get(&cookie, "en", &path).await.body);
            }
            let title = format!("Form {form} for 2025");
            let page = pages.iter().find(|page| page.contains(&title)).expect(form);
            assert_eq!(markup_problems(page), Vec::<String>::new());
            assert!(page.contains(said), "{said}: {page}");
        }
    })
    .await;
}
