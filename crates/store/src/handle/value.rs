//! What may be bound to a statement: the three column types both engines share, with typed nulls.

use values::{Cents, Date, Id, Timestamp};

/// A value bound to a placeholder. `Debug` shows the type only, so that no log carries content.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BYTEA.
    Bytes(Option<Vec<u8>>),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Int(Some(_)) => "Int(…)",
            Self::Int(None) => "Int(null)",
            Self::Text(Some(_)) => "Text(…)",
            Self::Text(None) => "Text(null)",
            Self::Bytes(Some(_)) => "Bytes(…)",
            Self::Bytes(None) => "Bytes(null)",
        })
    }
}

/// `From` for a type and its `Option`, through one expression that makes the column's type.
macro_rules! bound {
    ($type:ty => $variant:ident, $make:expr) => {
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(Some($make(value)))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map($make))
            }
        }
    };
}

bound!(i64 => Int, |value| value);
bound!(bool => Int, i64::from);
bound!(Cents => Int, Cents::get);
bound!(Timestamp => Int, Timestamp::as_millisecond);
bound!(&str => Text, str::to_owned);
bound!(String => Text, |value| value);
bound!(Date => Text, |value: Date| value.to_string());
bound!(Vec<u8> => Bytes, |value| value);
bound!(&[u8] => Bytes, <[u8]>::to_vec);
bound!([u8; 32] => Bytes, |value: [u8; 32]| value.to_vec());
bound!(Id => Bytes, |value: Id| value.as_bytes().to_vec());
