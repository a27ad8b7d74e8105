//! What can happen to a sign-in? One list: each thing with its words in the history, whether its owner is
//! written to at every address (NIST SP 800-63B-4 section 4.6), and what sites that asked for signals are told
//! (OpenID Shared Signals; RISC and CAEP event types).

use store::identity::events::{self, Event};
use store::identity::tokens;
use store::{Actor, AuditRecord, Write};
use values::{Id, Timestamp};
use web::Catalogue;

use crate::Identity;
use crate::visitor::Visitor;

/// What the history says.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/happenings",
    en: include_str!("happenings.en.ftl"),
    es: include_str!("happenings.es.ftl"),
};

/// How many people learn of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It stands in the history.
    History,
    /// And the owner is written to, at every address, in any case.
    Everywhere,
}

/// What sites are told, if they asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// An authenticator came, changed, or went: its type and the change, as CAEP names them.
    CredentialChange(&'static str, &'static str),
    /// An address by which the person is known changed.
    IdentifierChanged,
    /// Sessions ended before their time.
    SessionRevoked,
    /// How strongly the person is proved changed.
    AssuranceChange,
    /// The sign-in cannot be used for now.
    AccountDisabled,
    /// It can be used again.
    AccountEnabled,
    /// It is gone for good.
    AccountPurged,
}

macro_rules! happenings {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $told:ident, $signal:expr;)+) => {
        /// One thing that happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Happening {
            $($(#[$doc])* $name,)+
        }

        impl Happening {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The key of its words; also what it is stored and audited as.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// Who is told.
            pub const fn told(self) -> Told {
                match self {
                    $(Self::$name => Told::$told,)+
                }
            }

            /// What sites are told.
            pub const fn signal(self) -> Option<Signal> {
                match self {
                    $(Self::$name => $signal,)+
                }
            }
        }
    };
}

happenings! {
    /// The sign-in was made.
    SignInMade, "event-made", Everywhere, None;
    /// Somebody signed in.
    SignedIn, "event-signed-in", History, None;
    /// Somebody signed in with a browser not seen before.
    SignedInNewDevice, "event-signed-in-new", Everywhere, None;
    /// The owner signed out.
    SignedOut, "event-signed-out", History, None;
    /// Sessions elsewhere were ended.
    SessionsEnded, "event-sessions-ended", History, Some(Signal::SessionRevoked);
    /// Many tries to sign in failed.
    TriesFailed, "event-tries-failed", Everywhere, None;
    /// A way to sign in was shut after too many wrong tries.
    AuthenticatorLocked, "event-authenticator-locked", Everywhere, Some(Signal::CredentialChange("password", "revoke"));
    /// A password was added.
    PasswordAdded, "event-password-added", Everywhere, Some(Signal::CredentialChange("password", "create"));
    /// The password was changed.
    PasswordChanged, "event-password-changed", Everywhere, Some(Signal::CredentialChange("password", "update"));
    /// The password was removed.
    PasswordRemoved, "event-password-removed", Everywhere, Some(Signal::CredentialChange("password", "revoke"));
    /// A passkey was added.
    PasskeyAdded, "event-passkey-added", Everywhere, Some(Signal::CredentialChange("fido2-roaming", "create"));
    /// A passkey got another name.
    PasskeyRenamed, "event-passkey-renamed", History, None;
    /// A passkey was removed.
    PasskeyRemoved, "event-passkey-removed", Everywhere, Some(Signal::CredentialChange("fido2-roaming", "revoke"));
    /// A passkey's counter went back, as a copy's would.
    PasskeyCopied, "event-passkey-copied", Everywhere, None;
    /// An authenticator app was added.
    AppAdded, "event-app-added", Everywhere, Some(Signal::CredentialChange("app", "create"));
    /// An authenticator app got another name.
    AppRenamed, "event-app-renamed", History, None;
    /// An authenticator app was removed.
    AppRemoved, "event-app-removed", Everywhere, Some(Signal::CredentialChange("app", "revoke"));
    /// A phone was added.
    PhoneAdded, "event-phone-added", Everywhere, Some(Signal::CredentialChange("phone-sms", "create"));
    /// A phone was removed.
    PhoneRemoved, "event-phone-removed", Everywhere, Some(Signal::CredentialChange("phone-sms", "revoke"));
    /// A phone's number moved to another card or company lately.
    PhoneFlagged, "event-phone-flagged", Everywhere, None;
    /// New backup codes; the ones before are worth nothing.
    BackupCodesMade, "event-backup-codes-made", Everywhere, Some(Signal::CredentialChange("backup-codes", "create"));
    /// A backup code was used.
    BackupCodeUsed, "event-backup-code-used", Everywhere, None;
    /// A new recovery code; the one before is worth nothing.
    RecoveryCodeMade, "event-recovery-code-made", Everywhere, None;
    /// Somebody asked for recovery.
    RecoveryStarted, "event-recovery-started", Everywhere, None;
    /// A recovery was stopped.
    RecoveryCancelled, "event-recovery-cancelled", Everywhere, None;
    /// The sign-in was recovered.
    RecoveryDone, "event-recovery-done", Everywhere, Some(Signal::SessionRevoked);
    /// An email address was added.
    AddressAdded, "event-address-added", Everywhere, Some(Signal::IdentifierChanged);
    /// An email address was removed.
    AddressRemoved, "event-address-removed", Everywhere, Some(Signal::IdentifierChanged);
    /// Another email address became the main one.
    MainAddressChanged, "event-main-address-changed", Everywhere, Some(Signal::IdentifierChanged);
    /// Language or notices were chosen anew.
    PreferencesChanged, "event-preferences-changed", History, None;
    /// The person proved who they are.
    Proved, "event-proved", Everywhere, Some(Signal::AssuranceChange);
    /// A letter with a code went to the post.
    ProofLetterSent, "event-proof-letter", History, None;
    /// Papers or facts are to be given again, or another way to be chosen.
    ProofReturned, "event-proof-returned", Everywhere, None;
    /// Proving who one is did not work.
    ProofFailed, "event-proof-failed", Everywhere, None;
    /// Another sign-in claims the same tax number.
    NumberClaimed, "event-number-claimed", Everywhere, None;
    /// An agent found that what was proved is another's.
    ProofRemoved, "event-proof-removed", Everywhere, Some(Signal::AssuranceChange);
    /// The person said of the proof: this was not me.
    ProofDenied, "event-proof-denied", Everywhere, Some(Signal::AssuranceChange);
    /// The person agreed that a site is told something.
    Agreed, "event-agreed", History, None;
    /// The person stopped telling a site.
    Revoked, "event-revoked", History, None;
    /// The person took a copy of everything held.
    Downloaded, "event-downloaded", Everywhere, None;
    /// The agency told them that something happened to what it holds.
    Informed, "event-informed", History, None;
    /// The owner said: this was not me.
    Frozen, "event-frozen", Everywhere, Some(Signal::AccountDisabled);
    /// The operator shut the sign-in.
    Disabled, "event-disabled", Everywhere, Some(Signal::AccountDisabled);
    /// It may be used again.
    Enabled, "event-enabled", Everywhere, Some(Signal::AccountEnabled);
    /// Somebody at the agency opened the record, for a reason they gave.
    RecordOpened, "event-record-opened", History, None;
    /// The operator changed what the owner does at the desk.
    DeskChanged, "event-desk-changed", Everywhere, None;
    /// The owner disagreed with a decision.
    RedressAsked, "event-redress-asked", History, None;
    /// Somebody at the agency answered that.
    RedressAnswered, "event-redress-answered", Everywhere, None;
    /// The owner asked to close it.
    ClosingAsked, "event-closing-asked", Everywhere, None;
    /// The owner changed their mind.
    ClosingCancelled, "event-closing-cancelled", Everywhere, None;
    /// It is closed and its data destroyed.
    Closed, "event-closed", Everywhere, Some(Signal::AccountPurged);
}

impl Happening {
    /// Whether every token that sites hold for this person ends with it: somebody else may have had them made, or
    /// nobody may have any.
    pub const fn ends_tokens(self) -> bool {
        matches!(
            self,
            Self::PasswordChanged
                | Self::PasswordRemoved
                | Self::PasskeyRemoved
                | Self::PasskeyCopied
                | Self::AppRemoved
                | Self::PhoneRemoved
                | Self::RecoveryCodeMade
                | Self::RecoveryDone
                | Self::Frozen
                | Self::Disabled
                | Self::Closed
        )
    }

    /// The one that was stored under this word; none if a newer version of the program wrote it.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|happening| happening.word() == word)
    }
}

impl Identity {
    /// The statements that tell it to the sign-in's owner and to the auditors.
    pub(crate) fn happened(
        &self,
        happening: Happening,
        sign_in: Id,
        session_id: Option<Id>,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Write {
        self.noted(happening, sign_in, session_id, visitor, now, crate::notices::is_told(happening))
    }

    /// The same; whether people are written to is decided by the caller.
    pub(crate) fn noted(
        &self,
        happening: Happening,
        sign_in: Id,
        session_id: Option<Id>,
        visitor: &Visitor,
        now: Timestamp,
        is_told: bool,
    ) -> Write {
        let event = self.event(happening, sign_in, session_id, visitor, now);
        self.recorded(happening, &event, Actor::Person(sign_in), None, is_told)
    }

    /// The same for what an agent did at the desk: the person learns that it happened, the auditors also who did it
    /// and why. Nothing of the agent's browser stands in it.
    pub(crate) fn happened_at_desk(
        &self,
        happening: Happening,
        person: Id,
        agent: Id,
        reason: &str,
        now: Timestamp,
    ) -> Write {
        let event = self.event(happening, person, None, &Visitor::none(), now);
        let is_told = crate::notices::is_told(happening);
        self.recorded(happening, &event, Actor::Staff(agent), Some(reason.to_owned()), is_told)
    }

    fn recorded(
        &self,
        happening: Happening,
        event: &Event,
        actor: Actor,
        reason: Option<String>,
        is_told: bool,
    ) -> Write {
        let (sign_in, now) = (event.sign_in_id, event.at);
        let record = AuditRecord { at: now, actor, action: happening.word(), subject: Some(sign_in), reason };
        let write = events::add(event).audit(record);
        let write = write.and(crate::signals::queue(event.id, happening, sign_in, now));
        let write = if is_told { write.and(crate::notices::queue(self, event)) } else { write };
        if happening.ends_tokens() {
            return write.and(tokens::close_all(sign_in, now));
        }
        write
    }

    fn event(
        &self,
        happening: Happening,
        sign_in: Id,
        session_id: Option<Id>,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Event {
        Event {
            sign_in_id: sign_in,
            id: self.dice().id(now),
            at: now,
            what: happening.word().to_owned(),
            session_id,
            device: visitor.device.clone(),
            network: visitor.network.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_what_happened() {
        for happening in Happening::ALL {
            assert_eq!(Happening::from_word(happening.word()), Some(*happening));
        }
        assert_eq!(Happening::from_word("event-of-tomorrow"), None);
    }

    #[test]
    fn whatever_changes_how_one_gets_in_is_told_everywhere() {
        for happening in Happening::ALL {
            if matches!(happening.signal(), Some(Signal::CredentialChange(..) | Signal::IdentifierChanged)) {
                assert_eq!(happening.told(), Told::Everywhere, "{happening:?}");
            }
        }
    }
}
