//! Signing a form under penalty of perjury, which sends it: the words that are signed are kept as they stood on the page.

use agency::forms::{Refusal, Sending, Signing, send};
use agency::payments::Moment;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::WriteError;
use tax::forms::{Form as Described, Place};
use values::Id;
use web::{Form, Frame, PageError, Problems};

use super::{Opened, PATH, SENT, address, context, form, said};
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

/// The most letters of a name.
const NAME_MOST: usize = 100;

#[derive(Template)]
#[template(path = "forms/sign.html")]
struct Shown {
    frame: Frame,
    back: String,
    form: String,
    draft: Id,
    version: i64,
    agreed: Vec<String>,
    declared: String,
    asked: Asked,
    /// Where to look at what somebody else asked for before.
    group: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    draft: String,
    version: i64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    agree: bool,
}

pub(super) async fn show(visitor: Visitor, Path(name): Path<String>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let (found, context) = (form(&visitor, &name)?, context(&visitor));
    let Some(opened) = Opened::find(&visitor, found).await? else {
        return visitor.page.go(&format!("{PATH}/{name}"));
    };
    let next = found.next(&opened.draft.answers, &context);
    if next != Place::Check {
        return visitor.page.go(&address(found, &next));
    }
    let stored = &opened.draft.stored;
    let asked =
        Asked { draft: stored.id.to_string(), version: stored.version, name: String::new(), agree: false };
    visitor.page.show(&view(&visitor, found, &opened, asked, Problems::none()))
}

fn view(visitor: &Visitor, found: &Described, opened: &Opened, asked: Asked, problems: Problems) -> Shown {
    let context = context(visitor);
    let is_claimed = problems.iter().any(|problem| problem.key == "forms-rule");
    let frame = visitor.frame("forms-sign-title").with(problems);
    let group = found.claim.as_ref().filter(|_| is_claimed);
    Shown {
        back: format!("{PATH}/{}/check", found.name),
        form: said::words(&frame, &context, &found.title),
        draft: opened.draft.stored.id,
        version: opened.draft.stored.version,
        agreed: said::all(&frame, &context, &found.agreements),
        declared: said::words(&frame, &context, &found.signature),
        group: group.map(|claim| address(found, &Place::Group(claim.group.clone()))),
        asked,
        frame,
    }
}

/// Sent twice, it is one form: the second time leads to the same page.
pub(super) async fn submit(
    visitor: Visitor,
    Path(name): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let (found, context) = (form(&visitor, &name)?, context(&visitor));
    let id: Id = asked.draft.parse().map_err(|_| PageError::NotFound)?;
    let Some(opened) = Opened::find(&visitor, found).await? else {
        return after(&visitor, &name, id).await;
    };
    let problems = read(&opened, id, &asked);
    if !problems.is_empty() {
        return visitor.page.show_again(&view(&visitor, found, &opened, asked, problems));
    }
    let sending = match sending(&visitor, found, &opened, &asked.name).await? {
        Ok(sending) => sending,
        Err(Refusal::NotWhole) => {
            let next = found.next(&opened.draft.answers, &context);
            return visitor.page.go(&address(found, &next));
        }
        // What it was to stand in the place of was decided on meanwhile.
        Err(Refusal::WrongState { .. }) => {
            let problems = Problems::one("submit", "forms-amends-decided");
            return visitor.page.show_again(&view(&visitor, found, &opened, asked, problems));
        }
        Err(refusal) => return Err(PageError::broken(refusal)),
    };
    match visitor.account.app.store.write(sending.write.clone()).await {
        Ok(()) => visitor.page.go(&format!("{SENT}/{id}")),
        Err(error) => match claimed(&visitor, found, &opened, sending.claimed(&error)) {
            Some(problems) => visitor.page.show_again(&view(&visitor, found, &opened, asked, problems)),
            None if matches!(error, WriteError::Conflict { .. }) => after(&visitor, &name, id).await,
            None => Err(error.into()),
        },
    }
}

/// The form to be written, with what is signed as it stands on the page.
async fn sending(
    visitor: &Visitor,
    found: &Described,
    opened: &Opened,
    name: &str,
) -> Result<Result<Sending, Refusal>, PageError> {
    let (account, context) = (&visitor.account, context(visitor));
    let frame = visitor.page.frame("forms-sign-title");
    let signing = Signing {
        agreed: said::all(&frame, &context, &found.agreements),
        declared: said::words(&frame, &context, &found.signature),
        language: frame.language().tag().to_owned(),
        name: name.trim().to_owned(),
    };
    let replaced = match opened.draft.amends {
        None => None,
        Some(amends) => super::sent::find(visitor, amends).await?,
    };
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    let seal = (&account.sealer, &opened.key);
    Ok(send((found, &context), seal, &opened.draft, signing, replaced.as_ref(), moment))
}

/// What is said where somebody asked for one of a group before.
fn claimed(visitor: &Visitor, found: &Described, opened: &Opened, index: Option<usize>) -> Option<Problems> {
    let (index, claim) = index.zip(found.claim.as_ref())?;
    let (frame, context) = (visitor.page.frame("forms-sign-title"), context(visitor));
    let group = found.group(&claim.group)?;
    let entry = opened.draft.answers.entry(&claim.group, index)?;
    let one = said::one(&frame, &context, group, (index, &said::called(group, entry)));
    let text = format!("{one}. {}", said::words(&frame, &context, &claim.says));
    let mut problems = Problems::none();
    problems.add_with("submit", "forms-rule", vec![("text", text)]);
    Some(problems)
}

fn read(opened: &Opened, id: Id, asked: &Asked) -> Problems {
    let mut problems = Problems::none();
    let stored = &opened.draft.stored;
    if stored.id != id || stored.version != asked.version {
        problems.add("submit", "forms-changed");
    }
    let name = asked.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MOST {
        problems.add("name", "forms-name-missing");
    }
    if !asked.agree {
        problems.add("agree", "forms-agree-missing");
    }
    problems
}

/// Where a submission leads whose draft is gone: to the form that was made of it, or to where it can be begun.
async fn after(visitor: &Visitor, name: &str, id: Id) -> Result<Response, PageError> {
    match super::sent::find(visitor, id).await? {
        Some(_) => visitor.page.go(&format!("{SENT}/{id}")),
        None => visitor.page.go(&format!("{PATH}/{name}")),
    }
}
