//! How does a form say something in two languages, with figures of the law in it?

use serde::{Deserialize, Deserializer};

/// Which language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    En,
    /// Spanish.
    Es,
}

/// A text in both languages. `{figure.name}` stands for a figure of the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Spanish.
    pub es: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    /// The same in both, such as a number.
    Same(String),
    Both(Both),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    en: String,
    es: String,
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = match Written::deserialize(deserializer)? {
            Written::Same(text) => return Ok(Self { en: text.clone(), es: text }),
            Written::Both(Both { en, es }) => Self { en, es },
        };
        let fault = |why: &str| Err(serde::de::Error::custom(format!("{why}: {:?}", words.en)));
        if words.en.trim().is_empty() || words.es.trim().is_empty() {
            return fault("a text has both languages");
        }
        if words.en == words.es {
            return fault("a text that is the same in both languages is written once, without `en` and `es`");
        }
        if words.figures_of(Tongue::En) != words.figures_of(Tongue::Es) {
            return fault("both languages name the same figures in the same order");
        }
        Ok(words)
    }
}

impl Words {
    /// In a language.
    pub fn of(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::En => &self.en,
            Tongue::Es => &self.es,
        }
    }

    /// With its figures in place, each as `say` says it.
    pub fn filled(&self, tongue: Tongue, say: impl Fn(&str) -> String) -> String {
        let mut parts = self.of(tongue).split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once('}') {
                Some((name, rest)) => {
                    text.push_str(&say(name));
                    text.push_str(rest);
                }
                None => text.push_str(part),
            }
        }
        text
    }

    /// The figures it names.
    pub fn figures(&self) -> Vec<&str> {
        self.figures_of(Tongue::En)
    }

    fn figures_of(&self, tongue: Tongue) -> Vec<&str> {
        let parts = self.of(tongue).split('{').skip(1);
        parts.filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
    }
}
