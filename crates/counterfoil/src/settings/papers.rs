//! Who looks for malice in the files that people send?

use outside::scanner::Scanner;
use serde::{Deserialize, Serialize};

use super::telephones::wrong;
use super::{Settings, SettingsError};

/// What is done with papers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Papers {
    /// Where `ClamAV`'s daemon listens: `unix:/path`, or host and port.
    pub(crate) scanner: Option<String>,
}

impl Settings {
    /// Who scans: the daemon that is set, in the demonstration the simulator, else nobody.
    pub(crate) fn scanner(&self, demonstration: bool) -> Result<Scanner, SettingsError> {
        match &self.papers.scanner {
            Some(address) => {
                let address = address.parse().map_err(|error| wrong("papers.scanner", &error))?;
                Ok(Scanner::Clamd(address))
            }
            None if demonstration => Ok(Scanner::Simulator),
            None => Ok(Scanner::None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_is_a_daemon_or_in_the_demonstration_the_simulator() {
        let scanner =
            |text: &str, demonstration| toml::from_str::<Settings>(text).unwrap().scanner(demonstration);
        assert!(matches!(scanner("", false), Ok(Scanner::None)));
        assert!(matches!(scanner("", true), Ok(Scanner::Simulator)));
        let set = "[papers]\nscanner = \"unix:/run/clamav/clamd.ctl\"\n";
        assert!(matches!(scanner(set, true), Ok(Scanner::Clamd(_))));
        let refused = scanner("[papers]\nscanner = \"clamd\"\n", false).unwrap_err().to_string();
        assert!(refused.starts_with("papers.scanner: write unix:"), "{refused}");
    }
}
