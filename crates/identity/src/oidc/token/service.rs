//! A program calls in its own name, with no person behind it (RFC 6749 section 4.4, RFC 8707, RFC 9068). Its token is
//! signed and not stored; that it was given stands in the audit log.

use outside::jose::{Algorithm, Claims, verify};
use serde_json::{Map, Value, json};
use store::identity::clients::is_used;
use store::{Actor, AuditRecord, Write};
use values::{Id, Timestamp};

use super::binding;
use crate::oidc::binding::Binding;
use crate::oidc::client_auth::Caller;
use crate::oidc::errors::{ProtocolError, refused};
use crate::oidc::failure::Failure;
use crate::oidc::kinds::Service;
use crate::oidc::parameters::Parameters;
use crate::secrets::hash;
use crate::{Identity, IdentityError};

/// The type of these tokens.
pub(in crate::oidc) const TYPE: &str = "at+jwt";

pub(super) async fn trade(
    identity: &Identity,
    caller: &mut Caller,
    now: Timestamp,
) -> Result<Value, Failure> {
    let client = caller.client.clone();
    let service = client.tokens.service.as_ref();
    let service =
        service.ok_or(refused("unauthorized_client", "this client may not call in its own name"))?;
    let scope = scope(service, &caller.parameters)?;
    let audience = audience(service, &caller.parameters)?;
    let (id, seconds) = (identity.dice().id(now), identity.policy().tokens.service_seconds);
    let binding = binding(caller);
    let mut claims = json!({
        "iss": identity.issuer(),
        "sub": client.client_id,
        "client_id": client.client_id,
        "aud": audience,
        "scope": scope,
        "iat": now.as_second(),
        "exp": now.as_second() + seconds,
        "jti": id.to_string(),
    });
    if let Some(binding) = &binding {
        claims["cnf"] = binding.confirmation();
    }
    let key = identity.signing_key(Algorithm::Es256).await?;
    let token = outside::jose::sign(&key, TYPE, &claims).map_err(IdentityError::from)?;
    let write = Write::new().audit(record(now, id, &client.client_id));
    // No statement of it can lose a race: nothing else knows this token yet.
    let _settled = identity.settle(&mut caller.used, write).await?;
    let mut answer = Map::new();
    answer.insert("access_token".to_owned(), token.into());
    answer.insert("token_type".to_owned(), Binding::token_type(binding.as_ref()).into());
    answer.insert("expires_in".to_owned(), seconds.into());
    answer.insert("scope".to_owned(), scope.into());
    Ok(answer.into())
}

/// The audit line names the token, and as its reason the client.
fn record(at: Timestamp, token: Id, client_id: &str) -> AuditRecord {
    AuditRecord {
        at,
        actor: Actor::System("openid"),
        action: "openid-service-token.add",
        subject: Some(token),
        reason: Some(client_id.to_owned()),
    }
}

/// What it may do: what it asks for, each word of which it must be allowed; all it is allowed if it asks for nothing.
fn scope(service: &Service, parameters: &Parameters) -> Result<String, ProtocolError> {
    let Some(text) = parameters.get("scope") else { return Ok(service.scopes.join(" ")) };
    let mut words: Vec<&str> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !service.scopes.iter().any(|allowed| allowed == word) {
            return Err(refused("invalid_scope", "this client may not ask for one of these scopes"));
        }
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Ok(words.join(" "))
}

/// For whom it is: the resource it names, which it must be allowed, or the first it is allowed.
fn audience<'a>(service: &'a Service, parameters: &Parameters) -> Result<&'a str, ProtocolError> {
    let wanted = parameters.get("resource");
    let found = service.audiences.iter().find(|allowed| wanted.is_none_or(|wanted| wanted == *allowed));
    found.map(String::as_str).ok_or(refused("invalid_target", "this client may not name this resource"))
}

/// By what a token that was taken back is remembered.
pub(in crate::oidc) fn revoked_hash(id: &str) -> [u8; 32] {
    hash("token taken back", id)
}

impl Identity {
    /// What such a token says, if it is ours, of now, and was not taken back.
    pub(in crate::oidc) async fn service_token(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Claims>, IdentityError> {
        let keys = self.signing_keys().await?;
        let Ok(claims) = verify(token, keys.public(), &[Algorithm::Es256], &[TYPE]) else { return Ok(None) };
        let is_current = claims.instant("exp").is_ok_and(|end| now < end);
        if claims.text("iss") != Ok(self.issuer()) || !is_current {
            return Ok(None);
        }
        let Ok(id) = claims.text("jti") else { return Ok(None) };
        Ok(if is_used(self.store(), revoked_hash(id)).await? { None } else { Some(claims) })
    }
}
