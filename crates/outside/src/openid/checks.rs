//! May this ID token be believed (OpenID Connect Core 1.0, section 3.1.3.7)? Pure.

use values::Timestamp;

use crate::jose::{Audience, Claims, JoseError};

/// Clocks of two servers may differ by this much.
const CLOCK_SKEW_SECONDS: i64 = 10;

/// What the site sent, which the token must answer.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// This site.
    pub client_id: &'a str,
    /// The request's nonce.
    pub nonce: &'a str,
    /// The request's `max_age`.
    pub max_age: Option<u32>,
}

/// What an ID token says, once checked.
#[derive(Clone, Debug, PartialEq)]
pub struct IdToken {
    /// The person's name at this site and no other.
    pub subject: String,
    /// How strong the sign-in was.
    pub acr: Option<String>,
    /// By what means.
    pub amr: Vec<String>,
    /// When the person last proved themselves.
    pub signed_in_at: Option<Timestamp>,
    /// The provider's name for the session.
    pub session: Option<String>,
    /// Everything it says.
    pub claims: Claims,
}

/// Checks the claims of a token whose signature is already known to be the provider's.
pub fn check_id_token(
    claims: &Claims,
    expected: &Expected<'_>,
    now: Timestamp,
) -> Result<IdToken, JoseError> {
    if claims.text("iss")? != expected.issuer {
        return Err(JoseError::BadClaim("iss"));
    }
    check_audience(claims, expected.client_id)?;
    if claims.text("nonce")? != expected.nonce {
        return Err(JoseError::BadClaim("nonce"));
    }
    let second = now.as_second();
    if claims.instant("exp")?.as_second() + CLOCK_SKEW_SECONDS <= second {
        return Err(JoseError::BadClaim("exp"));
    }
    for name in ["iat", "nbf"] {
        let instant =
            if name == "iat" { Some(claims.instant(name)?) } else { claims.instant_or_none(name)? };
        if instant.is_some_and(|instant| instant.as_second() > second + CLOCK_SKEW_SECONDS) {
            return Err(JoseError::BadClaim(name));
        }
    }
    let signed_in_at = claims.instant_or_none("auth_time")?;
    if let Some(seconds) = expected.max_age {
        let at = signed_in_at.ok_or(JoseError::BadClaim("auth_time"))?;
        if at.as_second() + i64::from(seconds) + CLOCK_SKEW_SECONDS < second {
            return Err(JoseError::BadClaim("auth_time"));
        }
    }
    let subject = claims.text("sub")?;
    if subject.is_empty() || subject.len() > 255 {
        return Err(JoseError::BadClaim("sub"));
    }
    Ok(IdToken {
        subject: subject.to_owned(),
        acr: claims.text_or_none("acr")?.map(str::to_owned),
        amr: claims.texts("amr")?,
        signed_in_at,
        session: claims.text_or_none("sid")?.map(str::to_owned),
        claims: claims.clone(),
    })
}

/// What says that a token is a logout token.
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A logout token that says nothing of its end is good for so long after it was issued.
const LOGOUT_SECONDS: i64 = 120;

/// What a logout token says, once checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// The provider's name for the session that ended; without it, all sessions of the person did.
    pub session: Option<String>,
    /// The person's name at this site.
    pub subject: Option<String>,
    /// The token's own name: it is good once.
    pub id: String,
    /// Until when it must be remembered that it was used.
    pub ends_at: Timestamp,
}

/// Checks the claims of a logout token whose signature and type are already known to be right (OpenID Connect
/// Back-Channel Logout 1.0 section 2.6).
pub fn check_logout_token(
    claims: &Claims,
    issuer: &str,
    client_id: &str,
    now: Timestamp,
) -> Result<LogoutToken, JoseError> {
    if claims.text("iss")? != issuer {
        return Err(JoseError::BadClaim("iss"));
    }
    // Meant for this site alone: several sites' logouts are several tokens.
    if !claims.audience()?.names(client_id)
        || matches!(claims.audience()?, Audience::Many(names) if names.len() > 1)
    {
        return Err(JoseError::BadClaim("aud"));
    }
    // An ID token has one, a logout token never.
    if claims.get("nonce").is_some() {
        return Err(JoseError::BadClaim("nonce"));
    }
    let events = claims.get("events").and_then(serde_json::Value::as_object);
    if !events.is_some_and(|events| events.get(LOGOUT_EVENT).is_some_and(serde_json::Value::is_object)) {
        return Err(JoseError::BadClaim("events"));
    }
    let second = now.as_second();
    let issued_at = claims.instant("iat")?;
    if issued_at.as_second() > second + CLOCK_SKEW_SECONDS {
        return Err(JoseError::BadClaim("iat"));
    }
    let until = issued_at.as_second() + LOGOUT_SECONDS;
    let stated = claims.instant_or_none("exp")?.map_or(until, Timestamp::as_second);
    // A token of a provider that lets it live long is held to our own limit all the same.
    let until = stated.min(until) + CLOCK_SKEW_SECONDS;
    if until <= second {
        return Err(JoseError::BadClaim("exp"));
    }
    let name = |claim| match claims.text_or_none(claim)? {
        Some("") => Err(JoseError::BadClaim(claim)),
        Some(name) if name.len() > 255 => Err(JoseError::BadClaim(claim)),
        name => Ok(name.map(str::to_owned)),
    };
    let (session, subject) = (name("sid")?, name("sub")?);
    if session.is_none() && subject.is_none() {
        return Err(JoseError::BadClaim("sid"));
    }
    let id = name("jti")?.ok_or(JoseError::BadClaim("jti"))?;
    let ends_at = Timestamp::from_second(until + 1).map_err(|_| JoseError::BadClaim("exp"))?;
    Ok(LogoutToken { session, subject, id, ends_at })
}

/// The event that says that a person's account at the provider is gone for good (OpenID RISC Profile 1.0 section 2.2).
pub const PURGED_EVENT: &str = "https://schemas.openid.net/secevent/risc/event-type/account-purged";

/// A security event that is older than this is not taken any more.
const EVENT_SECONDS: i64 = 14 * 86_400;

/// What a security event token says, once checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityEvent {
    /// The person's name at this site; none if it is about no person, as one that tries the receiver out.
    pub subject: Option<String>,
    /// The names of what happened.
    pub kinds: Vec<String>,
}

impl SecurityEvent {
    /// Whether this is among what happened.
    pub fn says(&self, kind: &str) -> bool {
        self.kinds.iter().any(|said| said == kind)
    }
}

/// Checks the claims of a security event token, whose signature and type are already known to be right
/// (RFC 8417 section 2.2; RFC 9493 section 3.2.3; OpenID Shared Signals Framework 1.0 section 4).
pub fn check_security_event(
    claims: &Claims,
    issuer: &str,
    client_id: &str,
    now: Timestamp,
) -> Result<SecurityEvent, JoseError> {
    if claims.text("iss")? != issuer {
        return Err(JoseError::BadClaim("iss"));
    }
    if !claims.audience()?.names(client_id) {
        return Err(JoseError::BadClaim("aud"));
    }
    // An ID token or a logout token is no event about an account: neither says whom it is about in this way.
    for name in ["sub", "exp", "nonce"] {
        if claims.get(name).is_some() {
            return Err(JoseError::BadClaim(name));
        }
    }
    let age = now.as_second() - claims.instant("iat")?.as_second();
    if !(-CLOCK_SKEW_SECONDS..=EVENT_SECONDS).contains(&age) {
        return Err(JoseError::BadClaim("iat"));
    }
    let about = claims.get("sub_id").and_then(serde_json::Value::as_object);
    let said = |name: &str| about.and_then(|about| about.get(name)?.as_str());
    let subject = match said("format") {
        Some("iss_sub") if said("iss") == Some(issuer) => {
            let subject = said("sub").filter(|subject| !subject.is_empty() && subject.len() <= 255);
            Some(subject.ok_or(JoseError::BadClaim("sub_id"))?.to_owned())
        }
        Some("opaque") => None,
        _ => return Err(JoseError::BadClaim("sub_id")),
    };
    let events = claims.get("events").and_then(serde_json::Value::as_object);
    let events =
        events.filter(|events| !events.is_empty() && events.values().all(serde_json::Value::is_object));
    let kinds = events.ok_or(JoseError::BadClaim("events"))?.keys().cloned().collect();
    // What it says can be done any number of times, so nothing remembers its name; it must have one.
    if claims.text("jti")?.is_empty() {
        return Err(JoseError::BadClaim("jti"));
    }
    Ok(SecurityEvent { subject, kinds })
}

/// For this site; and if for others too, then issued to this one.
fn check_audience(claims: &Claims, client_id: &str) -> Result<(), JoseError> {
    let audience = claims.audience()?;
    if !audience.names(client_id) {
        return Err(JoseError::BadClaim("aud"));
    }
    let party = claims.text_or_none("azp")?;
    let several = matches!(&audience, Audience::Many(names) if names.len() > 1);
    if party.is_some_and(|party| party != client_id) || (several && party.is_none()) {
        return Err(JoseError::BadClaim("azp"));
    }
    Ok(())
}
