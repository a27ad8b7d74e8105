//! Each site proves itself in the one way it is registered with (RFC 6749 section 2.3, RFC 7591 section 2).

use axum::body::Body;
use axum::http::Request;
use outside::jose::{self, Algorithm, KeySet};
use store::testing::on_each_engine;

use super::super::world::{CALLBACK, TestClient, VERIFIER, answer, form};
use super::{Kit, SECRET, basic, claims_of, expect};
use crate::oidc::client_auth::ASSERTION_TYPE;
use crate::oidc::clients::Client;
use crate::oidc::kinds::{Authentication, Refresh, SecretHash, Service};
use crate::oidc::scopes::Scope;

/// A request at the token endpoint with exactly these fields.
async fn ask(kit: &Kit, authorization: Option<&str>, fields: &[(&str, &str)]) -> super::Answer {
    let mut request =
        Request::post("/oidc/token").header("content-type", "application/x-www-form-urlencoded");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let fields: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    answer(&kit.world.router, request.body(Body::from(form(&fields))).unwrap()).await
}

#[tokio::test]
async fn no_site_gets_in_by_another_sites_way() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let grant = ("grant_type", "refresh_token");
        let token = ("refresh_token", "x");
        // Believed: then it is the token that is wrong.
        let believed = "invalid_grant";
        for id in ["phone", "partner", "basic", "body", "careful"] {
            let statement = kit.world.assertion(&TestClient { id, key: kit.key.clone() }, &|_| ());
            let proof = kit.proof(&kit.bound, "POST", "/oidc/token", None, &|_| ());
            for way in ["name", "header", "body", "statement"] {
                let mut fields = vec![grant, token];
                let header = (way == "header").then(|| basic(id, SECRET));
                match way {
                    "name" => fields.push(("client_id", id)),
                    "body" => fields.extend([("client_id", id), ("client_secret", SECRET)]),
                    "statement" => fields.extend([
                        ("client_assertion_type", ASSERTION_TYPE),
                        ("client_assertion", statement.as_str()),
                    ]),
                    _ => (),
                }
                let is_its_own = matches!(
                    (id, way),
                    ("phone", "name")
                        | ("basic", "header")
                        | ("body", "body")
                        | ("partner" | "careful", "statement")
                );
                let answered = if id == "careful" && is_its_own {
                    kit.send("/oidc/token", id, &[grant, token], Some(&proof)).await
                } else {
                    ask(&kit, header.as_deref(), &fields).await
                };
                let (status, error) = if is_its_own { (400, believed) } else { (401, "invalid_client") };
                expect(&answered, status, error, &format!("{id} by {way}"));
                assert_eq!(answered.header.contains_key("www-authenticate"), status == 401);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_read_as_the_standard_writes_it_and_no_other_fits() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", "x")];
        for good in [SECRET, "an older one"] {
            let header = basic("basic", good);
            expect(&ask(&kit, Some(&header), &fields).await, 400, "invalid_grant", good);
            let lower = header.replacen("Basic", "bAsIc", 1);
            expect(&ask(&kit, Some(&lower), &fields).await, 400, "invalid_grant", "the scheme in any case");
        }
        for (what, header) in [
            ("another secret", basic("basic", "x")),
            ("an empty one", basic("basic", "")),
            ("a letter more", basic("basic", &format!("{SECRET}."))),
            ("its hash", basic("basic", &SecretHash::of(SECRET).text())),
            ("another name", basic("body", SECRET)),
            ("an unknown name", basic("nobody", SECRET)),
            ("Bearer", format!("Bearer {SECRET}")),
            ("no base64", "Basic ####".to_owned()),
            ("a name alone", "Basic YmFzaWM=".to_owned()),
            ("broken percents", "Basic YmFzaWM6JQ==".to_owned()),
        ] {
            expect(&ask(&kit, Some(&header), &fields).await, 401, "invalid_client", what);
        }
        let named = [fields[0], fields[1], ("client_id", "body")];
        let header = basic("basic", SECRET);
        expect(&ask(&kit, Some(&header), &named).await, 401, "invalid_client", "two names");
        let both = [fields[0], fields[1], ("client_id", "basic"), ("client_secret", SECRET)];
        expect(&ask(&kit, Some(&header), &both).await, 400, "invalid_request", "two ways");
        let text = SecretHash::of(SECRET).text();
        assert_eq!(SecretHash::from_text(&text), Some(SecretHash::of(SECRET)));
        assert!(SecretHash::from_text(&text[1..]).is_none() && SecretHash::from_text("not a hash").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_program_without_a_secret_still_needs_what_only_it_knows() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let code = kit.code(&mut kit.world.browser(), "phone", &[("scope", "openid email")]).await;
        let good = [
            ("grant_type", "authorization_code"),
            ("client_id", "phone"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
        ];
        expect(&ask(&kit, None, &good).await, 400, "invalid_grant", "no verifier");
        let other = VERIFIER.replace('d', "e");
        let wrong = [&good[..], &[("code_verifier", other.as_str())]].concat();
        expect(&ask(&kit, None, &wrong).await, 400, "invalid_grant", "another verifier");
        let right = [&good[..], &[("code_verifier", VERIFIER)]].concat();
        assert_eq!(ask(&kit, None, &right).await.status, 200);
        for (path, fields) in [
            ("/oidc/introspect", vec![("token", "x")]),
            ("/oidc/token", vec![("grant_type", "client_credentials")]),
        ] {
            let error =
                if path == "/oidc/token" { (400, "unauthorized_client") } else { (401, "invalid_client") };
            expect(&kit.call(path, "phone", &fields, None).await, error.0, error.1, path);
        }
    })
    .await;
}

#[tokio::test]
async fn each_site_gets_id_tokens_it_can_read() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let mut browser = kit.world.browser();
        for (id, algorithm) in
            [("basic", Algorithm::Es256), ("old", Algorithm::Rs256), ("modern", Algorithm::EdDsa)]
        {
            let tokens = kit.tokens(&mut browser, id, None).await;
            let keys: KeySet = serde_json::from_value(browser.get("/oidc/keys").await.json()).unwrap();
            let claims = jose::verify(&tokens.id_token, &keys, &[algorithm], &["jwt"]).unwrap();
            assert_eq!(claims.text("at_hash"), Ok(algorithm.half_hash(tokens.access.as_bytes()).as_str()));
            let told = kit.userinfo("Bearer", &tokens.access, None).await;
            if id == "old" {
                assert_eq!(told.header["content-type"], "application/jwt");
                let signed = jose::verify(&told.body, &keys, &[Algorithm::Rs256], &["jwt"]).unwrap();
                assert_eq!((signed.text("aud"), signed.text("iss")), (Ok("old"), Ok(super::ISSUER)));
                assert_eq!(signed.text("sub"), claims.text("sub"));
            } else {
                assert_eq!(told.json()["sub"], claims_of(&tokens.id_token)["sub"]);
            }
            // And its own signed-out hint is read again, whatever it was signed with.
            let out = format!("/oidc/sign-out?id_token_hint={}", tokens.id_token);
            assert_eq!(browser.get(&out).await.status, 303, "{id}");
            browser = kit.world.browser();
        }
        let keys: KeySet = serde_json::from_value(browser.get("/oidc/keys").await.json()).unwrap();
        assert_eq!(keys.keys.len(), 3, "one of each kind, made when it was first needed");
    })
    .await;
}

/// What is changed about a site.
type Edit = fn(&mut Client);

#[tokio::test]
async fn a_site_that_cannot_be_served_safely_is_refused() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let fault = |edit: &dyn Fn(&mut Client)| {
            let mut sites = super::sites(&kit.key);
            edit(&mut sites[1]);
            kit.world.identity.0.clients.replace(sites).map_err(|error| error.why)
        };
        assert_eq!(fault(&|_| ()), Ok(()));
        let wrong: [(&str, Edit); 8] = [
            ("no key", |site| site.keys = KeySet::default()),
            ("no secret", |site| site.authentication = Authentication::SecretInBody(vec![])),
            ("no certificate", |site| site.authentication = Authentication::OwnCertificate(vec![])),
            ("its own name without a secret", |site| {
                site.authentication = Authentication::None;
                site.tokens.service = Some(Service { scopes: vec!["x".into()], audiences: vec!["y".into()] });
            }),
            ("asking without a secret", |site| {
                site.authentication = Authentication::None;
                site.tokens.resources = vec!["x".into()];
            }),
            ("bound to a certificate it has not", |site| site.tokens.bound_to_certificate = true),
            ("nobody to call", |site| {
                site.tokens.service = Some(Service { scopes: vec![], audiences: vec![] });
            }),
            ("offline without refresh tokens", |site| {
                site.tokens.refresh = Refresh::Never;
                site.scopes.push(Scope::OfflineAccess);
            }),
        ];
        for (what, edit) in wrong {
            assert!(fault(&edit).is_err(), "{what}");
        }
    })
    .await;
}
