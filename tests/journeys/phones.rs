//! Can somebody add a telephone, come back with a text and with a backup code, and is a moved number left alone?

use std::time::Duration;

use super::sign_up::{EMAIL, PASSWORD, walk};
use crate::world::html::{form, forms, heading, text};
use crate::world::server::{Server, engines};
use crate::world::visitor::{Page, Visitor};

const NUMBER: &str = "+12025550123";

/// The code of the newest text to the number, which the worker sends within moments.
async fn texted_code(visitor: &mut Visitor, server: &Server, but: &str) -> String {
    for _ in 0..100 {
        let page = visitor.get(&format!("{}/outbox", server.identity())).await;
        let said = text(&page.body);
        let message = said.split("To: ").find(|message| message.starts_with(NUMBER));
        let code: Option<String> =
            message.and_then(|message| message.split(" #").nth(1)).map(|rest| rest.chars().take(6).collect());
        if let Some(code) = code.filter(|code| code != but) {
            return code;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no text with a code was sent");
}

/// With email and password, up to the page that asks for the second step.
async fn come_back(server: &Server) -> (Visitor, Page) {
    let mut visitor = Visitor::new();
    let start = visitor.open(&format!("{}/sign-in", server.account())).await;
    let filled = form(&start.body, "Continue").with("email", EMAIL).with("password", PASSWORD);
    let page = visitor.submit(&start, &filled).await;
    (visitor, page)
}

#[tokio::test]
async fn a_telephone_and_backup_codes_bring_somebody_back() {
    for database in engines().await {
        let server = Server::start(database).await;
        let (mut visitor, _) = walk(&server).await;
        let page = visitor.open(&format!("{}/security/phones/add", server.identity())).await;
        assert!(text(&page.body).contains("Phone codes are the weaker choice"), "{}", text(&page.body));
        let moved = form(&page.body, "Send me a code").with("number", "202-555-0199").with("channel", "text");
        let refused = visitor.submit(&page, &moved).await;
        assert!(text(&refused.body).contains("moved to another SIM card"), "{}", text(&refused.body));
        let asked =
            form(&refused.body, "Send me a code").with("number", "(202) 555-0123").with("channel", "text");
        let page = visitor.submit(&refused, &asked).await;
        assert_eq!(heading(&page.body), "Confirm your phone");
        let first = texted_code(&mut visitor, &server, "").await;
        let page = visitor.submit(&page, &form(&page.body, "Confirm").with("code", &first)).await;
        assert!(text(&page.body).contains("+1 202-555-0123"), "{}", text(&page.body));
        let page = visitor.open(&format!("{}/security/codes", server.identity())).await;
        let page = visitor.submit(&page, &form(&page.body, "Make ten new codes")).await;
        let code = page
            .body
            .split("<li><code>")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .expect("codes are shown");
        let (code, file) =
            (code.to_owned(), visitor.get(&format!("{}/security/codes/file", server.identity())).await);
        assert!(file.body.contains(&code) && file.header("cache-control") == "no-store", "{}", file.body);

        let (mut other, page) = come_back(&server).await;
        let choose =
            other.open(page.address.join("/sign-in/code/choose").expect("an address").as_ref()).await;
        let buttons = forms(&choose.body);
        let send = buttons
            .iter()
            .find(|form| form.button.starts_with("Text the number"))
            .expect("a text can be sent");
        let page = other.submit(&choose, send).await;
        let code_by_text = texted_code(&mut other, &server, &first).await;
        let page = other.submit(&page, &form(&page.body, "Sign in").with("code", &code_by_text)).await;
        assert_eq!((page.path(), heading(&page.body).as_str()), ("/home", "Home"), "{}", text(&page.body));

        let (mut third, page) = come_back(&server).await;
        let page = third.open(page.address.join("/sign-in/code/backup").expect("an address").as_ref()).await;
        let page = third.submit(&page, &form(&page.body, "Sign in").with("code", &code)).await;
        assert_eq!((page.path(), heading(&page.body).as_str()), ("/home", "Home"), "{}", text(&page.body));
    }
}
