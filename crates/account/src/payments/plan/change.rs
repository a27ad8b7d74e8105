//! Another amount, day or account: what it would do is shown before it is done.

use agency::payments::Moment;
use agency::plans::{Change, Loaded, Preview, Refusal, State, change, preview};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::WriteError;
use store::taxes::bank_accounts::BankAccount;
use tax::plans::{Kind, Reason};
use values::{Cents, Date};
use web::{Form, Frame, PageError, Problems};

use super::one::address;
use super::{books, change_bank as bank, find, said};
use crate::payments::pay::read_amount;
use crate::payments::shown;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

/// Chosen instead of an account: whoever pays pays.
const NO_DEBIT: &str = "none";
/// Chosen instead of an account: one that is not there yet.
pub(super) const NEW: &str = "new";

#[derive(Template)]
#[template(path = "payments/plan/change.html")]
struct Shown {
    frame: Frame,
    action: String,
    back: String,
    asked: Asked,
    accounts: Vec<Line>,
    /// Whether the amount was somebody's decision.
    is_fixed: bool,
    effect: Option<Effect>,
}

struct Line {
    value: String,
    label: String,
    chosen: bool,
}

/// What the change would do.
struct Effect {
    monthly: Cents,
    /// The amount has to rise for a change that leaves it as it is.
    is_raised: bool,
    first_on: Date,
    months: Option<i64>,
    last_on: Option<Date>,
    added: Option<String>,
    fee: String,
    is_free: bool,
    cancelled: Vec<(Date, Cents)>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Asked {
    /// The version of the plan that was seen.
    version: i64,
    #[serde(default)]
    monthly: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    account: String,
    /// `save` once the effect was seen.
    #[serde(default)]
    what: String,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    require_recent(&visitor.page)?;
    let plan = &loaded.plan;
    if State::of(plan).map_err(PageError::broken)? != State::Active {
        return visitor.page.go(&address(&loaded));
    }
    // What was typed before an account was added stands in the address.
    let typed =
        |name: &str, now: String| visitor.page.query(name).filter(|typed| !typed.is_empty()).unwrap_or(now);
    let asked = Asked {
        version: plan.version,
        monthly: typed("monthly", plan.monthly.to_string()),
        day: typed("day", plan.first_on.day().to_string()),
        account: typed("account", plan.account_id.map_or_else(|| NO_DEBIT.to_owned(), |id| id.to_string())),
        what: String::new(),
    };
    let accounts = offered(&visitor, &loaded).await?;
    visitor.page.show(&view(&visitor, &loaded, &accounts, (asked, None), Problems::none())?)
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    require_recent(&visitor.page)?;
    let is_active = State::of(&loaded.plan).map_err(PageError::broken)? == State::Active;
    let is_save = asked.what == "save";
    if !is_active || (is_save && loaded.plan.version != asked.version) {
        // Ended, changed in another tab, or sent twice: the page shows what stands.
        return visitor.page.go(&address(&loaded));
    }
    let accounts = offered(&visitor, &loaded).await?;
    let again = |asked: Asked, problems| {
        visitor.page.show_again(&view(&visitor, &loaded, &accounts, (asked, None), problems)?)
    };
    let mut to = match read(&accounts, &asked) {
        Ok(to) => to,
        Err(problems) => return again(asked, problems),
    };
    if asked.account == NEW {
        return visitor.page.go(&bank::address(&loaded, &to));
    }
    let books = books(&visitor).await?;
    let pack = &visitor.account.pack;
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    let mut outcome = preview(pack, &books, &loaded, to, moment.today);
    let least = least_instead(&outcome, to, &loaded).filter(|_| !is_save);
    if let Some(least) = least {
        to.monthly = least;
        outcome = preview(pack, &books, &loaded, to, moment.today);
    }
    let effect = match outcome {
        Ok(effect) => effect,
        Err(refusal) => {
            let problems = refused(&visitor, refusal)?;
            return again(asked, problems);
        }
    };
    if !is_save {
        let asked = Asked { version: loaded.plan.version, monthly: to.monthly.to_string(), ..asked };
        let effect = Some((to, least.is_some(), effect));
        let view = view(&visitor, &loaded, &accounts, (asked, effect), Problems::none())?;
        return visitor.page.show(&view);
    }
    let write = change(pack, &books, &loaded, to, moment).map_err(PageError::broken)?;
    match visitor.account.app.store.write(write).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(&address(&loaded)),
        Err(error) => Err(error.into()),
    }
}

/// The least amount, where nothing else stands against a change that leaves the amount as it is: with another first day
/// the old one may not pay everything in time any more.
fn least_instead(outcome: &Result<Preview, Refusal>, to: Change, loaded: &Loaded) -> Option<Cents> {
    match outcome {
        Err(Refusal::DoesNotFit(reasons)) => match reasons[..] {
            [Reason::TooLow { least }] if to.monthly == loaded.plan.monthly => Some(least),
            _ => None,
        },
        _ => None,
    }
}

/// The accounts that are saved, and the one it is taken from now.
async fn offered(visitor: &Visitor, loaded: &Loaded) -> Result<Vec<BankAccount>, PageError> {
    let mut accounts = shown::accounts(visitor).await?;
    let is_now = |account: &BankAccount| Some(account.id) == loaded.plan.account_id;
    accounts.retain(|account| is_now(account) || (account.kept && account.removed_at.is_none()));
    Ok(accounts)
}

fn read(accounts: &[BankAccount], asked: &Asked) -> Result<Change, Problems> {
    let mut problems = Problems::none();
    let monthly = read_amount(&asked.monthly).filter(|amount| amount.is_positive());
    if monthly.is_none() {
        problems.add("monthly", "plan-amount-wrong");
    }
    let day = asked.day.trim().parse::<i8>().ok().filter(|day| (1..=28).contains(day));
    if day.is_none() {
        problems.add("day", "plan-day-wrong");
    }
    let account = accounts.iter().find(|account| account.id.to_string() == asked.account);
    if account.is_none() && ![NO_DEBIT, NEW].contains(&asked.account.as_str()) {
        problems.add("account", "pay-account-missing");
    }
    match (monthly, day, problems.is_empty()) {
        (Some(monthly), Some(day), true) => {
            Ok(Change { monthly, day, account_id: account.map(|account| account.id) })
        }
        _ => Err(problems),
    }
}

/// Why the plan cannot become this, beside the field.
fn refused(visitor: &Visitor, refusal: Refusal) -> Result<Problems, PageError> {
    let frame = visitor.frame("plan-change-title");
    match refusal {
        Refusal::DoesNotFit(reasons) => {
            let said: Vec<String> = reasons.iter().map(|reason| said::reason(&frame, reason)).collect();
            let mut problems = Problems::none();
            problems.add_with("monthly", "plan-change-refused", vec![("reasons", said.join(" "))]);
            Ok(problems)
        }
        Refusal::Amount => Ok(Problems::one("monthly", "plan-change-fixed")),
        other => Err(PageError::broken(other)),
    }
}

fn view(
    visitor: &Visitor,
    loaded: &Loaded,
    accounts: &[BankAccount],
    (asked, effect): (Asked, Option<(Change, bool, Preview)>),
    problems: Problems,
) -> Result<Shown, PageError> {
    let frame = visitor.frame("plan-change-title").with(problems);
    let today = visitor.today();
    let lines = accounts.iter().map(|account| Line {
        value: account.id.to_string(),
        label: shown::account(&frame, visitor, account, today),
        chosen: account.id.to_string() == asked.account,
    });
    let is_fixed = Kind::named(&loaded.plan.kind).is_some_and(Kind::needs_decision);
    let effect = effect
        .map(|(to, is_raised, preview)| effect_of(visitor, &frame, (to, is_raised), &preview))
        .transpose()?;
    Ok(Shown {
        action: format!("{}/change", address(loaded)),
        back: address(loaded),
        accounts: lines.collect(),
        asked,
        is_fixed,
        effect,
        frame,
    })
}

fn effect_of(
    visitor: &Visitor,
    frame: &Frame,
    (to, is_raised): (Change, bool),
    preview: &Preview,
) -> Result<Effect, PageError> {
    let terms = preview.terms.as_ref();
    let added = terms.map(|terms| terms.interest.plus(terms.penalties)).transpose();
    Ok(Effect {
        monthly: to.monthly,
        is_raised,
        first_on: visitor.account.pack.calendar.on_or_after(preview.first_on),
        months: terms.map(|terms| i64::try_from(terms.months).unwrap_or(i64::MAX)),
        last_on: terms.map(|terms| terms.last_on),
        added: added.map_err(PageError::broken)?.map(|added| said::added(frame, added)),
        fee: said::fee(frame, preview.fee),
        is_free: preview.fee.amount.is_zero(),
        cancelled: preview.cancelled.iter().map(|payment| (payment.debit_on, payment.amount)).collect(),
    })
}
