//! Which trades of a code are refused (RFC 6749 section 4.1.3, RFC 7636 section 4.6)?

use super::super::world::{CALLBACK, CHALLENGE, VERIFIER, World};
use super::case::{Case, Refusal, Sent};
use crate::tests::world::TestClient;

const GRANT: Refusal = Refusal::Told(400, "invalid_grant");
const REQUEST: Refusal = Refusal::Told(400, "invalid_request");
const UNSUPPORTED: Refusal = Refusal::Told(400, "unsupported_grant_type");
const TRADE: &str = "RFC 6749, 4.1.3";
const VERIFYING: &str = "RFC 7636, 4.6";
const FORM: &str = "RFC 7636, 4.1";

/// What, who asks for it, the changes to a good trade, and the refusal.
type Wrong = (&'static str, &'static str, &'static [(&'static str, &'static str)], Refusal);

const WRONG: [Wrong; 22] = [
    ("no grant_type", TRADE, &[("grant_type", "")], REQUEST),
    ("the password grant", "RFC 9700, 2.4", &[("grant_type", "password")], UNSUPPORTED),
    ("the implicit grant", "RFC 9700, 2.1.2", &[("grant_type", "implicit")], UNSUPPORTED),
    ("grant_type in upper case", "RFC 6749, 5.2", &[("grant_type", "AUTHORIZATION_CODE")], UNSUPPORTED),
    (
        "a SAML assertion as the grant",
        "RFC 6749, 5.2",
        &[("grant_type", "urn:ietf:params:oauth:grant-type:saml2-bearer")],
        UNSUPPORTED,
    ),
    (
        "token exchange",
        "RFC 6749, 5.2",
        &[("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")],
        UNSUPPORTED,
    ),
    ("no code", TRADE, &[("code", "")], REQUEST),
    ("a guessed code", TRADE, &[("code", "AAAA")], GRANT),
    ("no redirect_uri", TRADE, &[("redirect_uri", "")], GRANT),
    ("another registered redirect_uri", TRADE, &[("redirect_uri", "http://localhost:8080/other?x=1")], GRANT),
    ("redirect_uri with a slash", TRADE, &[("redirect_uri", "http://localhost:8080/signed-in/")], GRANT),
    ("redirect_uri in upper case", TRADE, &[("redirect_uri", "HTTP://LOCALHOST:8080/signed-in")], GRANT),
    ("a foreign redirect_uri", TRADE, &[("redirect_uri", "https://evil.example/")], GRANT),
    (
        "the verifier left out, as if PKCE had not been used",
        "RFC 9700, 4.8.2",
        &[("code_verifier", "")],
        GRANT,
    ),
    ("the challenge as the verifier, as if by plain", VERIFYING, &[("code_verifier", CHALLENGE)], GRANT),
    (
        "another verifier",
        VERIFYING,
        &[("code_verifier", "eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")],
        GRANT,
    ),
    (
        "a verifier of 42 letters",
        FORM,
        &[("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX")],
        GRANT,
    ),
    (
        "a verifier with a letter more",
        VERIFYING,
        &[("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk0")],
        GRANT,
    ),
    ("a verifier of 129 letters", FORM, &[("code_verifier", LETTERS)], GRANT),
    (
        "a verifier with other letters",
        FORM,
        &[("code_verifier", "dBjftJeZ4CVP+mB92K27uhbUJU1p1r/wW1gFWFOEjXk")],
        GRANT,
    ),
    (
        "a verifier with a space after it",
        FORM,
        &[("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk ")],
        GRANT,
    ),
    (
        "the verifier in upper case",
        VERIFYING,
        &[("code_verifier", "DBJFTJEZ4CVP-MB92K27UHBUJU1P1R_WW1GFWFOEJXK")],
        GRANT,
    ),
];

const LETTERS: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn trade(world: &World, client: &TestClient, code: &str, changes: &[(&str, &str)]) -> Sent {
    let good = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let kept = good.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let fields: Vec<(String, String)> = kept
        .chain(changes.iter().filter(|(_, value)| !value.is_empty()))
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Sent::form("/oidc/token", &world.as_client(client, &fields))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, source, changes, refusal) in WRONG {
        cases.push(Case::new(what, source, refusal, async move |world: &World| {
            let code = world.code(&mut world.browser(), &[]).await;
            trade(world, &world.account, &code, changes)
        }));
    }
    cases.push(Case::new("a code of 30,000 letters", TRADE, GRANT, async |world: &World| {
        trade(world, &world.account, &"a".repeat(30_000), &[])
    }));
    cases.push(Case::new("another client's code", TRADE, GRANT, async |world: &World| {
        let code = world.code(&mut world.browser(), &[]).await;
        trade(world, &world.other, &code, &[])
    }));
    cases.push(Case::new(
        "a code 60 seconds old",
        "FAPI 2.0 Security Profile, 5.3.2.1",
        GRANT,
        async |world: &World| {
            let code = world.code(&mut world.browser(), &[]).await;
            world.wait(60);
            trade(world, &world.account, &code, &[])
        },
    ));
    cases.push(Case::new(
        "a code after the person has signed out",
        "ASVS 5.0, 7.4.1",
        GRANT,
        async |world: &World| {
            let mut browser = world.browser();
            let code = world.code(&mut browser, &[]).await;
            browser.follow("/security").await;
            browser.send("/sign-out", &[]).await;
            trade(world, &world.account, &code, &[])
        },
    ));
    cases.push(
        Case::new(
            "a code again, which takes back what it gave",
            "RFC 6749, 4.1.2",
            GRANT,
            async |world: &World| {
                let code = world.code(&mut world.browser(), &[]).await;
                assert_eq!(world.trade(&world.account, &code, &[]).await.status, 200);
                trade(world, &world.account, &code, &[])
            },
        )
        .writing(&["access_token"]),
    );
    // Each copy has a proof of its own: only the code is the same.
    cases.push(Case::new(
        "a code again, by another client",
        "RFC 6749, 4.1.2",
        GRANT,
        async |world: &World| {
            let code = world.code(&mut world.browser(), &[]).await;
            assert_eq!(world.trade(&world.account, &code, &[]).await.status, 200);
            trade(world, &world.other, &code, &[])
        },
    ));
    cases.push(Case::new("an access token as a code", TRADE, GRANT, async |world: &World| {
        let code = world.code(&mut world.browser(), &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        trade(world, &world.account, tokens["access_token"].as_str().unwrap(), &[])
    }));
    cases.push(Case::new(
        "a code in the address",
        "RFC 6749, 3.2",
        Refusal::Status(405),
        async |world: &World| {
            let code = world.code(&mut world.browser(), &[]).await;
            Sent::get(format!("/oidc/token?grant_type=authorization_code&code={code}"))
        },
    ));
    cases.push(Case::new(
        "a code of 43 letters that was never given",
        TRADE,
        GRANT,
        async |world: &World| trade(world, &world.account, VERIFIER, &[]),
    ));
    cases
}
