//! Does the update leave the file as it was, and does the signature cover all of it? Whether others believe it is tested
//! with poppler, where PDFs are made.

use std::fmt::Write as _;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

use super::*;

/// The smallest PDF of the shape that is read.
fn bare() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", out.len()).unwrap();
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = out.len();
    out.extend_from_slice(
        format!("{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").as_bytes(),
    );
    out
}

fn signed(pdf: &[u8]) -> Result<Vec<u8>, SignError> {
    let made = rcgen::generate_simple_self_signed(vec!["agency.example".to_owned()]).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &made.signing_key.serialize_der())
        .unwrap();
    let key = |message: &[u8]| Some(pair.sign(&SystemRandom::new(), message).ok()?.as_ref().to_vec());
    let about = About {
        name: "Agencia de Ñandú",
        reason: "AB12",
        field: "Signature",
        at: "2026-11-22T17:00:00Z".parse().unwrap(),
    };
    sign(pdf, &about, &Signer { certificate: made.cert.der(), key: &key })
}

#[test]
fn every_byte_is_kept_and_all_but_the_signature_is_covered() {
    let pdf = bare();
    let out = signed(&pdf).unwrap();
    assert!(out.starts_with(&pdf));
    let text = String::from_utf8(out.clone()).unwrap();
    let range = text.split_once("/ByteRange[").unwrap().1.split_once(']').unwrap().0;
    let numbers: Vec<usize> = range.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let [start, length, second, rest] = numbers[..] else { panic!("{range}") };
    assert_eq!((start, second + rest), (0, out.len()));
    assert_eq!((out[length], out[second - 1]), (b'<', b'>'));
    assert!(text[length + 1..second - 1].starts_with("3082"));
    // The new table leads to the new objects and back to the old one.
    assert!(text.contains("/Prev ") && text.contains("1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm"));
}

#[test]
fn what_cannot_be_read_is_refused_and_nothing_panics() {
    let pdf = bare();
    for end in 0..pdf.len() {
        assert!(signed(&pdf[..end]).is_err() || end + 6 >= pdf.len(), "{end}");
    }
    let text = String::from_utf8(pdf.clone()).unwrap();
    for (from, to) in
        [("/Pages 2", "/Pages 9"), ("/Kids[3", "/Kids[2"), ("Root 1", "Root 8"), ("Size 4", "Size 9")]
    {
        assert!(signed(text.replace(from, to).as_bytes()).is_err(), "{from}");
    }
    // A second signature would need the form that is there.
    assert!(signed(&signed(&pdf).unwrap()).is_err());
}

#[test]
fn signatures_are_written_as_certificates_write_them() {
    let mut fixed = [0; 64];
    (fixed[31], fixed[32]) = (5, 0x80);
    let mut wanted = vec![0x30, 0x26, 0x02, 0x01, 0x05, 0x02, 0x21, 0x00, 0x80];
    wanted.extend([0; 31]);
    assert_eq!(ecdsa_der(&fixed), Ok(wanted));
    assert_eq!(ecdsa_der(&fixed[1..]), Err(SignError::Key));
}
