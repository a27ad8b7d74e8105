//! What is a site told about a person: in the ID token, and at the userinfo endpoint (OpenID Connect Core 1.0 sections
//! 5.3 to 5.5)? What it asked for, as far as the person agreed, the site may be told it, and it is known.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use store::identity::tokens::Token;
use store::identity::{addresses, agents, clients, phones, proofs, sign_ins};
use store::person_keys;
use store::seal::Realm;
use values::{Date, Id, Timestamp};

use super::assurance::{self, NOT_PROVED, Proof};
use super::claims::{Claim, split};
use super::clients::Client;
use super::next::Decided;
use super::scopes::Scope;
use super::token::Granted;
use super::wanted::{Place, Wanted};
use crate::desk::roles::certified_until;
use crate::notices::open_address;
use crate::person::{self, Fields, Person};
use crate::stored::{from_json, to_json};
use crate::{Identity, IdentityError};

/// The word under which it is kept that a site may come back while the person is away.
const OFFLINE: &str = "offline_access";

/// What a person decided about a site, as it was stored.
pub(crate) fn decided(consent: Option<&clients::Consent>) -> Decided {
    let Some(consent) = consent else { return Decided::default() };
    let holds = |text: &str| text.split(' ').any(|word| word == OFFLINE);
    Decided {
        told: split(&consent.told).into_iter().collect(),
        kept_back: split(&consent.kept_back).into_iter().collect(),
        offline: match (holds(&consent.told), holds(&consent.kept_back)) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        },
    }
}

/// The same to be stored: what is told, and what is kept back.
pub(crate) fn stored(decided: &Decided) -> (String, String) {
    let words = |claims: &BTreeSet<Claim>, offline: bool| {
        let mut words: Vec<&str> = claims.iter().map(|claim| claim.word()).collect();
        words.extend(offline.then_some(OFFLINE));
        words.join(" ")
    };
    (
        words(&decided.told, decided.offline == Some(true)),
        words(&decided.kept_back, decided.offline == Some(false)),
    )
}

/// What there is to tell of a person, of what is asked for, without opening anything, and how sure it is who they are (NIST SP 800-63C-4
/// section 4.9: told with every sign-in).
pub(crate) async fn known(
    identity: &Identity,
    sign_in: Id,
    asked: &[Claim],
) -> Result<(BTreeSet<Claim>, Option<&'static str>), IdentityError> {
    let proof = proofs::find(identity.store(), sign_in).await?;
    let assurance = proof.as_ref().map(|proof| {
        let (assurance, how) = (proof.assurance.as_str(), proof.how.as_str());
        Proof { method: &proof.method, proved_at: proof.proved_at, assurance, how }.identity_assurance()
    });
    let is_proved = proof.is_some();
    let wants_phone = asked.contains(&Claim::PhoneNumber) || asked.contains(&Claim::PhoneNumberVerified);
    let has_phone = wants_phone && phone(identity, sign_in).await?.is_some();
    let is_known = |claim: &Claim| match claim {
        Claim::Email | Claim::EmailVerified => true,
        Claim::PhoneNumber | Claim::PhoneNumberVerified => has_phone,
        proved => proved.is_proved() && is_proved,
    };
    Ok((Claim::ALL.into_iter().filter(is_known).collect(), assurance))
}

/// A fact's value; none if it is not known.
pub(crate) fn value(person: &Person, claim: Claim, today: Date) -> Option<Value> {
    let proof = person.proof.as_ref();
    match claim {
        Claim::Email => Some(json!(person.email.expose())),
        Claim::EmailVerified => Some(json!(true)),
        Claim::PhoneNumber => Some(json!(person.phone.as_ref()?.expose())),
        Claim::PhoneNumberVerified => person.phone.as_ref().map(|_| json!(true)),
        Claim::Name => Some(json!(proof?.name())),
        Claim::GivenName => Some(json!(proof?.given_name)),
        Claim::FamilyName => Some(json!(proof?.family_name)),
        Claim::Birthdate => Some(json!(proof?.birth_date.to_string())),
        Claim::AgeOver18 => Some(json!(is_18(proof?.birth_date, today))),
        Claim::TaxNumber => Some(json!(proof?.tax_number.expose())),
        Claim::ProofMethod => Some(json!(proof?.method)),
    }
}

/// The telephone that sites are told of: the first that was proved and was not found moved to somebody else since.
async fn phone(identity: &Identity, sign_in: Id) -> Result<Option<phones::Phone>, IdentityError> {
    let kept = phones::list(identity.store(), sign_in).await?;
    let usable = kept.into_iter().filter(|phone| phone.flagged_at.is_none());
    Ok(usable.min_by_key(|phone| (phone.added_at, phone.id)))
}

/// The person as a site is told of them: with the address they chose, if they still have it, and their telephone.
pub(crate) async fn addressed(
    identity: &Identity,
    person: Person,
    consent: Option<&clients::Consent>,
) -> Result<Person, IdentityError> {
    let person = with_phone(identity, person).await?;
    with_address(identity, person, consent).await
}

async fn with_phone(identity: &Identity, mut person: Person) -> Result<Person, IdentityError> {
    let Some(kept) = phone(identity, person.id).await? else { return Ok(person) };
    let sealer = identity.sealer();
    let key = person_keys::require(identity.store(), sealer, person.id, Realm::Identity).await?;
    let fields = Fields { sealer, key: &key, table: "phone", row: kept.id };
    let number = fields.open("number_sealed", &kept.number_sealed)?;
    person.phone = Some(number.parse().map_err(|_| IdentityError::Stored("a telephone number"))?);
    Ok(person)
}

async fn with_address(
    identity: &Identity,
    mut person: Person,
    consent: Option<&clients::Consent>,
) -> Result<Person, IdentityError> {
    let Some(chosen) = consent.and_then(|consent| consent.address_id) else { return Ok(person) };
    let store = identity.store();
    if let Some(address) = addresses::list(store, person.id).await?.iter().find(|kept| kept.id == chosen) {
        let key = person_keys::require(store, identity.sealer(), person.id, Realm::Identity).await?;
        person.email = open_address(identity, &key, address.id, &address.email_sealed)?;
    }
    Ok(person)
}

/// Whether somebody born on a day has turned 18. Whoever was born on 29 February does so on 1 March.
pub(crate) fn is_18(born: Date, today: Date) -> bool {
    let birthday = (i32::from(born.year()) + 18, born.month(), born.day());
    (i32::from(today.year()), today.month(), today.day()) >= birthday
}

/// What a site is told of a person, after what they decided, what it may be told, and what is known.
struct Teller<'a> {
    client: &'a Client,
    person: Person,
    told: BTreeSet<Claim>,
    now: Timestamp,
    today: Date,
}

/// What one place tells of a person as they stand, with what they have decided by now: the facts of these scopes, and
/// those that were named for it. None if the sign-in is gone or shut.
pub(crate) async fn tell(
    identity: &Identity,
    client: &Client,
    sign_in: Id,
    (scopes, named): (&[Scope], &Place),
    now: Timestamp,
) -> Result<Option<Map<String, Value>>, IdentityError> {
    let store = identity.store();
    let row = sign_ins::find(store, sign_in).await?.filter(|row| row.is_active);
    let Some(row) = row else { return Ok(None) };
    let consent = clients::find_consent(store, sign_in, &client.client_id).await?;
    let told = decided(consent.as_ref()).told;
    // Only what will be told is looked up and opened.
    let asked = scopes.iter().flat_map(|scope| scope.claims()).copied();
    let asked = asked.chain(named.claims.iter().map(|wanted| wanted.claim));
    let wanted: BTreeSet<Claim> = asked.filter(|claim| told.contains(claim)).collect();
    let needs_proof = !named.verified.is_empty() || wanted.iter().any(|claim| claim.is_proved());
    let mut person = person::open(store, identity.sealer(), row, needs_proof).await?;
    if wanted.contains(&Claim::PhoneNumber) || wanted.contains(&Claim::PhoneNumberVerified) {
        person = with_phone(identity, person).await?;
    }
    if wanted.contains(&Claim::Email) {
        person = with_address(identity, person, consent.as_ref()).await?;
    }
    let today = identity.app().clock.today(now);
    Ok(Some(Teller { client, person, told, now, today }.tell(scopes, named)))
}

impl Teller<'_> {
    fn fact(&self, claim: Claim) -> Option<Value> {
        let may = self.told.contains(&claim) && self.client.may_be_told(claim);
        may.then(|| value(&self.person, claim, self.today)).flatten()
    }

    fn wanted(&self, wanted: &Wanted) -> Option<Value> {
        self.fact(wanted.claim).filter(|value| wanted.how.takes(value))
    }

    fn tell(&self, scopes: &[Scope], named: &Place) -> Map<String, Value> {
        let mut told = Map::new();
        for claim in scopes.iter().flat_map(|scope| scope.claims()) {
            told.extend(self.fact(*claim).map(|value| (claim.word().to_owned(), value)));
        }
        for wanted in &named.claims {
            match self.wanted(wanted) {
                Some(value) => told.insert(wanted.claim.word().to_owned(), value),
                // Another value than the one it wants to hear: then none, also not by a scope.
                None if !wanted.how.values.is_empty() => told.remove(wanted.claim.word()),
                None => None,
            };
        }
        if let Some(proof) = self.proof() {
            let verified: Vec<Value> = named
                .verified
                .iter()
                .filter_map(|wanted| {
                    // Facts that nobody proved are no verified claims, whoever confirmed them.
                    assurance::told(wanted, &proof, self.now, |wanted| {
                        self.wanted(wanted).filter(|_| wanted.claim.is_proved())
                    })
                })
                .collect();
            let verified = match verified.len() {
                0 => None,
                1 => verified.into_iter().next(),
                _ => Some(Value::Array(verified)),
            };
            told.extend(verified.map(|verified| ("verified_claims".to_owned(), verified)));
        }
        told
    }

    fn proof(&self) -> Option<Proof<'_>> {
        let proved = self.person.proof.as_ref()?;
        let (assurance, how) = (proved.assurance.as_str(), proved.how.as_str());
        Some(Proof { method: &proved.method, proved_at: proved.at, assurance, how })
    }
}

/// What the agency's own staff site is told of somebody: what they do for the agency, and where to reach them there. Nothing
/// of who has no work there now, or has not passed the yearly test. Not asked of them: it is their employer's to know.
pub(super) async fn working(
    identity: &Identity,
    sign_in: Id,
    now: Timestamp,
) -> Result<Map<String, Value>, IdentityError> {
    let today = identity.app().clock.today(now);
    let agent = agents::find(identity.store(), sign_in)
        .await?
        .filter(|agent| agent.is_active && agent.certified_on.is_some_and(|on| today <= certified_until(on)));
    let (Some(agent), Some(person)) = (agent, identity.person(sign_in).await?) else { return Ok(Map::new()) };
    Ok(Map::from_iter([
        ("agency_role".to_owned(), json!(agent.role)),
        ("agency_address".to_owned(), json!(person.email.expose())),
    ]))
}

/// What an ID token says of the sign-in and of the person beside who they are: the level as the site knows it, how sure
/// it is who they are, and the facts that the site named for it.
pub(super) async fn add_to_id_token(
    identity: &Identity,
    client: &Client,
    sign_in: Id,
    granted: &Granted,
    claims: &mut Value,
    now: Timestamp,
) -> Result<(), IdentityError> {
    if let Some(level) = granted.reported {
        claims["acr"] = json!(level.acr());
    }
    claims["ial"] = json!(granted.assurance.as_deref().unwrap_or(NOT_PROVED));
    if granted.named.id_token == Place::default() {
        return Ok(());
    }
    let told = tell(identity, client, sign_in, (&[], &granted.named.id_token), now).await?;
    for (name, value) in told.unwrap_or_default() {
        claims[name] = value;
    }
    Ok(())
}

/// The facts named for userinfo, as they are kept with the access token that opens it.
pub(super) fn keep_named(granted: &Granted) -> Result<String, IdentityError> {
    let place = &granted.named.userinfo;
    if *place == Place::default() { Ok(String::new()) } else { to_json(place) }
}

/// The same, read.
pub(super) fn kept_named(token: &Token) -> Result<Place, IdentityError> {
    if token.told.is_empty() { Ok(Place::default()) } else { from_json(&token.told) }
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::*;

    #[test]
    fn people_turn_18_on_their_birthday() {
        for (born, today, grown) in [
            (date(2008, 11, 23), date(2026, 11, 22), false),
            (date(2008, 11, 23), date(2026, 11, 23), true),
            (date(2008, 12, 1), date(2026, 11, 30), false),
            (date(2008, 2, 29), date(2026, 2, 28), false),
            (date(2008, 2, 29), date(2026, 3, 1), true),
            (date(1980, 2, 29), date(2026, 1, 1), true),
            (date(2026, 1, 1), date(2026, 1, 1), false),
        ] {
            assert_eq!(is_18(born, today), grown, "{born} on {today}");
        }
    }

    #[test]
    fn what_was_decided_survives_storage() {
        for offline in [None, Some(true), Some(false)] {
            let before = Decided {
                told: [Claim::Email, Claim::TaxNumber].into(),
                kept_back: [Claim::AgeOver18].into(),
                offline,
            };
            let (told, kept_back) = stored(&before);
            let consent = clients::Consent {
                client_id: "shop".to_owned(),
                told,
                kept_back,
                address_id: None,
                given_at: Timestamp::UNIX_EPOCH,
            };
            assert_eq!(decided(Some(&consent)), before);
        }
        assert_eq!(decided(None), Decided::default());
    }
}
