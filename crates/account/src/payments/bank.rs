//! From which account? One that was saved, or a [new one](super::new_bank).

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::Write;
use store::taxes::bank_accounts::BankAccount;
use values::Id;
use web::{Form, Frame, PageError, Problems};

use super::draft::{Draft, Question};
use super::shown;
use crate::visitor::Visitor;

/// Answers of a journey that asks from which account.
pub(super) trait FromBank: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The journey's questions.
    type Step: Question;

    /// Where the journey asks it.
    const ASKED: Asks<Self::Step>;

    /// The draft for a question, or where to go instead.
    fn at(
        visitor: &Visitor,
        id: &str,
        step: Self::Step,
    ) -> impl Future<Output = Result<Result<Draft<Self>, String>, PageError>> + Send;

    /// The account's id.
    fn account(&mut self) -> &mut Option<String>;

    /// Takes an account in place of whatever was chosen before.
    fn choose(&mut self, account: Id) {
        *self.account() = Some(account.to_string());
    }
}

/// Where a journey asks from which account.
pub(super) struct Asks<S> {
    pub(super) at: S,
    /// The question after it.
    pub(super) next: S,
    /// The question before it, from this one's address.
    pub(super) back: &'static str,
    /// Which of how many.
    pub(super) step: i64,
    pub(super) count: i64,
    /// Where a card is chosen instead, from this one's address; empty where none can be.
    pub(super) card: &'static str,
}

#[derive(Template)]
#[template(path = "payments/bank.html")]
struct Shown {
    frame: Frame,
    place: Place,
    accounts: Vec<Line>,
}

/// Where a form of a journey is sent, and what stands around it.
pub(super) struct Place {
    pub(super) action: String,
    pub(super) back: String,
    /// Which of how many; none of none where the question stands alone.
    pub(super) step: i64,
    pub(super) count: i64,
    /// Where a card is chosen instead; empty where none can be.
    pub(super) card: String,
}

struct Line {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) account: String,
}

/// The accounts that are offered, and the one that the answers name already.
pub(super) async fn offered(visitor: &Visitor, named: Option<&str>) -> Result<Vec<BankAccount>, PageError> {
    let named = |account: &BankAccount| named == Some(account.id.to_string().as_str());
    let mut accounts = shown::accounts(visitor).await?;
    accounts.retain(|account| account.removed_at.is_none() && (account.kept || named(account)));
    Ok(accounts)
}

pub(super) async fn show<A: FromBank>(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mut draft = match A::at(&visitor, &id, A::ASKED.at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let named = draft.answers.account().clone();
    let accounts = offered(&visitor, named.as_deref()).await?;
    if accounts.is_empty() {
        return visitor.page.go(&new_address(&draft));
    }
    visitor.page.show(&view(
        &visitor,
        place(&visitor, &draft),
        (&accounts, named.as_deref()),
        Problems::none(),
    ))
}

pub(super) async fn submit<A: FromBank>(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let mut draft = match A::at(&visitor, &id, A::ASKED.at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    if asked.account == "new" {
        return visitor.page.go(&new_address(&draft));
    }
    let named = draft.answers.account().clone();
    let accounts = offered(&visitor, named.as_deref()).await?;
    let Some(chosen) = accounts.iter().find(|account| account.id.to_string() == asked.account) else {
        let problems = Problems::one("account", "pay-account-missing");
        let accounts = (accounts.as_slice(), named.as_deref());
        return visitor.page.show_again(&view(&visitor, place(&visitor, &draft), accounts, problems));
    };
    draft.answers.choose(chosen.id);
    draft.go_on(&visitor, Write::new(), A::ASKED.next).await
}

/// Where a new account is asked for.
pub(super) fn new_address<A: FromBank>(draft: &Draft<A>) -> String {
    format!("{}/new", A::ASKED.at.address(draft.id()))
}

fn place<A: FromBank>(visitor: &Visitor, draft: &Draft<A>) -> Place {
    let Asks { at, back, step, count, card, .. } = A::ASKED;
    let card = if visitor.account.cards.is_there() { card } else { "" };
    Place { action: at.address(draft.id()), back: back.to_owned(), step, count, card: card.to_owned() }
}

fn view(
    visitor: &Visitor,
    place: Place,
    (accounts, named): (&[BankAccount], Option<&str>),
    problems: Problems,
) -> Shown {
    let frame = visitor.frame("pay-bank-title").with(problems);
    let today = visitor.today();
    let lines = accounts.iter().map(|account| Line {
        value: account.id.to_string(),
        label: shown::account(&frame, visitor, account, today),
        chosen: named == Some(account.id.to_string().as_str()) || accounts.len() == 1,
    });
    Shown { place, accounts: lines.collect(), frame }
}
