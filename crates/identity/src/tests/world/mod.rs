//! One identity site with its store, a clock to move, a browser, and a site that lets people sign in.

mod browser;
mod sites;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use outside::jose::SigningKey;
use outside::letters::{PaperLetter, Printer};
use outside::mail::Mailer;
use outside::operator::Operator;
use outside::pictures::PictureReader;
use outside::registries::Registries;
use outside::texts::Texter;
use outside::{Clock, Dice, MovedClock};
use store::identity::proofings::Route;
use store::seal::Sealer;
use store::{Keys, Store};
use values::{Timestamp, Tin, date};
use web::{AgencyProfile, App, Words};

use crate::connections::Connections;
use crate::desk::roles::Role;
use crate::mail::outbox::Kept;
use crate::oidc::policy::TokenPolicy;
use crate::oidc::scopes::Scope;
use crate::policy::Policy;
use crate::{DemoAgent, DemoPerson, Demonstration, Identity};

pub(super) use browser::{Answer, Browser, answer};
use sites::other_kinds;
pub(super) use sites::{AFTER, CALLBACK, CHALLENGE, TestClient, VERIFIER, changed, client, form, with};

pub(super) const ISSUER: &str = "http://localhost:8081";
pub(super) const PASSWORD: &str = "copper lantern seventeen geese";

pub(super) struct World {
    pub(super) identity: Identity,
    pub(super) router: Router,
    pub(super) offset: MovedClock,
    pub(super) clock: Clock,
    pub(super) account: TestClient,
    pub(super) other: TestClient,
    /// A site of the account site's sector that must sign its requests.
    pub(super) signer: TestClient,
    /// Its tokens are bound to its key, as FAPI 2.0 asks.
    pub(super) bound: TestClient,
    /// A program in people's hands, which keeps no secret.
    pub(super) public: TestClient,
    /// A program that calls in its own name.
    pub(super) service: TestClient,
}

pub(super) fn person(email: &str, given: &str, number: &str) -> DemoPerson {
    DemoPerson {
        email: email.parse().unwrap(),
        given_name: given.to_owned(),
        family_name: "Prueba".to_owned(),
        birth_date: date(1980, 2, 29),
        tax_number: Tin::parse_individual(number).unwrap(),
        story_en: "Owes for two years.".to_owned(),
        story_es: "Debe dos años.".to_owned(),
    }
}

fn agent((name, role): (&str, Role)) -> DemoAgent {
    DemoAgent { email: format!("{name}@desk.example").parse().unwrap(), name: name.to_owned(), role }
}

fn compose(identity: &Identity) -> Router {
    let (documents, routes, taking_files) = (crate::programs(), crate::routes(), crate::taking_files());
    web::serve::compose_with(documents, routes, taking_files, identity.clone()).unwrap()
}

impl World {
    pub(super) async fn new(store: Store) -> Self {
        Self::with(store, true).await
    }

    pub(super) async fn with(store: Store, demonstration: bool) -> Self {
        Self::at(store, demonstration, ISSUER.to_owned()).await
    }

    /// One that hashes passwords cheaply, to time everything else.
    pub(super) async fn cheap(store: Store) -> Self {
        let cheaply =
            |identity: Identity| identity.hashing_cheaply().answering_after(Duration::from_millis(4));
        Self::made(store, true, ISSUER.to_owned(), cheaply).await
    }

    /// One that answers when the program does.
    pub(super) async fn even(store: Store) -> Self {
        let evenly = |identity: Identity| identity.answering_after(Policy::default().answers_after);
        Self::made(store, true, ISSUER.to_owned(), evenly).await
    }

    pub(super) async fn at(store: Store, demonstration: bool, origin: String) -> Self {
        Self::made(store, demonstration, origin, |identity| identity).await
    }

    /// One with other rules for tokens.
    pub(super) async fn by(store: Store, policy: TokenPolicy) -> Self {
        let policy = Policy { tokens: policy, answers_after: Duration::ZERO, ..Policy::default() };
        Self::made(store, true, ISSUER.to_owned(), |identity| identity.obeying(policy)).await
    }

    /// One where people prove who they are with papers; a simulator answers for the registries.
    pub(super) async fn proving(store: Store) -> Self {
        Self::proving_with(store, |connections| connections).await
    }

    /// The same, connected to something else besides.
    pub(super) async fn proving_with(store: Store, change: impl FnOnce(Connections) -> Connections) -> Self {
        Self::made(store, false, ISSUER.to_owned(), |identity| {
            let registries = Registries::simulated();
            let connections =
                Connections { registries, printer: Printer::Kept, ..identity.connections().clone() };
            let policy = Policy { routes: Route::ALL.to_vec(), ..Policy::default() };
            identity.connected(change(connections)).obeying(policy)
        })
        .await
    }

    async fn made(
        store: Store,
        demonstration: bool,
        origin: String,
        change: impl FnOnce(Identity) -> Identity,
    ) -> Self {
        let offset = MovedClock::new(0);
        let (clock, dice) = (Clock::moved(offset.clone()), Dice::system());
        let keys = Keys::generate(|| dice.bytes());
        let random = dice.clone();
        let sealer = Sealer::new(&keys, move || random.bytes());
        let [own, others, signers, key] = [(); 4].map(|()| SigningKey::generate().unwrap());
        let mut bank = client("bank", &signers, "own", false, &Scope::TOLD);
        bank.requests.must_be_signed = true;
        let mut clients = vec![
            client("account", &own, "own", true, &Scope::TOLD),
            client("shop", &others, "shop", false, &[Scope::Openid, Scope::Email]),
            bank,
        ];
        clients.extend(other_kinds(&key));
        let app = App {
            store,
            clock: clock.clone(),
            dice,
            words: Arc::new(Words::new(&crate::WORDS).unwrap()),
            agency: Arc::new(AgencyProfile { demonstration, ..AgencyProfile::default() }),
            site: Arc::new(crate::site(origin, &clients)),
        };
        let people = Demonstration {
            sign_ins: vec![person("maria@demo.example", "Maria", "900-12-3456")],
            unclaimed: vec![person("ben@demo.example", "Ben", "900-12-3457")],
            agents: ["robin", "sam", "alex", "jordan"].into_iter().zip(Role::ALL).map(agent).collect(),
        };
        let identity = Identity::new(app, sealer, clients, demonstration.then(|| people.clone())).unwrap();
        let connections = Connections {
            phones: true,
            operator: Operator::StandIn,
            pictures: Some(PictureReader::unconfined()),
            ..Connections::none(clock.clone())
        };
        let identity = change(identity.connected(connections).answering_after(Duration::ZERO));
        identity.ensure_signing_key(clock.now()).await.unwrap();
        if demonstration {
            for person in &people.sign_ins {
                crate::demo::add_person(&identity, person).await.unwrap();
            }
            for agent in &people.agents {
                crate::demo::add_agent(&identity, agent).await.unwrap();
            }
        }
        let router = compose(&identity);
        let account = TestClient { id: "account", key: own };
        let other = TestClient { id: "shop", key: others };
        let signer = TestClient { id: "bank", key: signers };
        let [bound, public, service] =
            ["bound", "public", "service"].map(|id| TestClient { id, key: key.clone() });
        Self { identity, router, offset, clock, account, other, signer, bound, public, service }
    }

    /// The sign-in of an address.
    pub(super) async fn sign_in(&self, email: &str) -> store::identity::sign_ins::SignIn {
        let index = crate::person::email_index(self.identity.sealer(), &email.parse().unwrap());
        let found = store::identity::sign_ins::find_by_email(self.identity.store(), index).await.unwrap();
        found.unwrap_or_else(|| panic!("{email} has no sign-in"))
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn wait(&self, seconds: i64) {
        self.offset.set(self.offset.get() + seconds * 1_000);
    }

    pub(super) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            page: String::new(),
            network: [192, 0, 2, 1],
            header: None,
        }
    }

    /// The messages "sent" so far, newest first.
    pub(super) async fn mail(&self) -> Vec<outside::mail::Message> {
        let letter = |kept| if let Kept::Letter(letter) = kept { Some(letter) } else { None };
        self.kept().await.into_iter().filter_map(letter).collect()
    }

    /// The texts and calls "sent" so far, newest first.
    pub(super) async fn texts(&self) -> Vec<outside::texts::TextMessage> {
        let text = |kept| if let Kept::Text(text) = kept { Some(text) } else { None };
        self.kept().await.into_iter().filter_map(text).collect()
    }

    /// The letters on paper "sent" so far, newest first.
    pub(super) async fn paper(&self) -> Vec<PaperLetter> {
        let paper = |kept| if let Kept::Paper(letter) = kept { Some(letter) } else { None };
        self.kept().await.into_iter().filter_map(paper).collect()
    }

    /// Whose sign-in an address is.
    pub(super) async fn sign_in_of(&self, email: &str) -> values::Id {
        let index = crate::person::email_index(self.identity.sealer(), &email.parse().unwrap());
        store::identity::sign_ins::find_by_email(self.identity.store(), index).await.unwrap().unwrap().id
    }

    async fn kept(&self) -> Vec<Kept> {
        crate::worker::run_once(&self.identity, self.now(), &Mailer::Kept, &Texter::Kept).await.unwrap();
        let kept = store::identity::messages::list(self.identity.store(), 50).await.unwrap();
        kept.iter()
            .map(|row| {
                crate::mail::open(&self.identity, "kept_message", row.id, &row.content_sealed).unwrap()
            })
            .collect()
    }

    /// A demonstration person signed in at the account site: the code.
    pub(super) async fn code(&self, browser: &mut Browser, changes: &[(&str, &str)]) -> String {
        let address = self.pushed(&self.account, changes).await;
        self.code_at(browser, &address).await
    }

    /// The code that comes of a request.
    pub(super) async fn code_at(&self, browser: &mut Browser, address: &str) -> String {
        let mut arrived = browser.follow(address).await;
        if arrived.status == 200 && browser.page.contains("/sign-in/demonstration") {
            arrived = browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        }
        if browser.page.contains("action=\"/consent\"") {
            arrived = browser.agree().await;
        }
        arrived.parameter("code").unwrap_or_else(|| panic!("no code: {} {}", arrived.location, browser.page))
    }
}
