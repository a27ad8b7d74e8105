//! May a statement be believed in which a site says, signed, who it is (`private_key_jwt`; RFC 7523, OpenID Connect
//! Core 1.0 section 9, FAPI 2.0 Security Profile 5.3.2.1)?

use aws_lc_rs::digest;
use jiff::SignedDuration;
use outside::jose::{Algorithm, Audience, Claims, KeySet, verify};
use values::Timestamp;

use super::clients::Client;
use super::errors::{ProtocolError, invalid_client};

/// Clocks may differ by this much.
const SKEW_SECONDS: i64 = 10;

/// A statement may be good for at most this long.
const LONGEST_SECONDS: i64 = 600;

/// A statement that holds, to be used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Assertion {
    /// What it is remembered by.
    pub(super) hash: [u8; 32],
    /// Until when it must be remembered.
    pub(super) ends_at: Timestamp,
}

/// Who a statement says it is by, before anything is believed: to know whose keys to try.
pub(super) fn claimed_client(token: &str) -> Option<String> {
    let body = token.split('.').nth(1)?;
    let claims = outside::jose::parse_object(&outside::jose::decode(body).ok()?).ok()?;
    claims.get("sub")?.as_str().map(str::to_owned)
}

/// Checks a statement by this client for this provider.
pub(super) fn check(
    client: &Client,
    keys: &KeySet,
    issuer: &str,
    token: &str,
    now: Timestamp,
) -> Result<Assertion, ProtocolError> {
    let types = ["jwt", "client-authentication+jwt", ""];
    let claims = verify(token, keys, &Algorithm::ALL, &types)
        .map_err(|_| invalid_client("the assertion is not signed by this client"))?;
    check_parties(&claims, client, issuer)?;
    let ends_at = check_times(&claims, now)?;
    let id = claims.text("jti").map_err(|_| invalid_client("the assertion has no jti"))?;
    if id.is_empty() || id.len() > 256 {
        return Err(invalid_client("the assertion's jti is empty or too long"));
    }
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"client assertion");
    context.update(&(client.client_id.len() as u64).to_be_bytes());
    context.update(client.client_id.as_bytes());
    context.update(id.as_bytes());
    let hash = context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes");
    // Remembered a little beyond its end, because it is accepted a little beyond it.
    let ends_at =
        ends_at.saturating_add(SignedDuration::from_secs(2 * SKEW_SECONDS)).unwrap_or(Timestamp::MAX);
    Ok(Assertion { hash, ends_at })
}

fn check_parties(claims: &Claims, client: &Client, issuer: &str) -> Result<(), ProtocolError> {
    let says = |name| claims.text(name).is_ok_and(|value| value == client.client_id);
    if !says("iss") || !says("sub") {
        return Err(invalid_client("iss and sub of the assertion must be the client"));
    }
    // One text, the issuer: a list, or an endpoint, could be meant for another party as well.
    if claims.audience() != Ok(Audience::One(issuer.to_owned())) {
        return Err(invalid_client("aud of the assertion must be the issuer, as one text"));
    }
    Ok(())
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, ProtocolError> {
    let second = now.as_second();
    let ends_at = claims.instant("exp").map_err(|_| invalid_client("the assertion has no exp"))?;
    if ends_at.as_second() + SKEW_SECONDS <= second {
        return Err(invalid_client("the assertion has expired"));
    }
    if ends_at.as_second() > second + LONGEST_SECONDS {
        return Err(invalid_client("the assertion is good for too long"));
    }
    for name in ["iat", "nbf"] {
        let instant = claims
            .instant_or_none(name)
            .map_err(|_| invalid_client("a time in the assertion is malformed"))?;
        if instant.is_some_and(|instant| instant.as_second() > second + SKEW_SECONDS) {
            return Err(invalid_client("the assertion is not good yet"));
        }
    }
    Ok(ends_at)
}
