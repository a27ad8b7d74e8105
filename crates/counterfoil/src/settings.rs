//! How is the program set up? A TOML file, environment variables over it, the command line over both.
//!
//! Every key has a variable: `COUNTERFOIL__` and the key's path with two underscores between, as
//! `COUNTERFOIL__AGENCY__NAME`. `DATABASE_URL` stands for `database.url`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use store::Target;
use values::Secret;

mod banks;
mod cards;
mod log;
mod papers;
mod proofing;
mod settlement;
mod sign_in;
mod sign_ins;
mod telephones;
mod tokens;
mod wallets;

pub(crate) use banks::BankFiles;
pub(crate) use cards::Cards;
pub(crate) use log::Log;
pub(crate) use papers::Papers;
pub(crate) use proofing::Proofing;
pub(crate) use settlement::Settlement;
pub(crate) use sign_in::SignIn;
pub(crate) use sign_ins::SignIns;
pub(crate) use telephones::{Passwords, Phones, Texts};
pub(crate) use tokens::Tokens;
pub(crate) use wallets::Wallets;

/// The first port of the demonstration, unless another is asked for.
pub(crate) const DEFAULT_PORT: u16 = 8400;

/// What is wrong with the set-up, for whoever runs the program.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// The file or a variable cannot be read.
    #[error("the configuration cannot be read: {0}")]
    Read(String),
    /// No file was given and none is where it is looked for.
    #[error(
        "there is no configuration at {0}: make one with `counterfoil init`, or name a demonstration's folder (serve --demo --data DIR, others --data DIR)"
    )]
    Missing(PathBuf),
    /// A value makes no sense.
    #[error("{key}: {why}")]
    Value {
        /// The key in the file.
        key: &'static str,
        /// What is wrong and what to write.
        why: String,
    },
}

/// Everything that can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    #[serde(default)]
    pub(crate) agency: Agency,
    #[serde(default)]
    pub(crate) database: Database,
    #[serde(default)]
    pub(crate) keys: KeyFiles,
    #[serde(default)]
    pub(crate) listen: Listen,
    #[serde(default)]
    pub(crate) sites: Sites,
    #[serde(default)]
    pub(crate) sign_in: SignIn,
    #[serde(default)]
    pub(crate) sign_ins: SignIns,
    #[serde(default)]
    pub(crate) identity: IdentitySite,
    #[serde(default)]
    pub(crate) wallets: Wallets,
    #[serde(default)]
    pub(crate) tokens: Tokens,
    #[serde(default)]
    pub(crate) mail: Mail,
    #[serde(default)]
    pub(crate) texts: Texts,
    #[serde(default)]
    pub(crate) phones: Phones,
    #[serde(default)]
    pub(crate) passwords: Passwords,
    #[serde(default)]
    pub(crate) proofing: Proofing,
    #[serde(default)]
    pub(crate) law: Law,
    #[serde(default)]
    pub(crate) banks: BankFiles,
    #[serde(default)]
    pub(crate) cards: Cards,
    #[serde(default)]
    pub(crate) settlement: Settlement,
    #[serde(default)]
    pub(crate) papers: Papers,
    #[serde(default)]
    pub(crate) log: Log,
}

/// Who runs the sites.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agency {
    /// Its name on every page.
    pub(crate) name: Option<String>,
    /// The number of its help line.
    pub(crate) telephone: Option<String>,
}

/// Where things are remembered.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    /// A file, for SQLite.
    pub(crate) path: Option<PathBuf>,
    /// An address, for PostgreSQL 15 or newer; it wins over the file. Never written out again: it may hold a password.
    #[serde(skip_serializing)]
    pub(crate) url: Option<String>,
}

/// Where the keys are: never in the database, best not on its disk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFiles {
    /// The key under which fields are sealed.
    pub(crate) root: Option<PathBuf>,
    /// The key under which numbers are indexed.
    pub(crate) index: Option<PathBuf>,
    /// The key with which the account site proves itself to the identity site.
    pub(crate) account_client: Option<PathBuf>,
    /// The key with which the staff site does; without it that site stays shut.
    pub(crate) staff_client: Option<PathBuf>,
    /// The key that signs the documents which are given out; without it they are numbered, but not signed.
    pub(crate) documents: Option<PathBuf>,
}

/// On which ports.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listen {
    /// The account site's; identity, professional and staff follow, operations is nine further on; in the
    /// demonstration the card processor is five further on.
    #[serde(default = "default_port")]
    pub(crate) base: u16,
    /// Whether a proxy stands in front that adds each visitor's address to `X-Forwarded-For`.
    #[serde(default)]
    pub(crate) behind_proxy: bool,
    /// Whether that proxy tells in `Client-Cert` which certificate a program connected with, and removes that header and
    /// `Client-Cert-Chain` from what it is sent.
    #[serde(default)]
    pub(crate) client_certificates: bool,
}

const fn default_port() -> u16 {
    DEFAULT_PORT
}

impl Default for Listen {
    fn default() -> Self {
        Self { base: DEFAULT_PORT, behind_proxy: false, client_certificates: false }
    }
}

/// How browsers reach the sites: origins without a slash at the end. The loopback ports without.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sites {
    pub(crate) account: Option<String>,
    pub(crate) identity: Option<String>,
    pub(crate) professional: Option<String>,
    pub(crate) staff: Option<String>,
}

/// The identity site: the folder with a file for each site of others that lets people sign in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentitySite {
    pub(crate) clients: Option<PathBuf>,
}

/// How mail leaves.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mail {
    /// `smtps://user:password@host:465`; never written out again.
    #[serde(skip_serializing)]
    pub(crate) server: Option<String>,
    /// The sender's address.
    pub(crate) from: Option<String>,
}

/// Which law.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Law {
    /// A folder whose files stand in for those of the built-in pack.
    pub(crate) pack: Option<PathBuf>,
}

/// The ports, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) account: u16,
    pub(crate) identity: u16,
    pub(crate) professional: u16,
    pub(crate) staff: u16,
    /// The demonstration's card processor.
    pub(crate) cards: u16,
    pub(crate) operations: u16,
}

impl Listen {
    /// The ports, or that they do not fit below 65536.
    pub(crate) fn ports(self) -> Result<Ports, SettingsError> {
        let port = |ahead: u16| {
            self.base.checked_add(ahead).filter(|_| self.base > 0).ok_or_else(|| SettingsError::Value {
                key: "listen.base",
                why: format!("{} does not leave room for ten ports: choose 1 to 65526", self.base),
            })
        };
        Ok(Ports {
            account: port(0)?,
            identity: port(1)?,
            professional: port(2)?,
            staff: port(3)?,
            cards: port(5)?,
            operations: port(9)?,
        })
    }
}

impl Settings {
    /// Reads the file, if one is given, and the variables.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, SettingsError> {
        let unreadable =
            |error: config::ConfigError| SettingsError::Read(error.to_string().replace('\n', " "));
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            if !file.exists() {
                return Err(SettingsError::Missing(file.to_owned()));
            }
            builder = builder.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        let variables =
            config::Environment::with_prefix("COUNTERFOIL").prefix_separator("__").separator("__");
        let read = builder.add_source(variables.try_parsing(false)).build().map_err(unreadable)?;
        let mut settings: Self = read.try_deserialize().map_err(unreadable)?;
        if let Some(url) = std::env::var_os("DATABASE_URL") {
            let url =
                url.into_string().map_err(|_| SettingsError::Read("DATABASE_URL is not text".to_owned()))?;
            settings.database.url = Some(url);
        }
        Ok(settings)
    }

    /// Where the database is.
    pub(crate) fn target(&self) -> Result<Target, SettingsError> {
        match (&self.database.url, &self.database.path) {
            (Some(url), _) => Ok(Target::Postgres(Secret::new(url.clone()))),
            (None, Some(path)) => Ok(Target::Sqlite(path.clone())),
            (None, None) => Err(SettingsError::Value {
                key: "database",
                why: "set database.path (SQLite) or database.url (PostgreSQL)".to_owned(),
            }),
        }
    }

    /// The file of a key, which must be set.
    pub(crate) fn key_file<'a>(
        key: &'static str,
        file: Option<&'a PathBuf>,
    ) -> Result<&'a Path, SettingsError> {
        file.map(PathBuf::as_path).ok_or_else(|| SettingsError::Value {
            key,
            why: "set the path of the key file; `counterfoil init` makes all of them".to_owned(),
        })
    }

    /// Refuses what other commands can do without.
    pub(crate) fn check_for_serving(&self) -> Result<(), SettingsError> {
        if self.mail.server.is_none() {
            let why =
                "set mail.server and mail.from: without mail nobody can confirm an email address".to_owned();
            return Err(SettingsError::Value { key: "mail", why });
        }
        Ok(())
    }

    /// Refuses what cannot work, naming the key.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        self.listen.ports()?;
        self.target()?;
        if self.listen.client_certificates && !self.listen.behind_proxy {
            let why = "only a proxy can tell it: set listen.behind_proxy as well".to_owned();
            return Err(SettingsError::Value { key: "listen.client_certificates", why });
        }
        self.tokens.check()?;
        Self::key_file("keys.root", self.keys.root.as_ref())?;
        Self::key_file("keys.index", self.keys.index.as_ref())?;
        Self::key_file("keys.account_client", self.keys.account_client.as_ref())?;
        for (key, origin) in [
            ("sites.account", &self.sites.account),
            ("sites.identity", &self.sites.identity),
            ("sites.professional", &self.sites.professional),
            ("sites.staff", &self.sites.staff),
        ] {
            let good = |origin: &str| {
                (origin.starts_with("https://") || origin.starts_with("http://localhost"))
                    && !origin.ends_with('/')
            };
            if origin.as_deref().is_some_and(|origin| !good(origin)) {
                let why = "write it like https://account.example, without a slash at the end".to_owned();
                return Err(SettingsError::Value { key, why });
            }
        }
        self.sign_in.check()?;
        if self.mail.server.is_some() != self.mail.from.is_some() {
            return Err(SettingsError::Value {
                key: "mail",
                why: "set both mail.server and mail.from".to_owned(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, SettingsError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counterfoil.toml");
        std::fs::write(&file, text).unwrap();
        Settings::read(Some(&file))
    }

    #[test]
    fn a_file_is_read_and_unknown_keys_are_refused() {
        let settings = read("[listen]\nbase = 9000\n[database]\npath = \"x.db\"\n").unwrap();
        assert_eq!(settings.listen.ports().unwrap().operations, 9009);
        assert!(matches!(settings.target(), Ok(Target::Sqlite(path)) if path == Path::new("x.db")));
        let refused = read("[listen]\nbass = 9000\n").unwrap_err().to_string();
        assert!(refused.contains("bass"), "{refused}");
        assert!(matches!(Settings::read(Some(Path::new("/nowhere/x.toml"))), Err(SettingsError::Missing(_))));
    }

    #[test]
    fn what_cannot_work_names_its_key() {
        let refused = |text: &str| read(text).unwrap().check().unwrap_err().to_string();
        let base =
            "[database]\npath = \"x.db\"\n[keys]\nroot = \"r\"\nindex = \"i\"\naccount_client = \"a\"\n";
        assert!(read(base).unwrap().check().is_ok());
        let unserved = read(base).unwrap().check_for_serving().unwrap_err().to_string();
        assert!(unserved.starts_with("mail: set mail.server"), "{unserved}");
        let certificates = format!("{base}[listen]\nclient_certificates = true\n");
        assert!(refused(&certificates).starts_with("listen.client_certificates: "));
        assert!(refused(&format!("{base}[tokens]\nkey_days = 1\n")).starts_with("tokens.key_days: "));
        assert!(refused("").starts_with("database: "));
        assert!(refused("[listen]\nbase = 65530\n").starts_with("listen.base: 65530"));
        assert!(refused("[listen]\nbase = 0\n").starts_with("listen.base: 0"));
        assert!(refused("[database]\npath = \"x.db\"\n").starts_with("keys.root: "));
        assert!(
            refused(&format!("{base}[sites]\naccount = \"https://a.example/\"\n"))
                .starts_with("sites.account: ")
        );
        assert!(refused(&format!("{base}[mail]\nfrom = \"a@b.example\"\n")).starts_with("mail: "));
    }

    #[test]
    fn secrets_are_never_written_out() {
        let settings =
            read("[database]\nurl = \"postgres://u:canary@h/d\"\n[mail]\nserver = \"smtps://u:canary@h\"\n");
        assert!(!toml::to_string(&settings.unwrap()).unwrap().contains("canary"));
    }
}
