//! A card processor that is none: its interface, its pages for payers, its signed messages, in the shape of GOV.UK Pay's public
//! API. It takes the test cards of docs/operate/cards.md alone, and no real card.
//!
//! It runs as a program of its own, `counterfoil sandbox card-processor`, and remembers in a file, so that it can be ended and
//! started again like the real one.

mod api;
mod book;
mod messages;
mod pages;
mod test_cards;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response_with_state;
use outside::http::Http;
use outside::{Clock, Dice};
use values::Secret;
use web::{Words, assets};

use book::Book;

/// The longest request that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// The agency that it works for.
#[derive(Debug)]
pub struct Customer {
    /// What the agency shows with each request.
    pub key: Secret<String>,
    /// What messages to it are signed with.
    pub signing: Secret<String>,
    /// Where they are sent.
    pub messages_to: String,
    /// The origin of its site: payers come from there and go back there.
    pub origin: String,
}

/// The processor. Cheap to clone.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    customer: Customer,
    /// Its own origin.
    origin: String,
    clock: Clock,
    dice: Dice,
    http: Http,
    words: Words,
    book: Mutex<Book>,
    /// Where it remembers; without a file it forgets when it ends.
    file: Option<PathBuf>,
}

/// Why it cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// Its file cannot be read.
    #[error("{file}: {why}")]
    File {
        /// Which.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// Its words are wrong.
    #[error("{0}")]
    Words(String),
}

impl Simulator {
    /// A processor at an origin, for one customer. What it remembers comes from the file, if there is one.
    pub fn new(
        customer: Customer,
        origin: &str,
        (clock, dice, http): (Clock, Dice, Http),
        file: Option<PathBuf>,
    ) -> Result<Self, SimulatorError> {
        let words = Words::new(&crate::WORDS).map_err(|error| SimulatorError::Words(error.to_string()))?;
        let book = match &file {
            Some(file) if file.exists() => {
                let fault = |why: String| SimulatorError::File { file: file.display().to_string(), why };
                let text = std::fs::read(file).map_err(|error| fault(error.to_string()))?;
                serde_json::from_slice(&text).map_err(|error| fault(error.to_string()))?
            }
            _ => Book::default(),
        };
        let (origin, book) = (origin.to_owned(), Mutex::new(book));
        Ok(Self(Arc::new(Inner { customer, origin, clock, dice, http, words, book, file })))
    }

    /// Its addresses: the interface, and the pages.
    pub fn routes(&self) -> Router {
        api::routes()
            .merge(pages::routes())
            .with_state(self.clone())
            .merge(assets::routes())
            .layer(DefaultBodyLimit::max(LONGEST))
            .layer(map_response_with_state(self.clone(), pages::guard))
    }

    /// Does what time brings: cards that answer late, messages that are due. To be called each second or so.
    pub async fn run_once(&self) {
        let now = self.0.clock.now();
        let due = self.change(|book| {
            book.pass(now);
            book.take_due(now)
        });
        for message in due {
            messages::send(self, message).await;
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the book and writes it down.
    fn change<T>(&self, change: impl FnOnce(&mut Book) -> T) -> T {
        let mut book = self.book();
        let before = book.changes();
        let outcome = change(&mut book);
        if book.changes() != before
            && let Some(file) = &self.0.file
        {
            let new = file.with_extension("new");
            let text = serde_json::to_vec(&*book).unwrap_or_default();
            if let Err(error) = std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, file)) {
                tracing::error!(%error, "the simulated card processor cannot remember");
            }
        }
        outcome
    }

    fn token(&self) -> String {
        self.0.dice.bytes::<13>().iter().fold(String::new(), |token, byte| token + &format!("{byte:02x}"))
    }
}
