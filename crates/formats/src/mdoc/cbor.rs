//! What do CBOR bytes say (RFC 8949)? The strict part that mobile documents need, with the exact bytes of every item,
//! because digests and signatures are over bytes.
//!
//! Each value has one encoding: an open length, a number written longer than need be, a key twice in one map and bytes
//! after the end are refused. Depth and number of items are bounded, and no length is believed before the input is
//! seen to hold it.

use std::collections::BTreeSet;

/// How deep items may stand in one another.
const DEEPEST: usize = 16;
/// How many items one text of bytes may have.
const MOST_ITEMS: usize = 4096;
/// The tag of bytes that are CBOR themselves (RFC 8949 section 3.4.5.1).
const EMBEDDED: u64 = 24;

/// Why bytes were refused. Never holds what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// A length or an item reaches beyond the end.
    #[error("it ends in the middle of an item")]
    Truncated,
    /// Something stands after the only item.
    #[error("bytes follow its end")]
    Trailing,
    /// An open length, or a number in more bytes than need be.
    #[error("a length or number is not in its shortest form")]
    NotShortest,
    /// Text that is not UTF-8.
    #[error("a text is not UTF-8")]
    NotText,
    /// A map has a key twice.
    #[error("a key stands twice in one map")]
    Twice,
    /// Deeper or more than any mobile document.
    #[error("it has more items, or is deeper, than any mobile document")]
    TooMuch,
    /// A simple value without a meaning here.
    #[error("a kind of value that means nothing here")]
    Unknown,
    /// A member is missing or has another shape.
    #[error("{0} is missing or has the wrong shape")]
    Shape(&'static str),
    /// A map holds a member that nobody knows and no signature covers.
    #[error("{0} has a member that is not known")]
    Stranger(&'static str),
}

/// One item with its exact bytes. Prints its kind and length only, since what it says may be personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// What it says.
    pub value: Value<'a>,
    /// Its bytes, head included.
    pub bytes: &'a [u8],
}

/// What an item says.
#[derive(Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number from 0.
    Unsigned(u64),
    /// The number −1 − n.
    Negative(u64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text.
    Text(&'a str),
    /// Items in their order.
    Array(Vec<Item<'a>>),
    /// Keys, each once, with their values.
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// An item with a tag.
    Tag(u64, Box<Item<'a>>),
    /// True or false.
    Bool(bool),
    /// Nothing.
    Null,
    /// A float: kept as bytes only, since no element of a licence is one.
    Float,
}

impl std::fmt::Debug for Item<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.value {
            Value::Unsigned(_) | Value::Negative(_) => "number",
            Value::Bytes(_) => "bytes",
            Value::Text(_) => "text",
            Value::Array(_) => "array",
            Value::Map(_) => "map",
            Value::Tag(..) => "tag",
            Value::Bool(_) | Value::Null | Value::Float => "simple",
        };
        write!(out, "{kind} of {} bytes", self.bytes.len())
    }
}

/// Reads the one item that these bytes are.
pub fn read(bytes: &[u8]) -> Result<Item<'_>, CborError> {
    let mut reader = Reader { bytes, at: 0, items_left: MOST_ITEMS };
    let item = reader.item(DEEPEST)?;
    if reader.at == bytes.len() { Ok(item) } else { Err(CborError::Trailing) }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    items_left: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Result<&'a [u8], CborError> {
        let count = usize::try_from(count).map_err(|_| CborError::Truncated)?;
        let end = self.at.checked_add(count).ok_or(CborError::Truncated)?;
        let taken = self.bytes.get(self.at..end).ok_or(CborError::Truncated)?;
        self.at = end;
        Ok(taken)
    }

    /// Major type and argument (RFC 8949 section 3), the argument in its shortest form only. A float's is not a number.
    fn head(&mut self) -> Result<(u8, u8, u64), CborError> {
        let initial = self.take(1)?[0];
        let (major, additional) = (initial >> 5, initial & 0x1f);
        let width = match additional {
            0..=23 => return Ok((major, additional, u64::from(additional))),
            24..=27 => 1 << (additional - 24),
            _ => return Err(CborError::NotShortest),
        };
        let argument = self.take(width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let least = if width == 1 { 24 } else { 1 << (4 * width) };
        if major != 7 && argument < least {
            return Err(CborError::NotShortest);
        }
        Ok((major, additional, argument))
    }

    fn item(&mut self, depth_left: usize) -> Result<Item<'a>, CborError> {
        let depth_left = depth_left.checked_sub(1).ok_or(CborError::TooMuch)?;
        self.items_left = self.items_left.checked_sub(1).ok_or(CborError::TooMuch)?;
        let start = self.at;
        let (major, additional, argument) = self.head()?;
        let value = match major {
            0 => Value::Unsigned(argument),
            1 => Value::Negative(argument),
            2 => Value::Bytes(self.take(argument)?),
            3 => Value::Text(std::str::from_utf8(self.take(argument)?).map_err(|_| CborError::NotText)?),
            4 => Value::Array(self.array(argument, depth_left)?),
            5 => Value::Map(self.map(argument, depth_left)?),
            6 => Value::Tag(argument, Box::new(self.item(depth_left)?)),
            _ => match additional {
                20 => Value::Bool(false),
                21 => Value::Bool(true),
                22 => Value::Null,
                25..=27 => Value::Float,
                _ => return Err(CborError::Unknown),
            },
        };
        Ok(Item { value, bytes: &self.bytes[start..self.at] })
    }

    fn array(&mut self, count: u64, depth_left: usize) -> Result<Vec<Item<'a>>, CborError> {
        (0..self.bounded(count)?).map(|_| self.item(depth_left)).collect()
    }

    fn map(&mut self, count: u64, depth_left: usize) -> Result<Vec<(Item<'a>, Item<'a>)>, CborError> {
        let count = self.bounded(count)?;
        let mut keys = BTreeSet::new();
        let mut pair = || {
            let (key, value) = (self.item(depth_left)?, self.item(depth_left)?);
            if keys.insert(key.bytes) { Ok((key, value)) } else { Err(CborError::Twice) }
        };
        (0..count).map(|_| pair()).collect()
    }

    fn bounded(&self, count: u64) -> Result<usize, CborError> {
        usize::try_from(count).ok().filter(|count| *count <= self.items_left).ok_or(CborError::TooMuch)
    }
}

impl<'a> Item<'a> {
    /// Its text; `what` names it in the refusal.
    pub fn text(&self, what: &'static str) -> Result<&'a str, CborError> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => Err(CborError::Shape(what)),
        }
    }

    /// Its bytes.
    pub fn byte_string(&self, what: &'static str) -> Result<&'a [u8], CborError> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(CborError::Shape(what)),
        }
    }

    /// Its number, from 0.
    pub fn unsigned(&self, what: &'static str) -> Result<u64, CborError> {
        match self.value {
            Value::Unsigned(number) => Ok(number),
            _ => Err(CborError::Shape(what)),
        }
    }

    /// Its items.
    pub fn array(self, what: &'static str) -> Result<Vec<Item<'a>>, CborError> {
        match self.value {
            Value::Array(items) => Ok(items),
            _ => Err(CborError::Shape(what)),
        }
    }

    /// Its members, to be taken by name.
    pub fn members(self, what: &'static str) -> Result<Members<'a>, CborError> {
        match self.value {
            Value::Map(left) => Ok(Members { what, left }),
            _ => Err(CborError::Shape(what)),
        }
    }

    /// The item with that tag.
    pub fn tagged(&self, tag: u64, what: &'static str) -> Result<&Item<'a>, CborError> {
        match &self.value {
            Value::Tag(found, item) if *found == tag => Ok(item),
            _ => Err(CborError::Shape(what)),
        }
    }

    /// The bytes within, if it is CBOR within CBOR (tag 24).
    pub fn embedded(&self, what: &'static str) -> Result<&'a [u8], CborError> {
        self.tagged(EMBEDDED, what)?.byte_string(what)
    }
}

/// A map whose members are taken one by one, so that what nobody asked for is seen.
#[derive(Debug)]
pub struct Members<'a> {
    what: &'static str,
    left: Vec<(Item<'a>, Item<'a>)>,
}

/// A key of a map.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// A name.
    Text(&'static str),
    /// A number, as COSE has them.
    Number(i64),
}

impl From<&'static str> for Key {
    fn from(name: &'static str) -> Self {
        Self::Text(name)
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Key {
    fn is(self, item: &Item<'_>) -> bool {
        match (self, &item.value) {
            (Self::Text(name), Value::Text(text)) => name == *text,
            (Self::Number(number), Value::Unsigned(found)) => i64::try_from(*found) == Ok(number),
            (Self::Number(number), Value::Negative(found)) => {
                i64::try_from(*found).is_ok_and(|found| -1 - found == number)
            }
            _ => false,
        }
    }
}

impl<'a> Members<'a> {
    /// The member of that key, if it is there.
    pub fn take(&mut self, key: impl Into<Key>) -> Option<Item<'a>> {
        let key = key.into();
        let place = self.left.iter().position(|(found, _)| key.is(found))?;
        Some(self.left.swap_remove(place).1)
    }

    /// The member of that name, which must be there.
    pub fn need(&mut self, name: &'static str) -> Result<Item<'a>, CborError> {
        self.take(name).ok_or(CborError::Shape(name))
    }

    /// The member of that number, which must be there.
    pub fn need_number(&mut self, number: i64) -> Result<Item<'a>, CborError> {
        self.take(number).ok_or(CborError::Shape(self.what))
    }

    /// Refuses what is left: nobody knows it.
    pub fn end(self) -> Result<(), CborError> {
        if self.left.is_empty() { Ok(()) } else { Err(CborError::Stranger(self.what)) }
    }

    /// All members that are left, with their keys.
    pub fn rest(self) -> Vec<(Item<'a>, Item<'a>)> {
        self.left
    }
}

/// The encoding of nothing.
pub const NULL: &[u8] = &[0xf6];

/// Major type and argument in their shortest form.
pub fn head(major: u8, argument: u64) -> Vec<u8> {
    let major = major << 5;
    let bytes = argument.to_be_bytes();
    match argument {
        0..=23 => vec![major | bytes[7]],
        24..=0xff => vec![major | 0x18, bytes[7]],
        0x100..=0xffff => [&[major | 0x19], &bytes[6..]].concat(),
        0x1_0000..=0xffff_ffff => [&[major | 0x1a], &bytes[4..]].concat(),
        _ => [&[major | 0x1b], &bytes[..]].concat(),
    }
}

/// Bytes as an item.
pub fn bytes(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len() as u64).as_slice(), bytes].concat()
}

/// A text as an item.
pub fn text(text: &str) -> Vec<u8> {
    [head(3, text.len() as u64).as_slice(), text.as_bytes()].concat()
}

/// An array of items that are encoded already.
pub fn array(items: &[&[u8]]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

/// CBOR within CBOR (tag 24).
pub fn embed(item: &[u8]) -> Vec<u8> {
    [head(6, EMBEDDED), bytes(item)].concat()
}
