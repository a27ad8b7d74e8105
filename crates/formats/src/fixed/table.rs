//! Where does each field of a record stand, and what does it hold? From a table in a file beside the format.
//!
//! A line of a table is `record,name,first,last,kind,from_year,to_year`: characters are counted from 1, blank years mean
//! always, and fields called `blank` are reserved. Money fields whose name begins with `was_` hold what was reported before.

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The letters that tell which record it is.
    Constant,
    /// Nothing.
    Blank,
    /// Letters and digits.
    Text,
    /// A number of nine digits that names somebody.
    Digits,
    /// How many of something.
    Count,
    /// Whole cents.
    Money,
    /// `1` or not.
    Flag,
    /// A year of four digits.
    Year,
    /// A day, year first, in eight digits.
    Date,
}

impl Kind {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "constant" => Self::Constant,
            "blank" => Self::Blank,
            "text" => Self::Text,
            "digits" => Self::Digits,
            "count" => Self::Count,
            "money" => Self::Money,
            "flag" => Self::Flag,
            "year" => Self::Year,
            "date" => Self::Date,
            _ => return None,
        })
    }
}

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// First and last character, counted from 1.
    pub(crate) place: (usize, usize),
    pub(crate) kind: Kind,
    years: (i16, i16),
}

impl Field {
    /// Whether the field is in use in a tax year.
    pub(crate) const fn is_in_use(&self, year: i16) -> bool {
        self.years.0 <= year && year <= self.years.1
    }

    pub(crate) const fn length(&self) -> usize {
        self.place.1 + 1 - self.place.0
    }

    /// The bytes of a record that it takes.
    pub(crate) const fn range(&self) -> std::ops::Range<usize> {
        self.place.0 - 1..self.place.1
    }
}

/// The fields of one kind of record.
#[derive(Debug)]
pub(crate) struct Layout {
    /// As the table names it.
    pub(crate) id: &'static str,
    pub(crate) fields: Vec<Field>,
}

impl Layout {
    /// A field by its name.
    pub(crate) fn find(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// How many characters a record has.
    pub(crate) fn length(&self) -> usize {
        self.fields.last().map_or(0, |field| field.place.1)
    }
}

/// Reads a table that the program carries.
pub(crate) fn layouts(table: &'static str) -> Vec<Layout> {
    let mut layouts: Vec<Layout> = Vec::new();
    for row in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let (id, field) = field(row).expect("a row of a layout has seven columns with known words");
        match layouts.last_mut() {
            Some(last) if last.id == id => last.fields.push(field),
            _ => layouts.push(Layout { id, fields: vec![field] }),
        }
    }
    layouts
}

fn field(row: &'static str) -> Option<(&'static str, Field)> {
    let columns: Vec<&'static str> = row.split(',').collect();
    let [id, name, first, last, kind, from, to] = columns.as_slice() else { return None };
    let year = |text: &str, otherwise| if text.is_empty() { Some(otherwise) } else { text.parse().ok() };
    let place = (first.parse().ok()?, last.parse().ok()?);
    let years = (year(from, i16::MIN)?, year(to, i16::MAX)?);
    Some((*id, Field { name, place, kind: Kind::read(kind)?, years }))
}
