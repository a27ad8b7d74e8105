//! How long is what sites hold good?

use serde::{Deserialize, Serialize};

use super::SettingsError;

/// How long what sites hold is good; sensible where nothing is set.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tokens {
    /// So many days a refresh token is good at most.
    pub(crate) refresh_days: Option<u16>,
    /// So many days one may lie unused.
    pub(crate) refresh_idle_days: Option<u16>,
    /// So many days a key signs before the next one does.
    pub(crate) key_days: Option<u16>,
    /// Whether every proof with a key must hold what we gave for it lately.
    #[serde(default)]
    pub(crate) dpop_nonces: bool,
}

impl Tokens {
    /// Refuses what cannot work.
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        for (key, days) in [
            ("tokens.refresh_days", self.refresh_days),
            ("tokens.refresh_idle_days", self.refresh_idle_days),
            ("tokens.key_days", self.key_days),
        ] {
            if days.is_some_and(|days| !(2..=366).contains(&days)) {
                return Err(SettingsError::Value { key, why: "set 2 to 366 days".to_owned() });
            }
        }
        Ok(())
    }
}
