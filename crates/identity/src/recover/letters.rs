//! What is written to people about getting back in. Every address in these letters comes from the configuration, never
//! from what a browser said the site is called.

use store::Write;
use store::identity::recoveries::Recovery;
use store::identity::recovery_waits::Wait;
use values::{EmailAddress, Id};
use web::{Language, Page};

use super::{instant, stop_token};
use crate::mail;
use crate::secrets::{hash, later};
use crate::{Identity, IdentityError};

/// How long a mailed code may be used; the standard allows a day (4.2.1.2).
pub(super) const CODE_SECONDS: i64 = 3_600;

/// A code counts only for the recovery it was mailed for.
pub(super) fn bound(recovery: Id, code: &str) -> String {
    format!("{recovery} {code}")
}

/// Eight digits.
fn new_code(identity: &Identity) -> String {
    format!("{:08}", identity.dice().below(100_000_000))
}

/// The letter to the address that was typed: a code if it has a sign-in; else that it has none, so that whoever
/// mistook the address learns it and nobody else does. The hash of an address that nobody has belongs to no code.
pub(super) fn mail_code(
    identity: &Identity,
    page: &Page,
    recovery: &mut Recovery,
    email: &EmailAddress,
) -> Result<Write, IdentityError> {
    let (now, code) = (page.now(), new_code(identity));
    let is_known = recovery.sign_in_id.is_some();
    let of_code = hash("recovery code", &bound(recovery.id, &code));
    recovery.code_hash = if is_known { of_code } else { identity.dice().bytes() };
    recovery.code_until = later(now, CODE_SECONDS);
    let (subject, body) = if is_known {
        ("recover-mail-subject", "recover-mail-body")
    } else {
        ("recover-mail-nobody-subject", "recover-mail-nobody-body")
    };
    let letter = Letter { language: page.language(), subject, body };
    let stop = stop_address(identity, recovery.id);
    let minutes = (CODE_SECONDS / 60).to_string();
    let shown = format!("{} {}", &code[..4], &code[4..]);
    let (subject, mut text) =
        letter.say(identity, &[("code", &shown), ("minutes", &minutes), ("stop", &stop)]);
    if is_known {
        // The origin-bound form: a browser offers the code on this site's pages only.
        let host = identity.issuer().split("://").nth(1).unwrap_or_default();
        text = format!("{text}\n\n@{host} #{code}");
    }
    mail::send(identity, identity.dice().id(now), now, email, (subject, text))
}

/// Where a recovery is stopped.
fn stop_address(identity: &Identity, recovery: Id) -> String {
    format!("{}{}?token={}", identity.issuer(), super::stop::PATH, stop_token(identity, recovery))
}

/// The letters to each address when a waiting period begins, and to the first the one for when it is over.
pub(super) fn waiting(
    identity: &Identity,
    language: Language,
    addresses: &[EmailAddress],
    wait: &Wait,
) -> Result<Write, IdentityError> {
    let stop = stop_address(identity, wait.recovery_id);
    let ready = instant(identity, language, wait.ready_at);
    let ends = instant(identity, language, wait.ends_at);
    let arguments = [("stop", stop.as_str()), ("ready", &ready), ("ends", &ends)];
    let mut write = Write::new();
    for address in addresses {
        let letter = Letter { language, subject: "recover-wait-subject", body: "recover-wait-body" };
        let (subject, text) = letter.say(identity, &arguments);
        let id = identity.dice().id(wait.begun_at);
        write = write.and(mail::send(identity, id, wait.begun_at, address, (subject, text))?);
    }
    if let Some(address) = addresses.first() {
        let letter = Letter { language, subject: "recover-ready-subject", body: "recover-ready-body" };
        let (subject, text) = letter.say(identity, &arguments);
        write = write.and(mail::send(identity, wait.reminder_id, wait.ready_at, address, (subject, text))?);
    }
    Ok(write)
}

/// One letter, before it is said.
#[derive(Clone, Copy)]
struct Letter {
    language: Language,
    subject: &'static str,
    body: &'static str,
}

impl Letter {
    /// Subject and body, which ends with the sentence that nobody asks for codes.
    fn say(self, identity: &Identity, arguments: &[(&str, &str)]) -> (String, String) {
        let words = &identity.app().words;
        let recover = format!("{}{}", identity.issuer(), super::PATH);
        let own = [("agency", identity.app().agency.name.as_str()), ("recover", &recover)];
        let all = own.iter().chain(arguments).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let all: Vec<_> = all.collect();
        let subject = words.say_with(self.language, self.subject, all.clone());
        let body = words.say_with(self.language, self.body, all);
        let never = words.say(self.language, "mail-never-call");
        (subject, format!("{body}\n\n{never}"))
    }
}
