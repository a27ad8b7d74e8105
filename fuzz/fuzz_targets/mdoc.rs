//! Do any bytes make the reader of mobile documents (CBOR, COSE, certificates) stumble?
#![no_main]

use formats::mdoc::{Asked, Authorities, DRIVING_LICENCE, Transcript, looks_like, read, verify};
use libfuzzer_sys::fuzz_target;
use values::Timestamp;

fuzz_target!(|bytes: &[u8]| {
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let nobody = Authorities::default();
    let reading = read(bytes, &nobody, now);
    if let Ok(reading) = &reading {
        assert!(looks_like(bytes));
        assert!(reading.checks.iter().any(|check| check.name == "issuer is trusted" && !check.ok));
    }
    let transcript = Transcript::from_bytes(bytes);
    let asked =
        Asked { doc_type: DRIVING_LICENCE, transcript: &transcript, reader_key: None, authorities: &nobody, now };
    assert!(verify(bytes, &asked).is_err(), "a document of nobody's is believed");
});
