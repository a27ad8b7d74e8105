//! What does the operator decide about sign-ins at our identity site, and about the desk?

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What people see and may do with their sign-ins at our identity site.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIns {
    /// A file that says in which place a network is.
    pub(crate) places: Option<PathBuf>,
    /// Hours between asking to close an account and its end; 24 unless set.
    pub(crate) closing_hours: Option<u16>,
    /// Hours that somebody waits who gets back in with little; 24 unless set.
    pub(crate) waiting_hours: Option<u16>,
    /// Milliseconds after which answers leave that must not tell whether an address is known; 200 unless set.
    pub(crate) answers_after: Option<u16>,
    /// A file that says what follows from which sign of fraud; the program's own rules unless set.
    pub(crate) fraud_rules: Option<PathBuf>,
}
