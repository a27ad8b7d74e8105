//! Do texts and calls leave through a gateway on the network, with the token it knows us by, and is it told when they
//! do not?

use serde_json::Value;
use tempfile::TempDir;

use crate::clients::{Foreign, python};
use crate::journeys::sign_up;
use crate::world::html::{form, text};
use crate::world::server::{Database, Server};
use crate::world::visitor::{Page, Visitor};

fn gateway() -> (Foreign, u64) {
    let mut command = python();
    command.arg("text_gateway.py");
    let (gateway, port) = Foreign::start(command).hear("port");
    (gateway, port.as_u64().expect("a port"))
}

async fn program(port: u64, token: &str) -> Server {
    let variables = [
        ("COUNTERFOIL__TEXTS__GATEWAY", format!("http://127.0.0.1:{port}/messages")),
        ("COUNTERFOIL__TEXTS__TOKEN", token.to_owned()),
        ("COUNTERFOIL__TEXTS__FROM", "Agency".to_owned()),
    ];
    let data = TempDir::new().expect("a test may make a folder");
    Server::start_with(data, Database::Sqlite, &variables).await
}

/// Asks for a code to a number, by text or call.
async fn ask(server: &Server, visitor: &mut Visitor, number: &str, channel: &str) -> Page {
    let page = visitor.open(&format!("{}/security/phones/add", server.identity())).await;
    let filled = form(&page.body, "Send me a code").with("number", number).with("channel", channel);
    visitor.submit(&page, &filled).await
}

#[tokio::test]
async fn a_text_and_a_call_leave_through_a_real_gateway() {
    let (gateway, port) = gateway();
    let server = program(port, "hunter2").await;
    let (mut visitor, _) = sign_up::walk(&server).await;
    let page = ask(&server, &mut visitor, "202-555-0123", "text").await;
    let (gateway, sent) = gateway.hear("text");
    assert_eq!((&sent["to"], &sent["from"]), (&"+12025550123".into(), &"Agency".into()), "{sent}");
    // The form that telephones fill in by themselves: the site and the code on the last line.
    let said = sent["body"].as_str().expect("a text has a body");
    let (site, code) = said.lines().last().and_then(|line| line.split_once(" #")).expect("the last line");
    assert!(site.starts_with("@localhost") && code.len() == 6, "{said}");
    let page = visitor.submit(&page, &form(&page.body, "Confirm").with("code", code)).await;
    assert!(text(&page.body).contains("0123"), "{}", text(&page.body));
    ask(&server, &mut visitor, "202-555-0124", "call").await;
    let (gateway, spoken) = gateway.hear("text");
    assert!(spoken["say"].is_string() && spoken["body"].is_null(), "{spoken}");
    // One that the gateway will never take: asked once.
    ask(&server, &mut visitor, "202-555-0177", "text").await;
    let (gateway, refused) = gateway.hear("text");
    assert_eq!((&refused["to"], &refused["attempt"]), (&"+12025550177".into(), &1.into()));
    assert_eq!(gateway.hear_nothing(), None);
    let log = server.said();
    assert!(!log.contains("5550123") && !log.contains("hunter2") && !log.contains(code), "it is logged");
}

#[tokio::test]
async fn a_gateway_that_does_not_know_us_loses_nothing_and_is_logged() {
    let (gateway, port) = gateway();
    let server = program(port, "wrong").await;
    let (mut visitor, _) = sign_up::walk(&server).await;
    ask(&server, &mut visitor, "202-555-0123", "text").await;
    let (_gateway, stranger) = gateway.hear("stranger");
    assert_eq!(stranger, Value::Bool(true));
    for _ in 0..50 {
        if server.said().contains("could not be sent yet") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nothing was logged:\n{}", server.said());
}
