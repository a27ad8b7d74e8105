//! What does a made-up person look like? A drawing, the same each time for the same person, that nobody takes for a
//! photograph.
#![expect(clippy::float_arithmetic, reason = "pixels of a drawing, not money")]

use formats::pictures::RgbImage;

use super::canvas::{Canvas, Colour, RED};

const SKINS: [Colour; 6] =
    [[244, 214, 190], [228, 187, 152], [206, 158, 118], [168, 116, 78], [124, 82, 54], [92, 60, 42]];
const HAIRS: [Colour; 6] =
    [[32, 26, 24], [74, 48, 32], [120, 78, 44], [176, 136, 82], [148, 148, 150], [142, 62, 34]];
const COATS: [Colour; 6] =
    [[44, 62, 96], [88, 44, 60], [52, 84, 70], [96, 84, 52], [70, 70, 84], [126, 68, 48]];
const EYES: [(Colour, &str); 4] =
    [([66, 44, 28], "BRO"), ([62, 96, 140], "BLU"), ([74, 104, 66], "GRN"), ([104, 84, 50], "HAZ")];

/// The traits of one person, drawn from a number that is theirs.
#[derive(Clone, Copy)]
pub(super) struct Traits(u64);

impl Traits {
    /// Of a person with this name for the program.
    pub(super) fn of(key: &str) -> Self {
        // FNV-1a: any mixing does.
        Self(
            key.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
                (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            }),
        )
    }

    /// One of so many, by its own part of the number.
    pub(super) fn one_of(self, part: u32, count: u8) -> u8 {
        let mixed = (self.0 >> (part * 5)) ^ (self.0 >> 41);
        u8::try_from(mixed % u64::from(count)).expect("below a u8")
    }

    fn pick<T: Copy>(self, part: u32, list: &[T]) -> T {
        list[usize::from(self.one_of(part, u8::try_from(list.len()).expect("a short list")))]
    }

    /// The eyes' colour as licences write it (ANSI D20).
    pub(super) fn eyes(self) -> &'static str {
        self.pick(2, &EYES).1
    }
}

/// Head and shoulders, three by four; `width` in pixels.
pub(super) fn face(traits: Traits, width: u16) -> RgbImage {
    let unit = f32::from(width) / 300.0;
    let mut canvas = Canvas::new(u32::from(width), u32::from(width) * 4 / 3, [206, 216, 226]);
    let (skin, hair, coat) = (traits.pick(0, &SKINS), traits.pick(1, &HAIRS), traits.pick(3, &COATS));
    let at = |x: f32, y: f32| (x * unit, y * unit);
    let shade = skin.map(|part| part - part / 6);
    let (wide, tall) = (f32::from(traits.one_of(4, 16)), f32::from(traits.one_of(5, 20)));
    let is_long = traits.one_of(6, 2) == 0;
    if is_long {
        canvas.ellipse(at(150.0, 210.0), at(96.0 + wide / 2.0, 130.0), hair);
    }
    canvas.ellipse(at(150.0, 420.0), at(140.0, 110.0), coat);
    canvas.rectangle(at(122.0, 250.0), at(56.0, 80.0), shade);
    canvas.ellipse(at(150.0, 330.0), at(40.0, 26.0), shade);
    canvas.ellipse(at(150.0, 142.0), at(84.0 + wide / 2.0, 96.0), hair);
    canvas.ellipse(at(150.0, 190.0), at(72.0 + wide / 2.0, 92.0 + tall / 2.0), skin);
    let parting = f32::from(traits.one_of(7, 60)) - 30.0;
    canvas.ellipse(at(150.0 + parting, 104.0), at(62.0, 26.0), hair);
    let (iris, _) = traits.pick(2, &EYES);
    let apart = 28.0 + wide / 4.0;
    for side in [-1.0, 1.0] {
        let x = 150.0 + side * apart;
        canvas.ellipse(at(x, 180.0), at(14.0, 8.0), [248, 248, 246]);
        canvas.ellipse(at(x, 180.0), at(7.0, 7.5), iris);
        canvas.ellipse(at(x, 180.0), at(3.0, 3.5), [16, 16, 18]);
        let brow = 160.0 - f32::from(traits.one_of(8, 6));
        canvas.stroke(at(x - 15.0, brow + 2.0), at(x + 15.0, brow), 4.5 * unit, hair);
    }
    canvas.stroke(at(150.0, 186.0), at(146.0, 216.0), 3.5 * unit, shade);
    canvas.stroke(at(146.0, 216.0), at(156.0, 218.0), 3.5 * unit, shade);
    let smile = f32::from(traits.one_of(9, 7));
    canvas.stroke(at(128.0, 244.0), at(150.0, 246.0 + smile), 5.0 * unit, [168, 84, 80]);
    canvas.stroke(at(150.0, 246.0 + smile), at(172.0, 244.0), 5.0 * unit, [168, 84, 80]);
    canvas.write("SPECIMEN", at(62.0, 374.0), 20.0 * unit, RED);
    canvas.0
}
