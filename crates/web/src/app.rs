//! What does every handler of a site share? The store, the clock, the dice, the words, agency and site.

use std::sync::Arc;

use jiff::SignedDuration;
use outside::{Clock, Dice};
use store::Store;

use crate::headers::FormTargets;
use crate::words::Words;

/// Shared by all requests of one site. Cheap to clone.
///
/// A site with a state of its own implements `FromRef<ItsState> for App`.
#[derive(Clone, Debug)]
pub struct App {
    /// What is remembered.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub dice: Dice,
    /// Messages.
    pub words: Arc<Words>,
    /// Whose site it is.
    pub agency: Arc<AgencyProfile>,
    /// Which site it is.
    pub site: Arc<Site>,
}

/// The agency as its visitors see it; comes from the configuration.
#[derive(Clone, Debug)]
pub struct AgencyProfile {
    /// Its name, on every page.
    pub name: String,
    /// The telephone number of its help line, on the help page.
    pub telephone: String,
    /// Whether the people are made up, which every page then says.
    pub demonstration: bool,
}

impl Default for AgencyProfile {
    /// The made-up agency of the demonstration.
    fn default() -> Self {
        Self {
            name: "Ardenia Revenue Agency".to_owned(),
            // 555-0100 to 555-0199 are never given to anybody.
            telephone: "1-800-555-0142".to_owned(),
            demonstration: true,
        }
    }
}

/// The sites there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteName {
    /// What the taxpayer sees.
    Account,
    /// Where people sign in.
    Identity,
    /// What tax professionals see.
    Professional,
    /// What the agency's people see.
    Staff,
}

impl SiteName {
    /// Its short name in cookies, metrics and logs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Identity => "identity",
            Self::Professional => "professional",
            Self::Staff => "staff",
        }
    }

    /// The message that names it to visitors.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Account => "site-account",
            Self::Identity => "site-identity",
            Self::Professional => "site-professional",
            Self::Staff => "site-staff",
        }
    }
}

/// One of the sites and how it is set up.
#[derive(Clone, Debug)]
pub struct Site {
    /// Which of the four.
    pub name: SiteName,
    /// Where it is reached, without a slash at the end: `http://localhost:8080`.
    pub origin: String,
    /// The tabs of a signed-in person, in order.
    pub tabs: &'static [Tab],
    /// Other origins that a form of this site may end up at: browsers hold `form-action` against the
    /// redirects that follow a form, such as those of a sign-in at the identity site.
    pub form_targets: FormTargets,
    /// Where a visitor signs in; a page that needs it sends them there.
    pub sign_in_path: &'static str,
    /// Whether the session cookie travels on the first request that comes from another site.
    pub arrives_from_elsewhere: bool,
    /// After so long a visit ends in any case: [`crate::session::ABSOLUTE`] or less.
    pub longest_visit: SignedDuration,
}

/// One tab of the main navigation.
#[derive(Clone, Copy, Debug)]
pub struct Tab {
    /// Its address; it is current on this page and those below it.
    pub path: &'static str,
    /// The message that names it.
    pub key: &'static str,
}

impl Site {
    /// Whether browsers reach it over TLS.
    pub fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}
