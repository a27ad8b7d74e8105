//! Is no step ever skipped on the way back to a site, and none asked for that is not needed? Every combination of what
//! a site may ask and how a visitor may stand, held against the rules written another way.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use values::{Id, Timestamp};

use crate::levels::Level::{self, Demonstration, One, Two, TwoPhishingResistant as Resistant};
use crate::oidc::claims::Claim;
use crate::oidc::next::{Decided, Next, Situation, Standing, next};
use crate::oidc::request::{Asked, Prompt, WantedLevel};
use crate::oidc::scopes::Scope;
use crate::oidc::wanted::{How, Named, Wanted};

const PROMPTS: [Prompt; 5] =
    [Prompt::AsNeeded, Prompt::None, Prompt::Login, Prompt::Consent, Prompt::LoginAndConsent];

/// How the visitor stands: nobody, from long ago, from shortly before, from after the request.
const AGES: [Option<i64>; 4] = [None, Some(-1_000), Some(-50), Some(5)];

fn begun_at() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

fn asked(prompt: Prompt, max_age: Option<u32>, level: Option<WantedLevel>, scopes: &[Scope]) -> Asked {
    Asked {
        redirect_uri: String::new(),
        scopes: scopes.to_vec(),
        state: None,
        nonce: None,
        code_challenge: String::new(),
        prompt,
        max_age,
        language: None,
        dpop_jkt: None,
        named: Named::default(),
        level,
        subjects: None,
        login_hint: None,
    }
}

/// A visitor who has done everything that can be asked.
fn all_done() -> Situation {
    Situation {
        standing: Some(Standing { sign_in_id: Id::from_bytes([1; 16]), proved_at: begun_at() }),
        level: Level::TwoPhishingResistant,
        reachable: Level::TwoPhishingResistant,
        is_the_one: true,
        least: None,
        begun_at: begun_at(),
        known: Claim::ALL.into(),
        required: BTreeSet::new(),
        decided: Decided { told: Claim::ALL.into(), kept_back: BTreeSet::new(), offline: Some(true) },
        agreed_now: true,
        is_proved: true,
        proof_declined: false,
        level_declined: false,
    }
}

fn now() -> Timestamp {
    begun_at().checked_add(SignedDuration::from_secs(60)).unwrap()
}

fn levels() -> Vec<Option<WantedLevel>> {
    let mut wanted = vec![None];
    for level in [Level::One, Level::Two, Level::TwoPhishingResistant] {
        for is_essential in [false, true] {
            wanted.push(Some(WantedLevel { levels: vec![level], is_essential }));
        }
    }
    wanted
}

/// Whether the sign-in is recent enough, by the words of the specification.
fn is_fresh(prompt: Prompt, max_age: Option<u32>, age: i64) -> bool {
    let is_new = age >= 0;
    is_new || (!prompt.wants_login() && max_age.is_none_or(|most| most > 0 && -age <= i64::from(most)))
}

#[test]
fn no_level_time_or_person_is_ever_skipped() {
    let mut count = 0;
    for prompt in PROMPTS {
        for (age, max_age) in AGES.iter().flat_map(|age| [None, Some(0), Some(100)].map(|most| (*age, most)))
        {
            for (wanted, least) in levels()
                .into_iter()
                .flat_map(|wanted| [None, Some(Level::Two)].map(|least| (wanted.clone(), least)))
            {
                for (level, reachable) in
                    Level::ALL.iter().flat_map(|level| Level::ALL.map(|reachable| (*level, reachable)))
                {
                    for bits in 0..4 {
                        let (is_the_one, level_declined) = (bits & 1 == 1, bits & 2 == 2);
                        let mut situation =
                            Situation { level, reachable, is_the_one, least, level_declined, ..all_done() };
                        situation.standing = age.map(|age| Standing {
                            sign_in_id: Id::from_bytes([1; 16]),
                            proved_at: begun_at().checked_add(SignedDuration::from_secs(age)).unwrap(),
                        });
                        let asked = asked(prompt, max_age, wanted.clone(), &[Scope::Openid]);
                        let step = next(&asked, &situation, now());
                        let what = format!(
                            "{prompt:?} age {age:?} max_age {max_age:?} {wanted:?} least {least:?} has {level:?} \
                             reaches {reachable:?} the one {is_the_one} declined {level_declined}: {step:?}"
                        );
                        check(&asked, &situation, age, step, &what);
                        count += 1;
                    }
                }
            }
        }
    }
    assert_eq!(count, 5 * 4 * 3 * 7 * 2 * 16 * 4);
}

/// What must hold of a step before consent.
fn check(asked: &Asked, situation: &Situation, age: Option<i64>, step: Next, what: &str) {
    let silent = asked.prompt == Prompt::None;
    let Some(age) = age else {
        let expected = if silent { "login_required" } else { "" };
        assert_eq!(code(step), expected, "{what}");
        assert!(silent || step == Next::SignIn, "{what}");
        return;
    };
    let insists = asked.level.as_ref().is_some_and(|level| level.is_essential);
    let liked = asked.level.as_ref().map(WantedLevel::least);
    let is_made_up = situation.level == Level::Demonstration;
    let holds = |least: Option<Level>, strict: bool| {
        least.is_none_or(|least| situation.level >= least || (is_made_up && !strict))
    };
    let needed_holds = holds(situation.least, false) && (!insists || holds(liked, true));
    let fresh = is_fresh(asked.prompt, asked.max_age, age);
    // Nobody gets an answer as another person, after too long, or too weakly.
    if step == Next::Answer {
        assert!(situation.is_the_one && fresh && needed_holds, "{what}");
    }
    // Without a word nothing is ever shown.
    if silent {
        assert!(matches!(step, Next::Answer | Next::Refuse(_)), "{what}");
    }
    // Who stands rightly is not stopped.
    if situation.is_the_one && fresh && needed_holds && holds(liked, insists) {
        assert_eq!(step, Next::Answer, "{what}");
    }
    // Nobody is sent for a level that they cannot reach, or to add a means when they have one.
    match step {
        Next::SignIn => assert!(!situation.is_the_one && age < 0, "{what}"),
        Next::Again if fresh => {
            assert!(liked.max(situation.least).is_some_and(|wanted| situation.reachable >= wanted), "{what}");
        }
        Next::Again => assert!(situation.is_the_one, "{what}"),
        Next::Stronger => {
            assert!(liked.max(situation.least).is_some_and(|wanted| situation.reachable < wanted), "{what}");
            assert!(!situation.level_declined && !is_made_up, "{what}");
        }
        Next::Refuse(error) if error.code == "unmet_authentication_requirements" => {
            assert!(!needed_holds && fresh, "{what}");
            assert!(silent || situation.level_declined || is_made_up, "{what}");
        }
        Next::Refuse(error) => {
            assert_eq!(error.code, "login_required", "{what}");
            assert!(silent || !situation.is_the_one, "{what}");
        }
        Next::Answer => (),
        other => panic!("{other:?} although all is agreed and proved: {what}"),
    }
}

fn code(step: Next) -> &'static str {
    match step {
        Next::Refuse(error) => error.code,
        _ => "",
    }
}

#[test]
fn nothing_is_told_that_was_not_decided() {
    let scopes = [Scope::Openid, Scope::Email, Scope::TaxNumber, Scope::OfflineAccess];
    let facts = [Claim::Email, Claim::EmailVerified, Claim::TaxNumber, Claim::GivenName];
    let mut count = 0;
    for prompt in PROMPTS {
        // For each fact: not known, told, kept back, kept back though needed, or not decided.
        for state in 0..5_usize.pow(4) {
            for bits in 0..16 {
                let mut situation = Situation {
                    is_proved: bits & 1 == 1,
                    proof_declined: bits & 2 == 2,
                    agreed_now: bits & 4 == 4,
                    decided: Decided { offline: (bits & 8 == 8).then_some(false), ..Decided::default() },
                    known: BTreeSet::new(),
                    ..all_done()
                };
                let mut is_open = situation.decided.offline.is_none();
                for (place, fact) in (0..).zip(facts) {
                    let state = state / 5_usize.pow(place) % 5;
                    if state > 0 {
                        situation.known.insert(fact);
                    }
                    match state {
                        1 => situation.decided.told.insert(fact),
                        2 => situation.decided.kept_back.insert(fact),
                        3 => situation.decided.kept_back.insert(fact) && situation.required.insert(fact),
                        _ => false,
                    };
                    is_open |= state > 2;
                }
                let mut asked = asked(prompt, None, None, &scopes);
                let wanted = Wanted { claim: Claim::GivenName, how: How::default() };
                asked.named.userinfo.claims.push(wanted);
                let step = next(&asked, &situation, now());
                let silent = prompt == Prompt::None;
                let expected = if !situation.is_proved && !situation.proof_declined {
                    if silent { "interaction_required" } else { "prove" }
                } else if is_open || (prompt.wants_consent() && !situation.agreed_now) {
                    if silent { "consent_required" } else { "consent" }
                } else {
                    "answer"
                };
                let found = match step {
                    Next::Prove => "prove",
                    Next::Consent => "consent",
                    Next::Answer => "answer",
                    other => code(other),
                };
                assert_eq!(found, expected, "{prompt:?} {situation:?}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 5 * 625 * 16);
}

#[test]
fn the_level_reported_is_one_that_was_asked_for_and_reached() {
    let wanted = |levels: &[Level]| WantedLevel { levels: levels.to_vec(), is_essential: false };
    for (named, reached, reported) in [
        (vec![Two], Resistant, Two),
        (vec![Two, Resistant], Resistant, Resistant),
        (vec![Resistant, Two], Two, Two),
        (vec![Resistant], Two, Two),
        (vec![Two], One, One),
        (vec![One], Two, One),
        (vec![Two], Demonstration, Demonstration),
    ] {
        assert_eq!(wanted(&named).reported(reached), reported, "{named:?} {reached:?}");
    }
}
