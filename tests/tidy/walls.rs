//! Who may know whom? The directions of the architecture, read from the manifests and the sources.

use std::collections::BTreeMap;

use super::files::{Source, assert_none, sources};

/// Our crates and which of ours each may use.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("values", &[]),
    ("tax", &["values"]),
    ("formats", &["values"]),
    ("store", &["tax", "values"]),
    ("outside", &["formats", "values"]),
    ("examiner", &["formats", "outside", "values"]),
    ("web", &["outside", "store", "values"]),
    ("identity", &["formats", "outside", "store", "values", "web"]),
    ("agency", &["formats", "outside", "store", "tax", "values"]),
    ("account", &["agency", "outside", "store", "tax", "values", "web"]),
    ("professional", &["agency", "outside", "store", "tax", "values", "web"]),
    ("staff", &["agency", "outside", "store", "tax", "values", "web"]),
    ("sandbox", &["agency", "formats", "outside", "store", "tax", "values", "web"]),
    (
        "counterfoil",
        &[
            "account",
            "agency",
            "formats",
            "identity",
            "outside",
            "professional",
            "sandbox",
            "staff",
            "store",
            "tax",
            "values",
            "web",
        ],
    ),
];

/// Crates of others that only some of ours may use.
const KEPT_IN: [(&str, &[&str]); 14] = [
    ("rusqlite", &["store"]),
    ("tokio-postgres", &["store"]),
    ("deadpool-postgres", &["store"]),
    ("axum", &["web", "identity", "account", "professional", "staff", "sandbox", "counterfoil", "examiner"]),
    ("tower-http", &["web", "counterfoil"]),
    ("reqwest", &["outside"]),
    ("lettre", &["outside"]),
    ("image", &["examiner", "formats", "sandbox"]),
    ("krilla", &["web"]),
    ("tract-onnx", &["examiner"]),
    ("rxing", &["formats"]),
    ("landlock", &["outside"]),
    ("seccompiler", &["outside"]),
    ("libc", &["outside"]),
];

/// A crate's name and what it depends on, also for building; what only its tests use is free.
fn dependencies(manifest: &Source) -> (String, Vec<String>) {
    let table: toml::Table =
        manifest.text.parse().unwrap_or_else(|error| panic!("{}: {error}", manifest.path));
    let name = table["package"]["name"].as_str().expect("a crate has a name").to_owned();
    let lists = ["dependencies", "build-dependencies"];
    let found = lists.iter().filter_map(|list| table.get(*list)?.as_table()).flat_map(toml::Table::keys);
    (name, found.cloned().collect())
}

fn breaches(manifest: &Source) -> Vec<String> {
    let ours: BTreeMap<_, _> = MAY_USE.into_iter().collect();
    let kept: BTreeMap<_, _> = KEPT_IN.into_iter().collect();
    let (name, found) = dependencies(manifest);
    let Some(allowed) = ours.get(name.as_str()) else {
        return vec![format!("{name} is new: say in tests/tidy/walls.rs what it may use")];
    };
    let is_breach = |dependency: &str| {
        let is_ours = ours.contains_key(dependency) && !allowed.contains(&dependency);
        is_ours || kept.get(dependency).is_some_and(|places| !places.contains(&name.as_str()))
    };
    let found = found.iter().filter(|dependency| is_breach(dependency));
    found.map(|dependency| format!("{name} may not use {dependency}")).collect()
}

fn manifests() -> Vec<Source> {
    sources(&["Cargo.toml"]).into_iter().filter(|source| source.is_under("crates/")).collect()
}

#[test]
fn crates_use_only_what_lies_below_them() {
    let manifests = manifests();
    assert_eq!(manifests.len(), MAY_USE.len(), "a crate is missing");
    assert_none(&manifests.iter().flat_map(breaches).collect::<Vec<_>>());
}

#[test]
fn a_breach_is_caught() {
    for (name, dependency) in [
        ("identity", "agency"),
        ("account", "staff"),
        ("tax", "store"),
        ("agency", "rusqlite"),
        ("agency", "axum"),
    ] {
        let manifest =
            format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependency}.workspace = true\n");
        let found = breaches(&Source::planted("Cargo.toml", &manifest));
        assert_eq!(found, [format!("{name} may not use {dependency}")]);
    }
}

/// Modules of `store` and the crates that may not name them: identity and the agency's books share no table, so an
/// agency may run them apart.
const FOREIGN_TABLES: [(&str, &[&str]); 2] = [
    ("store::taxes", &["crates/identity/", "crates/web/"]),
    (
        "store::identity",
        &["crates/account/", "crates/agency/", "crates/professional/", "crates/staff/", "crates/web/"],
    ),
];

fn shared_tables(source: &Source) -> Vec<String> {
    let found = FOREIGN_TABLES.iter().filter(|(module, places)| {
        places.iter().any(|place| source.is_under(place)) && source.text.contains(module)
    });
    found.map(|(module, _)| format!("{} names {module}", source.path)).collect()
}

#[test]
fn identity_and_the_books_share_no_table() {
    assert_none(&sources(&[".rs"]).iter().flat_map(shared_tables).collect::<Vec<_>>());
}

#[test]
fn a_shared_table_is_caught() {
    assert_eq!(shared_tables(&Source::planted("crates/identity/src/a.rs", "use store::taxes;")).len(), 1);
    assert_eq!(
        shared_tables(&Source::planted("crates/account/src/a.rs", "use store::identity::x;")).len(),
        1
    );
}

/// Reading the machine's clock is refused by clippy but where a comment gives the reason; the reasons are few.
fn clock_readers(sources: &[Source]) -> Vec<&str> {
    let exempt = concat!("clippy::disallowed", "_methods");
    let readers = sources.iter().filter(|source| source.is_under("crates/") && source.text.contains(exempt));
    readers.map(|source| source.path.as_str()).collect()
}

#[test]
fn few_places_read_the_clock() {
    let sources = sources(&[".rs"]);
    let known = [
        "crates/outside/src/clock.rs",
        "crates/web/src/tally.rs",
        "crates/identity/src/tests/timing.rs",
        "crates/outside/examples/load.rs",
    ];
    let readers = clock_readers(&sources).into_iter().filter(|path| !known.contains(path));
    let faults: Vec<String> = readers.map(|path| format!("{path} reads a clock")).collect();
    assert_none(&faults);
}

#[test]
fn a_clock_reader_is_caught() {
    let text = concat!("#[expect(clippy::disallowed", "_methods, reason = \"because\")]");
    assert_eq!(clock_readers(&[Source::planted("crates/agency/src/a.rs", text)]), ["crates/agency/src/a.rs"]);
}

/// Whoever takes chance from the system's generator, by its names in the library we use and in those we do not.
fn chance_takers(sources: &[Source]) -> Vec<&str> {
    let names = ["SystemRandom", "rand::fill", "rand::rng", "thread_rng", "fastrand"];
    let takes = |source: &&Source| names.iter().any(|name| source.text.contains(name));
    let found = sources.iter().filter(|source| source.is_under("crates/")).filter(takes);
    found.map(|source| source.path.as_str()).collect()
}

#[test]
fn few_places_take_chance_from_the_system() {
    let sources = sources(&[".rs"]);
    let known = [
        "crates/outside/src/dice.rs",
        "crates/outside/src/jose/keys.rs",
        "crates/formats/src/mdoc/testing.rs",
        "crates/formats/src/signed/tests.rs",
        "crates/identity/src/tests/authenticator.rs",
        "crates/identity/src/tests/negative/clients.rs",
        "crates/identity/src/tests/tokens/mod.rs",
    ];
    let takers = chance_takers(&sources).into_iter().filter(|path| !known.contains(path));
    let faults: Vec<String> =
        takers.map(|path| format!("{path} takes chance elsewhere than by Dice")).collect();
    assert_none(&faults);
}

#[test]
fn a_taker_of_chance_is_caught() {
    let planted = [Source::planted("crates/identity/src/a.rs", "let token = fastrand::u64(..);")];
    assert_eq!(chance_takers(&planted), ["crates/identity/src/a.rs"]);
}
