//! What does a site get in its hands: an access token for what the person agreed to tell, and an ID token that says
//! who signed in (OpenID Connect Core 1.0 sections 2, 3.1.3.3 and 12.2)?

use serde_json::{Map, Value, json};
use store::Write;
use store::identity::tokens;
use values::{Id, Timestamp};

use super::code::Granted;
use super::record;
use crate::levels::Means;
use crate::oidc::binding::Binding;
use crate::oidc::clients::Client;
use crate::oidc::scopes::{Scope, join};
use crate::oidc::subject::{session_name, subject};
use crate::oidc::telling::{add_to_id_token, keep_named};
use crate::secrets::{later, new_secret, place};
use crate::{Identity, IdentityError};

/// How long an ID token may be presented.
const ID_TOKEN_SECONDS: i64 = 300;

/// What is to be given out, and to whom.
pub(super) struct Issue<'a> {
    pub(super) client: &'a Client,
    pub(super) sign_in: Id,
    pub(super) granted: &'a Granted,
    /// Of the request; none in an ID token that comes later.
    pub(super) nonce: Option<&'a str>,
    pub(super) scopes: &'a [Scope],
    pub(super) binding: Option<Binding>,
    pub(super) code_hash: [u8; 32],
    /// With which session the access token ends.
    pub(super) session: Option<Id>,
    /// With which refresh token it ends.
    pub(super) refresh: Option<Id>,
}

/// What is given out.
pub(super) struct Issued {
    pub(super) write: Write,
    pub(super) answer: Map<String, Value>,
}

/// Makes the tokens; they stand once the write does.
pub(super) async fn issue(
    identity: &Identity,
    issue: &Issue<'_>,
    now: Timestamp,
) -> Result<Issued, IdentityError> {
    let access_token = new_secret(identity.dice(), now);
    let seconds = identity.policy().tokens.access_seconds;
    let token = tokens::Token {
        client_id: issue.client.client_id.clone(),
        sign_in_id: issue.sign_in,
        scopes: join(issue.scopes),
        binding: issue.binding.as_ref().map(Binding::text),
        session_id: issue.session,
        refresh_id: issue.refresh,
        made_at: now,
        ends_at: later(now, seconds),
        told: keep_named(issue.granted)?,
    };
    let mut answer = Map::new();
    if issue.scopes.contains(&Scope::Openid) {
        answer.insert("id_token".to_owned(), id_token(identity, issue, &access_token, now).await?.into());
    }
    let token_hash = place("access token", &access_token);
    let write = tokens::add(token_hash, issue.code_hash, &token).audit(record(
        now,
        issue.sign_in,
        "openid-token.add",
    ));
    answer.insert("access_token".to_owned(), access_token.into());
    answer.insert("token_type".to_owned(), Binding::token_type(issue.binding.as_ref()).into());
    answer.insert("expires_in".to_owned(), seconds.into());
    answer.insert("scope".to_owned(), token.scopes.into());
    Ok(Issued { write, answer })
}

async fn id_token(
    identity: &Identity,
    issue: &Issue<'_>,
    access_token: &str,
    now: Timestamp,
) -> Result<String, IdentityError> {
    let Issue { client, sign_in, granted, .. } = issue;
    let algorithm = client.tokens.id_token_algorithm;
    let means = Means::read(&granted.means);
    let mut claims = json!({
        "iss": identity.issuer(),
        "sub": subject(identity.sealer(), client, *sign_in),
        "aud": client.client_id,
        "iat": now.as_second(),
        "exp": now.as_second() + ID_TOKEN_SECONDS,
        "auth_time": granted.proved_at.as_second(),
        "acr": means.level().acr(),
        "amr": means.methods(),
        "sid": session_name(identity.sealer(), client, granted.session),
        "at_hash": algorithm.half_hash(access_token.as_bytes()),
        "jti": outside::jose::encode(&identity.dice().bytes::<16>()),
    });
    if let Some(nonce) = issue.nonce {
        claims["nonce"] = json!(nonce);
    }
    add_to_id_token(identity, client, *sign_in, granted, &mut claims, now).await?;
    let key = identity.signing_key(algorithm).await?;
    Ok(outside::jose::sign(&key, "JWT", &claims)?)
}
