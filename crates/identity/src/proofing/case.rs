//! What is known of somebody's attempt to prove who they are, opened for one request?

use store::Write;
use store::identity::proofings::{self, Proofing, Route, State, checks, evidence};
use store::person_keys;
use store::seal::{DataKey, Realm};
use values::{Date, Id, PhoneNumber, Timestamp, Tin};

use web::Language;

use super::policy::{AddressSeen, Item, Kind, Validation, Verification};
use super::postal_address::PostalAddress;
use crate::person::{Fields, TAX_NUMBER_INDEX};
use crate::{Identity, IdentityError};

/// What the person said of themselves. Nothing of it is proved before the case is verified.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Given names.
    pub given_names: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// SSN or ITIN.
    pub tax_number: Option<Tin>,
    /// Where letters reach them.
    pub address: Option<PostalAddress>,
    /// Their telephone.
    pub phone: Option<PhoneNumber>,
}

/// Where a case is begun, for the figures.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// In which language.
    pub language: Language,
    /// On what kind of device: a word of [`Visitor::kind`](crate::visitor::Visitor::kind).
    pub device: &'static str,
}

/// A case, opened.
#[derive(Clone, Debug)]
pub struct Case {
    /// As it is stored.
    pub row: Proofing,
    /// What the person said.
    pub facts: Facts,
    /// What was looked up.
    pub checks: Vec<checks::Check>,
    /// What they showed.
    pub evidence: Vec<evidence::Evidence>,
    key: DataKey,
}

impl Case {
    /// One by its id.
    pub async fn find(identity: &Identity, id: Id) -> Result<Option<Self>, IdentityError> {
        match proofings::find(identity.store(), id).await? {
            Some(row) => Ok(Some(Self::open(identity, row).await?)),
            None => Ok(None),
        }
    }

    /// A person's newest.
    pub async fn current(identity: &Identity, sign_in: Id) -> Result<Option<Self>, IdentityError> {
        match proofings::current(identity.store(), sign_in).await? {
            Some(row) => Ok(Some(Self::open(identity, row).await?)),
            None => Ok(None),
        }
    }

    /// Opens what was found.
    pub async fn open(identity: &Identity, row: Proofing) -> Result<Self, IdentityError> {
        let (store, sealer) = (identity.store(), identity.sealer());
        let key = person_keys::require(store, sealer, row.sign_in_id, Realm::Identity).await?;
        let fields = Fields { sealer, key: &key, table: "proofing", row: row.id };
        let open = |column: &'static str, sealed: &Option<Vec<u8>>| {
            sealed.as_ref().map(|sealed| fields.open(column, sealed)).transpose()
        };
        let broken = |what: &'static str| move || IdentityError::Stored(what);
        let birth_date = open("birth_date_sealed", &row.birth_date_sealed)?;
        let tax_number = open("tax_number_sealed", &row.tax_number_sealed)?;
        let address = open("address_sealed", &row.address_sealed)?;
        let phone = open("phone_sealed", &row.phone_sealed)?;
        let facts = Facts {
            given_names: open("given_names_sealed", &row.given_names_sealed)?,
            family_name: open("family_name_sealed", &row.family_name_sealed)?,
            birth_date: birth_date
                .map(|text| text.parse().map_err(|_| broken("a birth date")()))
                .transpose()?,
            tax_number: tax_number
                .map(|text| Tin::parse_individual(&text).map_err(|_| broken("a tax number")()))
                .transpose()?,
            address: address
                .map(|text| PostalAddress::from_lines(&text).ok_or_else(broken("an address")))
                .transpose()?,
            phone: phone.map(|text| text.parse().map_err(|_| broken("a telephone number")())).transpose()?,
        };
        let checks = checks::list(store, row.id).await?;
        let evidence = evidence::list(store, row.id).await?;
        Ok(Self { row, facts, checks, evidence, key })
    }

    /// A person's next attempt, with nothing in it yet.
    pub async fn begin(
        identity: &Identity,
        sign_in: Id,
        before: Option<&Self>,
        place: Place,
        now: Timestamp,
    ) -> Result<Self, IdentityError> {
        let (store, sealer) = (identity.store(), identity.sealer());
        let row = Proofing {
            id: identity.dice().id(now),
            sign_in_id: sign_in,
            attempt: before.map_or(1, |before| before.row.attempt + 1),
            route: None,
            state: State::Open,
            documents: String::new(),
            given_names_sealed: None,
            family_name_sealed: None,
            birth_date_sealed: None,
            tax_number_sealed: None,
            tax_number_index: None,
            address_sealed: None,
            phone_sealed: None,
            phone_confirmed_at: None,
            pictures_at: None,
            visit_index: None,
            visit_number_sealed: None,
            visit_until: None,
            reason: None,
            deny_hash: None,
            language: place.language.tag().to_owned(),
            device: place.device.to_owned(),
            begun_at: now,
            changed_at: now,
            version: 0,
        };
        let key = person_keys::require(store, sealer, sign_in, Realm::Identity).await?;
        Ok(Self { row, facts: Facts::default(), checks: Vec::new(), evidence: Vec::new(), key })
    }

    /// Seals a text for a column of the case.
    pub fn seal(&self, identity: &Identity, column: &'static str, text: &str) -> Vec<u8> {
        let sealer = identity.sealer();
        Fields { sealer, key: &self.key, table: "proofing", row: self.row.id }.seal(column, text)
    }

    /// Opens what was sealed for a column of the case.
    pub fn unseal(
        &self,
        identity: &Identity,
        column: &'static str,
        sealed: &[u8],
    ) -> Result<String, IdentityError> {
        let fields =
            Fields { sealer: identity.sealer(), key: &self.key, table: "proofing", row: self.row.id };
        fields.open(column, sealed)
    }

    /// Takes over what the person said in another case of theirs, sealed anew for this one.
    #[must_use]
    pub fn with(mut self, identity: &Identity, facts: Facts) -> Self {
        let text = |column, text: Option<&str>| text.map(|text| self.seal(identity, column, text));
        let row = Proofing {
            given_names_sealed: text("given_names_sealed", facts.given_names.as_deref()),
            family_name_sealed: text("family_name_sealed", facts.family_name.as_deref()),
            birth_date_sealed: text(
                "birth_date_sealed",
                facts.birth_date.map(|date| date.to_string()).as_deref(),
            ),
            tax_number_sealed: text(
                "tax_number_sealed",
                facts.tax_number.as_ref().map(Tin::expose).as_deref(),
            ),
            tax_number_index: facts
                .tax_number
                .as_ref()
                .map(|number| identity.sealer().index(TAX_NUMBER_INDEX, number)),
            address_sealed: text(
                "address_sealed",
                facts.address.as_ref().map(PostalAddress::to_lines).as_deref(),
            ),
            phone_sealed: text("phone_sealed", facts.phone.as_ref().map(PhoneNumber::expose)),
            ..self.row.clone()
        };
        self.row = row;
        self.facts = facts;
        self
    }

    /// The statements that keep what the person says now. What was found good was so for what they said before.
    pub fn tell(self, identity: &Identity, facts: Facts) -> Write {
        let forgotten =
            if self.evidence.is_empty() { Write::new() } else { evidence::remove_all(self.row.id) };
        let pictures_at = self.row.pictures_at.filter(|_| self.evidence.is_empty());
        let told = self.with(identity, facts);
        forgotten.and(proofings::change(&Proofing { pictures_at, ..told.row }))
    }

    /// Something that was looked up about it, as it is kept: what, where, how far that place can be relied on, and what came
    /// out.
    pub fn check(
        &self,
        what: &str,
        source: &str,
        class: &str,
        outcome: &str,
        now: Timestamp,
    ) -> checks::Check {
        checks::Check {
            proofing_id: self.row.id,
            what: what.to_owned(),
            sign_in_id: self.row.sign_in_id,
            source: source.to_owned(),
            class: class.to_owned(),
            outcome: outcome.to_owned(),
            at: now,
        }
    }

    /// The same with what was looked up now, and the statements that keep it.
    pub fn looked_up(mut self, found: Vec<checks::Check>) -> (Self, Write) {
        let write = found.iter().fold(Write::new(), |write, check| write.and(checks::put(check)));
        self.checks.retain(|old| found.iter().all(|new| new.what != old.what));
        self.checks.extend(found);
        (self, write)
    }

    /// What came out of something that was looked up.
    pub fn outcome(&self, what: &str) -> Option<&checks::Check> {
        self.checks.iter().find(|check| check.what == what)
    }

    /// The papers that are to be shown.
    pub fn documents(&self) -> Vec<Kind> {
        self.row.documents.split(' ').filter_map(Kind::read).collect()
    }

    /// The route that was chosen, and is still to be gone.
    pub fn route(&self) -> Option<Route> {
        self.row.route
    }

    /// The pieces that were taken so far.
    pub fn items(&self) -> Vec<Item> {
        self.evidence.iter().filter_map(item).collect()
    }
}

/// A piece as the policy knows it; none if a newer version of the program wrote it.
fn item(evidence: &evidence::Evidence) -> Option<Item> {
    Some(Item {
        kind: Kind::read(&evidence.kind)?,
        validation: Validation::read(&evidence.validation)?,
        verification: evidence
            .verification
            .as_deref()
            .map(Verification::read)
            .map_or(Some(None), |read| read.map(Some))?,
        address: evidence.address_seen.as_deref().and_then(AddressSeen::read),
    })
}
