//! Where tests get a fresh, migrated database on each engine.
//!
//! SQLite always; PostgreSQL when `COUNTERFOIL_TEST_POSTGRES` holds the URL of a server on which databases may be
//! made and dropped, such as `postgres://postgres@localhost:5432/postgres`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use values::Secret;

pub use crate::handle::raw;
use crate::seal::Sealer;
use crate::{Keys, Row, Store, Target};

/// The variable that names the test server.
pub const POSTGRES: &str = "COUNTERFOIL_TEST_POSTGRES";

/// A database of its own, gone when dropped.
#[derive(Debug)]
pub struct Scratch {
    /// The open database.
    pub store: Store,
    /// Where it is, to open it a second time.
    pub target: Target,
    _place: Place,
}

#[derive(Debug)]
enum Place {
    Folder { _folder: TempDir },
    Database { _database: Database },
}

impl Scratch {
    /// SQLite in a folder of its own, not migrated.
    pub async fn empty_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a test may make a folder");
        let target = Target::Sqlite(folder.path().join("books.sqlite"));
        let store = Store::open(&target).await.expect("a new file opens");
        Self { store, target, _place: Place::Folder { _folder: folder } }
    }

    /// A new database on the test server, not migrated; none without a server.
    pub async fn empty_postgres() -> Option<Self> {
        let server = std::env::var(POSTGRES).ok().filter(|url| !url.is_empty());
        let Some(server) = server else {
            println!("skipped: no PostgreSQL ({POSTGRES} is not set)");
            return None;
        };
        let database = Database::create(server).await;
        let target = Target::Postgres(Secret::new(database.url()));
        let store = Store::open(&target).await.expect("a new database opens");
        Some(Self { store, target, _place: Place::Database { _database: database } })
    }

    /// A migrated SQLite database.
    pub async fn sqlite() -> Self {
        Self::empty_sqlite().await.migrated().await
    }

    /// A migrated PostgreSQL database; none without a server.
    pub async fn postgres() -> Option<Self> {
        Some(Self::empty_postgres().await?.migrated().await)
    }

    async fn migrated(self) -> Self {
        self.store.migrate().await.expect("an empty database migrates");
        self
    }
}

/// Runs a check on a fresh migrated database of each engine that is there.
pub async fn on_each_engine(check: impl AsyncFn(Store)) {
    on_each_scratch(async |scratch: &Scratch| check(scratch.store.clone()).await).await;
}

/// As [`on_each_engine`], for a check that opens the database a second time.
pub async fn on_each_scratch(check: impl AsyncFn(&Scratch)) {
    check(&Scratch::sqlite().await).await;
    if let Some(postgres) = Scratch::postgres().await {
        check(&postgres).await;
    }
}

/// Every row of every table in a comparable form, by table: to see that something wrote nothing.
pub async fn contents(store: &Store) -> BTreeMap<String, Vec<String>> {
    let names = if store.engine_name() == "SQLite" {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()"
    };
    let tables = store.rows(names, &[]).await.expect("the catalogue can be read");
    let mut found = BTreeMap::new();
    for table in tables {
        let name = table.text(0).expect("a table has a name");
        // The text of a query lives as long as the program: here that is one test.
        let sql: &'static str = Box::leak(format!("SELECT * FROM {name}").into_boxed_str());
        let rows = store.rows(sql, &[]).await.expect("a table can be read");
        let mut rows: Vec<String> = rows.iter().map(Row::comparable).collect();
        rows.sort_unstable();
        found.insert(name.to_owned(), rows);
    }
    found
}

#[derive(Debug)]
struct Database {
    server: String,
    name: String,
}

impl Database {
    async fn create(server: String) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("counterfoil_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run(&server, &format!("CREATE DATABASE {name}")).await;
        Self { server, name }
    }

    /// The server's URL with this database in place of its own.
    fn url(&self) -> String {
        let (address, options) = match self.server.split_once('?') {
            Some((address, options)) => (address, format!("?{options}")),
            None => (self.server.as_str(), String::new()),
        };
        let (scheme, rest) = address.split_once("://").expect("the test server is given as a URL");
        let host = rest.split('/').next().unwrap_or(rest);
        format!("{scheme}://{host}/{}{options}", self.name)
    }
}

impl Drop for Database {
    /// In a thread with a runtime of its own: a test that panics drops this inside its own.
    fn drop(&mut self) {
        let (server, command) =
            (self.server.clone(), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a test may start a runtime").block_on(run(&server, &command));
        });
        if dropped.join().is_err() {
            println!("the test database {} could not be dropped", self.name);
        }
    }
}

async fn run(server: &str, command: &str) {
    let (client, connection) =
        tokio_postgres::connect(server, tokio_postgres::NoTls).await.expect("the test server answers");
    let driver = tokio::spawn(connection);
    client.batch_execute(command).await.expect("the test server lets databases be made and dropped");
    drop(client);
    driver.await.expect("the connection ends").expect("the connection ends well");
}

/// A sealer with fixed keys, whose random bytes differ at each call.
pub fn sealer() -> Sealer {
    let mut keys = [1, 2].into_iter();
    let keys = Keys::generate(|| [keys.next().expect("two keys are made"); 32]);
    let calls = AtomicU32::new(0);
    Sealer::new(&keys, move || {
        let mut random = [0; 32];
        random[8..12].copy_from_slice(&calls.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        random
    })
}
