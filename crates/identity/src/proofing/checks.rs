//! Is what a person says of themselves so (NIST SP 800-63A-4, 2.4.2.4, 3.2.1 and 4.2.5)? Every source is asked in every
//! case, whatever the others answer, so that neither words nor time tell which of the facts is wrong.

use outside::registries::{Answer, Asked, Class, Question, Registries};
use store::identity::proofings::checks::Check;
use values::Timestamp;

use super::case::{Case, Facts};

/// What the answers mean together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Every fact is confirmed, and nobody is dead.
    Confirmed,
    /// Something does not fit. Nobody but an agent learns what.
    NoMatch,
    /// Somebody could not be asked: nothing is decided, nothing is lost.
    TryLater,
    /// Not all has been looked up.
    Unasked,
}

/// One question and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Which question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
}

pub(super) const fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unavailable => "unavailable",
    }
}

pub(super) fn read(word: &str) -> Answer {
    let all = [Answer::Yes, Answer::No];
    all.into_iter().find(|answer| self::word(*answer) == word).unwrap_or(Answer::Unavailable)
}

/// The questions about a case: about a telephone only if one is to count.
fn questions(facts: &Facts) -> Option<Vec<Asked>> {
    let (given, family) = (facts.given_names.as_deref()?, facts.family_name.as_deref()?);
    let (number, address) = (facts.tax_number.as_ref()?, facts.address.as_ref()?);
    let parts = [&address.street, &address.city, &address.region, &address.postal_code, &address.country];
    let mut asked = vec![
        Asked::tax_number(number, given, family, facts.birth_date?),
        Asked::death(number),
        Asked::address(parts.map(String::as_str)),
    ];
    asked.extend(facts.phone.as_ref().map(|phone| Asked::phone_account(phone, given, family)));
    Some(asked)
}

/// Asks every source. What came out, as it is kept; none if a fact is missing.
pub(super) async fn run(registries: &Registries, case: &Case, now: Timestamp) -> Option<Vec<Check>> {
    let mut found = Vec::new();
    for asked in questions(&case.facts)? {
        let source = registries.source(asked.question());
        let answer = source.ask(&asked).await;
        found.push(case.check(
            asked.question().word(),
            source.name(),
            source.class().word(),
            word(answer),
            now,
        ));
    }
    Some(found)
}

/// What was found out about a case before.
pub fn standing(case: &Case) -> Finding {
    let found: Vec<Answered> = Question::ALL
        .into_iter()
        .filter_map(|question| {
            let check = case.checks.iter().find(|check| check.what == question.word())?;
            Some(Answered { question, answer: read(&check.outcome) })
        })
        .collect();
    finding(&found, case.facts.phone.is_some())
}

/// Whether the telephone's account was confirmed to be the person's.
pub fn is_phone_confirmed(case: &Case) -> bool {
    let word = Question::PhoneAccount.word();
    case.checks.iter().any(|check| check.what == word && read(&check.outcome) == Answer::Yes)
}

/// Whether the address was confirmed by its issuer's records, as a letter with a code needs (section 4.2.6.1).
pub(super) fn is_address_authoritative(case: &Case) -> bool {
    let (word, class) = (Question::Address.word(), Class::Authoritative.word());
    case.checks
        .iter()
        .any(|check| check.what == word && check.class == class && read(&check.outcome) == Answer::Yes)
}

/// What answers mean together.
fn finding(found: &[Answered], with_phone: bool) -> Finding {
    let answer = |question| found.iter().find(|asked| asked.question == question).map(|asked| asked.answer);
    let wanted = [
        Some((Question::TaxNumber, Answer::Yes)),
        Some((Question::Death, Answer::No)),
        Some((Question::Address, Answer::Yes)),
        with_phone.then_some((Question::PhoneAccount, Answer::Yes)),
    ];
    let answers: Option<Vec<(Answer, Answer)>> = wanted
        .into_iter()
        .flatten()
        .map(|(question, hoped)| answer(question).map(|answer| (answer, hoped)))
        .collect();
    match answers {
        None => Finding::Unasked,
        Some(answers) if answers.iter().any(|(answer, _)| *answer == Answer::Unavailable) => {
            Finding::TryLater
        }
        Some(answers) if answers.iter().all(|(answer, hoped)| answer == hoped) => Finding::Confirmed,
        Some(_) => Finding::NoMatch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every combination of answers to the four questions.
    #[test]
    fn only_all_good_answers_confirm() {
        let answers = [Answer::Yes, Answer::No, Answer::Unavailable];
        let mut confirmed = 0;
        for number in answers {
            for death in answers {
                for address in answers {
                    for phone in answers {
                        let found: Vec<Answered> = Question::ALL
                            .into_iter()
                            .zip([number, death, address, phone])
                            .map(|(question, answer)| Answered { question, answer })
                            .collect();
                        for with_phone in [false, true] {
                            let mut counted = vec![number, death, address];
                            counted.extend(with_phone.then_some(phone));
                            let expected = if counted.contains(&Answer::Unavailable) {
                                Finding::TryLater
                            } else if number == Answer::Yes
                                && death == Answer::No
                                && address == Answer::Yes
                                && (!with_phone || phone == Answer::Yes)
                            {
                                Finding::Confirmed
                            } else {
                                Finding::NoMatch
                            };
                            assert_eq!(finding(&found, with_phone), expected, "{found:?} {with_phone}");
                            confirmed += usize::from(expected == Finding::Confirmed);
                        }
                    }
                }
            }
        }
        assert_eq!(confirmed, 4);
        assert_eq!(finding(&[], false), Finding::Unasked);
        let one = [Answered { question: Question::TaxNumber, answer: Answer::Yes }];
        assert_eq!(finding(&one, false), Finding::Unasked);
    }

    #[test]
    fn answers_are_stored_as_words() {
        for answer in [Answer::Yes, Answer::No, Answer::Unavailable] {
            assert_eq!(read(word(answer)), answer);
        }
        assert_eq!(read("of tomorrow"), Answer::Unavailable);
    }
}
