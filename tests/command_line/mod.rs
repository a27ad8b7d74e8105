//! Do the commands answer as other programs rely on it?

mod evidence;
mod information_returns;
mod interest;
mod keys;
mod offers;
mod payoff;
mod pictures;
pub(crate) mod settle;
mod worked_examples;
