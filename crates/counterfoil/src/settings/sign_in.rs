//! Where do the account site's people sign in: at our identity site, or at another OpenID provider, in whose words?

use std::collections::BTreeMap;
use std::path::PathBuf;

use account::{Identity, Terms};
use outside::openid::{Authentication, Levels, Strength};
use serde::{Deserialize, Serialize};
use values::Secret;

use super::SettingsError;

/// Which OpenID provider the account site uses; our identity site unless an issuer is set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// The provider's issuer.
    pub(crate) issuer: Option<String>,
    /// The account site's name there.
    pub(crate) client_id: Option<String>,
    /// `private_key_jwt` (unless set), `client_secret_basic` or `client_secret_post`.
    pub(crate) client_auth: Option<String>,
    /// The file of the secret, for those two.
    pub(crate) client_secret_file: Option<PathBuf>,
    /// To whom statements with `private_key_jwt` are made out: `issuer` (unless set) or `token_endpoint`.
    pub(crate) assertion_audience: Option<String>,
    /// What is asked for at each sign-in; `openid` unless set.
    pub(crate) scopes: Option<Vec<String>>,
    /// What is asked for besides, once, to find the person's record; `tax_number` at our own site, else nothing.
    pub(crate) link_scopes: Option<Vec<String>>,
    /// What the provider's values of `acr` are worth: `one`, `two` or `phishing-resistant`.
    #[serde(default)]
    pub(crate) levels: BTreeMap<String, String>,
    /// The weakest sign-in that is let in; `two` unless set.
    pub(crate) required_level: Option<String>,
    /// The claim in which the provider says how sure it is who the person is.
    pub(crate) identity_claim: Option<String>,
    /// Its values that are sure enough.
    #[serde(default)]
    pub(crate) identity_values: Vec<String>,
    /// The claim that holds the tax number; `tax_number` unless set.
    pub(crate) tax_number_claim: Option<String>,
    /// The claim that holds the family name, if it must be the one in the books.
    pub(crate) family_name_claim: Option<String>,
}

fn wrong(key: &'static str, why: &str) -> SettingsError {
    SettingsError::Value { key, why: why.to_owned() }
}

fn strength(key: &'static str, word: &str) -> Result<Strength, SettingsError> {
    Strength::from_word(word)
        .filter(|strength| *strength > Strength::MadeUp)
        .ok_or_else(|| wrong(key, "write one, two or phishing-resistant"))
}

impl SignIn {
    /// How the account site proves itself to the provider.
    pub(crate) fn authentication(&self) -> Result<Authentication, SettingsError> {
        let secret = || {
            let why = "set the file of the secret that the provider gave";
            let file =
                self.client_secret_file.as_ref().ok_or_else(|| wrong("sign_in.client_secret_file", why))?;
            let text = std::fs::read_to_string(file).map_err(|error| {
                wrong("sign_in.client_secret_file", &format!("{}: {error}", file.display()))
            })?;
            Ok::<_, SettingsError>(Secret::new(text.trim().to_owned()))
        };
        let to_token_endpoint = match self.assertion_audience.as_deref() {
            None | Some("issuer") => false,
            Some("token_endpoint") => true,
            Some(_) => return Err(wrong("sign_in.assertion_audience", "write issuer or token_endpoint")),
        };
        match self.client_auth.as_deref() {
            None | Some("private_key_jwt") => Ok(Authentication::SignedStatement { to_token_endpoint }),
            Some("client_secret_basic") => Ok(Authentication::SecretInHeader(secret()?)),
            Some("client_secret_post") => Ok(Authentication::SecretInBody(secret()?)),
            Some(_) => {
                let why = "write private_key_jwt, client_secret_basic or client_secret_post";
                Err(wrong("sign_in.client_auth", why))
            }
        }
    }

    /// Which sign-ins the account site takes.
    pub(crate) fn terms(&self, demonstration: bool) -> Result<Terms, SettingsError> {
        let is_ours = self.issuer.is_none();
        let ours = Terms::ours(demonstration && is_ours);
        let least = match &self.required_level {
            Some(word) => strength("sign_in.required_level", word)?,
            None => ours.least,
        };
        let levels = if self.levels.is_empty() && is_ours { ours.levels } else { self.levels()? };
        if !demonstration && levels.acr_values(least).is_none() {
            let why = "say which values of acr the provider has for the required level, as \"urn:example:2\" = \"two\"";
            return Err(wrong("sign_in.levels", why));
        }
        Ok(Terms {
            levels,
            least,
            takes_made_up: ours.takes_made_up,
            identity: self.identity()?,
            link_scopes: match &self.link_scopes {
                Some(scopes) => scopes.clone(),
                None if is_ours => ours.link_scopes,
                None => Vec::new(),
            },
            tax_number_claim: self.tax_number_claim.clone().unwrap_or(ours.tax_number_claim),
            family_name_claim: self.family_name_claim.clone(),
        })
    }

    fn levels(&self) -> Result<Levels, SettingsError> {
        let named =
            self.levels.iter().map(|(acr, word)| Ok((acr.clone(), strength("sign_in.levels", word)?)));
        Ok(Levels::named(named.collect::<Result<_, SettingsError>>()?))
    }

    fn identity(&self) -> Result<Option<Identity>, SettingsError> {
        match (&self.identity_claim, self.identity_values.is_empty()) {
            (None, true) => Ok(None),
            (Some(claim), false) => {
                Ok(Some(Identity { claim: claim.clone(), values: self.identity_values.clone() }))
            }
            _ => Err(wrong(
                "sign_in.identity_claim",
                "set it together with sign_in.identity_values, or neither",
            )),
        }
    }

    /// What is asked for at each sign-in.
    pub(crate) fn scopes(&self) -> Vec<String> {
        self.scopes.clone().unwrap_or_else(|| vec!["openid".to_owned()])
    }

    /// Refuses what cannot work, without reading any file.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if self.issuer.is_none() {
            return self.terms(false).map(|_| ());
        }
        if self.client_id.is_none() {
            return Err(wrong("sign_in.client_id", "set the account site's name at that provider"));
        }
        if !self.scopes().iter().any(|scope| scope == "openid") {
            return Err(wrong("sign_in.scopes", "they must hold openid"));
        }
        if !matches!(self.client_auth.as_deref(), None | Some("private_key_jwt"))
            && self.client_secret_file.is_none()
        {
            return Err(wrong(
                "sign_in.client_secret_file",
                "set the file of the secret that the provider gave",
            ));
        }
        self.terms(false).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn read(text: &str) -> SignIn {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counterfoil.toml");
        std::fs::write(&file, text).unwrap();
        Settings::read(Some(&file)).unwrap().sign_in
    }

    const OTHER: &str = r#"
        [sign_in]
        issuer = "https://login.example"
        client_id = "urn:gov:agency:Account"
        scopes = ["openid", "email", "social_security_number"]
        tax_number_claim = "social_security_number"
        family_name_claim = "family_name"
        identity_claim = "ial"
        identity_values = ["http://idmanagement.gov/ns/assurance/ial/2"]
    "#;

    #[test]
    fn the_names_of_another_provider_are_kept_to_the_letter() {
        let levels = r#"
            [sign_in.levels]
            "http://idmanagement.gov/ns/assurance/ial/2" = "two"
            "urn:acr.login.gov:verified-facial-match-required" = "two"
            "http://eid.id.me/AAL2.Strong" = "phishing-resistant"
        "#;
        let set = read(&format!("{OTHER}{levels}"));
        set.check().unwrap();
        let terms = set.terms(false).unwrap();
        for (acr, strength) in [
            ("http://idmanagement.gov/ns/assurance/ial/2", Some(Strength::Two)),
            ("urn:acr.login.gov:verified-facial-match-required", Some(Strength::Two)),
            ("http://eid.id.me/AAL2.Strong", Some(Strength::PhishingResistant)),
            ("http://eid.id.me/aal2.strong", None),
            ("urn:counterfoil:aal:2", None),
        ] {
            assert_eq!(terms.levels.strength(Some(acr)), strength, "{acr}");
        }
        assert!(!set.terms(true).unwrap().takes_made_up, "another provider has no made-up people");
        assert_eq!((terms.tax_number_claim.as_str(), terms.link_scopes.len()), ("social_security_number", 0));
        assert!(read("").terms(true).unwrap().takes_made_up && !read("").terms(false).unwrap().takes_made_up);
    }

    #[test]
    fn what_cannot_work_names_its_key() {
        let refused = |text: &str| read(text).check().unwrap_err().to_string();
        let two = "[sign_in.levels]\n\"a\" = \"two\"\n";
        assert!(refused(OTHER).starts_with("sign_in.levels: "), "{}", refused(OTHER));
        assert!(
            refused(&format!("{OTHER}[sign_in.levels]\n\"a\" = \"one\"\n")).starts_with("sign_in.levels: ")
        );
        assert!(
            refused(&format!("{OTHER}[sign_in.levels]\n\"a\" = \"made-up\"\n"))
                .starts_with("sign_in.levels: ")
        );
        for (line, key) in [
            ("required_level = \"three\"\n", "sign_in.required_level: "),
            ("assertion_audience = \"x\"\n", ""),
            ("client_auth = \"client_secret_post\"\n", "sign_in.client_secret_file: "),
        ] {
            let set = read(&format!("{OTHER}{line}{two}"));
            let said = set.check().map_or_else(|error| error.to_string(), |()| String::new());
            assert!(said.starts_with(key), "{line}: {said}");
        }
        assert!(refused("[sign_in]\nissuer = \"https://a.example\"\n").starts_with("sign_in.client_id: "));
        assert!(refused("[sign_in]\nidentity_claim = \"ial\"\n").starts_with("sign_in.identity_claim: "));
        assert!(read(&format!("{OTHER}assertion_audience = \"x\"\n")).authentication().is_err());
        assert!(read(&format!("{OTHER}client_auth = \"none\"\n")).authentication().is_err());
    }
}
