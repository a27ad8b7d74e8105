//! How do the fields of a form become a Rust type? Strictly: none unknown, none repeated, none missing.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The values of each field.
pub(super) type Fields = BTreeMap<String, Vec<String>>;

/// Reads `name=value&…`. Nothing if a percent escape or the text under it is no UTF-8: browsers never
/// send such a thing, and replacing it silently would change what a person typed.
pub(super) fn read(bytes: &[u8]) -> Option<Fields> {
    let mut fields = Fields::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        if name.contains('\u{fffd}') || value.contains('\u{fffd}') || value.contains('\0') {
            return None;
        }
        fields.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    Some(fields)
}

/// The fields as a `T`.
pub(super) fn into<T: DeserializeOwned>(fields: Fields) -> Result<T, Error> {
    let entries = fields.into_iter().map(|(name, values)| (name.clone(), Field { name, values }));
    T::deserialize(MapDeserializer::new(entries))
}

struct Field {
    name: String,
    values: Vec<String>,
}

impl Field {
    /// The one value of a field that may not be repeated.
    fn single(self) -> Result<String, Error> {
        let mut values = self.values.into_iter();
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(Error::custom(format!("field {:?} occurs more than once", self.name))),
        }
    }

    fn number<N: std::str::FromStr<Err: Display>>(self) -> Result<N, Error> {
        let name = self.name.clone();
        self.single()?.parse().map_err(|_| Error::custom(format!("field {name:?} is no number")))
    }
}

impl IntoDeserializer<'_, Error> for Field {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.number()?)
        })*
    };
}

impl<'de> Deserializer<'de> for Field {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.single()?)
    }

    numbers!(deserialize_i64 visit_i64, deserialize_i32 visit_i32, deserialize_i16 visit_i16,
        deserialize_u64 visit_u64, deserialize_u32 visit_u32, deserialize_u16 visit_u16, deserialize_u8 visit_u8);

    /// A ticked box sends its value; `yes` and `true` are what our templates give.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let name = self.name.clone();
        match self.single()?.as_str() {
            "yes" | "true" => visitor.visit_bool(true),
            "no" | "false" => visitor.visit_bool(false),
            _ => Err(Error::custom(format!("field {name:?} is neither yes nor no"))),
        }
    }

    /// An empty optional field is nothing.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.values.len() == 1 && self.values[0].is_empty() {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.values.into_iter()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let value: StringDeserializer<Error> = self.single()?.into_deserializer();
        value.deserialize_enum(name, variants, visitor)
    }

    /// serde asks for this only to throw a field away that the type does not have.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("a field that the form does not have"))
    }

    forward_to_deserialize_any! {
        i8 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map
        struct identifier
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Sample {
        name: String,
        count: i64,
        colour: Colour,
        #[serde(default)]
        agree: bool,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        years: Vec<String>,
    }

    fn parse(text: &str) -> Result<Sample, String> {
        let fields = read(text.as_bytes()).ok_or("unreadable")?;
        into(fields).map_err(|error| error.to_string())
    }

    #[test]
    fn fields_become_a_type() {
        let sample =
            parse("name=Jos%C3%A9+Diaz&count=-5&colour=red&agree=yes&note=&years=2020&years=2021").unwrap();
        assert_eq!(
            sample,
            Sample {
                name: "José Diaz".into(),
                count: -5,
                colour: Colour::Red,
                agree: true,
                note: None,
                years: vec!["2020".into(), "2021".into()],
            }
        );
        assert!(!parse("name=&count=1&colour=red").unwrap().agree);
    }

    #[test]
    fn anything_else_is_refused() {
        for (text, reason) in [
            ("name=a&count=1&colour=red&admin=true", "does not have"),
            ("name=a&name=b&count=1&colour=red", "\"name\" occurs more than once"),
            ("count=1&colour=red", "missing field `name`"),
            ("name=a&count=x&colour=red", "\"count\" is no number"),
            ("name=a&count=1&colour=blue", "unknown variant"),
            ("name=a&count=1&colour=red&agree=maybe", "neither yes nor no"),
            ("name=%ff&count=1&colour=red", "unreadable"),
            ("name=a%00&count=1&colour=red", "unreadable"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
