//! How does one of the agency's people get in? Through the agency's own identity site, with a passkey and nothing less, and
//! only where it says that they work here as something. What it says is believed for as long as a visit lasts.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use outside::openid::{Callback, Levels, SignedIn, Strength};
use serde_json::Value;
use store::seal::Realm;
use store::staff_members::{self, StaffMember};
use store::{Actor, AuditRecord, Write, person_keys};
use web::provider::elsewhere::{Told, take};
use web::provider::{self, Kept, Obstacle, Sending};
use web::{Form, Frame, Page, PageError};

use crate::roles::Role;
use crate::{Staff, door, home};

/// A visit ends after this long in any case: who may see everybody's record signs in more often.
pub const LONGEST_VISIT: SignedDuration = SignedDuration::from_hours(4);

/// Why nobody is let in, in words that say what to do.
#[derive(Clone, Copy)]
enum Refusal {
    /// What can be in anybody's way.
    Obstacle(Obstacle),
    /// The identity site says nothing of work here.
    NoWork,
    /// Somebody else is in.
    SomebodyElse,
}

#[derive(Template)]
#[template(path = "sign_in/refused.html")]
struct Refused {
    frame: Frame,
    explanation: String,
    again: &'static str,
}

#[derive(Template)]
#[template(path = "sign_in/signed_out.html")]
struct SignedOut {
    frame: Frame,
}

/// Off to the identity site.
pub(crate) async fn begin(page: Page, State(staff): State<Staff>) -> Result<Response, PageError> {
    if page.require_person().is_ok() {
        return page.go(home::PATH);
    }
    let anew = page.query("anew").is_some();
    send_off(&page, &staff, anew, None).await
}

/// Off to prove again that the sign-in is theirs, and back to a page of this site.
pub(crate) async fn again(page: Page, State(staff): State<Staff>) -> Result<Response, PageError> {
    page.require_person()?;
    let to = page.query("to").and_then(|to| web::local_path(&to)).unwrap_or_else(|| home::PATH.to_owned());
    send_off(&page, &staff, true, Some(&to)).await
}

async fn send_off(page: &Page, staff: &Staff, anew: bool, back: Option<&str>) -> Result<Response, PageError> {
    let acr_values = Levels::ours().acr_values(Strength::PhishingResistant);
    let sending = Sending { acr_values, more_scopes: Vec::new(), anew, back };
    match provider::send_off(page, staff.relying_party()?, sending).await? {
        Ok(response) => Ok(response),
        Err(obstacle) => refuse(page, Refusal::Obstacle(obstacle)),
    }
}

/// Back from the identity site.
pub(crate) async fn finish(
    page: Page,
    State(staff): State<Staff>,
    Query(callback): Query<Callback>,
) -> Result<Response, PageError> {
    let kept = Kept::of(&page);
    let Some(pending) = &kept.pending else {
        return match page.require_person() {
            Ok(_) => page.go(home::PATH),
            Err(_) => refuse(&page, Refusal::Obstacle(Obstacle::StaleAnswer)),
        };
    };
    let relying_party = staff.relying_party()?;
    let signed_in = match provider::answered(&page, relying_party, pending, &callback).await {
        Ok(signed_in) => signed_in,
        Err(obstacle) => return refuse(&page, Refusal::Obstacle(obstacle)),
    };
    if !is_strong(staff.app.agency.demonstration, &signed_in) {
        return refuse(&page, Refusal::Obstacle(Obstacle::TooWeak));
    }
    let Some((role, address)) = work(&signed_in) else { return refuse(&page, Refusal::NoWork) };
    let (member, write) = remember(&page, &staff, &signed_in, role, address).await?;
    if page.require_person().is_ok_and(|standing| standing != member.id) {
        return refuse(&page, Refusal::SomebodyElse);
    }
    let audit = AuditRecord {
        at: page.now(),
        actor: Actor::Staff(member.id),
        action: "staff.signed_in",
        subject: Some(member.id),
        reason: Some(role.word().to_owned()),
    };
    let to = kept.back.as_deref().unwrap_or(home::PATH);
    match provider::let_in(&page, relying_party, &signed_in, (member.id, to), write.audit(audit)).await? {
        Some(response) => Ok(response),
        None => refuse(&page, Refusal::Obstacle(Obstacle::StaleAnswer)),
    }
}

/// Whether a sign-in is by passkey, or that of a made-up person in the demonstration.
fn is_strong(demonstration: bool, signed_in: &SignedIn) -> bool {
    let strength = Levels::ours().strength(signed_in.id_token.acr.as_deref());
    strength == Some(Strength::PhishingResistant) || (demonstration && strength == Some(Strength::MadeUp))
}

/// As what somebody works here, and their address, if the identity site says so.
fn work(signed_in: &SignedIn) -> Option<(Role, &str)> {
    let said = |name| signed_in.claims.get(name).and_then(Value::as_str);
    Some((Role::from_word(said("agency_role")?)?, said("agency_address")?))
}

/// Who it is here, and the statements that keep what was said of them now.
async fn remember(
    page: &Page,
    staff: &Staff,
    signed_in: &SignedIn,
    role: Role,
    address: &str,
) -> Result<(StaffMember, Write), PageError> {
    let (store, sealer) = (&staff.app.store, &staff.sealer);
    let (issuer, subject) = (staff.relying_party()?.issuer(), &signed_in.id_token.subject);
    let known = staff_members::find_by_subject(store, issuer, subject).await?;
    let id = known.map_or_else(|| page.app().dice.id(page.now()), |known| known.id);
    let (key, write) = person_keys::find_or_add(store, sealer, Write::new(), id, Realm::Taxes).await?;
    let member = StaffMember {
        id,
        issuer: issuer.to_owned(),
        subject: subject.clone(),
        role: role.word().to_owned(),
        address_sealed: door::sealed(sealer, &key, id, address),
        seen_at: page.now(),
    };
    let write = staff_members::seen(write, &member);
    Ok((member, write))
}

/// Ends the session here, then at the identity site.
pub(crate) async fn sign_out(
    page: Page,
    State(staff): State<Staff>,
    Form(_): Form<web::forms::Nothing>,
) -> Result<Response, PageError> {
    provider::sign_out(&page, staff.relying_party()?).await
}

/// A session ended at the identity site.
pub(crate) async fn elsewhere(
    State(staff): State<Staff>,
    told: Result<axum::Form<Told>, FormRejection>,
) -> Result<Response, PageError> {
    take(&staff.app, staff.relying_party()?, told, "staff.signed_out_elsewhere").await
}

/// What somebody sees afterwards.
pub(crate) async fn signed_out(page: Page) -> Result<Response, PageError> {
    page.show(&SignedOut { frame: page.frame("staff-signed-out-title") })
}

fn refuse(page: &Page, refusal: Refusal) -> Result<Response, PageError> {
    let (status, title, explanation) = match refusal {
        Refusal::Obstacle(Obstacle::Cancelled) => {
            (StatusCode::OK, "staff-cancelled-title", "staff-cancelled")
        }
        Refusal::Obstacle(Obstacle::StaleAnswer) => {
            (StatusCode::BAD_REQUEST, "staff-stale-title", "staff-stale")
        }
        Refusal::Obstacle(Obstacle::Unreachable) => {
            (StatusCode::SERVICE_UNAVAILABLE, "staff-unreachable-title", "staff-unreachable")
        }
        Refusal::Obstacle(Obstacle::TooWeak) => (StatusCode::FORBIDDEN, "staff-weak-title", "staff-weak"),
        Refusal::NoWork => (StatusCode::FORBIDDEN, "staff-no-work-title", "staff-no-work"),
        Refusal::SomebodyElse => (StatusCode::FORBIDDEN, "staff-else-title", "staff-else"),
    };
    // Whoever is signed in there too weakly, or as somebody else, must get the chance to do it otherwise.
    let again = match refusal {
        Refusal::Obstacle(Obstacle::Cancelled | Obstacle::StaleAnswer | Obstacle::Unreachable) => "/sign-in",
        _ => "/sign-in?anew=yes",
    };
    let view = Refused { frame: page.frame(title), explanation: page.say(explanation), again };
    Ok((status, page.show(&view)?).into_response())
}
