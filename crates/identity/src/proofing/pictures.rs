//! Which pictures does a case need, and are they all there?

use store::Write;
use store::identity::proofings::{self, Proofing, Route};
use values::Timestamp;

use super::case::Case;
use super::policy::Kind;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// The printed side of a card.
    Front,
    /// Its other side.
    Back,
    /// The page of a passport with the photograph.
    Passport,
    /// The person's face.
    Selfie,
}

impl Picture {
    /// Its word in addresses and in what is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
            Self::Passport => "passport",
            Self::Selfie => "selfie",
        }
    }

    /// The one that shows what machines read on a kind of paper.
    pub const fn with_code(kind: Kind) -> Self {
        if matches!(kind, Kind::Passport) { Self::Passport } else { Self::Back }
    }

    /// The one of a word.
    pub fn read(word: &str) -> Option<Self> {
        [Self::Front, Self::Back, Self::Passport, Self::Selfie].into_iter().find(|one| one.word() == word)
    }
}

/// The pictures a case needs: both sides of a card, one page of a passport; a face only where pictures are all that
/// anybody will ever see of the person.
pub fn wanted(case: &Case) -> Vec<Picture> {
    let mut wanted = Vec::new();
    for kind in case.documents() {
        let is_passport = kind == Kind::Passport;
        wanted.extend(if is_passport {
            &[Picture::Passport][..]
        } else {
            &[Picture::Front, Picture::Back][..]
        });
    }
    if case.route() == Some(Route::Camera) {
        wanted.push(Picture::Selfie);
    }
    wanted
}

/// The statement that says of a case that all its pictures are there.
pub fn complete(case: &Case, now: Timestamp) -> Write {
    proofings::change(&Proofing { pictures_at: Some(now), ..case.row.clone() })
}

/// The statement that says that one is missing again.
pub fn incomplete(case: &Case) -> Write {
    proofings::change(&Proofing { pictures_at: None, ..case.row.clone() })
}
