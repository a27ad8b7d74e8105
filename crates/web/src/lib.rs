//! How every page looks and behaves: frame, components, forms, sessions, headers, languages, errors.
//!
//! # The shape of a page
//!
//! A tab's folder holds the handler, its template and its words. The handler takes [`Page`] first, and a
//! [`forms::Form`] last if it receives one:
//!
//! ```ignore
//! #[derive(Template)]
//! #[template(path = "home/home.html")]           // askama.toml: dirs = ["src", "../web/templates"]
//! struct Home { frame: Frame, balance: Cents }
//!
//! pub async fn show(page: Page, State(books): State<Books>) -> Result<Response, PageError> {
//!     let session = page.require_session()?;      // or on to the sign-in page
//!     let balance = books.balance(session.person, page.today()).await?;
//!     page.show(&Home { frame: page.frame("home-title"), balance })
//! }
//!
//! #[derive(Deserialize)]
//! struct Asked { email: String }                  // unknown, repeated, missing fields are refused
//!
//! pub async fn submit(page: Page, Form(asked): Form<Asked>) -> Result<Response, PageError> {
//!     let Ok(email) = asked.email.parse::<EmailAddress>() else {
//!         let problems = Problems::one("email", "profile-email-invalid");
//!         return page.show_again(&Email { frame: page.frame("profile-email-title").with(problems), asked });
//!     };
//!     // … load, decide, write in one list, then:
//!     page.go("/profile")
//! }
//! ```
//!
//! and the template:
//!
//! ```html
//! {% extends "frame.html" %}
//! {% import "components.html" as ui %}
//! {% block content %}
//! <h1>{{ frame.title() }}</h1>
//! {% call ui::summary_figure(frame.say("home-balance"), frame.money(balance), "") %}{% endcall %}
//! {% endblock %}
//! ```
//!
//! The words stand in `home.en.ftl` and `home.es.ftl` beside it and are exported as a [`Catalogue`]; a
//! test calls [`words::testing`] so that none is missing, unused or the same in both languages.

pub mod app;
pub mod assets;
pub mod certificates;
pub mod cookies;
mod edge;
pub mod error;
pub mod forms;
pub mod frame;
pub mod headers;
mod help;
pub mod language;
mod page;
pub mod paper;
mod programs;
pub mod provider;
pub mod proxy;
mod references;
pub mod serve;
pub mod session;
mod tally;
pub mod testing;
#[cfg(test)]
mod tests;
pub mod words;

pub use app::{AgencyProfile, App, Site, SiteName, Tab};
pub use error::PageError;
pub use forms::upload::Upload;
pub use forms::{Form, Problems};
pub use frame::Frame;
pub use headers::FormTargets;
pub use language::Language;
pub use page::{Page, local_path};
pub use words::{Catalogue, Words};

/// The messages of the frame, the components and the errors.
pub const WORDS: Catalogue =
    Catalogue { name: "web", en: include_str!("web.en.ftl"), es: include_str!("web.es.ftl") };
