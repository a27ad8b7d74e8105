//! Do the agency's people get into the staff site, and nobody else?

use std::time::Duration;

use reqwest::StatusCode;

use crate::world::html::{form, heading, text};
use crate::world::program::{self, Answer};
use crate::world::server::{Server, engines};
use crate::world::visitor::{Page, Visitor};

/// Calls a command on the folder and database of a running demonstration.
pub(crate) fn command(server: &Server, arguments: &[&str]) -> Answer {
    let data = server.data().to_str().expect("a path is text").to_owned();
    let url = server.database.url().map(ToOwned::to_owned);
    let all: Vec<&str> = arguments.iter().copied().chain(["--data", &data]).collect();
    program::call_with(&all, "", url.as_deref())
}

/// Tries to sign in to the staff site by one of the demonstration's buttons.
async fn enter(visitor: &mut Visitor, server: &Server, button: &str) -> Page {
    let front = visitor.open(&server.staff()).await;
    assert_eq!(front.status, StatusCode::OK, "{}", front.body);
    let start = visitor.open(&format!("{}/sign-in", server.staff())).await;
    assert!(start.address.as_str().starts_with(&server.identity()), "{}", start.address);
    visitor.submit(&start, &form(&start.body, button)).await
}

/// Somebody of the agency who is in.
pub(crate) async fn working(server: &Server, language: &'static str, button: &str) -> Visitor {
    let mut visitor = Visitor::speaking(language);
    let home = enter(&mut visitor, server, button).await;
    assert_eq!((home.status, home.path()), (StatusCode::OK, "/home"), "{}", home.body);
    visitor
}

#[tokio::test]
async fn only_who_is_appointed_gets_in_and_only_as_long() {
    for database in engines().await {
        let server = Server::start(database).await;
        let home = format!("{}/home", server.staff());
        for (language, button, said) in [
            ("en", "Sign in as Noor Haddad, examiner", "You work here as examiner."),
            ("es", "Iniciar sesión como Dana Whitcombe, tesorero", "Usted trabaja aquí en: tesorería."),
        ] {
            let mut visitor = working(&server, language, button).await;
            let page = visitor.get(&home).await;
            assert!(text(&page.body).contains(said), "{}", page.body);
        }
        for button in ["Sign in as Robin Achterberg, reviewer", "Sign in as Marcus Ellison"] {
            let mut visitor = Visitor::new();
            let page = enter(&mut visitor, &server, button).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{button}");
            assert_eq!(heading(&page.body), "You do not work here");
            assert_eq!(visitor.get(&home).await.status, StatusCode::SEE_OTHER, "{button} is not in");
        }
        let mut ended = working(&server, "en", "Sign in as Noor Haddad, examiner").await;
        let end = ["agents", "end", "noor.haddad@desk.example", "--reason", "left"];
        assert_eq!(command(&server, &end).code, Some(0));
        let mut status = StatusCode::OK;
        for _ in 0..100 {
            status = ended.get(&home).await.status;
            if status != StatusCode::OK {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(status, StatusCode::SEE_OTHER, "who was ended is out");
        let page = enter(&mut Visitor::new(), &server, "Sign in as Noor Haddad, examiner").await;
        assert_eq!(heading(&page.body), "You do not work here");
    }
}
