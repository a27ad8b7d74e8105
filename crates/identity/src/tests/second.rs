//! Backup codes, the limits of every second factor, and the page for those who asked for nothing.

use store::identity::second_factors;
use store::testing::on_each_engine;

use super::phones::{EMAIL, password, signed_in};
use super::world::{Browser, World};
use crate::authenticators::app;
use crate::happenings::Happening;

/// Ten new codes, as the page shows them.
async fn make(browser: &mut Browser) -> Vec<String> {
    browser.follow("/security/codes").await;
    browser.send("/security/codes", &[]).await;
    shown(browser)
}

fn shown(browser: &Browser) -> Vec<String> {
    let codes = browser.page.split("<li><code>").skip(1);
    codes.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn backup_codes_are_shown_once_downloaded_used_once_and_replaced() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        let first = make(&mut browser).await;
        assert_eq!(first.len(), 10);
        assert!(first.iter().all(|code| code.len() == 29), "{first:?}");
        let second = make(&mut browser).await;
        assert!(first.iter().all(|code| !second.contains(code)));
        browser.follow("/security/codes/new").await;
        assert_eq!(shown(&browser), second, "loading the page again shows the same codes");
        let file = browser.get_whole("/security/codes/file").await;
        assert_eq!(file.header["content-disposition"], "attachment; filename=\"backup-codes.txt\"");
        assert_eq!(file.header["cache-control"], "no-store");
        assert_eq!(file.header["content-type"], "text/plain; charset=utf-8");
        assert!(second.iter().all(|code| file.body.contains(code)), "{}", file.body);
        browser.follow("/security/codes/new").await;
        browser.send("/security/codes/new", &[]).await;
        assert!(browser.page.contains("You have 10 backup codes left"), "{}", browser.page);
        assert_eq!(browser.get("/security/codes/new").await.location, "/security/codes");
        assert_eq!(browser.get("/security/codes/file").await.location, "/security/codes");
        for (code, status) in [(&first[0], 422), (&second[0], 303), (&second[0], 422)] {
            let mut other = password(&world).await;
            other.follow("/sign-in/code/backup").await;
            let typed = code.to_lowercase().replace('-', " ");
            let answer = other.post("/sign-in/code/backup", &[("code", &typed)]).await;
            assert_eq!(answer.status.as_u16(), status, "{code}");
        }
        browser.follow("/security/history").await;
        assert!(
            browser.page.contains("Backup code used") && browser.page.contains("Backup codes made"),
            "{}",
            browser.page
        );
    })
    .await;
}

#[tokio::test]
async fn backup_codes_need_two_factors_in_this_session() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        browser.follow("/security/codes").await;
        assert!(!browser.page.contains("Make ten new codes"), "{}", browser.page);
        assert_eq!(browser.post("/security/codes", &[]).await.status, 404);
        assert_eq!(world.browser().get("/security/codes").await.location, "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn a_session_of_one_factor_gets_no_backup_codes() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        let (sign_in, now) = (world.sign_in_of(EMAIL).await, world.now());
        let before = now - jiff::SignedDuration::from_mins(10);
        let sessions =
            store::identity::sessions::list(world.identity.store(), sign_in, now, before).await.unwrap();
        let weaker = store::identity::sessions::strengthen(sessions[0].id, sign_in, "password");
        world.identity.write(weaker).await.unwrap();
        browser.follow("/security/codes").await;
        assert!(browser.page.contains("First sign in with two steps"), "{}", browser.page);
        let refused = browser.post("/security/codes", &[]).await;
        assert!(refused.location.starts_with("/sign-in/again"), "{} {}", refused.status, refused.location);
    })
    .await;
}

#[tokio::test]
async fn where_too_many_passwords_wait_one_is_told_to_come_again() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (_, _) = signed_in(&world).await;
        let all = world.identity.hasher().fill();
        let mut other = world.browser();
        other.follow("/sign-in").await;
        let fields = [("email", EMAIL), ("password", super::world::PASSWORD)];
        let busy = other.post("/sign-in", &fields).await;
        assert_eq!(busy.status, 503);
        assert!(busy.body.contains("Many people are here at once"), "{}", busy.body);
        drop(all);
        other.follow("/sign-in").await;
        assert_eq!(other.post("/sign-in", &fields).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn fifty_tries_with_one_backup_code_at_once_get_in_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        let codes = make(&mut browser).await;
        let mut tries = Vec::new();
        for _ in 0..4 {
            let mut other = password(&world).await;
            other.follow("/sign-in/code/backup").await;
            tries.push(other);
        }
        let code = codes[0].clone();
        let running = tries.into_iter().map(|mut other| {
            let code = code.clone();
            tokio::spawn(async move {
                other.post("/sign-in/code/backup", &[("code", &code)]).await.status.as_u16()
            })
        });
        let running: Vec<_> = running.collect();
        let mut entered = 0;
        for one in running {
            entered += usize::from(one.await.unwrap() == 303);
        }
        assert_eq!(entered, 1);
    })
    .await;
}

#[tokio::test]
async fn after_a_hundred_wrong_codes_in_a_row_a_way_is_shut_until_it_is_connected_anew() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, key) = signed_in(&world).await;
        let codes = make(&mut browser).await;
        let sign_in = world.sign_in_of(EMAIL).await;
        for _ in 0..99 {
            world.identity.write(second_factors::add_failure(sign_in, "app")).await.unwrap();
        }
        world.wait(60);
        let mut other = password(&world).await;
        assert_eq!(other.send("/sign-in/code", &[("code", "000000")]).await.status, 422);
        let right = app::code_at(&key, world.now());
        other.send("/sign-in/code", &[("code", &right)]).await;
        assert!(other.page.contains("switched off"), "even the right one is not looked at: {}", other.page);
        let events = store::identity::events::list(world.identity.store(), sign_in, 50).await.unwrap();
        let locked = events.iter().filter(|event| event.what == Happening::AuthenticatorLocked.word());
        assert_eq!(locked.count(), 1);
        // Another way still works, and connecting an app anew replaces the one that was shut.
        other.send("/sign-in/code", &[("code", &codes[0])]).await;
        assert_eq!(other.get("/security").await.status, 200);
        other.follow("/security/apps").await;
        other.send("/security/apps/start", &[]).await;
        let new = super::journeys::shown_key(&other);
        let typed = app::code_at(&new, world.now());
        other.send("/security/apps/add", &[("code", &typed), ("name", "My telephone")]).await;
        assert_eq!(
            other.page.matches("/security/apps/").count()
                - other.page.matches("/security/apps/start").count(),
            1
        );
        assert!(other.page.contains("My telephone"), "{}", other.page);
        world.wait(60);
        for (key, status) in [(&key, 422), (&new, 303)] {
            let mut third = password(&world).await;
            let answer = third.post("/sign-in/code", &[("code", &app::code_at(key, world.now()))]).await;
            assert_eq!(answer.status.as_u16(), status);
        }
    })
    .await;
}

#[tokio::test]
async fn a_right_code_forgets_the_wrong_ones() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (_, key) = signed_in(&world).await;
        let sign_in = world.sign_in_of(EMAIL).await;
        world.wait(60);
        let mut other = password(&world).await;
        for _ in 0..3 {
            other.send("/sign-in/code", &[("code", "000000")]).await;
        }
        let failures = async || {
            let all = second_factors::list(world.identity.store(), sign_in).await.unwrap();
            all.iter().find(|one| one.kind == "app").map(|one| one.failures)
        };
        assert_eq!(failures().await, Some(3));
        other.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert_eq!(failures().await, Some(0));
    })
    .await;
}

#[tokio::test]
async fn apps_are_named_renamed_and_removed_by_their_owner_alone() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        browser.follow("/security/apps").await;
        let id = browser.between("href=\"/security/apps/", "\"");
        let path = format!("/security/apps/{id}");
        browser.follow(&path).await;
        let long = "x".repeat(61);
        for (name, said) in [("  ", "Write a name"), (long.as_str(), "at most 60")] {
            assert_eq!(browser.send(&format!("{path}/name"), &[("name", name)]).await.status, 422);
            assert!(browser.page.contains(said), "{}", browser.page);
        }
        browser.send(&format!("{path}/name"), &[("name", " Teléfono <b> ")]).await;
        assert!(browser.page.contains("Teléfono &#60;b&#62;"), "{}", browser.page);
        // Another person sees and changes nothing of it.
        let mut stranger = world.browser();
        super::journeys::sign_up(&world, &mut stranger, "bob@example.com").await;
        stranger.send("/set-up", &[]).await;
        stranger.follow("/security/apps").await;
        assert_eq!(stranger.get(&path).await.status, 404);
        stranger.follow("/security/apps").await;
        for action in ["name", "remove"] {
            let answer = stranger.post(&format!("{path}/{action}"), &[("name", "mine")]).await;
            assert!([400, 404].contains(&answer.status.as_u16()), "{action}: {}", answer.status);
        }
        browser.follow("/security/apps").await;
        assert!(browser.page.contains("Teléfono"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn whoever_asked_for_nothing_learns_what_to_do_and_stops_it_here() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (_, key) = signed_in(&world).await;
        let mut nobody = world.browser();
        nobody.follow("/help/not-me").await;
        assert!(
            nobody.page.contains("freezes your sign-in") && !nobody.page.contains("Stop this sign-in"),
            "{}",
            nobody.page
        );
        world.wait(60);
        let mut other = password(&world).await;
        assert!(other.page.contains("href=\"/help/not-me\""), "{}", other.page);
        let mut kept = other.clone();
        other.follow("/help/not-me").await;
        other.send("/help/not-me", &[]).await;
        assert!(other.page.contains("Stopped"), "{}", other.page);
        let code = app::code_at(&key, world.now());
        assert_eq!(kept.post("/sign-in/code", &[("code", &code)]).await.location, "");
        assert_eq!(other.get("/sign-in/code").await.location, "/sign-in");
    })
    .await;
}
