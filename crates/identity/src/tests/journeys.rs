//! The ways through the site, as a person takes them.

use outside::jose::{Algorithm, KeySet, verify};
use serde_json::json;
use store::testing::on_each_engine;
use values::Secret;

use super::world::{Browser, CALLBACK, ISSUER, PASSWORD, World};
use crate::authenticators::{app, recovery_codes};

/// The key that the page shows as text.
pub(super) fn shown_key(browser: &Browser) -> Secret<Vec<u8>> {
    let text = browser.between("<code>", "</code>").replace(' ', "");
    Secret::new(totp_rs::Secret::try_from_base32(text).unwrap().as_bytes().to_vec())
}

/// Confirms an address, up to the page that asks how to sign in.
pub(super) async fn confirm(world: &World, browser: &mut Browser, email: &str) {
    browser.follow("/create").await;
    browser.send("/create", &[("email", email)]).await;
    let mail = world.mail().await;
    let code = mail.iter().find(|mail| mail.to == email).unwrap().body.rsplit('#').next().unwrap().to_owned();
    browser.send("/create/confirm", &[("code", &code)]).await;
}

/// Connects an authenticator app from the page that protects a sign-in: its key.
pub(super) async fn connect_app(world: &World, browser: &mut Browser) -> Secret<Vec<u8>> {
    browser.send("/security/apps/start", &[]).await;
    let key = shown_key(browser);
    browser.send("/security/apps/add", &[("code", &app::code_at(&key, world.now()))]).await;
    key
}

/// Makes a sign-in with password, app and codes, up to the page that protects it: the app's key and the codes. What
/// comes next is `send("/set-up", &[])`.
pub(super) async fn sign_up(
    world: &World,
    browser: &mut Browser,
    email: &str,
) -> (Secret<Vec<u8>>, Vec<String>) {
    confirm(world, browser, email).await;
    browser.send("/create/password", &[("new_password", PASSWORD)]).await;
    let key = connect_app(world, browser).await;
    let codes: Vec<String> =
        (0..recovery_codes::COUNT).map(|_| recovery_codes::shown(&world.identity.dice().bytes())).collect();
    let id = world.sign_in(email).await.id;
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| recovery_codes::hash(id, code)).collect();
    world.identity.write(store::identity::recovery_codes::add(id, &hashes, world.now())).await.unwrap();
    browser.follow("/set-up").await;
    (key, codes)
}

#[tokio::test]
async fn a_person_makes_a_sign_in_and_goes_back_to_the_site_that_sent_them() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let address = world.pushed(&world.account, &[]).await;
        browser.follow(&address).await;
        assert!(browser.page.contains("you will go to The account site"), "{}", browser.page);
        let (_, codes) = sign_up(&world, &mut browser, "ana@example.com").await;
        assert_eq!(codes.len(), 10);
        for part in ["A password", "One authenticator app", "10 backup codes"] {
            assert!(browser.page.contains(part), "{part}: {}", browser.page);
        }
        browser.send("/set-up", &[]).await;
        assert!(browser.page.contains("I am Ben Prueba"), "{}", browser.page);
        browser.send("/prove", &[("person", "0")]).await;
        for part in ["Share with The account site?", "a…@example.com", "***-**-3457", "Ben Prueba"] {
            assert!(browser.page.contains(part), "{part}: {}", browser.page);
        }
        assert!(!browser.page.contains("900123457"), "the whole number is shown");
        let back = browser.agree().await;
        assert!(back.location.starts_with(&format!("{CALLBACK}?code=")), "{}", back.location);
        assert_eq!(back.parameter("state").as_deref(), Some("state 1&2"));
        assert_eq!(back.parameter("iss").as_deref(), Some(ISSUER));
        let tokens = world.trade(&world.account, &back.parameter("code").unwrap(), &[]).await.json();
        let keys: KeySet = serde_json::from_value(browser.get("/oidc/keys").await.json()).unwrap();
        let claims =
            verify(tokens["id_token"].as_str().unwrap(), &keys, &[Algorithm::Es256], &["jwt"]).unwrap();
        assert_eq!(claims.get("acr"), Some(&json!("urn:counterfoil:aal:2")));
        assert_eq!(claims.get("amr"), Some(&json!(["pwd", "otp", "mfa"])));
        assert_eq!((claims.text("nonce"), claims.text("aud")), (Ok("nonce-1"), Ok("account")));
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let told = world.userinfo(Some(&bearer)).await.json();
        assert_eq!(told["sub"].as_str(), claims.text("sub").ok());
        assert_eq!(told["tax_number"], "900123457");
        assert_eq!((&told["email"], &told["birthdate"]), (&json!("ana@example.com"), &json!("1980-02-29")));
        // Whose address it is learns of it, and can freeze it if it was somebody else.
        let made = "Ardenia Revenue Agency: Sign-in created";
        let mail = world.mail().await;
        let letter = mail.iter().find(|mail| mail.subject == made).expect("a letter");
        assert!(letter.body.contains("http://localhost:8081/not-me/"), "{}", letter.body);
    })
    .await;
}

#[tokio::test]
async fn a_demonstration_person_signs_in_with_a_button_and_is_labelled_so() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let code = world.code(&mut browser, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let body = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
        let claims = outside::jose::parse_object(&outside::jose::decode(body).unwrap()).unwrap();
        assert_eq!(claims["acr"], "urn:counterfoil:demonstration");
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        assert_eq!(world.userinfo(Some(&bearer)).await.json()["proof_method"], "demonstration");
        // The second time nothing is asked: signed in, and agreed before.
        let address = world.pushed(&world.account, &[("prompt", "none")]).await;
        assert!(browser.follow(&address).await.parameter("code").is_some());
        // Another sector knows the same person by another name and is told less.
        let query = super::world::form(&super::world::changed(&world.other, &[]));
        browser.follow(&format!("/oidc/authorize?{query}")).await;
        let back = browser.agree().await;
        let tokens = world.trade(&world.other, &back.parameter("code").unwrap(), &[]).await.json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let told = world.userinfo(Some(&bearer)).await.json();
        assert_ne!(told["sub"], claims["sub"]);
        assert_eq!((told.get("tax_number"), told.get("name")), (None, None));
        assert_eq!(told["email"], "maria@demo.example");
    })
    .await;
}

#[tokio::test]
async fn without_the_demonstration_the_proof_page_is_honest_and_no_number_is_told() {
    on_each_engine(async |store| {
        let world = World::with(store, false).await;
        let mut browser = world.browser();
        let address = world.pushed(&world.account, &[]).await;
        browser.follow(&address).await;
        assert!(!browser.page.contains("demonstration"), "{}", browser.page);
        sign_up(&world, &mut browser, "ana@example.com").await;
        browser.send("/set-up", &[]).await;
        assert!(browser.page.contains("We cannot check who you are yet"), "{}", browser.page);
        browser.send("/prove/later", &[]).await;
        assert!(browser.page.contains("no name and no tax number will be shared"), "{}", browser.page);
        let back = browser.agree().await;
        let tokens = world.trade(&world.account, &back.parameter("code").unwrap(), &[]).await.json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let told = world.userinfo(Some(&bearer)).await.json();
        assert_eq!((told.get("tax_number"), told["email"].as_str()), (None, Some("ana@example.com")));
        for path in ["/outbox", "/sign-in/demonstration", "/prove"] {
            let answer = if path == "/outbox" {
                browser.get(path).await
            } else {
                browser.post(path, &[("person", "0")]).await
            };
            assert_eq!(answer.status, 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_mailed_code_confirms_an_address_for_a_quarter_of_an_hour() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        browser.follow("/create").await;
        browser.send("/create", &[("email", "ana@example.com")]).await;
        let code = world.mail().await.remove(0).body.rsplit('#').next().unwrap().trim().to_owned();
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
        // The visit goes on meanwhile.
        world.wait(600);
        browser.follow("/create/confirm").await;
        world.wait(300);
        browser.follow("/create/confirm").await;
        assert_eq!(browser.send("/create/confirm", &[("code", &code)]).await.status, 422);
        assert!(browser.page.contains("This code is too old"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn steps_cannot_be_skipped() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        browser.follow("/create").await;
        for path in ["/create/confirm", "/create/how", "/create/password"] {
            assert_eq!(browser.get(path).await.location, "/create", "{path}");
            let fields: &[(&str, &str)] = match path {
                "/create/password" => &[("new_password", PASSWORD)],
                "/create/how" => &[("credential", "{}")],
                _ => &[("code", "123456")],
            };
            browser.follow("/create").await;
            assert_eq!(browser.post(path, fields).await.location, "/create", "{path}");
        }
        browser.send("/create", &[("email", "ana@example.com")]).await;
        for path in ["/create/how", "/create/password"] {
            assert_eq!(browser.get(path).await.location, "/create/confirm", "{path}");
        }
        for path in ["/security", "/prove", "/security/password", "/set-up", "/security/passkeys"] {
            assert_eq!(browser.get(path).await.location, "/sign-in", "{path}");
        }
        assert_eq!(browser.get("/consent").await.location, "/continue");
        assert_eq!(browser.get("/sign-in/code").await.location, "/sign-in");
    })
    .await;
}
