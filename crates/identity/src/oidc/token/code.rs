//! A code is traded, once, by the site that asked for it and knows what only it can know (RFC 6749 section 4.1.3,
//! RFC 7636 section 4.6, RFC 9449 section 10).

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Write;
use store::identity::codes::{self, Code};
use store::identity::refresh as grants;
use store::identity::sessions::Session;
use store::identity::{sessions, sign_ins, tokens};
use subtle::ConstantTimeEq;
use values::{Id, Timestamp};

use super::issue::{Issue, issue};
use super::{binding, record, refresh};
use crate::Identity;
use crate::levels::Level;
use crate::oidc::call::Lost;
use crate::oidc::client_auth::Caller;
use crate::oidc::clients::Client;
use crate::oidc::errors::{ProtocolError, invalid_grant, invalid_request};
use crate::oidc::failure::Failure;
use crate::oidc::parameters::Parameters;
use crate::oidc::scopes::Scope;
use crate::oidc::wanted::Named;
use crate::secrets::{later, place};
use crate::stored::from_json;

/// How long a code waits to be traded.
const CODE_SECONDS: i64 = 60;

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Granted {
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: String,
    pub(crate) nonce: Option<String>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) session: Id,
    pub(crate) proved_at: Timestamp,
    pub(crate) means: String,
    #[serde(default)]
    pub(crate) dpop_jkt: Option<String>,
    /// Facts that the request named one by one.
    #[serde(default)]
    pub(crate) named: Named,
    /// The level that is reported; the one reached, unless the site named levels.
    #[serde(default)]
    pub(crate) reported: Option<Level>,
    /// How sure it is who the person is.
    #[serde(default)]
    pub(crate) assurance: Option<String>,
}

/// Gives a code out: the last statement list of a sign-in at another site.
pub(crate) fn give(client: &Client, sign_in: Id, granted: &str, secret: &str, now: Timestamp) -> Write {
    let code = Code {
        client_id: client.client_id.clone(),
        sign_in_id: sign_in,
        content: granted.to_owned(),
        ends_at: later(now, CODE_SECONDS),
        is_used: false,
    };
    codes::add(place("authorization code", secret), &code).audit(record(now, sign_in, "openid-code.add"))
}

pub(super) async fn trade(
    identity: &Identity,
    caller: &mut Caller,
    now: Timestamp,
) -> Result<Value, Failure> {
    let code = caller.parameters.get("code").ok_or(invalid_request("code is missing"))?;
    let code_hash = place("authorization code", code);
    let kept = codes::find(identity.store(), code_hash).await?;
    let kept = kept.filter(|kept| kept.client_id == caller.client.client_id);
    let kept = kept.ok_or(invalid_grant("the code is unknown"))?;
    if kept.is_used {
        return Err(replayed(identity, caller, code_hash, &kept, now).await);
    }
    let granted: Granted = from_json(&kept.content)?;
    check(&kept, &granted, &caller.parameters, now)?;
    check_key(&granted, caller)?;
    let session = check_person(identity, &kept, &granted, now).await?;
    let refresh = refresh::begin(identity, caller, &kept, &granted, code_hash, &session, now);
    let is_offline = refresh.as_ref().is_some_and(|(grant, _)| grant.session_id.is_none());
    let issued = issue(
        identity,
        &Issue {
            client: &caller.client,
            sign_in: kept.sign_in_id,
            granted: &granted,
            nonce: granted.nonce.as_deref(),
            scopes: &granted.scopes,
            binding: binding(caller),
            code_hash,
            session: (!is_offline).then_some(granted.session),
            refresh: refresh.as_ref().map(|(grant, _)| grant.id),
        },
        now,
    )
    .await?;
    let mut write = codes::use_up(code_hash, now).and(issued.write);
    let mut answer = issued.answer;
    if let Some((grant, token)) = refresh {
        write = write.and(grants::add(&grant));
        answer.insert("refresh_token".to_owned(), token.into());
    }
    match identity.settle(&mut caller.used, write).await? {
        Ok(()) => Ok(answer.into()),
        // Another request was faster with the same code.
        Err(Lost(_)) => Err(replayed(identity, caller, code_hash, &kept, now).await),
    }
}

/// Whether the code may be traded by this request. Nothing is used up by a refusal.
fn check(
    kept: &Code,
    granted: &Granted,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<(), ProtocolError> {
    if now >= kept.ends_at {
        return Err(invalid_grant("the code has expired"));
    }
    if parameters.get("redirect_uri") != Some(granted.redirect_uri.as_str()) {
        return Err(invalid_grant("redirect_uri is not the one of the request"));
    }
    let verifier = parameters.get("code_verifier").ok_or(invalid_grant("code_verifier is missing"))?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(allowed) {
        return Err(invalid_grant("code_verifier is malformed"));
    }
    let challenge = outside::jose::encode(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref());
    if bool::from(challenge.as_bytes().ct_eq(granted.code_challenge.as_bytes())) {
        Ok(())
    } else {
        Err(invalid_grant("code_verifier does not fit the request"))
    }
}

/// A code that was asked for with a key is traded with that key alone.
fn check_key(granted: &Granted, caller: &Caller) -> Result<(), ProtocolError> {
    match (&granted.dpop_jkt, &caller.key) {
        (None, _) => Ok(()),
        (Some(asked), Some(shown)) if asked.as_bytes().ct_eq(shown.as_bytes()).into() => Ok(()),
        (Some(_), Some(_)) => Err(invalid_grant("the code is bound to another key")),
        (Some(_), None) => Err(invalid_grant("the code is bound to a key, and none was shown")),
    }
}

/// Signed out, or shut, since the code was given: then it is worth nothing.
async fn check_person(
    identity: &Identity,
    kept: &Code,
    granted: &Granted,
    now: Timestamp,
) -> Result<Session, Failure> {
    let session = sessions::find(identity.store(), granted.session, now).await?;
    let sign_in = sign_ins::find(identity.store(), kept.sign_in_id).await?;
    match session {
        Some(session) if sign_in.is_some_and(|sign_in| sign_in.is_active) => Ok(session),
        _ => Err(invalid_grant("the person has signed out").into()),
    }
}

/// A code traded twice was stolen, before or after: what it gave is taken back (RFC 6749 section 4.1.2).
async fn replayed(
    identity: &Identity,
    caller: &mut Caller,
    code_hash: [u8; 32],
    kept: &Code,
    now: Timestamp,
) -> Failure {
    let write = tokens::close_of_code(code_hash, now)
        .and(grants::close_of_code(code_hash, now))
        .audit(record(now, kept.sign_in_id, "openid-code.replay"));
    match identity.settle(&mut caller.used, write).await {
        Ok(_) => invalid_grant("the code was used before").into(),
        Err(failure) => failure,
    }
}
