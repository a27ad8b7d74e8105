//! What can be done with the books, an operation each; what it costs is computed by `tax`, what is remembered is in
//! `store`.

pub mod balance;
pub mod documents;
pub mod forms;
pub mod information_returns;
pub mod intake;
pub mod ip_pins;
pub mod notices;
pub mod offers;
pub mod papers;
pub mod payments;
pub mod plans;
pub mod refunds;
pub mod status;
pub mod transcripts;
