//! How is a picture kept? Sealed under its owner's key, for 24 hours while they are at work; whatever moves the case sees to
//! the rest (`store::identity::proofings::change_state`): seven days once somebody is to look at it, not a second longer
//! than the decision. Each removal is in the log.

use formats::evidence::Reading;
use store::identity::pictures::{self, Picture};
use store::identity::proofings::State;
use store::seal::{DataKey, Realm};
use store::{Actor, AuditRecord, Write, WriteError, person_keys};
use values::{Id, Secret, Timestamp};

use crate::proofing::case::Case;
use crate::proofing::pictures::{Picture as Shows, incomplete};
use crate::secrets::later;
use crate::stored::to_json;
use crate::{Identity, IdentityError};

/// So long a picture is kept while its owner is at work.
pub const HOURS: i64 = 24;

/// So many ended pictures are removed in one run.
const MOST: i64 = 100;

/// A picture that was just taken.
pub(crate) struct Taken {
    pub(crate) picture: Shows,
    /// How it came, in a word.
    pub(crate) origin: &'static str,
    pub(crate) jpeg: Vec<u8>,
    pub(crate) reading: Option<Reading>,
}

async fn key(identity: &Identity, person: Id) -> Result<DataKey, IdentityError> {
    Ok(person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?)
}

fn noted(now: Timestamp, actor: Actor, action: &'static str, picture: &Picture, why: &str) -> AuditRecord {
    AuditRecord {
        at: now,
        actor,
        action,
        subject: Some(picture.sign_in_id),
        reason: Some(format!("{} of case {}: {why}", picture.kind, picture.proofing_id)),
    }
}

/// Keeps a picture in the place of an earlier one of its kind.
pub(crate) async fn keep(
    identity: &Identity,
    case: &Case,
    taken: &Taken,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let (person, proofing) = (case.row.sign_in_id, case.row.id);
    let actor = Actor::Person(person);
    let standing = pictures::list(identity.store(), proofing).await?;
    let mut write = Write::new();
    if let Some(old) = standing.iter().find(|picture| picture.kind == taken.picture.word()) {
        write = write.and(gone(old, now, actor.clone(), "another was taken in its place"));
    }
    let (id, key) = (identity.dice().id(now), key(identity, person).await?);
    let seal = |column, content: &[u8]| identity.sealer().seal(&key, "picture", column, id, content);
    let reading = taken.reading.as_ref().map(to_json).transpose()?;
    let picture = Picture {
        id,
        sign_in_id: person,
        proofing_id: proofing,
        kind: taken.picture.word().to_owned(),
        origin: taken.origin.to_owned(),
        reading_sealed: reading.map(|text| seal("reading_sealed", text.as_bytes())),
        taken_at: now,
        ends_at: later(now, HOURS * 3_600),
    };
    let record = noted(now, actor, "picture.add", &picture, "taken");
    Ok(write.and(pictures::add(&picture, seal("content_sealed", &taken.jpeg))).audit(record))
}

/// The removal of one, and its line in the log.
fn gone(picture: &Picture, now: Timestamp, actor: Actor, why: &str) -> Write {
    pictures::remove(picture.id).audit(noted(now, actor, "picture.remove", picture, why))
}

/// Those of a case whose time is not over.
pub async fn list(identity: &Identity, case: Id, now: Timestamp) -> Result<Vec<Picture>, IdentityError> {
    let mut pictures = pictures::list(identity.store(), case).await?;
    pictures.retain(|picture| now < picture.ends_at);
    Ok(pictures)
}

/// What a picture shows: a JPEG that was made anew from its pixels. Nothing once it is gone.
pub async fn open(identity: &Identity, picture: &Picture) -> Result<Option<Secret<Vec<u8>>>, IdentityError> {
    let Some(sealed) = pictures::content(identity.store(), picture.id).await? else { return Ok(None) };
    let key = key(identity, picture.sign_in_id).await?;
    Ok(Some(identity.sealer().open(&key, "picture", "content_sealed", picture.id, &sealed)?))
}

/// What was read on it: kind, fields, checks and deviations, as `evidence read` prints them.
pub async fn reading(identity: &Identity, picture: &Picture) -> Result<Option<Reading>, IdentityError> {
    let Some(sealed) = &picture.reading_sealed else { return Ok(None) };
    let key = key(identity, picture.sign_in_id).await?;
    let opened = identity.sealer().open(&key, "picture", "reading_sealed", picture.id, sealed)?;
    let read = serde_json::from_slice(opened.expose());
    read.map(Some).map_err(|_| IdentityError::Stored("what was read on a picture"))
}

/// Changes what was read on one that stands.
pub(super) async fn change_reading(
    identity: &Identity,
    picture: &Picture,
    reading: &Reading,
) -> Result<Write, IdentityError> {
    let key = key(identity, picture.sign_in_id).await?;
    let text = to_json(reading)?;
    let sealed = identity.sealer().seal(&key, "picture", "reading_sealed", picture.id, text.as_bytes());
    Ok(pictures::change_reading(picture.id, sealed))
}

/// Removes those whose time is over; a case that still needs them asks for them again. The worker calls it.
pub(crate) async fn remove_ended(identity: &Identity, now: Timestamp) -> Result<usize, IdentityError> {
    let ended = pictures::list_ended(identity.store(), now, MOST).await?;
    let mut removed = 0;
    for picture in &ended {
        let case = Case::find(identity, picture.proofing_id).await?;
        let state = case.as_ref().map(|case| case.row.state);
        let why = match state {
            Some(State::Open | State::Review | State::Call | State::Duplicate) => {
                "its time is over".to_owned()
            }
            Some(state) => format!("the case is {}", state.word()),
            None => "the case is gone".to_owned(),
        };
        let mut write = gone(picture, now, Actor::System("pictures"), &why);
        if let Some(case) =
            case.filter(|case| case.row.state == State::Open && case.row.pictures_at.is_some())
        {
            write = write.and(incomplete(&case));
        }
        match identity.store().write(write).await {
            Ok(()) => removed += 1,
            // Another worker was faster, or the case moved: the next run looks again.
            Err(WriteError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(removed)
}
