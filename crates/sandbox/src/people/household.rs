//! Who lives together, since when, with which children, and what are their years like?

use formats::books::{Dependant, FilingStatus, Record};
use values::Date;

use super::chance::Chance;
use super::figures::{Habit, sums};
use super::history::History;
use super::person::{self, Home, Person};

/// The years for which there can be books.
const YEARS: std::ops::RangeInclusive<i64> = 2016..=2025;

/// Two people, who are a couple or not.
#[derive(Debug)]
pub(super) struct Household {
    chance: Chance,
    first: Person,
    second: Person,
    homes: [Home; 2],
    /// The first year of joint returns.
    joint_from: Option<i16>,
    children: Vec<Dependant>,
    habits: [Habit; 2],
    /// The first year on the books, of each.
    years_from: [i16; 2],
    today: Date,
}

impl Household {
    /// Draws household `index` of a seed: people `2 * index` and `2 * index + 1`.
    pub(super) fn draw(seed: u64, index: u64, today: Date) -> Self {
        let mut chance = Chance::of(seed, index);
        let first = person::person(&mut chance, seed, 2 * index, None);
        let couple = chance.percent(62);
        let second = person::person(&mut chance, seed, 2 * index + 1, couple.then_some(&first));
        let home = person::home(&mut chance);
        let other = if couple { home.clone() } else { person::home(&mut chance) };
        let youngest = i64::from(first.birth.year().max(second.birth.year()));
        let earliest_wedding = youngest + 19;
        let joint_from = couple.then(|| small(earliest_wedding + chance.between(0, 16)));
        let children = children(&mut chance, &first, joint_from);
        let habit = draw_habit(&mut chance);
        let habits = [habit, if couple { habit } else { draw_habit(&mut chance) }];
        let years_from = [&first, &second].map(|person| first_year(&mut chance, person));
        Self { chance, first, second, homes: [home, other], joint_from, children, habits, years_from, today }
    }

    /// The records of the first person, and those of the second with the years they share.
    pub(super) fn records(mut self) -> [Vec<Record>; 2] {
        let mut chance = self.chance.clone();
        let mut first = vec![person::record(&mut chance, &self.first, &self.homes[0])];
        first.extend(self.own_years(&mut chance, 0));
        let mut second = vec![person::record(&mut chance, &self.second, &self.homes[1])];
        second.extend(self.own_years(&mut chance, 1));
        second.extend(self.joint_years(&mut chance));
        self.chance = chance;
        [first, second]
    }

    /// Years in which someone files alone: before a wedding, and after the other's death.
    fn own_years(&self, chance: &mut Chance, which: usize) -> Vec<Record> {
        let (person, partner) =
            if which == 0 { (&self.first, &self.second) } else { (&self.second, &self.first) };
        let together = |year: i16| {
            self.joint_from.is_some_and(|from| year >= from)
                && [person, partner].iter().all(|one| lived_in(one, year))
        };
        let with_children = self.joint_from.is_none() && which == 0;
        let mut carried = 0;
        let mut records = Vec::new();
        for year in self.years_from[which]..=small(*YEARS.end()) {
            if together(year) || !lived_in(person, year) {
                carried = 0;
                continue;
            }
            let dependants = if with_children { self.dependants(year) } else { Vec::new() };
            let status =
                if dependants.is_empty() { FilingStatus::Single } else { FilingStatus::HeadOfHousehold };
            carried = self.year(chance, &mut records, &[person], year, (status, dependants, which), carried);
        }
        records
    }

    /// Years with joint returns; the first person's number stands first on them.
    fn joint_years(&self, chance: &mut Chance) -> Vec<Record> {
        let mut records = Vec::new();
        let Some(from) = self.joint_from else { return records };
        let mut carried = 0;
        for year in from.max(self.years_from[0].min(self.years_from[1]))..=small(*YEARS.end()) {
            let couple = [&self.first, &self.second];
            if couple.iter().any(|one| !lived_in(one, year)) {
                break;
            }
            let facts = (FilingStatus::MarriedJoint, self.dependants(year), 0);
            carried = self.year(chance, &mut records, &couple, year, facts, carried);
        }
        records
    }

    /// Lets one year happen and returns what it leaves for the next.
    fn year(
        &self,
        chance: &mut Chance,
        records: &mut Vec<Record>,
        filers: &[&Person],
        year: i16,
        (status, dependants, which): (FilingStatus, Vec<Dependant>, usize),
        carried: i64,
    ) -> i64 {
        let children = i64::try_from(dependants.len()).expect("a few children");
        let sums = sums(chance, filers, year, children, self.habits[which], carried);
        let happening = History {
            tax_year: year,
            taxpayer: &filers[0].key,
            spouse: filers.get(1).map(|spouse| &spouse.key),
            status,
            dependants,
            habit: self.habits[which],
            abroad: self.homes[which].abroad,
            death: filers.iter().filter_map(|filer| filer.death).min(),
            today: self.today,
        };
        let outcome = happening.happen(chance, &sums);
        records.extend(outcome.records);
        outcome.carried
    }

    fn dependants(&self, year: i16) -> Vec<Dependant> {
        let young =
            |child: &&Dependant| child.birth_date.is_some_and(|born| (0..17).contains(&(year - born.year())));
        self.children.iter().filter(young).cloned().collect()
    }
}

/// Whether someone had a tax year: of age and not dead before it.
fn lived_in(person: &Person, year: i16) -> bool {
    year >= person.birth.year() + 17 && person.death.is_none_or(|death| death.year() >= year)
}

fn first_year(chance: &mut Chance, person: &Person) -> i16 {
    let years = chance.weighted(&[(24, 1), (22, 2), (20, 3), (12, 4), (8, 5), (6, 7), (8, 10)]);
    small((*YEARS.end() + 1 - years).max(i64::from(person.birth.year()) + 17))
}

fn draw_habit(chance: &mut Chance) -> Habit {
    chance.weighted(&[(76, Habit::Steady), (15, Habit::Owing), (9, Habit::Struggling)])
}

fn children(chance: &mut Chance, parent: &Person, joint_from: Option<i16>) -> Vec<Dependant> {
    let count = match joint_from {
        Some(_) => chance.weighted(&[(35, 0), (22, 1), (27, 2), (12, 3), (4, 4)]),
        None => chance.weighted(&[(88, 0), (8, 1), (4, 2)]),
    };
    let born_from = i64::from(parent.birth.year()) + 20;
    let child = |index: i64, chance: &mut Chance| {
        let year = (born_from + chance.between(0, 6) + index * 3).min(2024);
        let names = if parent.spanish { super::words::GIVEN_SPANISH } else { super::words::GIVEN_ENGLISH };
        Dependant {
            given: person::text(chance.pick(names)),
            family: person::text(&parent.family),
            birth_date: Some(person::any_day(chance, year)),
            relationship: person::text("child"),
        }
    };
    (0..count).map(|index| child(index, chance)).collect()
}

fn small(year: i64) -> i16 {
    i16::try_from(year).expect("a year of our time")
}
