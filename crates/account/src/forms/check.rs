//! Is everything right? All answers on one page, each with the way to change it, before the form is signed.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tax::forms::Place;
use web::{Frame, PageError};

use super::{Opened, PATH, address, context, form, said, sheet};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "forms/check.html")]
struct Shown {
    frame: Frame,
    back: String,
    form: String,
    parts: Vec<Part>,
    groups: Vec<(String, String)>,
    sign: String,
}

struct Part {
    title: String,
    change: String,
    lines: Vec<sheet::Answered>,
}

pub(super) async fn show(visitor: Visitor, Path(name): Path<String>) -> Result<Response, PageError> {
    let (found, context) = (form(&visitor, &name)?, context(&visitor));
    let Some(opened) = Opened::find(&visitor, found).await? else {
        return visitor.page.go(&format!("{PATH}/{name}"));
    };
    let next = found.next(&opened.draft.answers, &context);
    if next != Place::Check {
        return visitor.page.go(&address(found, &next));
    }
    let frame = visitor.frame("forms-check-title");
    let part = |part: sheet::Part| Part {
        title: part.title,
        change: address(found, &part.place),
        lines: part.lines,
    };
    let parts = sheet::parts(&frame, &context, found, &opened.draft.answers);
    let group = |group: &tax::forms::Group| {
        let to = address(found, &Place::Group(group.name.clone()));
        (to, said::words(&frame, &context, &group.title))
    };
    let view = Shown {
        back: format!("{PATH}/{name}"),
        form: said::words(&frame, &context, &found.title),
        parts: parts.into_iter().map(part).collect(),
        groups: found.groups.iter().map(group).collect(),
        sign: format!("{PATH}/{name}/sign"),
        frame,
    };
    visitor.page.show(&view)
}
