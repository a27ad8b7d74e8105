//! What does a detached signature consist of (RFC 5652, 5; ETSI EN 319 122-1, 5 and 6)? One signer with a certificate, who
//! signs the digest of the content, its type, and which certificate it is.

use aws_lc_rs::digest::{SHA256, digest};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::SignError;
use super::der::{self, CONTEXT_0, NULL, OBJECT, OCTET_STRING, SEQUENCE, SET};

/// `id-signedData` (1.2.840.113549.1.7.2).
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// `id-data` (1.2.840.113549.1.7.1).
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// `id-contentType` (1.2.840.113549.1.9.3).
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
/// `id-messageDigest` (1.2.840.113549.1.9.4).
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
/// `id-aa-signingCertificateV2` (1.2.840.113549.1.9.16.2.47; RFC 5035).
const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f];
/// `id-sha256` (2.16.840.1.101.3.4.2.1).
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// `ecdsa-with-SHA256` (1.2.840.10045.4.3.2).
const ECDSA_SHA_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/// Who signs: a certificate, and the key that belongs to it.
pub struct Signer<'a> {
    /// The certificate, DER.
    pub certificate: &'a [u8],
    /// Signs a message with ECDSA on P-256 and SHA-256: r and s, 32 bytes each; nothing where the key refuses.
    pub key: &'a dyn Fn(&[u8]) -> Option<Vec<u8>>,
}

/// The signature over a content of which only the digest is known.
pub(super) fn detached(signer: &Signer<'_>, content_digest: &[u8]) -> Result<Vec<u8>, SignError> {
    let (_, certificate) =
        X509Certificate::from_der(signer.certificate).map_err(|_| SignError::Certificate)?;
    let attributes = attributes(signer.certificate, content_digest);
    // What is signed is the set as such, whatever tag it has in the message (RFC 5652, 5.4).
    let signature = (signer.key)(&der::set(attributes.clone())).ok_or(SignError::Key)?;
    let mut signed_attributes = der::set(attributes);
    signed_attributes[0] = CONTEXT_0;
    let serial = der::value(der::INTEGER, certificate.raw_serial());
    let info = der::of(
        SEQUENCE,
        &[
            &der::positive(&[1]),
            &der::of(SEQUENCE, &[certificate.issuer().as_raw(), &serial]),
            &sha_256(),
            &signed_attributes,
            &der::of(SEQUENCE, &[&der::value(OBJECT, ECDSA_SHA_256)]),
            &der::value(OCTET_STRING, &ecdsa_der(&signature)?),
        ],
    );
    let data = der::of(
        SEQUENCE,
        &[
            &der::positive(&[1]),
            &der::value(SET, &sha_256()),
            &der::of(SEQUENCE, &[&der::value(OBJECT, DATA)]),
            &der::value(CONTEXT_0, signer.certificate),
            &der::value(SET, &info),
        ],
    );
    Ok(der::of(SEQUENCE, &[&der::value(OBJECT, SIGNED_DATA), &der::value(CONTEXT_0, &data)]))
}

fn sha_256() -> Vec<u8> {
    der::of(SEQUENCE, &[&der::value(OBJECT, SHA_256), &der::value(NULL, &[])])
}

fn attributes(certificate: &[u8], content_digest: &[u8]) -> Vec<Vec<u8>> {
    let attribute =
        |kind: &[u8], value: &[u8]| der::of(SEQUENCE, &[&der::value(OBJECT, kind), &der::value(SET, value)]);
    // SHA-256 is the default of ESSCertIDv2, so its name is left out.
    let hash = digest(&SHA256, certificate);
    let id = der::of(SEQUENCE, &[&der::value(OCTET_STRING, hash.as_ref())]);
    let certificates = der::of(SEQUENCE, &[&der::of(SEQUENCE, &[&id])]);
    vec![
        attribute(CONTENT_TYPE, &der::value(OBJECT, DATA)),
        attribute(MESSAGE_DIGEST, &der::value(OCTET_STRING, content_digest)),
        attribute(SIGNING_CERTIFICATE, &certificates),
    ]
}

/// A signature of r and s as the sequence that certificates and CMS write (RFC 3279, 2.2.3).
pub fn ecdsa_der(fixed: &[u8]) -> Result<Vec<u8>, SignError> {
    if fixed.len() != 64 {
        return Err(SignError::Key);
    }
    let (r, s) = fixed.split_at(32);
    Ok(der::of(SEQUENCE, &[&der::positive(r), &der::positive(s)]))
}
