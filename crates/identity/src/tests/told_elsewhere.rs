//! Are sites told when a session ends and when something happens to a person, by a token that can be checked, and
//! whatever they answer?

use outside::jose;
use serde_json::Value;
use store::testing::on_each_engine;

use super::receiver::{Answers, Call, Receiver};
use super::world::{ISSUER, World};
use crate::happenings::Happening;
use crate::signals::SignalKind;
use crate::visitor::Visitor;
use crate::{operators, signals};

const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn ok() -> Answers {
    Answers::With(200, String::new())
}

async fn person_of(world: &World) -> values::Id {
    let email = "maria@demo.example".parse().unwrap();
    operators::find(&world.identity, &email).await.unwrap().unwrap().id
}

#[tokio::test]
async fn a_session_that_ends_is_told_to_its_sites_and_to_no_others() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (club, gym) = (Receiver::new("club").await, Receiver::new("gym").await);
        world.with_receivers(&[(&club, &[]), (&gym, &[])]);
        let (mut browser, mut elsewhere) = (world.browser(), world.browser());
        let entered = world.enter(&mut browser, &club.client).await;
        world.enter(&mut elsewhere, &gym.client).await;
        world.run_errands().await;
        assert!(club.calls().is_empty() && gym.calls().is_empty(), "nothing ended yet");
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        world.run_errands().await;
        let calls = club.calls();
        assert_eq!((calls.len(), gym.calls().len()), (1, 0));
        let told = world.logout_token(&calls[0]).await;
        assert_eq!((told["iss"].as_str(), told["aud"].as_str()), (Some(ISSUER), Some("club")));
        assert_eq!((&told["sub"], &told["sid"]), (&entered["sub"], &entered["sid"]));
        assert_eq!(told["events"], serde_json::json!({ LOGOUT: {} }));
        assert!(told.get("nonce").is_none() && told["jti"].as_str().unwrap().len() > 20);
        let lives = told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap();
        assert!((1..=120).contains(&lives), "{lives}");
        world.run_errands().await;
        assert!(club.calls().is_empty(), "once");
    })
    .await;
}

#[tokio::test]
async fn every_way_to_end_a_session_is_told() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let person = person_of(&world).await;
        let mut all = Vec::new();
        for way in ["sessions ended", "disabled"] {
            let mut browser = world.browser();
            all.push(world.enter(&mut browser, &club.client).await["sid"].clone());
            assert_eq!(browser.get("/security").await.status, 200);
            if way == "disabled" {
                assert!(operators::disable(&world.identity, person, "test").await.unwrap());
            } else {
                operators::end_sessions(&world.identity, person, "test").await.unwrap();
            }
            world.run_errands().await;
            let told = world.logout_token(&club.calls().pop().unwrap_or_else(|| panic!("{way}"))).await;
            assert_eq!(Some(&told["sid"]), all.last(), "{way}");
            assert_eq!(browser.get("/security").await.status, 303, "{way}: the next page is refused");
        }
        assert_ne!(all[0], all[1]);
        // Shut: nobody comes in, by the same button as before; open again: they do.
        let mut browser = world.browser();
        let address = world.pushed(&club.client, &[]).await;
        browser.follow(&address).await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        assert_ne!(browser.get("/security").await.status, 200, "a disabled person is not let in");
        assert!(!operators::disable(&world.identity, person, "again").await.unwrap());
        assert!(operators::enable(&world.identity, person, "test").await.unwrap());
        assert!(!operators::enable(&world.identity, person, "again").await.unwrap());
        world.enter(&mut world.browser(), &club.client).await;
    })
    .await;
}

#[tokio::test]
async fn a_site_that_answers_badly_is_told_again_unless_it_refuses() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let mut browser = world.browser();
        world.enter(&mut browser, &club.client).await;
        let inside = Receiver::new("inside").await;
        let bad = [
            Answers::With(500, "down".to_owned()),
            Answers::With(404, String::new()),
            Answers::Redirect(inside.address("/logout")),
            Answers::With(200, String::new()),
        ];
        let count = bad.len();
        club.answers(bad);
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        let mut names = Vec::new();
        for attempt in 0..count {
            world.run_errands().await;
            let calls = club.calls();
            assert_eq!(calls.len(), 1, "attempt {attempt}");
            names.push(world.logout_token(&calls[0]).await["jti"].clone());
            world.wait(40);
        }
        assert!(inside.calls().is_empty(), "a redirect is not followed");
        names.sort_by_key(Value::to_string);
        names.dedup();
        assert_eq!(names.len(), count, "each attempt has a token of its own");
        world.run_errands().await;
        assert!(club.calls().is_empty(), "done");
        // 400 means that the site will not take it the next time either.
        world.enter(&mut browser, &club.client).await;
        club.answers([Answers::With(400, String::new())]);
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        world.run_errands().await;
        world.wait(3_600);
        world.run_errands().await;
        assert_eq!(club.calls().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_site_is_not_told_for_ever() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let mut browser = world.browser();
        // After twelve hours the session would have ended by itself.
        world.enter(&mut browser, &club.client).await;
        club.usually(Answers::With(503, String::new()));
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        for _ in 0..13 {
            world.run_errands().await;
            world.wait(3_600);
        }
        club.calls();
        world.run_errands().await;
        world.wait(86_400);
        world.run_errands().await;
        club.calls();
        world.wait(86_400);
        world.run_errands().await;
        assert!(club.calls().is_empty(), "given up");
    })
    .await;
}

#[tokio::test]
async fn a_silent_site_holds_nobody_up() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (club, gym) = (Receiver::new("club").await, Receiver::new("gym").await);
        world.with_receivers(&[(&club, &[]), (&gym, &[])]);
        let mut browser = world.browser();
        world.enter(&mut browser, &club.client).await;
        world.enter(&mut browser, &gym.client).await;
        club.usually(Answers::Never);
        gym.usually(ok());
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        // Both calls are begun; nobody waits for the silent one.
        let calls = crate::errands::run_once(&world.identity, world.now()).await.unwrap();
        gym.called().await;
        drop(calls);
    })
    .await;
}

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
async fn keys_at_an_address_are_fetched_when_needed_and_not_more_often() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        let like = world.identity.client("shop").unwrap();
        let mut client = club.registered(&like, &[]);
        client.keys = jose::KeySet::default();
        client.calls.jwks_uri = Some(club.address("/keys"));
        world.identity.set_clients(vec![client]).unwrap();
        let keys = |keys: &[&jose::SigningKey]| {
            let set = jose::KeySet::of(keys.iter().copied());
            Answers::With(200, serde_json::to_string(&set).unwrap())
        };
        club.usually(keys(&[&club.client.key]));
        let pushes = async |client: &super::world::TestClient| world.push(client, &[]).await.status.as_u16();
        assert_eq!((pushes(&club.client).await, pushes(&club.client).await), (201, 201));
        assert_eq!(club.calls().len(), 1, "fetched once");
        // A new key: not looked for within the minute, then found at once.
        let renewed = super::world::TestClient { id: "club", key: jose::SigningKey::generate().unwrap() };
        club.usually(keys(&[&renewed.key, &club.client.key]));
        assert_eq!((pushes(&renewed).await, club.calls().len()), (401, 0));
        world.wait(61);
        assert_eq!((pushes(&renewed).await, pushes(&club.client).await), (201, 201));
        assert_eq!(club.calls().len(), 1);
        // Unknown keys, however many, cost one call a minute.
        let stranger = super::world::TestClient { id: "club", key: jose::SigningKey::generate().unwrap() };
        world.wait(61);
        for _ in 0..5 {
            assert_eq!(pushes(&stranger).await, 401);
        }
        assert_eq!(club.calls().len(), 1);
        // Out of reach: the keys at hand stay good for a day, and no longer.
        club.usually(Answers::With(500, String::new()));
        world.wait(7_200);
        assert_eq!(pushes(&renewed).await, 201);
        world.wait(90_000);
        assert_eq!(pushes(&renewed).await, 401);
        for (what, bad) in [
            (
                "a private key",
                r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}"#.to_owned(),
            ),
            ("a shared secret", r#"{"keys":[{"kty":"oct","k":"AA"}]}"#.to_owned()),
            ("no keys", r#"{"keys":[]}"#.to_owned()),
            ("no list", r#"{"keys":{}}"#.to_owned()),
            ("no JSON", "<html>".to_owned()),
        ] {
            club.usually(Answers::With(200, bad));
            world.wait(61);
            assert_eq!(pushes(&renewed).await, 401, "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_site_that_is_shut_or_gone_is_refused_at_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let mut browser = world.browser();
        world.enter(&mut browser, &club.client).await;
        let address = world.pushed(&club.client, &[]).await;
        let code = browser.follow(&address).await.parameter("code").unwrap();
        let token = world.trade(&club.client, &code, &[]).await.json();
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 200);
        let waiting = world.pushed(&club.client, &[]).await;
        let shut = store::identity::shut_clients::Shut {
            client_id: "club".to_owned(),
            shut_at: world.now(),
            reason: "test".to_owned(),
        };
        world.identity.write(store::identity::shut_clients::add(&shut)).await.unwrap();
        world.identity.follow_shut_clients().await.unwrap();
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401);
        assert_eq!(world.push(&club.client, &[]).await.error(), "invalid_client");
        assert_eq!(world.trade(&club.client, &code, &[]).await.error(), "invalid_client");
        assert_eq!(browser.get(&waiting).await.status, 400);
        assert!(browser.follow("/sites/club").await.body.contains("Not available now"));
        world.identity.write(store::identity::shut_clients::remove("club")).await.unwrap();
        world.identity.follow_shut_clients().await.unwrap();
        assert_eq!(world.push(&club.client, &[]).await.status, 201);
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401, "what was given out before stays ended");
        world.identity.set_clients(Vec::new()).unwrap();
        assert_eq!(world.push(&club.client, &[]).await.error(), "invalid_client");
        assert_eq!(browser.get("/sites/club").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn each_site_has_a_public_page_in_both_languages_and_for_programs() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let text = include_str!("../../../../docs/operate/clients.md").split("```toml\n").nth(1).unwrap();
        let text = text.split("```").next().unwrap();
        let place = crate::oidc::clients::files::Place::Real;
        world.identity.set_clients(vec![crate::oidc::clients::files::read(text, place).unwrap()]).unwrap();
        let mut browser = world.browser();
        let english = browser.follow("/sites/shop-portal").await.body;
        for said in [
            "Shop portal",
            "To send you receipts.",
            "The site needs it",
            "seven years",
            "Shop Portal Inc.",
            "help@shop.example",
            "privacy@shop.example",
            "/security/sites",
            "/sites/shop-portal.json",
        ] {
            assert!(english.contains(said), "{said}: {english}");
        }
        assert!(!english.contains("5d0c6f"), "what is shown to the receiver stays between the two");
        let spanish = browser.follow("/sites/shop-portal?lang=es").await.body;
        for said in ["Portal de tiendas", "Para enviarle recibos.", "El sitio lo necesita", "siete años"] {
            assert!(spanish.contains(said), "{said}: {spanish}");
        }
        let all = browser.follow("/sites?lang=en").await.body;
        assert!(all.contains("/sites/shop-portal") && all.contains("/sites/account"), "{all}");
        let json: Value = serde_json::from_str(&browser.get("/sites/shop-portal.json").await.body).unwrap();
        assert_eq!(json["told"][0]["topic"], "email");
        assert_eq!(json["told"][0]["purpose"]["es"], "Para enviarle recibos.");
        assert_eq!((json["served"].as_bool(), json["subject_type"].as_str()), (Some(true), Some("pairwise")));
        assert!(!json.to_string().contains("5d0c6f"));
        for missing in ["/sites/nobody", "/sites/nobody.json", "/sites/..%2fetc"] {
            assert_eq!(browser.get(missing).await.status, 404, "{missing}");
        }
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
