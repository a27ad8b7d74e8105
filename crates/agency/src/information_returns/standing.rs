//! What stands after all corrections? Computed each time from everything that was reported, in the order in which it came.
//!
//! A correction is about the latest return of the same payer, form, year and account. One whose first return is not known
//! stands for itself. Publication 1220 (corrected returns: G stands in the place of one, C is the second of a pair);
//! SSA Publication 42-014 (W-2c changes what it names, and may say that the employee's number was another).

use store::seal::Sealer;
use store::taxes::information_returns::{
    self as stored, Amount, Content, Correction, InformationReturn, NumberKind, Party, State,
};
use store::{Store, StoreError};
use tax::pack::{Pack, PackError};
use values::{Cents, Date, Id, Tin, TinKind};

use super::boxes::{self, FormBox};

/// What was reported, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// `W-2`, `1099-INT` …
    pub form: String,
    /// The year it is for.
    pub tax_year: i64,
    /// What it says now.
    pub now: Content,
    /// Whether the payer has said that it was about another number.
    pub is_withdrawn: bool,
    /// Everything that was reported, oldest first.
    pub history: Vec<Step>,
}

/// One report, and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was reported.
    pub reported: InformationReturn,
    /// Amounts that are other than before.
    pub changes: Vec<Changed>,
}

/// An amount that a correction changed; nothing stands for a box without an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The name of its field.
    pub field: String,
    /// What stood.
    pub before: Option<Cents>,
    /// What stands now.
    pub after: Option<Cents>,
}

impl Standing {
    /// Its id: that of the first report, which stays whatever comes after it.
    pub fn id(&self) -> Id {
        self.history[0].reported.id
    }

    /// Whether something came after the first report.
    pub fn is_corrected(&self) -> bool {
        self.history.len() > 1
    }

    /// An amount by the name of its field.
    pub fn amount(&self, field: &str) -> Option<Cents> {
        self.now.amounts.iter().find(|amount| amount.name == field).map(|amount| amount.amount)
    }

    /// What another field says, by its name.
    pub fn fact(&self, field: &str) -> Option<&str> {
        self.now.facts.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// The first box of the form that has an amount.
    pub fn first_amount(&self) -> Option<(&'static FormBox, Cents)> {
        boxes::of(&self.form).find_map(|known| Some((known, self.amount(&known.field)?)))
    }
}

/// The first tax year that is shown on a day.
pub fn first_year(pack: &Pack, today: Date) -> Result<i64, PackError> {
    let years = pack.count("records.information_return_years", today)?;
    Ok(i64::from(today.year()) + 1 - i64::from(years))
}

/// Everything that was reported about a number, as it stands: the latest year first.
pub async fn list(store: &Store, sealer: &Sealer, tin: &Tin) -> Result<Vec<Standing>, StoreError> {
    let kind = match tin.kind() {
        TinKind::Ein => NumberKind::Employer,
        TinKind::Ssn | TinKind::Itin | TinKind::Specimen => NumberKind::Individual,
    };
    let found = stored::list(store, sealer, stored::holder(sealer, kind, &tin.expose())).await?;
    let mut reported = Vec::with_capacity(found.len());
    for correction in found {
        // What was reported under a wrong number has its first return there.
        if let Some(before) = &correction.content.payee.was_tin {
            let holder = stored::holder(sealer, NumberKind::Individual, before);
            let there = match stored::list(store, sealer, holder).await {
                Err(StoreError::KeyErased) => Vec::new(),
                there => there?,
            };
            let is_it = |first: &InformationReturn| {
                first.correction == Correction::Original
                    && is_about(&correction, &first.form, first.tax_year, &first.content)
                    && is_same_person(&first.content.payee, &correction.content.payee)
            };
            reported.extend(there.into_iter().filter(is_it));
        }
        reported.push(correction);
    }
    let mut standing = standing(reported);
    standing.sort_by(|a, b| (b.tax_year, &a.form).cmp(&(a.tax_year, &b.form)));
    Ok(standing)
}

/// What stands of these, which are in the order in which they came.
pub(super) fn standing(reported: Vec<InformationReturn>) -> Vec<Standing> {
    let mut all: Vec<Standing> = Vec::new();
    for found in reported {
        let earlier = match found.correction {
            Correction::Original | Correction::Adds => None,
            Correction::Replaces | Correction::Changes => latest(&mut all, &found),
            Correction::Moves => {
                if let Some(earlier) = moved(&mut all, &found) {
                    earlier.is_withdrawn = true;
                    earlier.history.push(Step { reported: found, changes: Vec::new() });
                }
                continue;
            }
        };
        if let Some(earlier) = earlier {
            let before = earlier.now.amounts.clone();
            if found.correction == Correction::Replaces {
                earlier.now = found.content.clone();
            } else {
                change(&mut earlier.now, &found.content);
            }
            let changes = changes(&before, &earlier.now.amounts);
            earlier.history.push(Step { reported: found, changes });
        } else {
            let mut now = found.content.clone();
            now.payee.was_tin = None;
            let form = family(&found.form).to_owned();
            let tax_year = found.tax_year;
            let first = Step { reported: found, changes: Vec::new() };
            all.push(Standing { form, tax_year, now, is_withdrawn: false, history: vec![first] });
        }
    }
    all
}

/// What is other than before.
fn changes(before: &[Amount], after: &[Amount]) -> Vec<Changed> {
    let of = |all: &[Amount], name: &str| {
        all.iter()
            .find(|amount| amount.name == name)
            .map(|amount| amount.amount)
            .filter(|cents| !cents.is_zero())
    };
    let gone = before.iter().filter(|amount| !after.iter().any(|known| known.name == amount.name));
    let all = after.iter().chain(gone).map(|amount| Changed {
        field: amount.name.clone(),
        before: of(before, &amount.name),
        after: of(after, &amount.name),
    });
    all.filter(|changed| changed.before != changed.after).collect()
}

/// The form that a form corrects.
fn family(form: &str) -> &str {
    if form == "W-2c" { "W-2" } else { form }
}

/// Whether a correction is about a return that says this.
fn is_about(correction: &InformationReturn, form: &str, tax_year: i64, content: &Content) -> bool {
    let payer = &correction.content.payer;
    family(&correction.form) == family(form)
        && correction.tax_year == tax_year
        && (content.payer.tin == payer.tin || (payer.was_tin.is_some() && content.payer.tin == payer.was_tin))
        && (correction.correction == Correction::Moves || content.account == correction.content.account)
}

fn latest<'a>(all: &'a mut [Standing], correction: &InformationReturn) -> Option<&'a mut Standing> {
    let is_it = |standing: &&mut Standing| {
        !standing.is_withdrawn && is_about(correction, &standing.form, standing.tax_year, &standing.now)
    };
    all.iter_mut().rev().find(is_it)
}

/// The return that was about another number: of several from one payer that of the name which is corrected.
fn moved<'a>(all: &'a mut [Standing], correction: &InformationReturn) -> Option<&'a mut Standing> {
    let is_about = |standing: &&mut Standing| {
        !standing.is_withdrawn && is_about(correction, &standing.form, standing.tax_year, &standing.now)
    };
    let mut found: Vec<&mut Standing> = all.iter_mut().filter(is_about).collect();
    let named = found.iter().rposition(|one| is_same_person(&one.now.payee, &correction.content.payee));
    named.map(|place| found.swap_remove(place))
}

/// Whether the last names agree; without one nobody is taken for anybody.
fn is_same_person(one: &Party, other: &Party) -> bool {
    let family = |party: &Party| party.name.get(2).map(|name| name.to_uppercase());
    family(one).is_some_and(|name| !name.is_empty() && Some(name) == family(other))
}

/// Puts what a correction names in the place of what stood.
fn change(now: &mut Content, correction: &Content) {
    for amount in &correction.amounts {
        now.amounts.retain(|known| known.name != amount.name);
        if !amount.amount.is_zero() {
            now.amounts.push(Amount { was: None, ..amount.clone() });
        }
    }
    for (name, value) in &correction.facts {
        now.facts.retain(|(known, _)| known != name);
        if value != "0" {
            now.facts.push((name.clone(), value.clone()));
        }
    }
    for state in &correction.states {
        match now.states.iter_mut().find(|known| known.code == state.code) {
            Some(known) => change_state(known, state),
            None => now.states.push(state.clone()),
        }
    }
    party(&mut now.payer, &correction.payer);
    party(&mut now.payee, &correction.payee);
}

fn change_state(known: &mut State, correction: &State) {
    for (amount, right) in known.amounts.iter_mut().zip(correction.amounts) {
        *amount = right.or(*amount);
    }
}

fn party(known: &mut Party, correction: &Party) {
    let tin = correction.tin.clone();
    known.tin = tin.or_else(|| known.tin.take());
    for (known, right) in [(&mut known.name, &correction.name), (&mut known.address, &correction.address)] {
        if !right.is_empty() {
            known.clone_from(right);
        }
    }
    if !correction.phone.is_empty() {
        known.phone.clone_from(&correction.phone);
    }
}
