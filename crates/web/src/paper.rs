//! How does what a page shows become a tagged PDF (PDF/UA-1, ISO 14289-1)?
//!
//! A [`Sheet`] is what is shown, block by block, in one language. `ui::blocks` in `components.html` shows it as a page,
//! [`pdf`] as pages of paper, so the two cannot differ. `layout` breaks it into lines, `pages` the lines into pages, `draw`
//! writes them with their tags.

mod draw;
mod fonts;
mod layout;
mod pages;
#[cfg(test)]
mod tests;

use values::Timestamp;

use crate::language::Language;

/// Why there is no PDF. A fault of ours: whatever a person's name holds can be written.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The typefaces in the program cannot be read.
    #[error("the typefaces cannot be read: {0}")]
    Fonts(String),
    /// What was laid out breaks a rule of PDF/UA-1.
    #[error("the document does not conform: {0}")]
    Document(String),
}

/// Words, perhaps in another language than those around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What is read.
    pub words: String,
    /// Its language, where it is not the sheet's.
    pub language: Option<Language>,
}

impl<T: Into<String>> From<T> for Text {
    fn from(words: T) -> Self {
        Self { words: words.into(), language: None }
    }
}

impl Text {
    /// Words of another language, such as an official wording.
    pub fn in_language(words: impl Into<String>, language: Language) -> Self {
        Self { words: words.into(), language: Some(language) }
    }

    /// The `lang` attribute, empty where it is the sheet's.
    pub fn tag(&self) -> &'static str {
        self.language.map_or("", Language::tag)
    }
}

/// A piece of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of the second rank; the sheet's title is the first.
    Section(String),
    /// A heading of the third rank.
    Part(String),
    /// A paragraph.
    Paragraph(Text),
    /// A list.
    List(Vec<Text>),
    /// Names and values.
    Facts(Vec<(String, Text)>),
    /// A table.
    Table(Table),
    /// The boxes of a form, side by side as the form has them.
    Boxes(Vec<FormBox>),
    /// An address as a code that a telephone's camera reads.
    Code(Code),
}

/// A box of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormBox {
    /// Its number on the form; blank where it has none.
    pub number: String,
    /// What it holds.
    pub label: String,
    /// What it says, a line each.
    pub values: Vec<Text>,
    /// Whether it goes from one side of the form to the other.
    pub is_wide: bool,
}

impl FormBox {
    /// Its number and what it holds, as they stand above its value.
    pub fn heading(&self) -> String {
        if self.number.is_empty() { self.label.clone() } else { format!("{} {}", self.number, self.label) }
    }
}

/// An address as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Where it leads.
    pub address: String,
    /// What is said to whoever does not see it.
    pub words: String,
}

/// A table; the first cell of each row names the row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it lists.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub head: String,
    /// Whether it holds figures, which stand below each other at the right.
    pub figures: bool,
}

impl Column {
    /// A column of words.
    pub fn words(head: String) -> Self {
        Self { head, figures: false }
    }

    /// A column of figures.
    pub fn figures(head: String) -> Self {
        Self { head, figures: true }
    }
}

/// What stands in one place of a table: one paragraph or several.
pub type Cell = Vec<Text>;

/// What is shown, as page and on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The language of all that says no other.
    pub language: Language,
    /// Its one heading of the first rank.
    pub title: String,
    /// Whose it is.
    pub agency: String,
    /// What must be known before anything else, such as that the people are made up.
    pub notice: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// The paper there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 8.5 by 11 inches.
    #[default]
    Letter,
    /// 210 by 297 mm.
    A4,
}

/// How a sheet is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// On which paper.
    pub size: Size,
    /// In large print: 18 points and more.
    pub large: bool,
    /// When the file is made.
    pub made_at: Timestamp,
    /// What stands at the foot of every page beside its number.
    pub foot: String,
}

/// The sheet as a PDF that screen readers can follow. `page_of` says which page of how many.
///
/// The same sheet printed the same way gives the same bytes.
pub fn pdf(
    sheet: &Sheet,
    print: &Print,
    page_of: &dyn Fn(usize, usize) -> String,
) -> Result<Vec<u8>, PaperError> {
    let faces = fonts::Faces::ours()?;
    let measures = layout::Measures::of(print);
    let flow = layout::lay_out(sheet, faces, &measures);
    let pages = pages::fill(&flow, &measures);
    draw::draw(sheet, print, faces, &measures, &flow, &pages, page_of)
}
