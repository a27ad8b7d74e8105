//! What is a browser asked to do (WebAuthn Level 3, 5.1.8 and 5.4: the JSON forms of the options)? User verification
//! is preferred, never required: NIST SP 800-63B-4, appendix B, wants the flag looked at instead.

use serde_json::{Value, json};
use store::identity::passkeys::Passkey;

use super::{ALGORITHMS, Kind, SECONDS};

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    /// The RP ID: the host of the site.
    pub(super) id: &'a str,
    /// What the browser's window calls us.
    pub(super) name: &'a str,
    /// The challenge.
    pub(super) challenge: &'a [u8],
}

/// To make a passkey for somebody; those they have are not made again.
pub(super) fn create(
    asking: Asking<'_>,
    kind: Kind,
    user_handle: &[u8],
    user_name: &str,
    held: &[Passkey],
) -> Value {
    let selection = match kind {
        Kind::Passkey => json!({
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "preferred",
        }),
        // Room for keys that are found without a name is scarce on a security key; it follows a password.
        Kind::SecurityKey => json!({
            "authenticatorAttachment": "cross-platform",
            "residentKey": "discouraged",
            "requireResidentKey": false,
            "userVerification": "preferred",
        }),
    };
    let hints = match kind {
        Kind::Passkey => json!([]),
        Kind::SecurityKey => json!(["security-key"]),
    };
    json!({
        "rp": { "id": asking.id, "name": asking.name },
        "user": { "id": encode(user_handle), "name": user_name, "displayName": user_name },
        "challenge": encode(asking.challenge),
        "pubKeyCredParams": ALGORITHMS.map(|algorithm| json!({ "type": "public-key", "alg": algorithm as i32 })),
        "timeout": SECONDS * 1_000,
        "excludeCredentials": descriptors(held),
        "authenticatorSelection": selection,
        "hints": hints,
        "attestation": "none",
        "extensions": {},
    })
}

/// To show one: any that is found by itself, or one of those listed.
pub(super) fn get(asking: Asking<'_>, allowed: &[Passkey]) -> Value {
    json!({
        "rpId": asking.id,
        "challenge": encode(asking.challenge),
        "timeout": SECONDS * 1_000,
        "allowCredentials": descriptors(allowed),
        "userVerification": "preferred",
        "extensions": {},
    })
}

fn descriptors(keys: &[Passkey]) -> Vec<Value> {
    keys.iter().map(|key| json!({ "type": "public-key", "id": encode(&key.credential_id) })).collect()
}

fn encode(bytes: &[u8]) -> String {
    outside::jose::encode(bytes)
}
