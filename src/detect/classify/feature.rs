//! What the classifier knows about a candidate: numbers over value, name, line, neighbours and path.
//!
//! The order of features is the order of calls in [`extract`]; a model names how many it was made for.

use super::group as g;
use super::words;
use crate::detect::assigned::{Candidate, Form, Kind, Text, in_comment};

/// Most features there may be.
pub const MOST: usize = 160;

/// Collects features in order, and their names where somebody wants them.
pub struct Sheet<'n> {
    /// The numbers.
    pub values: [f32; MOST],
    /// How many.
    pub count: usize,
    names: Option<&'n mut Vec<&'static str>>,
}

impl<'n> Sheet<'n> {
    /// An empty sheet.
    #[must_use]
    pub fn new(names: Option<&'n mut Vec<&'static str>>) -> Self {
        Self {
            values: [0.0; MOST],
            count: 0,
            names,
        }
    }

    fn put(&mut self, name: &'static str, value: f32) {
        if let Some(slot) = self.values.get_mut(self.count) {
            *slot = value;
            self.count += 1;
        }
        if let Some(names) = &mut self.names {
            names.push(name);
        }
    }

    fn flag(&mut self, name: &'static str, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }
}

/// Calls `f` with each word (letters, cut at case changes) in lower case.
fn split(text: &[u8], mut f: impl FnMut(&[u8])) {
    let mut buf = [0u8; 20];
    let mut n = 0usize;
    let mut before = 0u8;
    for (i, &b) in text.iter().enumerate() {
        let next = text.get(i + 1).copied().unwrap_or(0);
        let edge = b.is_ascii_uppercase()
            && (before.is_ascii_lowercase() || (before.is_ascii_uppercase() && next.is_ascii_lowercase()));
        if n > 0 && (edge || !b.is_ascii_alphabetic()) {
            f(buf.get(..n.min(buf.len())).unwrap_or_default());
            n = 0;
        }
        if b.is_ascii_alphabetic() {
            if let Some(slot) = buf.get_mut(n) {
                *slot = b.to_ascii_lowercase();
            }
            n += 1;
        }
        before = b;
    }
    if n > 0 {
        f(buf.get(..n.min(buf.len())).unwrap_or_default());
    }
}

/// The groups of all words of a text.
fn groups(text: &[u8]) -> u32 {
    let text = text.get(..LONG).unwrap_or(text);
    let mut all = 0;
    split(text, |w| all |= g::of(w));
    all
}

/// Of long values and names only the beginning is taken apart.
const LONG: usize = 1 << 10;

/// What is known about a file before any of its candidates is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Kind of file.
    pub kind: Kind,
    groups: u32,
    hidden: bool,
    extension: u8,
    depth: u8,
}

impl Place {
    /// What a path says.
    #[must_use]
    pub fn of(path: &str, kind: Kind) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ext = name.rsplit_once('.').map_or("", |e| e.1);
        let extension = match ext.to_ascii_lowercase().as_str() {
            "py" => 1,
            "rb" | "rake" => 2,
            "js" | "jsx" | "mjs" | "cjs" => 3,
            "ts" | "tsx" => 4,
            "java" | "kt" | "scala" | "groovy" => 5,
            "go" => 6,
            "cs" | "vb" => 7,
            "php" => 8,
            "c" | "h" | "cpp" | "cc" | "m" | "rs" | "swift" => 9,
            "ex" | "exs" | "hs" | "erl" | "clj" | "r" | "pl" => 10,
            "" => 0,
            _ => 11,
        };
        Self {
            kind,
            groups: groups(path.as_bytes()),
            hidden: name.starts_with('.'),
            extension,
            depth: path.bytes().filter(|b| *b == b'/').count().min(12) as u8,
        }
    }
}

/// Every feature of a candidate.
pub fn extract(text: &[u8], place: &Place, c: &Candidate, out: &mut Sheet<'_>) {
    let v = text.get(c.start..c.end).unwrap_or_default();
    let key = text.get(c.key.0..c.key.1).unwrap_or_default();
    value(v, out);
    name(key, v, c, out);
    line(text, place, c, out);
    around(text, c, out);
    path(place, out);
}

fn value(v: &[u8], out: &mut Sheet<'_>) {
    let n = v.len().max(1) as f32;
    let head = v.get(..256).unwrap_or(v);
    let m = head.len().max(1) as f32;
    let count = |f: fn(&u8) -> bool| head.iter().filter(|b| f(b)).count() as f32;
    let digits = count(u8::is_ascii_digit);
    let upper = count(u8::is_ascii_uppercase);
    let lower = count(u8::is_ascii_lowercase);
    let blanks = count(|b| *b == b' ');
    let wide = count(|b| *b >= 0x80);
    let symbols = m - digits - upper - lower - blanks - wide;
    out.put("v.len", n.min(300.0));
    out.put("v.digits", digits / m);
    out.put("v.digit_count", digits.min(40.0));
    out.put("v.upper", upper / m);
    out.put("v.lower", lower / m);
    out.put("v.symbols", symbols / m);
    out.put("v.blanks", blanks.min(10.0));
    out.put("v.wide", wide / m);

    let mut seen = [0u16; 256];
    let (mut same, mut run, mut steps, mut step_run, mut changes) = (0u32, 1u32, 0u32, 1u32, 0u32);
    let (mut digit_run, mut longest_digits, mut letter_run, mut longest_letters) = (0u32, 0u32, 0u32, 0u32);
    let class = |b: u8| match b {
        b'0'..=b'9' => 0u8,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let mut before = 0u8;
    for (i, &b) in head.iter().enumerate() {
        if let Some(s) = seen.get_mut(usize::from(b)) {
            *s += 1;
        }
        if i > 0 {
            run = if b == before { run + 1 } else { 1 };
            step_run = if b == before.wrapping_add(1) || b == before.wrapping_sub(1) {
                step_run + 1
            } else {
                1
            };
            changes += u32::from(class(b) != class(before));
        }
        same = same.max(run);
        steps = steps.max(step_run);
        digit_run = if b.is_ascii_digit() { digit_run + 1 } else { 0 };
        letter_run = if b.is_ascii_alphabetic() { letter_run + 1 } else { 0 };
        longest_digits = longest_digits.max(digit_run);
        longest_letters = longest_letters.max(letter_run);
        before = b;
    }
    let entropy: f32 = seen
        .iter()
        .filter(|s| **s > 0)
        .map(|s| f32::from(*s) / m)
        .map(|p| -p * p.log2())
        .sum();
    let distinct = seen.iter().filter(|s| **s > 0).count() as f32;
    out.put("v.entropy", entropy);
    out.put("v.distinct", distinct / m);
    out.put("v.same_run", same as f32);
    out.put("v.steps", steps as f32);
    out.put("v.changes", changes as f32 / m);
    out.put("v.longest_digits", longest_digits as f32);
    out.put("v.longest_letters", longest_letters as f32);
    out.put("v.walk", walk(head) as f32);

    let c = words::content(v);
    out.put("v.trigram", c.cost);
    out.put("v.trigram_worst", c.worst);
    out.put(
        "v.covered",
        if c.letters == 0 {
            -1.0
        } else {
            c.covered as f32 / c.letters as f32
        },
    );
    out.put("v.uncovered", (c.letters - c.covered) as f32);
    out.put("v.longest_word", c.longest as f32);
    out.put("v.words", c.words as f32);
    let vowels = count(|b| matches!(b.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    out.put("v.vowels", vowels / (upper + lower).max(1.0));

    let hex = head.iter().all(u8::is_ascii_hexdigit);
    let b64 = head
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_'));
    out.put(
        "v.charset",
        match () {
            () if head.iter().all(u8::is_ascii_digit) => 0.0,
            () if hex => 1.0,
            () if head.iter().all(u8::is_ascii_lowercase) => 2.0,
            () if head.iter().all(u8::is_ascii_uppercase) => 3.0,
            () if head.iter().all(u8::is_ascii_alphanumeric) => 4.0,
            () if b64 => 5.0,
            () if head.iter().all(u8::is_ascii_graphic) => 6.0,
            () if head.is_ascii() => 7.0,
            () => 8.0,
        },
    );
    out.put(
        "v.style",
        match () {
            () if v.contains(&b' ') => 0.0,
            () if snake(v, b'_', u8::is_ascii_lowercase) => 1.0,
            () if snake(v, b'_', u8::is_ascii_uppercase) => 2.0,
            () if snake(v, b'-', u8::is_ascii_lowercase) => 3.0,
            () if snake(v, b'.', u8::is_ascii_alphabetic) => 4.0,
            () if snake(v, b':', u8::is_ascii_alphabetic) => 5.0,
            () if v.iter().all(u8::is_ascii_alphabetic) && camel(v) => 6.0,
            () if v.iter().skip(1).all(u8::is_ascii_lowercase) && v.first().is_some_and(u8::is_ascii_uppercase) => 7.0,
            () if v.iter().all(u8::is_ascii_lowercase) => 8.0,
            () => 9.0,
        },
    );
    out.flag("v.padded", v.ends_with(b"=") && n >= 8.0);
    out.flag(
        "v.uuid",
        n == 36.0 && [8usize, 13, 18, 23].iter().all(|i| v.get(*i) == Some(&b'-')),
    );
    let has = |b: u8| head.contains(&b);
    out.flag("v.slash", has(b'/'));
    out.put("v.slashes", count(|b| *b == b'/').min(5.0));
    out.flag("v.url", memchr::memmem::find(head, b"://").is_some());
    out.flag("v.at", has(b'@'));
    out.put("v.dots", count(|b| *b == b'.').min(6.0));
    out.put("v.colons", count(|b| *b == b':').min(4.0));
    out.put("v.underscores", count(|b| *b == b'_').min(6.0));
    out.put("v.hyphens", count(|b| *b == b'-').min(6.0));
    out.put(
        "v.brackets",
        count(|b| matches!(b, b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>')).min(6.0),
    );
    out.put("v.template", template(head));
    out.put("v.stars", count(|b| matches!(b, b'*' | b'x' | b'X')) / m);
    out.put(
        "v.punctuation",
        count(|b| {
            matches!(
                b,
                b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*' | b'?' | b'~' | b'+'
            )
        })
        .min(6.0),
    );
    out.flag("v.equals", v.iter().rev().skip(2).any(|b| *b == b'='));
    out.flag("v.comma", has(b',') || has(b';'));
    out.put("v.backslashes", count(|b| *b == b'\\').min(4.0));
    out.put("v.first", f32::from(v.first().map_or(9, |b| edge_class(*b))));
    out.put("v.last", f32::from(v.last().map_or(9, |b| edge_class(*b))));
    let letters_then_digits = {
        let a = v.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let d = v.iter().skip(a).take_while(|b| b.is_ascii_digit()).count();
        a >= 3 && d >= 1 && a + d + 2 >= v.len()
    };
    out.flag("v.letters_digits", letters_then_digits);
    let all = groups(v);
    out.flag("v.place", all & g::PLACE != 0);
    out.flag("v.test", all & g::TEST != 0);
    out.flag("v.cred", all & g::CRED != 0);
    out.flag("v.ui", all & g::UI != 0);
    out.flag("v.user", all & g::USER != 0);
    out.flag("v.known", all & g::KNOWN != 0);
    out.flag("v.about", all & (g::ABOUT | g::DECL) != 0);
    out.put("v.stock", stock(v));
    out.put("v.exact", exact(v));
    out.flag("v.wrong", all & g::WRONG != 0);
    out.put("v.decoded_stock", decoded(v));
}

/// How much of what a value hides in base64 (data of Kubernetes, Basic authorization) are words that anybody would
/// take; 0 where it is no text.
fn decoded(v: &[u8]) -> f32 {
    let body = v
        .get(..v.iter().rposition(|b| *b != b'=').map_or(0, |n| n + 1))
        .unwrap_or_default();
    if !(6..=64).contains(&v.len()) || !v.len().is_multiple_of(4) || body.len() % 4 == 1 {
        return 0.0;
    }
    let mut text = [0u8; 48];
    let Ok(n) = data_encoding::BASE64_NOPAD.decode_mut(body, text.get_mut(..body.len() * 3 / 4).unwrap_or_default())
    else {
        return 0.0;
    };
    let text = text.get(..n).unwrap_or_default();
    if !text.iter().all(u8::is_ascii_graphic) {
        return 0.0;
    }
    stock(text)
}

/// Share of the letters that stand in words anybody would take.
fn stock(v: &[u8]) -> f32 {
    let v = v.get(..LONG).unwrap_or(v);
    let (mut total, mut stock) = (0f32, 0f32);
    split(v, |w| {
        total += w.len() as f32;
        if g::of(w) & (g::PLACE | g::TEST | g::CRED | g::USER | g::OPENS | g::HOST | g::ABOUT) != 0 {
            stock += w.len() as f32;
        }
    });
    stock / total.max(1.0)
}

/// Values that say by themselves what they are.
fn exact(v: &[u8]) -> f32 {
    let mut buf = [0u8; 16];
    let v = v.strip_suffix(b"!").unwrap_or(v);
    if v.len() > buf.len() {
        return 0.0;
    }
    for (to, from) in buf.iter_mut().zip(v) {
        *to = from.to_ascii_lowercase();
    }
    match buf.get(..v.len()).unwrap_or_default() {
        b"password" => 1.0,
        b"password1" | b"password123" | b"password12" | b"password2" | b"password1234" => 2.0,
        b"secret" | b"mysecret" | b"mysecretpassword" | b"supersecret" | b"topsecret" => 3.0,
        b"guest" => 4.0,
        b"hello" | b"helloworld" | b"welcome" | b"welcome1" | b"letmein" | b"hunter2" => 5.0,
        b"changeme" | b"changeit" | b"change_me" | b"replaceme" | b"secret123" => 6.0,
        b"admin123" | b"admin1234" | b"root123" | b"qwerty" | b"abc123" | b"test123" | b"test1234" | b"pass123"
        | b"pass1234" | b"qwerty123" => 7.0,
        b"postgres" | b"mysql" | b"oracle" | b"mongo" | b"redis" | b"elastic" | b"rabbitmq" | b"minioadmin" => 8.0,
        b"admin" | b"administrator" => 9.0,
        b"root" | b"toor" => 10.0,
        b"123456" | b"1234" | b"12345" | b"12345678" | b"123" | b"123456789" | b"1234567890" => 11.0,
        b"foobar" | b"mypassword" | b"mypass" | b"mypasswd" | b"mypwd" | b"testpassword" | b"testpass"
        | b"my_password" | b"test_password" => 12.0,
        b"pass" | b"passwd" | b"pwd" | b"pw" => 13.0,
        b"foo" | b"bar" | b"baz" | b"abc" | b"xyz" => 14.0,
        b"test" | b"test1" | b"test2" | b"testing" | b"tester" => 15.0,
        b"token" | b"key" | b"mytoken" | b"apikey" | b"api_key" | b"user" | b"username" => 16.0,
        b"new_password" | b"newpassword" | b"newpass" | b"oldpass" | b"old_password" | b"wrongpassword"
        | b"wrong_password" | b"wrongpass" | b"badpassword" | b"badpass" => 17.0,
        b"invalid" | b"wrong" | b"incorrect" | b"bad" | b"different" | b"another" | b"valid" | b"none" => 18.0,
        b"example" | b"placeholder" | b"dummy" | b"sample" | b"xxx" | b"fake" => 19.0,
        b"default" | b"basic" | b"bearer" | b"digest" | b"oauth" | b"oauth2" | b"jwt" | b"header" | b"query"
        | b"json" | b"plain" => 20.0,
        _ => 0.0,
    }
}

fn edge_class(b: u8) -> u8 {
    match b {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        b'=' => 3,
        b'.' | b',' | b':' | b';' | b'?' => 4,
        b'/' | b'\\' => 5,
        b'$' | b'{' | b'%' | b'<' | b'[' | b'(' => 6,
        b'_' | b'-' | b'#' => 7,
        0x80.. => 8,
        _ => 9,
    }
}

fn snake(v: &[u8], sep: u8, letter: fn(&u8) -> bool) -> bool {
    v.contains(&sep) && v.iter().all(|b| *b == sep || letter(b) || b.is_ascii_digit()) && v.first().is_some_and(letter)
}

fn camel(v: &[u8]) -> bool {
    let changes = v
        .windows(2)
        .filter(|w| w.first().is_some_and(u8::is_ascii_lowercase) && w.get(1).is_some_and(u8::is_ascii_uppercase))
        .count();
    changes > 0 && changes * 4 <= v.len()
}

fn template(v: &[u8]) -> f32 {
    let has = |s: &[u8]| memchr::memmem::find(v, s).is_some();
    if has(b"${") || has(b"{{") || has(b"#{") || has(b"<%") || has(b"$(") {
        return 3.0;
    }
    if has(b"%s") || has(b"%d") || has(b"%v") || has(b"%(") || has(b"%@") || has(b"{0}") {
        return 2.0;
    }
    if v.first() == Some(&b'<')
        || v.last() == Some(&b'>')
        || v.first() == Some(&b'$')
        || (v.first() == Some(&b'%') && v.last() == Some(&b'%'))
    {
        return 1.5;
    }
    if v.contains(&b'{') && v.contains(&b'}') {
        return 1.0;
    }
    0.0
}

/// Longest run of neighbouring keys.
fn walk(v: &[u8]) -> u32 {
    const ROWS: [&[u8]; 4] = [b"1234567890", b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let at = |b: u8| {
        let b = b.to_ascii_lowercase();
        ROWS.iter()
            .enumerate()
            .find_map(|(r, row)| row.iter().position(|k| *k == b).map(|c| (r as i32, c as i32)))
    };
    let (mut best, mut run) = (0u32, 1u32);
    let mut before = None;
    for b in v {
        let here = at(*b);
        run = match (before, here) {
            (Some((r, c)), Some((s, d))) if (r != s || c != d) && i32::abs(r - s) <= 1 && i32::abs(c - d) <= 1 => {
                run + 1
            }
            _ => 1,
        };
        best = best.max(run);
        before = here;
    }
    best
}

fn name(key: &[u8], v: &[u8], c: &Candidate, out: &mut Sheet<'_>) {
    out.put("k.class", f32::from(c.class as u8));
    out.put("k.behind", f32::from(c.behind));
    out.put("k.len", key.len() as f32);
    let mut count = 0f32;
    let (mut all, mut last) = (0u32, 0u32);
    let mut word = 0f32;
    split(key, |w| {
        count += 1.0;
        last = g::of(w);
        all |= last;
        word = match w {
            b"password" => 1.0,
            b"passwd" | b"pwd" | b"pass" => 2.0,
            b"passphrase" => 3.0,
            b"secret" => 4.0,
            b"token" => 5.0,
            b"key" => 6.0,
            b"auth" => 7.0,
            b"credentials" | b"credential" => 8.0,
            b"passwords" | b"secrets" | b"tokens" | b"keys" => 9.0,
            b"authorization" | b"bearer" | b"basic" => 10.0,
            b"confirmation" => 11.0,
            _ => 0.0,
        };
    });
    out.put("k.words", count);
    out.put("k.last", word);
    out.flag("k.last_about", last & g::ABOUT != 0);
    out.flag("k.last_id", last & g::ID != 0);
    out.flag("k.checks", all & g::CHECKS != 0);
    out.flag("k.wrong", all & g::WRONG != 0);
    out.flag("k.opens", all & g::OPENS != 0);
    out.flag("k.harmless", all & g::HARMLESS != 0);
    out.flag("k.ui", all & (g::UI | g::FORM) != 0);
    out.flag("k.test", all & g::TEST != 0);
    out.flag("k.place", all & (g::PLACE | g::DEFAULT) != 0);
    out.flag("k.user", all & g::USER != 0);
    out.put(
        "k.style",
        match () {
            () if key.iter().all(|b| !b.is_ascii_lowercase()) => 0.0,
            () if key.iter().all(|b| !b.is_ascii_uppercase()) && key.contains(&b'_') => 1.0,
            () if key.iter().all(|b| !b.is_ascii_uppercase()) => 2.0,
            () if key.first().is_some_and(u8::is_ascii_uppercase) => 3.0,
            () => 4.0,
        },
    );
    out.flag("k.dot", key.contains(&b'.'));
    // How much of the name comes back in the value.
    let (mut shared, mut total) = (0f32, 0f32);
    split(key, |w| {
        if w.len() >= 3 {
            total += 1.0;
            if v.len() < 200 && v.windows(w.len()).any(|x| x.eq_ignore_ascii_case(w)) {
                shared += 1.0;
            }
        }
    });
    out.put("k.in_value", shared / total.max(1.0));
    let squash = |s: &[u8]| {
        s.iter()
            .filter(|b| b.is_ascii_alphanumeric())
            .map(u8::to_ascii_lowercase)
            .collect::<Vec<u8>>()
    };
    out.flag("k.same", v.len() < 64 && squash(key) == squash(v));
}

fn line(text: &[u8], place: &Place, c: &Candidate, out: &mut Sheet<'_>) {
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
    out.put(
        "l.op",
        match () {
            () if memchr::memmem::find(op, b"=>").is_some() => 1.0,
            () if memchr::memmem::find(op, b":=").is_some() => 2.0,
            () if memchr::memmem::find(op, b"==").is_some() || memchr::memmem::find(op, b"!=").is_some() => 3.0,
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
    let b = groups(before);
    let a = groups(after);
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

/// The four lines above and below.
fn around(text: &[u8], c: &Candidate, out: &mut Sheet<'_>) {
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
        let l = text.get(from..to.min(from + 200)).unwrap_or_default();
        if l.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        lines += 1.0;
        all |= groups(l);
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

fn path(p: &Place, out: &mut Sheet<'_>) {
    out.put("p.extension", f32::from(p.extension));
    out.flag("p.test", p.groups & (g::TEST | g::ASSERT) != 0);
    out.flag("p.example", p.groups & g::DEFAULT != 0);
    out.flag("p.doc", p.groups & g::DOC != 0);
    out.flag("p.locale", p.groups & g::LOCALE != 0);
    out.flag("p.vendor", p.groups & g::VENDOR != 0);
    out.flag("p.conf", p.groups & g::CONF != 0);
    out.flag("p.template", p.groups & g::TEMPLATE != 0);
    out.flag("p.hidden", p.hidden);
    out.flag("p.docker", p.groups & g::OPENS != 0);
    out.put("p.depth", f32::from(p.depth).min(6.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A feature of the last password assigned in a text.
    fn feature(path: &str, text: &str, name: &str) -> f32 {
        let value = text.rfind('<').unwrap()..text.rfind('>').unwrap();
        let key = text[..value.start].rfind("pass").unwrap();
        let end = key + text[key..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let c = Candidate::sample((key, end), value.start + 1, value.end);
        let mut names = Vec::new();
        let mut sheet = Sheet::new(Some(&mut names));
        extract(text.as_bytes(), &Place::of(path, Kind::Yaml), &c, &mut sheet);
        let values = sheet.values;
        values[names.iter().position(|n| *n == name).unwrap()]
    }

    #[test]
    fn an_account_of_the_same_name_is_seen() {
        assert_eq!(feature("a.yml", "user: <guest>\npassword: <guest>", "n.user_same"), 1.0);
        assert_eq!(
            feature("a.yml", "user: <guest>\npassword: <turtle>", "n.user_same"),
            0.0
        );
        assert_eq!(feature("a.yml", "host: <guest>\npassword: <guest>", "n.user_same"), 0.0);
    }

    #[test]
    fn base64_is_looked_into_for_stock_words() {
        assert_eq!(feature("a.yml", "password: <bXlwYXNzd29yZA==>", "v.decoded_stock"), 0.0);
        assert_eq!(feature("a.yml", "password: <dGVzdC1wYXNz>", "v.decoded_stock"), 1.0);
        assert_eq!(feature("a.yml", "password: <dHVydGxlNzdz>", "v.decoded_stock"), 0.0);
    }

    #[test]
    fn what_is_meant_to_fail_is_told() {
        assert_eq!(feature("a.yml", "password: <wrong-turtle>", "v.wrong"), 1.0);
        assert_eq!(feature("a.yml", "password: <turtle>", "v.wrong"), 0.0);
        assert_eq!(feature("a.yml", "password: <Password1!>", "v.exact"), 2.0);
    }
}
