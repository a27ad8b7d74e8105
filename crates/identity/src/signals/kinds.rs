//! Which events can a site be told about a person, and what are they called (OpenID RISC Profile 1.0 section 2,
//! OpenID Continuous Access Evaluation Profile 1.0 section 3)?

/// One kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignalKind {
    /// The sign-in cannot be used for now.
    AccountDisabled,
    /// It can be used again.
    AccountEnabled,
    /// It is gone for good.
    AccountPurged,
    /// A way to sign in came, changed or went.
    CredentialChange,
    /// An address by which the person is known changed.
    IdentifierChanged,
    /// Sessions ended before their time.
    SessionRevoked,
    /// How strongly the person is proved changed.
    AssuranceLevelChange,
}

impl SignalKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::AccountDisabled,
        Self::AccountEnabled,
        Self::AccountPurged,
        Self::CredentialChange,
        Self::IdentifierChanged,
        Self::SessionRevoked,
        Self::AssuranceLevelChange,
    ];

    /// Its word in a site's file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AccountDisabled => "account-disabled",
            Self::AccountEnabled => "account-enabled",
            Self::AccountPurged => "account-purged",
            Self::CredentialChange => "credential-change",
            Self::IdentifierChanged => "identifier-changed",
            Self::SessionRevoked => "session-revoked",
            Self::AssuranceLevelChange => "assurance-level-change",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its name in a token.
    pub fn uri(self) -> String {
        let profile = match self {
            Self::AccountDisabled | Self::AccountEnabled | Self::AccountPurged | Self::IdentifierChanged => {
                "risc"
            }
            Self::CredentialChange | Self::SessionRevoked | Self::AssuranceLevelChange => "caep",
        };
        format!("https://schemas.openid.net/secevent/{profile}/event-type/{}", self.word())
    }

    /// The key of what pages call it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AccountDisabled => "signal-account-disabled",
            Self::AccountEnabled => "signal-account-enabled",
            Self::AccountPurged => "signal-account-purged",
            Self::CredentialChange => "signal-credential-change",
            Self::IdentifierChanged => "signal-identifier-changed",
            Self::SessionRevoked => "signal-session-revoked",
            Self::AssuranceLevelChange => "signal-assurance-level-change",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_their_registered_names() {
        for kind in SignalKind::ALL {
            assert_eq!(SignalKind::from_word(kind.word()), Some(kind));
        }
        let disabled = "https://schemas.openid.net/secevent/risc/event-type/account-disabled";
        assert_eq!(SignalKind::AccountDisabled.uri(), disabled);
        let revoked = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
        assert_eq!(SignalKind::SessionRevoked.uri(), revoked);
    }
}
