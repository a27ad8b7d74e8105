//! How many payments a second are submitted, leave and come back?
//! `cargo bench -p agency --bench settlement -- [PAYMENTS]`
//!
//! In a fresh SQLite database: payments submitted durably by 64 at once, as many written by the driver alone, then many that are due taken into a file, the file
//! written, and a tenth of it, at most 100,000, returned. Prints times and the most memory the process held.
//! `DATABASE_URL` names a PostgreSQL database, migrated and empty, to use instead.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use agency::payments::settlement::{self, BankFile, House, Sender};
use agency::payments::{Act, Asked, Moment, Share, schedule};
use formats::ach::{Item, Reader};
use outside::{Clock, Dice};
use store::seal::{Realm, Sealer};
use store::taxes::bank_accounts::{self, AccountKind, BankAccount};
use store::taxes::modules::{self, Module};
use store::taxes::payment_drafts::{self, PaymentDraft};
use store::taxes::payments::{self, Payment};
use store::testing::raw;
use store::{Actor, Keys, PageCache, Store, Target, Write, person_keys};
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date, Id, Secret, date};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const TODAY: Date = date(2026, 12, 1);
/// A day on which nothing else is due.
const LATER: Date = date(2027, 3, 1);
/// Payers; each submits up to 20 payments.
const PEOPLE: u128 = 1_000;
/// Payments that are submitted one by one.
const SUBMITTED: u128 = 20_000;
/// So many wait for their answer at once.
const AT_ONCE: u128 = 64;

struct Bench {
    store: Store,
    sealer: Sealer,
    clock: Clock,
}

fn main() -> Result<(), Failure> {
    // Cargo gives `--bench` to every bench.
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(run(count))
}

async fn run(count: u128) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let target = match std::env::var("DATABASE_URL") {
        Ok(url) => Target::Postgres(Secret::new(url)),
        Err(_) => Target::Sqlite(folder.path().join("books.sqlite")),
    };
    let store = Store::open_with(&target, PageCache::Large).await?;
    store.migrate().await?;
    let dice = Dice::system();
    let for_keys = dice.clone();
    let keys = Keys::generate(move || for_keys.bytes::<32>());
    let bench = Arc::new(Bench {
        store,
        sealer: Sealer::new(&keys, move || dice.bytes::<32>()),
        clock: Clock::system(),
    });
    bench.people().await?;
    let through = submit(&bench).await?;
    let alone = bench.submit_raw(&target).await?;
    println!("that is {} % of the engine's own limit", 100 * alone.as_millis() / through.as_millis().max(1));
    bench.due(count).await?;
    bench.leave_and_come_back(folder.path()).await?;
    println!("most memory held: {} MB", most_memory()? / 1_000);
    Ok(())
}

fn id(kind: u128, number: u128) -> Id {
    Id::from_bytes(((kind << 64) | number).to_be_bytes())
}

impl Bench {
    fn act(&self) -> Act {
        Act { now: self.clock.now(), actor: Actor::System("bench") }
    }

    fn house(&self) -> House<'_> {
        House { store: &self.store, sealer: &self.sealer, pack: Pack::us_federal(), act: self.act() }
    }

    /// Payers with an account, a year and the drafts of what they submit.
    async fn people(&self) -> Result<(), Failure> {
        for number in 0..PEOPLE {
            let person = id(1, number);
            let write = Write::new();
            let (key, write) =
                person_keys::find_or_add(&self.store, &self.sealer, write, person, Realm::Taxes).await?;
            let write = modules::add_or_change(write, &year(number));
            let mut write = bank_accounts::add(write, &self.sealer, &key, &self.account(number)?);
            for draft in (number..2 * SUBMITTED).step_by(usize::try_from(PEOPLE)?) {
                let content = b"{}".to_vec();
                let draft = PaymentDraft { taxpayer_id: person, id: id(4, draft), content, version: 1 };
                write = payment_drafts::add(write, &self.sealer, &key, &draft, self.clock.now());
            }
            self.store.write(write).await?;
        }
        Ok(())
    }

    fn account(&self, number: u128) -> Result<BankAccount, Failure> {
        Ok(BankAccount {
            taxpayer_id: id(1, number),
            id: id(3, number),
            routing: "019999995".parse()?,
            number: "00123456789".parse()?,
            kind: AccountKind::Checking,
            is_business: false,
            holder: "Robin Canary".to_owned(),
            nickname: String::new(),
            ownership: "matches".to_owned(),
            kept: true,
            added_at: self.clock.now(),
            removed_at: None,
            version: 1,
        })
    }

    /// What is written when somebody submits a payment.
    fn submission(&self, number: u128, day: Date, made: i64) -> Result<Write, Failure> {
        let Payment { form, tax_year, owner_id, module_id, amount, account_id, .. } = self.payment(number);
        let asked = Asked {
            taxpayer_id: owner_id,
            draft: (id(4, number), 1),
            reason: PaymentReason::Balance,
            shares: vec![Share { form, tax_year, owner_id, module_id, amount }],
            days: vec![day],
            account_id,
        };
        let moment = Moment { now: self.clock.now(), today: day };
        let kind = if day == TODAY { 5 } else { 7 };
        let (_, write) = schedule(Pack::us_federal(), &asked, made, moment, || id(kind, number))?;
        Ok(write)
    }

    /// The same by the driver alone, on another day.
    async fn submit_raw(&self, target: &Target) -> Result<Duration, Failure> {
        let lists: Vec<Write> = (SUBMITTED..2 * SUBMITTED)
            .map(|number| self.submission(number, LATER, 0))
            .collect::<Result<_, Failure>>()?;
        let (start, together) = (self.clock.now(), usize::try_from(AT_ONCE)?);
        match target {
            Target::Sqlite(path) => raw::sqlite(path, &lists, together),
            Target::Postgres(url) => raw::postgres(url, &lists, together).await,
        }
        let took = start.duration_until(self.clock.now()).unsigned_abs();
        report("the same by the driver alone", SUBMITTED, took);
        Ok(took)
    }

    /// Payments that are due, beside those that were submitted.
    async fn due(&self, count: u128) -> Result<(), Failure> {
        let mut number = SUBMITTED;
        while number < count {
            let until = count.min(number + 500);
            let write = (number..until)
                .fold(Write::new(), |write, number| payments::add(write, &self.payment(number)));
            self.store.write(write).await?;
            number = until;
        }
        Ok(())
    }

    fn payment(&self, number: u128) -> Payment {
        let person = number % PEOPLE;
        Payment {
            taxpayer_id: id(1, person),
            id: id(5, number),
            submission_id: id(4, number),
            state: "scheduled".to_owned(),
            reason: "balance".to_owned(),
            form: "1040".to_owned(),
            tax_year: 2024,
            owner_id: id(1, person),
            module_id: id(2, person),
            amount: Cents::new(10_000),
            debit_on: TODAY,
            account_id: id(3, person),
            made_at: self.clock.now(),
            file_id: None,
            trace_number: None,
            return_code: None,
            returned_on: None,
            version: 1,
            way: agency::payments::Way::Bank.name().to_owned(),
        }
    }

    async fn leave_and_come_back(&self, folder: &Path) -> Result<(), Failure> {
        let (path, back) = (folder.join("file.ach"), folder.join("back.ach"));
        let (house, sender, start) = (self.house(), sender(), self.clock.now());
        let taken = settlement::next(&house, &sender, (TODAY, TODAY), || id(6, 1)).await?;
        let file: BankFile = taken.file.ok_or("nothing is due")?;
        let took = start.duration_until(self.clock.now()).unsigned_abs();
        report("taken into a file", u128::try_from(file.entries)?, took);
        let start = self.clock.now();
        let out = settlement::write(&house, &sender, &file, BufWriter::new(File::create(&path)?)).await?;
        out.into_inner()?.sync_all()?;
        report(
            "written",
            u128::try_from(file.entries)?,
            start.duration_until(self.clock.now()).unsigned_abs(),
        );
        let closed = settlement::close(&house, &file, &[0; 32]).await?;
        settlement::leave(&house, &closed, TODAY).await?;
        returns(&path, &back)?;
        let start = self.clock.now();
        let input = BufReader::new(File::open(&back)?);
        let (answers, _) = settlement::read(&house, input, date(2026, 12, 2)).await?;
        let took = start.duration_until(self.clock.now()).unsigned_abs();
        report("returned and booked", u128::from(answers.returned), took);
        Ok(())
    }
}

/// People submit payments, many at once; each waits until its own is durable.
async fn submit(bench: &Arc<Bench>) -> Result<Duration, Failure> {
    let start = bench.clock.now();
    let lanes: Vec<_> = (0..AT_ONCE)
        .map(|lane| {
            let bench = Arc::clone(bench);
            tokio::spawn(async move {
                for number in (lane..SUBMITTED).step_by(usize::try_from(AT_ONCE)?) {
                    let made = payments::made_on(&bench.store, id(1, number % PEOPLE), TODAY).await?;
                    bench.store.write(bench.submission(number, TODAY, made)?).await?;
                }
                Ok::<(), Failure>(())
            })
        })
        .collect();
    for lane in lanes {
        lane.await??;
    }
    let took = start.duration_until(bench.clock.now()).unsigned_abs();
    report("submitted", SUBMITTED, took);
    Ok(took)
}

fn year(number: u128) -> Module {
    Module {
        taxpayer_id: id(1, number),
        id: id(2, number),
        record_key: format!("m{number}"),
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

fn sender() -> Sender {
    Sender {
        destination: "029999998".to_owned(),
        destination_name: "Sample Bank".to_owned(),
        origin: "9123456789".to_owned(),
        origin_name: "Revenue Agency".to_owned(),
        company: "9123456789".to_owned(),
        company_name: "Revenue Agency".to_owned(),
        description: "TAX PAYMT".to_owned(),
        refund_description: "TAX REFUND".to_owned(),
        balance: None,
        prenotes: false,
    }
}

/// The bank's answer: a tenth of the entries come back, at most 100,000.
fn returns(sent: &Path, back: &Path) -> Result<(), Failure> {
    let mut reader = Reader::new(BufReader::new(File::open(sent)?));
    let mut out = BufWriter::new(File::create(back)?);
    let (mut number, mut returned) = (0_u32, 0_u32);
    while let Some(item) = reader.next_item()? {
        let Item::Entry(entry) = item else { continue };
        number += 1;
        if number % 10 != 0 || returned == 100_000 {
            continue;
        }
        returned += 1;
        let (cents, trace) = (entry.amount.ok_or("an entry has an amount")?.get(), entry.trace);
        let own = format!("01999999{returned:07}");
        writeln!(out, "62601999999500123456789      {cents:010}{:15}{:22}S 1{own}", "", "ROBIN CANARY")?;
        writeln!(out, "799R01{trace}      01999999{:44}{own}", "")?;
    }
    Ok(out.flush()?)
}

fn report(what: &str, count: u128, took: Duration) {
    let milliseconds = took.as_millis().max(1);
    println!("{what}: {count} in {milliseconds} ms, {} a second", count * 1_000 / milliseconds);
}

/// `VmHWM` of Linux, in kilobytes.
fn most_memory() -> std::io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0))
}
