//! What follows from the pictures of the way without anybody else? Whoever examines pictures is asked about them, and what
//! was read on the papers is held against what the person typed. If all of it agrees the papers are validated and verified
//! by a program (NIST SP 800-63A-4, 4.2.4(1) and 4.2.6.3); if it is not sure that person and paper were there, new pictures
//! are asked for; in every other case an agent looks, who may compare later because the capture was examined (4.2.6.1).

use formats::evidence::Reading;
use outside::captures::{Captures, Examined, Verdict};
use store::Write;
use store::identity::proofings::checks::{Check, put};
use values::{Secret, Timestamp};

use super::case::Case;
use super::cross_check::is_holder;
use super::decide::Reason;
use super::finish::Shown;
use super::papers::kept;
use super::pictures::{Picture, wanted};
use super::policy::{Conditions, Item, Kind, Validation, Verification};
use crate::{Identity, IdentityError};

/// Under these words it is stored what was found.
pub(crate) const LIVE: &str = "capture-live";
/// See [`LIVE`].
pub(crate) const GENUINE: &str = "capture-genuine";
/// See [`LIVE`].
pub(crate) const SAME: &str = "capture-same";

/// What follows.
pub(super) enum Found {
    /// These papers are proved to be the person's own.
    Proved(Vec<Shown>),
    /// An agent looks.
    Look,
    /// New pictures are needed, for this reason; none where the time of the old ones was over.
    Again(Option<Reason>),
    /// Nobody could be asked.
    TryLater,
}

/// What was read of a paper, with its kind.
type Read = (Kind, Option<Reading>);

/// Examines the pictures of a case, and says what follows with the statements that keep it.
pub(super) async fn run(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
) -> Result<(Found, Write), IdentityError> {
    let asked = &identity.connections().examiner;
    let Some(number) = case.facts.tax_number.as_ref().filter(|_| asked.is_there()) else {
        return Ok((Found::Look, Write::new()));
    };
    let mut captures = Captures::new();
    let mut readings = Vec::new();
    for picture in kept::list(identity, case.row.id, now).await? {
        let Some(jpeg) = kept::open(identity, &picture).await? else { continue };
        captures.insert(picture.kind.clone(), Secret::new(jpeg.expose().clone()));
        readings.push((Picture::read(&picture.kind), kept::reading(identity, &picture).await?));
    }
    if wanted(case).iter().any(|picture| !captures.contains_key(picture.word())) {
        return Ok((Found::Again(None), Write::new()));
    }
    let Some(examined) = asked.examine(&captures, number).await else {
        return Ok((Found::TryLater, Write::new()));
    };
    let kept = [(LIVE, examined.live), (GENUINE, examined.genuine), (SAME, examined.same)];
    let write = kept.into_iter().fold(Write::new(), |write, (what, verdict)| {
        write.and(put(&case.check(what, asked.name(), asked.evaluation(), verdict.word(), now)))
    });
    let of = |picture| {
        readings.iter().find(|(found, _)| *found == Some(picture)).and_then(|(_, read)| read.clone())
    };
    let read = |kind| (kind, of(Picture::with_code(kind)));
    let papers: Vec<Read> = case.documents().into_iter().map(read).collect();
    Ok((judge(case, examined, papers), write))
}

/// What follows from the answers and from what the papers say. Pure.
fn judge(case: &Case, examined: Examined, papers: Vec<Read>) -> Found {
    if examined.live != Verdict::Yes {
        return Found::Again(Some(Reason::Capture));
    }
    let is_sure = examined.genuine == Verdict::Yes && examined.same == Verdict::Yes;
    let agrees = |reading: &Reading| {
        reading.checks.iter().all(|check| check.ok) && is_holder(&case.facts, &reading.fields)
    };
    let proved = papers.into_iter().map(|(kind, reading)| {
        let reading = reading.filter(|reading| is_sure && agrees(reading))?;
        let (validation, verification) = (Validation::Scanner, Some(Verification::FaceMatch));
        let item = Item { kind, validation, verification, address: None };
        Some(Shown { item, issuer: reading.fields.issuer })
    });
    proved
        .collect::<Option<Vec<Shown>>>()
        .filter(|shown| !shown.is_empty())
        .map_or(Found::Look, Found::Proved)
}

/// What holds about how the pictures of a case were taken, as it was found when they were sent.
pub(crate) fn conditions(case: &Case) -> Conditions {
    let is_live = |check: &Check| check.what == LIVE && Verdict::read(&check.outcome) == Some(Verdict::Yes);
    Conditions { capture_checked: case.checks.iter().any(is_live), model_evaluated: false }
}

/// When a program has compared faces: it would not have been connected without its evaluation.
pub(super) const BY_PROGRAM: Conditions = Conditions { capture_checked: true, model_evaluated: true };
