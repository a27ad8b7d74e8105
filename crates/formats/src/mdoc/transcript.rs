//! For which session does a device sign? `SessionTranscript` is what both sides saw before, and nothing may be answered
//! in another session (ISO/IEC 18013-5 section 9.1.5.1; OpenID for Verifiable Presentations 1.0, B.2.6).

use aws_lc_rs::digest;

use super::cbor;

/// What both sides saw: an encoded `SessionTranscript`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript(pub(super) Vec<u8>);

/// How a device handed its engagement over, side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover<'a> {
    /// It showed a QR code.
    Qr,
    /// NFC: the handover select message, and the request where one was made.
    Nfc(&'a [u8], Option<&'a [u8]>),
}

impl Transcript {
    /// Side by side: the device's engagement and the reader's key of this session, each as CBOR without its tag.
    pub fn side_by_side(engagement: &[u8], reader_key: &[u8], handover: Handover<'_>) -> Self {
        let handover = match handover {
            Handover::Qr => cbor::NULL.to_vec(),
            Handover::Nfc(select, request) => {
                let request = request.map_or_else(|| cbor::NULL.to_vec(), cbor::bytes);
                cbor::array(&[&cbor::bytes(select), &request])
            }
        };
        Self(cbor::array(&[&cbor::embed(engagement), &cbor::embed(reader_key), &handover]))
    }

    /// `OpenID4VP` by redirects (B.2.6.1): who asks, the nonce, the thumbprint (RFC 7638) of the key that the answer is
    /// encrypted to, if it is, and where the answer goes.
    pub fn openid4vp(
        client_id: &str,
        nonce: &str,
        encrypted_to: Option<&[u8; 32]>,
        response_uri: &str,
    ) -> Self {
        let parts = [
            &cbor::text(client_id),
            &cbor::text(nonce),
            &thumbprint(encrypted_to),
            &cbor::text(response_uri),
        ];
        Self::hashed("OpenID4VPHandover", &parts.map(Vec::as_slice))
    }

    /// `OpenID4VP` by the browser's Digital Credentials API (B.2.6.2): the origin of the page that asked, the nonce, the
    /// thumbprint as above.
    pub fn digital_credentials(origin: &str, nonce: &str, encrypted_to: Option<&[u8; 32]>) -> Self {
        let parts = [&cbor::text(origin), &cbor::text(nonce), &thumbprint(encrypted_to)];
        Self::hashed("OpenID4VPDCAPIHandover", &parts.map(Vec::as_slice))
    }

    /// One that was written down.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    fn hashed(name: &str, parts: &[&[u8]]) -> Self {
        let hash = digest::digest(&digest::SHA256, &cbor::array(parts));
        let handover = cbor::array(&[&cbor::text(name), &cbor::bytes(hash.as_ref())]);
        Self(cbor::array(&[cbor::NULL, cbor::NULL, &handover]))
    }
}

fn thumbprint(key: Option<&[u8; 32]>) -> Vec<u8> {
    key.map_or_else(|| cbor::NULL.to_vec(), |key| cbor::bytes(key))
}
