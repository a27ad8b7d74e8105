//! The tabs as pages: each in both languages, on both engines, for its own person and nobody else.

mod cards;
mod counter;
mod documents;
mod elsewhere;
mod forms;
mod gone;
mod hostile;
mod information;
mod information_papers;
mod offer_papers;
mod offers;
mod offers_ended;
mod offers_sent;
mod pages;
mod papers;
mod payer;
mod payments;
mod plans;
mod profile;
mod recent;
mod status;
mod transcripts;
mod words;
mod world;
