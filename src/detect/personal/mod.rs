//! Personal data that can be checked offline: cards, accounts, identity numbers with check digits, travel documents.
//!
//! In bulk: columns of tables, with counts. Alone: only right behind a word that names the kind, and never a published
//! test number. E-mail addresses and telephone numbers count in bulk and beside a column of names only.

mod alone;
mod check;
mod column;
mod kind;
mod table;
mod travel;

use std::borrow::Cow;

use super::{Context, Hit, Recognised};
use crate::finding::Severity;

/// Values that are many: a column needs so many at least.
const BULK: usize = 10;
/// Bytes of a text in which tables are looked for.
const MOST: usize = 32 << 20;
/// Words that name a kind, from which on a program is looked at as a list of records.
const TOLD: usize = 5;

/// The recogniser `personal`.
pub(crate) fn find<'t>(text: &'t [u8], ctx: &Context<'_>, hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    if ctx.binary || ctx.depth > 0 {
        return;
    }
    let mut found: Vec<Recognised<'t>> = Vec::new();
    let data = is_data(ctx.path);
    let told = hits.len() >= TOLD || !hits.is_empty() && data;
    let read = is_table(ctx.path) || (told || data && table::dense(text)) && table::holds_numbers(text);
    if read {
        let cut = text.get(..text.len().min(MOST)).unwrap_or_default();
        let mut plain = legible(cut);
        // Lines of another age end with a carriage return alone.
        let head = plain.as_bytes().get(..plain.len().min(4096)).unwrap_or_default();
        if !head.contains(&b'\n') && head.contains(&b'\r') {
            plain = plain.replace('\r', "\n").into();
        }
        let told = told || extension(ctx.path).is_none();
        for t in table::read(&plain, ctx.path, told) {
            column::examine(&t, data, &mut found);
        }
    }
    // A column is known again by its name and its file, not by a name that many have.
    for f in &mut found {
        let mut name = text.get(f.start..f.end).unwrap_or_default().to_vec();
        name.extend_from_slice(b" in ");
        name.extend_from_slice(ctx.path.as_bytes());
        f.value = Some(name.into());
    }
    if staged(ctx.path) {
        // What makes test data makes numbers that pass.
        for f in &mut found {
            f.confidence -= if f.severity == Some(Severity::High) { 0.25 } else { 0.5 };
            f.evidence.push("under a path of tests or samples".to_owned());
        }
    }
    alone::examine(text, ctx.path, hits, &mut found);
    travel::examine(text, hits, &mut found);
    found.into_iter().for_each(emit);
}

/// Whether a text without an extension is rows of a sheet or of a database table, which no path tells.
pub(super) fn is_sheet(text: &[u8], path: &str) -> bool {
    if extension(path).is_some() || text.len() < 256 {
        return false;
    }
    let head = text.get(..512.min(text.len())).unwrap_or_default();
    memchr::memchr_iter(b'\t', head).count() >= 3 && memchr::memmem::find(head, b": ").is_some()
}

/// Whether a part of a table's file has digits or addresses in it.
pub(super) fn may_be_row(path: &str, part: &[u8]) -> bool {
    is_table(path) && (part.contains(&b'@') || part.iter().filter(|b| b.is_ascii_digit()).count() >= 6)
}

/// The text as UTF-8, of the same length: a byte that is none becomes a question mark.
fn legible(text: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(text) {
        Ok(s) => s.into(),
        Err(_) => {
            let mut out = String::with_capacity(text.len());
            for part in text.utf8_chunks() {
                out.push_str(part.valid());
                part.invalid().iter().for_each(|_| out.push('?'));
            }
            out.into()
        }
    }
}

fn extension(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    Some(name.rsplit_once('.')?.1)
}

/// Whether the path is one of tables.
fn is_table(path: &str) -> bool {
    extension(path).is_some_and(|ext| {
        ["csv", "tsv", "tab", "psv", "jsonl", "ndjson", "sql", "dump", "sqldump"]
            .iter()
            .any(|e| ext.eq_ignore_ascii_case(e))
    })
}

/// Whether the path is one of data and texts: no program.
fn is_data(path: &str) -> bool {
    const DATA: [&str; 23] = [
        "json", "geojson", "har", "xml", "yml", "yaml", "ldif", "vcf", "html", "htm", "xhtml", "txt", "log", "md",
        "dat", "out", "prn", "rpt", "lst", "rst", "toml", "pgsql", "mysql",
    ];
    is_table(path) || extension(path).is_none_or(|ext| DATA.iter().any(|e| ext.eq_ignore_ascii_case(e)))
}

/// Whether the path is one of tests, samples and documentation, by a word of it.
fn staged(path: &str) -> bool {
    const STAGES: [&str; 20] = [
        "test",
        "testing",
        "testdata",
        "unittest",
        "spec",
        "example",
        "fixture",
        "sample",
        "mock",
        "doc",
        "documentation",
        "demo",
        "seed",
        "fake",
        "faker",
        "dummy",
        "synthetic",
        "tutorial",
        "benchmark",
        "stub",
    ];
    let mut from = 0;
    let bytes = path.as_bytes();
    (1..=bytes.len()).any(|i| {
        let ends = bytes.get(i).is_none_or(|b| !b.is_ascii_lowercase());
        if !ends {
            return false;
        }
        let word = path.get(from..i).unwrap_or_default();
        let word = word.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        // A capital begins a word or goes on with one that is all capitals.
        let capitals = bytes.get(i).is_some_and(u8::is_ascii_uppercase) && word.bytes().all(|b| b.is_ascii_uppercase());
        if capitals && !word.is_empty() {
            return false;
        }
        from = i;
        let is = |w: &str| STAGES.iter().any(|s| w.eq_ignore_ascii_case(s));
        is(word) || word.strip_suffix(['s', 'S']).is_some_and(is)
    })
}

fn found(
    class: &'static str,
    span: (usize, usize),
    confidence: f64,
    impact: f64,
    severity: Severity,
    evidence: Vec<String>,
) -> Recognised<'static> {
    Recognised {
        class,
        start: span.0,
        end: span.1,
        value: None,
        confidence,
        impact: Some(impact),
        severity: Some(severity),
        evidence,
    }
}

/// How bad so many are.
fn weight(n: usize) -> (f64, Severity) {
    match n {
        0..=2 => (0.2, Severity::Low),
        3..=9 => (0.3, Severity::Medium),
        10..=99 => (0.45, Severity::Medium),
        100..=999 => (0.55, Severity::High),
        _ => (0.65, Severity::High),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_tests_are_known_by_whole_words() {
        for p in [
            "a/tests/x.csv",
            "src/CardTest.java",
            "TEST_DATA.csv",
            "spec/x.rb",
            "a/docs/b.md",
            "x.sample.json",
            "seeds.sql",
            "my-mocks/a",
        ] {
            assert!(staged(p), "{p}");
        }
        for p in [
            "doctors.csv",
            "specialists.csv",
            "latest/x.csv",
            "exports/contest.json",
            "Inspection.csv",
            "documents/a.xml",
            "TESTAMENTS.csv",
        ] {
            assert!(!staged(p), "{p}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_keep_their_places() {
        assert_eq!(legible(b"a\xe9b\xffc"), "a?b?c");
        assert_eq!(legible("é".as_bytes()), "é");
    }
}
