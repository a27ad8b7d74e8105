//! How do these pages show a moment, a browser and a place?

use jiff::civil::DateTime;
use values::Timestamp;
use web::{Language, Page};

use crate::Identity;
use crate::happenings::Happening;

/// Date and time in the agency's zone, which the page names.
pub(crate) fn instant(page: &Page, at: Timestamp) -> String {
    let local = page.app().clock.local(at);
    let date = page.language().date(local.date());
    let time = time_of_day(local);
    page.frame("security-title").say_with("security-instant", &[("date", date), ("time", time)])
}

/// The time as people in the United States write it in both languages: 4:05 p.m.
pub(crate) fn time_of_day(local: DateTime) -> String {
    let half = if local.hour() < 12 { "a.m." } else { "p.m." };
    let hour = match local.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{:02} {half}", local.minute())
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::time_of_day;

    #[test]
    fn midnight_and_noon_are_twelve() {
        for (hour, minute, said) in
            [(0, 5, "12:05 a.m."), (4, 37, "4:37 a.m."), (12, 0, "12:00 p.m."), (23, 59, "11:59 p.m.")]
        {
            assert_eq!(time_of_day(date(2026, 11, 23).at(hour, minute, 0, 0)), said);
        }
    }
}
