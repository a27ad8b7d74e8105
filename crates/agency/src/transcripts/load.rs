//! Where does a transcript's content come from? From the returns, the ledger and the information returns that stand.

use store::seal::Sealer;
use store::taxes::returns::{self, Summary, TaxReturn};
use store::taxes::taxpayers::{self, Taxpayer};
use store::{Store, StoreError};
use tax::ledger::statement;
use tax::pack::{CodeRole, Pack};
use values::{Date, Id, Tin};

use super::{Account, Asked, Box, Filed, Kind, Line, Masked, Reported, Transcript, TranscriptError, masked};
use crate::balance::{self, BalanceError, Year};
use crate::information_returns::{self, BoxKind, Standing, boxes};

/// What is on record on a day.
pub async fn transcript(
    store: &Store,
    sealer: &Sealer,
    pack: &Pack,
    taxpayer: &Taxpayer,
    asked: &Asked,
    today: Date,
) -> Result<Transcript, TranscriptError> {
    let (kind, tax_year) = (asked.kind, asked.tax_year);
    if !kind.years(pack, today)?.contains(&tax_year) {
        return Err(TranscriptError::Year);
    }
    let filed = original(returns::list(store, sealer, taxpayer.id).await?, asked);
    let is_of_account = matches!(kind, Kind::Account | Kind::Record);
    let year = if is_of_account {
        balance::year(store, pack, taxpayer.id, (&asked.form, tax_year), today).await?
    } else {
        None
    };
    let shared = match (&filed, &year) {
        (Some(filed), _) if kind != Kind::Wages => other(filed, taxpayer.id),
        (_, Some(year)) => year.other_than(taxpayer.id),
        _ => None,
    };
    let reported = match kind {
        Kind::Wages => Some(reported(store, sealer, taxpayer, tax_year).await?),
        _ => None,
    };
    Ok(Transcript {
        kind,
        form: asked.form.clone(),
        tax_year,
        period_ends_on: period_end(tax_year)?,
        requested_on: today,
        customer_file_number: asked.file_number.clone(),
        person: Masked::person(&taxpayer.profile),
        spouse: match shared {
            Some(id) => spouse(store, sealer, id).await?,
            None => None,
        },
        is_return_on_file: filed.is_some(),
        account: year.map(|year| account(pack, &year, today)).transpose()?,
        filed: filed.filter(|_| is_of_account || kind == Kind::Return).map(|filed| as_filed(filed, kind)),
        reported,
    })
}

/// The years of individuals end with the calendar's.
fn period_end(tax_year: i64) -> Result<Date, TranscriptError> {
    let year = i16::try_from(tax_year).map_err(|_| TranscriptError::Year)?;
    Date::new(year, 12, 31).map_err(|_| TranscriptError::Year)
}

/// The first return of the form and year.
fn original(returns: Vec<TaxReturn>, asked: &Asked) -> Option<TaxReturn> {
    let mut found = returns;
    found.retain(|filed| filed.form == asked.form && filed.tax_year == asked.tax_year);
    found.into_iter().min_by_key(|filed| filed.filed_on)
}

fn other(filed: &TaxReturn, taxpayer: Id) -> Option<Id> {
    let second = filed.spouse_id?;
    Some(if second == taxpayer { filed.taxpayer_id } else { second })
}

/// Nobody, where the spouse was erased.
async fn spouse(store: &Store, sealer: &Sealer, id: Id) -> Result<Option<Masked>, StoreError> {
    match taxpayers::find(store, sealer, id).await {
        Err(StoreError::KeyErased) => Ok(None),
        found => Ok(found?.map(|found| Masked::person(&found.profile))),
    }
}

/// Figures of the return that an account transcript repeats.
const OF_ACCOUNT: [&str; 4] = ["agi", "taxable_income", "total_tax", "self_employment_tax"];

fn as_filed(filed: TaxReturn, kind: Kind) -> Filed {
    let Summary { mut figures, dependants } = filed.summary;
    if kind == Kind::Account {
        figures.retain(|name, _| OF_ACCOUNT.contains(&name.as_str()));
    }
    Filed {
        filed_on: filed.filed_on,
        filing_status: filed.filing_status,
        dependants: dependants.len(),
        figures,
    }
}

pub(super) fn account(pack: &Pack, year: &Year, today: Date) -> Result<Account, TranscriptError> {
    let ledger = &year.ledger;
    let statement = statement(pack, ledger, today)?;
    let due = ledger.extended_due.map_or(ledger.return_due, |extended| extended.max(ledger.return_due));
    let found = |code| {
        pack.codes.find(code).ok_or_else(|| BalanceError::Books {
            module: year.module.1,
            why: "a transaction code is not in the pack".to_owned(),
        })
    };
    let mut lines = Vec::with_capacity(statement.transactions.len());
    let mut processed_on = None;
    for posted in &statement.transactions {
        let entry = found(posted.code)?;
        if entry.role == CodeRole::TaxShown {
            processed_on = processed_on.or(Some(posted.date));
        }
        lines.push(Line {
            code: posted.code,
            wording: entry.english.clone(),
            wording_spanish: entry.spanish.clone(),
            date: posted.date,
            amount: posted.amount,
        });
    }
    Ok(Account {
        due_or_received_on: ledger.filed.map_or(due, |filed| filed.max(due)),
        processed_on,
        balance: statement.posted,
        accrued_interest: statement.accrued_interest,
        accrued_penalty: statement.accrued_penalty,
        balance_with_accruals: statement.balance,
        as_of: today,
        transactions: lines,
    })
}

/// Everything that stands, however much it is; what payers took back does not.
async fn reported(
    store: &Store,
    sealer: &Sealer,
    taxpayer: &Taxpayer,
    tax_year: i64,
) -> Result<Vec<Reported>, TranscriptError> {
    let tin = Tin::parse_individual(&taxpayer.profile.tin)?;
    let mut all = information_returns::list(store, sealer, &tin).await?;
    all.retain(|standing| standing.tax_year == tax_year && !standing.is_withdrawn);
    Ok(all.iter().map(one).collect())
}

fn one(standing: &Standing) -> Reported {
    let shown = |known: &boxes::FormBox| {
        let amount = standing.amount(&known.field);
        let text = match known.kind {
            BoxKind::Money => None,
            BoxKind::Tick => standing.fact(&known.field).map(|_| "X".to_owned()),
            BoxKind::Date | BoxKind::Text => {
                standing.fact(&known.field).map(|text| masked::of_box(&known.field, text))
            }
        };
        (amount.is_some() || text.is_some()).then(|| Box {
            number: known.number.clone(),
            english: known.english.clone(),
            spanish: known.spanish.clone(),
            amount,
            text,
        })
    };
    Reported {
        form: standing.form.clone(),
        payer: Masked::payer(&standing.now.payer),
        payee_number: masked::individual(standing.now.payee.tin.as_deref().unwrap_or_default()),
        account: masked::account(&standing.now.account),
        is_corrected: standing.is_corrected(),
        boxes: boxes::of(&standing.form).filter_map(shown).collect(),
    }
}
