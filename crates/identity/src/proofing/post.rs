//! What leaves on paper, and how: through the outbox, with the write it belongs to, to the address of the case.

use outside::letters::PaperLetter;
use store::{Effect, Write};
use values::{Id, Timestamp};
use web::Language;

use super::case::Case;
use crate::mail::seal;
use crate::stored::to_json;
use crate::{Identity, IdentityError};

/// The kind of the outbox's effects that are letters on paper.
pub(crate) const KIND: &str = "identity paper letter";

/// The language a person chose for what is written to them.
pub(crate) async fn language(identity: &Identity, sign_in: Id) -> Result<Language, IdentityError> {
    let row = store::identity::sign_ins::find(identity.store(), sign_in).await?;
    Ok(row.and_then(|row| Language::from_tag(&row.language)).unwrap_or_default())
}

/// The statement that posts a letter; nothing if the case has no name or address yet.
pub(super) fn post(
    identity: &Identity,
    case: &Case,
    language: Language,
    subject: String,
    paragraphs: &[String],
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let facts = &case.facts;
    let (Some(given), Some(family), Some(address)) = (&facts.given_names, &facts.family_name, &facts.address)
    else {
        return Ok(Write::new());
    };
    let mut envelope = vec![format!("{given} {family}")];
    envelope.extend(address.on_envelope().lines().map(str::to_owned));
    let body = paragraphs.join("\n\n");
    let letter = PaperLetter { envelope, language: language.tag().to_owned(), subject, body };
    let id = identity.dice().id(now);
    let sealed_payload = seal(identity, "outbox", id, &to_json(&letter)?);
    Ok(Write::new().outbox(Effect { id, kind: KIND, due_at: now, sealed_payload }))
}
