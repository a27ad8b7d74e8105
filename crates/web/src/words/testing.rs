//! Are the messages of both languages complete, alike, used and defined? For tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};

use super::{Catalogue, Words};
use crate::language::Language;

/// The comment above a Spanish message that allows it to read like the English one: `# same`.
const SAME: &str = "same";

/// What one message of one language looks like.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    text: String,
    variables: BTreeSet<String>,
    may_be_same: bool,
}

/// Everything wrong with the catalogues: missing, empty or identical messages, unlike variables,
/// markup. This crate's own are looked at too. An empty list is a pass.
pub fn problems(catalogues: &[Catalogue]) -> Vec<String> {
    let mut found = match Words::new(catalogues) {
        Ok(_) => Vec::new(),
        Err(error) => vec![error.to_string()],
    };
    for catalogue in std::iter::once(&crate::WORDS).chain(catalogues) {
        let en = shapes(catalogue.text(Language::En));
        let es = shapes(catalogue.text(Language::Es));
        for key in en.keys().chain(es.keys()).collect::<BTreeSet<_>>() {
            let problem = match (en.get(key), es.get(key)) {
                (Some(en), Some(es)) => difference(en, es),
                (Some(_), None) => Some("is missing in Spanish"),
                _ => Some("is missing in English"),
            };
            found.extend(problem.map(|problem| format!("{}: {key} {problem}", catalogue.name)));
        }
    }
    found
}

fn difference(en: &Shape, es: &Shape) -> Option<&'static str> {
    if en.text.trim().is_empty() || es.text.trim().is_empty() {
        Some("is empty")
    } else if en.text.contains('<') || es.text.contains('<') {
        Some("contains markup, which belongs into the template")
    } else if en.variables != es.variables {
        Some("has different variables in the two languages")
    } else if en.text == es.text && !es.may_be_same {
        Some("reads the same in both languages (if that is right, put `# same` above the Spanish one)")
    } else if en.text != es.text && es.may_be_same {
        Some("is marked `# same` but is not")
    } else {
        None
    }
}

/// The keys of the catalogues that occur, in quotes, in none of the sources.
pub fn unused(catalogues: &[Catalogue], sources: &[String]) -> Vec<String> {
    let keys = catalogues.iter().flat_map(|catalogue| shapes(catalogue.en).into_keys());
    keys.filter(|key| {
        let quoted = format!("\"{key}\"");
        !sources.iter().any(|source| source.contains(&quoted))
    })
    .collect()
}

/// The keys that the sources say (`say("…"`, `say_with("…"`, `say_count("…"`, `page.frame("…"`) but
/// that no catalogue defines.
pub fn unknown(words: &Words, sources: &[String]) -> Vec<String> {
    let mut missing = BTreeSet::new();
    for source in sources {
        for opening in ["say(\"", "say_with(\"", "say_count(\"", "frame(\""] {
            for (start, _) in source.match_indices(opening) {
                let rest = &source[start + opening.len()..];
                let key = rest.split('"').next().unwrap_or_default();
                if !words.knows(key) {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    missing.into_iter().collect()
}

/// The texts of all `.rs` and `.html` files under a folder.
pub fn sources_under(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            texts.extend(sources_under(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "html") {
            texts.push(std::fs::read_to_string(&path)?);
        }
    }
    Ok(texts)
}

/// The keys that a file defines, repeated ones repeatedly.
pub(super) fn keys_of(resource: &FluentResource) -> Vec<String> {
    let messages = resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name.to_owned()),
        Entry::Term(term) => Some(format!("-{}", term.id.name)),
        _ => None,
    });
    messages.collect()
}

fn shapes(text: &str) -> BTreeMap<String, Shape> {
    // The bundle's own parser skips comments.
    let resource = match fluent_syntax::parser::parse(text) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let messages = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some((message.id.name.to_owned(), shape(message))),
        _ => None,
    });
    messages.collect()
}

fn shape(message: &Message<&str>) -> Shape {
    let mut shape = Shape::default();
    if let Some(pattern) = &message.value {
        read_pattern(pattern, &mut shape);
    }
    let comment = message.comment.as_ref();
    shape.may_be_same = comment.is_some_and(|comment| comment.content.contains(&SAME));
    shape
}

fn read_pattern(pattern: &Pattern<&str>, shape: &mut Shape) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => shape.text.push_str(value),
            PatternElement::Placeable { expression } => read_expression(expression, shape),
        }
    }
}

fn read_expression(expression: &Expression<&str>, shape: &mut Shape) {
    match expression {
        Expression::Inline(inline) => read_inline(inline, shape),
        Expression::Select { selector, variants } => {
            read_inline(selector, shape);
            for variant in variants {
                read_pattern(&variant.value, shape);
            }
        }
    }
}

fn read_inline(inline: &InlineExpression<&str>, shape: &mut Shape) {
    match inline {
        InlineExpression::VariableReference { id } => {
            shape.text.push('$');
            shape.text.push_str(id.name);
            shape.variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => read_expression(expression, shape),
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
            shape.text.push_str(value);
        }
        InlineExpression::MessageReference { id, .. } | InlineExpression::TermReference { id, .. } => {
            shape.text.push_str(id.name);
        }
        InlineExpression::FunctionReference { id, arguments } => {
            shape.text.push_str(id.name);
            for argument in &arguments.positional {
                read_inline(argument, shape);
            }
        }
    }
}
