//! What do the machine-readable lines of a passport, card or visa say (ICAO Doc 9303, parts 3 to 7)?
//!
//! A line whose check digits do not agree is refused, never guessed at. What a picture's reader may have confused (O and 0,
//! I and 1) is put right only where asked for, only where the place allows one kind, and only if every check digit then
//! agrees; it is told as a deviation.

mod digits;
mod layout;
mod pick;
mod repair;
#[cfg(test)]
mod tests;
mod write;

use values::Date;

use crate::evidence::{Check, Fields, Reading, Unreadable};
use digits::check_digit;
use layout::{Layout, Place};

pub use pick::pick;
pub use write::write;

/// How a text came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Typed or transmitted: each character is meant.
    Exact,
    /// Recognised in a picture: look-alikes may be confused.
    Recognised,
}

/// Whether a text looks as if it were meant to be machine-readable lines.
pub fn looks_like(text: &str) -> bool {
    let lines = lines_of(text);
    !lines.is_empty()
        && lines.iter().all(|line| line.bytes().all(is_allowed))
        && lines.iter().any(|line| line.contains('<'))
}

/// Reads the lines. `today` decides the century of a birth.
pub fn read(text: &str, source: Source, today: Date) -> Result<Reading, Unreadable> {
    let lines = lines_of(text);
    if let Some(line) = lines.iter().find(|line| !line.bytes().all(is_allowed)) {
        let odd =
            line.chars().find(|char| !char.is_ascii_uppercase() && !char.is_ascii_digit() && *char != '<');
        return Err(Unreadable::because(format!(
            "a character that no machine-readable line has: {:?}",
            odd.unwrap_or_default()
        )));
    }
    let layout = Layout::of(&lines)?;
    let lines = layout.cut(&lines);
    let mut deviations = Vec::new();
    // Places that hold letters alone have no check digit, so what was recognised is put right there even if all agree.
    let repaired = repair::repair(layout, &lines);
    let lines = if source == Source::Recognised && repaired != lines && verify(layout, &repaired).is_ok() {
        let count = lines.concat().bytes().zip(repaired.concat().bytes()).filter(|(a, b)| a != b).count();
        deviations.push(format!("{count} look-alike characters were put right; every check digit agrees"));
        repaired
    } else {
        lines
    };
    let checks = verify(layout, &lines)?;
    let fields = fields(layout, &lines, today, &mut deviations)?;
    Ok(Reading { kind: layout.kind(), fields, checks, deviations })
}

/// Lines without spaces and blank lines, as people and programs put them into a text.
fn lines_of(text: &str) -> Vec<String> {
    let plain =
        |line: &str| line.chars().filter(|char| !char.is_whitespace() && *char != '\u{feff}').collect();
    text.lines().map(plain).filter(|line: &String| !line.is_empty()).collect()
}

const fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'<'
}

/// Holds every check digit against what it guards.
fn verify(layout: Layout, lines: &[String]) -> Result<Vec<Check>, Unreadable> {
    let mut checks = Vec::new();
    let (number, printed) = document_number(layout, lines)?;
    let mut look = |name: &'static str, guarded: &str, printed: char, may_be_empty: bool| {
        let computed = check_digit(guarded);
        // An empty optional part may carry a filler in place of its zero.
        let ok = printed == computed
            || (may_be_empty && printed == '<' && guarded.bytes().all(|byte| byte == b'<'));
        checks.push(Check::of(name, ok));
        ok
    };
    let at = |place: Place| place.of(lines);
    let digit = |place: Place| place.of(lines).chars().next().unwrap_or('<');
    let mut good = look("document number check digit", &number, printed, false);
    good &= look("birth date check digit", at(layout.birth()), digit(layout.birth().next()), false);
    good &= look("expiry date check digit", at(layout.expiry()), digit(layout.expiry().next()), true);
    if let Some(place) = layout.personal_number() {
        good &= look("personal number check digit", at(place), digit(place.next()), true);
    }
    if let Some((places, place)) = layout.composite() {
        let guarded: String = places.iter().map(|place| at(*place)).collect();
        good &= look("composite check digit", &guarded, digit(place), false);
    }
    if good {
        return Ok(checks);
    }
    let wrong: Vec<&str> = checks.iter().filter(|check| !check.ok).map(|check| check.name.as_ref()).collect();
    Err(Unreadable::because(format!("wrong: {}", wrong.join(", "))))
}

/// The document number and its check digit. One of more than nine characters goes on in the optional part, with a
/// filler where its digit would stand (Doc 9303 part 5, 4.2.2; part 6, 4.2.2).
fn document_number(layout: Layout, lines: &[String]) -> Result<(String, char), Unreadable> {
    let place = layout.number();
    let (start, digit) = (place.of(lines), place.next().of(lines));
    let more = layout.rest_of_number().map(|rest| rest.of(lines)).unwrap_or_default();
    if digit == "<" && !start.ends_with('<') && !more.starts_with('<') && !more.is_empty() {
        let rest = more.split('<').next().unwrap_or_default();
        let (rest, digit) = rest.split_at(rest.len() - 1);
        return Ok((format!("{start}{rest}"), digit.chars().next().unwrap_or('<')));
    }
    if start.bytes().all(|byte| byte == b'<') {
        return Err(Unreadable::because("there is no document number"));
    }
    Ok((start.to_owned(), digit.chars().next().unwrap_or('<')))
}

fn fields(
    layout: Layout,
    lines: &[String],
    today: Date,
    deviations: &mut Vec<String>,
) -> Result<Fields, Unreadable> {
    let text = |place: Place| {
        Some(place.of(lines).replace('<', " ").trim().to_owned()).filter(|text| !text.is_empty())
    };
    let (family, given) = names(layout.names().of(lines));
    let (number, _) = document_number(layout, lines)?;
    let birth = match birth_date(layout.birth().of(lines), today) {
        Some(date) => Some(date),
        None if is_partly_unknown(layout.birth().of(lines)) => {
            deviations.push("the birth date is not fully known".to_owned());
            None
        }
        None => return Err(Unreadable::because("the birth date is no date")),
    };
    let expiry = layout.expiry().of(lines);
    let expiry = match expiry_date(expiry, today) {
        Some(date) => Some(date.to_string()),
        None if expiry.bytes().all(|byte| byte == b'<') => None,
        None => return Err(Unreadable::because("the expiry date is no date")),
    };
    let sex = match layout.sex().of(lines) {
        "M" => Some('M'),
        "F" => Some('F'),
        "<" | "X" => Some('X'),
        _ => return Err(Unreadable::because("the sex is neither F, M nor a filler")),
    };
    let issuer = text(Place::ISSUER);
    Ok(Fields {
        family_name: Some(family).filter(|name| !name.is_empty()),
        given_names: Some(given).filter(|name| !name.is_empty()),
        birth_date: birth,
        expiry_date: expiry,
        document_number: Some(number.replace('<', "")),
        sex,
        country: issuer.clone(),
        issuer,
        nationality: text(layout.nationality()),
        ..Fields::default()
    })
}

/// Family name and given names: two fillers between them, one between the parts of each.
fn names(text: &str) -> (String, String) {
    let words = |part: &str| part.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches('<');
    text.split_once("<<")
        .map_or_else(|| (words(text), String::new()), |(family, given)| (words(family), words(given)))
}

/// Two fillers stand for an unknown year, month or day (Doc 9303 part 3, 4.8).
fn is_partly_unknown(text: &str) -> bool {
    let pairs = [&text[0..2], &text[2..4], &text[4..6]];
    let digits = |pair: &str| pair.bytes().all(|byte| byte.is_ascii_digit());
    pairs.contains(&"<<") && pairs.into_iter().all(|pair| pair == "<<" || digits(pair))
}

fn six_digits(text: &str) -> Option<(i16, i8, i8)> {
    let two = |from: usize| text.get(from..from + 2)?.parse::<i8>().ok();
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    Some((i16::from(two(0)?), two(2)?, two(4)?))
}

/// The latest such day that is not after today.
fn birth_date(text: &str, today: Date) -> Option<Date> {
    let (year, month, day) = six_digits(text)?;
    let century = today.year() / 100 * 100;
    [century, century - 100]
        .into_iter()
        .filter_map(|century| Date::new(century + year, month, day).ok())
        .find(|date| *date <= today)
}

/// The day nearest to today: papers are good for decades, not for a century.
fn expiry_date(text: &str, today: Date) -> Option<Date> {
    let (year, month, day) = six_digits(text)?;
    let century = today.year() / 100 * 100;
    [century - 100, century, century + 100]
        .into_iter()
        .filter_map(|century| Date::new(century + year, month, day).ok())
        .min_by_key(|date| (date.year() - today.year()).abs())
}
