//! What does a page say, in the visitor's language? Messages are Fluent, beside the page they belong to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::language::Language;

pub mod testing;

/// One folder's messages: the texts of its two `.ftl` files.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue {
    /// Where they come from, for error messages: `account/home`.
    pub name: &'static str,
    /// The English file.
    pub en: &'static str,
    /// The Spanish file.
    pub es: &'static str,
}

impl Catalogue {
    /// The text of the file for a language.
    pub const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Es => self.es,
        }
    }
}

/// Why the catalogues cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// A file is not Fluent.
    #[error("{catalogue} ({language}): {detail}")]
    Syntax {
        /// Which catalogue.
        catalogue: &'static str,
        /// `en` or `es`.
        language: &'static str,
        /// What the parser said.
        detail: String,
    },
    /// Two files define the same message.
    #[error("the message {key:?} of {catalogue} ({language}) is already defined elsewhere")]
    Duplicate {
        /// The later catalogue.
        catalogue: &'static str,
        /// `en` or `es`.
        language: &'static str,
        /// The message.
        key: String,
    },
}

/// All messages of a program, ready to be said by any thread.
pub struct Words {
    en: FluentBundle<FluentResource>,
    es: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Words").finish_non_exhaustive()
    }
}

impl Words {
    /// Reads the catalogues. This crate's own messages come along without being named.
    pub fn new(catalogues: &[Catalogue]) -> Result<Self, WordsError> {
        Ok(Self { en: bundle(Language::En, catalogues)?, es: bundle(Language::Es, catalogues)? })
    }

    /// A message without arguments.
    pub fn say(&self, language: Language, key: &str) -> String {
        self.format(language, key, None)
    }

    /// A message with arguments, each a text that is already in the visitor's language.
    pub fn say_with<'a, K, V>(
        &self,
        language: Language,
        key: &str,
        arguments: impl IntoIterator<Item = (K, V)>,
    ) -> String
    where
        K: Into<Cow<'a, str>>,
        V: Into<FluentValue<'a>>,
    {
        let mut values = FluentArgs::new();
        for (name, value) in arguments {
            values.set(name, value);
        }
        self.format(language, key, Some(&values))
    }

    /// Whether the message exists in both languages.
    pub fn knows(&self, key: &str) -> bool {
        self.en.has_message(key) && self.es.has_message(key)
    }

    fn format(&self, language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let bundle = match language {
            Language::En => &self.en,
            Language::Es => &self.es,
        };
        let mut errors: Vec<FluentError> = Vec::new();
        let text = bundle
            .get_message(key)
            .and_then(|message| message.value())
            .map(|pattern| bundle.format_pattern(pattern, arguments, &mut errors).into_owned());
        match text {
            Some(text) if errors.is_empty() => text,
            _ => unsaid(language, key, &errors),
        }
    }
}

/// A message that is missing or lacks an argument is a fault of the program: development and tests
/// stop, a running site shows the key, counts it and goes on, since the rest of the page is true.
fn unsaid(language: Language, key: &str, errors: &[FluentError]) -> String {
    let is_development = cfg!(debug_assertions);
    assert!(!is_development, "message {key:?} ({}) cannot be said: {errors:?}", language.tag());
    metrics::counter!("words_unsaid_total").increment(1);
    tracing::error!(key, language = language.tag(), "a message cannot be said");
    key.to_owned()
}

fn bundle(language: Language, catalogues: &[Catalogue]) -> Result<FluentBundle<FluentResource>, WordsError> {
    let region = format!("{}-US", language.tag());
    let locale: LanguageIdentifier = region.parse().expect("our two languages have well-formed tags");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The marks that keep left-to-right apart from right-to-left text would show up in HTML and in tests.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| whole_number(Language::En, value),
        Language::Es => |value, _| whole_number(Language::Es, value),
    }));
    let mut owners = BTreeMap::new();
    for catalogue in std::iter::once(&crate::WORDS).chain(catalogues) {
        let resource =
            FluentResource::try_new(catalogue.text(language).to_owned()).map_err(|(_, errors)| {
                let detail = errors.first().map_or_else(String::new, ToString::to_string);
                WordsError::Syntax { catalogue: catalogue.name, language: language.tag(), detail }
            })?;
        for key in testing::keys_of(&resource) {
            if owners.insert(key.clone(), catalogue.name).is_some() {
                return Err(WordsError::Duplicate {
                    catalogue: catalogue.name,
                    language: language.tag(),
                    key,
                });
            }
        }
        bundle.add_resource_overriding(resource);
    }
    Ok(bundle)
}

/// Counts get thousands separators; anything with decimals is a text before it comes here.
fn whole_number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => number.as_string().parse().ok().map(|count| language.number(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
