//! Is a site told what happened to a person it knows, by a signed event that can be checked, and whatever it answers?

use store::testing::on_each_engine;

use super::receiver::{Answers, Call, Receiver};
use super::told_elsewhere::person_of;
use super::world::{ISSUER, World};
use crate::happenings::Happening;
use crate::signals::SignalKind;
use crate::visitor::Visitor;
use crate::{operators, signals};

#[tokio::test]
async fn sites_get_the_signals_they_asked_for_about_people_they_know() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (club, gym) = (Receiver::new("club").await, Receiver::new("gym").await);
        let wanted = [SignalKind::AccountDisabled, SignalKind::AccountEnabled, SignalKind::CredentialChange];
        world.with_receivers(&[(&club, &wanted), (&gym, &SignalKind::ALL)]);
        let entered = world.enter(&mut world.browser(), &club.client).await;
        let person = person_of(&world).await;
        let nobody = Visitor::none();
        let happened = async |happening| {
            let write = world.identity.happened(happening, person, None, &nobody, world.now());
            world.identity.write(write).await.unwrap();
            world.run_errands().await;
            club.calls().into_iter().filter(|call| call.path == "/signals").collect::<Vec<Call>>()
        };
        assert!(happened(Happening::MainAddressChanged).await.is_empty(), "not asked for");
        assert!(happened(Happening::PasskeyRenamed).await.is_empty(), "no signal");
        let calls = happened(Happening::PasskeyAdded).await;
        assert_eq!((calls.len(), gym.calls().len()), (1, 0), "gym does not know the person");
        assert_eq!(calls[0].kind, "application/secevent+jwt");
        assert_eq!(calls[0].authorization, "Bearer shown");
        let event = world.read(&calls[0].body, "secevent+jwt").await;
        assert_eq!((event["iss"].as_str(), event["aud"].as_str()), (Some(ISSUER), Some("club")));
        let subject = serde_json::json!({ "format": "iss_sub", "iss": ISSUER, "sub": entered["sub"] });
        assert_eq!(event["sub_id"], subject);
        for absent in ["sub", "exp", "nonce"] {
            assert!(event.get(absent).is_none(), "{absent}");
        }
        let change = &event["events"][SignalKind::CredentialChange.uri()];
        assert_eq!(
            (change["credential_type"].as_str(), change["change_type"].as_str()),
            (Some("fido2-roaming"), Some("create"))
        );
        assert!(operators::disable(&world.identity, person, "test").await.unwrap());
        world.run_errands().await;
        let calls: Vec<Call> = club.calls().into_iter().filter(|call| call.path == "/signals").collect();
        let event = world.read(&calls[0].body, "secevent+jwt").await;
        assert!(event["events"].get(SignalKind::AccountDisabled.uri()).is_some(), "{event}");
    })
    .await;
}

#[tokio::test]
async fn a_receiver_that_answers_badly_gets_the_same_event_again_unless_it_never_will() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[SignalKind::CredentialChange])]);
        world.enter(&mut world.browser(), &club.client).await;
        let person = person_of(&world).await;
        let nobody = Visitor::none();
        let refusal =
            |code: &str| Answers::With(400, format!("{{\"err\":\"{code}\",\"description\":\"no\"}}"));
        for (what, answer, attempts) in [
            ("down", Answers::With(500, "<html>".to_owned()), 2),
            ("not for it", refusal("invalid_audience"), 1),
            ("malformed for it", refusal("invalid_request"), 1),
            ("our keys unknown", refusal("invalid_key"), 2),
            ("who are we", refusal("authentication_failed"), 2),
            ("no JSON", Answers::With(400, "x".repeat(70_000)), 2),
            ("an unknown word", refusal("<script>"), 2),
            ("elsewhere", Answers::Redirect("http://127.0.0.1:1/".to_owned()), 2),
            ("done", Answers::With(202, String::new()), 1),
        ] {
            club.answers([answer]);
            let write = world.identity.happened(Happening::AppAdded, person, None, &nobody, world.now());
            world.identity.write(write).await.unwrap();
            world.run_errands().await;
            world.wait(70);
            world.run_errands().await;
            world.wait(70);
            world.run_errands().await;
            let calls = club.calls();
            assert_eq!(calls.len(), attempts, "{what}");
            let mut names = Vec::new();
            for call in &calls {
                names.push(world.read(&call.body, "secevent+jwt").await["jti"].clone());
            }
            assert!(names.iter().all(|name| *name == names[0]), "{what}: a repeated event is the same one");
        }
        let client = world.identity.client("club").unwrap();
        signals::verify(&world.identity, &client).await.unwrap();
        let call = club.calls().pop().unwrap();
        let event = world.read(&call.body, "secevent+jwt").await;
        let verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";
        assert!(event["events"][verification]["state"].as_str().unwrap().len() > 10);
        club.answers([refusal("authentication_failed")]);
        let refused = signals::verify(&world.identity, &client).await.unwrap_err();
        assert!(refused.contains("authentication_failed"), "{refused}");
        let noted = store::identity::deliveries::list(world.identity.store(), "club").await.unwrap();
        assert!(
            noted.iter().any(|line| line.what == "verification" && line.failed_at.is_some()),
            "{noted:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn that_somebody_is_gone_is_told_although_everything_of_them_is() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[SignalKind::AccountPurged])]);
        let entered = world.enter(&mut world.browser(), &club.client).await;
        let (person, now) = (person_of(&world).await, world.now());
        let closing =
            store::identity::closings::Closing { sign_in_id: person, asked_at: now, closes_at: now };
        world.identity.write(store::identity::closings::add(closing, [7; 32])).await.unwrap();
        world.wait(1);
        crate::security::close::close_due(&world.identity, world.now()).await.unwrap();
        world.run_errands().await;
        let calls = club.calls();
        let signal = calls.iter().find(|call| call.path == "/signals").expect("it is told");
        let event = world.read(&signal.body, "secevent+jwt").await;
        assert_eq!(event["sub_id"]["sub"], entered["sub"]);
        assert!(event["events"].get(SignalKind::AccountPurged.uri()).is_some(), "{event}");
        let logout = calls.iter().find(|call| call.path == "/logout").expect("and that the session ended");
        assert_eq!(world.logout_token(logout).await["sid"], entered["sid"]);
    })
    .await;
}
