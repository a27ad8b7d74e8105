//! Does the running program follow what the operator does with agents, and does the demonstration offer its own?

use crate::world::html::form;
use crate::world::program::{self, Answer};
use crate::world::server::{Server, engines};
use crate::world::visitor::Visitor;

const SUPERVISOR: &str = "jordan.abara@desk.example";

/// Calls a command on the folder and database of a running demonstration.
fn command(server: &Server, arguments: &[&str]) -> Answer {
    let data = server.data().to_str().expect("a path is text").to_owned();
    let url = server.database.url().map(ToOwned::to_owned);
    let all: Vec<&str> = arguments.iter().copied().chain(["--data", &data]).collect();
    program::call_with(&all, "", url.as_deref())
}

/// A browser in which the demonstration's supervisor is signed in.
async fn supervisor(server: &Server) -> Visitor {
    let mut visitor = Visitor::new();
    let start = visitor.open(&format!("{}/sign-in", server.identity())).await;
    let button = form(&start.body, "Sign in as Jordan Abara, supervisor");
    visitor.submit(&start, &button).await;
    visitor
}

#[tokio::test]
async fn agents_are_appointed_certified_and_ended_by_command() {
    for database in engines().await {
        let server = Server::start(database).await;
        let listed = command(&server, &["agents", "list"]);
        assert_eq!(listed.code, Some(0), "{listed:?}");
        assert!(
            listed.out.ends_with("7 agents.\n") && !listed.out.contains("not certified"),
            "{}",
            listed.out
        );
        let mut visitor = supervisor(&server).await;
        let desk = format!("{}/desk", server.identity());
        let page = visitor.get(&desk).await;
        assert!(page.status == 200 && page.body.contains("/desk/openings"), "{}", page.body);
        for (arguments, code, said) in [
            (["agents", "end", SUPERVISOR, "--reason", " "], 2, "--reason"),
            (["agents", "end", "nobody@desk.example", "--reason", "x"], 2, "no sign-in has this address"),
            (["agents", "end", SUPERVISOR, "--reason", "left"], 0, "works at the desk no longer"),
            (["agents", "end", SUPERVISOR, "--reason", "left"], 2, "is no agent"),
            (["agents", "certify", SUPERVISOR, "--reason", "passed"], 2, "is no agent"),
        ] {
            let answer = command(&server, &arguments);
            assert_eq!(answer.code, Some(code), "{answer:?}");
            assert!(format!("{}{}", answer.out, answer.err).contains(said), "{said}: {answer:?}");
        }
        assert_eq!(visitor.get(&desk).await.status, 303, "at once, and every session with it");
        visitor = supervisor(&server).await;
        assert_eq!(visitor.get(&desk).await.status, 404, "the sign-in stays");
        let add = ["agents", "add", SUPERVISOR, "--reason", "back", "--role"];
        let wrong = command(&server, &[&add[..], &["king"]].concat());
        assert!(wrong.code == Some(2) && wrong.err.contains("reviewer, clerk"), "{wrong:?}");
        assert_eq!(command(&server, &[&add[..], &["clerk"]].concat()).code, Some(0));
        assert_eq!(command(&server, &[&add[..], &["clerk"]].concat()).code, Some(2));
        assert_eq!(visitor.get(&desk).await.status, 403, "another role needs another test");
        let certify = ["agents", "certify", SUPERVISOR, "--reason", "passed", "--on"];
        let early = command(&server, &[&certify[..], &["2999-01-01"]].concat());
        assert!(early.code == Some(2) && early.err.contains("yet to come"), "{early:?}");
        let certified = command(&server, &certify[..5]);
        assert!(certified.code == Some(0) && certified.out.contains("may work until"), "{certified:?}");
        let page = visitor.get(&desk).await;
        assert!(page.status == 200 && !page.body.contains("/desk/openings"), "{}", page.body);
        let audit = command(&server, &["audit", "verify"]);
        assert_eq!(audit.code, Some(0), "{audit:?}");
    }
}
