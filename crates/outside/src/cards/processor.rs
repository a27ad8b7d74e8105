//! The processor as the agency calls it: with a bearer key, and with a secret that its webhooks are signed with.

use std::fmt;

use aws_lc_rs::hmac;
use serde::Serialize;
use values::{Cents, Date, Secret};

use super::{Asked, CardError, CardPayment, Dispute, Listed, answers};
use crate::http::{Answer, Http, HttpError, safe};

/// So many results are asked for at once: the most that the interface allows.
const ON_A_PAGE: i64 = 500;

/// How the processor is reached.
#[derive(Debug)]
pub struct Connection {
    /// Where its interface is, without `/v1`.
    pub address: String,
    /// Where its pages for payers are: a payer is sent nowhere else.
    pub pages: String,
    /// What it knows us by.
    pub key: Secret<String>,
    /// What it signs its messages with.
    pub signing: Secret<String>,
    /// Whose fees hold, by the name in the pack's `card-fees.csv`.
    pub fees: String,
}

/// A processor, or none. Cheap to clone.
#[derive(Clone, Default)]
pub struct CardProcessor(Option<std::sync::Arc<Connected>>);

struct Connected {
    http: Http,
    connection: Connection,
    pages: reqwest::Url,
}

impl fmt::Debug for CardProcessor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.0.as_ref().map_or("none", |connected| connected.connection.address.as_str());
        write!(out, "CardProcessor({address})")
    }
}

#[derive(Serialize)]
struct NewPayment<'a> {
    amount: i64,
    reference: &'a str,
    description: &'a str,
    return_url: &'a str,
    language: &'a str,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    kind: &'a str,
    fee: i64,
}

#[derive(Serialize)]
struct NewRefund {
    amount: i64,
    refund_amount_available: i64,
}

/// An object without fields, for calls that say all in their address.
#[derive(Serialize)]
struct Empty {}

impl CardProcessor {
    /// A processor. Its addresses must be HTTPS or on this machine.
    pub fn new(http: Http, connection: Connection) -> Result<Self, HttpError> {
        safe(&connection.address)?;
        let pages = safe(&connection.pages)?;
        Ok(Self(Some(std::sync::Arc::new(Connected { http, connection, pages }))))
    }

    /// Whether there is one.
    pub const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Whose fees hold; none without a processor.
    pub fn fees(&self) -> Option<&str> {
        self.0.as_ref().map(|connected| connected.connection.fees.as_str())
    }

    /// Whether the processor signed this body: `Pay-Signature` is the HMAC-SHA256 of it in lower-case hexadecimal. Compared in
    /// constant time.
    pub fn has_signed(&self, body: &[u8], signature: &[u8]) -> bool {
        let (Some(connected), Some(tag)) = (&self.0, bytes_of(signature)) else { return false };
        hmac::verify(&signing_key(&connected.connection.signing), body, &tag).is_ok()
    }

    /// Which payment a message of the processor is about.
    pub fn about(body: &[u8]) -> Option<String> {
        answers::about(body)
    }

    /// Asks for a payment: asked twice under one number, it is made once.
    pub async fn begin(&self, asked: &Asked<'_>) -> Result<CardPayment, CardError> {
        let body = NewPayment {
            amount: asked.amount.get(),
            reference: asked.number,
            description: asked.description,
            return_url: asked.return_url,
            language: asked.language,
            metadata: Metadata { kind: asked.kind, fee: asked.fee.get() },
        };
        let answer = self.post("/v1/payments", &body, &[("idempotency-key", asked.number)]).await?;
        let begun = self.checked(answers::payment(&answer)?)?;
        if begun.reference != asked.number || begun.amount != asked.amount {
            return Err(CardError::Unexpected("another payment than the one asked for"));
        }
        Ok(begun)
    }

    /// How a payment stands.
    pub async fn find(&self, id: &str) -> Result<CardPayment, CardError> {
        let found = answers::payment(&self.get(&format!("/v1/payments/{}", path_part(id)?)).await?)?;
        if found.id != id {
            return Err(CardError::Unexpected("another payment than the one asked for"));
        }
        self.checked(found)
    }

    /// The payments with our number: one, or none.
    pub async fn find_by_number(&self, number: &str) -> Result<Option<CardPayment>, CardError> {
        let answer = self.get(&format!("/v1/payments?reference={}", path_part(number)?)).await?;
        let found = answers::payments(&answer)?.results.into_iter().find(|found| found.reference == number);
        found.map(|found| self.checked(found)).transpose()
    }

    /// A page, counted from 1, of what was paid out to the agency on a day.
    pub async fn list_settled(&self, on: Date, page: i64) -> Result<Listed<CardPayment>, CardError> {
        let query =
            format!("from_settled_date={on}&to_settled_date={on}&page={page}&display_size={ON_A_PAGE}");
        answers::payments(&self.get(&format!("/v1/payments?{query}")).await?)
    }

    /// A page of the disputes.
    pub async fn list_disputes(&self, page: i64) -> Result<Listed<Dispute>, CardError> {
        let query = format!("page={page}&display_size={ON_A_PAGE}");
        answers::disputes(&self.get(&format!("/v1/disputes?{query}")).await?)
    }

    /// Gives a payment back, whole. `WrongState` if it cannot be, or was.
    pub async fn refund(&self, id: &str, amount: Cents) -> Result<(), CardError> {
        let body = NewRefund { amount: amount.get(), refund_amount_available: amount.get() };
        let answer = self.post(&format!("/v1/payments/{}/refunds", path_part(id)?), &body, &[]).await?;
        answers::check(&answer)
    }

    /// Calls a payment off that is not paid. `WrongState` if it is past that.
    pub async fn cancel(&self, id: &str) -> Result<(), CardError> {
        let answer = self.post(&format!("/v1/payments/{}/cancel", path_part(id)?), &Empty {}, &[]).await?;
        answers::check(&answer)
    }

    fn connected(&self) -> Result<&Connected, CardError> {
        self.0.as_deref().ok_or(CardError::Nobody)
    }

    /// Refuses an address that would send a payer elsewhere than to the processor's pages.
    fn checked(&self, payment: CardPayment) -> Result<CardPayment, CardError> {
        let pages = &self.connected()?.pages;
        let leads_there = |address: &str| safe(address).is_ok_and(|url| url.origin() == pages.origin());
        match &payment.next_url {
            Some(address) if !leads_there(address) => {
                Err(CardError::Unexpected("an address of somebody else"))
            }
            _ => Ok(payment),
        }
    }

    async fn get(&self, path: &str) -> Result<Answer, CardError> {
        let Connected { http, connection, .. } = self.connected()?;
        let authorization = Secret::new(format!("Bearer {}", connection.key.expose()));
        let headers = [("authorization", authorization.expose().as_str())];
        Ok(http.get(&format!("{}{path}", connection.address), &headers).await?)
    }

    async fn post(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
        headers: &[(&str, &str)],
    ) -> Result<Answer, CardError> {
        let Connected { http, connection, .. } = self.connected()?;
        let authorization = Secret::new(format!("Bearer {}", connection.key.expose()));
        let headers = [&[("authorization", authorization.expose().as_str())], headers].concat();
        Ok(http.post_json(&format!("{}{path}", connection.address), body, &headers).await?)
    }
}

fn signing_key(secret: &Secret<String>) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes())
}

/// The `Pay-Signature` of a message: for whoever stands in for the processor.
pub fn sign(secret: &Secret<String>, body: &[u8]) -> String {
    let tag = hmac::sign(&signing_key(secret), body);
    tag.as_ref().iter().fold(String::new(), |hexadecimal, byte| hexadecimal + &format!("{byte:02x}"))
}

/// A number that stands in an address as it is.
fn path_part(text: &str) -> Result<&str, CardError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !text.is_empty() && text.bytes().all(is_plain) {
        return Ok(text);
    }
    Err(CardError::Unexpected("a number that is none"))
}

/// 32 bytes out of 64 lower-case hexadecimal digits.
fn bytes_of(hexadecimal: &[u8]) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = hexadecimal.as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != 32 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}
