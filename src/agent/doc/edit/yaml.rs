//! Items for a list of a YAML file; every other byte stays.

use super::super::{Fault, Node, Value, yaml};
use super::{quote, splice};

/// Adds texts to the list under a key of the first level, making it where it is missing. Texts that are there already are left out.
pub(crate) fn add_to_list(text: &str, key: &str, items: &[String]) -> Result<String, Fault> {
    let root = yaml::parse(text)?;
    if text
        .lines()
        .skip(1)
        .any(|l| l.starts_with("---") || l.starts_with("..."))
    {
        return Err(Fault::new(0, "a file of one document is expected here"));
    }
    if !matches!(root.value, Value::Object(_)) {
        return Err(Fault::new(root.span.start, "keys are expected here"));
    }
    let old = root.strs_at(&[key]);
    let new: Vec<String> = items
        .iter()
        .filter(|i| !old.contains(&i.as_str()))
        .map(|i| quote(i))
        .collect();
    if new.is_empty() {
        return Ok(text.to_owned());
    }
    let out = insert(text, &root, key, &new)?;
    let all = yaml::parse(&out)?;
    let there = all.strs_at(&[key]);
    if items
        .iter()
        .chain(old.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>().iter())
        .all(|i| there.contains(&i.as_str()))
    {
        Ok(out)
    } else {
        Err(Fault::new(0, "the list is written in a form that cannot be added to"))
    }
}

fn insert(text: &str, root: &Node, key: &str, new: &[String]) -> Result<String, Fault> {
    let lines = |pad: &str| new.iter().map(|i| format!("{pad}- {i}\n")).collect::<String>();
    let Some(member) = root.member(key) else {
        let pad = root.members().first().map_or("", |m| indent(text, m.key_span.start));
        let glue = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        return Ok(format!("{text}{glue}{pad}{key}:\n{}", lines(&format!("{pad}  "))));
    };
    let span = &member.node.span;
    match &member.node.value {
        Value::Array(_) if text.get(span.clone()).is_some_and(|t| t.starts_with('[')) => {
            let close = span.end - 1;
            let empty = member.node.items().is_empty();
            let glue = if empty { "" } else { ", " };
            Ok(splice(text, close, close, &format!("{glue}{}", new.join(", "))))
        }
        Value::Array(_) => {
            let pad = indent(text, span.start).to_owned();
            Ok(below(text, span.end, &lines(&pad)))
        }
        Value::Bare(_) => {
            let pad = format!("{}  ", indent(text, member.key_span.start));
            Ok(below(text, member.key_span.end, &lines(&pad)))
        }
        _ => Err(Fault::new(span.start, "a list is expected here")),
    }
}

/// White space at the start of the line on which a place lies.
fn indent(text: &str, at: usize) -> &str {
    let start = text.get(..at).map_or(0, |t| t.rfind('\n').map_or(0, |i| i + 1));
    let line = text.get(start..at).unwrap_or("");
    line.get(..line.len() - line.trim_start_matches(' ').len())
        .unwrap_or("")
}

/// Puts whole lines below the line on which a place lies.
fn below(text: &str, at: usize, lines: &str) -> String {
    match text.get(at..).and_then(|t| t.find('\n')) {
        Some(nl) => splice(text, at + nl + 1, at + nl + 1, lines),
        None => format!("{text}\n{lines}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(text: &str) -> String {
        let out = add_to_list(text, "exclude", &["Read(**/.env)".to_owned()]).unwrap();
        assert_eq!(
            add_to_list(&out, "exclude", &["Read(**/.env)".to_owned()]).unwrap(),
            out
        );
        out
    }

    #[test]
    fn lists_in_every_form() {
        assert_eq!(add(""), "exclude:\n  - \"Read(**/.env)\"\n");
        assert_eq!(
            add("# mine\nallow:\n  - Read\nexclude: # why\n  - Write # never\n  # end\nask:\n  - Bash"),
            "# mine\nallow:\n  - Read\nexclude: # why\n  - Write # never\n  - \"Read(**/.env)\"\n  # end\nask:\n  - Bash"
        );
        assert_eq!(add("exclude:\n- Write"), "exclude:\n- Write\n- \"Read(**/.env)\"\n");
        assert_eq!(
            add("exclude: [Write, Edit]\n"),
            "exclude: [Write, Edit, \"Read(**/.env)\"]\n"
        );
        assert_eq!(add("exclude: []\n"), "exclude: [\"Read(**/.env)\"]\n");
        assert_eq!(add("exclude:\nask: []\n"), "exclude:\n  - \"Read(**/.env)\"\nask: []\n");
        assert_eq!(add("ask: []"), "ask: []\nexclude:\n  - \"Read(**/.env)\"\n");
    }

    #[test]
    fn what_is_no_list_is_left() {
        for text in ["exclude: Write\n", "- a\n", "exclude: {a: b}\n", "a: 1\n---\nb: 2\n"] {
            assert!(add_to_list(text, "exclude", &["x".to_owned()]).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_is_added_to_or_left(text in "(([ ]{0,2}(exclude|ask): ?(\\[a?\\])?(#x)?|[ ]{0,3}- [a-c\"']{1,3})\n){0,6}") {
            if let Ok(out) = add_to_list(&text, "exclude", &["x".to_owned()]) {
                proptest::prop_assert!(yaml::parse(&out).unwrap().strs_at(&["exclude"]).contains(&"x"));
            }
        }
    }
}
