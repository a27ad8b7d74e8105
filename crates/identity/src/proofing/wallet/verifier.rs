//! As whom do we ask wallets, and which issuers do we believe? The operator's certificate, by whose hash wallets know us
//! (OpenID for Verifiable Presentations 1.0, 5.9.3: `x509_hash`), its key, and the list of issuing authorities.

use aws_lc_rs::digest;
use formats::mdoc::Authorities;
use outside::jose::{self, JoseError, SigningKey};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use values::Secret;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Who asks, and who is believed.
#[derive(Debug)]
pub struct Verifier {
    key: SigningKey,
    chain: Vec<Vec<u8>>,
    client_id: String,
    pub(super) authorities: Authorities,
}

/// Why nobody can be asked with what the operator gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifierError {
    /// No certificate, or one that cannot be read.
    #[error("the certificates cannot be read: give the own one first, then those above it, as PEM")]
    Certificates,
    /// The key is not on P-256, or not the certificate's.
    #[error("the key is not the P-256 key of the first certificate")]
    Key,
    /// Nobody would be believed.
    #[error("there is no issuing authority in the list")]
    NoAuthority,
}

/// The certificates of a PEM file, in their order; none if one of them cannot be read.
pub fn read_pem(file: &[u8]) -> Vec<Vec<u8>> {
    let found = CertificateDer::pem_slice_iter(file);
    found.map(|found| found.map(|der| der.to_vec())).collect::<Result<_, _>>().unwrap_or_default()
}

/// The private key of a PEM file, as PKCS #8.
pub fn read_key(file: &[u8]) -> Option<Secret<Vec<u8>>> {
    let key = PrivatePkcs8KeyDer::from_pem_slice(file).ok()?;
    Some(Secret::new(key.secret_pkcs8_der().to_vec()))
}

impl Verifier {
    /// One of these certificates (DER, the own one first), with its key.
    pub fn new(
        key: SigningKey,
        chain: Vec<Vec<u8>>,
        authorities: Authorities,
    ) -> Result<Self, VerifierError> {
        let own = chain.first().ok_or(VerifierError::Certificates)?;
        for certificate in &chain {
            let read = X509Certificate::from_der(certificate).map_err(|_| VerifierError::Certificates)?;
            if !read.0.is_empty() {
                return Err(VerifierError::Certificates);
            }
        }
        let (_, certificate) = X509Certificate::from_der(own).map_err(|_| VerifierError::Certificates)?;
        let point = &certificate.public_key().subject_public_key.data;
        if !key.public().is_point(point) {
            return Err(VerifierError::Key);
        }
        if authorities.list().is_empty() {
            return Err(VerifierError::NoAuthority);
        }
        let hash = digest::digest(&digest::SHA256, own);
        let client_id = format!("x509_hash:{}", jose::encode(hash.as_ref()));
        Ok(Self { key, chain, client_id, authorities })
    }

    /// Our name among wallets.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// A request object, signed (RFC 9101).
    pub(super) fn sign(&self, request: &serde_json::Value) -> Result<String, JoseError> {
        jose::sign_certified(&self.key, &self.chain, "oauth-authz-req+jwt", request)
    }
}
