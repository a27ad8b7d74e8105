//! Does the whole site keep its promises, on both engines? A browser without JavaScript and a site that
//! relies on the provider, both against the router.

mod addresses;
mod apps;
mod discovery;
mod endpoints;
mod journeys;
mod managing;
mod negative;
mod notices;
mod next;
mod pages;
mod races;
mod relying_party;
mod sign_in;
mod sign_out;
mod timing;
mod signed;
mod told;
mod world;
