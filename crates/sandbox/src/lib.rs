//! Made-up people with a made-up agency's books, for demonstrations, tests and makers of software.

pub mod clock;
pub mod people;

/// The messages of the sandbox's pages.
pub const WORDS: web::Catalogue = web::Catalogue {
    name: "clock",
    en: include_str!("clock/clock.en.ftl"),
    es: include_str!("clock/clock.es.ftl"),
};
