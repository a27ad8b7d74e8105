//! Papers whose issuer is asked, and telephones that were moved: who is known gets on, everybody else meets an agent, and
//! learns nothing of it.

use formats::evidence::Reading;
use outside::captures::Examiner;
use outside::operator::Operator;
use sandbox::specimens::Paper;
use store::identity::proofs;
use store::testing::on_each_engine;

use super::captures::HOLDER;
use super::desk::{agent, look};
use super::papers::{at_pictures_as, picture, send};
use super::*;
use crate::connections::Connections;
use crate::desk::roles::Role;
use crate::proofing::papers::kept::{self, Taken};
use crate::proofing::pictures::Picture;

/// Somebody whose pictures are good and who sends them; the license's number is read as said, or as it is.
async fn sent(world: &World, email: &str, number: Option<&str>) -> (Browser, Id) {
    let (mut browser, id) = at_pictures_as(world, email, &HOLDER, "123-45-3456").await;
    for (word, paper) in [("front", Paper::Front), ("back", Paper::Back), ("selfie", Paper::Selfie)] {
        send(&mut browser, "/prove/pictures", word, &picture(paper)).await;
    }
    if let Some(number) = number {
        renumber(world, id, number).await;
    }
    browser.follow("/prove/check").await;
    browser.send("/prove/check", &[]).await;
    (browser, id)
}

/// The back of the license, read with another number.
async fn renumber(world: &World, id: Id, number: &str) {
    let case = case(world, id).await;
    let standing = kept::list(&world.identity, case.row.id, world.now()).await.unwrap();
    let back = standing.iter().find(|picture| picture.kind == "back").unwrap();
    let jpeg = kept::open(&world.identity, back).await.unwrap().unwrap().expose().clone();
    let mut reading: Reading = kept::reading(&world.identity, back).await.unwrap().unwrap();
    reading.fields.document_number = Some(number.to_owned());
    let taken = Taken { picture: Picture::Back, origin: "file", jpeg, reading: Some(reading) };
    let write = kept::keep(&world.identity, &case, &taken, world.now()).await.unwrap();
    world.identity.write(write).await.unwrap();
}

#[tokio::test]
async fn no_program_takes_a_paper_that_its_issuer_does_not_know() {
    on_each_engine(async |store| {
        let examiner = Examiner::Simulator;
        let world = World::proving_with(store.clone(), |none| Connections { examiner, ..none }).await;
        for (place, (number, expected, page)) in [
            (Some("OR91239998"), State::Review, "We are looking at it"),
            (Some("OR91239996"), State::Open, "does not answer at the moment"),
            (None, State::Verified, "You have proved who you are"),
        ]
        .into_iter()
        .enumerate()
        {
            let (browser, id) = sent(&world, &format!("ana{place}@example.org"), number).await;
            assert_eq!(state(&world, id).await, expected, "{number:?}: {}", browser.page);
            assert!(browser.page.contains(page), "{number:?}: {}", browser.page);
            let proof = proofs::find(&store, id).await.unwrap();
            let told = proof.is_some_and(|proof| proof.how.contains("face-match:issuer-confirmed"));
            assert_eq!(told, expected == State::Verified, "{number:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_paper_its_issuer_does_not_know_takes_two_agents() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (_, id) = sent(&world, "ana@example.org", Some("OR91239998")).await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Hartwell").await;
        for said in ["Does the issuer know the paper (Driver’s license)", "an issuer does not know the paper"]
        {
            assert!(reviewer.page.contains(said), "{said}: {}", reviewer.page);
        }
        let accept = [("choice", "accept"), ("good", "drivers-license"), ("note", "I called the issuer")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=proposed");
        assert_eq!(state(&world, id).await, State::Review);
    })
    .await;
}

#[tokio::test]
async fn a_telephone_that_was_moved_is_told_to_the_agent_alone() {
    on_each_engine(async |store| {
        let operator = Operator::StandIn;
        let world = World::proving_with(store, |all| Connections { operator, ..all }).await;
        for (number, is_told) in [("202-555-0198", true), ("202-555-0123", false)] {
            let (mut browser, id) = begun(&world, &format!("{number}@example.com")).await;
            tell(&mut browser, "camera", "123-45-6789").await;
            browser.send("/prove/papers", &[("papers", "drivers-license")]).await;
            phone(&world, &mut browser, number).await;
            pictures(&world, id).await;
            browser.follow("/prove/check").await;
            browser.send("/prove/check", &[]).await;
            assert!(browser.page.contains("We are looking at it"), "{}", browser.page);
            let name = if is_told { "robin" } else { "kim" };
            let mut reviewer = agent(&world, name, Role::Reviewer).await;
            look(&mut reviewer, id, case(&world, id).await.row.id, "O’Hara").await;
            assert!(reviewer.page.contains("Was the telephone’s number moved"), "{}", reviewer.page);
            assert_eq!(reviewer.page.contains("Yes, on "), is_told, "{}", reviewer.page);
            assert_eq!(reviewer.page.contains("the telephone number was moved lately"), is_told);
            // Two weeks are long enough for codes, so nobody needs a second agent for it.
            assert!(!reviewer.page.contains("To accept it all the same"), "{}", reviewer.page);
        }
    })
    .await;
}
