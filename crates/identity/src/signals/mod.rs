//! Telling other sites what happened to a person they know: signed security events (RFC 8417; OpenID Shared Signals
//! Framework 1.0), delivered by push (RFC 8935).
//!
//! What happens is queued in the same write. A worker finds the sites that know the person and want to be told, and
//! sends an errand to each.

mod events;
mod kinds;

use outside::http::Answer;
use serde_json::{Value, json};
use store::identity::deliveries;
use store::identity::waiting_signals::{self, Signal as Waiting};
use store::identity::{proofs, site_uses};
use store::{Write, WriteError};
use values::{Id, Timestamp};

use crate::errands::{self, Errand, Outcome};
use crate::happenings::{Happening, Signal};
use crate::oidc::clients::{Client, SignalReceiver};
use crate::oidc::subject::subject;
use crate::{Identity, IdentityError};
pub use kinds::SignalKind;

/// So many are turned into errands in one run.
const MOST: i64 = 100;

/// The event by which a receiver is tried out.
const VERIFICATION: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";

/// The statement that keeps what happened until the sites are told; nothing if no site could want it.
pub(crate) fn queue(id: Id, happening: Happening, sign_in: Id, at: Timestamp) -> Write {
    // That somebody is gone is told by [`farewell`]: afterwards nobody knows which sites there were.
    if happening.signal().is_none_or(|signal| signal == Signal::AccountPurged) {
        return Write::new();
    }
    waiting_signals::add(&Waiting { id, sign_in_id: sign_in, what: happening.word().to_owned(), at })
}

/// Each thing that happened becomes an errand to each site that knows the person and wants to be told.
pub(crate) async fn turn_into_errands(identity: &Identity, now: Timestamp) -> Result<(), IdentityError> {
    for waiting in waiting_signals::list(identity.store(), MOST).await? {
        let mut write = waiting_signals::close(waiting.id);
        // One that a newer program wrote is none this program could tell.
        let kind = Happening::from_word(&waiting.what).and_then(Happening::signal).map(SignalKind::of);
        if let Some(kind) = kind {
            for site in site_uses::list(identity.store(), waiting.sign_in_id).await? {
                if wants(identity, &site.client_id, kind) {
                    let errand = Errand::Signal {
                        client_id: site.client_id,
                        sign_in: waiting.sign_in_id,
                        what: waiting.what.clone(),
                        at: waiting.at,
                    };
                    write = write.and(errands::send(identity, &errand, now)?);
                }
            }
        }
        match identity.store().write(write).await {
            // Another worker has it.
            Ok(()) | Err(WriteError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The errands that tell every site that a person is gone, for the write that forgets which sites there were.
pub(crate) async fn farewell(
    identity: &Identity,
    sign_in: Id,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let mut write = Write::new();
    for site in site_uses::list(identity.store(), sign_in).await? {
        if wants(identity, &site.client_id, SignalKind::AccountPurged) {
            let what = Happening::Closed.word().to_owned();
            let errand = Errand::Signal { client_id: site.client_id, sign_in, what, at: now };
            write = write.and(errands::send(identity, &errand, now)?);
        }
    }
    Ok(write)
}

/// Whether a site is told this. One that is shut is not.
fn wants(identity: &Identity, client_id: &str, kind: SignalKind) -> bool {
    let client = identity.client(client_id);
    client.is_some_and(|client| {
        client.calls.signals.as_ref().is_some_and(|signals| signals.kinds.contains(&kind))
    })
}

/// One call. A repeated one has the same `jti`, by which the site knows that it has it already.
pub(crate) async fn call(
    identity: &Identity,
    client: &Client,
    effect: Id,
    sign_in: Id,
    what: &str,
    at: Timestamp,
) -> Result<Outcome, IdentityError> {
    let Some(receiver) = &client.calls.signals else {
        return Ok(Outcome::Never("the site takes no signals any more".to_owned()));
    };
    let Some((happening, signal)) =
        Happening::from_word(what).and_then(|happening| Some((happening, happening.signal()?)))
    else {
        return Ok(Outcome::Never("this is no signal any more".to_owned()));
    };
    let proof = proofs::find(identity.store(), sign_in).await?.map(|proof| proof.method);
    let event = events::content(happening, signal, proof.as_deref(), at);
    let claims = json!({
        "iss": identity.issuer(),
        "aud": client.client_id,
        "jti": effect.to_string(),
        "iat": identity.now().as_second(),
        "toe": at.as_second(),
        "sub_id": {
            "format": "iss_sub",
            "iss": identity.issuer(),
            "sub": subject(identity.sealer(), client, sign_in),
        },
        "events": { SignalKind::of(signal).uri(): event },
    });
    push(identity, client, receiver, &claims).await
}

async fn push(
    identity: &Identity,
    client: &Client,
    receiver: &SignalReceiver,
    claims: &Value,
) -> Result<Outcome, IdentityError> {
    let token = outside::jose::sign(&errands::key_for(identity, client).await?, "secevent+jwt", claims)?;
    let guarded = match identity.callers().get(client.calls.reach) {
        Ok(guarded) => guarded,
        Err(error) => return Ok(Outcome::of_error(&error)),
    };
    let authorization = receiver.authorization.as_ref().map(|secret| secret.expose().as_str());
    let media = "application/secevent+jwt";
    let answered = guarded.post(&receiver.address, &client.hosts(), media, authorization, token).await;
    Ok(match answered {
        Err(error) => Outcome::of_error(&error),
        Ok(answer) if answer.status == 400 => refused(&answer),
        Ok(answer) => Outcome::of_status(&answer, &[202, 200, 204]),
    })
}

/// What a refusal means (RFC 8935 section 2.4): some say that this token will never be taken, others that the site or
/// its view of our keys must be put right first.
fn refused(answer: &Answer) -> Outcome {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let code = body.as_ref().and_then(|body| body.get("err")?.as_str()).unwrap_or("none");
    let code: String =
        code.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').take(40).collect();
    let why = format!("the site refused the event (400, err: {code})");
    match code.as_str() {
        "invalid_request" | "invalid_issuer" | "invalid_audience" => Outcome::Never(why),
        _ => Outcome::Again(why),
    }
}

/// Sends a site a verification event now, for an operator; what was wrong, if it did not take it.
pub async fn verify(identity: &Identity, client: &Client) -> Result<(), String> {
    let Some(receiver) = &client.calls.signals else { return Err("it takes no signals".to_owned()) };
    let now = identity.now();
    let claims = json!({
        "iss": identity.issuer(),
        "aud": client.client_id,
        "jti": identity.dice().id(now).to_string(),
        "iat": now.as_second(),
        "sub_id": { "format": "opaque", "id": client.client_id },
        "events": { VERIFICATION: { "state": outside::jose::encode(&identity.dice().bytes::<16>()) } },
    });
    let outcome = push(identity, client, receiver, &claims).await.map_err(|error| error.to_string())?;
    let (noted, answer) = match outcome {
        Outcome::Done => (deliveries::add_done(&client.client_id, "verification", now), Ok(())),
        Outcome::Silent(why) | Outcome::Again(why) | Outcome::Never(why) => {
            (deliveries::add_failed(&client.client_id, "verification", now, &why), Err(why))
        }
    };
    identity.write(noted).await.map_err(|error| error.to_string())?;
    answer
}
