//! Where a case stands: what it waits for, how it ended, and what can be done from there. From each there is a way on:
//! another route, another try, the agency.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::proofings::{self, Proofing, Route, State as CaseState};
use values::{Id, Timestamp};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::case::{Case, Place};
use super::finish::{Shown, finish, keep};
use super::here::person;
use super::letter::{self, Sent};
use super::policy::{Assurance, Attendance, Conditions, Item, reached};
use super::{GO_ON, START, call, visit};
use crate::Identity;
use crate::authenticators::app::picture;
use crate::guard::{clear, wait, wait_for};
use crate::limits::Guess;
use crate::visitor::Visitor;

/// The page's address.
pub(crate) const PATH: &str = "/prove/standing";

/// What the page tells, by the state.
#[derive(Template)]
#[template(path = "proofing/standing.html")]
struct Standing {
    frame: Frame,
    state: CaseState,
    /// By which the agency finds the case.
    number: String,
    since: String,
    letter: Option<Sending>,
    visit: Option<Visit>,
    may_change: bool,
    may_go_in_person: bool,
}

/// The letter that is on its way.
struct Sending {
    sent_on: String,
    until: String,
    is_good: bool,
}

/// The number for the desk.
struct Visit {
    digits: String,
    picture: Option<String>,
    until: String,
}

/// The case of the person, which is at its own page only where it has a standing.
async fn current(identity: &Identity, page: &Page) -> Result<Result<Case, Response>, PageError> {
    let sign_in = person(identity, page).await?;
    let has_standing =
        |state| !matches!(state, CaseState::Open | CaseState::Withdrawn | CaseState::Repudiated);
    match Case::current(identity, sign_in).await? {
        Some(case) if has_standing(case.row.state) => Ok(Ok(case)),
        _ => Ok(Err(page.go(GO_ON)?)),
    }
}

/// How the agency and the person name a case.
fn shown_number(id: Id) -> String {
    id.to_string()
}

async fn view(
    identity: &Identity,
    page: &Page,
    case: &Case,
    problems: Problems,
) -> Result<Standing, PageError> {
    let (state, now) = (case.row.state, page.now());
    let title = match state {
        CaseState::Verified => "prove-done-title",
        CaseState::Failed => "prove-failed-title",
        CaseState::Letter => "prove-by-letter-title",
        CaseState::Visit => "prove-visit-title",
        _ => "prove-waiting-title",
    };
    let frame = page.frame(title).with(problems);
    let day = |at: Timestamp| frame.date(identity.app().clock.local(at).date());
    let since = day(case.row.changed_at);
    let letter = letter::newest(identity, case).await?.filter(|_| state == CaseState::Letter);
    let letter = letter.map(|letter| Sending {
        sent_on: day(letter.sent_at),
        until: day(letter.ends_at),
        is_good: letter::is_good(&letter, now),
    });
    let digits = visit::number(identity, case, now)?.filter(|_| state == CaseState::Visit);
    let visit = digits.zip(case.row.visit_until).map(|(digits, until)| Visit {
        picture: picture(&digits.replace(' ', "")),
        until: day(until),
        digits,
    });
    Ok(Standing {
        number: shown_number(case.row.id),
        may_change: state.may_become(CaseState::Open) && state != CaseState::Failed,
        may_go_in_person: identity.policy().routes.contains(&Route::InPerson),
        frame,
        state,
        since,
        letter,
        visit,
    })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match current(&identity, &page).await? {
        Ok(case) if case.row.state == CaseState::Call => page.go(call::PATH),
        Ok(case) => page.show(&view(&identity, &page, &case, Problems::none()).await?),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The code of the letter.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

/// The code was typed: what it verifies is enough now, or the table would not have let a letter leave.
pub(super) async fn submit_code(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let case = match current(&identity, &page).await? {
        Ok(case) if case.row.state == CaseState::Letter => case,
        Ok(_) => return page.go(PATH),
        Err(elsewhere) => return Ok(elsewhere),
    };
    let now = page.now();
    let counted = identity.counted(Guess::LetterCode, case.row.sign_in_id.as_bytes());
    if let Some(until) = identity.count(counted, now).await? {
        return page.show_again(&view(&identity, &page, &case, wait("code", until, now)).await?);
    }
    let sent = letter::newest(&identity, &case).await?;
    let used = sent.and_then(|sent| letter::accept(&identity, &sent, &typed.code, now));
    let Some(used) = used else {
        let problems = Problems::one("code", "prove-by-letter-wrong");
        return page.show_again(&view(&identity, &page, &case, problems).await?);
    };
    let items: Vec<Item> = case.items().into_iter().map(Item::by_letter).collect();
    if reached(&items, Attendance::Unattended, Conditions::default()) != Assurance::Two {
        return Err(PageError::Conflict);
    }
    let write = used
        .and(clear(counted))
        .and(keep(&identity, &case, &newly(&case), None, now))
        .and(finish(&identity, &case, &items, now).await?);
    identity.write(write).await?;
    page.go(PATH)
}

/// The pieces that the letter has verified, to be kept as such.
fn newly(case: &Case) -> Vec<Shown> {
    let issuer = |item: &Item| {
        case.evidence
            .iter()
            .find(|piece| piece.kind == item.kind.word())
            .and_then(|piece| piece.issuer.clone())
    };
    let items = case.items();
    let changed = items.iter().filter(|item| item.by_letter() != **item);
    changed.map(|item| Shown { item: item.by_letter(), issuer: issuer(item) }).collect()
}

/// Another letter, with another code.
pub(super) async fn another_letter(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match current(&identity, &page).await? {
        Ok(case) if case.row.state == CaseState::Letter => case,
        Ok(_) => return page.go(PATH),
        Err(elsewhere) => return Ok(elsewhere),
    };
    match letter::send(&identity, &case, page.now()).await? {
        Sent::Leaves(write) => {
            // The case moves on in its version, so that two letters asked for at once are one.
            identity.write(write.and(proofings::change(&case.row))).await?;
            page.go(PATH)
        }
        Sent::Wait(until) => {
            let problems = wait_for("code", "prove-letter-wait", until, page.now());
            page.show_again(&view(&identity, &page, &case, problems).await?)
        }
    }
}

/// Another number for the desk, when the one before is too old.
pub(super) async fn another_number(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match current(&identity, &page).await? {
        Ok(case) if case.row.state == CaseState::Visit => case,
        Ok(_) => return page.go(PATH),
        Err(elsewhere) => return Ok(elsewhere),
    };
    identity.write(proofings::change(&visit::with_number(&identity, &case, page.now()))).await?;
    page.go(PATH)
}

/// Back to choosing the route; what was found good stays.
pub(super) async fn change_route(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match current(&identity, &page).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if case.row.state == CaseState::Failed {
        return page.go(PATH);
    }
    let row = Proofing {
        route: None,
        reason: None,
        visit_index: None,
        visit_number_sealed: None,
        visit_until: None,
        ..case.row.clone()
    };
    match proofings::change_state(&row, CaseState::Open, page.now()) {
        Ok(write) => identity.write(write).await?,
        Err(_) => return page.go(PATH),
    }
    page.go(GO_ON)
}

/// Another try after one that failed: what was typed is there again to be looked at, nothing else.
pub(super) async fn again(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match current(&identity, &page).await? {
        Ok(case) if case.row.state == CaseState::Failed => case,
        Ok(_) => return page.go(PATH),
        Err(elsewhere) => return Ok(elsewhere),
    };
    let place = Place { language: page.language(), device: visitor.kind() };
    let next = Case::begin(&identity, case.row.sign_in_id, Some(&case), place, page.now()).await?;
    let next = next.with(&identity, case.facts.clone());
    identity.write(proofings::add(&next.row)).await?;
    page.go(GO_ON)
}

/// Gives it up: nothing is looked at any more. The person can begin anew at any time.
pub(super) async fn give_up(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let sign_in = person(&identity, &page).await?;
    let Some(case) = Case::current(&identity, sign_in).await? else { return page.go(START) };
    match proofings::change_state(&case.row, CaseState::Withdrawn, page.now()) {
        Ok(write) => identity.write(write).await?,
        Err(_) => return page.go(GO_ON),
    }
    page.go(START)
}
