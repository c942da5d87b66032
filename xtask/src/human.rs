//! Passwords as people choose them: words, names, years, walks over the keyboard, what a policy demands.
//!
//! CredData's own passwords were replaced by characters of the same shape, so that a classifier trained on them alone
//! would learn that secrets look random. Words are split in two halves, one to train with and one to judge with.

/// A small deterministic generator (xorshift with a multiplier).
#[derive(Clone)]
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
    pub fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 33) as usize) % n.max(1)
    }
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    pub fn of(&mut self, set: &[u8], n: usize) -> String {
        (0..n).map(|_| char::from(*self.pick(set))).collect()
    }
}

pub fn hash(s: &str) -> u64 {
    s.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}

const NAMES: [&str; 60] = [
    "james", "mary", "robert", "linda", "michael", "sarah", "david", "karen", "daniel", "nancy", "mark", "sandra",
    "paul", "ashley", "steven", "emily", "andrew", "donna", "joshua", "michelle", "kevin", "carol", "brian", "amanda",
    "george", "melissa", "maria", "jose", "carlos", "ana", "juan", "lucia", "pedro", "sofia", "jean", "pierre",
    "camille", "antoine", "hans", "klaus", "anna", "jonas", "lena", "ivan", "olga", "dmitri", "natasha", "wei", "li",
    "chen", "yuki", "haruto", "raj", "priya", "arjun", "fatima", "omar", "ali", "mehmet", "ayse",
];
const SERVICES: [&str; 24] = [
    "db", "root", "admin", "mysql", "postgres", "redis", "app", "web", "mail", "ftp", "backup", "dev", "prod", "stage",
    "oracle", "user", "server", "cisco", "vpn", "wifi", "jenkins", "docker", "portal", "shop",
];
const WALKS: [&str; 24] = [
    "qwe123",
    "1qaz2wsx",
    "asdfgh",
    "zxcvbn",
    "qazwsx",
    "1q2w3e4r",
    "qwerasdf",
    "asdf1234",
    "zaq12wsx",
    "q1w2e3r4",
    "poiuyt",
    "mnbvcxz",
    "qweasdzxc",
    "147258",
    "159753",
    "789456",
    "aqwzsx",
    "edcrfv",
    "1qazxsw2",
    "qwertz",
    "azerty",
    "ytrewq",
    "lkjhgf",
    "qwe1234",
];
/// Words of other languages, without accents, as people type them into a password field.
const FOREIGN: [&str; 96] = [
    "schnee",
    "regen",
    "sommer",
    "winter",
    "fruehling",
    "herbst",
    "garten",
    "haus",
    "hund",
    "katze",
    "kaffee",
    "blume",
    "schatz",
    "kuchen",
    "wolke",
    "stern",
    "berg",
    "wald",
    "kaktus",
    "adler",
    "loewe",
    "zucker",
    "apfel",
    "birne",
    "soleil",
    "lune",
    "maison",
    "chien",
    "chat",
    "fromage",
    "jardin",
    "fleur",
    "etoile",
    "hiver",
    "printemps",
    "papillon",
    "bonjour",
    "amour",
    "renard",
    "nuage",
    "sol",
    "luna",
    "casa",
    "perro",
    "gato",
    "queso",
    "jardin",
    "flor",
    "estrella",
    "invierno",
    "verano",
    "mariposa",
    "hola",
    "amor",
    "zorro",
    "nube",
    "sole",
    "gatto",
    "cane",
    "fiore",
    "stella",
    "inverno",
    "estate",
    "farfalla",
    "ciao",
    "amore",
    "volpe",
    "nuvola",
    "huis",
    "hond",
    "bloem",
    "sneeuw",
    "zomer",
    "fiets",
    "kaas",
    "vlinder",
    "slunce",
    "kocka",
    "zima",
    "leto",
    "slonce",
    "kotek",
    "kwiat",
    "gwiazda",
    "zolnierz",
    "sakura",
    "neko",
    "inu",
    "yuki",
    "hana",
    "solnce",
    "koshka",
    "zima",
    "vesna",
    "lyubov",
    "drakon",
];
/// What people reach for when they make up a password for a test, a demonstration or a first set-up.
const STOCK: [&str; 26] = [
    "test", "my", "secret", "admin", "user", "pass", "password", "demo", "hello", "new", "default", "root", "super",
    "temp", "foo", "login", "welcome", "master", "letmein", "system", "dev", "strong", "some", "long", "change",
    "guest",
];
const NOUNS: [&str; 6] = ["password", "secret", "pass", "pwd", "key", "token"];
pub const ALNUM: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
pub const HEX: &[u8] = b"0123456789abcdef";
const DIGITS: &[u8] = b"0123456789";
const SYMBOLS: &[u8] = b"!@#$%&*?.-_+";

pub struct Human {
    words: Vec<String>,
}

impl Human {
    /// Uses the words whose hash is even (`half` 0) or odd (1).
    pub fn new(list: &[String], half: u64) -> Self {
        let words = list
            .iter()
            .filter(|w| (3..=9).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase()) && hash(w) % 2 == half)
            .cloned()
            .collect();
        Self { words }
    }

    pub fn word(&self, r: &mut Rng) -> String {
        if r.chance(12) {
            (*r.pick(&NAMES)).to_owned()
        } else if r.chance(14) {
            (*r.pick(&FOREIGN)).to_owned()
        } else {
            r.pick(&self.words).clone()
        }
    }

    /// A word of the list.
    pub fn plain(&self, r: &mut Rng) -> String {
        r.pick(&self.words).clone()
    }

    /// One password.
    pub fn password(&self, r: &mut Rng) -> String {
        let cap = |s: String| {
            let mut c = s.chars();
            c.next()
                .map(|f| f.to_ascii_uppercase())
                .into_iter()
                .chain(c)
                .collect::<String>()
        };
        let number = |r: &mut Rng| match r.below(5) {
            0 => r.of(DIGITS, 1),
            1 => r.of(DIGITS, 2),
            2 => (1950 + r.below(76)).to_string(),
            3 => "123".to_owned(),
            _ => {
                let n = 3 + r.below(4);
                r.of(DIGITS, n)
            }
        };
        let stock = |r: &mut Rng| (*r.pick(&STOCK)).to_owned();
        if r.chance(20) {
            let sep = *r.pick(&["", "", "_", "-"]);
            return match r.below(6) {
                0 => stock(r) + &number(r),
                1 => stock(r) + sep + &self.word(r),
                2 => self.word(r) + sep + *r.pick(&NOUNS),
                3 => stock(r) + sep + *r.pick(&NOUNS) + &if r.chance(50) { number(r) } else { String::new() },
                4 => cap(stock(r)) + &number(r) + *r.pick(&["!", "@", "#", ""]),
                _ => stock(r) + sep + &stock(r) + sep + *r.pick(&NOUNS),
            };
        }
        match r.below(100) {
            0..=12 => self.word(r),
            13..=14 => cap(self.word(r)) + &r.of(SYMBOLS, 1),
            15..=17 => {
                let sep = *r.pick(&["", "-", "_", "."]);
                let end = if r.chance(60) { r.of(SYMBOLS, 1) } else { String::new() };
                cap(self.word(r)) + sep + &cap(self.word(r)) + &end
            }
            18..=35 => self.word(r) + &number(r),
            36..=46 => cap(self.word(r)) + &number(r),
            47..=55 => {
                let s = r.of(SYMBOLS, 1);
                if r.chance(70) {
                    cap(self.word(r)) + &number(r) + &s
                } else {
                    cap(self.word(r)) + &s + &number(r)
                }
            }
            56..=58 => self.word(r) + &self.word(r),
            59 => self.word(r) + &self.word(r) + &r.of(SYMBOLS, 1),
            60 => {
                let sep = *r.pick(&["-", "_", "."]);
                let end = if r.chance(50) { r.of(SYMBOLS, 1) } else { number(r) };
                cap(self.word(r)) + sep + &cap(self.word(r)) + &end
            }
            61..=64 => cap(self.word(r)) + &cap(self.word(r)) + &if r.chance(50) { number(r) } else { String::new() },
            65 => {
                let sep = *r.pick(&["-", "_", "."]);
                self.word(r) + sep + &self.word(r) + sep + &number(r)
            }
            66 => self.word(r) + &r.of(SYMBOLS, 1),
            67..=69 => {
                let sep = *r.pick(&["-", "_", ".", "@", "!"]);
                self.word(r) + sep + &if r.chance(50) { self.word(r) } else { number(r) }
            }
            70..=74 => self
                .word(r)
                .chars()
                .map(|c| match c {
                    'a' if r.chance(60) => '@',
                    'e' if r.chance(60) => '3',
                    'o' if r.chance(70) => '0',
                    'i' if r.chance(50) => '1',
                    's' if r.chance(40) => '$',
                    c => c,
                })
                .collect(),
            75..=78 => (*r.pick(&WALKS)).to_owned(),
            79..=83 => {
                let n = 4 + r.below(6);
                r.of(DIGITS, n)
            }
            84..=91 => {
                let n = 8 + r.below(8);
                let mut s = r.of(ALNUM, n);
                if r.chance(50) {
                    let at = r.below(s.len());
                    s.insert(at, char::from(*r.pick(SYMBOLS)));
                }
                s
            }
            92..=93 => (0..2 + r.below(3)).map(|_| self.word(r)).collect::<Vec<_>>().join("-"),
            _ => (*r.pick(&SERVICES)).to_owned() + *r.pick(&["", "@", "_", ""]) + &number(r),
        }
    }
}
