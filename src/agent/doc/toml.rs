//! TOML with spans, through `toml_edit`.

use toml_edit::{Document, Item, TableLike};

use super::{Fault, MAX_DEPTH, Member, Node, Value};

/// Parses a whole document.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let doc: Document<&str> =
        Document::parse(text).map_err(|e| Fault::new(e.span().map_or(0, |s| s.start), e.message().to_owned()))?;
    Ok(Node {
        span: 0..text.len(),
        value: Value::Object(members(doc.as_table(), 0)),
    })
}

fn members(table: &dyn TableLike, depth: usize) -> Vec<Member> {
    if depth > MAX_DEPTH {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (name, item) in table.iter() {
        let key_span = table.key(name).and_then(toml_edit::Key::span).unwrap_or(0..0);
        let mut node = item_node(item, depth + 1);
        if node.span.is_empty() {
            node.span = key_span.clone();
        }
        out.push(Member {
            key: name.to_owned(),
            key_span,
            node,
        });
    }
    out
}

fn item_node(item: &Item, depth: usize) -> Node {
    let span = item.span().unwrap_or(0..0);
    let value = match item {
        Item::None => Value::Object(Vec::new()),
        Item::Value(v) => return value_node(v, depth),
        Item::Table(t) => Value::Object(members(t, depth)),
        Item::ArrayOfTables(a) => Value::Array(
            a.iter()
                .map(|t| Node {
                    span: t.span().unwrap_or(0..0),
                    value: Value::Object(members(t, depth + 1)),
                })
                .collect(),
        ),
    };
    Node { span, value }
}

fn value_node(v: &toml_edit::Value, depth: usize) -> Node {
    let span = v.span().unwrap_or(0..0);
    let value = match v {
        _ if depth > MAX_DEPTH => Value::Bare(String::new()),
        toml_edit::Value::String(s) => Value::Str(s.value().clone()),
        toml_edit::Value::Integer(i) => Value::Bare(i.value().to_string()),
        toml_edit::Value::Float(f) => Value::Bare(f.value().to_string()),
        toml_edit::Value::Boolean(b) => Value::Bare(b.value().to_string()),
        toml_edit::Value::Datetime(d) => Value::Bare(d.value().to_string()),
        toml_edit::Value::Array(a) => Value::Array(a.iter().map(|v| value_node(v, depth + 1)).collect()),
        toml_edit::Value::InlineTable(t) => Value::Object(members(t, depth)),
    };
    Node { span, value }
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_and_positions() {
        let text = "a = 'x'\n[permissions.safe.filesystem.\":workspace_roots\"]\n\"**/*.env\" = \"deny\"\n";
        let n = super::parse(text).unwrap();
        let v = n
            .at(&["permissions", "safe", "filesystem", ":workspace_roots", "**/*.env"])
            .unwrap();
        assert_eq!((v.str(), &text[v.span.clone()]), (Some("deny"), "\"deny\""));
        assert!(super::parse("a = [").is_err());
    }
}
