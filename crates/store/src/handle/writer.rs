//! How SQLite is written: one thread that groups the waiting lists into one transaction and one fsync, and
//! acknowledges them only after it.
//!
//! Where a list of a group misses an expectation, the group is done again with each list in its own savepoint: that one
//! is undone alone and answered with its conflict while the others go on.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread::{JoinHandle, available_parallelism};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::sqlite::{self, Failure};
use super::write::Statement;
use super::{Rows, Write};
use crate::audit::{self, Head};
use crate::migrations::Migration;
use crate::{ConflictKind, StoreError, WriteError};

/// Lists that may wait before writers are held back.
const QUEUE: usize = 1_024;
/// A group is closed when it has this many statements, so that no one waits long for the others' work.
const GROUP_STATEMENTS: usize = 4_096;
/// How often an idle writer looks for a job before it sleeps: some 50 microseconds.
const LOOKS_BEFORE_SLEEP: u32 = 1_000;
/// Whether the writer shares its only core with those who bring the jobs. Then looking keeps them from it, and letting
/// them run first makes larger groups.
static SHARES_ITS_CORE: LazyLock<bool> =
    LazyLock::new(|| available_parallelism().is_ok_and(|cores| cores.get() == 1));
/// Attempts at a transaction that finds the database busy; each waits as long as a connection waits.
const ATTEMPTS: u32 = 3;

type Answer<T> = oneshot::Sender<T>;

enum Job {
    Apply(Write, Answer<Result<(), WriteError>>),
    Migrate(&'static Migration, Answer<Result<(), WriteError>>),
}

/// The thread and the way to it. Dropping it ends the thread after the lists that wait.
pub(crate) struct Writer {
    inbox: Option<mpsc::Sender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> std::io::Result<Self> {
        let (inbox, jobs) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || run(&connection, jobs))?;
        Ok(Self { inbox: Some(inbox), thread: Mutex::new(Some(thread)) })
    }

    /// Applies a list. Once it has been queued it is applied even if nobody waits for the answer any more.
    pub(crate) async fn apply(&self, list: Write) -> Result<(), WriteError> {
        self.ask(|answer| Job::Apply(list, answer)).await
    }

    /// Applies a migration; `Conflict` when another process has applied it meanwhile.
    pub(crate) async fn migrate(&self, migration: &'static Migration) -> Result<(), WriteError> {
        self.ask(|answer| Job::Migrate(migration, answer)).await
    }

    async fn ask(&self, job: impl FnOnce(Answer<Result<(), WriteError>>) -> Job) -> Result<(), WriteError> {
        let (answer, answered) = oneshot::channel();
        let inbox = self.inbox.as_ref().expect("the inbox is taken only by drop");
        inbox.send(job(answer)).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.inbox.take());
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the SQLite writer ended by a panic");
        }
    }
}

fn run(connection: &Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = next_job(&mut jobs) {
        let mut next = Some(first);
        let mut group = Vec::new();
        let mut weight = 0;
        while let Some(job) = next.take() {
            match job {
                Job::Apply(list, answer) => {
                    weight += list.statements.len() + list.audits.len();
                    group.push((list, answer));
                    if weight < GROUP_STATEMENTS {
                        next = jobs.try_recv().ok();
                    }
                }
                Job::Migrate(migration, answer) => {
                    commit_group(connection, std::mem::take(&mut group));
                    reply(answer, apply_migration(connection, migration));
                }
            }
        }
        commit_group(connection, group);
    }
}

/// The next job; none when the way to the thread is gone. Waking a sleeping thread costs as much as a write, so it
/// stays awake for a moment: writes that follow each other find it so.
fn next_job(jobs: &mut mpsc::Receiver<Job>) -> Option<Job> {
    if *SHARES_ITS_CORE {
        let job = jobs.blocking_recv();
        std::thread::yield_now();
        return job;
    }
    for _ in 0..LOOKS_BEFORE_SLEEP {
        match jobs.try_recv() {
            Ok(job) => return Some(job),
            Err(mpsc::error::TryRecvError::Disconnected) => return None,
            Err(mpsc::error::TryRecvError::Empty) => std::hint::spin_loop(),
        }
    }
    jobs.blocking_recv()
}

/// The one that asked may have gone away; what was done stands all the same.
fn reply<T>(answer: Answer<T>, result: T) {
    drop(answer.send(result));
}

fn commit_group(connection: &Connection, group: Vec<(Write, Answer<Result<(), WriteError>>)>) {
    if group.is_empty() {
        return;
    }
    let (lists, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
    let results = try_until_not_busy(|| transaction(connection, &lists));
    match results {
        Ok(results) => answers.into_iter().zip(results).for_each(|(answer, result)| reply(answer, result)),
        Err(failure) => {
            tracing::warn!(lists = lists.len(), "a group of writes was undone");
            for answer in answers {
                reply(answer, Err(of_failure(0, &failure)));
            }
        }
    }
}

fn try_until_not_busy<T>(mut attempt: impl FnMut() -> Result<T, Failure>) -> Result<T, Failure> {
    for _ in 1..ATTEMPTS {
        match attempt() {
            Err(Failure::Busy) => tracing::warn!("another process keeps the database busy; trying again"),
            result => return result,
        }
    }
    attempt()
}

/// One transaction with every list in it. `Err` means that nothing of it stands.
fn transaction(connection: &Connection, lists: &[Write]) -> Result<Vec<Result<(), WriteError>>, Failure> {
    if lists.len() > 1 && as_one(connection, lists)? {
        return Ok(lists.iter().map(|_| Ok(())).collect());
    }
    each_by_itself(connection, lists)
}

/// All lists without savepoints, which cost as much again as a small write; nearly always none of them misses. Where
/// one does, nothing is done, and the answer is `false`.
fn as_one(connection: &Connection, lists: &[Write]) -> Result<bool, Failure> {
    command(connection, "BEGIN IMMEDIATE")?;
    let all = vec![Ok(()); lists.len()];
    let done = lists
        .iter()
        .try_for_each(|list| apply(connection, list).map_err(|(_, failure)| failure))
        .and_then(|()| record(connection, lists, &all));
    match finish(connection, done, |()| true) {
        Ok(()) => Ok(true),
        Err(Failure::Busy) => Err(Failure::Busy),
        // Whose failure it is shows when each stands by itself.
        Err(Failure::Conflict(_) | Failure::Other(_)) => Ok(false),
    }
}

fn each_by_itself(connection: &Connection, lists: &[Write]) -> Result<Vec<Result<(), WriteError>>, Failure> {
    command(connection, "BEGIN IMMEDIATE")?;
    let alone = lists.len() == 1;
    let results = lists
        .iter()
        .map(|list| apply_list(connection, list, alone))
        .collect::<Result<Vec<_>, _>>()
        .and_then(|results| record(connection, lists, &results).map(|()| results));
    finish(connection, results, |results: &Vec<Result<(), WriteError>>| results.iter().any(Result::is_ok))
}

/// Commits what is worth it; undoes the rest.
fn finish<T>(
    connection: &Connection,
    result: Result<T, Failure>,
    stands: impl Fn(&T) -> bool,
) -> Result<T, Failure> {
    let result = match result {
        Ok(value) if stands(&value) => command(connection, "COMMIT").map(|()| value),
        other => other,
    };
    if !connection.is_autocommit() {
        command(connection, "ROLLBACK")?;
    }
    result
}

/// One list, in its savepoint unless the transaction is its own. The outer error ends the whole transaction.
fn apply_list(connection: &Connection, list: &Write, alone: bool) -> Result<Result<(), WriteError>, Failure> {
    if !alone {
        command(connection, "SAVEPOINT list")?;
    }
    let result = apply(connection, list);
    if connection.is_autocommit() {
        // A full disk or a failing one has undone the whole transaction; nothing of it may be acknowledged.
        return Err(result.err().map_or(Failure::Other(StoreError::Closed), |(_, failure)| failure));
    }
    if !alone {
        if result.is_err() {
            command(connection, "ROLLBACK TO list")?;
        }
        command(connection, "RELEASE list")?;
    }
    Ok(result.map_err(|(statement, failure)| of_failure(statement, &failure)))
}

fn apply(connection: &Connection, list: &Write) -> Result<(), (usize, Failure)> {
    for (position, statement) in list.statements.iter().enumerate() {
        execute(connection, statement).map_err(|failure| (position, failure))?;
    }
    Ok(())
}

/// The audit records of the lists that stand, appended together: each shard's head moves once for all of them. None of
/// these statements can miss: this is the only writer, and the head was read in this transaction.
fn record(
    connection: &Connection,
    lists: &[Write],
    results: &[Result<(), WriteError>],
) -> Result<(), Failure> {
    let standing = lists.iter().zip(results).filter(|(_, result)| result.is_ok());
    let records = standing.flat_map(|(list, _)| &list.audits);
    for (shard, records) in audit::by_shard(records) {
        let head = head_of(connection, shard)?;
        let (statements, _) = audit::chain(head, &records);
        statements.iter().try_for_each(|statement| execute(connection, statement))?;
    }
    Ok(())
}

fn head_of(connection: &Connection, shard: i64) -> Result<Head, Failure> {
    let rows = sqlite::read_rows(connection, audit::HEAD, &[shard.into()], 1).map_err(Failure::Other)?;
    Head::read(shard, rows.first()).map_err(Failure::Other)
}

fn execute(connection: &Connection, statement: &Statement) -> Result<(), Failure> {
    let mut prepared = connection.prepare_cached(statement.sql).map_err(|error| sqlite::failure(&error))?;
    sqlite::bind(&mut prepared, &statement.params).map_err(Failure::Other)?;
    let touched = prepared.raw_execute().map_err(|error| sqlite::failure(&error))?;
    match statement.expect {
        Rows::Exactly(wanted) if u64::try_from(touched) != Ok(wanted) => {
            Err(Failure::Conflict(ConflictKind::Missed))
        }
        Rows::Exactly(_) | Rows::Any => Ok(()),
    }
}

fn apply_migration(connection: &Connection, migration: &Migration) -> Result<(), WriteError> {
    let attempt = || {
        command(connection, "BEGIN IMMEDIATE")?;
        let done = execute(connection, &migration.record())
            .and_then(|()| migration.statements().try_for_each(|sql| command(connection, sql)));
        finish(connection, done, |()| true)
    };
    let result = connection
        .execute_batch(Migration::TABLE)
        .map_err(|error| sqlite::failure(&error))
        .and_then(|()| try_until_not_busy(attempt));
    connection.flush_prepared_statement_cache();
    result.map_err(|failure| of_failure(0, &failure))
}

fn command(connection: &Connection, sql: &str) -> Result<(), Failure> {
    let mut prepared = connection.prepare_cached(sql).map_err(|error| sqlite::failure(&error))?;
    prepared.raw_execute().map(drop).map_err(|error| sqlite::failure(&error))
}

fn of_failure(statement: usize, failure: &Failure) -> WriteError {
    match failure {
        Failure::Conflict(kind) => WriteError::Conflict { statement, kind: *kind },
        Failure::Busy => WriteError::Store(StoreError::Busy),
        Failure::Other(error) => WriteError::Store(error.clone()),
    }
}

#[cfg(test)]
mod tests;
