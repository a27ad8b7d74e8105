//! How do an agency's books come in? Line by line from a file, as often as one likes, whatever interrupts it.
//!
//! One thread reads and parses, this task compares with what stands and seals, the store's writer writes: batch
//! `n + 1` is compared while batch `n` is written. Each batch is one write: its records, the lines set aside, one
//! audit record and how far the file has been read, so that a killed intake goes on where its last batch ended.
//! Ids come from record keys, so that bringing a record twice changes nothing.

mod batches;
mod compare;
mod convert;
mod standing;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use outside::{Clock, Dice};
use store::seal::Sealer;
use store::taxes::intake::{self, Run};
use store::{Actor, AuditRecord, Store, StoreError, Write, WriteError};
use tokio::task::JoinHandle;
use values::{Id, Timestamp};

use batches::{Batch, Books};
use standing::Standing;

/// Bad lines that a summary names; all of them are in the store.
const NAMED_LINES: usize = 20;
/// How often a batch is compared again when something else changes the same records.
const ATTEMPTS: u32 = 5;

/// Why an intake stopped. What had come in by then stays, and the next intake of the same file goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file failed in the middle.
    #[error(transparent)]
    Books(#[from] formats::books::BooksError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another program brings in the same file.
    #[error("another program brings in the same file: wait until it has finished")]
    Taken,
    /// Something else kept changing the same records.
    #[error("the records up to line {line} kept changing while they were compared: try again")]
    Contested {
        /// The last line of the batch.
        line: u64,
    },
    /// A part of the program ended early.
    #[error("a part of the intake ended early; see the log")]
    Ended,
}

/// How far an intake is, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that have come in.
    pub bytes_done: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Lines that have come in.
    pub lines: u64,
    /// Records among them that stand in the books.
    pub records: u64,
    /// Lines that were set aside.
    pub bad: u64,
    /// Records brought in a second since this program began with the file.
    pub records_per_second: u64,
}

/// What an intake did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Under which id the store keeps the run and its lines set aside.
    pub run: Id,
    /// Whether the end of the file was reached.
    pub finished: bool,
    /// After which line an earlier, interrupted intake had stopped; 0 for none.
    pub resumed_after_line: u64,
    /// Lines of the file that have come in, with those of interrupted intakes.
    pub lines: u64,
    /// Records that stand in the books, with those of interrupted intakes.
    pub records: u64,
    /// Lines set aside, with those of interrupted intakes.
    pub bad: u64,
    /// New records, this time.
    pub added: u64,
    /// Records whose content was replaced, this time.
    pub changed: u64,
    /// Records that stood as they are, this time.
    pub unchanged: u64,
    /// The first lines set aside this time, with the reason; the rest is in the store.
    pub named_lines: Vec<(u64, String)>,
}

/// Brings a file of books in. `progress` is called after each batch; `Break` stops there in good order.
pub async fn import(
    store: &Store,
    sealer: &Sealer,
    clock: &Clock,
    dice: &Dice,
    path: &Path,
    mut progress: impl FnMut(&Progress) -> ControlFlow<()> + Send,
) -> Result<Summary, IntakeError> {
    let books = Books::open(path).await?;
    let began_at = clock.now();
    let run = open_run(store, dice, books.digest, began_at).await?;
    let (bytes_total, resumed_after_line) = (books.length, unsigned(run.lines_done));
    let already = unsigned(run.records);
    let mut batches = books.read_from(unsigned(run.bytes_done), resumed_after_line)?;
    let mut intake = Intake { store, clock, standing: Standing::new(store, sealer) };
    let mut landed = Tally::of(run);
    let mut flight: Option<Flight> = None;
    loop {
        let batch = batches.next().await?;
        let last = batch.is_none();
        let next = match (batch, &flight) {
            (Some(batch), Some(flight)) => Some(intake.plan(batch, &flight.plan.after).await?),
            (Some(batch), None) => Some(intake.plan(batch, &landed).await?),
            (None, _) => None,
        };
        if let Some(current) = flight.take() {
            let (tally, next) = intake.land(current, next).await?;
            landed = tally;
            let told = landed.progress(bytes_total, already, elapsed(began_at, clock.now()));
            let stop = progress(&told).is_break();
            flight = next.filter(|_| !stop).map(|plan| intake.launch(plan));
            if stop {
                break;
            }
        } else {
            flight = next.map(|plan| intake.launch(plan));
        }
        if last {
            break;
        }
    }
    Ok(landed.summary(resumed_after_line))
}

/// The run to go on with: an interrupted one of the same file, or a new one.
async fn open_run(
    store: &Store,
    dice: &Dice,
    file_digest: [u8; 32],
    now: Timestamp,
) -> Result<Run, IntakeError> {
    if let Some(run) = intake::find(store, file_digest).await?.filter(|run| !run.done) {
        return Ok(run);
    }
    let run = Run::new(dice.id(now), file_digest, now);
    let write = intake::add(Write::new(), &run).audit(audit(&run, now, "books.open", None));
    match store.write(write).await {
        Ok(()) => Ok(run),
        Err(WriteError::Conflict { .. }) => Err(IntakeError::Taken),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}

fn audit(run: &Run, at: Timestamp, action: &'static str, reason: Option<String>) -> AuditRecord {
    AuditRecord { at, actor: Actor::System("intake"), action, subject: Some(run.id), reason }
}

/// One intake at work.
struct Intake<'a> {
    store: &'a Store,
    clock: &'a Clock,
    standing: Standing<'a>,
}

/// A batch with everything that will be written for it.
struct Plan {
    batch: Batch,
    before: Tally,
    after: Tally,
    write: Write,
}

/// A plan that is being written.
struct Flight {
    plan: Plan,
    writing: JoinHandle<Result<(), WriteError>>,
}

impl Intake<'_> {
    /// Compares a batch with what stands and lists what is to be written.
    async fn plan(&mut self, batch: Batch, before: &Tally) -> Result<Plan, IntakeError> {
        let mut after = before.clone();
        let now = self.clock.now();
        self.standing.begin_batch();
        let mut records = Write::new();
        let mut bad = Write::new();
        for (line, content) in &batch.lines {
            let verdict = match content {
                Ok(record) => {
                    let (write, verdict) = self.standing.bring(records, record).await?;
                    records = write;
                    verdict
                }
                Err(problem) => compare::Verdict::SetAside(problem.to_string()),
            };
            if let compare::Verdict::SetAside(why) = &verdict {
                bad = intake::set_aside(bad, after.run.id, signed(*line), why);
            }
            after.count(*line, verdict);
        }
        after.run.lines_done = signed(batch.end_line);
        after.run.bytes_done = signed(batch.end_byte);
        after.run.done = batch.last;
        after.run.changed_at = now;
        // The run comes first: a conflict at statement 0 means that another program has the file.
        let reason = after.since(before, before.run.lines_done + 1);
        let write = intake::change(Write::new(), &after.run)
            .and(self.standing.touched(records))
            .and(bad)
            .audit(audit(&after.run, now, "books.bring", Some(reason)));
        after.run.version += 1;
        Ok(Plan { batch, before: before.clone(), after, write })
    }

    /// Hands a plan to the writer.
    fn launch(&self, mut plan: Plan) -> Flight {
        let store = self.store.clone();
        let write = std::mem::take(&mut plan.write);
        let writing = tokio::spawn(async move { store.write(write).await });
        Flight { plan, writing }
    }

    /// Waits until a batch stands. If it met other rows than expected it is compared again, and so is the next one,
    /// which had been compared with what did not come to stand.
    async fn land(
        &mut self,
        flight: Flight,
        next: Option<Plan>,
    ) -> Result<(Tally, Option<Plan>), IntakeError> {
        let Flight { mut plan, mut writing } = flight;
        for attempt in 1..=ATTEMPTS {
            match writing.await.map_err(|_| IntakeError::Ended)? {
                Ok(()) if attempt == 1 => return Ok((plan.after, next)),
                Ok(()) => {
                    let next = match next {
                        Some(next) => Some(self.plan(next.batch, &plan.after).await?),
                        None => None,
                    };
                    return Ok((plan.after, next));
                }
                Err(WriteError::Conflict { statement: 0, .. }) => return Err(IntakeError::Taken),
                Err(WriteError::Store(error)) => return Err(error.into()),
                Err(WriteError::Conflict { statement, kind }) => {
                    tracing::info!(statement, ?kind, attempt, "a batch of books is compared again");
                }
            }
            self.standing.forget();
            let again = self.plan(plan.batch, &plan.before).await?;
            Flight { plan, writing } = self.launch(again);
        }
        writing.abort();
        Err(IntakeError::Contested { line: plan.batch.end_line })
    }
}

/// The counts of an intake up to some batch.
#[derive(Clone, Debug)]
struct Tally {
    run: Run,
    added: u64,
    changed: u64,
    unchanged: u64,
    named_lines: Vec<(u64, String)>,
}

impl Tally {
    const fn of(run: Run) -> Self {
        Self { run, added: 0, changed: 0, unchanged: 0, named_lines: Vec::new() }
    }

    fn count(&mut self, line: u64, verdict: compare::Verdict) {
        let counter = match verdict {
            compare::Verdict::Added => &mut self.added,
            compare::Verdict::Changed => &mut self.changed,
            compare::Verdict::Unchanged => &mut self.unchanged,
            compare::Verdict::SetAside(why) => {
                self.run.bad += 1;
                if self.named_lines.len() < NAMED_LINES {
                    self.named_lines.push((line, why));
                }
                return;
            }
        };
        *counter += 1;
        self.run.records += 1;
    }

    /// The reason in the audit record of a batch.
    fn since(&self, before: &Self, first_line: i64) -> String {
        format!(
            "lines {first_line} to {}: {} added, {} changed, {} unchanged, {} set aside",
            self.run.lines_done,
            self.added - before.added,
            self.changed - before.changed,
            self.unchanged - before.unchanged,
            self.run.bad - before.run.bad,
        )
    }

    fn progress(&self, bytes_total: u64, already: u64, milliseconds: u64) -> Progress {
        let records = unsigned(self.run.records);
        Progress {
            bytes_done: unsigned(self.run.bytes_done),
            bytes_total,
            lines: unsigned(self.run.lines_done),
            records,
            bad: unsigned(self.run.bad),
            records_per_second: records.saturating_sub(already).saturating_mul(1_000) / milliseconds.max(1),
        }
    }

    fn summary(self, resumed_after_line: u64) -> Summary {
        Summary {
            run: self.run.id,
            finished: self.run.done,
            resumed_after_line,
            lines: unsigned(self.run.lines_done),
            records: unsigned(self.run.records),
            bad: unsigned(self.run.bad),
            added: self.added,
            changed: self.changed,
            unchanged: self.unchanged,
            named_lines: self.named_lines,
        }
    }
}

fn elapsed(from: Timestamp, to: Timestamp) -> u64 {
    unsigned(to.as_millisecond() - from.as_millisecond())
}

/// A count as SQL holds it.
fn signed(count: u64) -> i64 {
    i64::try_from(count).expect("a file has fewer than 2^63 bytes")
}

/// A count out of SQL; a negative one is none.
fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
