//! What the simulator answers: that all is well, but for tax numbers that are documented in docs/operate/proofing.md. It
//! looks at no picture.

use values::Tin;

use super::{Examined, Verdict};
use Verdict::{No, Unsure, Yes};

/// Endings of made-up tax numbers, and what the simulator says of whoever typed one: live, genuine, same.
const MAGIC: [(&str, [Verdict; 3]); 4] = [
    // A picture of a screen.
    ("9995", [No, Unsure, Unsure]),
    // Nobody but an agent can tell whether it is the same face.
    ("9994", [Yes, Yes, Unsure]),
    // Another face.
    ("9993", [Yes, Yes, No]),
    // A paper of a kind that the program does not know.
    ("9992", [Yes, Unsure, Yes]),
];

/// Whoever examines pictures does not answer.
const UNAVAILABLE: &str = "9991";

pub(super) fn examine(number: &Tin) -> Option<Examined> {
    let digits = number.expose();
    if digits.ends_with(UNAVAILABLE) {
        return None;
    }
    let found = MAGIC.into_iter().find(|(ending, _)| digits.ends_with(ending));
    let [live, genuine, same] = found.map_or([Yes; 3], |(_, verdicts)| verdicts);
    Some(Examined { live, genuine, same })
}
