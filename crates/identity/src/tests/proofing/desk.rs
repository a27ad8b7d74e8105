//! Cases as agents decide them on the pages of the desk: across a counter, from pictures, and with a second agent.

use store::audit;
use store::identity::proposals;
use store::testing::on_each_engine;
use web::testing::markup_problems;

use super::*;
use crate::desk::appointing;
use crate::desk::roles::Role;
use crate::proofing::decide::Reason;
use crate::tests::authenticator::Authenticator;
use crate::tests::passkeys::sign_up_with;

const EMAIL: &str = "ana@example.com";
const EVERY_CHECK: [&str; 5] = ["in-hand", "features", "valid", "agrees", "face"];

/// An agent with a passkey and a certificate, signed in.
pub(super) async fn agent(world: &World, name: &str, role: Role) -> Browser {
    let mut browser = world.browser();
    let email = format!("{name}@desk.example");
    sign_up_with(world, &mut browser, &email, &mut Authenticator::new()).await;
    let (identity, id) = (&world.identity, world.sign_in_of(&email).await);
    assert!(appointing::add(identity, id, role, "hired").await.unwrap());
    assert!(appointing::certify(identity, id, appointing::today(identity), "passed").await.unwrap());
    browser
}

/// Somebody expected at a counter: their id and number.
async fn expected(world: &World) -> (Id, String) {
    let (mut browser, id) = begun(world, EMAIL).await;
    ready(world, &mut browser, id, "in-person", "123-45-6789").await;
    browser.send("/prove/check", &[]).await;
    (id, browser.between("<p class=\"shown-number\">", "</p>"))
}

/// A clerk at the page of the visit, and its address.
async fn at_counter(world: &World, number: &str) -> (Browser, String) {
    let mut clerk = agent(world, "sam", Role::Clerk).await;
    clerk.follow("/desk/in-person").await;
    let place = clerk.post("/desk/in-person", &[("number", number)]).await.location;
    clerk.follow(&place).await;
    (clerk, place)
}

fn ticked<'a>(papers: &[&'a str], checks: &[&'a str], choice: &'a str) -> Vec<(&'static str, &'a str)> {
    let papers = papers.iter().map(|paper| ("paper", *paper));
    let checks = checks.iter().map(|check| ("check", *check));
    papers.chain(checks).chain([("choice", choice), ("note", "")]).collect()
}

#[tokio::test]
async fn a_clerk_completes_a_visit_with_every_check_and_enough_papers() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let (id, number) = expected(&world).await;
        let mut clerk = agent(&world, "lee", Role::Clerk).await;
        clerk.follow("/desk/in-person").await;
        for (typed, said) in [("12", "Type all twelve"), ("0000 0000 0000", "No visit has this number")] {
            assert_eq!(clerk.send("/desk/in-person", &[("number", typed)]).await.status, 422);
            assert!(clerk.page.contains(said) && clerk.page.contains(typed), "{}", clerk.page);
        }
        let (mut clerk, place) = at_counter(&world, &number).await;
        assert!(clerk.page.contains("Ana María"), "{}", clerk.page);
        assert_eq!(markup_problems(&clerk.page), Vec::<String>::new());
        // Another clerk has not been given the number.
        assert_eq!(agent(&world, "kim", Role::Clerk).await.get(&place).await.location, "/desk/in-person");
        let license = ["drivers-license"];
        for (fields, said) in [
            (ticked(&license, &EVERY_CHECK, ""), "Choose what you decide"),
            (ticked(&[], &EVERY_CHECK, "complete"), "Tick each paper"),
            (ticked(&license, &EVERY_CHECK[..4], "complete"), "Do and tick each step"),
            (ticked(&license, &EVERY_CHECK, "suspect"), "Write what you saw"),
        ] {
            assert_eq!(clerk.send(&place, &fields).await.status, 422, "{said}");
            assert!(clerk.page.contains(said), "{said}: {}", clerk.page);
        }
        assert_eq!(state(&world, id).await, State::Visit);
        let done = clerk.post(&place, &ticked(&license, &EVERY_CHECK, "complete")).await;
        assert_eq!(done.location, "/desk/in-person?done=decided", "{}", done.body);
        assert_eq!(state(&world, id).await, State::Verified);
        let proof = store::identity::proofs::find(&store, id).await.unwrap().unwrap();
        assert!(proof.how.contains("drivers-license:tactile-inspection:compared-on-site"), "{}", proof.how);
        let who = world.sign_in_of("sam@desk.example").await.to_string();
        let kept = audit::list(&store, id, i64::MAX, 50).await.unwrap();
        let by_clerk = kept.iter().filter(|entry| entry.actor_kind == "staff" && entry.actor == who);
        let acts: Vec<&str> = by_clerk.map(|entry| entry.action.as_str()).collect();
        assert_eq!(acts, ["proofing.decide", "event-record-opened"]);
    })
    .await;
}

#[tokio::test]
async fn what_a_clerk_finds_wrong_ends_the_visit_and_a_suspicion_holds_it() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (id, number) = expected(&world).await;
        let (mut clerk, place) = at_counter(&world, &number).await;
        let mut suspected = ticked(&[], &[], "suspect");
        suspected.retain(|(name, _)| *name != "note");
        suspected.push(("note", "The edges are cut by hand"));
        assert_eq!(clerk.post(&place, &suspected).await.location, "/desk/in-person?done=suspected");
        clerk.follow(&place).await;
        let complete = ticked(&["drivers-license"], &EVERY_CHECK, "complete");
        assert_eq!(clerk.send(&place, &complete).await.status, 422);
        assert!(clerk.page.contains("An investigator looks into this person"), "{}", clerk.page);
        assert_eq!(state(&world, id).await, State::Visit);
        let refused = ticked(&[], &[], "not-genuine");
        assert_eq!(clerk.post(&place, &refused).await.location, "/desk/in-person?done=decided");
        assert_eq!(state(&world, id).await, State::Failed);
    })
    .await;
}

/// Opens a case with a reason; the name on its page shows that it is there.
pub(super) async fn look(browser: &mut Browser, id: Id, case: Id, name: &str) -> String {
    let page = format!("/desk/cases/{case}");
    browser.follow("/desk").await;
    let place = browser.get(&page).await.location;
    assert!(place.starts_with("/desk/open?"), "{place}");
    browser.follow(&page).await;
    let person = id.to_string();
    let fields = [("person", person.as_str()), ("to", &page), ("reason", "case"), ("note", "Its turn")];
    browser.send("/desk/open", &fields).await;
    assert!(browser.page.contains(name), "{}", browser.page);
    assert_eq!(markup_problems(&browser.page), Vec::<String>::new());
    page
}

#[tokio::test]
async fn a_reviewer_finds_papers_good_and_the_letter_leaves() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = begun(&world, EMAIL).await;
        ready(&world, &mut browser, id, "letter", "123-45-6789").await;
        browser.send("/prove/check", &[]).await;
        assert_eq!(state(&world, id).await, State::Review);
        world.wait(5 * 3_600);
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        reviewer.follow("/desk/cases").await;
        assert!(reviewer.page.contains("5 hours") && reviewer.page.contains("Papers to look at"));
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Ana María").await;
        for (fields, said) in [
            (vec![("choice", "")], "Choose what you decide"),
            (vec![("choice", "clear")], "Choose what you decide"),
            (vec![("choice", "accept")], "Tick each paper you found good"),
            (
                vec![("choice", "accept"), ("good", "drivers-license")],
                "Say whether the address printed on the paper",
            ),
            (vec![("choice", "refuse")], "Choose why"),
            (vec![("choice", "suspect")], "Write what you saw"),
        ] {
            let fields: Vec<_> = fields.into_iter().chain([("note", "")]).collect();
            assert_eq!(reviewer.send(&page, &fields).await.status, 422, "{said}");
            assert!(reviewer.page.contains(said), "{said}: {}", reviewer.page);
        }
        let accept = [("choice", "accept"), ("good", "drivers-license"), ("address", "yes"), ("note", "")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=decided");
        assert_eq!(state(&world, id).await, State::Letter);
        let kept = case(&world, id).await.evidence;
        let seen = kept.iter().find(|piece| piece.kind == "drivers-license").unwrap();
        assert_eq!(seen.address_seen.as_deref(), Some("seen"));
        assert_eq!(seen.agent_id, Some(world.sign_in_of("robin@desk.example").await));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_goes_against_a_rule_is_confirmed_once_and_by_another() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let (id, _) = expected(&world).await;
        decided(&world, id, Outcome::Refused(Reason::Mismatch), Attendance::OnSite).await.unwrap();
        let number = case(&world, id).await.row.id;
        let mut first = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut first, id, number, "Ana María").await;
        let alone = [("choice", "reopen"), ("note", "")];
        assert_eq!(first.send(&page, &alone).await.status, 422, "a second agent needs to understand");
        let propose = [("choice", "reopen"), ("note", "The name was hyphenated")];
        assert_eq!(first.post(&page, &propose).await.location, "/desk/cases?done=proposed");
        assert_eq!(state(&world, id).await, State::Failed, "nothing happens by one alone");
        first.follow(&page).await;
        assert!(first.page.contains("You proposed this"), "{}", first.page);
        let second_page = format!("{page}/second");
        assert_eq!(first.post(&second_page, &[("said", "yes")]).await.status, 403);
        // Even where the page did not look, the statement does.
        let proposal = proposals::find(&store, number).await.unwrap().unwrap();
        assert!(store.write(proposals::confirm(&proposal, proposal.agent_id)).await.is_err());
        assert!(store.write(proposals::confirm(&proposal, proposal.sign_in_id)).await.is_err());
        let mut second = agent(&world, "jordan", Role::Supervisor).await;
        look(&mut second, id, number, "Ana María").await;
        assert!(second.page.contains("The name was hyphenated"), "{}", second.page);
        let mut tries = tokio::task::JoinSet::new();
        for place in 0..12 {
            let (is_first, to) = (place % 3 == 0, second_page.clone());
            let mut browser = if is_first { first.clone() } else { second.clone() };
            tries.spawn(async move { (is_first, browser.post(&to, &[("said", "yes")]).await) });
        }
        let answers = tries.join_all().await;
        let confirmed = answers.iter().filter(|(_, answer)| answer.location == "/desk/cases?done=decided");
        assert_eq!(confirmed.count(), 1);
        assert!(answers.iter().all(|(is_first, answer)| !is_first || answer.location.is_empty()));
        assert_eq!(state(&world, id).await, State::Open);
        let kept = audit::list(&store, id, i64::MAX, 50).await.unwrap();
        let of = |action: &str| kept.iter().filter(|entry| entry.action == action).collect::<Vec<_>>();
        let (proposed, confirmed) = (of("proofing.propose"), of("proofing.confirm"));
        assert_eq!((proposed.len(), confirmed.len()), (1, 1));
        assert_ne!(proposed[0].actor, confirmed[0].actor);
    })
    .await;
}

/// Confirms the only open suspicion, as an agent who did not raise it.
async fn confirm_fraud(browser: &mut Browser, store: &store::Store, id: Id) {
    let suspicion = store::identity::fraud_cases::list_open(store, 2).await.unwrap().remove(0).id;
    let page = format!("/desk/fraud/{suspicion}");
    browser.follow(&page).await;
    let person = id.to_string();
    let fields = [("person", person.as_str()), ("to", &page), ("reason", "fraud"), ("note", "To look")];
    browser.send("/desk/open", &fields).await;
    let done = browser.post(&page, &[("finding", "confirmed"), ("closing_note", "A made face")]).await;
    assert_eq!(done.location, "/desk/fraud?done=yes", "{}", browser.page);
}

#[tokio::test]
async fn confirmed_fraud_ends_the_case_and_takes_a_proof_away() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let mut investigator = agent(&world, "alex", Role::Investigator).await;
        let suspect = [("choice", "suspect"), ("note", "A made face")];
        // One that waits fails.
        let (mut browser, id) = begun(&world, EMAIL).await;
        ready(&world, &mut browser, id, "letter", "123-45-6789").await;
        browser.send("/prove/check", &[]).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Ana María").await;
        reviewer.post(&page, &suspect).await;
        assert_eq!(state(&world, id).await, State::Review, "a suspicion alone decides nothing");
        confirm_fraud(&mut investigator, &store, id).await;
        assert_eq!(state(&world, id).await, State::Failed);
        // A proof goes.
        let (mut browser, id) = begun(&world, "eva@example.com").await;
        ready(&world, &mut browser, id, "in-person", "123-45-6780").await;
        browser.send("/prove/check", &[]).await;
        let good = Outcome::Accepted(vec![license(Some(Verification::ComparedOnSite))]);
        decided(&world, id, good, Attendance::OnSite).await.unwrap();
        assert_eq!(state(&world, id).await, State::Verified);
        let suspicion = crate::desk::fraud::Suspicion {
            person: id,
            proofing: None,
            agent: None,
            signals: &[crate::desk::fraud::rules::Signal::FrozenLately],
            note: "",
        };
        let raised = crate::desk::fraud::raise(&world.identity, &suspicion, world.now()).await.unwrap();
        world.identity.write(raised).await.unwrap();
        confirm_fraud(&mut investigator, &store, id).await;
        assert_eq!(state(&world, id).await, State::Repudiated);
        assert!(store::identity::proofs::find(&store, id).await.unwrap().is_none());
    })
    .await;
}
