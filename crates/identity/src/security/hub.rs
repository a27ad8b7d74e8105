//! Your sign-in at a glance: one card for each thing that can be seen or changed, with its state.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::identity::agents;
use store::identity::clients as agreements;
use store::identity::{addresses, closings, events, sessions};
use values::Id;
use web::session::IDLE;
use web::{Frame, Page, PageError};

use super::shown::{happening, instant};
use super::{
    addresses as addresses_page, apps, backup_codes, close, data, devices, history, passkeys, password,
    phones, preferences, sites,
};
use crate::authenticators::held::Held;
use crate::person::{Person, Proved};
use crate::{Identity, IdentityError};

#[derive(Template)]
#[template(path = "security/hub.html")]
struct Hub {
    frame: Frame,
    email: String,
    proved_as: Option<String>,
    is_made_up: bool,
    closes_at: Option<String>,
    cards: Vec<Card>,
}

/// One thing to see or change.
struct Card {
    title: String,
    /// How it stands.
    state: String,
    /// Pages and what their links say.
    links: Vec<(&'static str, String)>,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let id = standing.sign_in_id;
    let person = identity.person(id).await?.ok_or(PageError::SignInNeeded)?;
    let closing = closings::find(identity.store(), id).await?;
    let mut cards = desk(&identity, &page, id).await?;
    cards.push(ways(&identity, &page, &person).await?);
    cards.extend(seen(&identity, &page, id).await?);
    cards.extend(kept(&identity, &page, &person).await?);
    page.show(&Hub {
        frame: page.frame("security-title"),
        email: person.email.expose().to_owned(),
        proved_as: person.proof.as_ref().map(Proved::name),
        is_made_up: identity.is_made_up(&person),
        closes_at: closing.map(|closing| instant(&page, closing.closes_at)),
        cards,
    })
}

/// The way to the desk, for its agents.
async fn desk(identity: &Identity, page: &Page, id: Id) -> Result<Vec<Card>, IdentityError> {
    let frame = page.frame("security-title");
    let agent = agents::find(identity.store(), id).await?.filter(|agent| agent.is_active);
    let card = agent.map(|_| Card {
        title: frame.say("desk-title"),
        state: frame.say("desk-about"),
        links: vec![(crate::desk::PATH, frame.say("desk-link"))],
    });
    Ok(card.into_iter().collect())
}

/// With what the person gets in.
async fn ways(identity: &Identity, page: &Page, person: &Person) -> Result<Card, IdentityError> {
    let frame = page.frame("security-title");
    let held = Held::of(identity, person.id).await?;
    let mut state = Vec::new();
    let mut links = Vec::new();
    if held.password {
        state.push(frame.say("hub-has-password"));
        links.push((password::PATH, frame.say("change-password-title")));
    }
    if !identity.is_made_up(person) {
        links.push((passkeys::PATH, frame.say("passkeys-title")));
        links.push((apps::PATH, frame.say("apps-title")));
        links.push((phones::PATH, frame.say("phones-title")));
        links.push((backup_codes::PATH, frame.say("codes-title")));
        links.push((crate::recover::OWN_CODE, frame.say("saved-code-title")));
    }
    let counted = [
        ("hub-passkeys", held.passkeys),
        ("hub-keys", held.security_keys),
        ("hub-apps", held.apps),
        ("hub-phones", held.phones),
        ("hub-codes", held.backup_codes),
    ];
    let there = counted.into_iter().filter(|(_, count)| *count > 0);
    state.extend(there.map(|(key, count)| frame.say_count(key, i64::try_from(count).unwrap_or(i64::MAX))));
    if state.is_empty() {
        state.push(frame.say("hub-no-ways"));
    }
    Ok(Card { title: frame.say("hub-ways"), state: state.join(" "), links })
}

/// Where and when the sign-in is used, and for which sites.
async fn seen(identity: &Identity, page: &Page, id: Id) -> Result<Vec<Card>, PageError> {
    let (store, frame) = (identity.store(), page.frame("security-title"));
    let seen_after = page.now().saturating_sub(IDLE).map_err(PageError::broken)?;
    let running = sessions::list(store, id, page.now(), seen_after).await?.len();
    let latest = events::list(store, id, 1).await?;
    let latest = latest.first().map(|event| {
        let arguments = [("event", happening(page, &event.what)), ("when", instant(page, event.at))];
        frame.say_with("hub-latest", &arguments)
    });
    let shared = agreements::list_consents(store, id).await?.len();
    let count = |key, count| frame.say_count(key, i64::try_from(count).unwrap_or(i64::MAX));
    Ok(vec![
        Card {
            title: frame.say("devices-title"),
            state: count("hub-devices", running),
            links: vec![(devices::PATH, frame.say("hub-devices-link"))],
        },
        Card {
            title: frame.say("history-title"),
            state: latest.unwrap_or_default(),
            links: vec![(history::PATH, frame.say("hub-history-link"))],
        },
        Card {
            title: frame.say("sites-title"),
            state: count("hub-sites", shared),
            links: vec![(sites::PATH, frame.say("hub-sites-link"))],
        },
    ])
}

/// How the person is reached, and what is theirs to take or end.
async fn kept(identity: &Identity, page: &Page, person: &Person) -> Result<Vec<Card>, IdentityError> {
    let frame = page.frame("security-title");
    let count = addresses::list(identity.store(), person.id).await?.len();
    let language = web::Language::from_tag(&person.row.language).unwrap_or_default();
    Ok(vec![
        Card {
            title: frame.say("addresses-title"),
            state: frame.say_count("hub-addresses", i64::try_from(count).unwrap_or(i64::MAX)),
            links: vec![(addresses_page::PATH, frame.say("hub-addresses-link"))],
        },
        Card {
            title: frame.say("preferences-title"),
            state: frame.say(match language {
                web::Language::En => "hub-language-english",
                web::Language::Es => "hub-language-spanish",
            }),
            links: vec![(preferences::PATH, frame.say("hub-preferences-link"))],
        },
        Card {
            title: frame.say("data-title"),
            state: frame.say("hub-data"),
            links: vec![(data::PATH, frame.say("hub-data-link"))],
        },
        Card {
            title: frame.say("redress-title"),
            state: frame.say("redress-card"),
            links: vec![(crate::redress::PATH, frame.say("redress-link"))],
        },
        Card {
            title: frame.say("close-title"),
            state: frame.say("hub-close"),
            links: vec![(close::PATH, frame.say("hub-close-link"))],
        },
    ])
}
