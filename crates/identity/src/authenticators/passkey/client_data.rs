//! Is what the browser says of a ceremony what we asked for (WebAuthn Level 2, 7.1 steps 5 to 9 and 7.2 steps 9 to
//! 13; Level 3 adds `topOrigin`)? Stricter than the library: the origin is compared as text, no name occurs twice,
//! and nothing comes out of a frame.

use serde_json::{Map, Value};

use super::Refusal;

/// What for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ceremony {
    /// To make a passkey.
    Create,
    /// To show one.
    Get,
}

/// Bytes of our challenges.
pub(super) const CHALLENGE_BYTES: usize = 32;

/// The challenge that was answered, if all else is right.
pub(super) fn challenge(
    json: &[u8],
    ceremony: Ceremony,
    origin: &str,
) -> Result<[u8; CHALLENGE_BYTES], Refusal> {
    let said = outside::jose::parse_object(json).map_err(|_| Refusal::Unreadable)?;
    let wanted = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    if text(&said, "type")? != wanted {
        return Err(Refusal::OtherCeremony);
    }
    if text(&said, "origin")? != origin {
        return Err(Refusal::OtherOrigin);
    }
    let framed = !matches!(said.get("crossOrigin"), None | Some(Value::Bool(false)));
    if framed || said.contains_key("topOrigin") {
        return Err(Refusal::Framed);
    }
    // Nobody binds tokens to connections any more; who says so speaks of a connection that is not ours.
    let bound = said.get("tokenBinding").and_then(|binding| binding.get("status"));
    if bound.and_then(Value::as_str) == Some("present") {
        return Err(Refusal::OtherOrigin);
    }
    let challenge = outside::jose::decode(text(&said, "challenge")?).map_err(|_| Refusal::Unreadable)?;
    challenge.try_into().map_err(|_| Refusal::UnknownChallenge)
}

fn text<'a>(said: &'a Map<String, Value>, name: &str) -> Result<&'a str, Refusal> {
    said.get(name).and_then(Value::as_str).ok_or(Refusal::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://id.example.gov";

    fn said(changes: &str) -> String {
        let challenge = outside::jose::encode(&[7; 32]);
        format!(
            "{{\"type\":\"webauthn.get\",\"challenge\":\"{challenge}\",\"origin\":\"{ORIGIN}\"{changes}}}"
        )
    }

    #[test]
    fn what_we_asked_for_is_taken() {
        for changes in
            ["", ",\"crossOrigin\":false", ",\"other\":[1]", ",\"tokenBinding\":{\"status\":\"supported\"}"]
        {
            assert_eq!(challenge(said(changes).as_bytes(), Ceremony::Get, ORIGIN), Ok([7; 32]), "{changes}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for (changes, refusal) in [
            (",\"crossOrigin\":true", Refusal::Framed),
            (",\"crossOrigin\":\"false\"", Refusal::Framed),
            (",\"crossOrigin\":null", Refusal::Framed),
            (",\"topOrigin\":\"https://evil.example\"", Refusal::Framed),
            (",\"topOrigin\":\"https://id.example.gov\"", Refusal::Framed),
            (",\"tokenBinding\":{\"status\":\"present\",\"id\":\"x\"}", Refusal::OtherOrigin),
            (",\"type\":\"webauthn.get\"", Refusal::Unreadable),
            (",\"origin\":\"https://id.example.gov\"", Refusal::Unreadable),
        ] {
            assert_eq!(challenge(said(changes).as_bytes(), Ceremony::Get, ORIGIN), Err(refusal), "{changes}");
        }
        let good = said("");
        assert_eq!(challenge(good.as_bytes(), Ceremony::Create, ORIGIN), Err(Refusal::OtherCeremony));
        for origin in [
            "https://id.example.gov/",
            "https://ID.example.gov",
            "https://id.example.gov:443",
            "http://id.example.gov",
            "https://example.gov",
            "https://www.id.example.gov",
            "https://id.example.gov.evil.example",
            "null",
        ] {
            let other = good.replace(ORIGIN, origin);
            assert_eq!(
                challenge(other.as_bytes(), Ceremony::Get, ORIGIN),
                Err(Refusal::OtherOrigin),
                "{origin}"
            );
        }
        for (from, to) in [
            (outside::jose::encode(&[7; 32]), outside::jose::encode(&[7; 31])),
            (outside::jose::encode(&[7; 32]), String::new()),
        ] {
            let other = good.replace(&from, &to);
            assert_eq!(challenge(other.as_bytes(), Ceremony::Get, ORIGIN), Err(Refusal::UnknownChallenge));
        }
        let padded =
            good.replace(&outside::jose::encode(&[7; 32]), "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        assert_eq!(challenge(padded.as_bytes(), Ceremony::Get, ORIGIN), Err(Refusal::Unreadable));
        for text in ["", "[]", "null", "{}", "{\"type\":1}", "\u{feff}{}"] {
            assert_eq!(challenge(text.as_bytes(), Ceremony::Get, ORIGIN), Err(Refusal::Unreadable), "{text}");
        }
    }
}
