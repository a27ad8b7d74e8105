//! How is the demonstration started for a test, on each engine, with ports and data of its own?

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use store::Target;
use store::testing::Scratch;
use tempfile::TempDir;

use super::program;

/// Where a test's program remembers things.
pub(crate) enum Database {
    /// A file in the data folder.
    Sqlite,
    /// A database on the test server, gone with the value.
    Postgres(Scratch),
}

impl Database {
    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Postgres(Scratch { target: Target::Postgres(url), .. }) => Some(url.expose()),
            Self::Sqlite | Self::Postgres(_) => None,
        }
    }
}

/// The engines there are: SQLite always, PostgreSQL when there is a test server.
pub(crate) async fn engines() -> Vec<Database> {
    let postgres = Scratch::empty_postgres().await.map(Database::Postgres);
    [Some(Database::Sqlite), postgres].into_iter().flatten().collect()
}

/// Ten ports that nobody else uses: the ninth, which the program leaves free, is held for as long as the test runs,
/// so that two tests never choose the same ten.
pub(crate) struct Ports {
    pub(crate) base: u16,
    _held: TcpListener,
}

impl Ports {
    /// The ports of a program that ended, to start it again where it was.
    pub(crate) fn again(base: u16) -> Self {
        let held = TcpListener::bind(("127.0.0.1", base + 8)).expect("nobody else has taken them");
        Self { base, _held: held }
    }

    pub(crate) fn find() -> Self {
        let mut random = std::process::id();
        loop {
            // A linear congruence is chance enough to spread processes over the range.
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let base = 12_000 + 10 * u16::try_from((random >> 16) % 2_000).expect("below 2,000");
            let Ok(held) = TcpListener::bind(("127.0.0.1", base + 8)) else { continue };
            let is_free = |offset: u16| TcpListener::bind(("127.0.0.1", base + offset)).is_ok();
            if (0..8).chain([9]).all(is_free) {
                return Self { base, _held: held };
            }
        }
    }
}

/// A running demonstration.
pub(crate) struct Server {
    child: Child,
    ports: Ports,
    data: TempDir,
    pub(crate) database: Database,
    readers: Vec<JoinHandle<()>>,
    said: Arc<Mutex<String>>,
}

impl Server {
    /// Starts with an empty folder and waits until it is ready.
    pub(crate) async fn start(database: Database) -> Self {
        let data = tempfile::tempdir().expect("a test may make a folder");
        Self::start_in(data, database).await
    }

    /// Starts with what a folder and a database hold.
    pub(crate) async fn start_in(data: TempDir, database: Database) -> Self {
        Self::start_with(data, database, &[]).await
    }

    /// The same with variables, which set what a configuration would.
    pub(crate) async fn start_with(data: TempDir, database: Database, variables: &[(&str, String)]) -> Self {
        let ports = Ports::find();
        let mut command = serve(data.path(), ports.base, &database);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        Self::launch(command, ports, data, database).await
    }

    /// Starts the program by a command that serves on these ports.
    pub(crate) async fn launch(
        mut command: Command,
        ports: Ports,
        data: TempDir,
        database: Database,
    ) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let readers = vec![
            collect(child.stdout.take().expect("the output is a pipe"), said.clone()),
            collect(child.stderr.take().expect("the log is a pipe"), said.clone()),
        ];
        let mut server = Self { child, ports, data, database, readers, said };
        server.wait_until_ready().await;
        server
    }

    async fn wait_until_ready(&mut self) {
        let ready = format!("{}/readyz", self.operations());
        for _ in 0..600 {
            if let Ok(answer) = reqwest::get(&ready).await
                && answer.status().is_success()
            {
                return;
            }
            let ended = self.child.try_wait().expect("its state can be read");
            assert!(ended.is_none(), "the program ended with {ended:?}:\n{}", self.said());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the program did not become ready:\n{}", self.said());
    }

    pub(crate) fn account(&self) -> String {
        self.site(0)
    }

    pub(crate) fn identity(&self) -> String {
        self.site(1)
    }

    pub(crate) fn staff(&self) -> String {
        self.site(3)
    }

    pub(crate) fn operations(&self) -> String {
        self.site(9)
    }

    pub(crate) fn site(&self, ahead: u16) -> String {
        format!("http://localhost:{}", self.ports.base + ahead)
    }

    /// Calls a command on the folder and database of the running demonstration.
    pub(crate) fn command(&self, arguments: &[&str]) -> program::Answer {
        let data = self.data().to_str().expect("a path is text").to_owned();
        let url = self.database.url().map(ToOwned::to_owned);
        let all: Vec<&str> = arguments.iter().copied().chain(["--data", &data]).collect();
        program::call_with(&all, "", url.as_deref())
    }

    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// Everything on standard output and in the log so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("readers do not panic").clone()
    }

    /// Asks it to stop as a service manager does, and gives what is left to start again with.
    pub(crate) fn stop(mut self) -> Ended {
        signal(self.child.id(), "TERM");
        let status = self.child.wait().expect("the program ends");
        self.end(status)
    }

    /// Ends it without any warning.
    pub(crate) fn kill(mut self) -> Ended {
        self.child.kill().expect("the program is there");
        let status = self.child.wait().expect("the program ends");
        self.end(status)
    }

    fn end(mut self, status: ExitStatus) -> Ended {
        for reader in self.readers.drain(..) {
            reader.join().expect("readers do not panic");
        }
        let said = self.said();
        let data = std::mem::replace(&mut self.data, tempfile::tempdir().expect("a test may make a folder"));
        let database = std::mem::replace(&mut self.database, Database::Sqlite);
        Ended { status, said, data, database, base: self.ports.base }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let said = self.said();
            let wrong = said.lines().filter(|line| line.contains("ERROR") || line.contains("panicked"));
            eprintln!("the program said: {:#?}", wrong.collect::<Vec<_>>());
        }
    }
}

/// What is left of a program that ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
    pub(crate) data: TempDir,
    pub(crate) database: Database,
    /// The first of its ports.
    pub(crate) base: u16,
}

impl Ended {
    /// Starts the demonstration again where it was: other ports would be other sites.
    pub(crate) async fn start_again(self) -> Server {
        let ports = Ports::again(self.base);
        let command = serve(self.data.path(), ports.base, &self.database);
        Server::launch(command, ports, self.data, self.database).await
    }
}

/// The command that starts the demonstration.
pub(crate) fn serve(data: &Path, base: u16, database: &Database) -> Command {
    let mut command = Command::new(program::path());
    command.args(["serve", "--demo", "--listen-base", &base.to_string(), "--data"]).arg(data);
    command.env("COUNTERFOIL__LOG__LEVEL", "info").env_remove("DATABASE_URL");
    if let Some(url) = database.url() {
        command.env("DATABASE_URL", url);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(crate) fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).status();
    assert!(sent.expect("kill can be run").success(), "no process {process}");
}

fn collect(mut from: impl Read + Send + 'static, said: Arc<Mutex<String>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            said.lock().expect("readers do not panic").push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    })
}
