//! How are money, dates and numbers written in the visitor's language?
//!
//! English as in the United States; Spanish as the Unicode CLDR has it for the United States (es-US).

use std::fmt::Display;

use values::{Cents, Date};

/// A language that every page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

impl Language {
    /// Every language, the default first.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The tag for `lang` attributes, cookies and `?lang=` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The language's name in itself, as the switch shows it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The one the switch offers.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Es,
            Self::Es => Self::En,
        }
    }

    /// The language of a tag (`es`, `es-MX`, `EN`), if it is one of ours.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of ours for an `Accept-Language` header (RFC 9110, 12.5.4).
    pub fn from_accept(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let Some(language) = parts.next().and_then(Self::from_tag) else { continue };
            let quality =
                parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Some(1000), thousandths);
            let Some(quality) = quality.filter(|quality| *quality > 0) else { continue };
            if best.is_none_or(|(highest, _)| quality > highest) {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// `$1,234.56`; what is below zero is a credit and says so in words.
    pub fn money(self, amount: Cents) -> String {
        let cents = amount.get().unsigned_abs();
        let figure = format!("${}.{:02}", grouped(cents / 100), cents % 100);
        match (amount.is_negative(), self) {
            (false, _) => figure,
            (true, Self::En) => format!("{figure} credit"),
            (true, Self::Es) => format!("{figure} de crédito"),
        }
    }

    /// `$1,234.56`; below zero `−$1,234.56`, for figures such as a loss, which are no credit.
    pub fn signed_money(self, amount: Cents) -> String {
        let cents = amount.get().unsigned_abs();
        let sign = if amount.is_negative() { "−" } else { "" };
        format!("{sign}${}.{:02}", grouped(cents / 100), cents % 100)
    }

    /// `November 22, 2026`; `22 de noviembre de 2026`.
    pub fn date(self, date: Date) -> String {
        let (day, year) = (date.day(), date.year());
        match self {
            Self::En => format!("{} {day}, {year}", month(&MONTHS_EN, date)),
            Self::Es => format!("{day} de {} de {year}", month(&MONTHS_ES, date)),
        }
    }

    /// For narrow columns: `Nov 22, 2026`; `22 nov 2026`.
    pub fn short_date(self, date: Date) -> String {
        let (day, year) = (date.day(), date.year());
        match self {
            Self::En => format!("{} {day}, {year}", &month(&MONTHS_EN, date)[..3]),
            Self::Es => format!("{day} {} {year}", &month(&MONTHS_ES, date)[..3]),
        }
    }

    /// A rate that is already in percent: `7%`, `0.5%`; Spanish has a space that does not break.
    pub fn percent(self, percent: impl Display) -> String {
        let text = percent.to_string();
        let figure = match text.split_once('.') {
            Some((whole, decimals)) => match decimals.trim_end_matches('0') {
                "" => whole.to_owned(),
                rest => format!("{whole}.{rest}"),
            },
            None => text,
        };
        match self {
            Self::En => format!("{figure}%"),
            Self::Es => format!("{figure}\u{a0}%"),
        }
    }

    /// A count with thousands separators. Years are texts, not counts.
    pub fn number(self, number: i64) -> String {
        let sign = if number < 0 { "-" } else { "" };
        format!("{sign}{}", grouped(number.unsigned_abs()))
    }
}

fn month<'a>(names: &[&'a str; 12], date: Date) -> &'a str {
    names[usize::from(date.month().unsigned_abs()) - 1]
}

/// Digits in threes with commas, as both languages write them in the United States.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A quality value (`1`, `0.8`, `0.125`) in thousandths.
fn thousandths(quality: &str) -> Option<u16> {
    let (whole, decimals) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    if decimals.len() > 3 {
        return None;
    }
    let thousandths: u16 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (thousandths <= 1000).then_some(thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::date;

    #[test]
    fn money_reads_as_people_write_it() {
        for (cents, en, es) in [
            (0, "$0.00", "$0.00"),
            (7, "$0.07", "$0.07"),
            (123_456, "$1,234.56", "$1,234.56"),
            (99_999, "$999.99", "$999.99"),
            (100_000_000, "$1,000,000.00", "$1,000,000.00"),
            (-123_456, "$1,234.56 credit", "$1,234.56 de crédito"),
            (i64::MIN, "$92,233,720,368,547,758.08 credit", "$92,233,720,368,547,758.08 de crédito"),
        ] {
            assert_eq!(Language::En.money(Cents::new(cents)), en);
            assert_eq!(Language::Es.money(Cents::new(cents)), es);
            assert_eq!(Language::Es.signed_money(Cents::new(cents)).starts_with('−'), cents < 0);
        }
    }

    #[test]
    fn dates_are_written_out() {
        let day = date(2026, 11, 2);
        assert_eq!(Language::En.date(day), "November 2, 2026");
        assert_eq!(Language::Es.date(day), "2 de noviembre de 2026");
        assert_eq!(Language::En.short_date(day), "Nov 2, 2026");
        assert_eq!(Language::Es.short_date(day), "2 nov 2026");
        assert_eq!(Language::Es.date(date(2027, 1, 31)), "31 de enero de 2027");
    }

    #[test]
    fn percents_and_counts_carry_no_needless_digits() {
        assert_eq!(Language::En.percent("7.00"), "7%");
        assert_eq!(Language::En.percent("0.50"), "0.5%");
        assert_eq!(Language::En.percent(10), "10%");
        assert_eq!(Language::Es.percent("0.25"), "0.25\u{a0}%");
        assert_eq!(Language::En.number(-1_234_567), "-1,234,567");
        assert_eq!(Language::Es.number(12), "12");
    }

    #[test]
    fn the_browser_s_wish_is_heard() {
        for (header, language) in [
            ("es", Some(Language::Es)),
            ("es-MX,es;q=0.9,en;q=0.8", Some(Language::Es)),
            ("en;q=0.8, ES-419;q=0.9", Some(Language::Es)),
            ("fr, en;q=0.2", Some(Language::En)),
            ("en;q=0, es;q=0.001", Some(Language::Es)),
            ("es;q=7, en", Some(Language::En)),
            ("es;q=0.12345, en;q=0.1", Some(Language::En)),
            ("fr-CA", None),
            ("", None),
            ("*", None),
        ] {
            assert_eq!(Language::from_accept(header), language, "{header}");
        }
    }
}
