//! Does what one side of a paper says agree with the other, and one paper with another (NIST SP 800-63A-4, 3.13:
//! barcode or machine-readable lines are compared with what is printed)? A check that fails says what to look at; it
//! never says what stands there.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use values::Date;

use super::{Check, Fields, Kind};

/// So many letters and digits must have been recognised before something counts as not printed.
const LEGIBLE: usize = 40;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Holds what a code says against the text that was recognised on the printed side.
pub fn with_print(kind: Kind, fields: &Fields, printed: &str) -> Vec<Check> {
    let print = folded(printed);
    let legible = Check::of("printed side is legible", print.len() >= LEGIBLE);
    if !legible.ok {
        return vec![legible];
    }
    let expiry = fields.expiry_date.as_deref().and_then(|text| text.parse::<Date>().ok());
    let mut looked_at = vec![
        ("family name is printed", fields.family_name.as_deref().map(|name| has_name(&print, name))),
        ("given names are printed", fields.given_names.as_deref().map(|name| has_name(&print, name))),
        ("birth date is printed", fields.birth_date.map(|date| has_date(&print, date))),
        ("expiry date is printed", expiry.map(|date| has_date(&print, date))),
        (
            "document number is printed",
            fields.document_number.as_deref().map(|number| print.contains(&folded(number))),
        ),
    ];
    if kind == Kind::DriverLicenceBarcode {
        let street = fields.street.as_deref().and_then(|street| street.split(',').next());
        looked_at.push(("street is printed", street.map(|street| print.contains(&folded(street)))));
    }
    let found = looked_at.into_iter().filter_map(|(name, ok)| ok.map(|ok| Check::of(name, ok)));
    std::iter::once(legible).chain(found).collect()
}

/// Holds two papers of one person against each other.
pub fn with_other(one: &Fields, other: &Fields) -> Vec<Check> {
    let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => {
            let (one, other) = (words(one), words(other));
            // A machine-readable line cuts long names; a second family name or a middle name may stand on one alone.
            let fits = |part: &[String], whole: &[String]| {
                part.iter().all(|word| whole.iter().any(|other| alike(word, other)))
            };
            Some(fits(&one, &other) || fits(&other, &one))
        }
        _ => None,
    };
    let equal = |one: Option<Date>, other: Option<Date>| one.zip(other).map(|(one, other)| one == other);
    let looked_at = [
        ("same family name on both papers", same(&one.family_name, &other.family_name)),
        ("same given names on both papers", same(&one.given_names, &other.given_names)),
        ("same birth date on both papers", equal(one.birth_date, other.birth_date)),
    ];
    looked_at.into_iter().filter_map(|(name, ok)| ok.map(|ok| Check::of(name, ok))).collect()
}

/// Capital letters without accents.
fn plain(text: &str) -> String {
    text.nfd().filter(|char| !is_combining_mark(*char)).collect::<String>().to_uppercase()
}

/// Letters and digits alone, with those that recognisers confuse taken for one.
fn folded(text: &str) -> String {
    let alike = |char: char| match char {
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' | '|' => '1',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        other => other,
    };
    plain(text).chars().map(alike).filter(char::is_ascii_alphanumeric).collect()
}

fn words(name: &str) -> Vec<String> {
    let letters = |word: &str| plain(word).chars().filter(char::is_ascii_alphanumeric).collect();
    name.split([' ', '-', ',']).map(letters).filter(|word: &String| !word.is_empty()).collect()
}

/// The same word, one written with two letters for an umlaut (Doc 9303 part 3, 6), or cut short.
fn alike(one: &str, other: &str) -> bool {
    let short = |word: &str| word.replace("AE", "A").replace("OE", "O").replace("UE", "U");
    let (one, other) = (short(one), short(other));
    one == other
        || (one.len() >= 5 && other.starts_with(&one))
        || (other.len() >= 5 && one.starts_with(&other))
}

/// Whether a name is in the print, its parts one after the other, with or without the two letters for an umlaut.
fn has_name(print: &str, name: &str) -> bool {
    let whole = words(name).concat();
    let short = whole.replace("AE", "A").replace("OE", "O").replace("UE", "U");
    print.contains(&folded(&whole)) || print.contains(&folded(&short))
}

/// Whether a day is in the print in one of the ways in which papers write it.
fn has_date(print: &str, date: Date) -> bool {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = MONTHS[usize::try_from(month - 1).unwrap_or_default() % 12];
    let ways = [
        format!("{month:02}{day:02}{year:04}"),
        format!("{day:02}{month:02}{year:04}"),
        format!("{year:04}{month:02}{day:02}"),
        format!("{day:02}{name}{year:04}"),
        format!("{day:02}{name}{:02}", year % 100),
        format!("{name}{day:02}{year:04}"),
    ];
    ways.iter().any(|way| print.contains(&folded(way)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::date;

    fn licence() -> Fields {
        let text = |text: &str| Some(text.to_owned());
        Fields {
            family_name: text("MUELLER LOPEZ"),
            given_names: text("MIRA JOSEFA"),
            birth_date: Some(date(1975, 2, 28)),
            expiry_date: text("2031-05-12"),
            document_number: text("T00112233"),
            street: text("1 EXAMPLE ROAD, APT 9"),
            ..Fields::default()
        }
    }

    fn checked(print: &str) -> Vec<Check> {
        with_print(Kind::DriverLicenceBarcode, &licence(), print)
    }

    const PRINT: &str = "DRIVER LICENSE\nDL TOO112233\nEXP 05/12/2O31 LN Müller-López\nFN MIRA JOSEFA\n\
        8 1 EXAMPLE ROAD APT 9\nSAMPLETON VA\nDOB 02/28/1975";

    fn failed(checks: &[Check]) -> Vec<&str> {
        checks.iter().filter(|check| !check.ok).map(|check| check.name.as_ref()).collect()
    }

    #[test]
    fn each_field_that_differs_is_told() {
        assert_eq!(failed(&checked(PRINT)), Vec::<&str>::new());
        for (from, to, told) in [
            ("López", "Lomas", "family name is printed"),
            ("MIRA", "MARA", "given names are printed"),
            ("1975", "1976", "birth date is printed"),
            ("2O31", "2032", "expiry date is printed"),
            ("12233", "12234", "document number is printed"),
            ("EXAMPLE", "SAMPLE", "street is printed"),
        ] {
            assert_eq!(failed(&checked(&PRINT.replace(from, to))), [told]);
        }
        assert_eq!(failed(&checked("blur")), ["printed side is legible"]);
    }

    #[test]
    fn days_are_printed_in_many_ways() {
        for print in ["28 FEB 1975", "28 FEB/FEV 1975", "1975-02-28", "Feb 28, 1975", "28.02.1975"] {
            let found = has_date(&folded(print), date(1975, 2, 28));
            assert_eq!(found, !print.contains('/'), "{print}");
        }
        assert!(!has_date(&folded("02/27/1975"), date(1975, 2, 28)));
    }

    #[test]
    fn two_papers_of_one_person_agree() {
        let licence = licence();
        let passport = Fields { family_name: Some("MULLER LOPEZ".to_owned()), ..licence.clone() };
        assert_eq!(failed(&with_other(&licence, &passport)), Vec::<&str>::new());
        let first_alone = Fields { given_names: Some("MIRA".to_owned()), ..passport.clone() };
        assert_eq!(failed(&with_other(&licence, &first_alone)), Vec::<&str>::new());
        let other = Fields { birth_date: Some(date(1975, 2, 27)), ..passport };
        assert_eq!(failed(&with_other(&licence, &other)), ["same birth date on both papers"]);
        let stranger = Fields { family_name: Some("LORCA".to_owned()), ..licence.clone() };
        assert_eq!(failed(&with_other(&licence, &stranger)), ["same family name on both papers"]);
    }
}
