//! What must a visitor do before the site that sent them gets its answer? Pure: one question, asked
//! again after each step, so that no step can be skipped.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use values::{Id, Timestamp};

use super::claims::Claim;
use super::errors::{ProtocolError, refused};
use super::request::{Asked, Prompt};
use super::scopes::Scope;
use crate::levels::Level;

/// A person's standing sign-in in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub sign_in_id: Id,
    /// When they last proved themselves.
    pub proved_at: Timestamp,
}

/// What a person has decided about one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// What it is told.
    pub told: BTreeSet<Claim>,
    /// What it is not told.
    pub kept_back: BTreeSet<Claim>,
    /// Whether it may come back while the person is away; none if that was never asked.
    pub offline: Option<bool>,
}

/// What is known besides the request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, in any combination")]
pub struct Situation {
    /// Who is signed in.
    pub standing: Option<Standing>,
    /// How strong that sign-in is.
    pub level: Level,
    /// How strong this person's could be, with what they have.
    pub reachable: Level,
    /// Whether they are the person that the site named, if it named one.
    pub is_the_one: bool,
    /// The weakest sign-in that the site ever takes.
    pub least: Option<Level>,
    /// When the visitor came with this request.
    pub begun_at: Timestamp,
    /// Facts that there are about this person.
    pub known: BTreeSet<Claim>,
    /// Facts that the site cannot do without.
    pub required: BTreeSet<Claim>,
    /// What the person decided about this site.
    pub decided: Decided,
    /// Whether they decided it while answering this request.
    pub agreed_now: bool,
    /// Whether the person was proved to be someone.
    pub is_proved: bool,
    /// Whether they chose to go on without.
    pub proof_declined: bool,
    /// Whether they chose to go on without a stronger sign-in.
    pub level_declined: bool,
}

/// The next thing to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Sign in.
    SignIn,
    /// Prove again that the sign-in is theirs, by the strongest means they have.
    Again,
    /// Add a means, since all they have are weaker than what the site takes.
    Stronger,
    /// Prove who they are, or choose to go on without.
    Prove,
    /// Agree to what the site is told.
    Consent,
    /// Send the code.
    Answer,
    /// Send this refusal.
    Refuse(ProtocolError),
}

const NOBODY: ProtocolError = refused("login_required", "nobody is signed in, or not recently enough");
const SOMEBODY_ELSE: ProtocolError = refused("login_required", "another person signed in than the one named");
const WEAK: ProtocolError = refused("login_required", "the sign-in is weaker than asked for");
const UNMET: ProtocolError =
    refused("unmet_authentication_requirements", "the person has no means that reach the level asked for");
const NOT_PROVED: ProtocolError =
    refused("interaction_required", "the person has not proved who they are yet");
const NOT_AGREED: ProtocolError = refused("consent_required", "the person has not agreed yet");

/// Decides.
pub fn next(asked: &Asked, situation: &Situation, now: Timestamp) -> Next {
    // Without a word: what would be asked of the visitor is told to the site instead.
    let or_refuse = |step: Next, error: ProtocolError| {
        if asked.prompt == Prompt::None { Next::Refuse(error) } else { step }
    };
    let Some(standing) = situation.standing else { return or_refuse(Next::SignIn, NOBODY) };
    if !situation.is_the_one {
        // Asked once: whoever signs in for this request and is somebody else is not asked for ever.
        let is_asked = standing.proved_at < situation.begun_at;
        return if is_asked { or_refuse(Next::SignIn, NOBODY) } else { Next::Refuse(SOMEBODY_ELSE) };
    }
    if !is_fresh(asked, standing, situation.begun_at, now) {
        return or_refuse(Next::Again, NOBODY);
    }
    match level(asked, situation) {
        Reached::Enough => (),
        Reached::Again => return or_refuse(Next::Again, WEAK),
        Reached::Stronger => return or_refuse(Next::Stronger, UNMET),
        Reached::Never => return Next::Refuse(UNMET),
    }
    if asked.wants_proof() && !situation.is_proved && !situation.proof_declined {
        return or_refuse(Next::Prove, NOT_PROVED);
    }
    if !is_decided(asked, situation) || (asked.prompt.wants_consent() && !situation.agreed_now) {
        return or_refuse(Next::Consent, NOT_AGREED);
    }
    Next::Answer
}

/// Whether a sign-in is recent enough for what was asked.
fn is_fresh(asked: &Asked, standing: Standing, begun_at: Timestamp, now: Timestamp) -> bool {
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

enum Reached {
    Enough,
    Again,
    Stronger,
    Never,
}

/// Whether the sign-in is strong enough, and if not, what helps. A level that the site merely would like is tried for,
/// and the one reached is reported (OpenID Connect Core 1.0 section 5.5.1.1; NIST SP 800-63C-4 section 4.9); without a
/// word it is reported as it is.
fn level(asked: &Asked, situation: &Situation) -> Reached {
    let liked = asked.level.as_ref().map(super::request::WantedLevel::least);
    let insists = asked.level.as_ref().is_some_and(|level| level.is_essential);
    let is_made_up = situation.level == Level::Demonstration;
    // A made-up person passes for any level but one that the site insists on.
    let meets = |least: Level| situation.level >= least || (is_made_up && !insists);
    let needed = liked.filter(|_| insists).max(situation.least);
    let wanted = if asked.prompt == Prompt::None { needed } else { liked.max(situation.least) };
    let Some(wanted) = wanted.filter(|wanted| !meets(*wanted)) else { return Reached::Enough };
    let needs_it = needed.is_some_and(|needed| !meets(needed));
    // What the site merely would like is tried for once.
    let was_tried = situation.standing.is_some_and(|standing| standing.proved_at >= situation.begun_at);
    if situation.reachable >= wanted {
        return if needs_it || !was_tried { Reached::Again } else { Reached::Enough };
    }
    match (needs_it, situation.level_declined || is_made_up) {
        (_, false) => Reached::Stronger,
        (true, true) => Reached::Never,
        (false, true) => Reached::Enough,
    }
}

/// Whether the person has decided about all that is asked for and known. What the site cannot do without is asked for
/// again although it was kept back. `openid` alone tells nothing of a person but a name that no other site knows.
fn is_decided(asked: &Asked, situation: &Situation) -> bool {
    let Decided { told, kept_back, offline } = &situation.decided;
    let mut claims = asked.claims().into_iter().filter(|claim| situation.known.contains(claim));
    let facts = claims.all(|claim| {
        told.contains(&claim) || (kept_back.contains(&claim) && !situation.required.contains(&claim))
    });
    facts && (offline.is_some() || !asked.scopes.contains(&Scope::OfflineAccess))
}
