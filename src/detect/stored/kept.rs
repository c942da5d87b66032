//! Files whose name says that they keep secrets, whatever wrote them: the secret is the last of few columns, or what a
//! name is given. Sections of accounts in configurations likewise.

use super::{Give, LINES, rows};

/// What a file that keeps secrets is named after.
const NAMES: [&str; 18] = [
    "secret", "passw", "passfile", "pwfile", "pwd", "auth", "cred", "login", "psk", "keys", "kennw", "zugang",
    "accounts", "contrase", "senha", "geheim", "userpass", "htdigest",
];
/// Suffixes of files that are lists rather than code, documents or settings with words of their own.
const LISTS: [&str; 17] = [
    "", "txt", "conf", "list", "lst", "dat", "users", "keys", "auth", "pwd", "passwd", "secret", "secrets", "psk",
    "file", "creds", "htdigest",
];
/// Names of settings that say what a secret is for, not what it is.
const ASIDE: [&str; 34] = [
    "user",
    "login",
    "mail",
    "host",
    "server",
    "url",
    "uri",
    "port",
    "name",
    "path",
    "file",
    "dir",
    "region",
    "zone",
    "ssid",
    "version",
    "type",
    "kind",
    "domain",
    "realm",
    "scheme",
    "format",
    "driver",
    "endpoint",
    "address",
    "bucket",
    "topic",
    "channel",
    "latitude",
    "longitude",
    "elevation",
    "public",
    "account",
    "id",
];

/// The name of a file in lower case, and its suffix.
fn name(path: &str) -> (String, String) {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let suffix = name
        .trim_start_matches('.')
        .rsplit_once('.')
        .map_or(String::new(), |(_, s)| s.to_owned());
    (name, suffix)
}

/// `kept`: the last column of a table in a file that is named for secrets.
pub(super) fn find(text: &[u8], path: &str, give: Give<'_>) {
    let (name, suffix) = name(path);
    if [
        "recovery",
        "backup-code",
        "backup_code",
        "backupcode",
        "2fa-",
        "2fa_",
        "-2fa",
        "_2fa",
    ]
    .iter()
    .any(|n| name.contains(n))
    {
        codes(text, give);
    }
    let list = LISTS.contains(&suffix.as_str()) || NAMES.iter().any(|n| suffix.contains(n));
    if !list
        || !NAMES.iter().any(|n| name.contains(n)) && suffix != "keys"
        || name.contains("author")
        || name.contains("credit")
    {
        return;
    }
    let mut found: Vec<(usize, (usize, usize))> = Vec::new();
    let mut all = 0usize;
    for (at, line) in rows(text) {
        let line = uncommented(line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        all += 1;
        // `12 SHA1 …`
        if suffix == "keys" && !line.trim_ascii_start().first().is_some_and(u8::is_ascii_digit) {
            continue;
        }
        if let Some((n, span)) = last(line) {
            found.push((n, (at + span.0, at + span.1)));
        }
    }
    // A table has as many columns in most of its rows; prose and code have not.
    if found.is_empty() || found.len() * 10 < all * 6 || all >= LINES {
        return;
    }
    let mut counts = [0usize; 6];
    for (n, _) in &found {
        if let Some(c) = counts.get_mut(*n) {
            *c += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    if most * 10 < found.len() * 6 {
        return;
    }
    for (_, span) in found {
        give("kept", span, 0.85);
    }
}

/// `code`: lines that are one or two codes for the day when the second factor is lost.
fn codes(text: &[u8], give: Give<'_>) {
    for (at, line) in rows(text) {
        let lead = line
            .iter()
            .take_while(|b| b.is_ascii_whitespace() || matches!(b, b'*' | b'-' | b'[' | b']'))
            .count();
        let number = line.get(lead..).unwrap_or_default();
        let digits = number.iter().take_while(|b| b.is_ascii_digit()).count();
        let numbered = digits <= 2
            && matches!(number.get(digits), Some(b'.' | b')' | b':'))
            && number.get(digits + 1) == Some(&b' ');
        let from = lead + if numbered && digits > 0 { digits + 2 } else { 0 };
        let end = line.trim_ascii_end().len();
        let to = memchr::memchr(b'\t', line).filter(|t| *t > from).unwrap_or(end);
        let row = line.get(from..to).unwrap_or_default();
        let piece = |w: &[u8]| {
            let bare = w.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
            bare && w.iter().any(u8::is_ascii_digit)
        };
        let letters = row.iter().filter(|b| b.is_ascii_alphanumeric()).count();
        let words = row.split(|b| b.is_ascii_whitespace()).filter(|w| !w.is_empty());
        let all = words.clone().count();
        if (8..=64).contains(&letters) && all <= 6 && words.filter(|w| piece(w)).count() == all {
            give("code", (at + from, at + to), 0.8);
        }
    }
}

/// A line without the comment that it is or ends in.
fn uncommented(line: &[u8]) -> &[u8] {
    let lead = line.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let comment = match line.get(lead) {
        Some(b'#' | b';' | b'!' | b'[') => true,
        Some(b'/') => line.get(lead + 1) == Some(&b'/'),
        _ => false,
    };
    if comment {
        return b"";
    }
    memchr::memmem::find(line, b" # ")
        .and_then(|n| line.get(..n))
        .unwrap_or(line)
}

/// How many columns a line has and where the last one is; none where it is no row of two to five.
fn last(line: &[u8]) -> Option<(usize, (usize, usize))> {
    let lead = line.len() - line.trim_ascii_start().len();
    let end = line.trim_ascii_end().len();
    let row = line.get(lead..end)?;
    if row.len() > 300
        || row.iter().any(|b| matches!(b, b'{' | b'}' | b'(' | b')' | b'<' | b'>')) && row.ends_with(b";")
    {
        return None;
    }
    if row.starts_with(b"<") || memchr::memmem::find(row, b"=\"").is_some() {
        return None;
    }
    let blanks: Vec<(usize, usize)> = quoted_fields(row)?;
    let (n, (from, to)) = match blanks.as_slice() {
        [] => return None,
        [one] => {
            let field = row.get(one.0..one.1)?;
            let sign = [b'|', b',', b';', b':'].into_iter().find(|s| field.contains(s))?;
            if memchr::memmem::find(field, b"://").is_some() {
                return None;
            }
            let pieces = field.split(|b| *b == sign).count();
            let at = memchr::memrchr(sign, field)?;
            // `mailer|smtp.acme.example:secret`
            let at = if sign == b'|' {
                at + 1 + memchr::memrchr(b':', field.get(at + 1..)?).map_or(0, |n| n + 1)
            } else {
                at + 1
            };
            (pieces, (one.0 + at, one.1))
        }
        [.., end] if blanks.len() <= 5 => {
            // `relay mona:secret`
            let field = row.get(end.0..end.1)?;
            let colon = memchr::memchr(b':', field).filter(|c| {
                let user = field.get(..*c).unwrap_or_default();
                user.len() > 2
                    && user
                        .iter()
                        .all(|b| b.is_ascii_lowercase() || matches!(b, b'@' | b'.' | b'-' | b'_'))
            });
            (blanks.len(), (end.0 + colon.map_or(0, |c| c + 1), end.1))
        }
        _ => return None,
    };
    let value = row.get(from..to)?;
    let from = from
        + [b"HEX:".as_slice(), b"ASCII:", b"0x"]
            .iter()
            .find_map(|p| value.starts_with(p).then_some(p.len()))
            .unwrap_or(0);
    let value = row.get(from..to)?;
    let varied = !super::told::capital(value) && (super::super::check::strong(value) || super::told::varied(value));
    ((2..=5).contains(&n) && varied && plausible(value)).then_some((n, (lead + from, lead + to)))
}

/// Fields between blanks, without their quotes; none where a quote is left open.
fn quoted_fields(row: &[u8]) -> Option<Vec<(usize, usize)>> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < row.len() {
        match row.get(i)? {
            b' ' | b'\t' => i += 1,
            q @ (b'"' | b'\'') => {
                let close = i + 1 + memchr::memchr(*q, row.get(i + 1..)?)?;
                out.push((i + 1, close));
                i = close + 1;
            }
            _ => {
                let end = row
                    .get(i..)?
                    .iter()
                    .position(|b| matches!(b, b' ' | b'\t'))
                    .map_or(row.len(), |n| i + n);
                out.push((i, end));
                i = end;
            }
        }
        if out.len() > 6 {
            return None;
        }
    }
    // `*`, a port or a number of seconds behind the secret are no secrets.
    while out.len() > 2
        && out
            .last()
            .and_then(|(a, b)| row.get(*a..*b))
            .is_some_and(|v| v == b"*" || v.len() <= 4 && v.iter().all(u8::is_ascii_digit))
    {
        out.pop();
    }
    Some(out)
}

/// A value that is no host, path, address of a network or word of a sentence.
pub(super) fn plausible(v: &[u8]) -> bool {
    let host = v.contains(&b'.')
        && v.iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b':' | b'/'))
        && (v.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b':' | b'/'))
            || v.rsplit(|b| *b == b'.')
                .next()
                .is_some_and(|t| (2..=3).contains(&t.len()) && t.iter().all(u8::is_ascii_lowercase)));
    let path = v.first() == Some(&b'/') && v.iter().filter(|b| **b == b'/').count() > 1;
    let end = matches!(v.last(), Some(b',' | b';' | b':' | b'{' | b'('));
    v.len() >= 5 && v.iter().all(u8::is_ascii_graphic) && !host && !path && !end
}

/// `account`: `name = secret, role` in a section `[users]` or the like; `named`: `name: secret` in a file that holds nothing but secrets.
pub(super) fn accounts(text: &[u8], path: &str, give: Give<'_>) {
    let (name, _) = name(path);
    let flat = [
        "secrets.yaml",
        "secrets.yml",
        "credentials.yaml",
        "credentials.yml",
        "passwords.yaml",
        "passwords.yml",
    ]
    .contains(&name.as_str())
        && memchr::memmem::find(text, b"\nkind:").is_none()
        && !text.starts_with(b"kind:");
    let mut section = name.ends_with("users.properties");
    for (at, line) in rows(text) {
        let trimmed = line.trim_ascii();
        if let Some(heading) = trimmed.strip_prefix(b"[").and_then(|h| h.strip_suffix(b"]")) {
            section = [
                "users",
                "admins",
                "accounts",
                "passwords",
                "credentials",
                "user_passwords",
                "basic_auth_users",
            ]
            .iter()
            .any(|s| heading.eq_ignore_ascii_case(s.as_bytes()));
            continue;
        }
        if !section && !flat || matches!(trimmed.first(), None | Some(b'#' | b';')) {
            continue;
        }
        let Some(sign) = line.iter().position(|b| *b == if section { b'=' } else { b':' }) else {
            continue;
        };
        let label = line.get(..sign).unwrap_or_default().trim_ascii();
        let mut from = sign + 1;
        while line.get(from).is_some_and(|b| matches!(b, b' ' | b'\t')) {
            from += 1;
        }
        let rest = line.get(from..).unwrap_or_default();
        let quote = rest.first().copied().filter(|q| matches!(q, b'"' | b'\''));
        let (from, len) = match quote {
            Some(q) => (
                from + 1,
                memchr::memchr(q, rest.get(1..).unwrap_or_default()).unwrap_or(0),
            ),
            None if section => (
                from,
                rest.iter()
                    .position(|b| matches!(b, b',' | b' ' | b'\t'))
                    .unwrap_or(rest.len()),
            ),
            None => (
                from,
                memchr::memmem::find(rest, b" #").unwrap_or(rest.trim_ascii_end().len()),
            ),
        };
        let value = line.get(from..from + len).unwrap_or_default();
        let plain = label
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'@' | b'"' | b'\''));
        if !plain || label.is_empty() || !plausible(value) || value.starts_with(b"!") {
            continue;
        }
        let settled = super::super::check::strong(value) || super::told::varied(value);
        if section && settled && !super::told::capital(value) {
            give("account", (at + from, at + from + len), 0.88);
        } else if !section && settled && !aside(label) {
            give("named", (at + from, at + from + len), 0.85);
        }
    }
}

/// Whether a setting of this name says what a secret is for.
fn aside(label: &[u8]) -> bool {
    let lower = label.to_ascii_lowercase();
    ASIDE.iter().any(|a| {
        lower
            .split(|b| matches!(b, b'_' | b'-' | b'.'))
            .next_back()
            .is_some_and(|w| w == a.as_bytes() || w.len() > a.len() && (w.ends_with(a.as_bytes()) && a.len() > 3))
    })
}

#[cfg(test)]
mod tests {
    use super::super::of_path;

    #[test]
    fn the_last_column_of_a_file_named_for_secrets() {
        for (path, text, want) in [
            (
                "etc/xl2tpd/l2tp-secrets",
                "# us them secret\n*\tmarko\tlarch44Pond\nlac1 lns1 \"Quartz2019\"\n",
                ["larch44Pond", "Quartz2019"],
            ),
            (
                "etc/ntp.keys",
                "1 MD5 larch44Pond # key\n2 SHA1 Quartz2019\n",
                ["larch44Pond", "Quartz2019"],
            ),
            (
                "etc/ha.d/authkeys",
                "auth 1\n1 sha1 larch44Pond\n2 md5 Quartz2019\n",
                ["larch44Pond", "Quartz2019"],
            ),
            (
                "etc/slavesecrets.conf",
                "host1:larch44Pond\nhost2:Quartz2019\n",
                ["larch44Pond", "Quartz2019"],
            ),
            (
                "etc/dma/auth.conf",
                "a|smtp.acme.io:larch44Pond\nb|mx.acme.io:Quartz2019\n",
                ["larch44Pond", "Quartz2019"],
            ),
        ] {
            assert_eq!(of_path("kept", path, text), want, "{path}");
        }
    }

    #[test]
    fn prose_settings_and_code_are_left_alone() {
        for (path, text) in [
            (
                "docs/passwords.txt",
                "Choose long passwords that nobody guesses.\nNever write them down anywhere.\nAsk the desk.\n",
            ),
            ("src/auth.rs", "use crate::x;\nfn login larch44Pond\n"),
            ("etc/hosts.txt", "10.0.0.1 larch44Pond\n"),
            ("authorized.conf", "listen 10.0.0.8\nroot /srv/www/html\n"),
        ] {
            assert!(of_path("kept", path, text).is_empty(), "{path}");
        }
    }

    #[test]
    fn codes_of_a_second_factor() {
        let text = "GitHub recovery codes\nc9888-bc2d7\n1. 5715 6082\t6. 1943 3624\n(mona@acme.io)\n";
        assert_eq!(
            of_path("code", "github-recovery-codes.txt", text),
            ["c9888-bc2d7", "5715 6082"]
        );
        assert!(of_path("code", "notes.txt", text).is_empty());
    }

    #[test]
    fn accounts_of_a_section() {
        let text = "[main]\ncache = org.Memory44x\n[users]\nadmin = larch44Pond, admin\nguest = Quartz2019\n[roles]\nadmin = wild*card9\n";
        assert_eq!(of_path("account", "shiro.ini", text), ["larch44Pond", "Quartz2019"]);
        let text = "# s\nmqtt: larch44Pond\nwifi_ssid: Home44Net\ngoogle: \"Quartz 2019\"\nhome: Tigers*9\n";
        assert_eq!(of_path("named", "ha/secrets.yaml", text), ["larch44Pond", "Tigers*9"]);
        assert!(
            of_path(
                "named",
                "k8s/secrets.yaml",
                "apiVersion: v1\nkind: Secret\nx: larch44Pond\n"
            )
            .is_empty()
        );
    }
}
