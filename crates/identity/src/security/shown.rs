//! How do these pages show a moment, a browser and a place?

use values::Timestamp;
use web::Page;

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
    let frame = page.frame("security-title");
    if network.is_empty() {
        return frame.say("security-place-unknown");
    }
    match identity.policy().places.find(network, page.language()) {
        Some(place) => frame.say_with("security-place", &[("place", place), ("network", network)]),
        None => frame.say_with("security-place-network", &[("network", network)]),
    }
}

/// What happened, in words; also what a newer version of the program wrote.
pub(crate) fn happening(page: &Page, word: &str) -> String {
    page.say(Happening::from_word(word).map_or("event-other", Happening::word))
}
