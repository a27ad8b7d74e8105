//! What does not open the userinfo endpoint (RFC 6750, RFC 9068 section 4)?

use super::super::world::World;
use super::case::{Case, Refusal, Sent};

const NONE: Refusal = Refusal::Challenge("Bearer, DPoP algs=\"ES256 EdDSA\"");
const INVALID: Refusal = Refusal::Challenge("Bearer error=\"invalid_token\"");
const HEADER: &str = "RFC 6750, 2.1 and 3.1";

async fn tokens(world: &World) -> (String, String, String) {
    let code = world.code(&mut world.browser(), &[]).await;
    let tokens = world.trade(&world.account, &code, &[]).await.json();
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    (code, text("access_token"), text("id_token"))
}

fn ask(authorization: impl Into<String>) -> Sent {
    Sent::get("/oidc/userinfo").with("authorization", authorization)
}

/// What is made of a code, an access token and an ID token.
type Make = fn(&str, &str, &str) -> Sent;

const WRONG: [(&str, &str, Refusal, Make); 18] = [
    ("no token", HEADER, NONE, |_, _, _| Sent::get("/oidc/userinfo")),
    ("the token by Basic", HEADER, NONE, |_, token, _| ask(format!("Basic {token}"))),
    ("the token without a scheme", HEADER, NONE, |_, token, _| ask(token)),
    ("an empty header", HEADER, NONE, |_, _, _| ask("")),
    ("the scheme alone", HEADER, NONE, |_, _, _| ask("Bearer")),
    ("the scheme and a space", HEADER, INVALID, |_, _, _| ask("Bearer  ")),
    ("the ID token", "RFC 9068, 4", INVALID, |_, _, id_token| ask(format!("Bearer {id_token}"))),
    ("the code", HEADER, INVALID, |code, _, _| ask(format!("Bearer {code}"))),
    ("the token with a letter more", HEADER, INVALID, |_, token, _| ask(format!("Bearer {token}A"))),
    ("the token with a letter less", HEADER, INVALID, |_, token, _| {
        ask(format!("Bearer {}", &token[..token.len() - 1]))
    }),
    ("the token in lower case", HEADER, INVALID, |_, token, _| {
        ask(format!("Bearer {}", token.to_lowercase()))
    }),
    ("the token in quotes", HEADER, INVALID, |_, token, _| ask(format!("Bearer \"{token}\""))),
    ("the token in the address", "RFC 6750, 5.3", NONE, |_, token, _| {
        Sent::get(format!("/oidc/userinfo?access_token={token}"))
    }),
    ("the token in the body", "FAPI 2.0 Security Profile, 5.3.3", NONE, |_, token, _| {
        Sent::post("/oidc/userinfo", format!("access_token={token}"))
    }),
    ("the token in a cookie", HEADER, NONE, |_, token, _| {
        Sent::get("/oidc/userinfo").with("cookie", format!("access_token={token}"))
    }),
    ("a wrong token before the right one", HEADER, INVALID, |_, token, _| {
        ask("Bearer x").and("authorization", format!("Bearer {token}"))
    }),
    ("a token of 30,000 letters", "ASVS 5.0, 1.3.3", INVALID, |_, _, _| {
        ask(format!("Bearer {}", "a".repeat(30_000)))
    }),
    ("an unsigned token", "RFC 9068, 4", INVALID, |_, _, _| ask("Bearer eyJhbGciOiJub25lIn0.e30.")),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, source, refusal, make) in WRONG {
        cases.push(Case::new(what, source, refusal, async move |world: &World| {
            let (code, token, id_token) = tokens(world).await;
            make(&code, &token, &id_token)
        }));
    }
    cases.push(Case::new("an old token", "RFC 6750, 3.1", INVALID, async |world: &World| {
        let (_, token, _) = tokens(world).await;
        world.wait(300);
        ask(format!("Bearer {token}"))
    }));
    cases.push(Case::new(
        "the token of a code that was used twice",
        "RFC 6749, 4.1.2",
        INVALID,
        async |world: &World| {
            let (code, token, _) = tokens(world).await;
            assert_eq!(world.trade(&world.account, &code, &[]).await.error(), "invalid_grant");
            ask(format!("Bearer {token}"))
        },
    ));
    for method in ["PUT", "DELETE", "PATCH"] {
        let name = format!("the right token, but {method}");
        cases.push(Case::new(name, "ASVS 5.0, 4.1.4", Refusal::Status(405), async move |world: &World| {
            let (_, token, _) = tokens(world).await;
            ask(format!("Bearer {token}")).by(method)
        }));
    }
    cases
}
