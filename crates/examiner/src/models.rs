//! The models, run by `tract`: where a face is, what it is like, whether it lives.

#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and what models make of them, not money"
)]

use std::path::Path;
use std::sync::Arc;

use image::RgbImage;
use image::imageops::{FilterType, crop_imm, resize};
use tract_onnx::prelude::{
    DatumExt, Framework, InferenceModelExt, IntoRunnable, IntoTValue, Tensor, TractResult,
    TypedRunnableModel, tvec,
};

use crate::settings::{Find, Live, Model, Order, Same, Settings, SettingsError};

/// Two faces whose boxes share less than this part of both are two.
const SHARED: f32 = 0.3;

/// A face smaller than this part of the largest is somebody in the background.
const BACKGROUND: f32 = 0.25;

/// A model that is ready to be asked.
struct Net {
    plan: Arc<TypedRunnableModel>,
    width: u32,
    height: u32,
    mean: f32,
    scale: f32,
    order: Order,
}

/// All of them, and what their answers mean.
pub(crate) struct Models {
    find: (Net, Find),
    same: (Net, Same),
    live: (Net, Live),
}

/// Where a face is, in parts of the picture, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Face {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    score: f32,
}

/// What was found in a picture.
#[derive(Debug)]
pub(crate) struct Found {
    picture: RgbImage,
    /// The largest face.
    face: Face,
    /// Whether it is the only one before the camera.
    pub(crate) is_alone: bool,
}

/// What a model answers that it should not.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ModelError {
    /// It did not run, or answered in another shape than `models.toml` says.
    #[error("{model}: {why}")]
    Failed {
        /// Which one.
        model: &'static str,
        /// What was wrong.
        why: String,
    },
}

fn failed(model: &'static str) -> impl Fn(String) -> ModelError {
    move |why| ModelError::Failed { model, why }
}

impl Net {
    fn load(folder: &Path, model: &Model) -> Result<Self, SettingsError> {
        let bytes = model.bytes(folder)?;
        let (width, height) = (model.width, model.height);
        let shape = [1, 3, height as usize, width as usize];
        let plan = || -> TractResult<_> {
            let read = tract_onnx::onnx().model_for_read(&mut bytes.as_slice())?;
            read.with_input_fact(0, f32::fact(shape).into())?.into_optimized()?.into_runnable()
        };
        let plan = plan().map_err(|error| SettingsError::unreadable(&folder.join(&model.file), &error))?;
        Ok(Self { plan, width, height, mean: model.mean, scale: model.scale, order: model.order })
    }

    /// Its answers to a picture, each as plain numbers.
    fn ask(&self, picture: &RgbImage) -> Result<Vec<Vec<f32>>, String> {
        let (width, height) = (self.width, self.height);
        let fitted = resize(picture, width, height, FilterType::Triangle);
        let planes = match self.order {
            Order::Rgb => [0, 1, 2],
            Order::Bgr => [2, 1, 0],
        };
        let values: Vec<f32> = planes
            .into_iter()
            .flat_map(|plane| fitted.pixels().map(move |pixel| f32::from(pixel.0[plane])))
            .map(|value| (value - self.mean) / self.scale)
            .collect();
        let run = || -> TractResult<Vec<Vec<f32>>> {
            let shape = [1, 3, height as usize, width as usize];
            let input = Tensor::from_shape(&shape, &values)?;
            let answers = self.plan.run(tvec!(input.into_tvalue()))?;
            answers.iter().map(|answer| Ok(answer.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())).collect()
        };
        let answers = run().map_err(|error| error.to_string())?;
        if answers.iter().flatten().any(|value| !value.is_finite()) {
            return Err("its answer is not a number".to_owned());
        }
        Ok(answers)
    }
}

impl Models {
    /// The models of a folder.
    pub(crate) fn load(folder: &Path, settings: Settings) -> Result<Self, SettingsError> {
        let Settings { find, same, live } = settings;
        Ok(Self {
            find: (Net::load(folder, &find.model)?, find),
            same: (Net::load(folder, &same.model)?, same),
            live: (Net::load(folder, &live.model)?, live),
        })
    }

    /// What the cosine of two faces means.
    pub(crate) const fn same(&self) -> &Same {
        &self.same.1
    }

    /// What the likeliness of life means.
    pub(crate) const fn live(&self) -> &Live {
        &self.live.1
    }

    /// The largest face of a picture, if there is one.
    pub(crate) fn find(&self, picture: RgbImage) -> Result<Option<Found>, ModelError> {
        let refuse = failed("find");
        let (net, meaning) = &self.find;
        let answers = net.ask(&picture).map_err(&refuse)?;
        let faces = faces(&answers, meaning.from)
            .ok_or_else(|| refuse("it must answer scores [1, n, 2], then boxes [1, n, 4]".to_owned()))?;
        let Some(face) = faces.iter().copied().max_by(|one, other| one.area().total_cmp(&other.area()))
        else {
            return Ok(None);
        };
        let is_other =
            |other: &Face| other.area() >= BACKGROUND * face.area() && other.shared(&face) < SHARED;
        let is_alone = !faces.iter().any(is_other);
        Ok(Some(Found { picture, face, is_alone }))
    }

    /// What a face is like: a direction, to be compared by [`cosine`].
    pub(crate) fn likeness(&self, found: &Found) -> Result<Vec<f32>, ModelError> {
        let (net, meaning) = &self.same;
        let answers = net.ask(&found.cut(meaning.margin)).map_err(failed("same"))?;
        answers.into_iter().next().ok_or_else(|| failed("same")("it answers nothing".to_owned()))
    }

    /// How likely it is that a living person was before the camera, from 0 to 1.
    pub(crate) fn likeliness(&self, found: &Found) -> Result<f32, ModelError> {
        let (net, meaning) = &self.live;
        let answers = net.ask(&found.cut(meaning.margin)).map_err(failed("live"))?;
        let likely = answers.first().and_then(|answer| answer.get(meaning.class)).copied();
        likely.filter(|likely| (0.0..=1.0).contains(likely)).ok_or_else(|| {
            failed("live")("it must answer the likeliness of each class, from 0 to 1".to_owned())
        })
    }
}

/// The faces among what the model answered; none where the shapes do not fit.
fn faces(answers: &[Vec<f32>], from: f32) -> Option<Vec<Face>> {
    let [scores, boxes] = answers else { return None };
    if scores.len() / 2 != boxes.len() / 4 || scores.len() % 2 != 0 || boxes.len() % 4 != 0 {
        return None;
    }
    let pairs = scores.chunks_exact(2).zip(boxes.chunks_exact(4));
    let faces = pairs.filter(|(score, _)| score[1] >= from).map(|(score, edges)| {
        let edge = |place: usize| edges[place].clamp(0.0, 1.0);
        Face { left: edge(0), top: edge(1), right: edge(2), bottom: edge(3), score: score[1] }
    });
    Some(faces.filter(|face| face.area() > 0.0).collect())
}

impl Face {
    fn area(&self) -> f32 {
        (self.right - self.left).max(0.0) * (self.bottom - self.top).max(0.0)
    }

    /// The part that two boxes share of what both cover.
    fn shared(&self, other: &Self) -> f32 {
        let both = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
            score: self.score,
        }
        .area();
        both / (self.area() + other.area() - both)
    }
}

impl Found {
    /// The face with something around it.
    fn cut(&self, margin: f32) -> RgbImage {
        let (width, height) = (self.picture.width() as f32, self.picture.height() as f32);
        let (left, right) = (self.face.left * width, self.face.right * width);
        let (top, bottom) = (self.face.top * height, self.face.bottom * height);
        let around = margin * (right - left).max(bottom - top);
        let begin = |edge: f32| (edge - around).max(0.0) as u32;
        let (x, y) = (begin(left), begin(top));
        let end = |edge: f32, most: u32| ((edge + around).ceil() as u32).min(most);
        let (right, bottom) = (end(right, self.picture.width()), end(bottom, self.picture.height()));
        crop_imm(&self.picture, x, y, (right - x).max(1), (bottom - y).max(1)).to_image()
    }
}

/// How alike two faces are, from -1 to 1; none where the answers cannot be compared.
pub(crate) fn cosine(one: &[f32], other: &[f32]) -> Option<f32> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let lengths = (dot(one, one) * dot(other, other)).sqrt();
    (one.len() == other.len() && lengths > 0.0).then(|| dot(one, other) / lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOXES: [f32; 12] = [0.1, 0.1, 0.5, 0.5, 0.12, 0.1, 0.5, 0.5, 0.6, 0.6, 0.9, 0.9];

    #[test]
    fn faces_are_those_that_are_sure_enough() {
        let scores = vec![0.1, 0.9, 0.3, 0.7, 0.95, 0.05];
        let found = faces(&[scores, BOXES.to_vec()], 0.7).unwrap();
        assert_eq!(found.len(), 2);
        assert!(found[0].shared(&found[1]) > 0.9);
        assert!((found[0].area() - 0.16).abs() < 1e-6);
    }

    #[test]
    fn other_shapes_are_no_answer() {
        for (scores, boxes) in
            [(vec![0.5; 5], BOXES.to_vec()), (vec![0.5; 6], vec![0.0; 11]), (vec![0.5; 8], BOXES.to_vec())]
        {
            assert!(faces(&[scores, boxes], 0.5).is_none());
        }
        assert!(faces(&[BOXES.to_vec()], 0.5).is_none());
    }

    #[test]
    fn likeness_is_a_direction() {
        assert_eq!(cosine(&[1.0, 0.0], &[3.0, 0.0]), Some(1.0));
        assert_eq!(cosine(&[1.0, 0.0], &[0.0, 2.0]), Some(0.0));
        assert_eq!(cosine(&[1.0, 0.0], &[-1.0, 0.0]), Some(-1.0));
        assert_eq!(cosine(&[1.0], &[1.0, 0.0]), None);
        assert_eq!(cosine(&[0.0], &[0.0]), None);
    }

    #[test]
    fn a_cut_stays_in_the_picture() {
        let face = Face { left: 0.5, top: 0.0, right: 1.0, bottom: 0.5, score: 1.0 };
        let found = Found { picture: RgbImage::new(100, 40), face, is_alone: true };
        assert_eq!(found.cut(0.0).dimensions(), (50, 20));
        assert_eq!(found.cut(0.2).dimensions(), (60, 30));
        assert_eq!(found.cut(9.0).dimensions(), (100, 40));
    }
}
