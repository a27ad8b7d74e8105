//! How the rest of the program reads and writes: one handle over two engines.
//!
//! Columns are BIGINT, TEXT and BYTEA; placeholders are `$1`, `$2` …; every text must mean the same to both
//! engines. Nothing outside this folder knows which engine answers.

mod encryption;
mod postgres;
#[cfg(any(test, feature = "testing"))]
pub mod raw;
mod row;
mod sqlite;
mod together;
mod value;
mod write;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use values::Secret;

pub use row::Row;
pub use value::Value;
pub(crate) use write::Statement;
pub use write::{Rows, Write};

use crate::migrations::{self, Migration};
use crate::{StoreError, WriteError};
use postgres::Postgres;
use sqlite::Sqlite;
use together::Together;

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Target {
    /// A file, made if it is missing (its folder must exist).
    Sqlite(PathBuf),
    /// A connection text: `postgres://user:password@host:5432/name` or `host=/run/postgresql dbname=name`.
    Postgres(Secret<String>),
}

/// How much of a database its writer keeps in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageCache {
    /// For a site, which reads and writes a few rows at a time.
    Small,
    /// For a command that goes through a large part of it: else each page would be read and written many times over.
    Large,
}

impl PageCache {
    const fn kibibytes(self) -> i64 {
        match self {
            Self::Small => 4_096,
            Self::Large => 65_536,
        }
    }
}

/// The open database. Cheap to clone; the last clone to go finishes what was queued.
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
}

enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Store({})", self.engine_name())
    }
}

impl Store {
    /// Opens the database and checks that it answers. Changes nothing in it; see [`Store::check_schema`].
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        Self::open_with(target, PageCache::Small).await
    }

    /// As [`Store::open`], with a page cache of another size. PostgreSQL keeps its own.
    pub async fn open_with(target: &Target, cache: PageCache) -> Result<Self, StoreError> {
        let engine = match target {
            Target::Sqlite(path) => Engine::Sqlite(Sqlite::open(path, cache)?),
            Target::Postgres(url) => Engine::Postgres(Postgres::open(url).await?),
        };
        Ok(Self { engine: Arc::new(engine) })
    }

    /// What answers, for logs and `doctor`: `SQLite` or `PostgreSQL`. Nothing may be decided by it.
    pub fn engine_name(&self) -> &'static str {
        match &*self.engine {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// All rows of a query. Bound it by `LIMIT` and page by key: it is held in memory whole.
    pub async fn rows(&self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        refuse_other_than_reads(sql)?;
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.rows(sql, params),
            Engine::Postgres(postgres) => postgres.rows(sql, params).await,
        }
    }

    /// The first row of a query, if there is one. Order the query or ask by a unique key.
    pub async fn row(&self, sql: &'static str, params: &[Value]) -> Result<Option<Row>, StoreError> {
        refuse_other_than_reads(sql)?;
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.row(sql, params),
            Engine::Postgres(postgres) => postgres.row(sql, params).await,
        }
    }

    /// Applies the list whole, with its audit records, or not at all. Returns when it is durable.
    ///
    /// On `Conflict` load and decide again. A caller that stops waiting learns nothing: the list may stand.
    pub async fn write(&self, list: Write) -> Result<(), WriteError> {
        if list.is_empty() {
            return Ok(());
        }
        match &*self.engine {
            Engine::Sqlite(sqlite) => {
                together::end();
                sqlite.writer.apply(list).await
            }
            Engine::Postgres(postgres) => postgres.apply(&list).await,
        }
    }

    /// Runs a future whose reads, as long as it waits for nothing between them, see one state of the database where
    /// that is cheaper than reading one by one. What it has written it sees.
    pub async fn together<F: Future>(&self, future: F) -> F::Output {
        match &*self.engine {
            Engine::Sqlite(sqlite) => Together::new(sqlite.readers.clone(), future).await,
            // A transaction would cost two more journeys to the server.
            Engine::Postgres(_) => future.await,
        }
    }

    /// Brings the tables up to this program, forward only, and returns the names of what was applied now.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrations::migrate(self).await
    }

    /// Refuses a database that is behind, ahead of, or otherwise not the one this program knows.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        migrations::check(self).await
    }

    /// Applies one migration together with its record.
    pub(crate) async fn apply_migration(&self, migration: &'static Migration) -> Result<(), WriteError> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.writer.migrate(migration).await,
            Engine::Postgres(postgres) => postgres.migrate(migration).await,
        }
    }

    /// Whether a table is there: the one question about its own catalogue the program asks an engine.
    pub(crate) async fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        let sql = match &*self.engine {
            Engine::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
            Engine::Postgres(_) => {
                "SELECT 1 FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND CAST(table_name AS TEXT) = $1"
            }
        };
        Ok(self.row(sql, &[name.into()]).await?.is_some())
    }
}

fn refuse_other_than_reads(sql: &str) -> Result<(), StoreError> {
    if sql.starts_with("SELECT") || sql.starts_with("WITH") { Ok(()) } else { Err(StoreError::NotARead) }
}

#[cfg(test)]
mod tests;
