//! Pictures of papers: taken by the person or their phone, read, kept sealed and only for a time.

use axum::http::StatusCode;
use formats::pictures::{jpeg, png};
use sandbox::specimens::{Paper, holders};
use store::identity::pictures::content;
use store::identity::proofings::{self, State};
use store::testing::on_each_engine;
use values::Id;

use super::{YOU, begun, case, phone, tell};
use crate::proofing::papers::kept::{self, Taken};
use crate::proofing::pictures::Picture;
use crate::tests::world::{Browser, World};

const DAY: i64 = 86_400;

pub(super) fn picture(paper: Paper) -> Vec<u8> {
    let holder = holders().into_iter().find(|holder| holder.key() == "demo-amelia").unwrap();
    png(&holder.picture(paper).unwrap())
}

/// Somebody who is to send pictures of a license and of themselves.
async fn at_pictures(world: &World, email: &str) -> (Browser, Id) {
    at_pictures_as(world, email, &YOU, "123-45-3456").await
}

/// The same with name, date of birth and number.
pub(super) async fn at_pictures_as(
    world: &World,
    email: &str,
    who: &[(&str, &str)],
    number: &str,
) -> (Browser, Id) {
    let (mut browser, person) = begun(world, email).await;
    tell(&mut browser, "camera", number).await;
    browser.send("/prove/you", who).await;
    browser.send("/prove/papers", &[("papers", "drivers-license")]).await;
    phone(world, &mut browser, "202-555-0123").await;
    browser.follow("/prove/pictures").await;
    assert!(browser.page.contains("Pictures of your papers"), "{}", browser.page);
    (browser, person)
}

/// Opens the page of a picture, sends one, and says where it leads.
pub(super) async fn send(
    browser: &mut Browser,
    base: &str,
    word: &str,
    bytes: &[u8],
) -> (StatusCode, String) {
    let address = format!("{base}/{word}");
    browser.follow(&address).await;
    let fields: &[_] = if word == "selfie" { &[("agreed", "yes")] } else { &[] };
    let answer = browser.upload(&address, fields, bytes).await;
    (answer.status, answer.location)
}

/// Keeps a small picture without reading it.
async fn keep(world: &World, person: Id, kind: &str) {
    let jpeg = jpeg(&formats::pictures::RgbImage::from_pixel(100, 100, [9, 9, 9].into()), 80);
    let case = case(world, person).await;
    let taken = Taken { picture: Picture::read(kind).unwrap(), origin: "file", jpeg, reading: None };
    let write = kept::keep(&world.identity, &case, &taken, world.now()).await.unwrap();
    world.identity.write(write).await.unwrap();
}

/// How many pictures stand, whether their time is over or not.
pub(super) async fn standing(world: &World, person: Id) -> usize {
    let case = case(world, person).await;
    store::identity::pictures::list(world.identity.store(), case.row.id).await.unwrap().len()
}

/// What the log says of removed pictures of a person, the newest first.
async fn removals(world: &World, person: Id) -> Vec<String> {
    let entries = store::audit::list(world.identity.store(), person, i64::MAX, 100).await.unwrap();
    let removed = entries.into_iter().filter(|entry| entry.action == "picture.remove");
    removed.filter_map(|entry| entry.reason).collect()
}

#[tokio::test]
async fn pictures_are_read_kept_sealed_and_lead_on() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, person) = at_pictures(&world, "ana@example.org").await;
        for (word, paper, onward) in [
            ("front", Paper::Front, "/prove/pictures"),
            ("back", Paper::Back, "/prove/pictures"),
            ("selfie", Paper::Selfie, "/prove/go-on"),
        ] {
            let sent = send(&mut browser, "/prove/pictures", word, &picture(paper)).await;
            assert_eq!(sent, (StatusCode::SEE_OTHER, onward.to_owned()), "{word}: {}", browser.page);
        }
        browser.follow("/prove/go-on").await;
        assert!(browser.page.contains("Is everything right?"), "{}", browser.page);
        let kept = kept::list(&world.identity, case(&world, person).await.row.id, world.now()).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["back", "front", "selfie"]);
        let reading = kept::reading(&world.identity, &kept[0]).await.unwrap().unwrap();
        assert_eq!(reading.fields.family_name.as_deref(), Some("HARTWELL"));
        assert!(reading.checks.iter().any(|check| check.name == "family name is printed"), "{reading:?}");
        assert!(reading.checks.iter().all(|check| check.ok), "{reading:?}");
        for picture in &kept {
            let sealed = content(world.identity.store(), picture.id).await.unwrap().unwrap();
            let opened = kept::open(&world.identity, picture).await.unwrap().unwrap();
            let inner = &opened.expose()[100..160];
            assert!(opened.expose().starts_with(&[0xff, 0xd8]));
            assert!(!sealed.windows(inner.len()).any(|part| part == inner), "{} is not sealed", picture.kind);
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_told_beside_the_field_and_is_no_dead_end() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, person) = at_pictures(&world, "ana@example.org").await;
        for (bytes, told) in [
            (&b""[..], "Choose a picture"),
            (b"GIF89a", "Send a JPEG or PNG picture"),
            (b"\xff\xd8\xff\xd9", "could not be opened"),
            (&vec![0; 16_000_000], "too large"),
        ] {
            let (status, _) = send(&mut browser, "/prove/pictures", "back", bytes).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
            assert!(browser.page.contains(told) && browser.page.contains("file-problem"), "{}", browser.page);
        }
        assert_eq!(standing(&world, person).await, 0);
        let sent = send(&mut browser, "/prove/pictures", "back", &picture(Paper::Front)).await;
        assert_eq!(sent.1, "/prove/pictures/back?unread=yes");
        browser.follow(&sent.1).await;
        assert!(browser.page.contains("could not read the code"), "{}", browser.page);
        assert_eq!(standing(&world, person).await, 1, "it is kept for an agent's eyes");
        // What a case does not ask for is not taken.
        assert_eq!(browser.get("/prove/pictures/passport").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn pictures_go_when_their_time_is_over_or_the_case_is_decided() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (_, person) = at_pictures(&world, "ana@example.org").await;
        let run = async || kept::remove_ended(&world.identity, world.now()).await.unwrap();
        keep(&world, person, "front").await;
        keep(&world, person, "front").await;
        assert_eq!(removals(&world, person).await.len(), 1, "the first was replaced");
        super::pictures(&world, person).await;
        world.wait(DAY - 1);
        assert_eq!((run().await, standing(&world, person).await), (0, 1));
        world.wait(1);
        assert_eq!((run().await, standing(&world, person).await), (1, 0));
        assert!(removals(&world, person).await[0].ends_with("its time is over"));
        assert!(case(&world, person).await.row.pictures_at.is_none(), "they are asked for again");
        // In a review queue: seven days.
        keep(&world, person, "back").await;
        let move_to = async |state| {
            let row = case(&world, person).await.row;
            world.identity.write(proofings::change_state(&row, state, world.now()).unwrap()).await.unwrap();
        };
        move_to(State::Review).await;
        world.wait(7 * DAY - 1);
        assert_eq!(run().await, 0);
        world.wait(1);
        assert_eq!((run().await, standing(&world, person).await), (1, 0));
        // At a decision: at once.
        move_to(State::Open).await;
        keep(&world, person, "back").await;
        move_to(State::Review).await;
        move_to(State::Failed).await;
        assert_eq!((run().await, standing(&world, person).await), (1, 0));
        let removals = removals(&world, person).await;
        assert!(removals.len() == 4 && removals[0].ends_with("the case is failed"), "{removals:?}");
    })
    .await;
}

#[tokio::test]
async fn a_phone_takes_the_pictures_over_once_and_the_computer_follows() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut computer, person) = at_pictures(&world, "ana@example.org").await;
        computer.send("/prove/pictures/phone", &[]).await;
        let address = computer.between("<code>", "</code>");
        let path = address.strip_prefix(world.identity.issuer()).unwrap().to_owned();
        assert!(computer.page.contains("http-equiv=\"refresh\""));
        let mut phone = world.browser();
        phone.follow(&path).await;
        phone.send(&path, &[]).await;
        assert!(phone.page.contains("Pictures of your papers"), "{}", phone.page);
        computer.follow("/prove/pictures/phone").await;
        assert!(computer.page.contains("Your phone is connected"), "{}", computer.page);
        // It works once, and opens nothing but this.
        let mut other = world.browser();
        other.follow(&path).await;
        assert!(other.page.contains("does not work"), "{}", other.page);
        assert_eq!(phone.get("/prove/pictures").await.status, StatusCode::SEE_OTHER);
        assert_eq!(other.follow("/phone/pictures").await.status, StatusCode::OK);
        assert!(other.page.contains("does not work"));
        for (word, paper) in [("front", Paper::Front), ("back", Paper::Back), ("selfie", Paper::Selfie)] {
            let sent = send(&mut phone, "/phone/pictures", word, &picture(paper)).await;
            assert_eq!(sent, (StatusCode::SEE_OTHER, "/phone/pictures".to_owned()), "{}", phone.page);
        }
        computer.follow("/prove/pictures/phone").await;
        assert!(computer.page.contains("Is everything right?"), "{}", computer.page);
        phone.follow("/phone/pictures").await;
        assert_eq!(standing(&world, person).await, 3);
    })
    .await;
}

#[tokio::test]
async fn codes_for_a_phone_are_long_and_few() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut computer, _) = at_pictures(&world, "ana@example.org").await;
        for _ in 0..5 {
            computer.follow("/prove/pictures").await;
            computer.send("/prove/pictures/phone", &[]).await;
            let address = computer.between("<code>", "</code>");
            let code = address.rsplit('/').next().unwrap();
            assert_eq!(outside::jose::decode(code).unwrap().len(), 16, "{code}");
        }
        computer.follow("/prove/pictures").await;
        let answer = computer.post("/prove/pictures/phone", &[]).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn a_code_for_a_phone_is_over_after_a_quarter_of_an_hour() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut computer, _) = at_pictures(&world, "ana@example.org").await;
        computer.send("/prove/pictures/phone", &[]).await;
        let path = computer.between("<code>", "</code>");
        let path = path.strip_prefix(world.identity.issuer()).unwrap().to_owned();
        let mut phone = world.browser();
        phone.follow(&path).await;
        world.wait(15 * 60);
        let answer = phone.post(&path, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(phone.page.contains("does not work") && !phone.cookies.contains_key("__Host-phone"));
    })
    .await;
}
