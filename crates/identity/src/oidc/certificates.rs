//! Is this the certificate of that site (RFC 8705 section 2)? Either one of its own that is registered, or one that a
//! registered authority issued to its name. Asked here and not of the proxy, which may let any certificate through.

use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::digest;
use rustls_pki_types::{CertificateDer, UnixTime};
use subtle::ConstantTimeEq;
use values::Timestamp;
use web::certificates::ClientCertificate;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate, X509Name};

use super::kinds::CertificateName;

/// SHA-256 of a certificate: `x5t#S256`.
pub(super) fn thumbprint(der: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, der).as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// One of the client's own (`self_signed_tls_client_auth`), in its time.
pub(super) fn is_own(shown: &ClientCertificate, hashes: &[[u8; 32]], now: Timestamp) -> bool {
    let hash = thumbprint(&shown.leaf);
    let known = hashes.iter().fold(false, |known, registered| bool::from(registered.ct_eq(&hash)) | known);
    known && read(&shown.leaf).is_some_and(|certificate| is_current(&certificate, now))
}

/// Issued by one of these authorities to this name (`tls_client_auth`), in its time and for this purpose.
pub(super) fn is_issued(
    shown: &ClientCertificate,
    authorities: &[Vec<u8>],
    name: &CertificateName,
    now: Timestamp,
) -> bool {
    is_trusted(shown, authorities, now).is_some()
        && read(&shown.leaf).is_some_and(|certificate| bears(&certificate, name))
}

/// The path from the certificate to an authority (RFC 5280 section 6).
fn is_trusted(shown: &ClientCertificate, authorities: &[Vec<u8>], now: Timestamp) -> Option<()> {
    let authorities: Vec<CertificateDer<'_>> =
        authorities.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let anchors: Vec<_> = authorities.iter().map(anchor_from_trusted_cert).collect::<Result<_, _>>().ok()?;
    let between: Vec<CertificateDer<'_>> =
        shown.chain.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let leaf = CertificateDer::from(shown.leaf.as_slice());
    let second = u64::try_from(now.as_second()).ok()?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(second));
    let certificate = EndEntityCert::try_from(&leaf).ok()?;
    let usage = KeyUsage::client_auth();
    certificate
        .verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, &between, time, usage, None, None)
        .ok()
        .map(drop)
}

/// A certificate with nothing behind it.
fn read(der: &[u8]) -> Option<X509Certificate<'_>> {
    X509Certificate::from_der(der)
        .ok()
        .filter(|(rest, _)| rest.is_empty())
        .map(|(_, certificate)| certificate)
}

fn is_current(certificate: &X509Certificate<'_>, now: Timestamp) -> bool {
    let validity = certificate.validity();
    (validity.not_before.timestamp()..=validity.not_after.timestamp()).contains(&now.as_second())
}

/// Whether the certificate is for this name.
fn bears(certificate: &X509Certificate<'_>, name: &CertificateName) -> bool {
    if let CertificateName::Subject(text) = name {
        return subject(certificate.subject()).is_some_and(|subject| subject == *text);
    }
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return false };
    names.value.general_names.iter().any(|found| match (name, found) {
        (CertificateName::Dns(name), GeneralName::DNSName(found)) => found.eq_ignore_ascii_case(name),
        (CertificateName::Uri(name), GeneralName::URI(found))
        | (CertificateName::Email(name), GeneralName::RFC822Name(found)) => found == name,
        (CertificateName::Ip(IpAddr::V4(name)), GeneralName::IPAddress(found)) => *found == name.octets(),
        (CertificateName::Ip(IpAddr::V6(name)), GeneralName::IPAddress(found)) => *found == name.octets(),
        _ => false,
    })
}

/// A subject as RFC 4514 writes it: the last part first. None if a part is no text or has no short name there.
fn subject(name: &X509Name<'_>) -> Option<String> {
    let mut parts = Vec::new();
    for relative in name.iter_rdn() {
        let mut attributes = Vec::new();
        for attribute in relative.iter() {
            let short = match attribute.attr_type().to_id_string().as_str() {
                "2.5.4.3" => "CN",
                "2.5.4.6" => "C",
                "2.5.4.7" => "L",
                "2.5.4.8" => "ST",
                "2.5.4.9" => "STREET",
                "2.5.4.10" => "O",
                "2.5.4.11" => "OU",
                "0.9.2342.19200300.100.1.1" => "UID",
                "0.9.2342.19200300.100.1.25" => "DC",
                _ => return None,
            };
            attributes.push(format!("{short}={}", escaped(attribute.as_str().ok()?)));
        }
        parts.push(attributes.join("+"));
    }
    parts.reverse();
    Some(parts.join(","))
}

/// A value with what would read as structure escaped (RFC 4514 section 2.4).
fn escaped(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (place, letter) in text.chars().enumerate() {
        let is_structure = matches!(letter, '"' | '+' | ',' | ';' | '<' | '>' | '\\');
        if is_structure || (letter == ' ' && (place == 0 || place == last)) || (letter == '#' && place == 0) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
