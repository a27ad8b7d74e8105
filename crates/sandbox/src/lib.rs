//! Made-up people with a made-up agency's books, for demonstrations, tests and makers of software.

pub mod people;
