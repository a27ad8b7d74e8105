//! Can the program be run safely? Health, policies, starting, stopping, and what its files give away.

mod canaries;
mod encryption;
mod headers;
mod health;
mod mail;
mod starting;
mod stopping;
mod texts;
