//! Which files does the project consist of?

use std::path::{Path, PathBuf};

/// A text file and its path from the root of the project.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// A made-up file, to plant a fault in.
    pub(crate) fn planted(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn is_under(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

/// What is built, fetched or written by a run, and so not ours.
const NOT_OURS: [&str; 7] =
    [".git", "target", "node_modules", "assets/dist", "data", "tests/browser/results", "Cargo.lock"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ stands in the root").to_owned()
}

/// All text files with one of these endings.
pub(crate) fn sources(endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root(), "", endings, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "no file ends with any of {endings:?}");
    found
}

fn collect(folder: &Path, path: &str, endings: &[&str], found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("the project's folders can be read") {
        let entry = entry.expect("the project's folders can be read");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        if NOT_OURS.contains(&path.as_str()) || NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        let place = entry.path();
        if place.is_dir() {
            collect(&place, &path, endings, found);
        } else if endings.iter().any(|ending| path.ends_with(ending)) {
            let text = std::fs::read_to_string(&place).unwrap_or_else(|error| panic!("{path}: {error}"));
            found.push(Source { path, text });
        }
    }
}

/// Fails with all faults at once, a line each.
pub(crate) fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
