//! Does every answer carry the policies, and is every refusal a page?

use super::*;

#[tokio::test]
async fn every_answer_carries_the_policies() {
    let world = World::new().await;
    let style = crate::assets::address("styles.css");
    for (path, status, store) in [
        ("/balance", 200, "no-store"),
        ("/secret", 303, "no-store"),
        ("/nowhere", 404, "no-store"),
        ("/sign-out", 405, "no-store"),
        ("/busy", 429, "no-store"),
        ("/broken", 500, "no-store"),
        ("/panics", 500, "no-store"),
        ("/assets/old/styles.css", 404, "no-store"),
        ("/balance/styles.css", 404, "no-store"),
        (style.as_str(), 200, "public, max-age=31536000, immutable"),
    ] {
        let answer = world.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(answer.header("cache-control"), store, "{path}");
        let policy = answer.header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self' http://localhost:8081;",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("strict-transport-security", ""),
            ("server", ""),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 11, "{path}");
    }
}

#[tokio::test]
async fn a_site_behind_tls_says_so_for_two_years() {
    let mut world = World::new().await;
    world.origin = "https://account.example.org";
    let header = world.get("/nowhere").await;
    assert_eq!(header.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
}

#[tokio::test]
async fn every_refusal_is_a_page_in_both_languages() {
    let world = World::new().await;
    for (path, english, spanish) in [
        ("/nowhere", "We cannot find this page", "No encontramos esta página"),
        ("/sign-out", "This address works another way", "Esta dirección funciona de otra manera"),
        ("/busy", "Too many tries", "Demasiados intentos"),
        ("/broken", "Something went wrong on our side", "Algo falló de nuestro lado"),
        ("/panics", "Something went wrong on our side", "Algo falló de nuestro lado"),
    ] {
        for (query, heading) in [("?lang=en", english), ("?lang=es", spanish)] {
            let answer = world.get(&format!("{path}{query}")).await;
            answer.assert_sound();
            assert!(answer.text.contains(&format!("<h1>{heading}</h1>")), "{path}: {}", answer.text);
            assert!(answer.text.contains(answer.header("x-request-id")), "{path}");
            assert!(!answer.text.contains("secret") && !answer.text.contains("fire"), "{path}");
        }
    }
}

#[tokio::test]
async fn programs_get_problem_json() {
    let world = World::new().await;
    let answer = world.get_with("/broken", &[(ACCEPT.as_str(), "application/json")]).await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(problem["status"], 500);
    assert_eq!(problem["title"], "Something went wrong on our side");
    assert_eq!(problem["instance"], format!("urn:reference:{}", answer.header("x-request-id")));
    assert!(!answer.text.contains("fire"));
}

#[tokio::test]
async fn built_files_come_with_their_kind_and_no_cookie() {
    let world = World::new().await;
    for (name, kind) in [
        ("styles.css", "text/css; charset=utf-8"),
        ("session.js", "text/javascript; charset=utf-8"),
        ("fonts/Latin-Merriweather-Bold.woff2", "font/woff2"),
        ("img/usa-icons/error.svg", "image/svg+xml"),
    ] {
        let answer = world.get(&crate::assets::address(name)).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, kind), "{name}");
        assert!(!answer.headers.contains_key(SET_COOKIE), "{name}");
    }
    let zipped = world.get_with(&crate::assets::address("styles.css"), &[("accept-encoding", "gzip")]).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let first = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = first.local_addr().unwrap().port();
    let error = crate::serve::listen(port).await.unwrap_err().to_string();
    assert!(error.contains(&format!("port {port} on 127.0.0.1 is taken")), "{error}");
}

#[tokio::test]
async fn a_server_finishes_what_it_began() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (begun, mut beginning) = tokio::sync::mpsc::channel::<()>(1);
    let slow = Router::new().route(
        "/",
        get(async move || {
            begun.send(()).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            "finished"
        }),
    );
    let server = tokio::spawn(crate::serve::run(vec![listener], slow, async move { stopped.await.unwrap() }));
    let mut visitor = tokio::net::TcpStream::connect(address).await.unwrap();
    visitor.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    beginning.recv().await.unwrap();
    stop.send(()).unwrap();
    let mut text = String::new();
    visitor.read_to_string(&mut text).await.unwrap();
    assert!(text.ends_with("finished"), "{text}");
    server.await.unwrap().unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
