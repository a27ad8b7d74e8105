//! The last page: a new password where one was forgotten, and what is lost. Then the person is in, by one write: the
//! recovery ends, every other session and token of the sign-in ends, codes that were shown are used up. What was proved,
//! agreed and linked stays as it is.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::recoveries::{self, State as Standing};
use store::identity::{recovery_waits, saved_codes, sign_ins};
use store::{Write, outbox};
use values::{Id, Secret};
use web::{Form, Frame, Page, PageError, Problems};

use super::lost::{self, Thing};
use super::policy::{Piece, Rule};
use super::{Case, own_code, require};
use crate::Identity;
use crate::authenticators::held::Held;
use crate::authenticators::password::Strength;
use crate::flow::{Coming, Flow};
use crate::happenings::Happening;
use crate::levels::{Means, Way};
use crate::person::Person;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/recover/finish";

#[derive(Template)]
#[template(path = "recover/finish.html")]
struct Ask {
    frame: Frame,
    email: String,
    shortest: String,
    password: Password,
    /// What may be lost: its place, and whether its box was ticked.
    things: Vec<(usize, Thing, bool)>,
    /// Of a password that was refused.
    strength: Option<Strength>,
}

impl Ask {
    fn asks_password(&self) -> bool {
        self.password != Password::Known
    }

    fn password_is_optional(&self) -> bool {
        self.password == Password::Optional
    }
}

/// What happens to the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Password {
    /// It was shown and stays.
    Known,
    /// It was forgotten: a new one is needed.
    Forgotten,
    /// There was none; a new one may be chosen.
    Optional,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    lost: Vec<String>,
}

/// A recovery for which enough was shown.
struct Ready {
    case: Case,
    rule: Rule,
    person: Person,
    password: Password,
    things: Vec<Thing>,
    held: Held,
    /// Whether its owner froze it, which ends now.
    is_frozen: bool,
}

/// The recovery of this browser if enough was shown, else the way to where more can be.
async fn ready(identity: &Identity, page: &Page) -> Result<Result<Ready, Response>, PageError> {
    let case = match require(identity, page).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let (Some(rule), Some(id)) = (case.decision(page.now()).met, case.recovery.sign_in_id) else {
        return Ok(Err(page.go(case.next(page.now()))?));
    };
    let is_frozen = sign_ins::is_frozen(identity.store(), id).await?;
    let person = identity.person(id).await?.filter(|person| person.is_active || is_frozen);
    let person = person.ok_or(PageError::Conflict)?;
    let password = match (&person.row.password_hash, case.shown().holds(Piece::Password)) {
        (None, _) => Password::Optional,
        (Some(_), true) => Password::Known,
        (Some(_), false) => Password::Forgotten,
    };
    let things = lost::things(identity, page, id, case.shown()).await?;
    let held = Held::of(identity, id).await?;
    Ok(Ok(Ready { case, rule, person, password, things, held, is_frozen }))
}

fn view(
    page: &Page,
    ready: &Ready,
    ticked: &[String],
    problems: Problems,
    strength: Option<Strength>,
) -> Ask {
    let things = ready.things.iter().enumerate();
    Ask {
        frame: page.frame("recover-finish-title").with(problems),
        email: ready.person.email.expose().to_owned(),
        shortest: ready.held.beside().shortest().to_string(),
        password: ready.password,
        things: things.map(|(place, thing)| (place, thing.clone(), ticked.contains(&thing.key))).collect(),
        strength,
    }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match ready(&identity, &page).await? {
        Ok(ready) => page.show(&view(&page, &ready, &[], Problems::none(), None)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let ready = match ready(&identity, &page).await? {
        Ok(ready) => ready,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let chosen = Secret::new(typed.new_password);
    let wants_password = match ready.password {
        Password::Known => false,
        Password::Forgotten => true,
        Password::Optional => !chosen.expose().is_empty(),
    };
    let gone: Vec<&Thing> = ready.things.iter().filter(|thing| typed.lost.contains(&thing.key)).collect();
    let mut row = ready.person.row.clone();
    let mut write = Write::new();
    if ready.is_frozen {
        write = write.and(sign_ins::unfreeze(row.id));
        row.version += 1;
    }
    if wants_password {
        // What is lost no longer stands beside the password.
        let held = gone.iter().fold(ready.held, |held, thing| thing.without(held));
        if let Err(refusal) = identity.judge_password(&chosen, &ready.person.email, held.beside()).await? {
            let problems = Problems::one("new_password", refusal.message());
            let strength = identity.password_strength(&chosen, &ready.person.email);
            return page.show_again(&view(&page, &ready, &typed.lost, problems, Some(strength)));
        }
        let hash =
            identity.hasher().hash(&chosen, identity.dice().bytes()).await.map_err(PageError::broken)?;
        write = write.and(sign_ins::change_password(&row, hash, page.now()));
    } else {
        write = write.and(sign_ins::change_version(&row));
    }
    let id = ready.person.id;
    write = gone
        .into_iter()
        .fold(write, |write, thing| write.and(thing.remove(&identity, id, &visitor, page.now())));
    let used_saved_code = ready.case.shown().holds(Piece::Saved);
    if used_saved_code {
        write = write.and(use_saved_code(&identity, &page, &ready.case, &visitor, id).await?);
    }
    let write = write.and(end(&identity, &page, &visitor, &ready, id));
    let means = means(ready.rule, ready.case.shown().holds(Piece::Password) || wants_password);
    let flow = Flow { recovery: None, set_up: true, may_skip: true, ..Flow::of(&page) };
    let next = if used_saved_code { own_code::PATH } else { crate::set_up::PATH };
    let coming = Coming { visitor: &visitor, sign_in: id, means: &means, flow };
    identity.sign_in_recovered(&page, coming, write, next).await
}

/// How strongly the person is signed in: as much as was shown.
fn means(rule: Rule, knows_password: bool) -> Means {
    let means = if knows_password { Means::of([Way::Password]) } else { Means::default() };
    if rule.is_as_two_factors() { means.and(Way::Recovery) } else { means }
}

/// The saved code is worth nothing from now on, and there is a new one (4.2.1.1).
async fn use_saved_code(
    identity: &Identity,
    page: &Page,
    case: &Case,
    visitor: &Visitor,
    id: Id,
) -> Result<Write, PageError> {
    let made_at = case.recovery.saved_made_at.ok_or(PageError::Conflict)?;
    let write = saved_codes::use_up(id, made_at).and(identity.make_saved_code(id, page.now()).await?);
    Ok(write.and(identity.happened(Happening::RecoveryCodeMade, id, None, visitor, page.now())))
}

/// The statements that end this recovery, every other one, and whatever was opened before it.
fn end(identity: &Identity, page: &Page, visitor: &Visitor, ready: &Ready, id: Id) -> Write {
    let now = page.now();
    let mut write = recoveries::close(&ready.case.recovery, Standing::Done);
    if let Some(wait) = &ready.case.wait {
        let waited = matches!(ready.rule, Rule::MailAndPassword | Rule::NothingProved);
        let closed =
            if waited { recovery_waits::close_ready(wait, now) } else { recovery_waits::close(wait) };
        write = outbox::withdraw(write.and(closed), wait.reminder_id);
    }
    if ready.is_frozen {
        write = write.and(identity.happened(Happening::Enabled, id, None, visitor, now));
    }
    write
        .and(recoveries::close_all(id, Standing::Stopped))
        .and(store::identity::tokens::close_all(id, now))
        .and(identity.happened(Happening::RecoveryDone, id, None, visitor, now))
}
