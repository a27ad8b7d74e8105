//! What does the barcode on a picture say (PDF417, ISO/IEC 15438)? The code is looked for, turned upright and cut out;
//! then several ways of telling black from white are tried, the likeliest first, as long as the caller allows.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "places between pixels, not money"
)]

use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::pdf417::{PDF417Reader, PDF417Writer};
use rxing::{
    BarcodeFormat, Binarizer, BinaryBitmap, EncodeHintValue, EncodeHints, Luma8LuminanceSource, Reader,
    Writer,
};

use super::grey::{Grey, Window};
use super::locate;

/// The longest side at which a code is looked for, in pixels: the bars of a card that fills the picture are 3 wide.
const LOOKED_AT: usize = 1_600;

/// The longest side of what is given to the decoder, in pixels: a code of 400 modules has 5 for each.
const LONGEST: f32 = 2_000.0;

/// Small turns that are tried after the one that was measured, in radians.
const TURNS: [f32; 4] = [0.02, -0.02, 0.05, -0.05];

/// Reads the code. Before each attempt `may_go_on` is asked; once it says no, nothing is found.
pub fn read_barcode(picture: &Grey, mut may_go_on: impl FnMut() -> bool) -> Option<String> {
    let small = picture.shrunk(LOOKED_AT);
    let ratio = picture.width as f32 / small.width as f32;
    if let Some(found) = locate::barcode(&small) {
        let window = Window {
            centre: (found.centre.0 * ratio, found.centre.1 * ratio),
            size: (found.size.0 * ratio, found.size.1 * ratio),
            ..found
        };
        // Larger pixels than twice the decoder's are averaged first, so that no bar falls between two samples.
        let longest = window.size.0.max(window.size.1);
        let (source, window) = if longest > 2.0 * LONGEST { (&small, found) } else { (picture, window) };
        let longest = window.size.0.max(window.size.1);
        let natural = (LONGEST / longest).min(1.0);
        let larger = (LONGEST / longest).min(2.0);
        for (scale, turn) in std::iter::once((natural, 0.0))
            .chain((larger > natural * 1.1).then_some((larger, 0.0)))
            .chain(TURNS.map(|turn| (larger, turn)))
        {
            let seen = source.seen_through(&Window { angle: window.angle + turn, ..window }, scale);
            if let Some(text) = attempts(&seen, &mut may_go_on) {
                return Some(text);
            }
        }
    }
    // No code was found by its bars: a small one, or one that fills the picture.
    attempts(&small, &mut may_go_on).or_else(|| {
        let is_larger = picture.width > small.width;
        if is_larger { attempts(picture, &mut may_go_on) } else { None }
    })
}

/// The ways of telling black from white.
fn attempts(seen: &Grey, may_go_on: &mut impl FnMut() -> bool) -> Option<String> {
    let source = |grey: &Grey| {
        Luma8LuminanceSource::new(grey.shades.clone(), grey.width as u32, grey.height as u32).ok()
    };
    may_go_on().then_some(())?;
    decoded(HybridBinarizer::new(source(seen)?))
        .or_else(|| may_go_on().then(|| decoded(GlobalHistogramBinarizer::new(source(seen)?)))?)
        .or_else(|| may_go_on().then(|| decoded(HybridBinarizer::new(source(&seen.sharpened())?)))?)
}

fn decoded<B: Binarizer>(binarizer: B) -> Option<String> {
    let found = PDF417Reader::new().decode(&mut BinaryBitmap::new(binarizer)).ok()?;
    Some(found.getText().to_owned()).filter(|text| !text.is_empty())
}

/// Draws the code of a text in Latin-1: lines of modules, true for black, each module as wide as it is and a third as
/// high as a row, with no room around. Level 5 of error correction, as cards have (AAMVA D.3.4).
pub fn draw(text: &str) -> Option<Vec<Vec<bool>>> {
    let hints = EncodeHints::default()
        .with(EncodeHintValue::ErrorCorrection("5".to_owned()))
        .with(EncodeHintValue::Margin("0".to_owned()))
        .with(EncodeHintValue::CharacterSet("ISO-8859-1".to_owned()));
    let matrix = PDF417Writer::new().encode_with_hints(text, &BarcodeFormat::PDF_417, 4, 1, &hints).ok()?;
    let line = |y: u32| (0..matrix.getWidth()).map(|x| matrix.get(x, y)).collect();
    Some((0..matrix.getHeight()).map(line).collect())
}
