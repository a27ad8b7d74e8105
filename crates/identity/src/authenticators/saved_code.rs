//! The recovery code that is saved on paper for the day when everything else is lost: 80 random bits, kept as a slow
//! hash, used once (NIST SP 800-63B-4, 4.2.1.1: at least 64 bits).

use store::Write;
use store::identity::saved_codes::{self, SavedCode};
use store::seal::Realm;
use store::{StoreError, person_keys};
use values::{Id, Secret, Timestamp};

use crate::person::Fields;
use crate::secrets::later;
use crate::{Identity, IdentityError};

/// Random bytes of a code.
pub const BYTES: usize = 10;

/// For so long after it was made a code can be shown again, until its owner says that it is kept.
const SHOWN_SECONDS: i64 = 1_800;

/// Digits and letters that nobody confuses (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code as it is shown: four groups of four.
pub fn shown(bytes: [u8; BYTES]) -> String {
    let number = bytes.iter().fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
    let mut letters = String::with_capacity(19);
    for place in (0..16).rev() {
        let index = usize::try_from((number >> (place * 5)) & 31).expect("five bits fit");
        if letters.len() % 5 == 4 {
            letters.push('-');
        }
        letters.push(char::from(LETTERS[index]));
    }
    letters
}

/// A code as typed, without what does not matter: dashes, spaces, case; O is 0, I and L are 1.
fn read(typed: &str) -> Secret<String> {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).take(64);
    Secret::new(
        letters
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect(),
    )
}

impl Identity {
    /// The statement that gives a sign-in a new code in place of the one before; it can be looked at for a while.
    pub(crate) async fn make_saved_code(&self, sign_in: Id, now: Timestamp) -> Result<Write, IdentityError> {
        let code = shown(self.dice().bytes());
        let code_hash = self.hasher().hash(&read(&code), self.dice().bytes()).await?;
        let key = person_keys::require(self.store(), self.sealer(), sign_in, Realm::Identity).await?;
        let fields = Fields { sealer: self.sealer(), key: &key, table: "saved_code", row: sign_in };
        Ok(saved_codes::add(&SavedCode {
            sign_in_id: sign_in,
            code_hash,
            made_at: now,
            shown_sealed: Some(fields.seal("shown_sealed", &code)),
            shown_until: later(now, SHOWN_SECONDS),
        }))
    }

    /// The code itself, while it may still be looked at.
    pub(crate) async fn shown_saved_code(
        &self,
        code: &SavedCode,
        now: Timestamp,
    ) -> Result<Option<String>, IdentityError> {
        let Some(sealed) = code.shown_sealed.as_deref().filter(|_| now < code.shown_until) else {
            return Ok(None);
        };
        let id = code.sign_in_id;
        let key = person_keys::require(self.store(), self.sealer(), id, Realm::Identity).await?;
        let fields = Fields { sealer: self.sealer(), key: &key, table: "saved_code", row: id };
        Ok(Some(fields.open("shown_sealed", sealed)?))
    }

    /// When the code was made that somebody typed; none if it is not that of the sign-in. The same work is done for
    /// a sign-in without one and for none at all.
    pub(crate) async fn check_saved_code(
        &self,
        sign_in: Option<Id>,
        typed: &str,
    ) -> Result<Option<Timestamp>, IdentityError> {
        let nobody = Id::from_bytes([0; 16]);
        let kept = saved_codes::find(self.store(), sign_in.unwrap_or(nobody)).await?;
        let hash = kept.as_ref().map(|kept| kept.code_hash.as_str());
        let is_right = self.hasher().check(&read(typed), hash).await?;
        Ok(kept.filter(|_| is_right).map(|kept| kept.made_at))
    }

    /// Whether a sign-in has one.
    pub(crate) async fn has_saved_code(&self, sign_in: Id) -> Result<bool, StoreError> {
        Ok(saved_codes::find(self.store(), sign_in).await?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = shown(*b"\x00\x01\x02\x03\x04\xfa\xfb\xfc\xfd\xfe");
        assert_eq!(code, "000G-40R4-ZBXZ-SZFY");
        for typed in ["000g40r4zbxzszfy", " OOOG-4OR4-ZBXZ-SZFY ", "000G 40R4 ZBXZ SZFY"] {
            assert_eq!(read(typed).expose(), read(&code).expose(), "{typed}");
        }
        assert_ne!(read("000G-40R4-ZBXZ-SZFZ").expose(), read(&code).expose());
    }
}
