//! Which single facts does a request name, and where are they to be told (the `claims` parameter of OpenID Connect
//! Core 1.0, section 5.5)? Names that are not known are ignored, as the specification asks; a malformed list is refused.

use outside::jose::parse_object;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::assurance::{self, WantedVerified};
use super::claims::Claim;
use super::errors::{ProtocolError, invalid_request};

/// Longer lists are refused: they are stored while the visitor answers.
const LONGEST: usize = 8 * 1024;

/// How a fact is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// Whether the site says that it needs it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_essential: bool,
    /// The only values it wants to hear; any, if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// For instants: how many seconds ago at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<i64>,
}

impl How {
    /// Reads `null` or an object; members that are not known are ignored.
    pub fn read(value: &Value) -> Result<Self, ProtocolError> {
        let object = match value {
            Value::Null => return Ok(Self::default()),
            Value::Object(object) => object,
            _ => return Err(invalid_request("a member of claims is neither null nor an object")),
        };
        let is_essential = match object.get("essential") {
            None => false,
            Some(Value::Bool(is_essential)) => *is_essential,
            Some(_) => return Err(invalid_request("essential in claims is neither true nor false")),
        };
        let mut values: Vec<Value> = object.get("value").cloned().into_iter().collect();
        match object.get("values") {
            None => (),
            Some(Value::Array(several)) if !several.is_empty() => values.extend(several.iter().cloned()),
            Some(_) => return Err(invalid_request("values in claims is not a list")),
        }
        let max_age = match object.get("max_age") {
            None => None,
            Some(seconds) => Some(
                seconds
                    .as_i64()
                    .filter(|seconds| *seconds >= 0)
                    .ok_or(invalid_request("max_age in claims is not a number of seconds"))?,
            ),
        };
        Ok(Self { is_essential, values, max_age })
    }

    /// Whether a value is one that the site wants to hear.
    pub fn takes(&self, value: &Value) -> bool {
        self.values.is_empty() || self.values.contains(value)
    }
}

/// One fact that is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Which.
    pub claim: Claim,
    /// How.
    #[serde(flatten)]
    pub how: How,
}

/// What one place, the ID token or userinfo, is to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Wanted>,
    /// Facts together with how they were proved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verified: Vec<WantedVerified>,
}

impl Place {
    /// All facts of a place, verified or not.
    pub fn all(&self) -> impl Iterator<Item = &Wanted> {
        self.claims.iter().chain(self.verified.iter().flat_map(|verified| &verified.claims))
    }

    /// Leaves only the facts that may be told.
    pub fn keep(&mut self, may: impl Fn(Claim) -> bool) {
        self.claims.retain(|wanted| may(wanted.claim));
        for verified in &mut self.verified {
            verified.claims.retain(|wanted| may(wanted.claim));
        }
        self.verified.retain(|verified| !verified.claims.is_empty());
    }
}

/// What a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// For the ID token.
    #[serde(default)]
    pub id_token: Place,
    /// For userinfo.
    #[serde(default)]
    pub userinfo: Place,
}

/// What stands in the parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The facts.
    pub named: Named,
    /// How strong the sign-in should be.
    pub acr: Option<How>,
    /// Who should sign in, by their name at the site.
    pub subject: Option<How>,
}

/// Reads the parameter.
pub fn read(text: &str) -> Result<Read, ProtocolError> {
    if text.len() > LONGEST {
        return Err(invalid_request("claims is too long"));
    }
    let object = parse_object(text.as_bytes()).map_err(|_| invalid_request("claims is not a JSON object"))?;
    let empty = Map::new();
    let member = |name: &str| match object.get(name) {
        None | Some(Value::Null) => Ok(&empty),
        Some(Value::Object(member)) => Ok(member),
        Some(_) => Err(invalid_request("id_token or userinfo in claims is not an object")),
    };
    let (id_token, userinfo) = (member("id_token")?, member("userinfo")?);
    let how = |name: &str| id_token.get(name).map(How::read).transpose();
    let (acr, subject) = (how("acr")?, how("sub")?);
    let mut named = Named { id_token: place(id_token)?, userinfo: place(userinfo)? };
    named.id_token.keep(Claim::fits_id_token);
    Ok(Read { named, acr, subject })
}

fn place(object: &Map<String, Value>) -> Result<Place, ProtocolError> {
    let verified = match object.get("verified_claims") {
        None => Vec::new(),
        Some(Value::Array(several)) => several.iter().map(assurance::read).collect::<Result<_, _>>()?,
        Some(one) => vec![assurance::read(one)?],
    };
    Ok(Place { claims: facts(object)?, verified })
}

/// The known facts among the members of an object; the others must be well formed all the same.
pub(super) fn facts(object: &Map<String, Value>) -> Result<Vec<Wanted>, ProtocolError> {
    let mut facts = Vec::new();
    for (name, value) in object.iter().filter(|(name, _)| *name != "verified_claims") {
        let how = How::read(value)?;
        facts.extend(Claim::from_word(name).map(|claim| Wanted { claim, how }));
    }
    facts.sort_by_key(|wanted| wanted.claim);
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_are_read_with_how_they_are_wanted() {
        let text = r#"{"userinfo": {"email": null, "given_name": {"essential": true}, "nickname": null,
                "age_over_18": {"value": true}, "http://example.info/claims/groups": null},
            "id_token": {"acr": {"essential": true, "values": ["a", "b"]}, "sub": {"value": "s1"},
                "auth_time": {"essential": true}, "tax_number": null, "birthdate": {"values": ["1980-02-29"]}},
            "more": 7}"#;
        let read = read(text).unwrap();
        let claims = |place: &Place| place.claims.iter().map(|wanted| wanted.claim).collect::<Vec<_>>();
        assert_eq!(claims(&read.named.userinfo), [Claim::Email, Claim::GivenName, Claim::AgeOver18]);
        assert!(read.named.userinfo.claims[1].how.is_essential);
        assert!(!read.named.userinfo.claims[2].how.takes(&json!(false)));
        // A tax number has no place in an ID token.
        assert_eq!(claims(&read.named.id_token), [Claim::Birthdate]);
        assert_eq!(read.acr.unwrap().values, [json!("a"), json!("b")]);
        assert_eq!(read.subject.unwrap().values, [json!("s1")]);
    }

    #[test]
    fn malformed_lists_are_refused() {
        for text in [
            "",
            "[]",
            "null",
            "{",
            r#"{"userinfo": []}"#,
            r#"{"userinfo": "email"}"#,
            r#"{"userinfo": {"email": true}}"#,
            r#"{"userinfo": {"email": ["a"]}}"#,
            r#"{"userinfo": {"email": {"essential": "yes"}}}"#,
            r#"{"userinfo": {"email": {"values": "a"}}}"#,
            r#"{"userinfo": {"email": {"values": []}}}"#,
            r#"{"userinfo": {"nickname": 7}}"#,
            r#"{"userinfo": {"email": null, "email": null}}"#,
            r#"{"id_token": {"acr": "a"}}"#,
            r#"{"id_token": {"verified_claims": 7}}"#,
            r#"{"id_token": {"verified_claims": {"claims": {"name": null}}}}"#,
            r#"{"id_token": {"verified_claims": {"verification": {}, "claims": {"name": null}}}}"#,
            r#"{"id_token": {"verified_claims": {"verification": {"trust_framework": null}}}}"#,
            r#"{"id_token": {"verified_claims": {"verification": {"trust_framework": null}, "claims": {}}}}"#,
            r#"{"userinfo": {"verified_claims": [{"verification": {"trust_framework": 7}, "claims": {"name": null}}]}}"#,
        ] {
            assert_eq!(read(text).map_err(|error| error.code), Err("invalid_request"), "{text}");
        }
        assert!(read(&format!(r#"{{"userinfo": {{"{}": null}}}}"#, "x".repeat(LONGEST))).is_err());
        assert_eq!(read("{}"), Ok(Read::default()));
        assert_eq!(read(r#"{"userinfo": null}"#), Ok(Read::default()));
    }
}
