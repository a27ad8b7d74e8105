//! What happened to your sign-in: every event, page after page, and as files to keep.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::identity::events::{self, Event};
use values::Id;
use web::{Frame, Page, PageError};

use super::shown::{device, happening, instant, place};
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/security/history";

/// So many events stand on a page.
const EVENTS: i64 = 25;

/// So many are read at a time for a file.
const AT_ONCE: i64 = 500;

#[derive(Template)]
#[template(path = "security/history.html")]
struct History {
    frame: Frame,
    lines: Vec<Line>,
    /// The next page.
    older: Option<String>,
    is_first: bool,
}

/// One thing that happened.
struct Line {
    id: String,
    at: String,
    what: String,
    device: String,
    place: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let before = match page.query("before") {
        Some(id) => Some(id.parse::<Id>().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    let (store, id) = (identity.store(), standing.sign_in_id);
    // One more than is shown says whether there is another page.
    let mut found = match before {
        Some(before) => events::list_before(store, id, before, EVENTS + 1).await?,
        None => events::list(store, id, EVENTS + 1).await?,
    };
    let shown = usize::try_from(EVENTS).unwrap_or(usize::MAX);
    let has_more = found.len() > shown;
    found.truncate(shown);
    let older = found.last().filter(|_| has_more).map(|event| format!("{PATH}?before={}", event.id));
    let lines = found.iter().map(|event| line(&identity, &page, event)).collect();
    page.show(&History { frame: page.frame("history-title"), lines, older, is_first: before.is_none() })
}

fn line(identity: &Identity, page: &Page, event: &Event) -> Line {
    Line {
        id: event.id.to_string(),
        at: instant(page, event.at),
        what: happening(page, &event.what),
        device: device(page, &event.device),
        place: place(identity, page, &event.network),
    }
}

/// All events of a person, the newest first.
pub(crate) async fn all(identity: &Identity, sign_in: Id) -> Result<Vec<Event>, IdentityError> {
    let mut found = events::list(identity.store(), sign_in, AT_ONCE).await?;
    let mut read = found.len();
    while i64::try_from(read) == Ok(AT_ONCE)
        && let Some(last) = found.last().map(|event| event.id)
    {
        let more = events::list_before(identity.store(), sign_in, last, AT_ONCE).await?;
        read = more.len();
        found.extend(more);
    }
    Ok(found)
}

pub(super) async fn as_json(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let events: Vec<_> = all(&identity, standing.sign_in_id)
        .await?
        .iter()
        .map(|event| {
            json!({ "id": event.id.to_string(), "at": event.at.to_string(), "event": event.what,
                "said": happening(&page, &event.what), "device": event.device, "network": event.network,
                "session": event.session_id.map(|id| id.to_string()) })
        })
        .collect();
    Ok(file(&page, "json", json!({ "events": events }).to_string()))
}

pub(super) async fn as_csv(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["at", "event", "said", "device", "network", "place"]).map_err(PageError::broken)?;
    for event in all(&identity, standing.sign_in_id).await? {
        let cells = [
            event.at.to_string(),
            event.what.clone(),
            happening(&page, &event.what),
            device(&page, &event.device),
            event.network.clone(),
            place(&identity, &page, &event.network),
        ];
        out.write_record(cells.map(plain)).map_err(PageError::broken)?;
    }
    let bytes = out.into_inner().map_err(|error| PageError::broken(error.to_string()))?;
    Ok(file(&page, "csv", String::from_utf8(bytes).map_err(PageError::broken)?))
}

/// A cell that no spreadsheet takes for a formula (OWASP: CSV injection).
fn plain(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell }
}

/// A file to keep, named with the day.
fn file(page: &Page, kind: &str, content: String) -> Response {
    let content_type = if kind == "csv" { "text/csv; charset=utf-8" } else { "application/json" };
    let name = format!("attachment; filename=\"sign-in-history-{}.{kind}\"", page.today());
    ([(CONTENT_TYPE, content_type.to_owned()), (CONTENT_DISPOSITION, name)], content).into_response()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(plain(cell.to_owned()), format!("'{cell}"));
        }
        assert_eq!(plain("Firefox, Linux".to_owned()), "Firefox, Linux");
    }
}
