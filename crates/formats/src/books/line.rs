//! What does this line of the books say, and if nothing, why, without repeating what stands in it?

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{Kind, Record, check};

/// Why a line is no record. Names the field and what to do; never holds what the line says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Longer than `LINE_LIMIT`.
    #[error("the line is longer than {} KiB: write one record on each line", super::LINE_LIMIT / 1024)]
    TooLong,
    /// Bytes that are no UTF-8.
    #[error("byte {byte} is not UTF-8: save the file as UTF-8")]
    NotUtf8 {
        /// Which byte of the line, counted from 1.
        byte: usize,
    },
    /// The line, and with it perhaps the file, stops in the middle of the record.
    #[error("the record is cut off at the end of the line: export it again")]
    CutOff,
    /// No JSON object.
    #[error("column {column} is not JSON: write one object in braces on each line")]
    NotJson {
        /// Which column, counted in bytes from 1.
        column: usize,
    },
    /// A field is missing, unknown, twice there or does not fit.
    #[error("field {field}: {advice}")]
    Field {
        /// The field, as `address.lines[1]`.
        field: String,
        /// What to do.
        advice: Cow<'static, str>,
    },
}

impl Problem {
    pub(super) fn field(field: impl Into<String>, advice: impl Into<Cow<'static, str>>) -> Self {
        Self::Field { field: field.into(), advice: advice.into() }
    }
}

/// Why the books cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    /// The file or its disk failed.
    #[error("the books cannot be read after byte {offset}: {source}")]
    Read {
        /// How far reading came.
        offset: u64,
        /// What the system said.
        source: std::io::Error,
    },
}

const KINDS: [Kind; 4] = [Kind::Taxpayer, Kind::Return, Kind::Module, Kind::Transaction];

/// Reads one line, without its line end.
pub fn parse_line(line: &[u8]) -> Result<Record, Problem> {
    let text =
        std::str::from_utf8(line).map_err(|error| Problem::NotUtf8 { byte: error.valid_up_to() + 1 })?;
    let record = match kind_of(text)? {
        Kind::Taxpayer => Record::Taxpayer(read(text)?),
        Kind::Return => Record::Return(read(text)?),
        Kind::Module => Record::Module(read(text)?),
        Kind::Transaction => Record::Transaction(read(text)?),
    };
    check::record(&record)?;
    Ok(record)
}

/// Finds the word in `record`; at once where it stands first, as in every file of our own making.
fn kind_of(text: &str) -> Result<Kind, Problem> {
    #[derive(Deserialize)]
    struct Tagged<'a> {
        #[serde(borrow)]
        record: Cow<'a, str>,
    }
    let known = |word: &str| KINDS.into_iter().find(|kind| kind.word() == word);
    let first = text.strip_prefix("{\"record\":\"").and_then(|rest| rest.split_once('"'));
    if let Some(kind) = first.and_then(|(word, _)| known(word)) {
        return Ok(kind);
    }
    let tagged: Tagged<'_> = serde_json::from_str(text).map_err(|error| problem(&error, None))?;
    known(&tagged.record)
        .ok_or_else(|| Problem::field("record", "write one of taxpayer, return, module, transaction"))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| {
        // The path costs time, so it is looked for only once the line is known to be bad.
        let mut json = serde_json::Deserializer::from_str(text);
        let path = serde_path_to_error::deserialize::<_, T>(&mut json).err();
        problem(&error, path.map(|error| error.path().to_string()))
    })
}

/// Says what is wrong in our own words: serde's would repeat the value.
fn problem(error: &serde_json::Error, path: Option<String>) -> Problem {
    match error.classify() {
        Category::Eof => Problem::CutOff,
        Category::Syntax | Category::Io => Problem::NotJson { column: error.column() },
        Category::Data => {
            let said = error.to_string();
            let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
            let path = path.filter(|path| path != "." && is_path(path));
            let (name, advice) = name_and_advice(said);
            let field = match (path, name) {
                (Some(path), Some(name)) if path != name && !path.ends_with(&format!(".{name}")) => {
                    format!("{path}.{name}")
                }
                (Some(path), _) => path,
                (None, Some(name)) => name.to_owned(),
                (None, None) => "record".to_owned(),
            };
            Problem::Field { field, advice }
        }
    }
}

/// The field that serde names in its message, if it names one, and what to do about it.
fn name_and_advice(said: &str) -> (Option<&str>, Cow<'static, str>) {
    let named = |prefix: &str| said.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
    if let Some(name) = named("missing field `") {
        return (Some(name), "add it, the record needs it".into());
    }
    if let Some(name) = named("duplicate field `") {
        return (Some(name), "it stands twice, keep one".into());
    }
    if let Some(name) = named("unknown field `") {
        let advice = "remove it or correct its spelling, the record has no such field";
        return (Some(name).filter(|name| is_path(name)), advice.into());
    }
    if ["invalid type", "invalid value", "invalid length", "unknown variant"]
        .iter()
        .any(|word| said.starts_with(word))
    {
        // What is expected comes last and from our types; what stands before it comes from the file.
        let expected = said.rsplit_once(", expected ").map_or("another value", |(_, expected)| expected);
        return (None, format!("write {}", in_words(expected)).into());
    }
    (None, said.to_owned().into())
}

/// serde's name for a shape in words of the person who writes the file.
fn in_words(expected: &str) -> &str {
    match expected {
        "a string" | "string or map" => "text in quotation marks",
        "a sequence" => "a list in brackets",
        shape if shape.starts_with("struct ") => "an object in braces",
        other => other,
    }
}

/// Whether a text looks like the name of a field and not like something about a person.
fn is_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.[]".contains(&byte);
    text.len() <= 60 && text.bytes().all(plain)
}
