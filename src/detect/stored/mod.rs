//! Secrets told by their place alone: the only line of a file, a column, every second line, a row under a heading.
//!
//! Nothing in such a file says "password", so which file has which shape is said by the paths of the rules
//! (`recogniser = "stored:SHAPE"`, in documents `noted:SHAPE`); here every shape is read off the text, and the engine keeps those whose rule holds at
//! the path. All of it is bounded by [`LINES`] and [`LONGEST`].

mod kept;
mod lines;
mod note;
mod table;
mod told;
mod view;

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
    kept::find(text, ctx.path, &mut give);
    kept::accounts(text, ctx.path, &mut give);
    table::separated(text, &mut give);
    for hit in hits {
        if text.get(hit.pos).is_some_and(|b| b.eq_ignore_ascii_case(&b'f')) {
            table::copied(text, hit.pos, &mut give);
        } else {
            table::insert(text, hit.pos, &mut give);
        }
    }
}

/// The recogniser of documents, which are many: only what people write down in them.
pub(crate) fn noted<'t>(text: &'t [u8], ctx: &Context<'_>, hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    let mut give = giver(text, emit);
    if ctx.binary || ctx.depth > 0 {
        return;
    }
    let seen = view::of(text, ctx.path);
    let text = seen.as_ref();
    table::documented(text, &mut give);
    note::find(text, !hits.is_empty(), &mut give);
    // Lines that speak of a password, each once.
    let document = [".md", ".rst", ".adoc", ".html", ".htm"]
        .iter()
        .any(|e| ctx.path.ends_with(e));
    let mut behind = 0;
    for hit in hits {
        if hit.pos >= behind {
            behind = told::around(text, hit.pos, document, &mut give);
        }
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
    let ends = memchr::memchr_iter(b'\n', text).chain([text.len()]);
    let mut at = 0;
    ends.take(LINES).map(move |end| {
        let start = std::mem::replace(&mut at, end + 1);
        let line = text.get(start..end).unwrap_or_default();
        (start, line.strip_suffix(b"\r").unwrap_or(line))
    })
}

/// The values of one class in a text.
#[cfg(test)]
fn of(class: &str, text: &str) -> Vec<String> {
    of_path(class, "x", text)
}

/// The values of one class in a text at a path.
#[cfg(test)]
fn of_path(class: &str, path: &str, text: &str) -> Vec<String> {
    let ctx = Context {
        path,
        binary: false,
        depth: 0,
    };
    let mut out = Vec::new();
    let lower = text.to_ascii_lowercase();
    let hits: Vec<Hit> = lower
        .match_indices("insert into")
        .chain(lower.match_indices("from stdin"))
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
    let hits: Vec<Hit> = told::WORDS
        .iter()
        .flat_map(|w| lower.match_indices(w))
        .map(|(pos, w)| Hit {
            pos,
            len: w.len(),
            rule: 0,
        })
        .collect();
    let mut hits = hits;
    hits.sort_by_key(|h| h.pos);
    noted(text.as_bytes(), &ctx, &hits, &mut put);
    out
}
