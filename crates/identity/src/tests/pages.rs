//! Is every page sound, in both languages, and is nothing personal left readable in the database?

use store::testing::{Scratch, on_each_engine};
use web::testing::markup_problems;
use web::words::testing::{problems, sources_under, unknown, unused};

use super::journeys::{confirm, sign_up};
use super::world::{PASSWORD, World};

#[tokio::test]
async fn every_page_is_sound_in_both_languages() {
    for language in ["en", "es"] {
        on_each_engine(async |store| {
            let world = World::new(store).await;
            let mut browser = world.browser();
            let mut seen = 0;
            let mut look = |page: &str, what: &str| {
                assert_eq!(markup_problems(page), Vec::<String>::new(), "{what} ({language})\n{page}");
                assert!(page.contains(&format!("<html lang=\"{language}\">")), "{what} is not in {language}");
                seen += 1;
            };
            for path in ["/sign-in", "/create", "/help", "/outbox", "/nowhere"] {
                let answer = browser.follow(&format!("{path}?lang={language}")).await;
                assert_eq!(answer.status, if path == "/nowhere" { 404 } else { 200 }, "{path}");
                look(&browser.page, path);
            }
            let address = world.pushed(&world.account, &[]).await;
            browser.follow(&address).await;
            look(&browser.page, "start");
            browser.send("/sign-in", &[("email", "no address"), ("password", "x")]).await;
            look(&browser.page, "start again");
            let email = format!("{language}@example.com");
            browser.follow("/create").await;
            browser.send("/create", &[("email", &email)]).await;
            look(&browser.page, "confirm");
            browser.send("/create/confirm", &[("code", "1")]).await;
            look(&browser.page, "confirm again");
            let mut other = world.browser();
            other.follow(&format!("/create?lang={language}")).await;
            confirm(&world, &mut other, &format!("new{language}@example.com")).await;
            look(&other.page, "how");
            other.send("/create/how", &[("credential", "")]).await;
            look(&other.page, "how again");
            other.follow("/create/password").await;
            look(&other.page, "password");
            other.send("/create/password", &[("new_password", "short")]).await;
            look(&other.page, "password again");
            assert_eq!(seen, 13);
        })
        .await;
    }
}

/// What somebody sees who is signed in.
const OF_A_SIGNED_IN_PERSON: [&str; 22] = [
    "/security",
    "/security/devices",
    "/security/history",
    "/security/sites",
    "/security/addresses",
    "/security/addresses/add",
    "/security/preferences",
    "/sign-in/again",
    "/security/data",
    "/security/close",
    "/closed",
    "/closing-cancelled",
    "/keep-account/none",
    "/not-me/done",
    "/not-me/none",
    "/security/password",
    "/security/apps",
    "/security/passkeys",
    "/security/passkeys/add/passkey",
    "/security/passkeys/add/key",
    "/oidc/sign-out",
    "/outbox",
];

#[tokio::test]
async fn every_page_after_the_address_is_sound_in_both_languages() {
    for language in ["en", "es"] {
        on_each_engine(async |store| {
            let world = World::new(store).await;
            let mut seen = 0;
            let mut look = |page: &str, what: &str| {
                assert_eq!(markup_problems(page), Vec::<String>::new(), "{what} ({language})\n{page}");
                assert!(page.contains(&format!("<html lang=\"{language}\">")), "{what} is not in {language}");
                seen += 1;
            };
            let mut other = world.browser();
            other.follow(&format!("/sign-in?lang={language}")).await;
            let (key, _) = sign_up(&world, &mut other, &format!("two{language}@example.com")).await;
            look(&other.page, "protect the sign-in");
            let address = world.pushed(&world.account, &[]).await;
            other.follow(&address).await;
            assert!(other.page.contains("action=\"/set-up\""), "{}", other.page);
            other.send("/set-up", &[]).await;
            look(&other.page, "prove");
            other.send("/prove/later", &[]).await;
            look(&other.page, "consent");
            for path in OF_A_SIGNED_IN_PERSON {
                assert_eq!(other.follow(path).await.status, 200, "{path}");
                look(&other.page, path);
            }
            world.wait(60);
            let mut browser = world.browser();
            browser.follow(&format!("/sign-in?lang={language}")).await;
            browser
                .send("/sign-in", &[("email", &format!("two{language}@example.com")), ("password", PASSWORD)])
                .await;
            look(&browser.page, "code");
            browser.send("/sign-in/code", &[("code", "x")]).await;
            look(&browser.page, "code again");
            drop(key);
            assert_eq!(seen, 27);
        })
        .await;
    }
}

#[test]
fn every_message_is_there_used_and_translated() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources = sources_under(&folder).unwrap();
    assert_eq!(problems(&crate::WORDS), Vec::<String>::new());
    assert_eq!(unused(&crate::WORDS, &sources), Vec::<String>::new());
    assert_eq!(unknown(&web::Words::new(&crate::WORDS).unwrap(), &sources), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_personal_is_readable_in_the_files_of_the_database() {
    let scratch = Scratch::sqlite().await;
    let world = World::new(scratch.store.clone()).await;
    let mut browser = world.browser();
    let (key, codes) = sign_up(&world, &mut browser, "canary.person@example.com").await;
    browser.send("/set-up", &[]).await;
    browser.send("/prove", &[("person", "0")]).await;
    let code = world.code(&mut browser, &[]).await;
    let tokens = world.trade(&world.account, &code, &[]).await.json();
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    let store::Target::Sqlite(path) = &scratch.target else { panic!("SQLite was asked for") };
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("event-signed-in"), "the files were not read");
    for canary in [
        "canary.person",
        "900123457",
        "900123456",
        "Prueba",
        "1980-02-29",
        PASSWORD,
        &codes[0],
        &codes[0].replace('-', ""),
        &code,
        &token,
    ] {
        assert!(!holds(canary), "{canary} is readable");
    }
    let key = key.expose();
    assert!(key.len() >= 14, "an app's key has 112 bits");
    assert!(!bytes.windows(key.len()).any(|window| window == key.as_slice()), "an app's key is readable");
}
