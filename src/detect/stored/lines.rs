//! Shapes of lines: whole files, fields by number, pairs of lines, phrases and bytes of wallets.

use super::super::check::strong;
use super::{Give, rows};

pub(super) fn find(text: &[u8], give: Give<'_>) {
    whole(text, give);
    alternate(text, give);
    bytes(text, give);
    for (at, line) in rows(text) {
        let lead = line.iter().position(|b| !b.is_ascii_whitespace());
        let Some(lead) = lead else { continue };
        if matches!(line.get(lead), Some(b'#' | b';' | b'!')) {
            continue;
        }
        fields(at, line, give);
        colon(at, line, give);
        phrase(at, line, give);
        special(at, line, give);
        script(at, line, give);
        netntlm(at, line, give);
    }
}

/// `whole`: the file is one word, or one line of them.
fn whole(text: &[u8], give: Give<'_>) {
    let start = text.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let end = text.iter().rposition(|b| !b.is_ascii_whitespace()).map_or(0, |n| n + 1);
    let Some(value) = text.get(start..end) else { return };
    if value.len() <= super::LONGEST && value.iter().all(u8::is_ascii_graphic) && !value.contains(&b'{') {
        give("whole", (start, end), 0.9);
    }
}

/// `alternate`: a line with a user, a line with the password.
fn alternate(text: &[u8], give: Give<'_>) {
    let lines: Vec<(usize, &[u8])> = rows(text).filter(|(_, l)| !l.is_empty()).take(400).collect();
    if lines.len() < 2 || lines.len() % 2 == 1 || lines.iter().any(|(_, l)| !l.iter().all(u8::is_ascii_graphic)) {
        return;
    }
    for (at, line) in lines.iter().skip(1).step_by(2) {
        give("alternate", (*at, at + line.len()), 0.85);
    }
}

/// `second`, `third`: fields between blanks, quoted or not.
fn fields(at: usize, line: &[u8], give: Give<'_>) {
    let mut i = 0;
    let mut n = 0;
    while i < line.len() && n < 3 {
        while line.get(i).is_some_and(|b| matches!(b, b' ' | b'\t')) {
            i += 1;
        }
        let Some(first) = line.get(i) else { return };
        let (start, end, next) = if matches!(first, b'"' | b'\'') {
            let Some(len) = line.get(i + 1..).and_then(|r| memchr::memchr(*first, r)) else {
                return;
            };
            (i + 1, i + 1 + len, i + len + 2)
        } else {
            let len = line.get(i..).map_or(0, |r| {
                r.iter().position(|b| matches!(b, b' ' | b'\t')).unwrap_or(r.len())
            });
            (i, i + len, i + len)
        };
        n += 1;
        match n {
            2 => give("second", (at + start, at + end), 0.9),
            3 => give("third", (at + start, at + end), 0.92),
            _ => {}
        }
        i = next;
    }
}

/// `last`, `behind`: behind the last colon, between the first colon and the next; `equals`: behind `=`.
fn colon(at: usize, line: &[u8], give: Give<'_>) {
    let graphic = |s: &[u8]| s.iter().all(u8::is_ascii_graphic);
    let one = |from: usize, to: usize| line.get(from..to).filter(|v| graphic(v)).map(|_| (at + from, at + to));
    let named = |to: usize| line.get(..to).is_some_and(|n| !n.is_empty() && graphic(n));
    if let Some(c) = memchr::memchr(b':', line)
        && named(c)
    {
        let rest = line.get(c + 1..).unwrap_or_default();
        // `{PLAIN}` is a scheme, not part of the value.
        let skip = if rest.starts_with(b"{PLAIN}") { 7 } else { 0 };
        let to = memchr::memchr(b':', rest).map_or(line.len(), |n| c + 1 + n);
        if let Some(span) = one(c + 1 + skip, to) {
            give("behind", span, 0.9);
        }
    }
    if let Some(c) = memchr::memrchr(b':', line)
        && named(c)
        && let Some(span) = one(c + 1, line.len())
    {
        give("last", span, 0.9);
    }
    if let Some(c) = memchr::memchr(b'=', line) {
        let name = line.get(..c).unwrap_or_default().trim_ascii();
        let lead = line
            .get(c + 1..)
            .map_or(0, |r| r.iter().take_while(|b| **b == b' ').count());
        let to = line.trim_ascii_end().len().max(c + 1 + lead);
        if !name.is_empty()
            && graphic(name)
            && let Some(span) = one(c + 1 + lead, to)
        {
            give("equals", span, 0.9);
        }
    }
}

/// `realm`: `name: secret, role`; `option`: `user = name:secret`; `mailbox`: `100 => 1234,`; `des`: `name:` and a hash of thirteen characters.
fn special(at: usize, line: &[u8], give: Give<'_>) {
    let Some(c) = memchr::memchr2(b':', b'>', line) else {
        return;
    };
    let (name, value) = (line.get(..c).unwrap_or_default(), line.get(c + 1..).unwrap_or_default());
    if line.get(c) == Some(&b'>') {
        let box_number = name.strip_suffix(b"=").map(<[u8]>::trim_ascii).unwrap_or_default();
        let lead = value.iter().take_while(|b| **b == b' ').count();
        let pin = value
            .get(lead..)
            .map_or(0, |v| v.iter().take_while(|b| b.is_ascii_digit()).count());
        if !box_number.is_empty() && box_number.iter().all(u8::is_ascii_digit) && value.get(lead + pin) == Some(&b',') {
            give("mailbox", (at + c + 1 + lead, at + c + 1 + lead + pin), 0.85);
        }
        return;
    }
    let lead = value.iter().take_while(|b| **b == b' ').count();
    let secret = value.get(lead..).unwrap_or_default();
    let scheme = if secret.starts_with(b"MD5:") { 4 } else { 0 };
    let len = secret
        .iter()
        .position(|b| matches!(b, b',' | b' '))
        .unwrap_or(secret.len());
    if !name.is_empty() && name.iter().all(u8::is_ascii_graphic) && len > scheme {
        give("realm", (at + c + 1 + lead + scheme, at + c + 1 + lead + len), 0.9);
    }
    let hash = value.len() == 13
        && value
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/'));
    if hash && !name.is_empty() && name.iter().all(u8::is_ascii_graphic) {
        give("des", (at + c + 1, at + line.len()), 0.9);
    }
    let key = name.trim_ascii_start();
    let key = key.strip_prefix(b"--").unwrap_or(key);
    let key = key.strip_prefix(b"proxy-").unwrap_or(key);
    let Some(rest) = key.strip_prefix(b"user") else { return };
    if matches!(rest.first(), Some(b'=' | b' ' | b'\t')) {
        let end = value
            .iter()
            .position(|b| matches!(b, b'"' | b'\'' | b' '))
            .unwrap_or(value.len());
        give("option", (at + c + 1, at + c + 1 + end), 0.92);
    }
}

/// `netntlm`: `user::domain:challenge:response:blob`.
fn netntlm(at: usize, line: &[u8], give: Give<'_>) {
    let Some(start) = memchr::memmem::find(line, b"::") else {
        return;
    };
    let parts: Vec<&[u8]> = line
        .get(start + 2..)
        .unwrap_or_default()
        .split(|b| *b == b':')
        .collect();
    let hex = |w: &[u8], least: usize| w.len() >= least && w.iter().all(u8::is_ascii_hexdigit);
    if let [domain, challenge, proof, rest] = parts.as_slice()
        && hex(challenge, 16)
        && hex(proof, 32)
        && hex(rest.trim_ascii_end(), 48)
    {
        let from = at + start + 2 + domain.len() + challenge.len() + 2;
        give(
            "netntlm",
            (from, from + proof.len() + 1 + rest.trim_ascii_end().len()),
            0.95,
        );
    }
}

/// `macro`: `$USER3$=secret`; `typed`: `user name secret`; `echoed`: `echo secret`.
fn script(at: usize, line: &[u8], give: Give<'_>) {
    let end = line.trim_ascii_end().len();
    let line = line.get(..end).unwrap_or_default();
    if line.starts_with(b"$USER")
        && let Some(c) = memchr::memmem::find(line, b"$=")
        && let Some(value) = line.get(c + 2..)
        && !value.starts_with(b"/")
        && strong(value)
    {
        give("macro", (at + c + 2, at + end), 0.88);
        return;
    }
    let words: Vec<&[u8]> = line
        .split(|b| matches!(b, b' ' | b'\t'))
        .filter(|w| !w.is_empty() && !w.eq_ignore_ascii_case(b"quote"))
        .take(5)
        .collect();
    match words.as_slice() {
        [user, _, secret] if (user.eq_ignore_ascii_case(b"user") || *user == b"login") && !secret.contains(&b'"') => {
            give("typed", (at + end - secret.len(), at + end), 0.9);
        }
        [echo, secret] if matches!(*echo, b"echo" | b"printf") => {
            let quote = usize::from(
                secret.len() > 1 && matches!(secret.first(), Some(b'"' | b'\'')) && secret.first() == secret.last(),
            );
            give("echoed", (at + end - secret.len() + quote, at + end - quote), 0.92);
        }
        _ => {}
    }
}

/// `phrase`: 12, 15, 18, 21 or 24 words that fit a recovery phrase and are no sentence.
fn phrase(at: usize, line: &[u8], give: Give<'_>) {
    let trimmed = line.trim_ascii();
    if !(50..=240).contains(&trimmed.len()) || !trimmed.iter().all(|b| b.is_ascii_lowercase() || *b == b' ') {
        return;
    }
    let words: Vec<&[u8]> = trimmed.split(|b| *b == b' ').collect();
    let common: [&[u8]; 12] = [
        b"the", b"and", b"for", b"are", b"was", b"with", b"from", b"have", b"this", b"that", b"your", b"not",
    ];
    if !matches!(words.len(), 12 | 15 | 18 | 21 | 24)
        || words.iter().any(|w| !(3..=8).contains(&w.len()))
        || words.iter().filter(|w| common.contains(w)).count() > 1
    {
        return;
    }
    let start = at + line.iter().position(|b| *b != b' ').unwrap_or(0);
    give("phrase", (start, start + trimmed.len()), 0.93);
}

/// `bytes`: the file is a list of 64 numbers of a byte each.
fn bytes(text: &[u8], give: Give<'_>) {
    let list = text.trim_ascii();
    let Some(inner) = list.strip_prefix(b"[").and_then(|l| l.strip_suffix(b"]")) else {
        return;
    };
    if inner.len() > 400 {
        return;
    }
    let number = |w: &[u8]| std::str::from_utf8(w.trim_ascii()).is_ok_and(|s| s.parse::<u8>().is_ok());
    let numbers = inner.split(|b| *b == b',').filter(|w| number(w)).count();
    if numbers == 64 && inner.iter().filter(|b| **b == b',').count() == 63 {
        let start = memchr::memchr(b'[', text).unwrap_or(0) + 1;
        give("bytes", (start, start + inner.len()), 0.97);
    }
}

#[cfg(test)]
mod tests {
    use super::super::of;

    #[test]
    fn a_file_may_be_one_secret() {
        assert_eq!(of("whole", "winter-Apple7\n"), ["winter-Apple7"]);
        assert!(of("whole", "two words\n").is_empty());
        assert!(of("whole", "changeme\n").is_empty());
        assert!(of("whole", "").is_empty());
    }

    #[test]
    fn fields_are_counted_and_unquoted() {
        let text = "# client server secret\nana\t*\t\"win dow 9\"\t*\n\nbob l2tpd larch44\n";
        assert_eq!(of("third", text), ["win dow 9", "larch44"]);
        assert_eq!(
            of("second", "10.0.0.1  pebble77\n\"app\" \"quartz\"\n"),
            ["pebble77", "quartz"]
        );
        assert!(of("second", "host \"never closed\n").is_empty());
    }

    #[test]
    fn colons_and_equals() {
        assert_eq!(of("behind", "ana:{PLAIN}larch44:500:500::/home\n"), ["larch44"]);
        assert_eq!(of("last", "mail.x.org:ana:larch44\n"), ["larch44"]);
        assert_eq!(of("equals", "admin=4f6e2a\nbob = larch44 \n"), ["4f6e2a", "larch44"]);
        assert_eq!(
            of("realm", "ana: larch44, admin\nbob:MD5:4f6e2a77,user\n"),
            ["larch44", "4f6e2a77"]
        );
    }

    #[test]
    fn users_and_passwords_may_alternate() {
        assert_eq!(
            of("alternate", "ana\nlarch44\nbob\npebble77\n"),
            ["larch44", "pebble77"]
        );
        assert!(of("alternate", "ana\nlarch44\nbob\n").is_empty());
    }

    #[test]
    fn options_mailboxes_and_short_hashes() {
        assert_eq!(
            of("option", "user = \"ana:larch44\"\n-u x\nproxy-user=bob:pebble77\n"),
            ["larch44", "pebble77"]
        );
        assert!(of("option", "user-agent = \"Mozilla/5.0 (rv:109)\"\n").is_empty());
        assert_eq!(of("mailbox", "100 => 4711,Ana,a@x.org\n; 101 => 4712,Bob\n"), ["4711"]);
        let proof = format!("{}:{}", "A5".repeat(16), "0F".repeat(40));
        assert_eq!(of("netntlm", &format!("ana::X:1122334455667788:{proof}\n")), [proof]);
        assert!(of("netntlm", "std::string::npos\n").is_empty());
        assert_eq!(of("des", "ftp:69b/F482JgU7J\n"), ["69b/F482JgU7J"]);
    }

    #[test]
    fn scripts_type_and_print() {
        assert_eq!(
            of("macro", "$USER1$=/usr/lib/x\n$USER3$=k7Qp3-mW9\n$USER5$=monitor\n"),
            ["k7Qp3-mW9"]
        );
        assert_eq!(
            of("typed", "open h\nquote user ana larch44\nuser bob\nuser $U $P\n"),
            ["larch44"]
        );
        assert_eq!(of("echoed", "#!/bin/sh\necho 'larch44'\necho \"$X\"\n"), ["larch44"]);
    }

    #[test]
    fn phrases_are_no_sentences() {
        let phrase = "canyon ribbon rotate walnut harvest zebra blossom palace icon orbit debris magnet";
        assert_eq!(of("phrase", phrase), [phrase]);
        assert!(
            of(
                "phrase",
                "the words are the key and the words are the only copy you have"
            )
            .is_empty()
        );
        assert!(of("phrase", "canyon ribbon rotate walnut").is_empty());
    }

    #[test]
    fn a_list_of_bytes_is_a_key() {
        let list: Vec<String> = (0..64).map(|n| (n * 3 % 256).to_string()).collect();
        assert_eq!(of("bytes", &format!("[{}]", list.join(","))).len(), 1);
        assert!(of("bytes", "[1,2,3]").is_empty());
        assert!(of("bytes", &format!("[{},300]", list[..63].join(","))).is_empty());
    }
}
