//! By which routes can people prove who they are, who is asked whether what they say is so, and where do letters on paper
//! go?

use std::path::{Path, PathBuf};

use identity::proofing::call::hours::Hours;
use identity::proofing::call::servers::Servers;
use outside::captures::{self, Examiner};
use outside::http::Http;
use outside::letters::{Folder, Printer};
use outside::networks;
use outside::registries::{Book, Class, Question, Registries, Service, Source};
use serde::{Deserialize, Serialize};
use store::identity::proofings::Route;

use super::telephones::{token, wrong};
use super::{Settings, SettingsError};

/// Routes, sources, letters.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proofing {
    /// The routes that are offered, in their order: `letter`, `in-person`, …
    pub(crate) routes: Option<Vec<String>>,
    /// The folder into which letters on paper are put.
    pub(crate) letters: Option<PathBuf>,
    /// Whether pictures that were taken before may be sent.
    pub(crate) takes_files: Option<bool>,
    /// Who examines pictures of papers and faces.
    #[serde(default)]
    pub(crate) captures: Captures,
    /// How browsers in a video call find each other, and when agents take calls.
    #[serde(default)]
    pub(crate) calls: Calls,
    /// Who knows numbers with names and dates of birth.
    #[serde(default)]
    pub(crate) tax_numbers: Asked,
    /// Who knows the dead.
    #[serde(default)]
    pub(crate) deaths: Asked,
    /// Who knows postal addresses.
    #[serde(default)]
    pub(crate) addresses: Asked,
    /// Who knows whose telephone it is.
    #[serde(default)]
    pub(crate) phone_accounts: Asked,
    /// Who knows which papers were issued.
    #[serde(default)]
    pub(crate) documents: Asked,
    /// Who knows which networks are risky.
    #[serde(default)]
    pub(crate) networks: Networks,
    /// What happens while the issuers of papers do not answer: `later` or `agent`.
    pub(crate) documents_unavailable: Option<String>,
}

/// One source: a file or a service, and how far it can be relied on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// A file of the operator.
    pub(crate) file: Option<PathBuf>,
    /// A service's address.
    pub(crate) service: Option<String>,
    /// The token it knows us by; never written out again.
    #[serde(skip_serializing)]
    pub(crate) token: Option<String>,
    /// A file that holds the token.
    pub(crate) token_file: Option<PathBuf>,
    /// `authoritative` or `credible`.
    pub(crate) class: Option<String>,
}

/// Who knows networks: a file or a service.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Networks {
    /// A file of the operator.
    pub(crate) file: Option<PathBuf>,
    /// A service's address.
    pub(crate) service: Option<String>,
    /// The token it knows us by; never written out again.
    #[serde(skip_serializing)]
    pub(crate) token: Option<String>,
    /// A file that holds the token.
    pub(crate) token_file: Option<PathBuf>,
}

impl Networks {
    /// Who is asked; the simulator or nobody where nothing is set.
    fn connected(&self, http: &Http, demonstration: bool) -> Result<networks::Networks, SettingsError> {
        let key = "proofing.networks";
        match (&self.file, &self.service) {
            (Some(_), Some(_)) => Err(wrong(key, "set a file or a service, not both")),
            (Some(file), None) => {
                let list = networks::List::read(file);
                let list = list.map_err(|error| wrong(key, &format!("{}: {error}", file.display())))?;
                Ok(networks::Networks::File(list))
            }
            (None, Some(address)) => {
                let token = token(key, self.token.as_ref(), self.token_file.as_ref())?;
                let token =
                    token.ok_or_else(|| wrong(key, "set token_file, the file of the service's token"))?;
                let service = networks::Service::new(http.clone(), address, token);
                Ok(networks::Networks::Service(Box::new(service.map_err(|error| wrong(key, &error))?)))
            }
            (None, None) if demonstration => Ok(networks::Networks::Simulator),
            (None, None) => Ok(networks::Networks::None),
        }
    }
}

/// Who examines pictures: a service, and where the results of its evaluation are published.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Captures {
    /// The service's address.
    pub(crate) service: Option<String>,
    /// The token it knows us by; never written out again.
    #[serde(skip_serializing)]
    pub(crate) token: Option<String>,
    /// A file that holds the token.
    pub(crate) token_file: Option<PathBuf>,
    /// Where the results stand (NIST SP 800-63A-4, 3.11: they are public).
    pub(crate) evaluation: Option<String>,
}

/// What video calls need.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Calls {
    /// Servers that tell a browser its own address: `stun:stun.example:3478`.
    #[serde(default)]
    pub(crate) stun: Vec<String>,
    /// Servers that relay: `turns:turn.example:5349?transport=tcp`.
    #[serde(default)]
    pub(crate) turn: Vec<String>,
    /// The secret that they share with us; never written out again.
    #[serde(skip_serializing)]
    pub(crate) turn_secret: Option<String>,
    /// A file that holds it.
    pub(crate) turn_secret_file: Option<PathBuf>,
    /// Whether everything goes through a relay.
    #[serde(default)]
    pub(crate) only_relay: bool,
    /// A file of hours and appointments, in place of the program's own.
    pub(crate) hours: Option<PathBuf>,
}

impl Calls {
    /// The servers; an address that a browser would refuse, and a relay without its secret, are refused now.
    fn servers(&self) -> Result<Servers, SettingsError> {
        let key = "proofing.calls";
        let is_one = |address: &String, schemes: [&str; 2]| {
            let rest = schemes.iter().find_map(|scheme| address.strip_prefix(scheme));
            rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        };
        if !self.stun.iter().all(|address| is_one(address, ["stun:", "stuns:"])) {
            return Err(wrong(key, "an address of stun is like stun:stun.example:3478"));
        }
        if !self.turn.iter().all(|address| is_one(address, ["turn:", "turns:"])) {
            return Err(wrong(key, "an address of turn is like turns:turn.example:5349?transport=tcp"));
        }
        let secret = token(key, self.turn_secret.as_ref(), self.turn_secret_file.as_ref())?;
        let secret = secret.filter(|secret| !secret.expose().is_empty());
        if secret.is_none() && !self.turn.is_empty() {
            return Err(wrong(key, "set turn_secret_file, the file of the secret that turn's servers know"));
        }
        if self.only_relay && self.turn.is_empty() {
            return Err(wrong(key, "only_relay needs a server in turn"));
        }
        Ok(Servers { stun: self.stun.clone(), turn: self.turn.clone(), secret, only_relay: self.only_relay })
    }
}

impl Asked {
    fn class(&self) -> Option<Class> {
        self.class.as_deref().and_then(Class::read)
    }

    /// The source; the simulator or none where nothing is set.
    fn source(
        &self,
        key: &'static str,
        question: Question,
        http: &Http,
        demonstration: bool,
    ) -> Result<Source, SettingsError> {
        let class = || self.class().ok_or_else(|| wrong(key, "set class to authoritative or credible"));
        match (&self.file, &self.service) {
            (Some(_), Some(_)) => Err(wrong(key, "set a file or a service, not both")),
            (Some(file), None) => {
                let book = Book::read(question, file);
                let book = book.map_err(|error| wrong(key, &format!("{}: {error}", file.display())))?;
                Ok(Source::File(book, class()?))
            }
            (None, Some(address)) => {
                let token = token(key, self.token.as_ref(), self.token_file.as_ref())?;
                let token =
                    token.ok_or_else(|| wrong(key, "set token_file, the file of the service's token"))?;
                let service =
                    Service::new(http.clone(), address, token).map_err(|error| wrong(key, &error))?;
                Ok(Source::Service(Box::new(service), class()?))
            }
            (None, None) if demonstration => Ok(Source::Simulator),
            (None, None) => Ok(Source::None),
        }
    }
}

impl Settings {
    /// Who is asked.
    pub(crate) fn registries(&self, http: &Http, demonstration: bool) -> Result<Registries, SettingsError> {
        let source = |asked: &Asked, key, question| asked.source(key, question, http, demonstration);
        let Proofing { tax_numbers, deaths, addresses, phone_accounts, documents, .. } = &self.proofing;
        Ok(Registries {
            tax_numbers: source(tax_numbers, "proofing.tax_numbers", Question::TaxNumber)?,
            deaths: source(deaths, "proofing.deaths", Question::Death)?,
            addresses: source(addresses, "proofing.addresses", Question::Address)?,
            phone_accounts: source(phone_accounts, "proofing.phone_accounts", Question::PhoneAccount)?,
            documents: source(documents, "proofing.documents", Question::Document)?,
        })
    }

    /// Whether somebody waits while issuers of papers do not answer; otherwise an agent looks.
    pub(crate) fn waits_for_issuers(&self) -> Result<bool, SettingsError> {
        match self.proofing.documents_unavailable.as_deref() {
            None | Some("later") => Ok(true),
            Some("agent") => Ok(false),
            Some(_) => Err(wrong("proofing.documents_unavailable", "write later or agent")),
        }
    }

    /// Who knows networks.
    pub(crate) fn networks(
        &self,
        http: &Http,
        demonstration: bool,
    ) -> Result<networks::Networks, SettingsError> {
        self.proofing.networks.connected(http, demonstration)
    }

    /// Where letters on paper go: into a folder, in the demonstration to a page, else nowhere.
    pub(crate) fn printer(&self, demonstration: bool) -> Result<Printer, SettingsError> {
        let open = |folder: &Path| Folder::open(folder).map_err(|error| wrong("proofing.letters", &error));
        match &self.proofing.letters {
            Some(folder) => Ok(Printer::Folder(open(folder)?)),
            None if demonstration => Ok(Printer::Kept),
            None => Ok(Printer::None),
        }
    }

    /// Who examines pictures. Without the results of its evaluation no service is asked: what it says would count for
    /// nothing.
    pub(crate) fn examiner(&self, http: &Http, demonstration: bool) -> Result<Examiner, SettingsError> {
        let key = "proofing.captures";
        let Captures { service, token: typed, token_file, evaluation } = &self.proofing.captures;
        let Some(address) = service else {
            return Ok(if demonstration { Examiner::Simulator } else { Examiner::None });
        };
        let token = token(key, typed.as_ref(), token_file.as_ref())?
            .ok_or_else(|| wrong(key, "set token_file, the file of the service's token"))?;
        let evaluation = evaluation.as_deref().filter(|place| place.starts_with("https://"));
        let evaluation = evaluation.ok_or_else(|| {
            wrong(key, "set evaluation, the https address where the results of its evaluation are published")
        })?;
        let service = captures::Service::new(http.clone(), address, token, evaluation);
        Ok(Examiner::Service(Box::new(service.map_err(|error| wrong(key, &error))?)))
    }

    /// How browsers in a video call find each other.
    pub(crate) fn call_servers(&self) -> Result<Servers, SettingsError> {
        self.proofing.calls.servers()
    }

    /// When agents take calls.
    pub(crate) fn call_hours(&self) -> Result<Hours, SettingsError> {
        let Some(file) = &self.proofing.calls.hours else { return Ok(Hours::default()) };
        let refused = |why: String| wrong("proofing.calls.hours", &format!("{}: {why}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
        Hours::read(&text).map_err(|error| refused(error.to_string()))
    }

    /// The routes that are offered, if any are set; in the demonstration those that need nothing
    /// set up, and wallets if they are. A letter needs a
    /// printer and an issuer's list of addresses (NIST SP 800-63A-4, 4.2.6.1), a wallet somebody who asks it, pictures alone somebody who examines them, a call a relay.
    pub(crate) fn routes(&self, demonstration: bool) -> Result<Option<Vec<Route>>, SettingsError> {
        let Some(words) = &self.proofing.routes else {
            let mut routes = vec![Route::Camera, Route::Call, Route::Letter, Route::InPerson];
            routes.extend(self.wallets.are_set().then_some(Route::Wallet));
            return Ok(demonstration.then_some(routes));
        };
        let known = Route::ALL.map(Route::word).join(", ");
        let read = |word: &String| {
            let unknown = || wrong("proofing.routes", &format!("{word} is no route: there are {known}"));
            Route::read(word).ok_or_else(unknown)
        };
        let routes = words.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if routes.contains(&Route::Letter) && !demonstration && self.proofing.letters.is_none() {
            return Err(wrong(
                "proofing.letters",
                "the route letter needs the folder into which letters are put",
            ));
        }
        if routes.contains(&Route::Letter) && self.proofing.addresses.class() == Some(Class::Credible) {
            return Err(wrong(
                "proofing.addresses",
                "the route letter needs a source of class authoritative: a code goes to no other address",
            ));
        }
        if routes.contains(&Route::Camera) && !demonstration && self.proofing.captures.service.is_none() {
            return Err(wrong(
                "proofing.captures",
                "the route camera needs the service that examines pictures",
            ));
        }
        if routes.contains(&Route::Call) && !demonstration && self.proofing.calls.turn.is_empty() {
            return Err(wrong(
                "proofing.calls",
                "the route call needs a TURN server: many networks let two browsers meet no other way",
            ));
        }
        if routes.contains(&Route::Wallet) && !self.wallets.are_set() {
            return Err(wrong(
                "wallets",
                "the route wallet needs a certificate, its key, and who is believed",
            ));
        }
        Ok(Some(routes))
    }
}

#[cfg(test)]
mod tests;
