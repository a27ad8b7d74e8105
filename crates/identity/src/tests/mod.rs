//! Does the whole site keep its promises, on both engines? A browser without JavaScript and a site that
//! relies on the provider, both against the router.

mod assertions;
mod endpoints;
mod journeys;
mod pages;
mod races;
mod sign_in;
mod world;
