//! How does a site prove itself, and which tokens may it have (RFC 7591 section 2, RFC 8705 section 2, RFC 9449
//! section 5.2, OpenID Connect Registration 1.0 section 2)? Filled in from the configuration, like the rest of a client.

use std::net::IpAddr;

use outside::jose::Algorithm;
use subtle::ConstantTimeEq;

use super::clients::Client;
use super::scopes::Scope;
use crate::secrets::hash;

/// How a site proves that it is the one that calls: one way each, so that the weakest of several is not the one
/// that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// `private_key_jwt`: a statement signed with one of the client's keys. Our own sites do this.
    SignedStatement,
    /// `tls_client_auth`: a certificate of these authorities (DER) with this name in it.
    Certificate {
        /// Who may have issued it.
        authorities: Vec<Vec<u8>>,
        /// Whom it must name.
        name: CertificateName,
    },
    /// `self_signed_tls_client_auth`: one of these certificates, by the SHA-256 of its DER.
    OwnCertificate(Vec<[u8; 32]>),
    /// `client_secret_basic`: for programs of others that know nothing better.
    SecretInHeader(Vec<SecretHash>),
    /// `client_secret_post`: the same in the body.
    SecretInBody(Vec<SecretHash>),
    /// `none`: a program in people's hands, which can keep no secret. PKCE stands in for it.
    None,
}

impl Authentication {
    /// Its registered name.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::SignedStatement => "private_key_jwt",
            Self::Certificate { .. } => "tls_client_auth",
            Self::OwnCertificate(_) => "self_signed_tls_client_auth",
            Self::SecretInHeader(_) => "client_secret_basic",
            Self::SecretInBody(_) => "client_secret_post",
            Self::None => "none",
        }
    }

    /// Whether the client can keep no secret.
    pub const fn is_public(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// What a certificate must name (RFC 8705 section 2.1.2): exactly one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateName {
    /// The subject as RFC 4514 writes it: `CN=shop,O=Shop,C=US`.
    Subject(String),
    /// A DNS name among the alternative names.
    Dns(String),
    /// A URI among them.
    Uri(String),
    /// A network address among them.
    Ip(IpAddr),
    /// An email address among them.
    Email(String),
}

/// What is kept of a client's secret. Secrets are random, so a plain hash is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// Of a secret.
    pub fn of(secret: &str) -> Self {
        Self(hash("client secret", secret))
    }

    /// From its text in a file: base64url.
    pub fn from_text(text: &str) -> Option<Self> {
        outside::jose::decode(text).ok()?.try_into().ok().map(Self)
    }

    /// Its text in a file.
    pub fn text(&self) -> String {
        outside::jose::encode(&self.0)
    }

    /// Whether this is the hash of that secret, in the same time for every wrong one.
    pub fn fits(&self, secret: &str) -> bool {
        self.0.ct_eq(&Self::of(secret).0).into()
    }
}

/// Which tokens a client gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRules {
    /// How its ID tokens are signed (`id_token_signed_response_alg`).
    pub id_token_algorithm: Algorithm,
    /// How userinfo answers are signed, if it wants them so (`userinfo_signed_response_alg`).
    pub userinfo_algorithm: Option<Algorithm>,
    /// Whether its tokens are always bound to a key of its own (`dpop_bound_access_tokens`).
    pub must_use_dpop: bool,
    /// Whether its tokens are bound to its certificate (`tls_client_certificate_bound_access_tokens`).
    pub bound_to_certificate: bool,
    /// Whether it may come for new tokens without its visitor.
    pub refresh: Refresh,
    /// What it may call in its own name (`client_credentials`).
    pub service: Option<Service>,
    /// The resources it serves: it may ask what a token for one of them is worth (RFC 7662).
    pub resources: Vec<String>,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self {
            id_token_algorithm: Algorithm::Es256,
            userinfo_algorithm: None,
            must_use_dpop: false,
            bound_to_certificate: false,
            refresh: Refresh::Never,
            service: None,
            resources: Vec::new(),
        }
    }
}

/// When a client gets a refresh token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refresh {
    /// Never.
    #[default]
    Never,
    /// When it asks for `offline_access` and the person agrees; it then outlives the person's session.
    WhenAsked,
    /// At every sign-in, for as long as the person's session lasts; and as above when it asks.
    WithSession,
}

/// What a program may call in its own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Words it may ask for.
    pub scopes: Vec<String>,
    /// Resources it may name (RFC 8707); the first is meant if it names none.
    pub audiences: Vec<String>,
}

/// What is wrong with how a client proves itself or with its tokens.
pub(super) fn fault(client: &Client) -> Option<&'static str> {
    let rules = &client.tokens;
    let has_certificate = matches!(
        client.authentication,
        Authentication::Certificate { .. } | Authentication::OwnCertificate(_)
    );
    let lacks_proof = match &client.authentication {
        Authentication::SignedStatement => client.keys.keys.is_empty() && client.calls.jwks_uri.is_none(),
        Authentication::Certificate { authorities, .. } => authorities.is_empty(),
        Authentication::OwnCertificate(hashes) => hashes.is_empty(),
        Authentication::SecretInHeader(hashes) | Authentication::SecretInBody(hashes) => hashes.is_empty(),
        Authentication::None => false,
    };
    if lacks_proof {
        Some("it has nothing to prove itself with: no key, certificate, authority or secret")
    } else if client.authentication.is_public() && (rules.service.is_some() || !rules.resources.is_empty()) {
        Some("a client that keeps no secret cannot act in its own name, nor ask about tokens")
    } else if rules.bound_to_certificate && !has_certificate {
        Some("its tokens can be bound to a certificate only if it proves itself with one")
    } else if rules.must_use_dpop && rules.bound_to_certificate {
        Some("its tokens are bound to a key or to a certificate, not to both")
    } else if rules.service.as_ref().is_some_and(|service| service.audiences.is_empty()) {
        Some("it may call in its own name, but no audience is named")
    } else if client.scopes.contains(&Scope::OfflineAccess) && rules.refresh == Refresh::Never {
        Some("it may ask for offline_access, but gets no refresh tokens")
    } else {
        None
    }
}
