//! Does the map in ARCHITECTURE.md show what is on the disk?

use std::collections::BTreeSet;

use super::files::{assert_none, root, sources};

/// The folders of a tree in a code block: names that end in a slash, by their depth.
fn folders_on_the_map(text: &str) -> BTreeSet<String> {
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut found = BTreeSet::new();
    let tree = text.split("```").nth(1).unwrap_or_default();
    for line in tree.lines() {
        let drawn = line.chars().take_while(|letter| "│├└─ \u{a0}".contains(*letter)).count();
        let name: String = line.chars().skip(drawn).take_while(|letter| !letter.is_whitespace()).collect();
        if drawn == 0 {
            continue;
        }
        path.retain(|(depth, _)| *depth < drawn);
        // A line may name several things that stand beside each other: benches/ · docs/
        let names = line.chars().skip(drawn).collect::<String>();
        for name in names.split("  ").next().unwrap_or_default().split(" · ") {
            if let Some(folder) = name.trim().strip_suffix('/') {
                let above = path.iter().map(|(_, name)| name.as_str());
                found.insert(above.chain([folder]).collect::<Vec<_>>().join("/"));
            }
        }
        if let Some(folder) = name.strip_suffix('/') {
            path.push((drawn, folder.to_owned()));
        }
    }
    found
}

fn missing_crates(text: &str, crates: &BTreeSet<String>) -> Vec<String> {
    let map = folders_on_the_map(text);
    crates
        .iter()
        .filter(|name| !map.contains(*name))
        .map(|name| format!("{name} is not on the map"))
        .collect()
}

fn architecture() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md stands in the root")
}

#[test]
fn every_crate_is_on_the_map() {
    let manifests = sources(&["Cargo.toml"]);
    let crates: BTreeSet<String> = manifests
        .iter()
        .filter_map(|manifest| manifest.path.strip_suffix("/Cargo.toml"))
        .filter(|folder| folder.starts_with("crates/"))
        .map(ToOwned::to_owned)
        .collect();
    assert_none(&missing_crates(&architecture(), &crates));
}

#[test]
fn every_folder_on_the_map_is_on_the_disk() {
    let map = folders_on_the_map(&architecture());
    assert!(map.len() > 10, "the map shows {} folders", map.len());
    let gone = map.iter().filter(|folder| !root().join(folder).is_dir());
    assert_none(&gone.map(|folder| format!("{folder} is on the map only")).collect::<Vec<_>>());
}

#[test]
fn a_wrong_map_is_caught() {
    let map = "x\n```\ncounterfoil/\n├── docs/       decisions\n├── crates/\n│   ├── tax/     what is owed\n│   │   └── packs/\n│   └── web/\n└── tests/ · scripts/   all\n```\n";
    let folders: Vec<String> = folders_on_the_map(map).into_iter().collect();
    assert_eq!(
        folders,
        ["crates", "crates/tax", "crates/tax/packs", "crates/web", "docs", "scripts", "tests"]
    );
    let crates = ["crates/tax", "crates/moon"].map(str::to_owned).into_iter().collect();
    assert_eq!(missing_crates(map, &crates), ["crates/moon is not on the map"]);
}
