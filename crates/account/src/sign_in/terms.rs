//! Which sign-ins does the account site take, and in whose words are they told? Our own identity site's, or those of
//! whichever OpenID provider an agency uses (NIST SP 800-63C-4 section 4.9). Pure.

use outside::jose::Claims;
use outside::openid::{Levels, SignedIn, Strength};
use serde_json::Value;
use values::Tin;

/// What is asked of a sign-in.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The provider's names for its levels.
    pub levels: Levels,
    /// The weakest sign-in that is let in.
    pub least: Strength,
    /// Whether made-up people are let in: in the demonstration.
    pub takes_made_up: bool,
    /// How sure the provider must be who the person is; not looked at if nothing is set.
    pub identity: Option<Identity>,
    /// What is asked for once, to find the person's record.
    pub link_scopes: Vec<String>,
    /// The claim that holds the tax number.
    pub tax_number_claim: String,
    /// The claim that holds the family name, if it must be the one in the books.
    pub family_name_claim: Option<String>,
}

/// How a provider says how sure it is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The claim.
    pub claim: String,
    /// The values that are sure enough.
    pub values: Vec<String>,
}

/// Why a sign-in is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Too weak.
    Weak,
    /// It is not sure enough who the person is.
    NotProved,
}

impl Terms {
    /// For our own identity site.
    pub fn ours(demonstration: bool) -> Self {
        Self {
            levels: Levels::ours(),
            least: Strength::Two,
            takes_made_up: demonstration,
            identity: None,
            link_scopes: vec!["tax_number".to_owned()],
            tax_number_claim: "tax_number".to_owned(),
            family_name_claim: None,
        }
    }

    /// What to ask the provider for.
    pub(super) fn acr_values(&self) -> Option<String> {
        self.levels.acr_values(self.least)
    }

    /// Whether a sign-in is taken. What the provider does not say is not there.
    pub(super) fn check(&self, signed_in: &SignedIn) -> Result<(), Unfit> {
        let token = &signed_in.id_token;
        let strength = self.levels.strength(token.acr.as_deref());
        let is_made_up = self.takes_made_up && strength == Some(Strength::MadeUp);
        if !is_made_up && strength.is_none_or(|strength| strength < self.least.max(Strength::One)) {
            return Err(Unfit::Weak);
        }
        let Some(identity) = &self.identity else { return Ok(()) };
        let said = said(&token.claims, &identity.claim).or_else(|| signed_in.claims.get(&identity.claim));
        let is_sure = match said {
            Some(Value::String(said)) => identity.values.contains(said),
            Some(Value::Array(several)) => several.iter().any(|said| {
                said.as_str().is_some_and(|said| identity.values.iter().any(|value| value == said))
            }),
            _ => false,
        };
        if is_sure { Ok(()) } else { Err(Unfit::NotProved) }
    }

    /// The proved tax number, if it was told.
    pub(super) fn tax_number(&self, signed_in: &SignedIn) -> Option<Tin> {
        let number = signed_in.claims.get(&self.tax_number_claim)?.as_str()?;
        Tin::parse_individual(number).ok()
    }

    /// Whether the family name that was told is the one in the books, where that is asked for.
    pub(super) fn fits_name(&self, signed_in: &SignedIn, in_the_books: &str) -> bool {
        let Some(claim) = &self.family_name_claim else { return true };
        let told = signed_in.claims.get(claim).and_then(Value::as_str);
        told.is_some_and(|told| !plain(told).is_empty() && plain(told) == plain(in_the_books))
    }
}

fn said<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    claims.get(name)
}

/// A name as two registers may both write it: letters alone, in one case, without accents.
fn plain(name: &str) -> String {
    name.chars().filter_map(bare).flat_map(char::to_lowercase).collect()
}

/// A letter without its accent, as far as names in the Latin alphabet have them; nothing for anything else.
fn bare(letter: char) -> Option<char> {
    Some(match letter {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => 'i',
        'Ñ' | 'ñ' | 'Ń'..='ň' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => 'u',
        'Ý' | 'ý' | 'ÿ' => 'y',
        'Ś'..='š' => 's',
        'Ź'..='ž' => 'z',
        letter if letter.is_alphabetic() => letter,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use outside::jose::{Algorithm, KeySet, SigningKey, sign, verify};
    use outside::openid::IdToken;
    use serde_json::{Map, json};
    use values::Secret;

    use super::*;

    fn signed_in(acr: Option<&str>, told: &Value) -> SignedIn {
        let key = SigningKey::generate().unwrap();
        let token = sign(&key, "JWT", &json!({ "ial": told["ial"], "groups": told["groups"] })).unwrap();
        let claims = verify(&token, &KeySet::of([&key]), &[Algorithm::Es256], &["jwt"]).unwrap();
        let id_token = IdToken {
            subject: "s".to_owned(),
            acr: acr.map(str::to_owned),
            amr: Vec::new(),
            signed_in_at: None,
            session: None,
            claims,
        };
        let claims: Map<String, Value> = told.as_object().unwrap().clone();
        SignedIn { id_token, raw_id_token: Secret::new(token), claims }
    }

    #[test]
    fn a_sign_in_must_be_strong_and_sure_enough_in_the_providers_words() {
        let login = |takes_made_up| Terms {
            levels: Levels::named(vec![
                ("urn:one".to_owned(), Strength::One),
                ("urn:two".to_owned(), Strength::Two),
                ("urn:toy".to_owned(), Strength::MadeUp),
            ]),
            identity: Some(Identity { claim: "ial".to_owned(), values: vec!["sure".to_owned()] }),
            ..Terms::ours(takes_made_up)
        };
        for (acr, told, made_up, expected) in [
            (Some("urn:two"), json!({ "ial": "sure" }), false, Ok(())),
            (Some("urn:two"), json!({ "ial": ["half", "sure"] }), false, Ok(())),
            (Some("urn:two"), json!({ "ial": "half" }), false, Err(Unfit::NotProved)),
            (Some("urn:two"), json!({ "ial": null }), false, Err(Unfit::NotProved)),
            (Some("urn:two"), json!({ "ial": 7 }), false, Err(Unfit::NotProved)),
            (Some("urn:one"), json!({ "ial": "sure" }), false, Err(Unfit::Weak)),
            (Some("urn:counterfoil:aal:2"), json!({ "ial": "sure" }), false, Err(Unfit::Weak)),
            (Some("urn:toy"), json!({ "ial": "sure" }), false, Err(Unfit::Weak)),
            (Some("urn:toy"), json!({ "ial": "sure" }), true, Ok(())),
            (Some(""), json!({ "ial": "sure" }), true, Err(Unfit::Weak)),
            (None, json!({ "ial": "sure" }), true, Err(Unfit::Weak)),
        ] {
            assert_eq!(login(made_up).check(&signed_in(acr, &told)), expected, "{acr:?} {told} {made_up}");
        }
        // A site that set nothing for made-up people takes none, even if its least level were theirs.
        let careless = Terms { least: Strength::MadeUp, identity: None, ..login(false) };
        assert_eq!(careless.check(&signed_in(Some("urn:toy"), &json!({}))), Err(Unfit::Weak));
    }

    #[test]
    fn names_are_compared_as_two_registers_write_them() {
        let terms = Terms { family_name_claim: Some("family_name".to_owned()), ..Terms::ours(false) };
        let fits = |told: Value, kept: &str| terms.fits_name(&signed_in(None, &told), kept);
        for (told, kept) in [
            ("Fernández Rojas", "FERNANDEZ-ROJAS"),
            ("O'Neil", "ONEIL"),
            ("Müller", "muller"),
            ("Núñez", "Nunez"),
        ] {
            assert!(fits(json!({ "family_name": told }), kept), "{told} {kept}");
        }
        assert!(!fits(json!({ "family_name": "Fernández" }), "Fernández Rojas"));
        assert!(!fits(json!({ "family_name": "" }), ""));
        assert!(!fits(json!({ "family_name": "--" }), "''"));
        assert!(!fits(json!({}), "Rojas"));
        assert!(Terms::ours(false).fits_name(&signed_in(None, &json!({})), "Rojas"));
    }
}
