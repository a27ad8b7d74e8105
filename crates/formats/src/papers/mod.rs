//! Which files of strangers may come in as papers? PDF, JPEG and PNG, told by their bytes and not by their names; whole, within
//! a size, without a password, and doing nothing by themselves.
//!
//! Pure, and nothing is shown or decoded: pictures are decoded elsewhere, in a confined process (`outside::pictures`).

mod pdf;
#[cfg(test)]
mod tests;

use crate::pictures::{self, Format, Refused};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PDF (ISO 32000).
    Pdf,
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// Its name in the books, and how the name of such a file ends.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// What browsers are told (RFC 6838).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Neither PDF nor JPEG nor PNG.
    #[error("the file is neither PDF nor JPEG nor PNG")]
    Kind,
    /// It is larger than is taken, or unpacks to more.
    #[error("the file is too large")]
    Large,
    /// It ends too early, or is damaged.
    #[error("the file is damaged")]
    Damaged,
    /// A password protects it.
    #[error("the file is locked")]
    Locked,
    /// It holds a program, a form that sends itself, or another file.
    #[error("the file would do something by itself, or holds another file")]
    Active,
    /// A picture too small to read.
    #[error("the picture is too small")]
    Small,
}

impl From<Refused> for Unfit {
    fn from(why: Refused) -> Self {
        match why {
            Refused::Format => Self::Kind,
            Refused::Bytes | Refused::Pixels => Self::Large,
            Refused::Small => Self::Small,
            Refused::Damaged => Self::Damaged,
        }
    }
}

/// What the bytes are, if they may come in. A large PDF takes some hundred milliseconds.
pub fn look(bytes: &[u8], most_bytes: usize) -> Result<Kind, Unfit> {
    if bytes.len() > most_bytes {
        return Err(Unfit::Large);
    }
    if bytes.starts_with(b"%PDF-") {
        return pdf::look(bytes).map(|()| Kind::Pdf);
    }
    Ok(match pictures::look(bytes)?.format {
        Format::Jpeg => Kind::Jpeg,
        Format::Png => Kind::Png,
    })
}
