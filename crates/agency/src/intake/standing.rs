//! What stands in the books for the taxpayers of this batch and the one before it?
//!
//! A batch is compared while the one before it is still being written, so what that one adds is remembered here.
//! Nothing is kept longer: memory does not grow with the file.

use std::collections::HashMap;

use store::seal::{DataKey, Realm, Sealer};
use store::taxes::entries::Entry;
use store::taxes::modules::{self, Module};
use store::taxes::returns::{self, TaxReturn};
use store::taxes::taxpayers::{self, INDEX_PURPOSE, Taxpayer};
use store::{Store, StoreError, Write, person_keys};
use values::{Id, Tin};

/// What is remembered while a file comes in.
pub(super) struct Standing<'a> {
    pub(super) store: &'a Store,
    pub(super) sealer: &'a Sealer,
    pub(super) batch: u64,
    people: HashMap<Id, Remembered<Person>>,
    /// Under whose id a module stands.
    places: HashMap<Id, Remembered<Option<Id>>>,
    /// Whose a tax number is, of those met in these batches.
    numbers: HashMap<[u8; 32], Remembered<Id>>,
}

/// Something and the last batch that asked for it.
struct Remembered<T> {
    content: T,
    batch: u64,
}

/// A taxpayer key of the books.
pub(super) enum Person {
    /// Nobody.
    Missing,
    /// Somebody whose data key was erased.
    Erased,
    /// Somebody.
    Held(Box<Holding>),
}

/// Everything of one taxpayer.
pub(super) struct Holding {
    pub(super) key: DataKey,
    pub(super) taxpayer: Taxpayer,
    pub(super) returns: HashMap<Id, TaxReturn>,
    pub(super) modules: HashMap<Id, HeldModule>,
}

/// One module.
pub(super) struct HeldModule {
    /// Without its entries.
    pub(super) module: Module,
    pub(super) entries: HashMap<Id, Entry>,
    /// The last batch in which its version has been moved.
    pub(super) moved_in: u64,
    /// The last batch in which something was posted to it.
    pub(super) posted_in: u64,
}

impl Holding {
    pub(super) fn new(key: DataKey, taxpayer: Taxpayer) -> Self {
        Self { key, taxpayer, returns: HashMap::new(), modules: HashMap::new() }
    }
}

impl HeldModule {
    pub(super) fn new(mut module: Module) -> Self {
        let entries = std::mem::take(&mut module.entries);
        let entries = entries.into_iter().map(|entry| (entry.id, entry)).collect();
        Self { module, entries, moved_in: 0, posted_in: 0 }
    }
}

impl<'a> Standing<'a> {
    pub(super) fn new(store: &'a Store, sealer: &'a Sealer) -> Self {
        let (people, places, numbers) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { store, sealer, batch: 0, people, places, numbers }
    }

    /// Forgets what neither the batch before nor this one needs.
    pub(super) fn begin_batch(&mut self) {
        let before = self.batch;
        self.people.retain(|_, person| person.batch >= before);
        self.places.retain(|_, place| place.batch >= before);
        self.numbers.retain(|_, number| number.batch >= before);
        self.batch += 1;
    }

    /// Forgets everything, because a batch did not come to stand.
    pub(super) fn forget(&mut self) {
        self.people.clear();
        self.places.clear();
        self.numbers.clear();
    }

    /// Everything of a taxpayer.
    pub(super) async fn person(&mut self, id: Id) -> Result<&mut Person, StoreError> {
        if !self.people.contains_key(&id) {
            let content = load(self.store, self.sealer, id).await?;
            self.people.insert(id, Remembered { content, batch: self.batch });
        }
        let person = self.people.get_mut(&id).expect("it was loaded above");
        person.batch = self.batch;
        Ok(&mut person.content)
    }

    /// Remembers a taxpayer who is added in this batch.
    pub(super) fn remember_person(&mut self, holding: Holding) {
        let content = Person::Held(Box::new(holding));
        let id = match &content {
            Person::Held(holding) => holding.taxpayer.id,
            Person::Missing | Person::Erased => unreachable!("made above"),
        };
        self.people.insert(id, Remembered { content, batch: self.batch });
    }

    /// Under whose id a module stands, if it does.
    pub(super) async fn place(&mut self, module: Id) -> Result<Option<Id>, StoreError> {
        if let Some(place) = self.places.get_mut(&module) {
            place.batch = self.batch;
            return Ok(place.content);
        }
        let owner = modules::find_owner(self.store, module).await?;
        self.remember_place(module, owner);
        Ok(owner)
    }

    pub(super) fn remember_place(&mut self, module: Id, owner: Option<Id>) {
        self.places.insert(module, Remembered { content: owner, batch: self.batch });
    }

    /// The index of a tax number, and whose it is.
    pub(super) async fn number(&mut self, tin: &Tin) -> Result<([u8; 32], Option<Id>), StoreError> {
        let index = self.sealer.index(INDEX_PURPOSE, tin);
        if let Some(number) = self.numbers.get(&index) {
            return Ok((index, Some(number.content)));
        }
        Ok((index, taxpayers::find_by_tin_index(self.store, index).await?))
    }

    pub(super) fn remember_number(&mut self, index: [u8; 32], owner: Id) {
        self.numbers.insert(index, Remembered { content: owner, batch: self.batch });
    }

    /// Moves the version of each module that something was posted to and that has not been moved in this batch.
    pub(super) fn touched(&mut self, mut write: Write) -> Write {
        let batch = self.batch;
        for person in self.people.values_mut().filter(|person| person.batch == batch) {
            let Person::Held(holding) = &mut person.content else { continue };
            for held in holding.modules.values_mut() {
                if held.posted_in == batch && held.moved_in != batch {
                    write = modules::touch(write, held.module.taxpayer_id, held.module.id);
                    held.moved_in = batch;
                }
            }
        }
        write
    }
}

async fn load(store: &Store, sealer: &Sealer, id: Id) -> Result<Person, StoreError> {
    let taxpayer = match taxpayers::find(store, sealer, id).await {
        Ok(Some(taxpayer)) => taxpayer,
        Ok(None) => return Ok(Person::Missing),
        Err(StoreError::KeyErased) => return Ok(Person::Erased),
        Err(error) => return Err(error),
    };
    let key = person_keys::require(store, sealer, id, Realm::Taxes).await?;
    let mut holding = Holding::new(key, taxpayer);
    // Both lists also name a spouse's joint records, which stand under the spouse's id.
    for filed in returns::list(store, sealer, id).await?.into_iter().filter(|filed| filed.taxpayer_id == id) {
        holding.returns.insert(filed.id, filed);
    }
    for module in modules::list(store, id).await?.into_iter().filter(|module| module.taxpayer_id == id) {
        holding.modules.insert(module.id, HeldModule::new(module));
    }
    Ok(Person::Held(Box::new(holding)))
}
