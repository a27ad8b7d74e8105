//! What is the check digit of a text (ICAO Doc 9303 part 3, 4.9)? Weights 7, 3, 1; letters count from 10, fillers 0.

/// The digit. The text holds only capital letters, digits and fillers.
pub(super) fn check_digit(text: &str) -> char {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    };
    let sum: u32 =
        text.bytes().zip([7, 3, 1].into_iter().cycle()).map(|(byte, weight)| value(byte) * weight).sum();
    char::from_digit(sum % 10, 10).expect("a remainder of ten is one digit")
}
