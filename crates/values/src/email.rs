//! What an email address may be: one `@`, no spaces, a domain with a dot, at most 254 bytes
//! (RFC 5321, section 4.5.3.1). Whether it reaches anyone is proved by a message, not by syntax.

use std::fmt;
use std::str::FromStr;

/// An email address: trimmed, its domain in lower case. Prints masked (`m…@example.com`).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// The text is no email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an email address: write it like name@example.com")]
pub struct EmailError;

impl EmailAddress {
    /// The address itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The form under which two spellings are the same mailbox for sign-in: all in lower case.
    pub fn lookup_form(&self) -> String {
        self.0.to_lowercase()
    }

    /// First character, dots, domain: enough for its owner to know it.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').expect("parse has seen the @");
        format!("{}…@{domain}", local.chars().next().expect("parse has seen a local part"))
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError)?;
        let odd = |character: char| character.is_whitespace() || character.is_control();
        let labels_fit = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|character| character.is_alphanumeric() || character == '-')
            });
        if text.len() > 254 || local.is_empty() || local.len() > 64 || text.contains(odd) || !labels_fit {
            return Err(EmailError);
        }
        if local.contains(['@', '<', '>', ',', ';', ':', '"', '(', ')', '[', ']', '\\']) {
            return Err(EmailError);
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_and_masked() {
        let address: EmailAddress = "  Maria.Lopez+tax@Example.COM ".parse().unwrap();
        assert_eq!(address.expose(), "Maria.Lopez+tax@example.com");
        assert_eq!(address.lookup_form(), "maria.lopez+tax@example.com");
        assert_eq!(format!("{address:?}"), "M…@example.com");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}com", "abcdefgh.".repeat(28));
        for text in [
            "",
            "a",
            "@example.com",
            "a@",
            "a@b",
            "a b@example.com",
            "a@-b.com",
            "a@b-.com",
            "a@b..com",
            "a@b,com.org",
            "a@c@example.com",
            "<a@example.com>",
            "a\r\n@example.com",
            &long,
            &longer,
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(EmailError), "{text:?}");
        }
    }
}
