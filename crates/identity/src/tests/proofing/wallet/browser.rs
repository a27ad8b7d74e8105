//! Does the way through the browser work, for the page that asked alone?

use serde_json::json;
use store::identity::proofs;
use store::testing::on_each_engine;

use super::super::case;
use super::device::{Asked, Wallet, checked};
use super::{EMAIL, arrive, asking};
use crate::tests::world::{Browser, World};

const NUMBER: &str = "123-45-6790";

/// Begins, and reads what the page gives the browser to ask.
async fn begin(world: &World, browser: &mut Browser) -> Asked {
    browser.follow("/prove/wallet").await;
    browser.send("/prove/wallet", &[("device", "browser")]).await;
    let asked = checked(&browser.between("data-request=\"", "\""));
    assert_eq!(asked.0["response_mode"], "dc_api.jwt");
    assert_eq!(asked.0["expected_origins"], json!([world.identity.issuer()]));
    assert!(asked.0.get("response_uri").is_none());
    asked
}

fn answer(wallet: &Wallet, asked: &Asked, session: &formats::mdoc::Transcript) -> String {
    asked.sealed(&asked.content(&asked.presented_in(session, &wallet.device, &wallet.issued)))
}

#[tokio::test]
async fn a_license_that_the_browser_finds_becomes_evidence() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, NUMBER).await;
        let page = browser.get_whole("/prove/wallet").await;
        assert!(page.header["permissions-policy"].contains("digital-credentials-get=(self)"));
        let asked = begin(&world, &mut browser).await;
        assert!(!browser.page.contains("url=/prove/wallet/wait\""), "the page waits for its visitor");
        let answer = answer(&wallet, &asked, &asked.transcript_for(world.identity.issuer()));
        browser.send("/prove/wallet/browser", &[("answer", &answer)]).await;
        assert!(browser.page.contains("Iris Ann Marlowe"), "{}", browser.page);
        browser.send("/prove/wallet/use", &[]).await;
        browser.follow("/prove/check").await;
        browser.send("/prove/check", &[]).await;
        let id = world.sign_in_of(EMAIL).await;
        let proof = proofs::find(world.identity.store(), id).await.unwrap().unwrap();
        assert_eq!(proof.how, "mobile-license:issuer-signature:device-unlock");
    })
    .await;
}

#[tokio::test]
async fn an_answer_for_another_page_or_another_way_is_refused() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, NUMBER).await;
        let asked = begin(&world, &mut browser).await;
        let elsewhere = asked.transcript_for("https://elsewhere.example");
        let same_site = asked.transcript_for(&format!("{}/", world.identity.issuer()));
        for answer in [
            answer(&wallet, &asked, &elsewhere),
            answer(&wallet, &asked, &same_site),
            asked.sealed(&json!({ "vp_token": {} })),
            "not an answer".to_owned(),
        ] {
            browser.follow("/prove/wallet/wait").await;
            browser.send("/prove/wallet/browser", &[("answer", &answer)]).await;
            assert!(browser.page.contains("could not be used"), "{}", browser.page);
            assert!(!browser.page.contains("Marlowe"));
        }
        // Nothing brought is nothing refused: a browser without scripts presses the button.
        begin(&world, &mut browser).await;
        browser.send("/prove/wallet/browser", &[("answer", "")]).await;
        assert!(!browser.page.contains("could not be used"));
        let id = world.sign_in_of(EMAIL).await;
        assert!(case(&world, id).await.evidence.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_answer_counts_in_the_session_that_asked_and_once() {
    on_each_engine(async |store| {
        let wallet = Wallet::new();
        let world = asking(store, &wallet).await;
        let mut browser = arrive(&world, EMAIL, NUMBER).await;
        let asked = begin(&world, &mut browser).await;
        let answer = answer(&wallet, &asked, &asked.transcript_for(world.identity.issuer()));
        let mut other = arrive(&world, "other.iris@example.org", "123-45-6791").await;
        begin(&world, &mut other).await;
        other.send("/prove/wallet/browser", &[("answer", &answer)]).await;
        assert!(!other.page.contains("Marlowe"), "{}", other.page);
        browser.send("/prove/wallet/browser", &[("answer", &answer)]).await;
        assert!(browser.page.contains("Iris Ann Marlowe"));
        browser.send("/prove/wallet/use", &[]).await;
        browser.post("/prove/wallet/browser", &[("answer", &answer)]).await;
        let id = world.sign_in_of(EMAIL).await;
        assert_eq!(case(&world, id).await.evidence.len(), 1);
    })
    .await;
}
