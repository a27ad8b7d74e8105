//! Made-up people with a made-up agency's books, for demonstrations, tests and makers of software.

pub mod clock;
pub mod people;
pub mod specimens;

/// The messages of the sandbox's pages.
pub const WORDS: [web::Catalogue; 2] = [
    web::Catalogue {
        name: "clock",
        en: include_str!("clock/clock.en.ftl"),
        es: include_str!("clock/clock.es.ftl"),
    },
    web::Catalogue {
        name: "specimens",
        en: include_str!("specimens/specimens.en.ftl"),
        es: include_str!("specimens/specimens.es.ftl"),
    },
];
