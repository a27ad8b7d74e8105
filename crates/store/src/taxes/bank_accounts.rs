//! Which bank accounts a taxpayer pays from, their numbers sealed. One that was removed stays behind the payments that
//! were made from it.

use serde::{Deserialize, Serialize};
use values::{AccountNumber, Id, RoutingNumber, Timestamp};

use crate::seal::{DataKey, Realm, Sealer, WrappedKey};
use crate::{Row, Rows, Store, StoreError, Write};

const LIST: &str = "SELECT account_id, content, ownership, kept, added_at, removed_at, version FROM bank_account \
    WHERE taxpayer_id = $1 ORDER BY account_id";
const FIND: &str = "SELECT account_id, content, ownership, kept, added_at, removed_at, version FROM bank_account \
    WHERE taxpayer_id = $1 AND account_id = $2";
const ADD: &str = "INSERT INTO bank_account \
    (taxpayer_id, account_id, content, ownership, kept, added_at, removed_at, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const CHANGE: &str = "UPDATE bank_account SET content = $4, ownership = $5, kept = $6, removed_at = $7, \
    version = version + 1 WHERE taxpayer_id = $1 AND account_id = $2 AND version = $3";

/// Checking or savings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A checking account.
    Checking,
    /// A savings account.
    Savings,
}

/// An account that payments are taken from. `Debug` shows its last four digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// Whose.
    pub taxpayer_id: Id,
    /// Its id.
    pub id: Id,
    /// Which bank.
    pub routing: RoutingNumber,
    /// Which account.
    pub number: AccountNumber,
    /// Checking or savings.
    pub kind: AccountKind,
    /// Whether a business holds it and not a person.
    pub is_business: bool,
    /// Who holds it, as the bank knows them.
    pub holder: String,
    /// What its owner calls it; empty if nothing.
    pub nickname: String,
    /// What the check of ownership said: `matches`, `unknown` …
    pub ownership: String,
    /// Whether it is offered for the next payment.
    pub kept: bool,
    /// When it was added.
    pub added_at: Timestamp,
    /// When its owner took it away.
    pub removed_at: Option<Timestamp>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Content {
    routing: String,
    number: String,
    kind: AccountKind,
    #[serde(default)]
    is_business: bool,
    holder: String,
    nickname: String,
}

impl Drop for Content {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.number);
    }
}

/// All accounts of a taxpayer, the oldest first, also removed ones.
pub async fn list(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    taxpayer: Id,
) -> Result<Vec<BankAccount>, StoreError> {
    let rows = store.rows(LIST, &[taxpayer.into()]).await?;
    rows.iter().map(|row| read(sealer, key, taxpayer, row)).collect()
}

/// One account of a taxpayer.
pub async fn find(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    (taxpayer, account): (Id, Id),
) -> Result<Option<BankAccount>, StoreError> {
    let row = store.row(FIND, &[taxpayer.into(), account.into()]).await?;
    row.map(|row| read(sealer, key, taxpayer, &row)).transpose()
}

fn read(sealer: &Sealer, key: &DataKey, taxpayer: Id, row: &Row) -> Result<BankAccount, StoreError> {
    let id = row.id(0)?;
    let opened = open(sealer, key, id, row.bytes(1)?)?;
    Ok(BankAccount {
        taxpayer_id: taxpayer,
        id,
        ownership: row.text(2)?.to_owned(),
        kept: row.bool(3)?,
        added_at: row.timestamp(4)?,
        removed_at: row.timestamp_or_null(5)?,
        version: row.int(6)?,
        routing: opened.routing,
        number: opened.number,
        kind: opened.kind,
        is_business: opened.is_business,
        holder: opened.holder,
        nickname: opened.nickname,
    })
}

/// The sealed part of an account, opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Which bank.
    pub routing: RoutingNumber,
    /// Which account.
    pub number: AccountNumber,
    /// Checking or savings.
    pub kind: AccountKind,
    /// Whether a business holds it and not a person.
    pub is_business: bool,
    /// Who holds it.
    pub holder: String,
    /// What its owner calls it.
    pub nickname: String,
}

/// Opens the sealed part of the account with this id.
fn open(sealer: &Sealer, key: &DataKey, id: Id, content: &[u8]) -> Result<Opened, StoreError> {
    const UNREADABLE: StoreError = StoreError::Stored { what: "a bank account" };
    let json = sealer.open(key, "bank_account", "content", id, content)?;
    let content: Content = serde_json::from_slice(json.expose()).map_err(|_| UNREADABLE)?;
    Ok(Opened {
        routing: content.routing.parse().map_err(|_| UNREADABLE)?,
        number: content.number.parse().map_err(|_| UNREADABLE)?,
        kind: content.kind,
        is_business: content.is_business,
        holder: content.holder.clone(),
        nickname: content.nickname.clone(),
    })
}

/// Opens an account beside a row of its owner's: sealed part, key id and wrapped key from column `first` on. Without a key
/// its owner was erased.
pub(super) fn open_beside(
    sealer: &Sealer,
    row: &Row,
    first: usize,
    (person, account): (Id, Id),
) -> Result<Option<Opened>, StoreError> {
    let Some(key_id) = row.int_or_null(first + 1)? else { return Ok(None) };
    let wrapped = row.bytes(first + 2)?.to_vec();
    let key = sealer.unwrap(&WrappedKey { person, realm: Realm::Taxes, key_id, wrapped })?;
    open(sealer, &key, account, row.bytes(first)?).map(Some)
}

/// Adds an account; `key` is its owner's.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, account: &BankAccount) -> Write {
    let params = vec![
        account.taxpayer_id.into(),
        account.id.into(),
        sealed(sealer, key, account).into(),
        account.ownership.as_str().into(),
        account.kept.into(),
        account.added_at.into(),
        account.removed_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Changes the account that was loaded; a conflict means that it changed since.
pub fn change(write: Write, sealer: &Sealer, key: &DataKey, account: &BankAccount) -> Write {
    let params = vec![
        account.taxpayer_id.into(),
        account.id.into(),
        account.version.into(),
        sealed(sealer, key, account).into(),
        account.ownership.as_str().into(),
        account.kept.into(),
        account.removed_at.into(),
    ];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

fn sealed(sealer: &Sealer, key: &DataKey, account: &BankAccount) -> Vec<u8> {
    let content = Content {
        routing: account.routing.digits(),
        number: account.number.expose().to_owned(),
        kind: account.kind,
        is_business: account.is_business,
        holder: account.holder.clone(),
        nickname: account.nickname.clone(),
    };
    let json = values::Secret::new(serde_json::to_vec(&content).expect("an account has text keys only"));
    sealer.seal(key, "bank_account", "content", account.id, json.expose())
}
