//! Who may have a first penalty removed (Internal Revenue Manual 20.1.1.3.3.2.1; criteria unconfirmed).

use values::Date;

use crate::pack::{Pack, PackError};

/// What the record says of one of the years before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of the record that a clerk answers yes or no"
)]
pub struct YearOfRecord {
    /// The tax year.
    pub tax_year: i16,
    /// Whether a return was required.
    pub return_required: bool,
    /// Whether it was filed.
    pub return_filed: bool,
    /// Whether a penalty other than the one for estimated tax stands and was not reversed.
    pub penalty_stands: bool,
    /// Whether a first-time abatement was given for it.
    pub abated_first_time: bool,
}

/// Why someone does not qualify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// A required return of this year was not filed.
    ReturnMissing(i16),
    /// A penalty of this year stands.
    PenaltyStands(i16),
    /// A first-time abatement was given for this year.
    AlreadyGiven(i16),
}

/// The answer: qualified if no criterion is failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstTimeAbatement {
    /// Each criterion that is not met.
    pub failed: Vec<Criterion>,
}

/// Checks the years before `tax_year`. On a joint return, give the record of both spouses.
pub fn first_time_abatement(
    pack: &Pack,
    tax_year: i16,
    record: &[YearOfRecord],
    on: Date,
) -> Result<FirstTimeAbatement, PackError> {
    let clean_years = pack.count("first_time_abatement.clean_years", on)?;
    let looked_at = |year: &&YearOfRecord| {
        year.tax_year < tax_year && i32::from(year.tax_year) >= i32::from(tax_year) - clean_years
    };
    let failed = record.iter().filter(looked_at).flat_map(|year| {
        [
            (year.return_required && !year.return_filed).then_some(Criterion::ReturnMissing(year.tax_year)),
            year.penalty_stands.then_some(Criterion::PenaltyStands(year.tax_year)),
            year.abated_first_time.then_some(Criterion::AlreadyGiven(year.tax_year)),
        ]
    });
    Ok(FirstTimeAbatement { failed: failed.flatten().collect() })
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::*;

    const CLEAN: YearOfRecord = YearOfRecord {
        tax_year: 2023,
        return_required: true,
        return_filed: true,
        penalty_stands: false,
        abated_first_time: false,
    };

    fn failed(record: &[YearOfRecord]) -> Vec<Criterion> {
        first_time_abatement(Pack::us_federal(), 2024, record, date(2026, 11, 22)).unwrap().failed
    }

    #[test]
    fn three_clean_years_qualify() {
        let old = YearOfRecord { tax_year: 2020, penalty_stands: true, ..CLEAN };
        let same = YearOfRecord { tax_year: 2024, penalty_stands: true, ..CLEAN };
        let not_required =
            YearOfRecord { tax_year: 2022, return_required: false, return_filed: false, ..CLEAN };
        assert_eq!(failed(&[CLEAN, old, same, not_required]), []);
    }

    #[test]
    fn each_criterion_is_named() {
        let record = [
            YearOfRecord { return_filed: false, ..CLEAN },
            YearOfRecord { tax_year: 2022, penalty_stands: true, ..CLEAN },
            YearOfRecord { tax_year: 2021, abated_first_time: true, ..CLEAN },
        ];
        let expected =
            [Criterion::ReturnMissing(2023), Criterion::PenaltyStands(2022), Criterion::AlreadyGiven(2021)];
        assert_eq!(failed(&record), expected);
    }
}
