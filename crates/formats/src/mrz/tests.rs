//! Made-up papers of no real country, and what must be refused.

use proptest::prelude::*;
use values::date;

use super::*;
use crate::evidence::Kind;

/// Utopia's specimens, with numbers of our own and their check digits computed by hand.
const TD3: &str =
    "P<UTOMUSTER<<MIRA<JOSEFA<<<<<<<<<<<<<<<<<<<<\nX1234567<4UTO7502304F3105128<<<<<<<<<<<<<<0?";

/// Lines with the check digits filled in: a question mark stands for each.
fn filled(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let layout = Layout::of(&lines).unwrap();
    let mut lines: Vec<Vec<char>> = lines.iter().map(|line| line.chars().collect()).collect();
    let put = |lines: &mut Vec<Vec<char>>, place: Place, guarded: &str| {
        let (line, range) = place.range();
        lines[line][range.start] = check_digit(guarded);
    };
    let plain = |lines: &[Vec<char>]| lines.iter().map(|line| line.iter().collect()).collect::<Vec<String>>();
    let mut singles = vec![layout.birth(), layout.expiry()];
    singles.extend(layout.personal_number());
    if plain(&lines).concat().contains('?') {
        singles.push(layout.number());
    }
    for place in singles {
        let guarded = place.of(&plain(&lines)).to_owned();
        put(&mut lines, place.next(), &guarded);
    }
    if let Some((places, place)) = layout.composite() {
        let guarded: String = places.iter().map(|place| place.of(&plain(&lines)).to_owned()).collect();
        put(&mut lines, place, &guarded);
    }
    plain(&lines).join("\n")
}

fn read_exact(text: &str) -> Result<Reading, Unreadable> {
    read(text, Source::Exact, date(2026, 11, 23))
}

#[test]
fn each_format_is_read() {
    let passport =
        filled("P<UTOMUSTER<<MIRA<JOSEFA<<<<<<<<<<<<<<<<<<<<\nX1234567<?UTO750228?F310512?<<<<<<<<<<<<<<??");
    let reading = read_exact(&passport).unwrap();
    assert_eq!(reading.kind, Kind::Passport);
    assert_eq!(reading.fields.family_name.as_deref(), Some("MUSTER"));
    assert_eq!(reading.fields.given_names.as_deref(), Some("MIRA JOSEFA"));
    assert_eq!(reading.fields.document_number.as_deref(), Some("X1234567"));
    assert_eq!(reading.fields.birth_date, Some(date(1975, 2, 28)));
    assert_eq!(reading.fields.expiry_date.as_deref(), Some("2031-05-12"));
    assert_eq!((reading.fields.sex, reading.fields.issuer.as_deref()), (Some('F'), Some("UTO")));
    assert!(reading.checks.iter().all(|check| check.ok) && reading.checks.len() == 5);
    for (text, kind) in [
        (
            "I<UTOX12345678?<<<<<<<<<<<<<<<\n750228?M310512?UTO<<<<<<<<<<<?\nMUSTER<<MIRO<<<<<<<<<<<<<<<<<<",
            Kind::IdentityCard,
        ),
        (
            "I<UTOMUSTER<<MIRO<<<<<<<<<<<<<<<<<<<\nX12345678?UTO750228?<310512?<<<<<<<?",
            Kind::LargeIdentityCard,
        ),
        (
            "V<UTOMUSTER<<MIRO<<<<<<<<<<<<<<<<<<<<<<<<<<<\nX12345678?UTO750228?M310512?A1B2<<<<<<<<<<<<",
            Kind::Visa,
        ),
        ("V<UTOMUSTER<<MIRO<<<<<<<<<<<<<<<<<<<\nX12345678?UTO750228?M310512?A1<<<<<<", Kind::Visa),
    ] {
        let text = filled(text);
        assert_eq!(read_exact(&text).map(|reading| reading.kind), Ok(kind), "{text}");
        assert_eq!(
            read_exact(&text.replace('\n', "")).map(|reading| reading.kind),
            Ok(kind),
            "in one line: {text}"
        );
    }
}

#[test]
fn a_long_document_number_goes_on_in_the_optional_part() {
    let digit = check_digit("X12345678901");
    let text = format!(
        "I<UTOX12345678<901{digit}<<<<<<<<<<<\n750228?M310512?UTO<<<<<<<<<<<?\nMUSTER<<MIRO<<<<<<<<<<<<<<<<<<"
    );
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[1].replace_range(6..7, &check_digit("750228").to_string());
    lines[1].replace_range(14..15, &check_digit("310512").to_string());
    let guarded: String =
        Layout::Td1.composite().unwrap().0.iter().map(|place| place.of(&lines).to_owned()).collect();
    lines[1].replace_range(29..30, &check_digit(&guarded).to_string());
    let reading = read_exact(&lines.join("\n")).unwrap();
    assert_eq!(reading.fields.document_number.as_deref(), Some("X12345678901"));
}

#[test]
fn look_alikes_are_put_right_in_pictures_only() {
    let good =
        filled("P<UTOMUSTER<<MIRO<<<<<<<<<<<<<<<<<<<<<<<<<<<\nX1234567<?UTO750228?M310512?<<<<<<<<<<<<<<??");
    let seen = good.replace("UTO", "UT0").replace("MIRO", "M1R0").replace("310512", "3IO5I2");
    assert!(read_exact(&seen).is_err());
    let reading = read(&seen, Source::Recognised, date(2026, 11, 23)).unwrap();
    assert_eq!(reading.fields.given_names.as_deref(), Some("MIRO"));
    assert_eq!(reading.deviations.len(), 1);
}

#[test]
fn what_is_no_machine_readable_line_is_refused_with_its_reason() {
    for (text, reason) in [
        ("", "no format"),
        ("P<UTO", "no format"),
        (TD3, "character"),
        ("p<utomuster<<mira<josefa<<<<<<<<<<<<<<<<<<<<\nX", "character"),
    ] {
        let refusal = read_exact(text).unwrap_err();
        assert!(refusal.0.contains(reason), "{text}: {refusal}");
    }
}

#[test]
fn the_century_is_the_one_that_makes_sense() {
    let today = date(2026, 11, 23);
    assert_eq!(birth_date("261123", today), Some(date(2026, 11, 23)));
    assert_eq!(birth_date("261124", today), Some(date(1926, 11, 24)));
    assert_eq!(birth_date("750230", today), None);
    assert_eq!(expiry_date("991231", today), Some(date(1999, 12, 31)));
    assert_eq!(expiry_date("560101", today), Some(date(2056, 1, 1)));
}

proptest! {
    /// No change of one character of what the digits guard is read as something else.
    #[test]
    fn one_wrong_character_is_refused_or_changes_nothing_guarded(place in 0_usize..44, to in "[A-Z0-9<]") {
        let good = filled("P<UTOMUSTER<<MIRA<JOSEFA<<<<<<<<<<<<<<<<<<<<\nX1234567<?UTO750228?F310512?<<<<<<<<<<<<<<??");
        let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
        lines[1].replace_range(place..=place, &to);
        let before = read_exact(&good).unwrap().fields;
        if let Ok(after) = read_exact(&lines.join("\n")) {
            // A digit and a letter ten apart weigh the same: Doc 9303 knows no better.
            let same = (before.birth_date, &before.expiry_date) == (after.fields.birth_date, &after.fields.expiry_date);
            prop_assert!(same, "place {place}, {to}");
        }
    }

    #[test]
    fn no_text_makes_it_stumble(text in "[A-Z0-9<\n ]{0,140}") {
        let _ = read(&text, Source::Recognised, date(2026, 11, 23));
    }
}
