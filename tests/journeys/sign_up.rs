//! Can somebody make a sign-in with mail, password and authenticator app, and reach an account?

use std::time::{Duration, SystemTime};

use crate::world::html::{form, forms, heading, text, text_of};
use crate::world::journey::said;
use crate::world::server::{Server, engines};
use crate::world::visitor::{Page, Visitor};

/// Also canaries: they may be read nowhere.
pub(crate) const EMAIL: &str = "quince.marmalade@example.com";
pub(crate) const PASSWORD: &str = "ocean ladder pencil harvest";

/// Makes a sign-in, becomes the first person who is offered, and ends on Home.
pub(crate) async fn walk(server: &Server) -> (Visitor, Page) {
    let (mut visitor, page) = to_proof(server, EMAIL).await;
    let choices = forms(&page.body);
    let choice =
        choices.iter().find(|form| form.button.starts_with("I am ")).expect("there are people to be");
    let page = visitor.submit(&page, choice).await;
    assert_eq!(page.path(), "/consent", "{}", text(&page.body));
    let page = visitor.submit(&page, &form(&page.body, said("en").agree)).await;
    assert_eq!((page.path(), heading(&page.body).as_str()), ("/home", "Home"), "{}", text(&page.body));
    (visitor, page)
}

/// Makes a sign-in, up to the page on which people prove who they are.
pub(crate) async fn to_proof(server: &Server, email: &str) -> (Visitor, Page) {
    let mut visitor = Visitor::new();
    let start = visitor.open(&format!("{}/sign-in", server.account())).await;
    assert_eq!(heading(&start.body), "Sign in");
    let page = visitor.open(&format!("{}/create", server.identity())).await;
    let page = visitor.submit(&page, &form(&page.body, "Send me a code").with("email", email)).await;
    let code = mailed_code(&mut visitor, server, email).await;
    let page = visitor.submit(&page, &form(&page.body, "Confirm").with("code", &code)).await;
    assert_eq!(heading(&page.body), "Choose how you sign in");
    let page = visitor.open(&format!("{}/create/password", server.identity())).await;
    assert_eq!(heading(&page.body), "Choose a password");
    let page = visitor.submit(&page, &form(&page.body, "Continue").with("new_password", PASSWORD)).await;
    assert_eq!(heading(&page.body), "Protect your sign-in");
    let page = visitor.submit(&page, &form(&page.body, "Connect an app")).await;
    assert_eq!(heading(&page.body), "Connect an authenticator app");
    let key = page
        .body
        .split("<code>")
        .nth(1)
        .and_then(|rest| rest.split("</code>").next())
        .expect("the key is shown");
    let page = visitor.submit(&page, &form(&page.body, "Connect").with("code", &app_code(key))).await;
    assert_eq!(heading(&page.body), "Protect your sign-in");
    let page = visitor.submit(&page, &form(&page.body, "Go on without more protection")).await;
    assert_eq!(heading(&page.body), "Prove who you are");
    (visitor, page)
}

/// The code of the message, which the worker sends within moments.
async fn mailed_code(visitor: &mut Visitor, server: &Server, email: &str) -> String {
    for _ in 0..100 {
        let page = visitor.get(&format!("{}/outbox", server.identity())).await;
        let said = text(&page.body);
        let message = said.split("To: ").find(|message| message.starts_with(email));
        if let Some(rest) = message.and_then(|message| message.split("Your code is ").nth(1)) {
            return rest.chars().take(6).collect();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no message with a code was sent");
}

#[expect(clippy::disallowed_methods, reason = "an authenticator app shows the code of the real time")]
fn app_code(key: &str) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("the clock is right");
    crate::identity::code_at(key, now.as_secs())
}

#[tokio::test]
async fn somebody_new_reaches_an_account() {
    for database in engines().await {
        let server = Server::start(database).await;
        let (mut visitor, _) = walk(&server).await;
        let page = visitor.get(&format!("{}/balance", server.account())).await;
        assert_eq!((page.status.as_u16(), heading(&page.body).as_str()), (200, "Account balance"));
    }
}

#[tokio::test]
async fn whoever_closes_their_sign_in_opens_their_record_with_a_new_one() {
    for database in engines().await {
        let server = Server::start(database).await;
        let (mut visitor, _) = walk(&server).await;
        let page = visitor.open(&format!("{}/security/close", server.identity())).await;
        let close = forms(&page.body).into_iter().find(|form| form.action == "/security/close");
        let close = close.unwrap_or_else(|| panic!("{} {}", page.path(), text(&page.body)));
        let page = visitor.submit(&page, &close.with("understood", "yes")).await;
        assert_eq!(page.path(), "/closed", "{}", text(&page.body));
        // The same person again, with another address: their record is let go within moments.
        let (mut visitor, page) = to_proof(&server, "quince.again@example.com").await;
        let choices = forms(&page.body);
        let choice =
            choices.iter().find(|form| form.button.starts_with("I am ")).expect("there are people to be");
        let page = visitor.submit(&page, choice).await;
        assert_eq!(page.path(), "/consent", "{}", text(&page.body));
        let mut page = visitor.submit(&page, &form(&page.body, said("en").agree)).await;
        for _ in 0..100 {
            if page.path() == "/home" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            page = visitor.open(&format!("{}/sign-in", server.account())).await;
        }
        assert_eq!(page.path(), "/home", "{}", text(&page.body));
    }
}

#[tokio::test]
async fn two_sign_ins_cannot_be_one_person() {
    for database in engines().await {
        let server = Server::start(database).await;
        let (_, home) = walk(&server).await;
        let taken = text_of(&home.body, "class=\"masthead__person\"").expect("Home names the person");
        let (_, page) = to_proof(&server, "second.visitor@example.com").await;
        let offered: Vec<String> = forms(&page.body).into_iter().map(|form| form.button).collect();
        assert!(offered.iter().any(|button| button.starts_with("I am ")), "{offered:?}");
        assert!(!offered.contains(&format!("I am {taken}")), "{taken} is offered again");
    }
}
