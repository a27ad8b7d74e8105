//! In which place is a network? As far as a file of the operator says so; nobody outside is asked.
//!
//! The file is CSV with the columns `network` (an address or a prefix, `192.0.2.0/24` or `2001:db8::/32`),
//! `place_en` and `place_es`. Of several prefixes that hold an address the longest counts.

use std::path::Path;

use serde::Deserialize;
use values::{NetworkError, NetworkPrefix, NetworkTable};
use web::Language;

/// The places of networks. Empty unless the operator gave a file.
#[derive(Clone, Debug, Default)]
pub struct Places {
    by_prefix: NetworkTable<[String; 2]>,
}

/// The operator's file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct PlacesError {
    /// Where; 0 if the file could not be read at all.
    pub line: u64,
    /// What is wrong.
    pub why: String,
}

#[derive(Deserialize)]
struct Line {
    network: String,
    place_en: String,
    place_es: String,
}

impl Places {
    /// Reads the operator's file.
    pub fn read(file: &Path) -> Result<Self, PlacesError> {
        let text =
            std::fs::read_to_string(file).map_err(|error| PlacesError { line: 0, why: error.to_string() })?;
        Self::parse(&text)
    }

    /// Reads the content of such a file.
    pub fn parse(text: &str) -> Result<Self, PlacesError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let mut by_prefix = Vec::new();
        for (place, line) in reader.deserialize::<Line>().enumerate() {
            let number = u64::try_from(place).unwrap_or(u64::MAX).saturating_add(2);
            let fault = |why: &str| PlacesError { line: number, why: why.to_owned() };
            let line = line.map_err(|_| {
                fault("write a network and its place in both languages: network,place_en,place_es")
            })?;
            let prefix: NetworkPrefix =
                line.network.parse().map_err(|error: NetworkError| fault(&error.to_string()))?;
            if line.place_en.is_empty() || line.place_es.is_empty() {
                return Err(fault("a place is empty"));
            }
            by_prefix.push((prefix, [line.place_en, line.place_es]));
        }
        Ok(Self { by_prefix: by_prefix.into_iter().collect() })
    }

    /// The place of a network as a visitor's is kept: an IPv4 address, or an IPv6 prefix of 64 bits.
    pub fn find(&self, network: &str, language: Language) -> Option<&str> {
        let found = self.by_prefix.find(network)?;
        Some(match language {
            Language::En => &found[0],
            Language::Es => &found[1],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "network,place_en,place_es\n\
        192.0.2.0/24,\"Springfield, Ardenia\",\"Springfield (Ardenia)\"\n\
        192.0.2.7,The library,La biblioteca\n\
        2001:db8::/32,North Ardenia,Ardenia del Norte\n";

    #[test]
    fn the_longest_prefix_counts() {
        let places = Places::parse(FILE).unwrap();
        for (network, place) in [
            ("192.0.2.1", Some("Springfield, Ardenia")),
            ("192.0.2.7", Some("The library")),
            ("192.0.3.1", None),
            ("2001:db8:1:2::/64", Some("North Ardenia")),
            ("2001:db9::/64", None),
            // The bits of an IPv4 network mean nothing among those of IPv6.
            ("c000:201::/64", None),
            ("", None),
        ] {
            assert_eq!(places.find(network, Language::En), place, "{network}");
        }
        assert_eq!(places.find("192.0.2.7", Language::Es), Some("La biblioteca"));
        assert_eq!(Places::default().find("192.0.2.7", Language::En), None);
    }

    #[test]
    fn a_prefix_of_no_bits_holds_everything_of_its_kind() {
        let places = Places::parse("network,place_en,place_es\n0.0.0.0/0,Earth,Tierra\n").unwrap();
        assert_eq!(places.find("203.0.113.9", Language::En), Some("Earth"));
        assert_eq!(places.find("2001:db8::/64", Language::En), None);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (line, text) in [
            (2, "network,place_en,place_es\n192.0.2.0/33,a,b\n"),
            (3, "network,place_en,place_es\n192.0.2.0/24,a,b\nsomewhere,a,b\n"),
            (2, "network,place_en,place_es\n192.0.2.0/24,a\n"),
            (2, "network,place_en,place_es\n192.0.2.0/24,a,\n"),
            (2, "net,place\n192.0.2.0/24,a\n"),
        ] {
            assert_eq!(Places::parse(text).unwrap_err().line, line, "{text}");
        }
    }
}
