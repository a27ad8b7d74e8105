//! Do messages come out right, and are faulty catalogues caught?

use super::*;

const SAMPLE: Catalogue = Catalogue {
    name: "sample",
    en: "greeting = Hello { $name }\ndays =\n    { $count ->\n        [one] { $count } day\n       *[other] { $count } days\n    }\n",
    es: "greeting = Hola { $name }\ndays =\n    { $count ->\n        [one] { $count } día\n       *[other] { $count } días\n    }\n",
};

const fn catalogue(en: &'static str, es: &'static str) -> Catalogue {
    Catalogue { name: "sample", en, es }
}

#[test]
fn messages_take_arguments_and_plurals_without_invisible_marks() {
    let words = Words::new(&[SAMPLE]).unwrap();
    assert_eq!(words.say_with(Language::En, "greeting", [("name", "Ana")]), "Hello Ana");
    assert_eq!(words.say_with(Language::Es, "greeting", [("name", "<b>")]), "Hola <b>");
    for (count, en, es) in
        [(1_i64, "1 day", "1 día"), (0, "0 days", "0 días"), (1234, "1,234 days", "1,234 días")]
    {
        assert_eq!(words.say_with(Language::En, "days", [("count", count)]), en);
        assert_eq!(words.say_with(Language::Es, "days", [("count", count)]), es);
    }
}

#[test]
#[should_panic(expected = "cannot be said")]
fn an_unknown_key_stops_a_test() {
    Words::new(&[]).unwrap().say(Language::En, "no-such-message");
}

#[test]
#[should_panic(expected = "cannot be said")]
fn a_missing_argument_stops_a_test() {
    Words::new(&[SAMPLE]).unwrap().say(Language::En, "greeting");
}

#[test]
fn faulty_catalogues_are_refused() {
    let error = Words::new(&[SAMPLE, SAMPLE]).unwrap_err();
    assert!(matches!(error, WordsError::Duplicate { ref key, .. } if key == "greeting"), "{error}");
    let error = Words::new(&[catalogue("= nothing", "a = b\n")]).unwrap_err();
    assert!(matches!(error, WordsError::Syntax { language: "en", .. }), "{error}");
}

#[test]
fn unlike_catalogues_are_told() {
    for (en, es, expected) in [
        ("a = x\n", "b = y\n", vec!["sample: a is missing in Spanish", "sample: b is missing in English"]),
        ("a = { \"\" }\n", "a = y\n", vec!["sample: a is empty"]),
        ("a = x { $b }\n", "a = y { $c }\n", vec!["sample: a has different variables in the two languages"]),
        ("a = <b>x</b>\n", "a = y\n", vec!["sample: a contains markup, which belongs into the template"]),
        ("a = OK\n", "# same\na = OK\n", vec![]),
        ("a = x\n", "# same\na = y\n", vec!["sample: a is marked `# same` but is not"]),
    ] {
        assert_eq!(testing::problems(&[catalogue(en, es)]), expected);
    }
    let same = testing::problems(&[catalogue("a = x\n", "a = x\n")]);
    assert!(same.len() == 1 && same[0].contains("reads the same"), "{same:?}");
    assert_eq!(testing::problems(&[SAMPLE]), Vec::<String>::new());
}

#[test]
fn unused_and_unknown_keys_are_told() {
    let words = Words::new(&[SAMPLE]).unwrap();
    let sources = ["{{ frame.say_with(\"greeting\", []) }} page.frame(\"other\")".to_owned()];
    assert_eq!(testing::unused(&[SAMPLE], &sources), ["days"]);
    assert_eq!(testing::unknown(&words, &sources), ["other"]);
}

#[test]
fn this_crate_s_own_messages_are_complete_used_and_known() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = testing::sources_under(&folder.join("templates")).unwrap();
    let rust = testing::sources_under(&folder.join("src")).unwrap();
    sources.extend(rust.into_iter().filter(|text| !text.starts_with("//! Do messages come out right")));
    assert_eq!(testing::unused(&[crate::WORDS], &sources), Vec::<String>::new());
    assert_eq!(testing::problems(&[]), Vec::<String>::new());
}
