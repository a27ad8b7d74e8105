//! Where are the made-up people's papers downloaded in a demonstration? A list of them, and each as a PNG.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use formats::pictures::png;
use web::{App, Frame, Page, PageError};

use super::{Holder, Paper, holders};

/// Where the list is.
pub const PATH: &str = "/sandbox/papers";

#[derive(Clone)]
struct PaperPages(App);

impl FromRef<PaperPages> for App {
    fn from_ref(pages: &PaperPages) -> Self {
        pages.0.clone()
    }
}

/// One line of the list: who, and the address of each paper, none where there is no such paper.
struct Line {
    name: String,
    front: String,
    back: String,
    passport: String,
    selfie: String,
}

#[derive(Template)]
#[template(path = "specimens/papers.html")]
struct PapersPage {
    frame: Frame,
    lines: Vec<Line>,
}

/// The list's and the files' addresses, to be merged into a site that has this app.
pub fn routes<S: Clone + Send + Sync + 'static>(app: App) -> Router<S> {
    Router::new()
        .route(PATH, get(show))
        .route("/sandbox/papers/{key}/{file}", get(download))
        .with_state(PaperPages(app))
}

async fn show(page: Page, State(_): State<PaperPages>) -> Result<Response, PageError> {
    let lines = holders().iter().map(line).collect();
    page.show(&PapersPage { frame: page.frame("specimens-title"), lines })
}

fn line(holder: &Holder) -> Line {
    let has_licence = holder.licence().is_some();
    let address = |paper: Paper| format!("{PATH}/{}/{}.png", holder.key(), paper.name());
    let card = |paper| if has_licence { address(paper) } else { String::new() };
    Line {
        name: holder.name(),
        front: card(Paper::Front),
        back: card(Paper::Back),
        passport: address(Paper::Passport),
        selfie: address(Paper::Selfie),
    }
}

async fn download(
    State(_): State<PaperPages>,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let paper = Paper::ALL.into_iter().find(|paper| file.strip_suffix(".png") == Some(paper.name()));
    let holder = holders().into_iter().find(|holder| holder.key() == key);
    let picture = holder.zip(paper).and_then(|(holder, paper)| holder.picture(paper));
    let picture = picture.ok_or(PageError::NotFound)?;
    let name = format!("attachment; filename=\"specimen-{key}-{file}\"");
    Ok(([(CONTENT_TYPE, "image/png".to_owned()), (CONTENT_DISPOSITION, name)], png(&picture)).into_response())
}
