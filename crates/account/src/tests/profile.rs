//! Does the profile say what is held, and is a PIN one's own, sealed, one a year, and only for whoever proved themselves lately?

use axum::http::StatusCode;
use store::testing::on_each_engine;
use store::{audit, testing};
use web::testing::markup_problems;

use super::world::{Answer, World, person};

const PINS: &str = "/profile/pins";

/// The digits on a page.
fn digits(page: &Answer) -> String {
    let behind = page.body.split("<strong class=\"figure\">").nth(1).expect("digits");
    behind.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_profile_says_what_is_held_in_both_languages() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-grace").await;
        let profile = world.profile("demo-grace").await;
        for language in ["en", "es"] {
            for path in ["/profile", PINS] {
                let page = world.get(&cookie, language, path).await;
                assert_eq!(
                    (page.status, markup_problems(&page.body)),
                    (StatusCode::OK, Vec::new()),
                    "{path}"
                );
                assert!(!page.body.contains(&profile.tin), "the whole number");
            }
        }
        let page = world.get(&cookie, "en", "/profile").await.body;
        for said in [&profile.address.lines[0], &profile.address.city, &profile.tin[5..], "/security"] {
            assert!(page.contains(said), "{said}");
        }
        // Two children on the latest return.
        let pins = world.get(&cookie, "en", PINS).await.body;
        for name in ["Grace Okafor", "Ada Okafor", "Julian Okafor"] {
            assert!(pins.contains(&format!("Get a PIN for {name}")), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_pin_is_got_once_seen_and_replaced_and_nothing_of_it_lies_open() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-grace").await;
        let post = async |action: &str, holder: &str| {
            world.post(&cookie, &format!("{PINS}/{action}"), &[("holder", holder)]).await
        };
        assert_eq!(post("see", "1").await.location, PINS, "there is none yet");
        for _ in 0..2 {
            assert_eq!(post("get", "1").await.location, PINS);
        }
        let first = digits(&post("see", "1").await);
        assert!(first.len() == 6 && first.bytes().all(|byte| byte.is_ascii_digit()), "{first}");
        let page = world.get(&cookie, "en", PINS).await.body;
        assert!(!page.contains(&first) && page.contains("Show the PIN of Ada Okafor"), "{page}");
        assert_eq!(post("renew", "1").await.location, PINS);
        let second = digits(&post("see", "1").await);
        assert_ne!(first, second);
        assert!(world.get(&cookie, "es", PINS).await.body.contains("reemplazado el"));
        assert_eq!(post("get", "9").await.status, StatusCode::NOT_FOUND);
        // Nothing of it is readable where it lies.
        let kept = testing::contents(&world.store).await;
        assert_eq!(kept["ip_pin"].len(), 2);
        for digits in [&first, &second] {
            assert!(kept.values().flatten().all(|row| !row.contains(digits.as_str())), "{digits}");
        }
        audit::verify(&world.store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_pin_asks_for_a_recent_proof_and_is_nobody_elses() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let grace = world.sign_in("demo-grace").await;
        world.post(&grace, &format!("{PINS}/get"), &[("holder", "0")]).await;
        let own = digits(&world.post(&grace, &format!("{PINS}/see"), &[("holder", "0")]).await);
        let samuel = world.sign_in("demo-samuel").await;
        let seen = world.post(&samuel, &format!("{PINS}/see"), &[("holder", "0")]).await;
        assert_eq!(seen.location, PINS, "he has none");
        assert!(!world.get(&samuel, "en", PINS).await.body.contains(&own));
        let old = world.sign_in_ago("demo-naomi", 120).await;
        for action in ["get", "see", "renew"] {
            let path = format!("{PINS}/{action}");
            let asked = world.post(&old, &path, &[("holder", "0")]).await;
            assert!(asked.location.starts_with("/sign-in/again"), "{action}: {}", asked.location);
        }
        let naomi = person("demo-naomi");
        let pins = store::taxes::ip_pins::list(&world.store, world.sealer(), naomi).await.unwrap();
        assert!(pins.is_empty());
    })
    .await;
}
