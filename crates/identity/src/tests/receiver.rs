//! Another site as it really listens: a server of its own that notes what it is called with and answers as told,
//! well or badly. And that site as a client of the provider.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use outside::guarded::Reach;
use outside::jose::{KeySet, SigningKey, verify};
use serde_json::Value;
use values::Secret;

use super::world::{Browser, TestClient, World};
use crate::oidc::clients::{Calls, Client, LogoutReceiver, SignalReceiver};
use crate::oidc::parameters::Parameters;
use crate::signals::SignalKind;

/// How it answers a call.
#[derive(Clone)]
pub(super) enum Answers {
    /// With a status and a body.
    With(u16, String),
    /// With a redirect.
    Redirect(String),
    /// Not within any time somebody would wait.
    Never,
}

/// One call it got.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) authorization: String,
    pub(super) body: String,
}

#[derive(Clone, Default)]
struct Notes {
    calls: Arc<Mutex<Vec<Call>>>,
    answers: Arc<Mutex<VecDeque<Answers>>>,
    usual: Arc<Mutex<Option<Answers>>>,
}

/// The site.
pub(super) struct Receiver {
    pub(super) client: TestClient,
    origin: String,
    notes: Notes,
}

async fn take(State(notes): State<Notes>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    notes.calls.lock().unwrap().push(Call {
        path: uri.path().to_owned(),
        kind: header("content-type"),
        authorization: header("authorization"),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let next = notes.answers.lock().unwrap().pop_front();
    let usual = notes.usual.lock().unwrap().clone();
    match next.or(usual).unwrap_or(Answers::With(202, String::new())) {
        Answers::With(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Answers::Redirect(to) => (StatusCode::FOUND, [("location", to)]).into_response(),
        Answers::Never => {
            tokio::time::sleep(Duration::from_mins(10)).await;
            StatusCode::OK.into_response()
        }
    }
}

impl Receiver {
    /// A site that listens.
    pub(super) async fn new(id: &'static str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let notes = Notes::default();
        let router = Router::new().fallback(take).with_state(notes.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { client: TestClient { id, key: SigningKey::generate().unwrap() }, origin, notes }
    }

    /// Its registration: like that of another site, with what we call at it.
    pub(super) fn registered(&self, like: &Client, kinds: &[SignalKind]) -> Client {
        let at = |path: &str| format!("{}{path}", self.origin);
        Client {
            client_id: self.client.id.to_owned(),
            sector: format!("sector of {}", self.client.id),
            keys: KeySet::of([&self.client.key]),
            calls: Calls {
                hosts: vec!["localhost".to_owned()],
                reach: Reach::Anywhere,
                jwks_uri: None,
                logout: Some(LogoutReceiver { address: at("/logout"), session_required: true }),
                signals: (!kinds.is_empty()).then(|| SignalReceiver {
                    address: at("/signals"),
                    kinds: kinds.to_vec(),
                    authorization: Some(Secret::new("Bearer shown".to_owned())),
                }),
            },
            ..like.clone()
        }
    }

    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// What it answers next, once each.
    pub(super) fn answers(&self, answers: impl IntoIterator<Item = Answers>) {
        self.notes.answers.lock().unwrap().extend(answers);
    }

    /// What it answers otherwise.
    pub(super) fn usually(&self, answer: Answers) {
        *self.notes.usual.lock().unwrap() = Some(answer);
    }

    /// The calls since the last time this was asked.
    pub(super) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut *self.notes.calls.lock().unwrap())
    }

    /// Waits until it was called.
    pub(super) async fn called(&self) -> Call {
        for _ in 0..500 {
            if let Some(call) = self.calls().pop() {
                return call;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} was not called", self.client.id);
    }
}

impl World {
    /// Adds sites that listen.
    pub(super) fn with_receivers(&self, receivers: &[(&Receiver, &[SignalKind])]) {
        let shop = self.identity.client("shop").unwrap();
        let clients = receivers.iter().map(|(receiver, kinds)| receiver.registered(&shop, kinds));
        self.identity.set_clients(clients.collect()).unwrap();
    }

    /// A demonstration person signs in at a site: the claims of the ID token.
    pub(super) async fn enter(&self, browser: &mut Browser, client: &TestClient) -> Value {
        let address = self.pushed(client, &[]).await;
        let mut arrived = browser.follow(&address).await;
        if browser.page.contains("/sign-in/demonstration") && arrived.location.is_empty() {
            arrived = browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        }
        if arrived.location.is_empty() {
            arrived = browser.send("/consent", &[("decision", "agree")]).await;
        }
        let code = arrived.parameter("code").unwrap_or_else(|| panic!("{}", browser.page));
        let tokens = self.trade(client, &code, &[]).await.json();
        self.read(tokens["id_token"].as_str().unwrap(), "jwt").await
    }

    /// What a token of the provider says, once its signature and type are checked.
    pub(super) async fn read(&self, token: &str, typ: &str) -> Value {
        let keys = self.identity.signing_keys().await.unwrap();
        verify(token, keys.public(), &outside::jose::Algorithm::ALL, &[typ]).unwrap();
        let body = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&outside::jose::decode(body).unwrap()).unwrap()
    }

    /// What a logout call says.
    pub(super) async fn logout_token(&self, call: &Call) -> Value {
        assert_eq!(call.path, "/logout");
        assert_eq!(call.kind, "application/x-www-form-urlencoded");
        let form = Parameters::parse(&call.body).unwrap();
        self.read(form.get("logout_token").unwrap(), "logout+jwt").await
    }

    /// Runs errands until none is due, each to its end.
    pub(super) async fn run_errands(&self) {
        for _ in 0..4 {
            crate::errands::run_once(&self.identity, self.now()).await.unwrap().join_all().await;
        }
    }
}
