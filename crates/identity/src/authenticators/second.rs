//! Is a code from a second factor right, and may it be looked at (NIST SP 800-63B-4, 3.2.2)? Waits grow with each wrong
//! one; a new code starts no new count; after a hundred wrong ones in a row a kind is shut until its owner connects it
//! anew.

use store::Write;
use store::identity::{apps, recovery_codes as kept_codes, second_factors};
use store::person_keys;
use store::seal::Realm;
use values::{Id, Timestamp};
use web::Page;

use super::phone::{self, Purpose};
use super::{app, recovery_codes};
use crate::guard::clear;
use crate::happenings::Happening;
use crate::levels::Way;
use crate::limits::Guess;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// After so many wrong codes in a row a kind is shut.
const MOST_FAILURES: i64 = 100;

/// Which second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An authenticator app.
    App,
    /// A telephone.
    Phone,
    /// A backup code.
    Backup,
}

impl Kind {
    /// Its word in the store.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Phone => "phone",
            Self::Backup => "backup",
        }
    }
}

/// What a typed code comes to.
#[derive(Debug)]
pub(crate) enum Checked {
    /// Right: how it was proved, and the statements that use the code up.
    Right(Way, Write),
    /// Wrong, used, or too old.
    Wrong,
    /// Not looked at: not before this.
    Wait(Timestamp),
    /// Not looked at: this kind is shut.
    Shut,
}

impl Identity {
    /// Checks a code. `since` is when the sign-in that it is for began: older codes are for another.
    pub(crate) async fn check_second(
        &self,
        page: &Page,
        visitor: &Visitor,
        (sign_in, since): (Id, Timestamp),
        kind: Kind,
        typed: &str,
    ) -> Result<Checked, IdentityError> {
        let now = page.now();
        let by_account = self.counted(Guess::CodeByAccount, sign_in.as_bytes());
        let by_network = self.counted_network(Guess::CodeByNetwork, visitor);
        if let Some(until) = self.count_all([Some(by_account), by_network].into_iter().flatten(), now).await?
        {
            return Ok(Checked::Wait(until));
        }
        let failures = self.failures(sign_in, kind).await?;
        if failures >= MOST_FAILURES {
            return Ok(Checked::Shut);
        }
        let accepted = match kind {
            Kind::App => self.accept_app(sign_in, typed).await?,
            Kind::Backup => self.accept_backup(visitor, sign_in, typed, now).await?,
            Kind::Phone => {
                let pending = phone::pending(self, page, sign_in, Purpose::SignIn, since).await?;
                pending.and_then(|pending| phone::accept(self, &pending, typed, now))
            }
        };
        if let Some((way, write)) = accepted {
            let used = second_factors::change_used(sign_in, kind.word(), now);
            return Ok(Checked::Right(way, write.and(used).and(clear(by_account))));
        }
        let mut write = second_factors::add_failure(sign_in, kind.word());
        if failures + 1 == MOST_FAILURES {
            write = write.and(self.happened(Happening::AuthenticatorLocked, sign_in, None, visitor, now));
        }
        self.write(write).await?;
        Ok(Checked::Wrong)
    }

    async fn failures(&self, sign_in: Id, kind: Kind) -> Result<i64, IdentityError> {
        let all = second_factors::list(self.store(), sign_in).await?;
        Ok(all.iter().find(|one| one.kind == kind.word()).map_or(0, |one| one.failures))
    }

    /// Whether a kind was shut after too many wrong codes.
    pub(crate) async fn is_shut(&self, sign_in: Id, kind: Kind) -> Result<bool, IdentityError> {
        Ok(self.failures(sign_in, kind).await? >= MOST_FAILURES)
    }

    async fn accept_app(&self, sign_in: Id, typed: &str) -> Result<Option<(Way, Write)>, IdentityError> {
        let key = person_keys::require(self.store(), self.sealer(), sign_in, Realm::Identity).await?;
        for kept in apps::list(self.store(), sign_in).await? {
            let secret =
                self.sealer().open(&key, "authenticator_app", "key_sealed", kept.id, &kept.key_sealed)?;
            if let Some(step) = app::accepted_step(&secret, typed, kept.last_step, self.app_now()) {
                return Ok(Some((Way::App, apps::use_step(kept.id, step))));
            }
        }
        Ok(None)
    }

    async fn accept_backup(
        &self,
        visitor: &Visitor,
        sign_in: Id,
        typed: &str,
        now: Timestamp,
    ) -> Result<Option<(Way, Write)>, IdentityError> {
        let hash = recovery_codes::hash(sign_in, typed);
        if !kept_codes::is_unused(self.store(), sign_in, hash).await? {
            return Ok(None);
        }
        // Of parallel tries with one code, the write lets one through.
        let write = kept_codes::use_up(sign_in, hash, now).and(self.happened(
            Happening::BackupCodeUsed,
            sign_in,
            None,
            visitor,
            now,
        ));
        Ok(Some((Way::BackupCode, write)))
    }
}

/// The statements that go with connecting a kind anew: what was shut is replaced.
pub(crate) async fn renewed(identity: &Identity, sign_in: Id, kind: Kind) -> Result<Write, IdentityError> {
    let cleared = second_factors::clear_failures(sign_in, kind.word());
    if !identity.is_shut(sign_in, kind).await? {
        return Ok(cleared);
    }
    Ok(match kind {
        Kind::App => cleared.and(apps::remove_all(sign_in)),
        Kind::Phone => cleared.and(store::identity::phones::remove_all(sign_in)),
        Kind::Backup => cleared,
    })
}
