//! What JSON, YAML and TOML say of the document that they are: a key beside the document's title.
//!
//! `classification: confidential` inside of settings says what a service handles. Beside a title, or a name with an owner
//! or a version, in the outermost or second block and in no list, it is the level of the file.

use super::place::Doc;
use super::words::Words;
use super::{Found, label};
use crate::finding::Severity;

/// Keys that hold a level, without signs between their words.
const LEVELS: [&str; 12] = [
    "classification",
    "dataclassification",
    "documentclassification",
    "informationclassification",
    "securityclassification",
    "confidentiality",
    "confidentialitylevel",
    "sensitivity",
    "securitylevel",
    "protectivemarking",
    "audience",
    "xaudience",
];

/// Keys beside a name that make it the name of a document.
const OWNED: [&str; 14] = [
    "owner",
    "version",
    "author",
    "authors",
    "date",
    "created",
    "updated",
    "approver",
    "approved",
    "department",
    "pages",
    "status",
    "maintainer",
    "reviewed",
];

/// The level alone.
pub(super) static LEVEL: Words = Words::new(
    r"^(?:(?:strictly|highly|most|company|business|corporate|commercial|client|customer|supplier)[- _])*(?:confidential|restricted|internal|secret|proprietary|private|vertraulich|intern|interne?|interno|confidentiel|confidencial|riservato|poufne)(?:[- _](?:use|only|use[- _]only|confidential|information|document))?$|^(?:employees|staff)(?:[- _]only)?$|^commercial[- _]in[- _]confidence$",
);

/// Longest text in front of a key that is looked at.
const FAR: usize = 2048;

/// Where values are made up.
const MADE_UP: [&str; 8] = [
    "test", "fixture", "example", "sample", "schema", "mock", "spec/", "template",
];

/// What stands around a key.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The block has a title.
    pub(super) titled: bool,
    /// It has a name, and an owner or a version.
    pub(super) owned: bool,
    /// It has a name, an identifier or a description.
    pub(super) named: bool,
}

/// The key that ends before `at` (behind it stand a quote, a colon or an equal sign).
fn key(text: &[u8], at: usize) -> Option<(usize, String)> {
    let before = text.get(at.saturating_sub(40)..at)?;
    let n = before
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        .count();
    let word = before.get(before.len() - n..)?;
    let lower = word
        .iter()
        .filter(|b| b.is_ascii_alphanumeric())
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect();
    Some((at - n, lower))
}

/// The value behind a key: a string, or the rest of the line.
fn value(text: &[u8], from: usize) -> Option<String> {
    let rest = text.get(from..(from + 80).min(text.len()))?;
    let skip = rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b':' | b'=' | b'"' | b'\''))
        .count();
    let rest = rest.get(skip..)?;
    let end = rest
        .iter()
        .position(|b| matches!(b, b'"' | b'\'' | b',' | b'}' | b'\n' | b'\r' | b'#'))
        .unwrap_or(rest.len());
    Some(String::from_utf8_lossy(rest.get(..end)?).trim().to_lowercase())
}

/// What the block around the key that begins at `at` holds, if the block may speak of the file.
pub(super) fn place(doc: &Doc<'_>, at: usize) -> Option<Place> {
    let path = doc.path.to_ascii_lowercase();
    if at > FAR || MADE_UP.iter().any(|w| path.contains(w)) {
        return None;
    }
    let keys = match path.rsplit('.').next()? {
        "json" | "json5" | "jsonc" => object(doc.text, at)?,
        "yaml" | "yml" => block(doc.text, at)?,
        "toml" => section(doc.text, at)?,
        "md" | "mdx" | "markdown" if doc.text.starts_with(b"---") => block(doc.text, at)?,
        _ => return None,
    };
    let has = |k: &str| keys.iter().any(|x| x == k);
    // A resource of a cluster, not a document.
    if has("apiversion") || doc.text.starts_with(b"apiVersion") {
        return None;
    }
    Some(Place {
        titled: has("title"),
        owned: has("name") && OWNED.iter().any(|k| has(k)),
        named: ["title", "name", "id", "description", "summary", "author"]
            .iter()
            .any(|k| has(k)),
    })
}

/// Keys of the object around `at`, which is the first or second from outside and in no list.
fn object(text: &[u8], at: usize) -> Option<Vec<String>> {
    let mut open = Vec::new();
    let mut keys: Vec<Vec<String>> = Vec::new();
    let mut found = None;
    let mut i = 0;
    let end = text.len().min(2 * FAR);
    while i < end {
        match *text.get(i)? {
            b'"' => {
                let mut escaped = false;
                let closes = |b: &u8| {
                    let plain = !escaped;
                    escaped = plain && *b == b'\\';
                    plain && *b == b'"'
                };
                let len = text.get(i + 1..end)?.iter().position(closes).unwrap_or(end);
                let word = text.get(i + 1..(i + 1 + len).min(end))?;
                i += len + 2;
                if (i.saturating_sub(len + 2)..i).contains(&at) {
                    if open.len() > 2 || open.contains(&b'[') {
                        return None;
                    }
                    found = Some(open.len());
                }
                let rest = text.get(i.min(end)..end)?.trim_ascii_start();
                if rest.starts_with(b":")
                    && let Some(k) = keys.last_mut()
                {
                    k.push(String::from_utf8_lossy(word).to_lowercase().replace(['_', '-'], ""));
                }
                continue;
            }
            b @ (b'{' | b'[') => {
                open.push(b);
                keys.push(Vec::new());
            }
            b'}' | b']' => {
                if found == Some(open.len()) {
                    break;
                }
                open.pop();
                keys.pop();
            }
            _ => {}
        }
        i += 1;
    }
    found.and_then(|n| keys.into_iter().nth(n.checked_sub(1)?))
}

/// Keys of the block of YAML around the line of `at`: lines of the same depth with nothing shallower between.
fn block(text: &[u8], at: usize) -> Option<Vec<String>> {
    let head = text.get(..text.len().min(2 * FAR))?;
    let depth = |l: &[u8]| l.iter().take_while(|b| **b == b' ').count();
    let lines: Vec<&[u8]> = head.split(|b| *b == b'\n').collect();
    let mut start = 0;
    let own = lines.iter().position(|l| {
        start += l.len() + 1;
        start > at
    })?;
    let mine = depth(lines.get(own)?);
    if mine > 4 {
        return None;
    }
    let inside = |l: &&&[u8]| {
        let bare = l.trim_ascii();
        bare.is_empty() || bare.starts_with(b"#") || depth(l) >= mine && !(bare.starts_with(b"- ") && depth(l) <= mine)
    };
    let above = lines.get(..own)?.iter().rev().take_while(inside);
    let below = lines.get(own..)?.iter().take_while(inside);
    // A block within a block within a block.
    let outer = lines
        .get(..own)?
        .iter()
        .rev()
        .find(|l| !l.trim_ascii().is_empty() && depth(l) < mine);
    if mine > 0 && outer.is_some_and(|l| depth(l) > 0 || l.trim_ascii().starts_with(b"-")) {
        return None;
    }
    let name = |l: &&[u8]| {
        let l = l.trim_ascii();
        let end = memchr::memchr(b':', l)?;
        Some(
            String::from_utf8_lossy(l.get(..end)?)
                .to_lowercase()
                .replace(['_', '-', '"', '\''], ""),
        )
    };
    Some(
        above
            .chain(below)
            .filter(|l| depth(l) == mine)
            .filter_map(name)
            .collect(),
    )
}

/// Keys of the section of TOML around `at`: before the first heading, or under one that says that it is about the file.
fn section(text: &[u8], at: usize) -> Option<Vec<String>> {
    let head = text.get(..text.len().min(2 * FAR))?;
    let mut keys = Vec::new();
    let (mut here, mut about, mut start) = (false, true, 0);
    for l in head.split(|b| *b == b'\n') {
        let bare = l.trim_ascii();
        if bare.starts_with(b"[") {
            if here {
                break;
            }
            keys.clear();
            about = ["document", "metadata", "meta", "info", "page"]
                .iter()
                .any(|h| bare == format!("[{h}]").as_bytes());
        } else if let Some(end) = memchr::memchr(b'=', bare) {
            let key = String::from_utf8_lossy(bare.get(..end)?).trim().to_lowercase();
            keys.push(key.replace(['_', '-'], ""));
        }
        if (start..=start + l.len()).contains(&at) {
            if !about {
                return None;
            }
            here = true;
        }
        start += l.len() + 1;
    }
    here.then_some(keys)
}

/// Looks at the key in front of `hit`.
pub(super) fn examine(doc: &Doc<'_>, hit: (usize, usize)) -> Option<Found> {
    let word = doc.text.get(hit.0..hit.1)?;
    let letters = word
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        .count();
    let (start, key) = key(doc.text, hit.0 + letters)?;
    if !LEVELS.contains(&key.as_str()) {
        return None;
    }
    let level = value(doc.text, hit.0 + letters)?;
    if !LEVEL.is_match(&level) {
        return None;
    }
    let around = place(doc, start)?;
    let audience = key.ends_with("audience");
    let front = doc.text.starts_with(b"---") && around.named;
    if !around.titled && !front && (audience || !around.owned) {
        return None;
    }
    let (mut severity, mut impact) = label::tier(&level);
    if audience {
        if !["intern", "staff", "employees"].iter().any(|w| level.contains(w)) {
            return None;
        }
        (severity, impact) = (Severity::Low, 0.3);
    }
    Some(Found {
        class: label::class(severity),
        span: hit,
        confidence: if doc.open() {
            0.3
        } else if level.contains([' ', '-', '_']) {
            0.75
        } else {
            0.65
        },
        impact,
        severity,
        evidence: vec!["level beside the document's title".to_owned()],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(path: &str, text: &str) -> Option<Severity> {
        let lower = text.to_lowercase();
        let at = ["classification", "confidentiality", "audience"]
            .iter()
            .find_map(|w| lower.find(w))?;
        let rest = text.get(at..)?;
        let end = at + rest.find([':', '='])? + 1;
        examine(&Doc::new(text.as_bytes(), path), (at, end)).map(|f| f.severity)
    }

    #[test]
    fn a_level_beside_the_title_is_the_file_s() {
        for (path, text, severity) in [
            (
                "a.json",
                r#"{"title": "Board pack", "classification": "Strictly Confidential"}"#,
                Severity::High,
            ),
            (
                "a.json",
                r#"{"report": {"name": "x", "owner": "y", "classification": "Confidential"}, "rows": []}"#,
                Severity::Medium,
            ),
            (
                "a.json",
                r#"{"title": "The \"[big\" deal", "classification": "Strictly Confidential"}"#,
                Severity::High,
            ),
            (
                "a.yaml",
                "document:\n  title: Runbook\n  data_classification: Internal Use Only\nsteps: []\n",
                Severity::Low,
            ),
            ("a.yml", "title: x\nconfidentiality: confidential\n", Severity::Medium),
            ("a.toml", "title = \"x\"\naudience = \"internal\"\n", Severity::Low),
            ("a.md", "---\ntitle: x\naudience: employees\n---\n", Severity::Low),
        ] {
            assert_eq!(run(path, text), Some(severity), "{text}");
        }
    }

    #[test]
    fn what_settings_are_about_is_not() {
        for (path, text) in [
            ("a.yaml", "jwt:\n  audience: internal\n"),
            ("a.toml", "title = \"x\"\n[auth]\naudience = \"internal\"\n"),
            (
                "a.yaml",
                "columns:\n  - title: mail\n    classification: confidential\n",
            ),
            (
                "a.json",
                r#"{"title": "x", "properties": {"a": {"title": "b", "classification": "confidential"}}}"#,
            ),
            ("a.json", r#"[{"title": "x", "classification": "confidential"}]"#),
            ("a.json", r#"{"title": "x", "classification": {"type": "string"}}"#),
            (
                "k.yaml",
                "apiVersion: v1\nmetadata:\n  name: x\n  owner: y\n  classification: confidential\n",
            ),
            ("fixtures/a.json", r#"{"title": "x", "classification": "confidential"}"#),
            ("a.json", "{\"title\": \"x\", \"a\": \""),
        ] {
            assert_eq!(run(path, text), None, "{text}");
        }
    }
}
