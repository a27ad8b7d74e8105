//! Does `counterfoil settle` write each payment into one file, and does `counterfoil bank read` book each answer once?

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use store::seal::{Realm, Sealer};
use store::taxes::bank_accounts::{self, AccountKind, BankAccount};
use store::taxes::modules::{self, Module};
use store::taxes::payments::{self, Payment};
use store::{Keys, Store, Target, Write, person_keys};
use values::{Cents, Id, Timestamp, date};

use crate::world::program::{Answer, assert_refused, path};

/// A demonstration's folder with a payer, whose payments are due.
struct Books {
    folder: tempfile::TempDir,
}

fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
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
        holder: "Robin Canary".to_owned(),
        nickname: String::new(),
        ownership: "matches".to_owned(),
        kept: true,
        added_at: now(),
        removed_at: None,
        version: 1,
    }
}

fn year() -> Module {
    Module {
        taxpayer_id: id(1),
        id: id(9),
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
        module_id: id(9),
        amount: Cents::new(amount),
        debit_on: date(2026, 11, 20),
        account_id: id(7),
        made_at: now(),
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
    }
}

impl Books {
    async fn new(amounts: &[i64]) -> Self {
        let books = Self { folder: tempfile::tempdir().expect("a test may make a folder") };
        assert_eq!(books.call(&["migrate", "--data"], &[]).code, Some(0));
        std::fs::create_dir(books.out()).expect("a folder for files");
        let keys = books.folder.path().join("keys");
        let keys = Keys::from_files(&keys.join("root.key"), &keys.join("index.key")).expect("keys were made");
        let sealer = Sealer::new(&keys, || [7; 32]);
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

    fn out(&self) -> std::path::PathBuf {
        self.folder.path().join("to-the-bank")
    }

    async fn store(&self) -> Store {
        let file = self.folder.path().join("counterfoil.db");
        Store::open(&Target::Sqlite(file)).await.expect("the database opens")
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
    fn call(&self, arguments: &[&str], more: &[&str]) -> Answer {
        let output = Command::new(path())
            .args(arguments)
            .arg(self.folder.path())
            .args(more)
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

    fn settle(&self) -> Answer {
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

fn json(answer: &Answer) -> Value {
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
