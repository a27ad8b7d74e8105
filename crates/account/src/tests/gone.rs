//! Is a record let go when the identity provider says that its sign-in is gone, and only then?

use outside::jose::{SigningKey, sign};
use outside::openid::PURGED_EVENT;
use serde_json::{Value, json};
use store::links::{self, Link};
use store::testing::on_each_engine;
use store::{Store, Write};
use values::Id;

use super::elsewhere::{PERSON, Provider};
use super::world::{World, person};

/// A good token about a person who is gone, changed.
fn token(provider: &Provider, world: &World, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "iss": provider.issuer,
        "aud": "account",
        "jti": "event-1",
        "iat": world.now().as_second(),
        "sub_id": { "format": "iss_sub", "iss": provider.issuer, "sub": "anna" },
        "events": { PURGED_EVENT: {} },
    });
    change(&mut claims);
    sign(&provider.key, "secevent+jwt", &claims).unwrap()
}

/// Anna's sign-in is linked to her record.
async fn linked(store: Store) -> (Provider, World) {
    let provider = Provider::new().await;
    let world = World::with(store, provider.relying_party()).await;
    let link = Link { taxpayer_id: person(PERSON), linked_at: world.now() };
    world.store.write(links::add(Write::new(), &provider.issuer, "anna", link)).await.unwrap();
    (provider, world)
}

async fn link_of(world: &World, provider: &Provider, subject: &str) -> Option<Id> {
    links::find(&world.store, &provider.issuer, subject).await.unwrap().map(|link| link.taxpayer_id)
}

#[tokio::test]
async fn a_record_whose_sign_in_is_gone_can_be_opened_with_another() {
    on_each_engine(async |store| {
        let (provider, world) = linked(store).await;
        let cookie = provider.signed_in(&world, "session-1").await;
        assert_eq!(world.get(&cookie, "en", "/home").await.status, 200);
        let good = token(&provider, &world, |_| ());
        for attempt in ["once", "told again"] {
            assert_eq!(world.tell_event(&good).await.status, 202, "{attempt}");
            assert_eq!(link_of(&world, &provider, "anna").await, None, "{attempt}");
        }
        assert_eq!(world.get(&cookie, "en", "/home").await.status, 303, "nobody is in by it any more");
        let link = Link { taxpayer_id: person(PERSON), linked_at: world.now() };
        world.store.write(links::add(Write::new(), &provider.issuer, "anna-anew", link)).await.unwrap();
        // The old event, kept and sent once more, says nothing about the new sign-in.
        assert_eq!(world.tell_event(&good).await.status, 202);
        assert_eq!(link_of(&world, &provider, "anna-anew").await, Some(person(PERSON)));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_good_event_or_another_lets_nothing_go() {
    on_each_engine(async |store| {
        let (provider, world) = linked(store).await;
        let with = |change: &dyn Fn(&mut Value)| token(&provider, &world, |claims| change(claims));
        let without = |name: &str| with(&|claims| drop(claims.as_object_mut().unwrap().remove(name)));
        let now = world.now().as_second();
        let verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";
        let disabled = "https://schemas.openid.net/secevent/risc/event-type/account-disabled";
        for (what, good) in [
            ("another event", with(&|claims| claims["events"] = json!({ disabled: {} }))),
            ("about somebody else", with(&|claims| claims["sub_id"]["sub"] = json!("bob"))),
            (
                "a try of the receiver",
                with(&|claims| {
                    claims["sub_id"] = json!({ "format": "opaque", "id": "account" });
                    claims["events"] = json!({ verification: { "state": "s" } });
                }),
            ),
        ] {
            assert_eq!(world.tell_event(&good).await.status, 202, "{what}");
            assert_eq!(link_of(&world, &provider, "anna").await, Some(person(PERSON)), "{what}");
        }
        let claims = |token: &str| {
            let body = outside::jose::decode(token.split('.').nth(1).unwrap()).unwrap();
            serde_json::from_slice::<Value>(&body).unwrap()
        };
        let said = claims(&with(&|_| ()));
        let stranger = sign(&SigningKey::generate().unwrap(), "secevent+jwt", &said).unwrap();
        let typed = sign(&provider.key, "logout+jwt", &said).unwrap();
        let mut wrong = vec![
            ("nothing", String::new()),
            ("no token", "a.b.c".to_owned()),
            ("a stranger's key", stranger),
            ("another kind of token", typed),
            ("another issuer", with(&|claims| claims["iss"] = json!("https://evil.example"))),
            ("another site", with(&|claims| claims["aud"] = json!("shop"))),
            (
                "another provider's person",
                with(&|claims| claims["sub_id"]["iss"] = json!("https://evil.example")),
            ),
            ("nobody", with(&|claims| claims["sub_id"]["sub"] = json!(""))),
            ("an address", with(&|claims| claims["sub_id"] = json!({ "format": "email", "email": "a@b" }))),
            ("no event", with(&|claims| claims["events"] = json!({}))),
            ("an event that is no object", with(&|claims| claims["events"] = json!({ PURGED_EVENT: true }))),
            ("of last month", with(&|claims| claims["iat"] = json!(now - 30 * 86_400))),
            ("of the future", with(&|claims| claims["iat"] = json!(now + 60))),
            ("an ID token's subject", with(&|claims| claims["sub"] = json!("anna"))),
        ];
        wrong.extend(["iss", "aud", "jti", "iat", "sub_id", "events"].map(|name| (name, without(name))));
        for (what, token) in wrong {
            let answer = world.tell_event(&token).await;
            assert_eq!(answer.status, 400, "{what}");
            assert!(answer.body.contains("invalid_request"), "{what}: {}", answer.body);
            assert_eq!(link_of(&world, &provider, "anna").await, Some(person(PERSON)), "{what}");
        }
    })
    .await;
}
