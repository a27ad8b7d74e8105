//! What the simulator answers: what people would like to hear, but for values that are documented in
//! docs/operate/proofing.md. They are such as nobody has: made-up tax numbers, a postal code and telephone numbers that
//! are never given out, endings of papers' numbers.

use super::{Answer, Asked, Question};

/// Made-up tax numbers end in this to belong to somebody else.
const OTHER_PERSON: &str = "9998";
/// … to be on the list of the dead.
const DEAD: &str = "9997";
/// … to make the source unavailable.
const NUMBER_UNAVAILABLE: &str = "9996";
/// There is no such address.
const NO_ADDRESS: &str = "00000";
/// The source of addresses is unavailable.
const ADDRESS_UNAVAILABLE: &str = "00001";
/// Telephone numbers end in this to be somebody else's account.
const OTHER_ACCOUNT: &str = "0155";
/// … to make the source unavailable.
const ACCOUNT_UNAVAILABLE: &str = "0156";

/// Papers whose number ends in this were never issued.
const NEVER_ISSUED: &str = "9998";
/// … make the issuer unavailable.
const ISSUER_UNAVAILABLE: &str = "9996";

pub(super) fn answer(asked: &Asked) -> Answer {
    let said = |field: &str, ending: &str| asked.value(field).ends_with(ending);
    let (unavailable, is_magic) = match asked.question {
        Question::TaxNumber => (said("tax_number", NUMBER_UNAVAILABLE), said("tax_number", OTHER_PERSON)),
        Question::Death => (false, said("tax_number", DEAD)),
        Question::Address => (said("postal_code", ADDRESS_UNAVAILABLE), said("postal_code", NO_ADDRESS)),
        Question::PhoneAccount => (said("number", ACCOUNT_UNAVAILABLE), said("number", OTHER_ACCOUNT)),
        Question::Document => (said("number", ISSUER_UNAVAILABLE), said("number", NEVER_ISSUED)),
    };
    // To be on the list of the dead is the only thing nobody would like to hear.
    match (unavailable, is_magic == (asked.question == Question::Death)) {
        (true, _) => Answer::Unavailable,
        (false, true) => Answer::Yes,
        (false, false) => Answer::No,
    }
}
