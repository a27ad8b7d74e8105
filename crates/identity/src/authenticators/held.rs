//! Which ways to sign in does a person hold, and how far do they reach (NIST SP 800-63B-4, 2.1 to 2.3)? Two besides
//! the password are asked for, so that losing one shuts nobody out.

use store::identity::{apps, passkeys, phones, recovery_codes, sign_ins};
use values::Id;

use crate::authenticators::password::Beside;
use crate::levels::Level;
use crate::{Identity, IdentityError};

/// So many ways besides the password are asked for.
pub const ENOUGH: usize = 2;

/// The ways of one person, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Whether there is a password.
    pub password: bool,
    /// Passkeys with which one can sign in without a password.
    pub passkeys: usize,
    /// Those of them that checked their owner when they were added.
    pub verifying_passkeys: usize,
    /// Security keys that follow a password.
    pub security_keys: usize,
    /// Authenticator apps.
    pub apps: usize,
    /// Phones to which codes may be sent.
    pub phones: usize,
    /// Backup codes not used yet.
    pub backup_codes: usize,
}

impl Held {
    /// Those of one sign-in.
    pub async fn of(identity: &Identity, sign_in: Id) -> Result<Self, IdentityError> {
        let store = identity.store();
        let row = sign_ins::find(store, sign_in).await?;
        let keys = passkeys::list(store, sign_in).await?;
        let (alone, after): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.kind == "passkey");
        Ok(Self {
            password: row.is_some_and(|row| row.password_hash.is_some()),
            passkeys: alone.len(),
            verifying_passkeys: alone.iter().filter(|key| key.verifies_person).count(),
            security_keys: after.len(),
            apps: apps::list(store, sign_in).await?.len(),
            phones: phones::list(store, sign_in).await?.len(),
            backup_codes: usize::try_from(recovery_codes::count_left(store, sign_in).await?).unwrap_or(0),
        })
    }

    /// What stands beside the password.
    pub fn beside(&self) -> Beside {
        if self.has_second_step() { Beside::SecondFactor } else { Beside::Nothing }
    }

    /// How many ways besides the password; a set of backup codes is one. A security key only follows a password, and
    /// without one it opens nothing.
    pub fn ways(&self) -> usize {
        let keys = if self.password { self.security_keys } else { 0 };
        self.passkeys + keys + self.apps + self.phones + usize::from(self.backup_codes > 0)
    }

    /// Whether a password can be followed by something.
    pub fn has_second_step(&self) -> bool {
        self.ways() > 0
    }

    /// Whether it can be followed by a code.
    pub fn has_codes(&self) -> bool {
        self.apps + self.phones + self.backup_codes > 0
    }

    /// The highest level these ways reach together.
    pub fn reach(&self) -> Level {
        if self.verifying_passkeys > 0 || (self.password && self.passkeys + self.security_keys > 0) {
            Level::TwoPhishingResistant
        } else if self.password && self.has_codes() {
            Level::Two
        } else {
            Level::One
        }
    }

    /// Whether one may go over from `before` to these: somebody can still get in, and no weaker than with two
    /// factors where two were there.
    pub fn may_follow(&self, before: &Self) -> bool {
        let gets_in = self.password || self.passkeys > 0;
        gets_in && self.reach() >= before.reach().min(Level::Two)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Held = Held {
        password: false,
        passkeys: 0,
        verifying_passkeys: 0,
        security_keys: 0,
        apps: 0,
        phones: 0,
        backup_codes: 0,
    };

    #[test]
    fn ways_are_counted_and_reach_their_level() {
        let password = Held { password: true, ..NOTHING };
        for (held, ways, reach) in [
            (NOTHING, 0, Level::One),
            (password, 0, Level::One),
            (Held { apps: 1, ..password }, 1, Level::Two),
            (Held { phones: 1, ..password }, 1, Level::Two),
            (Held { backup_codes: 10, ..password }, 1, Level::Two),
            (Held { apps: 2, phones: 1, backup_codes: 3, ..password }, 4, Level::Two),
            (Held { security_keys: 1, ..password }, 1, Level::TwoPhishingResistant),
            (Held { passkeys: 1, ..password }, 1, Level::TwoPhishingResistant),
            (Held { passkeys: 1, ..NOTHING }, 1, Level::One),
            (Held { passkeys: 1, security_keys: 2, ..NOTHING }, 1, Level::One),
            (Held { security_keys: 1, ..NOTHING }, 0, Level::One),
            (Held { passkeys: 1, apps: 1, ..NOTHING }, 2, Level::One),
            (Held { passkeys: 1, verifying_passkeys: 1, ..NOTHING }, 1, Level::TwoPhishingResistant),
        ] {
            assert_eq!((held.ways(), held.reach()), (ways, reach), "{held:?}");
        }
    }

    #[test]
    fn the_last_way_in_and_the_last_second_factor_stay() {
        let password = Held { password: true, ..NOTHING };
        let passkey = Held { passkeys: 1, verifying_passkeys: 1, ..NOTHING };
        for (before, after, may) in [
            (passkey, NOTHING, false),
            (Held { passkeys: 2, verifying_passkeys: 2, ..NOTHING }, passkey, true),
            (Held { apps: 1, ..password }, password, false),
            (Held { apps: 1, backup_codes: 9, ..password }, Held { apps: 1, ..password }, true),
            (Held { password: true, ..passkey }, passkey, true),
            (Held { password: true, ..passkey }, password, false),
            (Held { apps: 1, ..passkey }, Held { apps: 1, ..NOTHING }, false),
            // What never had two factors may change its one.
            (Held { passkeys: 1, ..NOTHING }, password, true),
            (Held { security_keys: 1, ..password }, Held { security_keys: 1, ..NOTHING }, false),
        ] {
            assert_eq!(after.may_follow(&before), may, "{before:?} to {after:?}");
        }
    }

    #[test]
    fn adding_never_takes_away() {
        let one_more: [fn(&mut Held); 6] = [
            |held| held.passkeys += 1,
            |held| held.security_keys += 1,
            |held| held.apps += 1,
            |held| held.phones += 1,
            |held| held.backup_codes += 1,
            |held| held.password = true,
        ];
        for bits in 0_u8..32 {
            let count = |place: u8| usize::from(bits >> place & 1);
            let before = Held {
                password: bits & 1 == 1,
                passkeys: count(1),
                verifying_passkeys: 0,
                security_keys: count(2),
                apps: count(3),
                phones: 0,
                backup_codes: count(4),
            };
            for add in one_more {
                let mut after = before;
                add(&mut after);
                assert!(after.ways() >= before.ways() && after.reach() >= before.reach(), "{before:?}");
            }
        }
    }
}
