//! What can be asked for, what was begun, what was sent?

use agency::forms::{ANY_VISIT, State};
use agency::payments::confirmation;
use askama::Template;
use axum::response::Response;
use store::taxes::{form_drafts, sent_forms};
use values::Date;
use web::{Frame, PageError};

use super::{PATH, SENT, context, said};
use crate::payments::person_key;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "forms/list.html")]
struct Shown {
    frame: Frame,
    sent: Vec<Sent>,
    forms: Vec<Line>,
}

struct Sent {
    address: String,
    title: String,
    number: String,
    day: Date,
    state: String,
    tag: &'static str,
}

struct Line {
    address: String,
    title: String,
    purpose: String,
    is_begun: bool,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let (account, context) = (&visitor.account, context(&visitor));
    let frame = visitor.frame("forms-title");
    let key = person_key(&visitor).await?;
    let (store, sealer) = (&account.app.store, &account.sealer);
    let drafts = form_drafts::list(store, sealer, &key, visitor.id()).await?;
    let is_begun =
        |name: &str| drafts.iter().any(|draft| draft.form == name && draft.session_id == ANY_VISIT);
    let line = |form: &&tax::forms::Form| Line {
        address: format!("{PATH}/{}", form.name),
        title: said::words(&frame, &context, &form.title),
        purpose: said::words(&frame, &context, &form.purpose),
        is_begun: is_begun(&form.name),
    };
    let forms = account.pack.forms.all_on(visitor.today()).iter().map(line).collect();
    let mut sent = Vec::new();
    for form in sent_forms::list(store, sealer, &key, visitor.id()).await? {
        let state = State::of(&form).map_err(PageError::broken)?;
        let found = account.pack.forms.revision(&form.form, &form.revision);
        let (word, tag) = said::state(state);
        sent.push(Sent {
            address: format!("{SENT}/{}", form.id),
            title: found.map_or(form.form.clone(), |found| said::words(&frame, &context, &found.title)),
            number: confirmation(form.id),
            day: form.sent_on,
            state: frame.say(word),
            tag,
        });
    }
    visitor.page.show(&Shown { frame, sent, forms })
}
