//! Whom we talk to: the clock, the dice, mail, text messages and calls, telephone operators, other OpenID providers,
//! a list of leaked passwords. Each party is one file, with its stand-in beside it.

pub mod bank;
mod clock;
mod dice;
pub mod guarded;
pub mod http;
pub mod jose;
pub mod leaked;
pub mod mail;
pub mod openid;
pub mod operator;
pub mod texts;

pub use clock::{Clock, MovedClock};
pub use dice::Dice;
