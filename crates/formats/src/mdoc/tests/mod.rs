//! Are licences believed exactly when everything holds?

mod annex_d;
mod believed;
mod strict;

use values::Timestamp;

use super::testing::{Device, Issued, Issuer, Licence, Profile};
use super::{Asked, Authorities, DRIVING_LICENCE, ReaderKey, Transcript, Verified, verify};

/// An issuer that is believed, a device with its licence, and a session.
struct World {
    issuer: Issuer,
    device: Device,
    issued: Issued,
    authorities: Authorities,
    transcript: Transcript,
    reader_key: Option<ReaderKey>,
    now: Timestamp,
}

const ELEMENTS: [&str; 5] = ["family_name", "given_name", "birth_date", "document_number", "issuing_country"];

impl World {
    fn new() -> Self {
        Self::of(&Profile::default(), &Licence::made_up())
    }

    fn of(profile: &Profile, licence: &Licence) -> Self {
        let (issuer, device) = (Issuer::new(profile), Device::new());
        let mut authorities = Authorities::default();
        authorities.add(&issuer.authority).unwrap();
        Self {
            issued: issuer.issue(licence, &device),
            issuer,
            device,
            authorities,
            transcript: session("nonce-of-this-session"),
            reader_key: None,
            now: "2026-06-01T12:00:00Z".parse().unwrap(),
        }
    }

    fn response(&self) -> Vec<u8> {
        self.device.present(&self.issued, &self.transcript, &ELEMENTS)
    }

    fn verify<'a>(&'a self, response: &'a [u8]) -> Result<Verified<'a>, super::Refusal> {
        let asked = Asked {
            doc_type: DRIVING_LICENCE,
            transcript: &self.transcript,
            reader_key: self.reader_key.as_ref(),
            authorities: &self.authorities,
            now: self.now,
        };
        verify(response, &asked)
    }
}

fn session(nonce: &str) -> Transcript {
    Transcript::openid4vp("x509_hash:made-up", nonce, Some(&[7; 32]), "https://id.example/response")
}

/// Every way of changing one byte by one bit, and to the two ends.
fn changes(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> + '_ {
    let places = bytes.iter().enumerate();
    places.flat_map(move |(place, byte)| {
        let flips = (0..8).map(move |bit| byte ^ (1 << bit)).chain([0x00, 0xff]);
        flips.filter(move |changed| changed != byte).map(move |changed| {
            let mut copy = bytes.to_vec();
            copy[place] = changed;
            (place, copy)
        })
    })
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digit).collect()
}
