//! Who says of pictures whether a living person and the paper itself were before the camera, whether the paper is genuine,
//! and whether its portrait shows that person (NIST SP 800-63A-4, 3.11, 3.13, 3.14, 4.2.4 and 4.2.6)? A service of the
//! operator, or the simulator of the demonstration; what they are asked and answer stands in docs/operate/proofing.md.
//!
//! No such program is part of this one: none that is open has published results that meet the limits of section 3.11.

use std::collections::BTreeMap;

use values::{Secret, Tin};

mod service;
mod simulator;
#[cfg(test)]
mod tests;

pub use service::Service;

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// Somebody has to look.
    Unsure,
}

impl Verdict {
    /// Its word in what is answered and stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unsure => "unsure",
        }
    }

    /// The one of a word.
    pub fn read(word: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Unsure].into_iter().find(|verdict| verdict.word() == word)
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Examined {
    /// Were a living person and the paper itself before the camera: no mask, no screen, no copy, no made-up stream?
    pub live: Verdict,
    /// Is every paper genuine and unaltered, by the features that its kind has?
    pub genuine: Verdict,
    /// Does the portrait of every paper show the person?
    pub same: Verdict,
}

/// Pictures of one case, JPEG, by what they show: `front`, `back`, `passport`, `selfie`.
pub type Captures = BTreeMap<String, Secret<Vec<u8>>>;

/// Who is asked.
#[derive(Clone, Debug)]
pub enum Examiner {
    /// Nobody: pictures of a face count for nothing.
    None,
    /// The simulator, whose answers follow magic values.
    Simulator,
    /// A service.
    Service(Box<Service>),
}

impl Examiner {
    /// Whether anybody can be asked.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Its name in what is stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Simulator => "simulator",
            Self::Service(_) => "service",
        }
    }

    /// Where the results of its evaluation are published; nothing stands behind the simulator.
    pub fn evaluation(&self) -> &str {
        match self {
            Self::None | Self::Simulator => "",
            Self::Service(service) => service.evaluation(),
        }
    }

    /// Asks; none if nobody answers. Only the simulator looks at the number.
    pub async fn examine(&self, captures: &Captures, number: &Tin) -> Option<Examined> {
        match self {
            Self::None => None,
            Self::Simulator => simulator::examine(number),
            Self::Service(service) => service.examine(captures).await,
        }
    }
}
