//! The last page: everything once more, and then it is looked up. What comes of it is decided here; who is to look at it
//! next depends on the route.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::Write;
use store::identity::proofings::{self, Proofing, Route, State as CaseState};
use values::{PhoneNumber, Timestamp, Tin};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::captures::Found;
use super::case::Case;
use super::checks::{self, Finding};
use super::decide::{Reason, enough_by_letter, leave};
use super::documents::{self, Issued};
use super::finish::{Shown, finish, keep, together};
use super::here::require;
use super::letter::{self, Sent};
use super::on_paper::{self, OnPaper};
use super::policy::{Assurance, Attendance, Conditions, Item, Kind, Validation, Verification, reached};
use super::steps::{self, Step};
use super::{GO_ON, STANDING, captures, channel, choose_papers, route, visit};
use crate::desk::cases::signals;
use crate::guard::wait_for;
use crate::limits::Guess;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// One line, and the page where it is changed.
struct Line {
    label: String,
    value: String,
    change: &'static str,
}

#[derive(Template)]
#[template(path = "proofing/check.html")]
struct Look {
    frame: Frame,
    lines: Vec<Line>,
}

fn view(page: &Page, case: &Case, problems: Problems) -> Look {
    let frame = page.frame("prove-check-title").with(problems);
    let facts = &case.facts;
    let name = format!(
        "{} {}",
        facts.given_names.as_deref().unwrap_or_default(),
        facts.family_name.as_deref().unwrap_or_default()
    );
    let papers = case.documents().into_iter().map(|kind| frame.say(choose_papers::name(kind)));
    let value = |step: Step| match step {
        Step::Route => case.route().map(|route| frame.say(route::words(route)[0])),
        Step::You => facts.birth_date.map(|born| format!("{name}, {}", frame.date(born))),
        Step::Number => facts.tax_number.as_ref().map(Tin::masked),
        Step::Address => facts.address.as_ref().map(|address| address.on_envelope().replace('\n', ", ")),
        Step::Papers => Some(papers.clone().collect::<Vec<_>>().join(", ")),
        Step::Phone => facts.phone.as_ref().map(PhoneNumber::shown),
        Step::Pictures => case.row.pictures_at.map(|_| frame.say("prove-check-pictures-there")),
        Step::Wallet | Step::Check => None,
    };
    let label = |step: Step| match step {
        Step::Route => "prove-check-route",
        Step::You => "prove-check-you",
        Step::Number => "prove-check-number",
        Step::Address => "prove-check-address",
        Step::Papers => "prove-check-papers",
        Step::Phone => "prove-check-phone",
        Step::Pictures | Step::Wallet | Step::Check => "prove-check-pictures",
    };
    let lines = steps::list(case)
        .into_iter()
        .filter_map(|step| {
            Some(Line { label: frame.say(label(step)), value: value(step)?, change: step.path() })
        })
        .collect();
    Look { frame, lines }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Check).await? {
        Ok(case) => page.show(&view(&page, &case, Problems::none())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Check).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let now = page.now();
    let counted = identity.counted(Guess::ProofCheck, case.row.sign_in_id.as_bytes());
    if let Some(until) = identity.count(counted, now).await? {
        return page.show_again(&view(&page, &case, wait_for("check", "prove-check-wait", until, now)));
    }
    let Some((case, looked_up)) = look_up(&identity, &visitor, &case, now).await? else {
        return page.go(steps::next(&case).path());
    };
    let onward = match checks::standing(&case) {
        Finding::TryLater | Finding::Unasked => {
            identity.write(looked_up).await?;
            return page.show_again(&view(&page, &case, Problems::one("check", "prove-check-later")));
        }
        // Across a desk somebody with papers in hand can find out what is wrong.
        Finding::NoMatch if case.route() != Some(Route::InPerson) => {
            Ok(leave(&identity, &case, CaseState::Failed, Reason::NoMatch, now)
                .map_err(|_| PageError::Conflict)?)
        }
        Finding::NoMatch => onward(&identity, &case, &[], now).await?,
        Finding::Confirmed => match from_papers(&identity, &case, now).await? {
            (Found::TryLater, examined) => {
                identity.write(looked_up.and(examined)).await?;
                return page.show_again(&view(&page, &case, Problems::one("check", "prove-check-later")));
            }
            (Found::Again(reason), examined) => {
                identity.write(looked_up.and(examined).and(again(&case, reason, now))).await?;
                return page.go(GO_ON);
            }
            (Found::Look, examined) => {
                confirmed(&identity, &case, &[], now).await?.map(|write| examined.and(write))
            }
            (Found::Proved(papers), examined) => {
                confirmed(&identity, &case, &papers, now).await?.map(|write| examined.and(write))
            }
        },
    };
    match onward {
        Ok(write) => {
            identity.write(looked_up.and(write)).await?;
            page.go(STANDING)
        }
        Err(until) => {
            page.show_again(&view(&page, &case, wait_for("check", "prove-letter-wait", until, now)))
        }
    }
}

/// Asks everybody there is to ask, whatever the others say: the case with the answers, and the statements that keep them;
/// none if a fact is missing.
async fn look_up(
    identity: &Identity,
    visitor: &Visitor,
    case: &Case,
    now: Timestamp,
) -> Result<Option<(Case, Write)>, IdentityError> {
    let Some(mut found) = checks::run(&identity.connections().registries, case, now).await else {
        return Ok(None);
    };
    found.extend(on_paper::run(identity, case, now).await?);
    found.extend(documents::run(identity, case, now).await?);
    let (channel, sent_from) = channel::run(identity, visitor, case, now).await?;
    found.extend(channel);
    let (case, looked_up) = case.clone().looked_up(found);
    Ok(Some((case, looked_up.and(sent_from))))
}

/// What follows from the papers: from what their issuers say; where a letter is to come, from the address on them; and on
/// the route that has nothing but them, from the pictures. No program takes a paper that its issuer does not know, or a
/// case that no agent may accept alone.
async fn from_papers(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
) -> Result<(Found, Write), IdentityError> {
    let issued = documents::standing(case, identity.policy().waits_for_issuers);
    Ok(match case.route() {
        _ if issued == Issued::TryLater => (Found::TryLater, Write::new()),
        Some(Route::Letter) if on_paper::standing(case) == OnPaper::Other => {
            (Found::Again(Some(Reason::Address)), Write::new())
        }
        Some(Route::Camera) => match captures::run(identity, case, now).await? {
            (Found::Proved(papers), examined) => {
                let is_held = !signals::assess(identity, case, now).await?.held.is_empty();
                let is_looked_at = is_held || issued != Issued::Fine;
                (if is_looked_at { Found::Look } else { Found::Proved(papers) }, examined)
            }
            other => other,
        },
        _ => (Found::Look, Write::new()),
    })
}

/// The statements that ask for new pictures, and let the old ones go; or for another way, or another address.
fn again(case: &Case, reason: Option<Reason>, now: Timestamp) -> Write {
    let row = Proofing { reason: reason.map(|reason| reason.word().to_owned()), ..case.row.clone() };
    if reason == Some(Reason::Address) {
        return proofings::change(&Proofing { route: None, ..row });
    }
    let gone = store::identity::pictures::end(case.row.id, now);
    proofings::change(&Proofing { pictures_at: None, ..row }).and(gone)
}

/// What was shown and found good by a program is kept, and the case goes on.
async fn confirmed(
    identity: &Identity,
    case: &Case,
    papers: &[Shown],
    now: Timestamp,
) -> Result<Result<Write, Timestamp>, PageError> {
    let shown: Vec<Shown> = papers.iter().cloned().chain(phone_account(case)).collect();
    let kept = keep(identity, case, &shown, None, now);
    Ok(onward(identity, case, &shown, now).await?.map(|write| kept.and(write)))
}

/// The telephone as evidence: its code came back, and its company confirmed the name.
fn phone_account(case: &Case) -> Vec<Shown> {
    let item = Item {
        kind: Kind::PhoneAccount,
        validation: Validation::CarrierConfirmed,
        verification: Some(Verification::PhoneCode),
        address: None,
    };
    let is_there = case.row.phone_confirmed_at.is_some() && case.facts.phone.is_some();
    is_there.then_some(Shown { item, issuer: None }).into_iter().collect()
}

/// Where the case goes from here; or when a letter may leave, if it may not now.
async fn onward(
    identity: &Identity,
    case: &Case,
    shown: &[Shown],
    now: Timestamp,
) -> Result<Result<Write, Timestamp>, PageError> {
    let items = together(case, shown);
    let conditions = Conditions::default();
    let is_known = documents::standing(case, identity.policy().waits_for_issuers) == Issued::Fine;
    let moved = |row: &Proofing, to| proofings::change_state(row, to, now).map_err(|_| PageError::Conflict);
    Ok(Ok(match case.route().ok_or(PageError::Conflict)? {
        Route::InPerson => moved(&visit::with_number(identity, case, now), CaseState::Visit)?,
        Route::Call => moved(&case.row, CaseState::Call)?,
        // Papers that an agent found good before.
        Route::Letter if enough_by_letter(&items, conditions) && is_known => {
            match letter::send(identity, case, now).await? {
                Sent::Leaves(letter) => moved(&case.row, CaseState::Letter)?.and(letter),
                Sent::Wait(until) => return Ok(Err(until)),
            }
        }
        Route::Camera if reached(&items, Attendance::Unattended, captures::BY_PROGRAM) == Assurance::Two => {
            finish(identity, case, &items, now).await?
        }
        Route::Letter | Route::Camera => moved(&case.row, CaseState::Review)?,
        Route::Wallet if reached(&items, Attendance::Unattended, conditions) == Assurance::Two => {
            finish(identity, case, &items, now).await?
        }
        Route::Wallet => return Err(PageError::Conflict),
    }))
}
