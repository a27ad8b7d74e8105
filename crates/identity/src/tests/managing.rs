//! Does a person see what stands of their sign-in, end it, and nobody else's?

use store::identity::{sessions, sign_ins};
use store::testing::on_each_engine;
use values::Id;

use super::journeys::sign_up;
use super::world::{Browser, World};

/// The id of the demonstration person.
async fn maria(world: &World) -> Id {
    let index = crate::person::email_index(world.identity.sealer(), &"maria@demo.example".parse().unwrap());
    sign_ins::find_by_email(world.identity.store(), index).await.unwrap().unwrap().id
}

#[tokio::test]
async fn a_person_sees_and_ends_what_stands() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut here, mut there) = (world.browser(), world.browser());
        let code = world.code(&mut here, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 200);
        world.code(&mut there, &[]).await;
        here.follow("/security").await;
        for part in
            ["signed in on 2 devices", "Last: Signed in", "You share with 1 site", "maria@demo.example"]
        {
            assert!(here.page.contains(part), "{part}: {}", here.page);
        }
        here.follow("/security/devices").await;
        for part in ["Firefox, Linux", "Place unknown (network 192.0.2.1)", "This is where you are now"] {
            assert!(here.page.contains(part), "{part}: {}", here.page);
        }
        let session = here.between("name=\"session\" value=\"", "\"");
        here.send("/security/devices/end", &[("session", &session)]).await;
        assert!(!here.page.contains("name=\"session\""), "{}", here.page);
        assert!(here.page.contains("Signed out there"), "{}", here.page);
        assert_eq!(there.follow("/security").await.location, "", "the other browser is signed out");
        assert!(there.page.contains("You are signed out"), "{}", there.page);
        // What a site may be told ends at once.
        here.follow("/security/sites").await;
        for part in ["The account site", "***-**-3456", "m…@demo.example", "Last used"] {
            assert!(here.page.contains(part), "{part}: {}", here.page);
        }
        here.send("/security/sites/revoke", &[("client", "account")]).await;
        assert!(here.page.contains("not used this sign-in at another site yet"), "{}", here.page);
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401);
        here.send("/sign-out", &[]).await;
        assert_eq!(here.get("/security").await.location, "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn everywhere_else_is_ended_at_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut all: Vec<Browser> = (0..4).map(|_| world.browser()).collect();
        for browser in &mut all {
            world.code(browser, &[]).await;
        }
        all[1].follow("/security/devices").await;
        all[1].send("/security/devices/end-others", &[]).await;
        for (number, browser) in all.iter_mut().enumerate() {
            assert_eq!(browser.get("/security").await.status == 200, number == 1, "{number}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_anothers_is_not_there() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut theirs, mut ana) = (world.browser(), world.browser());
        world.code(&mut theirs, &[]).await;
        sign_up(&world, &mut ana, "ana@example.com").await;
        ana.send("/set-up", &[]).await;
        let maria = maria(&world).await;
        let kept = sessions::list(world.identity.store(), maria, world.now(), values::Timestamp::MIN).await;
        let session = kept.unwrap()[0].id.to_string();
        ana.follow("/security/devices").await;
        for (path, field, value) in [
            ("/security/devices/end", "session", session.as_str()),
            ("/security/devices/end", "session", "nonsense"),
            ("/security/sites/revoke", "client", "account"),
            ("/security/sites/revoke", "client", "nobody"),
        ] {
            assert_eq!(ana.post(path, &[(field, value)]).await.status, 404, "{path} {value}");
            ana.follow("/security/devices").await;
        }
        assert_eq!(theirs.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_history_goes_on_to_its_end_and_can_be_kept() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        for _ in 0..61 {
            world.wait(1);
            browser.follow("/sign-in").await;
            browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        }
        let (mut address, mut pages, mut rows) = ("/security/history".to_owned(), 0, 0);
        loop {
            browser.follow(&address).await;
            pages += 1;
            rows += browser.page.matches("<th scope=\"row\">").count();
            if !browser.page.contains("Older events") {
                break;
            }
            address = browser.between("usa-button--outline\" href=\"", "\"");
        }
        assert_eq!((pages, rows), (3, 61));
        let csv = browser.get("/security/history.csv").await.body;
        assert_eq!(csv.lines().count(), 62, "{csv}");
        assert!(csv.lines().nth(1).unwrap().contains("event-signed-in,"), "{csv}");
        let json = browser.get("/security/history.json").await.json();
        assert_eq!(json["events"].as_array().unwrap().len(), 61);
        assert_eq!(json["events"][0]["network"], "192.0.2.1");
        for path in ["/security/history?before=x", "/security/history?before="] {
            assert_eq!(browser.get(path).await.status, 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_by_itself_after_fifteen_minutes_or_twelve_hours() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut idle = world.browser();
        world.code(&mut idle, &[]).await;
        idle.follow("/security").await;
        // The warning comes two and a half minutes before the end; the test's own clock runs on meanwhile.
        let said = |name: &str| idle.between(name, "\"").parse::<i64>().unwrap();
        let (warning, end) = (said("data-warning-in=\""), said("data-ends-in=\""));
        assert!((740..=750).contains(&warning) && end == warning + 150, "{warning} {end}");
        world.wait(14 * 60 + 45);
        assert_eq!(idle.clone().get("/session/warning").await.status, 200);
        world.wait(15);
        assert_eq!(idle.get("/security").await.location, "/session/ended");
        let mut busy = world.browser();
        world.code(&mut busy, &[]).await;
        for _ in 0..71 {
            world.wait(600);
            assert_eq!(busy.get("/security").await.status, 200);
        }
        world.wait(570);
        assert_eq!(busy.get("/security").await.status, 200, "half a minute before twelve hours");
        world.wait(30);
        assert_ne!(busy.get("/security").await.status, 200);
    })
    .await;
}
