//! How is the barcode of a licence written (AAMVA DL/ID Card Design Standard, version 10, D.12)? For specimens: there
//! is no other use in writing what one did not issue.

use super::issuers;
use crate::evidence::Fields;
use values::Date;

/// What a licence says beside what every paper says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Name, days, number, address. Names and address are in capital letters without accents.
    pub fields: Fields,
    /// Height in inches.
    pub height: u8,
    /// Three letters of ANSI D20: `BRO`, `BLU`, …
    pub eyes: &'static str,
}

/// The barcode's text; none where the issuer is not in the table or a mandatory field is missing.
pub fn write(licence: &Licence) -> Option<String> {
    let fields = &licence.fields;
    let issuer = issuers::by_letters(fields.issuer.as_deref()?)?;
    let day = |date: Date| format!("{:02}{:02}{:04}", date.month(), date.day(), date.year());
    let expiry: Date = fields.expiry_date.as_deref()?.parse().ok()?;
    let (given, middle) =
        fields.given_names.as_deref()?.split_once(' ').unwrap_or((fields.given_names.as_deref()?, "NONE"));
    let sex = match fields.sex {
        Some('M') => "1",
        Some('F') => "2",
        _ => "9",
    };
    let postal_code: String = fields.postal_code.as_deref()?.chars().filter(|char| *char != '-').collect();
    let number = fields.document_number.as_deref()?;
    let elements = [
        ("DAQ", number.to_owned()),
        ("DCA", "C".to_owned()),
        ("DCB", "NONE".to_owned()),
        ("DCD", "NONE".to_owned()),
        ("DBA", day(expiry)),
        ("DCS", fields.family_name.clone()?),
        ("DAC", given.to_owned()),
        ("DAD", middle.to_owned()),
        ("DBD", day(fields.issue_date?)),
        ("DBB", day(fields.birth_date?)),
        ("DBC", sex.to_owned()),
        ("DAY", licence.eyes.to_owned()),
        ("DAU", format!("{:03} IN", licence.height)),
        ("DAG", fields.street.clone()?),
        ("DAI", fields.city.clone()?),
        ("DAJ", fields.state.clone()?),
        ("DAK", format!("{postal_code:0<9}  ")),
        ("DCF", format!("SPECIMEN{number}")),
        ("DCG", issuer.country.clone()),
        ("DDE", "N".to_owned()),
        ("DDF", "N".to_owned()),
        ("DDG", "N".to_owned()),
    ];
    let lines: Vec<String> = elements.into_iter().map(|(code, value)| format!("{code}{value}")).collect();
    let data = format!("DL{}\r", lines.join("\n"));
    let head = format!("@\n\u{1e}\rANSI {}100001DL", issuer.number);
    // The offset counts from the file's beginning: the header of 21 and one designator of 10 characters.
    Some(format!("{head}{:04}{:04}{data}", head.len() + 8, data.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::date;

    #[test]
    fn what_is_written_is_read_without_deviation() {
        let text = |text: &str| Some(text.to_owned());
        let fields = Fields {
            family_name: text("MUSTER"),
            given_names: text("MIRA JOSEFA"),
            birth_date: Some(date(1975, 2, 28)),
            expiry_date: text("2031-05-12"),
            issue_date: Some(date(2023, 5, 12)),
            document_number: text("T00112233"),
            sex: Some('F'),
            street: text("1 EXAMPLE ROAD, APT 9"),
            city: text("SAMPLETON"),
            state: text("VA"),
            postal_code: text("00118"),
            issuer: text("VA"),
            country: text("USA"),
            nationality: None,
        };
        let licence = Licence { fields: fields.clone(), height: 66, eyes: "BRO" };
        let reading = super::super::read(&write(&licence).unwrap()).unwrap();
        assert_eq!(reading.deviations, Vec::<String>::new());
        assert!(reading.checks.iter().all(|check| check.ok), "{:?}", reading.checks);
        assert_eq!(reading.fields, fields);
        let nowhere = Fields { issuer: text("??"), ..fields };
        assert_eq!(write(&Licence { fields: nowhere, ..licence }), None);
    }
}
