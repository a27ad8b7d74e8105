//! How do reads that follow each other see one state of the database, for the price of one? A SQLite read that stands
//! alone spends half its time on beginning and ending; what one request reads without waiting in between is read in one
//! transaction.
//!
//! The transaction never outlives a moment: it ends whenever the request waits for anything, such as its own write, so
//! that nothing is read that was replaced meanwhile and no log is kept from being copied back.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rusqlite::Connection;

use super::sqlite::{self, Readers};
use crate::StoreError;

thread_local! {
    /// What this thread is in the middle of.
    static SCOPE: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

struct Scope {
    readers: Arc<Readers>,
    /// In a transaction, once something was read.
    connection: Option<Connection>,
}

impl Drop for Scope {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // One that cannot end its transaction is not used again.
            match connection.prepare_cached("COMMIT").and_then(|mut end| end.raw_execute()) {
                Ok(_) => self.readers.put_back(connection),
                Err(error) => tracing::warn!(error = %sqlite::engine(&error), "a reader is given up"),
            }
        }
    }
}

/// A future whose reads of one database are done together.
#[derive(Debug)]
pub(super) struct Together<F> {
    readers: Arc<Readers>,
    future: Pin<Box<F>>,
}

impl<F: Future> Together<F> {
    pub(super) fn new(readers: Arc<Readers>, future: F) -> Self {
        Self { readers, future: Box::pin(future) }
    }
}

impl<F: Future> Future for Together<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let scope = Scope { readers: self.readers.clone(), connection: None };
        let _ends = Outer(SCOPE.replace(Some(scope)));
        self.future.as_mut().poll(context)
    }
}

/// Puts back what the thread was in the middle of before, also after a panic.
struct Outer(Option<Scope>);

impl Drop for Outer {
    fn drop(&mut self) {
        drop(SCOPE.replace(self.0.take()));
    }
}

/// Reads in the transaction that is open, or opens it; nothing where reads are not done together.
pub(super) fn read<T>(
    readers: &Arc<Readers>,
    ask: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Option<Result<T, StoreError>> {
    SCOPE.with_borrow_mut(|scope| {
        let scope = scope.as_mut().filter(|scope| Arc::ptr_eq(&scope.readers, readers))?;
        if scope.connection.is_none() {
            let begun = readers.take().and_then(|connection| begin(&connection).map(|()| connection));
            scope.connection = Some(match begun {
                Ok(connection) => connection,
                Err(error) => return Some(Err(error)),
            });
        }
        Some(ask(scope.connection.as_ref()?))
    })
}

/// What is read from now on is read anew: something is about to be written.
pub(super) fn end() {
    let open = SCOPE.with_borrow_mut(|scope| {
        let scope = scope.as_mut()?;
        Some(Scope { readers: scope.readers.clone(), connection: scope.connection.take() })
    });
    drop(open);
}

fn begin(connection: &Connection) -> Result<(), StoreError> {
    let begun = connection.prepare_cached("BEGIN").and_then(|mut begin| begin.raw_execute());
    begun.map(drop).map_err(|error| sqlite::engine(&error))
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;
    use crate::testing::{Scratch, on_each_engine};
    use crate::{Rows, Store, Target, Write};

    const ADD: &str = "INSERT INTO setting (name, value) VALUES ($1, $2)";

    async fn count(store: &Store) -> i64 {
        store.row("SELECT COUNT(*) FROM setting", &[]).await.unwrap().unwrap().int(0).unwrap()
    }

    fn add(name: &str) -> Write {
        Write::new().statement(ADD, vec![name.into(), "value".into()], Rows::Exactly(1))
    }

    #[tokio::test]
    async fn what_is_read_without_waiting_is_of_one_moment() {
        let scratch = Scratch::sqlite().await;
        let Target::Sqlite(path) = &scratch.target else { panic!("it is SQLite") };
        let (store, elsewhere) = (&scratch.store, Connection::open(path).unwrap());
        let before = count(store).await;
        store
            .together(async {
                assert_eq!(count(store).await, before);
                elsewhere.execute(ADD, params!["a", "value"]).unwrap();
                assert_eq!(count(store).await, before, "of the same moment");
                tokio::task::yield_now().await;
                assert_eq!(count(store).await, before + 1, "it has waited");
                store.together(async { assert_eq!(count(store).await, before + 1) }).await;
                assert_eq!(count(store).await, before + 1);
            })
            .await;
        elsewhere.execute(ADD, params!["b", "value"]).unwrap();
        assert_eq!(count(store).await, before + 2, "nothing is kept open");
        let log: (i64, i64, i64) = elsewhere
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(log, (0, 0, 0), "no reader holds the log");
    }

    #[tokio::test]
    async fn a_request_sees_what_it_has_written() {
        on_each_engine(async |store| {
            let reading = store.together(async {
                let before = count(&store).await;
                store.write(add("a")).await.unwrap();
                assert_eq!(count(&store).await, before + 1);
                store.write(add("b")).await.unwrap();
                assert_eq!(count(&store).await, before + 2);
            });
            reading.await;
        })
        .await;
    }

    #[tokio::test]
    async fn another_database_and_a_panic_are_kept_apart() {
        let (one, other) = (Scratch::sqlite().await, Scratch::sqlite().await);
        let before = count(&one.store).await;
        other.store.write(add("a")).await.unwrap();
        let panics = tokio::spawn({
            let (one, other) = (one.store.clone(), other.store.clone());
            async move {
                let reading = one.together(async {
                    assert_eq!(count(&one).await, before);
                    assert_eq!(count(&other).await, before + 1);
                    panic!("in the middle");
                });
                reading.await
            }
        });
        assert!(panics.await.unwrap_err().is_panic());
        one.store.write(add("a")).await.unwrap();
        assert_eq!(count(&one.store).await, before + 1);
    }
}
