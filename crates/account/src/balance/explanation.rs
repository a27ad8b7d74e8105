//! How did each figure come about? Day span by day span, month by month, with the rate and where it is printed.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tax::ledger::{Line, NoInterest, Position, WhyRate};
use tax::pack::{Confidence, Pack, PackError};
use values::{Cents, Date};
use web::{Frame, Language, Page, PageError};

use super::label;
use super::year::{last_day, load, wording};
use crate::visitor::{Visitor, broken};

#[derive(Template)]
#[template(path = "balance/explanation.html")]
struct Shown {
    frame: Frame,
    address: String,
    on: Date,
    position: Position,
    rules: Rules,
    interest: Vec<Interest>,
    late_payment: Vec<Months>,
    late_filing: Vec<Months>,
    minimum: Option<Minimum>,
    postings: Vec<Posting>,
    sources: Vec<Source>,
}

/// The figures of the law that the page's sentences name.
struct Rules {
    late_filing: String,
    late_filing_months: String,
    late_payment: String,
    agreement: String,
    levy: String,
    levy_days: String,
    cap: String,
}

/// Days with or without interest.
struct Interest {
    from: Date,
    to: Date,
    days: i64,
    rate: String,
    balance: String,
    amount: String,
    /// Number of its source in the list below, or why there is none.
    source: Option<usize>,
    reason: String,
    confidence: String,
}

/// A month of a penalty, or several that follow each other and are alike.
struct Months {
    from: Date,
    to: Date,
    count: i64,
    base: Cents,
    rate: String,
    /// Number of the rate's source in the list below, and how sure it is.
    source: usize,
    confidence: String,
    note: String,
    /// Of one month, and of all of them; dollars with ten decimals, as a whole number.
    each: i128,
    all: i128,
}

struct Minimum {
    days_late: i64,
    least: Cents,
    unpaid: Cents,
    by_months: Cents,
    amount: Cents,
    source: usize,
    confidence: String,
}

/// What the interest runs on.
struct Posting {
    counts_from: Date,
    what: String,
    amount: String,
}

struct Source {
    number: usize,
    text: String,
}

/// The explanation of a day.
pub(crate) async fn show(
    visitor: Visitor,
    Path((form, tax_year)): Path<(String, i64)>,
) -> Result<Response, PageError> {
    let on = day(&visitor.page)?;
    let year = load(&visitor, &form, tax_year, visitor.today()).await?;
    let (position, lines) = year.explanation(&visitor.account.pack, on).map_err(broken)?;
    let frame = visitor.frame("balance-title");
    let title = frame.say_with("balance-how-title", &[("year", label(&frame, &year))]);
    let rules = rules(&frame, &visitor.account.pack, on).map_err(PageError::broken)?;
    let mut view = Shown {
        frame: visitor.frame_titled(title),
        address: visitor.page.path().trim_end_matches("/explanation").to_owned(),
        on,
        position,
        rules,
        interest: Vec::new(),
        late_payment: Vec::new(),
        late_filing: Vec::new(),
        minimum: None,
        postings: Vec::new(),
        sources: Vec::new(),
    };
    for line in lines {
        view.take(line, &visitor.account.pack, visitor.page.language())?;
    }
    view.postings.sort_by_key(|posting| posting.counts_from);
    visitor.page.show(&view)
}

fn rules(frame: &Frame, pack: &Pack, on: Date) -> Result<Rules, PackError> {
    let percent = |name| pack.rate(name, on).map(|rate| frame.percent(rate.percent()));
    let count = |name| pack.count(name, on).map(|count| count.to_string());
    Ok(Rules {
        late_filing: percent("failure_to_file.percent_per_month")?,
        late_filing_months: count("failure_to_file.months")?,
        late_payment: percent("failure_to_pay.percent_per_month")?,
        agreement: percent("failure_to_pay.percent_per_month_agreement")?,
        levy: percent("failure_to_pay.percent_per_month_levy")?,
        levy_days: count("failure_to_pay.levy_days")?,
        cap: percent("failure_to_pay.cap_percent")?,
    })
}

/// The day in the address, as `2026-11-22`; today without one.
pub(super) fn day(page: &Page) -> Result<Date, PageError> {
    let Some(text) = page.query("on") else { return Ok(page.today()) };
    let day: Date = text.parse().map_err(|_| PageError::BadRequest("balance-bad-address"))?;
    let in_range = (page.today()..=last_day(page.today())).contains(&day);
    if in_range { Ok(day) } else { Err(PageError::BadRequest("balance-bad-address")) }
}

impl Shown {
    fn take(&mut self, line: Line, pack: &Pack, language: Language) -> Result<(), PageError> {
        match line {
            Line::Posting { counts_from, code, amount, .. } => {
                let what = wording(pack, code, language);
                self.postings.push(Posting { counts_from, what, amount: self.frame.money(amount) });
            }
            Line::PenaltyBearsInterest { counts_from, penalty, amount } => {
                let key = if penalty == "failure_to_pay" {
                    "balance-failure-to-pay"
                } else {
                    "balance-failure-to-file"
                };
                let what = self.frame.say(key);
                let amount = self.to_the_cent(tenths_of_a_billionth(&amount)?)?;
                self.postings.push(Posting { counts_from, what, amount });
            }
            Line::Interest { .. } | Line::WithoutInterest { .. } => self.take_days(line)?,
            Line::FailureToPay { from, to, base, rate_percent, why, amount, section, confidence, source } => {
                let note =
                    format!("{} {}", self.frame.say(why_key(why)), self.frame.say(section_key(section)));
                let month =
                    self.month((from, to), base, &rate_percent, note, &amount, (confidence, source))?;
                add_month(&mut self.late_payment, month);
            }
            Line::FailureToFile { from, to, base, rate_percent, reduced_by, amount, confidence, source } => {
                let reduced_by = self.to_the_cent(tenths_of_a_billionth(&reduced_by)?)?;
                let note = self.frame.say_with("balance-reduced-by", &[("amount", reduced_by)]);
                let month =
                    self.month((from, to), base, &rate_percent, note, &amount, (confidence, source))?;
                add_month(&mut self.late_filing, month);
            }
            Line::FailureToFileMinimum {
                days_late,
                minimum,
                unpaid,
                by_months,
                amount,
                confidence,
                source,
            } => {
                self.minimum = Some(Minimum {
                    days_late: i64::from(days_late),
                    least: minimum,
                    unpaid,
                    by_months,
                    amount,
                    source: self.source(source),
                    confidence: self.doubt(confidence),
                });
            }
        }
        Ok(())
    }

    fn month(
        &mut self,
        (from, to): (Date, Date),
        base: Cents,
        rate_percent: &str,
        note: String,
        amount: &str,
        (confidence, source): (Confidence, String),
    ) -> Result<Months, PageError> {
        let each = tenths_of_a_billionth(amount)?;
        Ok(Months {
            from,
            to,
            count: 1,
            base,
            rate: self.frame.percent(rate_percent),
            source: self.source(source),
            confidence: self.doubt(confidence),
            note,
            each,
            all: each,
        })
    }

    /// What is said beside a figure that is not confirmed; nothing beside others.
    fn doubt(&self, confidence: Confidence) -> String {
        confidence_key(confidence).map(|key| self.frame.say(key)).unwrap_or_default()
    }

    fn take_days(&mut self, line: Line) -> Result<(), PageError> {
        let row = match line {
            Line::Interest {
                from,
                to,
                days,
                balance,
                rate_percent,
                days_in_year,
                amount,
                confidence,
                source,
            } => {
                let rate = self.frame.say_with(
                    "balance-rate-over",
                    &[("rate", self.frame.percent(rate_percent)), ("days", days_in_year.to_string())],
                );
                Interest {
                    from,
                    to,
                    days: i64::from(days),
                    rate,
                    balance: self.to_the_cent(tenths_of_a_billionth(&balance)?)?,
                    amount: self.to_the_cent(tenths_of_a_billionth(&amount)?)?,
                    source: Some(self.source(source)),
                    reason: String::new(),
                    confidence: self.doubt(confidence),
                }
            }
            Line::WithoutInterest { from, to, reason } => Interest {
                from,
                to,
                days: i64::from(tax::calendar::day_number(to) - tax::calendar::day_number(from)) + 1,
                rate: String::new(),
                balance: String::new(),
                amount: self.frame.money(Cents::ZERO),
                source: None,
                reason: self.frame.say(match reason {
                    NoInterest::Suspended => "balance-suspended",
                    NoInterest::NothingOwed => "balance-nothing-owed",
                }),
                confidence: String::new(),
            },
            _ => return Ok(()),
        };
        self.interest.push(row);
        Ok(())
    }

    /// The number of a source in the list, added if it is new.
    fn source(&mut self, text: String) -> usize {
        if let Some(found) = self.sources.iter().find(|source| source.text == text) {
            return found.number;
        }
        let number = self.sources.len() + 1;
        self.sources.push(Source { number, text });
        number
    }

    /// An amount in units of 10^-10 dollar, shown to the cent; the download keeps all decimals.
    fn to_the_cent(&self, amount: i128) -> Result<String, PageError> {
        const PER_CENT: i128 = 100_000_000;
        let rounded = (amount + PER_CENT / 2 * amount.signum()) / PER_CENT;
        Ok(self.frame.money(Cents::new(i64::try_from(rounded).map_err(PageError::broken)?)))
    }

    /// The penalty of one row, to the cent.
    fn months_amount(&self, months: &Months) -> String {
        self.to_the_cent(months.all).unwrap_or_default()
    }
}

/// Months that are alike and follow each other become one row.
fn add_month(rows: &mut Vec<Months>, month: Months) {
    match rows.last_mut() {
        Some(last)
            if (last.base, &last.rate, &last.note, last.each)
                == (month.base, &month.rate, &month.note, month.each)
                && last.to.tomorrow().ok() == Some(month.from) =>
        {
            last.to = month.to;
            last.count += 1;
            last.all += month.each;
        }
        _ => rows.push(month),
    }
}

/// Reads dollars with ten decimals as a whole number of 10^-10 dollar.
fn tenths_of_a_billionth(amount: &str) -> Result<i128, PageError> {
    amount.replace('.', "").parse().map_err(PageError::broken)
}

const fn why_key(why: WhyRate) -> &'static str {
    match why {
        WhyRate::Ordinary => "balance-why-ordinary",
        WhyRate::Agreement => "balance-why-agreement",
        WhyRate::Levy => "balance-why-levy",
        WhyRate::Limit => "balance-why-limit",
    }
}

fn section_key(section: &str) -> &'static str {
    if section == "6651(a)(3)" { "balance-on-later-tax" } else { "balance-on-tax-shown" }
}

/// A figure that is not confirmed says so.
const fn confidence_key(confidence: Confidence) -> Option<&'static str> {
    match confidence {
        Confidence::Confirmed | Confidence::Recomputed => None,
        Confidence::OneSource => Some("balance-one-source"),
        Confidence::Inferred => Some("balance-inferred"),
        Confidence::Unconfirmed => Some("balance-unconfirmed"),
        Confidence::Assumed => Some("balance-assumed"),
    }
}
