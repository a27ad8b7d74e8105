//! What does a picture of a paper say? A barcode is read first; else the machine-readable lines are looked for, each way
//! up; then what the code says is held against what is printed.
#![expect(clippy::float_arithmetic, reason = "degrees, not money")]

use formats::evidence::{Check, Reading, Unreadable, agree};
use formats::pictures::{Grey, skew};
use formats::{aamva, mrz};
use values::Date;

use super::text::Script;
use super::{PictureError, PictureReader, Taken};

/// A card can be held four ways up; upside down is likelier than on its side.
const WAYS_UP: [f32; 4] = [0.0, 180.0, 90.0, 270.0];

/// Longest sides on which lines are looked for, in pixels, one after the other: letters of a passport that fills the picture
/// are then 14 to 24 high, which is what the recogniser reads best.
const LINES_SIDES: [usize; 4] = [1_000, 1_150, 900, 1_500];

/// After so many of them without anything like a line the picture is turned.
const SIDES_WITHOUT: usize = 2;

/// So many checks that hold show that a side is the right way up: upside down nothing agrees.
const RIGHT_WAY_UP: usize = 3;

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

    /// Holds what a code says against the picture of the printed side, whichever way up that is.
    pub fn compare_with_print(&self, reading: &Reading, grey: &Grey) -> Result<Vec<Check>, PictureError> {
        let lean = skew(grey);
        let mut best = Vec::new();
        for degrees in WAYS_UP {
            let upright = turned(grey, lean + degrees);
            let mut print = String::new();
            for script in Script::PRINT {
                print.push_str(&self.text(&upright, script)?);
                let checks = agree::with_print(reading.kind, &reading.fields, &print);
                if checks.len() > 1 && holding(&checks) == checks.len() {
                    return Ok(checks);
                }
                if best.is_empty() || holding(&checks) > holding(&best) {
                    best = checks;
                }
            }
            if holding(&best) >= RIGHT_WAY_UP {
                break;
            }
        }
        Ok(best)
    }

    /// The machine-readable lines, held against the print around them. Check digits guard all but the names: of several
    /// readings that which agrees best with the print is taken, and where it does not its check says so.
    fn lines(&self, grey: &Grey, today: Date) -> Result<Result<Reading, Unreadable>, PictureError> {
        let lean = skew(grey);
        for degrees in WAYS_UP {
            let upright = turned(grey, lean + degrees);
            let mut texts = self.recognised_lines(&upright, today)?;
            let (mut print, mut best) = (String::new(), None::<Reading>);
            for script in Script::PRINT {
                let text = self.text(&upright, script)?;
                print.push_str(&without_lines(&text));
                texts.push(text);
                let candidates = mrz::pick(&texts);
                if candidates.is_empty() {
                    break;
                }
                for text in candidates {
                    let Ok(mut reading) = mrz::read(&text, mrz::Source::Recognised, today) else { continue };
                    reading.checks.extend(agree::with_print(reading.kind, &reading.fields, &print));
                    if holding(&reading.checks) == reading.checks.len() {
                        return Ok(Ok(reading));
                    }
                    if best.as_ref().is_none_or(|best| holding(&reading.checks) > holding(&best.checks)) {
                        best = Some(reading);
                    }
                }
            }
            if let Some(reading) = best {
                return Ok(Ok(reading));
            }
        }
        let why = "neither a licence's barcode nor machine-readable lines could be read on the picture";
        Ok(Err(Unreadable(why.to_owned())))
    }

    /// What may be machine-readable lines, recognised in several sizes until some of it holds together.
    fn recognised_lines(&self, upright: &Grey, today: Date) -> Result<Vec<String>, PictureError> {
        let mut texts = Vec::new();
        for (place, side) in LINES_SIDES.into_iter().enumerate() {
            texts.push(self.text(&upright.scaled(side), Script::MachineLines)?);
            let candidates = mrz::pick(&texts);
            let is_read = |text: &String| mrz::read(text, mrz::Source::Recognised, today).is_ok();
            if candidates.iter().any(is_read) || (candidates.is_empty() && place + 1 >= SIDES_WITHOUT) {
                break;
            }
        }
        Ok(texts)
    }
}

/// How many checks hold.
fn holding(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.ok).count()
}

/// Print without the machine-readable lines in it, which would agree with themselves.
fn without_lines(print: &str) -> String {
    let is_machine = |line: &&str| line.contains(['<', '«']) || line.split(' ').any(|word| word.len() > 24);
    print.lines().filter(|line| !is_machine(line)).flat_map(|line| [line, "\n"]).collect()
}

fn turned(grey: &Grey, degrees: f32) -> Grey {
    if degrees.abs() < 0.3 { grey.clone() } else { grey.turned(degrees) }
}
