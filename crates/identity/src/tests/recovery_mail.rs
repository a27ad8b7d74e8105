//! Does the first step of getting back in tell nothing, lead nowhere else, and take each mailed code once?

use store::testing::on_each_engine;

use super::recovery::{ANA, NEW, begin, letter, person, show};
use super::world::World;
use crate::authenticators::app;

#[tokio::test]
async fn unknown_and_known_addresses_get_equal_pages_and_one_message_each() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        let plain = |page: &str, email: &str| {
            let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            page.replace(token.unwrap_or("none"), "TOKEN").replace(email, "EMAIL")
        };
        let mut pages = Vec::new();
        let before = world.mail().await.len();
        // A demonstration person holds nothing that could be recovered.
        for email in [ANA, "bob@example.com", "maria@demo.example"] {
            let mut browser = world.browser();
            browser.follow("/recover").await;
            let mut seen = vec![];
            browser.send("/recover", &[("email", email)]).await;
            seen.push(plain(&browser.page, email));
            for (path, field, value) in [
                ("/recover/code", "code", "00000000"),
                ("/recover/saved", "code", "0000-0000-0000-0000"),
                ("/recover/password", "password", "not the password"),
            ] {
                let status = show(&mut browser, path, field, value).await;
                seen.push(format!("{status} {}", plain(&browser.page, email)));
            }
            for path in ["/recover/ways", "/recover/help", "/recover/app", "/recover/proof", "/recover/wait"]
            {
                browser.follow(path).await;
                seen.push(plain(&browser.page, email));
            }
            pages.push(seen);
        }
        for (place, known) in pages[0].iter().enumerate() {
            assert_eq!(*known, pages[1][place], "step {place}");
            assert_eq!(*known, pages[2][place], "step {place}");
        }
        let mail = world.mail().await;
        assert_eq!(mail.len(), before + 3);
        for email in ["bob@example.com", "maria@demo.example"] {
            let letter = letter(&world, email, "no sign-in here").await;
            assert!(!letter.contains('#') && !letter.contains("token"), "{letter}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_written_leads_to_this_site_whatever_the_browser_calls_it() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        let mut browser = world.browser();
        browser.header = Some(("host", "evil.example"));
        begin(&world, &mut browser, ANA).await;
        let body = letter(&world, ANA, "code to get back in").await;
        assert!(body.contains("http://localhost:8081/recover/stop?token="), "{body}");
        assert!(body.contains("\n@localhost:8081 #") && !body.contains("evil"), "{body}");
        assert!(body.contains("never call, text or write to you to ask for a code"), "{body}");
    })
    .await;
}

#[tokio::test]
async fn no_step_can_be_skipped_and_a_planted_session_is_left_behind() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, false).await;
        let mut stranger = world.browser();
        stranger.follow("/recover").await;
        for path in ["/recover/code", "/recover/ways", "/recover/finish", "/recover/wait", "/recover/waiting"]
        {
            assert_eq!(stranger.get(path).await.location, "/recover", "{path}");
        }
        let mut browser = world.browser();
        let code = begin(&world, &mut browser, ANA).await;
        for (path, fields) in [
            ("/recover/finish", vec![("new_password", NEW)]),
            ("/recover/app", vec![("code", "000000")]),
            ("/recover/backup", vec![("code", "x")]),
            ("/recover/proof", vec![("person", "0")]),
            ("/recover/wait", vec![]),
        ] {
            assert_eq!(browser.post(path, &fields).await.location, "/recover/ways", "{path}");
        }
        // Whoever planted the session that the code is typed in has nothing of it afterwards.
        let mut planted = browser.clone();
        browser.send("/recover/code", &[("code", &code)]).await;
        assert_ne!(planted.cookies["__Host-identity"], browser.cookies["__Host-identity"]);
        assert_ne!(planted.get("/recover/ways").await.status, 200);
        // The code counts once, and only in the recovery it was mailed for.
        let mut other = world.browser();
        begin(&world, &mut other, ANA).await;
        assert_eq!(show(&mut other, "/recover/code", "code", &code).await, 422);
        // What is asked again ends what was asked before, after an hour everything.
        let status =
            show(&mut browser, "/recover/app", "code", &app::code_at(&ana.app_key, world.now())).await;
        assert_eq!(status, 200);
        world.wait(900);
        assert_eq!(
            browser.get("/recover/code").await.location,
            "/recover",
            "what was shown is not led back to"
        );
    })
    .await;
}

#[tokio::test]
async fn mailed_codes_are_replaced_grow_old_and_are_held_back() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        let mut browser = world.browser();
        let first = begin(&world, &mut browser, ANA).await;
        browser.send("/recover/code/again", &[]).await;
        let second = letter(&world, ANA, "code to get back in").await.rsplit('#').next().unwrap().to_owned();
        assert_eq!(browser.send("/recover/code", &[("code", &first)]).await.status, 422);
        // The session is over long before; the page still leads back here, and back to nothing that was shown.
        world.wait(3_600);
        browser.follow("/recover/code").await;
        browser.send("/recover/code", &[("code", &second)]).await;
        assert!(browser.page.contains("This code is too old"), "{}", browser.page);
        let mut browser = world.browser();
        let code = begin(&world, &mut browser, ANA).await;
        for _ in 0..3 {
            browser.send("/recover/code", &[("code", "12345678")]).await;
        }
        browser.send("/recover/code", &[("code", &code)]).await;
        assert!(browser.page.contains("Please wait"), "{}", browser.page);
        world.wait(31);
        assert_eq!(browser.send("/recover/code", &[("code", &code)]).await.status, 200);
        assert!(browser.page.contains("What else do you have?"), "{}", browser.page);
    })
    .await;
}
