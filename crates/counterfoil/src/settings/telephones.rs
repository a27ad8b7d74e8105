//! How do texts and calls leave, who knows when a number was moved, and which passwords were leaked?

use std::path::{Path, PathBuf};

use identity::connections::{Connections, MOVED_DAYS};
use outside::Clock;
use outside::http::Http;
use outside::leaked::LeakedPasswords;
use outside::operator::{Operator, Service};
use outside::pictures::PictureReader;
use outside::texts::{Gateway, Texter};
use serde::{Deserialize, Serialize};
use values::Secret;

use super::{Settings, SettingsError};

/// How texts and calls leave.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    /// The gateway's address.
    pub(crate) gateway: Option<String>,
    /// The token it knows us by; never written out again.
    #[serde(skip_serializing)]
    pub(crate) token: Option<String>,
    /// A file that holds the token.
    pub(crate) token_file: Option<PathBuf>,
    /// The number or name messages come from.
    pub(crate) from: Option<String>,
}

/// What is known of numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phones {
    /// The address of a service that says when a number was moved to another card or operator.
    pub(crate) operators: Option<String>,
    /// The token it knows us by; never written out again.
    #[serde(skip_serializing)]
    pub(crate) operators_token: Option<String>,
    /// A file that holds the token.
    pub(crate) operators_token_file: Option<PathBuf>,
    /// A number moved within so many days gets no codes.
    pub(crate) moved_days: Option<i64>,
}

/// Which passwords are refused beside the common ones.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passwords {
    /// A file of SHA-1 hashes in order, as the downloader of Have I Been Pwned writes it.
    pub(crate) leaked: Option<PathBuf>,
}

pub(super) fn wrong(key: &'static str, why: &(impl ToString + ?Sized)) -> SettingsError {
    SettingsError::Value { key, why: why.to_string() }
}

/// A token, from the settings or from its file.
pub(super) fn token(
    key: &'static str,
    given: Option<&String>,
    file: Option<&PathBuf>,
) -> Result<Option<Secret<String>>, SettingsError> {
    if let Some(given) = given {
        return Ok(Some(Secret::new(given.trim().to_owned())));
    }
    let read = |file: &Path| {
        let text = std::fs::read_to_string(file)
            .map_err(|error| wrong(key, &format!("{}: {error}", file.display())))?;
        Ok(Secret::new(text.trim().to_owned()))
    };
    file.map(|file| read(file)).transpose()
}

impl Settings {
    /// Where texts and calls go: to a gateway, in the demonstration to a page, else nowhere.
    pub(crate) fn texter(&self, http: &Http, demonstration: bool) -> Result<Texter, SettingsError> {
        let texts = &self.texts;
        let Some(gateway) = &texts.gateway else {
            return Ok(if demonstration { Texter::Kept } else { Texter::None });
        };
        let token = token("texts.token_file", texts.token.as_ref(), texts.token_file.as_ref())?;
        let token = token.ok_or_else(|| wrong("texts.token_file", "set the file of the gateway's token"))?;
        let from = texts.from.as_deref();
        let from = from.ok_or_else(|| wrong("texts.from", "set the number or name messages come from"))?;
        let gateway = Gateway::new(http.clone(), gateway, token, from);
        gateway
            .map(|gateway| Texter::Gateway(Box::new(gateway)))
            .map_err(|error| wrong("texts.gateway", &error))
    }

    /// What the identity site is connected to.
    pub(crate) fn connections(
        &self,
        http: &Http,
        texter: &Texter,
        demonstration: bool,
    ) -> Result<Connections, SettingsError> {
        let leaked = self.passwords.leaked.as_deref().map(LeakedPasswords::open).transpose();
        let moved_days = self.phones.moved_days.unwrap_or(MOVED_DAYS);
        if !(0..=3_650).contains(&moved_days) {
            return Err(wrong("phones.moved_days", "write a number of days from 0 to 3650"));
        }
        Ok(Connections {
            phones: texter.reaches(),
            operator: self.operator(http, demonstration)?,
            moved_days,
            leaked: leaked.map_err(|error| wrong("passwords.leaked", &error))?,
            registries: self.registries(http, demonstration)?,
            networks: self.networks(http, demonstration)?,
            printer: self.printer(demonstration)?,
            wallets: self.wallets.verifier()?,
            pictures: Some(
                PictureReader::of_this_program()
                    .map_err(|error| wrong("proofing.routes", &error.to_string()))?,
            ),
            examiner: self.examiner(http, demonstration)?,
            calls: self.call_servers()?,
            app_clock: Clock::system(),
        })
    }

    fn operator(&self, http: &Http, demonstration: bool) -> Result<Operator, SettingsError> {
        let phones = &self.phones;
        let Some(address) = &phones.operators else {
            return Ok(if demonstration { Operator::StandIn } else { Operator::None });
        };
        let key = "phones.operators_token_file";
        let token = token(key, phones.operators_token.as_ref(), phones.operators_token_file.as_ref())?;
        let token = token.ok_or_else(|| wrong(key, "set the file of the service's token"))?;
        let service = Service::new(http.clone(), address, token);
        service
            .map(|service| Operator::Service(Box::new(service)))
            .map_err(|error| wrong("phones.operators", &error))
    }

    /// What an operator should know of these settings, a line each; the first value says whether it is fine.
    pub(crate) fn telephone_findings(&self, http: &Http) -> Vec<(bool, String)> {
        let texts = match self.texter(http, false) {
            Ok(Texter::Gateway(gateway)) => (true, format!("texts and calls: {gateway:?}")),
            Ok(_) => (false, "texts and calls: no gateway is set, so nobody can use a telephone".to_owned()),
            Err(error) => return vec![(false, error.to_string())],
        };
        let operators = match &self.phones.operators {
            Some(address) => (true, format!("numbers that were moved: asked of {address}")),
            None => (
                false,
                "numbers that were moved: no service is set, so nobody notices a stolen number".to_owned(),
            ),
        };
        let leaked = match &self.passwords.leaked {
            Some(file) => (true, format!("leaked passwords: {}", file.display())),
            None => {
                (false, "leaked passwords: no list is set, so only the common ones are refused".to_owned())
            }
        };
        vec![texts, operators, leaked]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Settings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn texts_need_a_gateway_with_its_token_and_sender() {
        let http = Http::new().unwrap();
        let texter = |text: &str, demonstration| settings(text).texter(&http, demonstration);
        assert!(matches!(texter("", false), Ok(Texter::None)));
        assert!(matches!(texter("", true), Ok(Texter::Kept)));
        let refused = |text: &str| texter(text, true).unwrap_err().to_string();
        assert!(refused("[texts]\ngateway = \"https://g.example/\"\n").starts_with("texts.token_file: "));
        let no_sender = "[texts]\ngateway = \"https://g.example/\"\ntoken = \"t\"\n";
        assert!(refused(no_sender).starts_with("texts.from: "));
        let whole = format!("{no_sender}from = \"Agency\"\n");
        assert!(matches!(texter(&whole, true), Ok(Texter::Gateway(_))));
        assert!(refused(&whole.replace("https", "http")).starts_with("texts.gateway: "));
        let no_file = whole.replace("token = \"t\"", "token_file = \"/nowhere/token\"");
        assert!(refused(&no_file).starts_with("texts.token_file: /nowhere/token"));
    }

    #[test]
    fn tokens_are_never_written_out() {
        let all = settings("[texts]\ntoken = \"canary\"\n[phones]\noperators_token = \"canary\"\n");
        assert!(!toml::to_string(&all).unwrap().contains("canary"));
    }

    #[test]
    fn what_cannot_work_names_its_key() {
        let http = Http::new().unwrap();
        let refused =
            |text: &str| settings(text).connections(&http, &Texter::None, false).unwrap_err().to_string();
        assert!(refused("[phones]\nmoved_days = -1\n").starts_with("phones.moved_days: "));
        assert!(
            refused("[phones]\noperators = \"https://o.example/\"\n")
                .starts_with("phones.operators_token_file: ")
        );
        assert!(refused("[passwords]\nleaked = \"/nowhere/list\"\n").starts_with("passwords.leaked: "));
        let fine = settings("").connections(&http, &Texter::Kept, true).unwrap();
        assert!(fine.phones && matches!(fine.operator, Operator::StandIn) && fine.moved_days == MOVED_DAYS);
    }
}
