//! Which unit stands on which page? A heading goes with what it heads, a row stays whole, and the heads of a table's
//! columns come again on each of its pages.

use super::layout::{Flow, Measures, Unit};

/// A unit on a page.
#[derive(Debug)]
pub(super) struct OnPage {
    /// Its number in the flow.
    pub(super) unit: usize,
    /// Where its top is, from the paper's.
    pub(super) top: i32,
    /// The part of it that stands here, by height: all of it but where it is higher than a page.
    pub(super) part: (i32, i32),
    /// Whether it is there for the eye only: the heads of columns, again.
    pub(super) again: bool,
}

pub(super) type Page = Vec<OnPage>;

struct Filler<'a> {
    flow: &'a Flow,
    measures: &'a Measures,
    pages: Vec<Page>,
    top: i32,
}

pub(super) fn fill(flow: &Flow, measures: &Measures) -> Vec<Page> {
    let mut filler = Filler { flow, measures, pages: vec![Vec::new()], top: measures.top() };
    let mut next = 0;
    while next < flow.units.len() {
        let end = next + flow.units[next..].iter().take_while(|unit| unit.keep).count();
        let end = (end + 1).min(flow.units.len());
        filler.together(next, end);
        next = end;
    }
    filler.pages
}

impl Filler<'_> {
    fn room(&self) -> i32 {
        self.measures.bottom() - self.top
    }

    fn is_fresh(&self) -> bool {
        self.pages.last().is_none_or(Vec::is_empty)
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.top = self.measures.top();
    }

    /// Units that want to stand on one page; if no page holds them they follow each other as they can.
    fn together(&mut self, from: usize, end: usize) {
        let units = &self.flow.units[from..end];
        let height: i32 = units.iter().map(|unit| unit.gap + unit.height).sum();
        if height > self.room() && !self.is_fresh() {
            self.turn();
        }
        for number in from..end {
            self.place(number);
        }
    }

    fn place(&mut self, number: usize) {
        let unit = &self.flow.units[number];
        if unit.height > self.room() && !self.is_fresh() {
            self.turn();
        }
        if self.is_fresh() {
            self.repeat_head(unit);
        } else {
            self.top += unit.gap;
        }
        let mut from = 0;
        while unit.height - from > self.room() {
            let end = cut(unit, from, self.room());
            self.put(number, (from, end), false);
            from = end;
            self.turn();
            self.repeat_head(unit);
        }
        self.put(number, (from, unit.height), false);
    }

    fn repeat_head(&mut self, unit: &Unit) {
        let Some(head) = unit.head else { return };
        let height = self.flow.units[head].height;
        // A head that would leave no room for rows stays where it first stood.
        if height * 2 < self.room() {
            self.put(head, (0, height), true);
        }
    }

    fn put(&mut self, unit: usize, part: (i32, i32), again: bool) {
        let on_page = OnPage { unit, top: self.top, part, again };
        self.top += part.1 - part.0;
        self.pages.last_mut().expect("there is a page from the start").push(on_page);
    }
}

/// Where a unit that no page holds is cut: below the last line that fits, and further down in any case.
fn cut(unit: &Unit, from: i32, room: i32) -> i32 {
    let bottom = |placed: &super::layout::Placed| placed.baseline + placed.run.size * 32 / 100;
    let fits = unit.placed.iter().map(bottom).filter(|bottom| *bottom > from && *bottom - from <= room);
    fits.max().unwrap_or(from + room)
}
