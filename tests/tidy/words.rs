//! Does every message exist in both languages, and is every one of them used?

use std::collections::BTreeMap;

use web::Catalogue;
use web::words::{Words, testing};

use super::files::{Source, assert_none, sources};

/// Every catalogue of a crate under `crates/`, read from its two files.
fn catalogues() -> BTreeMap<String, Vec<Catalogue>> {
    let files: BTreeMap<String, String> = sources(&[".ftl"])
        .into_iter()
        .filter(is_of_the_program)
        .map(|source| (source.path, source.text))
        .collect();
    let mut found: BTreeMap<String, Vec<Catalogue>> = BTreeMap::new();
    for (path, text) in &files {
        let Some(stem) = path.strip_suffix(".en.ftl") else {
            let english = path.replace(".es.ftl", ".en.ftl");
            assert!(files.contains_key(&english), "{path} has no English beside it");
            continue;
        };
        let spanish =
            files.get(&format!("{stem}.es.ftl")).unwrap_or_else(|| panic!("{path} has no Spanish beside it"));
        let name = stem.split('/').nth(1).expect("messages stand in crates/").to_owned();
        let leaked = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        found.entry(name).or_default().push(Catalogue {
            name: leaked(stem),
            en: leaked(text),
            es: leaked(spanish),
        });
    }
    found
}

/// The sources in which a crate's messages may be used: its own, and those of the crates that show its pages.
fn sources_of(name: &str) -> Vec<String> {
    let folder = format!("crates/{name}/");
    let all = sources(&[".rs", ".html"]).into_iter().filter(|source| source.is_under(&folder));
    all.filter(is_of_the_program).map(|source| source.text).collect()
}

/// Tests and examples bring messages of their own.
fn is_of_the_program(source: &Source) -> bool {
    !["/tests", "/examples/"].iter().any(|folder| source.path.contains(folder))
}

/// Without the frame's own messages, which come along without being named.
fn but_the_frame(catalogues: &[Catalogue]) -> Vec<Catalogue> {
    catalogues.iter().copied().filter(|catalogue| catalogue.name != "crates/web/src/web").collect()
}

#[test]
fn every_message_is_in_both_languages() {
    let all = catalogues();
    assert!(all.len() > 1, "only {:?} have messages", all.keys());
    // Crate by crate, as each site says only its own.
    let problems = all.values().flat_map(|catalogues| testing::problems(&but_the_frame(catalogues)));
    assert_none(&problems.collect::<Vec<_>>());
}

#[test]
fn every_message_is_used() {
    let mut faults = Vec::new();
    for (name, catalogues) in catalogues() {
        let unused = testing::unused(&catalogues, &sources_of(&name));
        faults.extend(unused.into_iter().map(|key| format!("{name}: nobody says {key}")));
    }
    assert_none(&faults);
}

#[test]
fn every_message_that_is_said_exists() {
    let mut faults = Vec::new();
    let all = catalogues();
    for (name, catalogues) in &all {
        let words = Words::new(&but_the_frame(catalogues)).expect("the messages can be read");
        // Comments show messages that do not exist.
        let sources: Vec<String> = sources_of(name)
            .into_iter()
            .map(|text| {
                text.lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect::<Vec<_>>()
                    .join("\n")
            })
            .collect();
        let unknown = testing::unknown(&words, &sources);
        faults.extend(unknown.into_iter().map(|key| format!("{name}: {key} is said but does not exist")));
    }
    assert_none(&faults);
}

#[test]
fn a_faulty_message_is_caught() {
    let planted = |en, es| Catalogue { name: "planted", en, es };
    assert_eq!(testing::problems(&[planted("a = x\n", "")]).len(), 1, "missing");
    assert_eq!(testing::problems(&[planted("a = x\n", "a = x\n")]).len(), 1, "identical");
    let used = ["frame.say(\"b\")".to_owned()];
    assert_eq!(testing::unused(&[planted("a = x\n", "a = y\n")], &used), ["a"]);
    let words = Words::new(&[planted("a = x\n", "a = y\n")]).expect("two messages can be read");
    assert_eq!(testing::unknown(&words, &used), ["b"]);
}
