//! Does any text make the reader of machine-readable lines stumble, or pass with a wrong check digit?
#![no_main]

use formats::mrz::{Source, pick, read};
use libfuzzer_sys::fuzz_target;
use values::date;

fuzz_target!(|text: &str| {
    let today = date(2026, 11, 23);
    for candidate in std::iter::once(text.to_owned()).chain(pick(&[text.to_owned()])) {
        for source in [Source::Exact, Source::Recognised] {
            if let Ok(reading) = read(&candidate, source, today) {
                assert!(reading.checks.iter().all(|check| check.ok));
            }
        }
    }
});
