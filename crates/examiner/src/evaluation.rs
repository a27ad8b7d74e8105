//! May the operator's models be asked? Only with the record of their evaluation: which settings were measured, by whom,
//! where it is published, and counts that keep the limits of NIST SP 800-63A-4, 3.11 (`limits.toml`). Counts, not rates:
//! so few pairs as cannot show a rate show nothing.

use serde::{Deserialize, Serialize};
use values::Date;

/// The file of the record, in the folder of the models.
pub(crate) const FILE: &str = "evaluation.toml";

/// The record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// Where the results are published, an https address.
    pub(crate) published: String,
    /// Who measured.
    pub(crate) laboratory: String,
    /// The day on which it was finished.
    pub(crate) finished_on: Date,
    /// SHA-256 of the settings that were measured, which name the models by theirs: 64 hexadecimal digits.
    pub(crate) settings: String,
    /// Pairs of all people.
    pub(crate) all: Pairs,
    /// Pairs of people of one group each.
    pub(crate) groups: Vec<Group>,
    /// Attacks, by kind.
    pub(crate) attacks: Vec<Attack>,
}

/// Pairs of pictures that were compared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pairs {
    /// Of two persons.
    pub(crate) of_two: u64,
    /// Taken for one.
    pub(crate) false_matches: u64,
    /// Of one person.
    pub(crate) of_one: u64,
    /// Not taken for one.
    pub(crate) false_non_matches: u64,
}

/// A group of people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// Its name.
    pub(crate) name: String,
    /// Pairs of its people.
    pub(crate) pairs: Pairs,
}

/// A kind of attack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attack {
    /// What was held before the camera.
    pub(crate) kind: String,
    /// How often.
    pub(crate) presented: u64,
    /// How often it was taken for a person.
    pub(crate) accepted: u64,
}

/// So many errors of so many.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    errors: u64,
    of: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Percent {
    percent: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    source: String,
    false_match: Rate,
    false_non_match: Rate,
    group: Percent,
    attack: Rate,
}

impl Limits {
    fn read() -> Self {
        toml::from_str(include_str!("limits.toml")).expect("a test reads it")
    }
}

/// Why a record does not do. Nothing is switched on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    /// It says nothing of these settings.
    #[error("the evaluation is of other settings: it says {recorded}, models.toml has {found}")]
    OtherSettings {
        /// What the record says.
        recorded: String,
        /// What is there.
        found: String,
    },
    /// Nobody can read the results.
    #[error("published must be the https address of the results")]
    Unpublished,
    /// Nobody stands behind it.
    #[error("laboratory must say who measured")]
    Nobody,
    /// Not yet finished.
    #[error("finished_on lies in the future")]
    Future,
    /// Too few to show anything.
    #[error("{what}: {counted} are too few, {source_of_limit} takes at least {least}")]
    TooFew {
        /// Of what.
        what: String,
        /// How many there are.
        counted: u64,
        /// How many are needed.
        least: u64,
        /// Where the limit stands.
        source_of_limit: String,
    },
    /// Too many errors.
    #[error("{what}: {errors} of {counted} are too many for {source_of_limit}")]
    TooMany {
        /// Of what.
        what: String,
        /// How many errors.
        errors: u64,
        /// Of how many.
        counted: u64,
        /// Where the limit stands.
        source_of_limit: String,
    },
    /// No group, or no attack, was measured.
    #[error("there are no {0}")]
    Missing(&'static str),
}

/// `errors` of `counted` is at most the rate, in parts of `percent` of a hundred.
const fn is_within(errors: u64, counted: u64, rate: Rate, percent: u64) -> bool {
    errors as u128 * rate.of as u128 * 100 <= rate.errors as u128 * counted as u128 * percent as u128
}

impl Record {
    /// Whether the models of these settings may be asked today.
    pub(crate) fn check(&self, settings: &str, today: Date) -> Result<(), Unfit> {
        if self.settings != settings {
            return Err(Unfit::OtherSettings { recorded: self.settings.clone(), found: settings.to_owned() });
        }
        if !self.published.starts_with("https://") {
            return Err(Unfit::Unpublished);
        }
        if self.laboratory.trim().is_empty() {
            return Err(Unfit::Nobody);
        }
        if self.finished_on > today {
            return Err(Unfit::Future);
        }
        let limits = Limits::read();
        self.check_pairs(&limits)?;
        self.check_attacks(&limits)
    }

    fn check_pairs(&self, limits: &Limits) -> Result<(), Unfit> {
        let all = &self.all;
        within("pairs of two persons", all.false_matches, all.of_two, limits.false_match, &limits.source)?;
        within(
            "pairs of one person",
            all.false_non_matches,
            all.of_one,
            limits.false_non_match,
            &limits.source,
        )?;
        if self.groups.is_empty() {
            return Err(Unfit::Missing("groups"));
        }
        let of_two = Rate { errors: all.false_matches, of: all.of_two };
        let of_one = Rate { errors: all.false_non_matches, of: all.of_one };
        self.groups.iter().try_for_each(|Group { name, pairs }| {
            let percent = limits.group.percent;
            let checks = [
                ("two persons", pairs.false_matches, pairs.of_two, of_two),
                ("one person", pairs.false_non_matches, pairs.of_one, of_one),
            ];
            checks.into_iter().try_for_each(|(of, errors, counted, rate)| {
                let what = || format!("{name}, pairs of {of}");
                let source_of_limit = limits.source.clone();
                if counted == 0 {
                    return Err(Unfit::TooFew { what: what(), counted, least: 1, source_of_limit });
                }
                if is_within(errors, counted, rate, percent) && errors <= counted {
                    return Ok(());
                }
                Err(Unfit::TooMany { what: what(), errors, counted, source_of_limit })
            })
        })
    }

    fn check_attacks(&self, limits: &Limits) -> Result<(), Unfit> {
        if self.attacks.is_empty() {
            return Err(Unfit::Missing("attacks"));
        }
        // Fewer than the limit, where the others are at most it: one more than was counted must still keep it.
        let below = |attack: &Attack| {
            let (accepted, presented) = (u128::from(attack.accepted), u128::from(attack.presented));
            accepted * u128::from(limits.attack.of) < u128::from(limits.attack.errors) * presented
        };
        self.attacks.iter().try_for_each(|attack| {
            let (what, source_of_limit) = (format!("attacks by {}", attack.kind), limits.source.clone());
            let (least, counted) = (limits.attack.of.div_ceil(limits.attack.errors), attack.presented);
            if counted < least {
                return Err(Unfit::TooFew { what, counted, least, source_of_limit });
            }
            if below(attack) {
                return Ok(());
            }
            Err(Unfit::TooMany { what, errors: attack.accepted, counted, source_of_limit })
        })
    }
}

fn within(what: &str, errors: u64, counted: u64, rate: Rate, source: &str) -> Result<(), Unfit> {
    let (what, source_of_limit) = (what.to_owned(), source.to_owned());
    if counted < rate.of {
        return Err(Unfit::TooFew { what, counted, least: rate.of, source_of_limit });
    }
    if is_within(errors, counted, rate, 100) {
        return Ok(());
    }
    Err(Unfit::TooMany { what, errors, counted, source_of_limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "5e77";

    fn pairs(of_two: u64, false_matches: u64, of_one: u64, false_non_matches: u64) -> Pairs {
        Pairs { of_two, false_matches, of_one, false_non_matches }
    }

    /// At every limit, and within each.
    fn good() -> Record {
        Record {
            published: "https://results.example/2026".to_owned(),
            laboratory: "Made-up laboratory".to_owned(),
            finished_on: Date::new(2026, 5, 2).unwrap(),
            settings: SETTINGS.to_owned(),
            all: pairs(40_000, 4, 1_000, 10),
            groups: vec![
                Group { name: "women".to_owned(), pairs: pairs(80_000, 10, 800, 10) },
                Group { name: "men".to_owned(), pairs: pairs(10_000, 0, 500, 0) },
            ],
            attacks: vec![Attack { kind: "screens".to_owned(), presented: 100, accepted: 6 }],
        }
    }

    fn check(change: impl FnOnce(&mut Record)) -> Result<(), String> {
        let mut record = good();
        change(&mut record);
        record.check(SETTINGS, Date::new(2026, 5, 2).unwrap()).map_err(|unfit| unfit.to_string())
    }

    #[test]
    fn at_its_limits_a_record_does() {
        assert_eq!(check(|_| ()), Ok(()));
    }

    #[test]
    fn one_error_more_is_too_many() {
        for (change, told) in [
            ((|record| record.all.false_matches += 1) as fn(&mut Record), "pairs of two persons: 5 of 40000"),
            (|record| record.all.false_non_matches += 1, "pairs of one person: 11 of 1000"),
            (|record| record.groups[0].pairs.false_matches += 1, "women, pairs of two persons: 11 of 80000"),
            (|record| record.groups[0].pairs.false_non_matches += 1, "women, pairs of one person: 11 of 800"),
            (|record| record.attacks[0].accepted += 1, "attacks by screens: 7 of 100"),
        ] {
            let refused = check(change).unwrap_err();
            assert!(refused.starts_with(told), "{refused}");
            assert!(refused.contains("NIST SP 800-63A-4"), "{refused}");
        }
    }

    #[test]
    fn too_few_show_nothing() {
        for (change, told) in [
            (
                (|record| record.all = pairs(9_999, 0, 1_000, 0)) as fn(&mut Record),
                "pairs of two persons: 9999",
            ),
            (|record| record.all = pairs(10_000, 0, 99, 0), "pairs of one person: 99"),
            (|record| record.groups[1].pairs = pairs(0, 0, 5, 0), "men, pairs of two persons: 0"),
            (|record| record.groups.clear(), "there are no groups"),
            (|record| record.attacks.clear(), "there are no attacks"),
            (
                |record| record.attacks[0] = Attack { kind: "masks".to_owned(), presented: 14, accepted: 0 },
                "attacks by masks: 14",
            ),
        ] {
            let refused = check(change).unwrap_err();
            assert!(refused.starts_with(told), "{refused}");
        }
    }

    #[test]
    fn what_nobody_can_read_or_is_of_something_else_does_not_do() {
        for (change, told) in [
            (
                (|record| record.settings = "other".to_owned()) as fn(&mut Record),
                "the evaluation is of other settings",
            ),
            (|record| record.published = "http://results.example".to_owned(), "published must be"),
            (|record| record.laboratory = " ".to_owned(), "laboratory must say"),
            (|record| record.finished_on = Date::new(2026, 5, 3).unwrap(), "finished_on lies in the future"),
        ] {
            let refused = check(change).unwrap_err();
            assert!(refused.starts_with(told), "{refused}");
        }
    }
}
