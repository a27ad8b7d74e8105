//! The explanation as files: JSON in the shape of `counterfoil law payoff`, CSV for spreadsheets.

use axum::Json;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tax::ledger::{Line, Position};
use utoipa::OpenApi;
use web::PageError;

use super::explanation::day;
use super::lines;
use super::year::load;
use crate::sign_in::require_recent;
use crate::visitor::{Visitor, broken};

/// The position and every line that made it.
#[derive(Serialize)]
struct Explanation {
    tax_year: i64,
    form: String,
    #[serde(flatten)]
    position: Position,
    spans: Vec<Line>,
}

/// The explanation of a day as JSON.
#[utoipa::path(
    get,
    path = "/balance/{form}/{year}/explanation.json",
    params(
        ("form" = String, Path, description = "The form, as 1040"),
        ("year" = i64, Path, description = "The tax year"),
        ("on" = Option<String>, Query, description = "The day, YYYY-MM-DD; today without it, at most 365 days ahead"),
    ),
    responses(
        (status = 200, description = "The position as decimal strings and the lines that made it", content_type = "application/json"),
        (status = 303, description = "Nobody is signed in, or not lately enough"),
        (status = 400, description = "The day is out of range", content_type = "application/problem+json"),
        (status = 404, description = "The person has no such year", content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn json(visitor: Visitor, Path(place): Path<(String, i64)>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let explanation = explain(&visitor, place).await?;
    let name = file_name(&explanation, "json");
    Ok(([(CONTENT_DISPOSITION, name)], Json(explanation)).into_response())
}

/// The explanation of a day as CSV.
#[utoipa::path(
    get,
    path = "/balance/{form}/{year}/explanation.csv",
    params(
        ("form" = String, Path, description = "The form, as 1040"),
        ("year" = i64, Path, description = "The tax year"),
        ("on" = Option<String>, Query, description = "The day, YYYY-MM-DD; today without it, at most 365 days ahead"),
    ),
    responses(
        (status = 200, description = "One row for each line of the explanation", content_type = "text/csv"),
        (status = 303, description = "Nobody is signed in, or not lately enough"),
        (status = 400, description = "The day is out of range", content_type = "application/problem+json"),
        (status = 404, description = "The person has no such year", content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn csv(visitor: Visitor, Path(place): Path<(String, i64)>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let explanation = explain(&visitor, place).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(lines::heading()).map_err(PageError::broken)?;
    for line in &explanation.spans {
        writer.write_record(lines::row(line)?).map_err(PageError::broken)?;
    }
    let body = writer.into_inner().map_err(|error| PageError::broken(error.to_string()))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, file_name(&explanation, "csv")),
    ];
    Ok((headers, body).into_response())
}

async fn explain(visitor: &Visitor, (form, tax_year): (String, i64)) -> Result<Explanation, PageError> {
    let on = day(&visitor.page)?;
    let year = load(visitor, &form, tax_year, visitor.today()).await?;
    let (position, spans) = year.explanation(&visitor.account.pack, on).map_err(broken)?;
    Ok(Explanation { tax_year, form: year.form, position, spans })
}

fn file_name(explanation: &Explanation, ending: &str) -> String {
    let (year, on) = (explanation.tax_year, explanation.position.as_of);
    format!("attachment; filename=\"balance-{year}-as-of-{on}.{ending}\"")
}

#[derive(OpenApi)]
#[openapi(
    paths(json, csv),
    info(
        title = "Counterfoil account site",
        description = "What programs can read from the account site on behalf of a signed-in person."
    )
)]
struct Api;

/// The OpenAPI description of these addresses.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Api::openapi()
}
