//! What does an event say besides its name (OpenID RISC Profile 1.0 section 2; OpenID Continuous Access Evaluation Profile
//! 1.0 section 3)? As little as the receiver needs: never an address, never a value.

use serde_json::{Value, json};
use values::Timestamp;

use super::SignalKind;
use crate::happenings::{Happening, Signal};

impl SignalKind {
    /// The kind of what a happening signals.
    pub(crate) const fn of(signal: Signal) -> Self {
        match signal {
            Signal::CredentialChange(..) => Self::CredentialChange,
            Signal::IdentifierChanged => Self::IdentifierChanged,
            Signal::SessionRevoked => Self::SessionRevoked,
            Signal::AssuranceChange => Self::AssuranceLevelChange,
            Signal::AccountDisabled => Self::AccountDisabled,
            Signal::AccountEnabled => Self::AccountEnabled,
            Signal::AccountPurged => Self::AccountPurged,
        }
    }
}

/// The event's content.
pub(super) fn content(happening: Happening, signal: Signal, proof: Option<&str>, at: Timestamp) -> Value {
    let second = at.as_second();
    match signal {
        Signal::CredentialChange(kind, change) => json!({
            "credential_type": kind,
            "change_type": change,
            "initiating_entity": "user",
            "event_timestamp": second,
        }),
        Signal::SessionRevoked => json!({ "event_timestamp": second }),
        Signal::AssuranceChange => json!({
            "namespace": "urn:counterfoil:proof",
            "current_level": proof.unwrap_or("none"),
            "event_timestamp": second,
        }),
        // The owner said that it was somebody else.
        Signal::AccountDisabled if happening == Happening::Frozen => json!({ "reason": "hijacking" }),
        // Which address changed is between us and those who may ask for it.
        Signal::AccountDisabled
        | Signal::IdentifierChanged
        | Signal::AccountEnabled
        | Signal::AccountPurged => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_a_kind_and_says_no_value() {
        let at = Timestamp::from_second(5).unwrap();
        for happening in Happening::ALL {
            let Some(signal) = happening.signal() else { continue };
            let text = content(*happening, signal, Some("demonstration"), at).to_string();
            assert!(!text.contains('@'), "{text}");
            assert!(SignalKind::ALL.contains(&SignalKind::of(signal)));
        }
        let change = content(Happening::PasskeyAdded, Happening::PasskeyAdded.signal().unwrap(), None, at);
        assert_eq!(
            (change["change_type"].as_str(), change["event_timestamp"].as_i64()),
            (Some("create"), Some(5))
        );
        let frozen = content(Happening::Frozen, Happening::Frozen.signal().unwrap(), None, at);
        assert_eq!(frozen["reason"], "hijacking");
    }
}
