//! What happened on the agency's account at the bank? Statements in BAI2 (Cash Management Balance Reporting
//! Specifications, version 2; type codes by their ranges).
//!
//! Tolerant: banks disagree on signs, padding and counts. Each departure is told with its line and column; totals that
//! do not hold are wrong.

mod records;
#[cfg(test)]
mod tests;

use values::{Cents, Date, Secret};

use crate::deviation::{Deviations, Weight};
use records::{Part, Record};

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// Who sent it.
    pub sender: String,
    /// The sender's number for it.
    pub file: String,
    /// The day it was made.
    pub made_on: Option<Date>,
    /// A group for each day and bank.
    pub groups: Vec<Group>,
}

/// One day at one bank.
#[derive(Clone, Debug)]
pub struct Group {
    /// The bank: where the accounts are.
    pub bank: String,
    /// The day.
    pub on: Option<Date>,
    /// The accounts.
    pub accounts: Vec<Account>,
}

/// One account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its number.
    pub number: Secret<String>,
    /// Balances and sums, by their type codes (015 is the closing ledger balance).
    pub balances: Vec<(u16, Cents)>,
    /// What happened.
    pub transactions: Vec<Transaction>,
}

/// Which way money went, seen from the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// In: type codes 100 to 399.
    Credit,
    /// Out: type codes 400 to 699.
    Debit,
}

/// One movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Its line.
    pub line: u64,
    /// Its type code (142 is an ACH credit, 555 a returned item).
    pub type_code: u16,
    /// Which way; none where the type says neither.
    pub side: Option<Side>,
    /// How much, without sign.
    pub amount: Cents,
    /// The bank's reference.
    pub bank_reference: String,
    /// The agency's reference.
    pub own_reference: String,
    /// What the bank says of it.
    pub text: String,
}

/// Reads a statement.
pub fn read(bytes: &[u8]) -> (Statement, Deviations) {
    let mut reading = Reading::default();
    for record in records::split(bytes, &mut reading.deviations) {
        reading.take(&record);
    }
    reading.end()
}

/// Counts and sums from a header to its trailer.
#[derive(Debug, Default)]
struct Level {
    sum: i128,
    parts: u64,
    lines: u64,
}

#[derive(Debug, Default)]
struct Reading {
    statement: Statement,
    deviations: Deviations,
    /// File, group, account.
    levels: [Level; 3],
    /// How many of them are open.
    open: usize,
    line: u64,
}

const NAMES: [&str; 3] = ["file", "group", "account"];

impl Reading {
    fn take(&mut self, record: &Record) {
        self.line = record.line;
        match record.code.as_str() {
            "01" => {
                self.begin(0, record);
                self.statement.sender = record.text(0);
                self.statement.made_on = self.day(record, 2);
                self.statement.file = record.text(4);
            }
            "02" => {
                self.begin(1, record);
                let group = Group { bank: record.text(1), on: self.day(record, 3), accounts: Vec::new() };
                self.statement.groups.push(group);
            }
            "03" => {
                self.begin(2, record);
                let balances = self.balances(record);
                let account =
                    Account { number: Secret::new(record.text(0)), balances, transactions: Vec::new() };
                self.group().accounts.push(account);
            }
            "16" => self.transaction(record),
            "49" => self.trailer(2, record),
            "98" => self.trailer(1, record),
            "99" => self.trailer(0, record),
            _ => {
                let what = "no record begins like this: 01, 02, 03, 16, 49, 88, 98 and 99 are known";
                self.deviations.add((record.line, 1), Weight::Wrong, what);
                self.count(record);
            }
        }
    }

    fn begin(&mut self, level: usize, record: &Record) {
        self.open_to(level, record.line);
        self.levels[level] = Level::default();
        if level > 0 {
            self.levels[level - 1].parts += 1;
        }
        self.open = level + 1;
        self.count(record);
    }

    /// Brings the open levels to this many: those that did not end are ended, those that did not begin are begun.
    fn open_to(&mut self, level: usize, line: u64) {
        while self.open > level {
            let what = format!("the {} has no trailer", NAMES[self.open - 1]);
            self.deviations.add((line, 1), Weight::Missing, what);
            self.close();
        }
        while self.open < level {
            let what = format!("the {} has no header", NAMES[self.open]);
            self.deviations.add((line, 1), Weight::Missing, what);
            self.levels[self.open] = Level::default();
            match self.open {
                1 => {
                    self.statement.groups.push(Group { bank: String::new(), on: None, accounts: Vec::new() });
                }
                2 => {
                    let account = Account {
                        number: Secret::new(String::new()),
                        balances: Vec::new(),
                        transactions: Vec::new(),
                    };
                    self.group().accounts.push(account);
                }
                _ => {}
            }
            self.open += 1;
        }
    }

    fn close(&mut self) {
        self.open -= 1;
        let Level { sum, lines, .. } = std::mem::take(&mut self.levels[self.open]);
        if self.open > 0 {
            self.levels[self.open - 1].sum += sum;
            self.levels[self.open - 1].lines += lines;
        }
    }

    fn count(&mut self, record: &Record) {
        if let Some(level) = self.open.checked_sub(1) {
            self.levels[level].lines += record.lines;
        }
    }

    fn group(&mut self) -> &mut Group {
        self.statement.groups.last_mut().expect("a group is begun before its accounts")
    }

    /// The pairs of type code and amount after account and currency.
    fn balances(&mut self, record: &Record) -> Vec<(u16, Cents)> {
        let mut balances = Vec::new();
        let mut at = 2;
        while at < record.parts.len() {
            let code = record.text(at);
            if let Some(amount) = self.amount(record, at + 1) {
                self.levels[2].sum += i128::from(amount.get());
                match code.parse() {
                    Ok(code) => balances.push((code, amount)),
                    Err(_) => self.wrong(record, at, "the type code is not a number"),
                }
            }
            at = record.after_funds(at + 3);
        }
        balances
    }

    fn transaction(&mut self, record: &Record) {
        if self.open < 3 {
            self.open_to(3, record.line);
        }
        self.count(record);
        let amount = self.amount(record, 1).unwrap_or_default();
        self.levels[2].sum += i128::from(amount.get());
        let Ok(type_code) = record.text(0).parse::<u16>() else {
            self.wrong(record, 0, "the type code is not a number");
            return;
        };
        let side = match type_code {
            100..=399 => Some(Side::Credit),
            400..=699 => Some(Side::Debit),
            _ => None,
        };
        let at = record.after_funds(2);
        let transaction = Transaction {
            line: record.line,
            type_code,
            side,
            amount: Cents::new(amount.get().saturating_abs()),
            bank_reference: record.text(at),
            own_reference: record.text(at + 1),
            text: record.rest(at + 2),
        };
        let account = self.group().accounts.last_mut().expect("an account is begun before its transactions");
        account.transactions.push(transaction);
    }

    fn trailer(&mut self, level: usize, record: &Record) {
        self.open_to(level + 1, record.line);
        self.count(record);
        let Level { sum, parts, lines } = self.levels[level];
        if self.amount(record, 0).map(|said| i128::from(said.get())) != Some(sum) {
            let what = format!("the sum is not that of the {}", NAMES[level]);
            self.wrong(record, 0, what);
        }
        let counts: &[(u64, &str)] =
            if level == 2 { &[(lines, "records")] } else { &[(parts, "parts"), (lines, "records")] };
        for (index, (found, name)) in counts.iter().enumerate() {
            if record.text(index + 1).parse() != Ok(*found) {
                let what = format!("the number of {name} is not that of the {}", NAMES[level]);
                self.deviations.add(record.place(index + 1), Weight::Layout, what);
            }
        }
        self.close();
    }

    fn end(mut self) -> (Statement, Deviations) {
        if self.line == 0 {
            self.deviations.add((1, 1), Weight::Wrong, "the file is empty");
        }
        self.open_to(0, self.line);
        (self.statement, self.deviations)
    }

    /// Cents with an optional sign; nothing where the field is empty.
    fn amount(&mut self, record: &Record, at: usize) -> Option<Cents> {
        let text = record.text(at);
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        if text.is_empty() {
            return None;
        }
        let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let cents = all_digits.then(|| digits.parse::<i64>());
        if let Some(Ok(cents)) = cents {
            return Some(Cents::new(if negative { -cents } else { cents }));
        }
        self.wrong(record, at, "the amount is not a whole number of cents");
        None
    }

    fn day(&mut self, record: &Record, at: usize) -> Option<Date> {
        let text = record.text(at);
        let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse::<i8>().ok());
        let day = part(0).zip(part(2)).zip(part(4)).filter(|_| text.len() == 6);
        let day = day.and_then(|((year, month), day)| Date::new(2000 + i16::from(year), month, day).ok());
        if day.is_none() {
            self.deviations.add(record.place(at), Weight::Layout, "the day is not a date of six digits");
        }
        day
    }

    fn wrong(&mut self, record: &Record, at: usize, what: impl Into<std::borrow::Cow<'static, str>>) {
        self.deviations.add(record.place(at), Weight::Wrong, what);
    }
}

impl Record {
    /// Where the fields after an availability begin: some of its kinds bring their own fields.
    fn after_funds(&self, at: usize) -> usize {
        match self.text(at).to_ascii_uppercase().as_str() {
            "S" => at + 4,
            "V" => at + 3,
            "D" => at + 2 + 2 * self.text(at + 1).parse::<usize>().unwrap_or_default().min(self.parts.len()),
            _ => at + 1,
        }
    }

    /// A field without blanks around it; empty where it is not there.
    fn text(&self, at: usize) -> String {
        self.parts.get(at).map(|part| part.text.trim().to_owned()).unwrap_or_default()
    }

    /// All fields from one on, as the one text that they are: commas within a line, blanks between lines.
    fn rest(&self, at: usize) -> String {
        let mut text = String::new();
        let mut line = None;
        for Part { line: of, text: part, .. } in self.parts.iter().skip(at) {
            text.push_str(match line {
                None => "",
                Some(line) if line == *of => ",",
                Some(_) => " ",
            });
            text.push_str(part);
            line = Some(*of);
        }
        text.trim().to_owned()
    }

    fn place(&self, at: usize) -> (u64, usize) {
        self.parts.get(at).map_or((self.line, 1), |part| (part.line, part.column))
    }
}
