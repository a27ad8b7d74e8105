//! Is there a way on from everywhere? Every route at every step and in every state is opened; whatever its page offers is
//! tried; and somebody can leave and come back.

use std::collections::BTreeSet;

use store::identity::proofings::{self, Proofing, Route, State};
use store::testing::on_each_engine;
use web::Language;

use super::*;
use crate::proofing::case::Place;
use crate::proofing::decide::Reason;
use crate::proofing::steps::Step;

/// Where a page's forms and links lead on this site, within proving who one is.
fn ways(page: &str) -> BTreeSet<(bool, String)> {
    let targets = |mark: &'static str, is_form: bool| {
        page.split(mark).skip(1).map(move |rest| (is_form, rest.split('"').next().unwrap().to_owned()))
    };
    let all = targets("action=\"", true).chain(targets("href=\"", false));
    // The same page in the other language is no way on.
    let leads =
        |target: &str| (target.starts_with("/prove") && !target.contains("lang=")) || target == "/continue";
    all.filter(|(_, target)| leads(target)).collect()
}

/// Steps whose pages have tests of their own.
const ELSEWHERE: [Step; 2] = [Step::Pictures, Step::Wallet];

/// What leads out instead of on.
const OUT: [&str; 2] = ["/prove/later", "/prove/give-up"];

/// Puts a case into a state, as the person's newest.
async fn put(world: &World, full: &Case, route: Option<Route>, reason: Option<Reason>, state: State) {
    let row = case(world, full.row.sign_in_id).await.row;
    let place = Place { language: Language::En, device: "computer" };
    let begun = Case::begin(&world.identity, row.sign_in_id, None, place, world.now()).await.unwrap();
    let row = Proofing {
        route,
        state,
        attempt: row.attempt + 1,
        reason: reason.map(|reason| reason.word().to_owned()),
        documents: full.row.documents.clone(),
        phone_confirmed_at: full.row.phone_confirmed_at,
        pictures_at: Some(world.now()),
        ..begun.row
    };
    let placed = Case::open(&world.identity, row).await.unwrap().with(&world.identity, full.facts.clone());
    world.identity.write(proofings::add(&placed.row)).await.unwrap();
}

/// Opens the page of the case as it stands, and whatever it leads to.
async fn lead_on(browser: &mut Browser, state: State, what: &str) {
    let answer = browser.follow("/prove").await;
    assert_eq!(answer.status, 200, "{what}");
    let all = ways(&browser.page);
    let on: Vec<_> = all.into_iter().filter(|(_, way)| !OUT.contains(&way.as_str())).collect();
    // Where nothing can be done but to wait, the page says so and whom to call.
    let waits = state == State::Duplicate && browser.page.contains("Number of your case");
    assert!(!on.is_empty() || waits, "{what}: {}", browser.page);
    let links = on.into_iter().filter(|(is_form, way)| !is_form && way != Step::Pictures.path());
    for (_, way) in links {
        let answer = browser.get(&way).await;
        assert!(answer.status == 200 || answer.status == 303, "{what}: {way}");
    }
}

#[tokio::test]
async fn there_is_a_way_on_from_every_page_in_every_state() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = begun(&world, "ana@example.com").await;
        ready(&world, &mut browser, id, "in-person", "123-45-6789").await;
        let full = case(&world, id).await;
        let mut seen = 0;
        for reason in Reason::ALL.into_iter().map(Some).chain([None]) {
            let routes = Route::ALL.into_iter().filter(|route| *route != Route::Wallet);
            for route in routes.map(Some).chain([None]) {
                for state in State::ALL {
                    put(&world, &full, route, reason, state).await;
                    lead_on(&mut browser, state, &format!("{reason:?} {route:?} {state:?}")).await;
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 12 * 5 * 10);
    })
    .await;
}

/// Which steps are open: those that are done, and the next one.
async fn opened(browser: &mut Browser, done: &BTreeSet<String>, at: &str) {
    for step in Step::ALL.into_iter().filter(|step| !ELSEWHERE.contains(step)) {
        let is_open = browser.get(step.path()).await.location.is_empty();
        assert_eq!(is_open, done.contains(step.path()) || step.path() == at, "at {at}: {step:?}");
    }
}

/// Does what a step asks for.
async fn take(world: &World, browser: &mut Browser, id: Id, at: &str, route: &str, number: &str) {
    if at != Step::Pictures.path() {
        browser.follow(at).await;
        assert!(ways(&browser.page).contains(&(true, "/prove/later".to_owned())), "{at}");
    }
    let both = [("papers", "state-card"), ("papers", "passport")];
    let papers = if route == "letter" { &both[..1] } else { &both[..] };
    match at {
        "/prove/route" => drop(browser.send(at, &[("route", route)]).await),
        "/prove/you" => drop(browser.send(at, &YOU).await),
        "/prove/number" => drop(browser.send(at, &[("tax_number", number)]).await),
        "/prove/address" => drop(browser.send(at, &ADDRESS).await),
        "/prove/papers" => drop(browser.send(at, papers).await),
        "/prove/phone" => phone(world, browser, "202-555-0123").await,
        "/prove/pictures" => pictures(world, id).await,
        "/prove/check" => drop(browser.send(at, &[]).await),
        other => panic!("{route}: {other}"),
    }
}

/// From the first page to the last on every route, leaving after each step and coming back: the next step is where the
/// person was. And every step can be gone back to.
#[tokio::test]
async fn whoever_leaves_comes_back_to_where_they_were() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        for (number, route) in ["camera", "call", "letter", "in-person"].into_iter().enumerate() {
            let (mut browser, id) = begun(&world, &format!("{route}@example.com")).await;
            let mut done = BTreeSet::new();
            while !done.contains("/prove/check") {
                let at = browser.get("/prove/go-on").await.location;
                opened(&mut browser, &done, &at).await;
                take(&world, &mut browser, id, &at, route, &format!("123-45-678{number}")).await;
                assert!(done.insert(at.clone()), "{route}: {at} twice");
            }
            let waits = state(&world, id).await;
            assert!(waits.may_become(State::Verified) && waits != State::Open, "{route}: {waits:?}");
            // Another way can be chosen from there.
            browser.follow("/prove/standing").await;
            browser.send("/prove/change", &[]).await;
            assert!(browser.page.contains("How do you want to prove who you are?"), "{route}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_gives_up_can_begin_anew() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = begun(&world, "ana@example.com").await;
        browser.send("/prove/give-up", &[]).await;
        assert_eq!(state(&world, id).await, State::Withdrawn);
        browser.send("/prove/start", &[]).await;
        let next = case(&world, id).await;
        assert_eq!((next.row.state, next.row.attempt), (State::Open, 2));
        assert!(next.facts.tax_number.is_none());
        // Ninety days later nothing is left of either.
        world.wait(90 * 86_400 + 1);
        crate::worker::tidy(&world.identity, world.now()).await.unwrap();
        assert!(proofings::current(world.identity.store(), id).await.unwrap().is_none());
    })
    .await;
}
