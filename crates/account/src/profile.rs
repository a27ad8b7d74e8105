//! Who am I to the agency? Name, address, contact, language, where sign-in and bank accounts are kept, and the identity protection
//! PINs (`pins`).

mod pins;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use store::taxes::taxpayers::Address;
use web::{Frame, PageError};

use crate::Account;
use crate::visitor::Visitor;

/// The tab's address.
pub(crate) const PATH: &str = "/profile";

pub(crate) fn routes() -> Router<Account> {
    Router::new()
        .route(PATH, get(show))
        .route(pins::PATH, get(pins::show))
        .route("/profile/pins/get", post(pins::get))
        .route("/profile/pins/see", post(pins::see))
        .route("/profile/pins/renew", post(pins::renew))
}

#[derive(Template)]
#[template(path = "profile/profile.html")]
struct Shown {
    frame: Frame,
    name: String,
    former: Vec<String>,
    business: Option<String>,
    /// The last four digits.
    number: String,
    address: Vec<String>,
    email: Option<String>,
    phone: Option<String>,
    language: String,
    /// Where the sign-in is kept.
    security: String,
}

async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let frame = visitor.frame("profile-title");
    let profile = &visitor.taxpayer.profile;
    let language = match visitor.taxpayer.language.as_str() {
        "es" => frame.say("profile-spanish"),
        _ => frame.say("profile-english"),
    };
    let last_four = profile.tin.get(profile.tin.len().saturating_sub(4)..).unwrap_or_default();
    let view = Shown {
        name: visitor.name(),
        former: profile.former_names.clone(),
        business: profile.business_name.clone(),
        number: format!("***-**-{last_four}"),
        address: lines(&profile.address),
        email: profile.email.clone(),
        phone: profile.phone.clone(),
        language,
        security: format!("{}/security", visitor.account.relying_party.issuer().trim_end_matches('/')),
        frame,
    };
    visitor.page.show(&view)
}

/// An address as it stands on a letter.
fn lines(address: &Address) -> Vec<String> {
    let town = [Some(&address.city), address.region.as_ref(), address.postal_code.as_ref()];
    let town: Vec<&str> = town.into_iter().flatten().map(String::as_str).collect();
    let mut lines = address.lines.clone();
    lines.push(town.join(" "));
    if address.country != "US" {
        lines.push(address.country.clone());
    }
    lines
}
