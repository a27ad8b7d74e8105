//! Does the whole way work: from the page to the wallet and back, on the same device and on another?

use formats::mdoc::cbor;
use serde_json::json;
use store::identity::proofings::State;
use store::identity::proofs;
use store::testing::on_each_engine;

use super::super::case;
use super::device::{Wallet, day, license};
use super::{EMAIL, answer, arrive, asking, begin, fetch, link};
use crate::tests::world::World;

const NUMBER: &str = "123-45-6789";

#[tokio::test]
async fn a_license_on_another_device_becomes_evidence() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, NUMBER).await;
        begin(&mut browser, "other").await;
        assert!(browser.page.contains("class=\"qr-code\""), "a QR code is shown");
        assert!(browser.page.contains("http-equiv=\"refresh\" content=\"10; url=/prove/wallet/wait\""));
        let asked = fetch(&world, &link(&browser)).await;
        assert_eq!(asked.0["dcql_query"]["credentials"][0]["meta"]["doctype_value"], "org.iso.18013.5.1.mDL");
        let answer = answer(&wallet, &world, &asked).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({})));
        browser.follow("/prove/wallet/wait").await;
        assert!(browser.page.contains("Iris Ann Marlowe") && browser.page.contains("April 17, 1988"));
        browser.send("/prove/wallet/use", &[]).await;
        let id = world.sign_in_of(EMAIL).await;
        let found = case(&world, id).await;
        let piece = &found.evidence[0];
        let words = (piece.kind.as_str(), piece.validation.as_str(), piece.verification.as_deref());
        assert_eq!(words, ("mobile-license", "issuer-signature", Some("device-unlock")));
        assert_eq!(found.facts.given_names.as_deref(), Some("Iris Ann"), "what is signed takes the place");
        // It was used up.
        let again = browser.post("/prove/wallet/use", &[]).await;
        assert_ne!(again.status, 200);
        assert_eq!(case(&world, id).await.evidence.len(), 1);
        // The license alone is enough.
        browser.follow("/prove/check").await;
        browser.send("/prove/check", &[]).await;
        assert_eq!(case(&world, id).await.row.state, State::Verified);
        let proof = proofs::find(world.identity.store(), id).await.unwrap().unwrap();
        assert_eq!(proof.how, "mobile-license:issuer-signature:device-unlock");
    })
    .await;
}

#[tokio::test]
async fn a_wallet_on_the_same_device_brings_a_code_back() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, NUMBER).await;
        begin(&mut browser, "this").await;
        assert!(!browser.page.contains("class=\"qr-code\""));
        let asked = fetch(&world, &link(&browser)).await;
        let answer = answer(&wallet, &world, &asked).await.json();
        let back = answer["redirect_uri"].as_str().unwrap().to_owned();
        let path = back.strip_prefix(world.identity.issuer()).unwrap();
        // The page alone cannot use it: whoever passed the link on does not have the code.
        browser.follow("/prove/wallet/wait").await;
        assert!(!browser.page.contains("Marlowe"));
        browser.send("/prove/wallet/use", &[]).await;
        browser.follow("/prove/wallet/back?code=guessed").await;
        assert!(!browser.page.contains("Marlowe"));
        // Nor can the code in another browser.
        let mut other = world.browser();
        other.follow(path).await;
        assert!(!other.page.contains("Marlowe"));
        browser.follow(path).await;
        assert!(browser.page.contains("Iris Ann Marlowe"), "{}", browser.page);
        let code = path.split_once("code=").unwrap().1;
        browser.send("/prove/wallet/use", &[("code", code)]).await;
        let id = world.sign_in_of(EMAIL).await;
        assert_eq!(case(&world, id).await.evidence.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_comes_without_its_session_is_led_on_once() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut stranger = world.browser();
        let answer = stranger.get("/prove/wallet/back?code=a-code").await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("url=/prove/wallet/back?own=1"), "{}", answer.body);
        assert_eq!(stranger.get("/prove/wallet/back?own=1&code=a-code").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn somebody_else_s_license_is_not_taken() {
    on_each_engine(async |store| {
        let mut wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, NUMBER).await;
        for (name, value) in [("family_name", cbor::text("Barlowe")), ("birth_date", day("1988-04-18"))] {
            wallet.hold(&license().with(name, value));
            begin(&mut browser, "other").await;
            let asked = fetch(&world, &link(&browser)).await;
            assert_eq!(answer(&wallet, &world, &asked).await.status, 200);
            browser.follow("/prove/wallet/wait").await;
            let answer = browser.post("/prove/wallet/use", &[]).await;
            assert_eq!(answer.status, 422, "{name}");
            assert!(answer.body.contains("do not agree"), "{name}");
            let id = world.sign_in_of(EMAIL).await;
            assert!(case(&world, id).await.evidence.is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_verifier_there_is_nothing_here() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        for path in ["/prove/wallet", "/prove/wallet/wait", "/prove/wallet/back", "/wallet/request/a"] {
            assert_eq!(world.browser().get(path).await.status, 404, "{path}");
        }
        assert_eq!(world.post("/wallet/response/a", "response=a").await.status, 404);
    })
    .await;
}
