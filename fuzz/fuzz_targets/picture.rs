//! Do any bytes make the wrapper around the decoders of pictures stumble, or let a larger picture through than it says?
#![no_main]

use formats::pictures::{Grey, MOST_PIXELS, decode, keep, look, read_barcode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(header) = look(bytes) else { return };
    assert!(u64::from(header.width) * u64::from(header.height) <= MOST_PIXELS);
    // What a fuzzer makes of a large picture is the same as of a small one, only slower.
    if u64::from(header.width) * u64::from(header.height) > 250_000 {
        return;
    }
    if let Ok(image) = decode(bytes) {
        let mut attempts = 4;
        let _ = read_barcode(&Grey::of(&image), || {
            attempts -= 1;
            attempts > 0
        });
        assert!(decode(&keep(&image)).is_ok());
    }
});
