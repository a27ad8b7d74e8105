//! Does somebody get back in who has lost something, and nobody who has less than the rule asks for?

use store::identity::{proofs, recovery_codes, sign_ins};
use store::testing::on_each_engine;
use values::{Id, Secret};

use super::journeys::sign_up;
use super::world::{Browser, PASSWORD, World};
use crate::authenticators::app;
use crate::levels::Level;
use crate::person::email_index;

pub(super) const ANA: &str = "ana@example.com";
pub(super) const NEW: &str = "nine velvet anchors under rain";

/// Somebody with a sign-in, and the browser in which they are signed in.
pub(super) struct Person {
    pub(super) browser: Browser,
    pub(super) app_key: Secret<Vec<u8>>,
    pub(super) backup: Vec<String>,
    pub(super) saved: String,
}

pub(super) async fn id_of(world: &World, email: &str) -> Id {
    let index = email_index(world.identity.sealer(), &email.parse().unwrap());
    sign_ins::find_by_email(world.identity.store(), index).await.unwrap().unwrap().id
}

/// Signs up with password, app and backup codes, keeps a recovery code, and proves to be Ben if asked for.
pub(super) async fn person(world: &World, email: &str, is_proofed: bool) -> Person {
    let mut browser = world.browser();
    let (app_key, backup) = sign_up(world, &mut browser, email).await;
    browser.send("/set-up", &[]).await;
    if is_proofed {
        browser.follow("/prove").await;
        assert_eq!(browser.send("/prove", &[("person", "0")]).await.status, 200, "{}", browser.page);
    }
    browser.follow("/security/recovery").await;
    browser.send("/security/recovery/make", &[]).await;
    let saved = browser.between("<code>", "</code>");
    assert_eq!(saved.len(), 19, "{}", browser.page);
    browser.send("/security/recovery/kept", &[("kept", "yes")]).await;
    world.wait(60);
    Person { browser, app_key, backup, saved }
}

/// The newest message to an address whose subject holds some words.
pub(super) async fn letter(world: &World, email: &str, subject: &str) -> String {
    let mail = world.mail().await;
    let found = mail.iter().find(|mail| mail.to == email && mail.subject.contains(subject));
    found.unwrap_or_else(|| panic!("no {subject:?} to {email}")).body.clone()
}

pub(super) fn stop_link(letter: &str) -> String {
    let (_, rest) = letter.split_once("http://localhost:8081").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Begins a recovery; the code that was mailed.
pub(super) async fn begin(world: &World, browser: &mut Browser, email: &str) -> String {
    browser.follow("/recover").await;
    browser.send("/recover", &[("email", email)]).await;
    assert!(browser.page.contains("Enter the code from your email"), "{}", browser.page);
    letter(world, email, "code to get back in").await.rsplit('#').next().unwrap().to_owned()
}

/// Begins one and shows the mailed code.
pub(super) async fn with_mail(world: &World, browser: &mut Browser, email: &str) {
    let code = begin(world, browser, email).await;
    let answer = browser.send("/recover/code", &[("code", &format!("{} {}", &code[..4], &code[4..]))]).await;
    assert_eq!(answer.status, 200, "{}", browser.page);
}

pub(super) async fn show(browser: &mut Browser, path: &str, field: &str, value: &str) -> u16 {
    browser.follow(path).await;
    browser.send(path, &[(field, value)]).await.status.as_u16()
}

/// Whether email and password lead on.
pub(super) async fn password_works(world: &World, email: &str, password: &str) -> bool {
    let mut browser = world.browser();
    browser.follow("/sign-in").await;
    browser.post("/sign-in", &[("email", email), ("password", password)]).await.status == 303
}

/// Signs in with password and app.
pub(super) async fn sign_in(world: &World, person: &Person, email: &str) -> Browser {
    world.wait(60);
    let mut browser = world.browser();
    browser.follow("/sign-in").await;
    browser.send("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
    let code = app::code_at(&person.app_key, world.now());
    assert_eq!(browser.send("/sign-in/code", &[("code", &code)]).await.status, 200, "{}", browser.page);
    browser
}

async fn level(world: &World, browser: &mut Browser) -> Level {
    assert_eq!(browser.get("/security").await.status, 200, "{}", browser.page);
    let sessions = store::identity::sessions::list(
        world.identity.store(),
        id_of(world, ANA).await,
        world.now(),
        world.now() - jiff::SignedDuration::from_mins(15),
    );
    let sessions = sessions.await.unwrap();
    assert_eq!(sessions.len(), 1, "one session is left");
    crate::levels::Means::read(&sessions[0].means).level()
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_with_the_mail_and_the_app_and_everything_proved_stays() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut ana = person(&world, ANA, true).await;
        let code = world.code(&mut ana.browser, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let told = world.userinfo(Some(&bearer)).await.json();

        let mut browser = world.browser();
        with_mail(&world, &mut browser, ANA).await;
        assert!(browser.page.contains("What else do you have?"), "{}", browser.page);
        // A code of six digits that is not right, then the right one.
        assert_eq!(show(&mut browser, "/recover/app", "code", "000000").await, 422);
        let code = app::code_at(&ana.app_key, world.now());
        assert_eq!(show(&mut browser, "/recover/app", "code", &code).await, 200);
        assert!(browser.page.contains("You are almost in"), "{}", browser.page);
        assert!(!browser.page.contains("Authenticator app, connected"), "what was shown is not lost");
        let refused = browser.send("/recover/finish", &[("new_password", "password1")]).await;
        assert_eq!(refused.status, 422);
        browser.send("/recover/finish", &[("new_password", NEW)]).await;
        assert!(browser.page.contains("Protect your sign-in"), "{}", browser.page);

        assert_eq!(level(&world, &mut browser).await, Level::Two);
        assert_ne!(ana.browser.get("/security").await.status, 200, "the session before is over");
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401, "the token before is worth nothing");
        assert!(!password_works(&world, ANA, PASSWORD).await);
        assert!(password_works(&world, ANA, NEW).await);

        // The same person to the same site: name, number and pairwise subject; nothing is asked again.
        browser.follow("/set-up").await;
        browser.send("/set-up", &[]).await;
        let code = world.code(&mut browser, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let after = world.userinfo(Some(&bearer)).await.json();
        for claim in ["sub", "tax_number", "given_name", "birthdate", "proof_method"] {
            assert_eq!(after[claim], told[claim], "{claim}");
            assert!(!after[claim].is_null(), "{claim}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_lost_phone_is_replaced_with_the_saved_code_and_the_password() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, true).await;
        let mut browser = world.browser();
        begin(&world, &mut browser, ANA).await;
        // Without reading the mail.
        browser.follow("/recover/ways").await;
        assert!(browser.page.contains("Other ways to get back in"), "{}", browser.page);
        assert_eq!(show(&mut browser, "/recover/saved", "code", "0000-0000-0000-0000").await, 422);
        assert_eq!(show(&mut browser, "/recover/saved", "code", &ana.saved.to_lowercase()).await, 200);
        assert_eq!(show(&mut browser, "/recover/password", "password", PASSWORD).await, 200);
        assert!(browser.page.contains("You are almost in") && !browser.page.contains("new_password"));
        let app = browser.between("name=\"lost\" value=\"app", "\"");
        browser.send("/recover/finish", &[("lost", &format!("app{app}"))]).await;
        // A new code is shown in place of the one that was used.
        let fresh = browser.between("<code>", "</code>");
        assert!(fresh.len() == 19 && fresh != ana.saved, "{}", browser.page);
        assert_eq!(level(&world, &mut browser).await, Level::Two);
        let id = id_of(&world, ANA).await;
        let store = world.identity.store();
        assert!(store::identity::apps::list(store, id).await.unwrap().is_empty(), "the app is gone");
        // Only what was chosen went.
        assert_eq!(recovery_codes::count_left(store, id).await.unwrap(), 10);
        assert!(proofs::find(store, id).await.unwrap().is_some());
        assert!(password_works(&world, ANA, PASSWORD).await);

        let mut again = world.browser();
        begin(&world, &mut again, ANA).await;
        assert_eq!(show(&mut again, "/recover/saved", "code", &ana.saved).await, 422, "used codes are over");
        assert_eq!(show(&mut again, "/recover/saved", "code", &fresh).await, 200);
    })
    .await;
}

#[tokio::test]
async fn whoever_lost_everything_but_paper_and_mail_is_in_at_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, true).await;
        let mut browser = world.browser();
        with_mail(&world, &mut browser, ANA).await;
        assert_eq!(show(&mut browser, "/recover/saved", "code", &ana.saved).await, 200);
        browser.send("/recover/finish", &[("new_password", NEW)]).await;
        assert_eq!(level(&world, &mut browser).await, Level::Two);
        let events = store::identity::events::list(world.identity.store(), id_of(&world, ANA).await, 20);
        let happened: Vec<String> = events.await.unwrap().into_iter().map(|event| event.what).collect();
        for word in ["event-recovery-started", "event-recovery-done", "event-recovery-code-made"] {
            assert!(happened.iter().any(|happened| happened == word), "{word}: {happened:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_mail_never_opens_a_proofed_sign_in_but_proving_it_again_does() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, true).await;
        let mut browser = world.browser();
        with_mail(&world, &mut browser, ANA).await;
        assert!(!browser.page.contains("Or wait"), "{}", browser.page);
        assert!(browser.page.contains("Prove again who you are"), "{}", browser.page);
        // Nor by going where no link leads, with the token of another page.
        browser.follow("/recover").await;
        for (path, fields) in [
            ("/recover/wait", vec![]),
            ("/recover/finish", vec![("new_password", NEW)]),
            ("/recover/finish", vec![]),
        ] {
            let answer = browser.post(path, &fields).await;
            assert_eq!((answer.status.as_u16(), answer.location.as_str()), (303, "/recover/ways"), "{path}");
        }
        browser.follow("/recover/help").await;
        assert!(browser.page.contains("1-800-555-0142") && !browser.page.contains("never proved"));
        // The stand-in lists everybody: another person is not enough, the same one is.
        browser.follow("/recover/proof").await;
        assert_eq!(browser.send("/recover/proof", &[("person", "1")]).await.status, 422);
        assert!(browser.page.contains("This is not who was proved"), "{}", browser.page);
        browser.send("/recover/proof", &[("person", "0")]).await;
        assert!(browser.page.contains("You are almost in"), "{}", browser.page);
        browser.send("/recover/finish", &[("new_password", NEW)]).await;
        assert_eq!(level(&world, &mut browser).await, Level::Two);
    })
    .await;
}

#[tokio::test]
async fn outside_the_demonstration_the_page_says_who_can_help() {
    on_each_engine(async |store| {
        let world = World::with(store, false).await;
        person(&world, ANA, false).await;
        let id = id_of(&world, ANA).await;
        let key = store::person_keys::require(
            world.identity.store(),
            world.identity.sealer(),
            id,
            store::seal::Realm::Identity,
        );
        let someone = super::world::person("x@demo.example", "Ana", "900-12-3460");
        let key = key.await.unwrap();
        let proof = crate::demo::proof_of(&world.identity, &key, id, &someone, world.now());
        world.identity.store().write(proof).await.unwrap();
        let mut browser = world.browser();
        with_mail(&world, &mut browser, ANA).await;
        browser.follow("/recover/proof").await;
        assert!(browser.page.contains("prove with it who you are"), "{}", browser.page);
        assert!(browser.page.contains("1-800-555-0142"), "{}", browser.page);
        browser.follow("/recover").await;
        assert_eq!(browser.post("/recover/proof", &[("person", "0")]).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_backup_code_gets_back_in_and_is_used_up() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, false).await;
        for (attempt, status) in [(0, 200), (1, 422)] {
            let mut browser = world.browser();
            with_mail(&world, &mut browser, ANA).await;
            let outcome = show(&mut browser, "/recover/backup", "code", &ana.backup[2]).await;
            assert_eq!(outcome, status, "attempt {attempt}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_is_shown_until_it_is_kept_and_replaced_with_a_notice() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        sign_up(&world, &mut browser, ANA).await;
        browser.send("/set-up", &[]).await;
        browser.follow("/security/recovery").await;
        assert!(browser.page.contains("You have no recovery code"), "{}", browser.page);
        browser.send("/security/recovery/make", &[]).await;
        let code = browser.between("<code>", "</code>");
        // Loading it again shows the same; the file holds it; it goes on only with the box ticked.
        browser.follow("/security/recovery").await;
        assert_eq!(browser.between("<code>", "</code>"), code);
        let file = browser.get("/security/recovery/file").await.body;
        assert!(file.contains(&code) && file.contains("http://localhost:8081/recover"), "{file}");
        browser.follow("/security/recovery").await;
        assert_eq!(browser.send("/security/recovery/kept", &[]).await.status, 422);
        browser.send("/security/recovery/kept", &[("kept", "yes")]).await;
        browser.follow("/security/recovery").await;
        assert!(!browser.page.contains(&code) && browser.page.contains("You have a recovery code"));
        assert_eq!(browser.get("/security/recovery/file").await.location, "/security/recovery");
        browser.send("/security/recovery/make", &[]).await;
        assert_ne!(browser.between("<code>", "</code>"), code);
        assert_eq!(super::notices::letters(&world, ANA, "Recovery code made").await.len(), 2, "each is told");
        // Not for ever, even if nobody ticks the box.
        world.wait(890);
        browser.follow("/security/recovery").await;
        world.wait(300);
        browser.follow("/security").await;
        let id = id_of(&world, ANA).await;
        let kept = store::identity::saved_codes::find(world.identity.store(), id).await.unwrap().unwrap();
        world.wait(700);
        assert_eq!(world.identity.shown_saved_code(&kept, world.now()).await.unwrap(), None);
        assert!(!kept.code_hash.contains(&code), "{}", kept.code_hash);
        assert!(kept.code_hash.starts_with("argon2id-hmac$"), "{}", kept.code_hash);
    })
    .await;
}

#[tokio::test]
async fn guessing_a_saved_code_is_held_back() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, false).await;
        let mut browser = world.browser();
        begin(&world, &mut browser, ANA).await;
        for _ in 0..5 {
            assert_eq!(show(&mut browser, "/recover/saved", "code", "0000-0000-0000-0000").await, 422);
            assert!(!browser.page.contains("Please wait"), "{}", browser.page);
        }
        // Now even the right one is not looked at until the wait is over.
        assert_eq!(show(&mut browser, "/recover/saved", "code", &ana.saved).await, 422);
        assert!(browser.page.contains("Please wait"), "{}", browser.page);
        world.wait(31);
        assert_eq!(show(&mut browser, "/recover/saved", "code", &ana.saved).await, 200);
    })
    .await;
}
