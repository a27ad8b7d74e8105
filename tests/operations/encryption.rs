//! Does the program speak only to the PostgreSQL server it was told to, encrypted, or not at all?

use std::process::Command;

use store::testing::Scratch;

use crate::world::program::path;

/// The certificate authority of the tests' server; `scripts/with-postgres` names it.
const AUTHORITY: &str = "COUNTERFOIL_TEST_POSTGRES_AUTHORITY";

/// What `counterfoil doctor` says of the database at this address, believing this authority beside no other.
fn doctor(url: &str, authority: &str) -> String {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    let output = Command::new(path())
        .args(["doctor", "--data"])
        .arg(folder.path())
        .env("DATABASE_URL", url)
        .env("SSL_CERT_FILE", authority)
        .output()
        .expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.contains("database:"));
    line.unwrap_or_else(|| panic!("doctor says nothing of the database: {output:?}")).to_owned()
}

#[tokio::test]
async fn an_encrypted_connection_needs_the_right_name_and_a_known_authority() {
    let Some(scratch) = Scratch::empty_postgres().await else { return };
    let Ok(authority) = std::env::var(AUTHORITY) else {
        println!("skipped: {AUTHORITY} is not set");
        return;
    };
    let store::Target::Postgres(url) = &scratch.target else { panic!("an address was asked for") };
    let at = |host: &str| {
        let url = url.expose().replace("@127.0.0.1:", &format!("@{host}:"));
        format!("{url}?sslmode=require")
    };
    // The schema is not there, which only a connection can tell.
    let reached = doctor(&at("localhost"), &authority);
    assert!(reached.contains("migrate"), "{reached}");
    let other_name = doctor(&at("127.0.0.1"), &authority);
    assert!(other_name.contains("certificate"), "{other_name}");
    let empty = tempfile::NamedTempFile::new().expect("a test may make a file");
    let unknown_authority = doctor(&at("localhost"), empty.path().to_str().expect("a plain path"));
    assert!(unknown_authority.contains("certificate"), "{unknown_authority}");
}
