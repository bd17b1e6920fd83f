//! A rule where a scene names one: an entry of the catalog, or a text.

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A rule: by its name in the catalog, or by its own text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// A catalog entry's file name without the ending.
    Name(String),
    /// A rule text that travels with the scene.
    Source(String),
}

impl Reference {
    /// A catalog entry.
    pub fn name(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(name) => s.serialize_str(name),
            Self::Source(source) => {
                let mut map = s.serialize_map(Some(1))?;
                map.serialize_entry("source", source)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = Reference;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name, or { \"source\": \"<rule text>\" }")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Reference, E> {
                Ok(Reference::name(v))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Reference, A::Error> {
                match map.next_key::<String>()?.as_deref() {
                    Some("source") => {}
                    Some(other) => return Err(de::Error::unknown_field(other, &["source"])),
                    None => return Err(de::Error::missing_field("source")),
                }
                let source = map.next_value()?;
                match map.next_key::<String>()? {
                    Some(other) => Err(de::Error::unknown_field(&other, &["source"])),
                    None => Ok(Reference::Source(source)),
                }
            }
        }
        d.deserialize_any(Seen)
    }
}
