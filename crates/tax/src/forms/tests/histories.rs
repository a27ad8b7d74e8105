//! Whatever is answered in whatever order: nothing that was typed is lost, and nothing is whole that lacks an answer.

use proptest::prelude::*;

use super::context;
use crate::forms::{Answers, Context, Entry, Field, Form, Kind, Place, typed};
use crate::pack::Pack;

/// What somebody does, by chance.
#[derive(Clone, Debug)]
enum Act {
    /// Answers a page of those there are, each field from this seed.
    Answer(usize, u64),
    /// Says that there is another one, or that there is none.
    More(usize, bool),
    /// Takes one away.
    Remove(usize, usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0..40_usize, any::<u64>()).prop_map(|(place, seed)| Act::Answer(place, seed)),
        2 => (0..3_usize, any::<bool>()).prop_map(|(group, more)| Act::More(group, more)),
        1 => (0..3_usize, 0..4_usize).prop_map(|(group, index)| Act::Remove(group, index)),
    ];
    proptest::collection::vec(act, 0..80)
}

/// Something right, something wrong, or nothing.
fn said(field: &Field, seed: u64) -> Vec<(String, String)> {
    let pick = |all: &[&str]| all[usize::try_from(seed).unwrap_or_default() % all.len()].to_owned();
    let text = match field.kind {
        Kind::Choice => {
            let choice = usize::try_from(seed).unwrap_or_default() % (field.choices.len() + 1);
            field.choices.get(choice).map(|choice| choice.value.clone()).unwrap_or_default()
        }
        Kind::Date => {
            let year = pick(&["2025", "2010", "1990", "2030", "", "20x"]);
            return vec![
                (format!("{}_year", field.name), year),
                (format!("{}_month", field.name), "6".to_owned()),
                (format!("{}_day", field.name), "1".to_owned()),
            ];
        }
        Kind::TaxNumber => pick(&["999100002", "999-10-0003", "912701234", "12", ""]),
        Kind::EmployerNumber => pick(&["12-3456789", "x", ""]),
        Kind::Money => pick(&["$1,200.50", "0", "-3", "much", ""]),
        Kind::Count => pick(&["2", "-1", ""]),
        Kind::Year => pick(&["2024", "24", ""]),
        Kind::Box => pick(&["yes", ""]),
        Kind::State => pick(&["oh", "Ohio", ""]),
        Kind::PostalCode => pick(&["00123", "1", ""]),
        Kind::Phone => pick(&["202 555 0100", "none", ""]),
        Kind::Email => pick(&["a@example.org", "a", ""]),
        Kind::Text | Kind::Story => pick(&["Something", "ñ", ""]),
    };
    vec![(field.name.clone(), text)]
}

fn answer(form: &Form, answers: &mut Answers, place: &Place, chance: u64, context: &Context) {
    let asked = form.asked(place, answers, context);
    let all = asked
        .iter()
        .enumerate()
        .flat_map(|(index, field)| said(field, chance.rotate_left(7 * u32::try_from(index).unwrap())));
    let all = all.collect();
    let (fields, seen, step) = match place {
        Place::Step(step) => (&mut answers.fields, &mut answers.seen, step),
        Place::Entry { group, index, step } => {
            let entries = &mut answers.groups.entry(group.clone()).or_default().entries;
            if entries.len() <= *index {
                entries.resize_with(index + 1, Entry::default);
            }
            let entry = &mut entries[*index];
            (&mut entry.fields, &mut entry.seen, step)
        }
        Place::Group(_) | Place::Check => return,
    };
    for field in asked {
        fields.insert(field.name.clone(), typed(field, &all));
    }
    seen.insert(step.clone());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_lacks(acts in acts(), which in any::<prop::sample::Index>()) {
        let context = context();
        let forms: Vec<&Form> = Pack::us_federal().forms.every().iter().filter(|form| !form.steps.is_empty()).collect();
        let form = forms[which.index(forms.len())];
        let mut answers = Answers::default();
        for act in acts {
            let before = answers.clone();
            match act {
                Act::Answer(place, seed) => {
                    let places = form.places(&answers, &context);
                    answer(form, &mut answers, &places[place % places.len()], seed, &context);
                    // Every answer of other pages is still there.
                    for (name, value) in &before.fields {
                        prop_assert!(answers.fields.contains_key(name), "{name} {value} was lost");
                    }
                }
                Act::More(group, more) => if let Some(group) = form.groups.get(group) {
                    let entries = answers.groups.entry(group.name.clone()).or_default();
                    entries.is_whole = !more;
                    if more && entries.entries.len() < group.most {
                        entries.entries.push(Entry::default());
                    }
                },
                Act::Remove(group, index) => if let Some(group) = form.groups.get(group) {
                    let entries = answers.groups.entry(group.name.clone()).or_default();
                    if index < entries.entries.len() {
                        entries.entries.remove(index);
                    }
                },
            }
            // What is kept is read back as it is.
            let kept: Answers = serde_json::from_slice(&serde_json::to_vec(&answers).unwrap()).unwrap();
            prop_assert_eq!(&kept, &answers);
            let counted = form.counted(&answers, &context);
            if form.is_whole(&answers, &context) {
                prop_assert!(form.is_whole(&counted, &context));
                for section in form.sections(&counted, &context) {
                    for line in section.lines {
                        prop_assert!(line.field.optional || !line.value.is_empty(), "{} is missing", line.field.name);
                    }
                }
            }
        }
    }
}
