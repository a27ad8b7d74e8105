//! What does the handle cost beside the drivers under it?
//!
//! `cargo bench -p store --bench handle`: a point read and a durable write of one row, through the handle and through
//! the raw driver in the same settings. PostgreSQL only when `COUNTERFOIL_TEST_POSTGRES` names a server. Reads are
//! timed a hundred at a time, so that what it costs to enter the runtime does not count.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run should stop")]

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use divan::Bencher;
use divan::counter::ItemsCount;
use rusqlite::Connection;
use store::taxes::entries::{self, Entry};
use store::taxes::modules::{self, Module};
use store::taxes::{RecordKind, record_id};
use store::{Actor, AuditRecord, Rows, Store, Target, Value, Write, settings};
use tokio::runtime::Runtime;
use values::{Cents, Secret, Timestamp, date};

const READS: i64 = 100;
const ROWS: i64 = 10_000;
const FIND: &str = "SELECT value FROM setting WHERE name = $1";
/// The same for a raw driver that binds by position: SQLite counts `$2 … $1` in order of appearance.
const CHANGE_BY_POSITION: &str = "UPDATE setting SET value = ?2 WHERE name = ?1";
const CHANGE: &str = "UPDATE setting SET value = $2 WHERE name = $1";

fn main() {
    divan::main();
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap())
}

/// Another of the rows at each call, always in the same order.
fn name() -> String {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    format!("row {}", NEXT.fetch_add(7, Ordering::Relaxed) % ROWS)
}

async fn fill(store: &Store) {
    store.migrate().await.unwrap();
    let put = |list, number| settings::change(list, &format!("row {number}"), "a value of some length");
    store.write((0..ROWS).fold(Write::new(), put)).await.unwrap();
}

struct Sqlite {
    store: Store,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

fn sqlite() -> &'static Sqlite {
    static SQLITE: OnceLock<Sqlite> = OnceLock::new();
    SQLITE.get_or_init(|| {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let path = folder.path().join("books.sqlite");
        let store = runtime().block_on(async {
            let store = Store::open(&Target::Sqlite(path.clone())).await.unwrap();
            fill(&store).await;
            store
        });
        Sqlite { store, path, _folder: folder }
    })
}

fn raw_sqlite() -> Connection {
    let connection = Connection::open(&sqlite().path).unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection.pragma_update(None, "cache_size", -16_384).unwrap();
    connection
}

fn postgres() -> Option<&'static (Store, String)> {
    static POSTGRES: OnceLock<Option<(Store, String)>> = OnceLock::new();
    let open = || {
        let url = std::env::var("COUNTERFOIL_TEST_POSTGRES").ok().filter(|url| !url.is_empty())?;
        let url = runtime().block_on(async move {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            let driver = tokio::spawn(connection);
            client.batch_execute("DROP DATABASE IF EXISTS counterfoil_bench WITH (FORCE)").await.unwrap();
            client.batch_execute("CREATE DATABASE counterfoil_bench").await.unwrap();
            drop(client);
            driver.await.unwrap().unwrap();
            let (server, _) = url.rsplit_once('/').unwrap();
            format!("{server}/counterfoil_bench")
        });
        let store = runtime().block_on(async {
            let store = Store::open(&Target::Postgres(Secret::new(url.clone()))).await.unwrap();
            fill(&store).await;
            store
        });
        Some((store, url))
    };
    POSTGRES.get_or_init(open).as_ref()
}

fn raw_postgres(url: &str) -> tokio_postgres::Client {
    runtime().block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    })
}

fn reads_through_the_handle(bencher: Bencher<'_, '_>, store: &Store) {
    bencher.counter(ItemsCount::new(READS.unsigned_abs())).bench(|| {
        runtime().block_on(async {
            for _ in 0..READS {
                let row = store.row(FIND, &[name().into()]).await.unwrap().unwrap();
                divan::black_box(row.text(0).unwrap().to_owned());
            }
        });
    });
}

fn writes_through_the_handle(bencher: Bencher<'_, '_>, store: &Store) {
    bencher.bench(|| {
        let params: Vec<Value> = vec![name().into(), "another value".into()];
        let list = Write::new().statement(CHANGE, params, Rows::Exactly(1));
        runtime().block_on(store.write(list)).unwrap();
    });
}

#[divan::bench_group]
mod sqlite_read_100 {
    use super::{Bencher, FIND, ItemsCount, READS, name, raw_sqlite, reads_through_the_handle, sqlite};

    #[divan::bench]
    fn raw(bencher: Bencher<'_, '_>) {
        let connection = raw_sqlite();
        bencher.counter(ItemsCount::new(READS.unsigned_abs())).bench_local(|| {
            for _ in 0..READS {
                let mut statement = connection.prepare_cached(FIND).unwrap();
                let text: String = statement.query_row([name()], |row| row.get(0)).unwrap();
                divan::black_box(text);
            }
        });
    }

    #[divan::bench]
    fn handle(bencher: Bencher<'_, '_>) {
        reads_through_the_handle(bencher, &sqlite().store);
    }
}

#[divan::bench_group(sample_count = 500)]
mod sqlite_write {
    use super::{
        Bencher, CHANGE, CHANGE_BY_POSITION, ItemsCount, Rows, Value, Write, name, raw_sqlite, runtime,
        sqlite, writes_through_the_handle,
    };

    #[divan::bench]
    fn raw(bencher: Bencher<'_, '_>) {
        let connection = raw_sqlite();
        bencher.bench_local(|| {
            let mut statement = connection.prepare_cached(CHANGE_BY_POSITION).unwrap();
            assert_eq!(statement.execute([name(), "another value".to_owned()]).unwrap(), 1);
        });
    }

    #[divan::bench]
    fn handle(bencher: Bencher<'_, '_>) {
        writes_through_the_handle(bencher, &sqlite().store);
    }

    /// 64 writers at once share fsyncs; divide by 64 for one write.
    #[divan::bench(sample_count = 50)]
    fn handle_64_at_once(bencher: Bencher<'_, '_>) {
        bencher.counter(ItemsCount::new(64_u64)).bench(|| {
            runtime().block_on(async {
                let mut tasks = tokio::task::JoinSet::new();
                for _ in 0..64 {
                    let params: Vec<Value> = vec![name().into(), "another value".into()];
                    let list = Write::new().statement(CHANGE, params, Rows::Exactly(1));
                    tasks.spawn(async move { sqlite().store.write(list).await.unwrap() });
                }
                tasks.join_all().await;
            });
        });
    }
}

#[divan::bench_group]
mod postgres_read_100 {
    use super::{
        Bencher, FIND, ItemsCount, READS, name, postgres, raw_postgres, reads_through_the_handle, runtime,
    };

    #[divan::bench]
    fn raw(bencher: Bencher<'_, '_>) {
        let Some((_, url)) = postgres() else { return println!("skipped: no PostgreSQL") };
        let client = raw_postgres(url);
        let statement = runtime().block_on(client.prepare(FIND)).unwrap();
        bencher.counter(ItemsCount::new(READS.unsigned_abs())).bench(|| {
            runtime().block_on(async {
                for _ in 0..READS {
                    let row = client.query_one(&statement, &[&name()]).await.unwrap();
                    divan::black_box(row.get::<_, String>(0));
                }
            });
        });
    }

    #[divan::bench]
    fn handle(bencher: Bencher<'_, '_>) {
        let Some((store, _)) = postgres() else { return println!("skipped: no PostgreSQL") };
        reads_through_the_handle(bencher, store);
    }
}

#[divan::bench_group(sample_count = 500)]
mod postgres_write {
    use super::{Bencher, CHANGE, name, postgres, raw_postgres, runtime, writes_through_the_handle};

    #[divan::bench]
    fn raw(bencher: Bencher<'_, '_>) {
        let Some((_, url)) = postgres() else { return println!("skipped: no PostgreSQL") };
        let client = raw_postgres(url);
        let statement = runtime().block_on(client.prepare(CHANGE)).unwrap();
        bencher.bench(|| {
            let touched =
                runtime().block_on(client.execute(&statement, &[&name(), &"another value"])).unwrap();
            assert_eq!(touched, 1);
        });
    }

    #[divan::bench]
    fn handle(bencher: Bencher<'_, '_>) {
        let Some((store, _)) = postgres() else { return println!("skipped: no PostgreSQL") };
        writes_through_the_handle(bencher, store);
    }
}

/// What intake writes at once: 100 taxpayers' modules with 20 entries each, and an audit record.
fn intake_list() -> Write {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    let batch = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut write = Write::new();
    for number in 0..100 {
        let record_key = format!("batch {batch} module {number}");
        let owner = record_id(RecordKind::Taxpayer, &record_key);
        let module = Module {
            taxpayer_id: owner,
            id: record_id(RecordKind::Module, &record_key),
            record_key,
            form: "1040".to_owned(),
            tax_year: 2020,
            spouse_id: None,
            return_due: date(2021, 4, 15),
            extended_due: None,
            due_postponed: None,
            filed_on: None,
            levy_notice_on: None,
            version: 1,
            facts: Vec::new(),
            entries: Vec::new(),
        };
        write = modules::add_or_change(write, &module);
        for position in 0..20 {
            let record_key = format!("{} entry {position}", module.record_key);
            let entry = Entry {
                id: record_id(RecordKind::Entry, &record_key),
                record_key,
                code: 670,
                posted_on: date(2021, 5, 1),
                amount: Cents::new(-10_000),
                section: None,
                cycle: None,
                description: None,
            };
            write = entries::add_if_new(write, owner, module.id, &entry);
        }
    }
    let actor = Actor::System("intake");
    let at = Timestamp::UNIX_EPOCH;
    write.audit(AuditRecord { at, actor, action: "books.add", subject: None, reason: None })
}

#[divan::bench_group(sample_count = 100)]
mod intake_of_2100_records {
    use super::{Bencher, ItemsCount, intake_list, postgres, runtime, sqlite};

    #[divan::bench]
    fn sqlite_handle(bencher: Bencher<'_, '_>) {
        let counted = bencher.counter(ItemsCount::new(2_100_u64));
        counted.with_inputs(intake_list).bench_values(|list| {
            runtime().block_on(sqlite().store.write(list)).unwrap();
        });
    }

    #[divan::bench]
    fn postgres_handle(bencher: Bencher<'_, '_>) {
        let Some((store, _)) = postgres() else { return println!("skipped: no PostgreSQL") };
        let counted = bencher.counter(ItemsCount::new(2_100_u64));
        counted.with_inputs(intake_list).bench_values(|list| {
            runtime().block_on(store.write(list)).unwrap();
        });
    }
}
