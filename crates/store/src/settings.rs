//! Small things that the program remembers about itself, such as how far the sandbox's clock is moved.

use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT value FROM setting WHERE name = $1";
const CHANGE: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// A setting's value, if it was ever set.
pub async fn find(store: &Store, name: &str) -> Result<Option<String>, StoreError> {
    let row = store.row(FIND, &[name.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Sets a setting, new or not.
pub fn change(write: Write, name: &str, value: &str) -> Write {
    write.statement(CHANGE, vec![name.into(), value.into()], Rows::Exactly(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;

    #[tokio::test]
    async fn a_setting_is_set_and_set_again() {
        on_each_engine(async |store| {
            assert_eq!(find(&store, "clock").await.unwrap(), None);
            for value in ["0", "86400"] {
                store.write(change(Write::new(), "clock", value)).await.unwrap();
                assert_eq!(find(&store, "clock").await.unwrap().as_deref(), Some(value));
            }
        })
        .await;
    }
}
