//! Which issuers are believed? The certificates of issuing authorities (IACA) that the operator put into a folder, and
//! the path from a document signer to one of them (ISO/IEC 18013-5 section 9.3.3 and Annex B.1). Lists of revoked
//! certificates are looked at where the operator has put them there; nothing is fetched.

use std::time::Duration;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, UnixTime};
use values::Timestamp;
use webpki::{
    ALL_VERIFICATION_ALGS, BorrowedCertRevocationList, CertRevocationList, EndEntityCert, KeyUsage,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use super::Refusal;
use super::cose::PublicKey;

/// The purpose of a document signer: 1.0.18013.5.1.2, encoded (Annex B.1.4).
const DOCUMENT_SIGNER: &[u8] = &[0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x02];

/// Why a certificate cannot stand for an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAuthority {
    /// Neither DER nor PEM of exactly one certificate or list of revoked ones.
    #[error("not exactly one X.509 certificate or revocation list (DER or PEM)")]
    Unreadable,
    /// It may not sign certificates, or another signed it.
    #[error("not the own certificate of an authority that may sign certificates")]
    NoRoot,
    /// No country in its name.
    #[error("its subject names no country")]
    NoCountry,
}

/// Issuing authorities that are believed, and what they revoked.
#[derive(Debug, Default)]
pub struct Authorities {
    list: Vec<Authority>,
    revoked: Vec<CertRevocationList<'static>>,
}

/// One issuing authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    der: Vec<u8>,
    /// Its subject, for people.
    pub name: String,
    /// Its country's two letters.
    pub country: String,
    /// Its state or province as `US-CA`, where it names one.
    pub region: Option<String>,
    /// From when it is good.
    pub from: Timestamp,
    /// Until when it is good.
    pub until: Timestamp,
}

impl Authorities {
    /// Adds the certificate of one file. Its signature by itself proves nothing and is not looked at: it is believed because
    /// the operator put it there.
    pub fn add(&mut self, file: &[u8]) -> Result<&Authority, NotAnAuthority> {
        let der = only::<CertificateDer<'_>>(file)?;
        self.list.push(Authority::read(der)?);
        Ok(self.list.last().expect("one was just added"))
    }

    /// Adds the list of revoked certificates of one file; its signature is checked when it is used.
    pub fn add_revoked(&mut self, file: &[u8]) -> Result<(), NotAnAuthority> {
        let der = only::<CertificateRevocationListDer<'_>>(file)?;
        let list = BorrowedCertRevocationList::from_der(&der).and_then(|list| list.to_owned());
        self.revoked.push(list.map_err(|_| NotAnAuthority::Unreadable)?.into());
        Ok(())
    }

    /// All of them.
    pub fn list(&self) -> &[Authority] {
        &self.list
    }

    /// The authority that stands behind a document signer's certificate at that instant.
    pub(super) fn behind(&self, signer: &Signer<'_>, now: Timestamp) -> Result<&Authority, Refusal> {
        let mut current =
            self.list.iter().filter(|authority| (authority.from..=authority.until).contains(&now));
        let found = current.find(|authority| authority.issued(signer.der, &self.revoked, now));
        let authority = found.ok_or(Refusal::UntrustedIssuer)?;
        // Annex B.1.4: the signer is of the country, and of the state if it says one, of its authority.
        let same_region = signer.region.is_none() || signer.region == authority.region;
        if signer.country.as_deref() != Some(&authority.country) || !same_region {
            return Err(Refusal::UntrustedIssuer);
        }
        Ok(authority)
    }
}

impl Authority {
    fn read(der: Vec<u8>) -> Result<Self, NotAnAuthority> {
        let certificate = parse(&der).ok_or(NotAnAuthority::Unreadable)?;
        let may_sign = matches!(certificate.basic_constraints(), Ok(Some(found)) if found.value.ca)
            && matches!(certificate.key_usage(), Ok(Some(found)) if found.value.key_cert_sign());
        if !may_sign || certificate.subject().as_raw() != certificate.issuer().as_raw() {
            return Err(NotAnAuthority::NoRoot);
        }
        let subject = certificate.subject();
        let country = country(subject).ok_or(NotAnAuthority::NoCountry)?;
        let (from, until) = validity(&certificate).ok_or(NotAnAuthority::Unreadable)?;
        let (name, region) = (subject.to_string(), region(subject));
        Ok(Self { der, name, country, region, from, until })
    }

    /// The path of one step (RFC 5280 section 6), for the purpose of signing documents.
    fn issued(&self, signer: &[u8], revoked: &[CertRevocationList<'_>], now: Timestamp) -> bool {
        let (own, signer) = (CertificateDer::from(self.der.as_slice()), CertificateDer::from(signer));
        let Ok(anchor) = anchor_from_trusted_cert(&own) else { return false };
        let Ok(second) = u64::try_from(now.as_second()) else { return false };
        let time = UnixTime::since_unix_epoch(Duration::from_secs(second));
        let Ok(certificate) = EndEntityCert::try_from(&signer) else { return false };
        let usage = KeyUsage::required(DOCUMENT_SIGNER);
        let anchors = [anchor];
        let holds = |list: Option<&CertRevocationList<'_>>| {
            let lists: Vec<&CertRevocationList<'_>> = list.into_iter().collect();
            // An authority without a list has revoked nothing that is known.
            let revocation = RevocationOptionsBuilder::new(&lists).ok().map(|options| {
                let options = options.with_depth(RevocationCheckDepth::EndEntity);
                options.with_status_policy(UnknownStatusPolicy::Allow).build()
            });
            let algorithms = ALL_VERIFICATION_ALGS;
            certificate.verify_for_usage(algorithms, &anchors, &[], time, usage, revocation, None).is_ok()
        };
        // One by one, since of several lists of one authority only the first would be looked at.
        holds(None) && revoked.iter().all(|list| holds(Some(list)))
    }
}

/// A document signer's certificate, believed only once an authority stands behind it.
#[derive(Clone, Debug)]
pub(super) struct Signer<'a> {
    der: &'a [u8],
    pub(super) key: PublicKey,
    pub(super) country: Option<String>,
    pub(super) region: Option<String>,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

impl<'a> Signer<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Refusal> {
        let certificate = parse(der).ok_or(Refusal::Certificate)?;
        let signs = matches!(certificate.key_usage(), Ok(Some(found)) if found.value.digital_signature());
        let (from, until) = validity(&certificate).ok_or(Refusal::Certificate)?;
        if !signs {
            return Err(Refusal::Certificate);
        }
        let key = PublicKey::from_certificate(certificate.public_key())?;
        let subject = certificate.subject();
        Ok(Self { der, key, country: country(subject), region: region(subject), from, until })
    }
}

/// The one thing of a kind in a file: PEM, or DER as it is.
fn only<T: PemObject + AsRef<[u8]>>(file: &[u8]) -> Result<Vec<u8>, NotAnAuthority> {
    // DER begins with the tag of a sequence, which is no letter of PEM's first line.
    if file.first() == Some(&0x30) {
        return Ok(file.to_vec());
    }
    let mut found = T::pem_slice_iter(file);
    match (found.next(), found.next()) {
        (Some(Ok(der)), None) => Ok(der.as_ref().to_vec()),
        _ => Err(NotAnAuthority::Unreadable),
    }
}

/// A certificate with nothing behind it.
fn parse(der: &[u8]) -> Option<X509Certificate<'_>> {
    X509Certificate::from_der(der)
        .ok()
        .filter(|(rest, _)| rest.is_empty())
        .map(|(_, certificate)| certificate)
}

fn validity(certificate: &X509Certificate<'_>) -> Option<(Timestamp, Timestamp)> {
    let validity = certificate.validity();
    let instant = |second| Timestamp::from_second(second).ok();
    Some((instant(validity.not_before.timestamp())?, instant(validity.not_after.timestamp())?))
}

fn country(name: &X509Name<'_>) -> Option<String> {
    let mut found = name.iter_country();
    let country = found.next()?.as_str().ok()?.to_ascii_uppercase();
    (found.next().is_none() && country.len() == 2).then_some(country)
}

fn region(name: &X509Name<'_>) -> Option<String> {
    Some(name.iter_state_or_province().next()?.as_str().ok()?.to_ascii_uppercase())
}
