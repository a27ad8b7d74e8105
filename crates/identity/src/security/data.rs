//! Everything held about you: a page to read, and one file with all of it. No secret is in it: keys, hashes and codes
//! say nothing about a person and could harm them in a file.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use store::identity::holdings::{self, Cell};
use store::person_keys;
use store::seal::{DataKey, Realm};
use values::Id;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError};

use super::data_words::{label, title, value};
use super::shown::instant;
use crate::happenings::Happening;
use crate::person::Fields;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/security/data";

/// What the file's form is.
const FORMAT: &str = "counterfoil sign-in 1";

/// Tables that are shown on pages of their own, and are long.
const ELSEWHERE: [&str; 1] = ["sign_in_event"];

#[derive(Template)]
#[template(path = "security/data.html")]
struct Data {
    frame: Frame,
    tables: Vec<Table>,
}

/// What one table holds.
struct Table {
    title: String,
    rows: Vec<Vec<(String, String)>>,
}

/// Opens what is sealed.
fn opened(
    identity: &Identity,
    key: &DataKey,
    column: &'static str,
    cell: &Cell,
) -> Result<Cell, IdentityError> {
    let Cell::Sealed(table, row, sealed) = cell else { return Ok(cell.clone()) };
    let fields = Fields { sealer: identity.sealer(), key, table, row: *row };
    fields.open(column, sealed).map(Cell::Text)
}

/// What a column is called in the file: its name without how it is kept.
fn name(column: &str) -> &str {
    column.strip_suffix("_sealed").unwrap_or(column)
}

/// Everything held about a person, by table, the columns by name.
pub(crate) async fn gather(identity: &Identity, sign_in: Id) -> Result<Map<String, Value>, IdentityError> {
    let store = identity.store();
    let key = person_keys::require(store, identity.sealer(), sign_in, Realm::Identity).await?;
    let mut all = Map::new();
    for holding in holdings::ALL {
        let mut rows = Vec::new();
        for cells in holdings::list(store, holding, sign_in).await? {
            let mut row = Map::new();
            for ((column, _), cell) in holding.columns.iter().zip(&cells) {
                let value = match opened(identity, &key, column, cell)? {
                    Cell::Nothing | Cell::Sealed(..) => Value::Null,
                    Cell::Text(text) => json!(text),
                    Cell::Instant(at) => json!(at.to_string()),
                    Cell::Number(number) => json!(number),
                    Cell::Yes(yes) => json!(yes),
                };
                row.insert(name(column).to_owned(), value);
            }
            rows.push(Value::Object(row));
        }
        all.insert(holding.table.to_owned(), Value::Array(rows));
    }
    Ok(all)
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_recent(&page).await?;
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    let key = person_keys::require(identity.store(), identity.sealer(), person.id, Realm::Identity).await?;
    let mut tables = Vec::new();
    for holding in holdings::ALL.iter().filter(|holding| !ELSEWHERE.contains(&holding.table)) {
        let mut rows = Vec::new();
        for cells in holdings::list(identity.store(), holding, person.id).await? {
            let mut row = Vec::new();
            for ((column, _), cell) in holding.columns.iter().zip(&cells).filter(|((name, _), _)| says(name))
            {
                let said = said(&page, name(column), &opened(&identity, &key, column, cell)?);
                row.extend(said.map(|said| (page.say(label(name(column))), said)));
            }
            rows.push(row);
        }
        if !rows.is_empty() {
            tables.push(Table { title: page.say(title(holding.table)), rows });
        }
    }
    page.show(&Data { frame: page.frame("data-title"), tables })
}

/// Ids mean nothing to a reader; the file has them.
fn says(column: &str) -> bool {
    column != "id" && !column.ends_with("_id")
}

/// A value in the reader's language; nothing for what is not there.
fn said(page: &Page, column: &str, cell: &Cell) -> Option<String> {
    Some(match cell {
        Cell::Nothing | Cell::Sealed(..) => return None,
        // The whole number stands in the file; a screen has other readers.
        Cell::Text(text) if column == "tax_number" => {
            format!("***-**-{}", text.get(text.len().saturating_sub(4)..).unwrap_or_default())
        }
        Cell::Text(text) if text.is_empty() || text == "none" => return None,
        Cell::Text(text) => value(page, column, text),
        Cell::Instant(at) => instant(page, *at),
        Cell::Number(number) => number.to_string(),
        Cell::Yes(yes) => page.say(if *yes { "data-yes" } else { "data-no" }),
    })
}

/// Where a visitor comes who was sent away from the button to prove themselves again.
pub(super) async fn back(page: Page) -> Result<Response, PageError> {
    page.go(PATH)
}

/// The file. A form and no link: taking everything along is told to every address.
pub(super) async fn download(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, session) = identity.require_recent(&page).await?;
    let (id, now) = (standing.sign_in_id, page.now());
    identity.write(identity.happened(Happening::Downloaded, id, Some(session.id), &visitor, now)).await?;
    let left_out: Map<String, Value> =
        holdings::EXCLUDED.iter().map(|(table, reason)| ((*table).to_owned(), json!(reason))).collect();
    let content = json!({ "format": FORMAT, "issuer": identity.issuer(), "made_at": now.to_string(),
        "held": gather(&identity, id).await?, "left_out": left_out,
        "no_secrets": "Keys, hashes and codes are left out: they say nothing about you." });
    let text = serde_json::to_string_pretty(&content).map_err(PageError::broken)?;
    let name = format!("attachment; filename=\"sign-in-data-{}.json\"", page.today());
    Ok(([(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}
