//! Step 5: keep the recovery codes. They are shown here and never again; then the sign-in is made.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::sign_ups::SignUp;
use store::identity::{apps, recovery_codes as kept_codes, sign_ins, sign_ups};
use store::seal::Realm;
use store::{Write, person_keys};
use web::{Form, Frame, Language, Page, PageError, Problems};

use super::steps::Step;
use super::{app_key, email_of, open, require};
use crate::authenticators::recovery_codes;
use crate::happenings::Happening;
use crate::levels::{Means, Way};
use crate::mail::{self, Letter};
use crate::person::Fields;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

#[derive(Template)]
#[template(path = "sign_up/recovery_codes.html")]
struct Show {
    frame: Frame,
    codes: Vec<String>,
}

/// The box that says they are kept.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Ticked {
    #[serde(default)]
    kept: bool,
}

fn view(
    identity: &Identity,
    page: &Page,
    sign_up: &SignUp,
    problems: Problems,
) -> Result<Show, IdentityError> {
    let codes = codes_of(identity, sign_up)?;
    Ok(Show { frame: page.frame("recovery-codes-title").with(problems), codes })
}

fn codes_of(identity: &Identity, sign_up: &SignUp) -> Result<Vec<String>, IdentityError> {
    let sealed = sign_up.recovery_codes_sealed.as_deref().ok_or(IdentityError::Stored("a sign-up"))?;
    let codes = open(identity, sign_up.id, "recovery_codes_sealed", sealed)?;
    Ok(codes.lines().map(str::to_owned).collect())
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::RecoveryCodes).await? {
        Ok(sign_up) => page.show(&view(&identity, &page, &sign_up, Problems::none())?),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(ticked): Form<Ticked>,
) -> Result<Response, PageError> {
    let sign_up = match require(&identity, &page, Step::RecoveryCodes).await? {
        Ok(sign_up) => sign_up,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !ticked.kept {
        let problems = Problems::one("kept", "recovery-codes-keep-first");
        return page.show_again(&view(&identity, &page, &sign_up, problems)?);
    }
    let write = make(&identity, &page, &visitor, &sign_up)?;
    identity.sign_in(&page, &visitor, sign_up.id, &Means::of([Way::Password, Way::App]), write).await
}

/// The statements that turn a finished sign-up into a sign-in, sealed under the person's own key.
fn make(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    sign_up: &SignUp,
) -> Result<Write, IdentityError> {
    let (id, now, sealer) = (sign_up.id, page.now(), identity.sealer());
    let email = email_of(identity, sign_up)?;
    let (key, wrapped) = sealer.new_person_key(id, Realm::Identity);
    let fields = Fields { sealer, key: &key, table: "sign_in", row: id };
    let sign_in = sign_ins::SignIn {
        id,
        email_index: sign_up.email_index,
        email_sealed: fields.seal("email_sealed", email.expose()),
        password_hash: sign_up.password_hash.clone(),
        language: if page.language() == Language::Es { "es" } else { "en" }.to_owned(),
        is_active: true,
        made_at: now,
        password_set_at: Some(now),
        version: 0,
    };
    let app_id = identity.dice().id(now);
    let app = apps::App {
        id: app_id,
        sign_in_id: id,
        key_sealed: sealer.seal(
            &key,
            "authenticator_app",
            "key_sealed",
            app_id,
            app_key(identity, sign_up)?.expose(),
        ),
        last_step: sign_up.app_step.unwrap_or(0),
        added_at: now,
        name_sealed: None,
    };
    let hashes: Vec<[u8; 32]> =
        codes_of(identity, sign_up)?.iter().map(|code| recovery_codes::hash(id, code)).collect();
    Ok(sign_ups::close(sign_up)
        .and(person_keys::add(Write::new(), wrapped))
        .and(sign_ins::add(&sign_in))
        .and(apps::add(&app))
        .and(kept_codes::add(id, &hashes, now))
        .and(identity.happened(Happening::SignInMade, id, None, visitor, now))
        .and(mail::post(identity, now, page.language(), &email, Letter::Made)?))
}
