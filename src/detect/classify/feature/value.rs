//! The value itself: what it is made of, and what it resembles.

use super::*;

pub(super) fn value(v: &[u8], out: &mut Sheet<'_>) {
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
    out.flag("v.url", has(b':') && memchr::memmem::find(head, b"://").is_some());
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

/// Share of letters in words, share of stock words, and what it is known as: what training asks of a value.
#[must_use]
pub fn about(v: &[u8]) -> (f32, f32, f32) {
    let c = words::content(v);
    (c.covered as f32 / c.letters.max(1) as f32, stock(v), exact(v))
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
    spans(v, |start, end| {
        let length = (end - start).min(20) as f32;
        total += length;
        if group_at(v, start, end) & (g::PLACE | g::TEST | g::CRED | g::USER | g::OPENS | g::HOST | g::ABOUT) != 0 {
            stock += length;
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
        b"pass" | b"passwd" | b"pwd" | b"pw" | b"passcode" | b"passphrase" => 13.0,
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
    let any = memchr::memchr3(b'{', b'%', b'$', v).is_some();
    let has = |s: &[u8]| any && memchr::memmem::find(v, s).is_some();
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
