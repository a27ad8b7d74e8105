//! How does an address become a code that a camera reads (ISO/IEC 18004)? As squares in a figure, with words for whoever does
//! not see it; an address that is too long for a code is left out, since it stands beside it in letters.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

use super::super::Code;
use super::{Branch, Kind, Picture, Setter, Unit};

/// How long a side is: three quarters of an inch and more, so that a telephone held over the paper reads it.
const SIDE: i32 = 8_400;
/// Light squares around it, by the standard.
const QUIET: i32 = 4;

impl Setter<'_> {
    pub(super) fn code(&mut self, code: &Code) {
        // A fold or a stain may take a part of it: 15 of 100.
        let Ok(found) = QRBuilder::new(code.address.as_bytes()).ecl(ECL::M).build() else { return };
        let mut squares = Vec::new();
        for (row, y) in (0..found.size).zip(QUIET..) {
            let dark = (QUIET..).zip(&found[row]).filter(|(_, module)| module.value());
            squares.extend(dark.map(|(x, _)| (x, y)));
        }
        let count = i32::try_from(found.size).unwrap_or_default() + 2 * QUIET;
        let leaf = self.leaf();
        let side = SIDE;
        let picture = Picture { x: self.measures.margin, side, count, squares, leaf };
        self.flow.units.push(Unit { height: side, picture: Some(picture), ..Unit::default() });
        let figure = Kind::Figure(code.words.clone());
        self.flow.tree.push(Branch::Group(figure, vec![Branch::Leaf(leaf)]));
    }
}
