//! What does a token say, and may it be believed (RFC 7515 section 5, RFC 7519 section 7)?

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, Value};
use values::Timestamp;

use super::{Algorithm, JoseError, KeySet, SigningKey, decode, encode, parse_object};

/// Tokens longer than this are refused before anything is decoded.
pub(super) const LONGEST: usize = 16 * 1024;

/// The part of a token's header that is ever looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// How it claims to be signed.
    pub algorithm: Algorithm,
    /// The id of the key, if named.
    pub key_id: Option<String>,
    /// The type, if named.
    pub typ: Option<String>,
}

/// The claims of a token whose signature was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(pub(super) Map<String, Value>);

/// Signs claims as a compact token.
pub fn sign(key: &SigningKey, typ: &str, claims: &impl Serialize) -> Result<String, JoseError> {
    let header = serde_json::json!({ "alg": key.algorithm().name(), "kid": key.key_id(), "typ": typ });
    sign_with(key, &header, claims)
}

/// The same for readers who know us by a certificate: its chain (DER, our own first) goes along (RFC 7515, 4.1.6).
pub fn sign_certified(
    key: &SigningKey,
    chain: &[Vec<u8>],
    typ: &str,
    claims: &impl Serialize,
) -> Result<String, JoseError> {
    let chain: Vec<String> = chain.iter().map(|certificate| STANDARD.encode(certificate)).collect();
    let header = serde_json::json!({ "alg": key.algorithm().name(), "x5c": chain, "typ": typ });
    sign_with(key, &header, claims)
}

fn sign_with(key: &SigningKey, header: &Value, claims: &impl Serialize) -> Result<String, JoseError> {
    let header = header.to_string();
    let claims = serde_json::to_vec(claims).map_err(|_| JoseError::Malformed)?;
    let message = format!("{}.{}", encode(header.as_bytes()), encode(&claims));
    let signature = key.signature(message.as_bytes())?;
    Ok(format!("{message}.{}", encode(&signature)))
}

/// Reads a header without believing anything: to know which key to fetch.
pub fn decode_header(token: &str) -> Result<Header, JoseError> {
    let (head, rest) = token.split_once('.').ok_or(JoseError::Malformed)?;
    if token.len() > LONGEST || rest.split('.').count() != 2 {
        return Err(JoseError::Malformed);
    }
    let header = parse_object(&decode(head)?)?;
    if header.contains_key("crit") || header.contains_key("b64") || header.contains_key("zip") {
        return Err(JoseError::HeaderRefused);
    }
    let text = |name: &str| match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JoseError::HeaderRefused),
    };
    let name = text("alg")?.ok_or(JoseError::AlgorithmRefused)?;
    Ok(Header { algorithm: Algorithm::from_name(&name)?, key_id: text("kid")?, typ: text("typ")? })
}

/// Checks a token: form, algorithm among `allowed`, `typ` among `types` (a token without one passes
/// only where `types` holds `""`), key, signature. Whose token it is and until when is for the
/// caller to ask of the claims.
pub fn verify(
    token: &str,
    keys: &KeySet,
    allowed: &[Algorithm],
    types: &[&str],
) -> Result<Claims, JoseError> {
    let header = decode_header(token)?;
    if !allowed.contains(&header.algorithm) {
        return Err(JoseError::AlgorithmRefused);
    }
    let typ = header.typ.unwrap_or_default().to_ascii_lowercase();
    let typ = typ.strip_prefix("application/").unwrap_or(&typ);
    if !types.contains(&typ) {
        return Err(JoseError::TypeRefused);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(JoseError::Malformed)?;
    let (_, body) = message.split_once('.').ok_or(JoseError::Malformed)?;
    let key = keys.choose(header.key_id.as_deref(), header.algorithm)?;
    key.check(header.algorithm, message.as_bytes(), &decode(signature)?)?;
    parse_object(&decode(body)?).map(Claims)
}

/// Whom a token is for: one name, or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Audience {
    /// Whether it names this party.
    pub fn names(&self, party: &str) -> bool {
        match self {
            Self::One(name) => name == party,
            Self::Many(names) => names.iter().any(|name| name == party),
        }
    }
}

impl Claims {
    /// A text claim that must be there.
    pub fn text(&self, name: &'static str) -> Result<&str, JoseError> {
        self.text_or_none(name)?.ok_or(JoseError::BadClaim(name))
    }

    /// A text claim that may be absent.
    pub fn text_or_none(&self, name: &'static str) -> Result<Option<&str>, JoseError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(JoseError::BadClaim(name)),
        }
    }

    /// An instant that must be there (RFC 7519 `NumericDate`; whole seconds only).
    pub fn instant(&self, name: &'static str) -> Result<Timestamp, JoseError> {
        self.instant_or_none(name)?.ok_or(JoseError::BadClaim(name))
    }

    /// An instant that may be absent.
    pub fn instant_or_none(&self, name: &'static str) -> Result<Option<Timestamp>, JoseError> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let instant = value.as_i64().and_then(|second| Timestamp::from_second(second).ok());
        instant.map(Some).ok_or(JoseError::BadClaim(name))
    }

    /// Whom it is for.
    pub fn audience(&self) -> Result<Audience, JoseError> {
        let bad = JoseError::BadClaim("aud");
        match self.0.get("aud").ok_or(bad)? {
            Value::String(name) => Ok(Audience::One(name.clone())),
            Value::Array(names) => {
                let names = names.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>();
                names.map(Audience::Many).ok_or(bad)
            }
            _ => Err(bad),
        }
    }

    /// A list of texts that may be absent.
    pub fn texts(&self, name: &'static str) -> Result<Vec<String>, JoseError> {
        match self.0.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let texts = items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>();
                texts.ok_or(JoseError::BadClaim(name))
            }
            Some(_) => Err(JoseError::BadClaim(name)),
        }
    }

    /// All of them.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// All of them, to be told to others.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// A claim of any shape.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}
