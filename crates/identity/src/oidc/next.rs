//! What must a visitor do before the site that sent them gets its answer? Pure: one question, asked
//! again after each step, so that no step can be skipped.

use jiff::SignedDuration;
use values::{Id, Timestamp};

use super::errors::{ProtocolError, refused};
use super::request::{Asked, Prompt};
use super::scopes::Scope;

/// A person's standing sign-in in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub sign_in_id: Id,
    /// When they last proved themselves.
    pub proved_at: Timestamp,
}

/// What is known besides the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Who is signed in.
    pub standing: Option<Standing>,
    /// When the visitor came with this request.
    pub begun_at: Timestamp,
    /// What the person has agreed to tell this site.
    pub agreed: Vec<Scope>,
    /// Whether the consent was given while answering this request.
    pub agreed_now: bool,
    /// Whether the person was proved to be someone.
    pub is_proved: bool,
    /// Whether they chose to go on without.
    pub proof_declined: bool,
}

/// The next thing to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Sign in.
    SignIn,
    /// Prove who they are, or choose to go on without.
    Prove,
    /// Agree to what the site is told.
    Consent,
    /// Send the code.
    Answer,
    /// Send this refusal.
    Refuse(ProtocolError),
}

/// Decides.
pub fn next(asked: &Asked, situation: &Situation, now: Timestamp) -> Next {
    let silent = asked.prompt == Prompt::None;
    let Some(standing) =
        situation.standing.filter(|standing| is_fresh(asked, standing, situation.begun_at, now))
    else {
        return if silent {
            Next::Refuse(refused("login_required", "nobody is signed in, or not recently enough"))
        } else {
            Next::SignIn
        };
    };
    debug_assert!(standing.proved_at <= now || !asked.prompt.wants_login());
    let wants_proof =
        asked.scopes.contains(&Scope::TaxNumber) && !situation.is_proved && !situation.proof_declined;
    if wants_proof && !silent {
        return Next::Prove;
    }
    // `openid` alone tells a site nothing of the person but a name that no other site knows.
    let mut told = asked.scopes.iter().filter(|scope| **scope != Scope::Openid);
    let agreed = told.all(|scope| situation.agreed.contains(scope));
    if !agreed || (asked.prompt.wants_consent() && !situation.agreed_now) {
        return if silent {
            Next::Refuse(refused("consent_required", "the person has not agreed yet"))
        } else {
            Next::Consent
        };
    }
    Next::Answer
}

/// Whether a sign-in is recent enough for what was asked.
fn is_fresh(asked: &Asked, standing: &Standing, begun_at: Timestamp, now: Timestamp) -> bool {
    // Asked for a new one: only one made after coming here will do.
    if asked.prompt.wants_login() && standing.proved_at < begun_at {
        return false;
    }
    let Some(seconds) = asked.max_age else { return true };
    // Counted from when the visitor came, so that a slow reader of the consent page is not sent back,
    // but max_age=0 still means a new sign-in.
    let age = begun_at.min(now).duration_since(standing.proved_at);
    standing.proved_at >= begun_at || (seconds > 0 && age <= SignedDuration::from_secs(i64::from(seconds)))
}
