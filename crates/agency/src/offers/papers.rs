//! Papers that come with an offer: which files are taken, by their bytes and not by their names, and adding one. Nothing here
//! opens a file: whoever looks at it does so in a program of their own.

use formats::pictures::{self, Format, Refused};
use store::seal::{DataKey, Sealer};
use store::taxes::offer_papers::{self, OfferPaper};
use store::taxes::offers::Offer;
use store::{Actor, AuditRecord, Write};
use tax::pack::{Pack, PackError};
use values::{Id, Timestamp};

use super::{Refusal, State};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// PDF (ISO 32000).
    Pdf,
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
}

impl PaperKind {
    const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

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

/// What somebody says that a paper shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperShows {
    /// Bank statements.
    Bank,
    /// Pay slips and other income.
    Income,
    /// Loans, and what things are worth.
    Loans,
    /// Rent, mortgage, utilities.
    Housing,
    /// All else.
    Other,
}

impl PaperShows {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 5] = [Self::Bank, Self::Income, Self::Loans, Self::Housing, Self::Other];

    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Income => "income",
            Self::Loans => "loans",
            Self::Housing => "housing",
            Self::Other => "other",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shows| shows.name() == name)
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Neither PDF nor JPEG nor PNG.
    #[error("the file is neither PDF nor JPEG nor PNG")]
    Kind,
    /// It is larger than is taken.
    #[error("the file is too large")]
    Large,
    /// It ends too early, or is damaged.
    #[error("the file is damaged")]
    Damaged,
    /// A password protects it.
    #[error("the file is locked")]
    Locked,
    /// A picture too small to read.
    #[error("the picture is too small")]
    Small,
}

/// How much is taken: from the pack, as policy changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperLimits {
    /// How many papers of one offer.
    pub most: usize,
    /// Millions of bytes of one file.
    pub megabytes: usize,
}

impl PaperLimits {
    /// Those of the day an offer was sent.
    pub fn of(pack: &Pack, offer: &Offer) -> Result<Self, PackError> {
        let count =
            |name| Ok::<_, PackError>(usize::try_from(pack.count(name, offer.sent_on)?).unwrap_or_default());
        Ok(Self { most: count("offer_papers.most")?, megabytes: count("offer_papers.megabytes")? })
    }

    /// What the bytes are, if they may come in.
    pub fn kind(self, bytes: &[u8]) -> Result<PaperKind, Unfit> {
        if bytes.len() > self.megabytes * 1_000_000 {
            return Err(Unfit::Large);
        }
        if bytes.starts_with(b"%PDF-") { pdf(bytes) } else { picture(bytes) }
    }
}

/// The last bytes in which a PDF has to end (ISO 32000-1, annex H.3.18).
const PDF_END_WITHIN: usize = 1024;

fn pdf(bytes: &[u8]) -> Result<PaperKind, Unfit> {
    let has = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    let end = &bytes[bytes.len().saturating_sub(PDF_END_WITHIN)..];
    if !has(end, b"%%EOF") {
        return Err(Unfit::Damaged);
    }
    // The trailer names how to decrypt, in plain bytes also where the rest is compressed (7.5.5, 7.5.8).
    if has(bytes, b"/Encrypt") { Err(Unfit::Locked) } else { Ok(PaperKind::Pdf) }
}

fn picture(bytes: &[u8]) -> Result<PaperKind, Unfit> {
    match pictures::look(bytes) {
        Ok(header) => Ok(match header.format {
            Format::Jpeg => PaperKind::Jpeg,
            Format::Png => PaperKind::Png,
        }),
        Err(Refused::Format) => Err(Unfit::Kind),
        Err(Refused::Bytes | Refused::Pixels) => Err(Unfit::Large),
        Err(Refused::Small) => Err(Unfit::Small),
        Err(Refused::Damaged) => Err(Unfit::Damaged),
    }
}

/// A file with what is said of it.
pub struct Paper<'a> {
    /// The id of the form it came with.
    pub id: Id,
    /// What it shows.
    pub shows: PaperShows,
    /// What its bytes are.
    pub kind: PaperKind,
    /// The bytes.
    pub content: &'a [u8],
}

/// Adds a paper behind those that an offer has, while it waits for a decision.
pub fn add_paper(
    seal: (&Sealer, &DataKey),
    (offer, has): (&Offer, &[OfferPaper]),
    paper: &Paper,
    now: Timestamp,
) -> Result<Write, Refusal> {
    let from = State::of(offer)?;
    if from != State::Sent {
        return Err(Refusal::WrongState { from, to: State::Sent });
    }
    let row = OfferPaper {
        taxpayer_id: offer.taxpayer_id,
        offer_id: offer.id,
        place: has.iter().map(|paper| paper.place).max().unwrap_or_default() + 1,
        id: paper.id,
        shows: paper.shows.name().to_owned(),
        kind: paper.kind.name().to_owned(),
        bytes: i64::try_from(paper.content.len()).unwrap_or(i64::MAX),
        sent_at: now,
    };
    let record = AuditRecord {
        at: now,
        actor: Actor::Person(offer.taxpayer_id),
        action: "offer.paper",
        subject: Some(offer.taxpayer_id),
        reason: None,
    };
    Ok(offer_papers::add(Write::new(), seal, &row, paper.content).audit(record))
}
