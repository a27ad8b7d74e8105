//! Who you are: sign-up, sign-in, and the OpenID provider that tells other sites.
//!
//! One folder for each thing a person does here, with its pages and words:
//! [`sign_in`], [`sign_up`], [`proofing`], [`consent`], [`security`], [`set_up`]; [`desk`] is where the agency's people look
//! at cases, [`redress`] where people disagree with them; [`oidc`] is what other sites call;
//! [`authenticators`] are the means of proof; [`mail`] is what is written to people. What must happen
//! before another site gets its answer is decided in one place, [`oidc::next`].

pub mod announce;
pub mod authenticators;
mod browsers;
pub mod connections;
pub mod consent;
pub mod demo;
pub mod desk;
pub mod errands;
mod error;
mod even;
mod flow;
mod guard;
pub mod happenings;
pub mod levels;
pub mod limits;
pub mod mail;
pub mod notices;
pub mod oidc;
pub mod operators;
mod person;
pub mod places;
pub mod policy;
pub mod proof;
pub mod proofing;
pub mod recover;
pub mod redress;
mod secrets;
pub mod security;
pub mod session_limits;
pub mod set_up;
pub mod sign_in;
pub mod sign_up;
pub mod signals;
pub mod sites;
mod stored;
pub mod stronger;
#[cfg(test)]
mod tests;
mod visitor;
pub mod worker;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use outside::Dice;
use store::seal::Sealer;
use store::{Store, Write};
use tokio::sync::RwLock;
use values::{Id, Timestamp};
use web::{App, Catalogue, Site, SiteName, Tab};

use authenticators::password::PasswordHasher;
use connections::Connections;
pub use demo::{DemoAgent, DemoPerson, Demonstration};
use errands::Errands;
pub use error::IdentityError;
use oidc::client_keys::{Callers, FetchedKeys};
use oidc::clients::{Client, ClientError};
use oidc::keys::ProviderKeys;
use oidc::registry::Registry;
use person::Person;
use policy::Policy;

/// The messages of every page here.
pub const WORDS: [Catalogue; 22] = [
    sites::WORDS,
    sign_in::WORDS,
    sign_in::code::WORDS,
    sign_up::WORDS,
    authenticators::WORDS,
    proof::WORDS,
    proofing::WORDS,
    proofing::wallet::WORDS,
    proofing::papers::WORDS,
    proofing::call::WORDS,
    consent::WORDS,
    stronger::WORDS,
    security::WORDS,
    security::OWN_WORDS,
    security::WAYS,
    set_up::WORDS,
    mail::WORDS,
    recover::WORDS,
    happenings::WORDS,
    notices::WORDS,
    desk::WORDS,
    redress::WORDS,
];

/// The identity site's state. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Identity(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    app: App,
    sealer: Sealer,
    hasher: PasswordHasher,
    connections: Connections,
    clients: Registry,
    fetched_keys: FetchedKeys,
    callers: Callers,
    errands: Errands,
    demonstration: Option<Demonstration>,
    keys: RwLock<Option<Arc<ProviderKeys>>>,
    policy: Policy,
}

impl FromRef<Identity> for App {
    fn from_ref(identity: &Identity) -> Self {
        identity.0.app.clone()
    }
}

/// The site as `web` knows it: its issuer is its origin; forms may end up at the clients' addresses.
pub fn site(origin: String, clients: &[Client]) -> Site {
    Site {
        name: SiteName::Identity,
        origin,
        tabs: &[Tab { path: "/security", key: "security-title" }],
        form_targets: clients.iter().flat_map(Client::origins).collect::<Vec<_>>().into(),
        sign_in_path: sign_in::PATH,
        arrives_from_elsewhere: true,
        longest_visit: web::session::ABSOLUTE,
    }
}

/// What programs call of the site, to be given to `web::serve::compose_with`.
pub fn programs() -> Router<Identity> {
    oidc::programs()
}

/// Every other route of the site, to be given along with the [`Identity`].
pub fn routes() -> Router<Identity> {
    Router::new()
        .merge(oidc::routes())
        .merge(sign_in::routes())
        .merge(sign_up::routes())
        .merge(proof::routes())
        .merge(proofing::routes())
        .merge(consent::routes())
        .merge(stronger::routes())
        .merge(security::routes())
        .merge(set_up::routes())
        .merge(mail::routes())
        .merge(sites::routes())
        .merge(notices::routes())
        .merge(recover::routes())
        .merge(desk::routes())
        .merge(redress::routes())
}

/// Those of them that take files.
pub fn taking_files() -> Router<Identity> {
    proofing::papers::taking()
}

impl Identity {
    /// Refuses clients that cannot be served safely. The demonstration's people are optional.
    pub fn new(
        app: App,
        sealer: Sealer,
        clients: Vec<Client>,
        demonstration: Option<Demonstration>,
    ) -> Result<Self, ClientError> {
        let clients = Registry::new(clients, app.site.form_targets.clone())?;
        let hasher = PasswordHasher::new(sealer.clone());
        let connections = Connections::none(app.clock.clone());
        let (keys, fetched_keys, callers) = (RwLock::new(None), FetchedKeys::default(), Callers::default());
        let policy = Policy::default();
        Ok(Self(Arc::new(Inner {
            app,
            sealer,
            hasher,
            connections,
            clients,
            fetched_keys,
            callers,
            errands: Errands::default(),
            demonstration,
            keys,
            policy,
        })))
    }

    /// With what it is connected to; before it is cloned for the first time.
    #[must_use]
    pub fn connected(mut self, connections: Connections) -> Self {
        Arc::get_mut(&mut self.0).expect("it is not shared yet").connections = connections;
        self
    }

    /// With what the operator decides; before it is cloned for the first time.
    #[must_use]
    pub fn obeying(mut self, policy: Policy) -> Self {
        Arc::get_mut(&mut self.0).expect("it is not shared yet").policy = policy;
        self
    }

    /// Hashing passwords with little memory, to look at everything else.
    #[cfg(test)]
    pub(crate) fn hashing_cheaply(mut self) -> Self {
        let inner = Arc::get_mut(&mut self.0).expect("it is not shared yet");
        inner.hasher = PasswordHasher::cheap(inner.sealer.clone());
        self
    }

    /// Answering after another time than usual.
    #[cfg(test)]
    pub(crate) fn answering_after(mut self, time: std::time::Duration) -> Self {
        Arc::get_mut(&mut self.0).expect("it is not shared yet").policy.answers_after = time;
        self
    }

    pub(crate) fn waiting_hours(&self) -> i64 {
        self.0.policy.waiting_hours
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Whether a sign-in is that of one of the demonstration's people, which everybody may use and nobody may change.
    pub(crate) fn is_made_up(&self, person: &Person) -> bool {
        self.demonstration().is_some_and(|demonstration| demonstration.has(&person.email))
    }

    /// The provider's name: the site's origin.
    pub fn issuer(&self) -> &str {
        &self.0.app.site.origin
    }

    pub(crate) fn app(&self) -> &App {
        &self.0.app
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.app.store
    }

    pub(crate) fn dice(&self) -> &Dice {
        &self.0.app.dice
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    pub(crate) fn hasher(&self) -> &PasswordHasher {
        &self.0.hasher
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.0.connections
    }

    pub(crate) fn demonstration(&self) -> Option<&Demonstration> {
        self.0.demonstration.as_ref()
    }

    /// The instant of a request that programs make; pages have theirs from the edge.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.app.clock.now()
    }

    pub(crate) fn fetched_keys(&self) -> &FetchedKeys {
        &self.0.fetched_keys
    }

    /// Which sites do not answer at the moment.
    pub(crate) fn errands(&self) -> &Errands {
        &self.0.errands
    }

    /// How sites are called.
    pub(crate) fn callers(&self) -> &Callers {
        &self.0.callers
    }

    /// The site of an id, as it may be served at this moment.
    pub(crate) fn client(&self, client_id: &str) -> Option<Arc<Client>> {
        self.0.clients.find(client_id)
    }

    /// The site of an id, and whether an operator has shut it.
    pub(crate) fn any_client(&self, client_id: &str) -> Option<(Arc<Client>, bool)> {
        self.0.clients.find_any(client_id)
    }

    /// All sites, and whether each is shut.
    pub(crate) fn all_clients(&self) -> Vec<(Arc<Client>, bool)> {
        self.0.clients.list()
    }

    /// Puts these sites beside our own, in place of those that were there; nothing changes if one of them cannot be
    /// served safely.
    pub fn set_clients(&self, others: Vec<Client>) -> Result<(), ClientError> {
        self.0.clients.replace(others)
    }

    /// Reads anew which sites are shut. The program calls it several times a second.
    pub async fn follow_shut_clients(&self) -> Result<(), IdentityError> {
        let shut = store::identity::shut_clients::list(self.store()).await?;
        self.0.clients.shut(shut.into_iter().map(|shut| shut.client_id).collect());
        Ok(())
    }

    pub(crate) async fn write(&self, write: Write) -> Result<(), IdentityError> {
        Ok(self.store().write(write).await?)
    }

    pub(crate) async fn person(&self, id: Id) -> Result<Option<Person>, IdentityError> {
        person::find(self.store(), self.sealer(), id).await
    }

    pub(crate) fn kept_keys(&self) -> &RwLock<Option<Arc<ProviderKeys>>> {
        &self.0.keys
    }
}
