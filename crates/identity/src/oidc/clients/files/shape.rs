//! Which keys does a client's file have? Each as it is written; what they mean is for the caller.

use std::net::IpAddr;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outside::jose::KeySet;
use serde::Deserialize;

use super::super::record::{Both, Party};
use super::{FileError, wrong};

/// A client's file.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file, named by its standard")]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) client_id: String,
    pub(super) name: Both,
    pub(super) description: Both,
    pub(super) run_by: Party,
    #[serde(default)]
    pub(super) redirect_uris: Vec<String>,
    #[serde(default)]
    pub(super) post_logout_redirect_uris: Vec<String>,
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    pub(super) sector: Option<String>,

    #[serde(default = "private_key_jwt")]
    pub(super) token_endpoint_auth_method: String,
    pub(super) jwks: Option<KeySet>,
    pub(super) jwks_uri: Option<String>,
    #[serde(default)]
    pub(super) client_secret_hashes: Vec<String>,
    #[serde(default)]
    pub(super) certificates: Vec<String>,
    #[serde(default)]
    pub(super) certificate_authorities: Vec<String>,
    #[serde(default)]
    pub(super) certificate_name: Names,

    #[serde(default = "yes")]
    pub(super) require_pushed_authorization_requests: bool,
    #[serde(default)]
    pub(super) require_signed_request_object: bool,
    pub(super) request_object_signing_alg: Option<String>,
    pub(super) least_level: Option<String>,

    #[serde(default = "es256")]
    pub(super) id_token_signed_response_alg: String,
    pub(super) userinfo_signed_response_alg: Option<String>,
    #[serde(default)]
    pub(super) dpop_bound_access_tokens: bool,
    #[serde(default)]
    pub(super) tls_client_certificate_bound_access_tokens: bool,
    #[serde(default = "never")]
    pub(super) refresh: String,
    pub(super) service: Option<ServiceKeys>,
    #[serde(default)]
    pub(super) resources: Vec<String>,

    #[serde(default)]
    pub(super) told: Vec<Told>,
    pub(super) uses: Both,
    pub(super) keeps: Both,
    pub(super) complaints: Both,
    pub(super) policy_uri: Option<String>,
    pub(super) agreed_on: String,

    pub(super) backchannel_logout_uri: Option<String>,
    #[serde(default = "yes")]
    pub(super) backchannel_logout_session_required: bool,
    pub(super) signals: Option<SignalKeys>,
}

/// What the site may be told, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    pub(super) scope: String,
    pub(super) purpose: Both,
    #[serde(default)]
    pub(super) required: bool,
}

/// What a certificate must name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) subject: Option<String>,
    pub(super) dns: Option<String>,
    pub(super) uri: Option<String>,
    pub(super) ip: Option<IpAddr>,
    pub(super) email: Option<String>,
}

/// What it may call in its own name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceKeys {
    #[serde(default)]
    pub(super) scopes: Vec<String>,
    #[serde(default)]
    pub(super) audiences: Vec<String>,
}

/// Where it takes signals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignalKeys {
    pub(super) address: String,
    pub(super) events: Vec<String>,
    pub(super) authorization: Option<String>,
}

impl std::fmt::Debug for SignalKeys {
    /// Not what is shown there.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SignalKeys({})", self.address)
    }
}

impl File {
    /// Whether it names keys.
    pub(super) const fn has_keys(&self) -> bool {
        self.jwks.is_some() || self.jwks_uri.is_some()
    }
}

const fn yes() -> bool {
    true
}

fn private_key_jwt() -> String {
    "private_key_jwt".to_owned()
}

fn es256() -> String {
    "ES256".to_owned()
}

fn never() -> String {
    "never".to_owned()
}

/// Reads the text; what is wrong names the key, or the line where the text is no TOML.
pub(super) fn parse(text: &str) -> Result<File, FileError> {
    let no_toml = |error: toml::de::Error| {
        let before = text.get(..error.span().unwrap_or_default().start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        FileError { key: format!("line {line}"), why: error.message().replace('\n', " ") }
    };
    let document = toml::Deserializer::parse(text).map_err(no_toml)?;
    serde_path_to_error::deserialize(document).map_err(|error| {
        let path = error.path().to_string();
        let said = error.into_inner();
        let message = said.message().replace('\n', " ");
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
        let parent = match path.rsplit_once('.') {
            _ if missing.is_some() && path != "." => format!("{path}."),
            Some((parent, _)) if unknown.is_some() => format!("{parent}."),
            _ => String::new(),
        };
        match (missing, unknown) {
            (Some(name), _) => FileError {
                key: format!("{parent}{name}"),
                why: "it is missing: every file has it".to_owned(),
            },
            (_, Some("logo_uri" | "logo")) => FileError {
                key: "logo_uri".to_owned(),
                why: "logos are not shown, since any site could show another's: leave it out".to_owned(),
            },
            (_, Some(name)) => FileError {
                key: format!("{parent}{name}"),
                why: "there is no such key: docs/operate/clients.md lists them".to_owned(),
            },
            _ => FileError { key: path, why: message },
        }
    })
}

/// Certificates as PEM, to DER.
pub(super) fn certificates(key: &str, texts: &[String]) -> Result<Vec<Vec<u8>>, FileError> {
    let mut found = Vec::new();
    for text in texts {
        for block in text.split("-----BEGIN CERTIFICATE-----").skip(1) {
            let body: String =
                block.split("-----END").next().unwrap_or_default().split_whitespace().collect();
            let der = STANDARD.decode(body);
            found.push(der.or_else(|_| wrong(key, "a certificate is no PEM"))?);
        }
    }
    if found.is_empty() { wrong(key, "write at least one certificate as PEM") } else { Ok(found) }
}

/// What certificates are known by: as PEM, or as SHA-256 in hexadecimal, with or without colons.
pub(super) fn fingerprints(key: &str, texts: &[String]) -> Result<Vec<[u8; 32]>, FileError> {
    let hash = |der: &[u8]| -> [u8; 32] {
        digest::digest(&digest::SHA256, der).as_ref().try_into().expect("SHA-256 gives 32 bytes")
    };
    let mut found = Vec::new();
    for text in texts {
        if text.contains("-----BEGIN") {
            let one = [text.clone()];
            found.extend(certificates(key, &one)?.iter().map(|der| hash(der)));
            continue;
        }
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b':').collect();
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
        match bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()) {
            Some(fingerprint) => found.push(fingerprint),
            None => return wrong(key, "write a certificate as PEM, or its SHA-256 as 64 hexadecimal digits"),
        }
    }
    Ok(found)
}
