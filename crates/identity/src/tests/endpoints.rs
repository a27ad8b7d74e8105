//! Is each wrong request refused with the error that the specification names, and none with a fault of ours?

use axum::body::Body;
use axum::http::Request;
use outside::jose;
use store::testing::on_each_engine;

use super::world::{CALLBACK, ISSUER, VERIFIER, World, answer, changed, form};

/// What, the changes to a good request, and the error's code.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

/// Wrong requests of the site that may ask for email only.
const REQUESTS: [Case<'_>; 26] = [
    ("no response_type", &[("response_type", "")], "invalid_request"),
    ("implicit flow", &[("response_type", "id_token")], "unsupported_response_type"),
    ("token flow", &[("response_type", "token")], "unsupported_response_type"),
    ("hybrid flow", &[("response_type", "code id_token")], "unsupported_response_type"),
    ("fragment", &[("response_mode", "fragment")], "invalid_request"),
    ("form_post", &[("response_mode", "form_post")], "invalid_request"),
    ("no challenge", &[("code_challenge", "")], "invalid_request"),
    ("no challenge at all", &[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
    ("plain challenge", &[("code_challenge_method", "plain")], "invalid_request"),
    ("method left out means plain", &[("code_challenge_method", "")], "invalid_request"),
    ("method in lower case", &[("code_challenge_method", "s256")], "invalid_request"),
    ("short challenge", &[("code_challenge", "abc")], "invalid_request"),
    (
        "padded challenge",
        &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=")],
        "invalid_request",
    ),
    ("no openid", &[("scope", "email")], "invalid_scope"),
    ("no scope", &[("scope", "")], "invalid_scope"),
    ("scope in upper case", &[("scope", "OPENID")], "invalid_scope"),
    ("a scope of others", &[("scope", "openid tax_number")], "invalid_scope"),
    ("request object", &[("request", "e30.e30.")], "request_not_supported"),
    ("registration", &[("registration", "{}")], "registration_not_supported"),
    ("unknown prompt", &[("prompt", "create")], "invalid_request"),
    ("prompt none and more", &[("prompt", "none login")], "invalid_request"),
    ("negative max_age", &[("max_age", "-1")], "invalid_request"),
    ("max_age with a sign", &[("max_age", "+1")], "invalid_request"),
    ("max_age in words", &[("max_age", "soon")], "invalid_request"),
    ("max_age too large", &[("max_age", "99999999999")], "invalid_request"),
    ("request_uri of a stranger", &[("request_uri", "https://evil.example/r")], "invalid_request"),
];

#[tokio::test]
async fn wrong_requests_are_refused_when_pushed() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        for (what, changes, error) in REQUESTS {
            let answer = world.push(&world.other, changes).await;
            assert_eq!((answer.status.as_u16(), answer.error().as_str()), (400, error), "{what}");
        }
        for redirect_uri in REDIRECTS {
            let answer = world.push(&world.other, &[("redirect_uri", redirect_uri)]).await;
            assert_eq!(
                (answer.status.as_u16(), answer.error().as_str()),
                (400, "invalid_request"),
                "{redirect_uri}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_requests_in_the_address_are_told_to_the_site_alone() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        for (what, changes, error) in REQUESTS {
            // In the address a foreign request_uri is a page: it names no request of ours.
            if what == "request_uri of a stranger" {
                continue;
            }
            let query = form(&changed(&world.other, changes));
            let answer = world.browser().get(&format!("/oidc/authorize?{query}")).await;
            assert!(
                answer.location.starts_with(&format!("{CALLBACK}?error=")),
                "{what}: {}",
                answer.location
            );
            assert_eq!(answer.parameter("error").as_deref(), Some(error), "{what}");
            assert_eq!(answer.parameter("state").as_deref(), Some("state 1&2"), "{what}");
            assert_eq!(answer.parameter("iss").as_deref(), Some(ISSUER), "{what}");
        }
    })
    .await;
}

/// Addresses near the registered one.
const REDIRECTS: [&str; 18] = [
    "",
    "http://localhost:8080/signed-in/",
    "http://localhost:8080/signed-in?x=1",
    "http://localhost:8080/signed-in#x",
    "http://localhost:8080/signed-in/../evil",
    "http://localhost:8080/./signed-in",
    "http://localhost:8080/%73igned-in",
    "http://LOCALHOST:8080/signed-in",
    "http://localhost/signed-in",
    "https://localhost:8080/signed-in",
    "http://localhost:8080@evil.example/signed-in",
    "http://localhost:8080.evil.example/signed-in",
    "http://localhost:80800/signed-in",
    "http://127.0.0.1:8080/signed-in",
    "//localhost:8080/signed-in",
    "javascript:alert(1)//http://localhost:8080/signed-in",
    " http://localhost:8080/signed-in",
    "http://localhost:8080/signed-in\n",
];

#[tokio::test]
async fn a_visitor_is_never_sent_to_an_address_that_is_not_registered() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        for redirect_uri in REDIRECTS {
            let query = form(&changed(&world.other, &[("redirect_uri", redirect_uri)]));
            let answer = world.browser().get(&format!("/oidc/authorize?{query}")).await;
            assert_eq!((answer.status.as_u16(), answer.location.as_str()), (400, ""), "{redirect_uri}");
        }
        let good = form(&changed(&world.other, &[]));
        for (what, query) in [
            ("unknown client", form(&changed(&world.other, &[("client_id", "nobody")]))),
            ("no client", form(&changed(&world.other, &[("client_id", "")]))),
            ("a client that must push", form(&changed(&world.account, &[]))),
            ("a parameter twice", format!("{good}&state=2")),
            ("the same parameter twice, encoded", format!("{good}&%73tate=2")),
            ("no UTF-8", format!("{good}&x=%ff")),
            (
                "a foreign request_uri",
                "client_id=account&request_uri=https%3A%2F%2Fevil.example%2Fr".to_owned(),
            ),
            (
                "an unknown request_uri",
                "client_id=account&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ax".to_owned(),
            ),
            ("a very long state", form(&changed(&world.other, &[("state", &"s".repeat(600))]))),
            ("nothing", String::new()),
        ] {
            let answer = world.browser().get(&format!("/oidc/authorize?{query}")).await;
            assert_eq!((answer.status.as_u16(), answer.location.as_str()), (400, ""), "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_pushed_request_is_good_once_for_its_client_and_not_for_long() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let status = async |address: &str| world.browser().get(address).await.status.as_u16();
        let address = world.pushed(&world.account, &[]).await;
        assert_eq!(status(&address.replace("client_id=account", "client_id=shop")).await, 400);
        assert_eq!(status(&address).await, 303);
        assert_eq!(status(&address).await, 400, "used");
        let address = world.pushed(&world.account, &[("prompt", "none")]).await;
        let refused = world.browser().follow(&address).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
        assert_eq!(status(&address).await, 400, "used without a word");
        let address = world.pushed(&world.account, &[]).await;
        world.wait(91);
        assert_eq!(status(&address).await, 400, "too late");
    })
    .await;
}

#[tokio::test]
async fn a_code_is_traded_only_as_it_was_asked_for() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let code = world.code(&mut world.browser(), &[]).await;
        let cases: [Case<'_>; 15] = [
            ("no grant_type", &[("grant_type", "")], "invalid_request"),
            ("client credentials", &[("grant_type", "client_credentials")], "unsupported_grant_type"),
            ("password grant", &[("grant_type", "password")], "unsupported_grant_type"),
            ("implicit", &[("grant_type", "implicit")], "unsupported_grant_type"),
            ("no code", &[("code", "")], "invalid_request"),
            ("another code", &[("code", "AAAA")], "invalid_grant"),
            ("no redirect_uri", &[("redirect_uri", "")], "invalid_grant"),
            (
                "another registered redirect_uri",
                &[("redirect_uri", "http://localhost:8080/other?x=1")],
                "invalid_grant",
            ),
            (
                "redirect_uri with a slash",
                &[("redirect_uri", "http://localhost:8080/signed-in/")],
                "invalid_grant",
            ),
            ("no verifier", &[("code_verifier", "")], "invalid_grant"),
            ("the challenge as verifier", &[("code_verifier", super::world::CHALLENGE)], "invalid_grant"),
            (
                "another verifier",
                &[("code_verifier", "eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")],
                "invalid_grant",
            ),
            ("a short verifier", &[("code_verifier", &VERIFIER[..42])], "invalid_grant"),
            (
                "a longer verifier",
                &[("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk0")],
                "invalid_grant",
            ),
            (
                "a verifier with odd letters",
                &[("code_verifier", "dBjftJeZ4CVP+mB92K27uhbUJU1p1r/wW1gFWFOEjXk")],
                "invalid_grant",
            ),
        ];
        for (what, changes, error) in cases {
            let answer = world.trade(&world.account, &code, changes).await;
            assert_eq!((answer.status.as_u16(), answer.error().as_str()), (400, error), "{what}");
        }
        let stolen = world.trade(&world.other, &code, &[]).await;
        assert_eq!(
            (stolen.status.as_u16(), stolen.error().as_str()),
            (400, "invalid_grant"),
            "another client"
        );
        // None of these has used it up.
        let good = world.trade(&world.account, &code, &[]).await;
        assert_eq!((good.status.as_u16(), good.header["cache-control"].as_str()), (200, "no-store"));
        let late = world.code(&mut world.browser(), &[]).await;
        world.wait(60);
        assert_eq!(world.trade(&world.account, &late, &[]).await.error(), "invalid_grant");
    })
    .await;
}

#[tokio::test]
async fn a_code_dies_with_the_session() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let code = world.code(&mut browser, &[]).await;
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        assert_eq!(world.trade(&world.account, &code, &[]).await.error(), "invalid_grant");
    })
    .await;
}

#[tokio::test]
async fn userinfo_opens_to_a_good_token_in_the_header_only() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let code = world.code(&mut world.browser(), &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let token = tokens["access_token"].as_str().unwrap();
        let id_token = tokens["id_token"].as_str().unwrap();
        for (what, authorization, challenge) in [
            ("nothing", None, "Bearer"),
            ("Basic", Some(format!("Basic {token}")), "Bearer"),
            ("no scheme", Some(token.to_owned()), "Bearer"),
            ("an ID token", Some(format!("Bearer {id_token}")), "Bearer error=\"invalid_token\""),
            ("a code", Some(format!("Bearer {code}")), "Bearer error=\"invalid_token\""),
            ("another token", Some(format!("Bearer {token}A")), "Bearer error=\"invalid_token\""),
        ] {
            let refused = world.userinfo(authorization.as_deref()).await;
            assert_eq!(
                (refused.status.as_u16(), refused.header["www-authenticate"].as_str()),
                (401, challenge),
                "{what}"
            );
        }
        let in_address =
            Request::get(format!("/oidc/userinfo?access_token={token}")).body(Body::empty()).unwrap();
        assert_eq!(answer(&world.router, in_address).await.status, 401);
        let bearer = format!("bearer {token}");
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 200);
        world.wait(300);
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401, "expired");
    })
    .await;
}

#[tokio::test]
async fn prompt_and_max_age_are_heeded() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        world.code(&mut browser, &[]).await;
        let mut outcome = async |changes: &[(&str, &str)]| {
            let address = world.pushed(&world.account, changes).await;
            let answer = browser.follow(&address).await;
            answer.parameter("error").or(answer.parameter("code").map(|_| "code".to_owned())).unwrap_or_else(
                || {
                    if browser.page.contains("action=\"/consent\"") { "consent" } else { "sign-in" }
                        .to_owned()
                },
            )
        };
        world.wait(100);
        assert_eq!(outcome(&[]).await, "code");
        assert_eq!(outcome(&[("max_age", "200")]).await, "code");
        assert_eq!(outcome(&[("max_age", "50")]).await, "sign-in");
        assert_eq!(outcome(&[("max_age", "50"), ("prompt", "none")]).await, "login_required");
        assert_eq!(outcome(&[("max_age", "0")]).await, "sign-in");
        assert_eq!(outcome(&[("prompt", "login")]).await, "sign-in");
        assert_eq!(outcome(&[("prompt", "select_account")]).await, "sign-in");
        assert_eq!(outcome(&[("prompt", "consent")]).await, "consent");
        assert_eq!(outcome(&[("prompt", "none")]).await, "code");
        let mut stranger = world.browser();
        let query = form(&changed(&world.other, &[("prompt", "none")]));
        let refused = stranger.follow(&format!("/oidc/authorize?{query}")).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
        let refused = browser.follow(&format!("/oidc/authorize?{query}")).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("consent_required"));
        // Asked for a new sign-in, and given one: the answer comes, with the new time.
        let code = world.code(&mut browser, &[("prompt", "login")]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let body = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
        let claims = jose::parse_object(&jose::decode(&body).unwrap()).unwrap();
        assert!(claims["auth_time"].as_i64().unwrap() >= world.now().as_second() - 5);
    })
    .await;
}

#[tokio::test]
async fn no_is_told_to_the_site() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let address = world.pushed(&world.account, &[]).await;
        browser.follow(&address).await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        let back = browser.send("/consent", &[("decision", "refuse")]).await;
        assert_eq!(back.parameter("error").as_deref(), Some("access_denied"));
        // The request is over: the form sent again leads nowhere.
        let address = world.pushed(&world.account, &[]).await;
        browser.follow(&address).await;
        assert!(browser.page.contains("action=\"/consent\""));
    })
    .await;
}

#[tokio::test]
async fn bad_input_never_breaks_an_endpoint() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let bodies = [
            "",
            "&&&",
            "=",
            "%",
            "a=%zz",
            "client_assertion=%00",
            "grant_type=authorization_code&grant_type=x",
        ];
        for path in ["/oidc/push", "/oidc/token"] {
            for body in bodies {
                let refused = world.post(path, body).await;
                assert!(matches!(refused.status.as_u16(), 400 | 401), "{path} {body}: {}", refused.status);
                assert!(
                    matches!(refused.error().as_str(), "invalid_request" | "invalid_client"),
                    "{path} {body}"
                );
            }
            let json = Request::post(path)
                .header("content-type", "application/json")
                .body(Body::from("{}"))
                .unwrap();
            assert_eq!(answer(&world.router, json).await.status, 400, "{path}");
            let get = Request::get(path).body(Body::empty()).unwrap();
            assert_eq!(answer(&world.router, get).await.status, 405, "{path}");
            let basic = Request::post(path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("authorization", "Basic YTpi")
                .body(Body::from("grant_type=authorization_code"))
                .unwrap();
            assert_eq!(answer(&world.router, basic).await.status, 401, "{path}");
            let no_text = Request::post(path)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(vec![0xff, 0xfe]))
                .unwrap();
            assert_eq!(answer(&world.router, no_text).await.status, 400, "{path}");
        }
    })
    .await;
}
