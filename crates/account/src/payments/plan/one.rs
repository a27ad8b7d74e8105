//! One plan: where it stands, what comes next, a warning while there is time, its installments, and what can be done.

use agency::payments::confirmation;
use agency::plans::{Footing, Loaded, Missed, State, footing, load_all};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::taxes::plans as stored;
use tax::pack::PaymentReason;
use tax::plans::Kind;
use values::{Cents, Date};
use web::forms::Nothing;
use web::{Form, Frame, PageError};

use super::{PATH, find, said};
use crate::payments::pay::{Answers, Target, When, begin_at_bank};
use crate::payments::shown::{self, Line};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/plan/one.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is something that the page says or does not")]
struct Shown {
    frame: Frame,
    address: String,
    number: String,
    kind: String,
    state: String,
    tag: &'static str,
    years: Vec<(String, Cents)>,
    monthly: Cents,
    day: i8,
    account: String,
    footing: Footing,
    missed: Option<Missed>,
    last_on: Date,
    fee_left: Cents,
    fee_returns: bool,
    ended_on: Option<Date>,
    is_new: bool,
    is_asked: bool,
    is_active: bool,
    ended_badly: bool,
    payments: Vec<Line>,
    events: Vec<Event>,
}

struct Event {
    on: Date,
    what: String,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    let view = view(&visitor, &loaded).await?;
    visitor.page.show(&view)
}

async fn view(visitor: &Visitor, loaded: &Loaded) -> Result<Shown, PageError> {
    let (today, pack, plan) = (visitor.today(), &visitor.account.pack, &loaded.plan);
    let state = State::of(plan).map_err(PageError::broken)?;
    let frame = visitor.frame("plan-one-title");
    let footing = footing(pack, loaded, today).map_err(PageError::broken)?;
    let accounts = shown::accounts(visitor).await?;
    let account = accounts.iter().find(|account| Some(account.id) == plan.account_id);
    let mut years = Vec::new();
    for debt in &loaded.debts {
        let balance = tax::ledger::position(pack, &debt.ledger, today).map_err(PageError::broken)?.balance;
        years.push((frame.say_with("plan-pays-year", &[("year", debt.year.tax_year)]), balance));
    }
    let events = stored::events(&visitor.account.app.store, visitor.id(), plan.id).await?;
    let (word, tag) = said::state(state);
    let payments = loaded.payments.iter().rev().map(|payment| Line::of(&frame, payment));
    let clock = &visitor.account.app.clock;
    Ok(Shown {
        address: address(loaded),
        number: confirmation(plan.id),
        kind: said::kind_name(&frame, &plan.kind)?,
        state: frame.say(word),
        tag,
        years,
        monthly: plan.monthly,
        day: plan.first_on.day(),
        account: account.map(|found| shown::account(&frame, visitor, found, today)).unwrap_or_default(),
        missed: footing.missed,
        footing,
        last_on: plan.last_on,
        fee_left: loaded.fee_left().map_err(PageError::broken)?,
        fee_returns: plan.fee_returns,
        ended_on: plan.ended_on,
        is_new: state.is_open() && plan.asked_on == today && events.len() == 1,
        is_asked: state == State::Asked,
        is_active: state == State::Active,
        ended_badly: matches!(state, State::Defaulted | State::Refused),
        payments: payments.collect::<Result<_, PageError>>()?,
        events: events
            .iter()
            .map(|event| {
                let what = frame.say(event_key(&event.what));
                Event { on: clock.today(event.at), what }
            })
            .collect(),
        frame,
    })
}

fn event_key(what: &str) -> &'static str {
    match State::named(what) {
        Some(State::Asked) => "plan-event-asked",
        Some(State::Active) => "plan-event-active",
        Some(State::Refused) => "plan-event-refused",
        Some(State::Withdrawn) => "plan-event-withdrawn",
        Some(State::Fulfilled) => "plan-event-fulfilled",
        Some(State::Ended) => "plan-event-ended",
        Some(State::Defaulted) => "plan-event-defaulted",
        None => "plan-event-changed",
    }
}

/// The page of a plan.
pub(super) fn address(loaded: &Loaded) -> String {
    format!("{PATH}/{}", loaded.plan.id)
}

/// Pays the next installment, or what was missed, from an account: the oldest year first.
pub(super) async fn pay(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let footing = footing(pack, &loaded, today).map_err(PageError::broken)?;
    let mut free = footing.missed.map_or(footing.next_amount, |missed| missed.amount);
    let (mut targets, mut amounts) = (Vec::new(), Vec::new());
    for debt in &loaded.debts {
        let balance = tax::ledger::position(pack, &debt.ledger, today).map_err(PageError::broken)?.balance;
        let amount = balance.min(free);
        if amount.is_positive() {
            free = free.minus(amount).map_err(PageError::broken)?;
            targets.push(target(&debt.year));
            amounts.push(amount);
        }
    }
    if targets.is_empty() {
        return visitor.page.go(&address(&loaded));
    }
    let reason = Some(PaymentReason::Plan);
    begin_at_bank(
        &visitor,
        Answers { reason, targets, when: Some(When::Today), amounts, account: None, card: None },
    )
    .await
}

/// Pays the fee that is left.
pub(super) async fn pay_fee(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    let fee = loaded.fee_left().map_err(PageError::broken)?;
    let oldest = loaded.debts.first().filter(|_| fee.is_positive());
    let Some(debt) = oldest else { return visitor.page.go(&address(&loaded)) };
    let (targets, amounts) = (vec![target(&debt.year)], vec![fee]);
    let reason = Some(PaymentReason::PlanFee);
    begin_at_bank(
        &visitor,
        Answers { reason, targets, when: Some(When::Today), amounts, account: None, card: None },
    )
    .await
}

fn target(year: &agency::plans::PlanYear) -> Target {
    Target {
        form: year.form.clone(),
        tax_year: year.tax_year,
        owner: year.owner_id.to_string(),
        module: year.module_id.to_string(),
    }
}

/// What a plan asks of its payer, for the list of what needs doing.
pub(crate) struct Task {
    /// By when.
    pub(crate) by: Date,
    /// Whether a plan is about to end.
    pub(crate) is_warning: bool,
    /// What, said.
    pub(crate) text: String,
    /// The plan's page.
    pub(crate) address: String,
    /// What it pays: forms and years.
    pays: Vec<(String, i64)>,
}

impl Task {
    /// Whether the plan pays a year.
    pub(crate) fn pays(&self, form: &str, tax_year: i64) -> bool {
        self.pays.iter().any(|(paid, year)| paid == form && *year == tax_year)
    }
}

/// What the visitor's plans ask of them.
pub(crate) async fn tasks(visitor: &Visitor, frame: &Frame) -> Result<Vec<Task>, PageError> {
    let (today, account) = (visitor.today(), &visitor.account);
    let loaded = load_all(&account.app.store, &account.pack, visitor.id(), today).await;
    let mut tasks = Vec::new();
    for loaded in loaded.map_err(PageError::broken)? {
        let footing = footing(&account.pack, &loaded, today).map_err(PageError::broken)?;
        let kind = Kind::named(&loaded.plan.kind).ok_or_else(|| PageError::broken("a plan of no kind"))?;
        let plan = frame.say(said::kind(kind).0);
        let task = match (footing.missed, footing.next_on) {
            (Some(missed), _) => Some((
                missed.until,
                true,
                frame.say_with(
                    "plan-task-missed",
                    &[
                        ("plan", plan),
                        ("amount", frame.money(missed.amount)),
                        ("missed", frame.date(missed.on)),
                        ("until", frame.date(missed.until)),
                    ],
                ),
            )),
            (None, Some(next_on)) => {
                let is_debited = loaded.plan.account_id.is_some();
                let key = if is_debited { "plan-task-debit" } else { "plan-task-pay" };
                let arguments = [
                    ("plan", plan),
                    ("amount", frame.money(footing.next_amount)),
                    ("date", frame.date(next_on)),
                ];
                Some((next_on, false, frame.say_with(key, &arguments)))
            }
            (None, None) => None,
        };
        tasks.extend(task.map(|(by, is_warning, text)| Task {
            by,
            is_warning,
            text,
            address: address(&loaded),
            pays: loaded.debts.iter().map(|debt| (debt.year.form.clone(), debt.year.tax_year)).collect(),
        }));
    }
    Ok(tasks)
}
