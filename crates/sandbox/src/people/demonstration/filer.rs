//! How is a featured person's account written down in few words?

use formats::books::{Dependant, Figures, FilingStatus, Key, Record, Tag, TaxReturn, TaxYear};
use values::{Cents, Date, date};

use super::super::account::{Account, form, months_later};
use super::super::approximate::interest;

/// A return in dollars: wages, business income, taxable income, total tax, withheld, paid otherwise.
#[derive(Clone, Copy)]
pub(super) struct Filed {
    pub(super) year: i16,
    pub(super) on: Date,
    pub(super) wages: i64,
    pub(super) business: i64,
    pub(super) taxable: i64,
    pub(super) tax: i64,
    pub(super) withheld: i64,
    pub(super) otherwise: i64,
}

/// One taxpayer or couple whose accounts are being written.
pub(super) struct Filer {
    pub(super) key: Key,
    pub(super) spouse: Option<Key>,
    pub(super) children: Vec<Dependant>,
    pub(super) today: Date,
    pub(super) records: Vec<Record>,
}

impl Filer {
    pub(super) fn new(key: &str, today: Date) -> Self {
        let key = key.parse().expect("a key of our own");
        Self { key, spouse: None, children: Vec::new(), today, records: Vec::new() }
    }

    pub(super) fn with(key: &str, spouse: &str, today: Date) -> Self {
        Self { spouse: Some(spouse.parse().expect("a key of our own")), ..Self::new(key, today) }
    }

    /// Starts a year for which nothing was filed.
    pub(super) fn unfiled(&self, year: i16) -> Account {
        Account::new(
            &format!("{}-{year}-M", self.key.as_str()),
            &self.key,
            self.spouse.as_ref(),
            year,
            self.today,
        )
    }

    /// Starts a year with its return; withholding is posted, the tax is not yet.
    pub(super) fn filed(&mut self, filed: Filed) -> Account {
        let dollars = |amount: i64| Cents::new(amount * 100);
        let some = |amount: i64| (amount != 0).then(|| dollars(amount));
        let agi = filed.wages + filed.business;
        let net = filed.tax - filed.withheld - filed.otherwise;
        let figures = Figures {
            agi: dollars(agi),
            taxable_income: dollars(filed.taxable),
            total_tax: dollars(filed.tax),
            wages: some(filed.wages),
            business_income: some(filed.business),
            deduction: some(agi - filed.taxable),
            withholding: some(filed.withheld),
            estimated_payments: some(filed.otherwise),
            total_payments: some(filed.withheld + filed.otherwise),
            refund: some((-net).max(0)),
            owed: some(net.max(0)),
            ..Figures::default()
        };
        self.records.push(Record::Return(Box::new(TaxReturn {
            tag: Tag,
            key: format!("{}-{}-R", self.key.as_str(), filed.year).parse().expect("a key of our own"),
            taxpayer: self.key.clone(),
            spouse: self.spouse.clone(),
            tax_year: TaxYear::new(filed.year).expect("a year of our time"),
            form: form(),
            filed_on: filed.on,
            filing_status: if self.spouse.is_some() {
                FilingStatus::MarriedJoint
            } else {
                FilingStatus::Single
            },
            figures,
            dependants: self.children.clone(),
        })));
        let mut account = self.unfiled(filed.year);
        account.module.filed = Some(filed.on);
        if filed.withheld > 0 {
            account.post(806, date(filed.year + 1, 4, 15), -filed.withheld * 100);
        }
        account
    }

    /// A year that was filed in time, assessed, and refunded the same day.
    pub(super) fn refunded(&mut self, filed: Filed, assessed: Date) {
        let mut account = self.filed(filed);
        account.post(150, assessed, filed.tax * 100);
        account.post(846, assessed, (filed.withheld + filed.otherwise - filed.tax) * 100);
        self.keep(account);
    }

    pub(super) fn keep(&mut self, account: Account) {
        self.records.extend(account.records());
    }
}

/// Wages only, filed in spring.
pub(super) const fn wages(year: i16, on: Date, wages: i64, taxable: i64, tax: i64, withheld: i64) -> Filed {
    Filed { year, on, wages, business: 0, taxable, tax, withheld, otherwise: 0 }
}

/// Posts the tax of an unpaid return with the penalties and interest of its first notice, and sends it.
pub(super) fn first_notice(
    account: &mut Account,
    on: Date,
    tax: i64,
    unpaid: i64,
    late_filing: i64,
    late_payment: i64,
) {
    let due = account.module.return_due;
    account.post(150, on, tax * 100);
    if late_filing > 0 {
        account.post(166, on, late_filing);
    }
    account.post(276, on, late_payment);
    account.post(196, on, interest(unpaid * 100 + late_filing, due, on));
    account.demand(on);
}

/// Equal payments, one each month.
pub(super) fn monthly(account: &mut Account, first: Date, count: i64, cents: i64) {
    for month in 0..count {
        account.post(670, months_later(first, month), -cents);
    }
}
