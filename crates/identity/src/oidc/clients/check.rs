//! Can this client be served safely? What is wrong is told with the key of its file and what to write.

use super::{Client, addresses};
use crate::oidc::kinds;
use crate::oidc::scopes::Scope;

/// A client that cannot be served safely.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("client {client_id}: {key}: {why}")]
pub struct ClientError {
    /// Which.
    pub client_id: String,
    /// The key in its file.
    pub key: String,
    /// What is wrong, and what to write.
    pub why: String,
}

/// A key and what is wrong with it.
pub(super) type Fault = (String, String);

fn fault(key: &str, why: &str) -> Fault {
    (key.to_owned(), why.to_owned())
}

impl Client {
    /// Refuses what no client may have: unsafe addresses, nothing to prove itself with, no `openid`.
    pub fn check(&self) -> Result<(), ClientError> {
        let fault = self.id_fault().or_else(|| self.address_fault()).or_else(|| self.rule_fault());
        fault.map_or(Ok(()), |(key, why)| Err(self.error(key, why)))
    }

    pub(super) fn error(&self, key: String, why: String) -> ClientError {
        ClientError { client_id: self.client_id.clone(), key, why }
    }

    fn id_fault(&self) -> Option<Fault> {
        if self.client_id.is_empty() || !self.client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Some(fault("client_id", "the id must be visible ASCII"));
        }
        if self.name_en.trim().is_empty() || self.name_es.trim().is_empty() {
            return Some(fault("name", "write the site's name in both languages, en and es"));
        }
        None
    }

    /// Each address that browsers are sent to, with its key.
    pub(super) fn visited(&self) -> impl Iterator<Item = (String, &str)> {
        let lists = [
            ("redirect_uris", &self.redirect_uris),
            ("post_logout_redirect_uris", &self.post_logout_redirect_uris),
        ];
        lists.into_iter().flat_map(|(key, list)| {
            list.iter().enumerate().map(move |(at, address)| (format!("{key}[{at}]"), address.as_str()))
        })
    }

    fn address_fault(&self) -> Option<Fault> {
        // A program that lets nobody sign in needs no address to come back to.
        let calls_by_itself = self.tokens.service.is_some() || !self.tokens.resources.is_empty();
        if self.redirect_uris.is_empty() && !calls_by_itself {
            return Some(fault("redirect_uris", "it has no redirect address: name at least one"));
        }
        for (key, address) in self.visited() {
            if let Some(why) = addresses::fault(address) {
                return Some(fault(&key, why));
            }
        }
        for list in [&self.redirect_uris, &self.post_logout_redirect_uris] {
            if let Some(twice) = list.iter().enumerate().find(|(at, one)| list[..*at].contains(one)) {
                return Some(fault("redirect_uris", &format!("{} stands there twice", twice.1)));
            }
        }
        let hosts = self.hosts();
        for (key, address) in self.calls.addresses() {
            if let Some(why) = addresses::fault(address) {
                return Some(fault(key, why));
            }
            let host = addresses::host(address).unwrap_or_default();
            if !hosts.contains(&host) {
                let why = format!("its host {host} is none of the redirect addresses': name it in hosts too");
                return Some(fault(key, &why));
            }
        }
        None
    }

    fn rule_fault(&self) -> Option<Fault> {
        if let Some(why) = kinds::fault(self) {
            return Some(fault("token_endpoint_auth_method", why));
        }
        if !self.redirect_uris.is_empty() && !self.scopes.contains(&Scope::Openid) {
            return Some(fault("scopes", "it must be allowed the scope openid"));
        }
        if self.sector.is_empty() {
            return Some(fault("sector", "it belongs to no sector"));
        }
        let signals = self.calls.signals.as_ref();
        if signals.is_some_and(|signals| signals.kinds.is_empty()) {
            return Some(fault("signals.events", "name at least one event, or leave signals out"));
        }
        None
    }
}
