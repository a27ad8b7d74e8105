//! With which key does the agency sign what it gives out, and who can check that? A key of its own, with a certificate that
//! an operator may have bought, or else one that the key signs for itself.

use std::sync::Arc;

pub use formats::signed::About;
use formats::signed::{self, SignError, Signer};
use rcgen::{CertificateParams, DnType, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber};
use serde::Serialize;

use crate::jose::{self, Algorithm, JoseError, KeySet, SigningKey};

/// The `typ` of a signed transcript for programs.
const TYPE: &str = "document+jwt";

/// Why documents cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The certificate is not the key's, or none.
    #[error("the certificate for documents: {0}")]
    Certificate(String),
    /// A PDF cannot be signed.
    #[error(transparent)]
    Pdf(#[from] SignError),
    /// A file for programs cannot be signed.
    #[error(transparent)]
    Json(#[from] JoseError),
}

/// The key with its certificate. Cheap to clone; prints only its id.
#[derive(Clone, Debug)]
pub struct DocumentKey {
    key: SigningKey,
    certificate: Arc<Vec<u8>>,
}

impl DocumentKey {
    /// A key with a certificate that it signs for itself, in the agency's name.
    ///
    /// Its serial number is the key's, so that it is the same certificate after each start but for its signature.
    pub fn self_signed(key: SigningKey, agency: &str) -> Result<Self, DocumentError> {
        let bad = |error: &dyn std::fmt::Display| DocumentError::Certificate(error.to_string());
        if key.algorithm() != Algorithm::Es256 {
            return Err(bad(&"the key is not on P-256"));
        }
        let kept = key.to_pkcs8()?;
        let pair =
            KeyPair::from_pkcs8_der_and_sign_algo(&kept.expose().as_slice().into(), &PKCS_ECDSA_P256_SHA256);
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, agency);
        params.distinguished_name.push(DnType::OrganizationName, agency);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        let id: Vec<u8> = key.key_id().bytes().take(16).collect();
        params.serial_number = Some(SerialNumber::from(id));
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2050, 1, 1);
        let pair = pair.map_err(|error| bad(&error))?;
        let certificate = params.self_signed(&pair).map_err(|error| bad(&error))?;
        Ok(Self { key, certificate: Arc::new(certificate.der().to_vec()) })
    }

    /// The certificate, DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The public key, for programs.
    pub fn keys(&self) -> KeySet {
        KeySet::of([&self.key])
    }

    /// The PDF with a signature that readers of PDFs can check (`PAdES`).
    pub fn sign_pdf(&self, pdf: &[u8], about: &About<'_>) -> Result<Vec<u8>, DocumentError> {
        let key = |message: &[u8]| self.key.signature(message).ok();
        Ok(signed::sign(pdf, about, &Signer { certificate: &self.certificate, key: &key })?)
    }

    /// The claims as a compact token with the certificate in its header (RFC 7515).
    pub fn sign_json(&self, claims: &impl Serialize) -> Result<String, DocumentError> {
        Ok(jose::sign_certified(&self.key, &[self.certificate.to_vec()], TYPE, claims)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_certificate_is_the_key_s_and_names_the_agency() {
        let key = SigningKey::generate().unwrap();
        let documents = DocumentKey::self_signed(key.clone(), "Ardenia Revenue Agency").unwrap();
        let again = DocumentKey::self_signed(key, "Ardenia Revenue Agency").unwrap();
        // The same but for the signature, which is random and at most 72 bytes with its frame.
        assert_eq!(documents.certificate()[20..200], again.certificate()[20..200]);
        let text = String::from_utf8_lossy(documents.certificate()).into_owned();
        assert!(text.contains("Ardenia Revenue Agency"));
        let rsa = SigningKey::generate_for(Algorithm::EdDsa).unwrap();
        assert!(DocumentKey::self_signed(rsa, "Agency").is_err());
    }

    #[test]
    fn a_signed_file_is_checked_with_the_public_key() {
        let documents = DocumentKey::self_signed(SigningKey::generate().unwrap(), "Agency").unwrap();
        let token = documents.sign_json(&serde_json::json!({ "number": "AB12" })).unwrap();
        let types = ["document+jwt"];
        let claims = jose::verify(&token, &documents.keys(), &[Algorithm::Es256], &types).unwrap();
        assert_eq!(claims.text("number"), Ok("AB12"));
        let (head, signature) = token.rsplit_once('.').unwrap();
        let (head, _) = head.split_once('.').unwrap();
        let other = jose::encode(br#"{"number":"AB13"}"#);
        let changed = format!("{head}.{other}.{signature}");
        assert!(jose::verify(&changed, &documents.keys(), &[Algorithm::Es256], &types).is_err());
    }
}
