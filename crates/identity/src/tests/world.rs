//! One identity site with its store, a clock to move, a browser, and a site that lets people sign in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use outside::jose::{self, KeySet, SigningKey};
use outside::letters::{PaperLetter, Printer};
use outside::mail::Mailer;
use outside::operator::Operator;
use outside::registries::Registries;
use outside::texts::Texter;
use outside::{Clock, Dice, MovedClock};
use serde_json::{Value, json};
use store::identity::proofings::Route;
use store::seal::Sealer;
use store::{Keys, Store};
use tower::ServiceExt;
use values::{Timestamp, Tin, date};
use web::{AgencyProfile, App, Words};

use crate::connections::Connections;
use crate::desk::roles::Role;
use crate::mail::outbox::Kept;
use crate::oidc::clients::{Calls, Client, Record};
use crate::oidc::kinds::{Authentication, Refresh, Service, TokenRules};
use crate::oidc::parameters::encode;
use crate::oidc::policy::TokenPolicy;
use crate::oidc::rules::RequestRules;
use crate::oidc::scopes::Scope;
use crate::policy::Policy;
use crate::{DemoAgent, DemoPerson, Demonstration, Identity};

pub(super) const ISSUER: &str = "http://localhost:8081";
pub(super) const CALLBACK: &str = "http://localhost:8080/signed-in";
pub(super) const AFTER: &str = "http://localhost:8080/";
pub(super) const PASSWORD: &str = "copper lantern seventeen geese";

/// The example of RFC 7636, appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

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

/// A site that relies on the provider.
#[derive(Clone)]
pub(super) struct TestClient {
    pub(super) id: &'static str,
    pub(super) key: SigningKey,
}

/// What an endpoint answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) header: BTreeMap<String, String>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }

    pub(super) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or("none").to_owned()
    }

    /// A parameter of the address it leads to.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.location.split_once('?')?;
        crate::oidc::parameters::Parameters::parse(query).unwrap().get(name).map(str::to_owned)
    }
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

pub(super) fn client(
    id: &'static str,
    key: &SigningKey,
    sector: &str,
    must_push: bool,
    scopes: &[Scope],
) -> Client {
    Client {
        client_id: id.to_owned(),
        name_en: format!("The {id} site"),
        name_es: format!("El sitio {id}"),
        redirect_uris: vec![CALLBACK.to_owned(), "http://localhost:8080/other?x=1".to_owned()],
        post_logout_redirect_uris: vec![AFTER.to_owned()],
        authentication: Authentication::SignedStatement,
        keys: KeySet::of([key]),
        scopes: scopes.to_vec(),
        sector: sector.to_owned(),
        must_push,
        tokens: TokenRules::default(),
        requests: RequestRules::default(),
        calls: Calls::default(),
        record: Record::default(),
    }
}

/// The clients whose tokens are of other kinds: bound to a key, of a program in people's hands, in their own name.
fn other_kinds(key: &SigningKey) -> [Client; 3] {
    let scopes = [Scope::Openid, Scope::Email];
    let with_session = TokenRules { refresh: Refresh::WithSession, ..TokenRules::default() };
    let bound = client("bound", key, "bound", true, &scopes);
    let public = client("public", key, "public", false, &scopes);
    let service = client("service", key, "service", true, &[]);
    let calls = Service {
        scopes: vec!["books.read".to_owned()],
        audiences: vec!["https://books.example/".to_owned()],
    };
    [
        Client { tokens: TokenRules { must_use_dpop: true, ..with_session.clone() }, ..bound },
        Client { authentication: Authentication::None, tokens: with_session, ..public },
        Client {
            redirect_uris: Vec::new(),
            tokens: TokenRules { service: Some(calls), ..TokenRules::default() },
            ..service
        },
    ]
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
        Self::made(store, false, ISSUER.to_owned(), |identity| {
            let registries = Registries::simulated();
            let connections =
                Connections { registries, printer: Printer::Kept, ..identity.connections().clone() };
            let policy = Policy { routes: Route::ALL.to_vec(), ..Policy::default() };
            identity.connected(connections).obeying(policy)
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
        let connections =
            Connections { phones: true, operator: Operator::StandIn, ..Connections::none(clock.clone()) };
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
        let router = web::serve::compose_with(crate::documents(), crate::routes(), identity.clone()).unwrap();
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

    /// A call from server to server.
    pub(super) async fn post(&self, path: &str, body: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let request =
            Request::post(path).header("content-type", kind).body(Body::from(body.to_owned())).unwrap();
        answer(&self.router, request).await
    }

    pub(super) async fn userinfo(&self, authorization: Option<&str>) -> Answer {
        let mut request = Request::get("/oidc/userinfo");
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        answer(&self.router, request.body(Body::empty()).unwrap()).await
    }

    /// Pushes a good request with changes, and returns the answer.
    pub(super) async fn push(&self, client: &TestClient, changes: &[(&str, &str)]) -> Answer {
        self.post("/oidc/push", &form(&self.as_client(client, &changed(client, changes)))).await
    }

    /// The address a visitor takes to a pushed request.
    pub(super) async fn pushed(&self, client: &TestClient, changes: &[(&str, &str)]) -> String {
        let answer = self.push(client, changes).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let name = answer.json()["request_uri"].as_str().unwrap().to_owned();
        format!("/oidc/authorize?client_id={}&request_uri={}", client.id, encode(&name))
    }

    /// Parameters together with a fresh proof of who calls.
    pub(super) fn as_client(
        &self,
        client: &TestClient,
        fields: &[(String, String)],
    ) -> Vec<(String, String)> {
        let mut all = fields.to_vec();
        if client.id == "public" {
            all.retain(|(name, _)| name != "client_id");
            all.push(("client_id".into(), client.id.into()));
            return all;
        }
        all.push(("client_assertion_type".into(), crate::oidc::client_auth::ASSERTION_TYPE.into()));
        all.push(("client_assertion".into(), self.assertion(client, &|_| ())));
        all
    }

    /// A proof of who calls, changed.
    pub(super) fn assertion(&self, client: &TestClient, edit: &dyn Fn(&mut Value)) -> String {
        let second = self.now().as_second();
        let id = jose::encode(&Dice::system().bytes::<16>());
        let mut claims = json!({ "iss": client.id, "sub": client.id, "aud": ISSUER, "jti": id, "iat": second, "exp": second + 60 });
        edit(&mut claims);
        jose::sign(&client.key, "JWT", &claims).unwrap()
    }

    /// Trades a code, with changes.
    pub(super) async fn trade(&self, client: &TestClient, code: &str, changes: &[(&str, &str)]) -> Answer {
        let good = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.post("/oidc/token", &form(&self.as_client(client, &with(&good, changes)))).await
    }

    /// The address a visitor takes to a request that is not pushed.
    #[expect(clippy::unused_self, reason = "stands beside the one that pushes")]
    pub(super) fn address(&self, client: &TestClient, changes: &[(&str, &str)]) -> String {
        format!("/oidc/authorize?{}", form(&changed(client, changes)))
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

/// The parameters of a good request, changed: an empty value takes one away.
pub(super) fn changed(client: &TestClient, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let scope = if client.id == "account" { "openid profile email tax_number" } else { "openid email" };
    let good = [
        ("response_type", "code"),
        ("client_id", client.id),
        ("redirect_uri", CALLBACK),
        ("scope", scope),
        ("state", "state 1&2"),
        ("nonce", "nonce-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    with(&good, changes)
}

pub(super) fn with(good: &[(&str, &str)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let kept = good.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let added = changes.iter().filter(|(_, value)| !value.is_empty());
    kept.chain(added).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(super) fn form(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

pub(super) async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let header: BTreeMap<String, String> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("unreadable").to_owned()))
        .collect();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let location = header.get("location").cloned().unwrap_or_default();
    Answer { status, location, header, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

/// A browser without scripts: keeps cookies, follows redirects on this site, sends forms with the
/// token of the page it shows.
#[derive(Clone)]
pub(super) struct Browser {
    router: Router,
    pub(super) cookies: BTreeMap<String, String>,
    pub(super) page: String,
    pub(super) network: [u8; 4],
    /// One more header, as a proxy or a liar sends it.
    pub(super) header: Option<(&'static str, &'static str)>,
}

impl Browser {
    async fn request(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        if let Some((name, value)) = self.header {
            request = request.header(name, value);
        }
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from((self.network, 1))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap().to_owned();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value);
            }
        }
        let status = response.status();
        let location = response
            .headers()
            .get("location")
            .map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        if !body.is_empty() {
            self.page.clone_from(&body);
        }
        Answer { status, location, header: BTreeMap::new(), body }
    }

    /// One request, no redirect followed.
    pub(super) async fn get(&mut self, address: &str) -> Answer {
        self.request(Request::get(address), String::new()).await
    }

    /// One request with the headers of its answer.
    pub(super) async fn get_whole(&mut self, address: &str) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::get(address).header("cookie", cookies.join("; "));
        answer(&self.router, request.body(Body::empty()).unwrap()).await
    }

    /// Opens an address and follows redirects as long as they stay on this site.
    pub(super) async fn follow(&mut self, address: &str) -> Answer {
        let mut answer = self.get(address).await;
        while answer.location.starts_with('/') {
            let next = answer.location.clone();
            answer = self.get(&next).await;
        }
        answer
    }

    /// Sends a form of the page that is shown; no redirect followed.
    pub(super) async fn post(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let mut fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        fields.extend(token.map(|token| ("csrf".to_owned(), token.to_owned())));
        let request = Request::post(action).header("content-type", "application/x-www-form-urlencoded");
        self.request(request, form(&fields)).await
    }

    /// Sends a form and follows redirects on this site.
    pub(super) async fn send(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(action, fields).await;
        if answer.location.starts_with('/') {
            let next = answer.location.clone();
            return self.follow(&next).await;
        }
        answer
    }

    /// Agrees to everything on the consent page.
    pub(super) async fn agree(&mut self) -> Answer {
        let boxes = self.page.split("type=\"checkbox\" id=\"").skip(1);
        let boxes: Vec<String> = boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        let mut fields = vec![("decision", "agree")];
        fields.extend(boxes.iter().map(|name| (name.as_str(), "yes")));
        self.send("/consent", &fields).await
    }

    /// The text after a mark on the page, up to another.
    pub(super) fn between(&self, from: &str, to: &str) -> String {
        let rest = self.page.split_once(from).unwrap_or_else(|| panic!("no {from} in {}", self.page)).1;
        rest.split(to).next().unwrap().to_owned()
    }
}
