//! All payments in one list, the latest first: a page at a time, and only those of one kind where asked.

use agency::payments::{Filter, Listed, State, What, list};
use askama::Template;
use axum::response::Response;
use values::{Cents, Date, Id};
use web::{Frame, Language, PageError};

use super::shown::{self, Line};
use crate::visitor::{Visitor, broken};

/// So many payments stand on one page.
const ON_A_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "payments/list.html")]
struct Shown {
    frame: Frame,
    owed: Cents,
    filters: Vec<FilterLink>,
    payments: Vec<Line>,
    /// Where the list goes on.
    next: String,
    filter: &'static str,
    /// Whether this is the beginning of the list.
    first: bool,
}

struct FilterLink {
    address: String,
    label: String,
    current: bool,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let today = visitor.today();
    let totals = agency::balance::totals(&visitor.years(today).await?).map_err(broken)?;
    let filter = filter_of(&visitor);
    let before = visitor.page.query("before").and_then(|text| place(&text));
    let (store, pack) = (&visitor.account.app.store, &visitor.account.pack);
    let mut listed = list(store, pack, visitor.id(), filter, before, ON_A_PAGE + 1).await?;
    let goes_on = listed.len() > ON_A_PAGE;
    listed.truncate(ON_A_PAGE);
    let next = listed.last().filter(|_| goes_on).map_or_else(String::new, |last| {
        format!("/payments?show={}&before={}.{}", filter.name(), last.place.0, last.place.1)
    });
    let frame = visitor.frame("payments-title");
    let view = Shown {
        owed: totals.owed,
        filters: Filter::ALL.into_iter().map(|each| filter_link(&frame, each, filter)).collect(),
        payments: listed.iter().map(|listed| line(&visitor, &frame, listed)).collect::<Result<_, _>>()?,
        next,
        filter: filter.name(),
        first: before.is_none(),
        frame,
    };
    visitor.page.show(&view)
}

/// Which kind the address asks for; all, if it says nothing that is known.
pub(super) fn filter_of(visitor: &Visitor) -> Filter {
    visitor.page.query("show").and_then(|name| Filter::named(&name)).unwrap_or_default()
}

/// A place in the list, as `2026-11-30.` and an id.
fn place(text: &str) -> Option<(Date, Id)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

fn filter_link(frame: &Frame, filter: Filter, current: Filter) -> FilterLink {
    let key = match filter {
        Filter::All => "payments-show-all",
        Filter::Pending => "payments-show-pending",
        Filter::Processed => "payments-show-processed",
        Filter::Cancelled => "payments-show-cancelled",
        Filter::Returned => "payments-show-returned",
    };
    FilterLink {
        address: format!("/payments?show={}", filter.name()),
        label: frame.say(key),
        current: filter == current,
    }
}

fn line(visitor: &Visitor, frame: &Frame, listed: &Listed) -> Result<Line, PageError> {
    let (code, returned) = match &listed.what {
        What::Here(payment) => return Ok(Line { on: listed.place.0, ..Line::of(frame, payment)? }),
        What::Elsewhere { code, returned } => (*code, *returned),
    };
    let words = visitor.account.pack.codes.find(code).map(|entry| match visitor.page.language() {
        Language::Es => entry.spanish.clone(),
        Language::En => entry.english.clone(),
    });
    let (state, tag) = shown::state(if returned { State::Returned } else { State::Posted });
    Ok(Line {
        address: String::new(),
        on: listed.place.0,
        tax_year: listed.tax_year,
        what: words.unwrap_or_else(|| code.to_string()),
        state: frame.say(state),
        tag,
        amount: listed.amount,
    })
}
