//! Video calls: who waits, the next one to be taken, and who is there to talk. Agents do not choose whom they talk with.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use store::identity::calls::{self, Call};
use store::identity::fraud_cases;
use store::{Actor, WriteError};
use values::Timestamp;
use web::{Form, Frame, Page, PageError, Problems};

use super::door::Agent;
use super::opening::{self, Reason};
use super::queue::Line;
use crate::proofing::call::queue::{self, Figures};
use crate::proofing::call::{LATELY, MOST, noted, steps};
use crate::proofing::post;
use crate::security::shown::instant;
use crate::{Identity, IdentityError};

pub(super) mod decision;
pub(super) mod one;

/// The page's address.
pub(super) const PATH: &str = "/desk/calls";

/// Where the next one is taken.
pub(super) const NEXT: &str = "/desk/calls/next";

/// Where agents say whether they are there.
pub(super) const DUTY: &str = "/desk/calls/duty";

/// An agent who does not look at the page for so long is not there any more.
const ON_DUTY: SignedDuration = SignedDuration::from_mins(10);

/// So many are tried to be taken before the agent is told that colleagues were faster.
const ATTEMPTS: usize = 5;

#[derive(Template)]
#[template(path = "desk/calls/queue.html")]
struct Queue {
    frame: Frame,
    lines: Vec<Line>,
    /// Whether somebody can be called now.
    has_next: bool,
    /// The call this agent has not ended.
    own: Option<String>,
    is_on_duty: bool,
    figures: Vec<String>,
    reasons: Vec<(&'static str, String)>,
    reason: String,
    note: String,
    done: Option<String>,
    /// What would change the page.
    state: String,
}

/// What is typed when the next one is taken.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    note: String,
}

fn done(page: &Page) -> Option<String> {
    let key = match page.query("done")?.as_str() {
        "decided" => "desk-done-decided",
        "ended" => "desk-call-done-ended",
        "back" => "desk-call-done-back",
        "nobody" => "desk-call-done-nobody",
        _ => return None,
    };
    Some(page.say(key))
}

async fn line(identity: &Identity, page: &Page, call: &Call) -> Result<Line, IdentityError> {
    let now = page.now();
    let mut marks = Vec::new();
    if !queue::is_present(call, now) {
        marks.push(page.say("desk-call-away"));
    }
    if fraud_cases::find_open(identity.store(), call.sign_in_id).await?.is_some() {
        marks.push(page.say("desk-mark-suspected"));
    }
    let waits = now.duration_since(call.slot_at.unwrap_or(call.asked_at)).as_mins();
    Ok(Line {
        address: None,
        what: post::language(identity, call.sign_in_id).await?.own_name().to_owned(),
        about: call.slot_at.map_or_else(|| page.say("desk-call-now"), |slot| instant(page, slot)),
        waits: page.frame("desk-title").say_count("desk-call-minutes", waits),
        marks,
    })
}

/// How many talked, how many gave up, and how long half of them waited.
fn said(frame: &Frame, figures: &Figures) -> Vec<String> {
    let mut lines = vec![
        frame.say_count("desk-call-figure-taken", figures.taken),
        frame.say_count("desk-call-figure-gave-up", figures.gave_up),
    ];
    lines.extend(figures.median_minutes.map(|minutes| frame.say_count("desk-call-figure-median", minutes)));
    lines
}

async fn view(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    given: Given,
    problems: Problems,
) -> Result<Response, PageError> {
    let (store, now, is_again) = (identity.store(), page.now(), !problems.is_empty());
    let all = calls::list(store, MOST).await.map_err(IdentityError::from)?;
    let mut lines = Vec::new();
    // Nobody is shown their own.
    let others = queue::in_order(&all, now).into_iter().filter(|call| call.sign_in_id != agent.id);
    let others: Vec<&Call> = others.collect();
    for call in others.iter().take(100) {
        lines.push(line(identity, page, call).await?);
    }
    let since = now.saturating_sub(LATELY).unwrap_or(Timestamp::MIN);
    let ended = calls::list_ended(store, since, MOST).await.map_err(IdentityError::from)?;
    let on_duty = calls::list_on_duty(store, now).await.map_err(IdentityError::from)?;
    let frame = page.frame("desk-calls-title").with(problems);
    let has_next = others.iter().any(|call| queue::is_present(call, now));
    let own = all.iter().find(|call| call.agent_id == Some(agent.id)).map(|call| call.id.to_string());
    let view = Queue {
        state: format!("{has_next} {} {}", lines.len(), own.as_deref().unwrap_or_default()),
        figures: said(&frame, &queue::figures(&ended)),
        is_on_duty: on_duty.contains(&agent.id),
        reasons: Reason::said(&frame),
        reason: given.reason,
        note: given.note,
        done: done(page),
        has_next,
        lines,
        own,
        frame,
    };
    if is_again { page.show_again(&view) } else { page.show(&view) }
}

pub(super) async fn show(
    State(identity): State<Identity>,
    agent: Agent,
    page: Page,
) -> Result<Response, PageError> {
    let now = page.now();
    // Whoever is there and looks stays there.
    let on_duty = calls::list_on_duty(identity.store(), now).await.map_err(IdentityError::from)?;
    if on_duty.contains(&agent.id) {
        identity.write(calls::be_on_duty(agent.id, until(now))).await?;
    }
    view(&identity, &page, &agent, Given::default(), Problems::none()).await
}

fn until(now: Timestamp) -> Timestamp {
    now.saturating_add(ON_DUTY).unwrap_or(Timestamp::MAX)
}

/// Whether the agent is there.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    On,
    Off,
}

/// The form that says so.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Duty {
    said: Said,
}

pub(super) async fn duty(
    State(identity): State<Identity>,
    agent: Agent,
    page: Page,
    Form(duty): Form<Duty>,
) -> Result<Response, PageError> {
    let now = page.now();
    let (write, what) = match duty.said {
        Said::On => (calls::be_on_duty(agent.id, until(now)), "on"),
        Said::Off => (calls::leave_duty(agent.id), "off"),
    };
    let record = noted(now, Actor::Staff(agent.id), "call.duty", agent.id, what);
    identity.write(write.audit(record)).await?;
    page.go(PATH)
}

/// Takes the next who is there, opens their record, and draws what to ask of them. Of two agents at once each gets another.
pub(super) async fn next(
    State(identity): State<Identity>,
    agent: Agent,
    page: Page,
    Form(given): Form<Given>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let reason = match opening::check(&given.reason, &given.note) {
        Ok(reason) => reason,
        Err(problems) => return view(&identity, &page, &agent, given, problems).await,
    };
    let now = page.now();
    for _ in 0..ATTEMPTS {
        let all = calls::list(identity.store(), MOST).await.map_err(IdentityError::from)?;
        if let Some(own) = all.iter().find(|call| call.agent_id == Some(agent.id)) {
            return page.go(&format!("{PATH}/{}", own.id));
        }
        let waiting = queue::in_order(&all, now).into_iter();
        let next =
            waiting.filter(|call| call.sign_in_id != agent.id).find(|call| queue::is_present(call, now));
        let Some(call) = next else { break };
        let cues = steps::draw(identity.dice(), &[]);
        let opened = opening::open(&identity, &page, &agent, call.sign_in_id, reason, &given.note).await?;
        let record = noted(now, Actor::Staff(agent.id), "call.take", call.sign_in_id, &cues);
        let write = calls::take(call, agent.id, &cues, now)
            .and(calls::be_on_duty(agent.id, until(now)))
            .and(opened)
            .audit(record);
        match identity.store().write(write).await {
            Ok(()) => return page.go(&format!("{PATH}/{}", call.id)),
            Err(WriteError::Conflict { .. }) => {}
            Err(error) => return Err(IdentityError::from(error).into()),
        }
    }
    page.go(&format!("{PATH}?done=nobody"))
}
