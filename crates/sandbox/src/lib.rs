//! Made-up people with a made-up agency's books, for demonstrations, tests and makers of software.

pub mod card_processor;
pub mod clock;
pub mod people;
pub mod specimens;

/// The messages of the sandbox's pages.
pub const WORDS: [web::Catalogue; 3] = [
    web::Catalogue {
        name: "card-processor",
        en: include_str!("card_processor/card_processor.en.ftl"),
        es: include_str!("card_processor/card_processor.es.ftl"),
    },
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
