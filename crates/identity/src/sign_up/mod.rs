//! Making a sign-in: address, confirmation, then a passkey or a password. Protecting it comes after.

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use store::identity::sign_ups::{self, SignUp};
use store::seal::DataKey;
use values::{EmailAddress, Id};
use web::{Catalogue, Page, PageError};

use crate::flow::Flow;
use crate::person::Fields;
use crate::{Identity, IdentityError};

mod confirm;
mod email;
mod how;
mod make;
mod password;
pub mod steps;

use steps::Step;

/// What these pages say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/sign_up",
    en: include_str!("sign_up.en.ftl"),
    es: include_str!("sign_up.es.ftl"),
};

/// How long a sign-up may take.
const SECONDS: i64 = 3_600;

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route(Step::Email.path(), get(email::show).post(email::submit))
        .route(Step::Confirm.path(), get(confirm::show).post(confirm::submit))
        .route("/create/confirm/again", post(confirm::again))
        .route(Step::How.path(), get(how::show).post(how::submit))
        .route(how::OPTIONS, post(how::options))
        .route(Step::Password.path(), get(password::show).post(password::submit))
}

/// The sign-up of this browser, if the step is open; else the way to the furthest one that is.
async fn require(
    identity: &Identity,
    page: &Page,
    step: Step,
) -> Result<Result<SignUp, Response>, PageError> {
    let sign_up = match Flow::of(page).sign_up {
        Some(id) => sign_ups::find(identity.store(), id, page.now()).await?,
        None => None,
    };
    let open = step.is_open(sign_up.as_ref());
    match sign_up {
        Some(sign_up) if open => Ok(Ok(sign_up)),
        other => Ok(Err(page.go(Step::furthest(other.as_ref()).path())?)),
    }
}

/// What seals a sign-up until it is a person's.
fn key(identity: &Identity) -> DataKey {
    identity.sealer().program_key("sign-up")
}

fn seal(identity: &Identity, id: Id, column: &'static str, text: &str) -> Vec<u8> {
    Fields { sealer: identity.sealer(), key: &key(identity), table: "sign_up", row: id }.seal(column, text)
}

fn open(identity: &Identity, id: Id, column: &'static str, sealed: &[u8]) -> Result<String, IdentityError> {
    Fields { sealer: identity.sealer(), key: &key(identity), table: "sign_up", row: id }.open(column, sealed)
}

fn email_of(identity: &Identity, sign_up: &SignUp) -> Result<EmailAddress, IdentityError> {
    let email = open(identity, sign_up.id, "email_sealed", &sign_up.email_sealed)?;
    email.parse().map_err(|_| IdentityError::Stored("an email address"))
}
