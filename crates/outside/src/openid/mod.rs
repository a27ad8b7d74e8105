//! How does a site let people sign in at an OpenID provider? The relying party's side of the
//! authorization code flow (OpenID Connect Core 1.0; RFC 7636, 9126, 9207, 7523, 9449), for our own
//! provider and for any other.

mod calls;
mod checks;
mod levels;
mod provider;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use values::{Secret, Timestamp};

use crate::Dice;
use crate::http::{Http, HttpError};
use crate::jose::{self, Claims, JoseError, KeySet, SigningKey};
pub use checks::{
    IdToken, LOGOUT_EVENT, LogoutToken, PURGED_EVENT, SecurityEvent, check_id_token, check_logout_token,
    check_security_event,
};
pub use levels::{Levels, Strength};
use provider::{Metadata, Provider};

/// What a site must know to use a provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The provider's issuer, exactly as in its metadata.
    pub issuer: String,
    /// This site's name there.
    pub client_id: String,
    /// How this site proves itself.
    pub authentication: Authentication,
    /// The key it does that with, and that its tokens are bound to.
    pub signing_key: SigningKey,
    /// Where answers come back to, exactly as registered.
    pub redirect_uri: String,
    /// Where people come back to after signing out, exactly as registered.
    pub post_logout_redirect_uri: String,
    /// What is asked for at every sign-in, `openid` included.
    pub scopes: Vec<String>,
}

/// How a site proves itself to its provider.
#[derive(Clone, Debug)]
pub enum Authentication {
    /// `private_key_jwt`: a statement signed with its key (RFC 7523).
    SignedStatement {
        /// Whether it is made out to the provider's token endpoint, as providers before FAPI 2.0 want it, and not to the
        /// provider.
        to_token_endpoint: bool,
    },
    /// `client_secret_basic`: a secret in the header, for providers that know nothing better.
    SecretInHeader(Secret<String>),
    /// `client_secret_post`: the same in the body.
    SecretInBody(Secret<String>),
}

/// What a site may want of one sign-in.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// `login`, `none` or `consent`.
    pub prompt: Option<&'static str>,
    /// At most this many seconds since the person last signed in.
    pub max_age: Option<u32>,
    /// Wanted levels, most wanted first.
    pub acr_values: Option<String>,
    /// Language of the provider's pages: `en` or `es`.
    pub language: Option<String>,
    /// What is asked for this time beside the settings' scopes.
    pub more_scopes: Vec<String>,
}

/// What the site keeps in the visitor's session while they are at the provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending {
    state: String,
    nonce: String,
    code_verifier: String,
    max_age: Option<u32>,
}

/// What came back in the address: the callback's query.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Callback {
    /// The code to trade in.
    pub code: Option<String>,
    /// Must be the one sent.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    /// A refusal's code.
    pub error: Option<String>,
}

/// Who signed in, and how.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The checked ID token.
    pub id_token: IdToken,
    /// The token itself, needed once more to sign out.
    pub raw_id_token: Secret<String>,
    /// What the userinfo endpoint told: a JSON object with the same subject.
    pub claims: serde_json::Map<String, Value>,
}

/// Why a sign-in through a provider did not happen.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The provider could not be reached.
    #[error("the sign-in service cannot be reached: {0}")]
    Unreachable(#[from] HttpError),
    /// The provider said no; its code.
    #[error("the sign-in service refused: {0}")]
    Refused(String),
    /// The answer belongs to no request of this visitor.
    #[error("the answer does not belong to this visit")]
    ForeignAnswer,
    /// An answer that breaks the protocol.
    #[error("the sign-in service's answer is wrong: {0}")]
    BadAnswer(&'static str),
    /// A token that must not be believed.
    #[error("the sign-in service's token is wrong: {0}")]
    BadToken(#[from] JoseError),
}

/// One site at one provider. Cheap to clone; clones share what is known of the provider.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    settings: Arc<Settings>,
    provider: Arc<Provider>,
    http: Http,
}

impl RelyingParty {
    /// Nothing is called yet: the provider is asked for its metadata at the first sign-in.
    pub fn new(settings: Settings, http: Http) -> Self {
        let provider = Arc::new(Provider::new(settings.issuer.clone(), http.clone()));
        Self { settings: Arc::new(settings), provider, http }
    }

    /// Who answers: the provider's issuer.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The public half of the key with which this site proves itself, for providers that ask for it.
    pub fn keys(&self) -> KeySet {
        KeySet::of([&self.settings.signing_key])
    }

    /// Starts a sign-in: the address to send the visitor to, and what to remember meanwhile.
    pub async fn begin(
        &self,
        now: Timestamp,
        dice: &Dice,
        ask: &Ask,
    ) -> Result<(String, Pending), OpenIdError> {
        let metadata = self.provider.metadata(now).await?;
        let pending = Pending {
            state: jose::encode(&dice.bytes::<32>()),
            nonce: jose::encode(&dice.bytes::<32>()),
            code_verifier: jose::encode(&dice.bytes::<32>()),
            max_age: ask.max_age,
        };
        let parameters = self.parameters(&pending, ask);
        let query: Vec<(&str, String)> = match &metadata.pushed_authorization_request_endpoint {
            Some(endpoint) => {
                let request_uri = self.push(now, dice, &metadata, endpoint, &parameters).await?;
                vec![("client_id", self.settings.client_id.clone()), ("request_uri", request_uri)]
            }
            None => parameters,
        };
        Ok((address(&metadata.authorization_endpoint, &query)?, pending))
    }

    fn parameters(&self, pending: &Pending, ask: &Ask) -> Vec<(&'static str, String)> {
        let challenge = digest::digest(&digest::SHA256, pending.code_verifier.as_bytes());
        let mut scopes: Vec<&str> = self.settings.scopes.iter().map(String::as_str).collect();
        scopes.extend(ask.more_scopes.iter().map(String::as_str));
        let mut parameters = vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.settings.client_id.clone()),
            ("redirect_uri", self.settings.redirect_uri.clone()),
            ("scope", scopes.join(" ")),
            ("state", pending.state.clone()),
            ("nonce", pending.nonce.clone()),
            ("code_challenge", jose::encode(challenge.as_ref())),
            ("code_challenge_method", "S256".to_owned()),
        ];
        let optional = [
            ("prompt", ask.prompt.map(str::to_owned)),
            ("max_age", ask.max_age.map(|seconds| seconds.to_string())),
            ("acr_values", ask.acr_values.clone()),
            ("ui_locales", ask.language.clone()),
        ];
        parameters.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
        parameters
    }

    async fn push(
        &self,
        now: Timestamp,
        dice: &Dice,
        metadata: &Metadata,
        endpoint: &str,
        parameters: &[(&'static str, String)],
    ) -> Result<String, OpenIdError> {
        let answer = self.post_as_client(now, dice, metadata, endpoint, parameters).await?;
        let request_uri = answer.get("request_uri").and_then(Value::as_str);
        Ok(request_uri.ok_or(OpenIdError::BadAnswer("no request_uri"))?.to_owned())
    }

    /// Ends a sign-in: trades the code, checks the ID token, asks for the claims.
    pub async fn finish(
        &self,
        now: Timestamp,
        dice: &Dice,
        pending: &Pending,
        callback: &Callback,
    ) -> Result<SignedIn, OpenIdError> {
        let metadata = self.provider.metadata(now).await?;
        let code = self.code_of(&metadata, pending, callback)?;
        let fields = [
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.settings.redirect_uri.clone()),
            ("code_verifier", pending.code_verifier.clone()),
        ];
        let answer = self.post_as_client(now, dice, &metadata, &metadata.token_endpoint, &fields).await?;
        let text = |name: &'static str| {
            answer
                .get(name)
                .and_then(Value::as_str)
                .ok_or(OpenIdError::BadAnswer("the token answer lacks a member"))
        };
        let raw_id_token = Secret::new(text("id_token")?.to_owned());
        let id_token = self.check(now, pending, raw_id_token.expose()).await?;
        // A provider that takes proofs binds its tokens to them; a bearer token from it is a downgrade.
        let kind = if self.proves(&metadata) { "DPoP" } else { "Bearer" };
        if !text("token_type")?.eq_ignore_ascii_case(kind) {
            return Err(OpenIdError::BadAnswer("an unknown kind of access token"));
        }
        let claims = match &metadata.userinfo_endpoint {
            Some(endpoint) => {
                let token = text("access_token")?;
                self.userinfo(now, dice, &metadata, endpoint, token, &id_token.subject).await?
            }
            None => serde_json::Map::new(),
        };
        Ok(SignedIn { id_token, raw_id_token, claims })
    }

    /// The code, if the answer is this visitor's, from this provider, and no refusal.
    fn code_of<'a>(
        &self,
        metadata: &Metadata,
        pending: &Pending,
        callback: &'a Callback,
    ) -> Result<&'a str, OpenIdError> {
        if callback.state.as_deref() != Some(pending.state.as_str()) {
            return Err(OpenIdError::ForeignAnswer);
        }
        let issuer_fits = match &callback.iss {
            Some(issuer) => *issuer == self.settings.issuer,
            None => !metadata.authorization_response_iss_parameter_supported,
        };
        if !issuer_fits {
            return Err(OpenIdError::ForeignAnswer);
        }
        if let Some(error) = &callback.error {
            return Err(OpenIdError::Refused(plain_code(error)));
        }
        callback.code.as_deref().ok_or(OpenIdError::BadAnswer("no code"))
    }

    async fn check(&self, now: Timestamp, pending: &Pending, token: &str) -> Result<IdToken, OpenIdError> {
        let claims: Claims = self.provider.verify(now, token).await?;
        let expected = checks::Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &pending.nonce,
            max_age: pending.max_age,
        };
        Ok(check_id_token(&claims, &expected, now)?)
    }

    /// Reads a logout token that the provider has sent: its signature, its type, and everything it says.
    pub async fn logged_out(&self, now: Timestamp, token: &str) -> Result<LogoutToken, OpenIdError> {
        let claims = self.provider.verify_logout(now, token).await?;
        Ok(check_logout_token(&claims, &self.settings.issuer, &self.settings.client_id, now)?)
    }

    /// Reads a security event that the provider has sent: its signature, its type, and whom it is about.
    pub async fn told(&self, now: Timestamp, token: &str) -> Result<SecurityEvent, OpenIdError> {
        let claims = self.provider.verify_event(now, token).await?;
        Ok(check_security_event(&claims, &self.settings.issuer, &self.settings.client_id, now)?)
    }

    /// Where to send a visitor so that the provider's session ends too; none if it offers no way.
    pub async fn sign_out_address(
        &self,
        now: Timestamp,
        raw_id_token: &str,
    ) -> Result<Option<String>, OpenIdError> {
        let metadata = self.provider.metadata(now).await?;
        let Some(endpoint) = &metadata.end_session_endpoint else { return Ok(None) };
        let query = [
            ("id_token_hint", raw_id_token.to_owned()),
            ("client_id", self.settings.client_id.clone()),
            ("post_logout_redirect_uri", self.settings.post_logout_redirect_uri.clone()),
        ];
        address(endpoint, &query).map(Some)
    }
}

/// An endpoint with a query; parameters are encoded.
fn address(endpoint: &str, query: &[(&str, String)]) -> Result<String, OpenIdError> {
    let mut url = crate::http::safe(endpoint)?;
    url.query_pairs_mut().extend_pairs(query);
    Ok(url.into())
}

/// A provider's error code reduced to what RFC 6749 allows, so that it can be logged and shown.
fn plain_code(error: &str) -> String {
    error
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.'))
        .take(64)
        .collect()
}
