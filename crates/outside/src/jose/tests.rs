//! Do the primitives agree with the RFCs' own examples, and is every forgery refused?

use serde_json::json;

use super::{
    Algorithm, JoseError, Jwk, KeySet, Proving, SigningKey, decode, decode_header, encode, parse_object,
    prove, read_proof, sign, verify,
};

const BODY: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn rfc_7515_a_3() -> (String, KeySet) {
    let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let key: Jwk = serde_json::from_value(json!({ "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }))
    .unwrap();
    (format!("eyJhbGciOiJFUzI1NiJ9.{BODY}.{signature}"), KeySet { keys: vec![key] })
}

fn rfc_7515_a_2() -> (String, KeySet) {
    let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let key: Jwk = serde_json::from_value(json!({ "kty": "RSA", "e": "AQAB",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" }))
    .unwrap();
    (format!("eyJhbGciOiJSUzI1NiJ9.{BODY}.{signature}"), KeySet { keys: vec![key] })
}

#[test]
fn the_examples_of_rfc_7515_verify() {
    for ((token, keys), algorithm) in [(rfc_7515_a_3(), Algorithm::Es256), (rfc_7515_a_2(), Algorithm::Rs256)]
    {
        let claims = verify(&token, &keys, &[algorithm], &[""]).unwrap();
        assert_eq!(claims.text("iss"), Ok("joe"));
        assert_eq!(claims.instant("exp").unwrap().as_second(), 1_300_819_380);
        assert_eq!(claims.get("http://example.com/is_root"), Some(&json!(true)));
    }
}

#[test]
fn what_we_sign_verifies_and_survives_storage() {
    let key = SigningKey::generate().unwrap();
    let kept = SigningKey::from_pkcs8(key.to_pkcs8().unwrap().expose()).unwrap();
    assert_eq!(kept.key_id(), key.key_id());
    let token = sign(&kept, "JWT", &json!({ "iss": "a", "aud": ["b", "c"], "amr": ["pwd", "otp"] })).unwrap();
    assert_eq!(decode_header(&token).unwrap().key_id.as_deref(), Some(key.key_id()));
    let claims = verify(&token, &KeySet::of([&key]), &[Algorithm::Es256], &["jwt"]).unwrap();
    assert!(claims.audience().unwrap().names("c") && !claims.audience().unwrap().names("d"));
    assert_eq!(claims.texts("amr").unwrap(), ["pwd", "otp"]);
    assert_eq!(claims.texts("iss"), Err(JoseError::BadClaim("iss")));
    assert_eq!(claims.text("aud"), Err(JoseError::BadClaim("aud")));
    assert_eq!(claims.instant("exp"), Err(JoseError::BadClaim("exp")));
}

/// A token with this header over the usual body, signed rightly.
fn with_header(key: &SigningKey, header: &str) -> String {
    let message = format!("{}.{}", encode(header.as_bytes()), encode(b"{\"iss\":\"a\"}"));
    let signature = key.signature(message.as_bytes()).unwrap();
    format!("{message}.{}", encode(&signature))
}

#[test]
fn headers_that_play_tricks_are_refused() {
    let key = SigningKey::generate().unwrap();
    let keys = KeySet::of([&key]);
    let kid = key.key_id();
    let own = serde_json::to_string(key.public()).unwrap();
    let cases = [
        (r#"{"alg":"none","typ":"JWT"}"#.to_owned(), JoseError::AlgorithmRefused),
        (r#"{"alg":"NONE","typ":"JWT"}"#.to_owned(), JoseError::AlgorithmRefused),
        (r#"{"alg":"HS256","typ":"JWT"}"#.to_owned(), JoseError::AlgorithmRefused),
        (r#"{"alg":"ES384","typ":"JWT"}"#.to_owned(), JoseError::AlgorithmRefused),
        (r#"{"alg":"es256","typ":"JWT"}"#.to_owned(), JoseError::AlgorithmRefused),
        (r#"{"alg":"RS256","typ":"JWT"}"#.to_owned(), JoseError::AlgorithmRefused),
        (r#"{"typ":"JWT"}"#.to_owned(), JoseError::AlgorithmRefused),
        (r#"{"alg":["ES256"],"typ":"JWT"}"#.to_owned(), JoseError::HeaderRefused),
        (r#"{"alg":"ES256","typ":"JWT","crit":["exp"],"exp":1}"#.to_owned(), JoseError::HeaderRefused),
        (r#"{"alg":"ES256","typ":"JWT","b64":false}"#.to_owned(), JoseError::HeaderRefused),
        (r#"{"alg":"ES256","typ":"JWT","zip":"DEF"}"#.to_owned(), JoseError::HeaderRefused),
        (r#"{"alg":"ES256","typ":"JWT","kid":1}"#.to_owned(), JoseError::HeaderRefused),
        (r#"{"alg":"ES256","typ":"JWT","kid":"../../etc/passwd"}"#.to_owned(), JoseError::UnknownKey),
        (r#"{"alg":"ES256","typ":"JWT","kid":"' OR 1=1 --"}"#.to_owned(), JoseError::UnknownKey),
        (r#"{"alg":"ES256","typ":"JWT","kid":""}"#.to_owned(), JoseError::UnknownKey),
        (r#"{"alg":"ES256"}"#.to_owned(), JoseError::TypeRefused),
        (r#"{"alg":"ES256","typ":"logout+jwt"}"#.to_owned(), JoseError::TypeRefused),
        (r#"{"alg":"ES256","alg":"ES256","typ":"JWT"}"#.to_owned(), JoseError::Malformed),
        (r#"["ES256"]"#.to_owned(), JoseError::Malformed),
    ];
    for (header, refusal) in cases {
        let token = with_header(&key, &header);
        assert_eq!(verify(&token, &keys, &[Algorithm::Es256], &["jwt"]), Err(refusal), "{header}");
    }
    // Headers that name keys are not followed, but do no harm when the known key signed.
    let other = SigningKey::generate().unwrap();
    let embedded =
        format!(r#"{{"alg":"ES256","typ":"JWT","kid":"{kid}","jwk":{own},"jku":"https://evil.example"}}"#);
    let forged = with_header(&other, &embedded);
    assert_eq!(verify(&forged, &keys, &[Algorithm::Es256], &["jwt"]), Err(JoseError::BadSignature));
    assert!(verify(&with_header(&key, &embedded), &keys, &[Algorithm::Es256], &["jwt"]).is_ok());
}

#[test]
fn altered_tokens_are_refused() {
    let key = SigningKey::generate().unwrap();
    let keys = KeySet::of([&key]);
    let token = sign(&key, "JWT", &json!({ "iss": "a" })).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let check = |token: &str| verify(token, &keys, &[Algorithm::Es256], &["jwt"]).map(|_| ());
    assert_eq!(check(&token), Ok(()));
    let zero = encode(&[0; 64]);
    let der = encode(&[0x30, 0x44, 2, 0x20]);
    for signature in ["", &zero, &der, "AAAA", &parts[2][..84]] {
        assert_eq!(
            check(&format!("{}.{}.{signature}", parts[0], parts[1])),
            Err(JoseError::BadSignature),
            "{signature}"
        );
    }
    assert_eq!(
        check(&format!("{}.{}.{}", parts[0], encode(b"{\"iss\":\"b\"}"), parts[2])),
        Err(JoseError::BadSignature)
    );
    for token in [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        &format!("{token}="),
        &format!(" {token}"),
        &format!("{token}\n"),
        &"a".repeat(20_000),
    ] {
        assert!(check(token).is_err(), "{token}");
    }
    assert_eq!(check(&format!("{}.{}.{}=", parts[0], parts[1], parts[2])), Err(JoseError::Malformed));
}

#[test]
fn a_key_serves_only_its_purpose_and_algorithm() {
    let key = SigningKey::generate().unwrap();
    let token = sign(&key, "JWT", &json!({})).unwrap();
    let change = |edit: &dyn Fn(&mut Jwk)| {
        let mut public = key.public().clone();
        edit(&mut public);
        verify(&token, &KeySet { keys: vec![public] }, &[Algorithm::Es256], &["jwt"]).map(|_| ())
    };
    assert_eq!(change(&|_| ()), Ok(()));
    assert_eq!(change(&|key| key.purpose = Some("enc".into())), Err(JoseError::UnknownKey));
    assert_eq!(change(&|key| key.alg = Some("RS256".into())), Err(JoseError::UnknownKey));
    assert_eq!(change(&|key| key.crv = Some("P-384".into())), Err(JoseError::UnknownKey));
    assert_eq!(change(&|key| key.kty = "RSA".into()), Err(JoseError::UnknownKey));
    assert_eq!(change(&|key| key.x = None), Err(JoseError::BadKey));
    assert_eq!(change(&|key| key.y = Some("AAAA".into())), Err(JoseError::BadKey));
    assert_eq!(change(&|key| key.y = key.x.clone()), Err(JoseError::BadSignature));
    let two = KeySet { keys: vec![key.public().clone(), key.public().clone()] };
    assert_eq!(verify(&token, &two, &[Algorithm::Es256], &["jwt"]).map(|_| ()), Err(JoseError::UnknownKey));
}

#[test]
fn json_with_a_name_twice_is_refused_at_any_depth() {
    for text in
        [r#"{"a":1,"a":1}"#, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":[{"b":1,"b":2}]}"#, "[]", "{} {}", "{", "null"]
    {
        assert_eq!(parse_object(text.as_bytes()), Err(JoseError::Malformed), "{text}");
    }
    let object = parse_object(br#"{"a":[1,-2,1.5,true,null,"x"],"b":{}}"#).unwrap();
    assert_eq!(serde_json::Value::Object(object), json!({ "a": [1, -2, 1.5, true, null, "x"], "b": {} }));
}

#[test]
fn base64_is_read_strictly() {
    assert_eq!(decode(&encode(b"any")).unwrap(), b"any");
    for text in ["YQ==", "YR", "Y Q", "+/"] {
        assert_eq!(decode(text), Err(JoseError::Malformed), "{text}");
    }
}

#[test]
fn every_algorithm_signs_verifies_and_survives_storage() {
    for algorithm in Algorithm::ALL {
        let key = SigningKey::generate_for(algorithm).unwrap();
        let kept = SigningKey::from_pkcs8_for(algorithm, key.to_pkcs8().unwrap().expose()).unwrap();
        assert_eq!((kept.public(), kept.algorithm()), (key.public(), algorithm));
        let token = sign(&kept, "JWT", &json!({ "iss": "a" })).unwrap();
        let keys = KeySet::of([&key]);
        assert_eq!(decode_header(&token).unwrap().algorithm, algorithm);
        assert!(verify(&token, &keys, &[algorithm], &["jwt"]).is_ok(), "{algorithm:?}");
        for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
            assert!(SigningKey::from_pkcs8_for(other, key.to_pkcs8().unwrap().expose()).is_err());
            assert_eq!(verify(&token, &keys, &[other], &["jwt"]), Err(JoseError::AlgorithmRefused));
        }
        let changed = token.replacen(&encode(b"{\"iss\":\"a\"}"), &encode(b"{\"iss\":\"b\"}"), 1);
        assert_eq!(verify(&changed, &keys, &[algorithm], &["jwt"]), Err(JoseError::BadSignature));
    }
}

#[test]
fn names_of_keys_are_those_of_the_standards() {
    let thumbprint = |key: serde_json::Value| serde_json::from_value::<Jwk>(key).unwrap().thumbprint();
    // RFC 7638, section 3.1.
    let rsa = json!({ "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw" });
    assert_eq!(thumbprint(rsa).unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    // RFC 8037, appendix A.3.
    let okp = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    assert_eq!(thumbprint(okp).unwrap(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    // RFC 9449, sections 4.1 and 6.1.
    let ec = json!({ "kty": "EC", "crv": "P-256", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA" });
    assert_eq!(thumbprint(ec).unwrap(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    for odd in
        [json!({ "kty": "oct", "k": "AAAA" }), json!({ "kty": "EC", "crv": "P-384", "x": "AA", "y": "AA" })]
    {
        assert_eq!(thumbprint(odd), Err(JoseError::BadKey));
    }
}

#[test]
fn a_proof_says_what_it_is_for_and_brings_its_key() {
    let now = values::Timestamp::from_second(1_795_000_000).unwrap();
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let key = SigningKey::generate_for(algorithm).unwrap();
        let proving = Proving {
            method: "GET",
            address: "https://id.example/userinfo?x=1#y",
            now,
            id: "once",
            nonce: Some("given"),
            access_token: Some("token"),
        };
        let proof = read_proof(&prove(&key, &proving).unwrap(), &Algorithm::ALL).unwrap();
        assert_eq!(proof.thumbprint, key.key_id());
        let text = |name| proof.claims.text(name).unwrap();
        assert_eq!((text("htm"), text("htu")), ("GET", "https://id.example/userinfo"));
        assert_eq!((text("jti"), text("nonce")), ("once", "given"));
        // SHA-256 of "token".
        assert_eq!(text("ath"), "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A");
        assert_eq!(proof.claims.instant("iat").unwrap(), now);
        assert_eq!(
            read_proof(&prove(&key, &proving).unwrap(), &[Algorithm::Rs256]).err(),
            Some(JoseError::AlgorithmRefused)
        );
    }
}

#[test]
fn proofs_that_play_tricks_are_refused() {
    let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let own = serde_json::to_string(&key.public().essence()).unwrap();
    let header = |rest: &str| format!(r#"{{"typ":"dpop+jwt","alg":"ES256"{rest}}}"#);
    let read = |token: &str| read_proof(token, &[Algorithm::Es256, Algorithm::EdDsa]).map(|_| ());
    let good = header(&format!(r#","jwk":{own}"#));
    assert_eq!(read(&with_header(&key, &good)), Ok(()));
    assert_eq!(read(&with_header(&other, &good)), Err(JoseError::BadSignature), "another's key");
    let (x, y) = (key.public().x.clone().unwrap(), key.public().y.clone().unwrap());
    let cases = [
        (good.replace("dpop+jwt", "JWT"), JoseError::TypeRefused),
        (good.replace("dpop+jwt", "DPoP+JWT"), JoseError::TypeRefused),
        (good.replace(r#""typ":"dpop+jwt","#, ""), JoseError::TypeRefused),
        (good.replace("ES256", "none"), JoseError::AlgorithmRefused),
        (good.replace("ES256", "HS256"), JoseError::AlgorithmRefused),
        (good.replace("ES256", "RS256"), JoseError::AlgorithmRefused),
        (good.replace("ES256", "EdDSA"), JoseError::BadKey),
        (good.replace(r#""alg":"ES256","#, ""), JoseError::AlgorithmRefused),
        (header(""), JoseError::BadKey),
        (header(r#","jwk":"key""#), JoseError::BadKey),
        (header(r#","jwk":{}"#), JoseError::BadKey),
        (header(r#","jwk":{"kty":"oct","k":"AAAA"}"#), JoseError::BadKey),
        (header(&format!(r#","kid":"{}""#, key.key_id())), JoseError::BadKey),
        (good.replace(r#""kty":"EC""#, r#""kty":"EC","d":"AAAA""#), JoseError::BadKey),
        (good.replace(r#""kty":"EC""#, r#""kty":"EC","use":"enc""#), JoseError::BadKey),
        (good.replace(r#""kty":"EC""#, r#""kty":"EC","kty":"EC""#), JoseError::Malformed),
        (good.replace("P-256", "P-384"), JoseError::BadKey),
        (good.replace(&y, &x), JoseError::BadSignature),
        (header(&format!(r#","crit":["exp"],"jwk":{own}"#)), JoseError::HeaderRefused),
        (header(&format!(r#","jwk":{own},"jwk":{own}"#)), JoseError::Malformed),
    ];
    for (header, refusal) in cases {
        assert_eq!(read(&with_header(&key, &header)), Err(refusal), "{header}");
    }
    for token in ["", ".", "..", "a.b", "a.b.c.d", &"a".repeat(20_000)] {
        assert!(read(token).is_err(), "{token}");
    }
}
