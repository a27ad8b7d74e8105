//! How strong is a sign-in, in the words of `acr` and `amr` (RFC 8176; NIST SP 800-63B-4)?

/// A password and a code from an app or a recovery code: authenticator assurance level 2.
pub const TWO_FACTORS: &str = "urn:counterfoil:aal:2";

/// A made-up person, chosen with a button: no assurance at all, and said so.
pub const DEMONSTRATION: &str = "urn:counterfoil:demonstration";

/// The means of a demonstration sign-in.
pub const BY_BUTTON: &str = "demonstration";

/// The means of a sign-in with password and code.
pub const BY_PASSWORD_AND_CODE: &str = "pwd otp mfa";

/// The level reached by these means.
pub fn level(means: &str) -> &'static str {
    if means == BY_PASSWORD_AND_CODE { TWO_FACTORS } else { DEMONSTRATION }
}
