//! A visitor arrives from another site, and goes back with the answer (OpenID Connect Core 1.0 section
//! 3.1.2, RFC 9126 section 4, RFC 9207). Errors before the return address is known are a page.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Write;
use store::identity::requests::{self, Request};
use store::identity::{clients as agreements, proofs, site_uses};
use values::Timestamp;
use web::{Page, PageError};

use super::clients::Client;
use super::errors::{ProtocolError, invalid_request};
use super::next::{Next, Situation, Standing, next};
use super::parameters::{Parameters, with_query};
use super::request::{Asked, Fault, check};
use super::scopes::split;
use super::token::{Granted, give};
use super::{paths, push};
use crate::flow::Flow;
use crate::secrets::{hash, later};
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
    };
    let flow = Flow { request: Some(request.id), agreed: false, ..Flow::of(&page) };
    let address = match &asked.language {
        Some(language) => format!("/continue?lang={language}"),
        None => "/continue".to_owned(),
    };
    identity.go(&page, flow, requests::add(&request), &address).await
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
        return Ok(check(&client, &parameters).map(|asked| (client, asked)));
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
    pub(crate) session: Option<store::identity::sessions::Session>,
}

impl Answering {
    /// What must happen next.
    pub(crate) fn next(&self, now: Timestamp) -> Next {
        next(&self.asked, &self.situation, now)
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
    let standing = identity.standing(page).await?;
    let (mut agreed, mut is_proved) = (Vec::new(), false);
    if let Some((standing, _)) = &standing {
        let given =
            agreements::find_consent(identity.store(), standing.sign_in_id, &client.client_id).await?;
        agreed = split(&given.unwrap_or_default());
        is_proved = proofs::find(identity.store(), standing.sign_in_id).await?.is_some();
    }
    let (standing, session) = standing.unzip();
    let situation = Situation {
        standing,
        begun_at: request.begun_at,
        agreed,
        agreed_now: flow.agreed,
        is_proved,
        proof_declined: request.proof_declined_at.is_some(),
    };
    Ok(Some(Answering { request, client, asked, situation, session }))
}

/// On to whatever comes next; at the end, back to the site.
pub(super) async fn proceed(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    if Flow::of(&page).set_up && identity.standing(&page).await?.is_some() {
        return page.go(crate::set_up::PATH);
    }
    let Some(answering) = answering(&identity, &page).await? else {
        let is_signed_in = identity.standing(&page).await?.is_some();
        return page.go(if is_signed_in { crate::security::PATH } else { crate::sign_in::PATH });
    };
    match answering.next(page.now()) {
        Next::SignIn => page.go(crate::sign_in::PATH),
        Next::Prove => page.go(crate::proof::PATH),
        Next::Consent => page.go(crate::consent::PATH),
        Next::Answer => answer(&identity, &page, &answering).await,
        Next::Refuse(error) => refuse(&identity, &page, &answering, error).await,
    }
}

/// Ends a request with a code.
async fn answer(identity: &Identity, page: &Page, answering: &Answering) -> Result<Response, PageError> {
    let (Some(standing), Some(session)) = (answering.standing(), &answering.session) else {
        return Err(PageError::SignInNeeded);
    };
    let asked = &answering.asked;
    let granted = Granted {
        redirect_uri: asked.redirect_uri.clone(),
        code_challenge: asked.code_challenge.clone(),
        nonce: asked.nonce.clone(),
        scopes: asked.scopes.clone(),
        session: session.id,
        proved_at: standing.proved_at,
        means: session.means.clone(),
        dpop_jkt: asked.dpop_jkt.clone(),
    };
    let secret = outside::jose::encode(&identity.dice().bytes::<32>());
    let noted = site_uses::add(standing.sign_in_id, &answering.client.client_id, page.now());
    let write = requests::close(answering.request.id, page.now()).and(noted).and(give(
        &answering.client,
        standing.sign_in_id,
        &to_json(&granted)?,
        &secret,
        page.now(),
    ));
    let mut pairs = vec![("code", secret.as_str()), ("iss", identity.issuer())];
    pairs.extend(asked.state.as_deref().map(|state| ("state", state)));
    let address = with_query(&asked.redirect_uri, &pairs);
    leave(identity, page, write, &address).await
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
