//! In which language are you written to, and which of the notices that may be turned off go to which address?

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::{addresses, sign_ins};
use web::{Form, Frame, Page, PageError};

use super::addresses::person_and_key;
use crate::Identity;
use crate::happenings::Happening;
use crate::notices::open_address;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/security/preferences";

#[derive(Template)]
#[template(path = "security/preferences.html")]
struct Preferences {
    frame: Frame,
    language: String,
    lines: Vec<Line>,
    is_made_up: bool,
    saved: bool,
}

/// What an address is told.
struct Line {
    id: String,
    email: String,
    new_device: bool,
    each_sign_in: bool,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_recent(&page).await?;
    let (person, key) = person_and_key(&identity, standing.sign_in_id).await?;
    let mut lines = Vec::new();
    for kept in addresses::list(identity.store(), person.id).await? {
        lines.push(Line {
            id: kept.id.to_string(),
            email: open_address(&identity, &key, kept.id, &kept.email_sealed)?.expose().to_owned(),
            new_device: kept.told_new_device,
            each_sign_in: kept.told_each_sign_in,
        });
    }
    page.show(&Preferences {
        frame: page.frame("preferences-title"),
        language: person.row.language.clone(),
        lines,
        is_made_up: identity.is_made_up(&person),
        saved: page.query("done").is_some(),
    })
}

/// The languages of messages.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Written {
    En,
    Es,
}

/// What the form brings: the language, and the ids of the addresses that are ticked.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Chosen {
    language: Written,
    #[serde(default)]
    new_device: Vec<String>,
    #[serde(default)]
    each_sign_in: Vec<String>,
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let (standing, session) = identity.require_recent(&page).await?;
    let (person, _) = person_and_key(&identity, standing.sign_in_id).await?;
    if identity.is_made_up(&person) {
        return Err(PageError::Forbidden);
    }
    let language = match chosen.language {
        Written::En => "en",
        Written::Es => "es",
    };
    let mut write = sign_ins::change_language(person.id, language);
    // Only the person's own addresses are looked at: another's id among those ticked means nothing.
    for kept in addresses::list(identity.store(), person.id).await? {
        let id = kept.id.to_string();
        let ticked = |ids: &[String]| ids.contains(&id);
        let told = (ticked(&chosen.new_device), ticked(&chosen.each_sign_in));
        write = write.and(addresses::change_told(kept.id, person.id, told.0, told.1));
    }
    let (happening, now) = (Happening::PreferencesChanged, page.now());
    let write = write.and(identity.happened(happening, person.id, Some(session.id), &visitor, now));
    identity.write(write).await?;
    page.go("/security/preferences?done=yes")
}
