//! Does every answer carry its policies? Pages, redirects, files, downloads, refusals.

use reqwest::Method;

use crate::world::html::{form, forms};
use crate::world::journey::sign_in;
use crate::world::server::{Database, Server};
use crate::world::visitor::{Page, Visitor};

/// What every answer of a site has, word for word.
const POLICIES: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-permitted-cross-domain-policies", "none"),
];

/// What the content policy must say.
const CONTENT: [&str; 9] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
];

fn faults(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, value) in POLICIES {
        if page.header(name) != value {
            faults.push(format!("{name}: {:?}", page.header(name)));
        }
    }
    let content: Vec<&str> = page.header("content-security-policy").split("; ").collect();
    for directive in CONTENT {
        if !content.contains(&directive) {
            faults.push(format!("the content policy lacks {directive}"));
        }
    }
    for word in ["unsafe-inline", "unsafe-eval", "*", "http:", "https:"] {
        if content.iter().any(|directive| !directive.starts_with("form-action") && directive.contains(word)) {
            faults.push(format!("the content policy allows {word}"));
        }
    }
    if !page.header("permissions-policy").contains("camera=(), ") {
        faults.push("the camera is open".to_owned());
    }
    if page.header("x-request-id").len() != 11 {
        faults.push(format!("x-request-id: {:?}", page.header("x-request-id")));
    }
    for cookie in page.cookies() {
        let is_strict =
            ["; Path=/", "; Secure", "; HttpOnly", "; SameSite="].iter().all(|word| cookie.contains(word));
        if !cookie.starts_with("__Host-") || !is_strict || cookie.contains("Domain") {
            faults.push(format!("the cookie {cookie}"));
        }
    }
    faults
}

fn assert_policies(page: &Page) {
    let faults = faults(page);
    assert!(faults.is_empty(), "{} ({}):\n{}", page.address, page.status, faults.join("\n"));
}

#[tokio::test]
async fn every_answer_carries_its_policies() {
    let server = Server::start(Database::Sqlite).await;
    let (account, identity) = (server.account(), server.identity());
    let mut visitor = Visitor::new();
    let mut addresses: Vec<String> = (0..4).map(|ahead| server.site(ahead)).collect();
    addresses.extend(
        ["/help", "/home", "/balance", "/sign-in", "/no/such/page"].map(|path| format!("{account}{path}")),
    );
    addresses.extend(
        ["/sign-in", "/create", "/security", "/no/such/page"].map(|path| format!("{identity}{path}")),
    );
    for address in &addresses {
        assert_policies(&visitor.get(address).await);
    }
    sign_in(&mut visitor, &server, "Denise Holloway").await;
    for path in
        ["home", "balance", "balance/1040/2024", "balance/1040/2024/explanation", "payments", "records"]
    {
        let page = visitor.get(&format!("{account}/{path}")).await;
        assert!(page.status.is_success(), "{path}: {}", page.status);
        assert_policies(&page);
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    for ending in ["json", "csv"] {
        let file = visitor.get(&format!("{account}/balance/1040/2024/explanation.{ending}")).await;
        assert_policies(&file);
        assert_eq!(file.header("cache-control"), "no-store", "{ending}");
        assert!(file.header("content-disposition").starts_with("attachment; "), "{ending}");
    }
}

#[tokio::test]
async fn refusals_and_files_carry_them_too() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    let front = visitor.get(&server.account()).await;
    let style =
        front.body.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a style sheet");
    let file = visitor.get(&format!("{}{style}", server.account())).await;
    assert!(file.status.is_success());
    assert_policies(&file);
    let wrong_method = visitor.request(Method::DELETE, &format!("{}/home", server.account()));
    let refusal = visitor.send(wrong_method).await;
    assert_eq!(refusal.status, 405);
    assert_policies(&refusal);
    let huge =
        visitor.request(Method::POST, &format!("{}/sign-in", server.identity())).body("x".repeat(1_000_000));
    let refusal = visitor.send(huge).await;
    assert!(refusal.status.is_client_error(), "{}", refusal.status);
    assert_policies(&refusal);
}

#[tokio::test]
async fn a_missing_policy_is_caught() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    let mut page = visitor.get(&server.account()).await;
    assert_policies(&page);
    page.headers.remove("x-frame-options");
    let loose = "default-src 'none'; script-src 'self' 'unsafe-inline'".parse().expect("a header's value");
    page.headers.insert("content-security-policy", loose);
    page.headers.append("set-cookie", "account=1".parse().expect("a header's value"));
    assert!(faults(&page).len() > 8, "{:?}", faults(&page));
}

#[tokio::test]
async fn pages_have_no_inline_script_or_style() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    let home = sign_in(&mut visitor, &server, "Theo Marchetti").await;
    for marker in ["<style", " style=\"", " onclick=", " onload=", "javascript:"] {
        assert!(!home.body.contains(marker), "Home has {marker}");
    }
    for script in home.body.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap_or_default();
        assert!(tag.contains(" src=\"") && tag.contains(" integrity=\"sha"), "<script{tag}>");
    }
}

#[tokio::test]
async fn forms_from_elsewhere_are_refused() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    let home = sign_in(&mut visitor, &server, "Naomi Sawyer").await;
    let sign_out = form(&home.body, "Sign out");
    let address = format!("{}{}", server.account(), sign_out.action);
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
    {
        let request = visitor.request(Method::POST, &address).header(name, value).form(&sign_out.fields);
        let refusal = visitor.send(request).await;
        assert_eq!(refusal.status, 403, "{name}: {value}");
    }
    for token in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let refusal = visitor.post(&home, &sign_out.clone().with("csrf", token)).await;
        assert_eq!(refusal.status, 400, "{token:?}");
    }
    let mut stranger = Visitor::new();
    let start = stranger.open(&format!("{}/sign-in", server.account())).await;
    let foreign = forms(&start.body)[0].field("csrf").expect("every form has a token").to_owned();
    let refusal = visitor.post(&home, &sign_out.clone().with("csrf", &foreign)).await;
    assert_eq!(refusal.status, 400, "another visitor's token");
    let still = visitor.get(&format!("{}/home", server.account())).await;
    assert_eq!(still.status, 200, "after all this Naomi is signed in");
    assert!(visitor.post(&home, &sign_out).await.status.is_redirection(), "the real form works");
}
