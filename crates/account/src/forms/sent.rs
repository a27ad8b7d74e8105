//! One form that was sent: where it stands, what was signed, its paper; taking it back, sending another in its place.

use agency::forms::{Draft, Loaded, Refusal, State, amend as amended, load, withdraw as take_back};
use agency::payments::{Moment, confirmation};
use askama::Template;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use store::WriteError;
use tax::forms::{Context, Form as Described};
use values::{Date, Id};
use web::forms::Nothing;
use web::paper::{Block, Sheet};
use web::{Form, Frame, PageError};

use super::{Opened, PATH, SENT, begin, context, form, said, sheet};
use crate::payments::person_key;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "forms/sent.html")]
struct Shown {
    frame: Frame,
    here: String,
    amend: String,
    number: String,
    state: String,
    tag: &'static str,
    meaning: String,
    reason: Option<String>,
    after: Vec<String>,
    is_open: bool,
    may_amend: bool,
    sheet: Sheet,
    events: Vec<(Date, String)>,
}

/// A form of the visitor's.
pub(super) async fn find(visitor: &Visitor, id: Id) -> Result<Option<Loaded>, PageError> {
    let account = &visitor.account;
    let key = person_key(visitor).await?;
    let loaded = load(&account.app.store, (&account.sealer, &key), (visitor.id(), id)).await;
    loaded.map_err(PageError::broken)
}

async fn require(visitor: &Visitor, id: &str) -> Result<Loaded, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    find(visitor, id).await?.ok_or(PageError::NotFound)
}

fn address(loaded: &Loaded) -> String {
    format!("{SENT}/{}", loaded.form.id)
}

/// The revision that was filled in.
fn described<'a>(visitor: &'a Visitor, loaded: &Loaded) -> Result<&'a Described, PageError> {
    let found = visitor.account.pack.forms.revision(&loaded.form.form, &loaded.form.revision);
    found.ok_or_else(|| PageError::broken("a form was sent in a revision that is not in the pack"))
}

fn frame(visitor: &Visitor, context: &Context, found: &Described) -> Frame {
    let words = visitor.page.frame("forms-title");
    let title = said::words(&words, context, &found.title);
    visitor.frame_titled(words.say_with("forms-sent-title", &[("title", title)]))
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let (found, context) = (described(&visitor, &loaded)?, context(&visitor));
    let state = State::of(&loaded.form).map_err(PageError::broken)?;
    let frame = frame(&visitor, &context, found);
    let (word, tag) = said::state(state);
    let clock = &visitor.account.app.clock;
    let event =
        |event: &agency::forms::FormEvent| (clock.today(event.at), frame.say(said::event(&event.what)));
    let is_in_force = visitor.account.pack.forms.on(&found.name, visitor.today()).is_some();
    let view = Shown {
        here: address(&loaded),
        amend: format!("{}/amend", address(&loaded)),
        number: confirmation(loaded.form.id),
        state: frame.say(word),
        tag,
        meaning: frame.say(said::meaning(state)),
        reason: loaded.form.reason.clone(),
        after: if state.is_open() { said::all(&frame, &context, &found.after) } else { Vec::new() },
        is_open: state.is_open(),
        may_amend: state.is_open() && is_in_force,
        sheet: frame.sheet(sheet::sent(&visitor, &frame, (&context, found), &loaded)?),
        events: loaded.events.iter().map(event).collect(),
        frame,
    };
    visitor.page.show(&view)
}

/// The form on paper.
pub(super) async fn pdf(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let loaded = require(&visitor, &id).await?;
    let (found, context) = (described(&visitor, &loaded)?, context(&visitor));
    let frame = frame(&visitor, &context, found);
    let number = confirmation(loaded.form.id);
    let foot = frame.say_with("forms-foot", &[("number", &number), ("form", &said::revision(&frame, found))]);
    let blocks = sheet::sent(&visitor, &frame, (&context, found), &loaded)?;
    let file = visitor.page.printed(frame.sheet(blocks), foot).await?;
    let disposition = format!("attachment; filename=\"form-{number}.pdf\"");
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, disposition)], file)
        .into_response())
}

#[derive(Template)]
#[template(path = "forms/withdraw.html")]
struct Withdraw {
    frame: Frame,
    address: String,
}

pub(super) async fn show_withdraw(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let address = address(&loaded);
    if !State::of(&loaded.form).map_err(PageError::broken)?.is_open() {
        return visitor.page.go(&address);
    }
    visitor.page.show(&Withdraw { frame: visitor.frame("forms-withdraw-title"), address })
}

/// Sent twice, it is taken back once: the second time leads to the same page.
pub(super) async fn withdraw(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    let key = person_key(&visitor).await?;
    match take_back(&loaded, (&visitor.account.sealer, &key), moment) {
        Ok(write) => match visitor.account.app.store.write(write).await {
            // Whoever was first decided; the page shows what it came to.
            Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(&address(&loaded)),
            Err(error) => Err(error.into()),
        },
        Err(Refusal::WrongState { .. }) => visitor.page.go(&address(&loaded)),
        Err(refusal) => Err(PageError::broken(refusal)),
    }
}

/// A draft with the same answers, to be changed and sent in its place. A draft that was begun before stays as it is.
pub(super) async fn amend(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let found = form(&visitor, &loaded.form.form)?;
    let to = format!("{PATH}/{}", found.name);
    if Opened::find(&visitor, found).await?.is_some() {
        return visitor.page.go(&to);
    }
    let (dice, now) = (&visitor.account.app.dice, visitor.page.now());
    let draft = Draft::new(visitor.id(), dice.id(now), &found.name, None, now);
    match amended(&loaded, draft) {
        Ok(draft) => begin::begin(&visitor, &draft, &format!("{to}/check")).await,
        Err(_) => visitor.page.go(&address(&loaded)),
    }
}
