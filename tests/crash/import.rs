//! `import books`, killed in the middle without warning, then started again: nothing lost, nothing twice.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use store::Store;
use tempfile::TempDir;

use super::open;
use crate::world::program::{self, Answer, call};
use crate::world::server::{Database, Server, engines};

/// A demonstration's folder and database, with nothing running.
async fn prepared(database: Database) -> (TempDir, Database) {
    let ended = Server::start(database).await.stop();
    (ended.data, ended.database)
}

fn books(folder: &Path, count: u32) -> String {
    let file = folder.join("people.ndjson");
    let path = file.to_str().expect("the path is UTF-8").to_owned();
    let answer =
        call(&["sandbox", "people", "--count", &count.to_string(), "--seed", "11", "--out", &path], "");
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    path
}

fn import(file: &str, data: &Path, database: &Database) -> Command {
    let mut command = Command::new(program::path());
    command.args(["import", "books", file, "--data"]).arg(data).env_remove("DATABASE_URL");
    if let Some(url) = database.url() {
        command.env("DATABASE_URL", url);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn finish(child: Child) -> Answer {
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    store.row(sql, &[]).await.expect("it counts").expect("a row").int(0).expect("a number")
}

const RETURNS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM tax_return";
const ENTRIES: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM entry";
const KEYS: &str = "SELECT CAST(COUNT(DISTINCT record_key) AS BIGINT) FROM entry";

#[tokio::test]
async fn an_import_that_is_killed_goes_on_where_it_stopped() {
    for database in engines().await {
        let (data, database) = prepared(database).await;
        let file = books(data.path(), 2_000);
        let store = open(data.path(), &database).await;
        let before = count(&store, ENTRIES).await;
        let mut kills = 0;
        for _ in 0..3 {
            let standing = count(&store, ENTRIES).await;
            let mut child = import(&file, data.path(), &database).spawn().expect("the program starts");
            // Killed as soon as some of it is in the books, but not all.
            while count(&store, ENTRIES).await == standing
                && child.try_wait().expect("its state can be read").is_none()
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            if child.try_wait().expect("its state can be read").is_none() {
                child.kill().expect("the program is there");
                kills += 1;
            }
            finish(child);
        }
        assert!(kills > 0, "it was never killed in the middle");
        let after_kills = count(&store, ENTRIES).await;
        assert!(after_kills > before, "nothing of the killed imports was kept");
        let last = finish(import(&file, data.path(), &database).spawn().expect("the program starts"));
        assert_eq!(last.code, Some(0), "{}", last.err);
        assert!(last.out.contains("Went on after line"), "{}", last.out);
        let (returns, entries) = (count(&store, RETURNS).await, count(&store, ENTRIES).await);
        assert_eq!(entries, count(&store, KEYS).await, "an entry stands twice");

        // A database that was never disturbed holds the same.
        let (calm_data, calm) = prepared(engines_like(&database).await).await;
        let answer = finish(import(&file, calm_data.path(), &calm).spawn().expect("the program starts"));
        assert_eq!(answer.code, Some(0), "{}", answer.err);
        let calm_store = open(calm_data.path(), &calm).await;
        assert_eq!(
            (returns, entries),
            (count(&calm_store, RETURNS).await, count(&calm_store, ENTRIES).await)
        );

        // Once more changes nothing.
        let again = finish(import(&file, data.path(), &database).spawn().expect("the program starts"));
        assert_eq!(again.code, Some(0), "{}", again.err);
        assert_eq!(entries, count(&store, ENTRIES).await);
    }
}

async fn engines_like(database: &Database) -> Database {
    let is_postgres = database.url().is_some();
    let mut engines = engines().await;
    engines.swap_remove(usize::from(is_postgres))
}

#[tokio::test]
async fn bad_lines_are_set_aside_by_number_and_the_rest_stands() {
    for database in engines().await {
        let (data, database) = prepared(database).await;
        let file = books(data.path(), 50);
        let store = open(data.path(), &database).await;
        let before = count(&store, RETURNS).await;
        let text = std::fs::read_to_string(&file).expect("the books can be read");
        let returns = text.lines().filter(|line| line.contains("\"return\"")).count();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert(3, "{\"record\":\"taxpayer\",");
        lines.insert(9, "not JSON at all");
        std::fs::write(&file, lines.join("\n")).expect("the books can be written");
        let answer = finish(import(&file, data.path(), &database).spawn().expect("the program starts"));
        assert_eq!(answer.code, Some(2), "{}", answer.err);
        for line in ["line 4 set aside", "line 10 set aside", "2 lines were set aside"] {
            assert!(answer.err.contains(line), "{line}: {}", answer.err);
        }
        let added = count(&store, RETURNS).await - before;
        assert_eq!(added, i64::try_from(returns).expect("a small number"));
    }
}

#[tokio::test]
async fn a_truncated_file_loses_only_its_last_line() {
    let (data, database) = prepared(Database::Sqlite).await;
    let file = books(data.path(), 20);
    let text = std::fs::read_to_string(&file).expect("the books can be read");
    let lines = text.lines().count();
    std::fs::write(&file, &text[..text.len() - 20]).expect("the books can be written");
    let answer = finish(import(&file, data.path(), &database).spawn().expect("the program starts"));
    assert_eq!(answer.code, Some(2), "{}", answer.err);
    assert!(answer.err.contains(&format!("line {lines} set aside")), "{}", answer.err);
    assert!(answer.err.contains("1 lines were set aside"), "{}", answer.err);
}

#[tokio::test]
async fn a_program_killed_while_it_serves_starts_again_with_everything() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = crate::world::visitor::Visitor::new();
        crate::world::journey::sign_in(&mut visitor, &server, "Claire Winslow").await;
        let ended = server.kill();
        assert!(!ended.status.success());
        let store = open(ended.data.path(), &ended.database).await;
        let before = count(&store, ENTRIES).await;
        drop(store);
        let server = Server::start_in(ended.data, ended.database).await;
        crate::world::journey::sign_in(&mut crate::world::visitor::Visitor::new(), &server, "Claire Winslow")
            .await;
        let ended = server.stop();
        let store = open(ended.data.path(), &ended.database).await;
        assert_eq!(count(&store, ENTRIES).await, before);
    }
}

#[tokio::test]
async fn an_empty_folder_becomes_a_demonstration_and_real_books_do_not() {
    let (folder, empty) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let file = books(folder.path(), 4);
    let answer = finish(import(&file, empty.path(), &Database::Sqlite).spawn().expect("it starts"));
    assert_eq!(answer.code, Some(0), "{}", answer.err);

    // A database of real books: made by init, migrate and import with a configuration.
    let office = folder.path().join("office");
    let place = office.to_str().expect("the path is UTF-8");
    let configuration = format!("{place}/counterfoil.toml");
    for arguments in [
        vec!["init", "--dir", place],
        vec!["migrate", "--config", &configuration],
        vec!["import", "books", &file, "--config", &configuration],
    ] {
        let answer = call(&arguments, "");
        assert_eq!(answer.code, Some(0), "{arguments:?}: {}", answer.err);
    }
    let database = office.join("counterfoil.db");
    let mut command = import(&file, empty.path(), &Database::Sqlite);
    let child = command.env("COUNTERFOIL__DATABASE__PATH", &database).spawn();
    let answer = finish(child.expect("it starts"));
    assert_eq!(answer.code, Some(2), "{}", answer.out);
    assert!(answer.err.contains("books that no demonstration brought in"), "{}", answer.err);
}
