//! What is asked several times: those there are, changing or taking one away, and whether there is another.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use tax::forms::{Entries, Entry, Form as Described, Group, Place};
use web::forms::Nothing;
use web::{Form, Frame, PageError, Problems};

use super::{Opened, PATH, address, context, form, said};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "forms/group.html")]
struct Shown {
    frame: Frame,
    back: String,
    entries: Vec<Line>,
    another: String,
    may_grow: bool,
    most: i64,
}

/// One of several.
struct Line {
    title: String,
    change: String,
    remove: String,
    is_done: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    another: String,
}

/// The group of an address.
fn group<'a>(found: &'a Described, name: &str) -> Result<&'a Group, PageError> {
    found.group(name).ok_or(PageError::NotFound)
}

pub(super) async fn show(
    visitor: Visitor,
    Path((name, group_name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let found = form(&visitor, &name)?;
    let group = group(found, &group_name)?;
    let Some(opened) = Opened::find(&visitor, found).await? else {
        return visitor.page.go(&format!("{PATH}/{name}"));
    };
    if opened.draft.answers.entries(&group.name).is_empty() {
        let next = found.next(&opened.draft.answers, &context(&visitor));
        return visitor.page.go(&address(found, &next));
    }
    visitor.page.show(&view(&visitor, found, group, &opened, Problems::none()))
}

fn view(visitor: &Visitor, found: &Described, group: &Group, opened: &Opened, problems: Problems) -> Shown {
    let (context, answers) = (context(visitor), &opened.draft.answers);
    let words = visitor.page.frame("forms-title");
    let frame = visitor.frame_titled(said::words(&words, &context, &group.title)).with(problems);
    let places = found.places(answers, &context);
    let entries = answers.entries(&group.name);
    let line = |(index, entry): (usize, &Entry)| {
        let is_theirs = |place: &&Place| matches!(place, Place::Entry { group: of, index: at, .. } if *of == group.name && *at == index);
        let theirs: Vec<&Place> = places.iter().filter(is_theirs).collect();
        Line {
            title: said::one(&frame, &context, group, (index, &said::called(group, entry))),
            change: theirs.first().map(|place| address(found, place)).unwrap_or_default(),
            remove: format!("{PATH}/{}/all/{}/{}", found.name, group.name, index + 1),
            is_done: theirs.iter().all(|place| found.is_done(place, answers, &context)),
        }
    };
    Shown {
        back: format!("{PATH}/{}", found.name),
        entries: entries.iter().enumerate().map(line).collect(),
        another: said::words(&frame, &context, &group.another),
        may_grow: entries.len() < group.most,
        most: i64::try_from(group.most).unwrap_or(i64::MAX),
        frame,
    }
}

/// Another one, or none: sent twice, one more is begun at most, as the first one is empty still.
pub(super) async fn submit(
    visitor: Visitor,
    Path((name, group_name)): Path<(String, String)>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let found = form(&visitor, &name)?;
    let group = group(found, &group_name)?;
    let Some(mut opened) = Opened::find(&visitor, found).await? else {
        return visitor.page.go(&format!("{PATH}/{name}"));
    };
    let may_grow = opened.draft.answers.entries(&group.name).len() < group.most;
    let entries: &mut Entries = opened.draft.answers.groups.entry(group.name.clone()).or_default();
    match asked.another.as_str() {
        "yes" if may_grow => {
            entries.is_whole = false;
            if entries.entries.last().is_none_or(|last| !last.seen.is_empty()) {
                entries.entries.push(Entry::default());
            }
        }
        "no" => entries.is_whole = true,
        _ => {
            let problems = Problems::one("another", "forms-another-missing");
            return visitor.page.show_again(&view(&visitor, found, group, &opened, problems));
        }
    }
    opened.keep(&visitor, found).await
}

#[derive(Template)]
#[template(path = "forms/remove.html")]
struct Remove {
    frame: Frame,
    back: String,
    title: String,
}

type Which = Path<(String, String, usize)>;

pub(super) async fn show_remove(
    visitor: Visitor,
    Path((name, group_name, number)): Which,
) -> Result<Response, PageError> {
    let found = form(&visitor, &name)?;
    let group = group(found, &group_name)?;
    let back = format!("{PATH}/{name}/all/{group_name}");
    let Some(opened) = Opened::find(&visitor, found).await? else { return visitor.page.go(&back) };
    let index = number.checked_sub(1).ok_or(PageError::NotFound)?;
    let Some(entry) = opened.draft.answers.entry(&group.name, index) else {
        return visitor.page.go(&back);
    };
    let frame = visitor.frame("forms-remove-title");
    let title = said::one(&frame, &context(&visitor), group, (index, &said::called(group, entry)));
    visitor.page.show(&Remove { frame, back, title })
}

/// Takes one away.
pub(super) async fn remove(
    visitor: Visitor,
    Path((name, group_name, number)): Which,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let found = form(&visitor, &name)?;
    let group = group(found, &group_name)?;
    let back = format!("{PATH}/{name}/all/{group_name}");
    let Some(mut opened) = Opened::find(&visitor, found).await? else { return visitor.page.go(&back) };
    let entries = opened.draft.answers.groups.entry(group.name.clone()).or_default();
    let index = number.checked_sub(1).filter(|index| *index < entries.entries.len());
    let Some(index) = index else { return visitor.page.go(&back) };
    entries.entries.remove(index);
    entries.is_whole = false;
    let to = if entries.entries.is_empty() { format!("{PATH}/{name}") } else { back };
    opened.keep_and_go(&visitor, &to).await
}
