//! Which files of sites are in the folder, and what do they come to? Read whole at a start; followed while the program
//! runs, where a file that became wrong changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use identity::Identity;
use identity::oidc::clients::Client;
use identity::oidc::clients::files::{self, Place};

use crate::commands::Failure;

/// What a change of the folder is known by: each file's name, length and time.
type Marks = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// The folder, and what was last seen of it.
#[derive(Debug)]
pub(crate) struct Folder {
    path: Option<PathBuf>,
    place: Place,
    seen: Marks,
}

impl Folder {
    /// The folder that the settings name; without one there are only our own sites.
    pub(crate) fn new(path: Option<&Path>, place: Place) -> Self {
        Self { path: path.map(Path::to_owned), place, seen: Marks::new() }
    }

    /// Where it is, for a command that needs one.
    pub(crate) fn required(&self) -> Result<&Path, Failure> {
        self.path.as_deref().ok_or_else(|| {
            Failure::Input("identity.clients: set the folder of the sites' files first".to_owned())
        })
    }

    /// The files, by name. A folder that is not there holds none.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        let Some(folder) = &self.path else { return Ok(Vec::new()) };
        let unreadable = |error: std::io::Error| Failure::Input(format!("{}: {error}", folder.display()));
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let file = entry.map_err(unreadable)?.path();
            let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if !hidden && file.extension().is_some_and(|kind| kind == "toml") {
                files.push(file);
            }
        }
        files.sort();
        Ok(files)
    }

    /// Every site of the folder, or the first that is wrong, with its file, its key and what to write.
    pub(crate) fn read(&self) -> Result<Vec<Client>, Failure> {
        let clients = self.files()?.iter().map(|file| self.read_file(file)).collect::<Result<Vec<_>, _>>()?;
        files::check_together(&clients).map_err(|error| self.named(&error))?;
        Ok(clients)
    }

    /// One file of the folder; its name must be its site's id.
    fn read_file(&self, file: &Path) -> Result<Client, Failure> {
        let client = read_any(file, self.place)?;
        if file.file_stem().is_some_and(|stem| stem.to_string_lossy() == client.client_id) {
            return Ok(client);
        }
        Err(Failure::Input(format!(
            "{}: client_id: it says {}: name the file {}.toml",
            file.display(),
            client.client_id,
            client.client_id
        )))
    }

    /// A fault between several sites, with the file of the one it is told of.
    pub(crate) fn named(&self, error: &identity::oidc::clients::ClientError) -> Failure {
        let folder = self.path.as_deref().unwrap_or(Path::new("."));
        let file = folder.join(format!("{}.toml", error.client_id));
        Failure::Input(format!("{}: {}: {}", file.display(), error.key, error.why))
    }

    /// Notes what the folder looks like; whether it changed.
    pub(crate) fn changed(&mut self) -> bool {
        let Ok(files) = self.files() else { return false };
        let mark = |file: PathBuf| {
            let about = fs::metadata(&file).ok()?;
            Some((file, (about.len(), about.modified().ok())))
        };
        let marks: Marks = files.into_iter().filter_map(mark).collect();
        let changed = marks != self.seen;
        self.seen = marks;
        changed
    }

    /// Lets the identity site follow a changed folder. What is wrong is logged once for each change, and the sites
    /// stay as they were.
    pub(crate) fn follow(&mut self, identity: &Identity) {
        if !self.changed() {
            return;
        }
        let outcome = self.read().and_then(|clients| {
            let count = clients.len();
            identity.set_clients(clients).map_err(|error| self.named(&error))?;
            Ok(count)
        });
        match outcome {
            Ok(count) => tracing::info!(count, "the sites' files were read"),
            Err(Failure::Input(why) | Failure::Broken(why) | Failure::Unreadable(why)) => {
                tracing::error!(why, "a site's file is wrong: nothing was changed");
            }
            Err(Failure::NobodyReads) => {}
        }
    }
}

/// Any file, wherever it lies.
pub(crate) fn read_any(file: &Path, place: Place) -> Result<Client, Failure> {
    let named = |why: String| Failure::Input(format!("{}: {why}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
    files::read(&text, place).map_err(|error| named(error.to_string()))
}
