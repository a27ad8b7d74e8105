//! What the taxpayer sees: a folder per tab, pages that show and ask. What may be done is decided in `agency`, what
//! it costs is computed by `tax`.

mod balance;
mod check;
mod documents;
mod forms;
mod front;
mod help;
mod home;
mod notices;
mod papers;
mod payments;
mod profile;
mod records;
mod sign_in;
mod state;
#[cfg(test)]
mod tests;
mod visitor;

use axum::Router;
use axum::routing::{get, post};
use web::{Catalogue, Tab};

pub use balance::openapi;
pub use sign_in::{Identity, Terms};
pub use state::Account;

/// The tabs of a signed-in person, in order.
pub const TABS: &[Tab] = &[
    Tab { path: "/home", key: "tab-home" },
    Tab { path: "/balance", key: "tab-balance" },
    Tab { path: "/payments", key: "tab-payments" },
    Tab { path: "/records", key: "tab-records" },
    Tab { path: notices::PATH, key: "tab-notices" },
    Tab { path: "/forms", key: "tab-forms" },
    Tab { path: profile::PATH, key: "tab-profile" },
];

/// Where a visitor signs in.
pub const SIGN_IN_PATH: &str = "/sign-in";
/// Where the identity site sends people back to.
pub const CALLBACK_PATH: &str = "/sign-in/callback";

/// Where the identity site says that a session ended there.
pub const SIGNED_OUT_ELSEWHERE_PATH: &str = "/signed-out-elsewhere";

/// Where the identity site says that a person closed their sign-in there.
pub const EVENTS_PATH: &str = "/sign-in/events";

/// The messages of all tabs.
pub const WORDS: &[Catalogue] = &[
    Catalogue { name: "account", en: include_str!("account.en.ftl"), es: include_str!("account.es.ftl") },
    Catalogue {
        name: "front",
        en: include_str!("front/front.en.ftl"),
        es: include_str!("front/front.es.ftl"),
    },
    Catalogue {
        name: "sign-in",
        en: include_str!("sign_in/sign_in.en.ftl"),
        es: include_str!("sign_in/sign_in.es.ftl"),
    },
    Catalogue { name: "home", en: include_str!("home/home.en.ftl"), es: include_str!("home/home.es.ftl") },
    Catalogue {
        name: "balance",
        en: include_str!("balance/balance.en.ftl"),
        es: include_str!("balance/balance.es.ftl"),
    },
    Catalogue {
        name: "payments",
        en: include_str!("payments/payments.en.ftl"),
        es: include_str!("payments/payments.es.ftl"),
    },
    Catalogue {
        name: "pay",
        en: include_str!("payments/pay/pay.en.ftl"),
        es: include_str!("payments/pay/pay.es.ftl"),
    },
    Catalogue {
        name: "card",
        en: include_str!("payments/card/card.en.ftl"),
        es: include_str!("payments/card/card.es.ftl"),
    },
    Catalogue {
        name: "plan",
        en: include_str!("payments/plan/plan.en.ftl"),
        es: include_str!("payments/plan/plan.es.ftl"),
    },
    Catalogue {
        name: "offer",
        en: include_str!("payments/offer/offer.en.ftl"),
        es: include_str!("payments/offer/offer.es.ftl"),
    },
    Catalogue {
        name: "records",
        en: include_str!("records/records.en.ftl"),
        es: include_str!("records/records.es.ftl"),
    },
    Catalogue {
        name: "information",
        en: include_str!("records/information/information.en.ftl"),
        es: include_str!("records/information/information.es.ftl"),
    },
    Catalogue {
        name: "transcripts",
        en: include_str!("records/transcripts/transcripts.en.ftl"),
        es: include_str!("records/transcripts/transcripts.es.ftl"),
    },
    Catalogue {
        name: "status",
        en: include_str!("records/status/status.en.ftl"),
        es: include_str!("records/status/status.es.ftl"),
    },
    Catalogue {
        name: "profile",
        en: include_str!("profile/profile.en.ftl"),
        es: include_str!("profile/profile.es.ftl"),
    },
    Catalogue {
        name: "notices",
        en: include_str!("notices/notices.en.ftl"),
        es: include_str!("notices/notices.es.ftl"),
    },
    Catalogue {
        name: "check",
        en: include_str!("check/check.en.ftl"),
        es: include_str!("check/check.es.ftl"),
    },
    Catalogue {
        name: "forms",
        en: include_str!("forms/forms.en.ftl"),
        es: include_str!("forms/forms.es.ftl"),
    },
    Catalogue { name: "help", en: include_str!("help/help.en.ftl"), es: include_str!("help/help.es.ftl") },
];

/// The site's addresses that take files.
pub fn taking_files() -> Router<Account> {
    payments::taking_files().merge(check::routes_with_files())
}

/// The site's addresses.
pub fn routes() -> Router<Account> {
    Router::new()
        .route("/", get(front::show))
        .route("/help", get(help::show))
        .route(SIGN_IN_PATH, get(sign_in::begin))
        .route(CALLBACK_PATH, get(sign_in::finish))
        .route("/sign-in/again", get(sign_in::again))
        .route("/sign-in/keys", get(sign_in::keys))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/signed-out", get(sign_in::signed_out))
        .route(SIGNED_OUT_ELSEWHERE_PATH, post(sign_in::elsewhere))
        .route(EVENTS_PATH, post(sign_in::gone::submit))
        .route("/home", get(home::show))
        .route("/balance", get(balance::list))
        .route("/balance/{form}/{year}", get(balance::year))
        .route("/balance/{form}/{year}/explanation", get(balance::explanation))
        .route("/balance/{form}/{year}/explanation.json", get(balance::download_json))
        .route("/balance/{form}/{year}/explanation.csv", get(balance::download_csv))
        .merge(check::routes())
        .merge(payments::routes())
        .merge(records::routes())
        .merge(profile::routes())
        .merge(forms::routes())
        .merge(notices::routes())
}
