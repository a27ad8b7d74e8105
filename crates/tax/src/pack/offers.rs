//! With which transaction codes an offer in compromise is posted: `[offer_codes]` in pack.toml.

use serde::Deserialize;

use super::{ClockStopCodes, Code, CodeRole, CodeTable};
use crate::deadlines::ClockStop;

/// What each year of an offer is posted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferCodes {
    /// It came in: the time to collect stands still.
    pub received: Code,
    /// It was refused.
    pub refused: Code,
    /// Its sender took it back.
    pub withdrawn: Code,
    /// It was sent back without a decision.
    pub returned: Code,
    /// It was accepted.
    pub accepted: Code,
}

impl OfferCodes {
    /// What is wrong with them beside the tables of codes, if anything.
    pub(super) fn fault(self, codes: &CodeTable, stops: &[ClockStopCodes]) -> Option<String> {
        let Self { received, refused, withdrawn, returned, accepted } = self;
        let ends = [refused, withdrawn, returned, accepted];
        let informs = |code: Code| codes.find(code).is_some_and(|entry| entry.role == CodeRole::Information);
        if ![received, refused, withdrawn, returned, accepted].into_iter().all(informs) {
            return Some("offer_codes are codes of information".to_owned());
        }
        let stops_and_goes = |stop: &ClockStopCodes| {
            stop.why == ClockStop::OfferPending
                && stop.opens == received
                && ends.iter().all(|code| stop.closes.contains(code))
        };
        if !stops.iter().any(stops_and_goes) {
            return Some("offer_codes.received stops the clock, and the others let it run".to_owned());
        }
        None
    }
}
