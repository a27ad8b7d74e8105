//! What does the operator decide about sign-ins? From the configuration; sensible without it.

use std::time::Duration;

use store::identity::proofings::Route;

use crate::desk::fraud::rules::Rules;
use crate::oidc::policy::TokenPolicy;
use crate::places::Places;
use crate::proofing::call::hours::Hours;

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The places of networks.
    pub places: Places,
    /// So many hours pass between asking to close an account and its end, if it was not confirmed strongly.
    pub closing_hours: i64,
    /// So many hours does somebody wait who gets back in with little.
    pub waiting_hours: i64,
    /// So long after a question do answers leave that must not tell whether an address has a sign-in. More than the
    /// work behind them takes, which is mostly the password's hash.
    pub answers_after: Duration,
    /// What follows from which sign of fraud.
    pub fraud: Rules,
    /// The routes by which people can prove who they are, in the order in which they are offered.
    pub routes: Vec<Route>,
    /// Whether pictures that were taken before may be sent; otherwise only what the page's script takes by the camera.
    pub takes_files: bool,
    /// Whether a case waits while the issuers of its papers do not answer; otherwise an agent looks.
    pub waits_for_issuers: bool,
    /// When agents take video calls.
    pub call_hours: Hours,
    /// How long tokens last, and what is asked of those who hold them.
    pub tokens: TokenPolicy,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            places: Places::default(),
            closing_hours: 24,
            waiting_hours: 24,
            answers_after: Duration::from_millis(200),
            fraud: Rules::default(),
            routes: vec![Route::InPerson],
            takes_files: true,
            waits_for_issuers: true,
            call_hours: Hours::default(),
            tokens: TokenPolicy::default(),
        }
    }
}
