//! One tax number, two sign-ins: never in silence, and never by one agent alone.

use store::identity::proofings::State;
use store::identity::proofs;
use store::testing::on_each_engine;

use super::*;

async fn at_a_desk(world: &World, email: &str) -> (Browser, Id) {
    let (mut browser, id) = begun(world, email).await;
    ready(world, &mut browser, id, "in-person", "123-45-6789").await;
    browser.send("/prove/check", &[]).await;
    let seen = license(Some(Verification::ComparedOnSite));
    decided(world, id, Outcome::Accepted(vec![seen]), Attendance::OnSite).await.unwrap();
    (browser, id)
}

#[tokio::test]
async fn a_second_claimant_waits_for_two_agents_and_the_first_hears_of_it() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (_, first) = at_a_desk(&world, "first@example.com").await;
        world.wait(3_600);
        let (mut browser, second) = at_a_desk(&world, "second@example.com").await;
        assert_eq!(state(&world, second).await, State::Duplicate);
        let store = world.identity.store();
        assert!(proofs::find(store, second).await.unwrap().is_none(), "in silently");
        let suspicion = store::identity::fraud_cases::find_open(store, second).await.unwrap().unwrap();
        assert_eq!(suspicion.signals, "number-claimed");
        let told = world.mail().await;
        let told = told.iter().find(|mail| mail.subject.contains("Somebody else tried to prove"));
        assert_eq!(told.expect("nobody was told").to, "first@example.com");
        browser.follow("/prove").await;
        assert!(browser.page.contains("We are looking at it"), "{}", browser.page);
        assert!(!browser.page.contains("another sign-in"), "the page tells whose number it is");
        let alone = Outcome::Cleared { second_agent: AGENT };
        assert_eq!(decided(&world, second, alone, Attendance::OnSite).await, Err(Refused::TwoPeople));
        let both = Outcome::Cleared { second_agent: OTHER_AGENT };
        assert_eq!(decided(&world, first, both.clone(), Attendance::OnSite).await, Err(Refused::WrongState));
        decided(&world, second, both, Attendance::OnSite).await.unwrap();
        assert_eq!(state(&world, second).await, State::Verified);
        assert_eq!(state(&world, first).await, State::Repudiated);
        assert!(proofs::find(store, first).await.unwrap().is_none());
        assert!(proofs::find(store, second).await.unwrap().is_some());
    })
    .await;
}
