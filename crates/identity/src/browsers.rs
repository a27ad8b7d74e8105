//! Was this browser used with this sign-in before? If not, its owner is told. A browser is known again by a long
//! random cookie, kept as a hash for each sign-in; it never lets anybody in (NIST SP 800-63B-4 section 5.1).

use store::Write;
use store::identity::{addresses, browsers, sign_ins};
use values::{Id, Secret, Timestamp};
use web::cookies::{Cookie, SameSite};

use crate::happenings::Happening;
use crate::levels::{Means, Way};
use crate::secrets::hash;
use crate::visitor::{BROWSER_COOKIE, BROWSER_SECONDS, Visitor};
use crate::{Identity, IdentityError};

/// What a sign-in from a browser is called, whether it is told, and what remembers the browser.
pub(crate) struct Known {
    pub(crate) happening: Happening,
    pub(crate) is_told: bool,
    pub(crate) write: Write,
}

impl Identity {
    /// Finds out, and gives the cookie that makes the browser known from now on.
    pub(crate) async fn know_browser(
        &self,
        visitor: &Visitor,
        sign_in: Id,
        means: &Means,
        now: Timestamp,
    ) -> Result<(Known, Cookie), IdentityError> {
        let fresh = || Secret::new(outside::jose::encode(&self.dice().bytes::<32>()));
        let token = visitor.browser.clone().unwrap_or_else(fresh);
        let kept = browser_hash(sign_in, &token);
        let known = browsers::is_known(self.store(), sign_in, kept).await?;
        // Being made by the same write, from this very browser; or a made-up person, whom everybody is.
        let is_expected = known
            || means.holds(Way::Demonstration)
            || sign_ins::find(self.store(), sign_in).await?.is_none();
        let told = addresses::list(self.store(), sign_in).await?;
        let is_told =
            told.iter().any(|address| address.told_each_sign_in || (!is_expected && address.told_new_device));
        let happening = if is_expected { Happening::SignedIn } else { Happening::SignedInNewDevice };
        let write = browsers::add(sign_in, kept, &visitor.device, now);
        let cookie = Cookie::new(BROWSER_COOKIE, token.expose(), SameSite::Lax).kept_for(BROWSER_SECONDS);
        Ok((Known { happening, is_told, write }, cookie))
    }
}

/// What is kept: bound to the sign-in, so that nobody learns who shares a browser.
fn browser_hash(sign_in: Id, token: &Secret<String>) -> [u8; 32] {
    hash("known browser", &format!("{sign_in} {}", token.expose()))
}
