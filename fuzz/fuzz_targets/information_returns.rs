//! Do any bytes make the readers of information returns stumble, or pass as sound without their final record?
#![no_main]

use formats::deviation::Weight;
use formats::information_returns::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(mut reader) = Reader::new(bytes).expect("memory can be read") else { return };
    let mut count = 0_usize;
    while reader.next_item().expect("memory can be read").is_some() {
        count += 1;
    }
    assert!(count <= bytes.len());
    let is_sound = reader.deviations().worst() < Some(Weight::Wrong);
    assert!(!is_sound || reader.records() >= 3);
});
