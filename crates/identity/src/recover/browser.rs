//! Which recovery was begun in this browser? A mail may take longer than a session lies idle, so a cookie of its own
//! leads back to the page that asks for the mailed code. It opens nothing: once anything was shown it leads nowhere.

use axum::http::HeaderMap;
use axum::response::Response;
use store::identity::recoveries::{self, State};
use subtle::ConstantTimeEq;
use values::{Id, Timestamp};
use web::cookies::{self, Cookie, SameSite};

use super::SECONDS;
use crate::{Identity, IdentityError};

const NAME: &str = "__Host-recovery";

/// The id and a proof that we gave it out.
fn value(identity: &Identity, recovery: Id) -> String {
    let secret = identity.sealer().program_secret("browser of recovery", recovery);
    outside::jose::encode(&[recovery.as_bytes().as_slice(), secret.expose()].concat())
}

/// Sets it with an answer.
pub(super) fn remember(identity: &Identity, recovery: Id, response: &mut Response) {
    let seconds = u32::try_from(SECONDS).unwrap_or(u32::MAX);
    Cookie::new(NAME, &value(identity, recovery), SameSite::Lax).kept_for(seconds).set_on(response);
}

/// The recovery it leads back to, if nothing was shown yet.
pub(super) async fn find(
    identity: &Identity,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Option<Id>, IdentityError> {
    let Some(found) = cookies::find(headers, NAME) else { return Ok(None) };
    let id = outside::jose::decode(found).ok().and_then(|bytes| bytes.get(..16)?.try_into().ok());
    let Some(id) = id.map(Id::from_bytes) else { return Ok(None) };
    if !bool::from(value(identity, id).as_bytes().ct_eq(found.as_bytes())) {
        return Ok(None);
    }
    let recovery = recoveries::find(identity.store(), id, now).await?;
    Ok(recovery.filter(|found| found.state == State::Open && found.shown.is_empty()).map(|found| found.id))
}
