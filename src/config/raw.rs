//! The configuration file as it stands: every key optional, every value with its place, unknown keys an error.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use toml::Spanned;

use crate::rule::raw::RawRule;

/// `.spillage.toml`. `docs/config.schema.json` describes each key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    pub(super) min_confidence: Option<Spanned<f64>>,
    pub(super) fail_on: Option<Spanned<String>>,
    pub(super) max_score: Option<Spanned<i64>>,
    pub(super) select: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) ignore: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) exclude: Option<Spanned<Vec<Spanned<RawExclude>>>>,
    pub(super) baseline: Option<Spanned<String>>,
    pub(super) fingerprint_key: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) terms: RawTerms,
    #[serde(default)]
    pub(super) suppress: RawSuppress,
    #[serde(default)]
    pub(super) limits: RawLimits,
    #[serde(default)]
    pub(super) severity: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub(super) rule: Vec<Spanned<RawRule>>,
}

/// `[terms]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerms {
    #[serde(default)]
    pub(super) words: Vec<Spanned<RawTerm>>,
    #[serde(default)]
    pub(super) hashed: Vec<Spanned<RawTerm>>,
}

/// A term alone, or with its severity and whether capitals matter.
#[derive(Debug)]
pub(super) enum RawTerm {
    Text(String),
    Table(RawTermTable),
}

/// By hand, since an untagged enum holds every value twice, and there may be a hundred thousand terms.
impl<'de> Deserialize<'de> for RawTerm {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RawTerm;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text, or a table with `term`, `severity` and `case`")
            }

            fn visit_str<E>(self, text: &str) -> Result<RawTerm, E> {
                Ok(RawTerm::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<RawTerm, E> {
                Ok(RawTerm::Text(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawTerm, A::Error> {
                RawTermTable::deserialize(MapAccessDeserializer::new(map)).map(RawTerm::Table)
            }
        }
        from.deserialize_any(Either)
    }
}

/// A term with its own settings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTermTable {
    pub(super) term: String,
    pub(super) severity: Option<String>,
    #[serde(default)]
    pub(super) case: bool,
}

/// `[suppress]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSuppress {
    pub(super) remarks: Option<Spanned<Vec<String>>>,
}

/// `[limits]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLimits {
    pub(super) max_file_size: Option<Spanned<Amount>>,
    pub(super) max_archive_depth: Option<Spanned<i64>>,
    pub(super) max_decode_depth: Option<Spanned<i64>>,
    pub(super) timeout: Option<Spanned<Amount>>,
    pub(super) threads: Option<Spanned<i64>>,
}

/// A number, or a number with a unit.
#[derive(Debug, PartialEq)]
pub(super) struct Amount(pub(super) String);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: de::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Amount;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a text with a number and a unit")
            }
            fn visit_i64<E: de::Error>(self, v: i64) -> Result<Amount, E> {
                Ok(Amount(v.to_string()))
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<Amount, E> {
                Ok(Amount(v.to_string()))
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Amount, E> {
                Ok(Amount(v.to_owned()))
            }
        }
        d.deserialize_any(V)
    }
}

/// A glob, or a table that also says why.
#[derive(Debug, PartialEq)]
pub(super) struct RawExclude {
    pub(super) path: String,
    pub(super) reason: String,
}

impl<'de> Deserialize<'de> for RawExclude {
    fn deserialize<D: de::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = RawExclude;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a glob, or a table with `path` and `reason`")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<RawExclude, E> {
                Ok(RawExclude {
                    path: v.to_owned(),
                    reason: String::new(),
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawExclude, A::Error> {
                let (mut path, mut reason) = (None, String::new());
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "path" => path = Some(map.next_value()?),
                        "reason" => reason = map.next_value()?,
                        other => return Err(de::Error::unknown_field(other, &["path", "reason"])),
                    }
                }
                Ok(RawExclude {
                    path: path.ok_or_else(|| de::Error::missing_field("path"))?,
                    reason,
                })
            }
        }
        d.deserialize_any(V)
    }
}
