//! Makes a configuration and keys, so that the program can be started for real.

use std::fs;
use std::path::PathBuf;

use outside::Dice;
use store::Keys;

use super::Failure;
use crate::key_files;

/// Make a configuration and keys in a folder.
#[derive(clap::Args)]
pub(crate) struct Init {
    /// The folder; nothing in it is overwritten
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

pub(crate) fn run(init: &Init) -> Result<(), Failure> {
    let file = init.dir.join("counterfoil.toml");
    if file.exists() {
        return Err(Failure::Input(format!(
            "{} is there already; choose another folder with --dir",
            file.display()
        )));
    }
    let keys = init.dir.join("keys");
    fs::create_dir_all(&keys).map_err(|error| Failure::Input(format!("{}: {error}", keys.display())))?;
    let keys = keys.canonicalize()?;
    let dice = Dice::system();
    let [root, index, client, staff, documents] =
        ["root.key", "index.key", "account-client.key", "staff-client.key", "documents.key"]
            .map(|name| keys.join(name));
    Keys::generate(|| dice.bytes()).save(&root, &index)?;
    key_files::ensure(&client)?;
    key_files::ensure(&staff)?;
    key_files::ensure(&documents)?;
    let folder = init.dir.canonicalize()?;
    let (database, clients) = (folder.join("counterfoil.db"), folder.join("clients"));
    fs::create_dir_all(&clients)?;
    let [root, index, client, staff, documents, database, clients] =
        [&root, &index, &client, &staff, &documents, &database, &clients]
            .map(|path| quoted(&path.to_string_lossy()));
    fs::write(
        &file,
        format!(
            include_str!("init.toml"),
            root = root,
            index = index,
            client = client,
            staff = staff,
            documents = documents,
            database = database,
            clients = clients
        ),
    )?;
    println!(
        "Made {} and five keys in {}.\n\
         Move the keys off the database's disk, set what the file asks for, then:\n  \
         counterfoil config check --config {}\n  counterfoil migrate --config {}\n  counterfoil serve --config {}",
        file.display(),
        keys.display(),
        file.display(),
        file.display(),
        file.display()
    );
    Ok(())
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
