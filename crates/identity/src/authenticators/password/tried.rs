//! Is this the person's password? One way of asking, wherever it is asked: counted by person and by network before it is
//! looked at, shut after too many failures in a row (NIST SP 800-63B-4 section 3.2.2), the same work and the same answer
//! for an address that nobody has.

use store::Write;
use store::identity::sign_ins::SignIn;
use values::Secret;
use web::{Page, PageError, Problems};

use crate::Identity;
use crate::guard::{clear, wait};
use crate::limits::Guess;
use crate::visitor::Visitor;

impl Identity {
    /// The statements that forget the wrong tries, if it is right; else what to say on the field `password`. A sign-in
    /// that is not there is known by the index of the address that was typed.
    pub(crate) async fn try_password(
        &self,
        (page, visitor): (&Page, &Visitor),
        row: Option<&SignIn>,
        index: &[u8; 32],
        typed: &Secret<String>,
        wrong: &'static str,
    ) -> Result<Result<Write, Problems>, PageError> {
        let now = page.now();
        let by_person = self.counted_password(row.map(|row| row.id), index);
        let by_network = self.counted_network(Guess::PasswordByNetwork, visitor);
        if let Some(until) = self.count_all([Some(by_person), by_network].into_iter().flatten(), now).await? {
            return Ok(Err(wait("password", until, now)));
        }
        let is_shut = self.is_password_shut(by_person, row.and_then(|row| row.password_set_at)).await?;
        let kept = row.and_then(|row| row.password_hash.as_deref()).filter(|_| !is_shut);
        if self.hasher().check(typed, kept).await? {
            return Ok(Ok(clear(by_person)));
        }
        self.wrong(by_person, visitor, now).await?;
        Ok(Err(Problems::one("password", wrong)))
    }
}
