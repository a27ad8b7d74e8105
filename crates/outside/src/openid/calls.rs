//! How does a site call its provider? It signs who it is (RFC 7523) and, where the provider takes that, proves with
//! each call that it has the key its tokens are bound to (RFC 9449).
//!
//! Proofs are made with the site's own key: whichever of its processes finishes a sign-in has it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use values::Timestamp;

use super::provider::Metadata;
use super::{Authentication, OpenIdError, RelyingParty, plain_code};
use crate::Dice;
use crate::http::Answer;
use crate::jose::{self, Proving};

/// How long a signed client assertion may be used.
const ASSERTION_SECONDS: i64 = 60;

/// A provider may ask for another nonce once; asking again would go on forever.
const ATTEMPTS: usize = 2;

impl RelyingParty {
    /// Whether this provider takes proofs with the site's key.
    pub(super) fn proves(&self, metadata: &Metadata) -> bool {
        let name = self.settings.signing_key.algorithm().name();
        metadata.dpop_signing_alg_values_supported.iter().any(|supported| supported == name)
    }

    /// Posts a form as this site; the answer's JSON object.
    pub(super) async fn post_as_client(
        &self,
        now: Timestamp,
        dice: &Dice,
        metadata: &Metadata,
        endpoint: &str,
        parameters: &[(&'static str, String)],
    ) -> Result<Map<String, Value>, OpenIdError> {
        let mut attempt = 1;
        loop {
            let credentials = self.credentials(now, dice, metadata)?;
            let own = credentials.fields.iter().map(|(name, value)| (*name, value.as_str()));
            let given = parameters.iter().map(|(name, value)| (*name, value.as_str()));
            let mut fields: Vec<(&str, &str)> = given.chain(own).collect();
            if credentials.header.is_none() && !fields.iter().any(|(name, _)| *name == "client_id") {
                fields.push(("client_id", &self.settings.client_id));
            }
            let proof = self.proof(now, dice, metadata, "POST", endpoint, None)?;
            let mut headers: Vec<(&str, &str)> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
            headers.extend(credentials.header.iter().map(|value| ("authorization", value.as_str())));
            let answer = self.http.post_form(endpoint, &fields, &headers).await?;
            self.provider.keep_nonce(endpoint, answer.nonce.as_ref());
            let object =
                jose::parse_object(&answer.body).map_err(|_| OpenIdError::BadAnswer("not a JSON object"))?;
            if (200..300).contains(&answer.status) {
                return Ok(object);
            }
            let error = object.get("error").and_then(Value::as_str).unwrap_or("unknown_error");
            if !wants_nonce(&answer, error == "use_dpop_nonce", attempt) {
                return Err(OpenIdError::Refused(plain_code(error)));
            }
            attempt += 1;
        }
    }

    /// What the provider tells of the person.
    pub(super) async fn userinfo(
        &self,
        now: Timestamp,
        dice: &Dice,
        metadata: &Metadata,
        endpoint: &str,
        access_token: &str,
        subject: &str,
    ) -> Result<Map<String, Value>, OpenIdError> {
        let mut attempt = 1;
        let answer = loop {
            let proof = self.proof(now, dice, metadata, "GET", endpoint, Some(access_token))?;
            let scheme = if proof.is_some() { "DPoP" } else { "Bearer" };
            let authorization = format!("{scheme} {access_token}");
            let mut headers = vec![("authorization", authorization.as_str())];
            headers.extend(proof.iter().map(|proof| ("dpop", proof.as_str())));
            let answer = self.http.get(endpoint, &headers).await?;
            self.provider.keep_nonce(endpoint, answer.nonce.as_ref());
            if !wants_nonce(&answer, answer.status == 401 && proof.is_some(), attempt) {
                break answer;
            }
            attempt += 1;
        };
        if answer.status != 200 || answer.media_type != "application/json" {
            return Err(OpenIdError::BadAnswer("no userinfo"));
        }
        let claims = jose::parse_object(&answer.body)?;
        // A token of another person must not lend this one their claims (OpenID Connect Core 5.3.2).
        if claims.get("sub").and_then(Value::as_str) != Some(subject) {
            return Err(OpenIdError::BadAnswer("userinfo is about someone else"));
        }
        Ok(claims)
    }

    /// A fresh proof for one call, if the provider takes proofs.
    fn proof(
        &self,
        now: Timestamp,
        dice: &Dice,
        metadata: &Metadata,
        method: &str,
        address: &str,
        access_token: Option<&str>,
    ) -> Result<Option<String>, OpenIdError> {
        if !self.proves(metadata) {
            return Ok(None);
        }
        let id = jose::encode(&dice.bytes::<16>());
        let nonce = self.provider.nonce(address);
        let proving = Proving { method, address, now, id: &id, nonce: nonce.as_deref(), access_token };
        Ok(Some(jose::prove(&self.settings.signing_key, &proving)?))
    }

    /// What shows who this site is.
    fn credentials(
        &self,
        now: Timestamp,
        dice: &Dice,
        metadata: &Metadata,
    ) -> Result<Credentials, OpenIdError> {
        let none = Credentials { fields: Vec::new(), header: None };
        Ok(match &self.settings.authentication {
            Authentication::SignedStatement { to_token_endpoint } => {
                let audience =
                    if *to_token_endpoint { &metadata.token_endpoint } else { &self.settings.issuer };
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned();
                let assertion = self.assertion(now, dice, audience)?;
                let fields = vec![("client_assertion_type", kind), ("client_assertion", assertion)];
                Credentials { fields, ..none }
            }
            // Both parts are encoded as in a form before they are put together (RFC 6749 section 2.3.1).
            Authentication::SecretInHeader(secret) => {
                let encoded =
                    |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encoded(&self.settings.client_id), encoded(secret.expose()));
                Credentials { header: Some(format!("Basic {}", STANDARD.encode(pair))), ..none }
            }
            Authentication::SecretInBody(secret) => {
                Credentials { fields: vec![("client_secret", secret.expose().clone())], ..none }
            }
        })
    }

    /// A fresh proof of who this site is (RFC 7523; the audience is the issuer, as FAPI 2.0 asks, unless it is set).
    fn assertion(&self, now: Timestamp, dice: &Dice, audience: &str) -> Result<String, OpenIdError> {
        let second = now.as_second();
        let claims = json!({
            "iss": self.settings.client_id,
            "sub": self.settings.client_id,
            "aud": audience,
            "jti": jose::encode(&dice.bytes::<16>()),
            "iat": second,
            "exp": second + ASSERTION_SECONDS,
        });
        Ok(jose::sign(&self.settings.signing_key, "JWT", &claims)?)
    }
}

/// Form fields and a header that show who calls.
struct Credentials {
    fields: Vec<(&'static str, String)>,
    header: Option<String>,
}

/// Whether to try again with what the answer gave.
const fn wants_nonce(answer: &Answer, is_asked: bool, attempt: usize) -> bool {
    is_asked && answer.nonce.is_some() && attempt < ATTEMPTS
}
