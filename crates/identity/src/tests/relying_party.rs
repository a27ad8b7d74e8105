//! Do our own site's side and the provider agree, over a real connection?

use outside::Dice;
use outside::http::Http;
use outside::openid::{Ask, Authentication, Callback, OpenIdError, RelyingParty, Settings};
use store::testing::on_each_engine;

use super::world::{AFTER, Browser, CALLBACK, World};

/// A provider that listens, and the account site's side of it.
async fn listening(store: store::Store) -> (World, RelyingParty) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let world = World::at(store, true, origin.clone()).await;
    let router = world.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let settings = Settings {
        issuer: origin,
        client_id: "account".to_owned(),
        authentication: Authentication::SignedStatement { to_token_endpoint: false },
        signing_key: world.account.key.clone(),
        redirect_uri: CALLBACK.to_owned(),
        post_logout_redirect_uri: AFTER.to_owned(),
        scopes: ["openid", "profile", "email", "tax_number"].map(str::to_owned).to_vec(),
    };
    (world, RelyingParty::new(settings, Http::new().unwrap()))
}

/// Walks a browser through, up to what comes back to the site.
async fn answer(world: &World, browser: &mut Browser, address: &str) -> Callback {
    let path = address.split_once("127.0.0.1:").unwrap().1.split_once('/').unwrap().1;
    let mut back = browser.follow(&format!("/{path}")).await;
    if back.location.is_empty() && browser.page.contains("/sign-in/demonstration") {
        back = browser.send("/sign-in/demonstration", &[("person", "0")]).await;
    }
    if back.location.is_empty() {
        back = browser.agree().await;
    }
    assert!(back.location.starts_with(CALLBACK), "{} {}", world.identity.issuer(), browser.page);
    Callback {
        code: back.parameter("code"),
        state: back.parameter("state"),
        iss: back.parameter("iss"),
        error: back.parameter("error"),
    }
}

#[tokio::test]
async fn a_person_signs_in_at_our_own_site() {
    on_each_engine(async |store| {
        let (world, party) = listening(store).await;
        let (dice, mut browser) = (Dice::system(), world.browser());
        let ask = Ask { language: Some("es".to_owned()), ..Ask::default() };
        let (address, pending) = party.begin(world.now(), &dice, &ask).await.unwrap();
        assert!(address.contains("request_uri=") && !address.contains("tax_number"), "{address}");
        let callback = answer(&world, &mut browser, &address).await;
        assert!(browser.page.contains("<html lang=\"es\">"), "{}", browser.page);
        let signed_in = party.finish(world.now(), &dice, &pending, &callback).await.unwrap();
        assert_eq!(signed_in.claims["tax_number"], "900123456");
        assert_eq!(signed_in.claims["sub"], signed_in.id_token.subject.as_str());
        assert_eq!(signed_in.id_token.acr.as_deref(), Some(crate::levels::Level::Demonstration.acr()));
        // The same answer again is a replay.
        let again = party.finish(world.now(), &dice, &pending, &callback).await.unwrap_err();
        assert!(matches!(&again, OpenIdError::Refused(code) if code == "invalid_grant"), "{again}");
        // Somebody else's answer in this visit.
        let (_, other) = party.begin(world.now(), &dice, &Ask::default()).await.unwrap();
        assert!(matches!(
            party.finish(world.now(), &dice, &other, &callback).await,
            Err(OpenIdError::ForeignAnswer)
        ));
        // A new signing key is fetched when it is met.
        world.wait(60);
        world.identity.rotate_signing_keys(world.now(), world.now()).await.unwrap();
        let (address, pending) = party.begin(world.now(), &dice, &Ask::default()).await.unwrap();
        let callback = answer(&world, &mut browser, &address).await;
        let signed_in = party.finish(world.now(), &dice, &pending, &callback).await.unwrap();
        // And out again, without a question.
        let out =
            party.sign_out_address(world.now(), signed_in.raw_id_token.expose()).await.unwrap().unwrap();
        let path = out.split_once("127.0.0.1:").unwrap().1.split_once('/').unwrap().1.to_owned();
        assert_eq!(browser.get(&format!("/{path}")).await.location, AFTER);
    })
    .await;
}

#[tokio::test]
async fn an_answer_without_a_person_is_told_as_a_refusal() {
    on_each_engine(async |store| {
        let (world, party) = listening(store).await;
        let dice = Dice::system();
        let ask = Ask { prompt: Some("none"), ..Ask::default() };
        let (address, pending) = party.begin(world.now(), &dice, &ask).await.unwrap();
        let callback = answer(&world, &mut world.browser(), &address).await;
        let refused = party.finish(world.now(), &dice, &pending, &callback).await.unwrap_err();
        assert!(matches!(&refused, OpenIdError::Refused(code) if code == "login_required"), "{refused}");
    })
    .await;
}
