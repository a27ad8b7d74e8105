//! Do any bytes make the look at a picture's size stumble, before anything is decoded?
#![no_main]

use formats::pictures::{MOST_BYTES, MOST_PIXELS, MOST_SIDE, look};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(header) = look(bytes) else { return };
    assert!(bytes.len() <= MOST_BYTES);
    assert!(header.width <= MOST_SIDE && header.height <= MOST_SIDE);
    assert!(u64::from(header.width) * u64::from(header.height) <= MOST_PIXELS);
});
