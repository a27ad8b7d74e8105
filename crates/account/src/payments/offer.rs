//! The check of an offer in compromise: sections that are answered in any order, saved and returned to, and the result.

mod ended;
mod fields;
mod hub;
mod papers;
mod question;
mod result;
mod said;
mod sections;
mod send;
mod sent;

use agency::offers::{Answers, Footing, Section, footing};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use store::seal::DataKey;
use store::taxes::offer_drafts::{self, OfferDraft};
use store::{Write, WriteError};
use web::PageError;

use super::draft::person_key;
use super::plan::books;
use crate::Account;
use crate::visitor::Visitor;

/// Where it begins.
const PATH: &str = "/payments/offer";
const RESULT: &str = "/payments/offer/result";
/// Under which the offers are that were sent.
const SENT: &str = "/payments/offer/sent";

pub(super) fn routes() -> Router<Account> {
    Router::new()
        .route(PATH, get(hub::show))
        .route("/payments/offer/check/{section}", get(question::show).post(question::submit))
        .route(RESULT, get(result::show))
        .route("/payments/offer/send", get(send::show).post(send::submit))
        .route("/payments/offer/sent/{id}", get(sent::show))
        .route("/payments/offer/sent/{id}/pay", post(sent::pay))
        .route("/payments/offer/sent/{id}/fee", post(sent::pay_fee))
        .route("/payments/offer/sent/{id}/papers/{place}", get(papers::download))
        .route("/payments/offer/sent/{id}/withdraw", get(sent::show_withdraw).post(sent::withdraw))
        .route("/payments/offer/forget", get(hub::show_forget).post(hub::forget))
}

/// Those that take files.
pub(crate) fn taking_files() -> Router<Account> {
    papers::routes()
}

fn address(section: Section) -> String {
    format!("{PATH}/check/{}", section.name())
}

/// The visitor's answers, opened; none were kept where there is no draft.
struct Draft {
    answers: Answers,
    stored: Option<OfferDraft>,
    key: DataKey,
}

impl Draft {
    async fn open(visitor: &Visitor) -> Result<Self, PageError> {
        let account = &visitor.account;
        let key = person_key(visitor).await?;
        let stored = offer_drafts::find(&account.app.store, &account.sealer, &key, visitor.id()).await?;
        let answers = match &stored {
            None => Answers::default(),
            Some(stored) => serde_json::from_slice(&stored.content).map_err(PageError::broken)?,
        };
        Ok(Self { answers, stored, key })
    }

    /// Keeps the answers and goes on.
    async fn keep(self, visitor: &Visitor, to: &str) -> Result<Response, PageError> {
        let content = serde_json::to_vec(&self.answers).map_err(PageError::broken)?;
        let (sealer, changed_at) = (&visitor.account.sealer, visitor.page.now());
        let write = if let Some(stored) = self.stored {
            let stored = OfferDraft { content, changed_at, ..stored };
            offer_drafts::change(Write::new(), sealer, &self.key, &stored)
        } else {
            let id = visitor.account.app.dice.id(changed_at);
            let stored = OfferDraft { taxpayer_id: visitor.id(), id, content, changed_at, version: 1 };
            offer_drafts::add(Write::new(), sealer, &self.key, &stored)
        };
        match visitor.account.app.store.write(write).await {
            Ok(()) => visitor.page.go(to),
            // Another section was saved in another tab at the same moment.
            Err(WriteError::Conflict { .. }) => Err(PageError::Conflict),
            Err(error) => Err(error.into()),
        }
    }
}

/// What the books say, or nothing where nothing is owed that an offer could be for.
async fn owing(visitor: &Visitor) -> Result<Option<Footing>, PageError> {
    let books = books(visitor).await?;
    let footing = footing(&visitor.account.pack, &books, visitor.today()).map_err(PageError::broken)?;
    Ok(Some(footing).filter(|footing| footing.balance.is_positive()))
}
