//! Who gets into the desk, and is each opening of a record asked for, kept and told?

use jiff::ToSpan;
use store::audit;
use store::identity::{agents, events, fraud_cases, redress_requests};
use store::testing::{contents, on_each_engine};
use values::Id;
use web::testing::markup_problems;

use super::authenticator::Authenticator;
use super::passkeys::{show, sign_up_with};
use super::world::{Browser, World};
use crate::desk::appointing;
use crate::desk::roles::Role;

/// The made-up agents, by their place on the start page.
pub(super) const REVIEWER: &str = "0";
pub(super) const CLERK: &str = "1";
pub(super) const INVESTIGATOR: &str = "2";
pub(super) const SUPERVISOR: &str = "3";

/// One of the made-up agents, signed in.
pub(super) async fn agent(world: &World, which: &str) -> Browser {
    let mut browser = world.browser();
    browser.follow("/sign-in").await;
    browser.send("/sign-in/demonstration/agent", &[("agent", which)]).await;
    browser
}

/// The made-up person, signed in.
pub(super) async fn maria(world: &World) -> Browser {
    let mut browser = world.browser();
    browser.follow("/sign-in").await;
    browser.send("/sign-in/demonstration", &[("person", "0")]).await;
    browser
}

/// Every page of the desk with what it answers: to a reviewer, a clerk, an investigator, a supervisor.
const PAGES: [(&str, [u16; 4]); 12] = [
    ("/desk", [200, 200, 200, 200]),
    ("/desk/open?person=MARIA&to=/desk/people/MARIA", [200, 200, 200, 200]),
    ("/desk/people", [404, 404, 200, 200]),
    ("/desk/people/MARIA", [404, 404, 303, 303]),
    ("/desk/openings", [404, 404, 404, 200]),
    ("/desk/cases", [200, 404, 404, 200]),
    ("/desk/calls", [200, 404, 404, 200]),
    ("/desk/in-person", [404, 200, 404, 200]),
    ("/desk/fraud", [404, 404, 200, 200]),
    ("/desk/fraud/SUSPICION", [404, 404, 303, 303]),
    ("/desk/redress", [404, 404, 404, 200]),
    ("/desk/redress/REQUEST", [404, 404, 404, 303]),
];

/// A request and a suspicion about the made-up person, and what stands for their numbers in the table.
async fn numbers(world: &World) -> [(&'static str, String); 3] {
    let id = world.sign_in_of("maria@demo.example").await;
    let mut person = maria(world).await;
    super::desk_rooms::ask(&mut person, "facts", "My name is misspelled").await;
    let mut investigator = agent(world, INVESTIGATOR).await;
    super::desk_rooms::suspect(&mut investigator, "maria@demo.example").await;
    let store = world.identity.store();
    let request = redress_requests::list_open(store, 1).await.unwrap()[0].id;
    let suspicion = fraud_cases::list_open(store, 1).await.unwrap()[0].id;
    [("MARIA", id.to_string()), ("SUSPICION", suspicion.to_string()), ("REQUEST", request.to_string())]
}

#[tokio::test]
async fn each_role_enters_its_rooms_and_nobody_else_any() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let numbers = numbers(&world).await;
        let mut agents = Vec::new();
        for which in [REVIEWER, CLERK, INVESTIGATOR, SUPERVISOR] {
            agents.push(agent(&world, which).await);
        }
        let mut person = maria(&world).await;
        for (page, expected) in PAGES {
            let page = numbers.iter().fold(page.to_owned(), |page, (name, id)| page.replace(name, id));
            for (browser, expected) in agents.iter_mut().zip(expected) {
                assert_eq!(browser.get(&page).await.status, expected, "{page}");
            }
            assert_eq!(person.get(&page).await.status, 404, "{page}");
            person.follow("/security").await;
            let sent = person.post(page.split('?').next().unwrap(), &[]).await.status.as_u16();
            assert!([404, 405].contains(&sent), "{page}: {sent}");
            assert_eq!(world.browser().get(&page).await.location, "/sign-in", "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_page_of_the_desk_is_sound_in_both_languages() {
    for language in ["en", "es"] {
        on_each_engine(async |store| {
            let world = World::new(store).await;
            let numbers = numbers(&world).await;
            let mut browser = agent(&world, SUPERVISOR).await;
            browser.follow(&format!("/desk?lang={language}")).await;
            open(&mut browser, "maria@demo.example", "redress", "She wrote to us").await;
            for (page, _) in PAGES {
                let page = numbers.iter().fold(page.to_owned(), |page, (name, id)| page.replace(name, id));
                assert_eq!(browser.get(&page).await.status, 200, "{page}");
                assert_eq!(markup_problems(&browser.page), Vec::<String>::new(), "{page}\n{}", browser.page);
                assert!(browser.page.contains(&format!("<html lang=\"{language}\">")), "{page}");
            }
        })
        .await;
    }
}

#[tokio::test]
async fn an_expired_certificate_shows_only_why() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let mut browser = agent(&world, SUPERVISOR).await;
        let id = world.sign_in_of("jordan@desk.example").await;
        let row = agents::find(&store, id).await.unwrap().unwrap();
        let today = appointing::today(&world.identity);
        let old = today.checked_sub(1.year()).unwrap();
        store.write(agents::certify(&row, old)).await.unwrap();
        assert_eq!(browser.get("/desk").await.status, 200, "a year to the day is not too old");
        let row = agents::find(&store, id).await.unwrap().unwrap();
        store.write(agents::certify(&row, old.yesterday().unwrap())).await.unwrap();
        for page in ["/desk", "/desk/people", "/desk/openings", "/desk/open?person=x&to=/desk/people"] {
            assert_eq!(browser.get(page).await.status, 403, "{page}");
            assert!(browser.page.contains("Your certificate ended on"), "{}", browser.page);
            assert!(!browser.page.contains("usa-form"), "{}", browser.page);
        }
        let before = contents(&store).await;
        let fields = [("email", "maria@demo.example"), ("reason", "fraud"), ("note", "x")];
        assert_eq!(browser.post("/desk/people", &fields).await.status, 403);
        let after = contents(&store).await;
        assert_eq!(before["record_opening"], after["record_opening"]);
        assert_eq!(before["audit"], after["audit"]);
    })
    .await;
}

#[tokio::test]
async fn the_desk_asks_for_a_passkey_an_appointment_and_a_certificate() {
    on_each_engine(async |store| {
        let world = World::with(store, false).await;
        let identity = &world.identity;
        let (mut weak, _) = super::phones::signed_in(&world).await;
        let id = world.sign_in_of(super::phones::EMAIL).await;
        assert_eq!(weak.get("/desk").await.status, 404);
        assert!(appointing::add(identity, id, Role::Clerk, "hired").await.unwrap());
        assert_eq!(weak.get("/desk").await.status, 403);
        assert!(weak.page.contains("You did not sign in with a passkey"), "{}", weak.page);
        let mut key = Authenticator::new();
        let mut strong = world.browser();
        sign_up_with(&world, &mut strong, "bea@example.com", &mut key).await;
        let id = world.sign_in_of("bea@example.com").await;
        assert_eq!(strong.get("/desk").await.status, 404);
        assert!(!appointing::certify(identity, id, appointing::today(identity), "early").await.unwrap());
        assert!(appointing::add(identity, id, Role::Clerk, "hired").await.unwrap());
        assert!(!appointing::add(identity, id, Role::Supervisor, "again").await.unwrap());
        assert_eq!(strong.get("/desk").await.status, 403);
        assert!(strong.page.contains("You have not passed the test"), "{}", strong.page);
        assert!(appointing::certify(identity, id, appointing::today(identity), "passed").await.unwrap());
        assert_eq!(strong.get("/desk").await.status, 200);
        assert!(strong.page.contains("You work here as counter clerk"), "{}", strong.page);
        world.wait(60);
        let mut other = world.browser();
        show(&mut other, &mut key).await;
        assert_eq!(other.get("/desk").await.status, 200);
        assert!(appointing::end(identity, id, "left").await.unwrap());
        for browser in [&mut strong, &mut other] {
            assert_eq!(browser.get("/desk").await.status, 303, "it ends at once, and every session with it");
        }
        world.wait(60);
        show(&mut strong, &mut key).await;
        assert_eq!(strong.get("/desk").await.status, 404, "the sign-in stays");
        assert!(appointing::add(identity, id, Role::Reviewer, "back").await.unwrap());
        assert_eq!(strong.get("/desk").await.status, 403, "another role needs another test");
        let told = super::notices::letters(&world, "bea@example.com", "desk changed").await;
        assert_eq!(told.len(), 4, "each change is told");
    })
    .await;
}

/// Finds a person, with a reason.
pub(super) async fn open(browser: &mut Browser, email: &str, reason: &str, note: &str) -> u16 {
    browser.follow("/desk/people").await;
    let fields = [("email", email), ("reason", reason), ("note", note)];
    browser.send("/desk/people", &fields).await.status.as_u16()
}

#[tokio::test]
async fn a_record_opens_with_a_reason_for_one_agent_in_one_session_for_half_an_hour() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let id = world.sign_in_of("maria@demo.example").await;
        let page = format!("/desk/people/{id}");
        let mut supervisor = agent(&world, SUPERVISOR).await;
        let before = contents(&store).await;
        let long = "x".repeat(501);
        for (email, reason, note, said) in [
            ("maria@demo.example", "", "Because", "Choose a reason"),
            ("maria@demo.example", "curious", "Because", "Choose a reason"),
            ("maria@demo.example", "fraud", "  ", "Write in a few words"),
            ("maria@demo.example", "fraud", &long, "at most 500"),
            ("nobody@example.com", "fraud", "", "Write in a few words"),
            ("no address", "fraud", "Because", "email address"),
            ("nobody@example.com", "fraud", "Because", "No sign-in has this address"),
        ] {
            assert_eq!(open(&mut supervisor, email, reason, note).await, 422, "{said}");
            assert!(supervisor.page.contains(said), "{said}: {}", supervisor.page);
            assert!(!supervisor.page.contains("Maria"), "{}", supervisor.page);
        }
        assert_eq!(before["record_opening"], contents(&store).await["record_opening"]);
        assert_eq!(open(&mut supervisor, "maria@demo.example", "fraud", "Strange <b> letter").await, 200);
        assert!(supervisor.page.contains("Maria Prueba"), "{}", supervisor.page);
        assert_eq!(supervisor.get(&page).await.status, 200);
        // Neither another session of the same agent nor another agent has it open.
        for which in [SUPERVISOR, INVESTIGATOR] {
            let mut other = agent(&world, which).await;
            let asked = other.get(&page).await.location;
            assert!(asked.starts_with(&format!("/desk/open?person={id}&to=")), "{asked}");
            other.follow(&page).await;
            let given = [("person", id.to_string()), ("to", page.clone()), ("note", String::new())];
            let given: Vec<(&str, &str)> =
                given.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(other.post("/desk/open", &given).await.status, 422);
        }
        for _ in 0..3 {
            assert_eq!(supervisor.get(&page).await.status, 200);
            world.wait(10 * 60);
            supervisor.follow("/desk").await;
        }
        assert!(supervisor.get(&page).await.location.starts_with("/desk/open?"), "half an hour is over");
    })
    .await;
}

#[tokio::test]
async fn each_opening_is_kept_with_who_and_why_and_told_without() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let id = world.sign_in_of("maria@demo.example").await;
        let mut investigator = agent(&world, INVESTIGATOR).await;
        open(&mut investigator, "maria@demo.example", "fraud", "Strange <b> letter").await;
        let who = world.sign_in_of("alex@desk.example").await;
        let entries = audit::list(&store, id, i64::MAX, 20).await.unwrap();
        let kept: Vec<_> = entries.iter().filter(|entry| entry.action == "event-record-opened").collect();
        assert_eq!(kept.len(), 1);
        assert_eq!(
            (kept[0].actor_kind.as_str(), kept[0].actor.as_str()),
            ("staff", who.to_string().as_str())
        );
        assert_eq!(kept[0].reason.as_deref(), Some("fraud"));
        assert!(!format!("{:?}", contents(&store).await).contains("Strange"), "the note is sealed");
        // The person learns that somebody looked: neither who nor why, nor from where.
        let mut person = maria(&world).await;
        person.follow("/security/history").await;
        assert!(person.page.contains("Somebody at the agency opened your record"), "{}", person.page);
        person.follow("/security/data").await;
        assert!(person.page.contains("Somebody at the agency opened your record"), "{}", person.page);
        let told = events::list(&store, id, 50).await.unwrap();
        let told = told.iter().find(|event| event.what == "event-record-opened").unwrap();
        assert_eq!((told.device.as_str(), told.network.as_str(), told.session_id), ("", "", None));
        for text in ["fraud", "alex", "Strange"] {
            assert!(!person.page.contains(text), "{text}: {}", person.page);
        }
        // The supervisor sees all of it.
        let mut supervisor = agent(&world, SUPERVISOR).await;
        supervisor.follow("/desk/openings").await;
        for text in ["alex@desk.example", "Something looks like fraud", "Strange &#60;b&#62; letter"] {
            assert!(supervisor.page.contains(text), "{text}: {}", supervisor.page);
        }
        assert!(!supervisor.page.contains("maria@demo.example"), "{}", supervisor.page);
    })
    .await;
}

#[tokio::test]
async fn nobody_opens_their_own_record_nor_is_led_elsewhere() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let mut supervisor = agent(&world, SUPERVISOR).await;
        let own = world.sign_in_of("jordan@desk.example").await;
        assert_eq!(open(&mut supervisor, "jordan@desk.example", "quality", "Mine").await, 403);
        supervisor.follow("/desk").await;
        assert!(supervisor.get(&format!("/desk/people/{own}")).await.location.starts_with("/desk/open?"));
        let maria = world.sign_in_of("maria@demo.example").await.to_string();
        let nobody = Id::from_bytes([9; 16]).to_string();
        for (person, to, status) in [
            (maria.as_str(), "/desk/people/x", 200),
            (maria.as_str(), "https://evil.example", 404),
            (maria.as_str(), "//evil.example/desk/", 404),
            (maria.as_str(), "/security", 404),
            (nobody.as_str(), "/desk/people/x", 404),
            ("x", "/desk/people/x", 404),
        ] {
            let answer = supervisor.get(&format!("/desk/open?person={person}&to={to}")).await;
            assert_eq!(answer.status, status, "{person} {to}");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_is_an_agent_by_a_button_outside_the_demonstration() {
    on_each_engine(async |store| {
        let world = World::with(store, false).await;
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        assert!(!browser.page.contains("/sign-in/demonstration"), "{}", browser.page);
        assert_eq!(browser.post("/sign-in/demonstration/agent", &[("agent", "3")]).await.status, 404);
    })
    .await;
}
