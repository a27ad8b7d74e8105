//! Who cannot sign somebody out, and where nobody is sent afterwards (OpenID Connect RP-Initiated Logout 1.0)?

use outside::jose;
use serde_json::{Value, json};

use super::super::world::{AFTER, Browser, ISSUER, World};
use super::case::{Case, Refusal, Sent};
use super::clients::{claims_of, hmac_signed, signed, stranger, unsigned};

const PAGE: Refusal = Refusal::Page(400);
const HINT: &str = "OpenID Connect RP-Initiated Logout 1.0, 4";
const ADDRESS: &str = "OpenID Connect RP-Initiated Logout 1.0, 3";

async fn signed_in(world: &World) -> (Browser, String) {
    let mut browser = world.browser();
    let code = world.code(&mut browser, &[]).await;
    let tokens = world.trade(&world.account, &code, &[]).await.json();
    (browser, tokens["id_token"].as_str().unwrap().to_owned())
}

fn leave(browser: &Browser, query: &str) -> Sent {
    Sent::get(format!("/oidc/sign-out?{query}")).from(browser)
}

/// A forged hint from the claims of a good one.
type Forge = fn(&World, &Value) -> String;

const FORGED: [(&str, &str, Forge); 11] = [
    ("signed by a stranger", HINT, |_, claims| jose::sign(&stranger(), "JWT", claims).unwrap()),
    ("signed by the site itself", HINT, |world, claims| {
        jose::sign(&world.account.key, "JWT", claims).unwrap()
    }),
    ("alg none", "RFC 8725, 3.2", |_, claims| unsigned(&json!({ "alg": "none", "typ": "JWT" }), claims)),
    ("HS256 with a public key", "RFC 8725, 3.1", |world, claims| {
        hmac_signed(world.account.key.key_id().as_bytes(), &json!({ "alg": "HS256", "typ": "JWT" }), claims)
    }),
    ("signed by a stranger whose key is in jwk", "RFC 7515, 4.1.3", |_, claims| {
        let key = stranger();
        signed(&key, &json!({ "alg": "ES256", "typ": "JWT", "jwk": key.public() }), claims)
    }),
    ("the type of an access token", "RFC 8725, 3.11", |_, claims| {
        jose::sign(&stranger(), "at+jwt", claims).unwrap()
    }),
    ("the type of a logout token", "RFC 8725, 3.11", |_, claims| {
        jose::sign(&stranger(), "logout+jwt", claims).unwrap()
    }),
    ("no token", HINT, |_, _| "a.b.c".to_owned()),
    ("the proof of a site", "RFC 8725, 3.12", |world, _| world.assertion(&world.account, &|_| ())),
    ("an empty object, unsigned", HINT, |_, _| "e30.e30.".to_owned()),
    ("30,000 letters", "ASVS 5.0, 1.3.3", |_, _| "a".repeat(30_000)),
];

/// What makes a query of a hint, and what is done to the form.
type Query = fn(&str) -> String;
type Change = fn(Sent, String) -> Sent;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, source, forge) in FORGED {
        cases.push(Case::new(format!("hint: {what}"), source, PAGE, async move |world: &World| {
            let (browser, hint) = signed_in(world).await;
            leave(&browser, &format!("id_token_hint={}", forge(world, &claims_of(&hint))))
        }));
    }
    let with_hint = |name: &'static str, source, query: Query| {
        Case::new(name, source, PAGE, async move |world: &World| {
            let (browser, hint) = signed_in(world).await;
            leave(&browser, &query(&hint))
        })
    };
    cases.extend([
        with_hint("the hint of another client", HINT, |hint| format!("id_token_hint={hint}&client_id=shop")),
        with_hint("an unknown client", HINT, |_| "client_id=nobody".to_owned()),
        with_hint("a foreign address afterwards", ADDRESS, |hint| {
            format!("id_token_hint={hint}&post_logout_redirect_uri=https://evil.example/")
        }),
        with_hint("an address nearly registered", ADDRESS, |hint| {
            format!("id_token_hint={hint}&post_logout_redirect_uri={AFTER}x")
        }),
        with_hint("the registered address with a query", ADDRESS, |hint| {
            format!("id_token_hint={hint}&post_logout_redirect_uri={AFTER}%3Fx%3D1")
        }),
        with_hint("the registered address in upper case", ADDRESS, |hint| {
            format!("id_token_hint={hint}&post_logout_redirect_uri=HTTP://localhost:8080/")
        }),
        with_hint("a script as the address", ADDRESS, |hint| {
            format!("id_token_hint={hint}&post_logout_redirect_uri=javascript:alert(1)")
        }),
        with_hint("the address for signing in", ADDRESS, |hint| {
            format!("id_token_hint={hint}&post_logout_redirect_uri=http://localhost:8080/signed-in")
        }),
        with_hint("an address without saying whose", ADDRESS, |_| {
            format!("post_logout_redirect_uri={AFTER}")
        }),
        with_hint("a parameter twice", "RFC 6749, 3.1", |hint| {
            format!("id_token_hint={hint}&state=1&state=2")
        }),
    ]);
    cases.push(Case::new("no hint", HINT, Refusal::Asked, async |world: &World| {
        leave(&signed_in(world).await.0, "")
    }));
    cases.push(Case::new("the hint of another session", HINT, Refusal::Asked, async |world: &World| {
        let (_, hint) = signed_in(world).await;
        let (other, _) = signed_in(world).await;
        leave(&other, &format!("id_token_hint={hint}&post_logout_redirect_uri={AFTER}"))
    }));
    cases.push(Case::new("a client without a hint", HINT, Refusal::Asked, async |world: &World| {
        leave(&signed_in(world).await.0, &format!("client_id=account&post_logout_redirect_uri={AFTER}"))
    }));
    cases.extend(forms());
    cases
}

/// The form of the question, sent by somebody else.
fn forms() -> Vec<Case> {
    let fields = format!("client_id=account&post_logout_redirect_uri={AFTER}&state=");
    let form = move |name: &'static str, source, refusal, edit: Change| {
        let fields = fields.clone();
        Case::new(name, source, refusal, async move |world: &World| {
            let (mut browser, _) = signed_in(world).await;
            browser.follow("/oidc/sign-out").await;
            let token = browser.between("name=\"csrf\" value=\"", "\"");
            let sent = Sent::post("/oidc/sign-out", format!("{fields}&csrf={token}")).from(&browser);
            edit(sent.with("origin", ISSUER).with("sec-fetch-site", "same-origin"), fields.clone())
        })
    };
    vec![
        form("the form without its token", "ASVS 5.0, 3.5.1", PAGE, Sent::body),
        form("the form with another token", "ASVS 5.0, 3.5.1", PAGE, |sent, fields| {
            sent.body(format!("{fields}&csrf=AAAA"))
        }),
        form("the form from another site", "ASVS 5.0, 3.5.1", Refusal::Page(403), |sent, _| {
            sent.with("origin", "https://evil.example").with("sec-fetch-site", "cross-site")
        }),
        form("the form with a foreign address", ADDRESS, PAGE, |sent, _| {
            let body = sent.text().replace(AFTER, "https://evil.example/");
            sent.body(body)
        }),
    ]
}
