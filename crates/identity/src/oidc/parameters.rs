//! What does a form or query say? Each parameter at most once, so that nobody reads another value than
//! we do (RFC 6749 section 3.1).

use super::errors::{ProtocolError, invalid_request};

/// Parameters of one request. Empty ones count as absent (RFC 6749 section 3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads `application/x-www-form-urlencoded`; refuses a name that occurs twice.
    pub fn parse(text: &str) -> Result<Self, ProtocolError> {
        let pairs = decode(text).ok_or(invalid_request("a parameter is not UTF-8"))?;
        for (position, (name, _)) in pairs.iter().enumerate() {
            if pairs[..position].iter().any(|(earlier, _)| earlier == name) {
                return Err(invalid_request("a parameter occurs twice"));
            }
        }
        Ok(Self(pairs))
    }

    /// Parameters that came in another form; no name occurs twice there.
    pub(super) const fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// All that are there and not empty.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(_, value)| !value.is_empty())
    }

    /// A parameter, if it is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(given, _)| given == name)?;
        (!value.is_empty()).then_some(value.as_str())
    }
}

fn decode(text: &str) -> Option<Vec<(String, String)>> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode_part(name)?, decode_part(value)?))
        })
        .collect()
}

/// One name or value of a form; none if it is not encoded as one.
pub(super) fn decode_part(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let hex = std::str::from_utf8(tail.get(..2)?).ok()?;
                rest = &tail[2..];
                if !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    return None;
                }
                u8::from_str_radix(hex, 16).ok()?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A value as part of an address: everything but unreserved characters is encoded.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// An address with parameters added to whatever query it has.
pub fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let mut joint = if address.contains('?') { '&' } else { '?' };
    pairs.iter().fold(address.to_owned(), |mut address, (name, value)| {
        address.push(joint);
        joint = '&';
        address.push_str(name);
        address.push('=');
        address.push_str(&encode(value));
        address
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_once_and_occur_once() {
        let parameters = Parameters::parse("a=1&b=%252e+x&c=&d").unwrap();
        assert_eq!(parameters.get("a"), Some("1"));
        assert_eq!(parameters.get("b"), Some("%2e x"));
        assert_eq!((parameters.get("c"), parameters.get("d"), parameters.get("e")), (None, None, None));
        for text in ["a=1&a=1", "a=1&a=", "a=%", "a=%4", "a=%zz", "a=%+1", "a=%ff", "%61=1&a=2"] {
            assert!(Parameters::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn answers_keep_the_query_of_the_address() {
        let pairs = [("code", "a b"), ("iss", "https://id.example")];
        assert_eq!(
            with_query("https://x.example/", &pairs),
            "https://x.example/?code=a%20b&iss=https%3A%2F%2Fid.example"
        );
        assert_eq!(with_query("https://x.example/?y=1", &pairs[..1]), "https://x.example/?y=1&code=a%20b");
    }
}
