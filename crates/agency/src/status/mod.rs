//! Where do a person's refunds, amended returns and audits stand? The books read for the rules of `tax::status`.

use std::sync::OnceLock;

use serde::Deserialize;
use store::seal::Sealer;
use store::taxes::returns::{self, Summary, TaxReturn};
use store::{Store, StoreError};
use tax::pack::Pack;
use tax::status::amended::{Amended, amended};
use tax::status::audit::{Audit, audit};
use tax::status::refund::{Refund, Stage, StatusError, refund};
use values::{Cents, Date, Id};

use crate::balance::{self, BalanceError, Year};

/// What stands open or was done for one form of one year.
#[derive(Clone, Debug)]
pub struct Status {
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// What the return asked to be refunded.
    pub claimed: Option<Cents>,
    /// Where the refund stands.
    pub refund: Option<Refund>,
    /// Where the latest amended return stands.
    pub amended: Option<Amended>,
    /// Where the latest audit stands.
    pub audit: Option<Audit>,
    /// What an audit of this return usually asks for.
    pub papers: Vec<&'static Paper>,
}

/// Why nothing can be told.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The books cannot be read.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// The rules cannot tell.
    #[error(transparent)]
    Status(#[from] StatusError),
}

/// A kind of paper that an audit asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Paper {
    /// The figure of the return that it proves; `dependants` for those.
    pub figure: String,
    /// In English.
    pub english: String,
    /// In Spanish.
    pub spanish: String,
}

fn all_papers() -> &'static [Paper] {
    static ALL: OnceLock<Vec<Paper>> = OnceLock::new();
    ALL.get_or_init(|| {
        let table = include_str!("papers.csv");
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
        reader.deserialize().collect::<Result<_, _>>().expect("the table is checked by a test")
    })
}

/// What an audit of a return usually asks for.
pub fn papers(summary: &Summary) -> Vec<&'static Paper> {
    let is_there = |figure: &str| match figure {
        "dependants" => !summary.dependants.is_empty(),
        figure => summary.figures.get(figure).is_some_and(|amount| !amount.is_zero()),
    };
    all_papers().iter().filter(|paper| is_there(&paper.figure)).collect()
}

/// Every year of a person of whom something is to be told on a day, the latest first.
pub async fn list(
    store: &Store,
    sealer: &Sealer,
    pack: &Pack,
    taxpayer: Id,
    today: Date,
) -> Result<Vec<Status>, LoadError> {
    let filed = returns::list(store, sealer, taxpayer).await?;
    let years = balance::years(store, pack, taxpayer, today).await?;
    let mut all = Vec::new();
    for year in &years {
        let own = |one: &&TaxReturn| one.form == year.form && one.tax_year == year.tax_year;
        let status = status(pack, year, filed.iter().find(own), today)?;
        if status.refund.is_some() || status.amended.is_some() || status.audit.is_some() {
            all.push(status);
        }
    }
    Ok(all)
}

fn status(pack: &Pack, year: &Year, filed: Option<&TaxReturn>, today: Date) -> Result<Status, StatusError> {
    let claimed = filed.and_then(|filed| filed.summary.figures.get("refund").copied());
    let claimed = claimed.filter(|amount| amount.is_positive());
    let shown_for = pack.count("refund.status_years", today)?;
    let is_recent = year.tax_year > i64::from(today.year()) - 1 - i64::from(shown_for);
    let found =
        refund(pack, &year.ledger, today)?.filter(|found| claimed.is_some() || found.sent_on.is_some());
    Ok(Status {
        form: year.form.clone(),
        tax_year: year.tax_year,
        claimed,
        // What was sent long ago is history, not status.
        refund: found.filter(|found| is_recent || found.stage < Stage::Sent),
        amended: amended(pack, &year.ledger, today)?,
        audit: audit(&year.ledger, today).map_err(StatusError::from)?,
        papers: filed.map(|filed| papers(&filed.summary)).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_follow_what_the_return_says() {
        let mut summary = Summary::default();
        assert_eq!(papers(&summary), Vec::<&Paper>::new());
        summary.figures.insert("business_income".to_owned(), Cents::new(1));
        summary.figures.insert("wages".to_owned(), Cents::ZERO);
        summary.figures.insert("total_tax".to_owned(), Cents::new(1));
        let found: Vec<&str> = papers(&summary).into_iter().map(|paper| paper.figure.as_str()).collect();
        assert_eq!(found, ["business_income"]);
    }

    #[test]
    fn every_paper_has_words_in_both_languages() {
        for paper in all_papers() {
            assert!(!paper.english.is_empty() && !paper.spanish.is_empty(), "{paper:?}");
            assert_ne!(paper.english, paper.spanish);
        }
    }
}
