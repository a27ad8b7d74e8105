//! How does a message leave? By SMTP; in the demonstration it is kept, to be read on a page.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};
use values::{Id, Secret};

/// What a server says of our sign-in rather than of a message (RFC 4954 section 6).
const AUTHENTICATION: [&str; 5] = ["432", "530", "534", "535", "538"];

/// A message as text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub body: String,
}

impl std::fmt::Debug for Message {
    /// Nothing of it: it holds an address and often a code.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Message(…)")
    }
}

/// Where messages go.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// Nowhere: the caller keeps them to be read on a page of the demonstration.
    Kept,
    /// Out, by a mail server.
    Smtp(Box<Smtp>),
}

/// Why a message did not leave. Holds no address and no content.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MailError {
    /// The server's address in the configuration is unusable.
    #[error("the mail server's address is wrong: {0}")]
    Settings(String),
    /// The message cannot be written as mail: an address the server could not take.
    #[error("the message cannot be written as mail")]
    Unwritable,
    /// The server refused it for good.
    #[error("the mail server refused the message for good (status {0})")]
    Refused(String),
    /// The server could not be reached, or asks to try again.
    #[error("the mail server did not take the message: {0}")]
    NotNow(&'static str),
}

impl MailError {
    /// Whether another attempt would end the same way.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Unwritable | Self::Refused(_))
    }
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    domain: String,
}

impl std::fmt::Debug for Smtp {
    /// Not the address, which may hold a password.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Smtp(from {})", self.from)
    }
}

impl Smtp {
    /// A server by its address (`smtps://user:password@mail.example:465`, or `smtp://mail.example:587?tls=required`)
    /// and the address messages come from (`Agency <no-reply@agency.example>`).
    pub fn new(server: &Secret<String>, from: &str) -> Result<Self, MailError> {
        let settings = |error: &dyn std::fmt::Display| MailError::Settings(error.to_string());
        let from: Mailbox = from.parse().map_err(|error: lettre::address::AddressError| settings(&error))?;
        // The address itself may hold a password and is not repeated.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.expose())
            .map_err(|_| MailError::Settings("not an smtp:// or smtps:// address".to_owned()))?
            .timeout(Some(Duration::from_secs(30)))
            .build();
        let domain = from.email.domain().to_owned();
        Ok(Self { transport, from, domain })
    }

    /// One attempt. The key becomes the message's id, so that a second attempt is known as one.
    pub async fn send(&self, key: Id, message: &Message) -> Result<(), MailError> {
        let to: Mailbox = message.to.parse().map_err(|_| MailError::Unwritable)?;
        let mail = lettre::Message::builder()
            .message_id(Some(format!("<{key}@{}>", self.domain)))
            .from(self.from.clone())
            .to(to)
            .subject(message.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(message.body.clone())
            .map_err(|_| MailError::Unwritable)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(()),
            // The server will not take it from us, which somebody has to mend: no fault of the message.
            Err(error)
                if error
                    .status()
                    .is_some_and(|status| AUTHENTICATION.contains(&status.to_string().as_str())) =>
            {
                Err(MailError::NotNow("it does not accept our name and password"))
            }
            Err(error) if error.is_permanent() => {
                let status = error.status().map(|status| status.to_string()).unwrap_or_default();
                Err(MailError::Refused(status))
            }
            Err(error) if error.is_timeout() => Err(MailError::NotNow("no answer in time")),
            Err(error) if error.is_transient() => Err(MailError::NotNow("it asks to try again later")),
            Err(_) => Err(MailError::NotNow("no connection")),
        }
    }
}

#[cfg(test)]
mod tests;
