//! Keys come and go without anybody being signed out: by the calendar, by command, and in an emergency.

use axum::body::Body;
use axum::http::Request;
use outside::jose::{self, Algorithm, KeySet};
use store::testing::on_each_engine;

use super::super::world::{World, answer};
use super::{Kit, Tokens};

const DAY: i64 = 86_400;

async fn key_set(world: &World) -> KeySet {
    serde_json::from_value(world.browser().get("/oidc/keys").await.json()).unwrap()
}

/// Signs something and says with which key.
async fn signed(kit: &Kit) -> (String, String) {
    let asked = [("grant_type", "client_credentials")];
    let token = Tokens::of(&kit.call("/oidc/token", "batch", &asked, None).await).access;
    let key = jose::decode_header(&token).unwrap().key_id.unwrap();
    (token, key)
}

#[tokio::test]
async fn keys_turn_by_the_calendar_and_nobody_notices() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let world = &kit.world;
        let (_, first) = signed(&kit).await;
        let mut tokens: Vec<(String, i64)> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        let mut known = key_set(world).await;
        // Four months, six hours at a time; a site fetches the key set once a day.
        for step in 0..4 * 120 {
            world.wait(DAY / 4);
            crate::worker::tidy(&world.identity, world.now()).await.unwrap();
            if step % 4 == 0 {
                known = key_set(world).await;
            }
            let (token, key) = signed(&kit).await;
            jose::verify(&token, &known, &[Algorithm::Es256], &["at+jwt"])
                .expect("a key that was not shown before");
            if seen.last() != Some(&key) {
                seen.push(key);
            }
            tokens.push((token, step));
            let week = tokens.iter().filter(|(_, at)| step - at <= 4 * 7);
            for (token, _) in week {
                jose::verify(token, &known, &[Algorithm::Es256], &["at+jwt"])
                    .expect("a key that is gone too soon");
            }
            assert!(known.keys.len() <= 2);
        }
        assert_eq!((seen.len(), &seen[0]), (5, &first), "one to begin with, and one a month");
    })
    .await;
}

#[tokio::test]
async fn a_key_can_be_turned_and_ended_by_command() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let (world, identity) = (&kit.world, &kit.world.identity);
        let (old_token, old) = signed(&kit).await;
        // Out of turn: shown now, signs in a day.
        let from = crate::secrets::later(world.now(), DAY);
        identity.rotate_signing_keys(from, world.now()).await.unwrap();
        assert_eq!((key_set(world).await.keys.len(), signed(&kit).await.1), (2, old.clone()));
        world.wait(DAY + 1);
        let (token, new) = signed(&kit).await;
        assert_ne!(new, old);
        let known = key_set(world).await;
        for token in [&old_token, &token] {
            assert!(jose::verify(token, &known, &[Algorithm::Es256], &["at+jwt"]).is_ok());
        }
        // In an emergency the one that signs is ended; another signs at once and nothing of the old is believed.
        assert!(identity.end_signing_key(&new, world.now()).await.unwrap());
        let known = key_set(world).await;
        assert!(known.keys.iter().all(|key| key.kid.as_deref() != Some(&new)));
        assert!(jose::verify(&token, &known, &[Algorithm::Es256], &["at+jwt"]).is_err());
        let (newest, _) = signed(&kit).await;
        assert!(jose::verify(&newest, &known, &[Algorithm::Es256], &["at+jwt"]).is_ok());
        assert!(!identity.end_signing_key(&new, world.now()).await.unwrap(), "ended already");
        for key in key_set(world).await.keys {
            identity.end_signing_key(&key.kid.unwrap(), world.now()).await.unwrap();
        }
        assert_eq!(key_set(world).await.keys.len(), 1, "the last one is replaced");
        signed(&kit).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_processes_make_one_key() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        kit.world.wait(29 * DAY);
        let mut turns = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (identity, now) = (kit.world.identity.clone(), kit.world.now());
            turns.spawn(async move { identity.turn_keys(now).await });
            let identity = kit.world.identity.clone();
            turns.spawn(async move { identity.signing_key(Algorithm::EdDsa).await.map(drop) });
        }
        for turn in turns.join_all().await {
            turn.unwrap();
        }
        kit.world.wait(1);
        assert_eq!(key_set(&kit.world).await.keys.len(), 3, "one more of one kind, the first of another");
    })
    .await;
}

#[tokio::test]
async fn whoever_has_the_present_key_set_is_told_so() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let get = async |tag: &str| {
            let request =
                Request::get("/oidc/keys").header("if-none-match", tag).body(Body::empty()).unwrap();
            answer(&kit.world.router, request).await
        };
        let first = get("\"x\"").await;
        assert_eq!(
            (first.status.as_u16(), first.header["cache-control"].as_str()),
            (200, "public, max-age=300")
        );
        assert_eq!(first.header["content-type"], "application/jwk-set+json");
        let tag = first.header["etag"].clone();
        let same = get(&format!("\"x\", {tag}")).await;
        assert_eq!((same.status.as_u16(), same.body.as_str(), &same.header["etag"]), (304, "", &tag));
        kit.world.identity.rotate_signing_keys(kit.world.now(), kit.world.now()).await.unwrap();
        let changed = get(&tag).await;
        assert!(changed.status == 200 && changed.header["etag"] != tag);
    })
    .await;
}
