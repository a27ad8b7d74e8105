//! Telling other sites what happened to a person they know: signed security events (RFC 8417; OpenID Shared Signals
//! Framework 1.0), delivered by push (RFC 8935).

mod kinds;

pub use kinds::SignalKind;
