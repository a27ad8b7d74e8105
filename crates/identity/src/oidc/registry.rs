//! Which sites may let people sign in right now? A list that is put in place of the one before while the
//! program runs, and those in it that an operator has shut. Every request looks the site up anew, so one that is
//! taken out or shut is refused at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use web::FormTargets;

use super::clients::{Client, ClientError, files};

/// The list as it stands.
#[derive(Clone, Debug, Default)]
struct Standing {
    clients: Arc<BTreeMap<String, Arc<Client>>>,
    shut: Arc<BTreeSet<String>>,
}

/// The sites.
#[derive(Debug)]
pub(crate) struct Registry {
    /// Our own, which come from the configuration.
    own: Vec<Client>,
    standing: RwLock<Standing>,
    form_targets: FormTargets,
}

impl Registry {
    /// Begins with our own; `form_targets` follows every change.
    pub(crate) fn new(own: Vec<Client>, form_targets: FormTargets) -> Result<Self, ClientError> {
        let registry = Self { own, standing: RwLock::default(), form_targets };
        registry.replace(Vec::new())?;
        Ok(registry)
    }

    /// Puts these beside our own, in place of those before; nothing changes if one of them cannot be served safely.
    pub(crate) fn replace(&self, others: Vec<Client>) -> Result<(), ClientError> {
        let clients: Vec<Client> = self.own.iter().cloned().chain(others).collect();
        clients.iter().try_for_each(Client::check)?;
        files::check_together(&clients)?;
        self.form_targets.set(clients.iter().flat_map(Client::origins).collect());
        let clients =
            clients.into_iter().map(|client| (client.client_id.clone(), Arc::new(client))).collect();
        self.standing.write().unwrap_or_else(PoisonError::into_inner).clients = Arc::new(clients);
        Ok(())
    }

    /// Says which are shut.
    pub(crate) fn shut(&self, shut: BTreeSet<String>) {
        self.standing.write().unwrap_or_else(PoisonError::into_inner).shut = Arc::new(shut);
    }

    fn standing(&self) -> Standing {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The site of an id, if it is served.
    pub(crate) fn find(&self, client_id: &str) -> Option<Arc<Client>> {
        let standing = self.standing();
        standing.clients.get(client_id).filter(|_| !standing.shut.contains(client_id)).cloned()
    }

    /// The site of an id, and whether it is shut.
    pub(crate) fn find_any(&self, client_id: &str) -> Option<(Arc<Client>, bool)> {
        let standing = self.standing();
        Some((standing.clients.get(client_id)?.clone(), standing.shut.contains(client_id)))
    }

    /// All sites, by their ids, and whether each is shut.
    pub(crate) fn list(&self) -> Vec<(Arc<Client>, bool)> {
        let standing = self.standing();
        let all = standing.clients.values();
        all.map(|client| (client.clone(), standing.shut.contains(&client.client_id))).collect()
    }
}
