//! Programs that call in their own name (RFC 6749 section 4.4, RFC 8707, RFC 9068), each time with a line in the audit
//! log.

use outside::jose::{self, Algorithm, KeySet};
use serde_json::json;
use store::audit;
use store::testing::on_each_engine;

use super::{ISSUER, Kit, RESOURCE, Tokens, expect};

const ASKED: (&str, &str) = ("grant_type", "client_credentials");

#[tokio::test]
async fn a_program_gets_a_token_in_its_own_name_that_its_server_can_read() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = Tokens::of(&kit.call("/oidc/token", "batch", &[ASKED], None).await);
        assert_eq!((tokens.kind.as_str(), tokens.scope.as_str()), ("Bearer", "ledger.read ledger.write"));
        assert!(tokens.refresh.is_empty() && tokens.id_token.is_empty());
        let keys: KeySet =
            serde_json::from_value(kit.world.browser().get("/oidc/keys").await.json()).unwrap();
        let claims = jose::verify(&tokens.access, &keys, &[Algorithm::Es256], &["at+jwt"]).unwrap();
        for (name, value) in [("iss", ISSUER), ("sub", "batch"), ("client_id", "batch"), ("aud", RESOURCE)] {
            assert_eq!(claims.text(name), Ok(value));
        }
        let now = kit.world.now().as_second();
        assert_eq!(
            claims.instant("exp").unwrap().as_second(),
            claims.instant("iat").unwrap().as_second() + 600
        );
        assert!((now - 5..=now).contains(&claims.instant("iat").unwrap().as_second()));
        // The line in the audit log names the token and the program.
        let id = claims.text("jti").unwrap().parse().unwrap();
        let lines = audit::list(kit.world.identity.store(), id, i64::MAX, 10).await.unwrap();
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!(
            (line.action.as_str(), line.reason.as_deref()),
            ("openid-service-token.add", Some("batch"))
        );
        audit::verify(kit.world.identity.store()).await.unwrap();
        // It is no token of a person: nothing of anybody is told for it.
        assert!(!kit.opens(&tokens.access, None).await);
        let hint = format!("/oidc/sign-out?id_token_hint={}", tokens.access);
        assert_eq!(kit.world.browser().get(&hint).await.status, 400, "nor does it stand for a session");
        let statement = [
            ("client_assertion_type", crate::oidc::client_auth::ASSERTION_TYPE),
            ("client_assertion", &tokens.access),
            ASKED,
        ];
        expect(
            &kit.call("/oidc/token", "body", &statement[..2], None).await,
            400,
            "invalid_request",
            "two ways",
        );
    })
    .await;
}

#[tokio::test]
async fn it_gets_no_more_than_it_may_have() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let ask = async |id, more: &[(&str, &str)]| {
            kit.call("/oidc/token", id, &[&[ASKED], more].concat(), None).await
        };
        let less = Tokens::of(&ask("batch", &[("scope", "ledger.read ledger.read"), ("resource", "https://other.example/")]).await);
        let claims = super::claims_of(&less.access);
        assert_eq!((&claims["scope"], &claims["aud"]), (&json!("ledger.read"), &json!("https://other.example/")));
        for scope in ["openid", "ledger.read admin", "LEDGER.READ", "ledger"] {
            expect(&ask("batch", &[("scope", scope)]).await, 400, "invalid_scope", scope);
        }
        for resource in ["https://ledger.example", "https://LEDGER.example/", "x", ISSUER] {
            expect(&ask("batch", &[("resource", resource)]).await, 400, "invalid_target", resource);
        }
        for other in ["partner", "basic", "phone", "ledger"] {
            expect(&ask(other, &[]).await, 400, "unauthorized_client", other);
        }
        // And it lets nobody sign in.
        let query = "response_type=code&client_id=batch&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fsigned-in&scope=openid";
        assert_eq!(kit.world.browser().get(&format!("/oidc/authorize?{query}")).await.status, 400);
    })
    .await;
}
