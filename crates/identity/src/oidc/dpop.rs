//! Does the caller have the key it is to be bound to? What a proof must say at an endpoint (RFC 9449 sections 4.3, 8
//! and 10); reading one is `outside::jose`'s.

use aws_lc_rs::digest;
use outside::jose::{Algorithm, Claims, encode, read_proof};
use store::identity::clients::use_assertion;
use subtle::ConstantTimeEq;
use values::Timestamp;

use super::call::{Call, Used};
use super::client_auth::Caller;
use super::errors::{ProtocolError, refused};
use super::failure::Failure;
use crate::Identity;
use crate::secrets::{hash, later};

/// How a proof may be signed.
pub(super) const ALGORITHMS: [Algorithm; 2] = [Algorithm::Es256, Algorithm::EdDsa];

/// A proof is good for so long after it was made.
const AGE_SECONDS: i64 = 60;

/// The caller's clock may be ahead by this much.
const AHEAD_SECONDS: i64 = 10;

/// A new nonce after so long; the one before is still taken.
const NONCE_SECONDS: i64 = 300;

/// With our nonce in it a proof is as fresh as the nonce, however the caller's clock runs.
const SKEW_WITH_NONCE: i64 = 2 * NONCE_SECONDS;

/// Longer names of proofs are refused; they are hashed, but why should they be?
const LONGEST_ID: usize = 256;

/// A refusal of a proof.
const fn invalid(description: &'static str) -> ProtocolError {
    refused("invalid_dpop_proof", description)
}

/// What is wrong with a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProofFault {
    /// It proves nothing.
    Invalid(ProtocolError),
    /// It must hold what we give now.
    NonceNeeded,
}

/// A proof that holds, to be used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The key's name.
    pub(super) key: String,
    hash: [u8; 32],
    ends_at: Timestamp,
}

impl Shown {
    /// Has it used up with whatever the call does.
    pub(super) fn use_up(&self, used: &mut Used) {
        used.add(use_assertion(self.hash, self.ends_at), invalid("the proof was used before"));
    }
}

impl Identity {
    /// The proof that came with a call, checked for this endpoint and, if one is used with it, this token.
    pub(super) fn proof(
        &self,
        call: &Call,
        now: Timestamp,
        access_token: Option<&str>,
    ) -> Result<Option<Shown>, ProofFault> {
        let mut headers = call.headers.get_all("dpop").iter();
        let Some(header) = headers.next() else { return Ok(None) };
        let fault = |description| ProofFault::Invalid(invalid(description));
        if headers.next().is_some() {
            return Err(fault("the header DPoP occurs twice"));
        }
        let token = header.to_str().map_err(|_| fault("the proof is malformed"))?;
        let proof =
            read_proof(token, &ALGORITHMS).map_err(|_| fault("the proof is not signed by its key"))?;
        let claims = &proof.claims;
        if claims.text("htm") != Ok(call.method.as_str()) {
            return Err(fault("htm of the proof is not the method"));
        }
        let address = claims.text("htu").map_err(|_| fault("the proof has no htu"))?;
        if !is_same_address(address, self.issuer(), &call.path) {
            return Err(fault("htu of the proof is not this endpoint"));
        }
        let has_nonce = self.check_nonce(claims, now)?;
        let ends_at = check_age(claims, now, has_nonce).map_err(ProofFault::Invalid)?;
        if let Some(token) = access_token {
            let wanted = encode(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
            let given = claims.text("ath").map_err(|_| fault("the proof has no ath"))?;
            if !bool::from(given.as_bytes().ct_eq(wanted.as_bytes())) {
                return Err(fault("ath of the proof is not this token's"));
            }
        }
        let id = claims.text("jti").map_err(|_| fault("the proof has no jti"))?;
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(fault("the proof's jti is empty or too long"));
        }
        // Once for each key: another's proof of the same name takes nothing from this one.
        let hash = hash("proof of a key", &format!("{} {id}", proof.thumbprint));
        Ok(Some(Shown { key: proof.thumbprint, hash, ends_at }))
    }

    /// The same at an endpoint that gives something out: the caller is bound to its key, if it shows one or must.
    pub(super) fn bind(&self, call: &Call, caller: &mut Caller, now: Timestamp) -> Result<(), Failure> {
        match self.proof(call, now, None) {
            Ok(Some(shown)) => {
                shown.use_up(&mut caller.used);
                caller.key = Some(shown.key);
                Ok(())
            }
            Ok(None) if caller.client.tokens.must_use_dpop => {
                Err(invalid("this client must prove that it has a key").into())
            }
            Ok(None) => Ok(()),
            Err(ProofFault::Invalid(error)) => Err(error.into()),
            Err(ProofFault::NonceNeeded) => Err(Failure::NonceNeeded(self.nonce(now))),
        }
    }

    /// Whether the proof holds a nonce, which must be ours and of now or just before.
    fn check_nonce(&self, claims: &Claims, now: Timestamp) -> Result<bool, ProofFault> {
        let given = claims
            .text_or_none("nonce")
            .map_err(|_| ProofFault::Invalid(invalid("the nonce of the proof is no text")))?;
        let Some(given) = given else {
            return if self.policy().tokens.needs_nonce { Err(ProofFault::NonceNeeded) } else { Ok(false) };
        };
        let window = now.as_second().div_euclid(NONCE_SECONDS);
        let fits = [window, window - 1].into_iter().fold(false, |fits, window| {
            bool::from(self.nonce_of(window).as_bytes().ct_eq(given.as_bytes())) | fits
        });
        if fits { Ok(true) } else { Err(ProofFault::NonceNeeded) }
    }

    /// What proofs must hold now: made from the time and a key of ours, so that every process knows it.
    pub(super) fn nonce(&self, now: Timestamp) -> String {
        self.nonce_of(now.as_second().div_euclid(NONCE_SECONDS))
    }

    fn nonce_of(&self, window: i64) -> String {
        encode(&self.sealer().index_of("nonce of proofs", &window.to_be_bytes())[..16])
    }
}

/// Whether a proof is of now. Until when it must be remembered.
fn check_age(claims: &Claims, now: Timestamp, has_nonce: bool) -> Result<Timestamp, ProtocolError> {
    let made_at = claims.instant("iat").map_err(|_| invalid("the proof has no iat"))?.as_second();
    let (before, after) =
        if has_nonce { (SKEW_WITH_NONCE, SKEW_WITH_NONCE) } else { (AGE_SECONDS, AHEAD_SECONDS) };
    if made_at < now.as_second() - before {
        return Err(invalid("the proof is too old"));
    }
    if made_at > now.as_second() + after {
        return Err(invalid("the proof is of the future"));
    }
    // Good until its own end, or its nonce's, whichever it went by; a little is added.
    let seconds = if has_nonce { 2 * SKEW_WITH_NONCE } else { AGE_SECONDS + AHEAD_SECONDS };
    Ok(later(now, seconds + AHEAD_SECONDS))
}

/// Whether an address is that of an endpoint: scheme and host in any case, the path exactly, no query, no fragment.
fn is_same_address(address: &str, issuer: &str, path: &str) -> bool {
    let Some((origin, rest)) = address.split_at_checked(issuer.len()) else { return false };
    origin.eq_ignore_ascii_case(issuer) && rest == path
}

#[cfg(test)]
mod tests {
    use super::is_same_address;

    #[test]
    fn an_address_is_compared_without_reading_anything_into_it() {
        let is = |address| is_same_address(address, "https://id.example", "/oidc/token");
        assert!(is("https://id.example/oidc/token") && is("HTTPS://ID.example/oidc/token"));
        for address in [
            "",
            "https://id.example",
            "https://id.example/oidc/token/",
            "https://id.example/oidc/Token",
            "https://id.example/oidc/token?x=1",
            "https://id.example/oidc/token#x",
            "https://id.example:443/oidc/token",
            "http://id.example/oidc/token",
            "https://id.example.evil/oidc/token",
            "https://id.example@evil/oidc/token",
            "https://id.example/oidc/../oidc/token",
            "https://id.examplé/oidc/token",
        ] {
            assert!(!is(address), "{address}");
        }
    }
}
