//! Do sessions begin, last, warn and end as they should?

use super::*;

/// Signs in and gives the session's cookie.
async fn signed_in(world: &World) -> String {
    let answer = world.get("/sign-in").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/secret"));
    answer.cookie("__Host-account")
}

async fn secret(world: &World, cookie: &str) -> Answer {
    world.get_with("/secret", &[("cookie", cookie)]).await
}

fn minutes_later(world: &mut World, minutes: i64) {
    world.now = world.now.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
}

#[tokio::test]
async fn the_cookie_is_bound_to_this_origin_and_the_store_knows_only_its_digest() {
    let mut world = World::new().await;
    let line = |answer: &Answer| answer.headers[SET_COOKIE].to_str().unwrap().to_owned();
    let strict = line(&world.get("/sign-in").await);
    assert!(strict.starts_with("__Host-account="), "{strict}");
    assert!(strict.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{strict}");
    world.arrives_from_elsewhere = true;
    assert!(line(&world.get("/sign-in").await).ends_with("SameSite=Lax"));
    let token = strict["__Host-account=".len()..].split(';').next().unwrap();
    assert_eq!(token.len(), 43);
    let rows = world.scratch.store.rows("SELECT token_hash FROM web_session", &[]).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.bytes(0).unwrap().len() == 32));
}

#[tokio::test]
async fn a_signed_in_page_has_the_name_the_tabs_and_the_countdown() {
    let world = World::new().await;
    let cookie = signed_in(&world).await;
    let page = secret(&world, &cookie).await;
    page.assert_sound();
    for text in [
        "Rosa &#60;b&#62;",
        "action=\"/sign-out\"",
        ">Account balance</a>",
        "content=\"750; url=/session/warning?return_to=/secret\"",
        "data-warning-in=\"750\" data-ends-in=\"900\"",
        "integrity=\"sha384-",
    ] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    let balance = world.get_with("/balance", &[("cookie", &cookie)]).await;
    assert!(balance.text.contains("href=\"/balance\" aria-current=\"page\""));
}

#[tokio::test]
async fn an_idle_session_ends_and_a_used_one_does_not() {
    let mut world = World::new().await;
    let cookie = signed_in(&world).await;
    for _ in 0..4 {
        minutes_later(&mut world, 14);
        assert_eq!(secret(&world, &cookie).await.status, StatusCode::OK);
    }
    minutes_later(&mut world, 15);
    let ended = secret(&world, &cookie).await;
    assert_eq!((ended.status, ended.header("location")), (StatusCode::SEE_OTHER, "/session/ended"));
    assert_eq!(ended.cookie("__Host-account"), "__Host-account=");
    world.now = "2026-11-22T15:00:00Z".parse().unwrap();
    assert_eq!(secret(&world, &cookie).await.status, StatusCode::SEE_OTHER, "it does not come back");
    let page = world.get("/session/ended").await;
    page.assert_sound();
    assert!(page.text.contains("You are signed out"));
}

#[tokio::test]
async fn twelve_hours_are_the_end_in_any_case() {
    let mut world = World::new().await;
    let cookie = signed_in(&world).await;
    for _ in 0..71 {
        minutes_later(&mut world, 10);
        assert_eq!(secret(&world, &cookie).await.status, StatusCode::OK);
    }
    minutes_later(&mut world, 9);
    let last = secret(&world, &cookie).await;
    assert!(last.text.contains("data-warning-in=\"0\" data-ends-in=\"60\""), "{}", last.text);
    assert!(last.text.contains("signed in for 12 hours") && !last.text.contains("/session/extend"));
    minutes_later(&mut world, 1);
    assert_eq!(secret(&world, &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_warning_page_does_not_keep_the_session_alive_but_staying_does() {
    let mut world = World::new().await;
    let cookie = signed_in(&world).await;
    minutes_later(&mut world, 13);
    let path = "/session/warning?return_to=/balance";
    let warning = world.get_with(path, &[("cookie", &cookie)]).await;
    warning.assert_sound();
    assert!(warning.text.contains("less than 2 minutes"), "{}", warning.text);
    assert!(warning.text.contains("name=\"return_to\" value=\"/balance\""));
    let elsewhere = world.get_with("/session/warning?return_to=//evil.example", &[("cookie", &cookie)]).await;
    assert!(elsewhere.text.contains("name=\"return_to\" value=\"/\""));
    minutes_later(&mut world, 1);
    let body = format!("csrf={}&return_to=%2Fbalance", warning.csrf());
    let stay = world.post("/session/extend", &cookie, body, &[]).await;
    assert_eq!((stay.status, stay.header(LOCATION.as_str())), (StatusCode::SEE_OTHER, "/balance"));
    minutes_later(&mut world, 14);
    let body = format!("csrf={}", warning.csrf());
    let json = world.post("/session/extend", &cookie, body, &[("accept", "application/json")]).await;
    assert_eq!(json.text, "{\"warning_in\":750,\"ends_in\":900,\"can_extend\":true}");
    minutes_later(&mut world, 13);
    world.get_with(path, &[("cookie", &cookie)]).await;
    minutes_later(&mut world, 2);
    assert_eq!(secret(&world, &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_it_for_every_tab() {
    let world = World::new().await;
    let cookie = signed_in(&world).await;
    let page = secret(&world, &cookie).await;
    let forged = world.post("/sign-out", &cookie, "csrf=x".to_owned(), &[]).await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
    let out = world.post("/sign-out", &cookie, format!("csrf={}", page.csrf()), &[]).await;
    assert_eq!(out.cookie("__Host-account"), "__Host-account=");
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(secret(&world, &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_again_takes_the_old_token_s_worth() {
    let world = World::new().await;
    let first = signed_in(&world).await;
    let second = world.get_with("/sign-in", &[("cookie", &first)]).await.cookie("__Host-account");
    assert_ne!(first, second);
    assert_eq!(secret(&world, &first).await.status, StatusCode::SEE_OTHER);
    assert_eq!(secret(&world, &second).await.status, StatusCode::OK);
    let made_up = format!("__Host-account={}", "A".repeat(43));
    assert_eq!(secret(&world, &made_up).await.header("location"), "/session/ended");
    assert_eq!(secret(&world, "").await.header("location"), "/sign-in");
}
