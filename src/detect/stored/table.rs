//! Columns of secrets: separated values, Markdown tables, rows of `INSERT INTO`.

use super::super::check::strong;
use super::{Give, rows};

/// Columns that are looked at.
const COLUMNS: usize = 64;
/// Bytes of an `INSERT` that are looked at.
const INSERT: usize = 64 << 10;

/// A cell's span.
type Cell = (usize, usize);

/// `column`: cells under a heading on the first line such as `password`, where a heading beside it says whose.
pub(super) fn separated(text: &[u8], give: Give<'_>) {
    let mut lines = rows(text).filter(|(_, l)| !l.trim_ascii().is_empty() && !l.starts_with(b"#"));
    let Some((_, heading)) = lines.next() else { return };
    let count = |s: &u8| memchr::memchr_iter(*s, heading).count();
    let Some(sign) = [b',', b';', b'\t', b'|'].into_iter().max_by_key(count) else {
        return;
    };
    let columns = columns(heading, sign);
    if columns.is_empty() {
        options(text, sign, give);
        return;
    }
    for (at, line) in lines {
        let row = cells(line, sign);
        for (start, end) in columns.iter().filter_map(|c| row.get(*c)) {
            let value = line.get(*start..*end).unwrap_or_default();
            let words = value.iter().filter(|b| **b == b' ').count() + 1;
            if words <= 3 && !header_like(value) {
                let public = memchr::memmem::find(line, b"@example.").is_some();
                give("column", (at + start, at + end), if public { 0.4 } else { 0.88 });
            }
        }
    }
}

/// `column` as well: rows `option, value` whose option is called a password.
fn options(text: &[u8], sign: u8, give: Give<'_>) {
    for (at, line) in rows(text) {
        let row = cells(line, sign);
        if !(2..=4).contains(&row.len()) {
            continue;
        }
        for (name, value) in row.iter().zip(row.iter().skip(1)) {
            let named = line.get(name.0..name.1).unwrap_or_default();
            let value = (value.0, value.1);
            if named.len() <= 40 && option(named) && settled(line.get(value.0..value.1).unwrap_or_default()) {
                give("column", (at + value.0, at + value.1), 0.8);
            }
        }
    }
}

/// `db_password`, `smtp_pass`: what a setting is called that holds a password.
fn option(name: &[u8]) -> bool {
    let last = name
        .rsplit(|b| matches!(b, b'_' | b'.' | b'-' | b':'))
        .next()
        .unwrap_or(name);
    let plain = name
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':' | 0x80..));
    plain && (secret(name) || secret(last))
}

/// A value of one word that is no number, name of a type or word of the usual ones.
fn settled(v: &[u8]) -> bool {
    v.len() >= 6
        && v.iter().all(u8::is_ascii_graphic)
        && (strong(v)
            || v.iter().any(|b| !b.is_ascii_alphabetic())
                && v.iter().any(u8::is_ascii_alphabetic)
                && !v.contains(&b'_'))
}

/// `table`: the same in a table of a document, whose heading is underlined.
pub(super) fn documented(text: &[u8], give: Give<'_>) {
    if memchr::memchr(b'|', text).is_none() {
        return;
    }
    let mut above: &[u8] = b"";
    let mut found = Vec::new();
    let mut loose = false;
    for (at, line) in rows(text) {
        // A table of a page or wiki has no line below its heading, or a short one.
        let row = line.trim_ascii_start();
        if found.is_empty() && row.starts_with(b"|") && !columns(row, b'|').is_empty() && row.len() < 400 {
            found = columns(line, b'|');
            loose = true;
            above = line;
            continue;
        }
        if loose && row.is_empty() || row == b"|-" {
            continue;
        }
        let underline = line.contains(&b'|')
            && line.contains(&b'-')
            && line.iter().all(|b| matches!(b, b'|' | b'-' | b':' | b'+' | b' '));
        if underline {
            found = columns(above, b'|');
            loose = false;
        } else if !line.contains(&b'|') {
            found.clear();
        } else if !found.is_empty() {
            let row = cells(line, b'|');
            for (start, end) in found.iter().filter_map(|c| row.get(*c)) {
                if super::told::machine(line.get(*start..*end).unwrap_or_default())
                    || strong(line.get(*start..*end).unwrap_or_default())
                {
                    give("table", (at + start, at + end), 0.75);
                }
            }
        }
        above = line;
    }
}

/// The columns of a heading that hold secrets; none where no column says whose they are.
fn columns(heading: &[u8], sign: u8) -> Vec<usize> {
    let names = cells(heading, sign);
    let name = |c: &Cell| heading.get(c.0..c.1).unwrap_or_default();
    if !names.iter().any(|c| owner(name(c))) {
        return Vec::new();
    }
    names
        .iter()
        .enumerate()
        .filter(|(_, c)| secret(name(c)))
        .map(|(i, _)| i)
        .collect()
}

/// `insert`: values of the columns that the statement at `at` calls a password.
pub(super) fn insert(text: &[u8], at: usize, give: Give<'_>) {
    let Some(all) = text.get(at..text.len().min(at + INSERT)) else {
        return;
    };
    let Some(open) = all.iter().take(300).position(|b| *b == b'(') else {
        return;
    };
    let Some(shut) = all
        .get(open..)
        .and_then(|r| memchr::memchr(b')', r.get(..2_000.min(r.len()))?))
    else {
        return;
    };
    let names = cells(all.get(open + 1..open + shut).unwrap_or_default(), b',');
    let list = all.get(open + 1..).unwrap_or_default();
    let columns: Vec<usize> = (0..names.len())
        .filter(|i| secret(list.get(names[*i].0..names[*i].1).unwrap_or_default()))
        .collect();
    if columns.is_empty() {
        return;
    }
    let mut i = open + shut + 1;
    let behind = all.get(i..).unwrap_or_default();
    let lead = behind.iter().take_while(|b| b.is_ascii_whitespace()).count();
    if !behind
        .get(lead..lead + 6)
        .is_some_and(|w| w.eq_ignore_ascii_case(b"values"))
    {
        return;
    }
    i += lead + 6;
    for _ in 0..500 {
        while all.get(i).is_some_and(|b| b.is_ascii_whitespace() || *b == b',') {
            i += 1;
        }
        if all.get(i) != Some(&b'(') {
            return;
        }
        let (row, next) = tuple(all, i + 1);
        for c in &columns {
            if let Some((start, end)) = row.get(*c) {
                give("insert", (at + start, at + end), 0.85);
            }
        }
        i = next;
    }
}

/// `insert` as well: the rows below `COPY t (name, password) FROM stdin;`, whose columns stand between tabs. `at` is the
/// place of `FROM`.
pub(super) fn copied(text: &[u8], at: usize, give: Give<'_>) {
    let start = text
        .get(..at)
        .and_then(|t| memchr::memrchr(b'\n', t))
        .map_or(0, |n| n + 1);
    let head = text.get(start.max(at.saturating_sub(2_000))..at).unwrap_or_default();
    let (Some(open), Some(shut)) = (memchr::memchr(b'(', head), memchr::memrchr(b')', head)) else {
        return;
    };
    let list = head.get(open + 1..shut).unwrap_or_default();
    let names = cells(list, b',');
    let columns: Vec<usize> = (0..names.len())
        .filter(|i| {
            names
                .get(*i)
                .is_some_and(|c| secret(list.get(c.0..c.1).unwrap_or_default()))
        })
        .collect();
    let Some(first) = text
        .get(at..)
        .and_then(|t| memchr::memchr(b'\n', t))
        .map(|n| at + n + 1)
    else {
        return;
    };
    if columns.is_empty() {
        return;
    }
    for (n, line) in rows(text.get(first..text.len().min(first + INSERT)).unwrap_or_default()).take(500) {
        if line.starts_with(b"\\.") {
            return;
        }
        let mut from = 0;
        for (i, cell) in line.split(|b| *b == b'\t').enumerate() {
            if columns.contains(&i) {
                give("insert", (first + n + from, first + n + from + cell.len()), 0.85);
            }
            from += cell.len() + 1;
        }
    }
}

/// The quoted values of a row (others are empty), and where it ends.
fn tuple(t: &[u8], mut i: usize) -> (Vec<Cell>, usize) {
    let mut out = Vec::new();
    let mut cell = (i, i);
    while let Some(b) = t.get(i) {
        match b {
            b'\'' => {
                let start = i + 1;
                i = start;
                while let Some(b) = t.get(i) {
                    match b {
                        b'\\' => i += 1,
                        b'\'' if t.get(i + 1) == Some(&b'\'') => i += 1,
                        b'\'' => break,
                        _ => {}
                    }
                    i += 1;
                }
                // `md5('…')` is still what was typed.
                cell = (start, i.min(t.len()));
            }
            b',' => {
                out.push(cell);
                cell = (i + 1, i + 1);
            }
            b')' if !matches!(t.get(i + 1), Some(b',' | b')'))
                || t.get(i + 1) == Some(&b',') && row_follows(t, i + 2) =>
            {
                out.push(cell);
                return (out, i + 1);
            }
            _ => {}
        }
        if out.len() > COLUMNS {
            break;
        }
        i += 1;
    }
    out.push(cell);
    (out, t.len())
}

/// Whether the next thing is another row.
fn row_follows(t: &[u8], i: usize) -> bool {
    t.get(i..)
        .and_then(|r| r.iter().find(|b| !b.is_ascii_whitespace()))
        .is_some_and(|b| *b == b'(')
}

/// Cells of a line, trimmed and without their quotes; quotes may hold the sign.
fn cells(line: &[u8], sign: u8) -> Vec<Cell> {
    let mut out = Vec::new();
    let lead = line.len() - line.trim_ascii_start().len();
    let mut i = if sign == b'|' && line.get(lead) == Some(&b'|') {
        lead + 1
    } else {
        0
    };
    while out.len() < COLUMNS {
        while line.get(i).is_some_and(|b| *b == b' ' || *b == b'\t' && sign != b'\t') {
            i += 1;
        }
        let quote = line.get(i).copied().filter(|q| matches!(q, b'"' | b'`' | b'\''));
        let close = quote.and_then(|q| {
            let mut j = i + 1;
            loop {
                let n = j + memchr::memchr(q, line.get(j..)?)?;
                if line.get(n + 1) != Some(&q) {
                    return Some(n);
                }
                j = n + 2; // a doubled quote
            }
        });
        let next = |from: usize| line.get(from..).and_then(|r| memchr::memchr(sign, r)).map(|n| from + n);
        let stop = if let Some(c) = close {
            out.push((i + 1, c));
            next(c + 1)
        } else {
            let stop = next(i);
            let mut end = stop.unwrap_or(line.len());
            while end > i && matches!(line.get(end - 1), Some(b' ' | b'\t')) {
                end -= 1;
            }
            out.push((i, end));
            stop
        };
        match stop {
            Some(n) => i = n + 1,
            None => break,
        }
    }
    out
}

/// A heading's letters, lower case.
fn letters(name: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(name.get(..name.len().min(60)).unwrap_or_default())
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .into_bytes()
}

/// Whether a column of this name holds secrets.
fn secret(name: &[u8]) -> bool {
    let n = letters(name);
    let n = n
        .get(..n.iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |n| n + 1))
        .unwrap_or_default();
    const WHOLE: [&str; 20] = [
        "pass",
        "pwd",
        "pw",
        "mdp",
        "secret",
        "clientsecret",
        "apikey",
        "apitoken",
        "accesstoken",
        "secretkey",
        "psk",
        "totp",
        "clave",
        "parola",
        "sharedsecret",
        "passkey",
        "token",
        "privatekey",
        "apisecret",
        "authtoken",
    ];
    const ENDS: [&str; 30] = [
        "password",
        "passwd",
        "passphrase",
        "passwort",
        "kennwort",
        "senha",
        "contrasena",
        "contraseña",
        "motdepasse",
        "wachtwoord",
        "haslo",
        "hasło",
        "heslo",
        "jelszo",
        "jelszó",
        "salasana",
        "adgangskode",
        "lösenord",
        "losenord",
        "passord",
        "şifre",
        "sifre",
        "parolă",
        "пароль",
        "密码",
        "密碼",
        "口令",
        "パスワード",
        "비밀번호",
        "secretaccesskey",
    ];
    WHOLE.iter().any(|w| n == w.as_bytes()) || ENDS.iter().any(|w| n.ends_with(w.as_bytes()))
}

/// Whether a column says whose secret it is.
fn owner(name: &[u8]) -> bool {
    let n = letters(name);
    [
        "user",
        "login",
        "mail",
        "url",
        "host",
        "server",
        "account",
        "title",
        "benutzer",
        "nutzer",
        "konto",
        "usuario",
        "usuário",
        "utilisateur",
        "identifiant",
        "gebruiker",
        "uzytkownik",
        "użytkownik",
        "accesskeyid",
        "site",
        "name",
        "device",
        "ssid",
        "service",
        "dienst",
        "system",
        "логин",
        "пользовател",
        "сайт",
        "用户",
        "账号",
        "帐号",
        "賬號",
        "名称",
        "ユーザ",
        "アカウント",
        "サイト",
        "아이디",
        "계정",
        "ip",
    ]
    .iter()
    .any(|w| memchr::memmem::find(&n, w.as_bytes()).is_some_and(|at| w.len() > 2 || at == 0 && n.len() == 2))
}

/// A rule under a heading, or another heading.
fn header_like(value: &[u8]) -> bool {
    value.iter().all(|b| matches!(b, b'-' | b':' | b'=' | b' ')) || secret(value)
}

#[cfg(test)]
mod tests {
    use super::super::of;

    #[test]
    fn exported_passwords_stand_in_a_column() {
        let text = "name,url,username,password\nx,https://x.org/,ana,larch44\ny,https://y.org/,ana,\"a,b 7\"\n";
        assert_eq!(of("column", text), ["larch44", "a,b 7"]);
        let text = "\"Group\",\"Title\",\"Username\",\"Password\"\r\n\"R\",\"Mail\",\"ana\",\"larch44\"\r\n";
        assert_eq!(of("column", text), ["larch44"]);
        assert_eq!(of("column", "host;user;Passwort\nx;ana;larch44\n"), ["larch44"]);
    }

    #[test]
    fn a_column_without_an_owner_says_nothing() {
        assert!(of("column", "year,pass,fail\n2019,812,33\n").is_empty());
        assert!(of("column", "token,pos\nhouse,NOUN\n").is_empty());
    }

    #[test]
    fn headings_in_other_languages() {
        for text in [
            "Service;Identifiant;Mot de passe\nOVH;ac1234;larch44\n",
            "Сайт;Логин;Пароль\nmail;ivan;larch44\n",
            "网站,用户名,密码\ntaobao,wang,larch44\n",
            "Site\tUsuário\tSenha\nbanco\tana\tlarch44\n",
            "option,value\ndb_host,db1\ndb_password,larch44\n",
        ] {
            assert_eq!(of("column", text), ["larch44"], "{text}");
        }
    }

    #[test]
    fn rows_of_a_copy() {
        let text = "COPY public.accounts (id, username, password, email) FROM stdin;\n1\tana\tlarch44\ta@acme.io\n\\.\n2\tx\ty123456\tz\n";
        assert_eq!(of("insert", text), ["larch44"]);
    }

    #[test]
    fn tables_of_documents() {
        let text = "# Servers\n\n| host | user | password |\n|------|------|----------|\n| a | root | `larch44` |\n\ntext | password | x\n";
        assert_eq!(of("table", text), ["larch44"]);
        let options =
            "| name | password | notes |\n|---|---|---|\n| x | the password of the user | y |\n| z | admin | w |\n";
        assert!(of("table", options).is_empty());
        assert!(
            of(
                "column",
                "# Notes on users, password and hosts\n\nFirst, log in, then go on.\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn rows_of_an_insert() {
        let text = "INSERT INTO accounts (id, username, password, role) VALUES\n(1, 'admin', 'larch44', 'a'),\n(2, 'ana', 'it''s 9', 'b');\n";
        assert_eq!(of("insert", text), ["larch44", "it''s 9"]);
        assert_eq!(
            of("insert", "insert into u(name,password) values('bob',md5('larch44'));"),
            ["larch44"]
        );
        assert!(of("insert", "INSERT INTO t (a, b) VALUES ('x', 'larch44');").is_empty());
        assert!(of("insert", "INSERT INTO t (a, password) SELECT a, b FROM c;").is_empty());
        assert!(of("insert", "INSERT INTO t (a, password").is_empty());
    }
}
