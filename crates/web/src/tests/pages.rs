//! Are pages sound in both languages, with and without problems?

use super::*;

#[tokio::test]
async fn a_page_is_sound_and_speaks_both_languages() {
    let world = World::new().await;
    let english = world.get("/balance").await;
    english.assert_sound();
    for text in [
        "<html lang=\"en\">",
        "<title>Account balance - Tax Account</title>",
        "This is a demonstration with made-up people. It is not a government website.",
        "$1,234.56",
        "November 22, 2026",
        "href=\"/balance?lang=es\" lang=\"es\"",
    ] {
        assert!(english.text.contains(text), "{text}");
    }
    let spanish = world.get_with("/balance?year=2024&lang=en", &[]).await;
    assert!(spanish.text.contains("href=\"/balance?year=2024&#38;lang=es\""), "{}", spanish.text);
    let spanish = world.get("/balance?lang=es").await;
    spanish.assert_sound();
    for text in [
        "<html lang=\"es\">",
        "<title>Saldo de la cuenta - Cuenta de impuestos</title>",
        "No es un sitio web del gobierno.",
        "22 de noviembre de 2026",
        "href=\"/balance?lang=en\" lang=\"en\"",
    ] {
        assert!(spanish.text.contains(text), "{text}");
    }
}

#[tokio::test]
async fn the_language_is_kept_and_the_browser_s_wish_is_the_default() {
    let world = World::new().await;
    let asked = world.get("/balance?lang=es").await;
    let cookie = asked.cookie("__Host-language");
    assert_eq!(cookie, "__Host-language=es");
    let is_spanish = |answer: &Answer| answer.text.contains("<html lang=\"es\">");
    assert!(is_spanish(&world.get_with("/balance", &[("cookie", &cookie)]).await));
    let wish = ("accept-language", "es-MX,es;q=0.9");
    assert!(is_spanish(&world.get_with("/balance", &[wish]).await));
    let against = world.get_with("/balance", &[wish, ("cookie", "__Host-language=en")]).await;
    assert!(!is_spanish(&against));
    assert!(!is_spanish(&world.get_with("/balance", &[(ACCEPT_LANGUAGE.as_str(), "fr")]).await));
}

#[tokio::test]
async fn a_form_with_a_problem_comes_back_with_all_that_helps() {
    let world = World::new().await;
    let page = world.get("/balance").await;
    let cookie = page.cookie("__Host-account-form");
    let body = format!("csrf={}&email=%3Cb%3Emaria", page.csrf());
    let again = world.post("/balance", &cookie, body, &[]).await;
    again.assert_sound();
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in [
        "<title>Error: Account balance - Tax Account</title>",
        "<a class=\"usa-link\" href=\"#email\">Enter an email address</a>",
        "id=\"email-problem\">Enter an email address</span>",
        "value=\"&#60;b&#62;maria\"",
        "aria-invalid=\"true\"",
        "autofocus",
    ] {
        assert!(again.text.contains(text), "{text}: {}", again.text);
    }
    let body = format!("csrf={}&email=maria%40example.org", page.csrf());
    let fine = world.post("/balance", &cookie, body, &[]).await;
    assert_eq!((fine.status, fine.header("location")), (StatusCode::SEE_OTHER, "/balance"));
}

#[tokio::test]
async fn forged_and_malformed_forms_are_refused() {
    let world = World::new().await;
    let page = world.get("/balance").await;
    let (cookie, csrf) = (page.cookie("__Host-account-form"), page.csrf().to_owned());
    let good = format!("csrf={csrf}&email=a");
    let other = world.get("/balance").await.cookie("__Host-account-form");
    for (cookie, body, headers, status) in [
        (cookie.as_str(), "email=a".to_owned(), vec![], 400),
        (&cookie, "csrf=wrong&email=a".to_owned(), vec![], 400),
        (&other, good.clone(), vec![], 400),
        ("", good.clone(), vec![], 400),
        (&cookie, format!("{good}&admin=true"), vec![], 400),
        (&cookie, format!("{good}&email=b"), vec![], 400),
        (&cookie, format!("csrf={csrf}"), vec![], 400),
        (&cookie, good.clone(), vec![("sec-fetch-site", "cross-site")], 403),
        (&cookie, good.clone(), vec![("sec-fetch-site", "same-site")], 403),
        (&cookie, format!("{good}{}", "x".repeat(70_000)), vec![], 413),
        (&cookie, format!("{good}{}", "x".repeat(200_000)), vec![], 413),
        (&cookie, good.clone(), vec![("sec-fetch-site", "same-origin")], 422),
    ] {
        let answer = world.post("/balance", cookie, body.clone(), &headers).await;
        assert_eq!(answer.status.as_u16(), status, "{}", &body[..body.len().min(80)]);
        answer.assert_sound();
    }
}

#[tokio::test]
async fn help_and_the_way_onward_are_pages() {
    let world = World::new().await;
    for query in ["?lang=en", "?lang=es"] {
        let help = world.get(&format!("/help{query}")).await;
        help.assert_sound();
        assert!(help.text.contains("1-800-555-0142"));
        let onward = world.get(&format!("/arrive{query}")).await;
        onward.assert_sound();
        assert_eq!(onward.status, StatusCode::OK);
        assert!(onward.text.contains("<meta http-equiv=\"refresh\" content=\"0; url=/secret\">"));
        assert!(onward.text.contains("href=\"/secret\""));
    }
}
