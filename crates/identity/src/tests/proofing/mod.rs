//! Proving who one is, as a person goes through it and as agents decide it.

use store::identity::proofings::State;
use values::Id;

use super::journeys::sign_up;
use super::world::{Browser, World};
use crate::proofing::Shown;
use crate::proofing::case::Case;
use crate::proofing::decide::{Decision, Outcome, Refused, decide};
use crate::proofing::policy::{AddressSeen, Attendance, Conditions, Item, Kind, Validation, Verification};

mod calls;
mod captures;
mod channel;
mod desk;
mod documents;
mod duplicates;
mod figures;
mod graph;
mod letters;
mod on_paper;
mod oracle;
mod papers;
mod visits;
mod wallet;

pub(super) const AGENT: Id = Id::from_bytes([201; 16]);
pub(super) const OTHER_AGENT: Id = Id::from_bytes([202; 16]);

/// Somebody who has made a sign-in, on the first page.
async fn begun(world: &World, email: &str) -> (Browser, Id) {
    let mut browser = world.browser();
    sign_up(world, &mut browser, email).await;
    browser.send("/set-up", &[]).await;
    browser.follow("/prove/start").await;
    assert!(browser.page.contains("Prove who you are"), "{}", browser.page);
    browser.send("/prove/start", &[]).await;
    (browser, world.sign_in_of(email).await)
}

/// Chooses a route and types name, date, number and address.
async fn tell(browser: &mut Browser, route: &str, number: &str) {
    browser.send("/prove/route", &[("route", route)]).await;
    browser.send("/prove/you", &YOU).await;
    browser.send("/prove/number", &[("tax_number", number)]).await;
    browser.send("/prove/address", &ADDRESS).await;
}

const YOU: [(&str, &str); 5] = [
    ("given_names", "Ana María"),
    ("family_name", "O’Hara"),
    ("born_month", "2"),
    ("born_day", "29"),
    ("born_year", "1980"),
];

const ADDRESS: [(&str, &str); 5] = [
    ("street", "1 Elm St"),
    ("city", "Springfield"),
    ("region", "CA"),
    ("postal_code", "94105"),
    ("country", "US"),
];

/// Shows a telephone whose code comes back.
async fn phone(world: &World, browser: &mut Browser, number: &str) {
    browser.send("/prove/phone", &[("number", number), ("channel", "text")]).await;
    let sent = world.texts().await;
    assert!(!sent.is_empty(), "{}", browser.page);
    let code = sent[0].words.rsplit('#').next().unwrap().to_owned();
    browser.send("/prove/phone/code", &[("code", &code)]).await;
}

/// Everything up to the last page, for a route with a license and a telephone. Pictures are said to be there.
async fn ready(world: &World, browser: &mut Browser, sign_in: Id, route: &str, number: &str) {
    tell(browser, route, number).await;
    browser.send("/prove/papers", &[("papers", "drivers-license")]).await;
    phone(world, browser, "202-555-0123").await;
    if route != "in-person" {
        pictures(world, sign_in).await;
    }
    browser.follow("/prove/check").await;
    assert!(browser.page.contains("Is everything right?"), "{}", browser.page);
}

/// Says of a case that its pictures are there.
async fn pictures(world: &World, sign_in: Id) {
    let case = case(world, sign_in).await;
    world.identity.write(crate::proofing::pictures::complete(&case, world.now())).await.unwrap();
}

async fn case(world: &World, sign_in: Id) -> Case {
    Case::current(&world.identity, sign_in).await.unwrap().unwrap()
}

async fn state(world: &World, sign_in: Id) -> State {
    case(world, sign_in).await.row.state
}

/// A license an agent found good.
fn license(verification: Option<Verification>) -> Shown {
    license_at(verification, Some(AddressSeen::Seen))
}

/// The same with what is known of the address on it.
fn license_at(verification: Option<Verification>, address: Option<AddressSeen>) -> Shown {
    let validation = Validation::VisualInspection;
    let item = Item { kind: Kind::DriversLicense, validation, verification, address };
    Shown { item, issuer: Some("CA".to_owned()) }
}

fn decision(outcome: Outcome, attendance: Attendance) -> Decision {
    Decision { outcome, attendance, conditions: Conditions::default(), agent: AGENT, reason: None }
}

/// Decides about the case as it stands.
async fn decided(
    world: &World,
    sign_in: Id,
    outcome: Outcome,
    attendance: Attendance,
) -> Result<(), Refused> {
    let case = case(world, sign_in).await;
    let write = decide(&world.identity, &case, &decision(outcome, attendance), world.now()).await.unwrap()?;
    world.identity.write(write).await.unwrap();
    Ok(())
}

#[tokio::test]
async fn the_first_page_says_why_what_is_kept_and_what_follows_from_a_refusal() {
    store::testing::on_each_engine(async |store| {
        let world = World::proving(store).await;
        let mut browser = world.browser();
        sign_up(&world, &mut browser, "ana@example.com").await;
        browser.send("/set-up", &[]).await;
        for (language, said) in [
            (
                "en",
                [
                    "only to find out whether you are who you say",
                    "Knowing an SSN proves nothing by itself",
                    "You do not have to do this. Without it your sign-in works",
                    "deleted after 90 days",
                    "see, download and delete it",
                    "If you think we decided wrongly",
                ],
            ),
            (
                "es",
                [
                    "solo para saber si usted es quien dice ser",
                    "Conocer un SSN no demuestra nada",
                    "Sin esto su acceso funciona",
                    "se borra después de 90 días",
                    "verlo, descargarlo y borrarlo",
                    "Si cree que decidimos mal",
                ],
            ),
        ] {
            browser.follow(&format!("/prove/start?lang={language}")).await;
            for part in said {
                assert!(browser.page.contains(part), "{part}: {}", browser.page);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn proving_takes_every_factor_that_somebody_has() {
    store::testing::on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = begun(&world, "ana@example.com").await;
        let (pages, now) = (["/prove/start", "/prove/route", "/prove/go-on"], world.now());
        for page in pages {
            assert!(!browser.get(page).await.location.starts_with("/sign-in"), "{page}");
        }
        let since = now - jiff::SignedDuration::from_mins(10);
        let sessions = store::identity::sessions::list(world.identity.store(), id, now, since).await.unwrap();
        let weaker = store::identity::sessions::strengthen(sessions[0].id, id, "password");
        world.identity.write(weaker).await.unwrap();
        for page in pages {
            let sent = browser.get(page).await.location;
            assert!(sent.starts_with("/sign-in/again"), "{page}: {sent}");
        }
    })
    .await;
}
