//! A site sends someone who signs out there, to sign out here too (OpenID Connect RP-Initiated Logout
//! 1.0). Without proof that the site means this session, the person is asked.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use outside::jose::{Algorithm, Audience, Claims, verify};
use serde::Deserialize;
use web::{Form, Frame, Page, PageError};

use super::clients::Client;
use super::parameters::{Parameters, with_query};
use super::paths;
use super::subject::{session_name, subject};
use crate::sign_in::end_session;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

#[derive(Template)]
#[template(path = "sign_in/sign_out.html")]
struct Ask {
    frame: Frame,
    action: &'static str,
    client_id: String,
    post_logout_redirect_uri: String,
    state: String,
}

/// What the question's form brings back.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Answered {
    client_id: String,
    post_logout_redirect_uri: String,
    state: String,
}

pub(super) async fn show(
    State(identity): State<Identity>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
    page: Page,
) -> Result<Response, PageError> {
    let refused = || PageError::BadRequest("openid-sign-out-refused");
    let parameters = Parameters::parse(&query.unwrap_or_default()).map_err(|_| refused())?;
    let hint = match parameters.get("id_token_hint") {
        Some(token) => Some(read_hint(&identity, token).await?.ok_or_else(refused)?),
        None => None,
    };
    let hinted = hint.as_ref().and_then(|(client_id, _)| identity.client(client_id));
    let named = parameters
        .get("client_id")
        .map(|client_id| identity.client(client_id).ok_or_else(refused))
        .transpose()?;
    if let (Some(hinted), Some(named)) = (&hinted, &named)
        && hinted.client_id != named.client_id
    {
        return Err(refused());
    }
    let client = named.or(hinted);
    let client = client.as_deref();
    let wanted = parameters.get("post_logout_redirect_uri").unwrap_or_default();
    let state = parameters.get("state").unwrap_or_default();
    let address = address_after(client, wanted, state).ok_or_else(refused)?;
    let Some((standing, session)) = identity.standing(&page).await? else { return page.go(&address) };
    let means_this_session = match (&hint, client) {
        (Some((_, claims)), Some(client)) => {
            claims.text("sub") == Ok(subject(identity.sealer(), client, standing.sign_in_id).as_str())
                && claims.text("sid") == Ok(session_name(identity.sealer(), client, session.id).as_str())
        }
        _ => false,
    };
    if means_this_session {
        return end_session(&identity, &page, &visitor, &address).await;
    }
    page.show(&Ask {
        frame: page.frame("sign-out-title"),
        action: paths::SIGN_OUT,
        client_id: client.map(|client| client.client_id.clone()).unwrap_or_default(),
        post_logout_redirect_uri: wanted.to_owned(),
        state: state.to_owned(),
    })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(answered): Form<Answered>,
) -> Result<Response, PageError> {
    let client = identity.client(&answered.client_id);
    let address = address_after(client.as_deref(), &answered.post_logout_redirect_uri, &answered.state);
    let address = address.ok_or(PageError::BadRequest("openid-sign-out-refused"))?;
    end_session(&identity, &page, &visitor, &address).await
}

/// Where to go afterwards: the client's registered address, our own page if none is asked for, nothing
/// if the one asked for is not the client's.
fn address_after(client: Option<&Client>, wanted: &str, state: &str) -> Option<String> {
    if wanted.is_empty() {
        return Some(crate::sign_in::PATH.to_owned());
    }
    let registered = &client?.post_logout_redirect_uris;
    if !registered.iter().any(|address| address == wanted) {
        return None;
    }
    let state = (!state.is_empty()).then_some(("state", state));
    Some(with_query(wanted, state.as_slice()))
}

/// Whom a hint was issued to. It may have expired: it names a session, it does not open one.
pub(super) async fn read_hint(
    identity: &Identity,
    token: &str,
) -> Result<Option<(String, Claims)>, IdentityError> {
    let keys = identity.signing_keys().await?;
    let Ok(claims) = verify(token, keys.public(), &Algorithm::ALL, &["jwt"]) else { return Ok(None) };
    let is_ours = claims.text("iss") == Ok(identity.issuer());
    Ok(match claims.audience() {
        Ok(Audience::One(client_id)) if is_ours => Some((client_id, claims)),
        _ => None,
    })
}
