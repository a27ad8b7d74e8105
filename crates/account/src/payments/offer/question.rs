//! One section: its questions with what was answered, kept as soon as they are sent.

use agency::offers::Section;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use web::{Form, Frame, PageError, Problems};

use super::fields::{self, Group, Shape, Typed};
use super::sections::{Asks, page};
use super::{Draft, PATH, RESULT, address, owing, said};
use crate::visitor::Visitor;

/// The button that adds another thing sends this.
const MORE: &str = "more";

#[derive(Template)]
#[template(path = "payments/offer/question.html")]
struct Shown {
    frame: Frame,
    action: String,
    place: usize,
    count: usize,
    intro: String,
    /// What the books say stands in the way.
    known: Vec<String>,
    groups: Vec<Group>,
    may_grow: bool,
}

pub(super) async fn show(visitor: Visitor, Path(name): Path<String>) -> Result<Response, PageError> {
    let section = Section::named(&name).ok_or(PageError::NotFound)?;
    let answers = Draft::open(&visitor).await?.answers;
    let region = visitor.taxpayer.profile.address.region.as_deref();
    let typed = fields::typed(&page(section).asks, &answers, region, answers.answered.contains(&section));
    match view(&visitor, section, &typed, Problems::none()).await? {
        Some(view) => visitor.page.show(&view),
        None => visitor.page.go(PATH),
    }
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(name): Path<String>,
    Form(mut typed): Form<Typed>,
) -> Result<Response, PageError> {
    let section = Section::named(&name).ok_or(PageError::NotFound)?;
    let wants_more = typed.remove(MORE).is_some();
    let asks = page(section).asks;
    let mut draft = Draft::open(&visitor).await?;
    let problems = fields::read(&asks, &mut draft.answers, &typed, &visitor.account.pack)?;
    if !problems.is_empty() {
        return match view(&visitor, section, &typed, problems).await? {
            Some(view) => visitor.page.show_again(&view),
            None => visitor.page.go(PATH),
        };
    }
    if wants_more && fields::may_grow(&asks, &typed) {
        typed.insert(format!("value_{}", fields::count(&typed) + 1), String::new());
        return match view(&visitor, section, &typed, problems).await? {
            Some(view) => visitor.page.show(&view),
            None => visitor.page.go(PATH),
        };
    }
    if owing(&visitor).await?.is_none() {
        return visitor.page.go(PATH);
    }
    draft.answers.answered.insert(section);
    let next = draft.answers.next().map_or_else(|| RESULT.to_owned(), address);
    draft.keep(&visitor, &next).await
}

/// None where nothing is owed.
async fn view(
    visitor: &Visitor,
    section: Section,
    typed: &Typed,
    problems: Problems,
) -> Result<Option<Shown>, PageError> {
    let Some(footing) = owing(visitor).await? else { return Ok(None) };
    let found = page(section);
    let frame = visitor.frame(found.title).with(problems);
    let known = match found.asks {
        Asks::Obstacles => footing.obstacles.iter().map(|one| frame.say(said::obstacle(*one).0)).collect(),
        _ => Vec::new(),
    };
    let place = Section::ALL.iter().position(|other| *other == section).unwrap_or_default();
    Ok(Some(Shown {
        action: address(section),
        place: place + 1,
        count: Section::ALL.len(),
        intro: frame.say(found.intro),
        known,
        groups: fields::groups(&frame, &visitor.account.pack, &found.asks, typed),
        may_grow: fields::may_grow(&found.asks, typed),
        frame,
    }))
}
