//! Do the primitives agree with the RFCs' own examples, and is every forgery refused?

use serde_json::json;

use super::{
    Algorithm, JoseError, Jwk, KeySet, SigningKey, decode, decode_header, encode, parse_object, sign, verify,
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
