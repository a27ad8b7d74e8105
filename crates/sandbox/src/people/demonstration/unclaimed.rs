//! Which further people can a new sign-in become? Names by hand, accounts drawn once and for all by a fixed seed.

use formats::books::{FilingStatus, Key, Record};
use values::{Date, date};

use super::super::chance::Chance;
use super::super::figures::{Habit, sums};
use super::super::history::History;
use super::super::person::{self, Person, Trade};

/// The seed that the accounts are drawn from.
const SEED: u64 = 2026;

/// Given names, family names, year of birth, Spanish-speaking culture, trade, dollars earned in 2016, habit.
type Row = (&'static str, &'static str, i16, bool, Trade, i64, Habit);

const PEOPLE: [Row; 20] = [
    ("Adam", "Barlow", 1981, false, Trade::Employed, 52_000, Habit::Owing),
    ("Beatriz", "Luna Castillo", 1990, true, Trade::Employed, 38_000, Habit::Steady),
    ("Caleb", "Norwood", 1976, false, Trade::Freelance, 61_000, Habit::Struggling),
    ("Daniela", "Ibarra", 1987, true, Trade::Freelance, 47_000, Habit::Owing),
    ("Eleanor", "Ashby", 1949, false, Trade::Retired, 44_000, Habit::Steady),
    ("Felipe", "Ochoa Reyes", 1983, true, Trade::Employed, 57_000, Habit::Struggling),
    ("Gregory", "Tate", 1972, false, Trade::Employed, 88_000, Habit::Owing),
    ("Hannah", "Perkins", 1995, false, Trade::Employed, 33_000, Habit::Steady),
    ("Inés", "Villanueva", 1979, true, Trade::Employed, 71_000, Habit::Owing),
    ("Jordan", "Mercer", 1992, false, Trade::Freelance, 42_000, Habit::Struggling),
    ("Keisha", "Coleman", 1985, false, Trade::Employed, 64_000, Habit::Owing),
    ("Leticia", "Robles Vega", 1968, true, Trade::Freelance, 53_000, Habit::Steady),
    ("Malik", "Greer", 1988, false, Trade::Employed, 49_000, Habit::Struggling),
    ("Natalia", "Zúñiga", 1993, true, Trade::Employed, 36_000, Habit::Owing),
    ("Oscar", "Whitaker", 1964, false, Trade::Employed, 97_000, Habit::Owing),
    ("Paloma", "Cervantes", 1982, true, Trade::Employed, 45_000, Habit::Steady),
    ("Rachel", "Young-Hale", 1991, false, Trade::Employed, 58_000, Habit::Struggling),
    ("Santiago", "Molina Ríos", 1977, true, Trade::Freelance, 66_000, Habit::Owing),
    ("Tyrone", "Brooks", 1986, false, Trade::Employed, 54_000, Habit::Steady),
    ("Wendy", "Sinclair", 1973, false, Trade::Employed, 76_000, Habit::Owing),
];

/// Their keys, and their books for five years.
pub(super) fn people(today: Date) -> (Vec<Key>, Vec<Record>) {
    let mut keys = Vec::new();
    let mut records = Vec::new();
    for (index, row) in (1_u64..).zip(PEOPLE) {
        let mut chance = Chance::of(SEED, index);
        let person = made_up(index, row);
        let home = person::home(&mut chance);
        keys.push(person.key.clone());
        records.push(person::record(&mut chance, &person, &home));
        let mut carried = 0;
        for year in 2021..=2025 {
            let sums = sums(&mut chance, &[&person], year, 0, row.6, carried);
            let happening = History {
                tax_year: year,
                taxpayer: &person.key,
                spouse: None,
                status: FilingStatus::Single,
                dependants: Vec::new(),
                habit: row.6,
                abroad: home.abroad,
                death: None,
                today,
            };
            let outcome = happening.happen(&mut chance, &sums);
            carried = outcome.carried;
            records.extend(outcome.records);
        }
    }
    (keys, records)
}

fn made_up(index: u64, (given, family, born, spanish, trade, earnings, _): Row) -> Person {
    Person {
        key: format!("demo-unclaimed-{index:02}").parse().expect("a key of our own"),
        number: format!("99920{index:04}").parse().expect("a specimen number"),
        given: given.to_owned(),
        family: family.to_owned(),
        former: None,
        spanish,
        birth: date(born, 6, 15),
        death: None,
        trade,
        earnings: earnings * 100,
    }
}
