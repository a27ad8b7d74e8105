//! Which step of making a sign-in is open? Each states its key, its address, what must be there before
//! it and what comes next; one small policy walks them. Pure.

use store::identity::sign_ups::SignUp;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Say the address.
    Email,
    /// Confirm it with the code that was mailed.
    Confirm,
    /// Choose a password.
    Password,
    /// Connect an authenticator app.
    App,
    /// Keep the recovery codes.
    RecoveryCodes,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 5] = [Self::Email, Self::Confirm, Self::Password, Self::App, Self::RecoveryCodes];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Email => "/create",
            Self::Confirm => "/create/confirm",
            Self::Password => "/create/password",
            Self::App => "/create/app",
            Self::RecoveryCodes => "/create/recovery-codes",
        }
    }

    /// Its place, counted from 1, for the page.
    pub const fn number(self) -> usize {
        match self {
            Self::Email => 1,
            Self::Confirm => 2,
            Self::Password => 3,
            Self::App => 4,
            Self::RecoveryCodes => 5,
        }
    }

    /// Whether what it needs is there. To go back is always allowed: a step done again replaces what it
    /// brought, and an address said again starts over.
    pub fn is_open(self, sign_up: Option<&SignUp>) -> bool {
        match self {
            Self::Email => true,
            Self::Confirm => sign_up.is_some_and(|sign_up| sign_up.confirmed_at.is_none()),
            Self::Password => sign_up.is_some_and(|sign_up| sign_up.confirmed_at.is_some()),
            Self::App => sign_up.is_some_and(|sign_up| {
                sign_up.confirmed_at.is_some()
                    && sign_up.password_hash.is_some()
                    && sign_up.app_key_sealed.is_some()
            }),
            Self::RecoveryCodes => {
                Self::App.is_open(sign_up)
                    && sign_up.is_some_and(|sign_up| {
                        sign_up.app_step.is_some() && sign_up.recovery_codes_sealed.is_some()
                    })
            }
        }
    }

    /// The furthest step that is open: where someone is sent who tries to skip ahead, or comes back.
    pub fn furthest(sign_up: Option<&SignUp>) -> Self {
        Self::ALL.into_iter().rev().find(|step| step.is_open(sign_up)).unwrap_or(Self::Email)
    }
}

#[cfg(test)]
mod tests {
    use values::{Id, Timestamp};

    use super::*;

    /// A sign-up after the first `done` steps.
    fn after(done: usize) -> Option<SignUp> {
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        (done > 0).then(|| SignUp {
            id: Id::from_bytes([1; 16]),
            email_index: [0; 32],
            email_sealed: Vec::new(),
            code_hash: [0; 32],
            code_until: now,
            confirmed_at: (done > 1).then_some(now),
            password_hash: (done > 2).then(String::new),
            app_key_sealed: (done > 2).then(Vec::new),
            app_step: (done > 3).then_some(1),
            recovery_codes_sealed: (done > 3).then(Vec::new),
            ends_at: now,
            version: 0,
        })
    }

    #[test]
    fn no_step_can_be_skipped_and_each_can_be_gone_back_to() {
        for done in 0..=4 {
            let sign_up = after(done);
            let open: Vec<bool> = Step::ALL.iter().map(|step| step.is_open(sign_up.as_ref())).collect();
            let expected = match done {
                0 => [true, false, false, false, false],
                1 => [true, true, false, false, false],
                // A confirmed address is not confirmed again; another one starts over.
                2 => [true, false, true, false, false],
                3 => [true, false, true, true, false],
                _ => [true, false, true, true, true],
            };
            assert_eq!(open, expected, "after {done} steps");
            assert_eq!(Step::furthest(sign_up.as_ref()), Step::ALL[done], "after {done} steps");
        }
    }
}
