//! The line: what stands before and behind, and the function around the value.

use super::*;

pub(super) fn line(text: &[u8], place: &Place, known: &Lines, c: &Candidate, out: &mut Sheet<'_>) {
    let t = Text(text);
    let from = t.line_start(c.key.0.min(c.start), 300);
    let to = t.line_end(c.end, 200);
    let before = text.get(from..c.key.0.min(c.start)).unwrap_or_default();
    let after = text.get(c.end..to).unwrap_or_default();
    out.put("l.form", f32::from(c.form as u8));
    out.put("l.quote", f32::from(c.quote as u8));
    out.flag("l.inside", c.inside);
    out.flag("l.comment", in_comment(t, c.key.0.min(c.start)));
    out.put("l.before_len", before.len().min(200) as f32);
    out.put("l.after_len", after.len().min(200) as f32);
    let lead = before.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    out.put("l.indent", lead.min(24) as f32);
    out.flag("l.starts", lead == before.len());
    let op = text.get(c.key.1.min(c.start)..c.start).unwrap_or_default();
    let op = op.get(..12).unwrap_or(op);
    let has = |pair: &[u8; 2]| op.windows(2).any(|w| w == pair);
    out.put(
        "l.op",
        match () {
            () if has(b"=>") => 1.0,
            () if has(b":=") => 2.0,
            () if has(b"==") || has(b"!=") => 3.0,
            () if op.contains(&b'=') && op.contains(&b' ') => 4.0,
            () if op.contains(&b'=') => 5.0,
            () if op.contains(&b':') && op.contains(&b' ') => 6.0,
            () if op.contains(&b':') => 7.0,
            () if op.contains(&b'(') => 8.0,
            () if op.contains(&b',') => 9.0,
            () if op.contains(&b'>') => 10.0,
            () => 0.0,
        },
    );
    out.put("l.gap", c.start.saturating_sub(c.key.1).min(80) as f32);
    let b = known.part(text, from, c.key.0.min(c.start));
    let a = known.part(text, c.end, to);
    let both = a | b;
    out.flag("l.assert", b & g::ASSERT != 0);
    out.flag("l.log", b & g::LOG != 0);
    out.flag("l.form_words", both & g::FORM != 0);
    out.flag("l.decl", b & g::DECL != 0);
    out.flag("l.default", both & g::DEFAULT != 0);
    out.flag("l.test", both & g::TEST != 0);
    out.flag("l.place", both & g::PLACE != 0);
    out.flag("l.user", both & g::USER != 0);
    out.flag("l.host", both & g::HOST != 0);
    out.flag("l.ui", both & g::UI != 0);
    out.flag("l.crypto", both & g::CRYPTO != 0);
    out.flag("l.cred", both & g::CRED != 0);
    out.flag("l.harmless", both & g::HARMLESS != 0);
    // What follows the literal: `+` joins it, `.` calls on it, `:` makes it a key.
    let rest = after
        .iter()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b'`' | b' ' | b'\\'))
        .copied()
        .next()
        .unwrap_or(0);
    out.put(
        "l.next",
        match rest {
            0 => 0.0,
            b',' => 1.0,
            b';' => 2.0,
            b')' => 3.0,
            b'+' => 4.0,
            b'.' => 5.0,
            b':' => 6.0,
            b'}' | b']' => 7.0,
            b'<' => 8.0,
            b'#' | b'/' => 9.0,
            b'&' => 10.0,
            b'%' | b'{' | b'$' => 11.0,
            b'=' => 12.0,
            _ => 13.0,
        },
    );
    let fun = text.get(c.wrapper.0..c.wrapper.1).unwrap_or_default();
    out.put("l.wrapper", if fun.is_empty() { 0.0 } else { wrapper(fun) });
    out.put("l.prior", {
        let p = before
            .iter()
            .rev()
            .copied()
            .find(|b| !matches!(b, b' ' | b'\t'))
            .unwrap_or(0);
        match p {
            0 => 0.0,
            b'"' | b'\'' | b'`' => 1.0,
            b',' | b'{' | b'(' | b'[' => 2.0,
            b'-' => 3.0,
            b'.' | b'>' => 4.0,
            b'&' | b'?' | b';' => 5.0,
            b':' | b'=' => 6.0,
            b'#' | b'/' | b'*' => 7.0,
            b'<' => 8.0,
            b'@' | b'$' => 9.0,
            b'a'..=b'z' | b'A'..=b'Z' => 10.0,
            _ => 11.0,
        }
    });
    out.flag(
        "l.local",
        c.form == Form::UserInfo && {
            let host = text.get(c.end + 1..(c.end + 14).min(text.len())).unwrap_or_default();
            [
                b"localhost".as_slice(),
                b"127.0.0.1",
                b"host",
                b"example",
                b"0.0.0.0",
                b"hostname",
                b"server",
            ]
            .iter()
            .any(|h| host.starts_with(h))
        },
    );
    out.put("f.kind", f32::from(place.kind as u8));
}

fn wrapper(fun: &[u8]) -> f32 {
    let last = fun
        .rsplit(|b| matches!(b, b'.' | b':'))
        .find(|w| !w.is_empty())
        .unwrap_or(fun);
    let mut buf = [0u8; 24];
    for (to, from) in buf.iter_mut().zip(last) {
        *to = from.to_ascii_lowercase();
    }
    match buf.get(..last.len().min(buf.len())).unwrap_or_default() {
        b"t" | b"_" | b"translate" | b"gettext" | b"tr" | b"trans" | b"i18n" | b"msg" | b"message" => 1.0,
        b"require" | b"import" | b"load" | b"read" | b"open" | b"readfile" | b"file" | b"include" | b"path"
        | b"join" => 2.0,
        b"find" | b"search" | b"match" | b"compile" | b"select" | b"getelementbyid" | b"queryselector" | b"element"
        | b"id" | b"by" => 3.0,
        b"some" | b"string" | b"str" | b"of" | b"from" | b"new" | b"bytes" | b"byte" | b"encode" | b"secret"
        | b"protectedstring" | b"ptr" | b"sensitive" | b"stringencoder" | b"tochararray" | b"uri" | b"parse"
        | b"buffer" => 4.0,
        b"printf" | b"sprintf" | b"format" | b"errorf" | b"error" | b"print" | b"println" | b"log" | b"fail" => 5.0,
        b"hash" | b"md5" | b"sha1" | b"sha256" | b"digest" | b"encrypt" | b"decrypt" | b"decode" | b"unhexlify"
        | b"decodestring" | b"fromhex" => 6.0,
        b"field" | b"textfield" | b"charfield" | b"column" | b"label" | b"input" | b"option" | b"argument"
        | b"param" => 7.0,
        _ => 8.0,
    }
}
