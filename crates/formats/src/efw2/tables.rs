//! Which layouts does each variant have? Read once from `layout.csv`.

use std::sync::LazyLock;

use super::Variant;
use crate::fixed::table::{Layout, layouts};
use crate::fixed::totals::Summed;

pub(super) static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| layouts(include_str!("layout.csv")));

static W2: LazyLock<Tables> = LazyLock::new(|| Tables::new(Variant::W2));
static W2C: LazyLock<Tables> = LazyLock::new(|| Tables::new(Variant::W2c));

/// The layouts of one variant.
#[derive(Debug)]
pub(super) struct Tables {
    variant: Variant,
    /// RW against RT.
    pub(super) wages: Summed,
    /// RO against RU.
    pub(super) optional: Summed,
}

impl Tables {
    pub(super) fn of(variant: Variant) -> &'static Self {
        match variant {
            Variant::W2 => &W2,
            Variant::W2c => &W2C,
        }
    }

    fn new(variant: Variant) -> Self {
        let known = |letter| layout(variant, letter).expect("the table has every record of the format");
        Self {
            variant,
            wages: Summed::new(known('W'), known('T')),
            optional: Summed::new(known('O'), known('U')),
        }
    }

    /// The layout of the record with this letter.
    pub(super) fn layout(&self, letter: char) -> Option<&'static Layout> {
        layout(self.variant, letter)
    }
}

fn layout(variant: Variant, letter: char) -> Option<&'static Layout> {
    let is_it = |layout: &&Layout| {
        layout.id.strip_prefix(variant.prefix()).is_some_and(|rest| rest.chars().eq([letter]))
    };
    LAYOUTS.iter().find(is_it)
}
