//! What do the three tracks of an older card's magnetic stripe say (AAMVA DL/ID Card Design Standard, annex on magnetic
//! stripes)? Fixed and separated parts; only month and year of the expiry.

use values::Date;

use super::{issuers, person, postal_code};
use crate::evidence::{Check, Fields, Kind, Reading, Unreadable};

/// Whether a text begins as track 1 does: `%`, a state, and later a second track.
pub(super) fn looks_like(text: &str) -> bool {
    let text = text.trim_start();
    let state = text.strip_prefix('%').and_then(|rest| rest.get(..2));
    state.is_some_and(|state| state.bytes().all(|byte| byte.is_ascii_uppercase())) && text.contains("?;")
}

/// Reads the tracks, which follow each other without a break.
pub(super) fn read(text: &str) -> Result<Reading, Unreadable> {
    let broken = |what: &str| Unreadable::because(format!("the magnetic stripe's {what} cannot be read"));
    let text = text.trim();
    let (first, rest) = text[1..].split_once("?;").ok_or_else(|| broken("first track"))?;
    let (second, third) = rest.split_once('?').ok_or_else(|| broken("second track"))?;
    let mut fields = Fields::default();
    let mut deviations = Vec::new();
    address(first, &mut fields).ok_or_else(|| broken("first track"))?;
    numbers(second, &mut fields).ok_or_else(|| broken("second track"))?;
    if description(third, &mut fields).is_none() {
        deviations.push("the third track cannot be read and was left out".to_owned());
    }
    let issuer = issuers::find(second.get(..6).unwrap_or_default());
    let by_state = fields.state.as_deref().and_then(issuers::by_letters);
    let checks = vec![
        Check::of("issuer is known", issuer.is_some()),
        Check::of("address is in the issuer's state", issuer == by_state),
    ];
    fields.issuer = issuer.map(|issuer| issuer.letters.clone());
    fields.country = issuer.map(|issuer| issuer.country.clone());
    deviations.push("only the month of the expiry is on the stripe".to_owned());
    Ok(Reading { kind: Kind::DriverLicenceStripe, fields, checks, deviations })
}

/// State, city (13, or ended by `^`), name (35, its parts with `$` between), address (29).
fn address(track: &str, fields: &mut Fields) -> Option<()> {
    let (state, rest) = track.split_at_checked(2)?;
    let mut take = {
        let mut rest = rest;
        move |most: usize| {
            let end = rest.find('^').filter(|end| *end < most).unwrap_or(most.min(rest.len()));
            let part = rest.get(..end)?;
            rest = rest.get(end..)?.strip_prefix('^').unwrap_or(rest.get(end..)?);
            Some(part.trim().to_owned())
        }
    };
    let (city, name, street) = (take(13)?, take(35)?, take(29)?);
    let mut names = name.split('$').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
    fields.state = Some(state.to_owned());
    fields.city = Some(city).filter(|city| !city.is_empty());
    fields.family_name = names.next();
    let given: Vec<String> = names.collect();
    fields.given_names = (!given.is_empty()).then(|| given.join(" "));
    fields.street = Some(street.replace('$', ", ")).filter(|street| !street.is_empty());
    Some(())
}

/// Issuer's number, licence number, `=`, expiry YYMM, birth CCYYMMDD, the rest of a long number.
fn numbers(track: &str, fields: &mut Fields) -> Option<()> {
    let (number, dates) = track.split_once('=')?;
    let number = number.get(6..)?;
    let more = dates.get(12..).unwrap_or_default().trim_matches('=');
    let month: i8 = dates.get(2..4)?.parse().ok()?;
    let year: i16 = dates.get(..2)?.parse().ok()?;
    let birth = dates.get(4..12)?;
    let part = |from: usize, to: usize| birth.get(from..to)?.parse::<i16>().ok();
    let (birth_year, birth_month, birth_day) =
        (part(0, 4)?, i8::try_from(part(4, 6)?).ok()?, i8::try_from(part(6, 8)?).ok()?);
    fields.document_number = Some(format!("{number}{more}")).filter(|number| !number.is_empty());
    // Instead of a month: 77 never, 88 and 99 by the birthday.
    fields.expiry_date = match month {
        1..=12 => Some(format!("{:04}-{month:02}", 2000 + year)),
        88 | 99 => Some(format!("{:04}-{birth_month:02}", 2000 + year)),
        _ => None,
    };
    fields.birth_date = Date::new(birth_year, birth_month, birth_day).ok();
    fields.birth_date.map(drop)
}

/// Versions (2), postal code (11), class (2), restrictions (10), endorsements (4), sex.
fn description(track: &str, fields: &mut Fields) -> Option<()> {
    let track = track.trim_start_matches(['#', '%', '+']);
    let postal = track.get(2..13)?.trim();
    fields.postal_code = Some(postal_code(postal)).filter(|code| !code.is_empty());
    fields.sex = person::sex(track.get(29..30)?);
    Some(())
}
