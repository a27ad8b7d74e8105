//! Where do lines break? A sheet's blocks become units that no page cuts, each with its lines, and the tree of their tags.
//!
//! Lengths are hundredths of a point, from the top left.

mod boxes;
mod code;
mod columns;

use super::fonts::Faces;
use super::{Block, Cell, Print, Sheet, Size, Table, Text};
use crate::language::Language;

/// The sizes of a paper and of what stands on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measures {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) margin: i32,
    /// Hundredths by which letters are larger than usual.
    scale: i32,
}

/// How far lines are apart, in hundredths of their size.
const LINE: i32 = 135;
/// How far below the top of its line a letter stands, in hundredths of its size.
const BASELINE: i32 = 103;
const TITLE: i32 = 2000;
const SECTION: i32 = 1400;
const PART: i32 = 1150;
const BODY: i32 = 1050;
const SMALL: i32 = 850;
/// Between a cell's text and its edges.
const PADDING: i32 = 400;
const INDENT: i32 = 1600;

impl Measures {
    pub(super) const fn of(print: &Print) -> Self {
        let (width, height) = match print.size {
            Size::Letter => (61_200, 79_200),
            Size::A4 => (59_528, 84_189),
        };
        // 18 points at least are large print.
        Self { width, height, margin: 5_400, scale: if print.large { 172 } else { 100 } }
    }

    const fn scaled(&self, size: i32) -> i32 {
        size * self.scale / 100
    }

    /// The size of what stands above and below the text.
    pub(super) const fn small(&self) -> i32 {
        self.scaled(SMALL)
    }

    /// How far the two lines above the text are apart, and the two below it.
    pub(super) const fn small_line(&self) -> i32 {
        self.small() * LINE / 100
    }

    pub(super) const fn top(&self) -> i32 {
        self.margin + 2 * self.small_line()
    }

    pub(super) const fn bottom(&self) -> i32 {
        self.height - self.margin - 5 * self.small_line() / 2
    }

    pub(super) const fn measure(&self) -> i32 {
        self.width - 2 * self.margin
    }
}

/// Letters of one look.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) text: String,
    /// What is meant, where the typeface lacks a letter of it.
    pub(super) actual: Option<String>,
    pub(super) size: i32,
    pub(super) bold: bool,
    pub(super) tabular: bool,
    pub(super) language: Option<Language>,
}

/// A run in its place: the baseline counts from the top of its unit.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) x: i32,
    pub(super) baseline: i32,
    pub(super) run: Run,
    /// The leaf of the tree that it belongs to.
    pub(super) leaf: usize,
}

/// What no page cuts: a line of a paragraph, a row of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Unit {
    /// Room above it, but at the top of a page.
    pub(super) gap: i32,
    pub(super) height: i32,
    pub(super) placed: Vec<Placed>,
    /// Whether a line is drawn below it: a row of a table.
    pub(super) ruled: bool,
    /// Whether it stands on the page of what follows it.
    pub(super) keep: bool,
    /// The unit with the heads of the columns, repeated where a page breaks the table.
    pub(super) head: Option<usize>,
    /// The rank and text of a heading, for the bookmarks.
    pub(super) heading: Option<(u16, String)>,
    /// Boxes around parts of it, by their left edge and width; each is as high as the unit.
    pub(super) boxes: Vec<(i32, i32)>,
    pub(super) picture: Option<Picture>,
}

/// A picture of black squares at the left of its unit, which it fills from top to bottom.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) x: i32,
    pub(super) side: i32,
    /// How many squares a side has.
    pub(super) count: i32,
    /// The column and row of each black square.
    pub(super) squares: Vec<(i32, i32)>,
    pub(super) leaf: usize,
}

/// What a piece of the tree is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    Caption,
    Head,
    Rows,
    Row,
    ColumnHead,
    RowHead,
    Data,
    /// What it shows, in words.
    Figure(String),
}

/// The tree of tags; a leaf is what is drawn under its number.
#[derive(Clone, Debug)]
pub(super) enum Branch {
    Group(Kind, Vec<Branch>),
    Leaf(usize),
}

/// A sheet laid out.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) units: Vec<Unit>,
    pub(super) tree: Vec<Branch>,
    pub(super) leaves: usize,
}

pub(super) fn lay_out(sheet: &Sheet, faces: &Faces, measures: &Measures) -> Flow {
    let mut setter = Setter { faces, measures, flow: Flow::default() };
    setter.heading(1, TITLE, &sheet.title);
    if let Some(notice) = &sheet.notice {
        setter.paragraph(&notice.as_str().into(), true);
    }
    for block in &sheet.blocks {
        match block {
            Block::Section(title) => setter.heading(2, SECTION, title),
            Block::Part(title) => setter.heading(3, PART, title),
            Block::Paragraph(text) => setter.paragraph(text, false),
            Block::List(items) => setter.list(items),
            Block::Facts(pairs) => setter.facts(pairs),
            Block::Table(table) => setter.table(table),
            Block::Boxes(boxes) => setter.boxes(boxes),
            Block::Code(code) => setter.code(code),
        }
    }
    setter.flow
}

/// How a paragraph looks.
#[derive(Clone, Copy)]
struct Look {
    size: i32,
    bold: bool,
    /// At the right, in figures of one width.
    figures: bool,
}

struct Setter<'a> {
    faces: &'a Faces,
    measures: &'a Measures,
    flow: Flow,
}

impl Setter<'_> {
    fn body(&self) -> Look {
        Look { size: self.measures.scaled(BODY), bold: false, figures: false }
    }

    fn leaf(&mut self) -> usize {
        self.flow.leaves += 1;
        self.flow.leaves - 1
    }

    /// The text's lines between two edges, the first with its top at `top`, and how high they are together.
    fn lines(
        &self,
        text: &Text,
        look: Look,
        (left, width): (i32, i32),
        top: i32,
        leaf: usize,
    ) -> (Vec<Placed>, i32) {
        let face = self.faces.of(look.bold);
        let written = face.written(&text.words);
        let broken = columns::break_lines(face, &written, look.size, look.figures, width);
        let (count, pitch) = (broken.len(), look.size * LINE / 100);
        let actual = (written != text.words && count == 1).then(|| text.words.clone());
        let placed = broken.into_iter().enumerate().map(|(index, line)| {
            let room = width - face.width(&line, look.size, look.figures);
            let number = i32::try_from(index).unwrap_or(i32::MAX);
            // The space between two lines is there for those who hear the text.
            let text = if index + 1 < count { format!("{line} ") } else { line };
            Placed {
                x: left + if look.figures { room.max(0) } else { 0 },
                baseline: top + pitch * number + look.size * BASELINE / 100,
                run: Run {
                    text,
                    actual: actual.clone(),
                    size: look.size,
                    bold: look.bold,
                    tabular: look.figures,
                    language: None,
                },
                leaf,
            }
        });
        let placed = placed.map(|mut placed| {
            placed.run.language = text.language;
            placed
        });
        (placed.collect(), pitch * i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// A unit for each line.
    fn flow_text(&mut self, text: &Text, look: Look, (left, width): (i32, i32), gap: i32) -> (Branch, usize) {
        let leaf = self.leaf();
        let (placed, _) = self.lines(text, look, (left, width), 0, leaf);
        let (count, pitch) = (placed.len(), look.size * LINE / 100);
        for (index, mut placed) in placed.into_iter().enumerate() {
            placed.baseline = look.size * BASELINE / 100;
            self.flow.units.push(Unit {
                gap: if index == 0 { gap } else { 0 },
                height: pitch,
                placed: vec![placed],
                // Two lines at least stand on each side of a page's end.
                keep: index + 1 < count && (index == 0 || index + 2 == count),
                ..Unit::default()
            });
        }
        (Branch::Leaf(leaf), count)
    }

    fn full(&self) -> (i32, i32) {
        (self.measures.margin, self.measures.measure())
    }

    fn heading(&mut self, rank: u16, size: i32, title: &str) {
        let size = self.measures.scaled(size);
        let look = Look { size, bold: true, figures: false };
        let (leaf, lines) = self.flow_text(&title.into(), look, self.full(), size);
        let start = self.flow.units.len() - lines;
        for unit in &mut self.flow.units[start..] {
            unit.keep = true;
        }
        self.flow.units[start].heading = Some((rank, title.to_owned()));
        self.flow.tree.push(Branch::Group(Kind::Heading(rank, title.to_owned()), vec![leaf]));
    }

    fn paragraph(&mut self, text: &Text, bold: bool) {
        let look = Look { bold, ..self.body() };
        let (leaf, _) = self.flow_text(text, look, self.full(), look.size * 3 / 5);
        self.flow.tree.push(Branch::Group(Kind::Paragraph, vec![leaf]));
    }

    fn list(&mut self, items: &[Text]) {
        let (left, width) = self.full();
        let (look, indent) = (self.body(), self.measures.scaled(INDENT));
        let mut branches = Vec::new();
        for item in items {
            let first = self.flow.units.len();
            let (body, _) = self.flow_text(item, look, (left + indent, width - indent), look.size * 2 / 5);
            let leaf = self.leaf();
            let (bullet, _) = self.lines(&"•".into(), look, (left + indent / 3, indent), 0, leaf);
            // Read before the item, so drawn before it.
            self.flow.units[first].placed.splice(0..0, bullet);
            let label = Branch::Group(Kind::Label, vec![Branch::Leaf(leaf)]);
            branches.push(Branch::Group(Kind::Item, vec![label, Branch::Group(Kind::Body, vec![body])]));
        }
        self.flow.tree.push(Branch::Group(Kind::List, branches));
    }

    /// Names at the left, values beside them; each pair is an item of a list.
    fn facts(&mut self, facts: &[(String, Text)]) {
        let (left, width) = self.full();
        let look = self.body();
        let name_width = width * 2 / 5;
        let mut branches = Vec::new();
        for (index, (name, value)) in facts.iter().enumerate() {
            let (name_leaf, value_leaf) = (self.leaf(), self.leaf());
            let bold = Look { bold: true, ..look };
            let (mut placed, name_height) =
                self.lines(&name.as_str().into(), bold, (left, name_width - 2 * PADDING), PADDING, name_leaf);
            let (values, value_height) =
                self.lines(value, look, (left + name_width, width - name_width), PADDING, value_leaf);
            placed.extend(values);
            self.flow.units.push(Unit {
                gap: if index == 0 { look.size / 2 } else { 0 },
                height: name_height.max(value_height) + 2 * PADDING,
                placed,
                ruled: true,
                ..Unit::default()
            });
            let label = Branch::Group(Kind::Label, vec![Branch::Leaf(name_leaf)]);
            let body = Branch::Group(Kind::Body, vec![Branch::Leaf(value_leaf)]);
            branches.push(Branch::Group(Kind::Item, vec![label, body]));
        }
        self.flow.tree.push(Branch::Group(Kind::List, branches));
    }

    fn table(&mut self, table: &Table) {
        let look = self.body();
        let bold = Look { bold: true, ..look };
        let (caption, lines) =
            self.flow_text(&table.caption.as_str().into(), bold, self.full(), look.size * 4 / 5);
        let start = self.flow.units.len() - lines;
        for unit in &mut self.flow.units[start..] {
            unit.keep = true;
        }
        let widths = columns::widths(self.faces, table, look.size, self.measures.measure() - PADDING);
        let heads: Vec<Cell> = table.columns.iter().map(|column| vec![column.head.as_str().into()]).collect();
        let head = self.row(table, &heads, &widths, None);
        let at = self.flow.units.len() - 1;
        self.flow.units[at].keep = true;
        let rows = table.rows.iter().map(|row| self.row(table, row, &widths, Some(at))).collect();
        let caption = Branch::Group(Kind::Caption, vec![caption]);
        let head = Branch::Group(Kind::Head, vec![head]);
        let rows = Branch::Group(Kind::Rows, rows);
        self.flow.tree.push(Branch::Group(Kind::Table, vec![caption, head, rows]));
    }

    /// A row; that of the column heads has no head of its own.
    fn row(&mut self, table: &Table, cells: &[Cell], widths: &[i32], head: Option<usize>) -> Branch {
        let body = self.body();
        let (mut left, mut height, mut all, mut branches) = (self.measures.margin, 0, Vec::new(), Vec::new());
        for (index, ((cell, column), width)) in cells.iter().zip(&table.columns).zip(widths).enumerate() {
            let look = Look { bold: head.is_none() || index == 0, figures: column.figures, ..body };
            let (mut top, mut leaves) = (PADDING, Vec::new());
            for text in cell {
                let leaf = self.leaf();
                let (placed, high) = self.lines(text, look, (left, width - 2 * PADDING), top, leaf);
                all.extend(placed);
                leaves.push(Branch::Leaf(leaf));
                top += high;
            }
            height = height.max(top + PADDING);
            left += width;
            let kind = match (head, index) {
                (None, _) => Kind::ColumnHead,
                (Some(_), 0) => Kind::RowHead,
                (Some(_), _) => Kind::Data,
            };
            branches.push(Branch::Group(kind, leaves));
        }
        self.flow.units.push(Unit { height, placed: all, ruled: true, head, ..Unit::default() });
        Branch::Group(Kind::Row, branches)
    }
}
