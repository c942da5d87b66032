//! The lines around: what else is assigned there, and whether the value comes again.

use super::*;

/// The four lines above and below.
pub(super) fn around(text: &[u8], known: &Lines, c: &Candidate, out: &mut Sheet<'_>) {
    let t = Text(text);
    let mut all = 0u32;
    let (mut lines, mut same_op, mut wordy, mut wide) = (0f32, 0f32, 0f32, 0f32);
    let op = text.get(c.key.1.min(c.start)..c.start).unwrap_or_default();
    let op = op
        .iter()
        .copied()
        .find(|b| matches!(b, b':' | b'=' | b'>'))
        .unwrap_or(b'(');
    let mut look = |from: usize, to: usize| {
        let to = to.min(from + 200);
        let l = text.get(from..to).unwrap_or_default();
        if l.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        lines += 1.0;
        all |= known.groups(text, from, to);
        if let Some(n) = memchr::memchr(op, l) {
            same_op += 1.0;
            let value = l.get(n + 1..).unwrap_or_default();
            let value = value.trim_ascii();
            wordy += f32::from(u8::from(value.iter().filter(|b| **b == b' ').count() >= 2));
            wide += f32::from(u8::from(!value.is_ascii()));
        }
    };
    let mut at = t.line_start(c.key.0.min(c.start), 2000);
    for _ in 0..4 {
        if at == 0 {
            break;
        }
        let end = at - 1;
        let from = t.line_start(end, 2000);
        look(from, end);
        at = from;
    }
    let mut at = t.line_end(c.end, 2000);
    for _ in 0..4 {
        let from = if t.at(at) == b'\r' { at + 2 } else { at + 1 };
        if from >= text.len() {
            break;
        }
        let end = t.line_end(from, 2000);
        look(from, end);
        at = end;
    }
    let v = text.get(c.start..c.end).unwrap_or_default();
    let near = text
        .get(c.start.saturating_sub(3000)..(c.end + 3000).min(text.len()))
        .unwrap_or_default();
    let repeats = if (4..=LONG).contains(&v.len()) {
        memchr::memmem::find_iter(near, v).take(6).count().saturating_sub(1)
    } else {
        0
    };
    out.put("n.repeats", repeats as f32);
    out.flag("n.user_same", same_as_user(text, c, v));
    let n = lines.max(1.0);
    out.put("n.lines", lines);
    out.put("n.same_op", same_op / n);
    out.put("n.wordy", wordy / n);
    out.put("n.wide", wide / n);
    out.flag("n.user", all & g::USER != 0);
    out.flag("n.host", all & g::HOST != 0);
    out.flag("n.opens", all & g::OPENS != 0);
    out.flag("n.assert", all & g::ASSERT != 0);
    out.flag("n.test", all & g::TEST != 0);
    out.flag("n.form", all & g::FORM != 0);
    out.flag("n.ui", all & g::UI != 0);
    out.flag("n.decl", all & g::DECL != 0);
    out.flag("n.log", all & g::LOG != 0);
    out.flag("n.place", all & g::PLACE != 0);
    out.flag("n.cred", all & g::CRED != 0);
    out.flag("n.crypto", all & g::CRYPTO != 0);
    out.flag("n.doc", all & (g::DOC | g::DEFAULT) != 0);
}

/// Whether the account beside the value has the same name: `guest` of `guest`, `admin:admin@`.
fn same_as_user(text: &[u8], c: &Candidate, v: &[u8]) -> bool {
    if v.len() > 32 {
        return false;
    }
    let whole = |at: usize, end: usize| {
        let edge = |b: Option<&u8>| !b.is_some_and(u8::is_ascii_alphanumeric);
        edge(at.checked_sub(1).and_then(|i| text.get(i))) && edge(text.get(end))
    };
    if c.form == Form::UserInfo {
        let at = c.start.saturating_sub(v.len() + 1);
        return text.get(at..c.start.saturating_sub(1)) == Some(v) && whole(at, at + v.len());
    }
    let from = c.key.0.min(c.start).saturating_sub(200);
    let to = (c.end + 200).min(text.len());
    let near = text.get(from..to).unwrap_or_default();
    memchr::memmem::find_iter(near, v).take(8).any(|n| {
        let at = from + n;
        let outside = at + v.len() <= c.key.0.min(c.start) || at >= c.end;
        let before = text.get(at.saturating_sub(24)..at).unwrap_or_default();
        let line = before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        outside && whole(at, at + v.len()) && groups(before.get(line..).unwrap_or_default()) & g::USER != 0
    })
}
