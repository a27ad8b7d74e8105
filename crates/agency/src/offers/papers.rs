//! Papers that come with an offer: what they show, and adding one.

use store::seal::{DataKey, Sealer};
use store::taxes::offer_papers::{self, OfferPaper};
use store::taxes::offers::Offer;
use store::{Actor, AuditRecord, Write};
use values::{Id, Timestamp};

use super::{Refusal, State};
use crate::papers::Taken;

/// The figures that say how many papers an offer takes, and how large.
pub const PAPER_LIMITS: [&str; 2] = ["offer_papers.most", "offer_papers.megabytes"];

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

/// A file with what is said of it.
pub struct Paper<'a> {
    /// The id of the form it came with.
    pub id: Id,
    /// What it shows.
    pub shows: PaperShows,
    /// The file.
    pub taken: &'a Taken,
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
        kind: paper.taken.kind.name().to_owned(),
        bytes: i64::try_from(paper.taken.content.len()).unwrap_or(i64::MAX),
        scan: paper.taken.scan.name().to_owned(),
        sent_at: now,
    };
    let record = AuditRecord {
        at: now,
        actor: Actor::Person(offer.taxpayer_id),
        action: "offer.paper",
        subject: Some(offer.taxpayer_id),
        reason: None,
    };
    Ok(offer_papers::add(Write::new(), seal, &row, &paper.taken.content).audit(record))
}
