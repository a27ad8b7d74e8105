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
    /// Make a passkey, or go on to a password. Either makes the sign-in.
    How,
    /// Choose a password.
    Password,
}

impl Step {
    /// In their order; a password is a way around the passkey.
    pub const ALL: [Self; 4] = [Self::Email, Self::Confirm, Self::How, Self::Password];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Email => "/create",
            Self::Confirm => "/create/confirm",
            Self::How => "/create/how",
            Self::Password => "/create/password",
        }
    }

    /// Whether what it needs is there. To go back is always allowed: an address said again starts over.
    pub fn is_open(self, sign_up: Option<&SignUp>) -> bool {
        let confirmed = |sign_up: &SignUp| sign_up.confirmed_at.is_some();
        match self {
            Self::Email => true,
            Self::Confirm => sign_up.is_some_and(|sign_up| !confirmed(sign_up)),
            Self::How | Self::Password => sign_up.is_some_and(confirmed),
        }
    }

    /// The furthest step that is open: where someone is sent who tries to skip ahead, or comes back. The choice, not
    /// one of its branches.
    pub fn furthest(sign_up: Option<&SignUp>) -> Self {
        let main = [Self::How, Self::Confirm, Self::Email];
        main.into_iter().find(|step| step.is_open(sign_up)).unwrap_or(Self::Email)
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
            ends_at: now,
            version: 0,
        })
    }

    #[test]
    fn no_step_can_be_skipped_and_each_can_be_gone_back_to() {
        for (done, expected, furthest) in [
            (0, [true, false, false, false], Step::Email),
            (1, [true, true, false, false], Step::Confirm),
            // A confirmed address is not confirmed again; another one starts over.
            (2, [true, false, true, true], Step::How),
        ] {
            let sign_up = after(done);
            let open: Vec<bool> = Step::ALL.iter().map(|step| step.is_open(sign_up.as_ref())).collect();
            assert_eq!(open, expected, "after {done} steps");
            assert_eq!(Step::furthest(sign_up.as_ref()), furthest, "after {done} steps");
        }
    }
}
