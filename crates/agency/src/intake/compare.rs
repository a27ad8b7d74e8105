//! What does a record change in the books: is it new, other than before, as it stood, or to be set aside?

use formats::books::{self, Record};
use store::seal::Realm;
use store::taxes::{entries, modules, returns, taxpayers};
use store::{StoreError, Write, person_keys};
use values::Id;

use super::convert;
use super::standing::{HeldModule, Holding, Person, Standing};

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A new record.
    Added,
    /// A record that replaced its earlier content.
    Changed,
    /// A record that stood as it is.
    Unchanged,
    /// Not brought in, for this reason.
    SetAside(String),
}

const NO_TAXPAYER: &str = "there is no such taxpayer: bring its record before this line";
const NO_MODULE: &str = "field module: there is no such module: bring its record before this line";
const ERASED: &str = "the taxpayer was erased and cannot be brought back under the same key";
const NUMBER_TAKEN: &str = "field tin: another taxpayer of the books has this number: correct one of them";
const MODULE_TAKEN: &str = "field taxpayer: the module belongs to another taxpayer: give it another key";
const POSTED: &str = "field key: a transaction with other content was posted under this key and never changes: \
    post a correction under a new key";

type Brought = Result<(Write, Verdict), StoreError>;

fn aside(write: Write, why: impl Into<String>) -> (Write, Verdict) {
    (write, Verdict::SetAside(why.into()))
}

impl Standing<'_> {
    /// Extends the write by what a record changes.
    pub(super) async fn bring(&mut self, write: Write, record: &Record) -> Brought {
        match record {
            Record::Taxpayer(taxpayer) => self.bring_taxpayer(write, taxpayer).await,
            Record::Return(filed) => self.bring_return(write, filed).await,
            Record::Module(module) => self.bring_module(write, module).await,
            Record::Transaction(transaction) => self.bring_transaction(write, transaction).await,
        }
    }

    async fn bring_taxpayer(&mut self, mut write: Write, record: &books::Taxpayer) -> Brought {
        let sealer = self.sealer;
        let mut taxpayer = convert::taxpayer(record);
        let (known, same_number) = match self.person(taxpayer.id).await? {
            Person::Erased => return Ok(aside(write, ERASED)),
            Person::Missing => (None, false),
            Person::Held(holding) => {
                taxpayer.version = holding.taxpayer.version;
                if holding.taxpayer == taxpayer {
                    return Ok((write, Verdict::Unchanged));
                }
                (Some(holding.key.clone()), holding.taxpayer.profile.tin == taxpayer.profile.tin)
            }
        };
        let (index, owner) = self.number(&record.tin).await?;
        if !same_number && owner.is_some_and(|owner| owner != taxpayer.id) {
            return Ok(aside(write, NUMBER_TAKEN));
        }
        self.remember_number(index, taxpayer.id);
        let Some(key) = known else {
            let (key, wrapped) = sealer.new_person_key(taxpayer.id, Realm::Taxes);
            write = person_keys::add(write, wrapped);
            write = taxpayers::add_or_change(write, sealer, &key, &taxpayer, index);
            self.remember_person(Holding::new(key, taxpayer));
            return Ok((write, Verdict::Added));
        };
        write = taxpayers::add_or_change(write, sealer, &key, &taxpayer, index);
        taxpayer.version += 1;
        if let Person::Held(holding) = self.person(taxpayer.id).await? {
            holding.taxpayer = taxpayer;
        }
        Ok((write, Verdict::Changed))
    }

    async fn bring_return(&mut self, write: Write, record: &books::TaxReturn) -> Brought {
        let sealer = self.sealer;
        let mut filed = convert::tax_return(record);
        if let Some(why) = self.missing(filed.taxpayer_id, filed.spouse_id).await? {
            return Ok(aside(write, why));
        }
        let Person::Held(holding) = self.person(filed.taxpayer_id).await? else {
            return Ok(aside(write, NO_TAXPAYER));
        };
        let verdict = match holding.returns.get(&filed.id) {
            None => Verdict::Added,
            Some(stands) => {
                filed.version = stands.version;
                if *stands == filed {
                    return Ok((write, Verdict::Unchanged));
                }
                filed.version += 1;
                Verdict::Changed
            }
        };
        let write = returns::add_or_change(write, sealer, &holding.key, &filed);
        holding.returns.insert(filed.id, filed);
        Ok((write, verdict))
    }

    async fn bring_module(&mut self, write: Write, record: &books::Module) -> Brought {
        let batch = self.batch;
        let mut module = convert::module(record);
        let (id, owner) = (module.id, module.taxpayer_id);
        if let Some(why) = self.missing(owner, module.spouse_id).await? {
            return Ok(aside(write, why));
        }
        if self.place(id).await?.is_some_and(|stands_under| stands_under != owner) {
            return Ok(aside(write, MODULE_TAKEN));
        }
        self.remember_place(id, Some(owner));
        let Person::Held(holding) = self.person(owner).await? else { return Ok(aside(write, NO_TAXPAYER)) };
        let Some(held) = holding.modules.get_mut(&id) else {
            let write = modules::add_or_change(write, &module);
            let mut held = HeldModule::new(module);
            held.moved_in = batch;
            holding.modules.insert(id, held);
            return Ok((write, Verdict::Added));
        };
        module.version = held.module.version;
        if held.module == module {
            return Ok((write, Verdict::Unchanged));
        }
        let write = modules::add_or_change(write, &module);
        module.version += 1;
        (held.module, held.moved_in) = (module, batch);
        Ok((write, Verdict::Changed))
    }

    async fn bring_transaction(&mut self, write: Write, record: &books::Transaction) -> Brought {
        let batch = self.batch;
        let module = convert::module_id(&record.module);
        let Some(owner) = self.place(module).await? else { return Ok(aside(write, NO_MODULE)) };
        let holding = match self.person(owner).await? {
            Person::Held(holding) => holding,
            Person::Erased => return Ok(aside(write, ERASED)),
            Person::Missing => return Ok(aside(write, NO_MODULE)),
        };
        let Some(held) = holding.modules.get_mut(&module) else { return Ok(aside(write, NO_MODULE)) };
        let entry = convert::entry(record);
        match held.entries.get(&entry.id) {
            Some(stands) if *stands == entry => Ok((write, Verdict::Unchanged)),
            Some(_) => Ok(aside(write, POSTED)),
            None => {
                let write = entries::add(write, owner, module, &entry);
                held.entries.insert(entry.id, entry);
                held.posted_in = batch;
                Ok((write, Verdict::Added))
            }
        }
    }

    /// Why a record cannot belong to these two, if so.
    async fn missing(&mut self, taxpayer: Id, spouse: Option<Id>) -> Result<Option<String>, StoreError> {
        for (field, id) in [("taxpayer", Some(taxpayer)), ("spouse", spouse)] {
            let Some(id) = id else { continue };
            match self.person(id).await? {
                Person::Held(_) => {}
                Person::Missing => return Ok(Some(format!("field {field}: {NO_TAXPAYER}"))),
                Person::Erased => return Ok(Some(format!("field {field}: {ERASED}"))),
            }
        }
        Ok(None)
    }
}
