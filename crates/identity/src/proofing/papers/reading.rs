//! What is read on a picture that somebody sends? By what it should show; and what one side says is held against the
//! other as soon as both are there. What is found is for an agent: the person is told only whether a code could be read.

use formats::evidence::{Check, Reading};
use formats::pictures::Grey;
use outside::pictures::{PictureError, PictureReader, Sides, Taken};
use store::Write;
use values::{Date, Timestamp};

use super::{Picture, card, kept};
use crate::proofing::case::Case;
use crate::proofing::policy::Kind;
use crate::{Identity, IdentityError};

/// What came of a picture.
pub(super) struct Read {
    pub(super) jpeg: Vec<u8>,
    pub(super) reading: Option<Reading>,
    /// Whether there should be a code, and none could be read.
    pub(super) is_missing: bool,
    /// Its lightness, where it is to be held against the other side.
    grey: Grey,
}

/// Which code a picture should show; none where there is nothing to read but print, or a face.
pub(super) fn code_on(case: &Case, picture: Picture) -> Option<Sides> {
    match (picture, card(case)) {
        (Picture::Front | Picture::Selfie, _) => None,
        (Picture::Passport, _) | (Picture::Back, Some(Kind::PassportCard)) => Some(Sides::Lines),
        (Picture::Back, Some(Kind::DriversLicense | Kind::StateCard)) => Some(Sides::Barcode),
        (Picture::Back, _) => Some(Sides::Any),
    }
}

/// Reads a picture, one's turn and a thread of its own given.
pub(super) async fn read(
    reader: PictureReader,
    code: Option<Sides>,
    bytes: Vec<u8>,
    today: Date,
) -> Result<Read, PictureError> {
    let turn = reader.turn().await;
    let work = tokio::task::spawn_blocking(move || {
        let read = read_here(&reader, code, bytes, today);
        drop(turn);
        read
    });
    work.await.map_err(|error| PictureError::Broken(error.to_string()))?
}

fn read_here(
    reader: &PictureReader,
    code: Option<Sides>,
    bytes: Vec<u8>,
    today: Date,
) -> Result<Read, PictureError> {
    let unread =
        |taken: Taken, is_missing| Read { jpeg: taken.jpeg, reading: None, is_missing, grey: taken.grey };
    let Some(side) = code else { return Ok(unread(reader.take(bytes, false)?, false)) };
    match reader.read(bytes.clone(), side, today) {
        Ok(paper) => {
            let is_missing = paper.reading.is_err();
            Ok(Read { reading: paper.reading.ok(), ..unread(paper.taken, is_missing) })
        }
        // Without a recogniser the picture is kept for an agent's eyes.
        Err(error @ PictureError::NoRecogniser(_)) => {
            tracing::error!(%error, "machine-readable lines are not read");
            Ok(unread(reader.take(bytes, false)?, true))
        }
        Err(error) => Err(error),
    }
}

/// Holds the reading of a back against its front, one's turn and a thread of its own given. Without a recogniser nothing
/// is said of the print.
async fn compared(
    reader: &PictureReader,
    reading: Reading,
    front: impl FnOnce(&PictureReader) -> Result<Grey, PictureError> + Send + 'static,
) -> Reading {
    let (reader, turn) = (reader.clone(), reader.turn().await);
    let before = reading.clone();
    let work = tokio::task::spawn_blocking(move || {
        let mut reading = reading;
        let checks = front(&reader).and_then(|grey| reader.compare_with_print(&reading, &grey));
        drop(turn);
        match checks {
            Ok(checks) => {
                let is_old = |check: &Check| !checks.iter().any(|new| new.name == check.name);
                reading.checks.retain(is_old);
                reading.checks.extend(checks);
            }
            Err(error) => tracing::error!(%error, "print is not read"),
        }
        reading
    });
    work.await.unwrap_or(before)
}

/// Holds a new picture against the other side of its card, if that is there: the reading of the new back is completed,
/// or a write changes that of the back that stands.
pub(super) async fn cross_check(
    identity: &Identity,
    reader: &PictureReader,
    case: &Case,
    picture: Picture,
    read: &mut Read,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let standing = kept::list(identity, case.row.id, now).await?;
    let find = |picture: Picture| standing.iter().find(|standing| standing.kind == picture.word());
    match picture {
        Picture::Back => {
            let Some(front) = find(Picture::Front) else { return Ok(Write::new()) };
            let Some(reading) = read.reading.take() else { return Ok(Write::new()) };
            let jpeg = kept::open(identity, front).await?;
            read.reading = Some(match jpeg {
                Some(jpeg) => {
                    let front = move |reader: &PictureReader| {
                        reader.take(jpeg.expose().clone(), false).map(|taken| taken.grey)
                    };
                    compared(reader, reading, front).await
                }
                None => reading,
            });
            Ok(Write::new())
        }
        Picture::Front => {
            let Some(back) = find(Picture::Back) else { return Ok(Write::new()) };
            let Some(reading) = kept::reading(identity, back).await? else { return Ok(Write::new()) };
            let grey = read.grey.clone();
            let reading = compared(reader, reading, move |_| Ok(grey)).await;
            kept::change_reading(identity, back, &reading).await
        }
        Picture::Passport | Picture::Selfie => Ok(Write::new()),
    }
}
