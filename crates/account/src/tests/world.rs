//! The account site with the demonstration's books, and visitors who are signed in.

use std::ops::ControlFlow;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use outside::documents::DocumentKey;
use outside::http::Http;
use outside::jose::SigningKey;
use outside::openid::{Authentication, RelyingParty, Settings};
use outside::pictures::PictureReader;
use outside::scanner::Scanner;
use outside::{Clock, Dice};
use store::seal::Sealer;
use store::taxes::taxpayers::{self, Profile};
use store::taxes::{RecordKind, record_id};
use store::{Keys, Store, Write, sessions};
use tax::pack::Pack;
use tower::ServiceExt as _;
use values::{Id, Timestamp};
use web::paper::Block;
use web::{AgencyProfile, App, Frame, Site, SiteName, Words};

use crate::visitor::Visitor;
use crate::{Account, SIGN_IN_PATH, TABS, WORDS, routes};

/// Noon of the day on which the made-up people live.
pub(super) const NOW: &str = "2026-11-22T17:00:00Z";

pub(super) struct World {
    pub(super) router: Router,
    pub(super) store: Store,
    account: Account,
    now: Timestamp,
}

/// An answer, read whole.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) kind: String,
    /// Under which name the browser keeps it, if it does.
    pub(super) disposition: String,
    /// As text; what is no text is replaced.
    pub(super) body: String,
    pub(super) bytes: Vec<u8>,
    /// The session's cookie, if the answer sets one.
    pub(super) cookie: String,
}

impl World {
    pub(super) async fn new(store: Store) -> Self {
        Self::with(store, nobody_answers()).await
    }

    /// What payers reported about the demonstration's people, each file on its day.
    pub(super) async fn bring_reports_in(&self) {
        let records = sandbox::people::demonstration().records;
        for file in sandbox::people::reported(&records).unwrap() {
            let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
            std::fs::write(&path, &file.bytes).unwrap();
            let clock = Clock::fixed(format!("{}T17:00:00Z", file.received_on).parse().unwrap());
            let go_on = |_| ControlFlow::Continue(());
            let (store, sealer) = (&self.store, &self.account.sealer);
            let whole = agency::information_returns::Accept::Whole;
            let import = agency::information_returns::import(store, sealer, &clock, &path, whole, go_on);
            let (report, _) = import.await.unwrap();
            assert_eq!(report.outcome, agency::information_returns::Outcome::BroughtIn);
        }
    }

    pub(super) async fn profile(&self, record_key: &str) -> Profile {
        let found = taxpayers::find(&self.store, &self.account.sealer, person(record_key)).await;
        found.unwrap().unwrap().profile
    }

    /// A sheet of a visitor's as a PDF.
    pub(super) async fn print(
        &self,
        cookie: &str,
        blocks: impl Fn(&Account, &Frame) -> Vec<Block> + Clone + Send + Sync + 'static,
    ) -> Vec<u8> {
        let show = async move |visitor: Visitor| {
            let frame = visitor.frame("records-title");
            let sheet = frame.sheet(blocks(&visitor.account, &frame));
            visitor.page.printed(sheet, String::new()).await
        };
        let router = Router::new().route("/sheet", axum::routing::get(show));
        let router = web::serve::compose(router, self.account.clone()).unwrap();
        let request = Request::get("/sheet").header("cookie", cookie).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        to_bytes(response.into_body(), 10_000_000).await.unwrap().to_vec()
    }

    pub(super) fn sealer(&self) -> &Sealer {
        &self.account.sealer
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// What the identity provider posts about a session that ended.
    pub(super) async fn tell(&self, body: &str) -> Answer {
        let request = Request::post("/signed-out-elsewhere")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// What the identity provider posts about a person.
    pub(super) async fn tell_event(&self, token: &str) -> Answer {
        let request = Request::post(crate::EVENTS_PATH)
            .header("content-type", "application/secevent+jwt")
            .body(Body::from(token.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// What the card processor posts.
    pub(super) async fn tell_card(&self, body: &str, signature: &str) -> Answer {
        let request = Request::post("/payments/card/events")
            .header("content-type", "application/json")
            .header("pay-signature", signature)
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// The same site where this processor takes cards.
    pub(super) fn taking_cards(&self, cards: outside::cards::CardProcessor) -> Self {
        let account = Account { cards, ..self.account.clone() };
        let router = web::serve::compose(routes(), account.clone()).unwrap();
        Self { router, store: self.store.clone(), account, now: self.now }
    }

    /// The same site where nobody takes cards.
    pub(super) fn without_cards(&self) -> Self {
        self.taking_cards(outside::cards::CardProcessor::default())
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let header = |name: &str| {
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (status, location, kind) = (response.status(), header("location"), header("content-type"));
        let disposition = header("content-disposition");
        let cookies = response.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        let mut cookies = cookies.filter_map(|cookie| cookie.split(';').next());
        let cookie =
            cookies.find(|cookie| cookie.starts_with("__Host-account=")).unwrap_or_default().to_owned();
        let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        let (body, bytes) = (String::from_utf8_lossy(&body).into_owned(), body.to_vec());
        Answer { status, location, kind, disposition, body, bytes, cookie }
    }

    pub(super) async fn with(store: Store, relying_party: RelyingParty) -> Self {
        let (dice, now) = (Dice::seeded(7), NOW.parse::<Timestamp>().unwrap());
        let clock = Clock::fixed(now);
        let random = dice.clone();
        let sealer = Sealer::new(&Keys::generate(|| dice.bytes()), move || random.bytes());
        bring_books_in(&store, &sealer, &clock, &dice).await;
        let site = Site {
            name: SiteName::Account,
            origin: "http://localhost:8400".to_owned(),
            tabs: TABS,
            form_targets: web::FormTargets::default(),
            sign_in_path: SIGN_IN_PATH,
            arrives_from_elsewhere: true,
            longest_visit: web::session::ABSOLUTE,
        };
        let app = App {
            store: store.clone(),
            clock,
            dice,
            words: Arc::new(Words::new(WORDS).unwrap()),
            agency: Arc::new(AgencyProfile::default()),
            site: Arc::new(site),
        };
        let pack = Arc::new(Pack::us_federal().clone());
        let account = Account {
            app,
            sealer,
            pack,
            banks: Arc::new(agency::payments::Banks::demonstration()),
            ownership: outside::bank::OwnershipCheck::Simulator,
            papers: agency::papers::Papers {
                pictures: PictureReader::unconfined(),
                scanner: Scanner::Simulator,
            },
            documents: Some(document_key()),
            cards: outside::cards::CardProcessor::default(),
            relying_party,
            terms: Arc::new(crate::Terms::ours(true)),
        };
        Self { router: router(&account), store, account, now }
    }

    /// The same site at another provider.
    pub(super) fn at(&self, relying_party: RelyingParty, terms: crate::Terms) -> Self {
        let account = Account { relying_party, terms: Arc::new(terms), ..self.account.clone() };
        Self { router: router(&account), store: self.store.clone(), account, now: self.now }
    }

    /// Signs a person in and returns their cookie.
    pub(super) async fn sign_in(&self, record_key: &str) -> String {
        self.sign_in_ago(record_key, 0).await
    }

    /// The same, by a proof of so many minutes ago.
    pub(super) async fn sign_in_ago(&self, record_key: &str, minutes: i64) -> String {
        let person = person(record_key);
        let proved_at = self.now - jiff::SignedDuration::from_mins(minutes);
        let end: String = format!("{minutes:0>11}");
        let token = format!("{person}{end}");
        let row = sessions::Session {
            site: "account".to_owned(),
            token_hash: digest(&SHA256, token.as_bytes()).as_ref().try_into().unwrap(),
            id: if minutes == 0 { person } else { record_id(RecordKind::Taxpayer, &token) },
            subject: Some(person),
            created_at: self.now,
            seen_at: self.now,
            absolute_end_at: self.now + jiff::SignedDuration::from_hours(1),
            data: format!("{{\"proved_at\":\"{proved_at}\"}}").into_bytes(),
            version: 1,
        };
        self.store.write(sessions::add(Write::new(), &row)).await.unwrap();
        format!("__Host-account={token}")
    }

    /// Sends a form, as a page of this visit would.
    pub(super) async fn post(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(cookie, "en", "/payments/pay").await.body;
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut body = form_urlencoded::Serializer::new(format!("csrf={token}"));
        body.extend_pairs(fields);
        let request = Request::post(path)
            .header("cookie", cookie)
            .header("accept-language", "en")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form with a file, as a page of this visit would.
    pub(super) async fn upload(
        &self,
        cookie: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: &[u8],
    ) -> Answer {
        let page = self.get(cookie, "en", "/payments/pay").await.body;
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let part = |(name, value): (&str, &str)| {
            format!("--made-up\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let fields: String = fields.iter().copied().chain([("csrf", token)]).map(part).collect();
        let head = format!(
            "{fields}--made-up\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        let request = Request::post(path)
            .header("cookie", cookie)
            .header("accept-language", "en")
            .header("content-type", "multipart/form-data; boundary=made-up")
            .body(Body::from([head.as_bytes(), file, b"\r\n--made-up--\r\n"].concat()))
            .unwrap();
        self.send(request).await
    }

    pub(super) async fn get(&self, cookie: &str, language: &str, path: &str) -> Answer {
        let request = Request::get(path)
            .header("cookie", cookie)
            .header("accept-language", language)
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }
}

fn router(account: &Account) -> Router {
    web::serve::compose_with(Router::new(), routes(), crate::taking_files(), account.clone()).unwrap()
}

/// The id of a taxpayer of the books.
pub(super) fn person(record_key: &str) -> Id {
    record_id(RecordKind::Taxpayer, record_key)
}

fn document_key() -> DocumentKey {
    let agency = AgencyProfile::default();
    DocumentKey::self_signed(SigningKey::generate().unwrap(), &agency.name).unwrap()
}

async fn bring_books_in(store: &Store, sealer: &Sealer, clock: &Clock, dice: &Dice) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.ndjson");
    let records = sandbox::people::demonstration().records;
    sandbox::people::write_ndjson(&mut std::fs::File::create(&file).unwrap(), records).unwrap();
    let go_on = |_: &agency::intake::Progress| ControlFlow::Continue(());
    let summary = agency::intake::import(store, sealer, clock, dice, &file, go_on).await.unwrap();
    assert_eq!(summary.bad, 0);
}

/// A provider at an address where nobody listens.
fn nobody_answers() -> RelyingParty {
    let settings = Settings {
        issuer: "http://localhost:1".to_owned(),
        client_id: "account".to_owned(),
        authentication: Authentication::SignedStatement { to_token_endpoint: false },
        signing_key: SigningKey::generate().unwrap(),
        redirect_uri: "http://localhost:8400/sign-in/callback".to_owned(),
        post_logout_redirect_uri: "http://localhost:8400/signed-out".to_owned(),
        scopes: vec!["openid".to_owned()],
    };
    RelyingParty::new(settings, Http::new().unwrap())
}
