//! Papers that come with an offer: sending one, seeing which came, having one back as it was sent.

use agency::offers::{Loaded, PAPER_LIMITS, Paper, PaperShows, State, add_paper};
use agency::papers::{Kind, Limits, Taken};
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use store::WriteError;
use store::taxes::offer_papers::{self, OfferPaper};
use values::{Date, Id};
use web::forms::upload::{FILE_FIELD, Upload, taking_files};
use web::{Frame, PageError, Problems};

use super::sent::{address, require};
use crate::Account;
use crate::papers::problem;
use crate::payments::draft::person_key;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<Account> {
    Router::new().route("/payments/offer/sent/{id}/papers", taking_files(get(show).post(submit)))
}

#[derive(Template)]
#[template(path = "payments/offer/papers.html")]
struct Shown {
    frame: Frame,
    address: String,
    /// The id of the paper that the form will bring.
    paper: String,
    papers: Vec<Line>,
    shows: Vec<(&'static str, String, bool)>,
    may_grow: bool,
    most: i64,
    hint: String,
}

/// A paper that came.
pub(super) struct Line {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) sent_on: Date,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    paper: String,
    #[serde(default)]
    shows: String,
}

/// What stands on a page about the papers that an offer has.
pub(super) async fn lines(visitor: &Visitor, frame: &Frame, loaded: &Loaded) -> Result<Vec<Line>, PageError> {
    let (store, clock) = (&visitor.account.app.store, &visitor.account.app.clock);
    let papers = offer_papers::list(store, visitor.id(), loaded.offer.id).await?;
    let line = |paper: &OfferPaper| Line {
        address: format!("{}/papers/{}", address(loaded), paper.place),
        title: frame.say_with(
            "offer-paper-title",
            &[
                ("number", paper.place.to_string()),
                ("what", frame.say(shows_key(PaperShows::named(&paper.shows).unwrap_or(PaperShows::Other)))),
            ],
        ),
        sent_on: clock.today(paper.sent_at),
    };
    Ok(papers.iter().map(line).collect())
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let view = view(&visitor, &loaded, (None, ""), Problems::none()).await?;
    visitor.page.show(&view)
}

/// Sent twice, it is one paper: the second time leads to the same page.
pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Upload { fields, file }: Upload<Asked>,
) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let here = format!("{}/papers", address(&loaded));
    let paper_id: Id = fields.paper.parse().map_err(|_| PageError::NotFound)?;
    let account = &visitor.account;
    let limits = limits(&visitor, &loaded)?;
    let has = offer_papers::list(&account.app.store, visitor.id(), loaded.offer.id).await?;
    let is_open = State::of(&loaded.offer).map_err(PageError::broken)? == State::Sent;
    if !is_open || has.len() >= limits.most || has.iter().any(|paper| paper.id == paper_id) {
        return visitor.page.go(&here);
    }
    let (mut problems, shows) = (Problems::none(), PaperShows::named(&fields.shows));
    if shows.is_none() {
        problems.add("shows", "offer-paper-shows-missing");
    }
    let taken = take(&visitor, limits, file).await?;
    let (shows, taken) = match (shows, taken) {
        (Some(shows), Ok(taken)) => (shows, taken),
        (_, taken) => {
            if let Err(key) = taken {
                problems.add(FILE_FIELD, key);
            }
            let view = view(&visitor, &loaded, (Some(paper_id), &fields.shows), problems).await?;
            return visitor.page.show_again(&view);
        }
    };
    let key = person_key(&visitor).await?;
    let paper = Paper { id: paper_id, shows, taken: &taken };
    let seal = (&account.sealer, &key);
    let write =
        add_paper(seal, (&loaded.offer, &has), &paper, visitor.page.now()).map_err(PageError::broken)?;
    match account.app.store.write(write).await {
        Ok(()) => visitor.page.go(&here),
        Err(WriteError::Conflict { .. }) => {
            let has = offer_papers::list(&account.app.store, visitor.id(), loaded.offer.id).await?;
            // Either the same form came twice at once, or another paper came to its place.
            let is_here = has.iter().any(|paper| paper.id == paper_id);
            if is_here { visitor.page.go(&here) } else { Err(PageError::Conflict) }
        }
        Err(error) => Err(error.into()),
    }
}

/// The file as it is kept, or what is wrong with it.
async fn take(
    visitor: &Visitor,
    limits: Limits,
    file: Option<Vec<u8>>,
) -> Result<Result<Taken, &'static str>, PageError> {
    let Some(bytes) = file else { return Ok(Err("offer-paper-missing")) };
    match visitor.account.papers.take(limits, bytes).await {
        Ok(taken) => Ok(Ok(taken)),
        Err(why) => problem(&visitor.page, why).map(Err),
    }
}

/// Those of the day the offer was sent.
fn limits(visitor: &Visitor, loaded: &Loaded) -> Result<Limits, PageError> {
    Limits::of(&visitor.account.pack, PAPER_LIMITS, loaded.offer.sent_on).map_err(PageError::broken)
}

/// One of them, as it is kept: browsers keep it as a file and show nothing of it.
pub(super) async fn download(
    visitor: Visitor,
    Path((id, place)): Path<(String, i64)>,
) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let loaded = require(&visitor, &id).await?;
    let account = &visitor.account;
    let papers = offer_papers::list(&account.app.store, visitor.id(), loaded.offer.id).await?;
    let paper = papers.iter().find(|paper| paper.place == place).ok_or(PageError::NotFound)?;
    let kind = Kind::named(&paper.kind).ok_or_else(|| PageError::broken("a paper of no known kind"))?;
    let key = person_key(&visitor).await?;
    let content = offer_papers::content(&account.app.store, (&account.sealer, &key), paper).await?;
    let name = format!("attachment; filename=\"paper-{place}.{}\"", kind.name());
    let headers = [(CONTENT_TYPE, kind.media_type().to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, content.ok_or(PageError::NotFound)?).into_response())
}

async fn view(
    visitor: &Visitor,
    loaded: &Loaded,
    (paper, chosen): (Option<Id>, &str),
    problems: Problems,
) -> Result<Shown, PageError> {
    let account = &visitor.account;
    let limits = limits(visitor, loaded)?;
    let frame = visitor.frame("offer-papers-title").with(problems);
    let papers = lines(visitor, &frame, loaded).await?;
    let is_open = State::of(&loaded.offer).map_err(PageError::broken)? == State::Sent;
    let paper = paper.unwrap_or_else(|| account.app.dice.id(visitor.page.now()));
    let shows =
        PaperShows::ALL.map(|shows| (shows.name(), frame.say(shows_key(shows)), shows.name() == chosen));
    Ok(Shown {
        address: address(loaded),
        paper: paper.to_string(),
        may_grow: is_open && papers.len() < limits.most,
        papers,
        shows: shows.into(),
        most: i64::try_from(limits.most).unwrap_or(i64::MAX),
        hint: frame.say_with("offer-paper-file-hint", &[("megabytes", limits.megabytes.to_string())]),
        frame,
    })
}

const fn shows_key(shows: PaperShows) -> &'static str {
    match shows {
        PaperShows::Bank => "offer-paper-bank",
        PaperShows::Income => "offer-paper-income",
        PaperShows::Loans => "offer-paper-loans",
        PaperShows::Housing => "offer-paper-housing",
        PaperShows::Other => "offer-paper-other",
    }
}
