//! How are W-2 and W-2c written? For fixtures and the sandbox: employees in, totals and counts by themselves.

use std::io::Write;
use std::sync::Arc;

use values::Cents;

use super::Variant;
use super::assemble::OF_EMPLOYER;
use super::tables::Tables;
use crate::deviation::Deviations;
use crate::fixed::record::{Amounts, Draft, Record};
use crate::fixed::totals::Totals;
use crate::information_returns::{Address, InformationReturn, LineEnd, Name, Party, State, WriteError};

/// Writes one file.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    variant: Variant,
    tables: &'static Tables,
    line_end: LineEnd,
    payer: Option<(Arc<Party>, i16)>,
    wages: Totals,
    optional: Totals,
    records: u64,
    employees: u64,
    amounts: Amounts,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    pub fn begin(out: W, variant: Variant, submitter: &Party, line_end: LineEnd) -> Result<Self, WriteError> {
        let tables = Tables::of(variant);
        let mut writer = Self {
            out,
            variant,
            tables,
            line_end,
            payer: None,
            wages: Totals::new(&tables.wages),
            optional: Totals::new(&tables.optional),
            records: 0,
            employees: 0,
            amounts: Amounts::new(),
        };
        let mut draft = writer.draft('A');
        party(&mut draft, submitter);
        draft.text("contact_phone", &submitter.phone);
        draft.text("resubmission", "0");
        writer.put(&draft)?;
        Ok(writer)
    }

    /// Adds an employee; another employer or year than before begins with its own record.
    pub fn add(&mut self, found: &InformationReturn) -> Result<(), WriteError> {
        let same = |(payer, year): &(Arc<Party>, i16)| **payer == *found.payer && *year == found.tax_year;
        if !self.payer.as_ref().is_some_and(same) {
            self.close_employer()?;
            self.employer(found)?;
        }
        self.employees += 1;
        let (mut wages, mut optional) = (self.draft('W'), self.draft('O'));
        payee(&mut wages, found);
        for fact in found.facts.iter().filter(|fact| !OF_EMPLOYER.contains(&fact.name)) {
            wages.text(fact.name, &fact.value);
        }
        let mut has_optional = false;
        for amount in &found.amounts {
            let before = format!("was_{}", amount.name);
            let put = |draft: &mut Draft| {
                let is_put = draft.money(amount.name, amount.amount);
                is_put && amount.was.is_none_or(|was| draft.money(&before, was))
            };
            if put(&mut wages) {
                continue;
            }
            if !put(&mut optional) {
                return Err(WriteError::Amount { record: self.records + 1, name: amount.name });
            }
            has_optional = true;
        }
        let year = found.tax_year;
        self.put_summed(wages, year, true)?;
        if has_optional {
            self.put_summed(optional, year, false)?;
        }
        for state in &found.states {
            self.state(found, state)?;
        }
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.close_employer()?;
        let mut draft = self.draft('F');
        draft.number("records", self.employees);
        self.put(&draft)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn employer(&mut self, found: &InformationReturn) -> Result<(), WriteError> {
        let mut draft = self.draft('E');
        draft.text("tax_year", &found.tax_year.to_string());
        party(&mut draft, &found.payer);
        draft.text("phone", &found.payer.phone);
        for fact in found.facts.iter().filter(|fact| OF_EMPLOYER.contains(&fact.name)) {
            draft.text(fact.name, &fact.value);
        }
        self.payer = Some((Arc::clone(&found.payer), found.tax_year));
        self.put(&draft)
    }

    fn state(&mut self, found: &InformationReturn, state: &State) -> Result<(), WriteError> {
        let mut draft = self.draft('S');
        draft.text("state_code", &state.code);
        draft.text("income_state", &state.code);
        draft.text("state_account", &state.account);
        if self.variant == Variant::W2 {
            payee(&mut draft, found);
        }
        let amounts = [
            ("state_wages", state.income),
            ("state_tax", state.tax),
            ("local_wages", state.local_income),
            ("local_tax", state.local_tax),
        ];
        for (name, amount) in amounts {
            if amount.is_some_and(|amount| !draft.money(name, amount)) {
                return Err(WriteError::Amount { record: self.records + 1, name });
            }
        }
        self.put(&draft)
    }

    /// Writes the totals of an employer, if one is open.
    fn close_employer(&mut self) -> Result<(), WriteError> {
        if self.payer.take().is_none() {
            return Ok(());
        }
        let (wages, optional) = (self.wages.clone(), self.optional.clone());
        self.total('T', &wages)?;
        if optional.count > 0 {
            self.total('U', &optional)?;
        }
        self.wages = Totals::new(&self.tables.wages);
        self.optional = Totals::new(&self.tables.optional);
        Ok(())
    }

    fn total(&mut self, letter: char, totals: &Totals) -> Result<(), WriteError> {
        let mut draft = self.draft(letter);
        draft.number("records", totals.count);
        for (name, sum) in totals.sums() {
            if !draft.money(name, Cents::new(sum)) {
                return Err(WriteError::Amount { record: self.records + 1, name });
            }
        }
        self.put(&draft)
    }

    fn draft(&self, letter: char) -> Draft {
        let layout = self.tables.layout(letter).expect("the table has every record of the format");
        Draft::new(layout, &format!("{}{letter}", self.variant.prefix()))
    }

    /// Writes a record and adds its amounts to the totals, as the reader will.
    fn put_summed(&mut self, mut draft: Draft, year: i16, is_wages: bool) -> Result<(), WriteError> {
        if self.variant == Variant::W2 {
            draft.zeros();
        }
        let summed = if is_wages { &self.tables.wages } else { &self.tables.optional };
        let record = Record { number: self.records + 1, bytes: draft.bytes(), layout: summed.record };
        record.check(year, &mut self.amounts, &mut Deviations::default());
        let totals = if is_wages { &mut self.wages } else { &mut self.optional };
        totals.add(&self.amounts);
        self.put(&draft)
    }

    fn put(&mut self, draft: &Draft) -> Result<(), WriteError> {
        self.records += 1;
        self.out.write_all(draft.bytes())?;
        Ok(self.out.write_all(self.line_end.bytes())?)
    }
}

fn party(draft: &mut Draft, party: &Party) {
    draft.text("tin", &party.tin);
    draft.text("was_tin", party.was_tin.as_deref().unwrap_or_default());
    draft.text("name", &party.name);
    address(draft, &party.address);
}

fn payee(draft: &mut Draft, found: &InformationReturn) {
    let payee = &found.payee;
    draft.text("tin", payee.tin.as_deref().unwrap_or("000000000"));
    draft.text("was_tin", payee.was_tin.as_deref().unwrap_or_default());
    match &payee.name {
        Name::Person { given, middle, family, suffix } => {
            draft.text("given_name", given);
            draft.text("middle_name", middle);
            draft.text("family_name", family);
            draft.text("suffix", suffix);
        }
        Name::Lines(first, _) => draft.text("family_name", first),
    }
    address(draft, &payee.address);
}

fn address(draft: &mut Draft, address: &Address) {
    draft.text("location", &address.location);
    draft.text("street", &address.street);
    draft.text("city", &address.city);
    draft.text("country", &address.country);
    if address.country.is_empty() {
        let (zip, extension) = address.postal_code.split_at_checked(5).unwrap_or((&address.postal_code, ""));
        draft.text("state", &address.region);
        draft.text("zip", zip);
        draft.text("zip_extension", extension);
    } else {
        draft.text("foreign_region", &address.region);
        draft.text("foreign_postal_code", &address.postal_code);
    }
}
