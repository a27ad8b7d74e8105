//! How are the pages written? By krilla, which tags what is drawn and refuses what breaks PDF/UA-1.
#![expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "places on paper, not money")]

use std::num::NonZeroU16;

use jiff::tz::TimeZone;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::fonts::{Face, Faces};
use super::layout::{Branch, Flow, Kind, Measures, Picture, Run};
use super::pages::{OnPage, Page};
use super::{PaperError, Print, Sheet};
use crate::language::Language;

/// Lines under rows; letters are black.
const RULE: (u8, u8, u8) = (113, 118, 122);

/// Hundredths of a point in points.
fn points(length: i32) -> f32 {
    length as f32 / 100.0
}

fn fault(why: impl std::fmt::Debug) -> PaperError {
    PaperError::Document(format!("{why:?}"))
}

/// Both weights, as krilla reads them.
struct Pens<'a> {
    faces: &'a Faces,
    regular: Font,
    bold: Font,
}

impl<'a> Pens<'a> {
    fn of(faces: &'a Faces) -> Result<Self, PaperError> {
        let font = |face: &Face| {
            let font = Font::new(face.bytes.into(), 0);
            font.ok_or_else(|| PaperError::Fonts("no typeface".to_owned()))
        };
        Ok(Self { faces, regular: font(&faces.regular)?, bold: font(&faces.bold)? })
    }

    /// Draws a run with its baseline at a height.
    fn write(&self, surface: &mut Surface<'_>, run: &Run, x: i32, baseline: i32) {
        let (face, font) = (self.faces.of(run.bold), if run.bold { &self.bold } else { &self.regular });
        let glyphs: Vec<KrillaGlyph> = run
            .text
            .char_indices()
            .filter_map(|(at, letter)| {
                let glyph = face.glyph(letter, run.tabular)?;
                let advance = glyph.advance as f32 / face.units_per_em as f32;
                let range = at..at + letter.len_utf8();
                Some(KrillaGlyph::new(GlyphId::new(glyph.id), advance, 0.0, 0.0, 0.0, range, None))
            })
            .collect();
        let start = Point::from_xy(points(x), points(baseline));
        surface.draw_glyphs(start, &glyphs, font.clone(), &run.text, points(run.size), false);
    }
}

/// What is known of all pages.
struct Frame<'a> {
    sheet: &'a Sheet,
    print: &'a Print,
    measures: &'a Measures,
    flow: &'a Flow,
    pens: Pens<'a>,
}

pub(super) fn draw(
    sheet: &Sheet,
    print: &Print,
    faces: &Faces,
    measures: &Measures,
    flow: &Flow,
    pages: &[Page],
    page_of: &dyn Fn(usize, usize) -> String,
) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(fault)?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(sheet, print));
    let frame = Frame { sheet, print, measures, flow, pens: Pens::of(faces)? };
    let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); flow.leaves];
    for (index, page) in pages.iter().enumerate() {
        let size = PageSettings::from_wh(points(measures.width), points(measures.height));
        let mut paper = document.start_page_with(size.ok_or_else(|| fault("no paper"))?);
        let mut surface = paper.surface();
        frame.margins(&mut surface, index, &page_of(index + 1, pages.len()));
        for on_page in page {
            frame.unit(&mut surface, on_page, &mut leaves);
        }
        surface.finish();
        paper.finish();
    }
    document.set_outline(outline(flow, pages));
    let mut tree = TagTree::new().with_lang(Some(sheet.language.tag().to_owned()));
    for branch in &flow.tree {
        tree.push(node(branch, &mut leaves)?);
    }
    document.set_tag_tree(tree);
    document.finish().map_err(fault)
}

impl Frame<'_> {
    /// What stands above and below the text of every page, and is read to nobody.
    fn margins(&self, surface: &mut Surface<'_>, index: usize, number: &str) {
        let (sheet, measures) = (self.sheet, self.measures);
        let bottom = measures.height - measures.margin;
        let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
        surface.start_tagged(artifact(ArtifactType::Header));
        // The first page has title and notice in its text.
        self.small(surface, if index == 0 { &sheet.agency } else { &sheet.title }, measures.margin, false);
        if let Some(notice) = sheet.notice.as_ref().filter(|_| index > 0) {
            self.small(surface, notice, measures.margin + measures.small_line(), false);
        }
        surface.end_tagged();
        surface.start_tagged(artifact(ArtifactType::Footer));
        self.small(surface, &self.print.foot, bottom - measures.small_line(), false);
        self.small(surface, number, bottom, true);
        surface.end_tagged();
    }

    fn small(&self, surface: &mut Surface<'_>, text: &str, baseline: i32, right: bool) {
        let (face, size) = (&self.pens.faces.regular, self.measures.small());
        let text = face.written(text);
        let left = self.measures.margin;
        // What is wider than the paper, in large print, is written smaller.
        let size = fitted(face, &text, size, self.measures.measure());
        let room = self.measures.measure() - face.width(&text, size, false);
        let run = Run { text, actual: None, size, bold: false, tabular: false, language: None };
        self.pens.write(surface, &run, if right { left + room } else { left }, baseline);
    }

    fn unit(&self, surface: &mut Surface<'_>, on_page: &OnPage, leaves: &mut [Vec<Identifier>]) {
        let unit = &self.flow.units[on_page.unit];
        let (from, end) = on_page.part;
        for placed in unit.placed.iter().filter(|placed| placed.baseline > from && placed.baseline <= end) {
            let language = placed.run.language.map(Language::tag);
            let span = SpanTag::empty().with_lang(language).with_actual_text(placed.run.actual.as_deref());
            let tag = if on_page.again {
                ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther))
            } else {
                ContentTag::Span(span)
            };
            let identifier = surface.start_tagged(tag);
            self.pens.write(surface, &placed.run, placed.x, on_page.top + placed.baseline - from);
            surface.end_tagged();
            if !on_page.again {
                leaves[placed.leaf].push(identifier);
            }
        }
        if unit.ruled {
            self.rule(surface, on_page.top + end - from);
        }
        for (x, width) in &unit.boxes {
            outline_box(surface, (*x, on_page.top), (*width, end - from));
        }
        if let Some(picture) = unit.picture.as_ref().filter(|_| !on_page.again) {
            let identifier = surface.start_tagged(ContentTag::Other);
            squares(surface, picture, on_page.top);
            surface.end_tagged();
            leaves[picture.leaf].push(identifier);
        }
    }

    fn rule(&self, surface: &mut Surface<'_>, y: i32) {
        let (left, right) = (self.measures.margin, self.measures.width - self.measures.margin);
        let mut builder = PathBuilder::new();
        builder.move_to(points(left), points(y));
        builder.line_to(points(right), points(y));
        stroke(surface, builder);
    }
}

/// Draws a thin line, which is read to nobody.
fn stroke(surface: &mut Surface<'_>, builder: PathBuilder) {
    let Some(path) = builder.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    let (red, green, blue) = RULE;
    let paint = rgb::Color::new(red, green, blue).into();
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint, width: 0.5, opacity: NormalizedF32::ONE, ..Stroke::default() }));
    surface.draw_path(&path);
    surface.set_stroke(None);
    surface.set_fill(Some(Fill::default()));
    surface.end_tagged();
}

fn outline_box(surface: &mut Surface<'_>, (x, y): (i32, i32), (width, height): (i32, i32)) {
    let mut builder = PathBuilder::new();
    if let Some(edges) = Rect::from_xywh(points(x), points(y), points(width), points(height)) {
        builder.push_rect(edges);
    }
    stroke(surface, builder);
}

/// The black squares of a picture, as one shape.
fn squares(surface: &mut Surface<'_>, picture: &Picture, top: i32) {
    let mut builder = PathBuilder::new();
    let side = points(picture.side) / picture.count as f32;
    let (left, top) = (points(picture.x), points(top));
    for (column, row) in &picture.squares {
        let (x, y) = (left + side * *column as f32, top + side * *row as f32);
        if let Some(square) = Rect::from_xywh(x, y, side, side) {
            builder.push_rect(square);
        }
    }
    let Some(path) = builder.finish() else { return };
    surface.draw_path(&path);
}

/// The size at which a line fits, at most the one that is wanted.
fn fitted(face: &Face, text: &str, size: i32, measure: i32) -> i32 {
    let width = face.width(text, size, false);
    if width <= measure { size } else { size * (measure / 100) / (width / 100 + 1) }
}

fn metadata(sheet: &Sheet, print: &Print) -> Metadata {
    let at = print.made_at.to_zoned(TimeZone::UTC);
    let part = |part: i8| part.unsigned_abs();
    let date = DateTime::new(at.year().unsigned_abs()).month(part(at.month())).day(part(at.day()));
    let date = date.hour(part(at.hour())).minute(part(at.minute())).second(part(at.second()));
    Metadata::new()
        .title(sheet.title.clone())
        .language(sheet.language.tag().to_owned())
        .authors(vec![sheet.agency.clone()])
        .creator("Counterfoil".to_owned())
        .creation_date(date.utc_offset_hour(0).utc_offset_minute(0))
}

/// The bookmarks: the title, below it the sections, below those their parts.
fn outline(flow: &Flow, pages: &[Page]) -> Outline {
    let mut outline = Outline::new();
    // The open headings, the outermost first.
    let mut open: Vec<(u16, OutlineNode)> = Vec::new();
    let close = |open: &mut Vec<(u16, OutlineNode)>, outline: &mut Outline, rank: u16| {
        while open.last().is_some_and(|(last, _)| *last >= rank) {
            let Some((_, node)) = open.pop() else { return };
            match open.last_mut() {
                Some((_, above)) => above.push_child(node),
                None => outline.push_child(node),
            }
        }
    };
    for (index, page) in pages.iter().enumerate() {
        for on_page in page {
            let Some((rank, title)) = &flow.units[on_page.unit].heading else { continue };
            close(&mut open, &mut outline, *rank);
            let place = XyzDestination::new(index, Point::from_xy(0.0, points(on_page.top)));
            open.push((*rank, OutlineNode::new(title.clone(), place)));
        }
    }
    close(&mut open, &mut outline, 0);
    outline
}

fn node(branch: &Branch, leaves: &mut [Vec<Identifier>]) -> Result<Node, PaperError> {
    let Branch::Group(kind, below) = branch else {
        return Err(fault("a leaf without its group"));
    };
    let mut children = Vec::new();
    for branch in below {
        match branch {
            Branch::Leaf(leaf) => {
                children.extend(std::mem::take(&mut leaves[*leaf]).into_iter().map(Node::Leaf));
            }
            Branch::Group(..) => children.push(node(branch, leaves)?),
        }
    }
    Ok(Node::Group(group(kind, children)?))
}

fn group(kind: &Kind, children: Vec<Node>) -> Result<TagGroup, PaperError> {
    let with = |tag: krilla::tagging::TagKind, children| TagGroup::with_children(tag, children);
    Ok(match kind {
        Kind::Heading(rank, title) => {
            let rank = NonZeroU16::new(*rank).ok_or_else(|| fault("a heading without a rank"))?;
            with(Tag::Hn(rank, Some(title.clone())).into(), children)
        }
        Kind::Paragraph => with(Tag::P.into(), children),
        Kind::List => with(Tag::L(ListNumbering::None).into(), children),
        Kind::Item => with(Tag::LI.into(), children),
        Kind::Label => with(Tag::Lbl.into(), children),
        Kind::Body => with(Tag::LBody.into(), children),
        Kind::Table => with(Tag::Table.into(), children),
        Kind::Caption => with(Tag::Caption.into(), children),
        Kind::Head => with(Tag::THead.into(), children),
        Kind::Rows => with(Tag::TBody.into(), children),
        Kind::Row => with(Tag::TR.into(), children),
        Kind::ColumnHead => with(Tag::TH(TableHeaderScope::Column).into(), children),
        Kind::RowHead => with(Tag::TH(TableHeaderScope::Row).into(), children),
        Kind::Data => with(Tag::TD.into(), children),
        Kind::Figure(words) => with(Tag::Figure(Some(words.clone())).into(), children),
    })
}
