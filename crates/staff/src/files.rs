//! Files for the bank: which wait, who released them, which left, how much came back; and the switch that stops all of them.
//!
//! A file leaves once as many people have released it as the agency asks for; the same person counts once.

use agency::payments::Act;
use agency::payments::settlement::{self, BankFile, House, ReturnRate, SettlementError, Standing};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Actor;
use values::{Cents, Date, Id};
use web::{Form, Frame, PageError, Problems};

use crate::Staff;
use crate::door::Member;

/// The room's first address.
pub(crate) const PATH: &str = "/files";

/// Files of so many days are shown.
const DAYS: i64 = 30;

/// The most of them.
const MOST: i64 = 200;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 200;

#[derive(Template)]
#[template(path = "files/files.html")]
struct Files {
    frame: Frame,
    /// Why no file leaves, while none does.
    stopped: Option<String>,
    /// How many people must release a file.
    needed: i64,
    waiting: Vec<Waiting>,
    left: Vec<Left>,
    rates: Vec<Rate>,
    /// The reason as it was typed.
    reason: String,
}

/// A file that waits to be released.
struct Waiting {
    name: String,
    said: String,
    amount: Cents,
    credits: Cents,
    effective_on: Date,
    released: String,
    is_mine: bool,
    button: String,
}

/// A file that left.
struct Left {
    name: String,
    entries: i64,
    amount: Cents,
    credits: Cents,
    on: Date,
}

/// How much comes back.
struct Rate {
    what: String,
    returned: i64,
    sent: i64,
    percent: String,
    standing: String,
    kind: &'static str,
}

pub(crate) async fn show(member: Member, State(staff): State<Staff>) -> Result<Response, PageError> {
    let files = view(&member, &staff, Problems::none(), String::new()).await?;
    member.page.show(&files)
}

/// Which file is released.
#[derive(Deserialize)]
pub(crate) struct Released {
    file: String,
}

pub(crate) async fn release(
    member: Member,
    State(staff): State<Staff>,
    Form(released): Form<Released>,
) -> Result<Response, PageError> {
    let (made_on, number) = named(&released.file).ok_or(PageError::NotFound)?;
    let store = &staff.app.store;
    let file = settlement::find(store, made_on, number).await?.ok_or(PageError::NotFound)?;
    if file.left_on.is_some() {
        // Somebody's release came in between.
        return member.page.go(PATH);
    }
    let id = member.page.require_person()?;
    let act = act(&member, id);
    let house = House { store, sealer: &staff.sealer, pack: &staff.pack, act };
    let refused = match settlement::release(&house, &file, &settlement::staff_operator(id)).await {
        Ok(_) => return member.page.go(PATH),
        Err(SettlementError::Stopped(_)) => "files-release-stopped",
        Err(SettlementError::NotWritten) => "files-release-unwritten",
        Err(error) => return Err(PageError::broken(error)),
    };
    let mut problems = Problems::none();
    problems.add("waiting", refused);
    let files = view(&member, &staff, problems, String::new()).await?;
    member.page.show_again(&files)
}

/// Why files are stopped.
#[derive(Deserialize)]
pub(crate) struct Stopped {
    reason: String,
}

pub(crate) async fn stop(
    member: Member,
    State(staff): State<Staff>,
    Form(stopped): Form<Stopped>,
) -> Result<Response, PageError> {
    let reason = stopped.reason.trim();
    let mut problems = Problems::none();
    if reason.is_empty() {
        problems.add("reason", "files-reason-missing");
    } else if reason.chars().count() > LONGEST_REASON {
        problems.add_with("reason", "files-reason-long", vec![("most", LONGEST_REASON.to_string())]);
    }
    if !problems.is_empty() {
        let files = view(&member, &staff, problems, stopped.reason).await?;
        return member.page.show_again(&files);
    }
    let id = member.page.require_person()?;
    staff.app.store.write(settlement::stop(reason, &act(&member, id))).await?;
    member.page.go(PATH)
}

/// A form of one button.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

pub(crate) async fn resume(
    member: Member,
    State(staff): State<Staff>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = member.page.require_person()?;
    staff.app.store.write(settlement::resume(&act(&member, id))).await?;
    member.page.go(PATH)
}

fn act(member: &Member, id: Id) -> Act {
    Act { now: member.page.now(), actor: Actor::Staff(id) }
}

async fn view(
    member: &Member,
    staff: &Staff,
    problems: Problems,
    reason: String,
) -> Result<Files, PageError> {
    let (store, today) = (&staff.app.store, member.page.today());
    let frame = member.frame("files-title").with(problems);
    let operator = settlement::staff_operator(member.page.require_person()?);
    let mut waiting = Vec::new();
    for file in settlement::list_waiting(store).await? {
        let operators = settlement::releases(store, file.id).await?;
        waiting.push(wait(&frame, &file, (&operators, &operator), staff.releases));
    }
    let since = today.saturating_sub(jiff::Span::new().days(DAYS));
    let listed = settlement::list(store, since, MOST).await?;
    let left = listed.iter().rev().filter_map(|file| {
        let BankFile { entries, amount, credits, .. } = *file;
        Some(Left { name: name(file), entries, amount, credits, on: file.left_on? })
    });
    let left = left.collect();
    let rates = settlement::return_rates(store, &staff.pack, today).await.map_err(PageError::broken)?;
    let rates = rates.iter().map(|found| rate(&frame, found)).collect();
    let stopped = settlement::stopped(store).await?;
    Ok(Files { frame, stopped, needed: staff.releases.into(), waiting, left, rates, reason })
}

fn wait(frame: &Frame, file: &BankFile, (operators, own): (&[String], &String), needed: u8) -> Waiting {
    let released = [("released", settlement::people(operators).to_string()), ("needed", needed.to_string())];
    let name = name(file);
    Waiting {
        said: frame.say_count("files-entries", file.entries),
        amount: file.amount,
        credits: file.credits,
        effective_on: file.effective_on,
        released: frame.say_with("files-released", &released),
        is_mine: operators.contains(own),
        button: frame.say_with("files-release", &[("file", name.as_str())]),
        name,
    }
}

fn rate(frame: &Frame, found: &ReturnRate) -> Rate {
    let what = match found.group {
        "unauthorized" => "files-rate-unauthorized",
        "administrative" => "files-rate-administrative",
        _ => "files-rate-overall",
    };
    let (standing, kind) = match found.standing {
        Standing::Fine => ("files-rate-fine", "quiet"),
        Standing::Near => ("files-rate-near", "attention"),
        Standing::Over => ("files-rate-over", "attention"),
    };
    // Hundredths of a percent, cut off.
    let hundredths = found.millionths / 100;
    Rate {
        what: frame.say(what),
        returned: found.returned,
        sent: found.sent,
        percent: frame.percent(format!("{}.{:02}", hundredths / 100, hundredths % 100)),
        standing: frame.say(standing),
        kind,
    }
}

/// A file's name: the day it was begun and its number, as `settle` prints it.
fn name(file: &BankFile) -> String {
    format!("{}-{:02}", file.made_on, file.number)
}

fn named(name: &str) -> Option<(Date, i64)> {
    let (made_on, number) = name.rsplit_once('-')?;
    made_on.parse().ok().zip(number.parse().ok())
}
