//! What can go wrong while remembering, and what to do about it. No message carries a bound value.

use std::path::PathBuf;

/// A read or a write could not be done. The texts are for operators; none holds personal data.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The bundled SQLite is older than the first version that cannot corrupt its write-ahead log.
    #[error(
        "SQLite {found} is too old: 3.51.3 or newer is needed, older ones can corrupt the write-ahead log"
    )]
    OldSqlite {
        /// The version that was linked.
        found: String,
    },
    /// The database cannot be opened or reached.
    #[error("cannot open the database {place}: {why}")]
    Open {
        /// Path of the file, or `PostgreSQL`.
        place: String,
        /// What the driver says.
        why: String,
    },
    /// No connection was free in time, or it broke.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The engine refused a statement.
    #[error("the database refused a statement ({code}): {message}")]
    Engine {
        /// SQLSTATE of PostgreSQL or extended code of SQLite.
        code: String,
        /// The engine's message without its detail line, which may carry values.
        message: String,
    },
    /// Another process kept the database busy for too long.
    #[error("the database stayed busy for too long; try again")]
    Busy,
    /// The writer has ended; nothing can be written until the program is started again.
    #[error("the writer has ended; start the program again")]
    Closed,
    /// A column does not hold what the program expects there.
    #[error("column {index} holds {found} where {wanted} was expected")]
    Column {
        /// Position in the select list, from 0.
        index: usize,
        /// What was asked for.
        wanted: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A statement was given too few or too many values.
    #[error("the statement takes {wanted} values and was given {given}")]
    Parameters {
        /// How many it takes.
        wanted: usize,
        /// How many it was given.
        given: usize,
    },
    /// Something other than a query was given to a reading verb.
    #[error("only SELECT may be read from")]
    NotARead,
    /// The tables are missing or behind.
    #[error("the database has schema {database}, the program needs {program}: run `counterfoil migrate`")]
    NotMigrated {
        /// Newest migration applied, 0 for none.
        database: i64,
        /// Newest migration the program knows.
        program: i64,
    },
    /// A newer program has already changed the tables.
    #[error("the database has schema {database}, newer than this program's {program}: use the newer program")]
    NewerThanProgram {
        /// Newest migration applied.
        database: i64,
        /// Newest migration the program knows.
        program: i64,
    },
    /// An applied migration is not the one this program has under that number.
    #[error("migration {version} was changed after it had been applied to this database")]
    Changed {
        /// Its number.
        version: i64,
    },
    /// A key file cannot be used.
    #[error("the key file {path}: {why}")]
    KeyFile {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A sealed value cannot be opened: it was moved, changed, or sealed under another key.
    #[error("a sealed value cannot be opened: it was moved, changed, or sealed under another key")]
    Unreadable,
    /// The person's data key was erased, so the sealed values are gone for good.
    #[error("the person's data key was erased")]
    KeyErased,
    /// A stored text is not what the program wrote there.
    #[error("{what} is not readable as stored")]
    Stored {
        /// Which value.
        what: &'static str,
    },
}

/// Why a write list was not applied. Nothing of it was.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WriteError {
    /// The books have moved on since they were loaded: load and decide again.
    #[error("statement {statement} of the write met other rows than expected ({kind:?})")]
    Conflict {
        /// Position of the statement in the list, from 0.
        statement: usize,
        /// What it met.
        kind: ConflictKind,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a statement conflicts with what stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// It touched more or fewer rows than expected.
    Missed,
    /// A row with this key is already there.
    Duplicate,
}
