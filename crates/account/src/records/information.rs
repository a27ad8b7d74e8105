//! What did employers, banks and others report about the visitor? By tax year, a page for each return, as it stands.

pub(super) mod dispute;
mod download;
mod list;
mod one;
mod sheet;
mod year;

use agency::information_returns::{self, FormBox, Standing, form};
use axum::Router;
use axum::routing::{get, post};
use store::taxes::information_disputes::{self, Dispute};
use values::{Id, Tin};
use web::{Frame, Language, PageError};

use crate::Account;
use crate::visitor::Visitor;

/// Where the years are listed.
const ROOT: &str = "/records/information";

pub(super) fn routes() -> Router<Account> {
    Router::new()
        .route(ROOT, get(list::show))
        .route("/records/information/{year}", get(year::show))
        .route("/records/information/{year}/returns.json", get(download::year_json))
        .route("/records/information/{year}/returns.csv", get(download::year_csv))
        .route("/records/information/{year}/{id}", get(one::show))
        .route("/records/information/{year}/{id}/return.pdf", get(one::pdf))
        .route("/records/information/{year}/{id}/return.json", get(download::json))
        .route("/records/information/{year}/{id}/return.jws", get(one::token))
        .route("/records/information/{year}/{id}/return.csv", get(download::csv))
        .route("/records/information/{year}/{id}/dispute", get(dispute::show).post(dispute::submit))
        .route("/records/information/{year}/{id}/withdraw", post(dispute::withdraw))
}

/// What stands about the visitor, of the years that are shown; the latest year first.
async fn load(visitor: &Visitor) -> Result<Vec<Standing>, PageError> {
    let (store, sealer) = (&visitor.account.app.store, &visitor.account.sealer);
    let tin = Tin::parse_individual(&visitor.taxpayer.profile.tin).map_err(PageError::broken)?;
    let mut all = information_returns::list(store, sealer, &tin).await?;
    let first = information_returns::first_year(&visitor.account.pack, visitor.today());
    let first = first.map_err(PageError::broken)?;
    all.retain(|standing| standing.tax_year >= first);
    Ok(all)
}

async fn of_year(visitor: &Visitor, year: i64) -> Result<Vec<Standing>, PageError> {
    let mut all = load(visitor).await?;
    all.retain(|standing| standing.tax_year == year);
    if all.is_empty() { Err(PageError::NotFound) } else { Ok(all) }
}

/// One return of the visitor's by what stands in an address.
async fn find(visitor: &Visitor, (year, id): &(i64, String)) -> Result<Standing, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let all = of_year(visitor, *year).await?;
    all.into_iter().find(|standing| standing.id() == id).ok_or(PageError::NotFound)
}

async fn disputes(visitor: &Visitor) -> Result<Vec<Dispute>, PageError> {
    let (store, sealer) = (&visitor.account.app.store, &visitor.account.sealer);
    Ok(information_disputes::list(store, sealer, visitor.id()).await?)
}

fn address(standing: &Standing) -> String {
    format!("{ROOT}/{}/{}", standing.tax_year, standing.id())
}

/// What a form is about, in the visitor's language; the form's name where that is not known.
fn subject(visitor: &Visitor, name: &str) -> String {
    let Some(known) = form(name) else { return name.to_owned() };
    match visitor.page.language() {
        Language::En => known.english.clone(),
        Language::Es => known.spanish.clone(),
    }
}

fn label(visitor: &Visitor, known: &FormBox) -> String {
    match visitor.page.language() {
        Language::En => known.english.clone(),
        Language::Es => known.spanish.clone(),
    }
}

/// Where a return stands, as a tag: its words and its kind.
fn tag(frame: &Frame, standing: &Standing, disputes: &[Dispute]) -> Option<(String, &'static str)> {
    let case = disputes.iter().find(|case| case.return_id == standing.id());
    let (key, kind) = if case.is_some_and(dispute::is_open) {
        ("information-tag-disputed", "attention")
    } else if standing.is_withdrawn {
        ("information-tag-withdrawn", "quiet")
    } else if standing.is_corrected() {
        ("information-tag-corrected", "")
    } else {
        return None;
    };
    Some((frame.say(key), kind))
}

/// A payer's name on one line.
fn payer(standing: &Standing) -> String {
    standing.now.payer.name.join(" ")
}
