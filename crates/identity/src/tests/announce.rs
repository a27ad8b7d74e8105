//! Does an announcement reach everybody it concerns, in their language, once?

use store::identity::events;
use store::testing::on_each_engine;

use super::journeys::sign_up;
use super::world::World;
use crate::announce::{Announcement, Told, tell};

const FILE: &str = "name = \"lost disk\"\non = \"2026-12-01\"\n\
    [en]\nsubject = \"A disk was lost\"\nbody = \"\"\"\nYour address stood on it.\n\"\"\"\n\
    [es]\nsubject = \"Se perdió un disco\"\nbody = \"Su dirección estaba en él.\"\n";

#[tokio::test]
async fn everybody_is_told_once_in_their_language() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        for email in ["ana@example.com", "eva@example.com", "lee@example.com"] {
            let mut browser = world.browser();
            sign_up(&world, &mut browser, email).await;
        }
        let eva = world.sign_in_of("eva@example.com").await;
        let spanish = store::identity::sign_ins::change_language(eva, "es");
        store.write(spanish).await.unwrap();
        let announcement = Announcement::read(FILE).unwrap();
        let told = tell(&world.identity, &announcement, Some(&[eva]), "a disk").await.unwrap();
        assert_eq!(told, Told { now: 1, before: 0 });
        // Whoever was told alone is not told again with everybody, and two runs at once are one.
        let both = tokio::join!(
            tell(&world.identity, &announcement, None, "a disk"),
            tell(&world.identity, &announcement, None, "a disk")
        );
        let (one, other) = (both.0.unwrap(), both.1.unwrap());
        assert_eq!((one.now + other.now, one.before + other.before), (2, 4));
        let mail = world.mail().await;
        for (to, subject, body) in [
            ("ana@example.com", "A disk was lost", "Your address stood on it."),
            ("eva@example.com", "Se perdió un disco", "Su dirección estaba en él."),
            ("lee@example.com", "A disk was lost", "Your address stood on it."),
        ] {
            let found: Vec<_> = mail.iter().filter(|mail| mail.to == to && mail.subject == subject).collect();
            assert_eq!(found.len(), 1, "{to}");
            assert!(found[0].body.starts_with(body), "{}", found[0].body);
        }
        let history = events::list(&store, eva, 10).await.unwrap();
        assert_eq!(history.iter().filter(|event| event.what == "event-informed").count(), 1);
        let log = store::audit::list(&store, eva, i64::MAX, 20).await.unwrap();
        let entry = log.iter().find(|entry| entry.action == "event-informed").unwrap();
        assert_eq!(entry.reason.as_deref(), Some("lost disk: a disk"));
    })
    .await;
}
