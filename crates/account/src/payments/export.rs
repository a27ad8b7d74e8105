//! The list of payments as files: CSV for spreadsheets, JSON for programs.

use agency::payments::{Listed, State, Way, What, confirmation, list};
use axum::Json;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use values::{Cents, Date};
use web::PageError;

use super::list::filter_of;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

/// So many are read at once.
const AT_ONCE: usize = 500;

/// One payment in a file. Words are the program's own, so that a spreadsheet finds no formula in them.
#[derive(Serialize)]
struct Line {
    date: Date,
    form: String,
    tax_year: i64,
    /// `balance`, `estimated` …; `code 670` where the books know it from elsewhere.
    what: String,
    state: &'static str,
    amount: Cents,
    confirmation: Option<String>,
    /// `bank` or `card`; nothing where the books know it from elsewhere.
    way: Option<&'static str>,
    return_code: Option<String>,
    returned_on: Option<Date>,
}

pub(super) async fn json(visitor: Visitor) -> Result<Response, PageError> {
    let lines = lines(&visitor).await?;
    Ok(([(CONTENT_DISPOSITION, file_name(&visitor, "json"))], Json(lines)).into_response())
}

pub(super) async fn csv(visitor: Visitor) -> Result<Response, PageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines(&visitor).await? {
        writer.serialize(line).map_err(PageError::broken)?;
    }
    let body = writer.into_inner().map_err(|error| PageError::broken(error.to_string()))?;
    let kind = "text/csv; charset=utf-8".to_owned();
    let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, file_name(&visitor, "csv"))];
    Ok((headers, body).into_response())
}

async fn lines(visitor: &Visitor) -> Result<Vec<Line>, PageError> {
    require_recent(&visitor.page)?;
    let (store, pack) = (&visitor.account.app.store, &visitor.account.pack);
    let (filter, mut before, mut lines) = (filter_of(visitor), None, Vec::new());
    loop {
        let page = list(store, pack, visitor.id(), filter, before, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(lines) };
        before = Some(last.place);
        lines.extend(page.into_iter().map(line).collect::<Result<Vec<_>, _>>()?);
    }
}

fn line(listed: Listed) -> Result<Line, PageError> {
    let Listed { place: (date, _), form, tax_year, amount, what } = listed;
    Ok(match what {
        What::Here(payment) => {
            let state = State::of(&payment).map_err(PageError::broken)?;
            // One that stands again keeps the code of its return.
            let has_ended = matches!(state, State::Returned | State::Cancelled | State::Failed);
            Line {
                date,
                form,
                tax_year,
                amount,
                what: payment.reason.clone(),
                state: state.name(),
                confirmation: Some(confirmation(payment.id)),
                way: Some(Way::of(&payment).map_err(PageError::broken)?.name()),
                return_code: payment.return_code.filter(|_| has_ended),
                returned_on: payment.returned_on.filter(|_| has_ended),
            }
        }
        What::Elsewhere { code, returned } => Line {
            date,
            form,
            tax_year,
            amount,
            what: format!("code {code}"),
            state: if returned { State::Returned.name() } else { State::Posted.name() },
            confirmation: None,
            way: None,
            return_code: None,
            returned_on: None,
        },
    })
}

fn file_name(visitor: &Visitor, ending: &str) -> String {
    format!("attachment; filename=\"payments-{}.{ending}\"", visitor.today())
}
