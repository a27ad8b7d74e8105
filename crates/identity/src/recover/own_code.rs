//! The saved recovery code: made, shown until it is kept, replaced (NIST SP 800-63B-4, 4.2.1.1).

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::Write;
use store::identity::saved_codes;
use store::identity::sessions::Session;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::instant;
use crate::Identity;
use crate::flow::Flow;
use crate::happenings::Happening;
use crate::levels::{Means, Way};
use crate::oidc::next::Standing;
use crate::visitor::Visitor;

/// The page's address.
pub(crate) const PATH: &str = "/security/recovery";

#[derive(Template)]
#[template(path = "recover/own_code.html")]
struct Show {
    frame: Frame,
    back: &'static str,
    /// The code itself, for as long as it may be shown.
    code: Option<String>,
    /// When the one that stands was made.
    made: Option<String>,
}

/// Who proved lately who they are. A demonstration person has no code: everybody may be them.
async fn whose(identity: &Identity, page: &Page) -> Result<(Standing, Session), PageError> {
    let (standing, this) = identity.require_recent(page).await?;
    if Means::read(&this.means).holds(Way::Demonstration) {
        return Err(PageError::NotFound);
    }
    Ok((standing, this))
}

async fn view(identity: &Identity, page: &Page, problems: Problems) -> Result<Show, PageError> {
    let (standing, _) = whose(identity, page).await?;
    let kept = saved_codes::find(identity.store(), standing.sign_in_id).await?;
    let code = match &kept {
        Some(kept) => identity.shown_saved_code(kept, page.now()).await?,
        None => None,
    };
    let title = if code.is_some() { "saved-code-new-title" } else { "saved-code-title" };
    Ok(Show {
        frame: page.frame(title).with(problems),
        back: Flow::of(page).after_adding(crate::security::PATH),
        code,
        made: kept.map(|kept| instant(identity, page.language(), kept.made_at)),
    })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    page.show(&view(&identity, &page, Problems::none()).await?)
}

/// Makes a code; the one before is worth nothing from then on.
pub(super) async fn make(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, this) = whose(&identity, &page).await?;
    let (id, now) = (standing.sign_in_id, page.now());
    let write = identity.make_saved_code(id, now).await?;
    let happened = identity.happened(Happening::RecoveryCodeMade, id, Some(this.id), &visitor, now);
    identity.write(write.and(happened)).await?;
    page.go(PATH)
}

/// The box that says it is kept.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Ticked {
    #[serde(default)]
    kept: bool,
}

/// From here on the code is shown to nobody.
pub(super) async fn kept(
    State(identity): State<Identity>,
    page: Page,
    Form(ticked): Form<Ticked>,
) -> Result<Response, PageError> {
    let (standing, _) = whose(&identity, &page).await?;
    let Some(code) = saved_codes::find(identity.store(), standing.sign_in_id).await? else {
        return page.go(PATH);
    };
    if !ticked.kept {
        let problems = Problems::one("kept", "saved-code-keep-first");
        return page.show_again(&view(&identity, &page, problems).await?);
    }
    identity.write(Write::new().and(saved_codes::hide(code.sign_in_id, code.made_at))).await?;
    page.go(Flow::of(&page).after_adding(crate::security::PATH))
}

/// The same as a text file.
pub(super) async fn download(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let view = view(&identity, &page, Problems::none()).await?;
    let (Some(code), Some(made)) = (view.code, view.made) else { return page.go(PATH) };
    let site = page.app().site.origin.clone();
    let arguments = [("agency", view.frame.agency()), ("site", &site), ("code", &code), ("made", &made)];
    let text = view.frame.say_with("saved-code-file", &arguments);
    let name = HeaderValue::from_static("attachment; filename=\"recovery-code.txt\"");
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], format!("{text}\n")).into_response())
}
