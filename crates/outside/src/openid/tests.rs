//! Is every ID token refused that another party, time or request made?

use serde_json::{Value, json};
use values::Timestamp;

use super::checks::Expected;
use super::{Ask, Authentication, Callback, Pending, RelyingParty, Settings, check_id_token, plain_code};
use crate::http::Http;
use crate::jose::{Algorithm, Claims, JoseError, KeySet, SigningKey, sign, verify};

/// A change to a good token's claims.
type Edit<'a> = &'a dyn Fn(&mut Value);

const NOW: i64 = 1_795_000_000;

fn claims(edit: &dyn Fn(&mut Value)) -> Claims {
    let mut body = json!({ "iss": "https://id.example", "aud": "account", "sub": "s1", "nonce": "n1", "iat": NOW,
        "exp": NOW + 300, "auth_time": NOW - 10, "acr": "aal2", "amr": ["pwd", "otp"], "sid": "x" });
    edit(&mut body);
    let key = SigningKey::generate().unwrap();
    verify(&sign(&key, "JWT", &body).unwrap(), &KeySet::of([&key]), &[Algorithm::Es256], &["jwt"]).unwrap()
}

fn check(edit: &dyn Fn(&mut Value)) -> Result<(), JoseError> {
    let expected =
        Expected { issuer: "https://id.example", client_id: "account", nonce: "n1", max_age: Some(60) };
    check_id_token(&claims(edit), &expected, Timestamp::from_second(NOW).unwrap()).map(|_| ())
}

#[test]
fn only_the_answer_to_this_request_is_believed() {
    let good: [Edit<'_>; 6] = [
        &|_| (),
        &|body| body["aud"] = json!(["account"]),
        &|body| {
            body["aud"] = json!(["account", "other"]);
            body["azp"] = json!("account");
        },
        &|body| body["exp"] = json!(NOW - 9),
        &|body| body["iat"] = json!(NOW + 10),
        &|body| body["auth_time"] = json!(NOW - 70),
    ];
    for (number, edit) in good.iter().enumerate() {
        assert_eq!(check(edit), Ok(()), "case {number}");
    }
    let bad: [(&'static str, Edit<'_>); 18] = [
        ("iss", &|body| body["iss"] = json!("https://id.example/")),
        ("iss", &|body| body["iss"] = json!("https://evil.example")),
        ("iss", &|body| {
            body.as_object_mut().unwrap().remove("iss");
        }),
        ("aud", &|body| body["aud"] = json!("other")),
        ("aud", &|body| body["aud"] = json!([])),
        ("aud", &|body| body["aud"] = json!(7)),
        ("azp", &|body| body["aud"] = json!(["account", "other"])),
        ("azp", &|body| body["azp"] = json!("other")),
        ("nonce", &|body| body["nonce"] = json!("n2")),
        ("nonce", &|body| {
            body.as_object_mut().unwrap().remove("nonce");
        }),
        ("exp", &|body| body["exp"] = json!(NOW - 10)),
        ("exp", &|body| body["exp"] = json!("soon")),
        ("exp", &|body| {
            body.as_object_mut().unwrap().remove("exp");
        }),
        ("iat", &|body| body["iat"] = json!(NOW + 11)),
        ("nbf", &|body| body["nbf"] = json!(NOW + 11)),
        ("auth_time", &|body| body["auth_time"] = json!(NOW - 71)),
        ("auth_time", &|body| {
            body.as_object_mut().unwrap().remove("auth_time");
        }),
        ("sub", &|body| body["sub"] = json!("")),
    ];
    for (number, (claim, edit)) in bad.iter().enumerate() {
        assert_eq!(check(edit), Err(JoseError::BadClaim(claim)), "case {number}");
    }
}

fn party() -> RelyingParty {
    let settings = Settings {
        issuer: "https://id.example".to_owned(),
        client_id: "account".to_owned(),
        authentication: Authentication::SignedStatement { to_token_endpoint: false },
        signing_key: SigningKey::generate().unwrap(),
        redirect_uri: "https://account.example/signed-in".to_owned(),
        post_logout_redirect_uri: "https://account.example/".to_owned(),
        scopes: vec!["openid".to_owned(), "email".to_owned()],
    };
    RelyingParty::new(settings, Http::new().unwrap())
}

#[test]
fn the_callback_must_be_this_visitors_from_this_provider() {
    let party = party();
    let metadata =
        serde_json::from_value(json!({ "issuer": "https://id.example", "jwks_uri": "https://id.example/k",
        "authorization_endpoint": "https://id.example/a", "token_endpoint": "https://id.example/t",
        "authorization_response_iss_parameter_supported": true }))
        .unwrap();
    let pending = Pending { state: "s".into(), nonce: "n".into(), code_verifier: "v".into(), max_age: None };
    let outcome = |state: Option<&str>, iss: Option<&str>, error: Option<&str>| {
        let text = |value: Option<&str>| value.map(str::to_owned);
        let callback =
            Callback { code: Some("c".into()), state: text(state), iss: text(iss), error: text(error) };
        party.code_of(&metadata, &pending, &callback).map(str::to_owned).map_err(|error| error.to_string())
    };
    let issuer = Some("https://id.example");
    assert_eq!(outcome(Some("s"), issuer, None), Ok("c".to_owned()));
    let foreign = Err("the answer does not belong to this visit".to_owned());
    assert_eq!(outcome(Some("t"), issuer, None), foreign);
    assert_eq!(outcome(None, issuer, None), foreign);
    assert_eq!(outcome(Some("s"), None, None), foreign);
    assert_eq!(outcome(Some("s"), Some("https://evil.example"), None), foreign);
    assert_eq!(
        outcome(Some("s"), issuer, Some("access_denied")),
        Err("the sign-in service refused: access_denied".to_owned())
    );
}

#[test]
fn a_request_asks_for_s256_and_carries_what_was_asked() {
    let pending = Pending {
        state: "s".into(),
        nonce: "n".into(),
        // The example of RFC 7636, appendix B.
        code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
        max_age: None,
    };
    let ask =
        Ask { prompt: Some("login"), max_age: Some(300), language: Some("es".into()), ..Ask::default() };
    let parameters = party().parameters(&pending, &ask);
    for expected in [
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("prompt", "login"),
        ("max_age", "300"),
        ("ui_locales", "es"),
        ("scope", "openid email"),
        ("response_type", "code"),
    ] {
        assert!(parameters.iter().any(|(name, value)| (*name, value.as_str()) == expected), "{expected:?}");
    }
    assert!(!parameters.iter().any(|(name, _)| *name == "acr_values"));
}

#[test]
fn an_error_code_cannot_carry_markup() {
    assert_eq!(plain_code("access_denied<script>\r\n"), "access_deniedscript");
}
