//! Who takes cards and wallets for the agency (docs/operate/cards.md).

use std::path::PathBuf;

use outside::cards::{CardProcessor, Connection};
use outside::http::Http;
use serde::{Deserialize, Serialize};
use tax::pack::Pack;
use values::Secret;

use super::SettingsError;
use super::telephones::{token, wrong};

/// The card processor.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cards {
    /// Where its interface is, without `/v1`; without it nobody can pay by card.
    pub(crate) address: Option<String>,
    /// The origin of its pages for payers; the interface's unless set.
    pub(crate) pages: Option<String>,
    /// What it knows us by; never written out again.
    #[serde(skip_serializing)]
    pub(crate) key: Option<String>,
    /// A file that holds it.
    pub(crate) key_file: Option<PathBuf>,
    /// What it signs its messages with; never written out again.
    #[serde(skip_serializing)]
    pub(crate) signing_secret: Option<String>,
    /// A file that holds it.
    pub(crate) signing_secret_file: Option<PathBuf>,
    /// Whose fees of the pack hold.
    pub(crate) fees: Option<String>,
}

impl Cards {
    /// The processor, or none where none is set.
    pub(crate) fn processor(&self, http: &Http, pack: &Pack) -> Result<CardProcessor, SettingsError> {
        let Some(address) = &self.address else { return Ok(CardProcessor::default()) };
        let needed = |key, found: Result<Option<Secret<String>>, SettingsError>| {
            found?.ok_or_else(|| wrong(key, "set it, or its file: the card processor gives it to you"))
        };
        let fees = self.fees.clone().unwrap_or_default();
        if !pack.cards.knows(&fees) {
            let why =
                "set it to a processor that card-fees.csv of the pack has, as aci: fees are shown first";
            return Err(wrong("cards.fees", why));
        }
        let connection = Connection {
            address: address.trim_end_matches('/').to_owned(),
            pages: self.pages(),
            key: needed("cards.key", token("cards.key", self.key.as_ref(), self.key_file.as_ref()))?,
            signing: needed(
                "cards.signing_secret",
                token(
                    "cards.signing_secret",
                    self.signing_secret.as_ref(),
                    self.signing_secret_file.as_ref(),
                ),
            )?,
            fees,
        };
        CardProcessor::new(http.clone(), connection).map_err(|error| wrong("cards.address", &error))
    }

    /// The origin of the pages for payers.
    pub(crate) fn pages(&self) -> String {
        let address = self.pages.as_deref().or(self.address.as_deref()).unwrap_or_default();
        crate::sites::origin_of(address).to_owned()
    }
}
