//! How many records a second come in? `cargo bench -p agency --bench intake -- [PEOPLE]`
//!
//! Makes a file of made-up people, brings it into a fresh SQLite database twice, and prints records a second and the
//! most memory the process held. `DATABASE_URL` names a PostgreSQL database, migrated and empty, to use instead.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use agency::intake::import;
use outside::{Clock, Dice};
use sandbox::people;
use store::seal::Sealer;
use store::{Keys, PageCache, Store, Target};
use values::Secret;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo gives `--bench` to every bench.
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(20_000);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("books.ndjson");
    let clock = Clock::system();
    let before = clock.now();
    let records = people::write_ndjson(&mut std::fs::File::create(&file)?, people::generate(count, 1))?;
    let bytes = std::fs::metadata(&file)?.len();
    report("made and written", records, before.duration_until(clock.now()).unsigned_abs());
    println!("{count} people, {records} records, {} MB", bytes / 1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(bring_twice(&clock, &file, folder.path()))
}

async fn bring_twice(clock: &Clock, file: &Path, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let target = match std::env::var("DATABASE_URL") {
        Ok(url) => Target::Postgres(Secret::new(url)),
        Err(_) => Target::Sqlite(folder.join("books.sqlite")),
    };
    let store = Store::open_with(&target, PageCache::Large).await?;
    store.migrate().await?;
    let dice = Dice::system();
    let (for_keys, for_sealer) = (dice.clone(), dice.clone());
    let keys = Keys::generate(move || for_keys.bytes::<32>());
    let sealer = Sealer::new(&keys, move || for_sealer.bytes::<32>());
    for name in ["brought in", "brought in again"] {
        let before = clock.now();
        let summary = import(&store, &sealer, clock, &dice, file, |_| ControlFlow::Continue(())).await?;
        let took = before.duration_until(clock.now()).unsigned_abs();
        report(name, summary.records, took);
        println!("  added {}, unchanged {}, set aside {}", summary.added, summary.unchanged, summary.bad);
    }
    println!("most memory held: {} MB", most_memory()? / 1_000);
    Ok(())
}

fn report(what: &str, records: u64, took: Duration) {
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    println!("{what}: {records} records in {milliseconds} ms, {} a second", records * 1_000 / milliseconds);
}

/// `VmHWM` of Linux, in kilobytes.
fn most_memory() -> std::io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0))
}
