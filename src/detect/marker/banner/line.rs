//! Small questions about a line: how it opens, what it names, where a phrase stands in it.

use super::phrase::PHRASES;
use crate::detect::marker::place::{Doc, Line, Position, capitals, plain};

/// `CONFIDENTIAL: this message …`: a level in capitals opens the line.
pub(super) fn loud(bare: &str) -> bool {
    let word = bare.split([':', '-', '–', '—']).next().unwrap_or_default();
    word.len() < bare.len() && word.len() < 40 && word.contains("CONFIDENTIAL") && capitals(word)
}

pub(super) fn place_of(doc: &Doc<'_>, line: &Line<'_>) -> Position {
    doc.position(line.start)
}

/// Whether a line begins with a phrase of the house and goes on with something else: `Internal use only. Please …`.
pub(super) fn opens_internal(bare: &str) -> bool {
    let bare = bare.trim_start_matches(['(', '[', '*']);
    PHRASES.iter().any(|p| {
        p.class == "internal"
            && bare.strip_prefix(p.text).is_some_and(|r| {
                let r = r.trim_start();
                r.starts_with(['-', '|', ':', ';', '/', '.', ',', ')'])
            })
    })
}

/// Whether a line begins with a word and a sign parts it from the rest: `internal - do not publish`.
pub(super) fn opens_with(bare: &str, word: &str) -> bool {
    let rest = bare.trim_start_matches(['(', '[']).strip_prefix(word);
    rest.is_some_and(|r| r.trim_start().starts_with(['-', '|', ':', ';', '/']))
}

/// Settings and scripts define no interfaces: what their first comment says is about them.
pub(super) fn is_script(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ext = name.rsplit_once('.').map_or("", |(_, e)| e);
    let list = [
        "sh",
        "bash",
        "zsh",
        "ksh",
        "ps1",
        "psm1",
        "bat",
        "cmd",
        "tf",
        "tfvars",
        "hcl",
        "yaml",
        "yml",
        "ini",
        "cfg",
        "conf",
        "toml",
        "properties",
        "env",
        "sql",
        "nix",
        "mk",
        "j2",
        "service",
    ];
    list.contains(&ext)
        || ["dockerfile", "jenkinsfile", "makefile", "vagrantfile", "containerfile"].contains(&name.as_str())
}

/// Where a phrase stands in the text with no letter or digit on either side.
pub(in crate::detect::marker) fn bounded(text: &str, phrase: &str) -> Option<usize> {
    let joint = |c: char| c.is_alphanumeric() || c == '_';
    let (bytes, first) = (text.as_bytes(), *phrase.as_bytes().first()?);
    // Texts are short, and most do not hold the phrase: no searcher is built for it.
    memchr::memchr_iter(first, bytes).find(|i| {
        bytes.get(*i..).is_some_and(|t| t.starts_with(phrase.as_bytes()))
            && !text.get(..*i).is_some_and(|b| b.ends_with(joint))
            && !text.get(i + phrase.len()..).is_some_and(|a| a.starts_with(joint))
    })
}

/// Whether every word before the phrase is written like a name.
pub(super) fn proper(bare: &str, len: usize) -> bool {
    let Some(head) = bare.get(..len) else { return false };
    head.split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.len() > 3)
        .all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
}

/// Whether the same bare line stands at least once more (running headers and footers in extracted text).
pub(super) fn repeated(doc: &Doc<'_>, line: &Line<'_>) -> bool {
    let key = line.raw.trim_ascii();
    // What ends in a full stop is no running header but a sentence that documentation says twice.
    key.len() >= 10 && !key.ends_with(b".") && memchr::memmem::find_iter(doc.text, key).take(2).count() == 2
}

/// The part of a line under a phrase found in its lower-case form, or all of it where lengths differ.
pub(super) fn raw_phrase(cased: &str, at: usize, end: usize) -> &str {
    cased
        .get(at..end)
        .filter(|_| plain(cased).len() == cased.len())
        .unwrap_or(cased)
}
