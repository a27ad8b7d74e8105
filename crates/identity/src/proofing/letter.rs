//! The code by post (NIST SP 800-63A-4, 3.8 and 4.2.6.1): to the confirmed address that stands on the paper; good for 21 days
//! within the contiguous United States, for 30 elsewhere, once, and the newest only. Forty random bits, kept as a keyed
//! hash.

use store::Write;
use store::identity::proofings::letters::{self, Letter};
use subtle::ConstantTimeEq;
use values::{Id, Timestamp};

use super::case::Case;
use super::post;
use crate::authenticators::recovery_codes::{read, written};
use crate::happenings::Happening;
use crate::secrets::later;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// So many letters go to one person within [`WITHIN_DAYS`].
const MOST: usize = 4;
/// See [`MOST`].
const WITHIN_DAYS: i64 = 30;
/// So many hours lie between two.
const APART_HOURS: i64 = 24;

/// What came of asking for a letter.
#[derive(Debug)]
pub(crate) enum Sent {
    /// It leaves with this write.
    Leaves(Write),
    /// Not before this.
    Wait(Timestamp),
}

/// When the next letter may leave, if that is not now. Pure.
fn next_at(sent: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
    let apart = sent.last().map(|last| later(*last, APART_HOURS * 3_600));
    let oldest = sent.len().checked_sub(MOST).and_then(|place| sent.get(place));
    let enough = oldest.map(|oldest| later(*oldest, WITHIN_DAYS * 86_400));
    apart.max(enough).filter(|at| *at > now)
}

/// Only a keyed hash: forty bits are soon tried by whoever has the database.
fn code_hash(identity: &Identity, letter: Id, typed: &str) -> [u8; 32] {
    identity.sealer().index_of("proofing letter", &[letter.as_bytes(), read(typed).as_bytes()].concat())
}

/// Writes a letter with a new code.
pub(crate) async fn send(identity: &Identity, case: &Case, now: Timestamp) -> Result<Sent, IdentityError> {
    let sign_in = case.row.sign_in_id;
    let since = later(now, -WITHIN_DAYS * 86_400);
    let before = letters::list_since(identity.store(), sign_in, since).await?;
    let sent: Vec<Timestamp> = before.iter().map(|letter| letter.sent_at).collect();
    if let Some(at) = next_at(&sent, now) {
        return Ok(Sent::Wait(at));
    }
    let days = case.facts.address.as_ref().map_or(0, super::postal_address::PostalAddress::code_days);
    let code = written(&identity.dice().bytes::<5>());
    let id = identity.dice().id(now);
    let row = Letter {
        id,
        proofing_id: case.row.id,
        sign_in_id: sign_in,
        code_hash: code_hash(identity, id, &code),
        sent_at: now,
        ends_at: later(now, days * 86_400),
        used_at: None,
    };
    let language = post::language(identity, sign_in).await?;
    let app = identity.app();
    let until = app.clock.local(row.ends_at).date();
    let say = |key: &str, arguments: &[(&'static str, &str)]| {
        app.words.say_with(language, key, arguments.iter().map(|(name, value)| (*name, (*value).to_owned())))
    };
    let agency = app.agency.name.as_str();
    let paragraphs = [
        say("prove-letter-intro", &[("agency", agency)]),
        say("prove-letter-code", &[("code", &code)]),
        say("prove-letter-where", &[("address", &format!("{}/prove", app.site.origin))]),
        say("prove-letter-until", &[("date", &language.date(until))]),
        say("prove-letter-not-you", &[("telephone", &app.agency.telephone)]),
        say("mail-never-call", &[]),
    ];
    let subject = say("prove-letter-subject", &[("agency", agency)]);
    let letter = post::post(identity, case, language, subject, &paragraphs, now)?;
    let noted = identity.happened(Happening::ProofLetterSent, sign_in, None, &Visitor::none(), now);
    Ok(Sent::Leaves(letters::add(&row).and(letter).and(noted)))
}

/// The newest letter of a case.
pub(crate) async fn newest(identity: &Identity, case: &Case) -> Result<Option<Letter>, IdentityError> {
    Ok(letters::newest(identity.store(), case.row.id).await?)
}

/// Whether its code can still be used.
pub(super) fn is_good(letter: &Letter, now: Timestamp) -> bool {
    letter.used_at.is_none() && letter.ends_at > now
}

/// The statement that uses a letter's code up, if it is the one that was typed.
pub(crate) fn accept(identity: &Identity, letter: &Letter, typed: &str, now: Timestamp) -> Option<Write> {
    let is_right: bool = code_hash(identity, letter.id, typed).ct_eq(&letter.code_hash).into();
    (is_right && is_good(letter, now)).then(|| letters::use_up(letter.id, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + hours * 3_600).unwrap()
    }

    #[test]
    fn letters_lie_a_day_apart_and_four_are_enough_for_a_month() {
        assert_eq!(next_at(&[], at(0)), None);
        assert_eq!(next_at(&[at(0)], at(23)), Some(at(24)));
        assert_eq!(next_at(&[at(0)], at(24)), None);
        let four = [at(0), at(24), at(48), at(72)];
        assert_eq!(next_at(&four[..3], at(96)), None);
        assert_eq!(next_at(&four, at(96)), Some(at(720)));
        assert_eq!(next_at(&four, at(720)), None);
    }
}
