//! How do these pages show a moment, a browser and a place?

use values::Timestamp;
use web::{Language, Page};

use crate::Identity;
use crate::happenings::Happening;

/// Date and time in the agency's zone, which the page names.
pub(crate) fn instant(page: &Page, at: Timestamp) -> String {
    let local = page.app().clock.local(at);
    let date = page.language().date(local.date());
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    page.frame("security-title").say_with("security-instant", &[("date", date), ("time", time)])
}

/// The browser, or that it is none we know.
pub(crate) fn device(page: &Page, device: &str) -> String {
    if device.is_empty() { page.say("security-other-browser") } else { device.to_owned() }
}

/// The place as far as it is known, with the network address.
pub(crate) fn place(identity: &Identity, page: &Page, network: &str) -> String {
    place_in(identity, page.language(), network)
}

/// The same in a language, for letters.
pub(crate) fn place_in(identity: &Identity, language: Language, network: &str) -> String {
    let words = &identity.app().words;
    let network = network.to_owned();
    if network.is_empty() {
        return words.say(language, "security-place-unknown");
    }
    if ["127.0.0.1", "::1"].contains(&network.as_str()) {
        return words.say(language, "security-place-here");
    }
    match identity.policy().places.find(&network, language).map(str::to_owned) {
        Some(place) => words.say_with(language, "security-place", [("place", place), ("network", network)]),
        None => words.say_with(language, "security-place-network", [("network", network)]),
    }
}

/// What happened, in words; also what a newer version of the program wrote.
pub(crate) fn happening(page: &Page, word: &str) -> String {
    page.say(Happening::from_word(word).map_or("event-other", Happening::word))
}
