//! Which answers are refused? A table: what the wallet does otherwise, and what the page then says. Nothing is kept of any.

use formats::mdoc::cbor;
use formats::mdoc::testing::{Device, Issuer, Licence, Profile};
use serde_json::{Value, json};
use store::testing::{contents, on_each_engine};

use super::device::{Asked, Wallet, day, license};
use super::{EMAIL, answer, arrive, asking, begin, fetch, link, path};
use crate::tests::world::{Browser, World};

const NOTHING: &str = "";
const OTHER: &str = "It could not be checked";
const ISSUER: &str = "We do not know its issuer";
const EXPIRED: &str = "has expired";
const INCOMPLETE: &str = "was missing";
const DECLINED: &str = "did not share it";

/// What the wallet sends in place of the right answer: its form.
type Wrong = fn(&Wallet, &Asked, &Asked) -> String;

/// The session as the device sees it, with one member changed.
fn changed(asked: &Asked, name: &str, value: &str) -> Asked {
    let mut other = asked.clone();
    other.0[name] = Value::String(value.to_owned());
    other
}

/// The right form with a document that was signed for another session.
fn signed_for(wallet: &Wallet, asked: &Asked, other: &Asked) -> String {
    asked.form(&asked.content(&wallet.document(other)))
}

/// The right form with another license, of the same issuer on the same device.
fn holding(wallet: &Wallet, asked: &Asked, license: &Licence) -> String {
    issued_by(&wallet.issuer, wallet, asked, license)
}

fn issued_by(issuer: &Issuer, wallet: &Wallet, asked: &Asked, license: &Licence) -> String {
    let signed = issuer.issue(license, &wallet.device);
    asked.form(&asked.content(&asked.presented(&wallet.device, &signed)))
}

fn times(times: [&str; 3]) -> Licence {
    Licence { times: times.map(str::to_owned), ..license() }
}

/// The document with its first place of one text replaced by another as long.
fn replaced(mut document: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let place = document.windows(from.len()).position(|window| window == from).unwrap();
    document[place..place + to.len()].copy_from_slice(to);
    document
}

/// What is sent, what the page says.
const CASES: [(&str, Wrong, &str); 19] = [
    ("another nonce", |wallet, asked, _| signed_for(wallet, asked, &changed(asked, "nonce", "other")), OTHER),
    (
        "another audience",
        |wallet, asked, _| signed_for(wallet, asked, &changed(asked, "client_id", "x509_hash:other")),
        OTHER,
    ),
    (
        "another place",
        |wallet, asked, _| {
            signed_for(wallet, asked, &changed(asked, "response_uri", "https://other.example/"))
        },
        OTHER,
    ),
    ("the transcript of another session", |wallet, asked, other| signed_for(wallet, asked, other), OTHER),
    (
        "encrypted for another session",
        |wallet, asked, other| other.form(&asked.content(&wallet.document(asked))),
        NOTHING,
    ),
    (
        "another device",
        |wallet, asked, _| asked.form(&asked.content(&asked.presented(&Device::new(), &wallet.issued))),
        OTHER,
    ),
    (
        "an issuer nobody knows",
        |wallet, asked, _| issued_by(&Issuer::new(&Profile::default()), wallet, asked, &license()),
        ISSUER,
    ),
    (
        "another name than was signed",
        |wallet, asked, _| {
            asked.form(&asked.content(&replaced(wallet.document(asked), b"Marlowe", b"Barlowe")))
        },
        OTHER,
    ),
    (
        "expired as a document",
        |wallet, asked, _| {
            let from = "2025-01-01T00:00:00Z";
            holding(wallet, asked, &times([from, from, "2025-02-01T00:00:00Z"]))
        },
        EXPIRED,
    ),
    (
        "good only later",
        |wallet, asked, _| {
            let until = "2089-01-01T00:00:00Z";
            holding(wallet, asked, &times(["2025-01-01T00:00:00Z", "2088-01-01T00:00:00Z", until]))
        },
        EXPIRED,
    ),
    (
        "expired as a license",
        |wallet, asked, _| holding(wallet, asked, &license().with("expiry_date", day("2025-12-31"))),
        EXPIRED,
    ),
    (
        "another type of document",
        |wallet, asked, _| {
            let license = Licence { doc_type: "org.iso.23220.photoid.1".to_owned(), ..license() };
            holding(wallet, asked, &license)
        },
        INCOMPLETE,
    ),
    (
        "no date of birth",
        |wallet, asked, _| {
            let names: Vec<String> = asked.names().into_iter().filter(|name| name != "birth_date").collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            asked.form(&asked.content(&wallet.device.present(&wallet.issued, &asked.transcript(), &names)))
        },
        INCOMPLETE,
    ),
    (
        "another country than its certificate's",
        |wallet, asked, _| {
            let country = cbor::text("MX");
            holding(wallet, asked, &license().with("issuing_country", country))
        },
        ISSUER,
    ),
    (
        "under another name",
        |wallet, asked, _| {
            let content = asked.content(&wallet.document(asked));
            asked.form(&json!({ "vp_token": { "other": content["vp_token"]["license"] } }))
        },
        OTHER,
    ),
    (
        "two of them",
        |wallet, asked, _| {
            let one = asked.content(&wallet.document(asked))["vp_token"]["license"][0].clone();
            asked.form(&json!({ "vp_token": { "license": [one, one] } }))
        },
        OTHER,
    ),
    (
        "not encrypted",
        |wallet, asked, _| format!("vp_token={}", asked.content(&wallet.document(asked))),
        NOTHING,
    ),
    ("nothing", |_, _, _| String::new(), NOTHING),
    ("refused by the person", |_, _, _| "error=access_denied".to_owned(), DECLINED),
];

/// A second session's request, asked by somebody else at the same time.
async fn other_session(world: &World) -> (Browser, Asked) {
    let mut browser = arrive(world, "other@example.org", "123-45-6780").await;
    begin(&mut browser, "other").await;
    let asked = fetch(world, &link(&browser)).await;
    (browser, asked)
}

/// Every table but those of sessions and of the log of what happened to requests.
async fn kept(world: &World) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut all = contents(world.identity.store()).await;
    for table in ["web_session", "sign_in_session", "wallet_request"] {
        all.remove(table);
    }
    all
}

#[tokio::test]
async fn wrong_answers_are_refused_and_nothing_is_kept() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, "123-45-6789").await;
        let (_, other) = other_session(&world).await;
        for (what, wrong, said) in CASES {
            begin(&mut browser, "other").await;
            let asked = fetch(&world, &link(&browser)).await;
            let before = kept(&world).await;
            let form = wrong(&wallet, &asked, &other);
            let answer = world.post(path(&world, &asked), &form).await;
            assert_eq!(answer.status, if said == DECLINED { 200 } else { 400 }, "{what}: {}", answer.body);
            assert_eq!(kept(&world).await, before, "{what}");
            browser.follow("/prove/wallet/wait").await;
            assert!(browser.page.contains(said) && !browser.page.contains("Marlowe"), "{what}");
            let is_told = browser.page.contains("could not be used");
            assert_eq!(is_told, said != NOTHING, "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_taken_once_in_its_time() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, "123-45-6789").await;
        begin(&mut browser, "other").await;
        let asked = fetch(&world, &link(&browser)).await;
        assert_eq!(answer(&wallet, &world, &asked).await.status, 200);
        assert_eq!(answer(&wallet, &world, &asked).await.status, 404, "a second answer");
        // Begun again: what went before is gone with its answer.
        begin(&mut browser, "other").await;
        assert!(!browser.page.contains("Marlowe"));
        let anew = fetch(&world, &link(&browser)).await;
        assert_eq!(world.post(path(&world, &asked), "response=a").await.status, 404);
        world.wait(600);
        assert_eq!(answer(&wallet, &world, &anew).await.status, 404, "too late");
        let again = browser.get("/prove/wallet/wait").await;
        assert_eq!(again.location, "/prove/wallet?over=1");
    })
    .await;
}

#[tokio::test]
async fn an_answer_stays_in_the_session_that_asked() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, "123-45-6789").await;
        let (mut stranger, _) = other_session(&world).await;
        begin(&mut browser, "other").await;
        let asked = fetch(&world, &link(&browser)).await;
        assert_eq!(answer(&wallet, &world, &asked).await.status, 200);
        stranger.follow("/prove/wallet/wait").await;
        assert!(!stranger.page.contains("Marlowe"));
        let answer = stranger.post("/prove/wallet/use", &[]).await;
        assert_eq!(answer.location, "/prove/wallet?over=1");
    })
    .await;
}
