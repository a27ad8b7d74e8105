//! Made-up cards of every age, as clean barcodes and as other programs mangle them.

use proptest::prelude::*;
use values::date;

use super::*;

/// A card of version 8, issued by Virginia to nobody, with offsets that are right.
fn card(version: u8, elements: &[&str]) -> String {
    let data = format!("DL{}\r", elements.join("\n"));
    let extra = "ZVZVA01\r";
    let (first, second) = (41, 41 + data.len());
    format!(
        "@\n\u{1e}\rANSI 636000{version:02}0002DL{first:04}{:04}ZV{second:04}{:04}{data}{extra}",
        data.len(),
        extra.len()
    )
}

const CLEAN: [&str; 14] = [
    "DAQT00112233",
    "DCSMUSTER",
    "DDEN",
    "DACMIRA",
    "DDFN",
    "DADJO",
    "DBD06062019",
    "DBB02281975",
    "DBA12102027",
    "DBC2",
    "DAG1 EXAMPLE ROAD",
    "DAISAMPLETON",
    "DAJVA",
    "DAK232690000  ",
];

#[test]
fn a_clean_card_is_read_without_deviation() {
    let reading = read(&card(8, &CLEAN)).unwrap();
    assert_eq!(reading.deviations, Vec::<String>::new());
    assert!(reading.checks.iter().all(|check| check.ok), "{:?}", reading.checks);
    let fields = reading.fields;
    assert_eq!(fields.family_name.as_deref(), Some("MUSTER"));
    assert_eq!(fields.given_names.as_deref(), Some("MIRA JO"));
    assert_eq!(fields.birth_date, Some(date(1975, 2, 28)));
    assert_eq!(fields.expiry_date.as_deref(), Some("2027-12-10"));
    assert_eq!(fields.issue_date, Some(date(2019, 6, 6)));
    assert_eq!(fields.document_number.as_deref(), Some("T00112233"));
    assert_eq!((fields.sex, fields.postal_code.as_deref()), (Some('F'), Some("23269")));
    assert_eq!((fields.issuer.as_deref(), fields.country.as_deref()), (Some("VA"), Some("USA")));
}

#[test]
fn names_of_every_age_are_read() {
    for (version, names, family, given) in [
        (1, vec!["DAAMUSTER,MIRA,JO"], "MUSTER", "MIRA JO"),
        (2, vec!["DCSMUSTER", "DCTMIRA,JO"], "MUSTER", "MIRA JO"),
        (2, vec!["DCSMUSTER", "DCTMIRA", "DADJO"], "MUSTER", "MIRA JO"),
        (3, vec!["DCSMUSTER", "DCTMIRA JO"], "MUSTER", "MIRA JO"),
        (4, vec!["DCSMUSTER", "DACMIRA", "DADJO"], "MUSTER", "MIRA JO"),
        (10, vec!["DCSMUSTER", "DACMIRA", "DADNONE"], "MUSTER", "MIRA"),
    ] {
        let mut elements = vec!["DAQT1", "DBB19750228", "DBA20271210"];
        elements.extend(names);
        let reading = read(&card(version, &elements)).unwrap();
        assert_eq!(reading.fields.family_name.as_deref(), Some(family), "version {version}");
        assert_eq!(reading.fields.given_names.as_deref(), Some(given), "version {version}");
        assert_eq!(reading.fields.birth_date, Some(date(1975, 2, 28)), "version {version}");
    }
}

#[test]
fn mangled_cards_are_read_and_say_so() {
    let clean = read(&card(8, &CLEAN)).unwrap().fields;
    let whole = card(8, &CLEAN);
    for (how, raw) in [
        ("mark", format!("\u{feff}{whole}")),
        ("no record separator", whole.replace('\u{1e}', "")),
        ("line feeds only", whole.replace('\r', "\n")),
        ("letters for controls", whole.replacen("@\n\u{1e}\r", "@\n6M", 1).replace('\r', "M")),
        ("spelt out", whole.replace('\n', "\\n").replace('\r', "\\r").replace('\u{1e}', "\\x1e")),
        ("nothing before", whole.trim_start_matches(['@', '\n', '\u{1e}', '\r']).to_owned()),
        ("no second subfile", whole.replace("ZV", "")),
        ("AAMVA", whole.replace("ANSI ", "AAMVA")),
    ] {
        let reading = read(&raw).unwrap_or_else(|error| panic!("{how}: {error}"));
        assert_eq!(reading.fields, clean, "{how}");
        assert!(!reading.deviations.is_empty(), "{how}");
    }
}

#[test]
fn what_cannot_be_read_for_sure_is_left_out_and_told() {
    let with = |from: &str, to: &str| {
        let elements: Vec<&str> =
            CLEAN.iter().map(|element| if *element == from { to } else { *element }).collect();
        read(&card(8, &elements)).unwrap()
    };
    let bad_date = with("DBB02281975", "DBB02301975");
    assert_eq!(bad_date.fields.birth_date, None);
    assert!(bad_date.checks.iter().any(|check| !check.ok && check.name == "mandatory elements"));
    let other_order = with("DBB02281975", "DBB19750228");
    assert_eq!(other_order.fields.birth_date, Some(date(1975, 2, 28)));
    assert!(other_order.deviations.iter().any(|line| line.contains("order")));
    let no_number = with("DAQT00112233", "DAQNONE");
    assert_eq!(no_number.fields.document_number, None);
    let elsewhere = with("DAJVA", "DAJMD");
    assert!(elsewhere.checks.iter().any(|check| !check.ok && check.name.contains("state")));
    let before_birth = with("DBD06062019", "DBD06061970");
    assert!(before_birth.checks.iter().any(|check| !check.ok && check.name.contains("issued")));
    assert_eq!(with("DBC2", "DBC7").fields.sex, None);
}

#[test]
fn a_stripe_is_read() {
    let stripe = "%VASAMPLETON^MUSTER$MIRA$JO^1 EXAMPLE ROAD^?;636000001122334=271219750228=?#! 232690000  D               2504110BLKBRO?";
    let reading = read(stripe).unwrap();
    assert_eq!(reading.kind, Kind::DriverLicenceStripe);
    assert_eq!(reading.fields.family_name.as_deref(), Some("MUSTER"));
    assert_eq!(reading.fields.given_names.as_deref(), Some("MIRA JO"));
    assert_eq!(reading.fields.document_number.as_deref(), Some("001122334"));
    assert_eq!(reading.fields.expiry_date.as_deref(), Some("2027-12"));
    assert_eq!((reading.fields.sex, reading.fields.postal_code.as_deref()), (Some('F'), Some("23269")));
}

#[test]
fn other_texts_are_refused() {
    for text in
        ["", "hello", "@\n\u{1e}\rANSI ", "ANSI 636000", "@\n\u{1e}\rANSI 636000080002DL00410010DLnothing\r"]
    {
        assert!(read(text).is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_stumble(text in "\\PC{0,200}", digits in "[0-9]{0,14}") {
        let _ = read(&format!("@\n\u{1e}\rANSI {digits}{text}"));
        let _ = read(&format!("%VA{text}?;{digits}{text}?{text}"));
        let _ = read(&text);
    }

    /// Cut anywhere, what is still read is what the whole card says.
    #[test]
    fn a_cut_card_says_nothing_else(end in 0_usize..300) {
        let whole = card(8, &CLEAN);
        let fields = read(&whole).unwrap().fields;
        if let Ok(cut) = read(&whole[..end.min(whole.len())]) {
            prop_assert!(cut.fields.birth_date.is_none() || cut.fields.birth_date == fields.birth_date);
            prop_assert!(cut.fields.issue_date.is_none() || cut.fields.issue_date == fields.issue_date);
        }
    }
}
