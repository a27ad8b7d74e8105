//! Does `counterfoil evidence read` read what papers really hold, and refuse the rest with exit code 3? Public samples are
//! tried where they lie beside the project.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use formats::mdoc::Transcript;
use formats::mdoc::testing::{Device, Issuer, Licence, Profile};
use serde_json::Value;

use crate::world::program::{Answer, call};

const PASSPORT: &str =
    "P<UTOMUSTER<<MIRA<JOSEFA<<<<<<<<<<<<<<<<<<<<\nX1234567<7UTO7502282F3105124<<<<<<<<<<<<<<04\n";

fn read(text: &str) -> Answer {
    call(&["evidence", "read", "-"], text)
}

fn samples(name: &str) -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples").join(name);
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("skipped: no ../shared");
        return Vec::new();
    };
    text.lines().map(|line| serde_json::from_str(line).expect("a sample is JSON")).collect()
}

/// Letters and digits alone: blanks, hyphens and order of writing differ between collections.
fn bare(value: &Value) -> String {
    value.as_str().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect()
}

#[test]
fn a_passport_is_read_and_a_wrong_digit_is_refused() {
    let answer = read(PASSPORT);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    let json: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!((&json["kind"], &json["fields"]["family_name"]), (&"passport".into(), &"MUSTER".into()));
    assert_eq!(json["fields"]["birth_date"], "1975-02-28");
    let wrong = read(&PASSPORT.replace("750228", "750229"));
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(3), ""));
    assert!(wrong.err.contains("birth date check digit"), "{}", wrong.err);
    assert_eq!(read("a letter to the agency").code, Some(3));
}

#[test]
fn a_mobile_license_is_read_and_believed_by_the_folder() {
    let profile = Profile { authority_until: 2090, signer_until: 2090, ..Profile::default() };
    let (issuer, device) = (Issuer::new(&profile), Device::new());
    let license = issuer.issue(&Licence::made_up(), &device);
    let session = Transcript::digital_credentials("https://id.example", "nonce", None);
    let response = device.present(&license, &session, &["family_name", "birth_date"]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("made-up.der"), &issuer.authority).unwrap();
    let issuers = ["--issuers", folder.path().to_str().unwrap()];
    let trusted = |answer: &Answer| {
        let json: Value = serde_json::from_str(&answer.out).expect("JSON");
        assert_eq!((&json["kind"], &json["fields"]["family_name"]), (&"mdoc".into(), &"Marlowe".into()));
        assert_eq!(json["fields"]["birth_date"], "1988-04-17");
        let checks = json["checks"].as_array().unwrap().clone();
        checks.iter().find(|check| check["name"] == "issuer is trusted").unwrap()["ok"].clone()
    };
    let text = URL_SAFE_NO_PAD.encode(&response);
    assert_eq!(trusted(&call(&[&["evidence", "read", "-"], &issuers[..]].concat(), &text)), true);
    assert_eq!(trusted(&read(&text)), false);
    let mut changed = response;
    let place = changed.windows(7).position(|window| window == b"Marlowe").unwrap();
    changed[place] = b'B';
    let refused = read(&URL_SAFE_NO_PAD.encode(&changed));
    assert_eq!((refused.code, refused.out.as_str()), (Some(3), ""));
    std::fs::write(folder.path().join("wrong.pem"), "nothing").unwrap();
    let refused = call(&[&["evidence", "read", "-"], &issuers[..]].concat(), &text);
    assert!(refused.code != Some(0) && refused.err.contains("wrong.pem"), "{}", refused.err);
}

#[test]
fn public_machine_readable_lines_are_read_or_refused() {
    for sample in samples("mrz.jsonl") {
        let lines: Vec<&str> = sample["lines"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let answer = read(&lines.join("\n"));
        if sample["kind"] != "valid" {
            assert_eq!(answer.code, Some(3), "{}", sample["id"]);
            continue;
        }
        let (json, expected): (Value, _) =
            (serde_json::from_str(&answer.out).expect("JSON"), &sample["expected_by_icao_rules"]);
        for (field, name) in [
            ("family_name", "surname"),
            ("given_names", "given_names"),
            ("document_number", "document_number"),
            ("issuer", "issuing_state"),
        ] {
            assert_eq!(bare(&json["fields"][field]), bare(&expected[name]), "{} {field}", sample["id"]);
        }
        let birth = bare(&json["fields"]["birth_date"]);
        assert_eq!(birth[2..], bare(&expected["birth_date"]), "{}", sample["id"]);
    }
}

#[test]
fn public_barcodes_are_read() {
    for sample in samples("aamva.jsonl") {
        let answer = read(sample["raw"].as_str().expect("a sample has its text"));
        let json: Value =
            serde_json::from_str(&answer.out).unwrap_or_else(|_| panic!("{}: {}", sample["id"], answer.err));
        let expected = &sample["parsed_by_element_split"]["fields"];
        let is_told = |field: &str| {
            let checks = json["checks"].as_array().expect("a list").iter();
            checks
                .filter(|check| check["ok"] == false)
                .any(|check| check["detail"].to_string().contains(field))
        };
        for (field, name) in
            [("family_name", "family_name"), ("document_number", "document_number"), ("state", "state")]
        {
            if !expected[name].is_null() {
                let same = bare(&json["fields"][field]) == bare(&expected[name]);
                assert!(same || is_told(&field.replace('_', " ")), "{} {field}", sample["id"]);
            }
        }
        if let Some(birth) = expected["birth_date_raw"].as_str() {
            let read = bare(&json["fields"]["birth_date"]);
            let other_order = format!("{}{}", &read[4..], &read[..4]);
            assert!(birth == read || birth == other_order, "{}: {birth} {read}", sample["id"]);
        }
    }
}
