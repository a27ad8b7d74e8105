//! As whom are wallets asked for a mobile driver's license, and which issuers are believed?

use std::path::{Path, PathBuf};
use std::sync::Arc;

use identity::proofing::wallet::Verifier;
use outside::jose::SigningKey;
use serde::{Deserialize, Serialize};

use super::SettingsError;

/// All three, or none: then nobody is offered to use a license on a telephone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wallets {
    /// A PEM file with the certificate by which wallets know us, then those above it.
    pub(crate) certificates: Option<PathBuf>,
    /// The certificate's private key on P-256: PKCS #8, PEM.
    pub(crate) key: Option<PathBuf>,
    /// The folder of issuing authorities that are believed.
    pub(crate) issuers: Option<PathBuf>,
}

impl Wallets {
    /// Whether wallets can be asked.
    pub(crate) fn are_set(&self) -> bool {
        self.certificates.is_some()
    }

    /// Reads all of it.
    pub(crate) fn verifier(&self) -> Result<Option<Arc<Verifier>>, SettingsError> {
        let (certificates, key, issuers) = match (&self.certificates, &self.key, &self.issuers) {
            (None, None, None) => return Ok(None),
            (Some(certificates), Some(key), Some(issuers)) => (certificates, key, issuers),
            _ => return Err(wrong("wallets", "set wallets.certificates, wallets.key and wallets.issuers")),
        };
        let read = |name, file: &Path| {
            std::fs::read(file).map_err(|error| wrong(name, &format!("{}: {error}", file.display())))
        };
        let chain = identity::proofing::wallet::read_pem(&read("wallets.certificates", certificates)?);
        let key = identity::proofing::wallet::read_key(&read("wallets.key", key)?)
            .and_then(|bytes| SigningKey::from_pkcs8(bytes.expose()).ok())
            .ok_or_else(|| wrong("wallets.key", "give a private key on P-256 as PKCS #8 in PEM"))?;
        let issuers = crate::issuers::read(issuers).map_err(|why| wrong("wallets.issuers", &why))?;
        let verifier = Verifier::new(key, chain, issuers);
        verifier.map(Arc::new).map(Some).map_err(|error| wrong("wallets", &error.to_string()))
    }
}

fn wrong(key: &'static str, why: &str) -> SettingsError {
    SettingsError::Value { key, why: why.to_owned() }
}
