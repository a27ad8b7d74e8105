//! Which requests to sign someone in are refused: kind, PKCE, scopes, prompts; return addresses near a registered
//! one; names of pushed requests that are used, old or another's.

use outside::jose;

use super::super::world::{CALLBACK, form};
use super::super::world::{World, changed};
use super::case::{Case, Refusal, Sent, sent_authorize};

/// What, who asks for it, the changes to a good request, the error's code.
type Wrong = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const CORE: &str = "OpenID Connect Core 1.0, 3.1.2.2";
const PKCE: &str = "RFC 7636, 4.4.1";
const BCP: &str = "RFC 9700, 2.1";
const PROMPT: &str = "OpenID Connect Core 1.0, 3.1.2.1";
const SCOPE: &str = "RFC 6749, 4.1.2.1";

/// Wrong requests of a site that may ask for an email address only.
const WRONG: [Wrong; 30] = [
    ("no response_type", "RFC 6749, 3.1.1", &[("response_type", "")], "invalid_request"),
    (
        "implicit flow: id_token",
        "RFC 9700, 2.1.2",
        &[("response_type", "id_token")],
        "unsupported_response_type",
    ),
    ("implicit flow: token", "RFC 9700, 2.1.2", &[("response_type", "token")], "unsupported_response_type"),
    (
        "implicit flow: id_token token",
        "RFC 9700, 2.1.2",
        &[("response_type", "id_token token")],
        "unsupported_response_type",
    ),
    ("hybrid flow: code id_token", BCP, &[("response_type", "code id_token")], "unsupported_response_type"),
    ("hybrid flow: code token", BCP, &[("response_type", "code token")], "unsupported_response_type"),
    ("response_type none", BCP, &[("response_type", "none")], "unsupported_response_type"),
    (
        "response_type in upper case",
        "RFC 6749, 3.1.1",
        &[("response_type", "CODE")],
        "unsupported_response_type",
    ),
    ("response_mode fragment", "RFC 9700, 4.3.1", &[("response_mode", "fragment")], "invalid_request"),
    ("response_mode web_message", "RFC 9700, 2.1", &[("response_mode", "web_message")], "invalid_request"),
    ("PKCE left out: the method alone", PKCE, &[("code_challenge", "")], "invalid_request"),
    (
        "PKCE left out altogether",
        "RFC 9700, 2.1.1",
        &[("code_challenge", ""), ("code_challenge_method", "")],
        "invalid_request",
    ),
    ("PKCE with plain", "RFC 9700, 2.1.1", &[("code_challenge_method", "plain")], "invalid_request"),
    (
        "PKCE without a method, which means plain",
        "RFC 7636, 4.3",
        &[("code_challenge_method", "")],
        "invalid_request",
    ),
    ("PKCE method in lower case", "RFC 7636, 4.3", &[("code_challenge_method", "s256")], "invalid_request"),
    ("PKCE method S512", "RFC 7636, 4.4.1", &[("code_challenge_method", "S512")], "invalid_request"),
    ("a short challenge", "RFC 7636, 4.2", &[("code_challenge", "abc")], "invalid_request"),
    (
        "a challenge of 31 bytes",
        "RFC 7636, 4.2",
        &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c")],
        "invalid_request",
    ),
    (
        "a challenge with padding",
        "RFC 7636, appendix A",
        &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=")],
        "invalid_request",
    ),
    (
        "a challenge with loose bits at its end",
        "RFC 4648, 3.5",
        &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN")],
        "invalid_request",
    ),
    ("no openid in scope", CORE, &[("scope", "email")], "invalid_scope"),
    ("no scope", SCOPE, &[("scope", "")], "invalid_scope"),
    ("scope in upper case", SCOPE, &[("scope", "OPENID")], "invalid_scope"),
    (
        "a scope that this site may not have",
        "RFC 9700, 2.3",
        &[("scope", "openid tax_number")],
        "invalid_scope",
    ),
    (
        "registration in the request",
        "OpenID Connect Core 1.0, 7.2.1",
        &[("registration", "{}")],
        "registration_not_supported",
    ),
    ("prompt none together with login", PROMPT, &[("prompt", "none login")], "invalid_request"),
    ("max_age below zero", PROMPT, &[("max_age", "-1")], "invalid_request"),
    ("max_age with a sign", PROMPT, &[("max_age", "+1")], "invalid_request"),
    ("max_age in words", PROMPT, &[("max_age", "soon")], "invalid_request"),
    ("max_age that no number holds", PROMPT, &[("max_age", "99999999999")], "invalid_request"),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, source, changes, error) in WRONG {
        cases.push(Case::new(
            format!("pushed: {what}"),
            source,
            Refusal::Told(400, error),
            async |world: &World| world.sent_push(&world.other, changes),
        ));
        cases.push(Case::new(
            format!("in the address: {what}"),
            source,
            Refusal::SentBack(error),
            async |world: &World| sent_authorize(&world.other, changes),
        ));
    }
    cases.extend(pages());
    cases
}

/// What makes a query, and what makes a request.
type Query = fn(&World) -> String;
type Make = fn(&World) -> Sent;

/// Requests after which nobody knows where to send the visitor.
fn pages() -> Vec<Case> {
    let page = |name: &'static str, source, query: Query| {
        Case::new(name, source, Refusal::Page(400), async move |world: &World| {
            Sent::get(format!("/oidc/authorize?{}", query(world)))
        })
    };
    vec![
        page("an unknown client", "RFC 6749, 4.1.2.1", |world| good(world, &[("client_id", "nobody")])),
        page("no client", "RFC 6749, 4.1.2.1", |world| good(world, &[("client_id", "")])),
        page("client_id in upper case", "RFC 6749, 2.2", |world| good(world, &[("client_id", "SHOP")])),
        page("client_id with a space", "RFC 6749, 2.2", |world| good(world, &[("client_id", "shop ")])),
        page("not pushed, by a site that must push", "RFC 9126, 5", |world| {
            form(&changed(&world.account, &[]))
        }),
        page("a parameter twice", "RFC 6749, 3.1", |world| good(world, &[]) + "&state=2"),
        page("a parameter twice, once encoded", "RFC 6749, 3.1", |world| good(world, &[]) + "&%73tate=2"),
        page("the return address twice", "RFC 6749, 3.1", |world| {
            good(world, &[]) + "&redirect_uri=https%3A%2F%2Fevil.example%2F"
        }),
        page("a parameter that is no UTF-8", "RFC 6749, appendix B", |world| good(world, &[]) + "&x=%ff"),
        page("half an escape", "RFC 6749, appendix B", |world| good(world, &[]) + "&x=%4"),
        page("a state of 600 letters", "ASVS 5.0, 1.3.3", |world| {
            good(world, &[("state", &"s".repeat(600))])
        }),
        page("nothing at all", "RFC 6749, 4.1.1", |_| String::new()),
    ]
}

fn good(world: &World, changes: &[(&str, &str)]) -> String {
    form(&changed(&world.other, changes))
}

/// Addresses near the registered one, and what is done to it.
const REDIRECTS: [(&str, &str); 32] = [
    ("none", ""),
    ("a slash at the end", "http://localhost:8080/signed-in/"),
    ("two slashes before the path", "http://localhost:8080//signed-in"),
    ("a query", "http://localhost:8080/signed-in?x=1"),
    ("an empty query", "http://localhost:8080/signed-in?"),
    ("a fragment", "http://localhost:8080/signed-in#x"),
    ("an empty fragment", "http://localhost:8080/signed-in#"),
    ("dot segments out of the path", "http://localhost:8080/signed-in/../evil"),
    ("dot segments back to it", "http://localhost:8080/x/../signed-in"),
    ("a dot segment", "http://localhost:8080/./signed-in"),
    ("encoded dot segments", "http://localhost:8080/signed-in/%2e%2e/evil"),
    ("an encoded letter", "http://localhost:8080/%73igned-in"),
    ("encoded twice", "http://localhost:8080/%2573igned-in"),
    ("a longer path", "http://localhost:8080/signed-in-evil"),
    ("a shorter path", "http://localhost:8080/signed"),
    ("the path in upper case", "http://localhost:8080/SIGNED-IN"),
    ("the host in upper case", "http://LOCALHOST:8080/signed-in"),
    ("the scheme in upper case", "HTTP://localhost:8080/signed-in"),
    ("no port", "http://localhost/signed-in"),
    ("another port", "http://localhost:8081/signed-in"),
    ("a port with a digit more", "http://localhost:80800/signed-in"),
    ("https in place of http", "https://localhost:8080/signed-in"),
    ("the host as a user's name", "http://localhost:8080@evil.example/signed-in"),
    ("a user before the host", "http://evil@localhost:8080/signed-in"),
    ("the host as a part of another", "http://localhost:8080.evil.example/signed-in"),
    ("the host with a dot at its end", "http://localhost.:8080/signed-in"),
    ("letters that look alike", "http://l\u{43e}calhost:8080/signed-in"),
    ("the address of the machine", "http://127.0.0.1:8080/signed-in"),
    ("without a scheme", "//localhost:8080/signed-in"),
    ("a script", "javascript:alert(1)//http://localhost:8080/signed-in"),
    ("a wildcard", "http://localhost:8080/*"),
    ("a backslash", "http://localhost:8080\\@evil.example/signed-in"),
];

/// The same with characters that are trimmed by careless readers.
const TRIMMED: [(&str, &str); 4] = [
    ("a space before it", " http://localhost:8080/signed-in"),
    ("a line end after it", "http://localhost:8080/signed-in\n"),
    ("a tab within it", "http://localhost:8080/sig\tned-in"),
    ("a zero byte after it", "http://localhost:8080/signed-in\0"),
];

pub(super) fn redirects() -> Vec<Case> {
    let source = "RFC 9700, 2.1 and 4.1.3";
    let mut cases = Vec::new();
    for (what, address) in REDIRECTS.into_iter().chain(TRIMMED) {
        cases.push(Case::new(
            format!("in the address: {what}"),
            source,
            Refusal::Page(400),
            async move |world: &World| sent_authorize(&world.other, &[("redirect_uri", address)]),
        ));
    }
    for (what, address) in REDIRECTS.into_iter().chain(TRIMMED) {
        let refusal = Refusal::Told(400, "invalid_request");
        cases.push(Case::new(format!("pushed: {what}"), source, refusal, async move |world: &World| {
            world.sent_push(&world.other, &[("redirect_uri", address)])
        }));
    }
    cases
}

pub(super) fn pushed() -> Vec<Case> {
    let told = |name: &'static str, source, make: Make| {
        Case::new(name, source, Refusal::Told(400, "invalid_request"), async move |world: &World| make(world))
    };
    let named = |name: &'static str, source, secret: &'static str| {
        Case::new(name, source, Refusal::Page(400), async move |_: &World| {
            Sent::get(format!("/oidc/authorize?client_id=account&request_uri={secret}"))
        })
    };
    let mut cases = vec![
        told("a request_uri inside a pushed request", "RFC 9126, 2.1", |world| {
            world.sent_push(&world.account, &[("request_uri", "urn:ietf:params:oauth:request_uri:x")])
        }),
        told("a foreign request_uri inside a pushed request", "RFC 9126, 2.1", |world| {
            world.sent_push(&world.account, &[("request_uri", "https://evil.example/r")])
        }),
        named("a foreign request_uri", "RFC 9101, 10.4.1", "https%3A%2F%2Fevil.example%2Fr"),
        named("a request_uri of this machine", "RFC 9101, 10.4.1", "http%3A%2F%2F127.0.0.1%2Fr"),
        named("a request_uri that reads a file", "RFC 9101, 10.4.1", "file%3A%2F%2F%2Fetc%2Fpasswd"),
        named("an unknown request_uri", "RFC 9126, 4", "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ax"),
        named("a request_uri in upper case", "RFC 9126, 4", "URN%3AIETF%3Aparams%3Aoauth%3Arequest_uri%3Ax"),
        named("an empty name", "RFC 9126, 4", "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A"),
    ];
    cases.push(told(
        "no return address in a pushed request",
        "FAPI 2.0 Security Profile, 5.3.2.2",
        |world| world.sent_push(&world.account, &[("redirect_uri", "")]),
    ));
    cases.push(told("the body as JSON", "RFC 9126, 2.1", |world| {
        world.sent_push(&world.account, &[]).with("content-type", "application/json")
    }));
    cases.extend(names());
    cases
}

/// Names of pushed requests that were good once.
fn names() -> Vec<Case> {
    let page = Refusal::Page(400);
    let mut cases = Vec::new();
    cases.push(Case::new("the request of another client", "RFC 9126, 4", page, async |world: &World| {
        Sent::get(world.pushed(&world.account, &[]).await.replace("client_id=account", "client_id=shop"))
    }));
    cases.push(Case::new("a name used before", "RFC 9126, 7.3", page, async |world: &World| {
        let address = world.pushed(&world.account, &[]).await;
        world.browser().get(&address).await;
        Sent::get(address)
    }));
    cases.push(Case::new(
        "a name used before without a word (prompt=none)",
        "RFC 9126, 7.3",
        page,
        async |world: &World| {
            let address = world.pushed(&world.account, &[("prompt", "none")]).await;
            let refused = world.browser().follow(&address).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
            Sent::get(address)
        },
    ));
    cases.push(Case::new("a name 91 seconds old", "RFC 9126, 2.2", page, async |world: &World| {
        let address = world.pushed(&world.account, &[]).await;
        world.wait(91);
        Sent::get(address)
    }));
    cases.push(Case::new(
        "another return address beside the name",
        "RFC 9126, 4",
        page,
        async |world: &World| {
            let address = world.pushed(&world.account, &[]).await;
            world.browser().get(&address).await;
            Sent::get(format!("{address}&redirect_uri=https%3A%2F%2Fevil.example"))
        },
    ));
    cases.push(
        Case::new("one name", "RFC 9126, 7.3", page, async |world: &World| {
            Sent::get(world.pushed(&world.account, &[]).await)
        })
        .at_once(50),
    );
    cases.push(Case::new("a request_uri twice", "RFC 6749, 3.1", page, async |world: &World| {
        let address = world.pushed(&world.account, &[]).await;
        let (_, name) = address.split_once("request_uri=").unwrap();
        Sent::get(format!("{address}&request_uri={name}"))
    }));
    cases
}

#[test]
fn the_planted_return_addresses_are_not_the_registered_one() {
    let registered = [CALLBACK, "http://localhost:8080/other?x=1"];
    assert!(REDIRECTS.iter().chain(&TRIMMED).all(|(_, address)| !registered.contains(address)));
    assert_eq!(jose::decode("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap().len(), 32);
}

/// Wrong wishes for levels, facts and people.
const WISHES: [Wrong; 18] = [
    ("claims is no JSON", CLAIMS, &[("claims", "email")], "invalid_request"),
    ("claims is a list", CLAIMS, &[("claims", "[]")], "invalid_request"),
    ("a name twice in claims", CLAIMS, &[("claims", r#"{"userinfo":{},"userinfo":{}}"#)], "invalid_request"),
    ("userinfo in claims is text", CLAIMS, &[("claims", r#"{"userinfo":"email"}"#)], "invalid_request"),
    ("a fact in claims is true", CLAIMS, &[("claims", r#"{"userinfo":{"email":true}}"#)], "invalid_request"),
    (
        "essential in claims is text",
        CLAIMS,
        &[("claims", r#"{"userinfo":{"email":{"essential":"yes"}}}"#)],
        "invalid_request",
    ),
    (
        "values in claims is empty",
        CLAIMS,
        &[("claims", r#"{"userinfo":{"email":{"values":[]}}}"#)],
        "invalid_request",
    ),
    (
        "verified_claims without verification",
        IDA,
        &[("claims", r#"{"userinfo":{"verified_claims":{"claims":{"name":null}}}}"#)],
        "invalid_request",
    ),
    (
        "verified_claims without a framework",
        IDA,
        &[("claims", r#"{"userinfo":{"verified_claims":{"verification":{},"claims":{"name":null}}}}"#)],
        "invalid_request",
    ),
    (
        "verified_claims that name nothing",
        IDA,
        &[(
            "claims",
            r#"{"userinfo":{"verified_claims":{"verification":{"trust_framework":null},"claims":{}}}}"#,
        )],
        "invalid_request",
    ),
    (
        "a level insisted on that nobody knows",
        "OpenID Connect Core 1.0, 5.5.1.1",
        &[("claims", r#"{"id_token":{"acr":{"essential":true,"value":"urn:acr:gold"}}}"#)],
        "unmet_authentication_requirements",
    ),
    (
        "the level of made-up people insisted on",
        "OpenID Connect Core 1.0, 5.5.1.1",
        &[(
            "claims",
            r#"{"id_token":{"acr":{"essential":true,"values":["urn:counterfoil:demonstration"]}}}"#,
        )],
        "unmet_authentication_requirements",
    ),
    ("a display nobody knows", PROMPT, &[("display", "billboard")], "invalid_request"),
    ("an ID token hint that is none", PROMPT, &[("id_token_hint", "a.b.c")], "invalid_request"),
    (
        "an ID token hint with alg none",
        PROMPT,
        &[("id_token_hint", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")],
        "invalid_request",
    ),
    (
        "form_post",
        "OAuth 2.0 Form Post Response Mode 1.0, 2",
        &[("response_mode", "form_post")],
        "invalid_request",
    ),
    (
        "an unknown response_mode",
        "OAuth 2.0 Multiple Response Types, 2.1",
        &[("response_mode", "x")],
        "invalid_request",
    ),
    ("a thumbprint that is none", "RFC 9449, 10", &[("dpop_jkt", "abc")], "invalid_request"),
];

const CLAIMS: &str = "OpenID Connect Core 1.0, 5.5";
const IDA: &str = "OpenID Connect for Identity Assurance 1.0, 6";

pub(super) fn wanted() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, source, changes, error) in WISHES {
        cases.push(Case::new(
            format!("pushed: {what}"),
            source,
            Refusal::Told(400, error),
            async |world: &World| world.sent_push(&world.other, changes),
        ));
        cases.push(Case::new(
            format!("in the address: {what}"),
            source,
            Refusal::SentBack(error),
            async |world: &World| sent_authorize(&world.other, changes),
        ));
    }
    cases.push(Case::new(
        "a nonce of 65 characters from a client of the profile",
        "FAPI 2.0 Security Profile, 5.3.2.2",
        Refusal::Told(400, "invalid_request"),
        async |world: &World| world.sent_push(&world.account, &[("nonce", &"n".repeat(65))]),
    ));
    cases.push(Case::new(
        "an ID token of another client as hint",
        PROMPT,
        Refusal::Told(400, "invalid_request"),
        async |world: &World| {
            let code = world.code(&mut world.browser(), &[]).await;
            let tokens = world.trade(&world.account, &code, &[]).await.json();
            world.sent_push(&world.other, &[("id_token_hint", tokens["id_token"].as_str().unwrap())])
        },
    ));
    cases
}
