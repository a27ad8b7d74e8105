//! Does a person get everything held about them, and is it gone when they close their account?

use store::identity::sessions::{self, Session};
use store::identity::{holdings, sign_ins, undoing};
use store::seal::Realm;
use store::testing::on_each_engine;
use values::{Id, Timestamp};

use super::authenticator::Authenticator;
use super::journeys::sign_up;
use super::notices::{letters, with_ana};
use super::passkeys::sign_up_with;
use super::phones::add as add_phone;
use super::world::{Browser, World};

async fn id_of(world: &World, email: &str) -> Option<Id> {
    let index = crate::person::email_index(world.identity.sealer(), &email.parse().unwrap());
    sign_ins::find_by_email(world.identity.store(), index).await.unwrap().map(|sign_in| sign_in.id)
}

/// Ana with one factor only, and a session that was begun with it.
async fn with_one_factor(world: &World, browser: &mut Browser) -> Id {
    let id = id_of(world, "ana@example.com").await.unwrap();
    let store = world.identity.store();
    store.write(undoing::remove_since(id, Timestamp::UNIX_EPOCH)).await.unwrap();
    let kept = sessions::list(store, id, world.now(), Timestamp::UNIX_EPOCH).await.unwrap().remove(0);
    store.write(sessions::change_proof(&Session { means: "password".to_owned(), ..kept })).await.unwrap();
    assert_eq!(browser.get("/security/close").await.status, 200);
    id
}

#[tokio::test]
async fn everything_is_given_and_no_secret_is_in_it() {
    on_each_engine(async |store| {
        let (world, mut ana, key) = with_ana(store).await;
        ana.send("/prove", &[("person", "0")]).await;
        ana.follow("/security/data").await;
        for part in ["ana@example.com", "Ben", "***-**-3457", "Firefox, Linux"] {
            assert!(ana.page.contains(part), "{part}: {}", ana.page);
        }
        assert!(!ana.page.contains("900123457"), "{}", ana.page);
        let file = ana.post("/security/data/download", &[]).await.json();
        let held = file["held"].as_object().unwrap();
        assert_eq!(held.len(), holdings::ALL.len());
        assert_eq!(held["sign_in_address"][0]["email"], "ana@example.com");
        assert_eq!(held["proof"][0]["tax_number"], "900123457");
        assert_eq!(held["authenticator_app"].as_array().unwrap().len(), 1);
        assert!(held["sign_in_event"].as_array().unwrap().len() > 2);
        let text = file.to_string();
        let person = world.identity.person(id_of(&world, "ana@example.com").await.unwrap()).await.unwrap();
        let secret = crate::authenticators::app::text_key(&key).replace(' ', "");
        for secret in [person.unwrap().row.password_hash.unwrap(), secret] {
            assert!(!text.contains(&secret), "a secret is in the file");
        }
        assert_eq!(letters(&world, "ana@example.com", "Copy of your data downloaded").await.len(), 1);
        let mut stranger = world.browser();
        assert_eq!(stranger.get("/security/data").await.location, "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn with_two_factors_the_account_goes_at_once_and_wholly() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        ana.send("/prove", &[("person", "0")]).await;
        let id = id_of(&world, "ana@example.com").await.unwrap();
        ana.follow("/security/close").await;
        assert!(ana.page.contains("closed at once"), "{}", ana.page);
        assert_eq!(ana.send("/security/close", &[]).await.status, 422, "without the tick");
        ana.send("/security/close", &[("understood", "yes")]).await;
        assert!(ana.page.contains("Your account is closed"), "{}", ana.page);
        assert_ne!(ana.get("/security").await.status, 200);
        let store = world.identity.store();
        for holding in holdings::ALL {
            assert_eq!(
                holdings::list(store, holding, id).await.unwrap(),
                Vec::<Vec<_>>::new(),
                "{}",
                holding.table
            );
        }
        let key =
            store::person_keys::find(store, world.identity.sealer(), id, Realm::Identity).await.unwrap();
        assert!(key.is_none(), "the key is destroyed");
        assert_eq!(letters(&world, "ana@example.com", "Account closed").await.len(), 1);
        // The address and the person are free for a new sign-in, which is another to every site.
        let mut again = world.browser();
        sign_up(&world, &mut again, "ana@example.com").await;
        again.send("/set-up", &[]).await;
        assert_ne!(id_of(&world, "ana@example.com").await, Some(id));
        again.send("/prove", &[("person", "0")]).await;
        assert_eq!(again.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn with_one_factor_it_waits_a_day_and_can_be_kept() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        let id = with_one_factor(&world, &mut ana).await;
        assert!(ana.page.contains("closed after 24 hours"), "{}", ana.page);
        ana.send("/security/close", &[("understood", "yes")]).await;
        assert!(ana.page.contains("Your account will be closed on"), "{}", ana.page);
        let letter = letters(&world, "ana@example.com", "Asked to close the account").await.remove(0);
        let link = letter.body.split_once("/keep-account/").unwrap().1.split_whitespace().next().unwrap();
        let link = format!("/keep-account/{link}");
        let mut reader = world.browser();
        reader.get(&link).await;
        assert!(reader.page.contains("Keep my account"), "{}", reader.page);
        assert!(ana.follow("/security").await.body.contains("will be closed on"), "{}", ana.page);
        reader.get(&link).await;
        reader.post(&link, &[]).await;
        assert!(!ana.follow("/security").await.body.contains("will be closed on"), "{}", ana.page);
        world.wait(2 * 86_400);
        world.mail().await;
        assert_eq!(id_of(&world, "ana@example.com").await, Some(id), "it was kept");
        assert_eq!(letters(&world, "ana@example.com", "Closing the account canceled").await.len(), 1);
        reader.get(&link).await;
        assert!(reader.page.contains("not waiting to be closed"), "{}", reader.page);
    })
    .await;
}

#[tokio::test]
async fn after_the_wait_the_worker_closes_it() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        let id = with_one_factor(&world, &mut ana).await;
        ana.send("/security/close", &[("understood", "yes")]).await;
        world.wait(86_399);
        world.mail().await;
        assert_eq!(id_of(&world, "ana@example.com").await, Some(id), "a second too early");
        world.wait(1);
        assert_eq!(letters(&world, "ana@example.com", "Account closed").await.len(), 1);
        assert_eq!(id_of(&world, "ana@example.com").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_made_up_person_cannot_be_closed() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut maria = world.browser();
        world.code(&mut maria, &[]).await;
        maria.follow("/security/close").await;
        assert!(maria.page.contains("shared by everybody"), "{}", maria.page);
        assert_eq!(maria.post("/security/close", &[("understood", "yes")]).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_close_that_waits_is_texted_too() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut ana, mut passkey) = (world.browser(), Authenticator::without_verification());
        sign_up_with(&world, &mut ana, "ana@example.com", &mut passkey).await;
        add_phone(&world, &mut ana, "202-555-0123", "text").await;
        let before = world.texts().await.len();
        ana.follow("/security/close").await;
        ana.send("/security/close", &[("understood", "yes")]).await;
        assert!(ana.page.contains("Your account will be closed on"), "{}", ana.page);
        let texts = world.texts().await;
        assert_eq!(texts.len(), before + 1);
        assert!(texts[0].words.contains("Asked to close the account"), "{}", texts[0].words);
    })
    .await;
}
