//! What follows from a sign of fraud? Data with dates, read from a file; pure (NIST SP 800-63A-4, 3.2.1).

use serde::Deserialize;
use values::Date;

/// The rules that come with the program.
const BUILT_IN: &str = include_str!("rules.toml");

macro_rules! signals {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $key:literal;)+) => {
        /// A sign of fraud.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum Signal {
            $($(#[$doc])* #[serde(rename = $word)] $name,)+
        }

        impl Signal {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its word in what is stored, and in the file of rules.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The message that says it.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)+
                }
            }

            /// The one of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|signal| signal.word() == word)
            }
        }
    };
}

signals! {
    /// A paper says something else than the person, or than itself.
    PaperDiffers, "paper-differs", "desk-signal-paper-differs";
    /// A paper's time is over.
    PaperExpired, "paper-expired", "desk-signal-paper-expired";
    /// Number, name and date of birth do not belong together.
    NumberUnknown, "number-unknown", "desk-signal-number-unknown";
    /// Its issuer does not know a paper.
    DocumentUnknown, "document-unknown", "desk-signal-document-unknown";
    /// The holder of the number is said to be dead.
    Dead, "dead", "desk-signal-dead";
    /// There is no such address.
    AddressUnknown, "address-unknown", "desk-signal-address-unknown";
    /// The telephone's account is in another name.
    PhoneOtherName, "phone-other-name", "desk-signal-phone-other-name";
    /// The telephone's number moved to another card or operator.
    PhoneMoved, "phone-moved", "desk-signal-phone-moved";
    /// The case came through a network that hides who comes through it.
    NetworkProxy, "network-proxy", "desk-signal-network-proxy";
    /// It came from a network of machines.
    NetworkHosting, "network-hosting", "desk-signal-network-hosting";
    /// It came from a network that fraud came from.
    NetworkListed, "network-listed", "desk-signal-network-listed";
    /// Several people sent their cases from one browser.
    DeviceShared, "device-shared", "desk-signal-device-shared";
    /// Another sign-in has the number.
    NumberClaimed, "number-claimed", "desk-signal-number-claimed";
    /// This is not the first attempt.
    ManyAttempts, "many-attempts", "desk-signal-many-attempts";
    /// The owner said "this was not me".
    FrozenLately, "frozen-lately", "desk-signal-frozen-lately";
    /// Somebody tried many passwords or codes.
    TriesFailed, "tries-failed", "desk-signal-tries-failed";
    /// An agent has a suspicion.
    Agent, "agent", "desk-signal-agent";
}

/// A signal that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub signal: Signal,
    /// How often.
    pub count: i64,
    /// How many days ago.
    pub days_ago: i64,
}

impl Seen {
    /// Once, now.
    pub const fn now(signal: Signal) -> Self {
        Self { signal, count: 1, days_ago: 0 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    None,
    Flag,
    Hold,
}

/// One rule as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    signal: Signal,
    action: Action,
    from: String,
    #[serde(default)]
    at_least: i64,
    within_days: Option<i64>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Rule>,
}

/// Rules, by the day they hold from.
#[derive(Clone, Debug)]
pub struct Rules(Vec<(Date, Rule)>);

/// Why a file holds no rules.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// It is no such file.
    #[error("{0}")]
    Malformed(#[from] toml::de::Error),
    /// A rule is no rule.
    #[error("the rule for {signal}: {why}")]
    Rule {
        /// For which signal.
        signal: &'static str,
        /// What is wrong.
        why: &'static str,
    },
}

/// What follows for one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What the agent is told.
    pub flagged: Vec<Signal>,
    /// What needs a second agent.
    pub held: Vec<Signal>,
}

impl Default for Rules {
    fn default() -> Self {
        Self::read(BUILT_IN).expect("the rules that come with the program were read by its tests")
    }
}

impl Rules {
    /// Reads a file's text.
    pub fn read(text: &str) -> Result<Self, RulesError> {
        let file: File = toml::from_str(text)?;
        let mut rules = Vec::new();
        for rule in file.rule {
            let refused = |why| RulesError::Rule { signal: rule.signal.word(), why };
            let from: Date = rule.from.parse().map_err(|_| refused("from is no date such as 2026-11-22"))?;
            if rule.source.trim().is_empty() {
                return Err(refused("it names no source"));
            }
            let is_again = |(day, other): &(Date, Rule)| {
                *day == from && other.signal == rule.signal && other.action == rule.action
            };
            if rules.iter().any(is_again) {
                return Err(refused("two of one action begin on one day"));
            }
            rules.push((from, rule));
        }
        Ok(Self(rules))
    }

    /// The rules for a signal on a day: those that began last, one for each action.
    fn of(&self, signal: Signal, today: Date) -> impl Iterator<Item = &Rule> {
        let begun = move |(from, rule): &&(Date, Rule)| rule.signal == signal && *from <= today;
        let newest = self.0.iter().filter(begun).map(|(from, _)| *from).max();
        self.0.iter().filter(begun).filter(move |(from, _)| Some(*from) == newest).map(|(_, rule)| rule)
    }

    /// Within how many days a signal counts, by any of its rules; none where its time does not count.
    pub fn days(&self, signal: Signal, today: Date) -> Option<i64> {
        self.of(signal, today).filter_map(|rule| rule.within_days).max()
    }

    /// What follows from what was seen, on a day.
    pub fn assess(&self, seen: &[Seen], today: Date) -> Assessment {
        let mut found = Assessment::default();
        for one in seen {
            let counts = |rule: &&Rule| {
                one.count >= rule.at_least && rule.within_days.is_none_or(|days| one.days_ago <= days)
            };
            // What holds a case need not be told twice.
            match self.of(one.signal, today).filter(counts).map(|rule| rule.action).max() {
                Some(Action::Flag) => found.flagged.push(one.signal),
                Some(Action::Hold) => found.held.push(one.signal),
                Some(Action::None) | None => (),
            }
        }
        // Seen in two places it is still one.
        for signals in [&mut found.flagged, &mut found.held] {
            signals.sort_unstable();
            signals.dedup();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::date;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn every_signal_but_the_agents_own_has_a_rule() {
        let rules = Rules::default();
        for signal in Signal::ALL.iter().filter(|signal| **signal != Signal::Agent) {
            assert!(rules.of(*signal, TODAY).next().is_some(), "{signal:?}");
            assert_eq!(Signal::from_word(signal.word()), Some(*signal));
        }
    }

    #[test]
    fn signals_lead_to_flags_and_holds_by_their_thresholds() {
        let seen = |signal, count, days_ago| Seen { signal, count, days_ago };
        let (flagged, held) = (true, false);
        for (one, outcome) in [
            (seen(Signal::PaperDiffers, 1, 0), Some(held)),
            (seen(Signal::Dead, 1, 0), Some(held)),
            (seen(Signal::PhoneOtherName, 1, 0), Some(flagged)),
            (seen(Signal::ManyAttempts, 2, 0), None),
            (seen(Signal::ManyAttempts, 3, 0), Some(flagged)),
            (seen(Signal::DocumentUnknown, 1, 0), Some(held)),
            (seen(Signal::PhoneMoved, 1, 30), Some(flagged)),
            (seen(Signal::PhoneMoved, 1, 31), None),
            (seen(Signal::NetworkProxy, 1, 0), Some(flagged)),
            (seen(Signal::NetworkHosting, 1, 0), Some(flagged)),
            (seen(Signal::NetworkListed, 1, 0), Some(held)),
            (seen(Signal::DeviceShared, 2, 0), None),
            (seen(Signal::DeviceShared, 3, 0), Some(flagged)),
            (seen(Signal::DeviceShared, 9, 0), Some(flagged)),
            (seen(Signal::DeviceShared, 10, 0), Some(held)),
            (seen(Signal::FrozenLately, 1, 30), Some(held)),
            (seen(Signal::FrozenLately, 1, 31), None),
            (seen(Signal::TriesFailed, 9, 8), None),
            (seen(Signal::Agent, 1, 0), None),
        ] {
            let found = Rules::default().assess(&[one], TODAY);
            let expected = match outcome {
                Some(true) => Assessment { flagged: vec![one.signal], held: Vec::new() },
                Some(false) => Assessment { flagged: Vec::new(), held: vec![one.signal] },
                None => Assessment::default(),
            };
            assert_eq!(found, expected, "{one:?}");
        }
    }

    #[test]
    fn the_rule_of_the_day_holds() {
        assert_eq!(Rules::default().days(Signal::DeviceShared, TODAY), Some(7));
        assert_eq!(Rules::default().days(Signal::Dead, TODAY), None);
        let rules = Rules::read(
            "[[rule]]\nsignal = \"dead\"\naction = \"hold\"\nfrom = \"2025-01-01\"\nsource = \"x\"\n\
             [[rule]]\nsignal = \"dead\"\naction = \"none\"\nfrom = \"2026-01-01\"\nsource = \"x\"\n",
        )
        .unwrap();
        let held = |day| !rules.assess(&[Seen::now(Signal::Dead)], day).held.is_empty();
        assert!(!held(date(2024, 12, 31)) && held(date(2025, 1, 1)) && held(date(2025, 12, 31)));
        assert!(!held(date(2026, 1, 1)));
    }

    #[test]
    fn a_file_that_is_none_is_refused_with_its_reason() {
        let good = "[[rule]]\nsignal = \"dead\"\naction = \"hold\"\nfrom = \"2025-01-01\"\nsource = \"x\"\n";
        assert!(Rules::read(good).is_ok());
        for (text, why) in [
            (good.replace("dead", "undead"), "unknown variant"),
            (good.replace("hold", "shoot"), "unknown variant"),
            (good.replace("2025-01-01", "soon"), "from is no date"),
            (good.replace("\"x\"", "\" \""), "names no source"),
            (good.replace("source", "cause"), "unknown field"),
            (format!("{good}{good}"), "two of one action begin on one day"),
        ] {
            let error = Rules::read(&text).unwrap_err().to_string();
            assert!(error.contains(why), "{why}: {error}");
        }
    }
}
