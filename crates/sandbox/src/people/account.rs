//! How is one year's account written down: its module with the facts, and its postings in the order of their dates?

use formats::books::{Abatement, Code, Form, Key, Module, Notice, Record, Span, Tag, TaxYear, Transaction};
use jiff::ToSpan;
use values::{Cents, Date, date};

/// One year's account while it is being made up.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) module: Module,
    postings: Vec<(u16, Date, i64, Option<&'static str>)>,
    today: Date,
}

impl Account {
    /// An empty account for a year; postings after `today` will be left out.
    pub(super) fn new(key: &str, taxpayer: &Key, spouse: Option<&Key>, year: i16, today: Date) -> Self {
        let module = Module {
            tag: Tag,
            key: key.parse().expect("made of keys and digits"),
            taxpayer: taxpayer.clone(),
            spouse: spouse.cloned(),
            form: form(),
            tax_year: TaxYear::new(year).expect("a year of our time"),
            return_due: date(year + 1, 4, 15),
            extended_due: None,
            due_postponed: None,
            filed: None,
            levy_notice: None,
            notices: Vec::new(),
            agreements: Vec::new(),
            suspensions: Vec::new(),
            abatements: Vec::new(),
        };
        Self { module, postings: Vec::with_capacity(12), today }
    }

    /// Posts an amount in cents, debits positive.
    pub(super) fn post(&mut self, code: u16, on: Date, cents: i64) {
        self.postings.push((code, on, cents, None));
    }

    /// Posts a penalty with the section it rests on.
    pub(super) fn post_under(&mut self, section: &'static str, code: u16, on: Date, cents: i64) {
        self.postings.push((code, on, cents, Some(section)));
    }

    /// Posts a code that moves no money.
    pub(super) fn mark(&mut self, code: u16, on: Date) {
        self.post(code, on, 0);
    }

    /// Posts a code that moves no money, with the action code that tells what it is.
    pub(super) fn mark_as(&mut self, action: &'static str, code: u16, on: Date) {
        self.postings.push((code, on, 0, Some(action)));
    }

    /// What has been posted so far, debits less credits.
    pub(super) fn balance(&self) -> i64 {
        self.postings.iter().map(|posting| posting.2).sum()
    }

    /// Sends a notice that demands what has been posted so far.
    pub(super) fn demand(&mut self, on: Date) {
        if on <= self.today {
            self.module.notices.push(Notice { date: on, amount: Cents::new(self.balance()) });
            self.mark(971, on);
        }
    }

    /// Sets up an instalment agreement, perhaps ended.
    pub(super) fn agree(&mut self, from: Date, to: Option<Date>) {
        if from <= self.today {
            let to = to.filter(|to| *to <= self.today);
            self.module.agreements.push(Span { from, to });
            self.mark(971, from);
        }
    }

    /// Forgives a penalty.
    pub(super) fn abate(&mut self, penalty: Abatement) {
        self.module.abatements.push(penalty);
    }

    /// The last day on which anything may have been posted.
    pub(super) const fn today(&self) -> Date {
        self.today
    }

    /// The module and then its postings by date; what lies in the future has not happened.
    pub(super) fn records(mut self) -> Vec<Record> {
        self.postings.retain(|posting| posting.1 <= self.today);
        self.postings.sort_by_key(|posting| posting.1);
        self.module.levy_notice = self.module.levy_notice.filter(|day| *day <= self.today);
        let key = self.module.key.clone();
        let mut records = Vec::with_capacity(1 + self.postings.len());
        records.push(Record::Module(Box::new(self.module)));
        for (index, (code, on, cents, section)) in self.postings.into_iter().enumerate() {
            records.push(Record::Transaction(Transaction {
                tag: Tag,
                key: format!("{}-{:03}", key.as_str(), index + 1).parse().expect("a key and digits"),
                module: key.clone(),
                code: Code::new(code).expect("three digits"),
                date: on,
                amount: Cents::new(cents),
                section: section.map(|text| text.parse().expect("a section")),
                cycle: matches!(code, 150 | 290 | 291 | 300).then(|| cycle(on)),
            }));
        }
        records
    }
}

/// The form of all made-up people.
pub(super) fn form() -> Form {
    "1040".parse().expect("a form name")
}

/// The weekly run in which a day's posting appears.
fn cycle(day: Date) -> formats::books::Cycle {
    let week = (day.day_of_year() - 1) / 7 + 1;
    format!("{:04}{week:02}05", day.year()).parse().expect("eight digits")
}

/// So many days later.
pub(super) fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).expect("made-up lives stay within the calendar")
}

/// So many months later, on the same day of the month or the last one there is.
pub(super) fn months_later(day: Date, months: i64) -> Date {
    day.checked_add(months.months()).expect("made-up lives stay within the calendar")
}

/// The next weekday after a day, Monday being 1.
pub(super) fn next_weekday(day: Date, weekday: i8) -> Date {
    let ahead = i64::from((weekday - day.weekday().to_monday_one_offset()).rem_euclid(7));
    later(day, if ahead == 0 { 7 } else { ahead })
}
