//! Does the caller have the key that a token is bound to? DPoP proofs, made and read (RFC 9449 section 4). What a
//! proof must say at an endpoint is asked there.

use aws_lc_rs::digest;
use serde_json::{Value, json};
use values::Timestamp;

use super::tokens::LONGEST;
use super::{Algorithm, Claims, JoseError, Jwk, SigningKey, decode, encode, parse_object};

/// The type of a proof.
const TYPE: &str = "dpop+jwt";

/// Members that only a private or symmetric key has.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What a proof is made for.
#[derive(Clone, Copy, Debug)]
pub struct Proving<'a> {
    /// The request's method.
    pub method: &'a str,
    /// Its address; query and fragment are left off.
    pub address: &'a str,
    /// When.
    pub now: Timestamp,
    /// A name that no other proof has.
    pub id: &'a str,
    /// What the server gave last, if it gave something.
    pub nonce: Option<&'a str>,
    /// The token that is used together with it.
    pub access_token: Option<&'a str>,
}

/// Proves that the sender of a request has this key.
pub fn prove(key: &SigningKey, proving: &Proving<'_>) -> Result<String, JoseError> {
    let header = json!({ "typ": TYPE, "alg": key.algorithm().name(), "jwk": key.public().essence() });
    let address = proving.address.split(['?', '#']).next().unwrap_or_default();
    let mut claims = json!({
        "jti": proving.id,
        "htm": proving.method,
        "htu": address,
        "iat": proving.now.as_second(),
    });
    if let Some(nonce) = proving.nonce {
        claims["nonce"] = json!(nonce);
    }
    if let Some(token) = proving.access_token {
        claims["ath"] = json!(encode(digest::digest(&digest::SHA256, token.as_bytes()).as_ref()));
    }
    let message =
        format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let signature = key.signature(message.as_bytes())?;
    Ok(format!("{message}.{}", encode(&signature)))
}

/// A proof whose signature fits the key in it.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The key's name (RFC 7638).
    pub thumbprint: String,
    /// What it says.
    pub claims: Claims,
}

/// Reads a proof: its type, an algorithm among `allowed`, a public key and nothing private, the signature by that key.
pub fn read_proof(token: &str, allowed: &[Algorithm]) -> Result<Proof, JoseError> {
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(JoseError::Malformed);
    };
    if token.len() > LONGEST {
        return Err(JoseError::Malformed);
    }
    let mut header = parse_object(&decode(head)?)?;
    if header.contains_key("crit") || header.contains_key("b64") || header.contains_key("zip") {
        return Err(JoseError::HeaderRefused);
    }
    if header.get("typ").and_then(Value::as_str) != Some(TYPE) {
        return Err(JoseError::TypeRefused);
    }
    let name = header.get("alg").and_then(Value::as_str).ok_or(JoseError::AlgorithmRefused)?;
    let algorithm = Algorithm::from_name(name)?;
    if !allowed.contains(&algorithm) {
        return Err(JoseError::AlgorithmRefused);
    }
    let Some(Value::Object(members)) = header.remove("jwk") else { return Err(JoseError::BadKey) };
    if PRIVATE.iter().any(|member| members.contains_key(*member)) {
        return Err(JoseError::BadKey);
    }
    let key: Jwk = serde_json::from_value(members.into()).map_err(|_| JoseError::BadKey)?;
    if !key.fits(algorithm) {
        return Err(JoseError::BadKey);
    }
    let message = &token[..head.len() + 1 + body.len()];
    key.check(algorithm, message.as_bytes(), &decode(signature)?)?;
    Ok(Proof { thumbprint: key.thumbprint()?, claims: Claims(parse_object(&decode(body)?)?) })
}
