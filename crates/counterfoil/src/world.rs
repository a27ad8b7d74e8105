//! How do the parts come together? Opens store and keys and builds the four sites from the settings.

use std::sync::Arc;
use std::time::Duration;

use account::Account;
use agency::papers::Papers;
use axum::Router;
use axum::extract::FromRef;
use identity::desk::fraud::rules::Rules;
use identity::oidc::clients::files::Place;
use identity::oidc::policy::TokenPolicy;
use identity::places::Places;
use identity::policy::Policy;
use identity::{Demonstration, Identity};
use outside::cards::CardProcessor;
use outside::http::Http;
use outside::mail::{Mailer, Smtp};
use outside::openid::{Authentication, RelyingParty, Settings as ProviderSettings};
use outside::pictures::PictureReader;
use outside::texts::Texter;
use outside::{Clock, Dice};
use sandbox::clock::MovableClock;
use staff::Staff;
use store::seal::Sealer;
use store::{Keys, PageCache, Store};
use tax::pack::Pack;
use values::Secret;
use web::{AgencyProfile, App, Catalogue, Site, SiteName, Words};

use crate::clients::Folder;
use crate::commands::Failure;
use crate::key_files;
use crate::own_clients::{self, CLIENT_ID, STAFF_ID};
use crate::settings::{Ports, Settings, Settlement, SignIns, Tokens};
use crate::sites::{account_site, origin_of, quiet_site, staff_site};

/// What commands need of the outside: books, keys, time and chance.
#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) store: Store,
    pub(crate) sealer: Sealer,
    pub(crate) clock: Clock,
    pub(crate) dice: Dice,
}

/// The sites, ready to be served, and what works beside them.
pub(crate) struct World {
    pub(crate) account: Router,
    pub(crate) identity: Router,
    pub(crate) professional: Router,
    pub(crate) staff: Router,
    pub(crate) identity_state: Identity,
    pub(crate) folder: Folder,
    pub(crate) mailer: Mailer,
    pub(crate) texter: Texter,
    pub(crate) pack: Arc<Pack>,
    pub(crate) cards: CardProcessor,
    pub(crate) settlement: Settlement,
}

/// Origins of the sites.
pub(crate) struct Origins {
    pub(crate) account: String,
    pub(crate) identity: String,
    pub(crate) professional: String,
    pub(crate) staff: String,
}

impl Origins {
    pub(crate) fn new(settings: &Settings, ports: Ports) -> Self {
        let origin = |set: &Option<String>, port: u16| {
            set.clone().unwrap_or_else(|| format!("http://localhost:{port}"))
        };
        Self {
            account: origin(&settings.sites.account, ports.account),
            identity: origin(&settings.sites.identity, ports.identity),
            professional: origin(&settings.sites.professional, ports.professional),
            staff: origin(&settings.sites.staff, ports.staff),
        }
    }
}

/// Every message of every site.
pub(crate) fn words() -> Result<Words, Failure> {
    let mut catalogues: Vec<Catalogue> = vec![professional::WORDS];
    catalogues.extend_from_slice(&sandbox::WORDS);
    catalogues.extend_from_slice(staff::WORDS);
    catalogues.extend_from_slice(account::WORDS);
    catalogues.extend_from_slice(&identity::WORDS);
    Words::new(&catalogues).map_err(|error| Failure::Broken(error.to_string()))
}

/// The figures of the law: the built-in pack, or one with an agency's files.
pub(crate) fn pack(settings: &Settings) -> Result<Arc<Pack>, Failure> {
    crate::commands::law::read_pack(settings.law.pack.as_deref()).map(|pack| Arc::new(pack.into_owned()))
}

/// Opens the database for a command and reads the keys. Changes nothing.
pub(crate) async fn ground(settings: &Settings, clock: Clock) -> Result<Ground, Failure> {
    ground_with(settings, clock, PageCache::Large).await
}

/// Opens the database, with a page cache of a size, and reads the keys. Changes nothing.
pub(crate) async fn ground_with(
    settings: &Settings,
    clock: Clock,
    cache: PageCache,
) -> Result<Ground, Failure> {
    let root = Settings::key_file("keys.root", settings.keys.root.as_ref())?;
    let index = Settings::key_file("keys.index", settings.keys.index.as_ref())?;
    let keys = Keys::from_files(root, index)?;
    let dice = Dice::system();
    let random = dice.clone();
    let sealer = Sealer::new(&keys, move || random.bytes());
    Ok(Ground { store: Store::open_with(&settings.target()?, cache).await?, sealer, clock, dice })
}

/// Builds everything on the ground.
pub(crate) fn build(
    settings: &Settings,
    ground: &Ground,
    origins: &Origins,
    people: Option<Demonstration>,
    movable: Option<MovableClock>,
) -> Result<World, Failure> {
    let demonstration = people.is_some();
    let agency = agency(settings, demonstration);
    let shared = Shared { ground, words: Arc::new(words()?), agency: Arc::new(agency) };
    let clients = own_clients::all(settings, origins)?;
    let site = identity::site(origins.identity.clone(), &clients);
    let mut folder = Folder::new(settings.identity.clients.as_deref(), Place::of(people.is_some()));
    let http = Http::new().map_err(|error| Failure::Broken(error.to_string()))?;
    let texter = settings.texter(&http, people.is_some())?;
    let connections = settings.connections(&http, &texter, people.is_some())?;
    let identity_state = Identity::new(shared.app(site), ground.sealer.clone(), clients, people)
        .map_err(|error| Failure::Input(error.to_string()))?
        .connected(connections)
        .obeying(policy(settings, demonstration)?);
    // Looked at before it is read, so that what changes meanwhile is seen as a change.
    folder.changed();
    identity_state.set_clients(folder.read()?).map_err(|error| folder.named(&error))?;
    let account = account_state(settings, &shared, origins)?;
    let staff = staff_state(settings, &shared, origins)?;
    let (pack, cards) = (account.pack.clone(), account.cards.clone());
    let (mut account_routes, mut identity_routes) = (account::routes(), identity::routes());
    if let Some(movable) = movable {
        account_routes = account_routes
            .merge(sandbox::clock::routes(account.app.clone(), movable))
            .merge(sandbox::specimens::pages::routes(account.app.clone()));
        // Where they are needed.
        identity_routes =
            identity_routes.merge(sandbox::specimens::pages::routes(App::from_ref(&identity_state)));
    }
    let quiet = |name, origin: &String| shared.app(quiet_site(name, origin));
    let identity = web::serve::compose_with(
        identity::programs(),
        identity_routes,
        identity::taking_files(),
        identity_state.clone(),
    )?;
    let identity = if settings.listen.client_certificates {
        web::certificates::with_client_certificates(identity)
    } else {
        identity
    };
    let compose = web::serve::compose::<App>;
    let open = |site| if settings.listen.behind_proxy { web::proxy::behind_proxy(site) } else { site };
    Ok(World {
        account: open(web::serve::compose_with(
            Router::new(),
            account_routes,
            account::taking_files(),
            account,
        )?),
        identity: open(identity),
        professional: open(compose(
            professional::routes(),
            quiet(SiteName::Professional, &origins.professional),
        )?),
        staff: open(web::serve::compose(staff::routes(), staff)?),
        identity_state,
        folder,
        mailer: mailer(settings)?,
        texter,
        pack,
        cards,
        settlement: settings.settlement.clone(),
    })
}

/// The account site, before it is served.
fn account_state(settings: &Settings, shared: &Shared<'_>, origins: &Origins) -> Result<Account, Failure> {
    let demonstration = shared.agency.demonstration;
    let pack = pack(settings)?;
    let http = Http::new().map_err(|error| Failure::Broken(error.to_string()))?;
    let cards = settings.cards.processor(&http, &pack)?;
    let pages = cards.is_there().then(|| settings.cards.pages());
    let provider = origin_of(&issuer(settings, origins)).to_owned();
    Ok(Account {
        app: shared.app(account_site(origins, [Some(provider), pages])),
        sealer: shared.ground.sealer.clone(),
        pack,
        cards,
        banks: Arc::new(settings.banks.banks(demonstration)?),
        ownership: settings.banks.ownership(demonstration)?,
        papers: papers(settings, demonstration)?,
        documents: key_files::documents(settings, &shared.agency.name)?,
        relying_party: relying_party(settings, origins)?,
        terms: Arc::new(settings.sign_in.terms(demonstration)?),
    })
}

/// The staff site, before it is served. It lets in whom our own identity site names, whoever the account site asks.
fn staff_state(settings: &Settings, shared: &Shared<'_>, origins: &Origins) -> Result<Staff, Failure> {
    let relying_party = match &settings.keys.staff_client {
        Some(file) => Some(RelyingParty::new(
            ProviderSettings {
                issuer: origins.identity.clone(),
                client_id: STAFF_ID.to_owned(),
                authentication: Authentication::SignedStatement { to_token_endpoint: false },
                signing_key: key_files::read(file)?,
                redirect_uri: format!("{}{}", origins.staff, staff::CALLBACK_PATH),
                post_logout_redirect_uri: format!("{}/signed-out", origins.staff),
                scopes: vec!["openid".to_owned()],
            },
            Http::new().map_err(|error| Failure::Broken(error.to_string()))?,
        )),
        None => None,
    };
    Ok(Staff {
        app: shared.app(staff_site(origins)),
        sealer: shared.ground.sealer.clone(),
        pack: pack(settings)?,
        relying_party,
        releases: settings.settlement.releases,
    })
}

/// Who takes papers in.
fn papers(settings: &Settings, demonstration: bool) -> Result<Papers, Failure> {
    let pictures = PictureReader::of_this_program().map_err(|error| Failure::Broken(error.to_string()))?;
    let scanner = settings.scanner(demonstration)?;
    if !scanner.is_there() {
        tracing::warn!("no scanner is set (papers.scanner): what people send is marked as not scanned");
    }
    Ok(Papers { pictures, scanner })
}

/// The ground for a command that acts at the sites' own time, which a demonstration may have moved.
pub(crate) async fn ground_now(settings: &Settings, demonstration: bool) -> Result<Ground, Failure> {
    let movable = MovableClock::new();
    let clock = if demonstration { movable.clock() } else { Clock::system() };
    let ground = ground(settings, clock).await?;
    ground.store.check_schema().await?;
    if demonstration {
        movable.read(&ground.store).await?;
    }
    Ok(ground)
}

/// The identity site without a door: what commands act through, so that all is told and noted as it is by its pages.
pub(crate) fn identity_alone(
    settings: &Settings,
    ground: &Ground,
    demonstration: bool,
) -> Result<Identity, Failure> {
    let origins = Origins::new(settings, settings.listen.ports()?);
    let shared =
        Shared { ground, words: Arc::new(words()?), agency: Arc::new(agency(settings, demonstration)) };
    let clients = own_clients::all(settings, &origins)?;
    let site = identity::site(origins.identity.clone(), &clients);
    let folder = Folder::new(settings.identity.clients.as_deref(), Place::of(demonstration));
    let identity = Identity::new(shared.app(site), ground.sealer.clone(), clients, None)
        .map_err(|error| Failure::Input(error.to_string()))?
        .obeying(policy(settings, demonstration)?);
    identity.set_clients(folder.read()?).map_err(|error| folder.named(&error))?;
    Ok(identity)
}

/// How long tokens last.
fn token_policy(set: Tokens) -> TokenPolicy {
    let seconds = |days: Option<u16>, otherwise: i64| days.map_or(otherwise, |days| i64::from(days) * 86_400);
    let usual = TokenPolicy::default();
    TokenPolicy {
        refresh_seconds: seconds(set.refresh_days, usual.refresh_seconds),
        refresh_idle_seconds: seconds(set.refresh_idle_days, usual.refresh_idle_seconds),
        key_seconds: seconds(set.key_days, usual.key_seconds),
        needs_nonce: set.dpop_nonces,
        ..usual
    }
}

/// What the operator decides about sign-ins.
fn policy(settings: &Settings, demonstration: bool) -> Result<Policy, Failure> {
    let SignIns { places, closing_hours, waiting_hours, answers_after, fraud_rules } = &settings.sign_ins;
    let mut policy = Policy { tokens: token_policy(settings.tokens), ..Policy::default() };
    if let Some(file) = places {
        let refused = |error| Failure::Input(format!("sign_ins.places: {}: {error}", file.display()));
        policy.places = Places::read(file).map_err(refused)?;
    }
    if let Some(file) = fraud_rules {
        let refused =
            |why: String| Failure::Input(format!("sign_ins.fraud_rules: {}: {why}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
        policy.fraud = Rules::read(&text).map_err(|error| refused(error.to_string()))?;
    }
    if let Some(routes) = settings.routes(demonstration)? {
        policy.routes = routes;
    }
    policy.call_hours = settings.call_hours()?;
    policy.waits_for_issuers = settings.waits_for_issuers()?;
    policy.takes_files = settings.proofing.takes_files.unwrap_or(true);
    if let Some(hours) = closing_hours {
        policy.closing_hours = i64::from(*hours);
    }
    if let Some(hours) = waiting_hours {
        policy.waiting_hours = i64::from(*hours);
    }
    if let Some(milliseconds) = answers_after {
        policy.answers_after = Duration::from_millis((*milliseconds).into());
    }
    Ok(policy)
}

fn agency(settings: &Settings, demonstration: bool) -> AgencyProfile {
    let made_up = AgencyProfile::default();
    AgencyProfile {
        name: settings.agency.name.clone().unwrap_or(made_up.name),
        telephone: settings.agency.telephone.clone().unwrap_or(made_up.telephone),
        demonstration,
    }
}

struct Shared<'a> {
    ground: &'a Ground,
    words: Arc<Words>,
    agency: Arc<AgencyProfile>,
}

impl Shared<'_> {
    fn app(&self, site: Site) -> App {
        App {
            store: self.ground.store.clone(),
            clock: self.ground.clock.clone(),
            dice: self.ground.dice.clone(),
            words: self.words.clone(),
            agency: self.agency.clone(),
            site: Arc::new(site),
        }
    }
}

/// The OpenID provider of the account site: our identity site unless another is set.
fn issuer(settings: &Settings, origins: &Origins) -> String {
    settings.sign_in.issuer.clone().unwrap_or_else(|| origins.identity.clone())
}

fn relying_party(settings: &Settings, origins: &Origins) -> Result<RelyingParty, Failure> {
    let provider = ProviderSettings {
        issuer: issuer(settings, origins),
        client_id: settings.sign_in.client_id.clone().unwrap_or_else(|| CLIENT_ID.to_owned()),
        authentication: settings.sign_in.authentication()?,
        signing_key: key_files::read(own_clients::account_key(settings)?)?,
        redirect_uri: format!("{}{}", origins.account, account::CALLBACK_PATH),
        post_logout_redirect_uri: format!("{}/signed-out", origins.account),
        scopes: settings.sign_in.scopes(),
    };
    let http = Http::new().map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(RelyingParty::new(provider, http))
}

/// Without a mail server nothing could be confirmed, so only the demonstration does without.
fn mailer(settings: &Settings) -> Result<Mailer, Failure> {
    let (Some(server), Some(from)) = (&settings.mail.server, &settings.mail.from) else {
        return Ok(Mailer::Kept);
    };
    let smtp = Smtp::new(&Secret::new(server.clone()), from);
    smtp.map(|smtp| Mailer::Smtp(Box::new(smtp))).map_err(|error| Failure::Input(format!("mail: {error}")))
}
