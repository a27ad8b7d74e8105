//! Somebody who sends forms.

use outside::Dice;
use store::seal::{DataKey, Realm, Sealer};
use store::testing::sealer;
use store::{Store, Write, person_keys};
use tax::forms::{Answers, Context, Entries, Entry, Fields};
use tax::pack::Pack;
use values::{Date, Id, date};

use crate::forms::*;
use crate::payments::Moment;

pub(crate) const TODAY: Date = date(2026, 11, 23);

pub(crate) fn pack() -> &'static Pack {
    Pack::us_federal()
}

pub(crate) fn moment() -> Moment {
    Moment { now: "2026-11-23T15:00:00Z".parse().unwrap(), today: TODAY }
}

pub(crate) fn context() -> Context<'static> {
    Context { pack: pack(), today: TODAY, takes_specimens: true }
}

pub(crate) fn signing() -> Signing {
    Signing {
        agreed: vec!["It is kept.".to_owned()],
        declared: "Under penalties of perjury".to_owned(),
        language: "en".to_owned(),
        name: "Ada Byron".to_owned(),
    }
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// An election for the children with these numbers.
pub(crate) fn election(numbers: &[&str]) -> Answers {
    let mine = fields(&[
        ("first_name", "Ada"),
        ("last_name", "Byron"),
        ("number", "999100001"),
        ("born_on", "1990-01-01"),
        ("abroad", "no"),
        ("street", "1 Main St"),
        ("city", "Oakley"),
        ("state", "OH"),
        ("postal_code", "00123"),
        ("phone", "+1 202 555 0100"),
        ("email", "ada@example.org"),
    ]);
    let child = |number: &&str| {
        let fields = fields(&[
            ("child_first_name", "Bea"),
            ("child_last_name", "Byron"),
            ("child_number", number),
            ("child_born_on", "2015-06-01"),
            ("relationship", "guardian"),
            ("child_lives", "same"),
        ]);
        let seen = ["child", "relationship", "child_home"].map(str::to_owned).into();
        Entry { fields, seen }
    };
    let children = Entries { entries: numbers.iter().map(child).collect(), is_whole: true };
    let seen = ["you", "place", "address", "reach"].map(str::to_owned).into();
    Answers { fields: mine, seen, groups: [("child".to_owned(), children)].into() }
}

/// One person with a key.
pub(crate) struct Person {
    pub(crate) store: Store,
    pub(crate) sealer: Sealer,
    pub(crate) key: DataKey,
    pub(crate) id: Id,
    dice: Dice,
}

impl Person {
    pub(crate) async fn new(store: &Store, number: u8) -> Self {
        let (sealer, id) = (sealer(), Id::from_bytes([number; 16]));
        let (key, write) =
            person_keys::find_or_add(store, &sealer, Write::new(), id, Realm::Taxes).await.unwrap();
        store.write(write).await.unwrap();
        Self { store: store.clone(), sealer, key, id, dice: Dice::seeded(number.into()) }
    }

    pub(crate) fn new_id(&self) -> Id {
        self.dice.id(moment().now)
    }

    pub(crate) async fn keep(&self, draft: Draft) -> Draft {
        let write = draft.keep((&self.sealer, &self.key), moment().now).unwrap();
        self.store.write(write).await.unwrap();
        self.find_draft(Id::from_bytes([7; 16])).await.unwrap()
    }

    pub(crate) async fn draft(&self, answers: &Answers) -> Draft {
        let draft = Draft::new(self.id, self.new_id(), "4547", None, moment().now);
        self.keep(Draft { answers: answers.clone(), ..draft }).await
    }

    pub(crate) async fn find_draft(&self, visit: Id) -> Option<Draft> {
        let seal = (&self.sealer, &self.key);
        Draft::find(&self.store, seal, (self.id, "4547", visit)).await.unwrap()
    }

    pub(crate) fn send(&self, draft: &Draft, signing: Signing) -> Result<Sending, Refusal> {
        let form = pack().forms.on("4547", TODAY).unwrap();
        let seal = (&self.sealer, &self.key);
        send((form, &context()), seal, draft, signing, None, moment())
    }

    pub(crate) fn send_over(&self, draft: &Draft, replaced: Option<&Loaded>) -> Result<Sending, Refusal> {
        let form = pack().forms.on("4547", TODAY).unwrap();
        let seal = (&self.sealer, &self.key);
        send((form, &context()), seal, draft, signing(), replaced, moment())
    }

    /// A form that was sent.
    pub(crate) async fn sent(&self, numbers: &[&str]) -> Id {
        let draft = self.draft(&election(numbers)).await;
        let sending = self.send(&draft, signing()).unwrap();
        self.store.write(sending.write).await.unwrap();
        sending.form.id
    }

    pub(crate) async fn load(&self, id: Id) -> Loaded {
        load(&self.store, (&self.sealer, &self.key), (self.id, id)).await.unwrap().unwrap()
    }
}
