//! Is everything refused that must be? The table of negative cases: each is one request, sent to the whole site on
//! both engines, refused with the answer that the specification names, and leaving nothing behind but audit
//! records, counters of guesses and what must be remembered to know a replay.
//!
//! `docs/compliance/negative-cases.md` lists them; `WRITE_LISTS=1` brings it up to date.

mod case;
mod clients;
mod codes;
mod dpop;
mod objects;
mod refresh;
mod requests;
mod sign_out;
mod transport;
mod userinfo;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use store::testing::{contents, on_each_engine};

use super::world::{Answer, CALLBACK, ISSUER, World};
use case::{Case, Refusal};

/// What a refusal may always leave behind: who did what, how often was guessed, and which proofs were seen.
const MAY_BE_WRITTEN: [&str; 4] = ["audit", "audit_head", "guess_limit", "used_assertion"];

/// The groups of the table, in the order of a sign-in.
fn groups() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("Requests to sign someone in", requests::cases()),
        ("Return addresses", requests::redirects()),
        ("Pushed requests", requests::pushed()),
        ("Signed requests", objects::cases()),
        ("Levels and facts asked for", requests::wanted()),
        ("Who calls", clients::cases()),
        ("Trading a code", codes::cases()),
        ("Proofs of a key, where tokens are given", dpop::giving()),
        ("Coming for new tokens", refresh::cases()),
        ("Asking about tokens, giving them back, calling in one's own name", refresh::asking()),
        ("Protected resources", userinfo::cases()),
        ("Proofs of a key, where tokens are used", dpop::using()),
        ("Signing out", sign_out::cases()),
        ("Form and size of what is sent", transport::cases()),
    ]
}

/// What is wrong with an answer; nothing if the request was refused as it must be.
fn fault(refusal: Refusal, answer: &Answer) -> Option<String> {
    let status = answer.status.as_u16();
    let header = |name: &str| answer.header.get(name).map(String::as_str).unwrap_or_default();
    let is_json = header("content-type").starts_with("application/json");
    let good = match refusal {
        Refusal::Told(expected, error) => {
            status == expected && is_json && answer.error() == error && header("cache-control") == "no-store"
        }
        Refusal::Page(expected) => {
            status == expected && answer.location.is_empty() && answer.body.contains("<html")
        }
        Refusal::SentBack(error) => {
            status == 303
                && answer.location.starts_with(&format!("{CALLBACK}?"))
                && answer.parameter("error").as_deref() == Some(error)
                && answer.parameter("state").as_deref() == Some("state 1&2")
                && answer.parameter("iss").as_deref() == Some(ISSUER)
                && answer.parameter("code").is_none()
        }
        Refusal::Challenge(expected) => status == 401 && header("www-authenticate") == expected,
        Refusal::Status(expected) => status == expected && answer.location.is_empty(),
        Refusal::Inactive => status == 200 && answer.body == r#"{"active":false}"#,
        Refusal::Nothing => status == 200 && answer.body.is_empty(),
        Refusal::Asked => status == 200 && answer.body.contains("<form"),
    };
    let brief = answer.body.chars().take(200).collect::<String>();
    (!good).then(|| format!("{status} {} {} {brief}", answer.location, header("www-authenticate")))
}

/// The tables that differ and may not.
fn written(
    before: &BTreeMap<String, Vec<String>>,
    after: &BTreeMap<String, Vec<String>>,
    case: &Case,
) -> Vec<String> {
    let may =
        |table: &&String| MAY_BE_WRITTEN.contains(&table.as_str()) || case.writes.contains(&table.as_str());
    let differ = after.iter().filter(|(table, rows)| before.get(*table) != Some(*rows));
    differ.map(|(table, _)| table).filter(|table| !may(table)).cloned().collect()
}

async fn run(world: &World, case: &Case) -> Vec<String> {
    let sent = case.make(world).await;
    let before = contents(world.identity.store()).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..case.copies {
        tries.spawn(sent.clone().send(world.router.clone()));
    }
    let answers = tries.join_all().await;
    let after = contents(world.identity.store()).await;
    let mut faults: Vec<String> = Vec::new();
    let mut good = 0;
    for answer in &answers {
        let is_good = case.copies > 1 && matches!(answer.status.as_u16(), 200 | 201 | 303);
        if is_good && fault(case.refusal, answer).is_some() {
            good += 1;
        } else {
            faults.extend(fault(case.refusal, answer));
        }
    }
    if case.copies > 1 {
        if good != 1 {
            faults.push(format!("{good} of {} succeeded", case.copies));
        }
    } else {
        faults.extend(written(&before, &after, case).into_iter().map(|table| format!("it wrote to {table}")));
        for table in case.writes {
            if before.get(*table) == after.get(*table) {
                faults.push(format!("it did not write to {table}"));
            }
        }
    }
    faults.into_iter().map(|fault| format!("{} [{}]: {fault}", case.name, case.source)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_is_refused_as_specified_and_leaves_nothing() {
    on_each_engine(async |store| {
        let engine = store.engine_name();
        let world = World::new(store).await;
        let mut faults = Vec::new();
        for (group, cases) in groups() {
            for case in cases {
                let found = run(&world, &case).await;
                faults.extend(found.into_iter().map(|fault| format!("{engine}: {group}: {fault}")));
            }
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    })
    .await;
}

/// A case whose request is in truth a good one is caught: by its answer, and by what it writes.
#[tokio::test]
async fn a_request_that_is_not_refused_is_caught() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planted =
            Case::new("a good request", "none", Refusal::Told(400, "invalid_request"), async |world| {
                world.sent_push(&world.account, &[])
            });
        let found = run(&world, &planted).await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].ends_with("it wrote to pushed_request"), "{found:?}");
    })
    .await;
}

fn listed() -> String {
    let groups = groups();
    let count: usize = groups.iter().map(|(_, cases)| cases.len()).sum();
    let mut text = format!(
        "# Requests that are refused\n\n{count} wrong requests, each sent to the whole identity site on SQLite and on PostgreSQL in\n\
         `make test`. Each is refused with the answer in its row, none with a 500, and leaves nothing behind but audit\n\
         records, counters of guesses and what must be remembered to know a replay. The table is\n\
         `crates/identity/src/tests/negative/`; `WRITE_LISTS=1 cargo nextest run -p identity negative` writes this list.\n"
    );
    for (group, cases) in groups {
        let _ = write!(text, "\n## {group}\n\n| what is sent | answer | asked for by |\n|---|---|---|\n");
        for case in cases {
            let copies = if case.copies > 1 {
                format!(", {} at once: one is taken", case.copies)
            } else {
                String::new()
            };
            let name = case.name.replace('|', "\\|").escape_default().to_string().replace("\\\\|", "\\|");
            let name = name.replace("\\'", "'").replace("\\\"", "\"");
            let _ = writeln!(text, "| {name}{copies} | {} | {} |", case.refusal, case.source);
        }
    }
    text
}

#[test]
fn the_table_is_long_and_each_case_stands_once() {
    let mut names: Vec<String> = groups()
        .iter()
        .flat_map(|(group, cases)| cases.iter().map(move |case| format!("{group}: {}", case.name)))
        .collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "two cases have one name");
    assert!(count >= 150, "{count} cases");
}

#[test]
fn the_list_in_the_documents_is_current() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/compliance/negative-cases.md");
    if std::env::var_os("WRITE_LISTS").is_some() {
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, listed()).unwrap();
    }
    let stands = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(stands == listed(), "docs/compliance/negative-cases.md is not current: WRITE_LISTS=1 writes it");
}
