//! What does a picture of a paper say? A barcode is read first; else the machine-readable lines are looked for, each way
//! up; then what the code says is held against what is printed.
#![expect(clippy::float_arithmetic, reason = "degrees, not money")]

use formats::evidence::{Reading, Unreadable, agree};
use formats::pictures::{Grey, skew};
use formats::{aamva, mrz};
use values::Date;

use super::text::Script;
use super::{PictureError, PictureReader, Taken};

/// A card can be held four ways up; upside down is likelier than on its side.
const WAYS_UP: [f32; 4] = [0.0, 180.0, 90.0, 270.0];

/// The longest side on which lines are looked for, in pixels: letters of a passport are then 25 high.
const LINES_SIDE: usize = 2_000;

/// So many letters and digits make a side legible enough not to try it another way up.
const LEGIBLE: usize = 60;

/// What was looked at.
#[derive(Debug)]
pub struct Paper {
    /// The picture.
    pub taken: Taken,
    /// What its code says, or why nothing can be said.
    pub reading: Result<Reading, Unreadable>,
}

/// Which side of a paper a picture should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// The one with the barcode.
    Barcode,
    /// The one with machine-readable lines, and print above them.
    Lines,
    /// Either.
    Any,
}

impl PictureReader {
    /// Reads a paper's code from a picture of it.
    pub fn read(&self, bytes: Vec<u8>, side: Sides, today: Date) -> Result<Paper, PictureError> {
        let taken = self.take(bytes, side != Sides::Lines)?;
        let barcode = taken.barcode.as_deref().filter(|text| aamva::looks_like(text));
        let reading = match barcode {
            Some(text) => aamva::read(text),
            None if side == Sides::Barcode => {
                Err(Unreadable("no barcode of a licence could be read on the picture".to_owned()))
            }
            None => self.lines(&taken.grey, today)?,
        };
        Ok(Paper { taken, reading })
    }

    /// What is printed on a side without a code, as far as it can be recognised.
    pub fn print(&self, grey: &Grey) -> Result<String, PictureError> {
        let lean = skew(grey);
        let mut best = String::new();
        for degrees in WAYS_UP {
            let text = self.text(&turned(grey, lean + degrees), Script::Words)?;
            let count = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).count();
            if count(&text) > count(&best) {
                best = text;
            }
            if count(&best) >= LEGIBLE {
                break;
            }
        }
        Ok(best)
    }

    /// The machine-readable lines, held against the print around them. Check digits guard all but the names: of several
    /// readings that which agrees with the print is taken, and where none does its check says so.
    fn lines(&self, grey: &Grey, today: Date) -> Result<Result<Reading, Unreadable>, PictureError> {
        let lean = skew(grey);
        for degrees in WAYS_UP {
            let upright = turned(grey, lean + degrees);
            let print = self.text(&upright, Script::Words)?;
            let above = without_lines(&print);
            let recognised = self.text(&upright.shrunk(LINES_SIDE), Script::MachineLines)?;
            let mut found = None;
            for text in mrz::pick(&recognised).iter().chain(&mrz::pick(&print)) {
                let Ok(mut reading) = mrz::read(text, mrz::Source::Recognised, today) else { continue };
                reading.checks.extend(agree::with_print(reading.kind, &reading.fields, &above));
                if reading.checks.iter().all(|check| check.ok) {
                    return Ok(Ok(reading));
                }
                found = found.or(Some(reading));
            }
            if let Some(reading) = found {
                return Ok(Ok(reading));
            }
        }
        let why = "neither a licence's barcode nor machine-readable lines could be read on the picture";
        Ok(Err(Unreadable(why.to_owned())))
    }
}

/// Print without the machine-readable lines in it, which would agree with themselves.
fn without_lines(print: &str) -> String {
    let is_machine = |line: &&str| line.contains(['<', '«']) || line.split(' ').any(|word| word.len() > 24);
    print.lines().filter(|line| !is_machine(line)).collect::<Vec<_>>().join("\n")
}

fn turned(grey: &Grey, degrees: f32) -> Grey {
    if degrees.abs() < 0.3 { grey.clone() } else { grey.turned(degrees) }
}
