//! Are the keys that sign listed, changed out of turn and ended, and does the running program follow?

use std::time::Duration;

use serde_json::Value;

use crate::world::program;
use crate::world::server::{Server, engines};
use crate::world::visitor::Visitor;

/// A key's id, its kind, and what it does now.
struct Line {
    id: String,
    kind: String,
    what: String,
}

/// What `keys` with these arguments prints.
fn keys(server: &Server, arguments: &[&str]) -> Vec<Line> {
    let answer = server.command(&[&["keys"], arguments].concat());
    assert_eq!(answer.code, Some(0), "{answer:?}");
    let line = |line: &str| {
        let mut parts = line.splitn(3, "  ").map(str::trim);
        let mut part = || parts.next().unwrap_or_else(|| panic!("{line}")).to_owned();
        Line { id: part(), kind: part(), what: part() }
    };
    answer.out.lines().map(line).collect()
}

/// The ids in the key set that sites fetch.
async fn shown(visitor: &mut Visitor, server: &Server) -> Vec<String> {
    let page = visitor.get(&format!("{}/oidc/keys", server.identity())).await;
    let set: Value = serde_json::from_str(&page.body).expect("it is JSON");
    let keys = set["keys"].as_array().expect("a list");
    keys.iter().map(|key| key["kid"].as_str().expect("it has an id").to_owned()).collect()
}

#[tokio::test]
async fn keys_are_listed_changed_out_of_turn_and_ended_while_the_program_runs() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        let before = keys(&server, &["list"]);
        let signing = |lines: &[Line]| -> Vec<String> {
            let signs = lines.iter().filter(|line| line.kind == "ES256" && line.what.ends_with("signs"));
            signs.map(|line| line.id.clone()).collect()
        };
        let old = signing(&before);
        assert_eq!(old.len(), 1, "one key of a kind signs");
        // The next one is shown before it signs, and nothing that was signed is refused meanwhile.
        let rotated = keys(&server, &["rotate"]);
        assert_eq!(signing(&rotated), old);
        let next = rotated.iter().find(|line| line.kind == "ES256" && line.what.contains("signs from"));
        let next = next.expect("the next key is listed").id.clone();
        follows(&mut visitor, &server, &next, true).await;
        assert!(shown(&mut visitor, &server).await.contains(&old[0]));
        // At once, where a key must go.
        let now = signing(&keys(&server, &["rotate", "--now"]));
        assert!(now.len() == 1 && now != old, "{now:?}");
        let left = keys(&server, &["end", &old[0]]);
        assert!(left.iter().all(|line| line.id != old[0]));
        follows(&mut visitor, &server, &old[0], false).await;
        program::assert_refused(&server.command(&["keys", "end", &old[0]]), &["no key of this id"]);
        assert_eq!(server.command(&["audit", "verify"]).code, Some(0));
    }
}

/// Waits until the running program shows a key, or no longer.
async fn follows(visitor: &mut Visitor, server: &Server, key: &str, is_shown: bool) {
    for _ in 0..100 {
        if shown(visitor, server).await.iter().any(|id| id == key) == is_shown {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the program does not follow");
}
