//! Does any text make the reader of licences' barcodes stumble?
#![no_main]

use formats::aamva;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text: String = bytes.iter().copied().map(char::from).collect();
    if aamva::looks_like(&text) {
        // What is read says something; what is not read is refused.
        if let Ok(reading) = aamva::read(&text) {
            let fields = reading.fields;
            let is_something =
                fields.document_number.is_some() || fields.family_name.is_some() || fields.birth_date.is_some();
            assert!(is_something);
        }
    }
});
