//! What of a sign-in counts for getting back in: what is bound, what was shut, whether somebody is proved?

use store::identity::{proofs, sign_ins};
use values::{EmailAddress, Id, Timestamp};

use super::policy::{Account, Piece, Pieces};
use crate::authenticators::held::Held;
use crate::authenticators::second::Kind;
use crate::levels::Level;
use crate::notices;
use crate::{Identity, IdentityError};

/// An address that nobody has. Nothing can be shown for it, so this decides nothing.
pub(super) const NOBODY: Account =
    Account { is_proofed: false, level: Level::TwoPhishingResistant, bound: Pieces::NONE };

/// That of a sign-in.
pub(super) async fn of(identity: &Identity, sign_in: Id) -> Result<Account, IdentityError> {
    let store = identity.store();
    let held = Held::of(identity, sign_in).await?;
    let mut bound = Pieces::NONE;
    if identity.has_saved_code(sign_in).await? {
        bound = bound.and(Piece::Saved);
    }
    let row = sign_ins::find(store, sign_in).await?;
    let password_set_at = row.filter(|row| row.password_hash.is_some()).and_then(|row| row.password_set_at);
    let counted = identity.counted_password(Some(sign_in), &[0; 32]);
    if password_set_at.is_some() && !identity.is_password_shut(counted, password_set_at).await? {
        bound = bound.and(Piece::Password);
    }
    let reaches_phones = identity.connections().phones;
    for (kind, piece, is_there) in [
        (Kind::App, Piece::App, held.apps > 0),
        (Kind::Phone, Piece::Phone, held.phones > 0 && reaches_phones),
        (Kind::Backup, Piece::Backup, held.backup_codes > 0),
    ] {
        if is_there && !identity.is_shut(sign_in, kind).await? {
            bound = bound.and(piece);
        }
    }
    // What is shut still counts for the level, and so does what follows a password that was taken away: neither must
    // make getting in easier.
    let is_frozen = sign_ins::is_frozen(store, sign_in).await?;
    let level = if held.ways() > 0 || is_frozen { Level::Two } else { Level::One };
    Ok(Account { is_proofed: proofs::find(store, sign_in).await?.is_some(), level, bound })
}

/// Whose sign-in an address belongs to, if it can be recovered, as one can that its owner froze. One that the operator
/// shut, and a demonstration person, whom everybody may be and who holds nothing, are as unknown.
pub(super) async fn find_by_email(identity: &Identity, index: [u8; 32]) -> Result<Option<Id>, IdentityError> {
    let found = sign_ins::find_by_email(identity.store(), index).await?;
    let of = found.as_ref().map_or(Id::from_bytes([0; 16]), |row| row.id);
    // Looked up for nobody too: the same work.
    let held = Held::of(identity, of).await?;
    let is_frozen = sign_ins::is_frozen(identity.store(), of).await?;
    let holds_something = held.password || held.ways() > 0;
    Ok(found.filter(|row| is_frozen || (row.is_active && holds_something)).map(|row| row.id))
}

/// Every address that its owner is written to, also one that was removed since the recovery began.
pub(super) async fn addresses(
    identity: &Identity,
    sign_in: Id,
    since: Timestamp,
) -> Result<Vec<EmailAddress>, IdentityError> {
    let recipients = notices::recipients(identity, sign_in, since).await?;
    Ok(recipients.into_iter().map(|recipient| recipient.email).collect())
}
