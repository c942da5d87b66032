//! Configuration documents with positions: JSON with comments, TOML and the YAML that agents' files use, as one tree.
//!
//! Everything read here may come from a hostile repository: sizes and depths are bounded, nothing panics, and a
//! document that does not parse is an error with a place, never a guess.

pub(crate) mod edit;
pub(crate) mod json;
pub(crate) mod toml;
pub(crate) mod yaml;

use std::ops::Range;

/// Documents larger than this are not configuration that a person wrote.
pub(crate) const MAX_BYTES: usize = 2 << 20;
/// Deeper nesting than this is an attack, not a setting.
pub(crate) const MAX_DEPTH: usize = 64;

/// A value and the bytes it stands on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// Bytes of the value in its file.
    pub(crate) span: Range<usize>,
    /// What it is.
    pub(crate) value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Keys in the order of the file; a key may repeat.
    Object(Vec<Member>),
    /// Items in order.
    Array(Vec<Node>),
    /// Text, unescaped.
    Str(String),
    /// Number, boolean, null, date: as written.
    Bare(String),
}

/// One key of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    /// The key, unescaped.
    pub(crate) key: String,
    /// Bytes of the key, quotes included.
    pub(crate) key_span: Range<usize>,
    /// Its value.
    pub(crate) node: Node,
}

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Byte at which reading stopped.
    pub(crate) at: usize,
    /// In words.
    pub(crate) what: String,
}

impl Fault {
    pub(crate) fn new(at: usize, what: impl Into<String>) -> Self {
        Self { at, what: what.into() }
    }
}

impl Node {
    /// An empty object: what a missing file amounts to.
    pub(crate) fn empty() -> Self {
        Self {
            span: 0..0,
            value: Value::Object(Vec::new()),
        }
    }

    /// Members of an object; none for anything else.
    pub(crate) fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(m) => m,
            _ => &[],
        }
    }

    /// Items of an array; none for anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(a) => a,
            _ => &[],
        }
    }

    /// Items of an array, or the value itself where one stands in place of a list.
    pub(crate) fn list(&self) -> Vec<&Node> {
        match &self.value {
            Value::Array(a) => a.iter().collect(),
            Value::Str(_) => vec![self],
            _ => Vec::new(),
        }
    }

    /// Text of a string.
    pub(crate) fn str(&self) -> Option<&str> {
        match &self.value {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }

    /// A boolean.
    pub(crate) fn bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bare(b) if b == "true" => Some(true),
            Value::Bare(b) if b == "false" => Some(false),
            _ => None,
        }
    }

    /// The last member of this key (later keys win, as in every reader of these files).
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().rev().find(|m| m.key == key)
    }

    /// The value under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|m| &m.node)
    }

    /// The value under nested keys; also under one key that spells the path with dots, as editors write settings.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Node> {
        if path.len() > 1
            && let Some(n) = self.get(&path.join("."))
        {
            return Some(n);
        }
        let (first, rest) = path.split_first()?;
        let next = self.get(first)?;
        if rest.is_empty() { Some(next) } else { next.at(rest) }
    }

    /// A text under nested keys.
    pub(crate) fn str_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).and_then(Node::str)
    }

    /// A boolean under nested keys.
    pub(crate) fn bool_at(&self, path: &[&str]) -> Option<bool> {
        self.at(path).and_then(Node::bool)
    }

    /// The texts of a list under nested keys.
    pub(crate) fn strs_at(&self, path: &[&str]) -> Vec<&str> {
        self.at(path)
            .map(|n| n.list().into_iter().filter_map(Node::str).collect())
            .unwrap_or_default()
    }

    /// Every text below, with its position, to a bound.
    pub(crate) fn texts<'a>(&'a self, out: &mut Vec<&'a Node>) {
        match &self.value {
            Value::Str(_) => out.push(self),
            Value::Array(a) => a.iter().for_each(|n| n.texts(out)),
            Value::Object(m) => m.iter().for_each(|m| m.node.texts(out)),
            Value::Bare(_) => {}
        }
    }
}

/// Parses by the file's name: `.toml`, `.yaml`/`.yml`, everything else as JSON with comments.
pub(crate) fn parse(name: &str, text: &str) -> Result<Node, Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault::new(0, "larger than 2 MiB"));
    }
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".toml") {
        toml::parse(text)
    } else if lower.ends_with(".yaml") || lower.ends_with(".yml") {
        yaml::parse(text)
    } else {
        json::parse(text)
    }
}

/// 1-based line and column (code points) of a byte.
pub(crate) fn line_column(text: &str, at: usize) -> (u64, u64) {
    let at = at.min(text.len());
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let line = before.iter().filter(|b| **b == b'\n').count() as u64 + 1;
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
    let column = before
        .get(start..)
        .unwrap_or_default()
        .iter()
        .filter(|b| (**b & 0xC0) != 0x80)
        .count() as u64
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_and_nested_keys_are_one() {
        let n = parse(
            "settings.json",
            r#"{"chat.agent.sandbox.enabled":"on","a":{"b":[1,"x"]}}"#,
        )
        .unwrap();
        assert_eq!(n.str_at(&["chat", "agent", "sandbox", "enabled"]), Some("on"));
        assert_eq!(n.strs_at(&["a", "b"]), ["x"]);
    }

    #[test]
    fn columns_count_code_points() {
        assert_eq!(line_column("a\nüb", 4), (2, 2));
    }
}
