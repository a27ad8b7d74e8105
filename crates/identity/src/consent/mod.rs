//! Agreeing to what a site is told: each fact by itself, masked until its owner looks, with the site's reason. Asked again
//! only when more is wanted, and taken back on the security pages (NIST SP 800-63C-4 section 4.6.1.3).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use store::identity::clients::{Consent, add_consent, find_consent};
use store::person_keys;
use store::seal::Realm;
use values::Id;
use web::{Catalogue, Form, Frame, Language, Page, PageError};

use crate::Identity;
use crate::flow::Flow;
use crate::happenings::Happening;
use crate::notices::open_address;
use crate::oidc::claims::{Topic, topics};
use crate::oidc::errors::refused;
use crate::oidc::next::{Decided, Next};
use crate::oidc::scopes::Scope;
use crate::oidc::telling::{addressed, stored};
use crate::oidc::{Answering, answering, refuse};
use crate::person::Person;
use crate::visitor::Visitor;

mod shown;
pub(crate) use shown::told;
use shown::{full, masked};

/// The page's address.
pub(crate) const PATH: &str = "/consent";

/// Where the whole tax number can be looked at.
const NUMBER_PATH: &str = "/consent/number";

/// What these pages say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/consent",
    en: include_str!("consent.en.ftl"),
    es: include_str!("consent.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route(PATH, get(show).post(submit)).route(NUMBER_PATH, get(number))
}

#[derive(Template)]
#[template(path = "consent/consent.html")]
struct Ask {
    frame: Frame,
    site: String,
    client_id: String,
    required: Vec<Row>,
    optional: Vec<Row>,
    offline: Option<bool>,
    lacks_proof: bool,
    is_first: bool,
    /// The person's addresses, if there are several to choose from and one is asked for.
    addresses: Vec<AddressRow>,
}

/// An address that the site may be told.
struct AddressRow {
    id: String,
    email: String,
    is_chosen: bool,
}

/// One thing to decide about.
struct Row {
    field: &'static str,
    label: String,
    masked: String,
    /// The whole value, if more of it may be shown here.
    full: Option<String>,
    is_number: bool,
    purpose: Option<String>,
    is_told: bool,
}

#[derive(Template)]
#[template(path = "consent/number.html")]
struct Number {
    frame: Frame,
    number: String,
}

/// The request that waits for a decision, and whose.
async fn deciding(identity: &Identity, page: &Page) -> Result<Option<(Answering, Id)>, PageError> {
    let Some(answering) = answering(identity, page).await? else { return Ok(None) };
    Ok(match (answering.next(page.now()), answering.standing()) {
        (Next::Consent, Some(standing)) => Some((answering, standing.sign_in_id)),
        _ => None,
    })
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some((answering, id)) = deciding(&identity, &page).await? else { return page.go("/continue") };
    let person = identity.person(id).await?.ok_or(PageError::SignInNeeded)?;
    let consent = find_consent(identity.store(), id, &answering.client.client_id).await?;
    let addresses = addresses(&identity, &person, consent.as_ref()).await?;
    let person = addressed(&identity, person, consent.as_ref()).await?;
    ask(&page, &answering, &person, addresses)
}

/// The addresses to choose from; none if there is only one.
async fn addresses(
    identity: &Identity,
    person: &Person,
    consent: Option<&Consent>,
) -> Result<Vec<AddressRow>, PageError> {
    let kept = store::identity::addresses::list(identity.store(), person.id).await?;
    if kept.len() < 2 {
        return Ok(Vec::new());
    }
    let chosen = consent.and_then(|consent| consent.address_id);
    let has_chosen = kept.iter().any(|address| Some(address.id) == chosen);
    let key = person_keys::require(identity.store(), identity.sealer(), person.id, Realm::Identity).await?;
    let mut rows = Vec::new();
    for address in kept {
        let email = open_address(identity, &key, address.id, &address.email_sealed)?;
        let is_main = address.email_index == person.row.email_index;
        let is_chosen = if has_chosen { Some(address.id) == chosen } else { is_main };
        rows.push(AddressRow { id: address.id.to_string(), email: email.expose().to_owned(), is_chosen });
    }
    Ok(rows)
}

fn ask(
    page: &Page,
    answering: &Answering,
    person: &Person,
    addresses: Vec<AddressRow>,
) -> Result<Response, PageError> {
    let spanish = page.language() == Language::Es;
    let site = answering.client.name(spanish).to_owned();
    let title = page.frame("consent-title").say_with("consent-title-site", &[("site", &site)]);
    let situation = &answering.situation;
    let topics = known_topics(answering);
    let addresses = if topics.contains(&Topic::Email) { addresses } else { Vec::new() };
    let (required, optional) = topics.into_iter().partition(|topic| is_required(answering, *topic));
    let rows =
        |topics: Vec<Topic>| topics.into_iter().map(|topic| row(page, answering, person, topic)).collect();
    let wants_offline = answering.asked.scopes.contains(&Scope::OfflineAccess);
    page.show(&Ask {
        frame: page.frame_titled(title),
        site,
        client_id: answering.client.client_id.clone(),
        required: rows(required),
        optional: rows(optional),
        offline: wants_offline.then_some(situation.decided.offline == Some(true)),
        lacks_proof: !situation.is_proved && answering.asked.claims().iter().any(|claim| claim.is_proved()),
        is_first: situation.decided == Decided::default(),
        addresses,
    })
}

/// What is asked for and known, as a person decides about it.
fn known_topics(answering: &Answering) -> Vec<Topic> {
    let known = &answering.situation.known;
    let claims: Vec<_> = answering.asked.claims().into_iter().filter(|claim| known.contains(claim)).collect();
    topics(&claims)
}

fn is_required(answering: &Answering, topic: Topic) -> bool {
    answering.situation.required.iter().any(|claim| claim.topic() == topic)
}

fn row(page: &Page, answering: &Answering, person: &Person, topic: Topic) -> Row {
    let spanish = page.language() == Language::Es;
    let purpose = answering.client.purpose(topic);
    let told = &answering.situation.decided.told;
    let claims = answering.asked.claims();
    Row {
        field: topic.word(),
        label: page.say(topic.key()),
        masked: masked(page, person, topic, &claims),
        full: full(page, person, topic, &claims),
        is_number: topic == Topic::TaxNumber,
        purpose: purpose.map(|purpose| if spanish { purpose.es.clone() } else { purpose.en.clone() }),
        is_told: claims.iter().filter(|claim| claim.topic() == topic).all(|claim| told.contains(claim)),
    }
}

/// The whole tax number, for somebody who proved themselves lately.
async fn number(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some((answering, id)) = deciding(&identity, &page).await? else { return page.go("/continue") };
    if !known_topics(&answering).contains(&Topic::TaxNumber) {
        return page.go(PATH);
    }
    identity.require_recent(&page).await?;
    let person = identity.person(id).await?.ok_or(PageError::SignInNeeded)?;
    let digits = person.proof.as_ref().ok_or(PageError::NotFound)?.tax_number.expose();
    let number = format!("{}-{}-{}", &digits[..3], &digits[3..5], &digits[5..]);
    page.show(&Number { frame: page.frame("consent-number-title"), number })
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Agree,
    Refuse,
}

/// What was ticked.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box of the form")]
struct Ticked {
    decision: Decision,
    #[serde(default)]
    email: bool,
    #[serde(default)]
    phone: bool,
    #[serde(default)]
    name: bool,
    #[serde(default)]
    birth_date: bool,
    #[serde(default)]
    age_over_18: bool,
    #[serde(default)]
    tax_number: bool,
    #[serde(default)]
    proof: bool,
    #[serde(default)]
    offline: bool,
    /// The id of the address chosen.
    #[serde(default)]
    address: String,
}

impl Ticked {
    const fn holds(&self, topic: Topic) -> bool {
        match topic {
            Topic::Email => self.email,
            Topic::Phone => self.phone,
            Topic::Name => self.name,
            Topic::BirthDate => self.birth_date,
            Topic::AgeOver18 => self.age_over_18,
            Topic::TaxNumber => self.tax_number,
            Topic::Proof => self.proof,
        }
    }
}

/// What stands decided afterwards: what was asked for now as ticked, the rest as before.
fn decide(answering: &Answering, ticked: &Ticked) -> Decided {
    let situation = &answering.situation;
    let mut decided = situation.decided.clone();
    for claim in answering.asked.claims().into_iter().filter(|claim| situation.known.contains(claim)) {
        let is_told = is_required(answering, claim.topic()) || ticked.holds(claim.topic());
        let (to, from) = if is_told {
            (&mut decided.told, &mut decided.kept_back)
        } else {
            (&mut decided.kept_back, &mut decided.told)
        };
        to.insert(claim);
        from.remove(&claim);
    }
    if answering.asked.scopes.contains(&Scope::OfflineAccess) {
        decided.offline = Some(ticked.offline);
    }
    decided
}

/// The address to tell: the one chosen now, if it is the person's; else the one chosen before.
async fn chosen_address(
    identity: &Identity,
    sign_in: Id,
    client_id: &str,
    ticked: &Ticked,
) -> Result<Option<Id>, PageError> {
    if let Ok(chosen) = ticked.address.parse::<Id>() {
        let kept = store::identity::addresses::list(identity.store(), sign_in).await?;
        return Ok(kept.iter().any(|address| address.id == chosen).then_some(chosen));
    }
    Ok(find_consent(identity.store(), sign_in, client_id).await?.and_then(|consent| consent.address_id))
}

async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(ticked): Form<Ticked>,
) -> Result<Response, PageError> {
    let Some((answering, id)) = deciding(&identity, &page).await? else { return page.go("/continue") };
    if ticked.decision == Decision::Refuse {
        return refuse(&identity, &page, &answering, refused("access_denied", "the person did not agree"))
            .await;
    }
    let now = page.now();
    let (told, kept_back) = stored(&decide(&answering, &ticked));
    let client_id = answering.client.client_id.clone();
    let address_id = chosen_address(&identity, id, &client_id, &ticked).await?;
    let consent = Consent { client_id, told, kept_back, address_id, given_at: now };
    let session = page.session().map(web::session::Session::id);
    let write =
        add_consent(id, &consent).and(identity.happened(Happening::Agreed, id, session, &visitor, now));
    identity.go(&page, Flow { agreed: true, ..Flow::of(&page) }, write, "/continue").await
}
