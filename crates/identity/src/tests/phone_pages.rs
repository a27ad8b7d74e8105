//! Are the pages of telephones and of the second step sound, and is no number readable where it is kept?

use store::testing::on_each_engine;

use super::phones::{EMAIL, add, code_of, newest, send, signed_in};
use super::world::{PASSWORD, World};

fn is_sound(page: &str, what: &str, language: &str) {
    assert_eq!(web::testing::markup_problems(page), Vec::<String>::new(), "{what} ({language})\n{page}");
    assert!(page.contains(&format!("<html lang=\"{language}\">")), "{what} is not in {language}");
}

#[tokio::test]
async fn a_made_up_person_gets_no_telephone_and_without_a_gateway_nobody_does() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        assert_eq!(browser.get("/security/phones/add").await.status, 404);
        browser.follow("/security/phones").await;
        assert!(browser.page.contains("made-up person"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn every_page_of_ways_is_sound_in_both_languages() {
    for language in ["en", "es"] {
        on_each_engine(async |store| {
            let world = World::new(store).await;
            let (mut browser, _) = signed_in(&world).await;
            let look = |page: &str, what: &str| is_sound(page, what, language);
            browser.follow(&format!("/security/phones?lang={language}")).await;
            look(&browser.page, "phones");
            for (path, fields) in [
                ("/security/phones/add", &[("number", "1"), ("channel", "text")][..]),
                ("/security/phones/add", &[("number", "202-555-0199"), ("channel", "call")]),
            ] {
                browser.follow(path).await;
                look(&browser.page, path);
                assert_eq!(browser.send(path, fields).await.status, 422);
                look(&browser.page, "refused");
            }
            browser.send("/security/phones/add", &[("number", "202-555-0123"), ("channel", "text")]).await;
            look(&browser.page, "confirm");
            let code = code_of(&newest(&world).await);
            browser.send("/security/phones/confirm", &[("code", "1")]).await;
            look(&browser.page, "confirm again");
            browser.send("/security/phones/confirm", &[("code", &code)]).await;
            let id = browser.between("href=\"/security/phones/", "\"");
            let app = format!("/security/apps/{}", {
                browser.follow("/security/apps").await;
                browser.between("href=\"/security/apps/", "\"")
            });
            for path in
                [&format!("/security/phones/{id}"), "/security/apps", &app, "/security/codes", "/outbox"]
            {
                assert_eq!(browser.follow(path).await.status, 200, "{path}");
                look(&browser.page, path);
            }
            browser.follow("/security/codes").await;
            browser.send("/security/codes", &[]).await;
            look(&browser.page, "new codes");
        })
        .await;
    }
}

#[tokio::test]
async fn every_page_of_the_second_step_is_sound_in_both_languages() {
    for language in ["en", "es"] {
        on_each_engine(async |store| {
            let world = World::new(store).await;
            let (mut browser, _) = signed_in(&world).await;
            add(&world, &mut browser, "202-555-0123", "text").await;
            let look = |page: &str, what: &str| is_sound(page, what, language);
            let mut other = world.browser();
            other.follow(&format!("/sign-in?lang={language}")).await;
            other.send("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
            for path in ["/sign-in/code/app", "/sign-in/code/backup", "/sign-in/code/phone", "/help/not-me"] {
                assert_eq!(other.follow(path).await.status, 200, "{path}");
                look(&other.page, path);
            }
            assert_eq!(send(&mut other, "call").await, 200);
            look(&other.page, "called");
            other.send("/sign-in/code/phone", &[("code", "1")]).await;
            look(&other.page, "called again");
            other.follow("/sign-in/code/choose").await;
            look(&other.page, "choose");
        })
        .await;
    }
}

#[tokio::test]
async fn no_number_and_no_code_is_readable_in_the_files_of_the_database() {
    let scratch = store::testing::Scratch::sqlite().await;
    let world = World::new(scratch.store.clone()).await;
    let (mut browser, _) = signed_in(&world).await;
    add(&world, &mut browser, "202-555-0123", "text").await;
    let text = newest(&world).await;
    let store::Target::Sqlite(path) = &scratch.target else { panic!("SQLite was asked for") };
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let holds = |what: &str| bytes.windows(what.len()).any(|window| window == what.as_bytes());
        assert!(
            !holds("2025550123") && !holds(&format!("#{}", code_of(&text))) && !holds("is your code for")
        );
    }
}
