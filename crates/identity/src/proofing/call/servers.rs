//! How do two browsers find each other? By the operator's STUN and TURN servers; for a TURN server each end gets a name and a
//! password that end by themselves, made as coturn's `use-auth-secret` checks them: the name is the end's second and an id,
//! the password base64 of HMAC-SHA1 of the name (draft-uberti-behave-turn-rest-00, 2.2).

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use values::{Id, Secret, Timestamp};

/// A name is good for so long: a call, and the page loaded again.
const SECONDS: i64 = 2 * 3_600;

/// The servers, in no order.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    /// Those that tell a browser its own address: `stun:host:port`.
    pub stun: Vec<String>,
    /// Those that relay: `turn:host:port?transport=udp`, `turns:…`.
    pub turn: Vec<String>,
    /// What the relays share with us.
    pub secret: Option<Secret<String>>,
    /// Whether everything goes through a relay, so that neither end learns the other's address.
    pub only_relay: bool,
}

/// The name and the password for an end at an instant.
fn credential(secret: &Secret<String>, id: Id, now: Timestamp) -> (String, String) {
    let name = format!("{}:{id}", now.as_second().saturating_add(SECONDS));
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.expose().as_bytes());
    (name.clone(), STANDARD.encode(sign(&key, name.as_bytes())))
}

impl Servers {
    /// The configuration of an `RTCPeerConnection` (W3C WebRTC 1.0, 4.2.1) for one end. The id is of nobody and of no call.
    pub fn configuration(&self, id: Id, now: Timestamp) -> Value {
        let mut servers = Vec::new();
        if !self.stun.is_empty() {
            servers.push(json!({"urls": self.stun}));
        }
        if let Some(secret) = self.secret.as_ref().filter(|_| !self.turn.is_empty()) {
            let (username, credential) = credential(secret, id, now);
            servers.push(json!({"urls": self.turn, "username": username, "credential": credential}));
        }
        let policy = if self.only_relay { "relay" } else { "all" };
        json!({"iceServers": servers, "iceTransportPolicy": policy})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The password by `printf NAME | openssl dgst -sha1 -hmac north -binary | base64`.
    #[test]
    fn a_relay_s_password_is_what_coturn_computes() {
        let servers = Servers {
            stun: vec!["stun:s.example".to_owned()],
            turn: vec!["turn:t.example".to_owned()],
            secret: Some(Secret::new("north".to_owned())),
            only_relay: true,
        };
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let made = servers.configuration(Id::from_bytes([7; 16]), now);
        let relay = &made["iceServers"][1];
        assert_eq!(relay["username"], format!("1800007200:{}", Id::from_bytes([7; 16])));
        assert_eq!(relay["credential"], "i40dg9nFVSD98ilHxkQ9qdpt2fM=");
        assert_eq!(made["iceTransportPolicy"], "relay");
        assert_eq!(made["iceServers"][0], json!({"urls": ["stun:s.example"]}));
        let later =
            servers.configuration(Id::from_bytes([7; 16]), Timestamp::from_second(1_800_000_001).unwrap());
        assert_ne!(later["iceServers"][1]["credential"], relay["credential"]);
        assert!(!format!("{servers:?}{made}").contains("north"));
    }

    #[test]
    fn without_servers_there_are_none() {
        let made = Servers::default().configuration(Id::from_bytes([7; 16]), Timestamp::UNIX_EPOCH);
        assert_eq!(made, json!({"iceServers": [], "iceTransportPolicy": "all"}));
    }
}
