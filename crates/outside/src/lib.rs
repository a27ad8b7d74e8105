//! Whom we talk to: the clock, the dice, mail, letters, text messages and calls, telephone operators, other OpenID providers,
//! registries, who knows networks, a list of leaked passwords, pictures of papers and who examines
//! them, a scanner of files. Each party is one file, with its stand-in beside it.

pub mod bank;
pub mod captures;
pub mod cards;
mod clock;
mod dice;
pub mod documents;
pub mod guarded;
pub mod http;
pub mod jose;
pub mod leaked;
pub mod letters;
pub mod mail;
pub mod networks;
pub mod openid;
pub mod operator;
pub mod pictures;
pub mod registries;
pub mod scanner;
pub mod texts;

pub use clock::{Clock, MovedClock};
pub use dice::Dice;
