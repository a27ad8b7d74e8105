//! A letter with a code goes only to the address on the paper (NIST SP 800-63A-4, 4.2.6.1), and only where an authoritative
//! source confirmed it. Everybody else finds another way.

use outside::registries::{Book, Class, Question, Registries, Source};
use sandbox::specimens::Paper;
use store::testing::on_each_engine;

use super::captures::HOLDER;
use super::desk::{agent, look};
use super::papers::{picture, send};
use super::*;
use crate::connections::Connections;
use crate::desk::roles::Role;

/// Where the paper says that its holder lives.
pub(super) const HOME: [(&str, &str); 5] = [
    ("street", "418 Bayberry Court"),
    ("city", "Fernhollow"),
    ("region", "OR"),
    ("postal_code", "00118"),
    ("country", "US"),
];

/// Somebody with a license whose barcode was read, on the last page.
async fn with_license(world: &World, route: &str, address: &[(&str, &str)]) -> (Browser, Id) {
    let (mut browser, id) = begun(world, "ana@example.org").await;
    tell(&mut browser, route, "123-45-3456").await;
    browser.send("/prove/you", &HOLDER).await;
    browser.send("/prove/address", address).await;
    browser.send("/prove/papers", &[("papers", "drivers-license")]).await;
    phone(world, &mut browser, "202-555-0123").await;
    take(&mut browser, route).await;
    (browser, id)
}

async fn take(browser: &mut Browser, route: &str) {
    let wanted = [("front", Paper::Front), ("back", Paper::Back), ("selfie", Paper::Selfie)];
    for (word, paper) in wanted.into_iter().take(if route == "camera" { 3 } else { 2 }) {
        send(browser, "/prove/pictures", word, &picture(paper)).await;
    }
    browser.follow("/prove/go-on").await;
    assert!(browser.page.contains("Is everything right?"), "{}", browser.page);
}

/// What is known of the address on the license that was kept.
async fn seen(world: &World, id: Id) -> Option<String> {
    let kept = case(world, id).await.evidence;
    kept.into_iter().find(|piece| piece.kind == "drivers-license")?.address_seen
}

#[tokio::test]
async fn the_address_on_the_barcode_gets_the_letter() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = with_license(&world, "letter", &HOME).await;
        browser.send("/prove/check", &[]).await;
        assert_eq!(state(&world, id).await, State::Review);
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Hartwell").await;
        assert!(reviewer.page.contains("A letter can go there"), "{}", reviewer.page);
        assert!(!reviewer.page.contains("name=\"address\""), "asked for what is known");
        let accept = [("choice", "accept"), ("good", "drivers-license"), ("note", "")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=decided");
        assert_eq!((state(&world, id).await, seen(&world, id).await), (State::Letter, Some("read".into())));
        assert_eq!(world.paper().await[0].envelope[1], "418 Bayberry Court");
    })
    .await;
}

#[tokio::test]
async fn another_address_on_the_barcode_leads_to_another_way_or_another_address() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = with_license(&world, "letter", &ADDRESS).await;
        browser.send("/prove/check", &[]).await;
        assert!(
            browser.page.contains("A letter can go only to the address on your paper"),
            "{}",
            browser.page
        );
        assert!(browser.page.contains("value=\"in-person\""), "no other way: {}", browser.page);
        assert_eq!(state(&world, id).await, State::Open);
        assert!(world.paper().await.is_empty());
        browser.send("/prove/route", &[("route", "letter")]).await;
        browser.follow("/prove/address").await;
        browser.send("/prove/address", &HOME).await;
        assert!(browser.page.contains("Is everything right?"), "{}", browser.page);
        browser.send("/prove/check", &[]).await;
        assert_eq!(state(&world, id).await, State::Review);
    })
    .await;
}

/// Papers that were found good on another way bear another address: the letter is no way on before the address is.
#[tokio::test]
async fn papers_with_another_address_that_were_found_good_get_no_letter() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = with_license(&world, "camera", &ADDRESS).await;
        browser.send("/prove/check", &[]).await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Hartwell").await;
        assert!(reviewer.page.contains("no letter can show that the paper is theirs"), "{}", reviewer.page);
        let accept = [("choice", "accept"), ("good", "drivers-license"), ("address", "yes"), ("note", "")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=decided");
        assert_eq!((state(&world, id).await, seen(&world, id).await), (State::Open, Some("other".into())));
        browser.follow("/prove").await;
        browser.send("/prove/route", &[("route", "letter")]).await;
        assert!(browser.page.contains("The address on your paper is not this one"), "{}", browser.page);
        assert_eq!(browser.get("/prove/check").await.location, "/prove/address");
        browser.send("/prove/address", &HOME).await;
        take(&mut browser, "letter").await;
        browser.send("/prove/check", &[]).await;
        assert_eq!(state(&world, id).await, State::Review);
        assert!(world.paper().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_agent_who_sees_another_address_sends_no_letter() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = begun(&world, "ana@example.com").await;
        ready(&world, &mut browser, id, "letter", "123-45-6789").await;
        browser.send("/prove/check", &[]).await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let page = look(&mut reviewer, id, case(&world, id).await.row.id, "Ana María").await;
        let accept = [("choice", "accept"), ("good", "drivers-license"), ("address", "no"), ("note", "")];
        assert_eq!(reviewer.post(&page, &accept).await.location, "/desk/cases?done=decided");
        assert_eq!((state(&world, id).await, seen(&world, id).await), (State::Open, Some("other".into())));
        assert!(world.paper().await.is_empty());
        for (language, said) in
            [("en", "only to the address on your paper"), ("es", "a la dirección de su documento")]
        {
            browser.follow(&format!("/prove/route?lang={language}")).await;
            assert!(browser.page.contains(said), "{}", browser.page);
        }
    })
    .await;
}

/// Whatever an agent's program sends: the decision itself refuses it.
#[tokio::test]
async fn no_decision_sends_a_letter_to_an_address_that_nobody_compared() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        for (place, (address, expected)) in [
            (Some(AddressSeen::Seen), State::Letter),
            (Some(AddressSeen::Read), State::Letter),
            (Some(AddressSeen::Other), State::Open),
            (None, State::Open),
        ]
        .into_iter()
        .enumerate()
        {
            let (mut browser, id) = begun(&world, &format!("ana{place}@example.com")).await;
            ready(&world, &mut browser, id, "letter", &format!("123-45-678{place}")).await;
            browser.send("/prove/check", &[]).await;
            let good = Outcome::Accepted(vec![license_at(None, address)]);
            decided(&world, id, good, Attendance::Unattended).await.unwrap();
            assert_eq!(state(&world, id).await, expected, "{address:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_letter_goes_to_an_address_that_no_authoritative_source_confirmed() {
    on_each_engine(async |store| {
        let path = std::env::temp_dir().join(format!("counterfoil-addresses-{}", std::process::id()));
        let text = "street,city,region,postal_code,country\n1 Elm St,Springfield,CA,94105,US\n";
        std::fs::write(&path, text).unwrap();
        let book = Book::read(Question::Address, &path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let registries =
            Registries { addresses: Source::File(book, Class::Credible), ..Registries::simulated() };
        let world = World::proving_with(store, |all| Connections { registries, ..all }).await;
        let (mut browser, id) = begun(&world, "ana@example.com").await;
        ready(&world, &mut browser, id, "letter", "123-45-6789").await;
        browser.send("/prove/check", &[]).await;
        decided(&world, id, Outcome::Accepted(vec![license(None)]), Attendance::Unattended).await.unwrap();
        assert_eq!(state(&world, id).await, State::Open);
        assert!(world.paper().await.is_empty());
    })
    .await;
}
