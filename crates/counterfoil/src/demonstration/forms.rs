//! Which forms stand in the demonstration, so that a visitor sees each state without waiting for it?
//!
//! Elections for children: what their parents answered is made up here, and goes the way that an answer on a page goes.

use std::time::Duration;

use agency::forms::{Decision, Draft, Loaded, Signing, amend, decide, load, send, withdraw};
use agency::payments::Moment;
use store::seal::{DataKey, Realm};
use store::taxes::taxpayers::{self, Profile};
use store::taxes::{RecordKind, form_drafts, record_id, sent_forms};
use store::{Actor, person_keys};
use tax::forms::{Answers, Context, Entries, Entry, Fields, Form, Tongue};
use tax::pack::Pack;
use values::Id;

use crate::commands::Failure;
use crate::world::Ground;

/// What became of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Begun,
    Received,
    InReview,
    Accepted,
    Refused,
    Withdrawn,
    Replaced,
}

/// Who sent one, so many days ago, for which children, and what became of it.
const SENT: &[(&str, u64, &[Child], Outcome)] = &[
    ("demo-grace", 20, &[IDA, PAUL], Outcome::Accepted),
    ("demo-samuel", 1, &[IDA], Outcome::Begun),
    ("demo-naomi", 0, &[LEO], Outcome::Received),
    ("demo-denise", 3, &[MAE], Outcome::InReview),
    ("demo-marcus", 12, &[OTIS], Outcome::Refused),
    ("demo-amelia", 5, &[ROSA], Outcome::Replaced),
    ("demo-victor", 8, &[INES], Outcome::Withdrawn),
];

/// Given and family name, number, day of birth. The payment counts where the form asks about it.
type Child = (&'static str, &'static str, &'static str, &'static str);

const IDA: Child = ("Ida", "Okafor", "999110301", "2025-02-11");
const PAUL: Child = ("Paul", "Okafor", "999110302", "2016-08-30");
const LEO: Child = ("Leo", "Sawyer", "999110501", "2026-01-19");
const MAE: Child = ("Mae", "Holloway", "999110801", "2019-05-06");
const OTIS: Child = ("Otis", "Ellison", "999110201", "2012-10-14");
const ROSA: Child = ("Rosa", "Hartwell", "999110101", "2025-06-02");
const INES: Child = ("Inés", "Salinas", "999110701", "2014-03-27");

const WHY_REFUSED: (&str, &str) = (
    "Our records show that a court made somebody else the child's legal guardian. That person comes first and has to make \
     the election.",
    "Según nuestros registros, un tribunal nombró a otra persona como tutora legal del menor. Esa persona va primero y \
     tiene que hacer la elección.",
);

/// Sends all of them.
pub(super) async fn send_all(ground: &Ground) -> Result<(), Failure> {
    let pack = Pack::us_federal();
    let now = ground.clock.now();
    for (person, days, children, outcome) in SENT {
        let at = now - Duration::from_hours(24 * days);
        let moment = Moment { now: at, today: ground.clock.today(at) };
        let person = Sender::find(ground, person).await?;
        // A start that was interrupted goes on where it stopped.
        if person.has_forms().await? {
            continue;
        }
        person
            .send(pack, children, *outcome, moment)
            .await
            .map_err(|error| Failure::Broken(error.to_string()))?;
    }
    Ok(())
}

/// One who sends.
struct Sender<'a> {
    ground: &'a Ground,
    id: Id,
    key: DataKey,
    profile: Profile,
    tongue: Tongue,
}

type Outcomes = Result<(), Box<dyn std::error::Error + Send + Sync>>;

impl<'a> Sender<'a> {
    async fn find(ground: &'a Ground, record_key: &str) -> Result<Self, Failure> {
        let id = record_id(RecordKind::Taxpayer, record_key);
        let missing = || Failure::Broken(format!("{record_key} is not in the books"));
        let found = taxpayers::find(&ground.store, &ground.sealer, id).await?.ok_or_else(missing)?;
        let key = person_keys::require(&ground.store, &ground.sealer, id, Realm::Taxes).await?;
        let tongue = if found.language == "es" { Tongue::Es } else { Tongue::En };
        Ok(Self { ground, id, key, profile: found.profile, tongue })
    }

    async fn has_forms(&self) -> Result<bool, Failure> {
        let Ground { store, sealer, .. } = self.ground;
        let sent = sent_forms::list(store, sealer, &self.key, self.id).await?;
        Ok(!sent.is_empty() || !form_drafts::list(store, sealer, &self.key, self.id).await?.is_empty())
    }

    async fn send(&self, pack: &Pack, children: &[Child], outcome: Outcome, moment: Moment) -> Outcomes {
        let form = pack.forms.on("4547", moment.today).ok_or("there is no Form 4547")?;
        let context = Context { pack, today: moment.today, takes_specimens: true };
        let mut draft = self.draft(form, moment);
        draft.answers = self.answers(form, children);
        let draft = self.keep(draft, moment).await?;
        if outcome == Outcome::Begun {
            return Ok(());
        }
        let first = self.sign(&draft, (form, &context), None, moment).await?;
        let seal = (&self.ground.sealer, &self.key);
        let refused = match self.tongue {
            Tongue::En => WHY_REFUSED.0,
            Tongue::Es => WHY_REFUSED.1,
        };
        let by = |decision, reason: Option<&str>| {
            let actor = Actor::System("simulated desk");
            decide(&first, seal, (decision, reason.map(str::to_owned)), (moment, actor))
        };
        let write = match outcome {
            Outcome::InReview => by(Decision::Review, None)?,
            Outcome::Accepted => by(Decision::Accept, None)?,
            Outcome::Refused => by(Decision::Refuse, Some(refused))?,
            Outcome::Withdrawn => withdraw(&first, seal, moment)?,
            Outcome::Replaced => {
                let again = amend(&first, self.draft(form, moment))?;
                let again = self.keep(again, moment).await?;
                self.sign(&again, (form, &context), Some(&first), moment).await?;
                return Ok(());
            }
            Outcome::Begun | Outcome::Received => return Ok(()),
        };
        self.ground.store.write(write).await?;
        Ok(())
    }

    fn draft(&self, form: &Form, moment: Moment) -> Draft {
        Draft::new(self.id, self.ground.dice.id(moment.now), &form.name, None, moment.now)
    }

    async fn keep(
        &self,
        draft: Draft,
        moment: Moment,
    ) -> Result<Draft, Box<dyn std::error::Error + Send + Sync>> {
        let write = draft.keep((&self.ground.sealer, &self.key), moment.now)?;
        self.ground.store.write(write).await?;
        Ok(Draft { is_new: false, ..draft })
    }

    async fn sign(
        &self,
        draft: &Draft,
        (form, context): (&Form, &Context<'_>),
        replaced: Option<&Loaded>,
        moment: Moment,
    ) -> Result<Loaded, Box<dyn std::error::Error + Send + Sync>> {
        let said = |words: &tax::forms::Words| words.of(self.tongue).to_owned();
        let signing = Signing {
            agreed: form.agreements.iter().map(said).collect(),
            declared: said(&form.signature),
            language: if self.tongue == Tongue::Es { "es" } else { "en" }.to_owned(),
            name: format!("{} {}", self.profile.given_name, self.profile.family_name),
        };
        let seal = (&self.ground.sealer, &self.key);
        let sending = send((form, context), seal, draft, signing, replaced, moment)?;
        self.ground.store.write(sending.write).await?;
        let loaded = load(&self.ground.store, seal, (self.id, sending.form.id)).await?;
        loaded.ok_or_else(|| "a form is gone that was just sent".into())
    }

    fn answers(&self, form: &Form, children: &[Child]) -> Answers {
        let profile = &self.profile;
        let known = |name: &str, value: Option<&str>| (name.to_owned(), value.unwrap_or_default().to_owned());
        let fields: Fields = [
            known("first_name", Some(&profile.given_name)),
            known("last_name", Some(&profile.family_name)),
            known("number", Some(&profile.tin)),
            known("born_on", Some(&profile.born_on.to_string())),
            known("abroad", Some("no")),
            known("street", Some(&profile.address.lines.join(", "))),
            known("city", Some(&profile.address.city)),
            known("state", profile.address.region.as_deref()),
            known("postal_code", profile.address.postal_code.as_deref()),
            known("phone", profile.phone.as_deref()),
            known("email", profile.email.as_deref()),
        ]
        .into();
        let seen = |of_group: bool| {
            let steps = form.steps.iter().filter(move |step| step.group.is_some() == of_group);
            steps.map(|step| step.name.clone()).collect::<std::collections::BTreeSet<_>>()
        };
        let child = |(given, family, number, born): &Child| {
            let pairs = [
                ("child_first_name", *given),
                ("child_last_name", family),
                ("child_number", number),
                ("child_born_on", born),
                ("relationship", "parent"),
                ("nobody_before", "nobody"),
                ("child_lives", "same"),
                ("pilot", "yes"),
                ("citizen", "yes"),
                ("qualifying", "yes"),
            ];
            let fields =
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Entry { fields, seen: seen(true) }
        };
        let entries = Entries { entries: children.iter().map(child).collect(), is_whole: true };
        Answers { fields, seen: seen(false), groups: [("child".to_owned(), entries)].into() }
    }
}
