//! Tokens bound to a key: what a proof must say, and what a token is worth without one (RFC 9449).

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use outside::jose::{self, SigningKey};
use serde_json::{Value, json};
use store::testing::on_each_engine;

use super::super::world::{CALLBACK, ISSUER, TestClient, VERIFIER, answer, changed, form};
use super::{Kit, Tokens, claims_of, expect, sign_raw};
use crate::oidc::policy::TokenPolicy;

type Edit = fn(&mut Value, i64);

/// Changes to a good proof, for the claims it makes.
const WRONG: [(&str, Edit); 22] = [
    ("no jti", |claims, _| drop(claims.as_object_mut().unwrap().remove("jti"))),
    ("an empty jti", |claims, _| claims["jti"] = json!("")),
    ("a jti that is a number", |claims, _| claims["jti"] = json!(1)),
    ("a jti of 300 letters", |claims, _| claims["jti"] = json!("x".repeat(300))),
    ("no htm", |claims, _| drop(claims.as_object_mut().unwrap().remove("htm"))),
    ("another method", |claims, _| claims["htm"] = json!("PUT")),
    ("the method in lower case", |claims, _| claims["htm"] = json!("post")),
    ("no htu", |claims, _| drop(claims.as_object_mut().unwrap().remove("htu"))),
    ("a htu that is a list", |claims, _| claims["htu"] = json!([ISSUER])),
    ("another endpoint", |claims, _| claims["htu"] = json!(format!("{ISSUER}/oidc/revoke"))),
    ("another host", |claims, _| claims["htu"] = json!("http://localhost:9999/oidc/token")),
    ("a path more", |claims, _| claims["htu"] = json!(format!("{ISSUER}/oidc/token/"))),
    ("a query", |claims, _| claims["htu"] = json!(format!("{ISSUER}/oidc/token?x=1"))),
    ("a fragment", |claims, _| claims["htu"] = json!(format!("{ISSUER}/oidc/token#x"))),
    ("a user name", |claims, _| claims["htu"] = json!("http://localhost:8081@evil.example/oidc/token")),
    ("no iat", |claims, _| drop(claims.as_object_mut().unwrap().remove("iat"))),
    ("an iat that is text", |claims, now| claims["iat"] = json!(now.to_string())),
    ("an iat with a fraction", |claims, now| {
        claims["iat"] = json!(format!("{now}.5").parse::<f64>().unwrap());
    }),
    ("70 seconds old", |claims, now| claims["iat"] = json!(now - 70)),
    ("a minute ahead", |claims, now| claims["iat"] = json!(now + 60)),
    ("of the end of time", |claims, _| claims["iat"] = json!(i64::MAX)),
    ("a nonce that is a number", |claims, _| claims["nonce"] = json!(1)),
];

#[tokio::test]
async fn proofs_must_be_for_this_request_and_of_now() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = kit.tokens(&mut kit.world.browser(), "careful", Some(&kit.bound)).await;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
        let try_with = async |proof: &str| kit.send("/oidc/token", "careful", &fields, Some(proof)).await;
        let now = kit.world.now().as_second();
        for (what, edit) in WRONG {
            let proof = kit.proof(&kit.bound, "POST", "/oidc/token", None, &|claims| edit(claims, now));
            expect(&try_with(&proof).await, 400, "invalid_dpop_proof", what);
        }
        let good = kit.proof(&kit.bound, "POST", "/oidc/token", None, &|_| ());
        let mut parts = good.split('.');
        let (head, body) = (parts.next().unwrap(), parts.next().unwrap());
        let header: Value = serde_json::from_slice(&jose::decode(head).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&jose::decode(body).unwrap()).unwrap();
        let other = SigningKey::generate().unwrap();
        for (what, proof) in [
            ("nothing".to_owned(), String::new()),
            ("words".to_owned(), "x".to_owned()),
            ("signed by another key".to_owned(), sign_raw(&other, &header, &claims)),
            ("unsigned".to_owned(), format!("{head}.{body}.")),
            ("30,000 letters".to_owned(), "a".repeat(30_000)),
            ("an ID token".to_owned(), tokens.id_token.clone()),
        ] {
            expect(&try_with(&proof).await, 400, "invalid_dpop_proof", &what);
        }
        for (what, name, value) in [
            ("another type", "typ", json!("JWT")),
            ("no algorithm", "alg", json!("none")),
            ("a shared secret", "alg", json!("HS256")),
            ("a private key", "jwk", json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA" })),
            ("a must-understand list", "crit", json!(["htm"])),
        ] {
            let mut header = header.clone();
            header[name] = value;
            expect(&try_with(&sign_raw(&kit.bound, &header, &claims)).await, 400, "invalid_dpop_proof", what);
        }
        expect(
            &kit.send("/oidc/token", "careful", &fields, None).await,
            400,
            "invalid_dpop_proof",
            "none at all",
        );
        assert_eq!(try_with(&good).await.status, 200, "none of these took anything away");
    })
    .await;
}

#[tokio::test]
async fn a_second_header_is_one_too_many() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let proof = || kit.proof(&kit.bound, "POST", "/oidc/token", None, &|_| ());
        let body = form(&kit.proved("careful", &[("grant_type", "refresh_token"), ("refresh_token", "x")]));
        let request = Request::post("/oidc/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("dpop", proof())
            .header("dpop", proof());
        let refused = answer(&kit.world.router, request.body(Body::from(body)).unwrap()).await;
        expect(&refused, 400, "invalid_dpop_proof", "two headers");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_proof_sent_50_times_at_once_is_taken_once() {
    on_each_engine(async |store| {
        let kit = Arc::new(Kit::new(store).await);
        let tokens = kit.tokens(&mut kit.world.browser(), "careful", Some(&kit.bound)).await;
        let proof = kit.proof(&kit.bound, "GET", "/oidc/userinfo", Some(&tokens.access), &|_| ());
        let at_token = kit.proof(&kit.bound, "POST", "/oidc/token", None, &|_| ());
        let mut asks = tokio::task::JoinSet::new();
        let mut trades = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (kit, token, proof) = (kit.clone(), tokens.access.clone(), proof.clone());
            let (same, refresh, at_token) = (kit.clone(), tokens.refresh.clone(), at_token.clone());
            asks.spawn(async move { kit.userinfo("DPoP", &token, Some(&proof)).await });
            trades.spawn(async move {
                let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
                same.send("/oidc/token", "careful", &fields, Some(&at_token)).await
            });
        }
        let asks = asks.join_all().await;
        assert_eq!(asks.iter().filter(|answer| answer.status == 200).count(), 1);
        for refused in asks.iter().filter(|answer| answer.status != 200) {
            assert_eq!(refused.status, 401);
            let challenge = &refused.header["www-authenticate"];
            assert!(challenge.contains("invalid_dpop_proof"), "{challenge}");
        }
        let trades = trades.join_all().await;
        assert_eq!(trades.iter().filter(|answer| answer.status == 200).count(), 1);
        for refused in trades.iter().filter(|answer| answer.status != 200) {
            expect(refused, 400, "invalid_dpop_proof", "the same proof");
        }
        // The window is over, and so is the memory of the proof: it is too old by then.
        kit.world.wait(61);
        crate::worker::tidy(&kit.world.identity, kit.world.now()).await.unwrap();
        assert_eq!(kit.userinfo("DPoP", &tokens.access, Some(&proof)).await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn a_bound_token_opens_nothing_without_its_key() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = kit.tokens(&mut kit.world.browser(), "careful", Some(&kit.bound)).await;
        assert_eq!(tokens.kind, "DPoP");
        let (token, other) = (tokens.access.as_str(), SigningKey::generate().unwrap());
        let proof = |key: &SigningKey, token: Option<&str>, edit: &dyn Fn(&mut Value)| {
            kit.proof(key, "GET", "/oidc/userinfo", token, edit)
        };
        let plain = kit.tokens(&mut kit.world.browser(), "basic", None).await;
        for (what, scheme, token, proof, error) in [
            ("as a bearer token", "Bearer", token, None, "invalid_token"),
            (
                "as one, with a proof",
                "Bearer",
                token,
                Some(proof(&kit.bound, Some(token), &|_| ())),
                "invalid_token",
            ),
            ("without a proof", "DPoP", token, None, "invalid_dpop_proof"),
            ("with another key", "DPoP", token, Some(proof(&other, Some(token), &|_| ())), "invalid_token"),
            (
                "a proof without ath",
                "DPoP",
                token,
                Some(proof(&kit.bound, None, &|_| ())),
                "invalid_dpop_proof",
            ),
            (
                "ath of another token",
                "DPoP",
                token,
                Some(proof(&kit.bound, Some("x"), &|_| ())),
                "invalid_dpop_proof",
            ),
            (
                "for POST",
                "DPoP",
                token,
                Some(proof(&kit.bound, Some(token), &|claims| claims["htm"] = json!("POST"))),
                "invalid_dpop_proof",
            ),
            (
                "a bearer token with a key",
                "DPoP",
                &plain.access,
                Some(proof(&kit.bound, Some(&plain.access), &|_| ())),
                "invalid_token",
            ),
        ] {
            let refused = kit.userinfo(scheme, token, proof.as_deref()).await;
            let challenge = &refused.header["www-authenticate"];
            assert_eq!(refused.status, 401, "{what}");
            assert!(challenge.starts_with(scheme) && challenge.contains(error), "{what}: {challenge}");
        }
        assert!(kit.opens(token, Some(&kit.bound)).await);
        assert!(kit.opens(&plain.access, None).await);
    })
    .await;
}

#[tokio::test]
async fn a_code_asked_for_with_a_key_is_traded_with_that_key_alone() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let other = SigningKey::generate().unwrap();
        let mut browser = kit.world.browser();
        // Named in the address.
        let name = kit.bound.key_id().to_owned();
        let asks = [("scope", "openid email"), ("dpop_jkt", name.as_str())];
        let code = kit.code(&mut browser, "basic", &asks).await;
        expect(&kit.trade("basic", &code, None).await, 400, "invalid_grant", "no key");
        expect(&kit.trade("basic", &code, Some(&other)).await, 400, "invalid_grant", "another key");
        assert_eq!(Tokens::of(&kit.trade("basic", &code, Some(&kit.bound)).await).kind, "DPoP");
        for wrong in ["x", "AAAA", &format!("{name}A"), &format!("{}=", &name[..42])] {
            let site = TestClient { id: "basic", key: kit.key.clone() };
            let query = form(&changed(&site, &[("scope", "openid"), ("dpop_jkt", wrong)]));
            let refused = browser.get(&format!("/oidc/authorize?{query}")).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"), "{wrong}");
        }
        // Shown when the request is pushed, which binds it as well.
        let site = TestClient { id: "partner", key: kit.key.clone() };
        let push = async |changes: &[(&str, &str)], key: Option<&SigningKey>| {
            let fields = changed(&site, changes);
            let pairs: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            kit.call("/oidc/push", "partner", &pairs, key).await
        };
        expect(&push(&[("dpop_jkt", &name)], Some(&other)).await, 400, "invalid_dpop_proof", "two keys");
        for changes in [&[] as &[_], &[("dpop_jkt", name.as_str())]] {
            let pushed = push(changes, Some(&kit.bound)).await;
            assert_eq!(pushed.status, 201, "{}", pushed.body);
            let uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
            let address = format!(
                "/oidc/authorize?client_id=partner&request_uri={}",
                crate::oidc::parameters::encode(&uri)
            );
            let mut back = browser.follow(&address).await;
            if browser.page.contains("action=\"/consent\"") && back.location.is_empty() {
                back = browser.agree().await;
            }
            let code = back.parameter("code").unwrap();
            expect(&kit.trade("partner", &code, None).await, 400, "invalid_grant", "no key");
            expect(&kit.trade("partner", &code, Some(&other)).await, 400, "invalid_grant", "another key");
            assert_eq!(kit.trade("partner", &code, Some(&kit.bound)).await.status, 200);
        }
    })
    .await;
}

#[tokio::test]
async fn who_must_show_a_key_shows_it_everywhere() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let mut browser = kit.world.browser();
        let code = kit.code(&mut browser, "careful", &[("scope", "openid email offline_access")]).await;
        expect(&kit.trade("careful", &code, None).await, 400, "invalid_dpop_proof", "a code");
        let tokens = Tokens::of(&kit.trade("careful", &code, Some(&kit.bound)).await);
        expect(&kit.refresh("careful", &tokens.refresh, None).await, 400, "invalid_dpop_proof", "a refresh");
        // It proves itself, so it may come with another key: the token is bound to that one.
        let other = SigningKey::generate().unwrap();
        let next = Tokens::of(&kit.refresh("careful", &tokens.refresh, Some(&other)).await);
        assert!(
            kit.opens(&next.access, Some(&other)).await && !kit.opens(&next.access, Some(&kit.bound)).await
        );
        let site = TestClient { id: "careful", key: kit.key.clone() };
        let fields = changed(&site, &[("scope", "openid")]);
        let pairs: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        expect(&kit.call("/oidc/push", "careful", &pairs, None).await, 400, "invalid_dpop_proof", "a push");
        let asked = [("grant_type", "client_credentials")];
        expect(
            &kit.call("/oidc/token", "careful-batch", &asked, None).await,
            400,
            "invalid_dpop_proof",
            "its own name",
        );
        let own = kit.call("/oidc/token", "careful-batch", &asked, Some(&kit.bound)).await;
        assert_eq!(claims_of(&Tokens::of(&own).access)["cnf"], json!({ "jkt": kit.bound.key_id() }));
        // A program without proof of itself is bound to its key for good.
        let tokens = kit.tokens(&mut browser, "phone", Some(&kit.bound)).await;
        expect(
            &kit.refresh("phone", &tokens.refresh, Some(&other)).await,
            400,
            "invalid_grant",
            "another key",
        );
        assert_eq!(kit.refresh("phone", &tokens.refresh, Some(&kit.bound)).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_nonce_is_asked_for_where_that_is_the_rule() {
    on_each_engine(async |store| {
        let kit = Kit::by(store, TokenPolicy { needs_nonce: true, ..TokenPolicy::default() }).await;
        let mut browser = kit.world.browser();
        let code = kit.code(&mut browser, "careful", &[("scope", "openid email offline_access")]).await;
        let refused = kit.trade("careful", &code, Some(&kit.bound)).await;
        expect(&refused, 400, "use_dpop_nonce", "none");
        let nonce = refused.header["dpop-nonce"].clone();
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let with = |nonce: &str, seconds: i64| {
            let now = kit.world.now().as_second();
            let nonce = nonce.to_owned();
            kit.proof(&kit.bound, "POST", "/oidc/token", None, &move |claims| {
                claims["nonce"] = json!(nonce);
                claims["iat"] = json!(now + seconds);
            })
        };
        for wrong in ["x", &nonce[1..], &format!("{nonce}A")] {
            let proof = with(wrong, 0);
            expect(
                &kit.send("/oidc/token", "careful", &fields, Some(&proof)).await,
                400,
                "use_dpop_nonce",
                wrong,
            );
        }
        // With our nonce in it, it does not matter that the site's clock runs five minutes behind.
        let answered = kit.send("/oidc/token", "careful", &fields, Some(&with(&nonce, -300))).await;
        let tokens = Tokens::of(&answered);
        assert_eq!(answered.header["dpop-nonce"], nonce);
        // At the resource too.
        let bare = kit.proof(&kit.bound, "GET", "/oidc/userinfo", Some(&tokens.access), &|_| ());
        let refused = kit.userinfo("DPoP", &tokens.access, Some(&bare)).await;
        assert_eq!(refused.status, 401);
        assert!(refused.header["www-authenticate"].contains("use_dpop_nonce"));
        let nonce = refused.header["dpop-nonce"].clone();
        let proof = kit.proof(&kit.bound, "GET", "/oidc/userinfo", Some(&tokens.access), &|claims| {
            claims["nonce"] = json!(nonce);
        });
        assert_eq!(kit.userinfo("DPoP", &tokens.access, Some(&proof)).await.status, 200);
        // One of long ago is no longer taken, and the new one is told.
        kit.world.wait(601);
        let refused = kit.refresh("careful", &tokens.refresh, Some(&kit.bound)).await;
        assert_ne!(refused.header["dpop-nonce"], nonce);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
        let old = kit.send("/oidc/token", "careful", &refresh, Some(&with(&nonce, 0))).await;
        expect(&old, 400, "use_dpop_nonce", "ten minutes old");
        let fresh = with(&refused.header["dpop-nonce"], 0);
        assert_eq!(kit.send("/oidc/token", "careful", &refresh, Some(&fresh)).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn without_that_rule_a_foreign_nonce_is_still_refused() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let proof =
            kit.proof(&kit.bound, "POST", "/oidc/token", None, &|claims| claims["nonce"] = json!("x"));
        let fields = [("grant_type", "refresh_token"), ("refresh_token", "x")];
        expect(
            &kit.send("/oidc/token", "careful", &fields, Some(&proof)).await,
            400,
            "use_dpop_nonce",
            "foreign",
        );
    })
    .await;
}
