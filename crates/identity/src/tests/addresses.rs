//! Do several addresses belong to one sign-in, safely, and is each told what its owner chose?

use store::testing::on_each_engine;

use super::notices::{come_in, letters, with_ana};
use super::world::{Browser, PASSWORD, World};
use crate::authenticators::app;

/// The newest code mailed to an address.
async fn code(world: &World, to: &str) -> String {
    let mail = world.mail().await;
    let with_code = mail.iter().find(|mail| mail.to == to && mail.body.contains('#'));
    with_code.expect("a code was mailed").body.rsplit('#').next().unwrap().to_owned()
}

/// Adds and confirms an address.
pub(super) async fn add(world: &World, browser: &mut Browser, email: &str) {
    browser.follow("/security/addresses/add").await;
    browser.send("/security/addresses/add", &[("email", email)]).await;
    let path = browser.between("method=\"post\" action=\"/security/addresses/confirm/", "\"");
    let code = code(world, email).await;
    browser.send(&format!("/security/addresses/confirm/{path}"), &[("code", &code)]).await;
    assert!(browser.page.contains("Address added"), "{}", browser.page);
}

/// The id in the form that does something with an address.
pub(super) fn id_of(browser: &Browser, email: &str) -> String {
    let rest = browser.page.split_once(&format!("{email}</h2>")).expect("the address is shown").1;
    rest.split_once("name=\"address\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn any_confirmed_address_signs_in_and_one_is_the_main_one() {
    on_each_engine(async |store| {
        let (world, mut ana, key) = with_ana(store).await;
        add(&world, &mut ana, "ana@work.example").await;
        for to in ["ana@example.com", "ana@work.example"] {
            assert_eq!(letters(&world, to, "Email address added").await.len(), 1, "{to}");
        }
        come_in(&world, &mut world.browser(), "ana@work.example", &key).await;
        let id = id_of(&ana, "ana@work.example");
        ana.send("/security/addresses/main", &[("address", &id)]).await;
        assert!(ana.page.contains("Main address changed"), "{}", ana.page);
        assert!(ana.follow("/security").await.body.contains("ana@work.example"));
        // The first one may go now; it is told, and signs in no more.
        ana.follow("/security/addresses").await;
        let first = id_of(&ana, "ana@example.com");
        ana.send("/security/addresses/remove", &[("address", &first)]).await;
        assert!(!ana.page.contains("ana@example.com"), "{}", ana.page);
        for to in ["ana@example.com", "ana@work.example"] {
            assert_eq!(letters(&world, to, "Email address removed").await.len(), 1, "{to}");
        }
        come_in(&world, &mut world.browser(), "ana@work.example", &key).await;
        let mut old = world.browser();
        old.follow("/sign-in").await;
        let refused = old.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
        assert_eq!(refused.status, 422);
        // And it is free for another.
        let mut bob = world.browser();
        super::journeys::sign_up(&world, &mut bob, "ana@example.com").await;
    })
    .await;
}

#[tokio::test]
async fn the_main_address_and_those_of_others_stay() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        let mut bob = world.browser();
        super::journeys::sign_up(&world, &mut bob, "bob@example.com").await;
        bob.send("/set-up", &[]).await;
        add(&world, &mut bob, "bob@work.example").await;
        let theirs = id_of(&bob, "bob@work.example");
        let index = crate::person::email_index(world.identity.sealer(), &"ana@example.com".parse().unwrap());
        let own = store::identity::sign_ins::find_by_email(world.identity.store(), index).await.unwrap();
        let main = own.unwrap().id.to_string();
        for (path, id, status) in [
            ("/security/addresses/remove", main.as_str(), 403),
            ("/security/addresses/remove", theirs.as_str(), 404),
            ("/security/addresses/main", theirs.as_str(), 404),
            ("/security/addresses/main", "nonsense", 404),
        ] {
            ana.follow("/security/addresses").await;
            assert_eq!(ana.post(path, &[("address", id)]).await.status, status, "{path} {id}");
        }
        // Another's address that waits for its code is not there either.
        bob.follow("/security/addresses/add").await;
        bob.send("/security/addresses/add", &[("email", "bob@third.example")]).await;
        let waiting = bob.between("method=\"post\" action=\"/security/addresses/confirm/", "\"");
        let code = code(&world, "bob@third.example").await;
        let path = format!("/security/addresses/confirm/{waiting}");
        assert_eq!(ana.get(&path).await.status, 404);
        for action in [path.clone(), format!("{path}/again"), format!("{path}/give-up")] {
            ana.follow("/security/addresses").await;
            let fields: &[(&str, &str)] = if action == path { &[("code", &code)] } else { &[] };
            assert_eq!(ana.post(&action, fields).await.status, 404, "{action}");
        }
        bob.send(&path, &[("code", &code)]).await;
        assert!(bob.page.contains("Address added"), "{}", bob.page);
    })
    .await;
}

#[tokio::test]
async fn an_address_of_somebody_else_looks_the_same_and_its_owner_is_told() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        let mut pages = Vec::new();
        for email in ["maria@demo.example", "nobody@example.org"] {
            ana.follow("/security/addresses/add").await;
            ana.send("/security/addresses/add", &[("email", email)]).await;
            let id = ana.between("method=\"post\" action=\"/security/addresses/confirm/", "\"");
            let token = ana.between("name=\"csrf\" value=\"", "\"");
            pages.push(ana.page.replace(email, "EMAIL").replace(&id, "ID").replace(&token, "TOKEN"));
        }
        let plain = |page: &str| page.split("data-warning-in").next().unwrap().to_owned();
        assert_eq!(plain(&pages[0]), plain(&pages[1]));
        let told = letters(&world, "maria@demo.example", "somebody tried to add your address").await;
        assert!(told.len() == 1 && !told[0].body.contains('#'), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn a_code_works_for_a_day_and_twelve_addresses_are_the_most() {
    on_each_engine(async |store| {
        let (world, mut ana, key) = with_ana(store).await;
        ana.follow("/security/addresses/add").await;
        ana.send("/security/addresses/add", &[("email", "late@example.com")]).await;
        let id = ana.between("method=\"post\" action=\"/security/addresses/confirm/", "\"");
        let path = format!("/security/addresses/confirm/{id}");
        let late = code(&world, "late@example.com").await;
        let wrong = if late == "123456" { "654321" } else { "123456" };
        let refused = ana.send(&path, &[("code", wrong)]).await;
        assert!(refused.status == 422 && ana.page.contains("late@example.com"), "{}", ana.page);
        world.wait(86_400);
        come_in(&world, &mut ana, "ana@example.com", &key).await;
        assert_eq!(ana.get(&path).await.status, 404, "the code is a day old");
        for number in 2..=12 {
            ana.network = [198, 51, 100, number];
            add(&world, &mut ana, &format!("ana{number}@example.com")).await;
        }
        assert!(ana.page.contains("You have 12 addresses"), "{}", ana.page);
        ana.follow("/security/addresses/add").await;
        let refused = ana.send("/security/addresses/add", &[("email", "ana13@example.com")]).await;
        assert_eq!(refused.status, 422);
        for own in ["ana@example.com", "ANA2@example.com"] {
            ana.follow("/security/addresses/add").await;
            ana.send("/security/addresses/add", &[("email", own)]).await;
            assert!(ana.page.contains("You have this address already"), "{}", ana.page);
        }
    })
    .await;
}

#[tokio::test]
async fn a_thief_s_address_goes_and_the_owner_s_comes_back() {
    on_each_engine(async |store| {
        let (world, _, key) = with_ana(store).await;
        let mut thief = world.browser();
        come_in(&world, &mut thief, "ana@example.com", &key).await;
        add(&world, &mut thief, "thief@example.net").await;
        let new = id_of(&thief, "thief@example.net");
        thief.send("/security/addresses/main", &[("address", &new)]).await;
        thief.follow("/security/addresses").await;
        let first = id_of(&thief, "ana@example.com");
        thief.send("/security/addresses/remove", &[("address", &first)]).await;
        assert!(!thief.page.contains("ana@example.com"), "{}", thief.page);
        // The address that was removed got the notice, and its link puts it back.
        let letter = letters(&world, "ana@example.com", "Main email address changed").await.remove(0);
        let link = super::notices::link(&letters(&world, "ana@example.com", "Email address added").await[0]);
        assert!(letter.body.contains("/not-me/"));
        let mut reader = world.browser();
        reader.get(&link).await;
        reader.post(&link, &[]).await;
        let index =
            |email: &str| crate::person::email_index(world.identity.sealer(), &email.parse().unwrap());
        let find = async |email: &str| {
            store::identity::sign_ins::find_by_email(world.identity.store(), index(email)).await.unwrap()
        };
        let ana = find("ana@example.com").await.expect("the address is back");
        assert_eq!(ana.email_index, index("ana@example.com"), "and the main one");
        assert!(find("thief@example.net").await.is_none());
        let person = world.identity.person(ana.id).await.unwrap().unwrap();
        assert_eq!(person.email.expose(), "ana@example.com");
        assert_eq!(letters(&world, "thief@example.net", "Sign-in frozen").await.len(), 0);
        assert_eq!(letters(&world, "ana@example.com", "Sign-in frozen").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_may_be_chosen_is_chosen_by_address_and_the_rest_is_told_everywhere() {
    on_each_engine(async |store| {
        let (world, mut ana, key) = with_ana(store).await;
        add(&world, &mut ana, "ana@work.example").await;
        // Told before the language changes.
        assert_eq!(letters(&world, "ana@example.com", "Email address added").await.len(), 1);
        ana.follow("/security/preferences").await;
        let work = ana.between("ana@work.example</legend>", "</label>");
        let work = work.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let chosen = [("language", "es"), ("each_sign_in", work.as_str())];
        ana.send("/security/preferences", &chosen).await;
        assert!(ana.page.contains("Saved"), "{}", ana.page);
        come_in(&world, &mut world.browser(), "ana@example.com", &key).await;
        come_in(&world, &mut ana, "ana@example.com", &key).await;
        let new = "Sesión iniciada en un dispositivo nuevo";
        assert_eq!(letters(&world, "ana@work.example", new).await.len(), 1);
        assert_eq!(letters(&world, "ana@work.example", ": Sesión iniciada").await.len(), 1);
        assert_eq!(letters(&world, "ana@example.com", new).await.len(), 0);
        assert_eq!(letters(&world, "ana@example.com", ": Sesión iniciada").await.len(), 0);
        // What changes how one gets in goes everywhere.
        add(&world, &mut ana, "ana@third.example").await;
        for to in ["ana@example.com", "ana@work.example", "ana@third.example"] {
            assert_eq!(letters(&world, to, "Correo electrónico agregado").await.len(), 1, "{to}");
        }
        let foreign = [("language", "fr")];
        ana.follow("/security/preferences").await;
        assert_eq!(ana.post("/security/preferences", &foreign).await.status, 400);
    })
    .await;
}

#[tokio::test]
async fn before_a_change_the_same_person_proves_themselves_again() {
    on_each_engine(async |store| {
        let (world, mut ana, key) = with_ana(store).await;
        world.wait(14 * 60);
        ana.get("/security").await;
        world.wait(7 * 60);
        let sent = ana.get("/security/addresses/add").await;
        assert_eq!(sent.location, "/sign-in/again?to=%2Fsecurity%2Faddresses%2Fadd");
        ana.follow(&sent.location).await;
        assert!(ana.page.contains("a…@example.com"), "{}", ana.page);
        let to = ("to", "/security/addresses/add");
        assert_eq!(ana.send("/sign-in/again", &[("password", "wrong"), to]).await.status, 422);
        let before = ana.clone();
        ana.send("/sign-in/again", &[("password", PASSWORD), to]).await;
        // The password alone is not enough for somebody who has a second factor.
        assert!(ana.get("/security/addresses/add").await.location.starts_with("/sign-in/again"));
        ana.follow("/sign-in/code").await;
        let code = app::code_at(&key, world.now());
        let back = ana.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(back.location, "/security/addresses/add");
        assert_eq!(ana.get("/security/addresses/add").await.status, 200);
        // A new token for the same session; the old one is worth nothing.
        let mut planted = before;
        assert_ne!(planted.get("/security").await.status, 200);
        ana.follow("/security/devices").await;
        assert_eq!(ana.page.matches("<h2>Firefox, Linux</h2>").count(), 1, "{}", ana.page);
    })
    .await;
}

#[tokio::test]
async fn a_made_up_person_comes_back_with_a_button_and_changes_nothing() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut maria = world.browser();
        world.code(&mut maria, &[]).await;
        world.wait(14 * 60);
        maria.get("/security").await;
        world.wait(10 * 60);
        maria.follow("/security/preferences").await;
        let to = [("to", "//evil.example")];
        assert_eq!(maria.post("/sign-in/again/demonstration", &to).await.location, "/security");
        maria.follow("/security/preferences").await;
        assert!(maria.page.contains("shared by everybody"), "{}", maria.page);
        assert_eq!(maria.post("/security/preferences", &[("language", "es")]).await.status, 403);
        maria.follow("/security").await;
        assert_eq!(maria.get("/security/addresses/add").await.status, 403);
    })
    .await;
}
