//! How does a text message or a voice call leave? Through an HTTP gateway; in the demonstration it is kept, to be
//! read on a page.
//!
//! The gateway gets `POST` with `Authorization: Bearer`, an `Idempotency-Key` that is the same at each attempt, and
//! `{"to": "+12025550123", "from": "…", "body": "…", "language": "en"}`; for a call `say` stands for `body`. Any
//! answer 2xx means that it was taken.

use std::fmt;

use serde::{Deserialize, Serialize};
use values::{Id, Secret, Timestamp};

use crate::http::{Http, HttpError, safe};

/// How the words reach the telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// As a text message.
    Text,
    /// Read out by a voice call.
    Call,
}

/// A text message or a call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessage {
    /// The number, in the form of E.164.
    pub to: String,
    /// Written or spoken.
    pub channel: Channel,
    /// What it says.
    pub words: String,
    /// Language of the words, as `en`.
    pub language: String,
    /// After this it is of no use and is not sent any more.
    pub useless_after: Timestamp,
}

impl fmt::Debug for TextMessage {
    /// Nothing of it: it holds a number and often a code.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("TextMessage(…)")
    }
}

/// Where texts and calls go.
#[derive(Clone, Debug)]
pub enum Texter {
    /// Nowhere: there is no gateway, so telephones are not offered.
    None,
    /// Nowhere: the caller keeps them to be read on a page of the demonstration.
    Kept,
    /// Out, by a gateway.
    Gateway(Box<Gateway>),
}

impl Texter {
    /// Whether telephones can be reached at all.
    pub const fn reaches(&self) -> bool {
        !matches!(self, Self::None)
    }
}

/// Why a message did not leave. Holds no number and no content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The gateway's address in the configuration is unusable.
    #[error("the gateway's address must begin with https:// (http:// only for this machine)")]
    Settings,
    /// The gateway refused it for good, as for a number that does not exist.
    #[error("the gateway refused the message for good (status {0})")]
    Refused(u16),
    /// The gateway could not be reached, or asks to try again.
    #[error("the gateway did not take the message: {0}")]
    NotNow(String),
    /// It would come too late to be of use.
    #[error("the message came too late to be of use")]
    TooLate,
}

impl TextError {
    /// Whether another attempt would end the same way.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::TooLate)
    }
}

/// A gateway for texts and calls.
#[derive(Clone)]
pub struct Gateway {
    http: Http,
    address: String,
    token: Secret<String>,
    from: String,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Gateway({} from {})", self.address, self.from)
    }
}

/// What the gateway is asked.
#[derive(Serialize)]
struct Asked<'a> {
    to: &'a str,
    from: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    say: Option<&'a str>,
    language: &'a str,
}

impl Gateway {
    /// A gateway by its address, the token it knows us by, and the number or name messages come from.
    pub fn new(http: Http, address: &str, token: Secret<String>, from: &str) -> Result<Self, TextError> {
        safe(address).map_err(|_| TextError::Settings)?;
        Ok(Self { http, address: address.to_owned(), token, from: from.to_owned() })
    }

    /// One attempt. The key is the effect's, so that a repeated attempt is known as one.
    pub async fn send(&self, key: Id, message: &TextMessage, now: Timestamp) -> Result<(), TextError> {
        if now > message.useless_after {
            return Err(TextError::TooLate);
        }
        let (body, say) = match message.channel {
            Channel::Text => (Some(message.words.as_str()), None),
            Channel::Call => (None, Some(message.words.as_str())),
        };
        let asked = Asked { to: &message.to, from: &self.from, body, say, language: &message.language };
        let authorization = Secret::new(format!("Bearer {}", self.token.expose()));
        let key = key.to_string();
        let headers = [("authorization", authorization.expose().as_str()), ("idempotency-key", &key)];
        let answer = self.http.post_json(&self.address, &asked, &headers).await;
        match answer.map(|answer| answer.status) {
            Ok(200..300) => Ok(()),
            // Only what speaks of this message is final: a wrong token or a limit is mended by waiting or by the
            // operator, and the code would be lost for nothing.
            Ok(status @ (400 | 404 | 410 | 413 | 415 | 422)) => Err(TextError::Refused(status)),
            Ok(status) => Err(TextError::NotNow(format!("status {status}"))),
            Err(HttpError::NoAnswer { .. }) => Err(TextError::NotNow("no answer in time".to_owned())),
            Err(error) => Err(TextError::NotNow(error.to_string())),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
