//! Does the whole program do what it promises, seen from outside? One binary; folders mirror the URLs.

mod command_line;
mod tidy;
mod world;
