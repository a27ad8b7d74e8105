//! What does a notice say? What happened, when, from which device, and what to do if it was somebody else.

use values::Timestamp;
use web::Language;

use super::{Extra, Notice};
use crate::Identity;
use crate::happenings::Happening;
use crate::security::shown;

/// Subject and body.
pub(super) fn words(
    identity: &Identity,
    language: Language,
    happening: Happening,
    notice: &Notice,
    extra: Extra<'_>,
) -> (String, String) {
    let app = identity.app();
    let say = |key: &str, arguments: &[(&'static str, &str)]| {
        app.words.say_with(language, key, arguments.iter().map(|(name, value)| (*name, (*value).to_owned())))
    };
    let (agency, origin) = (app.agency.name.as_str(), app.site.origin.as_str());
    let what = say(happening.word(), &[]);
    let device =
        if notice.device.is_empty() { say("notice-other-device", &[]) } else { notice.device.clone() };
    let mut paragraphs = vec![
        say("notice-intro", &[("agency", agency)]),
        [
            what.clone(),
            say("notice-when", &[("when", &when(identity, language, notice.at))]),
            say("notice-device", &[("device", &device)]),
            say("notice-place", &[("place", &shown::place_in(identity, language, &notice.network))]),
        ]
        .join("\n"),
    ];
    match extra {
        Extra::NotMe(token) => {
            paragraphs.push(say("notice-if-you", &[]));
            paragraphs.push(say("notice-if-not-you", &[]));
            paragraphs.push(format!("{origin}/not-me/{token}"));
            paragraphs.push(say("notice-link-time", &[]));
        }
        Extra::Closing { closes_at, token } => {
            let closes_at = when(identity, language, closes_at);
            paragraphs.push(say("notice-closing", &[("when", &closes_at)]));
            paragraphs.push(format!("{origin}/keep-account/{token}"));
        }
        Extra::None if happening == Happening::Closed => paragraphs.push(say("notice-closed", &[])),
        Extra::None if happening == Happening::Frozen => {
            paragraphs.push(say("notice-frozen", &[]));
            paragraphs.push(format!("{origin}/recover"));
        }
        Extra::None => paragraphs.push(say("notice-help", &[("telephone", &app.agency.telephone)])),
    }
    if happening != Happening::Closed {
        paragraphs.push(say("notice-history", &[("address", &format!("{origin}/security"))]));
    }
    paragraphs.push(say("mail-never-call", &[]));
    (say("notice-subject", &[("agency", agency), ("event", &what)]), paragraphs.join("\n\n"))
}

/// Date and time in the agency's zone, which the sentence names.
pub(crate) fn when(identity: &Identity, language: Language, at: Timestamp) -> String {
    let app = identity.app();
    let local = app.clock.local(at);
    app.words.say_with(
        language,
        "security-instant",
        [("date", language.date(local.date())), ("time", shown::time_of_day(local))],
    )
}
