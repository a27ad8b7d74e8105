//! What a token is worth is told only to those whose business it is (RFC 7662), and giving one back ends it (RFC 7009).

use serde_json::json;
use store::testing::on_each_engine;

use super::{ISSUER, Kit, RESOURCE, Tokens, claims_of, expect};

const ASKED: [(&str, &str); 1] = [("grant_type", "client_credentials")];

impl Kit {
    /// What is told of a token; an inactive one tells nothing but that.
    async fn told(&self, id: &'static str, token: &str) -> Option<serde_json::Value> {
        let answer = self.call("/oidc/introspect", id, &[("token", token)], None).await;
        assert_eq!((answer.status.as_u16(), answer.header["cache-control"].as_str()), (200, "no-store"));
        let told = answer.json();
        if told["active"] == json!(true) {
            return Some(told);
        }
        assert_eq!(told, json!({ "active": false }), "more is said than that");
        None
    }

    async fn give_back(&self, id: &'static str, token: &str) {
        let answer =
            self.call("/oidc/revoke", id, &[("token", token), ("token_type_hint", "anything")], None).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, ""));
    }
}

#[tokio::test]
async fn a_sites_own_tokens_are_explained_to_it_and_to_nobody_else() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = kit.tokens(&mut kit.world.browser(), "basic", None).await;
        let told = kit.told("basic", &tokens.access).await.unwrap();
        let subject = &claims_of(&tokens.id_token)["sub"];
        assert_eq!((&told["sub"], &told["iss"], &told["aud"]), (subject, &json!(ISSUER), &json!(ISSUER)));
        assert_eq!((&told["client_id"], &told["token_type"]), (&json!("basic"), &json!("Bearer")));
        assert_eq!(told["scope"], "openid email offline_access");
        assert_eq!(told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap(), 300);
        let told = kit.told("basic", &tokens.refresh).await.unwrap();
        assert_eq!((&told["sub"], &told["scope"]), (subject, &json!("openid email offline_access")));
        for other in ["partner", "body", "ledger", "batch"] {
            for token in [&tokens.access, &tokens.refresh, &tokens.id_token] {
                assert_eq!(kit.told(other, token).await, None, "{other}");
            }
        }
        for nothing in ["x", "x.y.z", &tokens.id_token, &"x".repeat(43), &"x".repeat(70), &"a".repeat(30_000)]
        {
            assert_eq!(kit.told("basic", nothing).await, None);
        }
        expect(&kit.call("/oidc/introspect", "basic", &[], None).await, 400, "invalid_request", "nothing");
        kit.world.wait(300);
        assert_eq!(kit.told("basic", &tokens.access).await, None, "over");
        assert!(kit.told("basic", &tokens.refresh).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_bound_token_is_told_with_its_key() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = kit.tokens(&mut kit.world.browser(), "careful", Some(&kit.bound)).await;
        let told = kit.told("careful", &tokens.access).await.unwrap();
        assert_eq!((&told["token_type"], &told["cnf"]["jkt"]), (&json!("DPoP"), &json!(kit.bound.key_id())));
    })
    .await;
}

#[tokio::test]
async fn the_server_of_a_resource_learns_of_tokens_for_it() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let mine = Tokens::of(&kit.call("/oidc/token", "batch", &ASKED, None).await);
        let told = kit.told("ledger", &mine.access).await.unwrap();
        assert_eq!((&told["client_id"], &told["aud"]), (&json!("batch"), &json!(RESOURCE)));
        assert!(kit.told("batch", &mine.access).await.is_some());
        let elsewhere = [ASKED[0], ("resource", "https://other.example/")];
        let elsewhere = Tokens::of(&kit.call("/oidc/token", "batch", &elsewhere, None).await);
        assert_eq!(kit.told("ledger", &elsewhere.access).await, None, "for another resource");
        assert_eq!(kit.told("basic", &mine.access).await, None, "another site");
        let forged = mine.access.replacen(&mine.access[60..70], "AAAAAAAAAA", 1);
        assert_eq!(kit.told("ledger", &forged).await, None, "changed");
        // The program may not call any more: what it has is worth nothing.
        kit.change("batch", |site| {
            site.tokens.service = None;
            site.tokens.resources = vec!["https://nothing.example/".to_owned()];
        });
        assert_eq!(kit.told("ledger", &mine.access).await, None, "a rule that changed");
        kit.change("batch", |_| ());
        kit.give_back("basic", &mine.access).await;
        assert!(kit.told("ledger", &mine.access).await.is_some(), "another's to give back");
        kit.give_back("batch", &mine.access).await;
        kit.give_back("batch", &mine.access).await;
        assert_eq!(kit.told("ledger", &mine.access).await, None, "given back");
        let late = Tokens::of(&kit.call("/oidc/token", "batch", &ASKED, None).await);
        kit.world.wait(600);
        assert_eq!(kit.told("ledger", &late.access).await, None, "over");
    })
    .await;
}

#[tokio::test]
async fn giving_a_token_back_ends_what_came_of_it() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        for (id, key) in [("basic", None), ("phone", Some(&kit.bound)), ("careful", Some(&kit.bound))] {
            let first = kit.tokens(&mut kit.world.browser(), id, key).await;
            let next = Tokens::of(&kit.refresh(id, &first.refresh, key).await);
            // Another's, and none at all, are answered alike.
            for (other, token) in
                [("partner", &next.access), ("partner", &next.refresh), (id, &"x".repeat(43))]
            {
                kit.give_back(other, token).await;
            }
            assert!(kit.opens(&next.access, key).await);
            kit.give_back(id, &first.access).await;
            assert!(!kit.opens(&first.access, key).await && kit.opens(&next.access, key).await, "{id}");
            kit.give_back(id, &next.refresh).await;
            assert!(!kit.opens(&next.access, key).await, "{id}");
            expect(&kit.refresh(id, &next.refresh, key).await, 400, "invalid_grant", id);
        }
        expect(&kit.call("/oidc/revoke", "basic", &[], None).await, 400, "invalid_request", "nothing");
    })
    .await;
}
