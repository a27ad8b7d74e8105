//! Is it really this site that calls? Each proves it in one way, the one it is registered with (RFC 6749 section 2.3,
//! RFC 7523, RFC 8705 section 2).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use store::identity::clients::use_assertion;
use values::Timestamp;
use web::certificates::ClientCertificate;

use super::call::{Call, Used};
use super::certificates;
use super::clients::Client;
use super::errors::{ProtocolError, invalid_client, invalid_request};
use super::failure::Failure;
use super::kinds::{Authentication, SecretHash};
use super::parameters::{Parameters, decode_part};
use super::statements::{check, claimed_client};
use crate::Identity;

/// The kind of statement a site signs.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Who calls, believed, and with what.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) client: Arc<Client>,
    pub(super) parameters: Parameters,
    /// The proofs it brought, still to be used up.
    pub(super) used: Used,
    /// The SHA-256 of the certificate it proved itself with.
    pub(super) certificate: Option<[u8; 32]>,
    /// The key it has shown (RFC 7638).
    pub(super) key: Option<String>,
}

/// What a call says of who makes it.
enum Claimed<'a> {
    Statement(&'a str),
    SecretInHeader(String),
    SecretInBody(&'a str),
    /// Its name alone: a certificate, or nothing, stands behind it.
    Name,
}

impl Identity {
    /// Who calls. What proves it is good once, and used up with whatever the call does ([`Self::settle`]) or, if it
    /// does nothing, by itself ([`Self::spend`]).
    pub(super) async fn authenticate(&self, call: &Call, now: Timestamp) -> Result<Caller, Failure> {
        let parameters = call.parameters()?;
        let (name, claimed) = claim(call, &parameters)?;
        let client = self.client(&name).ok_or(invalid_client("the client is unknown"))?;
        let mut used = Used::default();
        let mut certificate = None;
        match (&client.authentication, &claimed) {
            (Authentication::SignedStatement, Claimed::Statement(token)) => {
                let keys = self.keys_of(&client, token, now).await;
                let statement = check(&client, &keys, self.issuer(), token, now)?;
                let refusal = invalid_client("the assertion was used before");
                used.add(use_assertion(statement.hash, statement.ends_at), refusal);
            }
            (Authentication::SecretInHeader(hashes), Claimed::SecretInHeader(secret)) => {
                check_secret(hashes, secret)?;
            }
            (Authentication::SecretInBody(hashes), Claimed::SecretInBody(secret)) => {
                check_secret(hashes, secret)?;
            }
            (
                way @ (Authentication::Certificate { .. } | Authentication::OwnCertificate(_)),
                Claimed::Name,
            ) => {
                certificate = Some(check_certificate(way, call.certificate.as_ref(), now)?);
            }
            (Authentication::None, Claimed::Name) => (),
            _ => {
                return Err(
                    invalid_client("the client must prove itself in the way it is registered with").into()
                );
            }
        }
        Ok(Caller { client, parameters, used, certificate, key: None })
    }
}

/// Which site a call says it is, and in which one way it proves it.
fn claim<'a>(call: &'a Call, parameters: &'a Parameters) -> Result<(String, Claimed<'a>), ProtocolError> {
    let named = parameters.get("client_id");
    let header = call.authorization()?;
    let (secret, statement) = (parameters.get("client_secret"), parameters.get("client_assertion"));
    let ways = [header.is_some(), secret.is_some(), statement.is_some()];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        return Err(invalid_request("a client proves itself in one way"));
    }
    if parameters.get("client_assertion_type").is_some_and(|kind| kind != ASSERTION_TYPE) {
        return Err(invalid_client("client_assertion_type is not supported"));
    }
    let (name, claimed) = match (header, secret, statement) {
        (Some((scheme, text)), _, _) => {
            let (name, secret) = basic(&scheme, text).ok_or(invalid_client("Authorization is not Basic"))?;
            (name, Claimed::SecretInHeader(secret))
        }
        (_, _, Some(token)) => {
            if parameters.get("client_assertion_type").is_none() {
                return Err(invalid_client("client_assertion_type is missing"));
            }
            let name = claimed_client(token).ok_or(invalid_client("the assertion is malformed"))?;
            (name, Claimed::Statement(token))
        }
        (_, secret, _) => {
            let name = named.ok_or(invalid_client("no client is named"))?.to_owned();
            (name, secret.map_or(Claimed::Name, Claimed::SecretInBody))
        }
    };
    if named.is_some_and(|named| named != name) {
        return Err(invalid_client("client_id is not the client that proves itself"));
    }
    Ok((name, claimed))
}

/// Name and secret of a Basic header, each encoded as in a form before they were joined (RFC 6749 section 2.3.1).
fn basic(scheme: &str, text: &str) -> Option<(String, String)> {
    if scheme != "basic" {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (name, secret) = text.split_once(':')?;
    Some((decode_part(name)?, decode_part(secret)?))
}

/// Whether it is one of the client's secrets; all are compared, whichever fits.
fn check_secret(hashes: &[SecretHash], secret: &str) -> Result<(), ProtocolError> {
    let fits = hashes.iter().fold(false, |fits, hash| hash.fits(secret) | fits);
    if fits { Ok(()) } else { Err(invalid_client("the secret is wrong")) }
}

fn check_certificate(
    way: &Authentication,
    shown: Option<&ClientCertificate>,
    now: Timestamp,
) -> Result<[u8; 32], ProtocolError> {
    let shown = shown.ok_or(invalid_client("the client must connect with its certificate"))?;
    let fits = match way {
        Authentication::Certificate { authorities, name } => {
            certificates::is_issued(shown, authorities, name, now)
        }
        Authentication::OwnCertificate(hashes) => certificates::is_own(shown, hashes, now),
        _ => false,
    };
    if fits {
        Ok(certificates::thumbprint(&shown.leaf))
    } else {
        Err(invalid_client("the certificate is not this client's"))
    }
}
