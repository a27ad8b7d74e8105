//! Can somebody prove who they are with pictures alone, read by the program's confined child?

use std::time::Duration;

use reqwest::Method;

use super::sign_up::to_proof;
use crate::world::html::{Form, forms, heading, text};
use crate::world::server::{Server, engines};
use crate::world::visitor::{Page, Visitor};

/// As the simulated registries know nobody better.
const PHONE: &str = "202-555-0177";

/// Makes a sign-in and takes all steps with a made-up person's papers, up to the last page.
pub(crate) async fn walk(server: &Server, email: &str) -> (Visitor, Page) {
    let (mut visitor, _) = to_proof(server, email).await;
    let page = visitor.open(&format!("{}/prove/go-on", server.identity())).await;
    let mut page = visitor.submit(&page, &of(&page, "/prove/start")).await;
    for (action, fields) in [
        ("/prove/route", &[("route", "camera")][..]),
        (
            "/prove/you",
            &[
                ("given_names", "Amelia"),
                ("family_name", "Hartwell"),
                ("born_month", "3"),
                ("born_day", "14"),
                ("born_year", "1986"),
            ],
        ),
        ("/prove/number", &[("tax_number", "900-12-5021")]),
        (
            "/prove/address",
            &[
                ("street", "418 Bayberry Ct"),
                ("city", "Fernhollow"),
                ("region", "OR"),
                ("postal_code", "97110"),
                ("country", "US"),
            ],
        ),
        ("/prove/papers", &[("papers", "drivers-license")]),
        ("/prove/phone", &[("number", PHONE), ("channel", "text")]),
    ] {
        let filled = fields.iter().fold(of(&page, action), |form, (name, value)| form.with(name, value));
        page = visitor.submit(&page, &filled).await;
    }
    let code = texted_code(&mut visitor, server).await;
    page = visitor.submit(&page, &of(&page, "/prove/phone/code").with("code", &code)).await;
    assert_eq!(heading(&page.body), "Pictures of your papers", "{}", text(&page.body));
    for paper in ["front", "back", "selfie"] {
        page = send(&mut visitor, server, paper).await;
    }
    assert_eq!(heading(&page.body), "Is everything right?", "{}", text(&page.body));
    (visitor, page)
}

fn of(page: &Page, action: &str) -> Form {
    let found = forms(&page.body).into_iter().find(|form| form.action == action);
    found.unwrap_or_else(|| panic!("no form {action} at {}: {}", page.path(), text(&page.body)))
}

/// The code of the text message, which the worker sends within moments.
async fn texted_code(visitor: &mut Visitor, server: &Server) -> String {
    for _ in 0..100 {
        let page = visitor.get(&format!("{}/outbox", server.identity())).await;
        let said = text(&page.body);
        let message = said.split("To: ").find(|message| message.starts_with("+12025550177"));
        if let Some(code) = message.and_then(|message| message.split('#').nth(1)) {
            return code.chars().take(6).collect();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no text with a code was sent");
}

/// Sends one of the specimens that the demonstration offers, as a browser sends a file.
async fn send(visitor: &mut Visitor, server: &Server, paper: &str) -> Page {
    let specimen = format!("{}/sandbox/papers/demo-amelia/{paper}.png", server.identity());
    let picture = reqwest::get(specimen).await.expect("it is there").bytes().await.expect("it is whole");
    let address = format!("{}/prove/pictures/{paper}", server.identity());
    let page = visitor.open(&address).await;
    let upload = of(&page, &format!("/prove/pictures/{paper}")).with("agreed", "yes");
    let field = |(name, value): &(String, String)| {
        format!("--made-up\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let fields: String = upload.fields.iter().filter(|(name, _)| name != "file").map(field).collect();
    let head = format!(
        "{fields}--made-up\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), &picture, b"\r\n--made-up--\r\n"].concat();
    let request = visitor
        .request(Method::POST, &address)
        .header("origin", server.identity())
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=made-up");
    let answer = visitor.send(request.body(body)).await;
    visitor.follow(answer, "nowhere:").await
}

#[tokio::test]
async fn pictures_prove_who_somebody_is_in_the_demonstration() {
    for database in engines().await {
        let server = Server::start(database).await;
        let (mut visitor, page) = walk(&server, "plum.pictures@example.com").await;
        let page = visitor.submit(&page, &of(&page, "/prove/check")).await;
        assert_eq!(heading(&page.body), "You have proved who you are", "{}", text(&page.body));
    }
}
