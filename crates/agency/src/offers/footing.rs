//! What the books say for the check: how much is owed, until when it can be collected, what stands in the way.

use store::taxes::offers::OfferYear;
use tax::offers::Obstacle;
use tax::pack::Pack;
use values::{Cents, Date, Id};

use crate::balance::{Year, collection_statutes};
use crate::plans::{Books, Refusal};

/// What the books say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footing {
    /// Each debt, as the years are listed.
    pub owed: Vec<Owed>,
    /// All of them.
    pub balance: Cents,
    /// The last day on which any of it can be collected; none while a clock stands still.
    pub collectible_to: Option<Date>,
    /// What stands in the way.
    pub obstacles: Vec<Obstacle>,
    /// Whether an offer is pending already.
    pub has_offer: bool,
    /// Adjusted gross income of the last return; none without a return that says it.
    pub last_income: Option<Cents>,
}

/// A debt of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// How much.
    pub balance: Cents,
    /// Under whose id and which id it stands.
    pub module: (Id, Id),
}

impl Owed {
    /// The year as an offer names it.
    pub(super) fn year(&self) -> OfferYear {
        let (owner_id, module_id) = self.module;
        OfferYear { owner_id, module_id, form: self.form.clone(), tax_year: self.tax_year }
    }
}

/// Reads it from the books.
pub fn footing(pack: &Pack, books: &Books, today: Date) -> Result<Footing, Refusal> {
    let debts: Vec<&Year> = books.years.iter().filter(|year| year.position.balance.is_positive()).collect();
    let owed = debts.iter().map(|year| Owed {
        form: year.form.clone(),
        tax_year: year.tax_year,
        balance: year.position.balance,
        module: year.module,
    });
    let standing = books.standing(pack, today)?;
    let was_billed = |year: &&Year| {
        let noticed = year.ledger.notices.iter().any(|notice| notice.date <= today);
        noticed || year.ledger.levy_notice.is_some_and(|on| on <= today)
    };
    let obstacles = [
        (standing.has_unfiled_returns, Obstacle::UnfiledReturns),
        (!debts.iter().any(was_billed), Obstacle::NoBill),
        (standing.is_bankrupt, Obstacle::Bankruptcy),
    ];
    Ok(Footing {
        balance: Cents::total(debts.iter().map(|year| year.position.balance))?,
        collectible_to: collectible_to(pack, &debts, today)?,
        obstacles: obstacles.into_iter().filter(|(stands, _)| *stands).map(|(_, which)| which).collect(),
        has_offer: standing.has_offer,
        last_income: books.household.map(|household| household.income),
        owed: owed.collect(),
    })
}

/// The last of the days on which the assessments of all debts end.
fn collectible_to(pack: &Pack, debts: &[&Year], today: Date) -> Result<Option<Date>, Refusal> {
    let mut last = None;
    for year in debts {
        for assessment in collection_statutes(pack, year, today)? {
            match assessment.statute.expires_on {
                None => return Ok(None),
                Some(on) => last = last.max(Some(on)),
            }
        }
    }
    Ok(last)
}
