//! Do the agency's people get into the staff site, and nobody else?

use std::process::Command;
use std::time::Duration;

use reqwest::StatusCode;

use crate::command_line::settle::{Books, json};
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

/// Where two people must release a file: the same person twice is one, the switch keeps it back, and after the second it leaves.
#[tokio::test]
async fn a_file_leaves_when_two_people_have_released_it() {
    for database in engines().await {
        let books = Books::on(database, &[]).await;
        books.add_refund(12_300).await;
        let out = books.out();
        let settings = [("RELEASES", "2")];
        let program = Command::new(program::path());
        let settled = books.called(program, &["settle", "--data"], &["--date", "2026-11-20"], &settings);
        let name = json(&settled)["to_release"][0].as_str().expect("a file waits").to_owned();
        let variables = [
            ("COUNTERFOIL__SETTLEMENT__FOLDER", out.display().to_string()),
            ("COUNTERFOIL__SETTLEMENT__ROUTING_NUMBER", "029999998".to_owned()),
            ("COUNTERFOIL__SETTLEMENT__BANK_NAME", "Sample Bank".to_owned()),
            ("COUNTERFOIL__SETTLEMENT__ORIGIN", "9123456789".to_owned()),
            ("COUNTERFOIL__SETTLEMENT__COMPANY_NAME", "Revenue Agency".to_owned()),
            ("COUNTERFOIL__SETTLEMENT__RELEASES", "2".to_owned()),
        ];
        let Books { folder, database } = books;
        let server = Server::start_with(folder, database, &variables).await;
        let files = format!("{}/files", server.staff());
        let left = out.join(format!("{name}.ach"));
        let mut first = working(&server, "en", "Sign in as Morgan Castellano, treasurer").await;
        let page = first.get(&files).await;
        assert!(text(&page.body).contains("$123.00"), "{}", text(&page.body));
        let release = form(&page.body, &format!("Release {name}"));
        // The switch is thrown between opening the page and pressing the button.
        let page = first.submit(&page, &form(&page.body, "Stop all files")).await;
        assert!(text(&page.body).contains("Write why files are stopped."), "{}", text(&page.body));
        let stop = form(&page.body, "Stop all files").with("reason", "odd returns");
        let page = first.submit(&page, &stop).await;
        assert!(text(&page.body).contains("Files are stopped: odd returns"), "{}", text(&page.body));
        let refused = first.post(&page, &release).await;
        assert!(text(&refused.body).contains("Nothing was released: files are stopped."), "{}", refused.body);
        let page = first.submit(&page, &form(&page.body, "Let files leave again")).await;
        let page = first.submit(&page, &form(&page.body, &format!("Release {name}"))).await;
        assert!(text(&page.body).contains("1 of 2"), "{}", text(&page.body));
        // The same person again, by a page that was open before.
        let page = first.submit(&page, &release).await;
        assert!(text(&page.body).contains("1 of 2") && !left.exists(), "{}", text(&page.body));
        let mut second = working(&server, "es", "Iniciar sesión como Dana Whitcombe, tesorero").await;
        let page = second.get(&files).await;
        assert!(text(&page.body).contains("1 de 2"), "{}", text(&page.body));
        second.submit(&page, &form(&page.body, &format!("Autorizar {name}"))).await;
        for _ in 0..300 {
            if left.exists() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(left.exists(), "{}", server.said());
        let page = second.get(&files).await;
        assert!(text(&page.body).contains("Ningún archivo espera."), "{}", text(&page.body));
        let mut examiner = working(&server, "en", "Sign in as Noor Haddad, examiner").await;
        assert_eq!(examiner.get(&files).await.status, StatusCode::NOT_FOUND);
    }
}
