//! How many wrong tries are allowed, and how long is the wait after each? Pure; the counts are in the
//! database, so every process sees them. Waits grow and always end: nobody is shut out for good
//! (NIST SP 800-63B-4, 3.2.2: at most 100 failures in a row, waits of 30 seconds to an hour allowed). What was
//! tried in vain a hundred times in a row is shut and must be bound anew; recovery is the way to do so.

use jiff::SignedDuration;
use store::identity::failures::Failures;
use values::Timestamp;

/// So many wrong tries in a row shut an authenticator.
pub const MOST_FAILURES: i64 = 100;

/// What is being guessed at, and whose tries are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// The password of one address.
    PasswordByAccount,
    /// Passwords from one network address.
    PasswordByNetwork,
    /// Authenticator and recovery codes of one sign-in.
    CodeByAccount,
    /// Codes from one network address.
    CodeByNetwork,
    /// Texts and calls that one person asks for.
    TextToAccount,
    /// Texts and calls to one number.
    TextToNumber,
    /// Texts and calls asked for from one network address.
    TextByNetwork,
    /// Codes of one email confirmation.
    EmailCode,
    /// Messages to one email address.
    MailToAddress,
    /// New sign-ins and messages asked for from one network address.
    MailByNetwork,
    /// Mailed recovery codes of one address.
    RecoveryMail,
    /// The saved recovery code of one sign-in.
    SavedCode,
    /// Identities proved again for one sign-in.
    ProofAgain,
    /// Anything shown in recoveries from one network address.
    RecoveryByNetwork,
    /// Facts of one person looked up.
    ProofCheck,
    /// Codes out of one person's letters.
    LetterCode,
    /// Pictures of papers that one person sends.
    Picture,
    /// Codes by which one person goes on with a phone.
    HandOver,
    /// What one end sends in one video call.
    CallMessage,
    /// Challenges for passkeys asked for from one network address.
    ChallengeByNetwork,
}

/// The rule for one kind of guess.
struct Rule {
    name: &'static str,
    /// So many tries pass without a wait.
    free: i64,
    /// The first wait; it doubles with each further try.
    first_wait_seconds: i64,
    longest_wait_seconds: i64,
    /// Without a try for so long, counting starts anew.
    forget_seconds: i64,
}

impl Guess {
    const fn rule(self) -> Rule {
        let (name, free, first_wait_seconds, longest_wait_seconds, forget_seconds) = match self {
            Self::PasswordByAccount => ("password by account", 5, 30, 3_600, 86_400),
            Self::PasswordByNetwork => ("password by network", 200, 5, 300, 3_600),
            Self::CodeByAccount => ("code by account", 5, 30, 3_600, 86_400),
            Self::CodeByNetwork => ("code by network", 100, 5, 300, 3_600),
            Self::TextToAccount => ("text to account", 3, 30, 3_600, 21_600),
            Self::TextToNumber => ("text to number", 5, 60, 14_400, 86_400),
            Self::TextByNetwork => ("text by network", 25, 30, 900, 3_600),
            Self::EmailCode => ("email code", 5, 30, 3_600, 86_400),
            Self::MailToAddress => ("mail to address", 5, 60, 3_600, 21_600),
            Self::MailByNetwork => ("mail by network", 100, 30, 900, 3_600),
            Self::RecoveryMail => ("mailed recovery code", 5, 30, 3_600, 86_400),
            Self::SavedCode => ("saved recovery code", 5, 30, 3_600, 86_400),
            Self::ProofAgain => ("identity proved again", 5, 60, 3_600, 86_400),
            Self::RecoveryByNetwork => ("recovery by network", 100, 30, 900, 3_600),
            Self::ProofCheck => ("facts looked up", 5, 3_600, 21_600, 86_400),
            Self::LetterCode => ("code of a letter", 5, 60, 3_600, 86_400),
            Self::Picture => ("pictures", 30, 30, 900, 3_600),
            Self::HandOver => ("codes for a phone", 5, 60, 900, 600),
            Self::CallMessage => ("message of a call", 600, 5, 300, 3_600),
            Self::ChallengeByNetwork => ("challenge by network", 600, 5, 300, 3_600),
        };
        Rule { name, free, first_wait_seconds, longest_wait_seconds, forget_seconds }
    }

    /// Its name in the key under which tries are counted.
    pub const fn name(self) -> &'static str {
        self.rule().name
    }
}

/// The tries so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// How many, since counting began.
    pub count: i64,
    /// When the last one was.
    pub last_at: Timestamp,
    /// Nothing is looked at before this.
    pub wait_until: Timestamp,
}

/// What a try now means: either it counts as one more, or it must wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on; these are the tries with this one, to be kept before the guess is looked at.
    Count(Tries),
    /// Too early: the guess is not looked at. Try again at this instant.
    Wait(Timestamp),
}

/// Decides on one more try. It is counted before it is looked at, so that parallel tries cannot all
/// pass on the same count; a right guess clears the count.
pub fn one_more(guess: Guess, so_far: Option<Tries>, now: Timestamp) -> Verdict {
    let rule = guess.rule();
    let count = match so_far {
        Some(tries) if now < tries.wait_until && tries.wait_until > tries.last_at => {
            // A clock that was set back makes nobody wait longer than the wait that was imposed.
            let imposed = tries.wait_until.duration_since(tries.last_at);
            let at_most = now.saturating_add(imposed).unwrap_or(Timestamp::MAX);
            return Verdict::Wait(tries.wait_until.min(at_most));
        }
        Some(tries) if now.duration_since(tries.last_at).as_secs() < rule.forget_seconds => tries.count + 1,
        _ => 1,
    };
    let wait = match count - rule.free {
        ..0 => 0,
        over => {
            let doubled = rule.first_wait_seconds << over.min(20);
            doubled.min(rule.longest_wait_seconds)
        }
    };
    let wait_until = now.saturating_add(SignedDuration::from_secs(wait)).unwrap_or(Timestamp::MAX);
    Verdict::Count(Tries { count, last_at: now, wait_until })
}

/// One more try, counted as a failure before it is looked at; a right one clears the count. After the hundredth
/// whatever was bound by then is shut, and what is bound later has a count of its own.
pub fn one_more_failure(before: Option<Failures>, now: Timestamp) -> Failures {
    match before {
        None => Failures { count: 1, last_at: now, disabled_at: None },
        Some(before) if before.count >= MOST_FAILURES => {
            Failures { count: 1, last_at: now, disabled_at: Some(before.last_at) }
        }
        Some(before) => Failures { count: before.count + 1, last_at: now, ..before },
    }
}

/// Whether an authenticator that was bound at an instant is shut by these failures.
pub fn is_shut(failures: Option<Failures>, bound_at: Timestamp) -> bool {
    failures.and_then(|failures| failures.disabled_at).is_some_and(|at| bound_at <= at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_failures_in_a_row_shut_what_was_bound_and_nothing_later() {
        let mut failures = None;
        for count in 1..=MOST_FAILURES {
            failures = Some(one_more_failure(failures, at(count)));
            assert!(!is_shut(failures, at(0)), "shut after {count}");
        }
        // The 101st is not looked at, even if it is right, and neither is any after it.
        for count in 101..=350 {
            failures = Some(one_more_failure(failures, at(count)));
            assert!(is_shut(failures, at(0)) && is_shut(failures, at(100)), "open after {count}");
        }
        assert!(!is_shut(failures, at(350)), "what is bound anew is not shut");
        assert!(!is_shut(None, at(0)));
    }

    #[test]
    fn a_right_try_between_begins_the_count_anew() {
        let mut failures = None;
        for second in 0..1_000 {
            failures = Some(one_more_failure(failures, at(second)));
            if second % 100 == 98 {
                failures = failures.map(|failures| Failures { count: 0, ..failures });
            }
        }
        assert!(!is_shut(failures, at(0)));
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    /// Tries every second for a while: how many are looked at?
    fn looked_at(guess: Guess, seconds: i64) -> usize {
        let mut tries = None;
        (0..seconds)
            .filter(|second| match one_more(guess, tries, at(*second)) {
                Verdict::Count(counted) => {
                    tries = Some(counted);
                    true
                }
                Verdict::Wait(_) => false,
            })
            .count()
    }

    #[test]
    fn waits_grow_to_their_end_and_no_further() {
        let mut tries = None;
        let mut now = at(0);
        let mut waits = Vec::new();
        for _ in 0..14 {
            let Verdict::Count(counted) = one_more(Guess::CodeByAccount, tries, now) else {
                panic!("waited enough")
            };
            waits.push(counted.wait_until.duration_since(now).as_secs());
            now = counted.wait_until;
            tries = Some(counted);
        }
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
    }

    #[test]
    fn a_day_of_guessing_at_six_digits_gets_nowhere() {
        // 34 tries at 1,000,000 codes, three of which are right at a time.
        assert_eq!(looked_at(Guess::CodeByAccount, 86_400), 34);
        assert!(looked_at(Guess::PasswordByAccount, 86_400) < 100);
    }

    #[test]
    fn a_wait_is_told_and_ends() {
        let tries = Tries { count: 5, last_at: at(0), wait_until: at(30) };
        assert_eq!(one_more(Guess::EmailCode, Some(tries), at(29)), Verdict::Wait(at(30)));
        let Verdict::Count(next) = one_more(Guess::EmailCode, Some(tries), at(30)) else {
            panic!("the wait is over")
        };
        assert_eq!(next.count, 6);
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait_for_it() {
        let free = Tries { count: 1, last_at: at(90_000), wait_until: at(90_000) };
        assert!(matches!(one_more(Guess::CodeByAccount, Some(free), at(0)), Verdict::Count(_)));
        let held = Tries { count: 6, last_at: at(90_000), wait_until: at(90_060) };
        assert_eq!(one_more(Guess::CodeByAccount, Some(held), at(0)), Verdict::Wait(at(60)));
    }

    #[test]
    fn after_a_quiet_day_counting_starts_anew() {
        let tries = Tries { count: 90, last_at: at(0), wait_until: at(3_600) };
        let Verdict::Count(next) = one_more(Guess::PasswordByAccount, Some(tries), at(86_400)) else {
            panic!()
        };
        assert_eq!(next.count, 1);
    }
}
