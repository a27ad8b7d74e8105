//! What came to a sign-in since an instant is taken away again: its owner said "this was not me".

use values::{Id, Timestamp};

use crate::{Rows, Write};

const UNDO: [&str; 7] = [
    "DELETE FROM saved_code WHERE sign_in_id = $1 AND made_at >= $2",
    "DELETE FROM passkey WHERE sign_in_id = $1 AND added_at >= $2",
    "DELETE FROM authenticator_app WHERE sign_in_id = $1 AND added_at >= $2",
    "DELETE FROM phone WHERE sign_in_id = $1 AND added_at >= $2",
    "DELETE FROM recovery_code WHERE sign_in_id = $1 AND made_at >= $2",
    "DELETE FROM consent WHERE sign_in_id = $1 AND given_at >= $2",
    "DELETE FROM address_to_confirm WHERE sign_in_id = $1 AND added_at >= $2",
];
const STOP_CLOSING: &str = "DELETE FROM closing WHERE sign_in_id = $1";
const REMOVE_ADDRESS: &str = "DELETE FROM sign_in_address WHERE id = $1 AND sign_in_id = $2";

/// Removes the ways to sign in, addresses to confirm and consents that were added since, and stops a closing.
pub fn remove_since(sign_in: Id, since: Timestamp) -> Write {
    let write = UNDO
        .iter()
        .fold(Write::new(), |write, sql| write.statement(sql, vec![sign_in.into(), since.into()], Rows::Any));
    write.statement(STOP_CLOSING, vec![sign_in.into()], Rows::Any)
}

/// Removes a confirmed address without a trace: it was somebody else's.
pub fn remove_address(address: Id, sign_in: Id) -> Write {
    Write::new().statement(REMOVE_ADDRESS, vec![address.into(), sign_in.into()], Rows::Exactly(1))
}
