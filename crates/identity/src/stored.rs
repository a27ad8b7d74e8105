//! How is the protocol's own content kept? As JSON; what is personal in it is sealed by the caller.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::IdentityError;

pub(crate) fn to_json(content: &impl Serialize) -> Result<String, IdentityError> {
    serde_json::to_string(content).map_err(|_| IdentityError::Stored("what is to be stored"))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, IdentityError> {
    serde_json::from_str(text).map_err(|_| IdentityError::Stored("a stored request or code"))
}
