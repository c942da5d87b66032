//! Secrets told by their place alone: the only line of a file, a column, every second line, a row under a heading.
//!
//! Nothing in such a file says "password", so which file has which shape is said by the paths of the rules
//! (`recogniser = "stored:SHAPE"`, in documents `noted:SHAPE`); here every shape is read off the text, and the engine keeps those whose rule holds at
//! the path. All of it is bounded by [`LINES`] and [`LONGEST`].

mod lines;
mod table;

use super::check::likely;
use super::{Context, Hit, Recognised};

/// Lines that are looked at.
const LINES: usize = 2_000;
/// Longest value.
const LONGEST: usize = 4_096;

/// A value by its place: the shape that gave it, its span, and how sure its place makes it.
type Give<'f> = &'f mut dyn FnMut(&'static str, (usize, usize), f64);

/// The recogniser of files known by name: every secret that some shape sees.
pub(crate) fn find<'t>(text: &'t [u8], ctx: &Context<'_>, hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    let mut give = giver(text, emit);
    if ctx.binary || ctx.depth > 0 {
        return;
    }
    lines::find(text, &mut give);
    table::separated(text, &mut give);
    for hit in hits {
        table::insert(text, hit.pos, &mut give);
    }
}

/// The recogniser of documents, which are many: only what people write down in them.
pub(crate) fn noted<'t>(text: &'t [u8], ctx: &Context<'_>, _: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    let mut give = giver(text, emit);
    if ctx.binary || ctx.depth > 0 {
        return;
    }
    table::documented(text, &mut give);
    for (at, line) in rows(text) {
        lines::note(at, line, &mut give);
    }
}

/// Passes on what may be a secret.
fn giver<'t>(text: &'t [u8], emit: &mut dyn FnMut(Recognised<'t>)) -> impl FnMut(&'static str, (usize, usize), f64) {
    move |class, (start, end), confidence| {
        let Some(value) = text.get(start..end) else { return };
        if value.len() > LONGEST || !likely(value) {
            return;
        }
        emit(Recognised {
            class,
            start,
            end,
            value: None,
            confidence,
            impact: None,
            severity: None,
            evidence: Vec::new(),
        });
    }
}

/// Lines with their offsets, without the line end, at most [`LINES`].
fn rows(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    let mut split = text.split(|b| *b == b'\n').take(LINES);
    std::iter::from_fn(move || {
        let line = split.next()?;
        let start = at;
        at += line.len() + 1;
        Some((start, line.strip_suffix(b"\r").unwrap_or(line)))
    })
}

/// The values of one class in a text.
#[cfg(test)]
fn of(class: &str, text: &str) -> Vec<String> {
    let ctx = Context {
        path: "x",
        binary: false,
        depth: 0,
    };
    let mut out = Vec::new();
    let hits: Vec<Hit> = text
        .to_ascii_lowercase()
        .match_indices("insert into")
        .map(|(pos, w)| Hit {
            pos,
            len: w.len(),
            rule: 0,
        })
        .collect();
    let mut put = |r: Recognised<'_>| {
        if r.class == class {
            out.push(text[r.start..r.end].to_owned());
        }
    };
    find(text.as_bytes(), &ctx, &hits, &mut put);
    noted(text.as_bytes(), &ctx, &[], &mut put);
    out
}
