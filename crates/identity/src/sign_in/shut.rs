//! A sign-in that may not be used: told only to whoever has just shown its password or passkey, with what opens it.

use askama::Template;
use axum::response::Response;
use store::Write;
use store::identity::sign_ins;
use values::Id;
use web::{Frame, Page, PageError};

use crate::Identity;
use crate::notices::FROZEN_PATH;

/// The page about one that an operator shut.
pub(super) const PATH: &str = "/sign-in/shut";

#[derive(Template)]
#[template(path = "sign_in/shut.html")]
struct Shut {
    frame: Frame,
}

/// Leads to the page that says who shut it, after a right password or passkey has been noted.
pub(super) async fn tell(
    identity: &Identity,
    page: &Page,
    sign_in: Id,
    write: Write,
) -> Result<Response, PageError> {
    identity.write(write).await?;
    let is_frozen = sign_ins::is_frozen(identity.store(), sign_in).await?;
    page.go(if is_frozen { FROZEN_PATH } else { PATH })
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    page.show(&Shut { frame: page.frame("shut-title") })
}
