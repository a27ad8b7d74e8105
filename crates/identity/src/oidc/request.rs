//! May this request to sign someone in be followed (OpenID Connect Core 1.0 section 3.1.2, RFC 7636,
//! RFC 9126)? Pure: a request and the client it names, in; what is asked, or the refusal, out.

use serde::{Deserialize, Serialize};

use super::clients::Client;
use super::errors::{ProtocolError, invalid_request, refused};
use super::parameters::Parameters;
use super::scopes::Scope;

/// Parameters longer than this are refused: they would be stored and echoed.
const LONGEST: usize = 2_048;

/// Longer nonces and states than this are refused.
const LONGEST_NONCE: usize = 512;

/// What a site asks, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Where the answer goes.
    pub redirect_uri: String,
    /// What the site wants to be told and may be.
    pub scopes: Vec<Scope>,
    /// Comes back unchanged.
    pub state: Option<String>,
    /// Comes back in the ID token.
    pub nonce: Option<String>,
    /// Hash of the secret that the code's trade must show.
    pub code_challenge: String,
    /// How to treat the visitor.
    pub prompt: Prompt,
    /// At most so many seconds since the last sign-in.
    pub max_age: Option<u32>,
    /// Language wanted, if one of ours.
    pub language: Option<String>,
    /// The key that the code's trade must show (RFC 9449 section 10).
    #[serde(default)]
    pub dpop_jkt: Option<String>,
}

/// How to treat the visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Ask what is needed.
    #[default]
    AsNeeded,
    /// Ask nothing.
    None,
    /// Sign in again, whoever is signed in.
    Login,
    /// Agree again.
    Consent,
    /// Both.
    LoginAndConsent,
}

impl Prompt {
    /// Whether a new sign-in is wanted.
    pub const fn wants_login(self) -> bool {
        matches!(self, Self::Login | Self::LoginAndConsent)
    }

    /// Whether a new consent is wanted.
    pub const fn wants_consent(self) -> bool {
        matches!(self, Self::Consent | Self::LoginAndConsent)
    }

    fn parse(text: Option<&str>) -> Result<Self, ProtocolError> {
        let words: Vec<&str> = text.unwrap_or_default().split(' ').filter(|word| !word.is_empty()).collect();
        let holds = |word: &str| words.contains(&word);
        if words.iter().any(|word| !matches!(*word, "none" | "login" | "consent" | "select_account")) {
            return Err(invalid_request("prompt holds an unknown word"));
        }
        if holds("none") && words.len() > 1 {
            return Err(invalid_request("prompt=none stands alone"));
        }
        // To choose an account is to sign in anew: one person has one sign-in here.
        Ok(match (holds("none"), holds("login") || holds("select_account"), holds("consent")) {
            (true, _, _) => Self::None,
            (_, true, true) => Self::LoginAndConsent,
            (_, true, false) => Self::Login,
            (_, false, true) => Self::Consent,
            (_, false, false) => Self::AsNeeded,
        })
    }
}

/// A refusal, and whether the site may be told by sending the visitor there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Where to answer is not known for sure: the visitor is shown a page and sent nowhere.
    Page(ProtocolError),
    /// The visitor is sent to the site with the refusal.
    Redirect {
        /// Where.
        redirect_uri: String,
        /// The request's state.
        state: Option<String>,
        /// What is wrong.
        error: ProtocolError,
    },
}

impl Fault {
    /// What is wrong, wherever it is told.
    pub const fn error(&self) -> ProtocolError {
        match self {
            Self::Page(error) | Self::Redirect { error, .. } => *error,
        }
    }
}

/// Checks a request by a known client. The redirect address comes first: before it is known to be the
/// client's, nothing is sent anywhere.
pub fn check(client: &Client, parameters: &Parameters) -> Result<Asked, Fault> {
    let redirect_uri =
        parameters.get("redirect_uri").ok_or(Fault::Page(invalid_request("redirect_uri is missing")))?;
    if !client.redirect_uris.iter().any(|registered| registered == redirect_uri) {
        return Err(Fault::Page(invalid_request("redirect_uri is not registered for this client")));
    }
    let state = parameters.get("state");
    if state.is_some_and(|state| state.len() > LONGEST_NONCE) {
        return Err(Fault::Page(invalid_request("state is too long")));
    }
    check_rest(client, parameters, redirect_uri).map_err(|error| Fault::Redirect {
        redirect_uri: redirect_uri.to_owned(),
        state: state.map(str::to_owned),
        error,
    })
}

fn check_rest(client: &Client, parameters: &Parameters, redirect_uri: &str) -> Result<Asked, ProtocolError> {
    let text = |name: &str| parameters.get(name);
    check_kind(parameters)?;
    let nonce = text("nonce");
    if nonce.is_some_and(|nonce| nonce.len() > LONGEST_NONCE) {
        return Err(invalid_request("nonce is too long"));
    }
    Ok(Asked {
        redirect_uri: redirect_uri.to_owned(),
        scopes: check_scopes(client, text("scope").unwrap_or_default())?,
        state: text("state").map(str::to_owned),
        nonce: nonce.map(str::to_owned),
        code_challenge: check_challenge(parameters)?.to_owned(),
        prompt: Prompt::parse(text("prompt"))?,
        max_age: match text("max_age") {
            None => None,
            Some(seconds) if seconds.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(seconds.parse().map_err(|_| invalid_request("max_age is too large"))?)
            }
            Some(_) => return Err(invalid_request("max_age is not a number of seconds")),
        },
        language: text("ui_locales").and_then(known_language),
        dpop_jkt: text("dpop_jkt").map(check_thumbprint).transpose()?,
    })
}

/// The kind of request: only the code flow, answered in the query, with nothing fetched from elsewhere.
fn check_kind(parameters: &Parameters) -> Result<(), ProtocolError> {
    let text = |name: &str| parameters.get(name);
    match text("response_type") {
        Some("code") => (),
        Some(_) => return Err(refused("unsupported_response_type", "only response_type=code is supported")),
        None => return Err(invalid_request("response_type is missing")),
    }
    if text("response_mode").is_some_and(|mode| mode != "query") {
        return Err(invalid_request("only response_mode=query is supported"));
    }
    if text("request").is_some() {
        return Err(refused("request_not_supported", "request objects are not supported"));
    }
    if text("request_uri").is_some() {
        return Err(refused(
            "request_uri_not_supported",
            "request_uri must come from the pushed request endpoint",
        ));
    }
    if text("registration").is_some() {
        return Err(refused("registration_not_supported", "registration is not supported"));
    }
    Ok(())
}

fn check_challenge(parameters: &Parameters) -> Result<&str, ProtocolError> {
    // Absent means plain (RFC 7636 section 4.3), and plain is refused.
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid_request("code_challenge_method must be S256"));
    }
    let challenge = parameters.get("code_challenge").ok_or(invalid_request("code_challenge is missing"))?;
    match outside::jose::decode(challenge) {
        Ok(hash) if hash.len() == 32 => Ok(challenge),
        _ => Err(invalid_request("code_challenge is not a SHA-256 hash in base64url")),
    }
}

/// A key's thumbprint (RFC 7638): SHA-256 in base64url.
fn check_thumbprint(text: &str) -> Result<String, ProtocolError> {
    match outside::jose::decode(text) {
        Ok(hash) if hash.len() == 32 => Ok(text.to_owned()),
        _ => Err(invalid_request("dpop_jkt is not a SHA-256 thumbprint in base64url")),
    }
}

/// Unknown words are ignored (OpenID Connect Core 3.1.2.1); known ones that this client may not have are refused.
fn check_scopes(client: &Client, text: &str) -> Result<Vec<Scope>, ProtocolError> {
    if text.len() > LONGEST {
        return Err(refused("invalid_scope", "scope is too long"));
    }
    let mut scopes: Vec<Scope> = text.split(' ').filter_map(Scope::from_word).collect();
    scopes.sort_unstable();
    scopes.dedup();
    if !scopes.contains(&Scope::Openid) {
        return Err(refused("invalid_scope", "scope must hold openid"));
    }
    if scopes.iter().any(|scope| !client.scopes.contains(scope)) {
        return Err(refused("invalid_scope", "this client may not ask for one of these scopes"));
    }
    Ok(scopes)
}

fn known_language(locales: &str) -> Option<String> {
    let mut languages = locales.split(' ').map(|locale| locale.split('-').next().unwrap_or_default());
    languages.find(|language| matches!(*language, "en" | "es")).map(str::to_owned)
}
