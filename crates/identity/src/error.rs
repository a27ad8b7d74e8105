//! What can go wrong here that is nobody's wrong input?

use outside::jose::JoseError;
use store::{StoreError, WriteError};

use crate::authenticators::password::HashError;

/// A fault of ours, or a write that met another.
#[derive(Clone, Debug, thiserror::Error)]
pub enum IdentityError {
    /// The store could not read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store could not write, or something changed in between.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The password hasher failed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// A key or token of our own is unusable.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// No key signs: `counterfoil init` was not run.
    #[error("the provider has no signing key: run `counterfoil init`")]
    NoSigningKey,
    /// Something stored is not what was written.
    #[error("{0} is not readable as stored")]
    Stored(&'static str),
}

impl From<IdentityError> for web::PageError {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Write(WriteError::Conflict { .. }) => Self::Conflict,
            IdentityError::Hash(error) => error.into(),
            other => Self::broken(other),
        }
    }
}
