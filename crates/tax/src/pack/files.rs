//! How a pack is read from its files, and what makes it a bad one.

use rust_decimal::Decimal;
use serde::Deserialize;
use values::{Cents, Date};

use super::codes::CodeEntry;
use super::rates::RateEntry;
use super::texts::PackFiles;
use super::{
    Choices, ClockStopCodes, Code, CodeError, CodeRole, CodeTable, Confidence, Dated, DatedValue, Figure,
    OfferCodes, Pack, PaymentCodes, PositionFigures, Postponement, RateTable, Sign,
};
use crate::calendar::{Calendar, Holiday, HolidayRule, Observed, day_number};
use crate::deadlines::ClockStop;
use crate::exact::Rate;

/// Why a pack cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file of the pack cannot be read.
    #[error("{file}: {why}")]
    File {
        /// The file's name.
        file: &'static str,
        /// What is wrong.
        why: String,
    },
    /// A line of a file is wrong.
    #[error("{file}, line {line}: {why}")]
    Line {
        /// The file's name.
        file: &'static str,
        /// The line, counted from 1 with the heading.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// A figure that the rules need is not there.
    #[error("figures.csv: there is no figure called {0}")]
    MissingFigure(String),
    /// A figure is not of the kind that the rules need.
    #[error("figures.csv: {name} must be {needed}")]
    BadFigure {
        /// The figure's name.
        name: String,
        /// What it must be.
        needed: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackLine {
    name: String,
    title: String,
    last_day: Date,
    estimated_tax_due: [String; 4],
    return_due: String,
    payment_codes: PaymentCodes,
    offer_codes: OfferCodes,
    choices: Choices,
}

#[derive(Deserialize)]
struct ClockStopLine {
    opens: Code,
    closes: String,
    why: ClockStop,
}

#[derive(Deserialize)]
struct RateLine {
    effective_from: Date,
    underpayment_percent: Decimal,
    overpayment_percent: Decimal,
    confidence: Confidence,
    source: String,
}

#[derive(Deserialize)]
struct FigureLine {
    name: String,
    effective_from: Date,
    value: Decimal,
    unit: String,
    confidence: Confidence,
    source: String,
}

#[derive(Deserialize)]
struct CodeLine {
    code: Code,
    sign: Sign,
    role: CodeRole,
    english: String,
    spanish: String,
    confidence: Confidence,
}

#[derive(Deserialize)]
struct HolidayLine {
    name: String,
    month: i8,
    day: Option<i8>,
    weekday: Option<String>,
    week: Option<i8>,
    observed: Option<String>,
    first_year: i16,
    every_years: Option<i16>,
}

#[derive(Deserialize)]
struct PostponementLine {
    name: String,
    area: String,
    due_from: Date,
    due_to: Date,
    postponed_to: Date,
    confidence: Confidence,
    source: String,
}

pub(super) fn read(files: &PackFiles) -> Result<Pack, PackError> {
    let head: PackLine = toml::from_str(&files.pack)
        .map_err(|error| PackError::File { file: "pack.toml", why: error.to_string().replace('\n', " ") })?;
    let rates = read_rates(&files.interest_rates, head.last_day)?;
    let mut figures: Vec<Figure> = lines("figures.csv", &files.figures, |line: FigureLine| Ok(figure(line)))?;
    figures.sort_by(|a, b| (&a.name, a.effective_from).cmp(&(&b.name, b.effective_from)));
    figures.iter().try_for_each(check_unit)?;
    let position = position_figures(&figures)?;
    let codes = lines("transaction-codes.csv", &files.transaction_codes, |line: CodeLine| Ok(code(line)))?;
    let codes = CodeTable::new(codes).map_err(|code| PackError::File {
        file: "transaction-codes.csv",
        why: format!("code {code} stands twice"),
    })?;
    let holidays = lines("holidays.csv", &files.holidays, holiday)?;
    let postponements = lines("postponements.csv", &files.postponements, |line| Ok(postponement(line)))?;
    let clock_stops = lines("clock-stops.csv", &files.clock_stops, clock_stop)?;
    let actions = super::actions::read(&files.action_codes, &codes)?;
    let standards = super::standards::read(&files.standards, &files.housing_standards)?;
    let cards = super::cards::read(&files.card_fees, &files.card_limits)?;
    let estimated_tax_due = head.estimated_tax_due.map(|day| month_and_day(&day));
    let [Some(first), Some(second), Some(third), Some(fourth)] = estimated_tax_due else {
        let why = "estimated_tax_due has four days like 04-15".to_owned();
        return Err(PackError::File { file: "pack.toml", why });
    };
    let fault = |why: String| PackError::File { file: "pack.toml", why };
    let return_due =
        month_and_day(&head.return_due).ok_or_else(|| fault("return_due is a day like 04-15".to_owned()))?;
    if let Some(why) = head.payment_codes.fault(&codes) {
        return Err(fault(why));
    }
    if let Some(why) = head.offer_codes.fault(&codes, &clock_stops) {
        return Err(fault(why));
    }
    let has_figure = |name: &str| figures.iter().any(|figure| figure.name == name);
    let texts = files.forms.iter().map(|(file, text)| (file.as_str(), text.as_str()));
    let forms =
        crate::forms::read(texts, has_figure).map_err(|why| PackError::File { file: "forms", why })?;
    Ok(Pack {
        forms,
        clock_stops,
        actions,
        return_due,
        payment_codes: head.payment_codes,
        offer_codes: head.offer_codes,
        standards,
        cards,
        estimated_tax_due: [first, second, third, fourth],
        name: head.name,
        title: head.title,
        rates: RateTable::new(rates, head.last_day),
        calendar: Calendar { holidays },
        codes,
        choices: head.choices,
        postponements,
        position,
        figures,
    })
}

/// Reads a CSV file with a heading, naming the line where something is wrong.
pub(super) fn lines<L: for<'de> Deserialize<'de>, T>(
    file: &'static str,
    text: &str,
    convert: impl Fn(L) -> Result<T, String>,
) -> Result<Vec<T>, PackError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let read = |(index, line): (usize, Result<L, csv::Error>)| {
        line.map_err(|error| error.to_string()).and_then(&convert).map_err(|why| PackError::Line {
            file,
            line: index + 2,
            why,
        })
    };
    reader.deserialize().enumerate().map(read).collect()
}

fn read_rates(text: &str, last_day: Date) -> Result<Vec<RateEntry>, PackError> {
    const FILE: &str = "interest-rates.csv";
    let entries: Vec<RateEntry> = lines(FILE, text, |line: RateLine| {
        let rate = |percent| {
            Rate::from_percent(percent).ok_or("a rate is 0 to 1000 percent with at most 10 decimals")
        };
        Ok(RateEntry {
            effective_from: line.effective_from,
            underpayment: rate(line.underpayment_percent)?,
            overpayment: rate(line.overpayment_percent)?,
            confidence: line.confidence,
            source: line.source,
        })
    })?;
    for (index, pair) in entries.windows(2).enumerate() {
        if pair[0].effective_from >= pair[1].effective_from {
            return Err(PackError::Line { file: FILE, line: index + 3, why: "dates must ascend".to_owned() });
        }
    }
    match entries.last() {
        Some(last) if last.effective_from <= last_day => Ok(entries),
        _ => Err(PackError::File {
            file: FILE,
            why: "there must be rates, all before the pack's last day".to_owned(),
        }),
    }
}

fn figure(line: FigureLine) -> Figure {
    let FigureLine { name, effective_from, value, unit, confidence, source } = line;
    Figure { name, effective_from, value, unit, confidence, source }
}

fn code(line: CodeLine) -> CodeEntry {
    let CodeLine { code, sign, role, english, spanish, confidence } = line;
    CodeEntry { code, sign, role, english, spanish, confidence }
}

fn postponement(line: PostponementLine) -> Postponement {
    let PostponementLine { name, area, due_from, due_to, postponed_to, confidence, source } = line;
    Postponement { name, area, due: (due_from, due_to), postponed_to, confidence, source }
}

fn clock_stop(line: ClockStopLine) -> Result<ClockStopCodes, String> {
    let ClockStopLine { opens, closes, why } = line;
    let closes = closes.split(' ').map(|code| code.parse().map_err(|error: CodeError| error.to_string()));
    Ok(ClockStopCodes { opens, closes: closes.collect::<Result<_, _>>()?, why })
}

/// Reads `04-15`; a day that is not in every year is refused.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let day = (month.parse().ok()?, day.parse().ok()?);
    Date::new(2001, day.0, day.1).ok().map(|_| day)
}

fn holiday(line: HolidayLine) -> Result<Holiday, String> {
    let weekday = |name: &str| {
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
            .iter()
            .position(|known| *known == name)
            .and_then(|index| i8::try_from(index + 1).ok())
    };
    let rule = match (line.day, line.observed.as_deref(), line.weekday.as_deref().map(weekday), line.week) {
        (Some(day), Some("nearest"), None, None) => HolidayRule::Fixed(day, Observed::Nearest),
        (Some(day), Some("sunday"), None, None) => HolidayRule::Fixed(day, Observed::SundayOnly),
        (None, None, Some(Some(weekday)), Some(week)) => HolidayRule::Nth { weekday, week },
        _ => return Err("give day and observed (nearest or sunday), or weekday and week".to_owned()),
    };
    let day_fits = match rule {
        HolidayRule::Fixed(day, _) => jiff::civil::Date::new(2001, line.month, day).is_ok(),
        HolidayRule::Nth { week, .. } => (1..=12).contains(&line.month) && matches!(week, -1 | 1..=4),
    };
    let every_years = line.every_years.unwrap_or(1);
    if !day_fits || every_years < 1 {
        return Err("there is no such day".to_owned());
    }
    Ok(Holiday { name: line.name, month: line.month, rule, first_year: line.first_year, every_years })
}

/// Whether a figure is what its unit says, so that a wrong one is refused when the pack is read, not when it is needed.
fn check_unit(figure: &Figure) -> Result<(), PackError> {
    match figure.unit.as_str() {
        "percent" => as_rate(figure).map(drop),
        "dollars" => as_cents(figure).map(drop),
        // Of housing standards: read where they are.
        "miles" | "unit" => Ok(()),
        "year" if figure.value.is_integer() => Ok(()),
        _ => as_count(figure).map(drop),
    }
}

pub(super) fn as_rate(figure: &Figure) -> Result<Rate, PackError> {
    let rate = (figure.unit == "percent").then(|| Rate::from_percent(figure.value)).flatten();
    rate.ok_or_else(|| PackError::BadFigure {
        name: figure.name.clone(),
        needed: "a percentage of 0 to 1000",
    })
}

pub(super) fn as_cents(figure: &Figure) -> Result<Cents, PackError> {
    let dollars = figure.value.to_string().parse().ok().filter(|_| figure.unit == "dollars");
    dollars.ok_or_else(|| PackError::BadFigure { name: figure.name.clone(), needed: "dollars and cents" })
}

pub(super) fn as_count(figure: &Figure) -> Result<i32, PackError> {
    let whole = matches!(
        figure.unit.as_str(),
        "days" | "months" | "weeks" | "years" | "payments" | "papers" | "notices" | "megabytes" | "renewals"
    );
    let count = figure.value.to_string().parse().ok().filter(|count| whole && (0..=1000).contains(count));
    count.ok_or_else(|| PackError::BadFigure {
        name: figure.name.clone(),
        needed: "a whole count of 0 to 1000",
    })
}

fn position_figures(figures: &[Figure]) -> Result<PositionFigures, PackError> {
    fn dated<T>(
        figures: &[Figure],
        name: &'static str,
        convert: impl Fn(&Figure) -> Result<T, PackError>,
    ) -> Result<Dated<T>, PackError> {
        let named = figures.iter().filter(|figure| figure.name == name);
        let entries: Vec<_> = named
            .map(|figure| {
                Ok(DatedValue {
                    from: day_number(figure.effective_from),
                    value: convert(figure)?,
                    confidence: figure.confidence,
                    source: figure.source.clone(),
                })
            })
            .collect::<Result<_, PackError>>()?;
        if entries.is_empty() { Err(PackError::MissingFigure(name.to_owned())) } else { Ok(Dated(entries)) }
    }
    Ok(PositionFigures {
        failure_to_file_rate: dated(figures, "failure_to_file.percent_per_month", as_rate)?,
        failure_to_file_months: dated(figures, "failure_to_file.months", as_count)?,
        minimum_after_days: dated(figures, "failure_to_file.minimum_after_days", as_count)?,
        minimum: dated(figures, "failure_to_file.minimum", as_cents)?,
        failure_to_pay_rate: dated(figures, "failure_to_pay.percent_per_month", as_rate)?,
        agreement_rate: dated(figures, "failure_to_pay.percent_per_month_agreement", as_rate)?,
        levy_rate: dated(figures, "failure_to_pay.percent_per_month_levy", as_rate)?,
        failure_to_pay_cap: dated(figures, "failure_to_pay.cap_percent", as_rate)?,
        levy_days: dated(figures, "failure_to_pay.levy_days", as_count)?,
        notice_days: dated(figures, "notice.calendar_days", as_count)?,
        notice_business_days: dated(figures, "notice.business_days_large", as_count)?,
        notice_large_amount: dated(figures, "notice.large_amount", as_cents)?,
    })
}
