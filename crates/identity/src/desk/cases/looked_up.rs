//! What was looked up about a case, in words for the agent?

use store::identity::proofings::checks::Check;
use values::Date;
use web::Frame;

use super::one::kind_key;
use crate::proofing::case::Case;
use crate::proofing::{captures, channel, documents, on_paper};

/// What a source said.
pub(super) struct LookedUp {
    pub(super) what: String,
    pub(super) answer: String,
    pub(super) source: String,
}

/// All of it. What a newer version of the program looked up has no words here.
pub(super) fn list(frame: &Frame, case: &Case) -> Vec<LookedUp> {
    let line = |check: &Check| {
        Some(LookedUp {
            what: question(frame, &check.what)?,
            answer: answer(frame, &check.outcome),
            source: check.source.clone(),
        })
    };
    case.checks.iter().filter_map(line).collect()
}

fn question(frame: &Frame, what: &str) -> Option<String> {
    let key = match what {
        "tax-number" => "desk-question-tax-number",
        "death" => "desk-question-death",
        "address" => "desk-question-address",
        "phone-account" => "desk-question-phone-account",
        captures::LIVE => "desk-question-capture-live",
        captures::GENUINE => "desk-question-capture-genuine",
        captures::SAME => "desk-question-capture-same",
        on_paper::ADDRESS => "desk-question-paper-address",
        channel::NETWORK => "desk-question-network",
        channel::DEVICE => "desk-question-device",
        channel::PHONE_MOVED => "desk-question-phone-moved",
        other => {
            let paper = frame.say(kind_key(documents::kind_of(other)?));
            return Some(frame.say_with("desk-question-document", &[("paper", paper)]));
        }
    };
    Some(frame.say(key))
}

fn answer(frame: &Frame, outcome: &str) -> String {
    if let Ok(day) = outcome.parse::<Date>() {
        return frame.say_with("desk-answer-on", &[("date", frame.date(day))]);
    }
    if outcome.parse::<u32>().is_ok() {
        return outcome.to_owned();
    }
    frame.say(match outcome {
        "yes" => "desk-answer-yes",
        "no" => "desk-answer-no",
        "unsure" => "desk-answer-unsure",
        "proxy" => "desk-signal-network-proxy",
        "hosting" => "desk-signal-network-hosting",
        "listed" => "desk-signal-network-listed",
        "unread" => "desk-answer-unread",
        _ => "desk-answer-unavailable",
    })
}
