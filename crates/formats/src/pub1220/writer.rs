//! How are 1099 and their kin written? For fixtures and the sandbox: payees in, totals and counts by themselves.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use values::Cents;

use super::forms::{self, Form};
use super::tables;
use crate::deviation::Deviations;
use crate::fixed::record::{Amounts, Draft, Record};
use crate::fixed::totals::Totals;
use crate::information_returns::{Address, Correction, InformationReturn, LineEnd, Name, Party, WriteError};

/// Facts that stand in the B record itself, before the block of its form.
const OF_RECORD: [&str; 4] = ["tin_type", "name_control", "office", "foreign"];

/// Writes one file: all of one tax year.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    line_end: LineEnd,
    tax_year: i16,
    payer: Option<(Arc<Party>, &'static Form)>,
    totals: Totals,
    states: BTreeMap<String, (Totals, [i64; 2])>,
    records: u64,
    payers: u64,
    payees: u64,
    amounts: Amounts,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    pub fn begin(out: W, tax_year: i16, transmitter: &Party, line_end: LineEnd) -> Result<Self, WriteError> {
        let mut writer = Self {
            out,
            line_end,
            tax_year,
            payer: None,
            totals: Totals::new(&tables::PAYER),
            states: BTreeMap::new(),
            records: 0,
            payers: 0,
            payees: 0,
            amounts: Amounts::new(),
        };
        let mut draft = writer.draft("T");
        draft.text("tin", &transmitter.tin);
        draft.text("name", &transmitter.name);
        draft.text("company_name", &transmitter.name);
        draft.text("company_mailing_address", &transmitter.address.street);
        draft.text("company_city", &transmitter.address.city);
        draft.text("company_state", &transmitter.address.region);
        draft.text("company_zip_code", &transmitter.address.postal_code);
        draft.text("contact_telephone_number", &transmitter.phone);
        draft.text("vendor", "I");
        writer.put(draft)?;
        Ok(writer)
    }

    /// Adds a payee; another payer or form than before begins with its own record.
    pub fn add(&mut self, found: &InformationReturn) -> Result<(), WriteError> {
        let form = forms::by_name(found.form).ok_or(WriteError::Form { form: found.form })?;
        let same =
            |(payer, before): &(Arc<Party>, &Form)| **payer == *found.payer && before.name == form.name;
        if !self.payer.as_ref().is_some_and(same) {
            self.close_payer()?;
            self.payer(&found.payer, form)?;
        }
        let draft = self.payee(found)?;
        let record = Record { number: self.records + 1, bytes: draft.bytes(), layout: tables::PAYER.record };
        record.check(self.tax_year, &mut self.amounts, &mut Deviations::default());
        self.totals.add(&self.amounts);
        self.payees += 1;
        let mut draft = draft.with_block(form.block);
        for fact in found.facts.iter().filter(|fact| !OF_RECORD.contains(&fact.name)) {
            draft.text(fact.name, &fact.value);
        }
        draft.zeros();
        if let Some(state) = found.states.first() {
            draft.text("special_data_entries", &state.account);
            draft.text("combined_state", &state.code);
            for (name, tax) in [("state_tax", state.tax), ("local_tax", state.local_tax)] {
                if tax.is_some_and(|tax| !draft.money(name, tax)) {
                    return Err(WriteError::Amount { record: self.records + 1, name });
                }
            }
            if state.code.len() == 2 {
                let of_state = self.states.entry(state.code.clone());
                let (totals, taxes) = of_state.or_insert_with(|| (Totals::new(&tables::STATE), [0; 2]));
                totals.add(&self.amounts);
                taxes[0] += state.tax.map_or(0, Cents::get);
                taxes[1] += state.local_tax.map_or(0, Cents::get);
            }
        }
        let layout = tables::PAYER.record;
        self.put(draft.with_block(layout))
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.close_payer()?;
        let mut draft = self.draft("F");
        draft.number("payers", self.payers);
        draft.number("zero", 0);
        draft.number("payees", self.payees);
        self.put(draft)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn payer(&mut self, payer: &Arc<Party>, form: &'static Form) -> Result<(), WriteError> {
        let mut draft = self.draft("A");
        draft.text("tin", &payer.tin);
        draft.text("form", form.code);
        draft.text("amount_codes", form.amounts);
        draft.text("name", &payer.name);
        draft.text("second_name", &payer.second_name);
        draft.text("transfer_agent", "0");
        draft.text("phone", &payer.phone);
        address(&mut draft, &payer.address);
        self.payer = Some((Arc::clone(payer), form));
        self.payers += 1;
        self.put(draft)
    }

    fn payee(&self, found: &InformationReturn) -> Result<Draft, WriteError> {
        let mut draft = self.draft("B");
        draft.text(
            "correction",
            match found.correction {
                Correction::Replaces => "G",
                Correction::Adds => "C",
                Correction::Original | Correction::Changes => "",
            },
        );
        draft.text("tin", found.payee.tin.as_deref().unwrap_or_default());
        draft.text("account", &found.account);
        match &found.payee.name {
            Name::Lines(first, second) => {
                draft.text("name", first);
                draft.text("second_name", second);
            }
            Name::Person { given, middle, family, suffix } => {
                let parts = [given, middle, family, suffix].map(String::as_str);
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                draft.text("name", &parts.join(" "));
            }
        }
        address(&mut draft, &found.payee.address);
        for fact in found.facts.iter().filter(|fact| OF_RECORD.contains(&fact.name)) {
            draft.text(fact.name, &fact.value);
        }
        for amount in &found.amounts {
            if !draft.money(amount.name, amount.amount) {
                return Err(WriteError::Amount { record: self.records + 1, name: amount.name });
            }
        }
        draft.zeros();
        Ok(draft)
    }

    /// Writes the control of a payer, if one is open, and the totals of its states.
    fn close_payer(&mut self) -> Result<(), WriteError> {
        if self.payer.take().is_none() {
            return Ok(());
        }
        let totals = std::mem::replace(&mut self.totals, Totals::new(&tables::PAYER));
        let control = self.total("C", &totals)?;
        self.put(control)?;
        for (code, (totals, taxes)) in std::mem::take(&mut self.states) {
            let mut draft = self.total("K", &totals)?;
            draft.text("combined_state", &code);
            for (name, tax) in ["state_tax", "local_tax"].into_iter().zip(taxes) {
                if !draft.money(name, Cents::new(tax)) {
                    return Err(WriteError::Amount { record: self.records + 1, name });
                }
            }
            self.put(draft)?;
        }
        Ok(())
    }

    fn total(&self, letter: &str, totals: &Totals) -> Result<Draft, WriteError> {
        let mut draft = self.draft(letter);
        draft.number("payees", totals.count);
        for (name, sum) in totals.sums() {
            if !draft.money(name, Cents::new(sum)) {
                return Err(WriteError::Amount { record: self.records + 1, name });
            }
        }
        Ok(draft)
    }

    fn draft(&self, letter: &str) -> Draft {
        let layout = tables::layout(letter).expect("the table has every record of the format");
        let mut draft = Draft::new(layout, letter);
        draft.text("tax_year", &self.tax_year.to_string());
        draft
    }

    fn put(&mut self, mut draft: Draft) -> Result<(), WriteError> {
        self.records += 1;
        draft.number("sequence", self.records);
        self.out.write_all(draft.bytes())?;
        Ok(self.out.write_all(self.line_end.bytes())?)
    }
}

fn address(draft: &mut Draft, address: &Address) {
    draft.text("street", &address.street);
    draft.text("city", &address.city);
    draft.text("state", &address.region);
    draft.text("zip", &address.postal_code);
    if !address.country.is_empty() {
        draft.text("foreign", "1");
    }
}
