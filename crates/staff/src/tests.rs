//! No message is missing, unused, or the same in both languages.

use std::path::Path;

use web::words::testing::{problems, sources_under, unknown, unused};
use web::{Catalogue, Words};

use crate::WORDS;

#[test]
fn every_message_is_there_once_in_each_language_and_used() {
    let sources = sources_under(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let catalogues: Vec<Catalogue> = WORDS.to_vec();
    assert_eq!(problems(&catalogues), Vec::<String>::new());
    assert_eq!(unused(&catalogues, &sources), Vec::<String>::new());
    assert_eq!(unknown(&Words::new(&catalogues).unwrap(), &sources), Vec::<String>::new());
}
