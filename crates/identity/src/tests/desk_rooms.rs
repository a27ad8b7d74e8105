//! Is a suspicion kept from whom it is about, closed by another than who raised it; is a complaint answered once?

use store::audit;
use store::identity::{fraud_cases, redress_requests};
use store::testing::{Scratch, contents, on_each_engine};

use super::desk::{INVESTIGATOR, SUPERVISOR, agent, maria, open};
use super::world::{Browser, World};

const MARIA: &str = "maria@demo.example";

/// Sends a request as somebody who disagrees.
pub(super) async fn ask(browser: &mut Browser, about: &str, text: &str) -> u16 {
    browser.follow("/redress").await;
    browser.send("/redress", &[("about", about), ("text", text)]).await.status.as_u16()
}

/// Raises a suspicion about somebody; the address of the page that says so.
pub(super) async fn suspect(browser: &mut Browser, email: &str) -> String {
    open(browser, email, "fraud", "A call").await;
    let action = browser.between("action=\"/desk/people/", "\"");
    let action = format!("/desk/people/{action}");
    assert_eq!(browser.post(&action, &[("note", "")]).await.status, 422);
    browser.post(&action, &[("note", "The same voice as yesterday")]).await.location
}

/// Opens a page of the desk that asks for a reason first.
async fn enter(browser: &mut Browser, page: &str) {
    browser.follow(page).await;
    if browser.page.contains("action=\"/desk/open\"") {
        let person = browser.between("name=\"person\" value=\"", "\"");
        let to = browser.between("name=\"to\" value=\"", "\"");
        let fields = [("person", person.as_str()), ("to", &to), ("reason", "fraud"), ("note", "To look")];
        browser.send("/desk/open", &fields).await;
    }
}

#[tokio::test]
async fn a_suspicion_does_not_show_where_its_subject_looks() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let mut person = maria(&world).await;
        let mut investigator = agent(&world, INVESTIGATOR).await;
        open(&mut investigator, MARIA, "fraud", "A call").await;
        let pages = ["/security", "/security/history", "/security/data", "/security/history.json"];
        let mut before = Vec::new();
        for page in pages {
            before.push(person.get(page).await.body);
        }
        let place = suspect(&mut investigator, MARIA).await;
        assert!(place.starts_with("/desk/people/"), "{place}");
        let open = fraud_cases::list_open(&store, 10).await.unwrap();
        assert_eq!((open.len(), open[0].signals.as_str()), (1, "agent"));
        for (page, before) in pages.into_iter().zip(before) {
            let after = person.get(page).await.body;
            // The opening is told, the suspicion is not: the only new lines are those of the second opening.
            let gone = |text: &str| text.matches("opened your record").count();
            assert!(gone(&after) >= gone(&before), "{page}");
            for word in ["suspicion", "fraud", "voice"] {
                assert!(!after.to_lowercase().contains(word), "{page}: {word}: {after}");
            }
        }
        let fields = world.identity.store();
        assert!(!format!("{:?}", contents(fields).await).contains("voice"), "the note is sealed");
    })
    .await;
}

#[tokio::test]
async fn who_raised_a_suspicion_does_not_close_it() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let mut raiser = agent(&world, INVESTIGATOR).await;
        suspect(&mut raiser, MARIA).await;
        let case = fraud_cases::list_open(&store, 1).await.unwrap().remove(0);
        let page = format!("/desk/fraud/{}", case.id);
        enter(&mut raiser, &page).await;
        assert!(raiser.page.contains("You raised this yourself"), "{}", raiser.page);
        let fields = [("finding", "cleared"), ("closing_note", "Nothing there")];
        assert_eq!(raiser.post(&page, &fields).await.status, 403);
        let mut other = agent(&world, SUPERVISOR).await;
        other.follow("/desk").await;
        let refused = other.post(&page, &fields).await;
        assert!(refused.location.starts_with("/desk/open?"), "without a reason: {}", refused.location);
        enter(&mut other, &page).await;
        assert!(other.page.contains("The same voice as yesterday"), "{}", other.page);
        for (ending, note, said) in [
            ("", "x", "Choose what you found"),
            ("maybe", "x", "Choose what"),
            ("cleared", " ", "Write what"),
        ] {
            let fields = [("finding", ending), ("closing_note", note)];
            assert_eq!(other.send(&page, &fields).await.status, 422);
            assert!(other.page.contains(said), "{said}: {}", other.page);
        }
        assert_eq!(other.post(&page, &fields).await.location, "/desk/fraud?done=yes");
        assert_eq!(other.get(&page).await.status, 404, "it is closed");
        let kept = audit::list(&store, case.sign_in_id, i64::MAX, 20).await.unwrap();
        let mut acts = kept.iter().filter(|entry| entry.action.starts_with("fraud."));
        let closed = acts.next().unwrap();
        assert_eq!((closed.action.as_str(), closed.actor_kind.as_str()), ("fraud.close", "staff"));
        assert_ne!(acts.next().unwrap().actor, closed.actor, "two people");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_suspicion_closed_by_many_at_once_is_closed_once_and_never_by_its_raiser() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let mut raiser = agent(&world, INVESTIGATOR).await;
        suspect(&mut raiser, MARIA).await;
        let case = fraud_cases::list_open(&store, 1).await.unwrap().remove(0);
        let page = format!("/desk/fraud/{}", case.id);
        enter(&mut raiser, &page).await;
        let mut other = agent(&world, SUPERVISOR).await;
        enter(&mut other, &page).await;
        let mut tries = tokio::task::JoinSet::new();
        for number in 0..12 {
            let (mut browser, page) = (if number % 2 == 0 { &raiser } else { &other }.clone(), page.clone());
            tries.spawn(async move {
                let fields = [("finding", "confirmed"), ("closing_note", "At once")];
                (number % 2 == 0, browser.post(&page, &fields).await.status.as_u16())
            });
        }
        let answers = tries.join_all().await;
        let closed = answers.iter().filter(|(_, status)| *status == 303).count();
        assert_eq!(closed, 1, "{answers:?}");
        assert!(answers.iter().all(|(is_raiser, status)| !is_raiser || [403, 404].contains(status)));
        let kept = audit::list(&store, case.sign_in_id, i64::MAX, 50).await.unwrap();
        assert_eq!(kept.iter().filter(|entry| entry.action == "fraud.close").count(), 1);
        // Nobody shuts a made-up person for the others.
        assert_eq!(maria(&world).await.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn confirmed_fraud_shuts_the_sign_in() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let (mut person, _) = super::phones::signed_in(&world).await;
        let mut raiser = agent(&world, INVESTIGATOR).await;
        suspect(&mut raiser, super::phones::EMAIL).await;
        let case = fraud_cases::list_open(&store, 1).await.unwrap().remove(0);
        let page = format!("/desk/fraud/{}", case.id);
        let mut other = agent(&world, SUPERVISOR).await;
        enter(&mut other, &page).await;
        assert_eq!(person.get("/security").await.status, 200);
        other.post(&page, &[("finding", "confirmed"), ("closing_note", "Three names, one face")]).await;
        assert_ne!(person.get("/security").await.status, 200, "the sessions ended");
        assert!(!world.sign_in(super::phones::EMAIL).await.is_active);
        let told = super::notices::letters(&world, super::phones::EMAIL, "shut by the agency").await;
        assert_eq!(told.len(), 1);
        assert!(!told[0].body.contains("face"), "{}", told[0].body);
    })
    .await;
}

#[tokio::test]
async fn a_request_keeps_what_was_typed_waits_and_is_answered() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let mut person = maria(&world).await;
        let long = "x".repeat(4_001);
        for (about, text, said) in [
            ("", "My name", "Choose what it is about"),
            ("weather", "My name", "Choose what it is about"),
            ("facts", " ", "Write what happened"),
            ("facts", long.as_str(), "at most 4,000"),
        ] {
            assert_eq!(ask(&mut person, about, text).await, 422, "{said}");
            assert!(person.page.contains(said) && person.page.contains(text.trim()), "{said}");
        }
        assert!(redress_requests::list_open(&store, 9).await.unwrap().is_empty());
        assert_eq!(ask(&mut person, "facts", "My name is <Maria>").await, 200);
        assert!(person.page.contains("We have what you sent") && person.page.contains("Waits for an answer"));
        world.wait(3 * 86_400);
        let mut supervisor = agent(&world, SUPERVISOR).await;
        supervisor.follow("/desk/redress").await;
        assert!(supervisor.page.contains("3 days"), "{}", supervisor.page);
        let page = format!("/desk/redress/{}", redress_requests::list_open(&store, 1).await.unwrap()[0].id);
        enter(&mut supervisor, &page).await;
        assert!(supervisor.page.contains("My name is &#60;Maria&#62;"), "{}", supervisor.page);
        for (outcome, answer, said) in
            [("", "Yes", "Choose what comes of it"), ("changed", "", "Write an answer")]
        {
            let fields = [("outcome", outcome), ("answer", answer)];
            assert_eq!(supervisor.send(&page, &fields).await.status, 422);
            assert!(supervisor.page.contains(said), "{said}: {}", supervisor.page);
        }
        let fields = [("outcome", "changed"), ("answer", "We corrected it.")];
        assert_eq!(supervisor.post(&page, &fields).await.location, "/desk/redress?done=yes");
        assert_eq!(supervisor.post(&page, &fields).await.status, 404, "it is answered once");
        let mut person = maria(&world).await;
        person.follow("/redress").await;
        for said in ["We corrected it.", "You were right", "My name is &#60;Maria&#62;"] {
            assert!(person.page.contains(said), "{said}: {}", person.page);
        }
        person.follow("/security/history").await;
        assert!(person.page.contains("The agency answered your request"), "{}", person.page);
    })
    .await;
}

#[tokio::test]
async fn three_requests_may_wait_at_once() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let mut person = maria(&world).await;
        for _ in 0..3 {
            assert_eq!(ask(&mut person, "treatment", "Rude").await, 200);
        }
        assert!(!person.page.contains("<textarea"), "{}", person.page);
        assert_eq!(ask(&mut person, "treatment", "Rude").await, 422);
        assert_eq!(redress_requests::list_open(&store, 9).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_people_and_agents_write_is_not_readable_in_the_database() {
    let scratch = Scratch::sqlite().await;
    let world = World::new(scratch.store.clone()).await;
    let mut person = maria(&world).await;
    ask(&mut person, "facts", "canary-complaint").await;
    let mut investigator = agent(&world, INVESTIGATOR).await;
    open(&mut investigator, MARIA, "fraud", "canary-reason").await;
    let store::Target::Sqlite(path) = &scratch.target else { panic!("SQLite was asked for") };
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("event-redress-asked") && holds("event-record-opened"), "the files were not read");
    assert!(!holds("canary-complaint") && !holds("canary-reason"));
}
