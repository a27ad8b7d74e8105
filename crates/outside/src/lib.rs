//! Whom we talk to: the clock, the dice, mail, other OpenID providers. Each party is one file,
//! with its stand-in beside it.

mod clock;
mod dice;
pub mod http;
pub mod jose;
pub mod mail;
pub mod openid;

pub use clock::{Clock, MovedClock};
pub use dice::Dice;
