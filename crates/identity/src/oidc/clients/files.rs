//! What does a client's file say? TOML with the names of OpenID Connect Dynamic Client Registration 1.0 and RFC 7591
//! where they have one, and with what has been agreed with the site's party (NIST SP 800-63C-4 section 4.3.1).
//! Unknown keys are refused: one that was misspelt would be a rule that does not hold.

mod shape;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use outside::guarded::Reach;
use outside::jose::Algorithm;
use values::Secret;

use super::check::Fault;
use super::{Calls, Client, ClientError, LogoutReceiver, Record, SignalReceiver, addresses};
use crate::levels::Level;
use crate::oidc::claims::Topic;
use crate::oidc::kinds::{Authentication, CertificateName, Refresh, SecretHash, Service, TokenRules};
use crate::oidc::rules::{Purpose, RequestRules};
use crate::oidc::scopes::Scope;
use crate::signals::SignalKind;
use shape::{File, Told};

/// Where the files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// For real: sites have public names.
    Real,
    /// In a demonstration, where sites run on this machine.
    Demonstration,
}

impl Place {
    /// Whether it is a demonstration.
    pub const fn of(demonstration: bool) -> Self {
        if demonstration { Self::Demonstration } else { Self::Real }
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {why}")]
pub struct FileError {
    /// The key, or `line 7` where the text is no TOML.
    pub key: String,
    /// What is wrong, and what to write.
    pub why: String,
}

impl From<ClientError> for FileError {
    fn from(error: ClientError) -> Self {
        Self { key: error.key, why: error.why }
    }
}

impl From<Fault> for FileError {
    fn from((key, why): Fault) -> Self {
        Self { key, why }
    }
}

fn wrong<T>(key: impl Into<String>, why: impl Into<String>) -> Result<T, FileError> {
    Err(FileError { key: key.into(), why: why.into() })
}

/// Reads a client's file and checks everything that can be checked without the others.
pub fn read(text: &str, place: Place) -> Result<Client, FileError> {
    let file = shape::parse(text)?;
    check_texts(&file)?;
    let (scopes, purposes) = told(&file.told)?;
    let client = Client {
        client_id: id(&file.client_id)?,
        sector: sector(&file)?,
        authentication: authentication(&file)?,
        keys: file.jwks.clone().unwrap_or_default(),
        scopes,
        must_push: file.require_pushed_authorization_requests,
        tokens: tokens(&file)?,
        requests: requests(&file, purposes)?,
        calls: calls(&file, place)?,
        name_en: file.name.en,
        name_es: file.name.es,
        redirect_uris: file.redirect_uris,
        post_logout_redirect_uris: file.post_logout_redirect_uris,
        record: Record {
            description: file.description,
            run_by: file.run_by,
            uses: file.uses,
            keeps: file.keeps,
            complaints: file.complaints,
            policy_uri: file.policy_uri,
            agreed_on: Some(day("agreed_on", &file.agreed_on)?),
        },
        is_staff_site: false,
    };
    client.check()?;
    if place == Place::Real {
        check_public(&client)?;
    }
    Ok(client)
}

/// What is wrong between several clients: an id twice, or one sector claimed by two parties.
pub fn check_together(clients: &[Client]) -> Result<(), ClientError> {
    let (mut ids, mut sectors) = (BTreeSet::new(), BTreeMap::new());
    for client in clients {
        if !ids.insert(&client.client_id) {
            let why = "another client, or one of our own sites, has this id: choose another";
            return Err(client.error("client_id".to_owned(), why.to_owned()));
        }
        let party = sectors.entry(&client.sector).or_insert(&client.record.run_by.name);
        if **party != client.record.run_by.name {
            let why = format!(
                "{} belongs to {party}, and sites of one sector know a person by the same name: choose another",
                client.sector
            );
            return Err(client.error("sector".to_owned(), why));
        }
    }
    Ok(())
}

/// The id becomes part of addresses and of the file's name.
fn id(id: &str) -> Result<String, FileError> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    let first = id.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if first && id.len() <= 64 && id.bytes().all(plain) && id.rsplit('.').next() != Some("json") {
        return Ok(id.to_owned());
    }
    wrong(
        "client_id",
        "write 1 to 64 small letters, digits, - _ or . (a letter or digit first), such as shop-portal",
    )
}

/// Texts are read by people in two languages, and none may be empty.
fn check_texts(file: &File) -> Result<(), FileError> {
    let texts = [
        ("name", &file.name, 60),
        ("description", &file.description, 600),
        ("uses", &file.uses, 1_000),
        ("keeps", &file.keeps, 1_000),
        ("complaints", &file.complaints, 1_000),
    ];
    for (key, both, most) in texts {
        for (language, text) in [("en", &both.en), ("es", &both.es)] {
            check_text(&format!("{key}.{language}"), text, most)?;
        }
    }
    check_text("run_by.name", &file.run_by.name, 120)?;
    let party = &file.run_by;
    if party.email.is_none() && party.telephone.is_none() && party.website.is_none() {
        return wrong("run_by", "say how to reach them: write at least one of email, telephone, website");
    }
    if party.email.as_ref().is_some_and(|email| email.parse::<values::EmailAddress>().is_err()) {
        return wrong("run_by.email", "it is no email address");
    }
    for (key, page) in [("run_by.website", &party.website), ("policy_uri", &file.policy_uri)] {
        if page.as_ref().is_some_and(|page| !page.starts_with("https://") || addresses::fault(page).is_some())
        {
            return wrong(key, "write an address that begins with https://");
        }
    }
    Ok(())
}

fn check_text(key: &str, text: &str, most: usize) -> Result<(), FileError> {
    if text.trim().is_empty() {
        return wrong(key, "write a sentence: people read it");
    }
    if text.chars().count() > most {
        return wrong(key, format!("it is longer than {most} letters: say it shorter"));
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\n') {
        return wrong(key, "it holds an invisible letter");
    }
    Ok(())
}

fn day(key: &str, text: &str) -> Result<values::Date, FileError> {
    text.parse().or_else(|_| wrong(key, "write a date like 2026-11-23"))
}

/// What the site may be told, each with its purpose.
fn told(told: &[Told]) -> Result<(Vec<Scope>, BTreeMap<Topic, Purpose>), FileError> {
    let (mut scopes, mut purposes) = (vec![Scope::Openid], BTreeMap::new());
    for (at, told) in told.iter().enumerate() {
        let known = Scope::from_word(&told.scope).filter(|scope| *scope != Scope::Openid);
        let Some(scope) = known else {
            let words: Vec<&str> = Scope::ALL.iter().skip(1).map(|scope| scope.word()).collect();
            return wrong(
                format!("told[{at}].scope"),
                format!("{} is none: write one of {} (openid is always there)", told.scope, words.join(", ")),
            );
        };
        if scopes.contains(&scope) {
            return wrong(format!("told[{at}].scope"), format!("{} stands there twice", told.scope));
        }
        for (language, text) in [("en", &told.purpose.en), ("es", &told.purpose.es)] {
            check_text(&format!("told[{at}].purpose.{language}"), text, 400)?;
        }
        scopes.push(scope);
        let purpose =
            Purpose { en: told.purpose.en.clone(), es: told.purpose.es.clone(), is_required: told.required };
        purposes.extend(scope.claims().iter().map(|claim| (claim.topic(), purpose.clone())));
    }
    Ok((scopes, purposes))
}

/// The sector: as written, or the one host that answers go to (OpenID Connect Core 1.0 section 8.1).
fn sector(file: &File) -> Result<String, FileError> {
    if let Some(sector) = &file.sector {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        return if !sector.is_empty() && sector.len() <= 100 && sector.bytes().all(plain) {
            Ok(sector.clone())
        } else {
            wrong("sector", "write letters, digits, - . or _, such as shop.example")
        };
    }
    let mut hosts: Vec<String> =
        file.redirect_uris.iter().filter_map(|address| addresses::host(address)).collect();
    hosts.sort();
    hosts.dedup();
    match hosts.as_slice() {
        [] => Ok(file.client_id.clone()),
        [host] => Ok(host.clone()),
        _ => wrong("sector", "the redirect addresses have several hosts: name the sector they belong to"),
    }
}

/// The ways to prove itself.
const METHODS: [&str; 6] = [
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "client_secret_basic",
    "client_secret_post",
    "none",
];

fn authentication(file: &File) -> Result<Authentication, FileError> {
    let key = "token_endpoint_auth_method";
    let secrets = || {
        let hashes = file.client_secret_hashes.iter().map(|text| SecretHash::from_text(text));
        let hashes: Option<Vec<_>> = hashes.collect();
        hashes.ok_or(FileError {
            key: "client_secret_hashes".to_owned(),
            why: "write what `counterfoil clients secret` prints, never the secret itself".to_owned(),
        })
    };
    let method = file.token_endpoint_auth_method.as_str();
    let is_known = METHODS.contains(&method);
    if is_known && method != "private_key_jwt" && !file.require_signed_request_object && file.has_keys() {
        return wrong(
            key,
            format!("the file names keys, but {method} uses none: write private_key_jwt, or drop them"),
        );
    }
    if file.jwks.is_some() && file.jwks_uri.is_some() {
        return wrong("jwks_uri", "write jwks or jwks_uri, not both");
    }
    Ok(match method {
        "private_key_jwt" => Authentication::SignedStatement,
        "tls_client_auth" => Authentication::Certificate {
            authorities: shape::certificates("certificate_authorities", &file.certificate_authorities)?,
            name: certificate_name(file)?,
        },
        "self_signed_tls_client_auth" => {
            Authentication::OwnCertificate(shape::fingerprints("certificates", &file.certificates)?)
        }
        "client_secret_basic" => Authentication::SecretInHeader(secrets()?),
        "client_secret_post" => Authentication::SecretInBody(secrets()?),
        "none" => Authentication::None,
        _ => return wrong(key, format!("write one of {}", METHODS.join(", "))),
    })
}

fn certificate_name(file: &File) -> Result<CertificateName, FileError> {
    let names = &file.certificate_name;
    let mut given = [
        names.subject.clone().map(CertificateName::Subject),
        names.dns.clone().map(CertificateName::Dns),
        names.uri.clone().map(CertificateName::Uri),
        names.ip.map(CertificateName::Ip),
        names.email.clone().map(CertificateName::Email),
    ]
    .into_iter()
    .flatten();
    match (given.next(), given.next()) {
        (Some(name), None) => Ok(name),
        _ => wrong("certificate_name", "write exactly one of subject, dns, uri, ip, email"),
    }
}

fn algorithm(key: &str, name: &str) -> Result<Algorithm, FileError> {
    Algorithm::from_name(name).or_else(|_| wrong(key, format!("{name} is not supported: write ES256")))
}

fn tokens(file: &File) -> Result<TokenRules, FileError> {
    let userinfo = file.userinfo_signed_response_alg.as_deref();
    Ok(TokenRules {
        id_token_algorithm: algorithm("id_token_signed_response_alg", &file.id_token_signed_response_alg)?,
        userinfo_algorithm: userinfo
            .map(|name| algorithm("userinfo_signed_response_alg", name))
            .transpose()?,
        must_use_dpop: file.dpop_bound_access_tokens,
        bound_to_certificate: file.tls_client_certificate_bound_access_tokens,
        refresh: match file.refresh.as_str() {
            "never" => Refresh::Never,
            "when_asked" => Refresh::WhenAsked,
            "with_session" => Refresh::WithSession,
            _ => return wrong("refresh", "write never, when_asked or with_session"),
        },
        service: file
            .service
            .as_ref()
            .map(|service| Service { scopes: service.scopes.clone(), audiences: service.audiences.clone() }),
        resources: file.resources.clone(),
    })
}

fn requests(file: &File, purposes: BTreeMap<Topic, Purpose>) -> Result<RequestRules, FileError> {
    let least_level = match file.least_level.as_deref() {
        None => None,
        Some(acr) => match Level::from_acr(acr) {
            Some(level) if level != Level::Demonstration => Some(level),
            _ => {
                let levels: Vec<&str> = Level::ALL.iter().skip(1).map(|level| level.acr()).collect();
                return wrong("least_level", format!("write one of {}", levels.join(", ")));
            }
        },
    };
    let algorithms = match file.request_object_signing_alg.as_deref() {
        None => RequestRules::default().algorithms,
        Some(name) => vec![algorithm("request_object_signing_alg", name)?],
    };
    Ok(RequestRules { must_be_signed: file.require_signed_request_object, algorithms, least_level, purposes })
}

fn calls(file: &File, place: Place) -> Result<Calls, FileError> {
    let signals = match &file.signals {
        None => None,
        Some(signals) => {
            let mut kinds = Vec::new();
            for (at, word) in signals.events.iter().enumerate() {
                let Some(kind) = SignalKind::from_word(word) else {
                    let words = SignalKind::ALL.map(SignalKind::word).join(", ");
                    return wrong(
                        format!("signals.events[{at}]"),
                        format!("{word} is none: write some of {words}"),
                    );
                };
                kinds.push(kind);
            }
            let authorization = signals.authorization.clone().map(Secret::new);
            Some(SignalReceiver { address: signals.address.clone(), kinds, authorization })
        }
    };
    Ok(Calls {
        hosts: file.hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
        reach: if place == Place::Demonstration { Reach::Anywhere } else { Reach::Public },
        jwks_uri: file.jwks_uri.clone(),
        logout: file.backchannel_logout_uri.clone().map(|address| LogoutReceiver {
            address,
            session_required: file.backchannel_logout_session_required,
        }),
        signals,
    })
}

/// Outside a demonstration, no address may lead into a network that only its neighbours see. A program on the
/// visitor's own machine, which can keep no secret, may come back to `http://127.0.0.1` (RFC 8252 section 7.3).
fn check_public(client: &Client) -> Result<(), FileError> {
    let comes_back_home = client.authentication.is_public();
    for (key, address) in client.visited() {
        let loopback = comes_back_home && address.starts_with("http://");
        if let Some(why) = addresses::private_fault(address).filter(|_| !loopback) {
            return wrong(key, why);
        }
    }
    for (key, address) in client.calls.addresses() {
        if !address.starts_with("https://") {
            return wrong(key, "write https://");
        }
        if let Some(why) = addresses::private_fault(address) {
            return wrong(key, why);
        }
    }
    Ok(())
}
