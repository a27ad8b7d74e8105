//! What does a program that is killed leave, or a machine that loses its power? Books that go on where they stopped, and
//! no page half written.

use std::path::Path;
use std::process::Command;

use store::{Store, Target};

use crate::world::server::Database;

mod books;
mod import;
mod killed;
mod payers;
mod power;
mod settle;

/// How often; a number that the environment may set, as `make crash-long` does.
fn from_environment(name: &str, usual: u32) -> u32 {
    std::env::var(name).map_or(usual, |number| number.parse().expect("a number of times"))
}

/// The database of a folder's demonstration.
async fn open(data: &Path, database: &Database) -> Store {
    match database {
        Database::Sqlite => {
            Store::open(&Target::Sqlite(data.join("counterfoil.db"))).await.expect("it opens")
        }
        Database::Postgres(scratch) => scratch.store.clone(),
    }
}

/// Lets one person pay more than twenty times a day: a thousand times.
fn without_limits(command: &mut Command, data: &Path) {
    let pack = data.join("law");
    std::fs::create_dir_all(&pack).expect("a test may make a folder");
    let figures = include_str!("../../crates/tax/packs/us-federal/figures.csv");
    let changed = figures.replace("payment.most_a_day,2020-01-01,20,", "payment.most_a_day,2020-01-01,1000,");
    assert_ne!(changed, figures, "the pack says how many payments a day may have");
    std::fs::write(pack.join("figures.csv"), changed).expect("a test may write a file");
    command.env("COUNTERFOIL__LAW__PACK", pack);
}

/// Chance enough to spread moments: a linear congruence, begun by the process's number.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        Self(u64::from(std::process::id()))
    }

    /// A number below a bound that is not zero.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}
