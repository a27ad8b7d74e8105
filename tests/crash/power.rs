//! The power fails while 32 people pay: of what was not waited for, each piece of 512 bytes is on the disk or not. Nothing
//! that anybody was told is lost. `COUNTERFOIL_CUTS` is how often.
//!
//! One run is recorded (`power.c`): each write of the database and each wait for the disk, in order. Then it is cut at
//! random places, and the disk is looked at as it could be then. That the test sees what it should is shown by a disk
//! that forgets the waits for the log.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use store::{Store, Target};

use super::books::wrong;
use super::payers::{Payers, Told};
use super::{Chance, from_environment, without_limits};
use crate::world::server::{Database, Ports, Server, serve};

const DATABASE: &str = "counterfoil.db";
/// What a disk writes whole or not at all.
const SECTOR: usize = 512;
/// How long people pay while it is recorded.
const RECORDED: Duration = Duration::from_secs(5);

/// Something a program did to a file.
#[derive(Clone)]
enum Step {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { size: usize },
    Wait,
}

/// A recorded run: each step with the file's name and the mark at its end, and what people were told.
struct Recording {
    before: BTreeMap<String, Vec<u8>>,
    steps: Vec<(u64, String, Step)>,
    told: Vec<Told>,
}

fn tracer() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("crash/power.c");
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("power-{}.so", std::process::id()));
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o"]).arg(&built).arg(source);
    assert!(compiler.status().expect("the linker of Rust is a C compiler").success());
    built
}

/// The files of a database.
fn files(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = [DATABASE.to_owned(), format!("{DATABASE}-wal")];
    names.into_iter().filter_map(|name| Some((name.clone(), std::fs::read(data.join(name)).ok()?))).collect()
}

async fn recorded() -> Recording {
    // Made and left in peace first, so that the recording begins with whole files.
    let ended = Server::start(Database::Sqlite).await.stop();
    let before = files(ended.data.path());
    let (tracer, notes) = (tracer(), ended.data.path().join("notes"));
    let ports = Ports::find();
    let mut command = serve(ended.data.path(), ports.base, &Database::Sqlite);
    without_limits(&mut command, ended.data.path());
    command.env("LD_PRELOAD", &tracer).env("POWER_LOG", &notes).env("POWER_WATCH", DATABASE);
    let server = Server::launch(command, ports, ended.data, Database::Sqlite).await;
    let at = notes.clone();
    let mark = move || std::fs::metadata(&at).map_or(0, |notes| notes.len());
    let payers = Payers::begin(&server, mark).await;
    tokio::time::sleep(RECORDED).await;
    let ended = server.kill();
    let told = payers.leave();
    let steps = steps(&std::fs::read(notes).expect("it was recorded"));
    std::fs::remove_file(tracer).expect("it was made");
    drop(ended);
    Recording { before, steps, told }
}

/// Reads the notes; one that was being written when the program was killed does not count.
fn steps(notes: &[u8]) -> Vec<(u64, String, Step)> {
    let mut steps = Vec::new();
    let mut rest = notes;
    while let Some((step, after)) = step(rest) {
        rest = after;
        let mark = u64::try_from(notes.len() - rest.len()).expect("a length");
        steps.push((mark, step.0, step.1));
    }
    steps
}

fn step(notes: &[u8]) -> Option<((String, Step), &[u8])> {
    let (&[what, length], rest) = notes.split_first_chunk::<2>()?;
    let (name, rest) = rest.split_at_checked(usize::from(length))?;
    let (at, rest) = rest.split_first_chunk::<8>()?;
    let (count, rest) = rest.split_first_chunk::<8>()?;
    let number = |bytes: &[u8; 8]| usize::try_from(u64::from_le_bytes(*bytes)).ok();
    let (bytes, rest) = rest.split_at_checked(number(count)?)?;
    let step = match what {
        b'w' => Step::Write { at: number(at)?, bytes: bytes.to_vec() },
        b't' => Step::Truncate { size: number(at)? },
        _ => Step::Wait,
    };
    Some(((String::from_utf8(name.to_vec()).ok()?, step), rest))
}

/// A disk, and what waits in its memory.
struct Disk {
    lasting: BTreeMap<String, Vec<u8>>,
    waiting: BTreeMap<String, Vec<Step>>,
    /// A file of which it says that all is written when it is not.
    forgets: Option<String>,
}

impl Disk {
    fn take(&mut self, name: &str, step: &Step) {
        if !matches!(step, Step::Wait) {
            self.waiting.entry(name.to_owned()).or_default().push(step.clone());
        } else if self.forgets.as_deref() != Some(name) {
            for step in self.waiting.remove(name).unwrap_or_default() {
                apply(self.lasting.entry(name.to_owned()).or_default(), &step);
            }
        }
    }

    /// What it holds when the power fails now.
    fn cut(&self, chance: &mut Chance) -> BTreeMap<String, Vec<u8>> {
        let mut left = self.lasting.clone();
        for (name, steps) in &self.waiting {
            for step in steps {
                match chance.below(3) {
                    0 => {}
                    1 => apply(left.entry(name.clone()).or_default(), step),
                    _ => torn(step, chance).iter().for_each(|piece| {
                        apply(left.entry(name.clone()).or_default(), piece);
                    }),
                }
            }
        }
        left
    }
}

fn apply(file: &mut Vec<u8>, step: &Step) {
    match step {
        Step::Write { at, bytes } => {
            let end = at + bytes.len();
            file.resize(file.len().max(end), 0);
            file[*at..end].copy_from_slice(bytes);
        }
        Step::Truncate { size } => file.resize(*size, 0),
        Step::Wait => {}
    }
}

/// Some of the sectors of a write.
fn torn(step: &Step, chance: &mut Chance) -> Vec<Step> {
    let Step::Write { at, bytes } = step else { return vec![step.clone()] };
    let pieces = bytes.chunks(SECTOR).enumerate().filter(|_| chance.below(2) == 0);
    pieces.map(|(number, piece)| Step::Write { at: at + number * SECTOR, bytes: piece.to_vec() }).collect()
}

/// What is wrong after each of so many cuts.
async fn after_cuts(recording: &Recording, cuts: u32, forgets: Option<String>) -> Vec<String> {
    let mut chance = Chance::new();
    let count = u64::try_from(recording.steps.len()).expect("a count");
    let mut places: Vec<u64> = (0..cuts).map(|_| chance.below(count)).collect();
    places.sort_unstable();
    let mut disk = Disk { lasting: recording.before.clone(), waiting: BTreeMap::new(), forgets };
    let (mut place, mut found) = (0, Vec::new());
    for cut in places {
        while place <= cut {
            let (_, name, step) = &recording.steps[usize::try_from(place).expect("an index")];
            disk.take(name, step);
            place += 1;
        }
        let mark = recording.steps[usize::try_from(cut).expect("an index")].0;
        let told: Vec<Told> = recording.told.iter().filter(|told| told.mark <= mark).cloned().collect();
        let wrong = wrong_on(&disk.cut(&mut chance), &told).await;
        found.extend(wrong.into_iter().map(|wrong| format!("cut at {cut} of {count}: {wrong}")));
    }
    found
}

/// What is wrong on a disk when the program is started on it again.
async fn wrong_on(disk: &BTreeMap<String, Vec<u8>>, told: &[Told]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    for (name, bytes) in disk {
        std::fs::write(folder.path().join(name), bytes).expect("a test may write a file");
    }
    let store = match Store::open(&Target::Sqlite(folder.path().join(DATABASE))).await {
        Ok(store) => store,
        Err(error) => return vec![format!("it does not open: {error}")],
    };
    match store.row("SELECT integrity_check FROM pragma_integrity_check", &[]).await {
        Ok(Some(row)) if row.text(0).is_ok_and(|found| found == "ok") => wrong(&store, told).await,
        other => vec![format!("it is damaged: {other:?}")],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_payment_that_was_told_is_lost_when_the_power_fails() {
    let recording = recorded().await;
    let cuts = from_environment("COUNTERFOIL_CUTS", 500);
    assert!(recording.told.len() > 20, "only {} payments were made", recording.told.len());
    println!("{cuts} cuts of {} steps, {} payments told", recording.steps.len(), recording.told.len());
    assert_eq!(after_cuts(&recording, cuts, None).await, [""; 0]);
    // A disk, or a setting, that does not wait for the log: the test must see it.
    let seen = after_cuts(&recording, cuts / 10, Some(format!("{DATABASE}-wal"))).await;
    assert!(seen.iter().any(|wrong| wrong.contains("is lost")), "nothing was lost by a disk that forgets");
}
