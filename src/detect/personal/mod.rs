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

use super::{Context, Hit, Recognised};
use crate::finding::Severity;

/// Values that are many: a column needs so many at least.
const BULK: usize = 10;
/// Bytes of a text in which tables are looked for.
const MOST: usize = 8 << 20;

/// The recogniser `personal`.
pub(crate) fn find<'t>(text: &'t [u8], ctx: &Context<'_>, hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    if ctx.binary || ctx.depth > 0 {
        return;
    }
    let cut = text.get(..text.len().min(MOST)).unwrap_or_default();
    let head = match std::str::from_utf8(cut) {
        Ok(s) => s,
        Err(e) => cut
            .get(..e.valid_up_to())
            .and_then(|c| std::str::from_utf8(c).ok())
            .unwrap_or_default(),
    };
    let mut found: Vec<Recognised<'t>> = Vec::new();
    if tabular(ctx.path) || head.lines().take(3).any(|l| l.contains('\t') && l.contains(": ")) {
        let mut tables = table::read(head, ctx.path, table::FIRST);
        let is_sample = memchr::memchr_iter(b'\n', head.as_bytes()).count() > table::FIRST;
        if is_sample && tables.iter().any(column::may_hold) {
            tables = table::read(head, ctx.path, table::ROWS);
        }
        tables.iter().for_each(|t| column::examine(t, &mut found));
    }
    alone::examine(text, ctx.path, hits, &mut found);
    travel::examine(text, hits, &mut found);
    found.into_iter().for_each(emit);
}

fn tabular(path: &str) -> bool {
    let ext = path.rsplit('.').next().unwrap_or_default();
    ["csv", "tsv", "tab", "psv", "jsonl", "ndjson", "sql", "dump", "sqldump"]
        .iter()
        .any(|e| ext.eq_ignore_ascii_case(e))
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
