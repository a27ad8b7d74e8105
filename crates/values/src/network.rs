//! Networks by the first bits of their addresses, and what is known of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::str::FromStr;

/// The first bits of an address: `192.0.2.0/24`, `2001:db8::/32`; an address alone is a network of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NetworkPrefix {
    is_v4: bool,
    length: u8,
    bits: u128,
}

/// It is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a network: write an address or a prefix, like 192.0.2.0/24")]
pub struct NetworkError;

impl NetworkPrefix {
    /// The first bits of an address, if it has so many.
    fn of(address: IpAddr, length: u8) -> Option<Self> {
        let (is_v4, bits, longest) = match address.to_canonical() {
            IpAddr::V4(address) => (true, u128::from(u32::from(address)) << 96, 32_u8),
            IpAddr::V6(address) => (false, u128::from(address), 128),
        };
        let cut = longest.checked_sub(length)? + if is_v4 { 96 } else { 0 };
        let mask = u128::MAX.checked_shl(u32::from(cut)).unwrap_or(0);
        Some(Self { is_v4, length, bits: bits & mask })
    }
}

impl FromStr for NetworkPrefix {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse().map_err(|_| NetworkError)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError)?;
        Self::of(address, length.unwrap_or(if address.is_ipv4() { 32 } else { 128 })).ok_or(NetworkError)
    }
}

/// What is known of networks: of several that hold an address the longest counts.
#[derive(Clone, Debug)]
pub struct NetworkTable<T>(HashMap<NetworkPrefix, T>);

impl<T> Default for NetworkTable<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> FromIterator<(NetworkPrefix, T)> for NetworkTable<T> {
    fn from_iter<I: IntoIterator<Item = (NetworkPrefix, T)>>(lines: I) -> Self {
        Self(lines.into_iter().collect())
    }
}

impl<T> NetworkTable<T> {
    /// How many networks it knows.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// What is known of a network as a visitor's is kept: an IPv4 address, or an IPv6 prefix of 64 bits.
    pub fn find(&self, network: &str) -> Option<&T> {
        if self.0.is_empty() {
            return None;
        }
        let address: IpAddr = network.split('/').next()?.parse().ok()?;
        (0..=128).rev().find_map(|length| self.0.get(&NetworkPrefix::of(address, length)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_network_that_holds_an_address_counts() {
        let table: NetworkTable<&str> =
            [("192.0.2.0/24", "all"), ("192.0.2.7", "one"), ("2001:db8::/32", "new"), ("10.0.0.0/0", "any")]
                .into_iter()
                .map(|(network, known)| (network.parse().unwrap(), known))
                .collect();
        for (network, known) in [
            ("192.0.2.1", Some("all")),
            ("192.0.2.7", Some("one")),
            ("203.0.113.1", Some("any")),
            ("::ffff:192.0.2.7", Some("one")),
            ("2001:db8:1:2::/64", Some("new")),
            ("2001:db9::/64", None),
            // The bits of an IPv4 network mean nothing among those of IPv6.
            ("c000:201::/64", None),
            ("", None),
        ] {
            assert_eq!(table.find(network).copied(), known, "{network}");
        }
        assert_eq!(table.count(), 4);
        assert_eq!(NetworkTable::<()>::default().find("192.0.2.1"), None);
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "192.0.2.0/33", "2001:db8::/129", "192.0.2/24", "192.0.2.0/-1", "home"] {
            assert_eq!(text.parse::<NetworkPrefix>(), Err(NetworkError), "{text}");
        }
        let [one, other] =
            ["192.0.2.9/24", "192.0.2.0/24"].map(|text| text.parse::<NetworkPrefix>().unwrap());
        assert_eq!(one, other, "bits behind the prefix do not count");
    }
}
