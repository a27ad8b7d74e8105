//! What holds for every SQL text of the crate, read from its sources.

use std::path::Path;

use rusqlite::Connection;

use crate::Target;
use crate::testing::Scratch;

/// Tables that are small by nature, so that reading them whole is no scan on a request's path.
const SMALL: [&str; 5] = ["audit_head", "migration", "shut_client", "signing_key", "sqlite_master"];

/// Each source and migration, tests aside: its path and its text.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for item in std::fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            let is_source = path.extension().is_some_and(|kind| kind == "rs" || kind == "sql");
            if path.is_dir() {
                walk(&path, found);
            } else if is_source && path.file_name().is_some_and(|name| name != "tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                // Tests beside the code may plant what the code must never do.
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                found.push((path.display().to_string(), code.to_owned()));
            }
        }
    }
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    walk(&root.join("src"), &mut found);
    walk(&root.join("migrations"), &mut found);
    found
}

/// On one line, in lower case, with single spaces.
fn flat(text: &str) -> String {
    text.replace('\\', " ").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether an insertion into the table goes on with `do update` before its statement ends.
fn upserts(text: &str, table: &str) -> bool {
    let insertion = format!("insert into {table} (");
    let mut rests = text.split(&insertion).skip(1);
    rests.any(|rest| rest.split(['"', ';']).next().unwrap_or(rest).contains("do update"))
}

#[test]
fn entries_and_audit_lines_are_only_inserted() {
    let sources: Vec<_> = sources().into_iter().map(|(path, text)| (path, flat(&text))).collect();
    for table in ["entry", "audit"] {
        assert!(sources.iter().any(|(_, text)| text.contains(&format!("insert into {table} ("))));
        for (path, text) in &sources {
            for verb in ["update", "delete from", "drop table", "alter table", "truncate", "replace into"] {
                for end in [" ", ";", "\""] {
                    assert!(!text.contains(&format!("{verb} {table}{end}")), "{path}: {verb} {table}");
                }
            }
            assert!(!upserts(text, table), "{path}: an upsert of {table}");
        }
    }
}

/// Every text that reads, changes or removes finds its rows by a key or an index.
#[tokio::test]
async fn no_text_scans_a_table() {
    let scratch = Scratch::sqlite().await;
    let Target::Sqlite(path) = &scratch.target else { panic!("SQLite was asked for") };
    let connection = Connection::open(path).unwrap();
    let (mut seen, mut scans) = (0, Vec::new());
    for (path, text) in sources().into_iter().filter(|(_, text)| text.starts_with("//!")) {
        let text = text.replace("\\\n", "");
        let literals = text.split('"').skip(1).step_by(2);
        for sql in literals
            .filter(|text| ["SELECT ", "UPDATE ", "DELETE "].iter().any(|verb| text.starts_with(verb)))
        {
            let Ok(mut plan) = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) else { continue };
            seen += 1;
            let mut steps = plan.raw_query();
            while let Some(step) = steps.next().unwrap() {
                let step: String = step.get(3).unwrap();
                let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
                // A walk along an index ends at its LIMIT.
                let walks = step.contains("USING INDEX") && sql.contains("LIMIT");
                let allowed = walks || scanned.is_none_or(|table| SMALL.contains(&table));
                if !allowed {
                    scans.push(format!("{path}: {step}\n{sql}"));
                }
            }
        }
    }
    assert!(seen > 30, "only {seen} texts were understood");
    assert!(scans.is_empty(), "{}", scans.join("\n"));
}

/// Whoever ends a session has its sites told: every text that ends one stands in a function that marks them.
#[test]
fn whatever_ends_a_session_tells_its_sites() {
    let ends = |text: &str| text.matches("update sign_in_session set ended_at").count();
    for (path, text) in sources() {
        let marks = text.matches("session_sites::tell").count();
        let found = ends(&flat(&text));
        assert!(found == marks || found == 0, "{path}: {found} texts end sessions, {marks} mark their sites");
    }
}

/// Every table that names a person is given to them and destroyed with them, or is excluded with a reason; and every
/// column of it is given out, or is left out by name.
#[tokio::test]
async fn everything_held_about_a_person_is_known() {
    use crate::identity::holdings::{ALL, EXCLUDED};
    let scratch = Scratch::sqlite().await;
    let Target::Sqlite(path) = &scratch.target else { panic!("SQLite was asked for") };
    let connection = Connection::open(path).unwrap();
    let texts = |sql: &str| -> Vec<String> {
        let mut query = connection.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut faults = Vec::new();
    let mut seen = 0;
    for table in texts("SELECT name FROM sqlite_master WHERE type = 'table'") {
        let columns = texts(&format!("SELECT name FROM pragma_table_info('{table}')"));
        if table != "sign_in" && !columns.iter().any(|column| column == "sign_in_id") {
            continue;
        }
        seen += 1;
        let excluded = EXCLUDED.iter().any(|(name, _)| *name == table);
        let Some(holding) = ALL.iter().find(|holding| holding.table == table) else {
            if !excluded {
                faults.push(format!("{table} is not in identity::holdings"));
            }
            continue;
        };
        let given: Vec<&str> = holding.columns.iter().map(|(name, _)| *name).collect();
        for column in columns.iter().filter(|column| *column != "sign_in_id") {
            let known = given.contains(&column.as_str()) || holding.left_out.contains(&column.as_str());
            if !known {
                faults.push(format!("{table}.{column} is neither given out nor left out"));
            }
        }
        // What is secret by its name is never given out.
        for column in given
            .iter()
            .filter(|name| ["hash", "key", "salt", "index"].iter().any(|word| name.contains(word)))
        {
            faults.push(format!("{table}.{column} is a secret"));
        }
    }
    assert!(seen > 15, "only {seen} tables name a person");
    assert_eq!(seen, ALL.len() + EXCLUDED.len(), "a table is listed that is not there, or twice");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
