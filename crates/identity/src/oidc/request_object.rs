//! Is this request signed by the site that makes it (RFC 9101; FAPI 2.0 Message Signing section 5.3)? What it says then
//! counts, and nothing beside it.

use aws_lc_rs::digest;
use jiff::SignedDuration;
use outside::jose::{Audience, Claims, JoseError, KeySet, verify};
use serde_json::Value;
use values::Timestamp;

use super::clients::Client;
use super::errors::{ProtocolError, invalid_request, refused};
use super::parameters::Parameters;

/// Clocks may differ by this much; FAPI 2.0 asks for at least 10 and at most 60 seconds.
const SKEW_SECONDS: i64 = 10;

/// A request may be good for at most this long, and begin at most this long ago.
const LONGEST_SECONDS: i64 = 3_600;

/// Claims of the token itself, which are no parameters.
const OF_THE_TOKEN: [&str; 7] = ["iss", "aud", "exp", "nbf", "iat", "jti", "sub"];

/// Parameters that stand beside a request object by their nature.
const BESIDE: [&str; 5] =
    ["request", "client_id", "client_assertion", "client_assertion_type", "client_secret"];

/// A request object that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it asks.
    pub parameters: Parameters,
    /// What it is remembered by and until when, if it says that it is to be used once.
    pub once: Option<([u8; 32], Timestamp)>,
}

const fn wrong(description: &'static str) -> ProtocolError {
    refused("invalid_request_object", description)
}

/// Opens a request object of this client, signed with one of these keys, for this provider.
pub fn open(
    client: &Client,
    keys: &KeySet,
    issuer: &str,
    token: &str,
    now: Timestamp,
) -> Result<Opened, ProtocolError> {
    let types = ["oauth-authz-req+jwt", "jwt"];
    let claims = verify(token, keys, &client.requests.algorithms, &types).map_err(|error| {
        wrong(match error {
            JoseError::AlgorithmRefused => {
                "the request object's algorithm is not one that this client may use"
            }
            JoseError::TypeRefused => "typ of the request object must be oauth-authz-req+jwt or JWT",
            _ => "the request object is not signed by this client",
        })
    })?;
    check_parties(&claims, client, issuer)?;
    let ends_at = check_times(&claims, now)?;
    let once = match claims.text_or_none("jti").map_err(|_| wrong("jti of the request object is no text"))? {
        None => None,
        Some(id) if id.is_empty() || id.len() > 256 => {
            return Err(wrong("jti of the request object is empty or too long"));
        }
        Some(id) => {
            let until = ends_at.saturating_add(SignedDuration::from_secs(2 * SKEW_SECONDS));
            Some((remembered_by(&client.client_id, id), until.unwrap_or(Timestamp::MAX)))
        }
    };
    Ok(Opened { parameters: parameters(&claims)?, once })
}

fn check_parties(claims: &Claims, client: &Client, issuer: &str) -> Result<(), ProtocolError> {
    let says = |name| claims.text(name).is_ok_and(|value| value == client.client_id);
    if !says("iss") || !says("client_id") {
        return Err(wrong("iss and client_id of the request object must be the client"));
    }
    // A statement of who the client is has its name as subject; a request must not pass for one, nor one for a request.
    if says("sub") {
        return Err(wrong("sub of the request object must not be the client"));
    }
    match claims.audience() {
        Ok(Audience::One(audience)) if audience == issuer => Ok(()),
        Ok(Audience::Many(several)) if several == [issuer] => Ok(()),
        _ => Err(wrong("aud of the request object must be the issuer")),
    }
}

/// Until when it is good.
fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, ProtocolError> {
    let second = now.as_second();
    let instant =
        |name| claims.instant_or_none(name).map_err(|_| wrong("a time of the request object is malformed"));
    let ends_at = instant("exp")?.ok_or(wrong("the request object has no exp"))?;
    if ends_at.as_second() + SKEW_SECONDS <= second {
        return Err(wrong("the request object has expired"));
    }
    if ends_at.as_second() > second + LONGEST_SECONDS {
        return Err(wrong("the request object is good for too long"));
    }
    for name in ["nbf", "iat"] {
        let Some(from) = instant(name)?.map(Timestamp::as_second) else { continue };
        if from > second + SKEW_SECONDS {
            return Err(wrong("the request object is not good yet"));
        }
        if from < second - LONGEST_SECONDS {
            return Err(wrong("the request object is too old"));
        }
    }
    Ok(ends_at)
}

fn remembered_by(client_id: &str, id: &str) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"request object");
    context.update(&(client_id.len() as u64).to_be_bytes());
    context.update(client_id.as_bytes());
    context.update(id.as_bytes());
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// The parameters that a request object holds: texts as they are, numbers in digits, `claims` as JSON.
fn parameters(claims: &Claims) -> Result<Parameters, ProtocolError> {
    let mut pairs = Vec::new();
    for (name, value) in claims.members().filter(|(name, _)| !OF_THE_TOKEN.contains(name)) {
        if matches!(name, "request" | "request_uri") {
            return Err(wrong("a request object holds no other request"));
        }
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) if number.is_u64() => number.to_string(),
            Value::Object(_) if name == "claims" => value.to_string(),
            // Whatever else it is, no parameter of ours looks like that.
            _ if KNOWN.contains(&name) => {
                return Err(wrong("a parameter of the request object is malformed"));
            }
            _ => continue,
        };
        pairs.push((name.to_owned(), text));
    }
    Ok(Parameters::of(pairs))
}

/// Parameters that mean something here.
const KNOWN: [&str; 20] = [
    "response_type",
    "response_mode",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "ui_locales",
    "display",
    "acr_values",
    "claims",
    "login_hint",
    "id_token_hint",
    "dpop_jkt",
    "client_id",
    "registration",
    "resource",
];

/// What beside the object says something else is refused: a browser may have been made to say it.
pub fn check_beside(outside: &Parameters, opened: &Opened) -> Result<(), ProtocolError> {
    let differs = outside.iter().any(|(name, value)| {
        KNOWN.contains(&name) && !BESIDE.contains(&name) && opened.parameters.get(name) != Some(value)
    });
    if differs {
        return Err(invalid_request("a parameter beside the request object is not the same inside"));
    }
    Ok(())
}
