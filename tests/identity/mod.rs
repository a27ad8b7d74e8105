//! Does the identity site keep its promises: what other sites may read, and what guessing brings?

mod desk;
mod guessing;
mod openid;
mod signed_out;

/// The code an authenticator app shows at a second, for a key in base32.
pub(crate) fn code_at(key: &str, second: u64) -> String {
    let key = totp_rs::Secret::try_from_base32(key.replace(' ', "")).expect("the key is base32");
    let totp = totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(key.to_vec())
        .build_noncompliant();
    totp.generate(second).to_string()
}
