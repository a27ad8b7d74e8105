//! Is this code from the person's authenticator app, and was it not used before (RFC 6238)?

use std::fmt::Write as _;

use totp_rs::{Algorithm, Builder, Totp};
use values::{Secret, Timestamp};

use fast_qr::qr::QRBuilder;

/// Bytes of a new key: 160 bits, as RFC 4226 asks.
pub const KEY_BYTES: usize = 20;

/// Seconds a code lives; one step earlier and later is accepted too.
const STEP_SECONDS: u64 = 30;

fn totp(key: &Secret<Vec<u8>>) -> Totp {
    // SHA-1 because common apps silently ignore any other choice; HMAC does not rest on collisions.
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(STEP_SECONDS)
        .with_secret(key.expose().clone())
        .build_noncompliant()
}

/// The step a typed code belongs to, if it is right now and of a later step than the last one used.
/// Spaces are ignored: apps show codes in two groups.
pub fn accepted_step(key: &Secret<Vec<u8>>, typed: &str, last_used: i64, now: Timestamp) -> Option<i64> {
    let code: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let second = u64::try_from(now.as_second()).ok()?;
    let step = i64::try_from(totp(key).check(&code, second)?).ok()?;
    (step > last_used).then_some(step)
}

/// The key as apps take it by hand: base32 in groups of four.
pub fn text_key(key: &Secret<Vec<u8>>) -> String {
    let letters = totp_rs::Secret::from(key.expose().clone()).to_base32();
    let groups: Vec<&str> =
        letters.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(" ")
}

/// The address an app reads from the QR code.
pub fn address(key: &Secret<Vec<u8>>, agency: &str, email: &str) -> String {
    let (agency, email) = (percent(agency), percent(email));
    let letters = text_key(key).replace(' ', "");
    format!(
        "otpauth://totp/{agency}:{email}?secret={letters}&issuer={agency}&algorithm=SHA1&digits=6&period=30"
    )
}

/// A text as part of an address.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The address as a picture, or nothing if it is too long for one (then the text key remains).
pub fn picture(address: &str) -> Option<String> {
    /// Light modules around the code, without which cameras do not find it.
    const QUIET: usize = 4;
    let code = QRBuilder::new(address).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut dark = String::new();
    for row in 0..code.size {
        for column in (0..code.size).filter(|column| code[row][*column].value()) {
            write!(dark, "M{} {}h1v1h-1z", column + QUIET, row + QUIET).expect("a String takes all");
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"240\" height=\"240\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{dark}\"/></svg>"
    ))
}

/// The code an app would show. For tests and for the demonstration's own app page.
#[cfg(any(test, feature = "testing"))]
pub fn code_at(key: &Secret<Vec<u8>>, now: Timestamp) -> String {
    totp(key).generate(u64::try_from(now.as_second()).unwrap_or(0)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn rfc_key() -> Secret<Vec<u8>> {
        Secret::new(b"12345678901234567890".to_vec())
    }

    #[test]
    fn the_examples_of_rfc_6238_are_accepted() {
        // Appendix B gives eight digits; six-digit codes are their last six.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(accepted_step(&rfc_key(), code, 0, at(second)), Some(second / 30), "{second}");
            assert_eq!(code_at(&rfc_key(), at(second)), code);
        }
    }

    #[test]
    fn a_code_is_accepted_one_step_early_and_late_but_not_two() {
        let code = code_at(&rfc_key(), at(3_000));
        let outcome = |second| accepted_step(&rfc_key(), &code, 0, at(second));
        assert_eq!(
            [2_969, 2_970, 3_000, 3_059, 3_060].map(outcome),
            [None, Some(100), Some(100), Some(100), None]
        );
    }

    #[test]
    fn a_step_is_accepted_once() {
        let code = code_at(&rfc_key(), at(3_000));
        assert_eq!(accepted_step(&rfc_key(), &code, 99, at(3_000)), Some(100));
        assert_eq!(accepted_step(&rfc_key(), &code, 100, at(3_000)), None);
        // Nor an older code after a newer one.
        assert_eq!(accepted_step(&rfc_key(), &code, 101, at(3_000)), None);
    }

    #[test]
    fn only_six_digits_are_a_code() {
        let code = code_at(&rfc_key(), at(59));
        assert!(accepted_step(&rfc_key(), &format!(" {} {} ", &code[..3], &code[3..]), 0, at(59)).is_some());
        for typed in ["", "28708", "2870820", "28708a", "２８７０８２", "-87082", "+87082"] {
            assert_eq!(accepted_step(&rfc_key(), typed, 0, at(59)), None, "{typed}");
        }
    }

    #[test]
    fn the_key_is_offered_as_text_address_and_picture() {
        assert_eq!(text_key(&rfc_key()), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = address(&rfc_key(), "Department of Revenue", "ana+tax@example.com");
        assert_eq!(
            address,
            "otpauth://totp/Department%20of%20Revenue:ana%2Btax%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Department%20of%20Revenue&algorithm=SHA1&digits=6&period=30"
        );
        let picture = picture(&address).unwrap();
        assert!(
            picture.starts_with("<svg") && !picture.contains("style") && !picture.contains("<script"),
            "{picture}"
        );
    }
}
