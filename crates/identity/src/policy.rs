//! What does the operator decide about sign-ins? From the configuration; sensible without it.

use crate::oidc::policy::TokenPolicy;
use crate::places::Places;

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The places of networks.
    pub places: Places,
    /// So many hours pass between asking to close an account and its end, if it was not confirmed strongly.
    pub closing_hours: i64,
    /// So many hours does somebody wait who gets back in with little.
    pub waiting_hours: i64,
    /// How long tokens last, and what is asked of those who hold them.
    pub tokens: TokenPolicy,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            places: Places::default(),
            closing_hours: 24,
            waiting_hours: 24,
            tokens: TokenPolicy::default(),
        }
    }
}
