//! Is somebody whose session ended out everywhere, within moments and on the next page? And is a site that an operator
//! shuts, adds or changes followed by the running program?

use std::time::Duration;

use crate::world::html::{form, forms};
use crate::world::journey::choose;
use crate::world::program::{self, Answer};
use crate::world::server::{Database, Server, engines};
use crate::world::visitor::Visitor;

/// So long may it take until the next page is refused.
const WITHIN: Duration = Duration::from_secs(3);

const PERSON: &str = "Marcus Ellison";

/// Waits until an address does not answer with its page any more.
async fn refused(visitor: &mut Visitor, address: &str) {
    let step = Duration::from_millis(50);
    for _ in 0..WITHIN.as_millis() / step.as_millis() {
        if visitor.get(address).await.status != 200 {
            return;
        }
        tokio::time::sleep(step).await;
    }
    panic!("{address} still answers after {WITHIN:?}");
}

/// Sends the sign-out form of the identity site.
async fn sign_out_at_identity(visitor: &mut Visitor, server: &Server) {
    let page = visitor.open(&format!("{}/security", server.identity())).await;
    let out = forms(&page.body).into_iter().find(|form| form.action == "/sign-out").expect("it has the form");
    visitor.submit(&page, &out).await;
}

#[tokio::test]
async fn whoever_signs_out_anywhere_is_out_everywhere() {
    for database in engines().await {
        let server = Server::start(database).await;
        let pages =
            ["/home", "/balance", "/payments", "/records"].map(|path| format!("{}{path}", server.account()));
        let mut visitor = Visitor::new();
        choose(&mut visitor, &server, PERSON).await;
        let mut other = Visitor::new();
        choose(&mut other, &server, PERSON).await;
        sign_out_at_identity(&mut visitor, &server).await;
        refused(&mut visitor, &pages[0]).await;
        for page in &pages {
            assert_ne!(visitor.get(page).await.status, 200, "{page}");
            assert_eq!(other.get(page).await.status, 200, "another browser's session stands: {page}");
        }
        // And from the account site: the identity site knows nobody any more.
        let home = other.open(&pages[0]).await;
        let out =
            forms(&home.body).into_iter().find(|form| form.action == "/sign-out").expect("it has the form");
        other.submit(&home, &out).await;
        refused(&mut other, &format!("{}/security", server.identity())).await;
        assert_ne!(other.get(&pages[0]).await.status, 200);
    }
}

#[tokio::test]
async fn whom_an_operator_shuts_is_out_on_every_page_of_every_site() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        choose(&mut visitor, &server, PERSON).await;
        let email = "marcus.ellison@people.example";
        let found = server.command(&["sign-ins", "find", email]);
        let email = if found.code == Some(0) { email.to_owned() } else { email_of(&server).await };
        let found = server.command(&["sign-ins", "find", &email]);
        assert_eq!(found.code, Some(0), "{found:?}");
        assert!(found.out.contains("may be used") && found.out.contains("sessions  1"), "{}", found.out);
        let unsaid = server.command(&["sign-ins", "disable", &email, "--reason", " "]);
        assert_eq!(unsaid.code, Some(2), "{unsaid:?}");
        let shut = server.command(&["sign-ins", "disable", &email, "--reason", "a test"]);
        assert_eq!(shut.code, Some(0), "{shut:?}");
        refused(&mut visitor, &format!("{}/security", server.identity())).await;
        for path in ["/home", "/balance", "/payments", "/records"] {
            refused(&mut visitor, &format!("{}{path}", server.account())).await;
        }
        let again = server.command(&["sign-ins", "disable", &email, "--reason", "a test"]);
        assert_eq!(again.code, Some(2), "{again:?}");
        let mut locked_out = Visitor::new();
        let start = locked_out.open(&format!("{}/sign-in", server.account())).await;
        let button = form(&start.body, &format!("Sign in as {PERSON}"));
        let page = locked_out.submit(&start, &button).await;
        assert_ne!(page.path(), "/home", "{}", page.body);
        let open = server.command(&["sign-ins", "enable", &email, "--reason", "a test"]);
        assert_eq!(open.code, Some(0), "{open:?}");
        choose(&mut visitor, &server, PERSON).await;
        let ended = server.command(&["sign-ins", "end-sessions", &email, "--reason", "a test"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        refused(&mut visitor, &format!("{}/home", server.account())).await;
        let audit = server.command(&["audit", "verify"]);
        assert_eq!(audit.code, Some(0), "{audit:?}");
    }
}

/// The address of the person, as the identity site tells them.
async fn email_of(server: &Server) -> String {
    let mut visitor = Visitor::new();
    choose(&mut visitor, server, PERSON).await;
    let page = visitor.open(&format!("{}/security/addresses", server.identity())).await;
    let at = page.body.find('@').expect("the page names an address");
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    let before: String = page.body[..at].chars().rev().take_while(|letter| is_part(*letter)).collect();
    let after: String = page.body[at + 1..].chars().take_while(|letter| is_part(*letter)).collect();
    sign_out_at_identity(&mut visitor, server).await;
    format!("{}@{after}", before.chars().rev().collect::<String>())
}

/// The documentation's example, at home on this machine.
fn example() -> String {
    let page = include_str!("../../docs/operate/clients.md");
    page.split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("it has an example")
        .to_owned()
}

#[tokio::test]
async fn sites_are_added_changed_shut_and_removed_while_the_program_runs() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    let page = format!("{}/sites/shop-portal", server.identity());
    assert_eq!(visitor.get(&page).await.status, 404);
    let file = server.data().join("draft.toml");
    let name = file.to_str().expect("a path is text").to_owned();
    std::fs::write(&file, example().replace("[run_by]", "colour = \"red\"\n[run_by]"))
        .expect("it can be written");
    let refusal = server.command(&["clients", "add", &name]);
    program::assert_refused(&refusal, &["draft.toml", "colour: there is no such key"]);
    std::fs::write(&file, example()).expect("it can be written");
    assert_eq!(server.command(&["clients", "check", &name]).code, Some(0));
    let added = server.command(&["clients", "add", &name]);
    assert_eq!(added.code, Some(0), "{added:?}");
    appears(&mut visitor, &page, "Shop portal").await;
    let shown = server.command(&["clients", "show", "shop-portal"]);
    assert!(shown.out.contains("Shop Portal Inc.") && !shown.out.contains("5d0c6f"), "{shown:?}");
    std::fs::write(&file, example().replace("Shop portal", "Shops of the city")).expect("it can be written");
    assert_eq!(server.command(&["clients", "add", &name]).code, Some(0));
    appears(&mut visitor, &page, "Shops of the city").await;
    let shut = server.command(&["clients", "disable", "shop-portal", "--reason", "a test"]);
    assert_eq!(shut.code, Some(0), "{shut:?}");
    appears(&mut visitor, &page, "Not available now").await;
    assert!(server.command(&["clients", "list"]).out.contains("disabled since"));
    program::assert_refused(
        &server.command(&["clients", "disable", "shop-portal", "--reason", "x"]),
        &["already"],
    );
    assert_eq!(server.command(&["clients", "enable", "shop-portal", "--reason", "a test"]).code, Some(0));
    // A file that becomes wrong changes nothing.
    let kept = server.data().join("clients/shop-portal.toml");
    std::fs::write(&kept, "client_id = ").expect("it can be written");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    appears(&mut visitor, &page, "Shops of the city").await;
    let removed = server.command(&["clients", "remove", "shop-portal", "--reason", "a test"]);
    assert_eq!(removed.code, Some(0), "{removed:?}");
    refused(&mut visitor, &page).await;
    assert_eq!(visitor.get(&page).await.status, 404);
    let secret = command_alone(&["clients", "secret"]);
    assert!(secret.out.contains("client_secret_hashes"), "{secret:?}");
}

fn command_alone(arguments: &[&str]) -> Answer {
    program::call(arguments, "")
}

async fn appears(visitor: &mut Visitor, address: &str, text: &str) {
    for _ in 0..60 {
        let page = visitor.get(address).await;
        if page.status == 200 && page.body.contains(text) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{address} does not say {text:?}");
}
