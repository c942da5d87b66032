//! Forms in which the value has no name of its own: URLs, HTTP headers, options of well-known programs, password files.

use super::assign::Scan;
use super::kind::Kind;
use super::literal::{self, Literal, Quote, Reach, Text};
use super::{Candidate, Class, Form};

/// How far an option is looked for behind its program.
const COMMAND: usize = 600;

/// Handles a hit that is not the name of an assignment; false where it may still be one.
pub(crate) fn at(s: &Scan<'_>, pos: usize, len: usize, give: &mut dyn FnMut(Candidate)) -> bool {
    let t = s.t;
    match t.at(pos) {
        b':' => {
            url(s, pos, give);
            true
        }
        b'@' => {
            dsn(s, pos, give);
            true
        }
        b'b' | b'B' if t.has_fold(pos, b"basic ") => {
            basic(s, pos, give);
            true
        }
        b'b' | b'B' if t.has_fold(pos, b"bearer") => bearer(s, pos, give),
        b'c' | b'C' if t.has_fold(pos, b"curl ") => {
            let options: [&[u8]; 4] = [b" -u", b" --user", b" -U", b" --proxy-user"];
            command(s, (pos, b"curl "), &options, Login::Colon, give);
            true
        }
        b'm' | b'M' if t.has_fold(pos, b"mysql") => {
            command(s, (pos, b"mysql"), &[b" -p", b"\"-p", b"'-p"], Login::Glued, give);
            true
        }
        b'm' | b'M' if t.has_fold(pos, b"mongo") => {
            command(s, (pos, b"mongo"), &[b" -p "], Login::Word, give);
            true
        }
        b'r' | b'R' if t.has_fold(pos, b"redis-cli ") => {
            command(s, (pos, b"redis-cli "), &[b" -a "], Login::Word, give);
            true
        }
        b'l' | b'L' if t.has_fold(pos, b"ldap") => {
            command(s, (pos, b"ldap"), &[b" -w "], Login::Word, give);
            true
        }
        b'l' | b'L' if t.has_fold(pos, b"login") => {
            login(s, pos, give);
            true
        }
        b's' | b'S' if t.has_fold(pos, b"smbclient ") => {
            command(s, (pos, b"smbclient "), &[b" -U "], Login::Percent, give);
            true
        }
        b's' | b'S' if t.has_fold(pos, b"securestring") => {
            secure_string(s, pos + len, give);
            true
        }
        b'i' | b'I' if t.has_fold(pos, b"identified by") => {
            identified(s, pos + len, give);
            true
        }
        b'i' | b'I' if t.has_fold(pos, b"identified with") => {
            let end = t.line_end(pos, 120);
            let line = t.0.get(pos..end).unwrap_or_default();
            if let Some(n) = line
                .windows(5)
                .position(|w| w.eq_ignore_ascii_case(b" as '") || w.eq_ignore_ascii_case(b" by '"))
            {
                identified(s, pos + n + 3, give);
            }
            true
        }
        b'k' if t.has(pos.saturating_sub(7), b"unlock-keychain") => {
            command(s, (pos, b"unlock-keychain"), &[b" -p "], Login::Word, give);
            true
        }
        b'p' | b'P' if t.has(pos.saturating_sub(3), b"sshpass") => {
            command(s, (pos, b"sshpass"), &[b" -p"], Login::Glued, give);
            command(s, (pos, b"sshpass"), &[b" -p "], Login::Word, give);
            true
        }
        b'p' | b'P' if t.has(pos.saturating_sub(2), b"chpasswd") => {
            chpasswd(s, pos, give);
            true
        }
        _ => false,
    }
}

fn candidate(class: Class, form: Form, key: (usize, usize), lit: &Literal) -> Candidate {
    Candidate {
        class,
        key,
        start: lit.start,
        end: lit.end,
        form,
        quote: lit.quote,
        wrapper: (0, 0),
        behind: 0,
        inside: false,
    }
}

fn piece(start: usize, end: usize) -> Literal {
    Literal {
        start,
        end,
        quote: Quote::Bare,
        wrapper: (0, 0),
        fallback: false,
        after: end,
        list: false,
    }
}

fn template(t: Text<'_>, start: usize, end: usize) -> bool {
    let Some(v) = t.0.get(start..end) else { return true };
    v.len() < 3
        || matches!(v.first(), Some(b'$' | b'<' | b'{' | b'[' | b'(' | b'*'))
        || v.starts_with(b"%s")
        || v.starts_with(b"%(")
        || v.contains(&b'{')
        || literal::holds(v, b"${")
        || v.iter().all(|b| v.first() == Some(b))
}

/// `scheme://user:password@host`, `https://token@host`.
fn url(s: &Scan<'_>, pos: usize, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    let from = pos + 3;
    let mut colon = 0usize;
    let mut at = 0usize;
    let mut i = from;
    while i < from + 300 {
        match t.at(i) {
            b'@' => at = i,
            b':' if colon == 0 && at == 0 => colon = i,
            b'/' | b' ' | b'"' | b'\'' | b'<' | b'>' | b'`' | b'\n' | b'\r' | b'\t' | b'\\' | b'|' | 0 => {
                // A template may hold any of these: <password>, {{ password }}.
                break;
            }
            b'?' | b'#' if at > 0 => break,
            b'(' | b')' | b',' if at > 0 => break,
            _ => {}
        }
        i += 1;
    }
    if at == 0
        || at == from
        || !(t.at(at + 1).is_ascii_alphanumeric() || matches!(t.at(at + 1), b'[' | b'$' | b'{' | b'%' | b'('))
    {
        return;
    }
    let mut scheme = pos;
    while scheme > pos.saturating_sub(24)
        && (t.before(scheme).is_ascii_alphanumeric() || matches!(t.before(scheme), b'+' | b'-' | b'.'))
    {
        scheme -= 1;
    }
    if scheme == pos {
        return;
    }
    if colon > 0 && colon + 1 == at {
        // `https://KEY:@host`
        if made(t, from, colon) {
            give(candidate(
                Class::Url,
                Form::UserInfo,
                (scheme, pos),
                &piece(from, colon),
            ));
        }
    } else if colon > 0 && colon < at {
        if !template(t, colon + 1, at) && !stand_ins(t, from, colon, at) {
            give(candidate(
                Class::Url,
                Form::UserInfo,
                (scheme, pos),
                &piece(colon + 1, at),
            ));
        }
    } else if colon == 0 && at - from >= 20 && !template(t, from, at) && made(t, from, at) {
        give(candidate(Class::Url, Form::UserInfo, (scheme, pos), &piece(from, at)));
    }
}

/// Twenty characters and more with letters and digits: a key where a name would stand.
fn made(t: Text<'_>, from: usize, to: usize) -> bool {
    let v = t.0.get(from..to).unwrap_or_default();
    v.len() >= 20
        && v.iter().any(u8::is_ascii_digit)
        && v.iter().any(u8::is_ascii_alphabetic)
        && v.iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'%'))
}

/// `user:password@`: both words stand for what belongs there.
fn stand_ins(t: Text<'_>, from: usize, colon: usize, at: usize) -> bool {
    let is = |v: Option<&[u8]>, words: &[&[u8]]| v.is_some_and(|v| words.iter().any(|w| v.eq_ignore_ascii_case(w)));
    // The demonstration account that came with a database.
    if is(t.0.get(from..colon), &[b"scott"]) && is(t.0.get(colon + 1..at), &[b"tiger"]) {
        return true;
    }
    is(
        t.0.get(from..colon),
        &[
            b"user",
            b"username",
            b"usr",
            b"login",
            b"u",
            b"name",
            b"user_name",
            b"<user>",
            b"USER",
        ],
    ) && is(
        t.0.get(colon + 1..at),
        &[
            b"password",
            b"pass",
            b"passwd",
            b"pwd",
            b"pw",
            b"p",
            b"secret",
            b"token",
            b"yourpassword",
            b"your_password",
            b"my_password",
        ],
    )
}

/// `user:password@tcp(host:port)/db`.
fn dsn(s: &Scan<'_>, pos: usize, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    let mut i = pos;
    let floor = pos.saturating_sub(100);
    while i > floor
        && !matches!(
            t.before(i),
            b':' | b' ' | b'"' | b'\'' | b'`' | b'/' | b'\n' | b'<' | b'>'
        )
    {
        i -= 1;
    }
    if t.before(i) == b':' && !template(t, i, pos) {
        give(candidate(Class::Url, Form::UserInfo, (pos, pos + 5), &piece(i, pos)));
    }
}

#[inline]
fn base64(b: u8) -> Option<u8> {
    Some(match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Whether this is base64 of printable text that holds a colon.
pub(crate) fn is_login(v: &[u8]) -> bool {
    let (mut bits, mut n, mut colon) = (0u32, 0u32, false);
    for b in v.iter().take_while(|b| **b != b'=') {
        let Some(x) = base64(*b) else { return false };
        bits = bits << 6 | u32::from(x);
        n += 6;
        if n >= 8 {
            n -= 8;
            let c = (bits >> n) as u8;
            colon |= c == b':';
            if c < 0x20 || c == 0x7F {
                return false;
            }
        }
    }
    colon
}

/// `Basic dXNlcjpwYXNz`.
fn basic(s: &Scan<'_>, pos: usize, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    if t.before(pos).is_ascii_alphanumeric() {
        return;
    }
    let start = t.blanks(pos + 6);
    let mut end = start;
    while end < start + 1024 && (base64(t.at(end)).is_some() || t.at(end) == b'=') {
        end += 1;
    }
    let Some(v) = t.0.get(start..end) else { return };
    if v.len() < 6 {
        return;
    }
    let named = || {
        let from = t.line_start(pos, 120);
        t.0.get(from..pos)
            .is_some_and(|l| l.windows(4).any(|w| w.eq_ignore_ascii_case(b"auth")))
    };
    // "Basic Operations" happens to decode.
    let mixed = v
        .iter()
        .skip(1)
        .any(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'=');
    if mixed && is_login(v) || (v.iter().any(|b| b.is_ascii_digit() || *b == b'=') && named()) {
        give(candidate(
            Class::Header,
            Form::Header,
            (pos, pos + 5),
            &piece(start, end),
        ));
    }
}

/// `Bearer …`; false for names such as `bearer_token`.
fn bearer(s: &Scan<'_>, pos: usize, give: &mut dyn FnMut(Candidate)) -> bool {
    let t = s.t;
    if matches!(t.before(pos), b'_' | b'-' | b'.') || t.before(pos).is_ascii_alphanumeric() {
        return false;
    }
    let after = pos + 6;
    let p = match t.at(after) {
        b' ' | b'\t' => t.blanks(after),
        b'%' if t.has(after, b"%20") => after + 3,
        b'+' | b':' => t.blanks(after + 1),
        _ => return false,
    };
    let mut end = p;
    while end < p + literal::LONGEST_VALUE
        && (t.at(end).is_ascii_alphanumeric()
            || matches!(t.at(end), b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b'-' | b'|' | b':'))
    {
        end += 1;
    }
    if t.has(end.saturating_sub(3), b"...") {
        return true; // cut short
    }
    while end > p && matches!(t.at(end - 1), b'.' | b':' | b'-') {
        end -= 1;
    }
    let Some(v) = t.0.get(p..end) else { return true };
    // `WWW-Authenticate: Bearer authorization_uri=…`
    let parameter = v.split(|b| *b == b'=').next().is_some_and(|name| {
        name.len() + 1 < v.len() && name.iter().all(|b| b.is_ascii_lowercase() || *b == b'_') && name.len() < 24
    });
    if parameter && !v.ends_with(b"=") {
        return true;
    }
    let digits = v.iter().any(u8::is_ascii_digit);
    let upper = v.iter().filter(|b| b.is_ascii_uppercase()).count();
    if v.len() < 5
        || matches!(t.at(end), b'(' | b'{')
        || (!digits && upper < 2 && v.len() < 24 && !quoted_header(t, pos, end))
    {
        return true;
    }
    give(candidate(Class::Header, Form::Header, (pos, after), &piece(p, end)));
    true
}

/// Whether this looks like a header's whole value rather than prose.
fn quoted_header(t: Text<'_>, pos: usize, end: usize) -> bool {
    let from = t.line_start(pos, 80);
    matches!(t.at(end), b'"' | b'\'' | b'\n' | b'\r' | b'\\' | b'`')
        && t.0
            .get(from..pos)
            .is_some_and(|l| l.windows(13).any(|w| w.eq_ignore_ascii_case(b"authorization")))
}

/// How a program takes its password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Login {
    /// `-u user:password`.
    Colon,
    /// `-U user%password`.
    Percent,
    /// `-ppassword`.
    Glued,
    /// `-p password`.
    Word,
}

/// The options of the program at a place, up to where it stands again: what follows is that command's.
fn command(
    s: &Scan<'_>,
    (pos, program): (usize, &[u8]),
    options: &[&[u8]],
    how: Login,
    give: &mut dyn FnMut(Candidate),
) {
    let t = s.t;
    let end = t.line_end(pos, COMMAND);
    let Some(line) = t.0.get(pos..end) else { return };
    let line = line.get(..again(line, program)).unwrap_or(line);
    for option in options {
        let mut from = 0usize;
        // The dash is the second byte of every option.
        for dash in memchr::memchr_iter(b'-', line) {
            let n = dash.wrapping_sub(1);
            if n < from || !line.get(n..).is_some_and(|l| l.starts_with(option)) {
                continue;
            }
            let at = pos + n;
            from = n + option.len();
            let mut p = at + option.len();
            match how {
                Login::Glued => {
                    if matches!(t.at(p), b' ' | b'\t' | b'\n' | b'-' | 0)
                        || t.has(p, b"ass")
                        || t.has(p, b"ort")
                        || t.has(p, b"rotocol")
                    {
                        continue;
                    }
                }
                Login::Word => p = t.blanks(p),
                Login::Colon | Login::Percent => {
                    if !matches!(t.at(p), b' ' | b'=' | b'"' | b'\'') && option.starts_with(b" --") {
                        continue;
                    }
                    p = t.blanks(p + usize::from(t.at(p) == b'='));
                }
            }
            let Some(lit) = literal::quoted(t, p).or_else(|| literal::bare(t, p, Reach::Piece, Kind::Shell)) else {
                continue;
            };
            if lit.start >= end || template(t, lit.start, lit.end) && !matches!(how, Login::Colon | Login::Percent) {
                continue;
            }
            let (start, class) = match how {
                Login::Colon | Login::Percent => {
                    let sep = if how == Login::Colon { b':' } else { b'%' };
                    let Some(c) = t.0.get(lit.start..lit.end).and_then(|v| memchr::memchr(sep, v)) else {
                        continue;
                    };
                    // `-u KEY:`: the key is the user, the password is empty.
                    if lit.start + c + 1 == lit.end && made(t, lit.start, lit.start + c) {
                        give(candidate(
                            Class::ApiKey,
                            Form::Cli,
                            (at + 1, at + option.len()),
                            &piece(lit.start, lit.start + c),
                        ));
                        return;
                    }
                    (lit.start + c + 1, Class::Cli)
                }
                _ => (lit.start, Class::Cli),
            };
            if template(t, start, lit.end) || t.0.get(start..lit.end).is_some_and(|v| v.starts_with(b"//")) {
                continue;
            }
            give(Candidate {
                quote: lit.quote,
                ..candidate(class, Form::Cli, (at + 1, at + option.len()), &piece(start, lit.end))
            });
            return;
        }
    }
}

/// Where a program's name stands a second time, in whatever case; the length of the line where it does not.
fn again(line: &[u8], program: &[u8]) -> usize {
    let Some(&first) = program.first() else {
        return line.len();
    };
    let rest = line.get(program.len()..).unwrap_or_default();
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), rest)
        .map(|n| n + program.len())
        .find(|n| {
            line.get(*n..n + program.len())
                .is_some_and(|w| w.eq_ignore_ascii_case(program))
        })
        .unwrap_or(line.len())
}

/// `login("user", "password")`, `docker login -u user -p password`.
fn login(s: &Scan<'_>, pos: usize, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    let end = pos + 5;
    if t.at(end) == b'(' {
        let p = t.space(end + 1);
        if let Some(first) = literal::quoted(t, p)
            && let Some(lit) = literal::second(t, first.after)
            && !template(t, lit.start, lit.end)
        {
            give(candidate(Class::Password, Form::Args, (pos, end), &lit));
        }
    } else if t.at(end) == b' ' && t.has(pos.saturating_sub(7), b"docker ") {
        command(s, (pos, b"docker login"), &[b" -p "], Login::Word, give);
    }
}

/// `ConvertTo-SecureString "…"`, `-String "…"`, `-AsPlainText "…"`.
fn secure_string(s: &Scan<'_>, after: usize, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    let mut p = t.blanks(after);
    for option in [b"-asplaintext".as_slice(), b"-force", b"-string"] {
        if t.has_fold(p, option) {
            p = t.blanks(p + option.len());
        }
    }
    if p > after
        && let Some(lit) = literal::quoted(t, p)
        && !template(t, lit.start, lit.end)
    {
        give(candidate(
            Class::Password,
            Form::Call,
            (after.saturating_sub(12), after),
            &lit,
        ));
    }
}

/// `IDENTIFIED BY '…'`.
fn identified(s: &Scan<'_>, after: usize, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    let mut p = t.blanks(after);
    if t.has_fold(p, b"password ") || t.has_fold(p, b"values ") {
        p = t.blanks(p + 8);
    }
    let statement = || {
        let from = t.line_start(after, 200);
        let line = t.0.get(from..after).unwrap_or_default();
        [b"user ".as_slice(), b"grant ", b"role "]
            .iter()
            .any(|w| line.windows(w.len()).any(|l| l.eq_ignore_ascii_case(w)))
    };
    let bare = || {
        (s.kind == Kind::Sql || s.kind == Kind::Shell && statement())
            .then(|| literal::bare(t, p, Reach::Piece, Kind::Sql))
            .flatten()
    };
    if let Some(lit) = literal::quoted(t, p).or_else(bare)
        && !template(t, lit.start, lit.end)
    {
        give(candidate(
            Class::Password,
            Form::Juxtaposed,
            (after.saturating_sub(13), after),
            &lit,
        ));
    }
}

/// `echo 'user:password' | chpasswd`.
fn chpasswd(s: &Scan<'_>, pos: usize, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    let from = t.line_start(pos, 300);
    let Some(line) = t.0.get(from..pos) else { return };
    let Some(n) = memchr::memmem::find(line, b"echo ") else {
        return;
    };
    let p = t.blanks(from + n + 5);
    let Some(lit) = literal::quoted(t, p).or_else(|| literal::bare(t, p, Reach::Word, Kind::Shell)) else {
        return;
    };
    let Some(c) = t.0.get(lit.start..lit.end).and_then(|v| memchr::memchr(b':', v)) else {
        return;
    };
    if lit.end <= pos && !template(t, lit.start + c + 1, lit.end) {
        give(Candidate {
            quote: lit.quote,
            ..candidate(
                Class::Cli,
                Form::Cli,
                (pos, pos + 6),
                &piece(lit.start + c + 1, lit.end),
            )
        });
    }
}

/// Whether the file is PostgreSQL's password file.
pub(crate) fn is_pgpass(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.eq_ignore_ascii_case(".pgpass")
        || name.eq_ignore_ascii_case("pgpass.conf")
        || name.eq_ignore_ascii_case("pgpass")
}

/// `host:port:database:user:password`.
pub(crate) fn pgpass(s: &Scan<'_>, give: &mut dyn FnMut(Candidate)) {
    let t = s.t;
    let mut at = 0usize;
    for _ in 0..2000 {
        if at >= t.0.len() {
            return;
        }
        let end = t.line_end(at, 2000);
        if t.at(at) != b'#' {
            let mut colons = 0;
            let mut i = at;
            while i < end && colons < 4 {
                if t.at(i) == b'\\' {
                    i += 1;
                } else if t.at(i) == b':' {
                    colons += 1;
                }
                i += 1;
            }
            if colons == 4 && end > i {
                give(candidate(Class::Password, Form::Entry, (at, i - 1), &piece(i, end)));
            }
        }
        let next = memchr::memchr(b'\n', t.0.get(end..).unwrap_or_default());
        match next {
            Some(n) => at = end + n + 1,
            None => return,
        }
    }
}
