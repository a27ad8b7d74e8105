//! What do the two sides of a made-up driver's licence look like? Laid out after the AAMVA design standard's zones,
//! numbered fields and all; in no state's colours.
#![expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "pixels of a drawing, not money")]

use formats::aamva::{self, Licence};
use formats::pictures::{RgbImage, draw};

use super::canvas::{BLACK, Canvas, Colour, RED, WHITE};
use super::{Holder, day_in_print, face};

/// A card of 85.6 by 54 millimetres (ISO/IEC 7810 ID-1) at 16 pixels each.
const SIZE: (u32, u32) = (1_370, 864);
/// Pixels of one module of the barcode: 0.19 mm, within the standard's 0.17 to 0.38 (D.3.2).
const MODULE: u32 = 3;
const GROUND: Colour = [232, 238, 230];
const GREY: Colour = [92, 96, 104];

/// The printed side; none for people whose home is in no state.
pub(super) fn front(holder: &Holder) -> Option<RgbImage> {
    let Licence { fields, height, eyes } = holder.licence()?;
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, GROUND);
    canvas.rectangle((0.0, 0.0), (SIZE.0 as f32, 118.0), [198, 212, 204]);
    canvas.write("DRIVER LICENSE", (44.0, 34.0), 50.0, BLACK);
    canvas.write("SPECIMEN", (880.0, 34.0), 50.0, RED);
    canvas.put(&face::face(holder.traits, 375), (44, 170));
    canvas.write("NOT A DOCUMENT", (44.0, 700.0), 26.0, RED);
    let expiry = fields.expiry_date.as_deref().and_then(|text| text.parse().ok()).map(day_in_print);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (street, rest) = match &fields.street {
        Some(street) => street.split_once(", ").unwrap_or((street, "")),
        None => ("", ""),
    };
    let place = format!("{} {} {}", text(&fields.city), text(&fields.state), text(&fields.postal_code));
    let rows = [
        ("4D DL", text(&fields.document_number)),
        ("3 DOB", fields.birth_date.map(day_in_print).unwrap_or_default()),
        ("4B EXP", expiry.unwrap_or_default()),
        ("1 LN", text(&fields.family_name)),
        ("2 FN", text(&fields.given_names)),
        ("8", format!("{street} {rest}").trim().to_owned()),
        ("", place),
        ("4A ISS", fields.issue_date.map(day_in_print).unwrap_or_default()),
    ];
    for (place, (label, value)) in rows.iter().enumerate() {
        let y = 170.0 + 66.0 * place as f32;
        canvas.write(label, (460.0, y + 12.0), 20.0, GREY);
        // Long lines are written smaller, never cut.
        let height = (720.0 / (value.len().max(1) as f32 * 0.97)).min(36.0);
        canvas.write(value, (610.0, y + 36.0 - height), height, BLACK);
    }
    let last = format!(
        "15 SEX {}  16 HGT {}-{:02}  18 EYES {eyes}",
        fields.sex.unwrap_or('X'),
        height / 12,
        height % 12
    );
    canvas.write(&last, (460.0, 716.0), 26.0, BLACK);
    canvas.write("9 CLASS C  12 REST NONE  9A END NONE", (460.0, 780.0), 20.0, GREY);
    Some(canvas.0)
}

/// The side with the barcode.
pub(super) fn back(holder: &Holder) -> Option<RgbImage> {
    let modules = draw(&aamva::write(&holder.licence()?)?)?;
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, WHITE);
    canvas.rectangle((0.0, 0.0), (SIZE.0 as f32, 110.0), [60, 60, 64]);
    canvas.write("SPECIMEN - NOT A DOCUMENT", (44.0, 146.0), 40.0, RED);
    canvas.write("CLASS C: NONCOMMERCIAL VEHICLES.  REST: NONE.  END: NONE.", (44.0, 216.0), 18.0, GREY);
    let width = u32::try_from(modules[0].len()).ok()? * MODULE;
    let left = SIZE.0.saturating_sub(width) / 2;
    let module = (MODULE as f32, MODULE as f32);
    for (row, line) in modules.iter().enumerate() {
        for (column, _) in line.iter().enumerate().filter(|(_, is_black)| **is_black) {
            let x = left as f32 + (column as f32) * module.0;
            canvas.rectangle((x, 300.0 + row as f32 * module.1), module, [0, 0, 0]);
        }
    }
    Some(canvas.0)
}
