//! How long do tokens last, and what is asked of those who hold them? From the configuration; the same for all sites.

/// The rules for all sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPolicy {
    /// How long an access token opens the userinfo endpoint, in seconds.
    pub access_seconds: i64,
    /// How long a token in a program's own name is good, in seconds: nothing can take one back before.
    pub service_seconds: i64,
    /// How long a refresh token is good at most, in seconds (ASVS 5.0, 10.4.8).
    pub refresh_seconds: i64,
    /// How long one may lie unused, in seconds.
    pub refresh_idle_seconds: i64,
    /// How long a key signs before the next one does, in seconds.
    pub key_seconds: i64,
    /// Whether each proof with a key must hold what we gave for it lately (RFC 9449 section 8).
    pub needs_nonce: bool,
}

/// Seconds in a day.
const DAY: i64 = 86_400;

impl Default for TokenPolicy {
    fn default() -> Self {
        Self {
            access_seconds: 300,
            service_seconds: 600,
            refresh_seconds: 30 * DAY,
            refresh_idle_seconds: 7 * DAY,
            key_seconds: 30 * DAY,
            needs_nonce: false,
        }
    }
}
