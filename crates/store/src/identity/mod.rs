//! What the identity site remembers. It shares no table with the tax records.

pub mod addresses;
pub mod apps;
pub mod backup_codes;
pub mod browsers;
pub mod clients;
pub mod closings;
pub mod codes;
pub mod events;
pub mod limits;
pub mod messages;
pub mod not_me;
pub mod passkey_challenges;
pub mod passkeys;
pub mod phone_codes;
pub mod phones;
pub mod proofs;
pub mod recovery_codes;
pub mod requests;
pub mod second_factors;
pub mod sessions;
pub mod sign_ins;
pub mod sign_ups;
pub mod signing_keys;
pub mod site_uses;
pub mod tokens;
pub mod undoing;
