//! How were a person's facts proved, and may a site be told (OpenID Connect for Identity Assurance 1.0; NIST SP
//! 800-63C-4 section 4.9: the assurance of the identity, or that none is claimed)?
//!
//! A site names the facts and what it wants to know of their proof; it gets what it named, or nothing if what it
//! insists on does not hold. The demonstration's stand-in is reported as what it is and claims no assurance.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use values::Timestamp;

use super::errors::{ProtocolError, invalid_request};
use super::wanted::{How, Wanted, facts};

/// The framework of NIST SP 800-63A-4, as the register of OpenID Connect for Identity Assurance names it.
pub const NIST: &str = "nist_800_63A";

/// The framework of proofs that prove nothing.
pub const DEMONSTRATION: &str = "urn:counterfoil:demonstration";

/// The assurance of an identity nobody proved.
pub const NOT_PROVED: &str = "urn:counterfoil:ial:none";

/// Elements of a verification that can be told.
pub const ELEMENTS: [&str; 5] =
    ["trust_framework", "assurance_level", "time", "assurance_process", "evidence"];

/// Facts that a site wants together with their proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedVerified {
    /// What it wants to know of the proof, by element.
    pub verification: Vec<(String, How)>,
    /// The facts.
    pub claims: Vec<Wanted>,
}

/// How a person was proved to be somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof<'a> {
    /// By which method, as it was stored.
    pub method: &'a str,
    /// When.
    pub proved_at: Timestamp,
    /// How surely, as it was stored.
    pub assurance: &'a str,
    /// What was shown and how it was checked, as it was stored.
    pub how: &'a str,
}

impl Proof<'_> {
    /// Whether it is one by the standard; any other claims nothing.
    fn is_real(&self) -> bool {
        self.assurance == crate::proofing::ASSURANCE
    }

    /// By whose rules.
    pub fn trust_framework(&self) -> &'static str {
        if self.is_real() { NIST } else { DEMONSTRATION }
    }

    /// How sure, in that framework's words.
    pub fn assurance_level(&self) -> &'static str {
        if self.is_real() { crate::proofing::ASSURANCE } else { "none" }
    }

    /// The value of the claim `ial`.
    pub fn identity_assurance(&self) -> &'static str {
        if self.is_real() { "urn:counterfoil:ial:2" } else { "urn:counterfoil:ial:demonstration" }
    }

    /// Each piece: what it is, how it was validated and how verified (NIST SP 800-63A-4, 4.2.6: the pathway is told).
    fn evidence(&self) -> Option<Value> {
        let piece = |text: &str| {
            let mut words = text.split(':');
            let (kind, validation) = (words.next()?, words.next()?);
            let verification = words.next().filter(|word| !word.is_empty());
            let confirmed = words.next();
            let methods = [Some(validation), verification, confirmed].into_iter().flatten();
            let details: Vec<Value> = methods.map(|method| json!({ "check_method": method })).collect();
            Some(if kind.ends_with("-account") {
                json!({ "type": "electronic_record", "record": { "type": kind }, "check_details": details })
            } else {
                json!({ "type": "document", "document_details": { "type": kind }, "check_details": details })
            })
        };
        let pieces: Vec<Value> = self.how.split(' ').filter_map(piece).collect();
        (!pieces.is_empty()).then_some(Value::Array(pieces))
    }

    fn element(&self, name: &str) -> Option<Value> {
        match name {
            "trust_framework" => Some(json!(self.trust_framework())),
            "assurance_level" => Some(json!(self.assurance_level())),
            "time" => Some(json!(self.proved_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())),
            "assurance_process" => Some(json!({ "procedure": self.method })),
            "evidence" => self.evidence(),
            _ => None,
        }
    }
}

/// Reads one `verified_claims` of a request.
pub fn read(value: &Value) -> Result<WantedVerified, ProtocolError> {
    let object = value.as_object().ok_or(invalid_request("verified_claims is not an object"))?;
    let member = |name: &str| object.get(name).and_then(Value::as_object);
    let verification =
        member("verification").ok_or(invalid_request("verified_claims has no verification"))?;
    if !verification.contains_key("trust_framework") {
        return Err(invalid_request("verification has no trust_framework"));
    }
    let claims = member("claims").filter(|claims| !claims.is_empty());
    let claims = facts(claims.ok_or(invalid_request("verified_claims names no claims"))?)?;
    let verification = verification
        .iter()
        .map(|(name, value)| Ok((name.clone(), how(name, value)?)))
        .collect::<Result<_, ProtocolError>>()?;
    Ok(WantedVerified { verification, claims })
}

/// Evidence is asked for as a list, a process as an object of elements: of both only whether they are insisted on counts.
fn how(name: &str, value: &Value) -> Result<How, ProtocolError> {
    match (name, value) {
        ("evidence", Value::Array(several)) => {
            let needs = several.iter().any(|evidence| evidence.get("essential") == Some(&Value::Bool(true)));
            Ok(How { is_essential: needs, ..How::default() })
        }
        ("evidence", Value::Object(_)) => Err(invalid_request("evidence is not a list")),
        _ => How::read(value),
    }
}

/// What is told: nothing if the proof is not what the site insists on, or none of the facts can be told.
pub fn told(
    wanted: &WantedVerified,
    proof: &Proof<'_>,
    now: Timestamp,
    fact: impl Fn(&Wanted) -> Option<Value>,
) -> Option<Value> {
    let mut verification = Map::new();
    for (name, how) in &wanted.verification {
        let is_recent = how
            .max_age
            .is_none_or(|seconds| now.as_second().saturating_sub(proof.proved_at.as_second()) <= seconds);
        match proof.element(name) {
            Some(value) if how.takes(&value) && is_recent => {
                verification.insert(name.clone(), value);
            }
            None if !how.is_essential && how.values.is_empty() => (),
            _ => return None,
        }
    }
    let claims: Map<String, Value> = wanted
        .claims
        .iter()
        .filter_map(|wanted| Some((wanted.claim.word().to_owned(), fact(wanted)?)))
        .collect();
    (!claims.is_empty()).then(|| json!({ "verification": verification, "claims": claims }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE_UP: (&str, &str, &str) = ("demonstration", "none", "");
    const BY_LETTER: (&str, &str, &str) = (
        "letter",
        "ial2",
        "drivers-license:visual-inspection:mailed-code phone-account:carrier-confirmed:phone-code",
    );

    fn tell(verification: &Value, claims: &Value) -> Option<Value> {
        tell_of(MADE_UP, verification, claims)
    }

    fn tell_of(proof: (&str, &str, &str), verification: &Value, claims: &Value) -> Option<Value> {
        let wanted = read(&json!({ "verification": verification, "claims": claims })).unwrap();
        let (method, assurance, how) = proof;
        let proved_at = Timestamp::from_second(1_795_000_000).unwrap();
        let proof = Proof { method, proved_at, assurance, how };
        told(&wanted, &proof, Timestamp::from_second(1_795_000_100).unwrap(), |wanted| {
            let value = json!(wanted.claim.word());
            (wanted.claim.is_proved() && wanted.how.takes(&value)).then_some(value)
        })
    }

    #[test]
    fn a_site_gets_what_it_named_and_no_more() {
        let told =
            tell(&json!({ "trust_framework": null }), &json!({ "given_name": null, "nickname": null }));
        let expected = json!({ "verification": { "trust_framework": "urn:counterfoil:demonstration" },
            "claims": { "given_name": "given_name" } });
        assert_eq!(told, Some(expected));
        let all = json!({ "trust_framework": null, "assurance_level": null, "time": null, "assurance_process": null,
            "evidence": [{ "type": { "value": "document" } }], "unknown": null });
        let told = tell(&all, &json!({ "tax_number": null, "birthdate": { "essential": true } })).unwrap();
        let verification = json!({ "trust_framework": "urn:counterfoil:demonstration", "assurance_level": "none",
            "time": "2026-11-18T11:06:40Z", "assurance_process": { "procedure": "demonstration" } });
        assert_eq!(told["verification"], verification);
        assert_eq!(told["claims"], json!({ "birthdate": "birthdate", "tax_number": "tax_number" }));
    }

    #[test]
    fn the_route_and_the_methods_are_told() {
        let all = json!({ "trust_framework": { "value": "nist_800_63A" }, "assurance_level": { "value": "ial2" },
            "assurance_process": null, "evidence": [{ "type": { "value": "document" }, "essential": true }] });
        let told = tell_of(BY_LETTER, &all, &json!({ "name": null })).unwrap();
        let expected = json!({ "trust_framework": "nist_800_63A", "assurance_level": "ial2",
            "assurance_process": { "procedure": "letter" }, "evidence": [
                { "type": "document", "document_details": { "type": "drivers-license" },
                  "check_details": [{ "check_method": "visual-inspection" }, { "check_method": "mailed-code" }] },
                { "type": "electronic_record", "record": { "type": "phone-account" },
                  "check_details": [{ "check_method": "carrier-confirmed" }, { "check_method": "phone-code" }] },
            ] });
        assert_eq!(told["verification"], expected);
        assert_eq!(
            tell_of(
                BY_LETTER,
                &json!({ "trust_framework": { "value": DEMONSTRATION } }),
                &json!({ "name": null })
            ),
            None
        );
        let confirmed = ("camera", "ial2", "passport:scanner:face-match:issuer-confirmed");
        let told = tell_of(
            confirmed,
            &json!({ "trust_framework": null, "evidence": null }),
            &json!({ "name": null }),
        )
        .unwrap();
        let methods = &told["verification"]["evidence"][0]["check_details"];
        let issuer = json!({ "check_method": "issuer-confirmed" });
        assert_eq!((&methods[2], methods.as_array().unwrap().len()), (&issuer, 3));
        let framework = json!({ "trust_framework": null });
        // A word that this version does not know claims nothing.
        let unknown = tell_of(("letter", "ial9", ""), &framework, &json!({ "name": null })).unwrap();
        assert_eq!(unknown["verification"]["trust_framework"], DEMONSTRATION);
    }

    #[test]
    fn what_a_site_insists_on_must_hold() {
        let claims = json!({ "name": null });
        let good = [
            json!({ "trust_framework": { "value": "urn:counterfoil:demonstration" } }),
            json!({ "trust_framework": { "values": ["nist_800_63A", "urn:counterfoil:demonstration"] } }),
            json!({ "trust_framework": null, "time": { "max_age": 100 } }),
        ];
        for verification in good {
            assert!(tell(&verification, &claims).is_some(), "{verification}");
        }
        let bad = [
            json!({ "trust_framework": { "value": "nist_800_63A" } }),
            json!({ "trust_framework": { "values": ["eidas", "us_aml"] } }),
            json!({ "trust_framework": null, "assurance_level": { "value": "ial2" } }),
            json!({ "trust_framework": null, "time": { "max_age": 99 } }),
            json!({ "trust_framework": null, "evidence": [{ "essential": true }] }),
            json!({ "trust_framework": null, "unknown": { "essential": true } }),
            json!({ "trust_framework": null, "unknown": { "value": "x" } }),
        ];
        for verification in bad {
            assert_eq!(tell(&verification, &claims), None, "{verification}");
        }
        let framework = json!({ "trust_framework": null });
        assert_eq!(tell(&framework, &json!({ "email": null })), None, "nothing that was proved");
        assert_eq!(tell(&framework, &json!({ "name": { "value": "another" } })), None);
    }
}
