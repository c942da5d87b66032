//! Lines of notes whose last word is a password: behind a host and a user, behind a word for one, in parentheses.

use super::super::check::strong;
use super::Give;

/// `ftp.example.org`, `10.0.0.8`; no version.
fn is_host(w: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let last = w.rsplit(|b| *b == b'.').next().unwrap_or_default();
    let named = last.len() >= 2 && last.iter().all(u8::is_ascii_alphabetic);
    let numbered = w.split(|b| *b == b'.').count() == 4 && w.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    w.contains(&b'.') && w.iter().all(plain) && (named || numbered)
}

/// Signs of a text without which no line of it is such a note.
#[derive(Debug, Clone, Copy)]
struct Signs {
    slashed: bool,
    tabbed: bool,
    /// A word for a password stands somewhere.
    labelled: bool,
}

/// `slash`: `host / user / secret`; `noted`: the last word of a line that says what it is. `labelled` where a word for a password
/// stands in the text.
pub(super) fn find(text: &[u8], labelled: bool, give: Give<'_>) {
    let signs = Signs {
        slashed: memchr::memmem::find(text, b" / ").is_some(),
        tabbed: memchr::memchr(b'\t', text).is_some(),
        labelled,
    };
    if signs.slashed || signs.tabbed || signs.labelled {
        for (at, line) in super::rows(text) {
            of_line(at, line, signs, give);
        }
    }
}

fn of_line(at: usize, line: &[u8], signs: Signs, give: Give<'_>) {
    let end = line.trim_ascii_end().len();
    let line = line.get(..end).unwrap_or_default();
    let start = line
        .iter()
        .rposition(|b| matches!(b, b' ' | b'\t'))
        .map_or(0, |n| n + 1);
    let value = line.get(start..).unwrap_or_default();
    let head = line.get(..start).unwrap_or_default().trim_ascii_end();
    if signs.slashed
        && line.len() < 200
        && let Some((from, to)) = parenthesised(line)
    {
        give("slash", (at + from, at + to), 0.86);
    }
    if head.is_empty() || head.len() > 120 || !value.iter().all(u8::is_ascii_graphic) {
        return;
    }
    if let Some(before) = head.strip_suffix(b" /")
        && strong(value)
        && (beside_host(before, value) || beside_user(before, value))
    {
        give("slash", (at + start, at + end), 0.85);
    }
    if signs.tabbed
        && let Some((from, to)) = listed(line)
    {
        give("slash", (at + from, at + to), 0.82);
    }
    let label = |w: &[u8]| {
        [
            "pw",
            "pwd",
            "pass",
            "passwd",
            "password",
            "passwort",
            "kennwort",
            "mdp",
            "clave",
            "senha",
            "passphrase",
            "psk",
        ]
        .iter()
        .any(|l| w.eq_ignore_ascii_case(l.as_bytes()))
    };
    let code = line.ends_with(b";") || line.ends_with(b")");
    if !signs.labelled || value.len() < 5 || code || value.ends_with(b".") {
        return;
    }
    let direct = head.ends_with(b":") || head.ends_with(b"=") || head.rsplit(|b| *b == b' ').next().is_some_and(label);
    let blanks = || head.iter().filter(|b| **b == b' ').count();
    // Most lines end in a word, and are settled before their other words are looked at.
    let strong = strong(value);
    if !(direct || strong) || blanks() > 5 {
        return;
    }
    let plain = |w: &[u8]| w.iter().all(u8::is_ascii_alphabetic);
    let told = direct && !label(value) && !(plain(value) && !head.ends_with(b":") && blanks() > 2);
    let labelled = || head.split(|b| !b.is_ascii_alphanumeric()).any(label);
    if (told || strong) && labelled() {
        give("noted", (at + start, at + end), 0.86);
    }
}

/// `ftp.example.org / user / secret`
fn beside_host(before: &[u8], value: &[u8]) -> bool {
    let first = memchr::memmem::find(before, b" / ").map_or(before, |n| before.get(..n).unwrap_or_default());
    let host = first.rsplit(|b| matches!(b, b' ' | b'@')).next().unwrap_or_default();
    let mixed = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    mixed && !value.starts_with(b"@") && !value.ends_with(b")") && is_host(host)
}

/// `NAS: admin / secret`, `mail mona@acme.example / secret`
fn beside_user(before: &[u8], value: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let user = before
        .rsplit(|b| matches!(b, b' ' | b'\t' | b':' | b'"'))
        .next()
        .unwrap_or_default();
    let lead = before
        .get(..before.len() - user.len())
        .unwrap_or_default()
        .trim_ascii_end();
    let labelled =
        lead.ends_with(b":") && (2..=30).contains(&user.len()) && user.first().is_some_and(u8::is_ascii_alphabetic);
    let varied = value.iter().any(|b| b.is_ascii_digit() || b"!#$%&*?@+".contains(b));
    (labelled || user.contains(&b'@')) && varied && !value.starts_with(b"@")
}

/// `web1<tab>10.0.0.2<tab>admin<tab>secret`: the secret's span.
fn listed(line: &[u8]) -> Option<(usize, usize)> {
    memchr::memchr_iter(b'\t', line).nth(1)?;
    let cells: Vec<&[u8]> = line
        .split(|b| *b == b'\t')
        .map(<[u8]>::trim_ascii)
        .filter(|c| !c.is_empty())
        .collect();
    let [.., user, secret] = cells.as_slice() else {
        return None;
    };
    let account = [
        "admin",
        "root",
        "administrator",
        "ubnt",
        "pi",
        "sa",
        "postgres",
        "user",
        "ops",
    ]
    .iter()
    .any(|a| user.eq_ignore_ascii_case(a.as_bytes()));
    let start = line.trim_ascii_end().len() - secret.len();
    let graphic = secret.iter().all(u8::is_ascii_graphic);
    (cells.len() >= 3 && account && graphic && (strong(secret) || super::told::varied(secret)))
        .then_some((start, start + secret.len()))
}

/// `(admin / secret)`: the secret's span.
fn parenthesised(line: &[u8]) -> Option<(usize, usize)> {
    const ACCOUNTS: [&str; 14] = [
        "admin",
        "root",
        "user",
        "administrator",
        "deploy",
        "postgres",
        "guest",
        "demo",
        "operator",
        "support",
        "test",
        "sa",
        "pi",
        "backup",
    ];
    let slash = memchr::memmem::find(line, b" / ")?;
    let open = memchr::memrchr(b'(', line.get(..slash)?)?;
    let account = line.get(open + 1..slash)?;
    let close = slash + 3 + memchr::memchr(b')', line.get(slash + 3..)?)?;
    let value = line.get(slash + 3..close)?;
    let known = ACCOUNTS.iter().any(|a| account.eq_ignore_ascii_case(a.as_bytes())) || account.contains(&b'@');
    (known && !value.starts_with(b"@") && value.iter().all(u8::is_ascii_graphic) && strong(value))
        .then_some((slash + 3, close))
}

#[cfg(test)]
mod tests {
    use super::super::of;

    #[test]
    fn notes_say_what_their_last_word_is() {
        assert_eq!(
            of("slash", "ftp.x.org / web1 / 2004Guitar\nssh root@10.0.0.8 / k7Qp3mW9\n"),
            ["2004Guitar", "k7Qp3mW9"]
        );
        assert!(
            of(
                "slash",
                "x.org / about / team\nread / write99\n1.1.0 / 2018-01-02\nana (a@x.org / @ana42)\n"
            )
            .is_empty()
        );
        assert_eq!(
            of("noted", "wifi pw petersummer\nroot pw for web1: larchpond\n"),
            ["petersummer", "larchpond"]
        );
        assert!(
            of(
                "noted",
                "the list of every password you have.\nwifi pw <pw>\npw password\n"
            )
            .is_empty()
        );
    }
}
