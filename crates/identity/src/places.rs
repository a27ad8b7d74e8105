//! In which place is a network? As far as a file of the operator says so; nobody outside is asked.
//!
//! The file is CSV with the columns `network` (an address or a prefix, `192.0.2.0/24` or `2001:db8::/32`),
//! `place_en` and `place_es`. Of several prefixes that hold an address the longest counts.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;

use serde::Deserialize;
use web::Language;

/// The places of networks. Empty unless the operator gave a file.
#[derive(Clone, Debug, Default)]
pub struct Places {
    by_prefix: HashMap<Prefix, [String; 2]>,
}

/// The first bits of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Prefix {
    is_v4: bool,
    length: u8,
    bits: u128,
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

impl Prefix {
    fn of(address: IpAddr, length: u8) -> Option<Self> {
        let (is_v4, bits, longest) = match address.to_canonical() {
            IpAddr::V4(address) => (true, u128::from(u32::from(address)) << 96, 32),
            IpAddr::V6(address) => (false, u128::from(address), 128),
        };
        let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
        (length <= longest).then_some(Self { is_v4, length, bits: bits & mask })
    }

    fn read(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        Self::of(address, length.unwrap_or(if address.is_ipv4() { 32 } else { 128 }))
    }
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
        let mut by_prefix = HashMap::new();
        for (place, line) in reader.deserialize::<Line>().enumerate() {
            let number = u64::try_from(place).unwrap_or(u64::MAX).saturating_add(2);
            let fault = |why: &str| PlacesError { line: number, why: why.to_owned() };
            let line = line.map_err(|_| {
                fault("write a network and its place in both languages: network,place_en,place_es")
            })?;
            let prefix = Prefix::read(&line.network)
                .ok_or_else(|| fault("not a network: write an address or a prefix, like 192.0.2.0/24"))?;
            if line.place_en.is_empty() || line.place_es.is_empty() {
                return Err(fault("a place is empty"));
            }
            by_prefix.insert(prefix, [line.place_en, line.place_es]);
        }
        Ok(Self { by_prefix })
    }

    /// The place of a network as a visitor's is kept: an IPv4 address, or an IPv6 prefix of 64 bits.
    pub fn find(&self, network: &str, language: Language) -> Option<&str> {
        if self.by_prefix.is_empty() {
            return None;
        }
        let address: IpAddr = network.split('/').next()?.parse().ok()?;
        let mut lengths = (0..=128).rev();
        let found = lengths.find_map(|length| self.by_prefix.get(&Prefix::of(address, length)?))?;
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
