//! Is a network known for trouble (NIST SP 800-63A-4, 3.2.1)? Asked of a file of the operator, of a service, or of the
//! simulator of the demonstration. What they are asked and answer stands in docs/operate/proofing.md. A sign among others:
//! nobody is refused for the network they come from.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use values::{NetworkError, NetworkPrefix, NetworkTable, Secret};

use crate::http::{Http, HttpError, safe};

/// Nobody waits longer for the answer.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// What the simulator says of the networks that RFC 5737 and RFC 3849 keep for examples.
const EXAMPLES: [(&str, Risk); 4] = [
    ("192.0.2.0/24", Risk::Hosting),
    ("198.51.100.0/24", Risk::Proxy),
    ("203.0.113.0/24", Risk::Listed),
    ("2001:db8::/32", Risk::Proxy),
];

/// Why a network is risky.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// It hides who comes through it.
    Proxy,
    /// Machines are there, not people's homes or telephones.
    Hosting,
    /// Fraud came from it.
    Listed,
}

impl Risk {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Proxy, Self::Hosting, Self::Listed];

    /// Its word in files, answers and what is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::Hosting => "hosting",
            Self::Listed => "listed",
        }
    }

    /// The one of a word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.word() == word)
    }
}

/// What is known of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing against it.
    Nothing,
    /// It is risky.
    Risky(Risk),
    /// Nobody could be asked.
    Unavailable,
}

impl Known {
    /// Its word in what is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "no",
            Self::Risky(risk) => risk.word(),
            Self::Unavailable => "unavailable",
        }
    }
}

/// Who is asked.
#[derive(Clone, Debug)]
pub enum Networks {
    /// Nobody.
    None,
    /// The simulator.
    Simulator,
    /// A file of the operator.
    File(List),
    /// A service.
    Service(Box<Service>),
}

/// A file that was read. Prints how many networks it names.
#[derive(Clone)]
pub struct List(Arc<NetworkTable<Risk>>);

impl fmt::Debug for List {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "List({} networks)", self.0.count())
    }
}

/// A file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct ListError {
    /// Where; 0 if the file could not be read at all.
    pub line: u64,
    /// What is wrong.
    pub why: String,
}

#[derive(Deserialize)]
struct Line {
    network: String,
    risk: String,
}

impl List {
    /// Reads a file: CSV with the columns `network` and `risk`.
    pub fn read(file: &Path) -> Result<Self, ListError> {
        let text =
            std::fs::read_to_string(file).map_err(|error| ListError { line: 0, why: error.to_string() })?;
        Self::parse(&text)
    }

    /// Reads the content of such a file.
    pub fn parse(text: &str) -> Result<Self, ListError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let lines = (2_u64..).zip(reader.deserialize::<Line>()).map(|(line, found)| {
            let fault = |why: &dyn fmt::Display| ListError { line, why: why.to_string() };
            let found = found.map_err(|_| fault(&"write a network and its risk: network,risk"))?;
            let network: NetworkPrefix =
                found.network.parse().map_err(|error: NetworkError| fault(&error))?;
            let risk = Risk::read(&found.risk).ok_or_else(|| fault(&"a risk is proxy, hosting or listed"))?;
            Ok((network, risk))
        });
        Ok(Self(Arc::new(lines.collect::<Result<_, ListError>>()?)))
    }
}

/// A service that knows networks.
#[derive(Clone)]
pub struct Service {
    http: Http,
    address: String,
    token: Secret<String>,
}

impl fmt::Debug for Service {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Service({})", self.address)
    }
}

#[derive(Serialize)]
struct Asked<'a> {
    network: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    #[serde(deserialize_with = "Option::deserialize")]
    risk: Option<Risk>,
}

impl Service {
    /// A service by its address and the token it knows us by.
    pub fn new(http: Http, address: &str, token: Secret<String>) -> Result<Self, HttpError> {
        safe(address)?;
        Ok(Self { http, address: address.to_owned(), token })
    }

    async fn ask(&self, network: &str) -> Known {
        let authorization = Secret::new(format!("Bearer {}", self.token.expose()));
        let headers = [("authorization", authorization.expose().as_str())];
        let asked = Asked { network };
        let asking = self.http.post_json(&self.address, &asked, &headers);
        let told = match tokio::time::timeout(LONGEST_WAIT, asking).await {
            Ok(Ok(answer)) if answer.status == 200 => serde_json::from_slice::<Told>(&answer.body).ok(),
            Ok(Ok(_) | Err(_)) | Err(_) => None,
        };
        match told {
            Some(Told { risk: Some(risk) }) => Known::Risky(risk),
            Some(Told { risk: None }) => Known::Nothing,
            None => {
                tracing::warn!("the service that knows networks did not answer as it should");
                Known::Unavailable
            }
        }
    }
}

impl Networks {
    /// Whether anybody can be asked.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Its name in what is stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Simulator => "simulator",
            Self::File(_) => "file",
            Self::Service(_) => "service",
        }
    }

    /// What is known of a network: an IPv4 address, or an IPv6 prefix of 64 bits.
    pub async fn ask(&self, network: &str) -> Known {
        let risky = |risk: Option<&Risk>| risk.map_or(Known::Nothing, |risk| Known::Risky(*risk));
        match self {
            Self::None => Known::Unavailable,
            Self::Simulator => {
                let known = |(network, risk): (&str, Risk)| Some((network.parse().ok()?, risk));
                let examples: NetworkTable<Risk> = EXAMPLES.into_iter().filter_map(known).collect();
                risky(examples.find(network))
            }
            Self::File(List(table)) => risky(table.find(network)),
            Self::Service(service) => service.ask(network).await,
        }
    }
}

#[cfg(test)]
mod tests;
