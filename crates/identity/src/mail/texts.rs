//! What does a text message or a call with a code say? The text ends with the line by which a browser offers the code
//! on this site's pages only (origin-bound one-time codes); a voice says the digits slowly, twice.

use outside::texts::{Channel, TextMessage};
use store::{Effect, Write};
use values::{PhoneNumber, Timestamp};
use web::Language;

use super::seal;
use crate::secrets::later;
use crate::stored::to_json;
use crate::{Identity, IdentityError};

/// The kind of the outbox's effects that are texts and calls.
pub(crate) const KIND: &str = "identity text";

/// The statement that sends a code to a telephone.
pub(crate) fn post(
    identity: &Identity,
    now: Timestamp,
    language: Language,
    to: &PhoneNumber,
    channel: Channel,
    code: &str,
    useless_after: Timestamp,
) -> Result<Write, IdentityError> {
    let words = words(identity, language, channel, code);
    send(identity, now, language, to, channel, words, useless_after)
}

/// The statement that texts a person that something grave happened. No link: what asks to be opened in a text is fraud.
pub(crate) fn post_notice(
    identity: &Identity,
    now: Timestamp,
    language: Language,
    to: &PhoneNumber,
    event: &str,
) -> Result<Write, IdentityError> {
    let app = identity.app();
    let arguments = [
        ("agency", app.agency.name.clone()),
        ("event", event.to_owned()),
        ("telephone", app.agency.telephone.clone()),
    ];
    let words = app.words.say_with(language, "text-notice", arguments);
    send(identity, now, language, to, Channel::Text, words, later(now, NOTICE_SECONDS))
}

/// A notice that could not be sent for a day comes too late.
const NOTICE_SECONDS: i64 = 86_400;

fn send(
    identity: &Identity,
    now: Timestamp,
    language: Language,
    to: &PhoneNumber,
    channel: Channel,
    words: String,
    useless_after: Timestamp,
) -> Result<Write, IdentityError> {
    let (to, language) = (to.expose().to_owned(), language.tag().to_owned());
    let message = TextMessage { to, channel, words, language, useless_after };
    let id = identity.dice().id(now);
    let sealed_payload = seal(identity, "outbox", id, &to_json(&message)?);
    Ok(Write::new().outbox(Effect { id, kind: KIND, due_at: now, sealed_payload }))
}

fn words(identity: &Identity, language: Language, channel: Channel, code: &str) -> String {
    let app = identity.app();
    let agency = app.agency.name.as_str();
    let say = |key: &str, code: &str| {
        let arguments = [("agency", agency.to_owned()), ("code", code.to_owned())];
        app.words.say_with(language, key, arguments)
    };
    match channel {
        Channel::Text => {
            let host = app.site.origin.split("://").nth(1).unwrap_or_default();
            format!("{}\n\n@{host} #{code}", say("text-code", code))
        }
        // A full stop after each digit: a voice pauses there.
        Channel::Call => {
            let digits: Vec<String> = code.chars().map(|digit| format!("{digit}.")).collect();
            say("call-code", &digits.join(" "))
        }
    }
}
