//! What does somebody learn who guesses? Nothing about who has a sign-in, and soon to wait.

use crate::journeys::sign_up;
use crate::world::html::{form, text};
use crate::world::server::{Server, engines};
use crate::world::visitor::{Page, Visitor};

async fn guess(server: &Server, email: &str, password: &str) -> Page {
    let mut visitor = Visitor::new();
    let start = visitor.open(&format!("{}/sign-in", server.account())).await;
    let filled = form(&start.body, "Continue").with("email", email).with("password", password);
    visitor.submit(&start, &filled).await
}

/// What the page says, without what was typed.
fn told(page: &Page, email: &str) -> (u16, String) {
    (page.status.as_u16(), text(&page.body).replace(email, "…"))
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same_and_soon_have_to_wait() {
    for database in engines().await {
        let server = Server::start(database).await;
        sign_up::walk(&server).await;
        let known = guess(&server, sign_up::EMAIL, "not the password").await;
        let unknown = guess(&server, "nobody@example.com", "not the password").await;
        assert_eq!(told(&known, sign_up::EMAIL), told(&unknown, "nobody@example.com"));
        assert_eq!(known.status, 422);
        let mut last = known;
        for _ in 0..6 {
            last = guess(&server, sign_up::EMAIL, "not the password").await;
        }
        assert!(text(&last.body).contains("Please wait"), "{}", text(&last.body));
        let right = guess(&server, sign_up::EMAIL, sign_up::PASSWORD).await;
        assert!(text(&right.body).contains("Please wait"), "even the right password has to wait now");
        let other = guess(&server, "nobody@example.com", "another").await;
        assert!(!text(&other.body).contains("Please wait"), "others need not wait");
    }
}
