//! A site comes for new tokens without its visitor (RFC 6749 section 6, RFC 9700 section 4.14, FAPI 2.0 section
//! 5.3.2.1).
//!
//! A site that proves itself keeps its token: proving is what protects it, and a token lost on the way would cost the
//! person a sign-in. One that cannot gets another each time. An old one that comes again was copied, by somebody or
//! from somebody: everything that came of it ends. Only the holder of the key may bring the last one again for a
//! little while, since the answer may not have reached it, and gets the same next one.

use outside::jose::{decode, encode};
use serde_json::Value;
use store::Write;
use store::identity::codes::Code;
use store::identity::refresh::{self as grants, Grant};
use store::identity::sessions::Session;
use store::identity::{sessions, sign_ins, tokens};
use subtle::ConstantTimeEq;
use values::{Id, Timestamp};

use super::code::Granted;
use super::issue::{Issue, issue};
use super::{binding, record};
use crate::Identity;
use crate::oidc::binding::Binding;
use crate::oidc::call::Lost;
use crate::oidc::client_auth::Caller;
use crate::oidc::errors::{ProtocolError, invalid_grant, invalid_request, refused};
use crate::oidc::failure::Failure;
use crate::oidc::kinds::Refresh;
use crate::oidc::scopes::Scope;
use crate::secrets::later;
use crate::stored::{from_json, to_json};

/// For so long the holder of a key may bring its last token again.
const GRACE_SECONDS: i64 = 60;

/// Requests that come at once with one token move it on; the others look again.
const ATTEMPTS: usize = 4;

/// A token as it was shown: which grant, which generation, and what only we could have made of both.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Presented {
    id: Id,
    generation: i64,
    mark: [u8; 32],
}

impl Presented {
    /// Reads a token; whether it is one of ours is not known yet.
    pub(in crate::oidc) fn read(token: &str) -> Option<Self> {
        let bytes: [u8; 52] = decode(token).ok()?.try_into().ok()?;
        let id = Id::try_from(&bytes[..16]).ok()?;
        let generation = u32::from_be_bytes(bytes[16..20].try_into().ok()?);
        Some(Self { id, generation: i64::from(generation), mark: bytes[20..].try_into().ok()? })
    }
}

impl Identity {
    /// What makes a token ours: the program's key over the grant, its random part and the generation.
    fn refresh_mark(&self, grant: &Grant, generation: i64) -> [u8; 32] {
        let mut value = grant.id.as_bytes().to_vec();
        value.extend_from_slice(&generation.to_be_bytes());
        value.extend_from_slice(&grant.salt);
        self.sealer().index_of("refresh token", &value)
    }

    /// The token of a generation. It is made anew whenever it is needed and stored nowhere.
    fn refresh_token(&self, grant: &Grant, generation: i64) -> String {
        let mut bytes = grant.id.as_bytes().to_vec();
        bytes.extend_from_slice(&u32::try_from(generation).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(&self.refresh_mark(grant, generation));
        encode(&bytes)
    }

    /// The grant of a token that is ours, of whatever generation, ended or not.
    pub(in crate::oidc) async fn refresh_grant(
        &self,
        presented: &Presented,
    ) -> Result<Option<Grant>, store::StoreError> {
        let grant = grants::find(self.store(), presented.id).await?;
        Ok(grant.filter(|grant| self.refresh_mark(grant, presented.generation).ct_eq(&presented.mark).into()))
    }

    /// Whether the token could be used now.
    pub(in crate::oidc) fn is_good(&self, grant: &Grant, presented: &Presented, now: Timestamp) -> bool {
        grant.generation == presented.generation
            && grant.ended_at.is_none()
            && now < grant.ends_at
            && grant.used_at > self.idle_before(now)
    }

    /// Whether the person may still be asked for: the sign-in may be used, and its session stands if it ends with one.
    pub(in crate::oidc) async fn refresh_stands(
        &self,
        grant: &Grant,
        now: Timestamp,
    ) -> Result<bool, store::StoreError> {
        let sign_in = sign_ins::find(self.store(), grant.sign_in_id).await?;
        let stands = match grant.session_id {
            None => true,
            Some(session) => sessions::find(self.store(), session, now).await?.is_some(),
        };
        Ok(stands && sign_in.is_some_and(|sign_in| sign_in.is_active))
    }

    fn idle_before(&self, now: Timestamp) -> Timestamp {
        later(now, -self.policy().tokens.refresh_idle_seconds)
    }
}

/// Begins a grant beside the tokens of a code, if the client gets one: it, and its first token.
pub(super) fn begin(
    identity: &Identity,
    caller: &Caller,
    code: &Code,
    granted: &Granted,
    code_hash: [u8; 32],
    session: &Session,
    now: Timestamp,
) -> Option<(Grant, String)> {
    let rule = caller.client.tokens.refresh;
    let is_offline = granted.scopes.contains(&Scope::OfflineAccess) && rule != Refresh::Never;
    if !is_offline && rule != Refresh::WithSession {
        return None;
    }
    let ends_at = later(now, identity.policy().tokens.refresh_seconds);
    // A client that proves itself may change its key; one that cannot is known by nothing else.
    let binding = binding(caller).filter(|_| caller.client.authentication.is_public());
    let grant = Grant {
        id: identity.dice().id(now),
        salt: identity.dice().bytes(),
        generation: 0,
        rotated_at: now,
        client_id: code.client_id.clone(),
        sign_in_id: code.sign_in_id,
        session_id: (!is_offline).then_some(granted.session),
        code_hash,
        content: to_json(granted).ok()?,
        binding: binding.as_ref().map(Binding::text),
        begun_at: now,
        used_at: now,
        ends_at: if is_offline { ends_at } else { ends_at.min(session.ends_at) },
        ended_at: None,
    };
    let token = identity.refresh_token(&grant, 0);
    Some((grant, token))
}

/// What a shown token means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// It stays good.
    Keep,
    /// The next one takes its place.
    Next,
    /// The one before, by whoever may not have got the answer: the same next one again.
    Again,
    /// A copy.
    Replay,
}

fn turn(caller: &Caller, grant: &Grant, presented: &Presented, now: Timestamp) -> Turn {
    let rotates = caller.client.authentication.is_public();
    if presented.generation == grant.generation {
        return if rotates { Turn::Next } else { Turn::Keep };
    }
    let is_last = presented.generation == grant.generation - 1;
    let in_time = now < later(grant.rotated_at, GRACE_SECONDS);
    if rotates && is_last && in_time && grant.binding.is_some() { Turn::Again } else { Turn::Replay }
}

pub(super) async fn trade(
    identity: &Identity,
    caller: &mut Caller,
    now: Timestamp,
) -> Result<Value, Failure> {
    let unknown = invalid_grant("the refresh token is unknown");
    let token = caller.parameters.get("refresh_token").ok_or(invalid_request("refresh_token is missing"))?;
    let presented = Presented::read(token).ok_or(unknown)?;
    for _ in 0..ATTEMPTS {
        let grant = identity.refresh_grant(&presented).await?;
        let grant = grant.filter(|grant| grant.client_id == caller.client.client_id).ok_or(unknown)?;
        check_key(caller, &grant)?;
        let turn = turn(caller, &grant, &presented, now);
        if turn == Turn::Replay {
            return Err(replayed(identity, caller, &grant, now).await);
        }
        check(identity, caller, &grant, now).await?;
        let granted = granted_of(&grant)?;
        let scopes = scopes(caller, &granted)?;
        let issued = issue(
            identity,
            &Issue {
                client: &caller.client,
                sign_in: grant.sign_in_id,
                granted: &granted,
                nonce: None,
                scopes: &scopes,
                binding: binding(caller),
                code_hash: grant.code_hash,
                session: grant.session_id,
                refresh: Some(grant.id),
            },
            now,
        )
        .await?;
        let (write, next) = used(identity, &grant, turn, now);
        if identity.settle(&mut caller.used, write.and(issued.write)).await? == Err(Lost(0)) {
            continue;
        }
        let mut answer = issued.answer;
        answer.insert("refresh_token".to_owned(), next.into());
        return Ok(answer.into());
    }
    Err(invalid_grant("the refresh token is used by too many at once").into())
}

/// The statement that uses a token, and the token to go on with.
fn used(identity: &Identity, grant: &Grant, turn: Turn, now: Timestamp) -> (Write, String) {
    let idle_before = identity.idle_before(now);
    match turn {
        Turn::Next => (
            grants::use_up(grant.id, grant.generation, now, idle_before),
            identity.refresh_token(grant, grant.generation + 1),
        ),
        Turn::Keep | Turn::Again | Turn::Replay => (
            grants::use_again(grant.id, grant.generation, now, idle_before),
            identity.refresh_token(grant, grant.generation),
        ),
    }
}

/// A token bound to a key opens nothing without it, and tells whoever lacks it nothing.
fn check_key(caller: &Caller, grant: &Grant) -> Result<(), ProtocolError> {
    match grant.binding.as_deref().map(Binding::read) {
        None => Ok(()),
        Some(binding) if binding.is_key(caller.key.as_deref()) => Ok(()),
        Some(_) => Err(invalid_grant("the refresh token is bound to another key")),
    }
}

/// Whether the grant still stands: not ended or too old, the client may have it, and the person may be asked for.
async fn check(identity: &Identity, caller: &Caller, grant: &Grant, now: Timestamp) -> Result<(), Failure> {
    if caller.client.tokens.refresh == Refresh::Never {
        return Err(refused("unauthorized_client", "this client gets no refresh tokens").into());
    }
    if grant.ended_at.is_some() || now >= grant.ends_at || grant.used_at <= identity.idle_before(now) {
        return Err(invalid_grant("the refresh token has ended").into());
    }
    if identity.refresh_stands(grant, now).await? {
        return Ok(());
    }
    Err(invalid_grant("the person has signed out").into())
}

/// What a grant stands for.
pub(in crate::oidc) fn granted_of(grant: &Grant) -> Result<Granted, crate::IdentityError> {
    from_json(&grant.content)
}

/// What the new access token opens: what was granted and the client may still have, or as much of it as is asked for.
fn scopes(caller: &Caller, granted: &Granted) -> Result<Vec<Scope>, ProtocolError> {
    let mut scopes = granted.scopes.clone();
    scopes.retain(|scope| caller.client.scopes.contains(scope));
    let Some(text) = caller.parameters.get("scope") else { return Ok(scopes) };
    let asked: Option<Vec<Scope>> = text
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| Scope::from_word(word).filter(|scope| scopes.contains(scope)))
        .collect();
    let asked = asked.ok_or(refused("invalid_scope", "scope goes beyond what was granted"))?;
    scopes.retain(|scope| asked.contains(scope));
    Ok(scopes)
}

/// A copied token: neither copy is good any more, nor what came of them.
async fn replayed(identity: &Identity, caller: &mut Caller, grant: &Grant, now: Timestamp) -> Failure {
    let write = end(grant, now).audit(record(now, grant.sign_in_id, "openid-refresh.replay"));
    match identity.settle(&mut caller.used, write).await {
        Ok(_) => invalid_grant("the refresh token was used before").into(),
        Err(failure) => failure,
    }
}

/// The statements that end a grant and the access tokens of it.
pub(in crate::oidc) fn end(grant: &Grant, now: Timestamp) -> Write {
    grants::close(grant.id, now).and(tokens::close_of_refresh(grant.id, now))
}
