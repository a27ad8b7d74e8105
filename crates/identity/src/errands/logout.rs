//! A site is told that a session of its visitor ended (OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.5).

use serde_json::json;
use values::Id;

use super::attempt::Outcome;
use super::key_for;
use crate::oidc::clients::Client;
use crate::oidc::parameters::encode;
use crate::oidc::subject::{session_name, subject};
use crate::{Identity, IdentityError};

/// What says that a token is a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A logout token is good for so long.
const TOKEN_SECONDS: i64 = 120;

/// One call. Each has a token of its own: a site that took one but whose answer got lost may refuse it a second time.
pub(super) async fn call(
    identity: &Identity,
    client: &Client,
    sign_in: Id,
    session: Id,
) -> Result<Outcome, IdentityError> {
    let Some(receiver) = &client.calls.logout else {
        return Ok(Outcome::Never("the site takes no logout tokens any more".to_owned()));
    };
    let now = identity.now().as_second();
    let claims = json!({
        "iss": identity.issuer(),
        "aud": client.client_id,
        "sub": subject(identity.sealer(), client, sign_in),
        "sid": session_name(identity.sealer(), client, session),
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": outside::jose::encode(&identity.dice().bytes::<16>()),
        "events": { EVENT: {} },
    });
    let token = outside::jose::sign(&key_for(identity, client).await?, "logout+jwt", &claims)?;
    let guarded = match identity.callers().get(client.calls.reach) {
        Ok(guarded) => guarded,
        Err(error) => return Ok(Outcome::of_error(&error)),
    };
    let body = format!("logout_token={}", encode(&token));
    let form = "application/x-www-form-urlencoded";
    let answered = guarded.post(&receiver.address, &client.hosts(), form, None, body).await;
    Ok(match answered {
        Err(error) => Outcome::of_error(&error),
        // The site holds the token wrong, and would the next time.
        Ok(answer) if answer.status == 400 => Outcome::Never("the site refused the token (400)".to_owned()),
        Ok(answer) => Outcome::of_status(&answer, &[200, 204]),
    })
}
