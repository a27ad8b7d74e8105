//! What does a fuzzer begin with? Writes made-up papers into `corpus/`, a folder for each target, under the folder given.

use std::fs::{create_dir_all, write};
use std::path::{Path, PathBuf};

use formats::evidence::Fields;
use formats::information_returns::{LineEnd, testing as information_returns};
use formats::mdoc::testing::{Device, Issuer, Licence as MobileLicence, Profile};
use formats::mdoc::Transcript;
use formats::{aamva, mrz, pictures};
use image::RgbImage;
use values::date;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("the folder to write into")).join("corpus");
    let barcode = barcode();
    let lines = mrz::write(&person("UTO")).expect("a passport").join("\n");
    let drawn = drawn(&barcode);
    put(&folder, "aamva", "licence", barcode.as_bytes())?;
    put(&folder, "mrz", "passport", lines.as_bytes())?;
    put(&folder, "mrz", "card", CARD.as_bytes())?;
    for target in ["picture", "wrapper"] {
        put(&folder, target, "barcode.png", &pictures::png(&drawn))?;
        put(&folder, target, "barcode.jpg", &pictures::jpeg(&drawn, 80))?;
    }
    put(&folder, "mdoc", "response", &response())?;
    put(&folder, "papers", "acting", b"1 0 obj << /S /JavaScript /JS 2 0 R /Type /ObjStm /Filter >>\nstream\nendstream")?;
    let payer = information_returns::payer(1);
    let wages = information_returns::w2(1, &payer);
    for (name, made) in [
        ("wages", information_returns::efw2_file(&[wages.clone()], LineEnd::None)),
        ("correction", information_returns::efw2_file(&[information_returns::w2c(&wages, 1)], LineEnd::Feed)),
        ("interest", information_returns::pub1220_file(&[information_returns::form("1099-INT", 1, &payer)], LineEnd::Feed)),
    ] {
        put(&folder, "information_returns", name, &made.expect("made-up returns can be written"))?;
    }
    Ok(())
}

/// The three lines of a card of a country that does not exist (ICAO Doc 9303 part 5).
const CARD: &str = "I<UTOX12345678<<<<<<<<<<<<<<<<\n8804178F3004173UTO<<<<<<<<<<<8\nMARLOWE<<IRIS<ANN<<<<<<<<<<<<<";

fn put(folder: &Path, target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    create_dir_all(folder.join(target))?;
    write(folder.join(target).join(name), bytes)
}

/// A made-up person's paper from this issuer.
fn person(issuer: &str) -> Fields {
    let text = |text: &str| Some(text.to_owned());
    Fields {
        family_name: text("MARLOWE"),
        given_names: text("IRIS ANN"),
        birth_date: Some(date(1988, 4, 17)),
        issue_date: Some(date(2025, 12, 1)),
        expiry_date: text("2030-04-17"),
        document_number: text("X1234567"),
        sex: Some('F'),
        street: text("12 QUARRY LN"),
        city: text("FERNHOLLOW"),
        state: text(issuer),
        postal_code: text("97110"),
        issuer: text(issuer),
        nationality: text("UTO"),
        country: text("USA"),
        ..Fields::default()
    }
}

fn barcode() -> String {
    let licence = aamva::Licence { fields: person("CA"), height: 67, eyes: "BRO" };
    aamva::write(&licence).expect("a licence")
}

/// The barcode as a picture, two pixels to a module.
fn drawn(text: &str) -> RgbImage {
    let rows = pictures::draw(text).expect("a barcode");
    let (width, height) = (rows[0].len() as u32 * 2 + 20, rows.len() as u32 * 2 + 20);
    RgbImage::from_fn(width, height, |x, y| {
        let module = |at: u32| at.checked_sub(10).map(|at| at as usize / 2);
        let dark = module(y).zip(module(x)).and_then(|(y, x)| rows.get(y)?.get(x).copied()).unwrap_or(false);
        image::Rgb(if dark { [0; 3] } else { [255; 3] })
    })
}

fn response() -> Vec<u8> {
    let (issuer, device) = (Issuer::new(&Profile::default()), Device::new());
    let issued = issuer.issue(&MobileLicence::made_up(), &device);
    device.present(&issued, &Transcript::from_bytes(&[0xf6]), &["family_name", "birth_date", "document_number"])
}
