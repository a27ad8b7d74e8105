//! Does the whole site keep its promises, on both engines? A browser without JavaScript and a site that
//! relies on the provider, both against the router.

mod addresses;
mod advertised;
mod apps;
mod authenticator;
mod closing;
mod desk;
mod desk_rooms;
mod discovery;
mod endpoints;
mod gateway;
mod journeys;
mod managing;
mod negative;
mod next;
mod notices;
mod pages;
mod passkey_faults;
mod passkeys;
mod phones;
mod proofing;
mod races;
mod receiver;
mod recovery;
mod recovery_waits;
mod relying_party;
mod second;
mod set_up;
mod sign_in;
mod sign_out;
mod signed;
mod timing;
mod tokens;
mod told;
mod told_elsewhere;
mod world;
