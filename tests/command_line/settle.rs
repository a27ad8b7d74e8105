//! Does `counterfoil settle` write each payment into one file, does `counterfoil bank read` book each answer once, and do
//! files wait for those who must release them?

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use store::seal::{Realm, Sealer};
use store::taxes::bank_accounts::{self, AccountKind, BankAccount};
use store::taxes::bank_files;
use store::taxes::modules::{self, Module};
use store::taxes::payments::{self, Payment};
use store::taxes::refunds::{self, Refund};
use store::taxes::{RecordKind, record_id};
use store::{Keys, Store, Target, Write, person_keys};
use values::{Cents, Id, Timestamp, date};

use crate::world::program::{Answer, assert_refused, path};
use crate::world::server::Database;

/// A demonstration's folder with a payer, whose payments are due.
pub(crate) struct Books {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) database: Database,
}

fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

pub(crate) fn module() -> Id {
    record_id(RecordKind::Module, "m9")
}

fn now() -> Timestamp {
    "2026-11-20T15:00:00Z".parse().expect("an instant")
}

fn account() -> BankAccount {
    BankAccount {
        taxpayer_id: id(1),
        id: id(7),
        routing: "019999995".parse().expect("a routing number"),
        number: "00123456789".parse().expect("an account number"),
        kind: AccountKind::Checking,
        is_business: false,
        holder: "Robin Canary".to_owned(),
        nickname: String::new(),
        ownership: "matches".to_owned(),
        kept: true,
        added_at: "2026-01-02T15:00:00Z".parse().expect("an instant"),
        removed_at: None,
        version: 1,
    }
}

fn year() -> Module {
    Module {
        taxpayer_id: id(1),
        id: module(),
        record_key: "m9".to_owned(),
        form: "1040".to_owned(),
        tax_year: 2024,
        spouse_id: None,
        return_due: date(2025, 4, 15),
        extended_due: None,
        due_postponed: None,
        filed_on: Some(date(2025, 4, 15)),
        levy_notice_on: None,
        version: 1,
        facts: Vec::new(),
        entries: Vec::new(),
    }
}

fn payment(number: u8, amount: i64) -> Payment {
    Payment {
        taxpayer_id: id(1),
        id: id(number),
        submission_id: id(number),
        state: "scheduled".to_owned(),
        reason: "balance".to_owned(),
        form: "1040".to_owned(),
        tax_year: 2024,
        owner_id: id(1),
        module_id: module(),
        amount: Cents::new(amount),
        debit_on: date(2026, 11, 20),
        account_id: id(7),
        made_at: now(),
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
        way: "bank".to_owned(),
    }
}

impl Books {
    pub(crate) async fn new(amounts: &[i64]) -> Self {
        Self::on(Database::Sqlite, amounts).await
    }

    pub(crate) async fn on(database: Database, amounts: &[i64]) -> Self {
        let books = Self { folder: tempfile::tempdir().expect("a test may make a folder"), database };
        assert_eq!(books.call(&["migrate", "--data"], &[]).code, Some(0));
        std::fs::create_dir(books.out()).expect("a folder for files");
        let sealer = books.sealer();
        let store = books.store().await;
        let (key, write) = person_keys::find_or_add(&store, &sealer, Write::new(), id(1), Realm::Taxes)
            .await
            .expect("a key");
        let write = modules::add_or_change(write, &year());
        let mut write = bank_accounts::add(write, &sealer, &key, &account());
        for (number, amount) in (20_u8..).zip(amounts) {
            write = payments::add(write, &payment(number, *amount));
        }
        store.write(write).await.expect("a new database takes them");
        books
    }

    pub(crate) fn sealer(&self) -> Sealer {
        let keys = self.folder.path().join("keys");
        let keys = Keys::from_files(&keys.join("root.key"), &keys.join("index.key")).expect("keys were made");
        Sealer::new(&keys, || [7; 32])
    }

    /// Another account, with a payment from it that is due.
    async fn add(&self, account: BankAccount, number: u8, amount: i64) {
        let (store, sealer) = (self.store().await, self.sealer());
        let key = person_keys::require(&store, &sealer, id(1), Realm::Taxes).await.expect("the payer's key");
        let from = Payment { account_id: account.id, ..payment(number, amount) };
        let write = bank_accounts::add(Write::new(), &sealer, &key, &account);
        store.write(payments::add(write, &from)).await.expect("the database takes it");
    }

    /// A business's account, and a payment from it.
    pub(crate) async fn add_business(&self, amount: i64) {
        let number = "4711".parse().expect("an account number");
        let holder = "Canary Works".to_owned();
        self.add(BankAccount { id: id(8), number, holder, is_business: true, ..account() }, 60, amount).await;
    }

    /// An account that no check knows, and a payment from it.
    pub(crate) async fn add_unknown(&self, amount: i64) {
        let number = "00987654321".parse().expect("an account number");
        let ownership = "unknown".to_owned();
        self.add(BankAccount { id: id(6), number, ownership, ..account() }, 61, amount).await;
    }

    /// A refund that waits for a file.
    pub(crate) async fn add_refund(&self, amount: i64) {
        let refund = Refund {
            taxpayer_id: id(1),
            id: id(62),
            state: "issued".to_owned(),
            owner_id: id(1),
            module_id: module(),
            amount: Cents::new(amount),
            account_id: id(7),
            issued_on: date(2026, 11, 20),
            payment_id: None,
            file_id: None,
            trace_number: None,
            return_code: None,
            returned_on: None,
            version: 1,
        };
        self.store().await.write(refunds::add(Write::new(), &refund)).await.expect("the database takes it");
    }

    /// Another payment that is due.
    pub(crate) async fn pay(&self, number: u8, amount: i64) {
        let write = payments::add(Write::new(), &payment(number, amount));
        self.store().await.write(write).await.expect("the database takes it");
    }

    pub(crate) fn out(&self) -> std::path::PathBuf {
        self.folder.path().join("to-the-bank")
    }

    pub(crate) async fn store(&self) -> Store {
        let file = || Target::Sqlite(self.folder.path().join("counterfoil.db"));
        let target = match &self.database {
            Database::Sqlite => file(),
            Database::Postgres(scratch) => scratch.target.clone(),
        };
        Store::open(&target).await.expect("the database opens")
    }

    async fn states(&self) -> Vec<String> {
        let store = self.store().await;
        let mut states = Vec::new();
        for number in 20..=21 {
            let payment = payments::find(&store, id(1), id(number)).await.expect("it can be read");
            states.extend(payment.map(|payment| payment.state));
        }
        states
    }

    /// Calls the program; `--data` is followed by the folder.
    pub(crate) fn call(&self, arguments: &[&str], more: &[&str]) -> Answer {
        self.called(Command::new(path()), arguments, more, &[])
    }

    /// The same through another program, and with settings.
    pub(crate) fn called(
        &self,
        mut command: Command,
        arguments: &[&str],
        more: &[&str],
        settings: &[(&str, &str)],
    ) -> Answer {
        let settings = settings.iter().map(|(key, value)| (format!("COUNTERFOIL__SETTLEMENT__{key}"), value));
        if let Some(url) = self.database.url() {
            command.env("DATABASE_URL", url);
        }
        let output = command
            .args(arguments)
            .arg(self.folder.path())
            .args(more)
            .envs(settings)
            .env("COUNTERFOIL__SETTLEMENT__FOLDER", self.out())
            .env("COUNTERFOIL__SETTLEMENT__ROUTING_NUMBER", "029999998")
            .env("COUNTERFOIL__SETTLEMENT__BANK_NAME", "Sample Bank")
            .env("COUNTERFOIL__SETTLEMENT__ORIGIN", "9123456789")
            .env("COUNTERFOIL__SETTLEMENT__COMPANY_NAME", "Revenue Agency")
            .output()
            .expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    pub(crate) fn settle(&self) -> Answer {
        self.call(&["settle", "--data"], &["--date", "2026-11-20"])
    }

    fn read(&self, text: &str) -> Answer {
        let file = self.folder.path().join("answer.ach");
        std::fs::write(&file, text).expect("a file");
        let file = file.display().to_string();
        self.call(&["bank", "read", &file, "--data"], &[])
    }

    fn stop(&self) -> Answer {
        self.call(&["bank", "stop", "--reason", "odd returns", "--data"], &[])
    }
}

pub(crate) fn json(answer: &Answer) -> Value {
    assert_eq!((answer.code, answer.err.as_str()), (Some(0), ""));
    serde_json::from_str(&answer.out).expect("the answer is JSON")
}

fn lines(file: &Path) -> Vec<String> {
    std::fs::read_to_string(file).expect("a file").lines().map(str::to_owned).collect()
}

fn returned(code: &str, trace: &str, cents: i64) -> String {
    let own = "019999990000001";
    let entry = format!("62601999999500123456789      {cents:010}{:15}{:22}S 1{own}", "", "ROBIN CANARY");
    format!("{entry}\n799{code}{trace}      01999999{:44}{own}\n", "")
}

#[tokio::test]
async fn payments_leave_in_one_file_that_appears_once() {
    let books = Books::new(&[10_000, 20_000]).await;
    let settled = json(&books.settle());
    let file = settled["files"][0]["file"].as_str().expect("a file").to_owned();
    assert_eq!(
        (&settled["files"][0]["entries"], &settled["files"][0]["amount"]),
        (&2.into(), &"300.00".into())
    );
    let written = lines(Path::new(&file));
    assert!(written.iter().all(|line| line.len() == 94) && written.len() == 10);
    assert!(written[1].contains("WEBTAX PAYMT") && written[5].starts_with("9000001000001000000020003999998"));
    assert_eq!(json(&books.settle())["files"], serde_json::json!([]));
    assert_eq!(lines(Path::new(&file)), written);
    assert_eq!(books.states().await, ["sent", "sent"]);
    // Killed after the books closed the file and before it got its name.
    std::fs::rename(&file, file.replace(".ach", ".part")).expect("it has its name");
    assert_eq!(json(&books.settle())["files"][0]["file"], file.as_str());
    assert_eq!(lines(Path::new(&file)), written);
    std::fs::rename(&file, file.replace(".ach", ".part")).expect("it has its name");
    std::fs::write(file.replace(".ach", ".part"), "something else").expect("a file");
    let answer = books.settle();
    assert!(answer.code == Some(1) && answer.err.contains("is not what the books say"), "{}", answer.err);
}

#[tokio::test]
async fn nothing_leaves_while_files_are_stopped() {
    let books = Books::new(&[10_000]).await;
    assert_eq!(books.stop().code, Some(0));
    assert_refused(&books.settle(), &["odd returns", "counterfoil bank resume"]);
    assert_eq!(std::fs::read_dir(books.out()).expect("a folder").count(), 0);
    assert_eq!(books.call(&["bank", "resume", "--data"], &[]).code, Some(0));
    assert_eq!(json(&books.settle())["files"][0]["entries"], 1);
}

#[tokio::test]
async fn answers_are_booked_once_and_a_file_that_is_wrong_not_at_all() {
    let books = Books::new(&[10_000, 20_000]).await;
    json(&books.settle());
    let (first, second) = ("029999990000001", "029999990000002");
    let good = returned("R01", first, 10_000);
    let wrong = books.read(&format!("{good}{}", returned("R99", second, 20_000)));
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(3), ""));
    assert!(wrong.err.contains("nothing was changed: line 4, column 4: R99"), "{}", wrong.err);
    assert_eq!(books.states().await, ["sent", "sent"]);
    let booked = json(&books.read(&good));
    assert_eq!((&booked["returned"], &booked["repeated"]), (&1.into(), &0.into()));
    assert!(booked["deviations"].to_string().contains("the file has no header"));
    assert_eq!(books.states().await, ["returned", "sent"]);
    let again = json(&books.read(&good));
    assert_eq!((&again["returned"], &again["repeated"]), (&0.into(), &1.into()));
    let foreign = json(&books.read(&returned("R01", "029999990009999", 10_000)));
    assert_eq!(
        (&foreign["returned"], &foreign["unused"][0]["trace"]),
        (&0.into(), &"029999990009999".into())
    );
    assert_refused(&books.call(&["bank", "read", "no-such-file", "--data"], &[]), &["no-such-file"]);
}

/// Where two people must release a file, the same person twice is one, and the file keeps its name to itself until then.
#[tokio::test]
async fn a_file_waits_for_those_who_must_release_it() {
    let books = Books::new(&[10_000]).await;
    let called = |program: Command, arguments: &[&str], more: &[&str], releases: &str| {
        books.called(program, arguments, more, &[("RELEASES", releases)])
    };
    let settled = json(&called(Command::new(path()), &["settle", "--data"], &["--date", "2026-11-20"], "2"));
    let name = settled["to_release"][0].as_str().expect("a file that waits").to_owned();
    assert_eq!(settled["files"], serde_json::json!([]));
    let whole = books.out().join(format!("{name}.ach"));
    let release = |program, releases| called(program, &["bank", "release", &name, "--data"], &[], releases);
    for _ in 0..2 {
        let released = json(&release(Command::new(path()), "2"));
        assert_eq!((&released["releases"], &released["file"]), (&1.into(), &Value::Null));
        assert!(!whole.exists());
    }
    let again = json(&called(Command::new(path()), &["settle", "--data"], &["--date", "2026-11-20"], "2"));
    assert_eq!((&again["files"], &again["to_release"][0]), (&serde_json::json!([]), &name.as_str().into()));
    // One who may act as another can show that two are enough.
    let store = books.store().await;
    let (day, number) = name.rsplit_once('-').expect("a day and a number");
    let day = day.parse().expect("a day");
    let file =
        bank_files::find(&store, day, number.parse().expect("a number")).await.expect("it can be read");
    let second = bank_files::release(Write::new(), file.expect("the file").id, "account 4711", now());
    store.write(second).await.expect("another account releases it");
    let released = json(&release(Command::new(path()), "2"));
    assert_eq!((&released["releases"], &released["file"]["entries"]), (&2.into(), &1.into()));
    assert!(whole.exists());
    assert_refused(
        &called(Command::new(path()), &["bank", "release", "2026-11-20-9", "--data"], &[], "2"),
        &["2026-11-20-9"],
    );
    assert_refused(
        &called(Command::new(path()), &["settle", "--data"], &["--date", "2026-11-20"], "3"),
        &["settlement.releases"],
    );
}

#[tokio::test]
async fn rates_and_statements_are_told_as_json() {
    let books = Books::new(&[10_000, 20_000]).await;
    let settled = json(&books.settle());
    json(&books.read(&returned("R03", "029999990000001", 10_000)));
    let rates = json(&books.call(&["bank", "rates", "--data"], &[]));
    let rate = |place: usize| (rates[place]["group"].clone(), rates[place]["standing"].clone());
    assert_eq!(rate(1), ("administrative".into(), "over".into()));
    assert_eq!((&rates[1]["millionths"], rate(0).1), (&500_000.into(), "fine".into()));
    let file = settled["files"][0]["file"].as_str().expect("a file");
    let day = file.rsplit('/').next().expect("a name")[2..10].replace('-', "");
    let statement = format!(
        "01,029999998,9123456789,{day},0200,7,,,2/\n02,9123456789,029999998,1,{day},2359,USD,2/\n\
         03,5550001,USD,010,0,,/\n16,142,30000,0,,F1/\n16,555,10000,0,,RET/\n16,142,5,0,,X/\n49,40005,5/\n98,40005,1,7/\n99,40005,1,9/\n"
    );
    let file = books.folder.path().join("statement.bai");
    std::fs::write(&file, &statement).expect("a file");
    let call = || books.call(&["bank", "reconcile", file.to_str().expect("UTF-8"), "--data"], &[]);
    let found = json(&call());
    assert_eq!((&found["matched"], &found["unknown"][0]["amount"]), (&2.into(), &"0.05".into()));
    assert_eq!((&found["missing"], &found["deviations"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert_eq!(json(&call())["repeated"], 2);
    std::fs::write(&file, statement.replace("49,40005", "49,40006")).expect("a file");
    assert_eq!(call().code, Some(3), "a sum that does not hold");
    assert_refused(
        &books.call(
            &["refund", "--module", "m8", "--form", "1040", "--year", "2024", "--account", "6789", "--data"],
            &[],
        ),
        &["m8"],
    );
    assert_refused(
        &books.call(
            &["refund", "--module", "m9", "--form", "1040", "--year", "2024", "--account", "0000", "--data"],
            &[],
        ),
        &["--account"],
    );
    assert_refused(
        &books.call(
            &["refund", "--module", "m9", "--form", "1040", "--year", "2024", "--account", "6789", "--data"],
            &[],
        ),
        &["no credit"],
    );
}
