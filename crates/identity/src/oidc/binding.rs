//! To what is a token bound: a key (RFC 9449 section 6) or a certificate (RFC 8705 section 3)? Whoever has the token
//! alone can do nothing with it.

use outside::jose::encode;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

/// What a token is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    /// The key of this name (RFC 7638).
    Key(String),
    /// The certificate of this SHA-256, in base64url.
    Certificate(String),
}

impl Binding {
    /// To the certificate with this hash.
    pub(super) fn certificate(hash: &[u8; 32]) -> Self {
        Self::Certificate(encode(hash))
    }

    /// As it is stored.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Key(name) => format!("jkt {name}"),
            Self::Certificate(hash) => format!("x5t#S256 {hash}"),
        }
    }

    /// Reads what was stored. Something unknown is a binding that nothing fits.
    pub(super) fn read(text: &str) -> Self {
        match text.split_once(' ') {
            Some(("x5t#S256", hash)) => Self::Certificate(hash.to_owned()),
            Some((_, name)) => Self::Key(name.to_owned()),
            None => Self::Key(String::new()),
        }
    }

    /// The claim that tells it to others.
    pub(super) fn confirmation(&self) -> Value {
        match self {
            Self::Key(name) => json!({ "jkt": name }),
            Self::Certificate(hash) => json!({ "x5t#S256": hash }),
        }
    }

    /// Whether the key that was shown is the one.
    pub(super) fn is_key(&self, shown: Option<&str>) -> bool {
        match (self, shown) {
            (Self::Key(name), Some(shown)) => name.as_bytes().ct_eq(shown.as_bytes()).into(),
            _ => false,
        }
    }

    /// Whether the certificate that was shown is the one.
    pub(super) fn is_certificate(&self, shown: Option<&[u8; 32]>) -> bool {
        match (self, shown) {
            (Self::Certificate(hash), Some(shown)) => hash.as_bytes().ct_eq(encode(shown).as_bytes()).into(),
            _ => false,
        }
    }

    /// The word for a token's kind.
    pub(super) const fn token_type(binding: Option<&Self>) -> &'static str {
        match binding {
            Some(Self::Key(_)) => "DPoP",
            // A token bound to a certificate is sent as a bearer token (RFC 8705 section 3).
            Some(Self::Certificate(_)) | None => "Bearer",
        }
    }
}
