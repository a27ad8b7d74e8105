//! Does mail leave through a real mail server (aiosmtpd): encrypted, with a password, again when asked to, never to the
//! wrong server, and never in the clear?

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::clients::{Foreign, python};
use crate::world::html::{form, heading};
use crate::world::server::{Database, Server};
use crate::world::visitor::Visitor;

/// The mail server, what it says, and the port it listens on.
fn mail_server(folder: &Path) -> (Foreign, u64) {
    let mut command = python();
    command.arg("mail_server.py").arg(folder);
    let (server, port) = Foreign::start(command).hear("port");
    (server, port.as_u64().expect("a port"))
}

/// The program with this mail server, which it believes if `authority` signed its certificate.
async fn program(server: String, authority: &Path) -> Server {
    let variables = [
        ("COUNTERFOIL__MAIL__SERVER", server),
        ("COUNTERFOIL__MAIL__FROM", "Tax agency <no-reply@agency.example>".to_owned()),
        ("SSL_CERT_FILE", authority.display().to_string()),
    ];
    let data = TempDir::new().expect("a test may make a folder");
    Server::start_with(data, Database::Sqlite, &variables).await
}

async fn sign_up(server: &Server, email: &str) {
    let mut visitor = Visitor::new();
    visitor.open(&format!("{}/sign-in", server.account())).await;
    let page = visitor.open(&format!("{}/create", server.identity())).await;
    let page = visitor.submit(&page, &form(&page.body, "Send me a code").with("email", email)).await;
    assert_eq!(page.path(), "/create/confirm", "{}", page.body);
}

async fn a_day_later(server: &Server) {
    let mut visitor = Visitor::new();
    let page = visitor.open(&format!("{}/sandbox/clock", server.account())).await;
    let page = visitor.submit(&page, &form(&page.body, "Move the clock").with("days", "1")).await;
    assert!(page.status.is_success(), "{} {}", page.status, heading(&page.body));
}

/// Waits until the program has logged this.
async fn logged(server: &Server, what: &str) {
    for _ in 0..100 {
        if server.said().contains(what) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{what:?} was never logged:\n{}", server.said());
}

#[tokio::test]
async fn a_message_leaves_encrypted_and_is_sent_again_when_the_server_asks_for_it() {
    let folder = TempDir::new().expect("a test may make a folder");
    let (mail, port) = mail_server(folder.path());
    let authority = folder.path().join("authority.pem");
    let address = format!("smtp://agency:hunter2@localhost:{port}?tls=required");
    let server = program(address, &authority).await;
    sign_up(&server, "ana@example.com").await;
    let (mail, first) = mail.hear("message");
    assert_eq!((&first["attempt"], &first["encrypted"]), (&1.into(), &true.into()));
    logged(&server, "a message could not be sent yet").await;
    a_day_later(&server).await;
    let (mail, second) = mail.hear("message");
    assert_eq!(second["attempt"], 2, "the same message, by its Message-ID");
    assert_eq!(
        (&second["to"][0], &second["from"]),
        (&"ana@example.com".into(), &"no-reply@agency.example".into())
    );
    let undated = |message: &Value| {
        let text = message["text"].as_str().expect("a message is text").to_owned();
        text.lines().filter(|line| !line.starts_with("Date: ")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(undated(&first), undated(&second), "word for word");
    assert!(undated(&second).contains("From: \"Tax agency\" <no-reply@agency.example>"), "{second}");
    // An address that the server does not know: told once, and given up.
    sign_up(&server, "refused@example.com").await;
    let (_mail, refused) = mail.hear("refused");
    assert_eq!(refused, Value::from("refused@example.com"));
    logged(&server, "a message was given up").await;
    assert!(!server.said().contains("refused@example.com"), "an address stands in the log");
    assert!(!server.said().contains("hunter2"), "the password stands in the log");
}

#[tokio::test]
async fn a_wrong_password_or_a_stranger_s_certificate_loses_no_message() {
    let folder = TempDir::new().expect("a test may make a folder");
    let (mail, port) = mail_server(folder.path());
    let authority = folder.path().join("authority.pem");
    let server = program(format!("smtp://agency:wrong@localhost:{port}?tls=required"), &authority).await;
    sign_up(&server, "ana@example.com").await;
    let (mail, unknown) = mail.hear("unknown");
    assert_eq!(unknown, Value::from("agency"));
    // Somebody mends the password; the message must still be there then.
    logged(&server, "a message could not be sent yet").await;
    assert!(!server.said().contains("given up"), "{}", server.said());
    drop(server);
    // A certificate for another name, or of an unknown authority: nothing is told, not even the password.
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").expect("a test may make a file");
    for (host, authority) in [("127.0.0.1", &authority), ("localhost", &empty)] {
        let server = program(format!("smtp://agency:hunter2@{host}:{port}?tls=required"), authority).await;
        sign_up(&server, "ana@example.com").await;
        logged(&server, "a message could not be sent yet").await;
    }
    let said = mail.hear_nothing();
    assert!(said.is_none(), "{said:?}");
}
