//! Are programs answered as programs, with nothing that only a page needs?

use super::*;

async fn ask(world: &World, request: Request<Body>, held_back: bool) -> Answer {
    let programs: Router<App> = Router::new()
        .route("/facts", get(async || "{}").post(async |body: String| body))
        .route("/lost", get(async || PageError::NotFound))
        .route("/refused", get(async || (StatusCode::BAD_REQUEST, axum::Json("no"))))
        .route("/burning", get(async || PageError::broken("disk of Rosa on fire")))
        .route("/panicking", get(panics))
        .method_not_allowed_fallback(async || PageError::Status(StatusCode::METHOD_NOT_ALLOWED));
    let site = crate::serve::compose_with(programs, Router::new(), Router::new(), world.app()).unwrap();
    let mut request = request;
    if held_back {
        request.extensions_mut().insert(crate::proxy::HeldBack);
    }
    Answer::of(site.oneshot(request).await.unwrap()).await
}

fn get_of(path: &str) -> Request<Body> {
    Request::get(path).header(ACCEPT_LANGUAGE, "es").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn an_answer_carries_the_policies_and_no_cookie() {
    let world = World::new().await;
    for path in ["/facts", "/lost", "/refused", "/burning", "/panicking"] {
        let answer = ask(&world, get_of(path), false).await;
        for (name, value) in [
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", ""),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        assert_eq!(answer.header("x-request-id").len(), 11, "{path}");
        assert!(!answer.headers.contains_key(SET_COOKIE), "{path}");
    }
    let world = World { origin: "https://account.example.org", ..world };
    let answer = ask(&world, get_of("/facts"), false).await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
}

#[tokio::test]
async fn every_refusal_is_a_problem_in_the_language_asked_for() {
    let world = World::new().await;
    let post = || Request::post("/lost").header(ACCEPT_LANGUAGE, "es").body(Body::empty()).unwrap();
    let large = || Request::post("/facts").body(Body::from("a".repeat(200_000))).unwrap();
    for (request, held_back, status, title) in [
        (get_of("/lost"), false, 404, "No encontramos esta página"),
        (get_of("/burning"), false, 500, "Algo falló de nuestro lado"),
        (get_of("/panicking"), false, 500, "Algo falló de nuestro lado"),
        (post(), false, 405, "Esta dirección funciona de otra manera"),
        (get_of("/facts"), true, 429, ""),
        (large(), false, 413, ""),
    ] {
        let path = request.uri().to_string();
        let answer = ask(&world, request, held_back).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        let problem: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(problem["status"], status, "{path}");
        assert!(title.is_empty() || problem["title"] == title, "{path}: {problem}");
        assert_eq!(problem["instance"], format!("urn:reference:{}", answer.header("x-request-id")));
        assert!(!answer.text.contains("fire") && !answer.text.contains("secret"), "{path}");
    }
    let own = ask(&world, get_of("/refused"), false).await;
    assert_eq!((own.status, own.text.as_str()), (StatusCode::BAD_REQUEST, "\"no\""));
}
