//! Is all SQL in `store`, in the subset both engines know, and are entries and audit lines only inserted?

use std::collections::BTreeSet;

use super::files::{Source, assert_none, sources};

/// How a statement begins; each is told from prose by what follows.
const STATEMENTS: [&str; 6] =
    ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "ALTER TABLE ", "CREATE INDEX "];

fn has_statement(line: &str) -> bool {
    let is_update = line.contains("UPDATE ") && line.contains(" SET ");
    is_update || STATEMENTS.iter().any(|statement| line.contains(statement))
}

fn sql_elsewhere(source: &Source) -> Vec<String> {
    let may =
        source.is_under("crates/store/") || source.is_under("tests/") || source.path.contains("/tests/");
    let lines = source.lines().filter(|(_, line)| !may && has_statement(line));
    lines.map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim())).collect()
}

#[test]
fn sql_stands_in_store_alone() {
    assert_none(&sources(&[".rs", ".html"]).iter().flat_map(sql_elsewhere).collect::<Vec<_>>());
}

#[test]
fn sql_elsewhere_is_caught() {
    for line in ["\"SELECT amount FROM entry\"", "\"UPDATE module SET version = 2\"", "DELETE FROM entry"] {
        assert_eq!(sql_elsewhere(&Source::planted("crates/agency/src/a.rs", line)).len(), 1, "{line}");
    }
}

/// Tables of which lines are only added. A correction is a new line.
const ONLY_ADDED: [&str; 3] = ["entry", "audit", "migration"];

fn changed_lines(source: &Source) -> Vec<String> {
    if !source.is_under("crates/") || source.path.contains("/tests") {
        return Vec::new();
    }
    let words: Vec<&str> = source.text.split_whitespace().collect();
    let table =
        |word: &&str| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_').to_owned();
    let mut faults = Vec::new();
    for pair in words.windows(3) {
        let name = match pair {
            [first, name, _] if first.ends_with("UPDATE") => table(name),
            [first, second, name] if first.ends_with("DELETE") && *second == "FROM" => table(name),
            [first, second, name] if first.ends_with("DROP") && *second == "TABLE" => table(name),
            _ => continue,
        };
        if ONLY_ADDED.contains(&name.as_str()) {
            faults.push(format!("{}: changes or removes lines of {name}", source.path));
        }
    }
    faults
}

#[test]
fn entries_and_audit_lines_are_only_added() {
    assert_none(&sources(&[".rs", ".sql"]).iter().flat_map(changed_lines).collect::<Vec<_>>());
}

#[test]
fn a_changed_entry_is_caught() {
    for text in [
        "\"UPDATE entry SET amount = $1\"",
        "\"DELETE FROM audit WHERE at < $1\"",
        "\"DELETE\n     FROM entry\"",
        "DROP TABLE audit;",
    ] {
        assert_eq!(changed_lines(&Source::planted("crates/store/src/a.rs", text)).len(), 1, "{text}");
    }
    let head = Source::planted("crates/store/src/audit.rs", "\"UPDATE audit_head SET hash = $1\"");
    assert_eq!(changed_lines(&head).len(), 0);
}

/// What only one engine knows, or what neither correctness nor a sharded database may rest on.
const NOT_IN_THE_SUBSET: [&str; 16] = [
    "AUTOINCREMENT",
    "SERIAL",
    "TRIGGER",
    "CREATE SEQUENCE",
    "JSONB",
    "BOOLEAN",
    "TIMESTAMP",
    "VARCHAR",
    "REAL",
    "NUMERIC",
    "INTEGER",
    "DEFAULT NOW",
    "RANDOM()",
    "PRAGMA",
    "UUID",
    "BLOB",
];

fn migration_faults(source: &Source) -> Vec<String> {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let number = name.split('_').next().unwrap_or_default();
    let is_numbered = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let mut faults = Vec::new();
    if !is_numbered {
        faults.push(format!("{}: not NNNN_name.sql", source.path));
    }
    if !source.text.starts_with("-- ") {
        faults.push(format!("{}: its first line does not say what it brings", source.path));
    }
    for (line_number, line) in source.lines() {
        let code = line.split("--").next().unwrap_or_default().to_uppercase();
        let words: Vec<&str> =
            code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
        for word in NOT_IN_THE_SUBSET {
            if words.contains(&word) || (word.contains([' ', '(']) && code.contains(word)) {
                faults.push(format!("{}:{line_number}: {word} is not in the subset", source.path));
            }
        }
    }
    faults
}

#[test]
fn migrations_are_numbered_and_in_the_subset() {
    let migrations = sources(&[".sql"]);
    assert_none(&migrations.iter().flat_map(migration_faults).collect::<Vec<_>>());
    let numbers: BTreeSet<&str> =
        migrations.iter().filter_map(|source| source.path.rsplit('/').next()?.split('_').next()).collect();
    assert_eq!(numbers.len(), migrations.len(), "two migrations have one number");
    let list = sources(&["store/src/migrations.rs"]).remove(0);
    for migration in &migrations {
        assert!(migration.is_under("crates/store/migrations/"), "{} stands elsewhere", migration.path);
        let name = migration.path.trim_start_matches("crates/store/");
        assert!(list.text.contains(&format!("../{name}")), "{name} is never applied");
    }
}

#[test]
fn a_bad_migration_is_caught() {
    for (path, text) in [
        ("crates/store/migrations/3_late.sql", "-- Late.\n"),
        ("crates/store/migrations/0003_late.sql", "CREATE TABLE a (b BIGINT);\n"),
        ("crates/store/migrations/0003_late.sql", "-- Late.\nCREATE TABLE a (b SERIAL);\n"),
        ("crates/store/migrations/0003_late.sql", "-- Late.\nCREATE TABLE a (b timestamp not null);\n"),
    ] {
        assert_eq!(migration_faults(&Source::planted(path, text)).len(), 1, "{text}");
    }
}
