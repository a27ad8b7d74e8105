//! How many information returns a second are read, and come in? `cargo bench -p agency --bench information_returns -- [RETURNS]`
//!
//! Makes a file of made-up W-2, checks it, brings it into a fresh SQLite database, and prints both rates and the most memory
//! the process held. `DATABASE_URL` names a PostgreSQL database, migrated and empty, to use instead.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use agency::information_returns::{Accept, check, import};
use formats::efw2::{Variant, Writer};
use formats::information_returns::LineEnd;
use formats::information_returns::testing::{payer, w2};
use outside::{Clock, Dice};
use store::seal::Sealer;
use store::{Keys, PageCache, Store, Target};
use values::Secret;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo gives `--bench` to every bench.
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("wages.txt");
    let out = std::io::BufWriter::new(std::fs::File::create(&file)?);
    let mut writer = Writer::begin(out, Variant::W2, &payer(0), LineEnd::Feed)?;
    let payer = payer(1);
    for number in 0..count {
        writer.add(&w2(number, &payer))?;
    }
    drop(writer.finish()?);
    println!("{count} returns, {} MB", std::fs::metadata(&file)?.len() / 1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(count, &file, folder.path()))
}

async fn measure(count: u64, file: &Path, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let clock = Clock::system();
    let before = clock.now();
    let records = check(file).await?.records;
    report("records checked", records, before.duration_until(clock.now()).unsigned_abs());
    let target = match std::env::var("DATABASE_URL") {
        Ok(url) => Target::Postgres(Secret::new(url)),
        Err(_) => Target::Sqlite(folder.join("books.sqlite")),
    };
    let store = Store::open_with(&target, PageCache::Large).await?;
    store.migrate().await?;
    let dice = Dice::system();
    let (for_keys, for_sealer) = (dice.clone(), dice);
    let sealer =
        Sealer::new(&Keys::generate(move || for_keys.bytes::<32>()), move || for_sealer.bytes::<32>());
    let before = clock.now();
    let (found, _) =
        import(&store, &sealer, &clock, file, Accept::Whole, |_| ControlFlow::Continue(())).await?;
    report("returns checked and stored", found.added, before.duration_until(clock.now()).unsigned_abs());
    assert_eq!(found.added, count);
    let status = std::fs::read_to_string("/proc/self/status")?;
    if let Some(most) = status.lines().find(|line| line.starts_with("VmHWM")) {
        println!("{most}");
    }
    Ok(())
}

fn report(what: &str, count: u64, time: Duration) {
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    println!("{count} {what} in {milliseconds} ms: {} a second", count * 1_000 / milliseconds);
}
