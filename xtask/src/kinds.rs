//! Passwords by kind, made with words that training never sees and from what stands around the value: a harder test than
//! [`crate::human::Human`] alone, since people take what is at hand (the account, the service, the name of the setting).

use spillage::detect::assigned::Candidate;

use crate::human::{ALNUM, Human, Rng, hash};

/// The kinds, in order of [`make`].
pub const KINDS: [&str; 16] = [
    "word",
    "word and number",
    "name and year",
    "walk over the keyboard",
    "another language",
    "what a policy demands",
    "four to eight letters",
    "two or three words",
    "letters as digits",
    "digits",
    "drawn at random",
    "everybody's first",
    "of the account",
    "of the service",
    "of the setting",
    "made up for a test",
];

/// The first of the kinds that are made from what stands around.
const NEAR: usize = 12;

const NAMES: [&str; 24] = [
    "oliver", "emma", "william", "sophie", "thomas", "julia", "peter", "laura", "martin", "alice", "felix", "clara",
    "marco", "giulia", "diego", "elena", "bruno", "ines", "sven", "astrid", "kenji", "mei", "amit", "leila",
];
const FOREIGN: [&str; 36] = [
    "fenster",
    "strasse",
    "himmel",
    "freund",
    "schule",
    "wasser",
    "bruder",
    "kirsche",
    "voiture",
    "ecole",
    "montagne",
    "riviere",
    "bateau",
    "lapin",
    "ventana",
    "escuela",
    "hermano",
    "cerveza",
    "playa",
    "caballo",
    "finestra",
    "scuola",
    "fratello",
    "birra",
    "spiaggia",
    "raam",
    "broer",
    "strand",
    "okno",
    "szkola",
    "morze",
    "reka",
    "hoshi",
    "umi",
    "tabemono",
    "bratislava",
];
const WALKS: [&str; 14] = [
    "qwertyuiop",
    "1qaz@WSX",
    "zaqxsw",
    "asdfghjkl",
    "qweasd123",
    "poilkj",
    "1234qwer",
    "!QAZ2wsx",
    "q2w3e4r5",
    "zxcv1234",
    "wsxedc",
    "0okm9ijn",
    "987654",
    "qwer4321",
];
const FIRST: [&str; 20] = [
    "changeit",
    "sesame",
    "opensesame",
    "swordfish",
    "trustno1",
    "p4ssw0rd",
    "Passw0rd",
    "P@ssw0rd1",
    "s3cr3t",
    "s3cret",
    "letmein1",
    "master1",
    "abcd1234",
    "a1b2c3d4",
    "secr3t!",
    "pa55word",
    "superman1",
    "iloveyou2",
    "starwars",
    "correcthorse",
];
const ADJECTIVES: [&str; 16] = [
    "my", "test", "new", "some", "old", "really", "invalid", "initial", "local", "client", "server", "database",
    "first", "other", "private", "extra",
];
const ENDS: [&str; 8] = ["password", "secret", "pass", "pwd", "passwd", "key", "token", "pw"];

/// What stands around a value.
pub struct Near {
    account: Option<String>,
    service: Option<String>,
    key: Vec<String>,
}

fn words(text: &[u8]) -> Vec<String> {
    text.split(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')))
        .map(|w| String::from_utf8_lossy(w).trim_matches(['-', '_']).to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

impl Near {
    pub fn of(text: &[u8], c: &Candidate) -> Self {
        let at = c.key.0.min(c.start);
        let from = at.saturating_sub(400);
        let to = (c.end + 400).min(text.len());
        let mut around = words(&text[from..at]);
        around.push(String::new());
        around.extend(words(&text[c.end..to]));
        let usable = |w: &String| (3..=16).contains(&w.len()) && w.bytes().any(|b| b.is_ascii_alphabetic());
        let plain = |w: &String| usable(w) && (4..=12).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase());
        let says = |w: &String| {
            let l = w.to_ascii_lowercase();
            l.ends_with("user") || l.ends_with("username") || l.ends_with("login") || l.ends_with("email")
        };
        let account = around
            .windows(2)
            .find(|w| says(&w[0]) && usable(&w[1]) && !says(&w[1]))
            .map(|w| w[1].clone());
        // A word that comes again is what the file is about.
        let mut count: std::collections::BTreeMap<&String, usize> = std::collections::BTreeMap::new();
        for w in around.iter().filter(|w| plain(w)) {
            *count.entry(w).or_default() += 1;
        }
        const COMMON: [&str; 24] = [
            "password", "user", "username", "string", "return", "const", "name", "host", "port", "value", "self",
            "test", "true", "false", "null", "this", "function", "import", "from", "assert", "token", "secret",
            "login", "type",
        ];
        let service = count
            .into_iter()
            .filter(|(w, _)| !COMMON.contains(&w.as_str()))
            .max_by_key(|(w, n)| (*n, hash(w)))
            .map(|(w, _)| w.clone());
        let key = String::from_utf8_lossy(&text[c.key.0..c.key.1]).into_owned();
        let mut parts = Vec::new();
        let mut word = String::new();
        for ch in key.chars() {
            let edge = ch.is_ascii_uppercase() && word.chars().last().is_some_and(|l| l.is_ascii_lowercase());
            if edge || !ch.is_ascii_alphabetic() {
                parts.push(std::mem::take(&mut word));
            }
            if ch.is_ascii_alphabetic() {
                word.push(ch.to_ascii_lowercase());
            }
        }
        parts.push(word);
        parts.retain(|p| p.len() >= 2);
        Self {
            account,
            service,
            key: parts,
        }
    }
}

fn cap(s: &str) -> String {
    let mut c = s.chars();
    c.next().map(|f| f.to_ascii_uppercase()).into_iter().chain(c).collect()
}

/// A password from what is at hand, for training: other forms than those that [`make`] judges with.
pub fn at_hand(human: &Human, near: &Near, r: &mut Rng) -> String {
    const LEADS: [&str; 12] = [
        "your", "this", "default", "super", "temp", "sample", "another", "admin", "api", "app", "dev", "good",
    ];
    const TAILS: [&str; 8] = ["password", "secret", "pass", "passwd", "pwd", "key", "token", "code"];
    let number = |r: &mut Rng| match r.below(4) {
        0 => r.of(b"0123456789", 1),
        1 => r.of(b"0123456789", 3),
        2 => "1234".to_owned(),
        _ => format!("{}", 1990 + r.below(40)),
    };
    let sep = *r.pick(&["", "", "_", "-", "."]);
    let lead = |r: &mut Rng| (*r.pick(&LEADS)).to_owned();
    let tail = |r: &mut Rng| (*r.pick(&TAILS)).to_owned();
    let account = near.account.clone().unwrap_or_else(|| human.word(r));
    let service = near.service.clone().unwrap_or_else(|| human.word(r));
    let key = near.key.join(sep);
    match r.below(16) {
        0 => account,
        1 => account + sep + &number(r),
        2 => format!("{account}{sep}{account}"),
        3 => format!("{}{sep}{account}", lead(r)),
        4 => service,
        5 => service + sep + &number(r),
        6 => format!("{service}{sep}{}", tail(r)),
        7 => format!("{}{sep}{service}", lead(r)),
        8 => format!("{key}{sep}{}", number(r)),
        9 => format!("{}{sep}{key}", human.word(r)),
        10 => format!("{}{sep}{key}", lead(r)),
        11 => format!("{service}{sep}{key}"),
        12 => format!("{}{sep}{}", lead(r), tail(r)),
        13 => format!("{}{sep}{}{sep}{}", lead(r), human.word(r), tail(r)),
        14 => format!("{}{}{}", lead(r), cap(&tail(r)), number(r)),
        _ => format!("{}{sep}{}{}", lead(r), tail(r), number(r)),
    }
}

/// A password of a kind.
pub fn make(kind: usize, held: &Human, near: &Near, r: &mut Rng) -> String {
    let digits = |r: &mut Rng, n: usize| r.of(b"0123456789", n);
    let tail = |r: &mut Rng| match r.below(5) {
        0 => "1".to_owned(),
        1 => "123".to_owned(),
        2 => r.of(b"0123456789", 2),
        3 => format!("{}", 2000 + r.below(27)),
        _ => format!("{}!", 1 + r.below(99)),
    };
    let plain = |r: &mut Rng| held.plain(r);
    match kind {
        0 => plain(r),
        1 => plain(r) + &tail(r),
        2 => {
            let name = *r.pick(&NAMES);
            let name = if r.chance(50) { cap(name) } else { name.to_owned() };
            name + &format!("{}", 1960 + r.below(66))
        }
        3 => (*r.pick(&WALKS)).to_owned(),
        4 => (*r.pick(&FOREIGN)).to_owned() + &if r.chance(60) { tail(r) } else { String::new() },
        5 => {
            let word = cap(&plain(r));
            match r.below(4) {
                0 => format!("{word}{}!", 2000 + r.below(27)),
                1 => format!("{word}@{}", 1 + r.below(999)),
                2 => format!("{word}#{}", cap(&plain(r))),
                _ => format!("{word}{}$", 10 + r.below(90)),
            }
        }
        6 => {
            let n = 4 + r.below(5);
            (0..n)
                .map(|i| {
                    char::from(*r.pick(if i % 2 == 0 {
                        b"bcdfghklmnprstvw"
                    } else {
                        b"aeiouaeioyaeiour"
                    }))
                })
                .collect()
        }
        7 => match r.below(4) {
            0 => plain(r) + &plain(r),
            1 => cap(&plain(r)) + &cap(&plain(r)),
            2 => format!("{}-{}-{}", plain(r), plain(r), plain(r)),
            _ => format!("{} {}", plain(r), plain(r)),
        },
        8 => plain(r)
            .chars()
            .map(|c| match c {
                'a' => '4',
                'e' => '3',
                'o' => '0',
                's' if r.chance(50) => '5',
                't' if r.chance(50) => '7',
                c => c,
            })
            .collect(),
        9 => {
            let n = 4 + r.below(7);
            digits(r, n)
        }
        10 => {
            let n = 8 + r.below(12);
            r.of(ALNUM, n)
        }
        11 => (*r.pick(&FIRST)).to_owned(),
        12 => {
            let user = near
                .account
                .clone()
                .unwrap_or_else(|| (*r.pick(&["deploy", "sonar", "webapp", "keycloak", "zabbix"])).to_owned());
            match r.below(6) {
                0 | 1 => user,
                2 => user + "123",
                3 => user + &tail(r),
                4 => user + *r.pick(&["_", "-", ""]) + *r.pick(&ENDS),
                _ => cap(&user) + "@" + &tail(r),
            }
        }
        13 => {
            let service = near
                .service
                .clone()
                .unwrap_or_else(|| (*r.pick(&["sonar", "zabbix", "nextcloud", "kibana"])).to_owned());
            match r.below(5) {
                0 => service,
                1 => service + &tail(r),
                2 => cap(&service) + &tail(r),
                3 => service + *r.pick(&["_", "-", ""]) + *r.pick(&ENDS),
                _ => format!("my{service}"),
            }
        }
        14 => {
            let key = if near.key.is_empty() {
                vec!["password".to_owned()]
            } else {
                near.key.clone()
            };
            let sep = *r.pick(&["_", "-", ""]);
            match r.below(5) {
                0 => key.join(sep) + &tail(r),
                1 if key.len() > 1 => key.join(sep),
                2 => key.iter().map(|k| cap(k)).collect::<String>() + &tail(r),
                _ => (*r.pick(&ADJECTIVES)).to_owned() + sep + &key.join(sep),
            }
        }
        _ => {
            let sep = *r.pick(&["_", "-", "", ""]);
            let a = *r.pick(&ADJECTIVES);
            match r.below(4) {
                0 => format!("{a}{sep}{}{}", *r.pick(&ENDS), tail(r)),
                1 => format!("{a}{sep}{}{sep}{}", *r.pick(&ADJECTIVES), *r.pick(&ENDS)),
                2 => format!("{a}{}", cap(*r.pick(&ENDS))),
                _ => format!("{a}{sep}{}", *r.pick(&ENDS)),
            }
        }
    }
}

/// What may have stood in place of a word of this length: of the account, the service, the setting, a test, a name, what
/// everybody takes first; words where nothing fits.
pub fn alike(len: usize, held: &Human, near: &Near, r: &mut Rng) -> String {
    let wanted = NEAR + r.below(4);
    for turn in 0..60 {
        let kind = match turn {
            0..30 => wanted,
            30..40 => 11,
            40..50 => 1,
            _ => 7,
        };
        let v = make(kind, held, near, r);
        if v.len() == len {
            return v;
        }
    }
    let mut v = make(7, held, near, r) + &make(7, held, near, r) + &make(7, held, near, r);
    while v.len() < len {
        v += &make(0, held, near, r);
    }
    v.truncate(len.max(1));
    v
}
