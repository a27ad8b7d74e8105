//! What happens when the program cannot start? A line that says why and what to do, and nothing lost.

use std::net::TcpListener;
use std::process::Output;

use store::testing::Scratch;
use store::{Rows, Store, Target, Write};
use tempfile::TempDir;

use crate::world::journey::sign_in;
use crate::world::program::call;
use crate::world::server::{Database, Ports, Server, engines, serve};
use crate::world::visitor::Visitor;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a test may make a folder")
}

/// The one line of a program that did not start.
fn refusal(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    let lines: Vec<&str> = error.lines().filter(|line| line.starts_with("counterfoil: ")).collect();
    assert_eq!(lines.len(), 1, "{error}");
    lines[0].to_owned()
}

#[test]
fn a_taken_port_is_named_and_nothing_is_left_behind() {
    for offset in [0, 1, 9] {
        let (data, ports) = (folder(), Ports::find());
        let taken = TcpListener::bind(("127.0.0.1", ports.base + offset)).expect("the port was free");
        let output = serve(data.path(), ports.base, &Database::Sqlite).output().expect("the program starts");
        assert!(refusal(&output).contains(&(ports.base + offset).to_string()), "{}", refusal(&output));
        let left = std::fs::read_dir(data.path()).expect("the folder can be read").count();
        assert_eq!(left, 0, "a start that fails leaves nothing");
        drop(taken);
    }
}

#[test]
fn ports_that_do_not_exist_are_refused() {
    let data = folder();
    let output = serve(data.path(), 65_530, &Database::Sqlite).output().expect("the program starts");
    assert!(refusal(&output).contains("65530"), "{}", refusal(&output));
}

#[tokio::test]
async fn a_database_that_is_newer_than_the_program_is_refused_and_kept() {
    for database in engines().await {
        let ended = Server::start(database).await.stop();
        let target = match &ended.database {
            Database::Sqlite => Target::Sqlite(ended.data.path().join("counterfoil.db")),
            Database::Postgres(Scratch { target, .. }) => target.clone(),
        };
        let store = Store::open(&target).await.expect("the database opens");
        let newer =
            "INSERT INTO migration (version, name, checksum, program) VALUES (9999, 'later', 'x', '99.0.0')";
        store
            .write(Write::new().statement(newer, Vec::new(), Rows::Exactly(1)))
            .await
            .expect("a row is added");
        let count = "SELECT CAST(COUNT(*) AS BIGINT) FROM entry";
        let entries = async || {
            store.row(count, &[]).await.expect("it counts").expect("a row").int(0).expect("a number")
        };
        let before = entries().await;
        assert!(before > 0, "the made-up books are in");
        let ports = Ports::find();
        let output =
            serve(ended.data.path(), ports.base, &ended.database).output().expect("the program starts");
        assert!(refusal(&output).contains("9999"), "{}", refusal(&output));
        assert_eq!(entries().await, before);
    }
}

#[tokio::test]
async fn a_second_start_keeps_people_and_what_they_agreed_to() {
    for database in engines().await {
        let first = Server::start(database).await;
        let mut visitor = Visitor::new();
        let home = sign_in(&mut visitor, &first, "Henry Lindqvist").await;
        let ended = first.stop();
        let second = ended.start_again().await;
        let mut again = Visitor::new();
        let start = again.open(&format!("{}/sign-in", second.account())).await;
        let button = crate::world::html::form(&start.body, "Sign in as Henry Lindqvist");
        let page = again.submit(&start, &button).await;
        // Whether he is asked once more or not, his record is the same.
        let page = if page.path() == "/consent" {
            again.submit(&page, &crate::world::html::form(&page.body, "Share and continue")).await
        } else {
            page
        };
        let figure = |html: &str| crate::world::html::text_of(html, "class=\"summary-figure__amount\"");
        assert_eq!(figure(&page.body), figure(&home.body));
        assert!(figure(&page.body).is_some());
    }
}

#[test]
fn without_a_demonstration_it_asks_for_a_configuration() {
    let answer = call(&["serve", "--config", "no-such-file.toml"], "");
    assert_eq!(answer.code, Some(2));
    assert!(
        answer.err.contains("no-such-file.toml") && answer.err.contains("counterfoil init"),
        "{}",
        answer.err
    );
}

#[test]
fn keys_that_do_not_fit_are_refused() {
    let data = folder();
    std::fs::create_dir(data.path().join("keys")).expect("a test may make a folder");
    for key in ["root.key", "index.key"] {
        std::fs::write(data.path().join("keys").join(key), "not a key").expect("a test may write a file");
    }
    let ports = Ports::find();
    let output = serve(data.path(), ports.base, &Database::Sqlite).output().expect("the program starts");
    assert!(refusal(&output).contains(".key"), "{}", refusal(&output));
}
