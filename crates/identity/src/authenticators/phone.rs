//! How do codes reach a telephone, and is the one that was typed the one that was sent (NIST SP 800-63B-4, 3.1.3)? Six
//! digits, ten minutes, one use, for one browser and purpose; a number that was moved lately gets none (3.1.3.3).

use outside::texts::Channel;
use store::Write;
use store::identity::phone_codes::{self, PhoneCode};
use store::identity::phones::{self, Phone};
use store::person_keys;
use store::seal::{DataKey, Realm};
use subtle::ConstantTimeEq;
use values::{Id, PhoneNumber, Timestamp};
use web::Page;

use crate::guard::clear;
use crate::happenings::Happening;
use crate::levels::Way;
use crate::limits::Guess;
use crate::mail::texts;
use crate::person::Fields;
use crate::secrets::later;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// At most so many for one person.
pub const MOST: usize = 5;

/// How long a code lives.
const SECONDS: i64 = 600;

/// Which notice of the risk stands on the page that adds a telephone. Another text needs another name.
pub const NOTICE: &str = "phone-notice-1";

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The second step of signing in.
    SignIn,
    /// Adding the telephone.
    Add,
    /// Proving who one is.
    Prove,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Add => "add",
            Self::Prove => "prove",
        }
    }
}

/// A telephone, opened.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) row: Phone,
    pub(crate) number: PhoneNumber,
    pub(crate) channel: Channel,
}

/// A code that was sent and can be used now.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) row: PhoneCode,
    pub(crate) number: PhoneNumber,
    pub(crate) channel: Channel,
}

/// What came of asking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is on its way.
    Yes,
    /// Too many were asked for: not before this.
    Wait(Timestamp),
    /// The number was moved to another card or operator lately.
    Moved,
}

/// The stored word of a channel.
pub(crate) const fn word(channel: Channel) -> &'static str {
    match channel {
        Channel::Text => "text",
        Channel::Call => "call",
    }
}

/// The channel of a stored or sent word; a text if it is none.
pub(crate) fn channel(word: &str) -> Channel {
    if word == "call" { Channel::Call } else { Channel::Text }
}

/// The way that a code by this channel proves.
pub(crate) const fn way(channel: Channel) -> Way {
    match channel {
        Channel::Text => Way::Text,
        Channel::Call => Way::Call,
    }
}

/// What a number is found by.
pub(crate) fn number_index(identity: &Identity, number: &PhoneNumber) -> [u8; 32] {
    identity.sealer().index_of("identity phone", number.expose().as_bytes())
}

/// The telephones of a person, opened.
pub(crate) async fn list(identity: &Identity, sign_in: Id) -> Result<Vec<Opened>, IdentityError> {
    let rows = phones::list(identity.store(), sign_in).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = own_key(identity, sign_in).await?;
    let open = |row: Phone| {
        let number = open_number(identity, &key, "phone", row.id, &row.number_sealed)?;
        Ok(Opened { number, channel: channel(&row.channel), row })
    };
    rows.into_iter().map(open).collect()
}

/// The code that was sent to this browser for this purpose after an instant, if it can still be used.
pub(crate) async fn pending(
    identity: &Identity,
    page: &Page,
    sign_in: Id,
    purpose: Purpose,
    after: Timestamp,
) -> Result<Option<Pending>, IdentityError> {
    let Some(session) = page.session() else { return Ok(None) };
    let row = phone_codes::find(identity.store(), session.id(), purpose.name(), page.now()).await?;
    let Some(row) = row.filter(|row| row.sign_in_id == sign_in && row.sent_at >= after) else {
        return Ok(None);
    };
    let key = own_key(identity, sign_in).await?;
    let number = open_number(identity, &key, "phone_code", row.id, &row.number_sealed)?;
    Ok(Some(Pending { number, channel: channel(&row.channel), row }))
}

/// The statement that uses up the pending code, if it is the one that was typed.
pub(crate) fn accept(
    identity: &Identity,
    pending: &Pending,
    typed: &str,
    now: Timestamp,
) -> Option<(Way, Write)> {
    let digits: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    let hash = code_hash(identity, pending.row.id, &digits);
    let is_right: bool = hash.ct_eq(&pending.row.code_hash).into();
    // Whoever has the telephone in hand may ask again.
    let asked = clear(identity.counted(Guess::TextToAccount, pending.row.sign_in_id.as_bytes()))
        .and(clear(identity.counted(Guess::TextToNumber, pending.number.expose().as_bytes())));
    is_right.then(|| (way(pending.channel), phone_codes::use_up(&pending.row, now).and(asked)))
}

/// Only a keyed hash: a million codes are soon tried by whoever has the database.
fn code_hash(identity: &Identity, id: Id, digits: &str) -> [u8; 32] {
    identity.sealer().index_of("phone code", &[id.as_bytes(), digits.as_bytes()].concat())
}

/// Sends a code, unless too many were asked for or the number was moved lately. The owner is told of the latter.
pub(crate) async fn send(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    sign_in: Id,
    (purpose, phone): (Purpose, Option<&Phone>),
    number: &PhoneNumber,
    channel: Channel,
) -> Result<Sent, IdentityError> {
    let now = page.now();
    let Some(session) = page.session() else { return Err(IdentityError::Stored("a session")) };
    let limits = [
        Some(identity.counted(Guess::TextToAccount, sign_in.as_bytes())),
        Some(identity.counted(Guess::TextToNumber, number.expose().as_bytes())),
        identity.counted_network(Guess::TextByNetwork, visitor),
    ];
    if let Some(until) = identity.count_all(limits.into_iter().flatten(), now).await? {
        return Ok(Sent::Wait(until));
    }
    let was_moved = identity.was_moved_lately(number, now).await;
    let mut write = Write::new();
    if let Some(phone) = phone {
        write = flag(identity, visitor, phone, was_moved, now);
    }
    if was_moved {
        if !write.is_empty() {
            identity.write(write).await?;
        }
        return Ok(Sent::Moved);
    }
    let code = format!("{:06}", identity.dice().below(1_000_000));
    let id = identity.dice().id(now);
    let key = own_key(identity, sign_in).await?;
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "phone_code", row: id };
    let ends_at = later(now, SECONDS);
    let row = PhoneCode {
        session_id: session.id(),
        purpose: purpose.name().to_owned(),
        id,
        sign_in_id: sign_in,
        phone_id: phone.map(|phone| phone.id),
        number_sealed: fields.seal("number_sealed", number.expose()),
        channel: word(channel).to_owned(),
        code_hash: code_hash(identity, id, &code),
        sent_at: now,
        ends_at,
    };
    let text = texts::post(identity, now, page.language(), number, channel, &code, ends_at)?;
    identity.write(write.and(phone_codes::add(&row)).and(text)).await?;
    Ok(Sent::Yes)
}

/// The statements that note of a telephone whether it was moved, and tell its owner once.
fn flag(identity: &Identity, visitor: &Visitor, phone: &Phone, was_moved: bool, now: Timestamp) -> Write {
    match (was_moved, phone.flagged_at) {
        (true, None) => phones::change_flag(phone.id, Some(now)).and(identity.happened(
            Happening::PhoneFlagged,
            phone.sign_in_id,
            None,
            visitor,
            now,
        )),
        (false, Some(_)) => phones::change_flag(phone.id, None),
        _ => Write::new(),
    }
}

/// The statement that adds the telephone whose code was right.
pub(crate) async fn add(
    identity: &Identity,
    pending: &Pending,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let (sign_in, id) = (pending.row.sign_in_id, identity.dice().id(now));
    let key = own_key(identity, sign_in).await?;
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "phone", row: id };
    Ok(phones::add(&Phone {
        id,
        sign_in_id: sign_in,
        number_sealed: fields.seal("number_sealed", pending.number.expose()),
        number_index: number_index(identity, &pending.number),
        channel: word(pending.channel).to_owned(),
        notice: NOTICE.to_owned(),
        // The notice stands on the page whose form asked for the code.
        notice_shown_at: pending.row.sent_at,
        added_at: now,
        flagged_at: None,
    }))
}

async fn own_key(identity: &Identity, sign_in: Id) -> Result<DataKey, IdentityError> {
    Ok(person_keys::require(identity.store(), identity.sealer(), sign_in, Realm::Identity).await?)
}

fn open_number(
    identity: &Identity,
    key: &DataKey,
    table: &'static str,
    row: Id,
    sealed: &[u8],
) -> Result<PhoneNumber, IdentityError> {
    let fields = Fields { sealer: identity.sealer(), key, table, row };
    let number = fields.open("number_sealed", sealed)?;
    number.parse().map_err(|_| IdentityError::Stored("a telephone number"))
}
