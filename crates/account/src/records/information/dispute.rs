//! "This is not mine": opening a case about a return, and taking it back.

use agency::information_returns::disputes::{self, Desk, MOST_WORDS, Reason, Said, State};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::seal::Realm;
use store::taxes::information_disputes::Dispute;
use store::{WriteError, person_keys};
use values::{Id, Secret};
use web::forms::Nothing;
use web::{Form, Frame, PageError, Problems};

use super::{address, disputes as cases, find, payer};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "records/information/dispute.html")]
struct Shown {
    frame: Frame,
    back: String,
    action: String,
    form: String,
    payer: String,
    tax_year: i64,
    /// Value, words, whether it is chosen.
    reasons: Vec<(&'static str, String, bool)>,
    words: String,
}

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    words: String,
}

pub(super) fn is_open(case: &Dispute) -> bool {
    State::of(case) == Some(State::Open)
}

/// Why, in words.
pub(super) fn reason_key(case: &Dispute) -> Result<&'static str, PageError> {
    let reason = Reason::named(&case.reason);
    reason.map(key).ok_or_else(|| PageError::broken("a case has an unknown reason"))
}

const fn key(reason: Reason) -> &'static str {
    match reason {
        Reason::UnknownPayer => "information-reason-unknown-payer",
        Reason::SomebodyElse => "information-reason-somebody-else",
        Reason::Wrong => "information-reason-wrong",
    }
}

pub(super) async fn show(visitor: Visitor, Path(place): Path<(i64, String)>) -> Result<Response, PageError> {
    let standing = find(&visitor, &place).await?;
    let case = cases(&visitor).await?.into_iter().find(|case| case.return_id == standing.id());
    if case.as_ref().is_some_and(is_open) {
        return visitor.page.go(&address(&standing));
    }
    visitor.page.show(&view(&visitor, &standing, Asked::default(), Problems::none()))
}

/// Sent twice, one case is opened: the second time leads to the same page.
pub(super) async fn submit(
    visitor: Visitor,
    Path(place): Path<(i64, String)>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let standing = find(&visitor, &place).await?;
    let mut problems = Problems::none();
    let reason = Reason::named(&asked.reason);
    if reason.is_none() {
        problems.add("reason", "information-reason-missing");
    }
    let words = asked.words.replace("\r\n", "\n").trim().to_owned();
    if words.chars().count() > MOST_WORDS {
        problems.add_with("words", "information-words-long", vec![("most", MOST_WORDS.to_string())]);
    }
    let (Some(reason), true) = (reason, problems.is_empty()) else {
        return visitor.page.show_again(&view(&visitor, &standing, asked, problems));
    };
    let case = cases(&visitor).await?.into_iter().find(|case| case.return_id == standing.id());
    let account = &visitor.account;
    let key = person_keys::require(&account.app.store, &account.sealer, visitor.id(), Realm::Taxes).await?;
    let now = visitor.page.now();
    let desk = Desk { sealer: &account.sealer, key: &key, taxpayer: visitor.id(), now };
    let said = Said { reason, words: Secret::new(words) };
    let new_id = Id::new(now, account.app.dice.bytes());
    let write = disputes::open(desk, &standing, case.as_ref(), new_id, &said);
    finish(&visitor, write, &address(&standing)).await
}

/// Takes a case back that is open.
pub(super) async fn withdraw(
    visitor: Visitor,
    Path(place): Path<(i64, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let standing = find(&visitor, &place).await?;
    let case = cases(&visitor).await?.into_iter().find(|case| case.return_id == standing.id());
    let case = case.ok_or(PageError::NotFound)?;
    let account = &visitor.account;
    let key = person_keys::require(&account.app.store, &account.sealer, visitor.id(), Realm::Taxes).await?;
    let desk = Desk { sealer: &account.sealer, key: &key, taxpayer: visitor.id(), now: visitor.page.now() };
    finish(&visitor, disputes::withdraw(desk, &case), &address(&standing)).await
}

/// Whoever was first decided; the page of the return shows what it came to.
async fn finish(
    visitor: &Visitor,
    write: Option<store::Write>,
    address: &str,
) -> Result<Response, PageError> {
    let Some(write) = write else { return visitor.page.go(address) };
    match visitor.account.app.store.write(write).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(address),
        Err(error) => Err(error.into()),
    }
}

fn view(
    visitor: &Visitor,
    standing: &agency::information_returns::Standing,
    asked: Asked,
    problems: Problems,
) -> Shown {
    let frame = visitor.frame("information-not-mine").with(problems);
    let reason = |reason: Reason| (reason.name(), frame.say(key(reason)), reason.name() == asked.reason);
    Shown {
        back: address(standing),
        action: format!("{}/dispute", address(standing)),
        form: standing.form.clone(),
        payer: payer(standing),
        tax_year: standing.tax_year,
        reasons: Reason::ALL.into_iter().map(reason).collect(),
        words: asked.words,
        frame,
    }
}
