//! Does the whole program do what it promises, seen from outside? One binary; folders mirror the URLs.

mod account;
mod clients;
mod command_line;
mod crash;
mod foreign;
mod identity;
mod journeys;
mod operations;
mod tidy;
mod world;
