//! What is the identity site connected to beside its store? What reaches telephones, who knows when a number was
//! moved, the operator's list of leaked passwords, registries, who knows networks, the printer, who reads and who examines pictures, what
//! video calls meet by, and the time that authenticator apps go by.

use std::sync::Arc;

use outside::Clock;
use outside::captures::Examiner;
use outside::leaked::LeakedPasswords;
use outside::letters::Printer;
use outside::networks::Networks;
use outside::operator::{LastChange, Operator};
use outside::pictures::PictureReader;
use outside::registries::Registries;
use values::{EmailAddress, PhoneNumber, Secret, Timestamp};
use web::PageError;

use crate::Identity;
use crate::authenticators::password::{Beside, Refusal, Strength, policy};
use crate::proofing::call::servers::Servers;
use crate::proofing::wallet::Verifier;

/// Unless the operator says otherwise, a number moved within so many days gets no codes.
pub const MOVED_DAYS: i64 = 7;

/// What it is connected to.
#[derive(Clone, Debug)]
pub struct Connections {
    /// Whether texts and calls reach anybody; otherwise telephones are not offered.
    pub phones: bool,
    /// Who knows when a number was moved to another card or operator.
    pub operator: Operator,
    /// A number moved within so many days gets no codes.
    pub moved_days: i64,
    /// Passwords that were leaked, if the operator has a list.
    pub leaked: Option<LeakedPasswords>,
    /// Who can say whether what a person says of themselves is so.
    pub registries: Registries,
    /// Who knows which networks are risky.
    pub networks: Networks,
    /// How letters on paper leave.
    pub printer: Printer,
    /// As whom wallets are asked for a license, and whose licenses are believed.
    pub wallets: Option<Arc<Verifier>>,
    /// What reads pictures of papers; without it no route with pictures can be gone.
    pub pictures: Option<PictureReader>,
    /// Who says whether pictures show a living person with a genuine paper of theirs.
    pub examiner: Examiner,
    /// What browsers in a video call find each other by.
    pub calls: Servers,
    /// The time that authenticator apps go by. Always the real one, also where the site's own clock is moved, since
    /// the person's telephone knows nothing of that.
    pub app_clock: Clock,
}

impl Connections {
    /// To nothing.
    pub fn none(app_clock: Clock) -> Self {
        Self {
            phones: false,
            operator: Operator::None,
            moved_days: MOVED_DAYS,
            leaked: None,
            registries: Registries::none(),
            networks: Networks::None,
            printer: Printer::None,
            wallets: None,
            pictures: None,
            examiner: Examiner::None,
            calls: Servers::default(),
            app_clock,
        }
    }
}

impl Identity {
    /// Judges a new password with what an attacker would try first.
    pub(crate) async fn judge_password(
        &self,
        chosen: &Secret<String>,
        email: &EmailAddress,
        beside: Beside,
    ) -> Result<Result<(), Refusal>, PageError> {
        if let Err(refusal) = policy::judge(chosen, &self.password_context(email), beside) {
            return Ok(Err(refusal));
        }
        let Some(leaked) = self.connections().leaked.clone() else { return Ok(Ok(())) };
        let password = chosen.clone();
        let looked_up = tokio::task::spawn_blocking(move || leaked.holds(&password)).await;
        match looked_up.map_err(PageError::broken)? {
            Ok(true) => Ok(Err(Refusal::Leaked)),
            Ok(false) => Ok(Ok(())),
            Err(error) => Err(PageError::broken(error)),
        }
    }

    /// How hard a password is to guess for somebody who knows the address.
    pub(crate) fn password_strength(&self, chosen: &Secret<String>, email: &EmailAddress) -> Strength {
        policy::strength(chosen, &self.password_context(email))
    }

    fn password_context<'a>(&'a self, email: &'a EmailAddress) -> [&'a str; 4] {
        let app = self.app();
        [email.expose(), &app.agency.name, &app.site.origin, "counterfoil"]
    }

    /// The instant by which codes of authenticator apps are judged.
    pub(crate) fn app_now(&self) -> Timestamp {
        self.connections().app_clock.now()
    }

    /// Whether a number was moved so lately that no code may go to it.
    pub(crate) async fn was_moved_lately(&self, number: &PhoneNumber, now: Timestamp) -> bool {
        let days = jiff::SignedDuration::from_hours(24 * self.connections().moved_days);
        match self.connections().operator.last_change(number.expose(), now).await {
            LastChange::At(at) => now.duration_since(at) < days,
            LastChange::None | LastChange::Unknown => false,
        }
    }
}
