//! Messages to the agency, signed: `Pay-Signature` is the lower-case hexadecimal HMAC-SHA256 of the body. One that is not answered
//! with 2xx is sent again, each time later.

use outside::cards::sign;
use values::Timestamp;

use super::Simulator;
use super::book::Message;

/// So often a message is tried.
const MOST_TRIES: u32 = 8;

pub(super) async fn send(simulator: &Simulator, message: Message) {
    let customer = &simulator.0.customer;
    let signature = sign(&customer.signing, message.body.as_bytes());
    let headers = [("content-type", "application/json"), ("pay-signature", signature.as_str())];
    let body = message.body.clone().into_bytes();
    let arrived = match simulator.0.http.post_bytes(&customer.messages_to, body, &headers).await {
        Ok(answer) => (200..300).contains(&answer.status),
        Err(error) => {
            tracing::info!(%error, "a message of the simulated card processor did not arrive");
            false
        }
    };
    if !arrived && message.tries < MOST_TRIES {
        let now = simulator.0.clock.now();
        let wait = 1_i64 << message.tries;
        let due_at = Timestamp::from_second(now.as_second() + wait).unwrap_or(now);
        simulator.change(|book| book.put_back(Message { due_at, tries: message.tries + 1, ..message }));
    }
}
