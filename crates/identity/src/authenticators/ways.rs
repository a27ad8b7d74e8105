//! Which ways to prove themselves has a person, and which of them may go?

use store::identity::apps;
use values::Id;

use crate::authenticators::password::Beside;
use crate::{Identity, IdentityError};

impl Identity {
    /// What stands beside a person's password.
    pub(crate) async fn beside(&self, sign_in: Id) -> Result<Beside, IdentityError> {
        let has_app = !apps::list(self.store(), sign_in).await?.is_empty();
        Ok(if has_app { Beside::SecondFactor } else { Beside::Nothing })
    }
}
