//! Every kind of plan side by side for what a person wishes, and asking for one of them.

use store::taxes::payment_drafts;
use store::taxes::plans::{self, Plan, PlanYear};
use store::{Actor, Write};
use tax::pack::{Does, Pack};
use tax::plans::{Asked, Channel, Choice, Fee, Kind, Owed, Terms, choice, set_up_fee};
use values::{Cents, Date, Id};

use super::books::{Books, Debt, Wishes, first_on};
use super::{Refusal, State, post, record};
use crate::payments::Moment;

/// All kinds for one person's wishes.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Each kind with its terms, or why it does not fit.
    pub choices: Vec<Choice>,
    /// What a long-term plan costs to set up, by each way to ask.
    pub fees: Vec<FeeOf>,
    /// The first installment, as agreed.
    pub first_on: Date,
    /// What could be paid by a plan.
    pub debts: Vec<Debt>,
}

/// The fee of one way to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeOf {
    /// Where it is asked for.
    pub channel: Channel,
    /// With direct debit or without.
    pub is_direct_debit: bool,
    /// How much.
    pub fee: Fee,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Which kind.
    pub kind: Kind,
    /// How.
    pub wishes: Wishes,
    /// From which account, with direct debit.
    pub account_id: Option<Id>,
    /// The draft that is submitted and the version of it that was seen.
    pub draft: (Id, i64),
}

/// All kinds side by side.
pub fn compare(pack: &Pack, books: &Books, wishes: &Wishes, today: Date) -> Result<Comparison, Refusal> {
    let debts = books.debts(pack, wishes, today)?;
    let owed: Vec<Owed<'_>> = debts.iter().map(Debt::owed).collect();
    let asked = asked(pack, books, wishes, (&owed, today))?;
    let choices = tax::plans::fitting(pack, &asked)?;
    let mut fees = Vec::new();
    for channel in [Channel::Online, Channel::Assisted] {
        for is_direct_debit in [true, false] {
            let fee = set_up_fee(pack, today, channel, is_direct_debit, books.household)?;
            fees.push(FeeOf { channel, is_direct_debit, fee });
        }
    }
    Ok(Comparison { choices, fees, first_on: asked.first_on, debts })
}

fn asked<'a>(
    pack: &Pack,
    books: &Books,
    wishes: &Wishes,
    (owed, today): (&'a [Owed<'a>], Date),
) -> Result<Asked<'a>, Refusal> {
    Ok(Asked {
        payer: wishes.scope.payer(),
        owed,
        standing: books.standing(pack, today)?,
        today,
        begun_on: today,
        first_on: first_on(pack, wishes.day, today)?,
        monthly: wishes.monthly,
        ability: wishes.ability,
        is_direct_debit: wishes.is_direct_debit,
        channel: Channel::Online,
        household: books.household,
    })
}

/// The plan that is asked for: in force at once, or waiting for somebody's decision. First the draft goes, so that of two
/// submissions of one draft the second changes nothing.
pub fn ask(pack: &Pack, books: &Books, request: &Request, moment: Moment) -> Result<(Plan, Write), Refusal> {
    let (today, wishes) = (moment.today, &request.wishes);
    if request.account_id.is_some() != wishes.is_direct_debit {
        return Err(Refusal::Account);
    }
    let debts = books.debts(pack, wishes, today)?;
    let owed: Vec<Owed<'_>> = debts.iter().map(Debt::owed).collect();
    let asked = asked(pack, books, wishes, (&owed, today))?;
    let terms = choice(pack, &asked, request.kind)?.terms.map_err(Refusal::DoesNotFit)?;
    let plan = plan_of(books.taxpayer_id, request, &asked, &terms);
    let years = years_of(&debts, &terms);
    let write = payment_drafts::close(Write::new(), (plan.taxpayer_id, plan.id), request.draft.1);
    let write = plans::add(write, &plan, &years, moment.now);
    let does = if request.kind.needs_decision() { Does::AsksAgreement } else { Does::GrantsAgreement };
    let write = post(write, pack, &plan, &years, does, today)?;
    let write =
        write.audit(record(moment.now, Actor::Person(plan.taxpayer_id), "plan.ask", plan.taxpayer_id));
    Ok((plan, write))
}

fn plan_of(taxpayer_id: Id, request: &Request, asked: &Asked<'_>, terms: &Terms) -> Plan {
    let is_granted = !request.kind.needs_decision();
    let state = if is_granted { State::Active } else { State::Asked };
    Plan {
        taxpayer_id,
        id: request.draft.0,
        kind: request.kind.name().to_owned(),
        state: state.name().to_owned(),
        monthly: terms.monthly,
        account_id: request.account_id,
        fee: terms.fee.amount,
        fee_returns: terms.fee.is_reimbursed,
        asked_on: asked.today,
        began_on: is_granted.then_some(asked.today),
        ended_on: None,
        counts_from: asked.today,
        first_on: asked.first_on,
        next_on: asked.first_on,
        last_on: terms.last_on,
        look_on: asked.today,
        version: 1,
    }
}

/// The years that the schedule pays, the oldest first.
fn years_of(debts: &[Debt], terms: &Terms) -> Vec<PlanYear> {
    let parts = terms.schedule.instalments.iter().flat_map(|instalment| &instalment.parts);
    let mut places: Vec<usize> = parts.map(|part| part.owed).collect();
    places.sort_unstable();
    places.dedup();
    let mut years: Vec<PlanYear> = places.into_iter().map(|place| debts[place].year.clone()).collect();
    years.sort_by_key(|year| year.tax_year);
    years
}

impl Comparison {
    /// Everything that could be paid by a plan, today.
    pub fn balance(&self, pack: &Pack, today: Date) -> Result<Cents, Refusal> {
        let balances = self
            .debts
            .iter()
            .map(|debt| Ok(tax::ledger::position(pack, &debt.ledger, today)?.balance.max(Cents::ZERO)));
        Ok(Cents::total(balances.collect::<Result<Vec<_>, Refusal>>()?)?)
    }
}
