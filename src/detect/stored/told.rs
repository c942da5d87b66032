//! What people write about passwords in notes and messages: a word for one, what it is for, and the value behind a colon
//! or a verb ("pw for the staging box is …", "Kennwort für das WLAN: …", "пароль от базы: …").

use super::super::check::{likely, strong};
use super::Give;
use super::kept::plausible;

/// Words for a password.
const LABELS: [&str; 35] = [
    "password",
    "passwort",
    "passwd",
    "passphrase",
    "passcode",
    "kennwort",
    "pwd",
    "pw",
    "pass",
    "psk",
    "mdp",
    "mot de passe",
    "contraseña",
    "contrasena",
    "clave",
    "senha",
    "wachtwoord",
    "hasło",
    "haslo",
    "heslo",
    "jelszó",
    "salasana",
    "adgangskode",
    "lösenord",
    "passord",
    "parola",
    "şifre",
    "пароль",
    "Пароль",
    "пароля",
    "密码",
    "密碼",
    "口令",
    "パスワード",
    "비밀번호",
];
/// Words for what a service issues, whose values only a machine makes.
const ISSUED: [&str; 14] = [
    "api key",
    "api-key",
    "apikey",
    "api token",
    "api secret",
    "access token",
    "access key",
    "secret key",
    "private key",
    "client secret",
    "auth key",
    "app key",
    "token",
    "secret",
];
/// Words for a key of a wireless network, where one is spoken of.
const KEYS: [&str; 7] = ["key", "schlüssel", "schluessel", "clé", "cle", "chiave", "sleutel"];
/// What stands between a word for a password and the password.
const VERBS: [&str; 24] = [
    " is now ",
    " is ",
    " was ",
    " ist jetzt ",
    " ist ",
    " lautet ",
    " est ",
    " es ",
    " è ",
    " é ",
    " changed to ",
    " set to ",
    " reset to ",
    " now ",
    " jetzt ",
    " is: ",
    " ist: ",
    " lautet: ",
    " (now ",
    " (is ",
    "是",
    "为",
    "は",
    " jest ",
];
/// Behind a word for a password as far as its value is looked for.
const REACH: usize = 60;

/// What the rule's keywords are: a line without one of these is not looked at.
#[cfg(test)]
pub(super) const WORDS: [&str; 32] = [
    "pass",
    "kennwort",
    "pwd",
    "pw",
    "psk",
    "mdp",
    "mot de passe",
    "contrase",
    "clave",
    "senha",
    "wachtwoord",
    "hasło",
    "haslo",
    "heslo",
    "jelszó",
    "salasana",
    "adgangskode",
    "lösenord",
    "parola",
    "şifre",
    "пароль",
    "пароля",
    "密码",
    "密碼",
    "口令",
    "パスワード",
    "비밀번호",
    "key",
    "schl",
    "cl",
    "pin",
    "token",
];

/// `told`: the value on the line around `pos` if the line speaks of a password, and the answer below it if it asks for one. Says
/// where the line ends.
pub(super) fn around(text: &[u8], pos: usize, document: bool, give: Give<'_>) -> usize {
    let start = text
        .get(..pos)
        .and_then(|t| memchr::memrchr(b'\n', t))
        .map_or(0, |n| n + 1);
    let end = text
        .get(pos..)
        .and_then(|t| memchr::memchr(b'\n', t))
        .map_or(text.len(), |n| pos + n);
    let line = text.get(start..end).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let above = || {
        let from = text.get(..start).unwrap_or_default();
        let far = from.len().saturating_sub(200);
        let near = from.get(far..).unwrap_or_default();
        let lines = near.rsplitn(5, |b| *b == b'\n').take(4).map(<[u8]>::len).sum::<usize>() + 4;
        wireless(
            &near
                .get(near.len().saturating_sub(lines)..)
                .unwrap_or_default()
                .to_ascii_lowercase(),
        )
    };
    find(start, line, document, &above, give);
    if question(line) {
        let mut at = end + 1;
        for _ in 0..3 {
            let Some(rest) = text.get(at..) else { break };
            let n = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            answer(at, rest.get(..n).unwrap_or_default(), give);
            at += n + 1;
        }
    }
    end
}

/// The value on a line. `network` says whether the lines above speak of a wireless network.
fn find(at: usize, line: &[u8], document: bool, network: &dyn Fn() -> bool, give: Give<'_>) {
    // One word, or a word and a sign: nothing is told.
    let alone = match line.trim_ascii_end() {
        [head @ .., _] => head.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_'),
        [] => true,
    };
    if line.len() > 400 || alone {
        return;
    }
    let lower = line.to_ascii_lowercase();
    let found = labels(&lower);
    let key = |i: usize| (LABELS.len()..CHOSEN).contains(&i);
    let keys = found.iter().any(|(i, _)| key(*i)) && (wireless(&lower) || network());
    for (i, n) in found.into_iter().filter(|(i, _)| keys || !key(*i)) {
        let (label, issued) = (label(i).as_bytes(), i >= CHOSEN);
        let end = n + label.len();
        // `Gerätepasswort`, `WLAN-Schlüssel`: German joins its words.
        let joins = matches!(label, b"passwort" | b"kennwort" | b"wachtwoord") || label.ends_with(b"ssel");
        let led = n > 0
            && word(&lower, n - 1)
            && !(joins && (lower.get(n - 1).is_some_and(u8::is_ascii_alphabetic) || lower.get(n - 1) == Some(&b'-')));
        let address = lower.get(end) == Some(&b'@')
            || n > 0 && matches!(lower.get(n - 1), Some(b':' | b'$' | b'%' | b'{' | b'=' | b'&' | b'?'));
        if label.is_ascii() && (led || word(&lower, end)) || address {
            continue;
        }
        // A verb more often than a word for a password.
        let verb = label == b"pass";
        let behind = line.get(end..).unwrap_or_default().trim_ascii_start();
        let assigned = matches!(behind.first(), Some(b':' | b'=')) && behind.get(1) != Some(&b'[');
        if verb && !assigned && (behind.starts_with(b":[") || behind.trim_ascii_end().contains(&b' ')) {
            continue;
        }
        if let Some((from, to, confidence)) = value(line, end, issued, document) {
            give("told", (at + from, at + to), confidence);
            return;
        }
    }
    if let Some((from, to)) = pin(line, &lower) {
        give("told", (at + from, at + to), 0.72);
    }
}

/// Words for a password and for a key of a network come before what is issued.
const CHOSEN: usize = LABELS.len() + KEYS.len();
const ALL: usize = CHOSEN + ISSUED.len();

const fn label(i: usize) -> &'static str {
    if i < LABELS.len() {
        LABELS[i]
    } else if i < CHOSEN {
        KEYS[i - LABELS.len()]
    } else {
        ISSUED[i - CHOSEN]
    }
}

/// For each byte the labels that begin with it, a bit each.
static FIRST: [u64; 256] = {
    let mut t = [0; 256];
    let mut i = 0;
    while i < ALL {
        t[label(i).as_bytes()[0] as usize] |= 1 << i;
        i += 1;
    }
    t
};

/// Which labels stand where on a line, in their order; of each the first four.
fn labels(lower: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut counts = [0; ALL];
    for (n, b) in lower.iter().enumerate() {
        let mut begins = FIRST[usize::from(*b)];
        while begins != 0 {
            let i = begins.trailing_zeros() as usize;
            begins &= begins - 1;
            if lower.get(n..).is_some_and(|t| t.starts_with(label(i).as_bytes())) && counts[i] < 4 {
                counts[i] += 1;
                found.push((i, n));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Whether a line speaks of a wireless network.
fn wireless(lower: &[u8]) -> bool {
    ["wifi", "wi-fi", "wlan", "ssid", "wpa"]
        .iter()
        .any(|w| memchr::memmem::find(lower, w.as_bytes()).is_some())
}

/// Whether the byte at `n` belongs to a word.
fn word(line: &[u8], n: usize) -> bool {
    line.get(n)
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.' | b'-'))
}

/// The value behind the word that ends at `end`, and how sure it is.
fn value(line: &[u8], end: usize, issued: bool, document: bool) -> Option<(usize, usize, f64)> {
    let rest = line.get(end..)?;
    let near = rest.get(..rest.len().min(REACH))?;
    // A colon, an arrow or an equals sign, in the same sentence.
    let stop = near
        .iter()
        .position(|b| matches!(b, b'.' | b'!' | b'?' | b';'))
        .unwrap_or(near.len());
    let head = near.get(..stop)?;
    let sign = head.iter().position(|b| matches!(b, b':' | b'=')).map(|n| (n, n + 1));
    let sign = sign
        .or_else(|| memchr::memmem::find(head, "：".as_bytes()).map(|n| (n, n + 3)))
        .or_else(|| memchr::memmem::find(head, b"->").map(|n| (n, n + 2)))
        .or_else(|| memchr::memmem::find(head, "→".as_bytes()).map(|n| (n, n + 3)));
    if let Some((gap, mut behind)) = sign {
        while matches!(rest.get(behind), Some(b':' | b'=' | b'>' | b' ' | b'\t' | b'*')) {
            behind += 1;
        }
        let between = head.get(..gap)?;
        // Code is read by others.
        let code = matches!(line.trim_ascii_end().last(), Some(b';' | b'{' | b','));
        let numbered = between.contains(&b'\t') || between.trim_ascii().first().is_some_and(u8::is_ascii_digit);
        if code
            || numbered
            || between
                .iter()
                .any(|b| matches!(b, b'{' | b'}' | b'[' | b']' | b'<' | b'>' | b'"' | b'\'' | b'=' | b'|'))
        {
            return None;
        }
        let direct = between.iter().all(|b| matches!(b, b' ' | b'*' | b'`' | b'"'));
        // In documentation the plain form is the recogniser of assignments' to judge, unless a tag stood there.
        let tagged = behind > gap + 3;
        if document && direct && !tagged || issued && !between.is_ascii() {
            return None;
        }
        let (from, to, quoted, last) = token(line, end + behind)?;
        let v = line.get(from..to)?;
        let number = v.len() >= 8 && v.iter().all(u8::is_ascii_digit) && !v.starts_with(b"12345678");
        let good = if issued {
            machine(v)
        } else {
            strong(v) || likely(v) && (varied(v) || number) && (direct || last)
        };
        if good
            && plausible(v)
            && !v.contains(&b'(')
            && !v.starts_with(b"$")
            && memchr::memmem::find(v, b"&#").is_none()
            && (quoted || last)
            && (direct || !near.get(..gap)?.contains(&b','))
        {
            return Some((from, to, if direct { 0.87 } else { 0.84 }));
        }
        return None;
    }
    for verb in VERBS {
        let Some(n) = memchr::memmem::find(head, verb.as_bytes()) else {
            continue;
        };
        let (from, to, quoted, last) = token(line, end + n + verb.len())?;
        let v = line.get(from..to)?;
        let told = v.iter().any(|b| b.is_ascii_digit() || b"@!#$%&*?+".contains(b));
        if issued {
            if machine(v) {
                return Some((from, to, 0.8));
            }
            continue;
        }
        let done = [b"ed".as_slice(), b"ing", b"able", b"based"]
            .iter()
            .any(|e| v.strip_suffix(b"!").unwrap_or(v).ends_with(e));
        if told && (quoted || !done) && plausible(v) && (strong(v) || likely(v) && varied(v) && last) {
            return Some((from, to, 0.82));
        }
    }
    if issued || document {
        return None;
    }
    // `ssh root@10.0.0.12, pass hunter-22`, `密码 hunter-22`
    let lead = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let (from, to, _, last) = token(line, end + lead)?;
    let v = line.get(from..to)?;
    let short = line.split(|b| *b == b' ').filter(|w| !w.is_empty()).count() <= 8;
    let mixed = v.iter().any(u8::is_ascii_digit) && v.iter().any(u8::is_ascii_alphabetic);
    (lead > 0 && last && short && mixed && strong(v) && plausible(v) && !v.iter().any(|b| matches!(b, b'=' | b':')))
        .then_some((from, to, 0.78))
}

/// The token at `p`: its span, whether it is quoted, and whether it ends what is said.
fn token(line: &[u8], p: usize) -> Option<(usize, usize, bool, bool)> {
    let mut from = p;
    let mut quote = None;
    while let Some(b @ (b'"' | b'\'' | b'`' | b'*')) = line.get(from) {
        quote = Some(*b);
        from += 1;
    }
    let end = line.trim_ascii_end().len();
    let to = match quote {
        Some(q) => from + memchr::memchr(q, line.get(from..)?)?,
        None => {
            from + line
                .get(from..end)?
                .iter()
                .position(|b| matches!(b, b' ' | b'\t'))
                .unwrap_or(end.checked_sub(from)?)
        }
    };
    let mut close = to;
    if quote.is_none() {
        while close > from
            && matches!(
                line.get(close - 1),
                Some(b',' | b'.' | b';' | b')' | b'`' | b'"' | b'\'')
            )
        {
            close -= 1;
        }
    }
    let behind = line.get(to..end)?;
    let more = behind.trim_ascii_start();
    let last = more.is_empty()
        || close < to
        || behind.len() > more.len() + 1
        || matches!(
            more.first(),
            Some(b'(' | b',' | b'#' | b'|' | b'/' | b'"' | b'\'' | b'`' | b'*' | b')' | b'-' | b'.' | b';')
        );
    (close > from).then_some((from, close, quote.is_some(), last))
}

/// Whether a message asks for a password.
fn question(line: &[u8]) -> bool {
    let end = line.trim_ascii_end();
    if end.last() != Some(&b'?') || line.len() > 200 {
        return false;
    }
    let lower = end.to_ascii_lowercase();
    [
        "password",
        "passwort",
        "passwd",
        "kennwort",
        " pw",
        "mot de passe",
        "contrase",
        "senha",
        "parol",
    ]
    .iter()
    .any(|w| memchr::memmem::find(&lower, w.as_bytes()).is_some())
}

/// `told` as well: a message of one word, or "it's …", below one that asked; `name: ` may stand before it.
fn answer(at: usize, line: &[u8], give: Give<'_>) {
    let start = memchr::memmem::rfind(line, b": ").map_or(0, |n| n + 2);
    let end = line.trim_ascii_end().len();
    let Some(said) = line.get(start..end) else { return };
    let from = [b"it's ".as_slice(), b"it is ", b"its ", b"ist "]
        .iter()
        .find_map(|w| memchr::memmem::find(said, w).map(|n| n + w.len()))
        .unwrap_or(0);
    let word = said.get(from..).unwrap_or_default();
    if !word.contains(&b' ') && strong(word) && varied(word) && plausible(word) {
        give("told", (at + start + from, at + end), 0.72);
    }
}

/// What only a machine makes: sixteen characters and more of a token's alphabet with letters and digits among each other.
pub(super) fn machine(v: &[u8]) -> bool {
    let alphabet = v.iter().all(|b| b.is_ascii_alphanumeric() || b"_-.+/=|:".contains(b));
    let digits = v.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = v.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let runs = v.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()).count();
    (16..=200).contains(&v.len()) && alphabet && digits >= 3 && letters >= 3 && runs >= 5 && likely(v) && plausible(v)
}

/// A word with a capital, such as a name or a role.
pub(super) fn capital(v: &[u8]) -> bool {
    v.first().is_some_and(u8::is_ascii_uppercase) && v.iter().skip(1).all(u8::is_ascii_lowercase)
}

/// At least two kinds of characters.
pub(super) fn varied(v: &[u8]) -> bool {
    let kinds = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit]
        .iter()
        .filter(|kind| v.iter().any(kind))
        .count()
        + usize::from(v.iter().any(|b| b"@!#$%&*?+-_.".contains(b)));
    v.len() >= 6 && kinds >= 2 && !capital(v)
}

/// `PIN: 4711`, `alarm code 471108`: digits that open a door.
fn pin(line: &[u8], lower: &[u8]) -> Option<(usize, usize)> {
    let n = memchr::memmem::find(lower, b"pin").filter(|n| !(word(lower, n + 3) || *n > 0 && word(lower, n - 1)))?;
    let rest = line.get(n + 3..)?;
    let colon = rest.iter().take(30).position(|b| matches!(b, b':' | b'='))?;
    let from = n + 3 + colon + 1 + rest.get(colon + 1..)?.iter().take_while(|b| **b == b' ').count();
    let len = line.get(from..)?.iter().take_while(|b| b.is_ascii_digit()).count();
    let v = line.get(from..from + len)?;
    let common = v == b"1234" || v == b"0000" || v == b"123456" || v.iter().all(|b| Some(b) == v.first());
    let ends = !word(line, from + len);
    ((4..=8).contains(&len) && ends && !common).then_some((from, from + len))
}

#[cfg(test)]
mod tests {
    use super::super::of;

    #[test]
    fn people_say_what_a_password_is() {
        for (text, want) in [
            ("pw for the staging box is larch44Pond", "larch44Pond"),
            (
                "the admin password for grafana is larch44 (don't tell anyone)",
                "larch44",
            ),
            ("ssh root@10.0.0.12, pass larch44Pond", "larch44Pond"),
            ("- [x] change FTP password (now `larch44Pond`)", "larch44Pond"),
            ("  - password :: larch44Pond", "larch44Pond"),
            ("Kennwort für das WLAN: larch44Pond", "larch44Pond"),
            ("пароль от базы: larch44Pond", "larch44Pond"),
            ("数据库密码 larch44Pond", "larch44Pond"),
            ("WiFi\nSSID: HomeNet\nKey: larch44Pond", "larch44Pond"),
            ("Clé wifi : larch44Pond", "larch44Pond"),
            ("Kennwort: Anna&Emma38", "Anna&Emma38"),
            ("PIN allarme: 471108", "471108"),
            (
                "The api key for production is `V7iB3m03nbqnsGpWLuqIA1id6Vw5`.",
                "V7iB3m03nbqnsGpWLuqIA1id6Vw5",
            ),
            ("Gerätepasswort: 89194993", "89194993"),
            ("WLAN-Schlüssel (WPA2): 83319668407546691740", "83319668407546691740"),
        ] {
            assert_eq!(of("told", text), [want], "{text}");
        }
    }

    #[test]
    fn answers_follow_questions() {
        let text = "Tom: can you send me the staging password?\nMona: sure, it's larch44Pond\nMona: bye2you\n";
        assert_eq!(of("told", text), ["larch44Pond", "bye2you"]);
        assert!(of("told", "Did you forget your password?\nClick here to reset it9.\n").is_empty());
    }

    #[test]
    fn sentences_about_passwords_tell_none() {
        for text in [
            "The password is required",
            "the password for the database is stored in the vault",
            "password: the user's password",
            "Passwords must have at least 8 characters",
            "The key: value pairs of a map",
            "Second pass: see section 4.2",
            "if the password is NULL-terminated",
            "password is base64-encoded",
            "pass 1 of 3: 0.5s",
            "Pin: 12",
            "browsing the hierarchy. The password is echoed!",
            "You can pass options to vesafb using x1y2z3.",
            "const char pass:[*]_fmt_1",
            "    const { email, password } = req.body2",
            "Pass the `v8::External` to all methods",
            "apt passwd 1:4.17.4-2",
        ] {
            assert!(of("told", text).is_empty(), "{text} {:?}", of("told", text));
        }
    }
}
