//! How long has somebody waited? In days from two days on, else in hours; never rounded down to nothing.

use values::Timestamp;
use web::Page;

/// Said in the agent's language.
pub(super) fn wait(page: &Page, since: Timestamp) -> String {
    let hours = page.now().duration_since(since).as_hours().max(0);
    let frame = page.frame("desk-title");
    match hours {
        0 => frame.say("desk-waits-new"),
        1..48 => frame.say_count("desk-waits-hours", hours),
        _ => frame.say_count("desk-waits-days", hours / 24),
    }
}
