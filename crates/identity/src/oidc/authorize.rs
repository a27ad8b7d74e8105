//! A visitor arrives from another site, and goes back with the answer (OpenID Connect Core 1.0 section
//! 3.1.2, RFC 9126 section 4, RFC 9207). Errors before the return address is known are a page.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Write;
use store::identity::requests::{self, Request};
use store::identity::{clients as agreements, session_sites, site_uses};
use values::{EmailAddress, Timestamp};
use web::{Page, PageError};

use super::claims::Claim;
use super::clients::Client;
use super::errors::{ProtocolError, invalid_request, refused};
use super::incoming::{incoming, open_hint};
use super::next::{Decided, Next, Situation, Standing, next};
use super::parameters::{Parameters, with_query};
use super::request::{Asked, Fault, Prompt};
use super::scopes::Scope;
use super::subject::subject;
use super::telling::{decided, known};
use super::token::{Granted, give};
use super::{paths, push};
use crate::authenticators::held::Held;
use crate::flow::Flow;
use crate::levels::{Level, Means};
use crate::secrets::{hash, later, new_secret};
use crate::stored::{from_json, to_json};
use crate::{Identity, IdentityError};

/// How long a visitor may take to answer.
const REQUEST_SECONDS: i64 = 3_600;

/// A visitor arrives with a site's request.
pub(super) async fn arrive(
    State(identity): State<Identity>,
    RawQuery(query): RawQuery,
    page: Page,
) -> Result<Response, PageError> {
    let now = page.now();
    let (client, asked) = match read(&identity, &query.unwrap_or_default(), now).await? {
        Ok(found) => found,
        Err(Fault::Redirect { redirect_uri, state, error }) => {
            return page.go(&refusal_address(&identity, &redirect_uri, state.as_deref(), error));
        }
        Err(Fault::Page(error)) => {
            tracing::warn!(reference = page.reference(), %error, "a site's request was refused");
            return Err(PageError::BadRequest("openid-request-refused"));
        }
    };
    let request = Request {
        id: identity.dice().id(now),
        client_id: client.client_id.clone(),
        content: to_json(&asked)?,
        begun_at: now,
        ends_at: later(now, REQUEST_SECONDS),
        proof_declined_at: None,
        level_declined_at: None,
    };
    let flow = Flow { request: Some(request.id), agreed: false, ..Flow::of(&page) };
    if let Some(response) = at_once(&identity, &page, &flow, &request, &client, &asked).await? {
        return Ok(response);
    }
    let address = match &asked.language {
        Some(language) => format!("/continue?lang={language}"),
        None => "/continue".to_owned(),
    };
    identity.go(&page, flow, requests::add(&request), &address).await
}

/// The answer for a visitor of whom nothing need be asked: the request is not kept, and the browser not sent on.
async fn at_once(
    identity: &Identity,
    page: &Page,
    flow: &Flow,
    request: &Request,
    client: &Arc<Client>,
    asked: &Asked,
) -> Result<Option<Response>, PageError> {
    if flow.set_up || page.session().is_none() {
        return Ok(None);
    }
    let answering = weigh(identity, page, flow, request.clone(), client.clone(), asked.clone()).await?;
    if answering.next(page.now()) != Next::Answer {
        return Ok(None);
    }
    let (write, address) = code(identity, page, &answering)?;
    identity.write(write).await?;
    Ok(Some(page.go(&address)?))
}

/// The request behind an address: pushed before, or in the address itself where the client may do that.
async fn read(
    identity: &Identity,
    query: &str,
    now: Timestamp,
) -> Result<Result<(Arc<Client>, Asked), Fault>, IdentityError> {
    let fault = |description| Ok(Err(Fault::Page(invalid_request(description))));
    let Ok(parameters) = Parameters::parse(query) else { return fault("the address is malformed") };
    let Some(client) = parameters.get("client_id").and_then(|client_id| identity.client(client_id)) else {
        return fault("client_id is missing or unknown");
    };
    let Some(name) = parameters.get("request_uri") else {
        if client.must_push {
            return fault("this client must push its requests");
        }
        let asked = incoming(identity, &client, &parameters, now).await?;
        return Ok(asked.map(|asked| (client, asked)));
    };
    let Some(secret) = name.strip_prefix(push::PREFIX) else {
        return fault("request_uri is not of this provider");
    };
    let name_hash = hash("pushed request", secret);
    let pushed = requests::find_pushed(identity.store(), name_hash).await?;
    let Some(pushed) = pushed.filter(|pushed| pushed.client_id == client.client_id) else {
        return fault("request_uri is unknown");
    };
    if pushed.is_used || now >= pushed.ends_at {
        return fault("request_uri was used or has expired");
    }
    match identity.store().write(requests::use_pushed(name_hash, now)).await {
        Ok(()) => Ok(Ok((client, from_json(&pushed.content)?))),
        Err(store::WriteError::Conflict { .. }) => fault("request_uri was used"),
        Err(error) => Err(error.into()),
    }
}

fn refusal_address(
    identity: &Identity,
    redirect_uri: &str,
    state: Option<&str>,
    error: ProtocolError,
) -> String {
    let mut pairs =
        vec![("error", error.code), ("error_description", error.description), ("iss", identity.issuer())];
    pairs.extend(state.map(|state| ("state", state)));
    with_query(redirect_uri, &pairs)
}

/// The request a browser is answering, and everything that decides what comes next.
pub(crate) struct Answering {
    pub(crate) request: Request,
    pub(crate) client: Arc<Client>,
    pub(crate) asked: Asked,
    pub(crate) situation: Situation,
    pub(crate) assurance: Option<&'static str>,
    pub(crate) session: Option<store::identity::sessions::Session>,
}

impl Answering {
    /// What must happen next.
    pub(crate) fn next(&self, now: Timestamp) -> Next {
        next(&self.asked, &self.situation, now)
    }

    /// The address that the site believes the visitor to have, to be put into the form for them.
    pub(crate) fn hint(&self, identity: &Identity) -> Option<EmailAddress> {
        open_hint(identity, &self.asked)
    }

    /// Who is signed in.
    pub(crate) fn standing(&self) -> Option<Standing> {
        self.situation.standing
    }
}

/// Loads what a browser is answering; nothing if it came by itself, or the request is over.
pub(crate) async fn answering(identity: &Identity, page: &Page) -> Result<Option<Answering>, IdentityError> {
    let flow = Flow::of(page);
    let Some(id) = flow.request else { return Ok(None) };
    let Some(request) = requests::find(identity.store(), id, page.now()).await? else { return Ok(None) };
    // A client taken out of the configuration meanwhile gets no answer.
    let Some(client) = identity.client(&request.client_id) else { return Ok(None) };
    let asked: Asked = from_json(&request.content)?;
    Ok(Some(weigh(identity, page, &flow, request, client, asked).await?))
}

/// Everything that decides what comes next.
async fn weigh(
    identity: &Identity,
    page: &Page,
    flow: &Flow,
    request: Request,
    client: Arc<Client>,
    asked: Asked,
) -> Result<Answering, IdentityError> {
    let mut situation = Situation {
        standing: None,
        level: Level::One,
        reachable: Level::One,
        is_the_one: true,
        least: client.requests.least_level,
        begun_at: request.begun_at,
        known: BTreeSet::new(),
        required: required(&client, &asked),
        decided: Decided::default(),
        agreed_now: flow.agreed,
        is_proved: false,
        proof_declined: request.proof_declined_at.is_some(),
        level_declined: request.level_declined_at.is_some(),
    };
    let Some((standing, session)) = identity.standing(page).await? else {
        return Ok(Answering { request, client, asked, situation, assurance: None, session: None });
    };
    let (store, id) = (identity.store(), standing.sign_in_id);
    let consent = agreements::find_consent(store, id, &client.client_id).await?;
    let (known, assurance) = known(identity, id, &asked.claims()).await?;
    situation.standing = Some(standing);
    situation.level = Means::read(&session.means).level();
    if asked.level.is_some() || situation.least.is_some() {
        situation.reachable = Held::of(identity, id).await?.reach();
    }
    if let Some(subjects) = &asked.subjects {
        situation.is_the_one = subjects.contains(&subject(identity.sealer(), &client, id));
    }
    situation.known = known;
    situation.decided = decided(consent.as_ref());
    situation.is_proved = assurance.is_some();
    Ok(Answering { request, client, asked, situation, assurance, session: Some(session) })
}

/// Facts without which the site can do nothing: by its registration, or because it says so.
fn required(client: &Client, asked: &Asked) -> BTreeSet<Claim> {
    let is_required = |claim: &Claim| {
        client.purpose(claim.topic()).is_some_and(|purpose| purpose.is_required) || asked.needs(*claim)
    };
    asked.claims().into_iter().filter(is_required).collect()
}

/// On to whatever comes next; at the end, back to the site.
pub(super) async fn proceed(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let sets_up = Flow::of(&page).set_up && identity.standing(&page).await?.is_some();
    let Some(answering) = answering(&identity, &page).await? else {
        let is_signed_in = identity.standing(&page).await?.is_some();
        return page.go(if sets_up {
            crate::set_up::PATH
        } else if is_signed_in {
            crate::security::PATH
        } else {
            crate::sign_in::PATH
        });
    };
    match answering.next(page.now()) {
        Next::Refuse(error) => refuse(&identity, &page, &answering, error).await,
        _ if sets_up && answering.asked.prompt == Prompt::None => {
            let error = refused("interaction_required", "the sign-in must be protected first");
            refuse(&identity, &page, &answering, error).await
        }
        _ if sets_up => page.go(crate::set_up::PATH),
        Next::SignIn => page.go(crate::sign_in::PATH),
        // A made-up person has nothing to prove it with but the button.
        Next::Again if answering.situation.level == Level::Demonstration => page.go(crate::sign_in::PATH),
        Next::Again => Err(PageError::ProofNeeded),
        Next::Stronger => page.go(crate::stronger::PATH),
        Next::Prove => page.go(crate::proof::PATH),
        Next::Consent => page.go(crate::consent::PATH),
        Next::Answer => answer(&identity, &page, &answering).await,
    }
}

/// Ends a request with a code.
async fn answer(identity: &Identity, page: &Page, answering: &Answering) -> Result<Response, PageError> {
    let (write, address) = code(identity, page, answering)?;
    leave(identity, page, requests::close(answering.request.id, page.now()).and(write), &address).await
}

/// A code for the site: what is remembered of it, and the address that takes it there.
fn code(identity: &Identity, page: &Page, answering: &Answering) -> Result<(Write, String), PageError> {
    let (Some(standing), Some(session)) = (answering.standing(), &answering.session) else {
        return Err(PageError::SignInNeeded);
    };
    let asked = &answering.asked;
    let granted = Granted {
        redirect_uri: asked.redirect_uri.clone(),
        code_challenge: asked.code_challenge.clone(),
        nonce: asked.nonce.clone(),
        scopes: granted_scopes(answering),
        session: session.id,
        proved_at: standing.proved_at,
        means: session.means.clone(),
        dpop_jkt: asked.dpop_jkt.clone(),
        named: asked.named.clone(),
        reported: asked.level.as_ref().map(|level| level.reported(answering.situation.level)),
        assurance: answering.assurance.map(str::to_owned),
    };
    let secret = new_secret(identity.dice(), page.now());
    let noted = site_uses::add(standing.sign_in_id, &answering.client.client_id, page.now()).and(
        session_sites::add(session.id, standing.sign_in_id, &answering.client.client_id, session.ends_at),
    );
    let write =
        noted.and(give(&answering.client, standing.sign_in_id, &to_json(&granted)?, &secret, page.now()));
    let mut pairs = vec![("code", secret.as_str()), ("iss", identity.issuer())];
    pairs.extend(asked.state.as_deref().map(|state| ("state", state)));
    Ok((write, with_query(&asked.redirect_uri, &pairs)))
}

/// What was asked for, less what the person kept back whole.
fn granted_scopes(answering: &Answering) -> Vec<Scope> {
    let decided = &answering.situation.decided;
    let is_granted = |scope: &Scope| match scope {
        Scope::Openid => true,
        Scope::OfflineAccess => decided.offline == Some(true),
        told => !told.claims().iter().all(|claim| decided.kept_back.contains(claim)),
    };
    answering.asked.scopes.iter().copied().filter(is_granted).collect()
}

/// Ends a request with a refusal.
pub(crate) async fn refuse(
    identity: &Identity,
    page: &Page,
    answering: &Answering,
    error: ProtocolError,
) -> Result<Response, PageError> {
    let asked = &answering.asked;
    let address = refusal_address(identity, &asked.redirect_uri, asked.state.as_deref(), error);
    leave(identity, page, requests::close(answering.request.id, page.now()), &address).await
}

async fn leave(identity: &Identity, page: &Page, write: Write, address: &str) -> Result<Response, PageError> {
    let flow = Flow { request: None, agreed: false, ..Flow::of(page) };
    identity.go(page, flow, write, address).await
}

/// The routes that visitors' browsers follow.
pub(super) fn routes() -> axum::Router<Identity> {
    axum::Router::new()
        .route(paths::AUTHORIZE, axum::routing::get(arrive))
        .route("/continue", axum::routing::get(proceed))
}
