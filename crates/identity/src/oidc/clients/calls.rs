//! What do we call at a site: where its keys are fetched, where it is told that a session ended (OpenID Connect
//! Back-Channel Logout 1.0 section 2.2), where it takes signals (RFC 8935)? Filled in from the configuration.

use outside::guarded::Reach;
use values::Secret;

use crate::signals::SignalKind;

/// Addresses of a site that we call, never a visitor's browser.
#[derive(Clone, Debug)]
pub struct Calls {
    /// Hosts that may be called beside those of its redirect addresses.
    pub hosts: Vec<String>,
    /// How far calls may go.
    pub reach: Reach,
    /// Where its keys are, if they do not stand in its file.
    pub jwks_uri: Option<String>,
    /// Where it is told that a session ended.
    pub logout: Option<LogoutReceiver>,
    /// Where it takes signals.
    pub signals: Option<SignalReceiver>,
}

impl Default for Calls {
    fn default() -> Self {
        Self { hosts: Vec::new(), reach: Reach::Public, jwks_uri: None, logout: None, signals: None }
    }
}

/// Where a site is told that a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutReceiver {
    /// The address.
    pub address: String,
    /// Whether it must be told which session (`backchannel_logout_session_required`). It always is.
    pub session_required: bool,
}

/// Where a site takes signals, and which.
#[derive(Clone, Debug)]
pub struct SignalReceiver {
    /// The address.
    pub address: String,
    /// Which it wants.
    pub kinds: Vec<SignalKind>,
    /// What to show there as `Authorization`, if it wants that.
    pub authorization: Option<Secret<String>>,
}

impl Calls {
    /// Each address, and the key it stands under in a file.
    pub fn addresses(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let logout = self.logout.as_ref().map(|logout| logout.address.as_str());
        let signals = self.signals.as_ref().map(|signals| signals.address.as_str());
        let all = [
            ("jwks_uri", self.jwks_uri.as_deref()),
            ("backchannel_logout_uri", logout),
            ("signals.address", signals),
        ];
        all.into_iter().filter_map(|(key, address)| Some((key, address?)))
    }
}
