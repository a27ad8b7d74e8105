//! How does a letter on paper leave? As a file in a folder that a print shop empties; in the demonstration it is kept, to
//! be read on a page.
//!
//! Each letter is one JSON file, `ID.json`, readable by its owner alone: `{"id", "to": ["name", "street", …], "language",
//! "subject", "body"}`. It appears whole (it is renamed into place) and under the same name at each attempt, so that a
//! repeated attempt prints nothing twice; whoever takes it removes it.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use values::Id;

/// A letter on paper.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLetter {
    /// What stands in the envelope's window: the name, then the address.
    pub envelope: Vec<String>,
    /// Language of the words, as `en`.
    pub language: String,
    /// Its first line.
    pub subject: String,
    /// What it says, an empty line between paragraphs.
    pub body: String,
}

impl fmt::Debug for PaperLetter {
    /// Nothing of it: it holds a name, an address and often a code.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PaperLetter(…)")
    }
}

/// Where letters go.
#[derive(Clone, Debug)]
pub enum Printer {
    /// Nowhere: no letters are offered.
    None,
    /// Nowhere: the caller keeps them to be read on a page of the demonstration.
    Kept,
    /// Into a folder.
    Folder(Folder),
}

impl Printer {
    /// Whether letters reach anybody.
    pub const fn reaches(&self) -> bool {
        !matches!(self, Self::None)
    }
}

/// A folder that a print shop empties.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// Why a letter did not get into the folder. Holds nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// The folder is not there, or may not be written.
    #[error("{folder}: {why}")]
    Folder {
        /// Which folder.
        folder: String,
        /// What the system said.
        why: String,
    },
}

/// What stands in a file.
#[derive(Serialize)]
struct File<'a> {
    id: String,
    to: &'a [String],
    language: &'a str,
    subject: &'a str,
    body: &'a str,
}

impl Folder {
    /// A folder that is there.
    pub fn open(path: &Path) -> Result<Self, LetterError> {
        let folder = Self(path.to_owned());
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => Ok(folder),
            Ok(_) => Err(folder.failed("it is no folder")),
            Err(error) => Err(folder.failed(error)),
        }
    }

    fn failed(&self, why: impl fmt::Display) -> LetterError {
        LetterError::Folder { folder: self.0.display().to_string(), why: why.to_string() }
    }

    /// Puts a letter there. Called from a thread that may wait.
    pub fn put(&self, key: Id, letter: &PaperLetter) -> Result<(), LetterError> {
        let file = File {
            id: key.to_string(),
            to: &letter.envelope,
            language: &letter.language,
            subject: &letter.subject,
            body: &letter.body,
        };
        let content = serde_json::to_vec_pretty(&file).map_err(|error| self.failed(error))?;
        let (unfinished, place) =
            (self.0.join(format!(".{key}.unfinished")), self.0.join(format!("{key}.json")));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options
            .open(&unfinished)
            .and_then(|mut open| open.write_all(&content).and_then(|()| open.sync_all()))
            .and_then(|()| std::fs::rename(&unfinished, &place));
        written.map_err(|error| self.failed(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Id = Id::from_bytes([7; 16]);

    fn letter() -> PaperLetter {
        PaperLetter {
            envelope: vec!["Ana Prueba".into(), "1 Elm St".into(), "Town CA 12345".into()],
            language: "es".into(),
            subject: "Su código".into(),
            body: "Uno.\n\nDos.".into(),
        }
    }

    #[test]
    fn a_letter_lies_in_the_folder_once_whole_and_private() {
        let path = std::env::temp_dir().join(format!("counterfoil-letters-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let folder = Folder::open(&path).unwrap();
        folder.put(KEY, &letter()).unwrap();
        folder.put(KEY, &letter()).unwrap();
        let files: Vec<_> = std::fs::read_dir(&path).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files, [path.join(format!("{KEY}.json"))]);
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&files[0].metadata().unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        let read: serde_json::Value = serde_json::from_slice(&std::fs::read(&files[0]).unwrap()).unwrap();
        assert_eq!((&read["to"][2], &read["language"]), (&"Town CA 12345".into(), &"es".into()));
        assert_eq!((&read["subject"], &read["body"]), (&"Su código".into(), &"Uno.\n\nDos.".into()));
        std::fs::remove_dir_all(&path).unwrap();
        assert!(folder.put(KEY, &letter()).is_err() && Folder::open(&path).is_err());
        assert_eq!(format!("{:?}", letter()), "PaperLetter(…)");
    }
}
