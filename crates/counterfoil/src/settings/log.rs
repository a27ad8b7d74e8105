//! What is written to the log.

use serde::{Deserialize, Serialize};

/// What is logged, on standard error, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    /// error, warn, info, debug, or a filter by module.
    #[serde(default = "default_level")]
    pub(crate) level: String,
}

fn default_level() -> String {
    "info".to_owned()
}

impl Default for Log {
    fn default() -> Self {
        Self { level: default_level() }
    }
}
