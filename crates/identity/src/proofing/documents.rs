//! Has its issuer issued the paper that somebody shows (NIST SP 800-63A-4, 2.4.2.1 and 4.2.4)? Asked with what was read on
//! it, where somebody is connected who knows. A no is for agents, never the end of a case; without an answer the person
//! waits, or agents look, as the operator decides.

use formats::evidence::{Fields, Reading};
use outside::registries::{Answer, Asked, Class};
use store::identity::proofings::checks::Check;
use values::Timestamp;

use super::case::Case;
use super::checks::{read, word};
use super::papers::kept;
use super::pictures::Picture;
use super::policy::Kind;
use super::steps::was_taken;
use crate::{Identity, IdentityError};

/// Nothing was asked about a paper whose number nobody could read.
const UNREAD: &str = "unread";

/// What the issuers' answers mean for a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Issued {
    /// Nothing speaks against it.
    Fine,
    /// An agent looks.
    Look,
    /// Nobody could be asked.
    TryLater,
}

/// Under which word it is stored what was said of a kind of paper.
fn what(kind: Kind) -> String {
    format!("document-{}", kind.word())
}

/// Of which kind of paper a stored answer is; none if it is about something else.
pub(crate) fn kind_of(what: &str) -> Option<Kind> {
    what.strip_prefix("document-").and_then(Kind::read)
}

/// The question about a paper; none if no number was read on it.
fn question(kind: Kind, fields: &Fields) -> Option<Asked> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (issuer, number) = (text(&fields.issuer), fields.document_number.as_deref()?);
    let (given, family) = (text(&fields.given_names), text(&fields.family_name));
    let born = fields.birth_date.map(|date| date.to_string()).unwrap_or_default();
    let last = text(&fields.expiry_date);
    Some(Asked::document([kind.word(), &issuer, number, &given, &family, &born, &last]))
}

/// Asks about every paper of a case that nobody has found good yet; the answers, as they are kept.
pub(super) async fn run(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
) -> Result<Vec<Check>, IdentityError> {
    let source = &identity.connections().registries.documents;
    let mut found = Vec::new();
    if !source.is_there() {
        return Ok(found);
    }
    let pictures = kept::list(identity, case.row.id, now).await?;
    for kind in case.documents().into_iter().filter(|kind| !was_taken(case, *kind)) {
        let wanted = Picture::with_code(kind).word();
        let reading: Option<Reading> = match pictures.iter().find(|picture| picture.kind == wanted) {
            Some(picture) => kept::reading(identity, picture).await?,
            None => None,
        };
        let outcome = match reading.and_then(|reading| question(kind, &reading.fields)) {
            Some(asked) => word(source.ask(&asked).await),
            None => UNREAD,
        };
        found.push(case.check(&what(kind), source.name(), source.class().word(), outcome, now));
    }
    Ok(found)
}

/// What the answers mean, of the papers that nobody has found good yet.
pub(super) fn standing(case: &Case, waits: bool) -> Issued {
    let open = case.documents().into_iter().filter(|kind| !was_taken(case, *kind));
    let asked = open.filter_map(|kind| case.outcome(&what(kind)).filter(|check| check.outcome != UNREAD));
    let answers: Vec<Answer> = asked.map(|check| read(&check.outcome)).collect();
    judge(&answers, waits)
}

fn judge(answers: &[Answer], waits: bool) -> Issued {
    if answers.contains(&Answer::No) {
        Issued::Look
    } else if !answers.contains(&Answer::Unavailable) {
        Issued::Fine
    } else if waits {
        Issued::TryLater
    } else {
        Issued::Look
    }
}

/// Whether the issuer itself has confirmed a paper of a case.
pub(super) fn is_confirmed(case: &Case, kind: Kind) -> bool {
    case.outcome(&what(kind)).is_some_and(|check| {
        read(&check.outcome) == Answer::Yes && check.class == Class::Authoritative.word()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Answer::{No, Unavailable, Yes};

    #[test]
    fn a_paper_its_issuer_does_not_know_is_looked_at() {
        for (answers, waits, expected) in [
            (&[][..], true, Issued::Fine),
            (&[Yes, Yes], true, Issued::Fine),
            (&[Yes, No], true, Issued::Look),
            (&[Yes, Unavailable], true, Issued::TryLater),
            (&[Yes, Unavailable], false, Issued::Look),
            (&[No, Unavailable], true, Issued::Look),
        ] {
            assert_eq!(judge(answers, waits), expected, "{answers:?} {waits}");
        }
    }

    #[test]
    fn a_paper_without_a_number_is_not_asked_about() {
        assert!(question(Kind::Passport, &Fields::default()).is_none());
        let numbered = Fields { document_number: Some("X1".to_owned()), ..Fields::default() };
        assert!(question(Kind::Passport, &numbered).is_some());
        for kind in Kind::ALL {
            assert_eq!(kind_of(&what(*kind)), Some(*kind));
        }
        assert_eq!(kind_of("tax-number"), None);
    }
}
