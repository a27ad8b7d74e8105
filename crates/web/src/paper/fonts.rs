//! Which typefaces are on paper, and how wide is a text in them? Public Sans, which has the letters of English and
//! Spanish, `§`, dashes, quotation marks and the minus sign, and figures of one width.

use std::collections::HashMap;
use std::sync::LazyLock;

use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};
use unicode_normalization::UnicodeNormalization as _;

use super::PaperError;

static REGULAR: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/paper/PublicSans-Regular.ttf"));
static BOLD: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/paper/PublicSans-Bold.ttf"));

/// What stands for a letter that the typeface lacks, where not even its base is there.
const UNKNOWN: char = '?';

/// The figures and signs that also come in one width, by their names in the font.
const TABULAR: [(char, &str); 13] = [
    ('0', "zero.tf"),
    ('1', "one.tf"),
    ('2', "two.tf"),
    ('3', "three.tf"),
    ('4', "four.tf"),
    ('5', "five.tf"),
    ('6', "six.tf"),
    ('7', "seven.tf"),
    ('8', "eight.tf"),
    ('9', "nine.tf"),
    ('.', "period.tf"),
    (',', "comma.tf"),
    ('$', "dollar.tf"),
];

/// One glyph: its number and its advance, in units of the em.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) id: u32,
    pub(super) advance: i32,
}

/// One weight.
#[derive(Debug)]
pub(super) struct Face {
    pub(super) bytes: &'static [u8],
    glyphs: HashMap<char, Glyph>,
    tabular: HashMap<char, Glyph>,
    pub(super) units_per_em: i32,
}

/// Both weights.
#[derive(Debug)]
pub(super) struct Faces {
    pub(super) regular: Face,
    pub(super) bold: Face,
}

impl Faces {
    /// Those in the program, read once.
    pub(super) fn ours() -> Result<&'static Self, PaperError> {
        static OURS: LazyLock<Result<Faces, String>> =
            LazyLock::new(|| Ok(Faces { regular: Face::read(REGULAR)?, bold: Face::read(BOLD)? }));
        OURS.as_ref().map_err(|why| PaperError::Fonts(why.clone()))
    }

    pub(super) const fn of(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }
}

impl Face {
    fn read(bytes: &'static [u8]) -> Result<Self, String> {
        let font = FontRef::new(bytes).map_err(|error| error.to_string())?;
        let widths = font.hmtx().map_err(|error| error.to_string())?;
        let units = font.head().map_err(|error| error.to_string())?.units_per_em();
        let glyph = |id: skrifa::GlyphId| {
            let advance = widths.advance(id).unwrap_or_default();
            Glyph { id: id.to_u32(), advance: i32::from(advance) }
        };
        let letters = font.charmap().mappings();
        let glyphs = letters.filter_map(|(code, id)| Some((char::from_u32(code)?, glyph(id)))).collect();
        let wanted: HashMap<&str, char> = TABULAR.iter().map(|(letter, name)| (*name, *letter)).collect();
        let named = font.glyph_names();
        let tabular = named.iter().filter_map(|(id, name)| Some((*wanted.get(name.as_str())?, glyph(id))));
        Ok(Self { bytes, glyphs, tabular: tabular.collect(), units_per_em: i32::from(units) })
    }

    /// The glyph of a letter; tabular ones have one width.
    pub(super) fn glyph(&self, letter: char, tabular: bool) -> Option<Glyph> {
        let fixed = tabular.then(|| self.tabular.get(&letter)).flatten();
        fixed.or_else(|| self.glyphs.get(&letter)).copied()
    }

    /// The text in letters that are there: what lacks loses its accent, or becomes a question mark.
    pub(super) fn written(&self, text: &str) -> String {
        if text.chars().all(|letter| self.glyphs.contains_key(&letter)) {
            return text.to_owned();
        }
        let replaced = |letter: char| {
            if self.glyphs.contains_key(&letter) {
                return letter;
            }
            let base = letter.nfkd().find(|base| self.glyphs.contains_key(base));
            base.unwrap_or(if letter.is_whitespace() { ' ' } else { UNKNOWN })
        };
        text.nfc().map(replaced).collect()
    }

    /// How wide a text is, in hundredths of a point.
    pub(super) fn width(&self, text: &str, size: i32, tabular: bool) -> i32 {
        let glyphs = text.chars().filter_map(|letter| self.glyph(letter, tabular));
        let units: i64 = glyphs.map(|glyph| i64::from(glyph.advance)).sum();
        let width = (units * i64::from(size)).div_euclid(i64::from(self.units_per_em)) + 1;
        i32::try_from(width).unwrap_or(i32::MAX)
    }
}
