//! How the handle speaks to SQLite: readers that run on the asking thread, and one writer thread (`writer.rs`).
//!
//! A point read takes about 3 µs, less than handing it to another thread would, so a read runs inline on the
//! async worker with a connection taken from a stack: there are never more of them than threads reading at once.
//! A read never waits for the writer (write-ahead log), and a page of rows is bounded by its `LIMIT`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql};

use super::row::{Cell, Row};
use super::{PageCache, Value, together, writer::Writer};
use crate::{ConflictKind, StoreError};

/// 3.51.3: every earlier version can corrupt a write-ahead log that two connections use at once.
const OLDEST_SAFE: i32 = 3_051_003;
/// How long one attempt waits for another process's write.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// Distinct statements a connection keeps prepared: more than the program has.
const PREPARED: usize = 512;

/// One database file.
pub(crate) struct Sqlite {
    pub(super) readers: Arc<Readers>,
    pub(crate) writer: Writer,
}

/// Why a statement failed, as far as the handle must tell failures apart.
#[derive(Debug)]
pub(crate) enum Failure {
    Conflict(ConflictKind),
    Busy,
    Other(StoreError),
}

impl Sqlite {
    pub(crate) fn open(path: &Path, cache: PageCache) -> Result<Self, StoreError> {
        refuse_old_version(rusqlite::version_number(), rusqlite::version())?;
        create_private(path).map_err(|error| cannot_open(path, &error))?;
        let writing = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let kibibytes = cache.kibibytes();
        // Negative: in kibibytes, not in pages.
        writing.pragma_update(None, "cache_size", -kibibytes).map_err(|error| cannot_open(path, &error))?;
        let writer = Writer::start(writing).map_err(|error| cannot_open(path, &error))?;
        let first_reader = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let readers = Readers { path: path.to_owned(), idle: Mutex::new(vec![first_reader]) };
        Ok(Self { readers: Arc::new(readers), writer })
    }

    /// All rows of a query, on the calling thread.
    pub(crate) fn rows(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.read(sql, params, usize::MAX)
    }

    /// The first row of a query, on the calling thread.
    pub(crate) fn row(&self, sql: &str, params: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.read(sql, params, 1)?.pop())
    }

    fn read(&self, sql: &str, params: &[Value], most: usize) -> Result<Vec<Row>, StoreError> {
        if let Some(answer) =
            together::read(&self.readers, |connection| read_rows(connection, sql, params, most))
        {
            return answer;
        }
        let connection = self.readers.take()?;
        let answer = read_rows(&connection, sql, params, most);
        self.readers.put_back(connection);
        answer
    }
}

/// Connections that read and are not in use.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY), Ok)
    }

    pub(super) fn put_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

pub(crate) fn read_rows(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    most: usize,
) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| engine(&error))?;
    bind(&mut statement, params)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut answer = Vec::new();
    while answer.len() < most
        && let Some(row) = rows.next().map_err(|error| engine(&error))?
    {
        let cells =
            (0..columns).map(|index| cell(row.get_ref(index).map_err(|error| engine(&error))?, index));
        answer.push(Row(cells.collect::<Result<_, _>>()?));
    }
    Ok(answer)
}

fn cell(value: ValueRef<'_>, index: usize) -> Result<Cell, StoreError> {
    match value {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(number) => Ok(Cell::Int(number)),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Cell::Text(text.to_owned())),
            Err(_) => Err(StoreError::Column { index, wanted: "a TEXT", found: "bytes that are no text" }),
        },
        ValueRef::Blob(bytes) => Ok(Cell::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => Err(StoreError::Column {
            index,
            wanted: "BIGINT, TEXT or BYTEA",
            found: "a floating-point number",
        }),
    }
}

/// Binds by name: SQLite numbers `$2 … $1` in order of first appearance, so each of its positions is asked which
/// of ours it is. No text is translated.
pub(crate) fn bind(statement: &mut CachedStatement<'_>, params: &[Value]) -> Result<(), StoreError> {
    let mut highest = 0;
    for position in 1..=statement.parameter_count() {
        let name = statement.parameter_name(position).and_then(|name| name.strip_prefix('$'));
        let ours = name.and_then(|digits| digits.parse::<usize>().ok()).unwrap_or(0);
        highest = highest.max(ours);
        let missing = StoreError::Parameters { wanted: ours, given: params.len() };
        let value = ours.checked_sub(1).and_then(|index| params.get(index)).ok_or(missing)?;
        refuse_nul(value)?;
        statement.raw_bind_parameter(position, value).map_err(|error| engine(&error))?;
    }
    if highest == params.len() {
        return Ok(());
    }
    Err(StoreError::Parameters { wanted: highest, given: params.len() })
}

/// PostgreSQL cannot hold a NUL in a text; what one engine refuses, so does the other.
fn refuse_nul(value: &Value) -> Result<(), StoreError> {
    match value {
        Value::Text(Some(text)) if text.contains('\0') => Err(StoreError::Engine {
            code: "22021".to_owned(),
            message: "invalid byte sequence for encoding \"UTF8\": 0x00".to_owned(),
        }),
        _ => Ok(()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(Some(number)) => ValueRef::Integer(*number),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Int(None) | Self::Text(None) | Self::Bytes(None) => ValueRef::Null,
        }))
    }
}

fn refuse_old_version(number: i32, text: &str) -> Result<(), StoreError> {
    if number < OLDEST_SAFE { Err(StoreError::OldSqlite { found: text.to_owned() }) } else { Ok(()) }
}

/// Makes the file readable by its owner only; SQLite gives the log beside it the same rights.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| cannot_open(path, &error))?;
    configure(&connection, access == OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(|error| cannot_open(path, &*error))?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

fn configure(connection: &Connection, writes: bool) -> Result<(), Box<dyn std::error::Error>> {
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", -PageCache::Small.kibibytes())?;
    // A statement keeps its plan, whatever values it is given: else SQLite makes some anew each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if writes {
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(format!("the journal is {mode}, not a write-ahead log").into());
        }
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // What is erased is overwritten, not only unlinked.
        connection.pragma_update(None, "secure_delete", true)?;
        connection.pragma_update(None, "journal_size_limit", 67_108_864)?;
        // 32 MiB of log before it is copied: a page that is written again and again is copied once.
        connection.pragma_update(None, "wal_autocheckpoint", 8_192)?;
    }
    Ok(())
}

fn cannot_open(path: &Path, error: &dyn std::error::Error) -> StoreError {
    StoreError::Open { place: path.display().to_string(), why: error.to_string() }
}

/// A driver's error without the values it may have been about.
pub(crate) fn engine(error: &rusqlite::Error) -> StoreError {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) if is_busy(failure.code) => StoreError::Busy,
        rusqlite::Error::SqliteFailure(failure, message) => StoreError::Engine {
            code: failure.extended_code.to_string(),
            message: message.clone().unwrap_or_else(|| failure.to_string()),
        },
        other => StoreError::Engine { code: "driver".to_owned(), message: other.to_string() },
    }
}

/// Tells a taken key and a busy database from everything else.
pub(crate) fn failure(error: &rusqlite::Error) -> Failure {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    match error {
        rusqlite::Error::SqliteFailure(failure, _) if is_busy(failure.code) => Failure::Busy,
        rusqlite::Error::SqliteFailure(failure, _)
            if matches!(failure.extended_code, SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_UNIQUE) =>
        {
            Failure::Conflict(ConflictKind::Duplicate)
        }
        other => Failure::Other(engine(other)),
    }
}

const fn is_busy(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_that_can_corrupt_its_log_is_refused() {
        assert!(matches!(refuse_old_version(3_051_002, "3.51.2"), Err(StoreError::OldSqlite { .. })));
        assert!(refuse_old_version(3_051_003, "3.51.3").is_ok());
        assert!(refuse_old_version(rusqlite::version_number(), rusqlite::version()).is_ok());
    }

    #[test]
    fn each_connection_is_set_up_for_durability() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("books.sqlite");
        create_private(&path).unwrap();
        let connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        for (pragma, wanted) in [
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("mmap_size", 0),
            ("secure_delete", 1),
            ("busy_timeout", 5_000),
        ] {
            let found: i64 = connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap();
            assert_eq!(found, wanted, "{pragma}");
        }
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        let reader = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        assert!(reader.execute("CREATE TABLE t (a BIGINT)", []).is_err(), "a reader cannot write");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_path_that_is_no_database_is_a_clear_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Sqlite::open(folder.path(), PageCache::Small), Err(StoreError::Open { .. })));
        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "these are notes, at least as long as the header of a database would be: 100 bytes or more of text").unwrap();
        let error = Sqlite::open(&text, PageCache::Small).err().unwrap().to_string();
        assert!(error.contains("notes.txt") && error.contains("not a database"), "{error}");
    }
}
