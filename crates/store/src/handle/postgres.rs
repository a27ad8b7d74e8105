//! How the handle speaks to PostgreSQL, and to what speaks its protocol: pooled connections with prepared
//! statements, and a write list sent whole in one round trip.
//!
//! The expectation of a statement travels with it: `WITH touched AS (… RETURNING 1) SELECT 1 / (CASE WHEN count(*) = n …)`
//! fails by dividing by zero when it is missed, so that `COMMIT` can follow in the same round trip (it then rolls
//! back) and nobody waits between them. 40001 and 40P01 are tried again here, since nothing outside was touched.
//! Lists with audit records move the heads of their shards first, in ascending order. The last head is remembered
//! and tried without asking; if another process has moved it, the second try reads it under a row lock.

use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use futures_util::future::join_all;
use tokio::sync::{Mutex, MutexGuard};
use tokio_postgres::Statement as Prepared;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use values::Secret;

use super::encryption;
use super::row::{Cell, Row};
use super::write::Statement;
use super::{Rows, Value, Write};
use crate::audit::{self, Head, SHARDS};
use crate::migrations::Migration;
use crate::{ConflictKind, StoreError, WriteError};

/// Connections of one process.
const CONNECTIONS: usize = 24;
/// How long to wait for a free or a new connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// Tries of a list that loses against others, with growing pauses between them.
const ATTEMPTS: u64 = 8;

const LOCK_HEAD: &str = "SELECT sequence, hash FROM audit_head WHERE shard = $1 FOR UPDATE";

/// One server's database.
pub(crate) struct Postgres {
    pool: Pool,
    /// The last head of each audit shard, while this process wrote it. Holding the lock orders this process's
    /// writers as the row lock would.
    heads: Vec<Mutex<Option<Head>>>,
}

/// Why a try failed, as far as the handle must tell failures apart.
enum Failure {
    Conflict { statement: usize, kind: ConflictKind },
    HeadMoved,
    Again(StoreError),
    Other(StoreError),
}

impl Postgres {
    pub(crate) async fn open(url: &Secret<String>) -> Result<Self, StoreError> {
        let cannot = |why: String| StoreError::Open { place: "PostgreSQL".to_owned(), why };
        let mut config: tokio_postgres::Config =
            url.expose().parse().map_err(|error: tokio_postgres::Error| cannot(text_of(&error)))?;
        config.application_name("counterfoil").connect_timeout(PATIENCE);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        encryption::demand(&mut config);
        let connector = encryption::connector().map_err(cannot)?;
        let pool = Pool::builder(Manager::from_config(config, connector, recycling))
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| cannot(error.to_string()))?;
        let postgres = Self { pool, heads: (0..SHARDS).map(|_| Mutex::new(None)).collect() };
        drop(postgres.client().await.map_err(|error| cannot(error.to_string()))?);
        Ok(postgres)
    }

    pub(crate) async fn rows(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let client = self.client().await?;
        let statement = prepare(&client, sql, params).await?;
        let rows = client.query(&statement, &bound(params)).await.map_err(|error| engine(&error))?;
        rows.iter().map(read_row).collect()
    }

    pub(crate) async fn row(&self, sql: &str, params: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    pub(crate) async fn apply(&self, list: &Write) -> Result<(), WriteError> {
        let mut heads = Vec::new();
        for shard in audit::by_shard(&list.audits).into_keys() {
            let index = usize::try_from(shard).expect("a shard counts from 0 to 15");
            heads.push((shard, self.heads[index].lock().await));
        }
        let mut lock_heads = false;
        let mut reason = StoreError::Busy;
        for attempt in 1..=ATTEMPTS {
            match self.attempt(list, &mut heads, lock_heads).await {
                Ok(()) => return Ok(()),
                Err(Failure::Conflict { statement, kind }) => {
                    return Err(WriteError::Conflict { statement, kind });
                }
                Err(Failure::Other(error)) => return Err(error.into()),
                Err(Failure::HeadMoved) => lock_heads = true,
                Err(Failure::Again(error)) => {
                    reason = error;
                    tokio::time::sleep(Duration::from_millis(attempt * attempt * 2)).await;
                }
            }
        }
        Err(reason.into())
    }

    async fn attempt(
        &self,
        list: &Write,
        heads: &mut [(i64, MutexGuard<'_, Option<Head>>)],
        lock_heads: bool,
    ) -> Result<(), Failure> {
        let mut held = Held(Some(self.client().await.map_err(Failure::Other)?));
        let client = held.0.as_ref().expect("taken only below");
        let result = send_list(client, list, heads, lock_heads).await;
        // After a conflict the transaction has ended; after anything else it is made sure of.
        let ended = match &result {
            Ok(()) | Err(Failure::Conflict { .. } | Failure::HeadMoved) => true,
            Err(Failure::Again(_) | Failure::Other(_)) => client.batch_execute("ROLLBACK").await.is_ok(),
        };
        if ended {
            drop(held.0.take());
        }
        result
    }

    pub(crate) async fn migrate(&self, migration: &'static Migration) -> Result<(), WriteError> {
        let mut held = Held(Some(self.client().await?));
        let client = held.0.as_ref().expect("taken only below");
        let statement = migration.record();
        // Two processes that make the table at the same instant can meet in the catalogue: the loser looks again.
        client.batch_execute(Migration::TABLE).await.map_err(|error| write_error(&error))?;
        client.batch_execute("BEGIN").await.map_err(|error| write_error(&error))?;
        let prepared = prepare(client, statement.sql, &statement.params).await?;
        let mut result = client.execute(&prepared, &bound(&statement.params)).await.map(drop);
        for sql in migration.statements() {
            if result.is_ok() {
                result = client.batch_execute(sql).await;
            }
        }
        let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = client.batch_execute(end).await;
        result.and(ended).map_err(|error| write_error(&error))?;
        drop(held.0.take());
        Ok(())
    }

    async fn client(&self) -> Result<Client, StoreError> {
        self.pool.get().await.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => StoreError::Unavailable(text_of(&error)),
            other => StoreError::Unavailable(other.to_string()),
        })
    }
}

/// A connection that is closed, not given back, when a caller stops waiting in the middle of a transaction.
struct Held(Option<Client>);

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Client::take(client));
        }
    }
}

/// Sends the list. After `Again` and `Other` the transaction may still be open.
async fn send_list(
    client: &Client,
    list: &Write,
    heads: &mut [(i64, MutexGuard<'_, Option<Head>>)],
    lock_heads: bool,
) -> Result<(), Failure> {
    let mut chained = Vec::new();
    let mut ends = Vec::new();
    let shards = audit::by_shard(&list.audits);
    let begun = lock_heads && !shards.is_empty();
    if begun {
        client.batch_execute("BEGIN").await.map_err(|error| failed(&error))?;
    }
    for (shard, remembered) in heads.iter_mut() {
        // Until the list stands, nothing is known for sure.
        let head = match remembered.take() {
            Some(head) if !lock_heads => head,
            _ => read_head(client, *shard, if begun { LOCK_HEAD } else { audit::HEAD }).await?,
        };
        let (statements, end) = audit::chain(head, &shards[shard]);
        chained.extend(statements);
        ends.push(end);
    }
    let audit_count = chained.len();
    let statements: Vec<&Statement> = chained.iter().chain(&list.statements).collect();
    send(client, &statements, begun).await.map_err(|failure| match failure {
        Failure::Conflict { statement, .. } if statement < audit_count => Failure::HeadMoved,
        Failure::Conflict { statement, kind } => {
            Failure::Conflict { statement: statement - audit_count, kind }
        }
        other => other,
    })?;
    for ((_, remembered), end) in heads.iter_mut().zip(ends) {
        **remembered = Some(end);
    }
    Ok(())
}

async fn read_head(client: &Client, shard: i64, sql: &str) -> Result<Head, Failure> {
    let statement = client.prepare_cached(sql).await.map_err(|error| failed(&error))?;
    let row = client.query_opt(&statement, &[&shard]).await.map_err(|error| failed(&error))?;
    let row = row.as_ref().map(read_row).transpose().map_err(Failure::Other)?;
    Head::read(shard, row.as_ref()).map_err(Failure::Other)
}

/// Prepares what is new, then sends everything at once. A single statement is its own transaction.
async fn send(client: &Client, statements: &[&Statement], begun: bool) -> Result<(), Failure> {
    let mut prepared = Vec::with_capacity(statements.len());
    for statement in statements {
        let ready = match statement.expect {
            Rows::Any => prepare(client, statement.sql, &statement.params).await,
            Rows::Exactly(count) => prepare(client, &guarded(statement.sql, count), &statement.params).await,
        };
        prepared.push(ready.map_err(Failure::Other)?);
    }
    let work = async {
        let requests = statements
            .iter()
            .zip(&prepared)
            .map(|(statement, prepared)| execute(client, prepared, &statement.params));
        join_all(requests).await
    };
    if statements.len() == 1 && !begun {
        return first_failure(&work.await);
    }
    let opening = async { if begun { Ok(()) } else { client.batch_execute("BEGIN").await } };
    let (opened, done, committed) =
        futures_util::future::join3(opening, work, client.batch_execute("COMMIT")).await;
    opened.map_err(|error| failed(&error))?;
    first_failure(&done)?;
    committed.map_err(|error| failed(&error))
}

async fn execute(
    client: &Client,
    prepared: &Prepared,
    params: &[Value],
) -> Result<u64, tokio_postgres::Error> {
    client.execute(prepared, &bound(params)).await
}

/// The statement with its expectation; see the head of this file.
fn guarded(sql: &str, count: u64) -> String {
    format!(
        "WITH touched AS ({sql} RETURNING 1) \
         SELECT 1 / (CASE WHEN count(*) = {count} THEN 1 ELSE 0 END) FROM touched"
    )
}

fn first_failure(results: &[Result<u64, tokio_postgres::Error>]) -> Result<(), Failure> {
    let failure =
        results.iter().enumerate().find_map(|(index, result)| Some((index, result.as_ref().err()?)));
    let Some((statement, error)) = failure else { return Ok(()) };
    Err(match error.code() {
        Some(&SqlState::DIVISION_BY_ZERO) => Failure::Conflict { statement, kind: ConflictKind::Missed },
        Some(&SqlState::UNIQUE_VIOLATION) => Failure::Conflict { statement, kind: ConflictKind::Duplicate },
        _ => failed(error),
    })
}

fn failed(error: &tokio_postgres::Error) -> Failure {
    match error.code() {
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
            Failure::Again(StoreError::Busy)
        }
        _ => Failure::Other(engine(error)),
    }
}

fn write_error(error: &tokio_postgres::Error) -> WriteError {
    let met = [SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_TABLE, SqlState::DUPLICATE_OBJECT];
    if error.code().is_some_and(|code| met.contains(code)) {
        return WriteError::Conflict { statement: 0, kind: ConflictKind::Duplicate };
    }
    WriteError::Store(engine(error))
}

async fn prepare(client: &Client, sql: &str, params: &[Value]) -> Result<Prepared, StoreError> {
    let statement = client.prepare_cached(sql).await.map_err(|error| engine(&error))?;
    if statement.params().len() == params.len() {
        return Ok(statement);
    }
    Err(StoreError::Parameters { wanted: statement.params().len(), given: params.len() })
}

pub(super) fn bound(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, kind) {
            (Self::Int(value), &Type::INT8) => value.to_sql(kind, out),
            (Self::Text(value), &Type::TEXT) => value.to_sql(kind, out),
            (Self::Bytes(value), &Type::BYTEA) => value.to_sql(kind, out),
            (_, kind) => Err(format!("the placeholder is a {kind}, which this value is not").into()),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

fn read_row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    (0..row.len()).map(|index| read_cell(row, index)).collect::<Result<_, _>>().map(Row)
}

fn read_cell(row: &tokio_postgres::Row, index: usize) -> Result<Cell, StoreError> {
    let cell = match *row.columns()[index].type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|value| value.map(Cell::Int)),
        Type::INT4 => {
            row.try_get::<_, Option<i32>>(index).map(|value| value.map(|value| Cell::Int(value.into())))
        }
        Type::BOOL => {
            row.try_get::<_, Option<bool>>(index).map(|value| value.map(|value| Cell::Int(value.into())))
        }
        Type::TEXT => row.try_get::<_, Option<String>>(index).map(|value| value.map(Cell::Text)),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index).map(|value| value.map(Cell::Bytes)),
        _ => {
            return Err(StoreError::Column { index, wanted: "BIGINT, TEXT or BYTEA", found: "another type" });
        }
    };
    cell.map(|cell| cell.unwrap_or(Cell::Null)).map_err(|error| engine(&error))
}

/// A driver's error without the detail line, which may carry values.
fn engine(error: &tokio_postgres::Error) -> StoreError {
    match error.as_db_error() {
        Some(refusal) => StoreError::Engine {
            code: refusal.code().code().to_owned(),
            message: refusal.message().to_owned(),
        },
        None if error.is_closed() || is_io(error) => StoreError::Unavailable(text_of(error)),
        None => StoreError::Engine { code: "driver".to_owned(), message: text_of(error) },
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// A driver's error with its cause, which its own text leaves out.
fn text_of(error: &tokio_postgres::Error) -> String {
    use std::error::Error;
    match error.as_db_error() {
        Some(refusal) => refusal.message().to_owned(),
        None => error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}")),
    }
}
