//! Who are the made-up people of the demonstration? Given by the program at its start; nothing of this
//! exists without it.

use store::identity::{agents, proofs, sign_ins};
use store::seal::{DataKey, Realm};
use store::{Actor, AuditRecord, Write, WriteError, person_keys};
use values::{Date, EmailAddress, Id, Timestamp, Tin};

use crate::desk::appointing;
use crate::desk::roles::{Role, Unready, ready};
use crate::levels::Level;
use crate::person::{Fields, TAX_NUMBER_INDEX, email_index};
use crate::{Identity, IdentityError};

/// One made-up person.
#[derive(Clone, Debug)]
pub struct DemoPerson {
    /// Their address, at a domain that does not exist.
    pub email: EmailAddress,
    /// Given names.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Date of birth.
    pub birth_date: Date,
    /// A number that is never issued.
    pub tax_number: Tin,
    /// What their record shows, in English.
    pub story_en: String,
    /// What their record shows, in Spanish.
    pub story_es: String,
}

impl DemoPerson {
    /// Given names and family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    /// What their record shows.
    pub fn story(&self, language: web::Language) -> &str {
        match language {
            web::Language::En => &self.story_en,
            web::Language::Es => &self.story_es,
        }
    }
}

/// One made-up agent of the desk.
#[derive(Clone, Debug)]
pub struct DemoAgent {
    /// Their address, at a domain that does not exist.
    pub email: EmailAddress,
    /// Given names and family name.
    pub name: String,
    /// What they do.
    pub role: Role,
}

/// The demonstration's people.
#[derive(Clone, Debug, Default)]
pub struct Demonstration {
    /// Those with a sign-in, offered on the start page.
    pub sign_ins: Vec<DemoPerson>,
    /// Those without, offered to someone who has made a sign-in and is to prove who they are.
    pub unclaimed: Vec<DemoPerson>,
    /// Those who work at the desk, offered on the start page too.
    pub agents: Vec<DemoAgent>,
}

impl Demonstration {
    /// Whether an address is that of somebody who is offered on the start page.
    pub(crate) fn has(&self, email: &EmailAddress) -> bool {
        let agents = self.agents.iter().map(|agent| &agent.email);
        self.sign_ins.iter().map(|person| &person.email).chain(agents).any(|made_up| made_up == email)
    }
}

/// The method of a proof that proves nothing.
pub(crate) const METHOD: &str = "demonstration";

/// Adds the sign-in of a made-up person, without password or second factor. Doing it again changes nothing.
pub async fn add_person(identity: &Identity, person: &DemoPerson) -> Result<Id, IdentityError> {
    add(identity, &person.email, |key, id, now| proof_of(identity, key, id, person, now)).await
}

/// Adds the sign-in of a made-up agent, with a test passed today. Doing it again renews a test that is too old.
pub async fn add_agent(identity: &Identity, agent: &DemoAgent) -> Result<Id, IdentityError> {
    let role = agent.role.word();
    let id = add(identity, &agent.email, |_, id, now| agents::add(id, role, now)).await?;
    let today = appointing::today(identity);
    let Some(row) = agents::find(identity.store(), id).await?.filter(|agent| agent.is_active) else {
        return Ok(id);
    };
    if matches!(
        ready(Level::Demonstration, row.certified_on, today),
        Err(Unready::NoCertificate | Unready::Expired(_))
    ) {
        identity.write(agents::certify(&row, today)).await?;
    }
    Ok(id)
}

/// Adds a sign-in, with what else is to be said of it.
async fn add(
    identity: &Identity,
    email: &EmailAddress,
    more: impl FnOnce(&DataKey, Id, Timestamp) -> Write,
) -> Result<Id, IdentityError> {
    let (store, sealer) = (identity.store(), identity.sealer());
    let index = email_index(sealer, email);
    if let Some(sign_in) = sign_ins::find_by_email(store, index).await? {
        return Ok(sign_in.id);
    }
    let now = identity.now();
    let id = identity.dice().id(now);
    let (key, write) = person_keys::find_or_add(store, sealer, Write::new(), id, Realm::Identity).await?;
    let fields = Fields { sealer, key: &key, table: "sign_in", row: id };
    let sign_in = sign_ins::SignIn {
        id,
        email_index: index,
        email_sealed: fields.seal("email_sealed", email.expose()),
        password_hash: None,
        language: "en".to_owned(),
        is_active: true,
        made_at: now,
        password_set_at: None,
        version: 0,
    };
    let record = AuditRecord {
        at: now,
        actor: Actor::System("demonstration"),
        action: "sign-in.add",
        subject: Some(id),
        reason: None,
    };
    let write = write.and(sign_ins::add(&sign_in)).and(more(&key, id, now)).audit(record);
    match store.write(write).await {
        Ok(()) => Ok(id),
        // Another process that started with this one was faster.
        Err(WriteError::Conflict { .. }) => {
            let sign_in = sign_ins::find_by_email(store, index).await?;
            sign_in.map(|sign_in| sign_in.id).ok_or(IdentityError::Stored("a demonstration person"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The statement that makes a sign-in that of a made-up person.
pub(crate) fn proof_of(
    identity: &Identity,
    key: &store::seal::DataKey,
    sign_in: Id,
    person: &DemoPerson,
    now: values::Timestamp,
) -> Write {
    let sealer = identity.sealer();
    let fields = Fields { sealer, key, table: "proof", row: sign_in };
    proofs::add(&proofs::Proof {
        sign_in_id: sign_in,
        method: METHOD.to_owned(),
        given_name_sealed: fields.seal("given_name_sealed", &person.given_name),
        family_name_sealed: fields.seal("family_name_sealed", &person.family_name),
        birth_date_sealed: fields.seal("birth_date_sealed", &person.birth_date.to_string()),
        tax_number_sealed: fields.seal("tax_number_sealed", &person.tax_number.expose()),
        tax_number_index: sealer.index(TAX_NUMBER_INDEX, &person.tax_number),
        proved_at: now,
        assurance: "none".to_owned(),
        how: String::new(),
    })
}
