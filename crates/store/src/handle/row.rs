//! What a query answered: one row, read by position.

use values::{Cents, Date, Id, Timestamp};

use crate::StoreError;

/// One cell as either engine delivers it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    const fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "a BIGINT",
            Self::Text(_) => "a TEXT",
            Self::Bytes(_) => "a BYTEA",
        }
    }
}

/// One row of an answer. Positions count from 0; a wrong type, a null or a missing column is `Column`.
#[derive(Clone, PartialEq, Eq)]
pub struct Row(pub(crate) Box<[Cell]>);

impl std::fmt::Debug for Row {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_list().entries(self.0.iter().map(Cell::name)).finish()
    }
}

impl Row {
    /// All of it as text, to compare rows in tests.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn comparable(&self) -> String {
        let cells = self.0.iter().map(|cell| match cell {
            Cell::Null => "null".to_owned(),
            Cell::Int(value) => value.to_string(),
            Cell::Text(value) => format!("{value:?}"),
            Cell::Bytes(value) => format!("{value:02x?}"),
        });
        cells.collect::<Vec<_>>().join(" ")
    }

    fn cell(&self, index: usize) -> Result<&Cell, StoreError> {
        self.0.get(index).ok_or(StoreError::Column { index, wanted: "a column", found: "the end of the row" })
    }

    fn wrong(&self, index: usize, wanted: &'static str) -> StoreError {
        StoreError::Column { index, wanted, found: self.0.get(index).map_or("nothing", Cell::name) }
    }

    /// A BIGINT.
    pub fn int(&self, index: usize) -> Result<i64, StoreError> {
        self.int_or_null(index)?.ok_or_else(|| self.wrong(index, "a BIGINT"))
    }

    /// A BIGINT or null.
    pub fn int_or_null(&self, index: usize) -> Result<Option<i64>, StoreError> {
        match self.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Int(value) => Ok(Some(*value)),
            Cell::Text(_) | Cell::Bytes(_) => Err(self.wrong(index, "a BIGINT")),
        }
    }

    /// A TEXT.
    pub fn text(&self, index: usize) -> Result<&str, StoreError> {
        self.text_or_null(index)?.ok_or_else(|| self.wrong(index, "a TEXT"))
    }

    /// A TEXT or null.
    pub fn text_or_null(&self, index: usize) -> Result<Option<&str>, StoreError> {
        match self.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Text(value) => Ok(Some(value)),
            Cell::Int(_) | Cell::Bytes(_) => Err(self.wrong(index, "a TEXT")),
        }
    }

    /// A BYTEA.
    pub fn bytes(&self, index: usize) -> Result<&[u8], StoreError> {
        self.bytes_or_null(index)?.ok_or_else(|| self.wrong(index, "a BYTEA"))
    }

    /// A BYTEA or null.
    pub fn bytes_or_null(&self, index: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Bytes(value) => Ok(Some(value)),
            Cell::Int(_) | Cell::Text(_) => Err(self.wrong(index, "a BYTEA")),
        }
    }

    /// A BYTEA of exactly 32 bytes: a hash or an index.
    pub fn hash(&self, index: usize) -> Result<[u8; 32], StoreError> {
        self.bytes(index)?.try_into().map_err(|_| self.wrong(index, "32 bytes"))
    }

    /// An id of 16 bytes.
    pub fn id(&self, index: usize) -> Result<Id, StoreError> {
        self.id_or_null(index)?.ok_or_else(|| self.wrong(index, "an id"))
    }

    /// An id of 16 bytes, or null.
    pub fn id_or_null(&self, index: usize) -> Result<Option<Id>, StoreError> {
        let bytes = self.bytes_or_null(index)?;
        bytes.map(Id::try_from).transpose().map_err(|_| self.wrong(index, "an id"))
    }

    /// A date stored as ISO text.
    pub fn date(&self, index: usize) -> Result<Date, StoreError> {
        self.date_or_null(index)?.ok_or_else(|| self.wrong(index, "a date"))
    }

    /// A date stored as ISO text, or null.
    pub fn date_or_null(&self, index: usize) -> Result<Option<Date>, StoreError> {
        let text = self.text_or_null(index)?;
        text.map(str::parse).transpose().map_err(|_| self.wrong(index, "a date"))
    }

    /// An instant stored as milliseconds since 1970.
    pub fn timestamp(&self, index: usize) -> Result<Timestamp, StoreError> {
        self.timestamp_or_null(index)?.ok_or_else(|| self.wrong(index, "an instant"))
    }

    /// An instant stored as milliseconds since 1970, or null.
    pub fn timestamp_or_null(&self, index: usize) -> Result<Option<Timestamp>, StoreError> {
        let milliseconds = self.int_or_null(index)?;
        let instant = milliseconds.map(Timestamp::from_millisecond).transpose();
        instant.map_err(|_| self.wrong(index, "an instant"))
    }

    /// An amount stored as whole cents.
    pub fn cents(&self, index: usize) -> Result<Cents, StoreError> {
        self.int(index).map(Cents::new)
    }

    /// An amount stored as whole cents, or null.
    pub fn cents_or_null(&self, index: usize) -> Result<Option<Cents>, StoreError> {
        Ok(self.int_or_null(index)?.map(Cents::new))
    }

    /// A yes or no stored as 1 or 0.
    pub fn bool(&self, index: usize) -> Result<bool, StoreError> {
        match self.int(index)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.wrong(index, "0 or 1")),
        }
    }
}
