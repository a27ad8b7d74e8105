//! How does a site's request come in (RFC 9126, RFC 9101, OpenID Connect Core 1.0 section 6)? As parameters, or as one
//! signed object; afterwards both are the same.

use outside::jose::encode;
use store::WriteError;
use store::identity::clients::use_assertion;
use values::{EmailAddress, Id, Timestamp};

use super::clients::Client;
use super::errors::{ProtocolError, invalid_request, refused};
use super::logout::read_hint;
use super::parameters::Parameters;
use super::request::{Asked, Fault, check};
use super::request_object::{Opened, check_beside, open};
use crate::{Identity, IdentityError};

/// What a sealed hint is bound to.
const HINTS: (&str, &str, Id) = ("sign_in_request", "login_hint", Id::from_bytes([0; 16]));

/// What is asked, or why it is refused.
pub(super) async fn incoming(
    identity: &Identity,
    client: &Client,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<Result<Asked, Fault>, IdentityError> {
    let opened = match unwrap(identity, client, parameters, now).await? {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(beside(client, parameters, error))),
    };
    let parameters = opened.as_ref().unwrap_or(parameters);
    let mut asked = match check(client, parameters) {
        Ok(asked) => asked,
        Err(fault) => return Ok(Err(fault)),
    };
    match hinted(identity, client, parameters).await? {
        Ok(None) => (),
        Ok(Some(subject)) if asked.subjects.as_ref().is_none_or(|named| named.contains(&subject)) => {
            asked.subjects = Some(vec![subject]);
        }
        Ok(Some(_)) => {
            let error = invalid_request("id_token_hint and claims name two people");
            return Ok(Err(beside(client, parameters, error)));
        }
        Err(error) => return Ok(Err(beside(client, parameters, error))),
    }
    // What is no address of ours helps nobody to sign in.
    asked.login_hint = parameters
        .get("login_hint")
        .and_then(|hint| hint.parse::<EmailAddress>().ok())
        .map(|email| seal_hint(identity, &email));
    Ok(Ok(asked))
}

/// The parameters inside a request object, used up if it says that it is to be used once; none if there is no object.
async fn unwrap(
    identity: &Identity,
    client: &Client,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<Result<Option<Parameters>, ProtocolError>, IdentityError> {
    let Some(token) = parameters.get("request") else {
        let refusal = invalid_request("this client must sign its requests (RFC 9101)");
        return Ok(if client.requests.must_be_signed { Err(refusal) } else { Ok(None) });
    };
    let keys = identity.keys_of(client, token, now).await;
    let checked = open(client, &keys, identity.issuer(), token, now)
        .and_then(|opened| check_beside(parameters, &opened).map(|()| opened));
    let Opened { parameters, once } = match checked {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(error)),
    };
    let Some((hash, until)) = once else { return Ok(Ok(Some(parameters))) };
    match identity.store().write(use_assertion(hash, until)).await {
        Ok(()) => Ok(Ok(Some(parameters))),
        Err(WriteError::Conflict { .. }) => {
            Ok(Err(refused("invalid_request_object", "the request object was used before")))
        }
        Err(error) => Err(error.into()),
    }
}

/// A refusal that goes back to the site if what stands beside the object names an address of its own.
fn beside(client: &Client, parameters: &Parameters, error: ProtocolError) -> Fault {
    match parameters.get("redirect_uri") {
        Some(redirect_uri) if client.redirect_uris.iter().any(|registered| registered == redirect_uri) => {
            Fault::Redirect {
                redirect_uri: redirect_uri.to_owned(),
                state: parameters.get("state").map(str::to_owned),
                error,
            }
        }
        _ => Fault::Page(error),
    }
}

/// Whom an ID token of ours says to have been there. It may have expired: it names somebody, it lets nobody in.
async fn hinted(
    identity: &Identity,
    client: &Client,
    parameters: &Parameters,
) -> Result<Result<Option<String>, ProtocolError>, IdentityError> {
    let Some(token) = parameters.get("id_token_hint") else { return Ok(Ok(None)) };
    let wrong = || Ok(Err(invalid_request("id_token_hint is no ID token of this provider for this client")));
    match read_hint(identity, token).await? {
        Some((client_id, claims)) if client_id == client.client_id => match claims.text("sub") {
            Ok(subject) => Ok(Ok(Some(subject.to_owned()))),
            Err(_) => wrong(),
        },
        _ => wrong(),
    }
}

fn seal_hint(identity: &Identity, email: &EmailAddress) -> String {
    let (table, column, row) = HINTS;
    let key = identity.sealer().program_key("login hints");
    encode(&identity.sealer().seal(&key, table, column, row, email.expose().as_bytes()))
}

/// The address that a site believes the visitor to have, to be put into the form for them.
pub(super) fn open_hint(identity: &Identity, asked: &Asked) -> Option<EmailAddress> {
    let (table, column, row) = HINTS;
    let sealed = outside::jose::decode(asked.login_hint.as_deref()?).ok()?;
    let key = identity.sealer().program_key("login hints");
    let opened = identity.sealer().open(&key, table, column, row, &sealed).ok()?;
    String::from_utf8(opened.expose().clone()).ok()?.parse().ok()
}
