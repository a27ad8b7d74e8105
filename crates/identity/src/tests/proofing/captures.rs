//! Pictures alone, from the first page to what comes of them: proved by a program, looked at by an agent, asked for again.

use outside::captures::Examiner;
use sandbox::specimens::Paper;
use store::identity::proofs;
use store::testing::on_each_engine;
use web::testing::markup_problems;

use super::desk::{agent, look};
use super::on_paper::HOME;
use super::papers::{at_pictures_as, picture, send, standing};
use super::*;
use crate::connections::Connections;
use crate::desk::roles::Role;
use crate::proofing::papers::kept;

/// The made-up person on the specimens.
pub(super) const HOLDER: [(&str, &str); 5] = [
    ("given_names", "Amelia"),
    ("family_name", "Hartwell"),
    ("born_month", "3"),
    ("born_day", "14"),
    ("born_year", "1986"),
];

/// Where pictures are examined by the simulator.
async fn examining(store: store::Store) -> World {
    World::proving_with(store, |none| Connections { examiner: Examiner::Simulator, ..none }).await
}

/// Somebody with the specimens whose pictures are all sent; and what comes of sending it.
async fn sent(world: &World, who: &[(&str, &str); 5], number: &str) -> (Browser, Id) {
    let (mut browser, id) = at_pictures_as(world, "ana@example.org", who, number).await;
    take(&mut browser).await;
    browser.follow("/prove/go-on").await;
    assert!(browser.page.contains("Is everything right?"), "{}", browser.page);
    browser.send("/prove/check", &[]).await;
    (browser, id)
}

pub(super) async fn take(browser: &mut Browser) {
    for (word, paper) in [("front", Paper::Front), ("back", Paper::Back), ("selfie", Paper::Selfie)] {
        send(browser, "/prove/pictures", word, &picture(paper)).await;
    }
}

#[tokio::test]
async fn pictures_alone_prove_who_one_is_where_everything_agrees() {
    on_each_engine(async |store| {
        let world = examining(store.clone()).await;
        let (browser, id) = sent(&world, &HOLDER, "123-45-3456").await;
        assert!(browser.page.contains("You have proved who you are"), "{}", browser.page);
        let proof = proofs::find(&store, id).await.unwrap().unwrap();
        assert_eq!(proof.method, "camera");
        let methods: std::collections::BTreeSet<&str> = proof.how.split(' ').collect();
        let expected = [
            "drivers-license:scanner:face-match:issuer-confirmed",
            "phone-account:carrier-confirmed:phone-code",
        ];
        assert_eq!(methods, expected.into());
        assert!(case(&world, id).await.evidence.iter().any(|piece| piece.issuer.as_deref() == Some("OR")));
        kept::remove_ended(&world.identity, world.now()).await.unwrap();
        assert_eq!(standing(&world, id).await, 0, "no picture outlives the decision");
        let log = store::audit::list(&store, id, i64::MAX, 100).await.unwrap();
        assert!(log.iter().any(|entry| entry.action == "picture.agree"));
    })
    .await;
}

#[tokio::test]
async fn whatever_is_not_sure_leads_on() {
    on_each_engine(async |store| {
        let world = examining(store).await;
        for (place, (who, number, expected, page)) in [
            // The capture.
            (HOLDER, "123-45-9995", State::Open, "We need new pictures"),
            // The face: not sure, and another.
            (HOLDER, "123-45-9994", State::Review, "We are looking at it"),
            (HOLDER, "123-45-9993", State::Review, "We are looking at it"),
            // The paper.
            (HOLDER, "123-45-9992", State::Review, "We are looking at it"),
            // Nobody answers.
            (HOLDER, "123-45-9991", State::Open, "does not answer at the moment"),
            // Another name than on the paper, which a program does not judge.
            (YOU, "123-45-3456", State::Review, "We are looking at it"),
        ]
        .into_iter()
        .enumerate()
        {
            let email = format!("ana{place}@example.org");
            let (mut browser, id) = at_pictures_as(&world, &email, &who, number).await;
            take(&mut browser).await;
            browser.follow("/prove/check").await;
            browser.send("/prove/check", &[]).await;
            assert_eq!(state(&world, id).await, expected, "{number}: {}", browser.page);
            assert!(browser.page.contains(page), "{number}: {}", browser.page);
            kept::remove_ended(&world.identity, world.now()).await.unwrap();
            let left = if number.ends_with("9995") { 0 } else { 3 };
            assert_eq!(standing(&world, id).await, left, "{number}");
            if left == 0 {
                // New ones can be sent at once.
                take(&mut browser).await;
                browser.follow("/prove/go-on").await;
                assert!(browser.page.contains("Is everything right?"), "{}", browser.page);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_face_is_not_looked_at_before_its_owner_agrees() {
    on_each_engine(async |store| {
        let world = examining(store).await;
        let (mut browser, id) = at_pictures_as(&world, "ana@example.org", &HOLDER, "123-45-3456").await;
        browser.follow("/prove/pictures/selfie").await;
        for said in
            ["A program compares your face", "deleted as soon as your case is decided", "need not agree"]
        {
            assert!(browser.page.contains(said), "{said}: {}", browser.page);
        }
        let refused = browser.upload("/prove/pictures/selfie", &[], &picture(Paper::Selfie)).await;
        assert_eq!(refused.status, 422);
        assert!(browser.page.contains("Tick that you agree"), "{}", browser.page);
        assert_eq!(standing(&world, id).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_reviewer_sees_the_pictures_beside_what_was_typed_and_compares_the_face() {
    on_each_engine(async |store| {
        let world = examining(store.clone()).await;
        let (_, id) = sent(&world, &HOLDER, "123-45-9994").await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Hartwell").await;
        for said in ["HARTWELL", "1986-03-14", "agrees", "Do the papers show the person?", "Not sure"] {
            assert!(reviewer.page.contains(said), "{said}: {}", reviewer.page);
        }
        assert!(
            !reviewer.page.contains("Hold") && reviewer.page.matches("class=\"paper-picture\"").count() == 3
        );
        assert_eq!(markup_problems(&reviewer.page), Vec::<String>::new());
        let one = format!("{page}/pictures/selfie");
        assert_eq!(agent(&world, "kim", Role::Clerk).await.get(&one).await.status, 404);
        let mut other = agent(&world, "lou", Role::Reviewer).await;
        assert!(other.get(&one).await.location.starts_with("/desk/open?"), "not without a reason");
        let picture = reviewer.get_bytes(&one).await;
        assert!(picture.starts_with(&[0xff, 0xd8]), "{}", picture.len());
        // Without the face the papers alone are good.
        let accept = [("choice", "accept"), ("good", "drivers-license"), ("same", "yes"), ("note", "")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=decided");
        assert_eq!(state(&world, id).await, State::Verified);
        let proof = proofs::find(&store, id).await.unwrap().unwrap();
        assert!(proof.how.contains("drivers-license:visual-inspection:compared-later"), "{}", proof.how);
    })
    .await;
}

#[tokio::test]
async fn papers_that_say_something_else_take_two_agents() {
    on_each_engine(async |store| {
        let world = examining(store).await;
        let (_, id) = sent(&world, &YOU, "123-45-3456").await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "O’Hara").await;
        assert!(reviewer.page.contains("differs") && reviewer.page.contains("a paper says something else"));
        let accept =
            [("choice", "accept"), ("good", "drivers-license"), ("same", "yes"), ("note", "Changed")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=proposed");
        assert_eq!(state(&world, id).await, State::Review);
    })
    .await;
}

/// Without anybody who examines captures a later comparison of faces counts for nothing: the papers are good, and the person
/// shows in another way that they are theirs.
#[tokio::test]
async fn without_an_examined_capture_no_comparison_counts() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = at_pictures_as(&world, "ana@example.org", &HOLDER, "123-45-3456").await;
        browser.send("/prove/address", &HOME).await;
        take(&mut browser).await;
        browser.follow("/prove/go-on").await;
        browser.send("/prove/check", &[]).await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Hartwell").await;
        assert!(reviewer.page.contains("your comparison cannot count"), "{}", reviewer.page);
        let accept = [("choice", "accept"), ("good", "drivers-license"), ("same", "yes"), ("note", "")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=decided");
        assert_eq!(state(&world, id).await, State::Open);
        browser.follow("/prove").await;
        assert!(browser.page.contains("Your papers are good"), "{}", browser.page);
        // By a letter nothing more is asked; by pictures of the face again, they are.
        browser.send("/prove/route", &[("route", "letter")]).await;
        assert!(browser.page.contains("Is everything right?"), "{}", browser.page);
        browser.send("/prove/check", &[]).await;
        assert_eq!(state(&world, id).await, State::Letter);
    })
    .await;
}
