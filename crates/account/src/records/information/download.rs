//! Information returns as files: JSON in the shapes of FDX where the form has one there, and CSV, a line for each box.
//!
//! A payer's number is whole in them, since a return cannot be prepared without it; the visitor's own is masked.

use agency::information_returns::{Standing, boxes, fdx};
use axum::Json;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use web::PageError;

use super::{find, of_year, payer};
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

/// One box in a file. Words are the program's own and the payer's; what could be a formula is written as text.
#[derive(Serialize)]
struct Row {
    tax_year: i64,
    form: String,
    payer: String,
    payer_number: String,
    account: String,
    #[serde(rename = "box")]
    number: String,
    meaning: String,
    value: String,
}

pub(super) async fn json(visitor: Visitor, Path(place): Path<(i64, String)>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let standing = find(&visitor, &place).await?;
    let name = format!("{}-{}", standing.form.to_lowercase(), standing.tax_year);
    Ok(([file_name(&name, "json")], Json(fdx::document(&standing))).into_response())
}

pub(super) async fn csv(visitor: Visitor, Path(place): Path<(i64, String)>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let standing = find(&visitor, &place).await?;
    let name = format!("{}-{}", standing.form.to_lowercase(), standing.tax_year);
    sheet(&name, &[standing])
}

pub(super) async fn year_json(visitor: Visitor, Path(year): Path<i64>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let all = of_year(&visitor, year).await?;
    let file = file_name(&format!("information-returns-{year}"), "json");
    Ok(([file], Json(fdx::statement(year, &all))).into_response())
}

pub(super) async fn year_csv(visitor: Visitor, Path(year): Path<i64>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    sheet(&format!("information-returns-{year}"), &of_year(&visitor, year).await?)
}

fn sheet(name: &str, all: &[Standing]) -> Result<Response, PageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in all.iter().filter(|standing| !standing.is_withdrawn).flat_map(rows) {
        writer.serialize(row).map_err(PageError::broken)?;
    }
    let body = writer.into_inner().map_err(|error| PageError::broken(error.to_string()))?;
    let kind = (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned());
    Ok(([kind, file_name(name, "csv")], body).into_response())
}

fn rows(standing: &Standing) -> Vec<Row> {
    let row = |known: &boxes::FormBox| {
        let amount = standing.amount(&known.field).map(|amount| amount.to_string());
        let value = amount.or_else(|| standing.fact(&known.field).map(tame))?;
        Some(Row {
            tax_year: standing.tax_year,
            form: standing.form.clone(),
            payer: tame(&payer(standing)),
            payer_number: standing.now.payer.tin.clone().unwrap_or_default(),
            account: tame(&standing.now.account),
            number: known.number.clone(),
            meaning: known.english.clone(),
            value,
        })
    };
    boxes::of(&standing.form).filter_map(row).collect()
}

/// Text of a payer's that a spreadsheet must not take for a formula (OWASP, CSV injection).
fn tame(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn file_name(name: &str, ending: &str) -> (axum::http::HeaderName, String) {
    (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\""))
}
