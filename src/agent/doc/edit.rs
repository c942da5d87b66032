//! Changes to a JSON document that leave every other byte alone: comments, order, spacing, trailing commas.
//!
//! An edit is computed on the text with positions from the parser, so that what is not touched is not even re-read.

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

/// Puts JSON values at the front of the list under `path`; values that are there already, byte for byte, are left out.
pub(crate) fn prepend(text: &str, path: &[&str], values: &[String]) -> Result<String, Fault> {
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
    let have: Vec<&str> = list.items().iter().filter_map(|n| text.get(n.span.clone())).collect();
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

/// Members in front of others decide first in some agents, behind them in others; this adds behind.
fn insert_member(text: &str, object: &Node, member: &str, depth: usize, unit: &str) -> String {
    let pad = unit.repeat(depth);
    match object.members().last() {
        Some(last) => {
            let inline = !text.get(object.span.clone()).is_some_and(|t| t.contains('\n'));
            let glue = if inline {
                format!(", {}", member)
            } else {
                format!(",\n{}{member}", indent_of(text, last.key_span.start).unwrap_or(pad))
            };
            behind(text, last.node.span.end, &glue)
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
        Some(last) => {
            let inline = !text.get(list.span.clone()).is_some_and(|t| t.contains('\n'));
            let pad = indent_of(text, last.span.start);
            let glue: String = new
                .iter()
                .map(|i| match (&pad, inline) {
                    (Some(pad), false) => format!(",\n{pad}{i}"),
                    _ => format!(", {i}"),
                })
                .collect();
            behind(text, last.span.end, &glue)
        }
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

/// Puts `glue` behind a value. Where a comma follows already, the glue's own leading comma takes its place.
fn behind(text: &str, at: usize, glue: &str) -> String {
    splice(text, at, at, glue)
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
mod tests {
    use super::*;

    fn add(text: &str, path: &[&str], item: &str) -> String {
        let out = add_to_list(text, path, &[item.to_owned()]).unwrap();
        let n = json::parse(&out).unwrap();
        assert!(
            n.at(path).unwrap().items().iter().any(|i| i.str() == Some(item)),
            "{out}"
        );
        assert_eq!(
            add_to_list(&out, path, &[item.to_owned()]).unwrap(),
            out,
            "twice is once"
        );
        out
    }

    #[test]
    fn everything_else_stays() {
        let text = "{\n    // ours\n    \"permissions\": {\n        \"deny\": [\n            \"Read(a)\", // first\n        ],\n    },\n}\n";
        let out = add(text, &["permissions", "deny"], "Read(b)");
        assert_eq!(
            out,
            "{\n    // ours\n    \"permissions\": {\n        \"deny\": [\n            \"Read(a)\",\n            \"Read(b)\", // first\n        ],\n    },\n}\n"
        );
    }

    #[test]
    fn what_is_missing_is_made() {
        assert_eq!(
            add("{}\n", &["permissions", "deny"], "x"),
            "{\n  \"permissions\": {\n    \"deny\": [\n      \"x\"\n    ]\n  }\n}\n"
        );
        assert_eq!(add("", &["a"], "x"), "{\n  \"a\": [\n    \"x\"\n  ]\n}\n");
        assert_eq!(add("{\"a\": []}", &["a"], "x"), "{\"a\": [\"x\"]}");
        assert_eq!(add("{\"a\": [\"y\"]}", &["a"], "x"), "{\"a\": [\"y\", \"x\"]}");
        assert_eq!(
            add("{\n  // only a comment\n}\n", &["a"], "x"),
            "{\n  // only a comment\n  \"a\": [\n    \"x\"\n  ]\n}\n"
        );
        assert_eq!(
            add("{\n\t\"z\": 1\n}\n", &["a", "b"], "x"),
            "{\n\t\"z\": 1,\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t\"x\"\n\t\t]\n\t}\n}\n"
        );
    }

    #[test]
    fn the_front_of_a_list() {
        let v = ["{\"a\": 1}".to_owned()];
        let out = prepend("{\"p\": [\n  2\n]}", &["p"], &v).unwrap();
        assert_eq!(out, "{\"p\": [\n  {\"a\": 1},\n  2\n]}");
        assert_eq!(prepend(&out, &["p"], &v).unwrap(), out);
        assert_eq!(
            prepend("{}", &["p"], &v).unwrap(),
            "{\n  \"p\": [\n    {\"a\": 1}\n  ]\n}"
        );
    }

    #[test]
    fn values_are_set_in_place() {
        assert_eq!(
            set("{\"a\": {\"b\": false /* no */}}", &["a", "b"], "true").unwrap(),
            "{\"a\": {\"b\": true /* no */}}"
        );
        assert_eq!(
            set("{\"a\": {\"b\": 1}}", &["a", "c"], "2").unwrap(),
            "{\"a\": {\"b\": 1, \"c\": 2}}"
        );
        assert!(set("{\"a\": 3}", &["a", "b"], "1").is_err());
        assert!(add_to_list("{\"a\": 3}", &["a"], &["x".into()]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn edits_of_anything_that_parses_parse(key in "[a-c]{1,2}", text in "[\\[\\]{}\":, a-c\n/]{0,30}") {
            if json::parse(&text).is_ok()
                && let Ok(out) = add_to_list(&text, &["p", &key], &["x".into()])
            {
                let n = json::parse(&out);
                proptest::prop_assert!(n.is_ok(), "{text:?} -> {out:?}");
            }
        }
    }
}
