//! Which signed requests are refused: by another key or algorithm, for another provider, out of time, used before, with
//! another request inside, or with something else beside them.

use outside::jose::{self, SigningKey};
use serde_json::{Value, json};

use super::super::world::{CALLBACK, World, form};
use super::case::{Case, Refusal, Sent};

const JAR: &str = "RFC 9101, 6.3";
const FAPI: &str = "FAPI 2.0 Security Profile, 5.3.2.1";

/// What, the section that asks for the refusal, the change to a good object's claims.
type Wrong = (&'static str, &'static str, fn(&mut Value, i64));

fn remove(body: &mut Value, name: &str) {
    body.as_object_mut().unwrap().remove(name);
}

const WRONG: [Wrong; 27] = [
    ("iss is another client", "RFC 9101, 10.8", |body, _| body["iss"] = json!("shop")),
    ("iss is missing", "RFC 9101, 4", |body, _| remove(body, "iss")),
    ("client_id is another client", "RFC 9101, 5", |body, _| body["client_id"] = json!("shop")),
    ("client_id is missing", "RFC 9101, 5", |body, _| remove(body, "client_id")),
    ("sub is the client, as in a proof of who calls", "RFC 9101, 10.8", |body, _| {
        body["sub"] = json!("bank");
    }),
    ("aud is another server", "RFC 9101, 4", |body, _| body["aud"] = json!("https://evil.example")),
    ("aud is the endpoint", "RFC 9101, 4", |body, _| {
        body["aud"] = json!("http://localhost:8081/oidc/authorize");
    }),
    ("aud names two", "RFC 9101, 4", |body, _| {
        body["aud"] = json!(["http://localhost:8081", "https://evil.example"]);
    }),
    ("aud is missing", "RFC 9101, 4", |body, _| remove(body, "aud")),
    ("exp has passed", JAR, |body, second| body["exp"] = json!(second - 11)),
    ("exp is too far", "FAPI 2.0 Message Signing, 5.3.1", |body, second| body["exp"] = json!(second + 3_700)),
    ("exp is text", JAR, |body, _| body["exp"] = json!("soon")),
    ("exp is missing", "FAPI 2.0 Message Signing, 5.3.1", |body, _| remove(body, "exp")),
    ("nbf is 90 seconds to come", FAPI, |body, second| body["nbf"] = json!(second + 90)),
    ("nbf is more than an hour ago", "FAPI 2.0 Message Signing, 5.3.1", |body, second| {
        body["nbf"] = json!(second - 3_700);
    }),
    ("iat is 90 seconds to come", FAPI, |body, second| body["iat"] = json!(second + 90)),
    ("iat is beyond the calendar", JAR, |body, _| body["iat"] = json!(i64::MAX)),
    ("jti is no text", JAR, |body, _| body["jti"] = json!(7)),
    ("jti is empty", JAR, |body, _| body["jti"] = json!("")),
    ("another request inside", "RFC 9101, 4", |body, _| body["request"] = json!("e30.e30.")),
    ("request_uri inside", "RFC 9101, 4", |body, _| body["request_uri"] = json!("https://evil.example/r")),
    ("a list as scope", "RFC 9101, 4", |body, _| body["scope"] = json!(["openid"])),
    ("a list as redirect_uri", "RFC 9101, 4", |body, _| body["redirect_uri"] = json!([CALLBACK])),
    ("true as max_age", "RFC 9101, 4", |body, _| body["max_age"] = json!(true)),
    ("an object as nonce", "RFC 9101, 4", |body, _| body["nonce"] = json!({})),
    ("a number below zero as max_age", "RFC 9101, 4", |body, _| body["max_age"] = json!(-1)),
    ("claims as a list", "RFC 9101, 4", |body, _| body["claims"] = json!([])),
];

/// A pushed object of the site that must sign.
fn push(world: &World, object: &str, beside: &[(&str, &str)]) -> Sent {
    let mut fields =
        vec![("client_id".to_owned(), "bank".to_owned()), ("request".to_owned(), object.to_owned())];
    fields.extend(beside.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Sent::form("/oidc/push", &world.as_client(&world.signer, &fields))
}

/// The same in the address, with an address beside it to which the refusal may go.
fn visit(object: &str, beside: &[(&str, &str)]) -> Sent {
    let mut fields = vec![
        ("client_id".to_owned(), "bank".to_owned()),
        ("request".to_owned(), object.to_owned()),
        ("redirect_uri".to_owned(), CALLBACK.to_owned()),
        ("state".to_owned(), "state 1&2".to_owned()),
    ];
    fields.extend(beside.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Sent::get(format!("/oidc/authorize?{}", form(&fields)))
}

pub(super) fn cases() -> Vec<Case> {
    let object = "invalid_request_object";
    let mut cases = Vec::new();
    for (what, source, edit) in WRONG {
        let make = move |world: &World| {
            let second = world.now().as_second();
            world.signed(&world.signer, &|body| edit(body, second))
        };
        cases.push(Case::new(
            format!("pushed: {what}"),
            source,
            Refusal::Told(400, object),
            async move |world| push(world, &make(world), &[]),
        ));
        cases.push(Case::new(
            format!("in the address: {what}"),
            source,
            Refusal::SentBack(object),
            async move |world| visit(&make(world), &[]),
        ));
    }
    cases.extend(headers());
    cases.extend(beside());
    cases
}

/// How an object is made.
type Make = Box<dyn Fn(&World) -> String>;

/// Objects whose header or signature is wrong.
fn headers() -> Vec<Case> {
    let refusal = Refusal::Told(400, "invalid_request_object");
    let case = |(what, source, make): (&str, &'static str, Make)| {
        Case::new(what, source, refusal, async move |world: &World| push(world, &make(world), &[]))
    };
    wrong_headers().into_iter().chain(wrong_signatures()).map(case).collect()
}

fn wrong_headers() -> Vec<(&'static str, &'static str, Make)> {
    let with_header = |header: &'static str| {
        move |world: &World| {
            let token = world.signed(&world.signer, &|_| ());
            let (_, rest) = token.split_once('.').unwrap();
            format!("{}.{rest}", jose::encode(header.as_bytes()))
        }
    };
    let signed = |typ: &'static str| {
        move |world: &World| jose::sign(&world.signer.key, typ, &world.object(&world.signer, &[])).unwrap()
    };
    vec![
        (
            "alg none",
            "RFC 9101, 10.1",
            Box::new(with_header(r#"{"alg":"none","typ":"oauth-authz-req+jwt"}"#)),
        ),
        (
            "alg HS256",
            "RFC 9101, 10.1",
            Box::new(with_header(r#"{"alg":"HS256","typ":"oauth-authz-req+jwt"}"#)),
        ),
        ("an algorithm of others", "RFC 9101, 10.1", Box::new(with_header(r#"{"alg":"RS256","typ":"JWT"}"#))),
        ("an unknown kid", JAR, Box::new(with_header(r#"{"alg":"ES256","typ":"JWT","kid":"x"}"#))),
        ("crit", "RFC 7515, 4.1.11", Box::new(with_header(r#"{"alg":"ES256","typ":"JWT","crit":["x"]}"#))),
        ("no typ", "RFC 9101, 10.8", Box::new(with_header(r#"{"alg":"ES256"}"#))),
        ("typ of an access token", "RFC 9101, 10.8", Box::new(signed("at+jwt"))),
        ("typ of a logout token", "RFC 9101, 10.8", Box::new(signed("logout+jwt"))),
    ]
}

fn wrong_signatures() -> Vec<(&'static str, &'static str, Make)> {
    vec![
        (
            "signed by a stranger",
            JAR,
            Box::new(|world| {
                let stranger = SigningKey::generate().unwrap();
                jose::sign(&stranger, "oauth-authz-req+jwt", &world.object(&world.signer, &[])).unwrap()
            }),
        ),
        (
            "signed by another client",
            JAR,
            Box::new(|world| {
                jose::sign(&world.other.key, "oauth-authz-req+jwt", &world.object(&world.signer, &[]))
                    .unwrap()
            }),
        ),
        (
            "altered",
            JAR,
            Box::new(|world| {
                let token = world.signed(&world.signer, &|_| ());
                let other = world.signed(&world.signer, &|body| body["state"] = json!("other"));
                let parts: Vec<&str> = token.split('.').collect();
                format!("{}.{}.{}", parts[0], other.split('.').nth(1).unwrap(), parts[2])
            }),
        ),
        (
            "no signature",
            JAR,
            Box::new(|world| {
                world.signed(&world.signer, &|_| ()).rsplit_once('.').unwrap().0.to_owned() + "."
            }),
        ),
        ("encrypted to nobody: five parts", "RFC 9101, 6.1", Box::new(|_| "e30.e30.e30.e30.e30".to_owned())),
        ("a proof of who calls", "RFC 9101, 10.8", Box::new(|world| world.assertion(&world.signer, &|_| ()))),
        ("garbage", JAR, Box::new(|_| "garbage".to_owned())),
    ]
}

/// What stands beside an object or in its place, and objects used before.
fn beside() -> Vec<Case> {
    let refused = Refusal::Told(400, "invalid_request");
    let mut cases = Vec::new();
    for (name, value) in [
        ("scope", "openid"),
        ("state", "other"),
        ("redirect_uri", "http://localhost:8080/other?x=1"),
        ("nonce", "other"),
        ("prompt", "none"),
        ("response_mode", "query"),
        ("max_age", "1"),
        ("acr_values", "urn:counterfoil:aal:1"),
    ] {
        cases.push(Case::new(
            format!("another {name} beside the object"),
            "RFC 9101, 6.3",
            refused,
            async move |world: &World| push(world, &world.signed(&world.signer, &|_| ()), &[(name, value)]),
        ));
    }
    cases.push(Case::new("not signed where it must be", "RFC 9101, 10.5", refused, async |world: &World| {
        world.sent_push(&world.signer, &[])
    }));
    cases.push(Case::new(
        "in the address, not signed where it must be",
        "RFC 9101, 10.5",
        Refusal::SentBack("invalid_request"),
        async |world: &World| super::case::sent_authorize(&world.signer, &[]),
    ));
    cases.push(Case::new(
        "refused, and no address beside it to go back to",
        JAR,
        Refusal::Page(400),
        async |world: &World| {
            Sent::get(world.signed_address(&world.signer, &|body| body["iss"] = json!("shop")))
        },
    ));
    cases.push(Case::new(
        "an address inside that is not registered",
        "RFC 9700, 2.1",
        Refusal::Page(400),
        async |world: &World| {
            let evil = |body: &mut Value| body["redirect_uri"] = json!("https://evil.example/signed-in");
            Sent::get(world.signed_address(&world.signer, &evil))
        },
    ));
    cases.push(Case::new(
        "used before",
        "RFC 9101, 10.3",
        Refusal::Told(400, "invalid_request_object"),
        async |world: &World| {
            let object = world.signed(&world.signer, &|body| body["jti"] = json!("once"));
            let first = push(world, &object, &[]).send(world.router.clone()).await;
            assert_eq!(first.status, 201, "{}", first.body);
            push(world, &object, &[])
        },
    ));
    cases
}
