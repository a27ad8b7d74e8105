//! Does Authlib (`PyPI`) get on with the provider? It signs its statements with RSA and wants RS256 for its ID tokens.

use serde_json::json;

use super::sites::Site;
use super::{AFTER, CALLBACK, Foreign, python};
use crate::world::server::engines;
use crate::world::visitor::Visitor;

#[tokio::test]
async fn authlib_with_rsa_on_both_sides() {
    for database in engines().await {
        let mut command = python();
        command.arg("authlib_client.py");
        let (mut client, keys) = Foreign::start(command).hear("keys");
        let site = Site { id: "authlib", keys: &keys, algorithm: "RS256", ..Site::default() };
        let server = site.serve(database).await;
        let mut visitor = Visitor::new();
        client.tell(&json!({
            "issuer": server.identity(), "client_id": "authlib", "redirect_uri": CALLBACK,
            "post_logout_redirect_uri": AFTER, "scope": "openid email",
        }));
        let (client, signed_in) = client.visit(&mut visitor, CALLBACK).await.hear("signed_in");
        assert_eq!(signed_in["claims"]["signed_by"], "RS256", "{signed_in}");
        assert_eq!(signed_in["claims"]["sub"], signed_in["userinfo"]["sub"], "{signed_in}");
        let (client, refreshed) = client.hear("refreshed");
        assert_eq!(refreshed["userinfo"], signed_in["userinfo"]);
        let (_, signed_out) = client.visit(&mut visitor, AFTER).await.hear("signed_out");
        assert_eq!(signed_out["came_to"], format!("{AFTER}?state=bye"));
        assert!(
            signed_out["userinfo"].as_str().is_some_and(|told| told.contains("invalid_token")),
            "{signed_out}"
        );
        assert_eq!(signed_out["refresh"], "invalid_grant");
    }
}
