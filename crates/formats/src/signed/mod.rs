//! How is a PDF signed so that any reader of PDFs can tell (`PAdES`, ETSI EN 319 142-1, baseline B-B)? By an incremental
//! update behind the file, which leaves every byte before it as it was, and a detached CMS signature (RFC 5652) in it.
//!
//! The key stays with the caller: it gets what is to be signed and gives the signature back.

mod cms;
mod der;
mod pdf;
#[cfg(test)]
mod tests;

pub use cms::{Signer, ecdsa_der};
pub use pdf::{About, claimed_reason, sign};

/// Why a file could not be signed. A fault of whoever made the file or the certificate.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum SignError {
    /// The PDF is not of the plain shape that our own writer makes.
    #[error("the PDF cannot be read: {0}")]
    Pdf(&'static str),
    /// The certificate cannot be read.
    #[error("the certificate cannot be read")]
    Certificate,
    /// The key refuses.
    #[error("the key does not sign")]
    Key,
    /// The signature is larger than the room for it.
    #[error("the signature does not fit its room")]
    Room,
}
