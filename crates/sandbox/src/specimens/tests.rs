//! Are the specimens true ones, and what survives a bad photograph? A table of what happens to papers under cameras: each
//! is read right or not at all.

use formats::evidence::Kind;
use formats::pictures::{Grey, decode, read_barcode};
use formats::{aamva, mrz};
use values::date;

use super::photograph::{Conditions, photograph};
use super::*;

fn holder(key: &str) -> Holder {
    holders().into_iter().find(|holder| holder.key() == key).expect("somebody of the demonstration")
}

fn barcode(photograph: &[u8]) -> Option<String> {
    let mut attempts = 40;
    read_barcode(&Grey::of(&decode(photograph).expect("a picture")), || {
        attempts -= 1;
        attempts > 0
    })
}

#[test]
fn everybody_has_papers_that_say_who_they_are() {
    let holders = holders();
    assert!(holders.len() > 25, "{} people", holders.len());
    for holder in &holders {
        let lines = mrz::write(&holder.passport()).expect("everybody has a passport").join("\n");
        let passport = mrz::read(&lines, mrz::Source::Exact, date(2026, 11, 23)).expect("it is right");
        assert_eq!(passport.kind, Kind::Passport);
        assert_eq!(passport.fields.birth_date, holder.passport().birth_date, "{}", holder.key());
        let Some(licence) = holder.licence() else { continue };
        let reading = aamva::read(&aamva::write(&licence).expect("it is whole")).expect("it is right");
        assert_eq!((reading.fields, reading.deviations), (licence.fields, Vec::new()), "{}", holder.key());
        assert!(reading.checks.iter().all(|check| check.ok), "{}: {:?}", holder.key(), reading.checks);
    }
}

#[test]
fn two_people_look_different_and_one_the_same() {
    let (one, other) = (holder("demo-amelia"), holder("demo-marcus"));
    for paper in Paper::ALL {
        assert_ne!(one.picture(paper), other.picture(paper), "{paper:?}");
    }
    assert_eq!(one.picture(Paper::Selfie), holder("demo-amelia").picture(Paper::Selfie));
}

/// What a camera does, and whether the barcode must be read all the same.
fn table() -> Vec<(&'static str, Conditions, bool)> {
    let good = Conditions::default();
    vec![
        ("straight", good, true),
        ("turned 3 degrees", Conditions { turned: 3.0, ..good }, true),
        ("turned 12 degrees", Conditions { turned: -12.0, ..good }, true),
        ("turned 35 degrees", Conditions { turned: 35.0, filling: 0.7, ..good }, true),
        ("on its side", Conditions { turned: 90.0, filling: 0.7, ..good }, true),
        ("upside down", Conditions { turned: 184.0, ..good }, true),
        ("not level", Conditions { tilt: 0.12, ..good }, true),
        ("blurred", Conditions { blur: 1, ..good }, true),
        ("small", Conditions { size: (1_600, 1_200), filling: 0.75, ..good }, true),
        ("half in shade", Conditions { shade: 0.6, ..good }, true),
        ("glare beside the code", Conditions { glare: (0.9, 0.25, 0.4), ..good }, true),
        ("noisy and strongly compressed", Conditions { noise: 20, quality: 45, ..good }, true),
        (
            "all at once",
            Conditions { turned: 7.0, tilt: 0.06, blur: 1, shade: 0.3, noise: 8, quality: 70, ..good },
            true,
        ),
        ("glare on the code", Conditions { glare: (1.0, 0.5, 0.55), ..good }, false),
        ("out of focus", Conditions { blur: 5, ..good }, false),
        ("far away", Conditions { filling: 0.2, ..good }, false),
    ]
}

#[test]
fn a_photographed_barcode_is_read_right_or_not_at_all() {
    let mut faults = Vec::new();
    for (key, rows) in [("demo-amelia", table()), ("demo-unclaimed-14", table().split_off(12))] {
        let holder = holder(key);
        let card = holder.picture(Paper::Back).expect("a licence");
        let written = aamva::write(&holder.licence().expect("a licence"));
        for (what, conditions, must) in rows {
            let read = barcode(&photograph(&card, &conditions));
            println!("{key}, {what}: {}", if read.is_some() { "read" } else { "not read" });
            if read.is_some() && read != written {
                faults.push(format!("{key}, {what}: read wrong"));
            }
            if must && read.is_none() {
                faults.push(format!("{key}, {what}: not read"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_has_no_barcode_gives_none() {
    let holder = holder("demo-amelia");
    for paper in [Paper::Front, Paper::Passport, Paper::Selfie] {
        let picture = holder.picture(paper).expect("everybody has one");
        assert_eq!(barcode(&photograph(&picture, &Conditions::default())), None, "{paper:?}");
    }
}
