//! Does openid-client (npm) get on with the provider? Once with all that FAPI 2.0 asks for, once as a public client.

use serde_json::{Value, json};

use super::sites::Site;
use super::{AFTER, CALLBACK, Foreign, node};
use crate::world::server::{Server, engines};
use crate::world::visitor::Visitor;

fn start() -> (Foreign, Value) {
    let mut command = node();
    command.arg("openid_client.mjs");
    Foreign::start(command).hear("keys")
}

fn tell(client: &mut Foreign, server: &Server, id: &str, is_strict: bool) {
    client.tell(&json!({
        "issuer": server.identity(), "client_id": id, "redirect_uri": CALLBACK, "is_strict": is_strict,
        "post_logout_redirect_uri": AFTER, "scope": "openid email",
    }));
}

#[tokio::test]
async fn openid_client_with_pushed_requests_dpop_and_signed_statements() {
    for database in engines().await {
        let (mut client, keys) = start();
        let site = Site { id: "strict", keys: &keys, is_strict: true, ..Site::default() };
        let server = site.serve(database).await;
        let mut visitor = Visitor::new();
        tell(&mut client, &server, "strict", true);
        let (client, signed_in) = client.visit(&mut visitor, CALLBACK).await.hear("signed_in");
        assert_eq!(signed_in["token_type"], "dpop", "{signed_in}");
        assert_eq!(signed_in["claims"]["sub"], signed_in["userinfo"]["sub"], "{signed_in}");
        assert!(
            signed_in["userinfo"]["email"].as_str().is_some_and(|email| email.contains('@')),
            "{signed_in}"
        );
        // Bound to a key, so the refresh token need not change (FAPI 2.0, 5.3.2.1).
        let (client, refreshed) = client.hear("refreshed");
        assert_eq!((&refreshed["is_rotated"], &refreshed["token_type"]), (&false.into(), &"dpop".into()));
        assert_eq!(refreshed["userinfo"], signed_in["userinfo"]);
        let (client, stolen) = client.hear("stolen");
        assert!(matches!(stolen.as_str(), Some("invalid_token" | "invalid_dpop_proof")), "{stolen}");
        let (_, signed_out) = client.visit(&mut visitor, AFTER).await.hear("signed_out");
        assert_eq!(signed_out["came_to"], format!("{AFTER}?state=bye"));
        assert_eq!(
            (&signed_out["userinfo"], &signed_out["refresh"]),
            (&"invalid_token".into(), &"invalid_grant".into())
        );
    }
}

#[tokio::test]
async fn openid_client_as_a_public_client_whose_refresh_tokens_change() {
    for database in engines().await {
        let (mut client, _) = start();
        let server = Site { id: "public", method: "none", ..Site::default() }.serve(database).await;
        let mut visitor = Visitor::new();
        tell(&mut client, &server, "public", false);
        let (client, signed_in) = client.visit(&mut visitor, CALLBACK).await.hear("signed_in");
        assert_eq!(signed_in["token_type"], "bearer", "{signed_in}");
        let (client, refreshed) = client.hear("refreshed");
        assert_eq!(refreshed["is_rotated"], true, "{refreshed}");
        let (_, signed_out) = client.visit(&mut visitor, AFTER).await.hear("signed_out");
        assert_eq!(
            (&signed_out["userinfo"], &signed_out["refresh"]),
            (&"invalid_token".into(), &"invalid_grant".into())
        );
    }
}
