//! How the tables come to be: numbered SQL files, applied once each, forward only.
//!
//! A runner of our own, because the kept ones (refinery, sqlx) open connections themselves and would go round the
//! handle and its writer. A migration and its record stand in one transaction and the record is inserted first:
//! of two processes that start together the second waits on the key, conflicts, and finds the work done.

use std::fmt::Write as _;

use aws_lc_rs::digest;

use crate::handle::Statement;
use crate::{Rows, Store, StoreError, WriteError};

/// One file of `store/migrations`.
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

/// Every migration, by number. A file that has been released is never changed: add the next one.
static ALL: &[Migration] = &[
    Migration { version: 1, name: "ground", sql: include_str!("../migrations/0001_ground.sql") },
    Migration { version: 2, name: "taxes", sql: include_str!("../migrations/0002_taxes.sql") },
    Migration { version: 10, name: "identity", sql: include_str!("../migrations/0010_identity.sql") },
    Migration { version: 11, name: "passkeys", sql: include_str!("../migrations/0011_passkeys.sql") },
    Migration { version: 12, name: "telephones", sql: include_str!("../migrations/0012_telephones.sql") },
    Migration { version: 13, name: "recovery", sql: include_str!("../migrations/0013_recovery.sql") },
    Migration { version: 14, name: "manage", sql: include_str!("../migrations/0014_manage.sql") },
    Migration { version: 15, name: "tokens", sql: include_str!("../migrations/0015_tokens.sql") },
    Migration { version: 16, name: "requests", sql: include_str!("../migrations/0016_requests.sql") },
    Migration { version: 17, name: "clients", sql: include_str!("../migrations/0017_clients.sql") },
    Migration { version: 20, name: "proofing", sql: include_str!("../migrations/0020_proofing.sql") },
    Migration { version: 25, name: "desk", sql: include_str!("../migrations/0025_desk.sql") },
    Migration { version: 26, name: "suspicions", sql: include_str!("../migrations/0026_suspicions.sql") },
    Migration { version: 28, name: "wallet", sql: include_str!("../migrations/0028_wallet.sql") },
    Migration { version: 40, name: "payments", sql: include_str!("../migrations/0040_payments.sql") },
    Migration { version: 44, name: "bank_files", sql: include_str!("../migrations/0044_bank_files.sql") },
    Migration { version: 46, name: "pictures", sql: include_str!("../migrations/0046_pictures.sql") },
    Migration { version: 47, name: "video_calls", sql: include_str!("../migrations/0047_video_calls.sql") },
    Migration {
        version: 49,
        name: "proofing_figures",
        sql: include_str!("../migrations/0049_proofing_figures.sql"),
    },
    Migration { version: 50, name: "plans", sql: include_str!("../migrations/0050_plans.sql") },
    Migration { version: 53, name: "settlement", sql: include_str!("../migrations/0053_settlement.sql") },
    Migration { version: 54, name: "bank_answers", sql: include_str!("../migrations/0054_bank_answers.sql") },
    Migration {
        version: 55,
        name: "information_returns",
        sql: include_str!("../migrations/0055_information_returns.sql"),
    },
    Migration {
        version: 58,
        name: "information_disputes",
        sql: include_str!("../migrations/0058_information_disputes.sql"),
    },
    Migration {
        version: 60,
        name: "address_on_paper",
        sql: include_str!("../migrations/0060_address_on_paper.sql"),
    },
    Migration {
        version: 61,
        name: "proofing_devices",
        sql: include_str!("../migrations/0061_proofing_devices.sql"),
    },
    Migration { version: 62, name: "offer_drafts", sql: include_str!("../migrations/0062_offer_drafts.sql") },
    Migration { version: 63, name: "offers", sql: include_str!("../migrations/0063_offers.sql") },
    Migration { version: 64, name: "offer_papers", sql: include_str!("../migrations/0064_offer_papers.sql") },
    Migration { version: 65, name: "paper_scans", sql: include_str!("../migrations/0065_paper_scans.sql") },
    Migration {
        version: 66,
        name: "returned_offers",
        sql: include_str!("../migrations/0066_returned_offers.sql"),
    },
    Migration {
        version: 70,
        name: "issued_documents",
        sql: include_str!("../migrations/0070_issued_documents.sql"),
    },
    Migration {
        version: 73,
        name: "payment_indexes",
        sql: include_str!("../migrations/0073_payment_indexes.sql"),
    },
    Migration { version: 74, name: "cards", sql: include_str!("../migrations/0074_cards.sql") },
    Migration { version: 75, name: "ip_pins", sql: include_str!("../migrations/0075_ip_pins.sql") },
    Migration { version: 80, name: "notices", sql: include_str!("../migrations/0080_notices.sql") },
    Migration { version: 85, name: "staff", sql: include_str!("../migrations/0085_staff.sql") },
    Migration { version: 90, name: "forms", sql: include_str!("../migrations/0090_forms.sql") },
];

const ADD: &str = "INSERT INTO migration (version, name, checksum, program) VALUES ($1, $2, $3, $4)";
const LIST: &str = "SELECT version, checksum FROM migration ORDER BY version";

impl Migration {
    /// Where it is remembered what was applied; `program` is the version that applied it.
    pub(crate) const TABLE: &'static str = "CREATE TABLE IF NOT EXISTS migration \
        (version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, program TEXT NOT NULL)";

    /// SHA-256 of the file, in hexadecimal.
    fn checksum(&self) -> String {
        digest::digest(&digest::SHA256, self.sql.as_bytes()).as_ref().iter().fold(
            String::new(),
            |mut text, byte| {
                write!(text, "{byte:02x}").expect("a String takes all");
                text
            },
        )
    }

    /// The statement that remembers it.
    pub(crate) fn record(&self) -> Statement {
        let program = env!("CARGO_PKG_VERSION");
        let params = vec![self.version.into(), self.name.into(), self.checksum().into(), program.into()];
        Statement { sql: ADD, params, expect: Rows::Exactly(1) }
    }

    /// Its statements: each ends with `;` at the end of a line.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &'static str> {
        self.sql.split_inclusive(";\n").filter(|statement| statement.contains(';'))
    }
}

pub(crate) async fn migrate(store: &Store) -> Result<Vec<String>, StoreError> {
    migrate_to(store, ALL).await
}

pub(crate) async fn check(store: &Store) -> Result<(), StoreError> {
    check_against(store, ALL).await
}

async fn migrate_to(store: &Store, all: &'static [Migration]) -> Result<Vec<String>, StoreError> {
    let mut applied = Vec::new();
    for migration in all {
        let standing = compare(store, all).await?;
        if standing >= migration.version {
            continue;
        }
        match store.apply_migration(migration).await {
            Ok(()) => {
                tracing::info!(version = migration.version, name = migration.name, "migration applied");
                applied.push(format!("{:04}_{}", migration.version, migration.name));
            }
            Err(WriteError::Conflict { .. }) => {
                tracing::info!(version = migration.version, "migration applied meanwhile by another process");
            }
            Err(WriteError::Store(error)) => return Err(error),
        }
    }
    check_against(store, all).await.map(|()| applied)
}

async fn check_against(store: &Store, all: &'static [Migration]) -> Result<(), StoreError> {
    let program = newest(all);
    let database = compare(store, all).await?;
    if database < program { Err(StoreError::NotMigrated { database, program }) } else { Ok(()) }
}

/// The newest version applied, once it is sure that all applied ones are this program's.
async fn compare(store: &Store, all: &'static [Migration]) -> Result<i64, StoreError> {
    if !store.has_table("migration").await? {
        return Ok(0);
    }
    let rows = store.rows(LIST, &[]).await?;
    let database = rows.last().map_or(Ok(0), |row| row.int(0))?;
    if database > newest(all) {
        return Err(StoreError::NewerThanProgram { database, program: newest(all) });
    }
    for (row, migration) in rows.iter().zip(all) {
        let version = row.int(0)?;
        if version != migration.version || row.text(1)? != migration.checksum() {
            return Err(StoreError::Changed { version });
        }
    }
    Ok(database)
}

fn newest(all: &[Migration]) -> i64 {
    all.last().map_or(0, |migration| migration.version)
}

#[cfg(test)]
mod tests;
