//! Groups of words whose presence in a name, a value, a line or a path says something.

/// Stands for something to be filled in.
pub(crate) const PLACE: u32 = 1;
/// Tests and their stock names.
pub(crate) const TEST: u32 = 1 << 1;
/// Words for credentials.
pub(crate) const CRED: u32 = 1 << 2;
/// What user interfaces say about passwords.
pub(crate) const UI: u32 = 1 << 3;
/// Accounts.
pub(crate) const USER: u32 = 1 << 4;
/// Machines and services.
pub(crate) const HOST: u32 = 1 << 5;
/// Output and errors.
pub(crate) const LOG: u32 = 1 << 6;
/// Forms and widgets.
pub(crate) const FORM: u32 = 1 << 7;
/// Declarations.
pub(crate) const DECL: u32 = 1 << 8;
/// Defaults and examples.
pub(crate) const DEFAULT: u32 = 1 << 9;
/// Behind a credential word: something about it, not itself.
pub(crate) const ABOUT: u32 = 1 << 10;
/// Before a credential word: what it opens.
pub(crate) const OPENS: u32 = 1 << 11;
/// Before a credential word: it opens nothing.
pub(crate) const HARMLESS: u32 = 1 << 12;
/// Assertions.
pub(crate) const ASSERT: u32 = 1 << 13;
/// Documentation.
pub(crate) const DOC: u32 = 1 << 14;
/// Translations.
pub(crate) const LOCALE: u32 = 1 << 15;
/// Other people's code.
pub(crate) const VENDOR: u32 = 1 << 16;
/// Configuration and deployment.
pub(crate) const CONF: u32 = 1 << 17;
/// Templates.
pub(crate) const TEMPLATE: u32 = 1 << 18;
/// Values that everybody knows.
pub(crate) const KNOWN: u32 = 1 << 19;
/// Cryptography in tests: vectors, digests, signatures.
pub(crate) const CRYPTO: u32 = 1 << 20;

/// Identifiers: the name says which one, not what it opens.
pub(crate) const ID: u32 = 1 << 21;
/// What looks at a credential rather than holds it.
pub(crate) const CHECKS: u32 = 1 << 22;
/// What is meant not to work.
pub(crate) const WRONG: u32 = 1 << 23;

/// The first sixteen bytes of a word as a number.
#[inline(always)]
pub(crate) const fn number(w: &[u8]) -> u128 {
    let (mut n, mut i) = (0u128, 0);
    while i < w.len() && i < 16 {
        n |= (w[i] as u128) << (8 * i);
        i += 1;
    }
    n
}

/// Where a word's number is looked for first.
#[inline(always)]
const fn slot(n: u128) -> usize {
    let folded = (n as u64) ^ ((n >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (folded.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 53) as usize % SLOTS
}

/// Places in the table; a power of two, several times as many as there are words.
const SLOTS: usize = 1 << 11;

/// The words' numbers, each at its slot or behind it, and beside them the groups; zero is no word.
static TABLE: ([u128; SLOTS], [u32; SLOTS]) = {
    let (mut numbers, mut groups) = ([0u128; SLOTS], [0u32; SLOTS]);
    let mut line = 0;
    while line < WORDS.len() {
        let (group, words) = WORDS[line];
        let mut rest = words.as_bytes();
        while !rest.is_empty() {
            let mut end = 0;
            while end < rest.len() && rest[end] != b' ' {
                end += 1;
            }
            let (word, behind) = rest.split_at(end);
            let n = number(word);
            let mut at = slot(n);
            while numbers[at] != 0 {
                at = (at + 1) % SLOTS;
            }
            (numbers[at], groups[at]) = (n, group);
            rest = if behind.is_empty() {
                behind
            } else {
                behind.split_at(1).1
            };
        }
        line += 1;
    }
    (numbers, groups)
};

/// The groups of a lower-case word.
pub(crate) fn of(w: &[u8]) -> u32 {
    if w.len() > 16 { 0 } else { of_number(number(w)) }
}

/// The groups of a lower-case word of at most sixteen letters, given as a number: its first letter in the lowest byte.
#[inline]
pub(crate) fn of_number(n: u128) -> u32 {
    let (numbers, groups) = &TABLE;
    let mut at = slot(n);
    loop {
        match numbers.get(at) {
            Some(known) if *known == n => return groups.get(at).copied().unwrap_or(0),
            Some(known) if *known != 0 => at = (at + 1) % SLOTS,
            _ => return 0,
        }
    }
}

/// The words of each group, in lower case with a blank between them, none longer than sixteen letters.
const WORDS: &[(u32, &str)] = &[
    (
        PLACE,
        "your my insert here dummy fake placeholder redacted changeme change replace xxx xxxx xxxxx xxxxxx \
         xxxxxxxx todo fixme some something random removed masked sanitized filtered hidden generated goes the \
         value put set provide long super very unsecure insecure unused whatever changeit not real",
    ),
    (PLACE | DEFAULT, "example examples sample samples demo demos tutorial"),
    (
        PLACE | TEST,
        "foo bar baz qux foobar abc lorem ipsum asdf blah hello world",
    ),
    (TEST, "test tests testing spec specs fixture fixtures unittest tester e"),
    (TEST | PLACE, "mock mocks stub testdata"),
    (
        ASSERT | TEST,
        "expect expected assert should equal equals tobe asserts assertion must",
    ),
    (
        CRED,
        "password passwords passwd pass pwd secret secrets token tokens key keys credential credentials creds \
         auth apikey passphrase",
    ),
    (
        UI,
        "required forgot reset confirm confirmation enter current please missing failed cannot unable show hide \
         remember choose minimum least characters strength match empty blank forgotten repeat retype sign too",
    ),
    (UI | WRONG, "invalid wrong incorrect bad short mismatch"),
    (UI | CHECKS, "verify"),
    (
        USER,
        "user username usr uid userid email mail account login role uname logon",
    ),
    (USER | OPENS | KNOWN, "admin root administrator guest"),
    (
        HOST,
        "host hostname port database dbname schema driver jdbc connection address ip socket ssl region bucket \
         datasource localhost endpoint uri server domain dsn image environment",
    ),
    (
        HOST | OPENS,
        "db mysql postgres postgresql redis mongo mongodb ldap smtp ftp rabbitmq sql mssql oracle mariadb elastic \
         kafka ssh sftp amqp vpn wifi wpa psk",
    ),
    (
        OPENS,
        "aws azure api client app jwt oauth session encryption private master keystore truststore ansible vault \
         sudo become proxy github gitlab slack docker registry npm twitter facebook google stripe consumer access \
         signing cookie deploy bot webhook service sa grafana jenkins sonar sentry twilio sendgrid telegram \
         discord",
    ),
    (
        LOG,
        "print printf println log logger echo puts console error warn info debug throw raise exception message \
         fatal panic msg err fprintf errorf sprintf",
    ),
    (
        FORM | ABOUT,
        "label input form button title text div span field hint tooltip description caption tr td li option \
         select",
    ),
    (
        DECL | ABOUT,
        "type interface struct def func function class void extends implements import require package enum proto \
         fn module",
    ),
    (DEFAULT, "default defaults eg"),
    (ABOUT | ID, "id ids"),
    (
        CHECKS,
        "check checks compare validate validates hashing encrypt encode authenticate decode matches has is",
    ),
    (
        WRONG,
        "another different valid other changed nope nonexistent unknown illegal erroneous",
    ),
    (
        ABOUT,
        "name names file path dir url length len size policy kind ttl expiry expires expiration regex pattern \
         prefix suffix header param parameter params env var variable column alias format ref selector count \
         index max min validator provider manager handler method mode algorithm prompt options version date time \
         needed enabled location store callback generator encoder status code state usage rules request response \
         page view action event helper link lifetime age source list endpoints audience issuer scope filename \
         entry property attribute reset_",
    ),
    (
        HARMLESS,
        "public csrf xsrf next continuation sync partition primary foreign cache sort row idempotency encrypted \
         hashed cancel cancellation lexer eof syntax parse parser node map group translation pub pagination \
         search verification object json hot shortcut close open paren brace crypt bcrypt hash salt digest \
         fingerprint repo",
    ),
    (DOC, "doc docs documentation readme guide manual wiki document"),
    (
        LOCALE,
        "locale locales lang language languages translations messages intl po nls i",
    ),
    (VENDOR, "vendor modules external thirdparty third dist lib assets"),
    (
        CONF,
        "conf config configs configuration setting settings kube kubernetes helm terraform etc environments \
         inventory compose prod production staging resources resource charts manifests init cluster",
    ),
    (TEMPLATE, "template templates tmpl tpl skeleton boilerplate"),
    (
        KNOWN,
        "qwerty letmein welcome iloveyou dragon monkey abcd qwe qaz wsx asd zxc toor passw ssw sunshine shadow \
         football baseball superman batman princess",
    ),
    (
        CRYPTO,
        "sha md hmac aes rsa vector vectors plaintext ciphertext signature cert certificate integrity checksum",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let all: Vec<(&str, u32)> = WORDS
            .iter()
            .flat_map(|(g, words)| words.split(' ').map(|w| (w, *g)))
            .collect();
        let known: std::collections::BTreeMap<&str, u32> = all.iter().copied().collect();
        assert_eq!(known.len(), all.len(), "a word in two groups");
        for (w, group) in all {
            assert!(!w.is_empty() && w.len() <= 16, "{w}");
            assert_eq!(of(w.as_bytes()), group, "{w}");
            for other in [format!("{w}s"), format!("x{w}"), w[1..].to_owned()] {
                assert_eq!(
                    of(other.as_bytes()),
                    known.get(&*other).copied().unwrap_or(0),
                    "{other}"
                );
            }
        }
        assert_eq!(of(b"documentationdocumentation"), 0);
    }
}
