//! The card processor says that something became of a payment. Its message is believed if its signature is right, and then only
//! so far that the processor is asked, once more, how the payment stands: a message that is late, doubled, replayed or out of
//! order brings nothing about. Whether a payment is known here is told to nobody.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use outside::cards::CardProcessor;
use store::Write;
use store::taxes::card_checkouts;
use web::PageError;

use crate::Account;

/// The longest message that is read, in bytes.
const LONGEST: usize = 64 * 1024;

pub(super) async fn submit(
    State(account): State<Account>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, PageError> {
    if body.len() > LONGEST {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut signatures = headers.get_all("pay-signature").iter();
    let (signature, other) = (signatures.next(), signatures.next());
    let signed = signature.is_some_and(|signature| account.cards.has_signed(&body, signature.as_bytes()));
    if !signed || other.is_some() {
        tracing::warn!("a message with a wrong signature came to the card processor's address");
        return Ok(StatusCode::UNAUTHORIZED);
    }
    let Some(about) = CardProcessor::about(&body) else { return Ok(StatusCode::BAD_REQUEST) };
    let now = account.app.clock.now();
    account.app.store.write(card_checkouts::poll(Write::new(), &about, now)).await?;
    Ok(StatusCode::OK)
}
