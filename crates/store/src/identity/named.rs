//! The facts that a request named one by one, kept with the access token that came of it.

use crate::{Rows, Store, StoreError, Write};

const CHANGE: &str = "UPDATE access_token SET told = $2 WHERE token_hash = $1";
const FIND: &str = "SELECT told FROM access_token WHERE token_hash = $1 AND told <> ''";

/// Keeps them with a token that is added by the same write.
pub fn change(token_hash: [u8; 32], named: &str) -> Write {
    Write::new().statement(CHANGE, vec![token_hash.into(), named.into()], Rows::Exactly(1))
}

/// Those of a token, if there are any.
pub async fn find(store: &Store, token_hash: [u8; 32]) -> Result<Option<String>, StoreError> {
    let row = store.row(FIND, &[token_hash.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}
