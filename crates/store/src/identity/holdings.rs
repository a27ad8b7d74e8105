//! Everything that is held about one person, table by table: to give it to them, and to destroy it. A test compares the
//! list with the schema, so that no table and no column is forgotten.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A moment.
    Instant,
    /// A number.
    Number,
    /// Yes or no.
    Yes,
    /// An id.
    Id,
    /// Words sealed under the person's key for this table, in the row that the first column names.
    Sealed(&'static str),
}

/// One table, or the reason why it is not given out.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    /// The table.
    pub table: &'static str,
    /// The first column is the row's id, or the person's.
    pub columns: &'static [(&'static str, Kind)],
    /// What is left out: keys, hashes and what finds a row, none of which says anything about the person; and what
    /// would name the agency's people or warn somebody under suspicion.
    pub left_out: &'static [&'static str],
    select: &'static str,
    remove: &'static str,
}

/// Tables that name a person and are neither given out nor removed with them, each with the reason.
pub const EXCLUDED: [(&str, &str); 9] = [
    ("authorization_code", "lives 60 seconds, and holds no fact about the person"),
    ("call_message", "lives as long as the video call it was sent in, and its two ends have read it"),
    ("hand_over", "lives 15 minutes, or 30 once a phone used it, and holds no fact about the person"),
    ("phone_code", "lives 10 minutes; its number stands under the phones once it is confirmed"),
    ("not_me_link", "hashes of links in letters, which end by themselves"),
    ("session_site", "which sites are still to be told that a session ended; ends by itself"),
    ("fraud_case", "would warn whoever is under suspicion; what was written dies with the person's key"),
    ("waiting_signal", "what sites are still to be told; ends by itself"),
    ("wallet_request", "lives 10 minutes; what the licence said stands in the case once it is used"),
];

macro_rules! holding {
    ($table:literal, [$(($column:literal, $kind:expr)),+ $(,)?], [$($left:literal),*], $select:literal, $remove:literal) => {
        Holding {
            table: $table,
            columns: &[$(($column, $kind)),+],
            left_out: &[$($left),*],
            select: $select,
            remove: $remove,
        }
    };
}

mod desk;
mod proofing;

/// Every table with facts about a person.
pub const ALL: &[Holding] = &[
    holding!(
        "sign_in",
        [
            ("id", Kind::Id),
            ("language", Kind::Text),
            ("state", Kind::Text),
            ("made_at", Kind::Instant),
            ("password_set_at", Kind::Instant)
        ],
        ["email_index", "email_sealed", "password_hash", "version"],
        "SELECT id, language, state, made_at, password_set_at FROM sign_in WHERE id = $1",
        "DELETE FROM sign_in WHERE id = $1"
    ),
    holding!(
        "sign_in_address",
        [
            ("id", Kind::Id),
            ("email_sealed", Kind::Sealed("sign_in")),
            ("confirmed_at", Kind::Instant),
            ("told_new_device", Kind::Yes),
            ("told_each_sign_in", Kind::Yes)
        ],
        ["email_index"],
        "SELECT id, email_sealed, confirmed_at, told_new_device, told_each_sign_in FROM sign_in_address \
            WHERE sign_in_id = $1 ORDER BY confirmed_at, id",
        "DELETE FROM sign_in_address WHERE sign_in_id = $1"
    ),
    holding!(
        "address_to_confirm",
        [
            ("id", Kind::Id),
            ("email_sealed", Kind::Sealed("sign_in")),
            ("added_at", Kind::Instant),
            ("code_until", Kind::Instant)
        ],
        ["email_index", "code_hash"],
        "SELECT id, email_sealed, added_at, code_until FROM address_to_confirm WHERE sign_in_id = $1",
        "DELETE FROM address_to_confirm WHERE sign_in_id = $1"
    ),
    holding!(
        "removed_address",
        [
            ("id", Kind::Id),
            ("email_sealed", Kind::Sealed("sign_in")),
            ("confirmed_at", Kind::Instant),
            ("removed_at", Kind::Instant)
        ],
        ["email_index"],
        "SELECT id, email_sealed, confirmed_at, removed_at FROM removed_address WHERE sign_in_id = $1",
        "DELETE FROM removed_address WHERE sign_in_id = $1"
    ),
    holding!(
        "saved_code",
        [("sign_in_id", Kind::Id), ("made_at", Kind::Instant)],
        ["code_hash", "shown_sealed", "shown_until"],
        "SELECT sign_in_id, made_at FROM saved_code WHERE sign_in_id = $1",
        "DELETE FROM saved_code WHERE sign_in_id = $1"
    ),
    holding!(
        "recovery",
        [("id", Kind::Id), ("state", Kind::Text), ("begun_at", Kind::Instant), ("ends_at", Kind::Instant)],
        [
            "email_index",
            "email_sealed",
            "code_hash",
            "code_until",
            "shown",
            "saved_made_at",
            "stop_hash",
            "version"
        ],
        "SELECT id, state, begun_at, ends_at FROM recovery WHERE sign_in_id = $1 ORDER BY begun_at, id",
        "DELETE FROM recovery WHERE sign_in_id = $1"
    ),
    holding!(
        "recovery_wait",
        [
            ("sign_in_id", Kind::Id),
            ("begun_at", Kind::Instant),
            ("ready_at", Kind::Instant),
            ("ends_at", Kind::Instant)
        ],
        ["recovery_id", "stop_hash", "shown", "reminder_id"],
        "SELECT sign_in_id, begun_at, ready_at, ends_at FROM recovery_wait WHERE sign_in_id = $1",
        "DELETE FROM recovery_wait WHERE sign_in_id = $1"
    ),
    holding!(
        "proof",
        [
            ("sign_in_id", Kind::Id),
            ("method", Kind::Text),
            ("given_name_sealed", Kind::Sealed("proof")),
            ("family_name_sealed", Kind::Sealed("proof")),
            ("birth_date_sealed", Kind::Sealed("proof")),
            ("tax_number_sealed", Kind::Sealed("proof")),
            ("proved_at", Kind::Instant),
            ("assurance", Kind::Text),
            ("how", Kind::Text)
        ],
        ["tax_number_index"],
        "SELECT sign_in_id, method, given_name_sealed, family_name_sealed, birth_date_sealed, tax_number_sealed, \
            proved_at, assurance, how FROM proof WHERE sign_in_id = $1",
        "DELETE FROM proof WHERE sign_in_id = $1"
    ),
    proofing::CASE,
    proofing::EVIDENCE,
    proofing::CHECK,
    proofing::DEVICE,
    proofing::LETTER,
    proofing::PICTURE,
    proofing::CALL,
    holding!(
        "passkey",
        [
            ("id", Kind::Id),
            ("kind", Kind::Text),
            ("name_sealed", Kind::Sealed("passkey")),
            ("sign_count", Kind::Number),
            ("verifies_person", Kind::Yes),
            ("can_be_copied", Kind::Yes),
            ("is_copied", Kind::Yes),
            ("added_at", Kind::Instant),
            ("used_at", Kind::Instant)
        ],
        ["credential_id", "user_handle", "key_sealed"],
        "SELECT id, kind, name_sealed, sign_count, verifies_person, can_be_copied, is_copied, added_at, used_at \
            FROM passkey WHERE sign_in_id = $1",
        "DELETE FROM passkey WHERE sign_in_id = $1"
    ),
    holding!(
        "authenticator_app",
        [("id", Kind::Id), ("name_sealed", Kind::Sealed("authenticator_app")), ("added_at", Kind::Instant)],
        ["key_sealed", "last_step"],
        "SELECT id, name_sealed, added_at FROM authenticator_app WHERE sign_in_id = $1",
        "DELETE FROM authenticator_app WHERE sign_in_id = $1"
    ),
    holding!(
        "phone",
        [
            ("id", Kind::Id),
            ("number_sealed", Kind::Sealed("phone")),
            ("channel", Kind::Text),
            ("notice", Kind::Text),
            ("notice_shown_at", Kind::Instant),
            ("added_at", Kind::Instant),
            ("flagged_at", Kind::Instant)
        ],
        ["number_index"],
        "SELECT id, number_sealed, channel, notice, notice_shown_at, added_at, flagged_at FROM phone \
            WHERE sign_in_id = $1",
        "DELETE FROM phone WHERE sign_in_id = $1"
    ),
    holding!(
        "recovery_code",
        [("sign_in_id", Kind::Id), ("made_at", Kind::Instant), ("used_at", Kind::Instant)],
        ["code_hash"],
        "SELECT sign_in_id, made_at, used_at FROM recovery_code WHERE sign_in_id = $1",
        "DELETE FROM recovery_code WHERE sign_in_id = $1"
    ),
    holding!(
        "second_factor",
        [
            ("sign_in_id", Kind::Id),
            ("kind", Kind::Text),
            ("failures", Kind::Number),
            ("used_at", Kind::Instant)
        ],
        [],
        "SELECT sign_in_id, kind, failures, used_at FROM second_factor WHERE sign_in_id = $1",
        "DELETE FROM second_factor WHERE sign_in_id = $1"
    ),
    holding!(
        "sign_in_session",
        [
            ("session_id", Kind::Id),
            ("proved_at", Kind::Instant),
            ("means", Kind::Text),
            ("device", Kind::Text),
            ("network", Kind::Text),
            ("ends_at", Kind::Instant),
            ("ended_at", Kind::Instant)
        ],
        [],
        "SELECT session_id, proved_at, means, device, network, ends_at, ended_at FROM sign_in_session \
            WHERE sign_in_id = $1",
        "DELETE FROM sign_in_session WHERE sign_in_id = $1"
    ),
    holding!(
        "sign_in_event",
        [
            ("event_id", Kind::Id),
            ("at", Kind::Instant),
            ("what", Kind::Text),
            ("session_id", Kind::Id),
            ("device", Kind::Text),
            ("network", Kind::Text)
        ],
        [],
        "SELECT event_id, at, what, session_id, device, network FROM sign_in_event WHERE sign_in_id = $1 \
            ORDER BY event_id",
        "DELETE FROM sign_in_event WHERE sign_in_id = $1"
    ),
    holding!(
        "known_browser",
        [
            ("sign_in_id", Kind::Id),
            ("device", Kind::Text),
            ("first_at", Kind::Instant),
            ("last_at", Kind::Instant)
        ],
        ["browser_hash"],
        "SELECT sign_in_id, device, first_at, last_at FROM known_browser WHERE sign_in_id = $1",
        "DELETE FROM known_browser WHERE sign_in_id = $1"
    ),
    holding!(
        "consent",
        [
            ("sign_in_id", Kind::Id),
            ("client_id", Kind::Text),
            ("told", Kind::Text),
            ("kept_back", Kind::Text),
            ("address_id", Kind::Id),
            ("given_at", Kind::Instant)
        ],
        [],
        "SELECT sign_in_id, client_id, told, kept_back, address_id, given_at FROM consent WHERE sign_in_id = $1",
        "DELETE FROM consent WHERE sign_in_id = $1"
    ),
    holding!(
        "site_use",
        [
            ("sign_in_id", Kind::Id),
            ("client_id", Kind::Text),
            ("first_at", Kind::Instant),
            ("last_at", Kind::Instant)
        ],
        [],
        "SELECT sign_in_id, client_id, first_at, last_at FROM site_use WHERE sign_in_id = $1",
        "DELETE FROM site_use WHERE sign_in_id = $1"
    ),
    holding!(
        "access_token",
        [
            ("sign_in_id", Kind::Id),
            ("client_id", Kind::Text),
            ("scopes", Kind::Text),
            ("told", Kind::Text),
            ("session_id", Kind::Id),
            ("made_at", Kind::Instant),
            ("ends_at", Kind::Instant),
            ("revoked_at", Kind::Instant)
        ],
        ["token_hash", "code_hash", "binding", "refresh_id"],
        "SELECT sign_in_id, client_id, scopes, told, session_id, made_at, ends_at, revoked_at FROM access_token \
            WHERE sign_in_id = $1",
        "DELETE FROM access_token WHERE sign_in_id = $1"
    ),
    holding!(
        "refresh_grant",
        [
            ("id", Kind::Id),
            ("client_id", Kind::Text),
            ("session_id", Kind::Id),
            ("begun_at", Kind::Instant),
            ("used_at", Kind::Instant),
            ("ends_at", Kind::Instant),
            ("ended_at", Kind::Instant)
        ],
        ["salt", "generation", "rotated_at", "code_hash", "content", "binding"],
        "SELECT id, client_id, session_id, begun_at, used_at, ends_at, ended_at FROM refresh_grant \
            WHERE sign_in_id = $1",
        "DELETE FROM refresh_grant WHERE sign_in_id = $1"
    ),
    holding!(
        "closing",
        [("sign_in_id", Kind::Id), ("asked_at", Kind::Instant), ("closes_at", Kind::Instant)],
        ["cancel_hash"],
        "SELECT sign_in_id, asked_at, closes_at FROM closing WHERE sign_in_id = $1",
        "DELETE FROM closing WHERE sign_in_id = $1"
    ),
    desk::AGENT,
    desk::OPENING,
    desk::REDRESS,
    desk::PROPOSAL,
];

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// Words, or an id.
    Text(String),
    /// A moment.
    Instant(Timestamp),
    /// A number.
    Number(i64),
    /// Yes or no.
    Yes(bool),
    /// Sealed words, with the table and row they were sealed for.
    Sealed(&'static str, Id, Vec<u8>),
}

/// All rows of a table about one person, each cell in the order of the columns.
pub async fn list(store: &Store, holding: &Holding, sign_in: Id) -> Result<Vec<Vec<Cell>>, StoreError> {
    let rows = store.rows(holding.select, &[sign_in.into()]).await?;
    rows.iter().map(|row| cells(holding, row)).collect()
}

fn cells(holding: &Holding, row: &Row) -> Result<Vec<Cell>, StoreError> {
    let id = row.id(0)?;
    let read = |(place, (_, kind)): (usize, &(&str, Kind))| {
        let found = match kind {
            Kind::Text => row.text_or_null(place)?.map(|text| Cell::Text(text.to_owned())),
            Kind::Instant => row.timestamp_or_null(place)?.map(Cell::Instant),
            Kind::Number => row.int_or_null(place)?.map(Cell::Number),
            Kind::Yes => Some(Cell::Yes(row.bool(place)?)),
            Kind::Id => row.id_or_null(place)?.map(|id| Cell::Text(id.to_string())),
            Kind::Sealed(table) => {
                row.bytes_or_null(place)?.map(|bytes| Cell::Sealed(table, id, bytes.to_vec()))
            }
        };
        Ok(found.unwrap_or(Cell::Nothing))
    };
    holding.columns.iter().enumerate().map(read).collect()
}

/// Destroys all of it.
pub fn remove_all(sign_in: Id) -> Write {
    ALL.iter()
        .fold(Write::new(), |write, holding| write.statement(holding.remove, vec![sign_in.into()], Rows::Any))
}
