//! How are a passport's two lines written (ICAO Doc 9303 part 4, 4.2)? For specimens.

use super::digits::check_digit;
use crate::evidence::Fields;

/// The two lines of 44 of a passport (TD3); none where a mandatory field is missing or does not fit. Names are in
/// capital letters without accents.
pub fn write(fields: &Fields) -> Option<[String; 2]> {
    let filled = |text: &str, length: usize| {
        let text: String =
            text.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '<' }).collect();
        format!("{text:<<length$}").chars().take(length).collect::<String>()
    };
    let guarded = |text: String| {
        let digit = check_digit(&text);
        format!("{text}{digit}")
    };
    let day = |year: i16, month: i8, day: i8| format!("{:02}{month:02}{day:02}", year % 100);
    let birth = fields.birth_date?;
    let expiry: values::Date = fields.expiry_date.as_deref()?.parse().ok()?;
    let issuer = filled(fields.issuer.as_deref()?, 3);
    let names = format!(
        "{}<<{}",
        filled_name(fields.family_name.as_deref()?),
        filled_name(fields.given_names.as_deref().unwrap_or_default())
    );
    let number = fields.document_number.as_deref().filter(|number| number.len() <= 9)?;
    let number = guarded(filled(number, 9));
    let birth = guarded(day(birth.year(), birth.month(), birth.day()));
    let expiry = guarded(day(expiry.year(), expiry.month(), expiry.day()));
    let sex = fields.sex.filter(|sex| *sex != 'X').unwrap_or('<');
    let nationality = filled(fields.nationality.as_deref()?, 3);
    let personal = guarded(filled("", 14));
    let composite = check_digit(&format!("{number}{birth}{expiry}{personal}"));
    let second = format!("{number}{nationality}{birth}{sex}{expiry}{personal}{composite}");
    Some([format!("P<{issuer}{}", filled(&names, 39)), second])
}

/// One filler between the parts of a name; an apostrophe is left out (part 3, 4.6).
fn filled_name(name: &str) -> String {
    name.replace('\'', "").replace([' ', '-'], "<")
}
