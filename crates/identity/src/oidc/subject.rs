//! By which name does a site know a person? By another in each sector, so that two sites cannot compare
//! their lists (pairwise subjects; OpenID Connect Core 1.0 section 8.1).

use outside::jose::encode;
use store::seal::Sealer;
use values::Id;

use super::clients::Client;

/// The person's name at the client's sector: keyed, so that nobody can try ids.
pub fn subject(sealer: &Sealer, client: &Client, sign_in: Id) -> String {
    encode(&keyed(sealer, "pairwise subject", &client.sector, sign_in))
}

/// The session's name at the client.
pub fn session_name(sealer: &Sealer, client: &Client, session: Id) -> String {
    encode(&keyed(sealer, "session name", &client.client_id, session)[..16])
}

fn keyed(sealer: &Sealer, purpose: &str, whose: &str, id: Id) -> [u8; 32] {
    let mut value = (whose.len() as u64).to_be_bytes().to_vec();
    value.extend_from_slice(whose.as_bytes());
    value.extend_from_slice(id.as_bytes());
    sealer.index_of(purpose, &value)
}
