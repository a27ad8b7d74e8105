//! What does the data page of a made-up passport look like (ICAO Doc 9303 part 4)? Issued by Utopia, the country that the
//! standard keeps for specimens.
#![expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "pixels of a drawing, not money")]

use formats::mrz;
use formats::pictures::RgbImage;
use values::Date;

use super::canvas::{BLACK, Canvas, Colour, RED, WHITE};
use super::glyphs::MACHINE_APART;
use super::{Holder, face};

/// A page of 125 by 88 millimetres at 12 pixels each.
const SIZE: (u32, u32) = (1_500, 1_056);
/// Height of the machine-readable letters: 2.4 millimetres.
const LETTER: f32 = 29.0;
const GREY: Colour = [92, 96, 104];
const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// The page.
pub(super) fn page(holder: &Holder) -> Option<RgbImage> {
    let fields = holder.passport();
    let lines = mrz::write(&fields)?;
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, [236, 232, 240]);
    canvas.rectangle((0.0, 0.0), (SIZE.0 as f32, 108.0), [204, 196, 216]);
    canvas.write("UTOPIA", (52.0, 32.0), 44.0, BLACK);
    canvas.write("PASSPORT", (420.0, 32.0), 44.0, BLACK);
    canvas.write("SPECIMEN", (1_060.0, 32.0), 44.0, RED);
    canvas.put(&face::face(holder.traits, 400), (52, 160));
    canvas.write("NOT A DOCUMENT", (52.0, 730.0), 27.0, RED);
    let expiry = fields.expiry_date.as_deref().and_then(|text| text.parse().ok());
    let text = |text: Option<String>| text.unwrap_or_default();
    let rows = [
        ("PASSPORT NO.", text(fields.document_number)),
        ("SURNAME", text(fields.family_name)),
        ("GIVEN NAMES", text(fields.given_names)),
        ("NATIONALITY", "UTOPIAN".to_owned()),
        ("DATE OF BIRTH", text(fields.birth_date.map(day))),
        ("SEX", fields.sex.unwrap_or('X').to_string()),
        ("DATE OF ISSUE", text(fields.issue_date.map(day))),
        ("DATE OF EXPIRY", text(expiry.map(day))),
    ];
    for (place, (label, value)) in rows.iter().enumerate() {
        let y = 156.0 + 82.0 * place as f32;
        canvas.write(label, (510.0, y), 18.0, GREY);
        let height = (900.0 / (value.len().max(1) as f32 * 0.97)).min(34.0);
        canvas.write(value, (510.0, y + 60.0 - height), height, BLACK);
    }
    canvas.rectangle((0.0, 836.0), (SIZE.0 as f32, 220.0), WHITE);
    for (place, line) in lines.iter().enumerate() {
        let at = (72.0, 876.0 + 80.0 * place as f32);
        canvas.write_apart(line, at, LETTER, LETTER * MACHINE_APART, BLACK);
    }
    Some(canvas.0)
}

fn day(date: Date) -> String {
    let month = MONTHS[usize::try_from(date.month() - 1).expect("months count from 1")];
    format!("{:02} {month} {}", date.day(), date.year())
}
