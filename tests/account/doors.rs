//! Who may come in? Nobody without signing in, and nobody to another's record.

use crate::world::html::{form, heading, text};
use crate::world::journey::{choose, sign_in};
use crate::world::server::{Server, engines};
use crate::world::visitor::Visitor;

const PERSONAL: [&str; 8] = [
    "home",
    "balance",
    "balance/1040/2023",
    "balance/1040/2023/explanation",
    "balance/1040/2023/explanation.json",
    "balance/1040/2023/explanation.csv",
    "payments",
    "records",
];

#[tokio::test]
async fn every_personal_page_sends_strangers_to_sign_in() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        for path in PERSONAL {
            let page = visitor.get(&format!("{}/{path}", server.account())).await;
            assert!(page.status.is_redirection(), "{path}: {}", page.status);
            assert!(page.header("location").starts_with("/sign-in"), "{path}: {}", page.header("location"));
        }
        visitor.cookies.insert("__Host-account".to_owned(), "A".repeat(43));
        let page = visitor.get(&format!("{}/home", server.account())).await;
        assert!(page.status.is_redirection(), "a made-up session: {}", page.status);
    }
}

#[tokio::test]
async fn a_year_of_somebody_else_is_not_there() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        // Marcus has 2019 and no 2025; Lucía has 2025 and no 2019.
        sign_in(&mut visitor, &server, "Lucía Fernández Rojas").await;
        for path in [
            "balance/1040/2019",
            "balance/1040/2019/explanation.json",
            "balance/941/2025",
            "records/99",
            "records/0",
        ] {
            let page = visitor.get(&format!("{}/{path}", server.account())).await;
            assert_eq!(page.status, 404, "{path}");
        }
        let page = visitor.get(&format!("{}/balance/1040/2025", server.account())).await;
        assert_eq!(page.status, 200);
    }
}

#[tokio::test]
async fn spouses_see_the_same_joint_year() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut figures = Vec::new();
        for name in ["Grace Okafor", "Samuel Okafor"] {
            let mut visitor = Visitor::new();
            sign_in(&mut visitor, &server, name).await;
            let page = visitor.get(&format!("{}/balance/1040/2024/explanation.json", server.account())).await;
            assert_eq!(page.status, 200, "{name}");
            figures.push(page.body);
        }
        assert_eq!(figures[0], figures[1]);
    }
}

#[tokio::test]
async fn after_a_visit_is_over_signing_in_again_leads_back() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Grace Okafor").await;
        let mut other = Visitor::new();
        let clock = other.get(&format!("{}/sandbox/clock", server.account())).await;
        other.submit(&clock, &form(&clock.body, "Move the clock").with("days", "1")).await;

        let over = visitor.open(&format!("{}/home", server.account())).await;
        assert_eq!((over.path(), heading(&over.body).as_str()), ("/session/ended", "You are signed out"));
        sign_in(&mut visitor, &server, "Grace Okafor").await;
        // The same without a page between, from a bookmark of the sign-in.
        other.submit(&clock, &form(&clock.body, "Move the clock").with("days", "2")).await;
        choose(&mut visitor, &server, "Grace Okafor").await;
    }
}

#[tokio::test]
async fn a_session_is_new_after_sign_in_and_worthless_after_sign_out() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        visitor.get(&format!("{}/sign-in", server.account())).await;
        let before = visitor.cookies.get("__Host-account").cloned();
        let home = sign_in(&mut visitor, &server, "Robert Ellery").await;
        let during = visitor.cookies.get("__Host-account").cloned();
        assert!(during.is_some() && during != before, "the session's token did not change at sign-in");
        let cookies = visitor.cookies.clone();
        let out = visitor.submit(&home, &form(&home.body, "Sign out")).await;
        assert_eq!(heading(&out.body), "You are signed out");
        let mut thief = Visitor::new();
        thief.cookies = cookies;
        let page = thief.open(&format!("{}/home", server.account())).await;
        assert!(!text(&page.body).contains("Ellery") || heading(&page.body) == "Sign in", "{}", page.address);
    }
}
