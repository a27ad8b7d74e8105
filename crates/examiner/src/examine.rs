//! What the models say of the pictures of a case, in the words of the contract (docs/operate/proofing.md).

use std::collections::BTreeMap;

use formats::pictures;
use outside::captures::{Examined, Verdict};
use outside::pictures::{PictureError, PictureReader};
use serde::Serialize;

use crate::models::{Found, ModelError, Models, cosine};

/// The picture of the person.
const PERSON: &str = "selfie";

/// The pictures on which papers have a portrait.
const PORTRAITS: [&str; 2] = ["front", "passport"];

/// What was measured: none where no face was found.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Measured {
    /// How likely the person lives, from 0 to 1.
    pub(crate) live: Option<f32>,
    /// Whether nobody else was before the camera.
    pub(crate) is_alone: bool,
    /// How alike the person and each portrait are, from -1 to 1.
    pub(crate) same: BTreeMap<String, Option<f32>>,
}

/// Why pictures were not examined.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExamineError {
    /// There is no picture of the person, or none of a paper with a portrait.
    #[error("there must be the picture selfie, and front or passport")]
    Incomplete,
    /// A picture cannot be read.
    #[error("{name}: {error}")]
    Picture {
        /// Which one.
        name: String,
        /// Why.
        error: PictureError,
    },
    /// A model does not do what it should.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Measures. Takes a second or so of a processor, and starts a child for each picture.
pub(crate) fn measure(
    models: &Models,
    reader: &PictureReader,
    given: &BTreeMap<String, Vec<u8>>,
) -> Result<Measured, ExamineError> {
    let person = given.get(PERSON).ok_or(ExamineError::Incomplete)?;
    let portraits: Vec<_> = PORTRAITS.iter().filter_map(|name| given.get_key_value(*name)).collect();
    if portraits.is_empty() {
        return Err(ExamineError::Incomplete);
    }
    let person = find(models, reader, PERSON, person)?;
    let live = person.as_ref().map(|found| models.likeliness(found)).transpose()?;
    let likeness = person.as_ref().map(|found| models.likeness(found)).transpose()?;
    let mut same = BTreeMap::new();
    for (name, picture) in portraits {
        let found = find(models, reader, name, picture)?;
        let portrait = found.as_ref().map(|found| models.likeness(found)).transpose()?;
        let alike = likeness.as_ref().zip(portrait.as_ref()).and_then(|(one, other)| cosine(one, other));
        same.insert(name.clone(), alike);
    }
    Ok(Measured { live, is_alone: person.is_some_and(|found| found.is_alone), same })
}

/// The face of a picture, which a confined child has decoded and made anew.
fn find(
    models: &Models,
    reader: &PictureReader,
    name: &str,
    picture: &[u8],
) -> Result<Option<Found>, ExamineError> {
    let refuse = |error: PictureError| ExamineError::Picture { name: name.to_owned(), error };
    let taken = reader.take(picture.to_vec(), false).map_err(refuse)?;
    let pixels = pictures::decode(&taken.jpeg).map_err(|error| refuse(error.into()))?;
    Ok(models.find(pixels)?)
}

/// What it means. Whether a paper is genuine no model here can say: an agent looks.
pub(crate) fn judge(models: &Models, measured: &Measured) -> Examined {
    let of = |value: Option<f32>, (no_below, yes_from): (f32, f32)| match value {
        Some(value) if value >= yes_from => Verdict::Yes,
        Some(value) if value < no_below => Verdict::No,
        _ => Verdict::Unsure,
    };
    let live = of(measured.live, (models.live().no_below, models.live().yes_from));
    let between = (models.same().no_below, models.same().yes_from);
    let alike: Vec<Verdict> = measured.same.values().map(|value| of(*value, between)).collect();
    Examined {
        live: if live == Verdict::Yes && !measured.is_alone { Verdict::Unsure } else { live },
        genuine: Verdict::Unsure,
        same: worst(&alike),
    }
}

/// No counts before unsure, unsure before yes.
fn worst(verdicts: &[Verdict]) -> Verdict {
    let order = [Verdict::No, Verdict::Unsure, Verdict::Yes];
    order.into_iter().find(|verdict| verdicts.contains(verdict)).unwrap_or(Verdict::Unsure)
}
