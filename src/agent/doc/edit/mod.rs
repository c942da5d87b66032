//! Changes to a JSON document that leave every other byte alone: comments, order, spacing, trailing commas.
//!
//! An edit is computed on the text with positions from the parser, so that what is not touched is not even re-read.

pub(crate) mod yaml;

use super::{Fault, Node, Value, json};

/// Adds texts to the list under `path`, making what is missing on the way. Texts that are there already are left out.
pub(crate) fn add_to_list(text: &str, path: &[&str], items: &[String]) -> Result<String, Fault> {
    let root = json::parse(text)?;
    let old: Vec<&str> = get(&root, path)
        .map(|n| n.items().iter().filter_map(Node::str).collect())
        .unwrap_or_default();
    let new: Vec<String> = items
        .iter()
        .filter(|i| !old.contains(&i.as_str()))
        .map(|i| quote(i))
        .collect();
    if new.is_empty() {
        return Ok(text.to_owned());
    }
    match get(&root, path) {
        Some(list) if matches!(list.value, Value::Array(_)) => Ok(insert_items(text, list, &new)),
        Some(other) => Err(Fault::new(other.span.start, "a list is expected here")),
        None => {
            let unit = unit(text);
            let depth = path.len();
            let pad = unit.repeat(depth + 1);
            let body: Vec<String> = new.iter().map(|i| format!("\n{pad}{i}")).collect();
            let value = format!("[{}\n{}]", body.join(","), unit.repeat(depth));
            set(text, path, &value)
        }
    }
}

/// Puts JSON values at the front of the list under `path`. Values that stand, byte for byte, among the leading items that
/// `keeps` holds for are left out; further behind, another item may decide before them.
pub(crate) fn prepend(
    text: &str,
    path: &[&str],
    values: &[String],
    keeps: impl Fn(&Node) -> bool,
) -> Result<String, Fault> {
    let root = json::parse(text)?;
    let Some(list) = get(&root, path) else {
        let unit = unit(text);
        let pad = unit.repeat(path.len() + 1);
        let body: Vec<String> = values.iter().map(|v| format!("\n{pad}{v}")).collect();
        return set(
            text,
            path,
            &format!("[{}\n{}]", body.join(","), unit.repeat(path.len())),
        );
    };
    if !matches!(list.value, Value::Array(_)) {
        return Err(Fault::new(list.span.start, "a list is expected here"));
    }
    let leading = list.items().iter().take_while(|n| keeps(n));
    let have: Vec<&str> = leading.filter_map(|n| text.get(n.span.clone())).collect();
    let new: Vec<&str> = values
        .iter()
        .map(String::as_str)
        .filter(|v| !have.contains(v))
        .collect();
    let Some(first) = list.items().first() else {
        return Ok(insert_items(
            text,
            list,
            &new.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>(),
        ));
    };
    if new.is_empty() {
        return Ok(text.to_owned());
    }
    let glue: String = match indent_of(text, first.span.start) {
        Some(pad) => new.iter().map(|v| format!("{v},\n{pad}")).collect(),
        None => new.iter().map(|v| format!("{v}, ")).collect(),
    };
    Ok(splice(text, first.span.start, first.span.start, &glue))
}

/// Sets the value under `path` to this JSON text, making what is missing on the way. An equal value is left as it is.
pub(crate) fn set(text: &str, path: &[&str], value: &str) -> Result<String, Fault> {
    let root = json::parse(text)?;
    if root.span.is_empty() {
        let with = format!(
            "{}{{}}\n",
            text.trim_end_matches('\n').to_owned() + if text.trim().is_empty() { "" } else { "\n" }
        );
        return set(&with, path, value);
    }
    if let Some(old) = get(&root, path) {
        let same = text.get(old.span.clone()).is_some_and(|t| t == value);
        return Ok(if same {
            text.to_owned()
        } else {
            splice(text, old.span.start, old.span.end, value)
        });
    }
    // The deepest object that is there.
    let mut have = 0;
    let mut at = &root;
    while have < path.len()
        && let Some(next) = path.get(have).and_then(|k| at.get(k))
        && matches!(next.value, Value::Object(_))
    {
        at = next;
        have += 1;
    }
    if !matches!(at.value, Value::Object(_)) {
        return Err(Fault::new(at.span.start, "an object is expected here"));
    }
    let unit = unit(text);
    let missing = path.get(have..).unwrap_or_default();
    let Some((first, rest)) = missing.split_first() else {
        return Ok(text.to_owned());
    };
    if let Some(m) = at.member(first) {
        return Err(Fault::new(m.node.span.start, "an object is expected here"));
    }
    let mut inner = value.to_owned();
    for (i, key) in rest.iter().enumerate().rev() {
        let depth = have + i + 2;
        inner = format!(
            "{{\n{}{}: {inner}\n{}}}",
            unit.repeat(depth),
            quote(key),
            unit.repeat(depth - 1)
        );
    }
    let member = format!("{}: {inner}", quote(first));
    Ok(insert_member(text, at, &member, have + 1, &unit))
}

/// Takes every member under `path` out, with its comma; a remark on its line stays.
pub(crate) fn remove(text: &str, path: &[&str]) -> Result<String, Fault> {
    let mut text = text.to_owned();
    while let Some(less) = remove_last(&text, path)? {
        text = less;
    }
    Ok(text)
}

fn remove_last(text: &str, path: &[&str]) -> Result<Option<String>, Fault> {
    let root = json::parse(text)?;
    let found = path.split_last().and_then(|(key, above)| {
        let object = get(&root, above)?;
        let at = object.members().iter().rposition(|m| m.key == *key)?;
        Some((object, at, object.members().get(at)?))
    });
    let Some((object, at, member)) = found else {
        return Ok(None);
    };
    let (mut start, mut end) = (member.key_span.start, member.node.span.end);
    match (comma(text, end, object.span.end), at.checked_sub(1)) {
        (Some(comma), _) => end = comma + 1,
        // The last one: the comma in front of it goes, unless remarks stand between.
        (None, Some(before)) => {
            let from = object.members().get(before).map_or(start, |m| m.node.span.end);
            if let Some(comma) = comma(text, from, start) {
                if text.get(comma + 1..start).is_some_and(|t| t.trim().is_empty()) {
                    start = comma;
                } else {
                    let rest = splice(text, start, end, "");
                    return Ok(Some(splice(&rest, comma, comma + 1, "")));
                }
            }
        }
        (None, None) => {}
    }
    // A line that held nothing else goes with it.
    let line = text.get(..start).map_or(0, |t| t.rfind('\n').map_or(0, |i| i + 1));
    let rest = text.get(end..).unwrap_or("");
    if let Some(nl) = rest.find('\n')
        && line > 0
        && rest.get(..nl).is_some_and(|t| t.trim().is_empty())
        && text.get(line..start).is_some_and(|t| t.trim().is_empty())
    {
        return Ok(Some(splice(text, line, end + nl + 1, "")));
    }
    Ok(Some(splice(text, start, end, "")))
}

/// Where the comma stands between two places, remarks aside.
fn comma(text: &str, from: usize, to: usize) -> Option<usize> {
    let b = text.as_bytes();
    let mut i = from;
    while i < to {
        match (b.get(i)?, b.get(i + 1)) {
            (b',', _) => return Some(i),
            (b'/', Some(b'/')) => i += text.get(i..to)?.find('\n')?,
            (b'/', Some(b'*')) => i += 2 + text.get(i + 2..to)?.find("*/")? + 2,
            _ => i += 1,
        }
    }
    None
}

/// Members in front of others decide first in some agents, behind them in others; this adds behind.
fn insert_member(text: &str, object: &Node, member: &str, depth: usize, unit: &str) -> String {
    let pad = unit.repeat(depth);
    match object.members().last() {
        Some(last) => {
            let pad = indent_of(text, last.key_span.start).unwrap_or(pad);
            behind(text, last.node.span.end, object, &pad, &[member.to_owned()])
        }
        None => {
            let end = object.span.end.saturating_sub(1);
            // What stands between the braces is white space and comments; they stay.
            let start = object.span.start + 1;
            let inner = text.get(start..end).unwrap_or("");
            let keep = inner.trim_end();
            let close = unit.repeat(depth.saturating_sub(1));
            splice(text, start, end, &format!("{keep}\n{pad}{member}\n{close}"))
        }
    }
}

fn insert_items(text: &str, list: &Node, new: &[String]) -> String {
    match list.items().last() {
        Some(last) => match indent_of(text, last.span.start) {
            Some(pad) => behind(text, last.span.end, list, &pad, new),
            None => splice(text, last.span.end, last.span.end, &format!(", {}", new.join(", "))),
        },
        None => {
            let end = list.span.end.saturating_sub(1);
            let inner = text.get(list.span.start + 1..end).unwrap_or("");
            let keep = inner.trim_end();
            if keep.is_empty() {
                return splice(text, list.span.start + 1, end, &new.join(", "));
            }
            // A comment may run to the end of its line.
            splice(
                text,
                list.span.start + 1,
                end,
                &format!("{keep}\n{}\n", new.join(",\n")),
            )
        }
    }
}

/// Puts items behind the last one of a list or object: on lines of their own where it has lines, below a remark that
/// stands on the last one's line.
fn behind(text: &str, end: usize, within: &Node, pad: &str, new: &[String]) -> String {
    if !text.get(within.span.clone()).is_some_and(|t| t.contains('\n')) {
        return splice(text, end, end, &format!(", {}", new.join(", ")));
    }
    let close = within.span.end.saturating_sub(1);
    let line = line_end(text, end, close);
    let comma = comma(text, end, close);
    match (line, comma) {
        // The list closes on the same line, or a comma starts the next one.
        (None, _) => splice(text, end, end, &format!(",\n{pad}{}", new.join(&format!(",\n{pad}")))),
        (Some(line), Some(comma)) if comma > line => {
            splice(text, end, end, &format!(",\n{pad}{}", new.join(&format!(",\n{pad}"))))
        }
        (Some(line), comma) => {
            let lines: Vec<String> = new.iter().map(|i| format!("\n{pad}{i}")).collect();
            let tail = if comma.is_some() { "," } else { "" };
            let out = splice(text, line, line, &(lines.join(",") + tail));
            if comma.is_some() {
                out
            } else {
                splice(&out, end, end, ",")
            }
        }
    }
}

/// The end of the line on which a value ends, behind its comma and its remarks; none where something else follows.
fn line_end(text: &str, from: usize, to: usize) -> Option<usize> {
    let b = text.as_bytes();
    let mut i = from;
    while i < to {
        match (b.get(i)?, b.get(i + 1)) {
            (b'\n', _) | (b'\r', Some(b'\n')) => return Some(i),
            (b' ' | b'\t' | b',' | b'\r', _) => i += 1,
            (b'/', Some(b'/')) => {
                let end = text.get(i..to)?.find('\n')?;
                return Some(i + end - usize::from(b.get(i + end - 1) == Some(&b'\r')));
            }
            (b'/', Some(b'*')) => i += 2 + text.get(i + 2..to)?.find("*/")? + 2,
            _ => return None,
        }
    }
    None
}

fn splice(text: &str, start: usize, end: usize, with: &str) -> String {
    let (head, tail) = (text.get(..start).unwrap_or(""), text.get(end..).unwrap_or(""));
    format!("{head}{with}{tail}")
}

/// White space in front of a value that starts its line.
fn indent_of(text: &str, at: usize) -> Option<String> {
    let line = text.get(..at)?.rsplit('\n').next()?;
    line.chars().all(|c| c == ' ' || c == '\t').then(|| line.to_owned())
}

/// One step of indentation, as the file has it.
fn unit(text: &str) -> String {
    for line in text.lines().take(200) {
        let lead: String = line.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
        if !lead.is_empty() && lead.len() < line.len() && line.trim_start().starts_with('"') {
            return if lead.starts_with('\t') { "\t".into() } else { lead };
        }
    }
    "  ".into()
}

fn get<'a>(root: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(root, |n, k| n.get(k))
}

/// A JSON string.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
