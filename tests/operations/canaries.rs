//! Do files and logs give anything personal away? Known values are looked for in every byte that a whole journey
//! leaves behind, on each engine.

use std::path::Path;
use std::process::Command;

use crate::journeys::{pictures, sign_up};
use crate::world::journey::{PEOPLE, sign_in};
use crate::world::program;
use crate::world::server::{Server, engines};
use crate::world::visitor::Visitor;

/// Words that stand for what nobody may read: family names, tax numbers, addresses, streets, dates of birth, secrets.
fn canaries() -> Vec<String> {
    let mut words: Vec<String> =
        PEOPLE.iter().filter_map(|name| name.rsplit(' ').next()).map(str::to_owned).collect();
    let others = [
        "999-10-0101",
        "999100101",
        "999-70-1010",
        "999701010",
        "9991004",
        "amelia@example.org",
        "1502 Linden Blvd",
        "Larkfield",
        "1986-03-14",
        "1967-01-08",
        "Grace Whitaker",
        "Marchetti Woodworks",
        "202 555 0100",
        "plum.pictures",
        "900-12-5021",
        "418 Bayberry",
        sign_up::EMAIL,
        sign_up::PASSWORD,
    ];
    words.extend(others.map(str::to_owned));
    words
}

/// Where a canary stands, as it is or in hexadecimal.
fn sightings(place: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let seen = canaries().into_iter().filter(|word| {
        let word = word.to_lowercase();
        text.contains(&word) || text.contains(&in_hex(word.as_bytes()))
    });
    let mut found: Vec<String> = seen.map(|word| format!("{word} stands in {place}")).collect();
    if bytes.windows(PICTURE.len()).any(|part| part == PICTURE) || text.contains(&in_hex(PICTURE)) {
        found.push(format!("a picture stands in {place}"));
    }
    found
}

fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// How a JPEG begins that the program has made (JFIF 1.02).
const PICTURE: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01";

fn sightings_under(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the data folder can be read") {
        let path = entry.expect("the data folder can be read").path();
        if path.is_dir() {
            found.extend(sightings_under(&path));
        } else {
            let bytes = std::fs::read(&path).expect("the data can be read");
            found.extend(sightings(&path.display().to_string(), &bytes));
        }
    }
    found
}

/// A PostgreSQL database as SQL text; bytes are in hexadecimal there.
fn dump(url: &str) -> Vec<u8> {
    let place =
        Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres-binaries")).output();
    let place = String::from_utf8(place.expect("the script runs").stdout).expect("a path");
    let dump =
        Command::new(Path::new(place.trim()).join("pg_dump")).args(["--inserts", "--dbname", url]).output();
    let dump = dump.expect("pg_dump runs");
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    dump.stdout
}

#[tokio::test]
async fn nothing_personal_is_readable_after_a_whole_journey() {
    for database in engines().await {
        let server = Server::start(database).await;
        sign_up::walk(&server).await;
        pictures::walk(&server, "plum.pictures@example.com").await;
        for name in ["Amelia Hartwell", "Grace Okafor", "Lucía Fernández Rojas"] {
            let mut visitor = Visitor::new();
            sign_in(&mut visitor, &server, name).await;
            for path in ["balance", "balance/1040/2024", "payments", "records", "no/such/page?name=Hartwell"]
            {
                visitor.get(&format!("{}/{path}", server.account())).await;
            }
        }
        // While it runs, so that the write-ahead log is looked at too.
        let mut found = sightings_under(server.data());
        if let Some(url) = server.database.url() {
            let dump = dump(url);
            assert!(
                dump.windows(11).any(|window| window == b"0001_ground") || dump.len() > 100_000,
                "an empty dump"
            );
            found.extend(sightings("the database", &dump));
        } else {
            let wal = server.data().join("counterfoil.db-wal");
            assert!(wal.metadata().is_ok_and(|file| file.len() > 0), "there is a write-ahead log to look at");
        }
        let log: String = server.said().lines().filter(|line| line.starts_with('{')).collect();
        assert!(log.contains("\"answered\""), "there is a log to look at");
        found.extend(sightings("the log", log.as_bytes()));
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn a_canary_is_seen() {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    assert_eq!(sightings_under(folder.path()).len(), 0);
    let inner = folder.path().join("deep");
    std::fs::create_dir(&inner).expect("a test may make a folder");
    std::fs::write(inner.join("a.db-wal"), b"\x00\xffsome HARTWELL here").expect("a test may write a file");
    std::fs::write(inner.join("c.db"), b"a\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02")
        .expect("a test may write a file");
    std::fs::write(inner.join("b.sql"), "VALUES ('\\x3939392d31302d30313031')")
        .expect("a test may write a file");
    assert_eq!(sightings_under(folder.path()).len(), 3);
}

#[tokio::test]
async fn a_database_without_seals_would_be_caught() {
    // The same made-up books as a plain file: every person's name is seen in it.
    let folder = tempfile::tempdir().expect("a test may make a folder");
    let file = folder.path().join("books.ndjson");
    let path = file.to_str().expect("the path is UTF-8");
    let answer = program::call(&["sandbox", "people", "--count", "50", "--seed", "7", "--out", path], "");
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    std::fs::write(folder.path().join("planted"), "Hartwell").expect("a test may write a file");
    let seen = sightings_under(folder.path());
    assert!(seen.iter().any(|line| line.contains("202 555 0100")) && seen.len() > 1, "{seen:?}");
}
