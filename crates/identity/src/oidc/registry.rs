//! Which sites may let people sign in right now? A list that is put in place of the one before while the
//! program runs; every request looks the site up anew, so one that is taken out is refused at once.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use web::FormTargets;

use super::clients::{Client, ClientError};

/// The sites by their ids.
type Clients = BTreeMap<String, Arc<Client>>;

/// The list as it stands.
#[derive(Debug)]
pub(crate) struct Registry {
    current: RwLock<Arc<Clients>>,
    form_targets: FormTargets,
}

impl Registry {
    /// Begins with these; `form_targets` follows every change.
    pub(crate) fn new(clients: Vec<Client>, form_targets: FormTargets) -> Result<Self, ClientError> {
        let registry = Self { current: RwLock::default(), form_targets };
        registry.replace(clients)?;
        Ok(registry)
    }

    /// Puts these in place of those before; nothing changes if one of them cannot be served safely.
    pub(crate) fn replace(&self, clients: Vec<Client>) -> Result<(), ClientError> {
        clients.iter().try_for_each(Client::check)?;
        self.form_targets.set(clients.iter().flat_map(Client::origins).collect());
        let clients: Clients =
            clients.into_iter().map(|client| (client.client_id.clone(), Arc::new(client))).collect();
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(clients);
        Ok(())
    }

    /// The site of an id.
    pub(crate) fn find(&self, client_id: &str) -> Option<Arc<Client>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).get(client_id).cloned()
    }
}
