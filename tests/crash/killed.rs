//! The whole program, killed without warning at random moments while 32 people pay: nothing that anybody was told is
//! lost, nothing is there twice. `COUNTERFOIL_KILLS` is how often, on SQLite; a fifth of it on PostgreSQL.

use std::time::Duration;

use tempfile::TempDir;

use super::books::wrong;
use super::payers::{Payers, Told};
use super::{Chance, from_environment, open, without_limits};
use crate::world::html::form;
use crate::world::server::{Database, Ports, Server, engines, serve};
use crate::world::visitor::Visitor;

/// So often while payments are posted, out of ten.
const WHILE_POSTING: u32 = 1;

/// A program that is killed and started again on the same ports.
struct Victim {
    server: Option<Server>,
    chance: Chance,
}

impl Victim {
    async fn start(database: Database) -> Self {
        let data = tempfile::tempdir().expect("a test may make a folder");
        let ports = Ports::find();
        let server = launch(data, ports, database).await;
        Self { server: Some(server), chance: Chance::new() }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs but between two lives")
    }

    /// Lets it live for at most so long, kills it and starts it again.
    async fn kill(&mut self, at_most: Duration) {
        let long = u64::try_from(at_most.as_millis()).expect("not centuries");
        tokio::time::sleep(Duration::from_millis(self.chance.below(long))).await;
        let ended = self.server.take().expect("it runs").kill();
        self.server = Some(launch(ended.data, Ports::again(ended.base), ended.database).await);
    }
}

async fn launch(data: TempDir, ports: Ports, database: Database) -> Server {
    let mut command = serve(data.path(), ports.base, &database);
    without_limits(&mut command, data.path());
    Server::launch(command, ports, data, database).await
}

/// What stands in the books of a program that has ended, against what people were told.
async fn assert_whole(victim: Victim, told: &[Told], kills: u32) {
    let ended = victim.server.expect("it runs").kill();
    let store = open(ended.data.path(), &ended.database).await;
    assert_eq!(wrong(&store, told).await, [""; 0], "after {kills} kills and {} payments", told.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_payment_is_lost_or_made_twice_when_the_program_is_killed() {
    let most = from_environment("COUNTERFOIL_KILLS", 500);
    for database in engines().await {
        let kills = if database.url().is_some() { most / 5 } else { most };
        let mut victim = Victim::start(database).await;
        let payers = Payers::begin(victim.server(), || 0).await;
        for _ in 0..kills - kills * WHILE_POSTING / 10 {
            victim.kill(Duration::from_millis(150)).await;
        }
        let told = payers.end().await;
        assert!(told.len() > usize::try_from(kills / 5).expect("a count"), "only {} were made", told.len());
        // A week later all of them are posted, however often that is interrupted.
        let mut visitor = Visitor::new();
        let clock = visitor.get(&format!("{}/sandbox/clock", victim.server().account())).await;
        visitor.submit(&clock, &form(&clock.body, "Move the clock").with("days", "7")).await;
        for _ in 0..kills * WHILE_POSTING / 10 {
            victim.kill(Duration::from_millis(150)).await;
        }
        println!("{} payments told over {kills} kills", told.len());
        assert_whole(victim, &told, kills).await;
    }
}
