//! Which sites may let people sign in here, and what may each be told? From the configuration.

use outside::jose::KeySet;

use super::kinds::{Authentication, TokenRules, fault};
use super::rules::RequestRules;
use super::scopes::Scope;

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
}

/// A client that cannot be served safely.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("client {client_id}: {why}")]
pub struct ClientError {
    /// Which.
    pub client_id: String,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Client {
    /// Refuses what no client may have: unsafe addresses, nothing to prove itself with, no `openid`.
    pub fn check(&self) -> Result<(), ClientError> {
        // A program that lets nobody sign in needs no address to come back to.
        let calls_by_itself = self.tokens.service.is_some() || !self.tokens.resources.is_empty();
        let addresses = self.redirect_uris.iter().chain(&self.post_logout_redirect_uris);
        let why = if self.client_id.is_empty() || !self.client_id.bytes().all(|byte| byte.is_ascii_graphic())
        {
            "the id must be visible ASCII"
        } else if self.redirect_uris.is_empty() && !calls_by_itself {
            "it has no redirect address"
        } else if addresses.into_iter().any(|address| !is_safe(address)) {
            "an address is not https:// (or http://localhost), or has a fragment, a wildcard or a user name"
        } else if let Some(why) = fault(self) {
            why
        } else if !self.redirect_uris.is_empty() && !self.scopes.contains(&Scope::Openid) {
            "it must be allowed the scope openid"
        } else if self.sector.is_empty() {
            "it belongs to no sector"
        } else {
            return Ok(());
        };
        Err(ClientError { client_id: self.client_id.clone(), why })
    }

    /// Its name in a language.
    pub fn name(&self, spanish: bool) -> &str {
        if spanish { &self.name_es } else { &self.name_en }
    }

    /// Scheme, host and port of its redirect addresses, for `form-action`.
    pub fn origins(&self) -> Vec<String> {
        let addresses = self.redirect_uris.iter().chain(&self.post_logout_redirect_uris);
        let mut origins: Vec<String> = addresses.filter_map(|address| origin(address)).collect();
        origins.sort();
        origins.dedup();
        origins
    }
}

fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?']).next()?;
    Some(format!("{scheme}://{host}"))
}

fn is_safe(address: &str) -> bool {
    let host = |prefix: &str| {
        let rest = address.strip_prefix(prefix)?;
        Some(rest.split(['/', '?']).next().unwrap_or(rest))
    };
    let odd = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'#' | b'*' | b'\\' | b'@');
    if address.bytes().any(odd) {
        return false;
    }
    match (host("https://"), host("http://")) {
        (Some(host), _) => !host.is_empty(),
        (_, Some(host)) => matches!(host.split(':').next(), Some("localhost" | "127.0.0.1")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_plain_safe_addresses_can_be_registered() {
        for address in
            ["https://account.example/signed-in", "http://localhost:8080/x?y=1", "http://127.0.0.1:1/"]
        {
            assert!(is_safe(address), "{address}");
        }
        for address in [
            "",
            "https://",
            "http://account.example/",
            "http://localhost.evil.example/",
            "https://*.example/",
            "https://a@evil.example/",
            "javascript:alert(1)",
            "https://a.example/#x",
            "https://a.example/ b",
            "https:\\\\a.example",
            "//a.example",
            "custom://x",
        ] {
            assert!(!is_safe(address), "{address}");
        }
    }
}
