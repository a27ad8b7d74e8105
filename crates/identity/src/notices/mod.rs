//! Who is written to when something happens to a sign-in? Every confirmed address, and those removed since, so that
//! whoever takes a sign-in over cannot do it in silence (NIST SP 800-63B-4 section 4.6). What happened is queued with the
//! write it belongs to; the worker then looks up who is to be told.

use axum::Router;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use store::identity::addresses;
use store::identity::events::Event;
use store::identity::not_me::{self, Link};
use store::outbox::Waiting;
use store::seal::{DataKey, Realm};
use store::{Effect, Write, person_keys};
use values::{EmailAddress, Id, Timestamp};
use web::Catalogue;

use crate::happenings::{Happening, Told};
use crate::person::{Fields, Person};
use crate::secrets::{hash, later};
use crate::stored::to_json;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

pub(crate) mod freeze;
mod letter;
mod not_me_page;

pub(crate) use not_me_page::DONE as FROZEN_PATH;

/// The kind of the outbox's effects that become letters.
pub(crate) const KIND: &str = "identity notice";

/// So long the link in a notice works.
pub(crate) const LINK_HOURS: i64 = 240;

/// What notices and the pages behind their links say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/notices",
    en: include_str!("notices.en.ftl"),
    es: include_str!("notices.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route("/not-me/{token}", get(not_me_page::show).post(not_me_page::submit))
        .route(not_me_page::DONE, get(not_me_page::done))
}

/// What is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Notice {
    sign_in_id: Id,
    event_id: Id,
    at: Timestamp,
    what: String,
    device: String,
    network: String,
}

/// Whether somebody is written to. Where more than this is to be said, the page that does it posts the letters.
pub(crate) fn is_told(happening: Happening) -> bool {
    happening.told() == Told::Everywhere && happening != Happening::Closed
}

/// Whether the notice offers to freeze the sign-in; pointless where it is shut already.
fn has_link(happening: Happening) -> bool {
    use Happening::{Closed, Disabled, Enabled, Frozen};
    !matches!(happening, Frozen | Disabled | Enabled | Closed)
}

/// The statement that queues a notice.
pub(crate) fn queue(identity: &Identity, event: &Event) -> Write {
    let notice = Notice {
        sign_in_id: event.sign_in_id,
        event_id: event.id,
        at: event.at,
        what: event.what.clone(),
        device: event.device.clone(),
        network: event.network.clone(),
    };
    let text = to_json(&notice).expect("ids, texts and instants can be written");
    let id = identity.dice().id(event.at);
    let sealed_payload = crate::mail::seal(identity, "outbox", id, &text);
    Write::new().outbox(Effect { id, kind: KIND, due_at: event.at, sealed_payload })
}

/// Somebody who is written to.
pub(crate) struct Recipient {
    pub(crate) email: EmailAddress,
    pub(crate) told_new_device: bool,
    pub(crate) told_each_sign_in: bool,
}

/// Opens an address that is sealed in its own row.
pub(crate) fn open_address(
    identity: &Identity,
    key: &DataKey,
    row: Id,
    sealed: &[u8],
) -> Result<EmailAddress, IdentityError> {
    let fields = Fields { sealer: identity.sealer(), key, table: "sign_in", row };
    let email = fields.open("email_sealed", sealed)?;
    email.parse().map_err(|_| IdentityError::Stored("an email address"))
}

/// Every confirmed address of a person, and those that were removed since.
pub(crate) async fn recipients(
    identity: &Identity,
    sign_in: Id,
    since: Timestamp,
) -> Result<Vec<Recipient>, IdentityError> {
    let store = identity.store();
    let key = person_keys::require(store, identity.sealer(), sign_in, Realm::Identity).await?;
    let mut found = Vec::new();
    for kept in addresses::list(store, sign_in).await? {
        found.push(Recipient {
            email: open_address(identity, &key, kept.id, &kept.email_sealed)?,
            told_new_device: kept.told_new_device,
            told_each_sign_in: kept.told_each_sign_in,
        });
    }
    for removed in addresses::list_removed(store, sign_in, since).await? {
        found.push(Recipient {
            email: open_address(identity, &key, removed.id, &removed.email_sealed)?,
            told_new_device: true,
            told_each_sign_in: false,
        });
    }
    Ok(found)
}

/// What a letter says beside what happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extra<'a> {
    /// Nothing.
    None,
    /// The link that freezes the sign-in.
    NotMe(&'a str),
    /// When the account is closed, and the link that keeps it.
    Closing {
        /// When.
        closes_at: Timestamp,
        /// What the link carries.
        token: &'a str,
    },
}

/// A letter to one address, posted by the page that knows more than a notice can.
pub(crate) fn write_to(
    identity: &Identity,
    person: &Person,
    to: &EmailAddress,
    visitor: &Visitor,
    happening: Happening,
    extra: Extra<'_>,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let notice = Notice {
        sign_in_id: person.id,
        event_id: person.id,
        at: now,
        what: happening.word().to_owned(),
        device: visitor.device.clone(),
        network: visitor.network.clone(),
    };
    let language = web::Language::from_tag(&person.row.language).unwrap_or_default();
    let words = letter::words(identity, language, happening, &notice, extra);
    crate::mail::post_words(identity, now, to, words)
}

/// Turns a notice into its letters, and the link in them.
pub(crate) async fn letters(
    identity: &Identity,
    now: Timestamp,
    waiting: &Waiting,
) -> Result<Write, IdentityError> {
    let notice: Notice = crate::mail::open(identity, "outbox", waiting.id, &waiting.sealed_payload)?;
    // Closed meanwhile: nobody can be written to any more.
    let Some(person) = identity.person(notice.sign_in_id).await? else { return Ok(Write::new()) };
    let happening = Happening::from_word(&notice.what).ok_or(IdentityError::Stored("a notice"))?;
    if identity.is_made_up(&person) {
        return Ok(Write::new());
    }
    let told = recipients(identity, person.id, notice.at).await?;
    let told: Vec<Recipient> = told.into_iter().filter(|recipient| wants(recipient, happening)).collect();
    if told.is_empty() {
        return Ok(Write::new());
    }
    let mut write = Write::new();
    let mut fresh = None;
    if has_link(happening) {
        let token = outside::jose::encode(&identity.dice().bytes::<32>());
        let about = Link { sign_in_id: person.id, event_id: notice.event_id };
        write = write.and(not_me::add(token_hash(&token), about, later(now, LINK_HOURS * 3_600)));
        fresh = Some(token);
    }
    let extra = fresh.as_deref().map_or(Extra::None, Extra::NotMe);
    let language = web::Language::from_tag(&person.row.language).unwrap_or_default();
    for recipient in told {
        let words = letter::words(identity, language, happening, &notice, extra);
        write = write.and(crate::mail::post_words(identity, now, &recipient.email, words)?);
    }
    Ok(if is_grave(happening) { write.and(texts(identity, &person, happening, now).await?) } else { write })
}

/// What is also texted to every telephone: whoever does it may read the mail too.
const fn is_grave(happening: Happening) -> bool {
    use Happening::{
        AddressRemoved, ClosingAsked, Frozen, MainAddressChanged, PasswordChanged, PhoneRemoved,
        RecoveryDone, RecoveryStarted,
    };
    matches!(
        happening,
        AddressRemoved
            | ClosingAsked
            | Frozen
            | MainAddressChanged
            | PasswordChanged
            | PhoneRemoved
            | RecoveryDone
            | RecoveryStarted
    )
}

/// A text to each telephone that was not found moved.
pub(crate) async fn texts(
    identity: &Identity,
    person: &Person,
    happening: Happening,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let mut write = Write::new();
    if !identity.connections().phones {
        return Ok(write);
    }
    let language = web::Language::from_tag(&person.row.language).unwrap_or_default();
    let event = identity.app().words.say(language, happening.word());
    for phone in crate::authenticators::phone::list(identity, person.id).await? {
        if phone.row.flagged_at.is_none() {
            let to = &phone.number;
            write = write.and(crate::mail::texts::post_notice(identity, now, language, to, &event)?);
        }
    }
    Ok(write)
}

/// Security notices go everywhere in any case; whether sign-ins are told is chosen by address.
const fn wants(recipient: &Recipient, happening: Happening) -> bool {
    match happening {
        Happening::SignedIn => recipient.told_each_sign_in,
        Happening::SignedInNewDevice => recipient.told_new_device || recipient.told_each_sign_in,
        _ => true,
    }
}

/// What is kept of a link.
fn token_hash(token: &str) -> [u8; 32] {
    hash("not me", token)
}
