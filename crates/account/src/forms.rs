//! The Forms tab: what can be asked for, filling a form in page by page, checking and signing it, and what became of those that
//! were sent. What a form asks is data (`tax::forms`, docs/forms.md).

mod begin;
mod check;
mod group;
mod list;
mod question;
mod said;
mod sent;
mod sheet;
mod sign;

use agency::forms::Draft;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use store::seal::DataKey;
use store::{Write, WriteError};
use tax::forms::{Context, Form, Place};
use web::PageError;

use crate::Account;
use crate::payments::person_key;
use crate::visitor::Visitor;

/// Where the tab begins.
const PATH: &str = "/forms";
/// Under which the forms are that were sent.
const SENT: &str = "/forms/sent";

pub(crate) fn routes() -> Router<Account> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/forms/{form}", get(begin::show).post(begin::submit))
        .route("/forms/{form}/forget", get(begin::show_forget).post(begin::forget))
        .route("/forms/{form}/ask/{step}", get(question::show).post(question::submit))
        .route(
            "/forms/{form}/ask/{group}/{number}/{step}",
            get(question::show_one).post(question::submit_one),
        )
        .route("/forms/{form}/all/{group}", get(group::show).post(group::submit))
        .route("/forms/{form}/all/{group}/{number}", get(group::show_remove).post(group::remove))
        .route("/forms/{form}/check", get(check::show))
        .route("/forms/{form}/sign", get(sign::show).post(sign::submit))
        .route("/forms/sent/{id}", get(sent::show))
        .route("/forms/sent/{id}/form.pdf", get(sent::pdf))
        .route("/forms/sent/{id}/withdraw", get(sent::show_withdraw).post(sent::withdraw))
        .route("/forms/sent/{id}/amend", post(sent::amend))
}

/// What answers are looked at with.
fn context(visitor: &Visitor) -> Context<'_> {
    let account = &visitor.account;
    let takes_specimens = account.app.agency.demonstration;
    Context { pack: &account.pack, today: visitor.today(), takes_specimens }
}

/// The form of an address, as it is in force today.
fn form<'a>(visitor: &'a Visitor, name: &str) -> Result<&'a Form, PageError> {
    visitor.account.pack.forms.on(name, visitor.today()).ok_or(PageError::NotFound)
}

/// The address of a page of a form.
fn address(form: &Form, place: &Place) -> String {
    let name = &form.name;
    match place {
        Place::Step(step) => format!("{PATH}/{name}/ask/{step}"),
        Place::Entry { group, index, step } => format!("{PATH}/{name}/ask/{group}/{}/{step}", index + 1),
        Place::Group(group) => format!("{PATH}/{name}/all/{group}"),
        Place::Check => format!("{PATH}/{name}/check"),
    }
}

/// A form that the visitor fills in.
struct Opened {
    draft: Draft,
    key: DataKey,
}

impl Opened {
    /// None where it was not begun.
    async fn find(visitor: &Visitor, form: &Form) -> Result<Option<Self>, PageError> {
        let account = &visitor.account;
        let key = person_key(visitor).await?;
        let visit = visitor.page.require_session()?.id();
        let place = (visitor.id(), form.name.as_str(), visit);
        let found = Draft::find(&account.app.store, (&account.sealer, &key), place).await;
        Ok(found.map_err(PageError::broken)?.map(|draft| Self { draft, key }))
    }

    /// Keeps the answers and goes on to what comes next.
    async fn keep(self, visitor: &Visitor, form: &Form) -> Result<Response, PageError> {
        let next = form.next(&self.draft.answers, &context(visitor));
        self.keep_and_go(visitor, &address(form, &next)).await
    }

    async fn keep_and_go(self, visitor: &Visitor, to: &str) -> Result<Response, PageError> {
        let seal = (&visitor.account.sealer, &self.key);
        let write = self.draft.keep(seal, visitor.page.now()).map_err(PageError::broken)?;
        write_and_go(visitor, write, to).await
    }
}

/// Writes, and goes on; what changed in another tab meanwhile is said.
async fn write_and_go(visitor: &Visitor, write: Write, to: &str) -> Result<Response, PageError> {
    match visitor.account.app.store.write(write).await {
        Ok(()) => visitor.page.go(to),
        Err(WriteError::Conflict { .. }) => Err(PageError::Conflict),
        Err(error) => Err(error.into()),
    }
}
