//! Which years are given out, and which numbers may be printed? What transcripts say is tested where they are shown, over
//! the demonstration's books; their sums in `tax::ledger`.

use tax::pack::Pack;
use values::date;

use super::*;

#[test]
fn each_kind_has_its_years() {
    let (pack, today) = (Pack::us_federal(), date(2026, 11, 22));
    for (kind, last, first) in [
        (Kind::Return, 2026, 2023),
        (Kind::Account, 2026, 2017),
        (Kind::Record, 2026, 2023),
        (Kind::Wages, 2026, 2017),
        (Kind::NonFiling, 2025, 2017),
    ] {
        let years = kind.years(pack, today).unwrap();
        assert_eq!((years.first(), years.last()), (Some(&last), Some(&first)), "{kind:?}");
        assert!(years.windows(2).all(|pair| pair[0] == pair[1] + 1), "{kind:?}");
        assert_eq!(Kind::named(kind.name()), Some(kind));
    }
    assert_eq!(Kind::named("everything"), None);
}

#[test]
fn a_file_number_is_no_tax_number() {
    for (text, read) in [
        ("1", Ok(())),
        ("0123456789", Ok(())),
        (" 4711 ", Ok(())),
        ("", Err(FileNumberError::Shape)),
        ("12345678901", Err(FileNumberError::Shape)),
        ("999-10-0505", Err(FileNumberError::Shape)),
        ("٣", Err(FileNumberError::Shape)),
        ("999100505", Err(FileNumberError::TaxNumber)),
    ] {
        assert_eq!(text.parse::<FileNumber>().map(|_| ()), read, "{text}");
    }
}
