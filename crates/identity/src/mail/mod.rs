//! What is written and said to people, and in the demonstration the page where it can be read. Messages leave
//! through the outbox, with the write they belong to.

use axum::Router;
use axum::routing::get;
use outside::mail::Message;
use serde::de::DeserializeOwned;
use store::{Effect, Write};
use values::{EmailAddress, Id, Timestamp};
use web::{Catalogue, Language};

use crate::stored::to_json;
use crate::{Identity, IdentityError};

pub(crate) mod outbox;
pub(crate) mod texts;

/// The kind of the outbox's effects that are messages.
pub(crate) const KIND: &str = "identity email";

/// What messages say.
pub const WORDS: Catalogue =
    Catalogue { name: "identity/mail", en: include_str!("mail.en.ftl"), es: include_str!("mail.es.ftl") };

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route("/outbox", get(outbox::show))
}

/// One of the messages we write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Letter<'a> {
    /// The code that confirms an address.
    Confirm {
        /// Six digits.
        code: &'a str,
    },
    /// Somebody tried to make a sign-in for an address that has one.
    AlreadyThere,
    /// The code that adds an address to a sign-in.
    AddAddress {
        /// Six digits.
        code: &'a str,
    },
    /// Somebody tried to add an address that belongs to another sign-in.
    AddressTaken,
}

/// The statement that posts a message.
pub(crate) fn post(
    identity: &Identity,
    now: Timestamp,
    language: Language,
    to: &EmailAddress,
    letter: Letter<'_>,
) -> Result<Write, IdentityError> {
    post_words(identity, now, to, text(identity, language, letter))
}

/// The statement that posts a message with this subject and body.
pub(crate) fn post_words(
    identity: &Identity,
    now: Timestamp,
    to: &EmailAddress,
    words: (String, String),
) -> Result<Write, IdentityError> {
    send(identity, identity.dice().id(now), now, to, words)
}

/// The statement that posts a message under an id, to leave at an instant.
pub(crate) fn send(
    identity: &Identity,
    id: Id,
    due_at: Timestamp,
    to: &EmailAddress,
    (subject, body): (String, String),
) -> Result<Write, IdentityError> {
    let message = Message { to: to.expose().to_owned(), subject, body };
    let sealed_payload = seal(identity, "outbox", id, &to_json(&message)?);
    Ok(Write::new().outbox(Effect { id, kind: KIND, due_at, sealed_payload }))
}

/// Subject and body.
fn text(identity: &Identity, language: Language, letter: Letter<'_>) -> (String, String) {
    let app = identity.app();
    let host = app.site.origin.split("://").nth(1).unwrap_or_default();
    let (subject, body, code) = match letter {
        Letter::Confirm { code } => ("mail-confirm-subject", "mail-confirm-body", code),
        Letter::AlreadyThere => ("mail-already-subject", "mail-already-body", ""),
        Letter::AddAddress { code } => ("mail-confirm-subject", "mail-add-body", code),
        Letter::AddressTaken => ("mail-taken-subject", "mail-taken-body", ""),
    };
    let say = |key: &str, arguments: &[(&'static str, &str)]| {
        app.words.say_with(language, key, arguments.iter().map(|(name, value)| (*name, (*value).to_owned())))
    };
    let agency = app.agency.name.as_str();
    let mut body = match letter {
        Letter::Confirm { .. } | Letter::AddAddress { .. } => {
            say(body, &[("agency", agency), ("code", code)])
        }
        _ => say(body, &[("agency", agency), ("address", app.site.origin.as_str())]),
    };
    body.push_str("\n\n");
    body.push_str(&say("mail-never-call", &[]));
    if let Letter::Confirm { code } | Letter::AddAddress { code } = letter {
        // The origin-bound form: a browser offers the code on this site's pages only.
        body = format!("{body}\n\n@{host} #{code}");
    }
    (say(subject, &[("agency", agency)]), body)
}

/// Seals a message for the row it stands in.
pub(crate) fn seal(identity: &Identity, table: &str, row: Id, text: &str) -> Vec<u8> {
    let key = identity.sealer().program_key("identity mail");
    identity.sealer().seal(&key, table, "message", row, text.as_bytes())
}

/// Opens a message.
pub(crate) fn open<T: DeserializeOwned>(
    identity: &Identity,
    table: &str,
    row: Id,
    sealed: &[u8],
) -> Result<T, IdentityError> {
    let key = identity.sealer().program_key("identity mail");
    let opened = identity.sealer().open(&key, table, "message", row, sealed)?;
    serde_json::from_slice(opened.expose()).map_err(|_| IdentityError::Stored("a message"))
}
