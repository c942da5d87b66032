//! The YAML that agents' permission files use: block mappings and sequences, flow lists, quoted and plain scalars.
//!
//! Not all of YAML: anchors, tags, multi-line scalars and complex keys are read as plain text. That is enough for the
//! files named in docs/agents.md, and it keeps a hostile document from costing more than its length.

use super::{Fault, MAX_DEPTH, Member, Node, Value};

/// Parses the first document of a file.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let mut lines = Vec::new();
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let body = strip_comment(raw.trim_end_matches(['\n', '\r']));
        let trimmed = body.trim_start_matches([' ', '\u{feff}']);
        let indent = body.len() - trimmed.len();
        if !trimmed.trim().is_empty() && trimmed.trim() != "---" && !trimmed.starts_with('%') {
            lines.push(Line {
                at: at + indent,
                indent,
                text: trimmed.trim_end(),
            });
        }
        at += raw.len();
    }
    let mut p = Parser { lines, next: 0 };
    if p.lines.is_empty() {
        return Ok(Node::empty());
    }
    let indent = p.lines.first().map_or(0, |l| l.indent);
    let node = p.block(indent, 0)?;
    match p.lines.get(p.next) {
        Some(l) if l.text != "..." => Err(Fault::new(l.at, "indentation that fits nothing above")),
        _ => Ok(node),
    }
}

#[derive(Clone, Copy)]
struct Line<'a> {
    at: usize,
    indent: usize,
    text: &'a str,
}

struct Parser<'a> {
    lines: Vec<Line<'a>>,
    next: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Line<'a>> {
        self.lines.get(self.next).copied()
    }

    fn block(&mut self, indent: usize, depth: usize) -> Result<Node, Fault> {
        let Some(first) = self.peek() else {
            return Ok(Node::empty());
        };
        if depth > MAX_DEPTH {
            return Err(Fault::new(first.at, "nested too deeply"));
        }
        if is_item(first.text) {
            return self.sequence(indent, depth);
        }
        if split_key(first.text).is_none() {
            self.next += 1;
            return Ok(scalar(first.text, first.at));
        }
        let mut members = Vec::new();
        let mut end = first.at;
        while let Some(line) = self.peek() {
            if line.indent != indent || is_item(line.text) {
                break;
            }
            let Some((key, key_len, rest, rest_at)) = split_key(line.text) else {
                return Err(Fault::new(line.at, "a key is expected"));
            };
            self.next += 1;
            let key_span = line.at..line.at + key_len;
            let node = if rest.is_empty() || matches!(rest, "|" | ">" | "|-" | ">-") {
                match self.peek() {
                    Some(n) if n.indent > indent || (n.indent == indent && is_item(n.text)) => {
                        self.block(n.indent, depth + 1)?
                    }
                    _ => Node {
                        span: key_span.clone(),
                        value: Value::Bare("null".into()),
                    },
                }
            } else {
                scalar(rest, line.at + rest_at)
            };
            end = node.span.end;
            members.push(Member { key, key_span, node });
        }
        Ok(Node {
            span: first.at..end.max(first.at),
            value: Value::Object(members),
        })
    }

    fn sequence(&mut self, indent: usize, depth: usize) -> Result<Node, Fault> {
        let mut items = Vec::new();
        let start = self.peek().map_or(0, |l| l.at);
        while let Some(line) = self.peek() {
            if line.indent != indent || !is_item(line.text) {
                break;
            }
            let inner = line.text.get(1..).unwrap_or_default();
            let body = inner.trim_start();
            let skip = 1 + inner.len() - body.len();
            if body.is_empty() {
                self.next += 1;
                match self.peek() {
                    Some(n) if n.indent > indent => items.push(self.block(n.indent, depth + 1)?),
                    _ => items.push(Node {
                        span: line.at..line.at + 1,
                        value: Value::Bare("null".into()),
                    }),
                }
            } else if is_item(body) || (split_key(body).is_some() && !body.starts_with(['[', '{'])) {
                // `- key: value`: the item is a block that starts behind the dash.
                if let Some(l) = self.lines.get_mut(self.next) {
                    *l = Line {
                        at: line.at + skip,
                        indent: indent + skip,
                        text: body,
                    };
                }
                items.push(self.block(indent + skip, depth + 1)?);
            } else {
                self.next += 1;
                items.push(scalar(body, line.at + skip));
            }
        }
        let end = items.last().map_or(start, |n| n.span.end);
        Ok(Node {
            span: start..end.max(start),
            value: Value::Array(items),
        })
    }
}

fn is_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// Key, bytes of the key as written, the rest, and where the rest starts.
fn split_key(text: &str) -> Option<(String, usize, &str, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let colon = match quote {
        Some(q) => {
            let close = 1 + text.get(1..)?.find(q)?;
            let gap = text.get(close + 1..)?;
            close + 1 + gap.len() - gap.trim_start().len()
        }
        None => text
            .char_indices()
            .find(|(i, c)| *c == ':' && ends_key(text, *i))
            .map(|(i, _)| i)?,
    };
    if text.as_bytes().get(colon) != Some(&b':') || !ends_key(text, colon) {
        return None;
    }
    let raw = text.get(..colon)?.trim_end();
    let rest = text.get(colon + 1..)?;
    let body = rest.trim_start();
    let key = raw.trim_matches(|c| Some(c) == quote).to_owned();
    Some((key, raw.len(), body, colon + 1 + rest.len() - body.len()))
}

fn ends_key(text: &str, colon: usize) -> bool {
    text.as_bytes().get(colon + 1).is_none_or(|c| *c == b' ' || *c == b'\t')
}

fn scalar(text: &str, at: usize) -> Node {
    let span = at..at + text.len();
    let value = if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Value::Array(flow(inner, at + 1))
    } else if text == "{}" {
        Value::Object(Vec::new())
    } else if let Some(s) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        Value::Str(s.replace("\\\"", "\"").replace("\\\\", "\\"))
    } else if let Some(s) = text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        Value::Str(s.replace("''", "'"))
    } else if matches!(text, "true" | "false" | "null" | "~") || text.parse::<f64>().is_ok() {
        Value::Bare(text.to_owned())
    } else {
        Value::Str(text.to_owned())
    };
    Node { span, value }
}

fn flow(inner: &str, at: usize) -> Vec<Node> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut quote = None;
    let ends = inner.char_indices().chain(std::iter::once((inner.len(), ',')));
    for (i, c) in ends {
        match (quote, c) {
            (Some(q), _) if c == q && i < inner.len() => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ',') | (Some(_), ',') if quote.is_none() || i == inner.len() => {
                let part = inner.get(start..i).unwrap_or_default();
                let body = part.trim();
                if !body.is_empty() && !body.starts_with('[') {
                    out.push(scalar(body, at + start + part.len() - part.trim_start().len()));
                }
                start = i + 1;
            }
            _ => {}
        }
    }
    out
}

/// A `#` starts a comment at the start of a line or behind white space, outside quotes.
fn strip_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (i, c) in line.char_indices() {
        match quote {
            Some(q) if c == q => quote = None,
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | ',' | '{' | '-') => quote = Some(c),
            None if c == '#' && before.is_whitespace() => return line.get(..i).unwrap_or_default(),
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_a_permission_file() {
        let text = "rules: # all\n  - capability: fs_read\n    match: ['**/.env', \"a b\"]\n    effect: deny\n  - capability: shell\n    match:\n      - git *\nopen: true\n";
        let n = parse(text).unwrap();
        let rules = n.get("rules").unwrap().items();
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[0].strs_at(&["match"]), ["**/.env", "a b"]);
        assert_eq!(rules[0].str_at(&["effect"]), Some("deny"));
        assert_eq!(rules[1].strs_at(&["match"]), ["git *"]);
        assert_eq!(n.bool_at(&["open"]), Some(true));
        let m = &rules[0].get("match").unwrap().items()[0];
        assert_eq!(&text[m.span.clone()], "'**/.env'");
    }

    #[test]
    fn a_plain_list_and_bad_indentation() {
        assert_eq!(parse("- Read(**)\n- Bash\n").unwrap().items().len(), 2);
        assert!(parse("a: b\n   c: d\n").is_err());
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "[-:#'\"\\[\\], a\n\u{e9}{}|]{0,80}") {
            let _ = parse(&text);
        }
    }
}
