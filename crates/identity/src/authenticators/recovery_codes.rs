//! How does someone who lost their phone get back in? With one of ten codes shown once, each good for
//! one sign-in (NIST SP 800-63B-4, 3.1.2 and 4.2.1.1).

use aws_lc_rs::digest;
use values::Id;

/// How many are given out at a time.
pub const COUNT: usize = 10;

/// Random bytes of each: 120 bits, so that a plain hash is enough (at least 112 are asked for).
pub const BYTES: usize = 15;

/// Digits and letters that nobody confuses (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code as it is shown: six groups of four.
pub fn shown(bytes: &[u8; BYTES]) -> String {
    written(bytes)
}

/// Bytes, five at a time, as letters that people can copy, in groups of four.
pub(crate) fn written(bytes: &[u8]) -> String {
    let mut letters = String::with_capacity(bytes.len() * 2);
    for group in bytes.chunks(5) {
        let number = group.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        for place in (0..8).rev() {
            let index = usize::try_from((number >> (place * 5)) & 31).expect("five bits fit");
            if letters.len() % 5 == 4 {
                letters.push('-');
            }
            letters.push(char::from(LETTERS[index]));
        }
    }
    letters
}

/// What is kept of a code: a hash that is of no use for another person's.
pub fn hash(sign_in: Id, typed: &str) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"recovery code");
    context.update(sign_in.as_bytes());
    context.update(read(typed).as_bytes());
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// Reads a code as typed: dashes, spaces and case do not matter, O is 0, I and L are 1.
pub(crate) fn read(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let bytes = *b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\xfa\xfb\xfc\xfd\xfe";
        let code = shown(&bytes);
        assert_eq!(code, "000G-40R4-0M30-E209-ZBXZ-SZFY");
        let (anna, ben) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
        for typed in
            ["000g40r40m30e209zbxzszfy", " OOOG-4OR4-OM3O-E2O9-ZBXZ-SZFY ", "000G 40R4 0M30 E209 ZBXZ SZFY"]
        {
            assert_eq!(hash(anna, typed), hash(anna, &code), "{typed}");
        }
        assert_ne!(hash(anna, &code), hash(ben, &code));
        assert_ne!(hash(anna, &code), hash(anna, "000G-40R4-0M30-E209-ZBXZ-SZFZ"));
    }
}
