//! Which models are asked, and what their answers mean: `models.toml`, written by the operator.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use serde::Deserialize;

/// Its name in the folder of the models.
pub(crate) const FILE: &str = "models.toml";

/// The settings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Where faces are in a picture.
    pub(crate) find: Find,
    /// Whether two pictures show one person.
    pub(crate) same: Same,
    /// Whether a living person was before the camera.
    pub(crate) live: Live,
}

/// A model that is given a picture: `[1, 3, height, width]`, each value `(v - mean) / scale` for `v` from 0 to 255.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    /// Its file, in the folder.
    pub(crate) file: PathBuf,
    /// SHA-256 of the file: 64 hexadecimal digits.
    pub(crate) sha256: String,
    /// Pixels.
    pub(crate) width: u32,
    /// Pixels.
    pub(crate) height: u32,
    /// Subtracted first.
    pub(crate) mean: f32,
    /// Divided by then.
    pub(crate) scale: f32,
    /// In which order the three planes lie.
    #[serde(default)]
    pub(crate) order: Order,
}

/// The order of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    /// Red, green, blue.
    #[default]
    Rgb,
    /// Blue, green, red.
    Bgr,
}

/// Finds faces. The model is given the whole picture and answers scores `[1, n, 2]` (background, face) and boxes
/// `[1, n, 4]` (left, top, right, bottom, each from 0 to 1), in this order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Find {
    pub(crate) model: Model,
    /// From this score on it is a face.
    pub(crate) from: f32,
}

/// Compares faces. The model is given one face and answers `[1, n]`; what counts is the cosine of two such answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Same {
    pub(crate) model: Model,
    /// How much around the box is shown, in parts of its longer side.
    pub(crate) margin: f32,
    /// From this cosine on the faces are the same.
    pub(crate) yes_from: f32,
    /// Below this one they are not. Somebody has to look between.
    pub(crate) no_below: f32,
}

/// Judges whether a living person is seen. The model is given the face and answers the likeliness of each class, `[1, n]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Live {
    pub(crate) model: Model,
    /// How much around the box is shown, in parts of its longer side.
    pub(crate) margin: f32,
    /// Which class is the living one, from 0.
    pub(crate) class: usize,
    /// From this likeliness on the person lives.
    pub(crate) yes_from: f32,
    /// Below this one they do not. Somebody has to look between.
    pub(crate) no_below: f32,
}

/// Why nothing is switched on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// A file cannot be read.
    #[error("{}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system or the reader said.
        why: String,
    },
    /// A model is another than the one that was meant.
    #[error("{}: its SHA-256 is {found}, the settings say {expected}", file.display())]
    OtherModel {
        /// The file.
        file: PathBuf,
        /// What it has.
        found: String,
        /// What it should have.
        expected: String,
    },
    /// A value means nothing.
    #[error("{FILE}: {0}")]
    Wrong(&'static str),
}

impl SettingsError {
    /// A file that cannot be read.
    pub(crate) fn unreadable(file: &Path, why: &dyn std::fmt::Display) -> Self {
        Self::Unreadable { file: file.to_owned(), why: why.to_string() }
    }
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in digest(&SHA256, bytes).as_ref() {
        write!(text, "{byte:02x}").expect("a string takes everything");
    }
    text
}

/// A file of the folder.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, SettingsError> {
    std::fs::read(file).map_err(|error| SettingsError::unreadable(file, &error))
}

/// A file of the folder that is text in TOML.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(file: &Path, bytes: &[u8]) -> Result<T, SettingsError> {
    toml::from_slice(bytes).map_err(|error| SettingsError::unreadable(file, &error))
}

impl Settings {
    /// The settings of a folder, and their SHA-256, which an evaluation names.
    pub(crate) fn load(folder: &Path) -> Result<(Self, String), SettingsError> {
        let file = folder.join(FILE);
        let bytes = read(&file)?;
        let settings: Self = parse(&file, &bytes)?;
        settings.check()?;
        Ok((settings, sha256(&bytes)))
    }

    fn check(&self) -> Result<(), SettingsError> {
        let models = [&self.find.model, &self.same.model, &self.live.model];
        if models.iter().any(|model| model.width == 0 || model.height == 0 || model.scale <= 0.0) {
            return Err(SettingsError::Wrong("width, height and scale of a model are above zero"));
        }
        if self.same.no_below > self.same.yes_from || self.live.no_below > self.live.yes_from {
            return Err(SettingsError::Wrong("no_below lies above yes_from"));
        }
        if self.same.margin < 0.0 || self.live.margin < 0.0 {
            return Err(SettingsError::Wrong("margin is below zero"));
        }
        Ok(())
    }
}

impl Model {
    /// Its bytes, if they are the ones that were meant.
    pub(crate) fn bytes(&self, folder: &Path) -> Result<Vec<u8>, SettingsError> {
        let file = folder.join(&self.file);
        let bytes = read(&file)?;
        let found = sha256(&bytes);
        if found != self.sha256 {
            return Err(SettingsError::OtherModel { file, found, expected: self.sha256.clone() });
        }
        Ok(bytes)
    }
}
