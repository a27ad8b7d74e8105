//! Whether the tables are brought forward once, whole, and only by the program that fits.

use super::*;
use crate::testing::{Scratch, on_each_scratch};

async fn on_each_empty(check: impl AsyncFn(&Scratch)) {
    check(&Scratch::empty_sqlite().await).await;
    if let Some(postgres) = Scratch::empty_postgres().await {
        check(&postgres).await;
    }
}

#[test]
fn numbers_only_grow() {
    assert!(ALL.windows(2).all(|pair| pair[0].version < pair[1].version));
    assert!(ALL.iter().all(|migration| migration.statements().count() > 0));
}

#[tokio::test]
async fn an_empty_database_is_brought_up_once() {
    on_each_empty(async |scratch: &Scratch| {
        let store = &scratch.store;
        let refused = store.check_schema().await.unwrap_err();
        assert!(refused.to_string().contains("counterfoil migrate"), "{refused}");
        let names = store.migrate().await.unwrap();
        assert_eq!(names.len(), ALL.len());
        assert_eq!(names[0], "0001_ground");
        store.check_schema().await.unwrap();
        assert_eq!(store.migrate().await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_migrate_once() {
    on_each_empty(async |scratch: &Scratch| {
        let mut starting = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let target = scratch.target.clone();
            starting.spawn(async move { Store::open(&target).await.unwrap().migrate().await.unwrap().len() });
        }
        assert_eq!(starting.join_all().await.into_iter().sum::<usize>(), ALL.len());
        scratch.store.check_schema().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    on_each_scratch(async |scratch: &Scratch| {
        let older: &'static [Migration] = &ALL[..1];
        for refused in [
            check_against(&scratch.store, older).await.unwrap_err(),
            migrate_to(&scratch.store, older).await.unwrap_err(),
        ] {
            assert!(matches!(refused, StoreError::NewerThanProgram { program: 1, .. }), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_changed_or_slipped_in_migration_is_refused() {
    static CHANGED: [Migration; 1] =
        [Migration { version: 1, name: "first", sql: "CREATE TABLE a (b TEXT);\n" }];
    static BEFORE: [Migration; 1] =
        [Migration { version: 1, name: "first", sql: "CREATE TABLE a (b BIGINT);\n" }];
    static SLIPPED_IN: [Migration; 2] = [
        Migration { version: 0, name: "before", sql: "CREATE TABLE c (b BIGINT);\n" },
        Migration { version: 1, name: "first", sql: "CREATE TABLE a (b BIGINT);\n" },
    ];
    on_each_empty(async |scratch: &Scratch| {
        migrate_to(&scratch.store, &BEFORE).await.unwrap();
        for other in [&CHANGED[..], &SLIPPED_IN[..]] {
            let refused = migrate_to(&scratch.store, other).await.unwrap_err();
            assert!(matches!(refused, StoreError::Changed { version: 1 }), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing() {
    static BROKEN: [Migration; 1] = [Migration {
        version: 1,
        name: "broken",
        sql: "CREATE TABLE a (b TEXT);\nINSERT INTO nowhere (c) VALUES (1);\n",
    }];
    on_each_empty(async |scratch: &Scratch| {
        let refused = migrate_to(&scratch.store, &BROKEN).await.unwrap_err();
        assert!(matches!(refused, StoreError::Engine { .. }), "{refused}");
        assert!(!scratch.store.has_table("a").await.unwrap());
        assert_eq!(compare(&scratch.store, ALL).await.unwrap(), 0);
        scratch.store.migrate().await.unwrap();
    })
    .await;
}
