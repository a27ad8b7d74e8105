//! Which sites may let people sign in here, and what may each be told? Our own from the configuration, those of
//! others from a file each.

mod addresses;
mod calls;
mod check;
pub mod files;
mod record;

use outside::jose::KeySet;

use super::kinds::{Authentication, TokenRules};
use super::rules::RequestRules;
use super::scopes::Scope;
pub use calls::{Calls, LogoutReceiver, SignalReceiver};
pub use check::ClientError;
pub use record::{Both, Party, Record};

/// One site that relies on this provider.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its name in the protocol.
    pub client_id: String,
    /// Its name for people, in English.
    pub name_en: String,
    /// Its name for people, in Spanish.
    pub name_es: String,
    /// Where answers may go: compared character by character.
    pub redirect_uris: Vec<String>,
    /// Where people may go after signing out: compared character by character.
    pub post_logout_redirect_uris: Vec<String>,
    /// How it proves itself.
    pub authentication: Authentication,
    /// The keys it signs with.
    pub keys: KeySet,
    /// What it may be told.
    pub scopes: Vec<Scope>,
    /// Sites of one sector know a person by the same name (pairwise subjects).
    pub sector: String,
    /// Whether it must push its requests (RFC 9126). Ours must.
    pub must_push: bool,
    /// Which tokens it gets.
    pub tokens: TokenRules,
    /// What it may ask, and how.
    pub requests: RequestRules,
    /// What we call at it.
    pub calls: Calls,
    /// What anybody may read about it.
    pub record: Record,
    /// Whether it is where the agency's own people work: it alone is told what somebody does for the agency. No file can
    /// say so, and no request can ask for it.
    pub is_staff_site: bool,
}

impl Client {
    /// Its name in a language.
    pub fn name(&self, spanish: bool) -> &str {
        if spanish { &self.name_es } else { &self.name_en }
    }

    /// Scheme, host and port of its redirect addresses, for `form-action`.
    pub fn origins(&self) -> Vec<String> {
        let addresses = self.redirect_uris.iter().chain(&self.post_logout_redirect_uris);
        let mut origins: Vec<String> = addresses.filter_map(|address| addresses::origin(address)).collect();
        origins.sort();
        origins.dedup();
        origins
    }

    /// Hosts that may be called for it: those of its addresses, and those named beside them.
    pub fn hosts(&self) -> Vec<String> {
        let addresses = self.redirect_uris.iter().chain(&self.post_logout_redirect_uris);
        let mut hosts: Vec<String> = addresses.filter_map(|address| addresses::host(address)).collect();
        hosts.extend(self.calls.hosts.iter().cloned());
        hosts.sort();
        hosts.dedup();
        hosts
    }
}
