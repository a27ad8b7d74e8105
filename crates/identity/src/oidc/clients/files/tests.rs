//! Is a good file read whole, and is each wrong one refused with its key and what to write?

use super::*;
use crate::oidc::claims::Topic;

/// The example that the documentation gives.
fn example() -> String {
    let page = include_str!("../../../../../../docs/operate/clients.md");
    page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

fn refusal(text: &str) -> String {
    read(text, Place::Real).unwrap_err().to_string()
}

#[test]
fn the_example_of_the_documentation_is_read_whole() {
    let client = read(&example(), Place::Real).unwrap();
    assert_eq!(client.client_id, "shop-portal");
    assert_eq!(client.sector, "portal.shop.example");
    assert_eq!(client.authentication, Authentication::SignedStatement);
    assert_eq!(client.scopes, [Scope::Openid, Scope::Email, Scope::Profile]);
    assert!(client.purpose(Topic::Email).unwrap().is_required);
    assert_eq!(
        client.purpose(Topic::Name).unwrap().es,
        "Para saludarlo y no confundirlo con otra persona del mismo nombre."
    );
    assert_eq!(client.requests.least_level, Some(Level::Two));
    assert!(client.must_push && client.tokens.must_use_dpop);
    assert_eq!(client.tokens.refresh, Refresh::WithSession);
    assert!(client.calls.logout.as_ref().unwrap().session_required);
    assert_eq!(client.calls.reach, Reach::Public);
    assert_eq!(client.calls.signals.as_ref().unwrap().kinds.len(), 4);
    assert_eq!(client.hosts(), ["keys.shop.example", "portal.shop.example"]);
    assert_eq!(client.record.run_by.name, "Shop Portal Inc.");
    assert!(!format!("{client:?}").contains("5d0c6f"), "what is shown to a receiver is a secret");
}

/// What is wrong, the text of the good file, what stands in its place, and what the refusal says.
const WRONG: &[(&str, &str, &str, &str)] = &[
    ("no TOML", "[run_by]", "[run_by", "line "),
    ("misspelt key", "refresh =", "refesh =", "refesh: there is no such key"),
    ("misspelt key in a table", "telephone =", "phone =", "run_by.phone: there is no such key"),
    ("a logo", "refresh =", "logo_uri = \"https://x\"\nrefresh =", "logo_uri: logos are not shown"),
    ("missing key", "agreed_on = \"2026-11-02\"", "", "agreed_on: it is missing"),
    ("missing language", "es = \"Portal de tiendas\"", "", "name.es: it is missing"),
    ("wrong kind", "refresh = \"with_session\"", "refresh = 7", "refresh: "),
    ("id in capitals", "\"shop-portal\"", "\"Shop\"", "client_id: write 1 to 64"),
    ("id that is a path", "\"shop-portal\"", "\"../shop\"", "client_id: write 1 to 64"),
    ("id that is an answer's name", "\"shop-portal\"", "\"shop.json\"", "client_id: "),
    ("empty text", "\"Shop portal\"", "\" \"", "name.en: write a sentence"),
    (
        "a long name",
        "\"Shop portal\"",
        "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"",
        "name.en: it is longer than 60",
    ),
    ("an invisible letter", "\"Shop portal\"", "\"Shop\\u0007\"", "name.en: it holds an invisible"),
    ("no day", "2026-11-02", "2 November", "agreed_on: write a date"),
    (
        "no way to reach them",
        "email = \"help@shop.example\"\ntelephone = \"1-800-555-0117\"\nwebsite = \"https://shop.example/\"",
        "",
        "run_by: say how",
    ),
    ("a broken address", "help@shop.example", "help", "run_by.email: "),
    ("a website without TLS", "\"https://shop.example/\"", "\"http://shop.example/\"", "run_by.website: "),
    (
        "redirect without TLS",
        "https://portal.shop.example/signed-in\"",
        "http://portal.shop.example/signed-in\"",
        "redirect_uris[0]: write https://",
    ),
    (
        "redirect to a wildcard",
        "https://portal.shop.example/signed-in\"",
        "https://*.shop.example/\"",
        "redirect_uris[0]: it has a wildcard",
    ),
    (
        "redirect with a fragment",
        "https://portal.shop.example/signed-in\"",
        "https://portal.shop.example/#x\"",
        "redirect_uris[0]: it has a fragment",
    ),
    (
        "redirect with a user name",
        "https://portal.shop.example/signed-in\"",
        "https://portal.shop.example@evil.example/\"",
        "redirect_uris[0]: it has a backslash or a user",
    ),
    (
        "redirect into a network",
        "https://portal.shop.example/signed-in\"",
        "https://10.0.0.7/x\"",
        "redirect_uris[0]: its host is an address in numbers",
    ),
    (
        "redirect to this machine",
        "https://portal.shop.example/signed-in\"",
        "http://localhost:8080/x\"",
        "redirect_uris[0]: its host is known only",
    ),
    (
        "redirect twice",
        "\"https://portal.shop.example/signed-in\"]",
        "\"https://portal.shop.example/a\", \"https://portal.shop.example/a\"]",
        "stands there twice",
    ),
    (
        "two hosts",
        "\"https://portal.shop.example/signed-in\"]",
        "\"https://portal.shop.example/a\", \"https://b.example/a\"]",
        "sector: the redirect addresses have several hosts",
    ),
    (
        "after sign-out elsewhere",
        "\"https://portal.shop.example/\"]",
        "\"javascript:alert(1)\"]",
        "post_logout_redirect_uris[0]: ",
    ),
    (
        "keys at a host that is not named",
        "hosts = [\"keys.shop.example\"]",
        "",
        "jwks_uri: its host keys.shop.example",
    ),
    ("keys in a network", "https://keys.shop.example/jwks.json", "https://127.0.0.1/jwks.json", "jwks_uri: "),
    (
        "logout without TLS",
        "https://portal.shop.example/signed-out-elsewhere",
        "http://portal.shop.example/x",
        "backchannel_logout_uri: write https",
    ),
    (
        "no keys",
        "jwks_uri = \"https://keys.shop.example/jwks.json\"",
        "",
        "token_endpoint_auth_method: it has nothing to prove",
    ),
    (
        "unknown method",
        "\"private_key_jwt\"",
        "\"client_secret_jwt\"",
        "token_endpoint_auth_method: write one of private_key_jwt",
    ),
    (
        "keys without use",
        "\"private_key_jwt\"",
        "\"none\"",
        "token_endpoint_auth_method: the file names keys",
    ),
    (
        "unknown algorithm",
        "_response_alg = \"ES256\"",
        "_response_alg = \"HS256\"",
        "id_token_signed_response_alg: HS256",
    ),
    (
        "no algorithm",
        "_response_alg = \"ES256\"",
        "_response_alg = \"none\"",
        "id_token_signed_response_alg: none",
    ),
    (
        "unknown level",
        "\"urn:counterfoil:aal:2\"",
        "\"high\"",
        "least_level: write one of urn:counterfoil:aal:1",
    ),
    (
        "a level of made-up people",
        "\"urn:counterfoil:aal:2\"",
        "\"urn:counterfoil:demonstration\"",
        "least_level: write one of",
    ),
    ("unknown scope", "scope = \"email\"", "scope = \"address\"", "told[0].scope: address is none"),
    ("a scope twice", "scope = \"profile\"", "scope = \"email\"", "told[1].scope: email stands there twice"),
    (
        "no purpose",
        "purpose = { en = \"To send you receipts.\", es = \"Para enviarle recibos.\" }",
        "",
        "told[0].purpose: it is missing",
    ),
    ("an empty purpose", "\"Para enviarle recibos.\"", "\"\"", "told[0].purpose.es: write a sentence"),
    ("refresh in other words", "\"with_session\"", "\"always\"", "refresh: write never"),
    ("unknown event", "\"session-revoked\"", "\"sessions-gone\"", "signals.events[3]: sessions-gone is none"),
    (
        "no event",
        "[\"account-disabled\", \"account-enabled\", \"account-purged\", \"session-revoked\"]",
        "[]",
        "signals.events: name at least one",
    ),
];

#[test]
fn each_wrong_line_is_refused_with_its_key() {
    let with = |from: &str, to: &str| {
        let text = example();
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    for (what, from, to, says) in WRONG {
        let said = refusal(&with(from, to));
        assert!(said.contains(says), "{what}: {said}");
        assert!(!said.contains('\n'), "{what}: one line: {said}");
        assert!(!said.contains("5d0c6f"), "{what}: no secret: {said}");
    }
}

#[test]
fn what_runs_on_this_machine_is_for_demonstrations_and_programs_at_home() {
    let local = example().replace("https://portal.shop.example", "http://localhost:9200");
    let local = local.replace("http://localhost:9200/privacy", "https://portal.shop.example/privacy");
    assert!(refusal(&local).starts_with("redirect_uris[0]: "));
    let client = read(&local, Place::Demonstration).unwrap();
    assert_eq!(client.calls.reach, Reach::Anywhere);
    // A program in people's hands comes back to its own machine, and nowhere else over HTTP.
    let public = example()
        .replace("\"private_key_jwt\"", "\"none\"")
        .replace("jwks_uri = \"https://keys.shop.example/jwks.json\"", "")
        .replace("\"https://portal.shop.example/signed-in\"", "\"http://127.0.0.1/signed-in\"")
        .replace("hosts = [\"keys.shop.example\"]", "hosts = [\"portal.shop.example\"]");
    let client = read(&public, Place::Real).unwrap();
    assert_eq!(client.authentication, Authentication::None);
}

#[test]
fn sites_of_one_sector_are_run_by_one_party() {
    let one = read(&example(), Place::Real).unwrap();
    let changed = |from: &str, to: &str| {
        let text = example().replace("\"shop-portal\"", "\"other\"").replace(from, to);
        read(&text, Place::Real).unwrap()
    };
    assert_eq!(check_together(&[one.clone(), changed("x", "x")]), Ok(()));
    let stranger = changed("Shop Portal Inc.", "Stranger Ltd.");
    let refused = check_together(&[one.clone(), stranger]).unwrap_err();
    assert_eq!((refused.client_id.as_str(), refused.key.as_str()), ("other", "sector"));
    let twice = check_together(&[one.clone(), one]).unwrap_err();
    assert_eq!(twice.key, "client_id");
}

#[test]
fn certificates_are_known_by_what_they_are_or_by_their_hash() {
    let hex = "AB:".repeat(31) + "AB";
    let own = |certificates: &str| {
        let text = example()
            .replace("\"private_key_jwt\"", "\"self_signed_tls_client_auth\"")
            .replace("jwks_uri = \"https://keys.shop.example/jwks.json\"", certificates);
        read(&text, Place::Real)
    };
    let read_hash = own(&format!("certificates = [\"{hex}\"]")).unwrap().authentication;
    assert_eq!(read_hash, Authentication::OwnCertificate(vec![[0xab; 32]]));
    let pem = "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n";
    assert!(matches!(
        own(&format!("certificates = [\"{pem}\"]")).unwrap().authentication,
        Authentication::OwnCertificate(_)
    ));
    for wrong in ["abcd", "zz", "-----BEGIN CERTIFICATE-----\\n!!\\n-----END CERTIFICATE-----"] {
        let said = own(&format!("certificates = [\"{wrong}\"]")).unwrap_err();
        assert_eq!(said.key, "certificates", "{said}");
    }
}
