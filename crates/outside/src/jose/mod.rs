//! How are tokens signed, checked and decrypted? JSON Web Signature (RFC 7515), Encryption (RFC 7516), keys (RFC 7517,
//! 7638) and tokens (RFC 7519) in the small part that OpenID Connect and wallets need, on aws-lc-rs.
//!
//! Nothing in a token chooses its key or algorithm but `kid` and `alg`, and those only among what the caller
//! allows: `jku`, `jwk`, `x5u` and `x5c` are never followed and a `crit` list is refused. A proof of possession
//! alone brings its own key, and proves nothing but that its sender has it.

mod encryption;
mod keys;
mod proofs;
mod strict;
#[cfg(test)]
mod tests;
mod tokens;

pub use encryption::{CONTENT_ENCRYPTIONS, DecryptionKey, ECDH_ES};
pub use keys::{Algorithm, Jwk, KeySet, SigningKey};
pub use proofs::{Proof, Proving, prove, read_proof};
pub use strict::parse_object;
pub use tokens::{Audience, Claims, Header, decode_header, sign, sign_certified, verify};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Why a token or key was refused. Says nothing a stranger could use beyond the class of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// Not three base64url parts with a JSON object in the first two.
    #[error("the token is not in compact form")]
    Malformed,
    /// A header parameter that must be understood, or one that is not allowed.
    #[error("the token's header asks for something that is not supported")]
    HeaderRefused,
    /// The algorithm is none, unknown, or not allowed here.
    #[error("the token's algorithm is not allowed here")]
    AlgorithmRefused,
    /// The `typ` is not the one this use requires.
    #[error("the token is of another type")]
    TypeRefused,
    /// No key of that id, or several keys and no id.
    #[error("no key fits the token")]
    UnknownKey,
    /// The signature is not by that key over this content.
    #[error("the token's signature is wrong")]
    BadSignature,
    /// It was not encrypted to this key, or changed on the way.
    #[error("the token cannot be decrypted")]
    Undecipherable,
    /// The key's own text is no key.
    #[error("the key is malformed")]
    BadKey,
    /// A claim is missing or has the wrong shape.
    #[error("the token's claim {0} is missing or malformed")]
    BadClaim(&'static str),
}

/// Bytes as base64url without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict reading of base64url: no padding, no other characters, no loose trailing bits.
pub fn decode(text: &str) -> Result<Vec<u8>, JoseError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| JoseError::Malformed)
}
