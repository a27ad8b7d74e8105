//! May this request to sign someone in be followed (OpenID Connect Core 1.0 section 3.1.2, RFC 7636,
//! RFC 9126)? Pure: a request and the client it names, in; what is asked, or the refusal, out.

use serde::{Deserialize, Serialize};

use super::claims::Claim;
use super::clients::Client;
use super::errors::{ProtocolError, invalid_request, refused};
use super::parameters::Parameters;
use super::scopes::Scope;
use super::wanted::{self, How, Named};
use crate::levels::Level;

/// Parameters longer than this are refused: they would be stored and echoed.
const LONGEST: usize = 2_048;

/// Longer nonces and states than this are refused.
const LONGEST_NONCE: usize = 512;

/// Longer nonces of clients that must push are refused (FAPI 2.0 Security Profile 5.3.2.2).
const LONGEST_NONCE_OF_PROFILE: usize = 64;

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
    /// Facts it names one by one.
    #[serde(default)]
    pub named: Named,
    /// How strong the sign-in should be.
    #[serde(default)]
    pub level: Option<WantedLevel>,
    /// Who should sign in: their name at the site, if it names somebody.
    #[serde(default)]
    pub subjects: Option<Vec<String>>,
    /// Whom the site believes to be there, sealed: what they may have typed at the site.
    #[serde(default)]
    pub login_hint: Option<String>,
}

/// How strong a sign-in a site wants (OpenID Connect Core 1.0 section 5.5.1.1): any of these levels, or a stronger one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedLevel {
    /// The levels named, never none.
    pub levels: Vec<Level>,
    /// Whether a weaker sign-in is worth nothing to it.
    pub is_essential: bool,
}

impl WantedLevel {
    /// The weakest of them.
    pub fn least(&self) -> Level {
        self.levels.iter().copied().min().unwrap_or(Level::One)
    }

    /// What to report of a sign-in that reached this level: the strongest named one that it meets; if none, itself.
    pub fn reported(&self, reached: Level) -> Level {
        self.levels.iter().copied().filter(|named| reached >= *named).max().unwrap_or(reached)
    }
}

impl Asked {
    /// Every fact that is asked for, by scope or by name, each once.
    pub fn claims(&self) -> Vec<Claim> {
        let scopes = self.scopes.iter().flat_map(|scope| scope.claims()).copied();
        let named = self.named.id_token.all().chain(self.named.userinfo.all()).map(|wanted| wanted.claim);
        let mut claims: Vec<Claim> = scopes.chain(named).collect();
        claims.sort_unstable();
        claims.dedup();
        claims
    }

    /// Whether the site says that it needs this fact.
    pub fn needs(&self, claim: Claim) -> bool {
        let mut named = self.named.id_token.all().chain(self.named.userinfo.all());
        named.any(|wanted| wanted.claim == claim && wanted.how.is_essential)
    }

    /// Whether what it asks for is worth little without knowing who the person is.
    pub fn wants_proof(&self) -> bool {
        let verified = !self.named.id_token.verified.is_empty() || !self.named.userinfo.verified.is_empty();
        verified
            || self.scopes.contains(&Scope::TaxNumber)
            || self.claims().into_iter().any(|claim| claim.is_proved() && self.needs(claim))
    }
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
    let longest = if client.must_push { LONGEST_NONCE_OF_PROFILE } else { LONGEST_NONCE };
    if nonce.is_some_and(|nonce| nonce.len() > longest) {
        return Err(invalid_request("nonce is too long"));
    }
    let read = text("claims").map(wanted::read).transpose()?.unwrap_or_default();
    let mut named = read.named;
    named.id_token.keep(|claim| client.may_be_told(claim));
    named.userinfo.keep(|claim| client.may_be_told(claim));
    Ok(Asked {
        named,
        level: check_level(text("acr_values"), read.acr.as_ref())?,
        subjects: read.subject.as_ref().and_then(texts),
        login_hint: None,
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
    if text("display").is_some_and(|display| !matches!(display, "page" | "popup" | "touch" | "wap")) {
        return Err(invalid_request("display is unknown"));
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

/// How strong the sign-in should be: `acr` among the named facts counts before `acr_values`, which never insists.
/// Names that are not known are passed over; a site that insists on nothing else cannot be served.
fn check_level(acr_values: Option<&str>, acr: Option<&How>) -> Result<Option<WantedLevel>, ProtocolError> {
    let names: Vec<String> = match acr.and_then(texts) {
        Some(names) => names,
        None => acr_values.unwrap_or_default().split(' ').map(str::to_owned).collect(),
    };
    // A made-up person's level is reported where it is reached, but is nothing to ask for.
    let known = names.iter().filter_map(|name| Level::from_acr(name)).filter(|level| *level >= Level::One);
    let levels: Vec<Level> = known.collect();
    let is_essential = acr.is_some_and(|how| how.is_essential && !how.values.is_empty());
    match (levels.is_empty(), is_essential) {
        (true, true) => {
            Err(refused("unmet_authentication_requirements", "none of the levels in acr is known here"))
        }
        (true, false) => Ok(None),
        (false, is_essential) => Ok(Some(WantedLevel { levels, is_essential })),
    }
}

/// The values a member of `claims` names, as texts; none if it names none.
fn texts(how: &How) -> Option<Vec<String>> {
    let texts = || how.values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect();
    (!how.values.is_empty()).then(texts)
}

fn known_language(locales: &str) -> Option<String> {
    let mut languages = locales.split(' ').map(|locale| locale.split('-').next().unwrap_or_default());
    languages.find(|language| matches!(*language, "en" | "es")).map(str::to_owned)
}
