//! Networks and browsers that speak against a case: agents see it, the person does not.

use outside::captures::Examiner;
use outside::networks::{List, Networks};
use store::identity::proofings::devices;
use store::testing::on_each_engine;

use super::captures::{HOLDER, take};
use super::desk::{agent, look};
use super::papers::at_pictures_as;
use super::*;
use crate::connections::Connections;
use crate::desk::roles::Role;
use crate::visitor::BROWSER_COOKIE;

/// What the tests' browsers come from, known for this.
fn known(risk: &str) -> Networks {
    Networks::File(List::parse(&format!("network,risk\n192.0.2.0/24,{risk}\n")).unwrap())
}

/// Sends a case to review, from this browser.
async fn send(world: &World, browser: &mut Browser, email: &str, number: &str) -> Id {
    sign_up(world, browser, email).await;
    browser.send("/set-up", &[]).await;
    browser.follow("/prove/start").await;
    browser.send("/prove/start", &[]).await;
    let id = world.sign_in_of(email).await;
    ready(world, browser, id, "camera", number).await;
    browser.send("/prove/check", &[]).await;
    assert!(browser.page.contains("We are looking at it"), "{}", browser.page);
    id
}

#[tokio::test]
async fn a_risky_network_is_told_to_the_agent_alone() {
    on_each_engine(async |store| {
        let networks = known("proxy");
        let world = World::proving_with(store, |all| Connections { networks, ..all }).await;
        let mut browser = world.browser();
        let id = send(&world, &mut browser, "ana@example.com", "123-45-6789").await;
        assert!(!browser.page.contains("network"), "{}", browser.page);
        let case = case(&world, id).await;
        let kept = case.outcome("network").unwrap();
        assert_eq!((kept.outcome.as_str(), kept.source.as_str()), ("proxy", "file"));
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        look(&mut reviewer, id, case.row.id, "O’Hara").await;
        assert!(reviewer.page.contains("Is the network known for trouble?"), "{}", reviewer.page);
        assert!(
            reviewer.page.contains("<li>the network hides who comes through it</li>"),
            "{}",
            reviewer.page
        );
        assert!(!reviewer.page.contains("To accept it all the same"), "{}", reviewer.page);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_proved_by_a_program_through_a_network_that_fraud_came_from() {
    on_each_engine(async |store| {
        let list = List::parse("network,risk\n192.0.2.0/24,listed\n198.51.100.0/24,hosting\n").unwrap();
        let (networks, examiner) = (Networks::File(list), Examiner::Simulator);
        let world = World::proving_with(store, |all| Connections { networks, examiner, ..all }).await;
        for (network, expected) in [([192, 0, 2, 1], State::Review), ([198, 51, 100, 1], State::Verified)] {
            let email = format!("ana{}@example.org", network[0]);
            let (mut browser, id) = at_pictures_as(&world, &email, &HOLDER, "123-45-3456").await;
            take(&mut browser).await;
            browser.network = network;
            browser.follow("/prove/check").await;
            browser.send("/prove/check", &[]).await;
            assert_eq!(state(&world, id).await, expected, "{network:?}: {}", browser.page);
        }
    })
    .await;
}

#[tokio::test]
async fn several_people_behind_one_browser_are_a_sign() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let mut token = None;
        let mut sent = Vec::new();
        for place in 0..3 {
            let mut browser = world.browser();
            browser.cookies.extend(token.clone().map(|token| (BROWSER_COOKIE.to_owned(), token)));
            let (email, number) = (format!("ana{place}@example.com"), format!("123-45-678{place}"));
            sent.push(send(&world, &mut browser, &email, &number).await);
            token = browser.cookies.get(BROWSER_COOKIE).cloned();
            assert!(token.is_some(), "the browser was given nothing");
        }
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        for (id, then) in sent.iter().zip(["1", "2", "3"]) {
            let case = case(&world, *id).await;
            assert_eq!(case.outcome("device").unwrap().outcome, then);
            // Whoever was first is known to be one of three as well.
            look(&mut reviewer, *id, case.row.id, "O’Hara").await;
            let said = "<li>several people sent their cases from this browser</li>";
            assert!(reviewer.page.contains(said), "{then}: {}", reviewer.page);
        }
        // A week later it is somebody else's turn.
        world.wait(8 * 86_400);
        let mut browser = world.browser();
        browser.cookies.insert(BROWSER_COOKIE.to_owned(), token.unwrap());
        let late = send(&world, &mut browser, "late@example.com", "123-45-6784").await;
        assert_eq!(case(&world, late).await.outcome("device").unwrap().outcome, "1");
        world.wait(30 * 86_400 + 1);
        crate::worker::tidy(&world.identity, world.now()).await.unwrap();
        let late = case(&world, late).await.row.id;
        assert_eq!(devices::list_of_case(&store, late).await.unwrap(), []);
    })
    .await;
}
