//! Where do refunds, amended returns and audits stand? A list of all, and a page for each with its stages, what holds it up and what
//! can be done.

mod said;

use agency::status::{self, Status};
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use values::Date;
use web::{Frame, PageError};

use crate::Account;
use crate::visitor::Visitor;

/// Where all are listed.
const ROOT: &str = "/records/status";

pub(super) fn routes() -> Router<Account> {
    Router::new().route(ROOT, get(list)).route("/records/status/{what}/{form}/{year}", get(one))
}

/// What a page is about, as it stands in its address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Refund,
    Amended,
    Audit,
}

impl What {
    const ALL: [Self; 3] = [Self::Refund, Self::Amended, Self::Audit];

    const fn name(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Amended => "amended",
            Self::Audit => "audit",
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Refund => "status-refunds",
            Self::Amended => "status-amended-returns",
            Self::Audit => "status-audits",
        }
    }

    const fn none(self) -> &'static str {
        match self {
            Self::Refund => "status-no-refunds",
            Self::Amended => "status-no-amended-returns",
            Self::Audit => "status-no-audits",
        }
    }
}

/// Where something stands, in words.
struct Said {
    title: String,
    /// The stage that it has reached, as a tag: words and kind.
    tag: (String, &'static str),
    steps: Vec<Step>,
    /// What holds it up.
    alert: Option<Alert>,
    paragraphs: Vec<String>,
    facts: Vec<(String, String)>,
    /// A list of papers, with its heading.
    papers: Option<(String, Vec<String>)>,
}

struct Step {
    name: String,
    /// Done, where it is now, or still to come.
    state: String,
    on: Option<Date>,
    is_now: bool,
}

struct Alert {
    kind: &'static str,
    title: String,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "records/status/list.html")]
struct List {
    frame: Frame,
    groups: Vec<Group>,
}

struct Group {
    heading: String,
    none: String,
    cards: Vec<Card>,
}

struct Card {
    title: String,
    address: String,
    tag: (String, &'static str),
    /// One sentence.
    text: String,
}

#[derive(Template)]
#[template(path = "records/status/one.html")]
struct One {
    frame: Frame,
    said: Said,
    /// The year's balance.
    balance: String,
    today: Date,
}

async fn load(visitor: &Visitor) -> Result<Vec<Status>, PageError> {
    let account = &visitor.account;
    let (store, today) = (&account.app.store, visitor.today());
    let found = status::list(store, &account.sealer, &account.pack, visitor.id(), today).await;
    found.map_err(PageError::broken)
}

async fn list(visitor: Visitor) -> Result<Response, PageError> {
    let frame = visitor.frame("status-title");
    let all = load(&visitor).await?;
    let groups = What::ALL.into_iter().map(|what| {
        let card = |found: &Status| {
            let said = said::say(&visitor, &frame, what, found)?;
            let text = said.alert.map(|alert| alert.title).or_else(|| said.paragraphs.first().cloned());
            Some(Card {
                title: said.title,
                address: format!("{ROOT}/{}/{}/{}", what.name(), found.form, found.tax_year),
                tag: said.tag,
                text: text.unwrap_or_default(),
            })
        };
        Group {
            heading: frame.say(what.heading()),
            none: frame.say(what.none()),
            cards: all.iter().filter_map(card).collect(),
        }
    });
    let groups = groups.collect();
    visitor.page.show(&List { frame, groups })
}

async fn one(
    visitor: Visitor,
    Path((what, form, year)): Path<(String, String, i64)>,
) -> Result<Response, PageError> {
    let what = What::ALL.into_iter().find(|known| known.name() == what).ok_or(PageError::NotFound)?;
    let all = load(&visitor).await?;
    let found = all.iter().find(|found| found.form == form && found.tax_year == year);
    let found = found.ok_or(PageError::NotFound)?;
    let words = visitor.page.frame("status-title");
    let said = said::say(&visitor, &words, what, found).ok_or(PageError::NotFound)?;
    let frame = visitor.frame_titled(said.title.clone());
    let today = visitor.today();
    visitor.page.show(&One { frame, said, balance: format!("/balance/{form}/{year}"), today })
}
