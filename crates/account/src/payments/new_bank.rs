//! A new account to pay from: its numbers checked, its bank named, and whose it is asked of who can say.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use outside::bank::Ownership;
use serde::Deserialize;
use store::seal::DataKey;
use store::taxes::bank_accounts::{self, AccountKind, BankAccount};
use store::{Actor, AuditRecord, Write};
use values::{AccountNumber, AccountNumberError, RoutingNumber, RoutingNumberError};
use web::{Form, Frame, PageError, Problems};

use super::bank::{Asks, FromBank, Place, new_address};
use super::draft::Draft;
use super::shown;
use crate::visitor::Visitor;

/// The longest name of a holder or of an account, in characters.
const LONGEST: usize = 60;

#[derive(Template)]
#[template(path = "payments/new_bank.html")]
pub(super) struct Shown {
    frame: Frame,
    place: Place,
    asked: Asked,
}

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    routing: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    holder: String,
    #[serde(default)]
    nickname: String,
    #[serde(default)]
    keep: bool,
}

pub(super) async fn show<A: FromBank>(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let draft = match A::at(&visitor, &id, A::ASKED.at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let asked = Asked::of(&visitor);
    visitor.page.show(&view(&visitor, place(&visitor, &draft), asked, Problems::none()))
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
    let read = read(&visitor, &asked);
    let account = match read {
        Ok(account) => account,
        Err(problems) => {
            return visitor.page.show_again(&view(&visitor, place(&visitor, &draft), asked, problems));
        }
    };
    let (id, write) = keep(&visitor, &draft.key, account).await?;
    draft.answers.choose(id);
    draft.go_on(&visitor, write, A::ASKED.next).await
}

impl Asked {
    /// Before anything is typed.
    pub(super) fn of(visitor: &Visitor) -> Self {
        Self { holder: visitor.name(), owner: "person".to_owned(), keep: true, ..Self::default() }
    }
}

/// The account that was typed, or what is wrong with it.
pub(super) fn read(visitor: &Visitor, asked: &Asked) -> Result<BankAccount, Problems> {
    let mut problems = Problems::none();
    let routing = asked.routing.parse::<RoutingNumber>().map_err(|error| {
        problems.add("routing", routing_problem(error));
    });
    let number = asked.number.parse::<AccountNumber>().map_err(|error| {
        problems.add("number", number_problem(error));
    });
    let kind = match asked.kind.as_str() {
        "checking" => Ok(AccountKind::Checking),
        "savings" => Ok(AccountKind::Savings),
        _ => {
            problems.add("kind", "pay-kind-missing");
            Err(())
        }
    };
    let is_business = match asked.owner.as_str() {
        "person" => Ok(false),
        "business" => Ok(true),
        _ => {
            problems.add("owner", "pay-owner-missing");
            Err(())
        }
    };
    let (holder, nickname) = (asked.holder.trim(), asked.nickname.trim());
    if holder.is_empty() || holder.chars().count() > LONGEST {
        problems.add("holder", "pay-holder-wrong");
    }
    if nickname.chars().count() > LONGEST {
        problems.add("nickname", "pay-nickname-long");
    }
    let (Ok(routing), Ok(number), Ok(kind), Ok(is_business), true) =
        (routing, number, kind, is_business, problems.is_empty())
    else {
        return Err(problems);
    };
    let ownership = visitor.account.ownership.check(routing, &number, holder);
    match ownership {
        Ownership::Differs => return Err(Problems::one("number", "pay-account-differs")),
        Ownership::Closed => return Err(Problems::one("number", "pay-account-closed")),
        Ownership::Matches | Ownership::Unknown => {}
    }
    Ok(BankAccount {
        taxpayer_id: visitor.id(),
        id: visitor.account.app.dice.id(visitor.page.now()),
        routing,
        number,
        kind,
        is_business,
        holder: holder.to_owned(),
        nickname: nickname.to_owned(),
        ownership: ownership.name().to_owned(),
        kept: asked.keep,
        added_at: visitor.page.now(),
        removed_at: None,
        version: 1,
    })
}

/// Adds the account; one that is there already takes the new name instead.
pub(super) async fn keep(
    visitor: &Visitor,
    key: &DataKey,
    new: BankAccount,
) -> Result<(values::Id, Write), PageError> {
    let sealer = &visitor.account.sealer;
    let same =
        |old: &BankAccount| (old.routing, &old.number, old.kind) == (new.routing, &new.number, new.kind);
    let known = shown::accounts(visitor).await?.into_iter().find(same);
    let audit = AuditRecord {
        at: visitor.page.now(),
        actor: Actor::Person(visitor.id()),
        action: "bank_account.add",
        subject: Some(visitor.id()),
        reason: None,
    };
    let write = Write::new().audit(audit);
    Ok(match known {
        None => (new.id, bank_accounts::add(write, sealer, key, &new)),
        Some(old) => {
            let id = old.id;
            let changed = BankAccount { id, added_at: old.added_at, version: old.version, ..new };
            (id, bank_accounts::change(write, sealer, key, &changed))
        }
    })
}

const fn routing_problem(error: RoutingNumberError) -> &'static str {
    match error {
        RoutingNumberError::NotNineDigits => "pay-routing-nine",
        RoutingNumberError::Prefix => "pay-routing-prefix",
        RoutingNumberError::CheckDigit => "pay-routing-check",
    }
}

const fn number_problem(error: AccountNumberError) -> &'static str {
    match error {
        AccountNumberError::NotDigits => "pay-number-digits",
        AccountNumberError::Length => "pay-number-length",
    }
}

fn place<A: FromBank>(visitor: &Visitor, draft: &Draft<A>) -> Place {
    let Asks { back, step, count, card, .. } = A::ASKED;
    let offered = visitor.account.cards.is_there() && !card.is_empty();
    let card = if offered { format!("../{card}") } else { String::new() };
    Place { action: new_address(draft), back: format!("../{back}"), step, count, card }
}

pub(super) fn view(visitor: &Visitor, place: Place, asked: Asked, problems: Problems) -> Shown {
    let frame = visitor.frame("pay-new-bank-title").with(problems);
    Shown { frame, place, asked }
}
