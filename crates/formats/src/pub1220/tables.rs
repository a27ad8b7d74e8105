//! Which layouts does the format have? Read once from `layout.csv`.

use std::sync::LazyLock;

use crate::fixed::table::{Layout, layouts};
use crate::fixed::totals::Summed;

pub(super) static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| layouts(include_str!("layout.csv")));

/// B against C.
pub(super) static PAYER: LazyLock<Summed> = LazyLock::new(|| Summed::new(known("B"), known("C")));
/// B against K.
pub(super) static STATE: LazyLock<Summed> = LazyLock::new(|| Summed::new(known("B"), known("K")));

/// The layout of the record with this letter.
pub(super) fn layout(letter: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.id == letter && letter.len() == 1)
}

fn known(letter: &str) -> &'static Layout {
    layout(letter).expect("the table has every record of the format")
}
