//! What does an engine alone do with the same lists? The drivers' own limit, for benches: durable like the handle, but
//! without the audit chain and without a look at how many rows a statement touched.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run should stop")]

use std::collections::BTreeMap;
use std::path::Path;

use futures_util::future::{join_all, join3};
use rusqlite::Connection;
use values::Secret;

use super::postgres::bound;
use super::{Write, sqlite};

/// Applies lists to a file, so many in one transaction.
pub fn sqlite(path: &Path, lists: &[Write], together: usize) {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection.pragma_update(None, "cache_size", -65_536).unwrap();
    connection.set_prepared_statement_cache_capacity(64);
    for group in lists.chunks(together) {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        for statement in group.iter().flat_map(|list| &list.statements) {
            let mut prepared = connection.prepare_cached(statement.sql).unwrap();
            sqlite::bind(&mut prepared, &statement.params).unwrap();
            prepared.raw_execute().unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
    }
}

/// Applies lists to a server without encryption: each a transaction in one journey, on so many connections at once.
pub async fn postgres(url: &Secret<String>, lists: &[Write], connections: usize) {
    let lanes = (0..connections).map(|lane| {
        let lists: Vec<Write> = lists.iter().skip(lane).step_by(connections).cloned().collect();
        let url = url.expose().clone();
        tokio::spawn(async move {
            let (client, driver) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(driver);
            let mut prepared = BTreeMap::new();
            for list in lists {
                for statement in &list.statements {
                    if !prepared.contains_key(statement.sql) {
                        prepared.insert(statement.sql, client.prepare(statement.sql).await.unwrap());
                    }
                }
                let work = join_all(list.statements.iter().map(async |statement| {
                    client.execute(&prepared[statement.sql], &bound(&statement.params)).await.unwrap();
                }));
                let (begun, _, ended) =
                    join3(client.batch_execute("BEGIN"), work, client.batch_execute("COMMIT")).await;
                begun.and(ended).unwrap();
            }
        })
    });
    for lane in join_all(lanes).await {
        lane.unwrap();
    }
}
