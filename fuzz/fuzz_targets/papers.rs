//! Do any bytes that begin as a PDF make the one who looks at papers stumble, or get an action past it that stands there in
//! plain bytes?
#![no_main]

use formats::papers::look;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let pdf = [b"%PDF-1.7\n", bytes, b"\n%%EOF\n"].concat();
    let acts = bytes.windows(12).any(|window| window == b"/JavaScript ");
    assert!(!acts || look(&pdf, usize::MAX).is_err());
});
