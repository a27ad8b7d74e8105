//! Who does not get new tokens, and who is told nothing of tokens or takes none back (RFC 6749 section 6, RFC 7009,
//! RFC 7662, RFC 9700 section 4.14)?

use serde_json::Value;

use super::super::world::{TestClient, World, form};
use super::case::{Case, Refusal, Sent};
use super::dpop::proof;

const GRANT: Refusal = Refusal::Told(400, "invalid_grant");
const REQUEST: Refusal = Refusal::Told(400, "invalid_request");
const CLIENT: Refusal = Refusal::Told(401, "invalid_client");
const REUSE: &str = "RFC 9700, 4.14.2";
const REFRESH: &str = "RFC 6749, 6";

/// The tokens of the public client.
async fn tokens(world: &World) -> Value {
    let address = world.address(&world.public, &[]);
    let code = world.code_at(&mut world.browser(), &address).await;
    let answer = world.trade(&world.public, &code, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap_or_else(|| panic!("no {name} in {tokens}")).to_owned()
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn refresh(world: &World, client: &TestClient, token: &str, more: &[(&str, &str)]) -> Sent {
    let pairs = [&[("grant_type", "refresh_token"), ("refresh_token", token)], more].concat();
    Sent::post("/oidc/token", form(&world.as_client(client, &fields(&pairs))))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::new("no refresh token", REFRESH, REQUEST, async |world: &World| {
            refresh(world, &world.public, "", &[])
        }),
        Case::new("a guessed one", REFRESH, GRANT, async |world: &World| {
            refresh(world, &world.public, "AAAA", &[])
        }),
        Case::new("a guessed one of the right length", REFRESH, GRANT, async |world: &World| {
            refresh(world, &world.public, &outside::jose::encode(&[7; 52]), &[])
        }),
        Case::new("one with its last letter changed", REFRESH, GRANT, async |world: &World| {
            let mut token = text(&tokens(world).await, "refresh_token");
            let last = if token.ends_with('A') { 'E' } else { 'A' };
            token.pop();
            token.push(last);
            refresh(world, &world.public, &token, &[])
        }),
        Case::new("another client's", REFRESH, GRANT, async |world: &World| {
            refresh(world, &world.bound, &text(&tokens(world).await, "refresh_token"), &[])
                .with("dpop", proof(world, &world.bound.key, "POST", "/oidc/token", None))
        }),
        Case::new("an access token as one", REFRESH, GRANT, async |world: &World| {
            refresh(world, &world.public, &text(&tokens(world).await, "access_token"), &[])
        }),
        Case::new("an ID token as one", REFRESH, GRANT, async |world: &World| {
            refresh(world, &world.public, &text(&tokens(world).await, "id_token"), &[])
        }),
        Case::new(
            "more scope than was granted",
            REFRESH,
            Refusal::Told(400, "invalid_scope"),
            async |world: &World| {
                let token = text(&tokens(world).await, "refresh_token");
                refresh(world, &world.public, &token, &[("scope", "openid email tax_number")])
            },
        ),
        Case::new("after the person has signed out", "ASVS 5.0, 7.4.1", GRANT, async |world: &World| {
            let mut browser = world.browser();
            let code = world.code_at(&mut browser, &world.address(&world.public, &[])).await;
            let tokens = world.trade(&world.public, &code, &[]).await.json();
            browser.follow("/security").await;
            browser.send("/sign-out", &[]).await;
            refresh(world, &world.public, &text(&tokens, "refresh_token"), &[])
        }),
        Case::new("after the session's longest time", "ASVS 5.0, 10.4.8", GRANT, async |world: &World| {
            let token = text(&tokens(world).await, "refresh_token");
            world.wait(13 * 3_600);
            refresh(world, &world.public, &token, &[])
        }),
    ];
    cases.extend(stolen());
    cases
}

/// A token that was copied.
fn stolen() -> Vec<Case> {
    vec![
        Case::new(
            "one that was replaced: everything that came of it ends",
            REUSE,
            GRANT,
            async |world: &World| {
                let first = text(&tokens(world).await, "refresh_token");
                let next = refresh(world, &world.public, &first, &[]).send(world.router.clone()).await;
                assert_eq!(next.status, 200, "{}", next.body);
                refresh(world, &world.public, &first, &[])
            },
        )
        .writing(&["refresh_grant", "access_token"]),
        Case::new("the newest, after an older one came again", REUSE, GRANT, async |world: &World| {
            let first = text(&tokens(world).await, "refresh_token");
            let next = refresh(world, &world.public, &first, &[]).send(world.router.clone()).await.json();
            let again = refresh(world, &world.public, &first, &[]).send(world.router.clone()).await;
            assert_eq!(again.error(), "invalid_grant");
            refresh(world, &world.public, &text(&next, "refresh_token"), &[])
        }),
        Case::new("one of a code that came twice", "RFC 6749, 4.1.2", GRANT, async |world: &World| {
            let code = world.code_at(&mut world.browser(), &world.address(&world.public, &[])).await;
            let tokens = world.trade(&world.public, &code, &[]).await.json();
            assert_eq!(world.trade(&world.public, &code, &[]).await.error(), "invalid_grant");
            refresh(world, &world.public, &text(&tokens, "refresh_token"), &[])
        }),
        Case::new("one that was given back", "RFC 7009, 2.1", GRANT, async |world: &World| {
            let token = text(&tokens(world).await, "refresh_token");
            let body = form(&world.as_client(&world.public, &fields(&[("token", &token)])));
            assert_eq!(world.post("/oidc/revoke", &body).await.status, 200);
            refresh(world, &world.public, &token, &[])
        }),
        Case::new("one token of a public client", REUSE, GRANT, async |world: &World| {
            refresh(world, &world.public, &text(&tokens(world).await, "refresh_token"), &[])
        })
        .at_once(50),
    ]
}

/// Asking about tokens, giving them back, calling in one's own name.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
pub(super) fn asking() -> Vec<Case> {
    const ASK: &str = "RFC 7662, 2.2 and 4";
    const BACK: &str = "RFC 7009, 2.1";
    const OWN: &str = "RFC 6749, 4.4";
    let ask = |world: &World, client: &TestClient, path: &'static str, token: &str| {
        Sent::post(path, form(&world.as_client(client, &fields(&[("token", token)]))))
    };
    let own = |world: &World, client: &TestClient, more: &[(&str, &str)]| {
        let pairs = [&[("grant_type", "client_credentials")], more].concat();
        Sent::post("/oidc/token", form(&world.as_client(client, &fields(&pairs))))
    };
    vec![
        Case::new(
            "introspection: another client's access token",
            ASK,
            Refusal::Inactive,
            async move |world: &World| {
                ask(world, &world.account, "/oidc/introspect", &text(&tokens(world).await, "access_token"))
            },
        ),
        Case::new(
            "introspection: another client's refresh token",
            ASK,
            Refusal::Inactive,
            async move |world: &World| {
                ask(world, &world.account, "/oidc/introspect", &text(&tokens(world).await, "refresh_token"))
            },
        ),
        Case::new("introspection: a guess", ASK, Refusal::Inactive, async move |world: &World| {
            ask(world, &world.account, "/oidc/introspect", "AAAA")
        }),
        Case::new("introspection: an ID token", ASK, Refusal::Inactive, async move |world: &World| {
            ask(world, &world.account, "/oidc/introspect", &text(&tokens(world).await, "id_token"))
        }),
        Case::new("introspection: no token", "RFC 7662, 2.1", REQUEST, async move |world: &World| {
            ask(world, &world.account, "/oidc/introspect", "")
        }),
        Case::new(
            "introspection: by a client that cannot prove itself",
            "RFC 7662, 2.1",
            CLIENT,
            async move |world: &World| {
                ask(world, &world.public, "/oidc/introspect", &text(&tokens(world).await, "access_token"))
            },
        ),
        Case::new("introspection: by nobody", "RFC 7662, 2.1", CLIENT, async |_: &World| {
            Sent::post("/oidc/introspect", "token=x")
        }),
        Case::new(
            "giving back: another client's access token",
            BACK,
            Refusal::Nothing,
            async move |world: &World| {
                ask(world, &world.account, "/oidc/revoke", &text(&tokens(world).await, "access_token"))
            },
        ),
        Case::new(
            "giving back: another client's refresh token",
            BACK,
            Refusal::Nothing,
            async move |world: &World| {
                ask(world, &world.account, "/oidc/revoke", &text(&tokens(world).await, "refresh_token"))
            },
        ),
        Case::new("giving back: a guess", BACK, Refusal::Nothing, async move |world: &World| {
            ask(world, &world.account, "/oidc/revoke", "AAAA")
        }),
        Case::new("giving back: no token", BACK, REQUEST, async move |world: &World| {
            ask(world, &world.account, "/oidc/revoke", "")
        }),
        Case::new("giving back: by nobody", BACK, CLIENT, async |_: &World| {
            Sent::post("/oidc/revoke", "token=x")
        }),
        Case::new(
            "in one's own name: a client that may not",
            OWN,
            Refusal::Told(400, "unauthorized_client"),
            async move |world: &World| own(world, &world.account, &[]),
        ),
        Case::new(
            "in one's own name: a client that cannot prove itself",
            OWN,
            Refusal::Told(400, "unauthorized_client"),
            async move |world: &World| own(world, &world.public, &[]),
        ),
        Case::new(
            "in one's own name: a scope of people",
            OWN,
            Refusal::Told(400, "invalid_scope"),
            async move |world: &World| own(world, &world.service, &[("scope", "openid")]),
        ),
        Case::new(
            "in one's own name: a scope beyond its own",
            OWN,
            Refusal::Told(400, "invalid_scope"),
            async move |world: &World| own(world, &world.service, &[("scope", "books.read books.write")]),
        ),
        Case::new(
            "in one's own name: for another resource",
            "RFC 8707, 2",
            Refusal::Told(400, "invalid_target"),
            async move |world: &World| own(world, &world.service, &[("resource", "https://other.example/")]),
        ),
        Case::new(
            "in one's own name: the token at userinfo",
            "RFC 9068, 4",
            Refusal::Challenge("Bearer error=\"invalid_token\""),
            async move |world: &World| {
                let token = own(world, &world.service, &[]).send(world.router.clone()).await.json();
                Sent::get("/oidc/userinfo")
                    .with("authorization", format!("Bearer {}", text(&token, "access_token")))
            },
        ),
    ]
}
