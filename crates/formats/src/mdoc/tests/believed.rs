//! What is believed, what is refused and why: licences of a made-up authority.

use super::super::testing::{Algorithm, Device, Issuer, Licence, Profile};
use super::super::{Authorities, DeviceProof, NotAnAuthority, Refusal, Transcript, cbor, looks_like, read};
use super::{ELEMENTS, World, changes, hex, session};

#[test]
fn a_licence_is_believed_with_every_algorithm() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        for digest in ["SHA-256", "SHA-384", "SHA-512"] {
            let licence = Licence { digest, ..Licence::made_up() };
            let world = World::of(&Profile { algorithm, ..Profile::default() }, &licence);
            let response = world.response();
            let verified = world.verify(&response).unwrap();
            assert_eq!(verified.device, DeviceProof::Signature);
            assert_eq!(verified.elements.len(), ELEMENTS.len());
            assert_eq!(verified.authority.region.as_deref(), Some("US-CA"));
            let fields = verified.fields();
            assert_eq!(fields.family_name.as_deref(), Some("Marlowe"), "{algorithm:?} {digest}");
            assert_eq!(fields.birth_date, Some(values::date(1988, 4, 17)));
            assert_eq!(fields.country.as_deref(), Some("USA"));
            assert_eq!(fields.street, None, "what was not sent is not there");
        }
    }
}

#[test]
fn no_changed_byte_is_believed() {
    let mut world = World::new();
    let signed = world.response();
    assert!(world.verify(&signed).is_ok());
    for (place, changed) in changes(&signed) {
        assert!(world.verify(&changed).is_err(), "byte {place} may be changed");
    }
    let reader = Device::new();
    let (key, public) = reader.as_reader();
    world.reader_key = Some(key);
    let tagged = world.device.present_with_mac(&world.issued, &world.transcript, &ELEMENTS, public);
    assert_eq!(world.verify(&tagged).unwrap().device, DeviceProof::Mac);
    for (place, changed) in changes(&tagged) {
        assert!(world.verify(&changed).is_err(), "byte {place} may be changed");
    }
    world.reader_key = None;
    assert_eq!(world.verify(&tagged).unwrap_err(), Refusal::NoReaderKey);
}

#[test]
fn another_session_is_not_believed() {
    let mut world = World::new();
    let response = world.response();
    let key = Some(&[7; 32]);
    let (client, uri) = ("x509_hash:made-up", "https://id.example/response");
    let nonce = "nonce-of-this-session";
    for (what, other) in [
        ("another nonce", session("another")),
        ("another client", Transcript::openid4vp("x509_hash:other", nonce, key, uri)),
        ("another key", Transcript::openid4vp(client, nonce, Some(&[8; 32]), uri)),
        ("not encrypted", Transcript::openid4vp(client, nonce, None, uri)),
        ("another place", Transcript::openid4vp(client, nonce, key, "https://id.example/other")),
        ("by the browser", Transcript::digital_credentials("https://id.example", nonce, key)),
    ] {
        world.transcript = other;
        assert_eq!(world.verify(&response).unwrap_err(), Refusal::Device, "{what}");
    }
}

/// The published examples of `OpenID4VP` 1.0, B.2.6.1 and B.2.6.2.
#[test]
fn sessions_are_written_as_published() {
    let key: [u8; 32] =
        hex("4283ec927ae0f208daaa2d026a814f2b22dca52cf85ffa8f3f8626c6bd669047").try_into().unwrap();
    let nonce = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA";
    let redirected =
        Transcript::openid4vp("x509_san_dns:example.com", nonce, Some(&key), "https://example.com/response");
    let expected = "83f6f682714f70656e494434565048616e646f7665725820\
                    048bc053c00442af9b8eed494cefdd9d95240d254b046b11b68013722aad38ac";
    assert_eq!(redirected.0, hex(expected));
    let by_browser = Transcript::digital_credentials("https://example.com", nonce, Some(&key));
    let expected = "83f6f682764f70656e4944345650444341504948616e646f7665725820\
                    fbece366f4212f9762c74cfdbf83b8c69e371d5d68cea09cb4c48ca6daab761a";
    assert_eq!(by_browser.0, hex(expected));
}

#[test]
fn an_issuer_must_be_believed() {
    let profile = Profile::default;
    for (what, profile, expected) in [
        ("other purpose", Profile { purpose: vec![1, 3, 6, 1, 5, 5, 7, 3, 2], ..profile() }, true),
        ("other country", Profile { signer: ("MX", "US-CA"), ..profile() }, true),
        ("other state", Profile { signer: ("US", "US-NV"), ..profile() }, true),
        ("signer is over", Profile { signer_until: 2026, ..profile() }, true),
        ("authority is over", Profile { authority_until: 2026, ..profile() }, true),
        ("signer of the whole country", Profile { signer: ("US", ""), ..profile() }, false),
    ] {
        let world = World::of(&profile, &Licence::made_up());
        let response = world.response();
        let refusal = world.verify(&response).err();
        assert_eq!(refusal, expected.then_some(Refusal::UntrustedIssuer), "{what}");
    }
    // One of the same name with another key.
    let mut world = World::new();
    world.authorities = Authorities::default();
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::UntrustedIssuer);
    world.authorities.add(&Issuer::new(&Profile::default()).authority).unwrap();
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::UntrustedIssuer);
}

#[test]
fn a_revoked_signer_is_not_believed() {
    let mut world = World::new();
    let response = world.response();
    world.authorities.add_revoked(&world.issuer.revoked(false)).unwrap();
    assert!(world.verify(&response).is_ok(), "another certificate was revoked");
    world.authorities.add_revoked(&world.issuer.revoked(true)).unwrap();
    assert_eq!(world.verify(&response).unwrap_err(), Refusal::UntrustedIssuer);
    // A list in the authority's name that it did not sign: something is wrong, so nothing is believed.
    let mut world = World::new();
    let response = world.response();
    world.authorities.add_revoked(&Issuer::new(&Profile::default()).revoked(false)).unwrap();
    assert_eq!(world.verify(&response).unwrap_err(), Refusal::UntrustedIssuer);
    assert_eq!(world.authorities.add_revoked(b"nothing").unwrap_err(), NotAnAuthority::Unreadable);
}

#[test]
fn times_are_held_to_the_second() {
    let mut world = World::new();
    let response = world.response();
    for (now, expected) in [
        ("2025-12-31T23:59:59Z", Some(Refusal::NotYetValid)),
        ("2026-01-01T00:00:00Z", None),
        ("2026-12-31T23:59:59Z", None),
        ("2027-01-01T00:00:00Z", Some(Refusal::Expired)),
    ] {
        world.now = now.parse().unwrap();
        assert_eq!(world.verify(&response).err(), expected, "{now}");
    }
    let times = ["2019-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"].map(str::to_owned);
    let world = World::of(&Profile::default(), &Licence { times, ..Licence::made_up() });
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::SignedOutOfTime);
    let times =
        ["2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"].map(str::to_owned);
    let world = World::of(&Profile::default(), &Licence { times, ..Licence::made_up() });
    let expected = Refusal::Malformed(cbor::CborError::Shape("signed"));
    assert_eq!(world.verify(&world.response()).unwrap_err(), expected);
}

#[test]
fn elements_are_those_the_issuer_signed() {
    let mut world = World::new();
    // An element of another licence of the same issuer, as long and under the same number.
    let other = Licence::made_up().with("family_name", cbor::text("Barlowe"));
    let other = world.issuer.issue(&other, &world.device);
    world.issued.namespaces[0].1[0] = other.namespaces[0].1[0].clone();
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::Digest);
    // The licence of another person's device.
    let mut world = World::new();
    world.device = Device::new();
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::Device);
    // Elements under another namespace.
    let mut world = World::new();
    world.issued.namespaces[0].0 = "org.iso.18013.5.1.US".to_owned();
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::Digest);
    // The same element twice.
    let mut world = World::new();
    let again = world.issued.namespaces[0].1[0].clone();
    world.issued.namespaces[0].1.push(again);
    let expected = Refusal::Malformed(cbor::CborError::Twice);
    assert_eq!(world.verify(&world.response()).unwrap_err(), expected);
}

#[test]
fn what_nobody_signed_has_one_shape() {
    let world = World::new();
    let with = |from: &[u8], to: &[u8]| {
        let response = world.response();
        let place = response.windows(from.len()).position(|window| window == from).unwrap();
        [&response[..place], to, &response[place + from.len()..]].concat()
    };
    // The heads of maps count one more, and a member nobody knows follows.
    let refused: [(&str, Vec<u8>, Refusal); 6] = [
        (
            "a header beside the algorithm",
            with(&[0xa1, 0x18, 0x21], &[0xa2, 0x04, 0x00, 0x18, 0x21]),
            Refusal::Malformed(cbor::CborError::Stranger("issuerAuth")),
        ),
        (
            "a member of the response",
            with(b"\xa3gversion", b"\xa4ax\x00gversion"),
            Refusal::Malformed(cbor::CborError::Stranger("DeviceResponse")),
        ),
        (
            "a member of the document",
            with(b"\xa3gdocType", b"\xa4ax\x00gdocType"),
            Refusal::Malformed(cbor::CborError::Stranger("the document")),
        ),
        ("a status", with(b"fstatus\x00", b"fstatus\x0a"), Refusal::Status),
        ("a version", with(b"gversionc1.0", b"gversionc1.1"), Refusal::Version),
        (
            "elements of the device's own",
            with(&[0xd8, 0x18, 0x41, 0xa0], &[0xd8, 0x18, 0x44, 0xa1, 0x61, 0x78, 0xa0]),
            Refusal::Malformed(cbor::CborError::Stranger("deviceSigned")),
        ),
    ];
    for (what, response, expected) in refused {
        assert_eq!(world.verify(&response).unwrap_err(), expected, "{what}");
    }
    // What the device left out may be told.
    let told = with(b"\xa3gdocType", b"\xa4ferrors\xa0gdocType");
    assert!(world.verify(&told).is_ok());
}

#[test]
fn the_type_is_the_one_asked_for_and_signed() {
    let other = "org.iso.18013.5.1.other".to_owned();
    let licence = Licence { signed_doc_type: Some(other.clone()), ..Licence::made_up() };
    let world = World::of(&Profile::default(), &licence);
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::DocType);
    let licence = Licence { doc_type: other, ..Licence::made_up() };
    let world = World::of(&Profile::default(), &licence);
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::DocType);
}

#[test]
fn a_licence_names_the_country_of_its_certificate() {
    let licence = Licence::made_up().with("issuing_country", cbor::text("MX"));
    let world = World::of(&Profile::default(), &licence);
    assert_eq!(world.verify(&world.response()).unwrap_err(), Refusal::OtherIssuer);
}

#[test]
fn only_roots_are_put_into_the_list() {
    let world = World::new();
    let mut authorities = Authorities::default();
    assert_eq!(authorities.add(b"nothing").unwrap_err(), NotAnAuthority::Unreadable);
    let mut longer = world.issuer.authority.clone();
    longer.push(0);
    assert_eq!(authorities.add(&longer).unwrap_err(), NotAnAuthority::Unreadable);
    let response = world.response();
    let issued = super::super::Issued::read(&response).unwrap();
    let signer = issued.document.issuer_auth.certificate.unwrap();
    assert_eq!(authorities.add(signer).unwrap_err(), NotAnAuthority::NoRoot);
    let authority = authorities.add(&world.issuer.authority).unwrap();
    assert_eq!((authority.country.as_str(), authority.region.as_deref()), ("US", Some("US-CA")));
}

#[test]
fn a_file_is_read_outside_of_a_session() {
    let world = World::new();
    let response = world.response();
    assert!(looks_like(&response));
    assert!(!looks_like(b"@\n\x1e\rANSI 636014"));
    let reading = read(&response, &world.authorities, world.now).unwrap();
    assert!(reading.checks.iter().all(|check| check.ok), "{:?}", reading.checks);
    assert_eq!(reading.fields.given_names.as_deref(), Some("Iris Ann"));
    let unknown = read(&response, &Authorities::default(), world.now).unwrap();
    let failed: Vec<&str> =
        unknown.checks.iter().filter(|check| !check.ok).map(|check| check.name.as_ref()).collect();
    assert_eq!(failed, ["issuer is trusted"]);
    let mut changed = response.clone();
    let place = changed.windows(7).position(|window| window == b"Marlowe").unwrap();
    changed[place] = b'B';
    let refusal = read(&changed, &world.authorities, world.now).unwrap_err();
    assert_eq!(refusal.0, Refusal::Digest.to_string());
}
