//! What do the handlers of the staff site share?

use std::sync::Arc;

use axum::extract::FromRef;
use outside::openid::RelyingParty;
use store::seal::Sealer;
use tax::pack::Pack;
use web::{App, PageError};

/// The state of the site. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Staff {
    /// What every site shares.
    pub app: App,
    /// Opens sealed fields.
    pub sealer: Sealer,
    /// The figures of the law.
    pub pack: Arc<Pack>,
    /// How people sign in; without a key of its own the site stays shut.
    pub relying_party: Option<RelyingParty>,
    /// How many people must release a file for the bank.
    pub releases: u8,
}

impl Staff {
    /// How people sign in, where they can.
    pub(crate) fn relying_party(&self) -> Result<&RelyingParty, PageError> {
        self.relying_party.as_ref().ok_or(PageError::NotFound)
    }
}

impl FromRef<Staff> for App {
    fn from_ref(staff: &Staff) -> Self {
        staff.app.clone()
    }
}
