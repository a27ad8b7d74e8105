//! People who pay at once, each again and again, and write down what they were told. Who gets no answer asks again.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::{COOKIE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use tokio::task::JoinHandle;

use crate::world::html::{forms, links, text};
use crate::world::journey::sign_in;
use crate::world::server::Server;
use crate::world::visitor::Visitor;

/// So many pay at once.
const PAYERS: usize = 32;
/// Whose sign-ins they use.
const PEOPLE: [&str; 8] = [
    "Marcus Ellison",
    "Amelia Hartwell",
    "Denise Holloway",
    "Walter Brandt",
    "Henry Lindqvist",
    "Naomi Sawyer",
    "Theo Marchetti",
    "Lucía Fernández Rojas",
];
/// Each payment has an amount of its own, from this on, in cents, more than anybody else has: so it is found again wherever
/// it is booked.
pub(crate) const FIRST_AMOUNT: i64 = 900_000_000;

/// A payment that somebody was told is made.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) cents: i64,
    /// Its draft, 32 hex digits.
    pub(crate) submission: String,
    /// What the mark said when it was told.
    pub(crate) mark: u64,
}

/// What they share.
struct Hall {
    account: String,
    amounts: AtomicI64,
    told: Mutex<Vec<Told>>,
    is_over: AtomicBool,
    mark: Box<dyn Fn() -> u64 + Send + Sync>,
}

/// One who pays.
struct Payer {
    hall: Arc<Hall>,
    client: Client,
    cookies: String,
    csrf: String,
    year: String,
    bank: String,
}

/// All of them, at work.
pub(crate) struct Payers {
    hall: Arc<Hall>,
    at_work: Vec<JoinHandle<()>>,
}

impl Payers {
    /// Signs them in and lets them begin; `mark` is asked at the moment when a payment is told.
    pub(crate) async fn begin(server: &Server, mark: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        let hall = Arc::new(Hall {
            account: server.account(),
            amounts: AtomicI64::new(FIRST_AMOUNT),
            told: Mutex::default(),
            is_over: AtomicBool::new(false),
            mark: Box::new(mark),
        });
        let mut payers = Vec::new();
        for name in PEOPLE.iter().cycle().take(PAYERS) {
            payers.push(Payer::new(&hall, server, name).await);
        }
        let at_work = payers.into_iter().map(|payer| tokio::spawn(payer.pay_on())).collect();
        Self { hall, at_work }
    }

    /// Lets each end what was begun, and gives what they were told.
    pub(crate) async fn end(self) -> Vec<Told> {
        self.hall.is_over.store(true, Ordering::SeqCst);
        for payer in self.at_work {
            payer.await.expect("a payer finds what is expected");
        }
        self.hall.told_so_far()
    }

    /// The same at once, for a program that will not answer any more.
    pub(crate) fn leave(self) -> Vec<Told> {
        for payer in &self.at_work {
            payer.abort();
        }
        self.hall.told_so_far()
    }
}

impl Hall {
    fn told_so_far(&self) -> Vec<Told> {
        self.told.lock().expect("nobody panics holding it").clone()
    }
}

impl Payer {
    async fn new(hall: &Arc<Hall>, server: &Server, name: &str) -> Self {
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, server, name).await;
        let page = visitor.get(&format!("{}/payments/pay", hall.account)).await;
        let csrf = forms(&page.body).iter().find_map(|form| form.field("csrf").map(ToOwned::to_owned));
        let cookies: Vec<_> = visitor.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let client = Client::builder().redirect(Policy::none()).build().expect("a client can be made");
        let mut payer = Self {
            hall: hall.clone(),
            client,
            cookies: cookies.join("; "),
            csrf: csrf.expect("a form has a token"),
            year: String::new(),
            bank: String::new(),
        };
        payer.learn(name).await;
        payer
    }

    /// Finds out which year is offered, and adds a bank account that is kept.
    async fn learn(&mut self, name: &str) {
        let draft = self.draft().await;
        let page = self.get(&format!("{draft}/years")).await;
        self.year = chosen(&page, "years").expect("a year is offered");
        self.answer(&draft, "years", &[("years", &self.year)]).await;
        self.answer(&draft, "days", &[("when", "today")]).await;
        self.answer(&draft, "amount", &[("amount0", "1.00")]).await;
        let bank = [
            ("routing", "019999995"),
            ("number", "00123456789"),
            ("kind", "checking"),
            ("owner", "person"),
            ("holder", name),
            ("keep", "yes"),
        ];
        self.answer(&draft, "bank/new", &bank).await;
        let page = self.get(&format!("{draft}/bank")).await;
        self.bank = chosen(&page, "account").expect("the account is offered");
    }

    async fn pay_on(self) {
        while !self.hall.is_over.load(Ordering::SeqCst) {
            let cents = self.hall.amounts.fetch_add(1, Ordering::SeqCst);
            let draft = self.draft().await;
            self.answer(&draft, "years", &[("years", &self.year)]).await;
            self.answer(&draft, "days", &[("when", "today")]).await;
            let amount = format!("{}.{:02}", cents / 100, cents % 100);
            self.answer(&draft, "amount", &[("amount0", &amount)]).await;
            self.answer(&draft, "bank", &[("account", &self.bank)]).await;
            let check = self.get(&format!("{draft}/check")).await;
            let version = forms(&check).iter().find_map(|form| form.field("version").map(ToOwned::to_owned));
            let version = version.unwrap_or_else(|| panic!("no version on {check}"));
            let to = self.answer(&draft, "check", &[("version", &version)]).await;
            let submission = draft.rsplit('/').next().unwrap_or_default().to_owned();
            assert_eq!(to, format!("/payments/made/{submission}"));
            let told = Told { cents, submission, mark: (self.hall.mark)() };
            self.hall.told.lock().expect("nobody panics holding it").push(told);
            // What was told stands behind the link that was given.
            assert!(links(&self.get(&to).await).iter().any(|link| link.starts_with("/payments/one/")));
        }
    }

    /// Begins a payment; where its questions are.
    async fn draft(&self) -> String {
        let to = self.post("/payments/pay", &[("reason", "estimated")]).await;
        to.strip_suffix("/years").expect("the first question is which years").to_owned()
    }

    /// Answers a question; where that leads.
    async fn answer(&self, draft: &str, step: &str, fields: &[(&str, &str)]) -> String {
        self.post(&format!("{draft}/{step}"), fields).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        loop {
            let request =
                self.client.post(format!("{}{path}", self.hall.account)).header(COOKIE, &self.cookies);
            let request = request.header("origin", &self.hall.account).form(&all);
            if let Ok(answer) = request.send().await {
                let (status, headers) = (answer.status(), answer.headers().clone());
                if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
                    pause().await;
                    continue;
                }
                let body = answer.text().await.unwrap_or_default();
                assert_eq!(status, StatusCode::SEE_OTHER, "{path} {fields:?}: {}", text(&body));
                let to = headers.get(LOCATION).and_then(|to| to.to_str().ok());
                return to.expect("a redirect leads somewhere").to_owned();
            }
            pause().await;
        }
    }

    async fn get(&self, path: &str) -> String {
        loop {
            let request =
                self.client.get(format!("{}{path}", self.hall.account)).header(COOKIE, &self.cookies);
            if let Ok(answer) = request.send().await
                && answer.status() == StatusCode::OK
                && let Ok(body) = answer.text().await
            {
                return body;
            }
            pause().await;
        }
    }
}

/// The program is being started again.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// The value of the first choice under a name.
fn chosen(page: &str, name: &str) -> Option<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    Some(rest.split('"').next()?.to_owned())
}
