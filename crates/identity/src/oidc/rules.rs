//! What may a site ask, and how must it ask (RFC 9101 section 10.5; NIST SP 800-63C-4 section 4.3.1, the purpose of
//! each attribute)? Filled in from the configuration, like the rest of a client.

use std::collections::BTreeMap;

use outside::jose::Algorithm;
use serde::{Deserialize, Serialize};

use super::claims::{Claim, Topic};
use super::clients::Client;
use crate::levels::Level;

/// Why a site wants to be told something, in words for the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// In English.
    pub en: String,
    /// In Spanish.
    pub es: String,
    /// Whether the site can do nothing for the person without it: then it cannot be left out.
    #[serde(default)]
    pub is_required: bool,
}

/// How a site's requests are treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRules {
    /// Whether every request must be a signed request object (`require_signed_request_object`).
    pub must_be_signed: bool,
    /// How request objects may be signed (`request_object_signing_alg`).
    pub algorithms: Vec<Algorithm>,
    /// The weakest sign-in that the site takes, whatever a request says.
    pub least_level: Option<Level>,
    /// Why it wants what it asks for.
    pub purposes: BTreeMap<Topic, Purpose>,
}

impl Default for RequestRules {
    fn default() -> Self {
        Self {
            must_be_signed: false,
            algorithms: vec![Algorithm::Es256],
            least_level: None,
            purposes: BTreeMap::new(),
        }
    }
}

impl Client {
    /// Why it wants to be told this.
    pub fn purpose(&self, topic: Topic) -> Option<&Purpose> {
        self.requests.purposes.get(&topic)
    }

    /// Whether it may be told this: a scope that it may ask for tells it.
    pub fn may_be_told(&self, claim: Claim) -> bool {
        self.scopes.iter().any(|scope| scope.claims().contains(&claim))
    }
}
