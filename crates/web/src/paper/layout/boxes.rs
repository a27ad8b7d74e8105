//! How do the boxes of a form stand on paper? Two beside each other, or one where it is wide or the print is large, with their
//! number and what they hold above what they say.

use super::super::FormBox;
use super::{Branch, Kind, Look, PADDING, SMALL, Setter, Unit};

impl Setter<'_> {
    pub(super) fn boxes(&mut self, boxes: &[FormBox]) {
        let (left, width) = self.full();
        let in_row = if self.measures.scale > 100 { 1 } else { 2 };
        let (mut branches, mut rest, mut is_first) = (Vec::new(), boxes, true);
        while let Some(first) = rest.first() {
            let pairs = in_row == 2 && !first.is_wide && rest.get(1).is_some_and(|next| !next.is_wide);
            let (row, after) = rest.split_at(if pairs { 2 } else { 1 });
            rest = after;
            // A box that has nobody beside it keeps its half.
            let each = if in_row == 2 && !first.is_wide { width / 2 } else { width };
            let gap = if is_first { self.body().size / 2 } else { 0 };
            is_first = false;
            let mut unit = Unit { gap, ..Unit::default() };
            let mut x = left;
            for found in row {
                branches.push(self.form_box(found, (x, each), &mut unit));
                x += each;
            }
            self.flow.units.push(unit);
        }
        self.flow.tree.push(Branch::Group(Kind::List, branches));
    }

    fn form_box(&mut self, found: &FormBox, (left, width): (i32, i32), unit: &mut Unit) -> Branch {
        let small = Look { size: self.measures.scaled(SMALL), bold: false, figures: false };
        let place = (left + PADDING, width - 2 * PADDING);
        let label_leaf = self.leaf();
        let (placed, mut top) = self.lines(&found.heading().into(), small, place, PADDING, label_leaf);
        unit.placed.extend(placed);
        top += PADDING;
        let look = Look { bold: true, ..self.body() };
        let mut leaves = Vec::new();
        for value in &found.values {
            let leaf = self.leaf();
            let (placed, high) = self.lines(value, look, place, top, leaf);
            unit.placed.extend(placed);
            leaves.push(Branch::Leaf(leaf));
            top += high;
        }
        unit.height = unit.height.max(top + PADDING);
        unit.boxes.push((left, width));
        let label = Branch::Group(Kind::Label, vec![Branch::Leaf(label_leaf)]);
        Branch::Group(Kind::Item, vec![label, Branch::Group(Kind::Body, leaves)])
    }
}
