//! Across a desk: a number finds the case, and what the agent saw is judged by the table.

use store::identity::proofings::{self, State};
use store::testing::on_each_engine;

use super::*;
use crate::proofing::checks::Finding;
use crate::proofing::decide::Reason;
use crate::proofing::policy::Assurance;
use crate::proofing::visit;

/// A case that is expected at a desk, and its number as the page shows it.
async fn expected(world: &World) -> (Browser, Id, String) {
    let (mut browser, id) = begun(world, "ana@example.com").await;
    ready(world, &mut browser, id, "in-person", "123-45-6789").await;
    browser.send("/prove/check", &[]).await;
    assert!(browser.page.contains("Come to a desk") && browser.page.contains("<svg"), "{}", browser.page);
    let number = browser.between("<p class=\"shown-number\">", "</p>");
    (browser, id, number)
}

#[tokio::test]
async fn a_desk_finds_the_case_and_what_it_saw_is_enough() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id, number) = expected(&world).await;
        assert_eq!(number.chars().filter(char::is_ascii_digit).count(), 12);
        let store = world.identity.store();
        let index = visit::index(&world.identity, &number.replace(' ', "-"));
        let found = proofings::find_by_visit(store, index, world.now()).await.unwrap().unwrap();
        assert_eq!(found.sign_in_id, id);
        // A license that nobody compared, with a telephone: the strongest piece is not sure.
        let refused = decided(&world, id, Outcome::Accepted(vec![license(None)]), Attendance::OnSite).await;
        assert_eq!(refused, Err(Refused::NotEnough(Assurance::None)));
        let seen = license(Some(Verification::ComparedOnSite));
        // The same said of a video call is no such thing.
        let refused = decided(&world, id, Outcome::Accepted(vec![seen.clone()]), Attendance::Video).await;
        assert_eq!(refused, Err(Refused::NotEnough(Assurance::None)));
        decided(&world, id, Outcome::Accepted(vec![seen.clone()]), Attendance::OnSite).await.unwrap();
        browser.follow("/prove/standing").await;
        assert!(browser.page.contains("You have proved who you are"), "{}", browser.page);
        let proof = store::identity::proofs::find(store, id).await.unwrap().unwrap();
        assert_eq!((proof.method.as_str(), proof.assurance.as_str()), ("in-person", "ial2"));
        assert!(proof.how.contains("drivers-license:visual-inspection:compared-on-site"), "{}", proof.how);
        assert!(proofings::find_by_visit(store, index, world.now()).await.unwrap().is_none());
        let again = decided(&world, id, Outcome::Accepted(vec![seen]), Attendance::OnSite).await;
        assert_eq!(again, Err(Refused::WrongState));
    })
    .await;
}

/// In person somebody may come with facts that no source confirms; an agent alone cannot make them right.
#[tokio::test]
async fn facts_that_no_source_confirms_are_not_proved_by_papers() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        for (email, number) in [("other@example.com", "123-45-9998"), ("dead@example.com", "123-45-9997")] {
            let (mut browser, id) = begun(&world, email).await;
            ready(&world, &mut browser, id, "in-person", number).await;
            browser.send("/prove/check", &[]).await;
            assert!(browser.page.contains("Come to a desk"), "{}", browser.page);
            let seen = license(Some(Verification::ComparedOnSite));
            let refused = decided(&world, id, Outcome::Accepted(vec![seen]), Attendance::OnSite).await;
            assert_eq!(refused, Err(Refused::NotConfirmed(Finding::NoMatch)), "{email}");
            decided(&world, id, Outcome::Returned(Reason::NoMatch), Attendance::OnSite).await.unwrap();
            assert_eq!(state(&world, id).await, State::Open);
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_agents_one_decides() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (_, id, _) = expected(&world).await;
        let case = case(&world, id).await;
        let seen = Outcome::Accepted(vec![license(Some(Verification::ComparedOnSite))]);
        let accept = decision(seen, Attendance::OnSite);
        let refuse = decision(Outcome::Refused(Reason::NotGenuine), Attendance::OnSite);
        let first = decide(&world.identity, &case, &refuse, world.now()).await.unwrap().unwrap();
        let second = decide(&world.identity, &case, &accept, world.now()).await.unwrap().unwrap();
        world.identity.write(first).await.unwrap();
        assert!(world.identity.write(second).await.is_err(), "the second overwrote the first");
        assert_eq!(state(&world, id).await, State::Failed);
        assert!(store::identity::proofs::find(world.identity.store(), id).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_number_grows_old_and_another_is_given() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, _, number) = expected(&world).await;
        browser.send("/prove/visit/again", &[]).await;
        let next = browser.between("<p class=\"shown-number\">", "</p>");
        assert_ne!(number, next);
        let store = world.identity.store();
        let [old, new] = [&number, &next].map(|number| visit::index(&world.identity, number));
        assert!(proofings::find_by_visit(store, old, world.now()).await.unwrap().is_none());
        assert!(proofings::find_by_visit(store, new, world.now()).await.unwrap().is_some());
        world.wait(30 * 86_400);
        assert!(proofings::find_by_visit(store, new, world.now()).await.unwrap().is_none());
    })
    .await;
}

/// What failed although it should not have takes two agents to open again.
#[tokio::test]
async fn redress_takes_two_agents() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id, _) = expected(&world).await;
        decided(&world, id, Outcome::Refused(Reason::Mismatch), Attendance::OnSite).await.unwrap();
        browser.follow("/prove").await;
        assert!(browser.page.contains("We could not confirm who you are"), "{}", browser.page);
        let alone = Outcome::Reopened { second_agent: AGENT };
        assert_eq!(decided(&world, id, alone, Attendance::OnSite).await, Err(Refused::TwoPeople));
        let both = Outcome::Reopened { second_agent: OTHER_AGENT };
        decided(&world, id, both, Attendance::OnSite).await.unwrap();
        assert_eq!(state(&world, id).await, State::Open);
    })
    .await;
}
