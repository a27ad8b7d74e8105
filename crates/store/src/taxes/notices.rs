//! Notices: what was written to whom and why, and when it was first read.
//!
//! A notice's id follows from its cause ([`notice_id`]), so that the same cause meets the same primary key: of two runs
//! at once the second conflicts, and nobody gets a notice twice.

use aws_lc_rs::digest;
use values::{Cents, Date, Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT taxpayer_id, notice_id, kind, cause, template, form, tax_year, module_id, plan_id, amount, ",
            "other, issued_on, act_by, is_copy, made_at, first_read_at FROM notice ",
            $rest
        )
    };
}

const LIST: &str = select!("WHERE taxpayer_id = $1 ORDER BY issued_on DESC, notice_id");
const FIND: &str = select!("WHERE taxpayer_id = $1 AND notice_id = $2");
const ADD: &str = "INSERT INTO notice (taxpayer_id, notice_id, kind, cause, template, form, tax_year, module_id, \
    plan_id, amount, other, issued_on, act_by, is_copy, made_at, first_read_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, NULL)";
const READ: &str = "UPDATE notice SET first_read_at = $3 \
    WHERE taxpayer_id = $1 AND notice_id = $2 AND first_read_at IS NULL";

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// To whom.
    pub taxpayer_id: Id,
    /// Its id: [`notice_id`] of whom and cause.
    pub id: Id,
    /// What it is about: `first_bill`, `reminder` …
    pub kind: String,
    /// What brought it about; one notice for each cause.
    pub cause: String,
    /// In which version of its words it was written.
    pub template: i64,
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// The year's module, where it is about one.
    pub module_id: Option<Id>,
    /// The plan, where it is about one.
    pub plan_id: Option<Id>,
    /// The amount that it is about, as it stood then.
    pub amount: Cents,
    /// A second amount, where the kind has one.
    pub other: Cents,
    /// The day on it.
    pub issued_on: Date,
    /// The last day to act, where there is one.
    pub act_by: Option<Date>,
    /// Whether it was sent before these books were brought in: nobody is alerted to it, and it is not printed again.
    pub is_copy: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// When its addressee first opened it. Not written by [`add`].
    pub first_read_at: Option<Timestamp>,
}

/// The id of the notice that a cause brings to a taxpayer: the first half of SHA-256 over both.
pub fn notice_id(taxpayer: Id, cause: &str) -> Id {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"notice:");
    context.update(taxpayer.as_bytes());
    context.update(cause.as_bytes());
    Id::try_from(&context.finish().as_ref()[..16]).expect("half of SHA-256 has 16 bytes")
}

/// All notices of a taxpayer, the latest first.
pub async fn list(store: &Store, taxpayer: Id) -> Result<Vec<Notice>, StoreError> {
    store.rows(LIST, &[taxpayer.into()]).await?.iter().map(read).collect()
}

/// One notice of a taxpayer.
pub async fn find(store: &Store, taxpayer: Id, id: Id) -> Result<Option<Notice>, StoreError> {
    store.row(FIND, &[taxpayer.into(), id.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Notice, StoreError> {
    Ok(Notice {
        taxpayer_id: row.id(0)?,
        id: row.id(1)?,
        kind: row.text(2)?.to_owned(),
        cause: row.text(3)?.to_owned(),
        template: row.int(4)?,
        form: row.text(5)?.to_owned(),
        tax_year: row.int(6)?,
        module_id: row.id_or_null(7)?,
        plan_id: row.id_or_null(8)?,
        amount: row.cents(9)?,
        other: row.cents(10)?,
        issued_on: row.date(11)?,
        act_by: row.date_or_null(12)?,
        is_copy: row.bool(13)?,
        made_at: row.timestamp(14)?,
        first_read_at: row.timestamp_or_null(15)?,
    })
}

/// Adds a notice; a `Duplicate` conflict means that its cause brought one before.
pub fn add(write: Write, notice: &Notice) -> Write {
    let params = vec![
        notice.taxpayer_id.into(),
        notice.id.into(),
        notice.kind.as_str().into(),
        notice.cause.as_str().into(),
        notice.template.into(),
        notice.form.as_str().into(),
        notice.tax_year.into(),
        notice.module_id.into(),
        notice.plan_id.into(),
        notice.amount.into(),
        notice.other.into(),
        notice.issued_on.into(),
        notice.act_by.into(),
        notice.is_copy.into(),
        notice.made_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Remembers when a notice was first opened; a conflict means that it was before.
pub fn add_read(write: Write, notice: &Notice, at: Timestamp) -> Write {
    write.statement(READ, vec![notice.taxpayer_id.into(), notice.id.into(), at.into()], Rows::Exactly(1))
}
