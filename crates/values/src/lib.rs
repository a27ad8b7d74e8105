//! What a thing may be: money, dates, tax numbers, names, ids and secrets.
//!
//! Pure: no input or output, no clock, no dice. A value here is made only by a `parse` or `new`
//! that checks it, and personal ones print masked.

mod bank;
mod email;
mod id;
mod money;
mod network;
mod phone;
mod secret;
mod tin;

pub use bank::{AccountNumber, AccountNumberError, RoutingNumber, RoutingNumberError, is_routing_number};
pub use email::{EmailAddress, EmailError};
pub use id::{Id, IdError};
pub use jiff::Timestamp;
pub use jiff::civil::{Date, date};
pub use money::{Cents, MoneyError};
pub use network::{NetworkError, NetworkPrefix, NetworkTable};
pub use phone::{PhoneError, PhoneNumber};
pub use secret::Secret;
pub use tin::{Tin, TinError, TinKind};
