//! Do the files read as the style asks? First lines, sizes, leftovers, floats, foreign paths.

use super::files::{Source, assert_none, sources};

/// Lines of a file, but for tables, tests and data.
const LONGEST_FILE: usize = 400;
/// Lines of a function.
const LONGEST_FUNCTION: usize = 60;

/// Files that are long because they are tables: each with what it lists.
const TABLES: [(&str, &str); 2] = [
    ("crates/sandbox/src/people/demonstration/accounts.rs", "what stands in the featured people's books"),
    ("crates/sandbox/src/people/words.rs", "made-up names and places"),
];

fn first_line(source: &Source) -> Vec<String> {
    let first = source.text.lines().next().unwrap_or_default();
    let sentence = first.strip_prefix("//! ").unwrap_or_default();
    if sentence.len() < 12 || !sentence.contains(' ') {
        return vec![format!("{}: its first line does not say which question it answers", source.path)];
    }
    Vec::new()
}

#[test]
fn every_rust_file_says_what_it_answers() {
    assert_none(&sources(&[".rs"]).iter().flat_map(first_line).collect::<Vec<_>>());
}

#[test]
fn a_file_without_its_sentence_is_caught() {
    assert_eq!(first_line(&Source::planted("a.rs", "use b;\n")).len(), 1);
    assert_eq!(first_line(&Source::planted("a.rs", "//! Later.\n")).len(), 1);
    assert_eq!(first_line(&Source::planted("a.rs", "//! Who may come in?\n")).len(), 0);
}

fn file_length(source: &Source) -> Vec<String> {
    let is_test = source.path.contains("tests/") || source.path.ends_with("/tests.rs");
    let is_table = TABLES.iter().any(|(path, _)| *path == source.path);
    let count = source.text.lines().count();
    if count > LONGEST_FILE && !is_test && !is_table {
        return vec![format!("{}: {count} lines, more than {LONGEST_FILE}", source.path)];
    }
    Vec::new()
}

#[test]
fn files_are_short() {
    assert_none(
        &sources(&[".rs", ".html", ".ftl", ".js", ".mjs"]).iter().flat_map(file_length).collect::<Vec<_>>(),
    );
}

#[test]
fn a_long_file_is_caught() {
    let long = "x\n".repeat(LONGEST_FILE + 1);
    assert_eq!(file_length(&Source::planted("crates/web/src/page.rs", &long)).len(), 1);
    assert_eq!(file_length(&Source::planted("crates/web/src/page/tests.rs", &long)).len(), 0);
}

/// The source is formatted, so a function ends at the first closing brace of its own indentation.
fn function_lengths(source: &Source) -> Vec<String> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut faults = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let declaration = code.split('(').next().unwrap_or_default();
        if !declaration.split(' ').any(|word| word == "fn") || code.starts_with("//") || code.ends_with(';') {
            continue;
        }
        let indentation = &line[..line.len() - code.len()];
        let signature_ends =
            lines[start + 1..].iter().find(|line| line.starts_with(&format!("{indentation})")));
        if code.ends_with('(') && signature_ends.is_some_and(|line| line.ends_with(';')) {
            continue;
        }
        let end = format!("{indentation}}}");
        let length = lines[start..].iter().position(|line| *line == end).map_or(1, |lines| lines + 1);
        if length > LONGEST_FUNCTION && !code.ends_with('}') {
            faults.push(format!("{}:{}: {length} lines: {declaration}", source.path, start + 1));
        }
    }
    faults
}

#[test]
fn functions_are_short() {
    assert_none(&sources(&[".rs"]).iter().flat_map(function_lengths).collect::<Vec<_>>());
}

#[test]
fn a_long_function_is_caught() {
    let body = "        x();\n".repeat(LONGEST_FUNCTION);
    let planted = Source::planted("a.rs", &format!("impl A {{\n    pub fn b() {{\n{body}    }}\n}}\n"));
    assert_eq!(function_lengths(&planted), [format!("a.rs:2: {} lines: pub fn b", LONGEST_FUNCTION + 2)]);
}

/// Words that mean that something is not done, cut in two so that this file has none.
const LEFTOVERS: [&str; 7] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("db", "g!("),
    concat!("todo", "!("),
    concat!("unimpl", "emented!("),
    concat!("console", ".log(\"here"),
];

/// Places that exist on one machine only.
const MACHINE_PLACES: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

fn leftovers(source: &Source) -> Vec<String> {
    let words = LEFTOVERS.iter().chain(&MACHINE_PLACES);
    let found = words.flat_map(|word| {
        let lines = source.lines().filter(move |(_, line)| line.contains(word));
        lines.map(move |(number, _)| format!("{}:{number}: {word}", source.path))
    });
    found.collect()
}

#[test]
fn nothing_is_left_for_later() {
    let endings = [
        ".rs", ".html", ".ftl", ".js", ".mjs", ".ts", ".scss", ".sql", ".toml", ".md", ".json", ".csv",
        "Makefile", "run", "build",
    ];
    assert_none(&sources(&endings).iter().flat_map(leftovers).collect::<Vec<_>>());
}

#[test]
fn a_leftover_is_caught() {
    for word in LEFTOVERS.iter().chain(&MACHINE_PLACES) {
        assert_eq!(leftovers(&Source::planted("a.rs", &format!("a\n// {word} b\n"))).len(), 1, "{word}");
    }
}

/// Money and rates are exact: no floating-point type in the crates that know them.
fn floats(source: &Source) -> Vec<String> {
    let is_exact =
        ["crates/values/", "crates/tax/", "crates/agency/"].iter().any(|folder| source.is_under(folder));
    if !is_exact {
        return Vec::new();
    }
    let has_float = |line: &str| {
        let code = line.split("//").next().unwrap_or_default();
        let mut words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.any(|word| {
            ["f32", "f64"].iter().any(|float| word == *float || word.ends_with(&format!("_{float}")))
        })
    };
    let lines = source.lines().filter(|(_, line)| has_float(line));
    lines.map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim())).collect()
}

#[test]
fn no_float_comes_near_money() {
    assert_none(&sources(&[".rs"]).iter().flat_map(floats).collect::<Vec<_>>());
}

#[test]
fn a_float_is_caught() {
    for line in ["let rate: f64 = a;", "a.to_f64()", "1.5_f32", "b as f64"] {
        assert_eq!(floats(&Source::planted("crates/tax/src/a.rs", line)).len(), 1, "{line}");
    }
    assert_eq!(floats(&Source::planted("crates/tax/src/a.rs", "// f64 would be wrong")).len(), 0);
}

/// The product has no agency's name in it: what visitors read comes from the configuration.
const REAL_NAMES: [&str; 4] = ["IRS", "Internal Revenue", "ID.me", "Login.gov"];

fn real_names(source: &Source) -> Vec<String> {
    let is_word = |line: &str, name: &str| {
        line.match_indices(name).any(|(start, _)| {
            let near = [line[..start].chars().next_back(), line[start + name.len()..].chars().next()];
            near.iter().flatten().all(|letter| !letter.is_alphanumeric())
        })
    };
    let found = source.lines().flat_map(|(number, line)| {
        let names = REAL_NAMES.iter().filter(move |name| is_word(line, name));
        names.map(move |name| format!("{}:{number}: {name}", source.path))
    });
    found.collect()
}

#[test]
fn no_page_names_a_real_agency() {
    assert_none(&sources(&[".ftl", ".html"]).iter().flat_map(real_names).collect::<Vec<_>>());
}

#[test]
fn a_real_agency_s_name_is_caught() {
    assert_eq!(real_names(&Source::planted("a.ftl", "title = The IRS account")).len(), 1);
    assert_eq!(real_names(&Source::planted("a.ftl", "title = FIRST")).len(), 0);
}
