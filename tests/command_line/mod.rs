//! Do the commands answer as other programs rely on it?

mod evidence;
mod interest;
mod keys;
mod payoff;
mod settle;
mod pictures;
mod worked_examples;
