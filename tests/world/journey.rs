//! Which ways through the sites do several tests take?

use reqwest::StatusCode;

use super::html::{form, heading, links};
use super::server::Server;
use super::visitor::{Page, Visitor};

/// What buttons and headings say in the two languages.
pub(crate) struct Said {
    pub(crate) choose: &'static str,
    pub(crate) agree: &'static str,
    pub(crate) home: &'static str,
    pub(crate) demonstration: &'static str,
}

pub(crate) fn said(language: &str) -> Said {
    if language == "es" {
        return Said {
            choose: "Iniciar sesión como",
            agree: "Compartir y continuar",
            home: "Inicio",
            demonstration: "Esto es una demostración con personas inventadas. No es un sitio web del gobierno.",
        };
    }
    Said {
        choose: "Sign in as",
        agree: "Share and continue",
        home: "Home",
        demonstration: "This is a demonstration with made-up people. It is not a government website.",
    }
}

/// The people to choose from and what happens on the day they were written for; each name is also a canary.
pub(crate) const PEOPLE: [&str; 13] = [
    "Amelia Hartwell",
    "Marcus Ellison",
    "Grace Okafor",
    "Samuel Okafor",
    "Henry Lindqvist",
    "Naomi Sawyer",
    "Theo Marchetti",
    "Víctor Salinas Ortega",
    "Denise Holloway",
    "Walter Brandt",
    "Lucía Fernández Rojas",
    "Claire Winslow",
    "Robert Ellery",
];

/// From the first page to Home, agreeing to share if asked.
pub(crate) async fn sign_in(visitor: &mut Visitor, server: &Server, name: &str) -> Page {
    let front = visitor.open(&server.account()).await;
    assert!(links(&front.body).iter().any(|link| link == "/sign-in"), "the first page leads to signing in");
    choose(visitor, server, name).await
}

/// The same without the first page, as from a bookmark.
pub(crate) async fn choose(visitor: &mut Visitor, server: &Server, name: &str) -> Page {
    let words = said(visitor.language);
    let start = visitor.open(&format!("{}/sign-in", server.account())).await;
    assert!(start.address.as_str().starts_with(&server.identity()), "signing in is at {}", start.address);
    let mut page = visitor.submit(&start, &form(&start.body, &format!("{} {name}", words.choose))).await;
    if page.path() == "/consent" {
        page = visitor.submit(&page, &form(&page.body, words.agree)).await;
    }
    assert_eq!((page.status, page.path()), (StatusCode::OK, "/home"), "{}", page.body);
    assert_eq!(heading(&page.body), words.home);
    page
}
