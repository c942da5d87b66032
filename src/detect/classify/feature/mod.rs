//! What the classifier knows about a candidate: numbers over value, name, line, neighbours and path.
//!
//! The order of features is the order of calls in [`extract`]; a model names how many it was made for.

mod around;
mod line;
mod name;
mod runs;
mod value;

pub use value::about;

use super::group as g;
use super::words;
use crate::detect::assigned::{Candidate, Form, Kind, Text, in_comment};

/// Most features there may be.
pub const MOST: usize = 160;

/// Collects features in order, and their names where somebody wants them.
pub struct Sheet<'n> {
    /// The numbers.
    pub values: [f32; MOST],
    /// How many.
    pub count: usize,
    names: Option<&'n mut Vec<&'static str>>,
}

impl<'n> Sheet<'n> {
    /// An empty sheet.
    #[must_use]
    pub fn new(names: Option<&'n mut Vec<&'static str>>) -> Self {
        Self {
            values: [0.0; MOST],
            count: 0,
            names,
        }
    }

    fn put(&mut self, name: &'static str, value: f32) {
        if let Some(slot) = self.values.get_mut(self.count) {
            *slot = value;
            self.count += 1;
        }
        if let Some(names) = &mut self.names {
            names.push(name);
        }
    }

    fn flag(&mut self, name: &'static str, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }
}

/// What a byte is to words: nothing, a small letter, a capital.
const CLASS: [u8; 256] = {
    let (mut class, mut i) = ([0; 256], 0);
    while i < 26 {
        (class[b'a' as usize + i], class[b'A' as usize + i]) = (1, 2);
        i += 1;
    }
    class
};

/// Calls `f` with the first byte of each word (letters, cut at case changes) and with the one behind it.
#[inline(always)]
fn spans(text: &[u8], mut f: impl FnMut(usize, usize)) {
    let class = |at: usize| text.get(at).map_or(0, |b| CLASS[usize::from(*b)]);
    let mut at = 0;
    while at < text.len() {
        let start = at;
        let mut before = class(at);
        at += 1;
        if before == 0 {
            continue;
        }
        loop {
            let here = class(at);
            if here == 0 || here == 2 && (before == 1 || class(at + 1) == 1) {
                break;
            }
            before = here;
            at += 1;
        }
        f(start, at);
    }
}

/// Calls `f` with each word in lower case, its first twenty letters.
fn split(text: &[u8], mut f: impl FnMut(&[u8])) {
    let mut buf = [0u8; 20];
    spans(text, |start, end| {
        let word = text.get(start..end).unwrap_or_default();
        for (to, from) in buf.iter_mut().zip(word) {
            *to = from.to_ascii_lowercase();
        }
        f(buf.get(..word.len().min(buf.len())).unwrap_or_default());
    });
}

/// The groups of the word at a place, in letters of any case.
#[inline(always)]
fn group_at(text: &[u8], start: usize, end: usize) -> u32 {
    const SMALL: u128 = u128::from_le_bytes([0x20; 16]);
    let length = end - start;
    if length > 16 || length == 0 {
        return 0;
    }
    let number = match text.get(start..start + 16).and_then(|w| w.try_into().ok()) {
        Some(w) => u128::from_le_bytes(w),
        None => g::number(text.get(start..end).unwrap_or_default()),
    };
    g::of_number((number | SMALL) & (u128::MAX >> (128 - 8 * length)))
}

/// The groups of all words of a text.
fn groups(text: &[u8]) -> u32 {
    let text = text.get(..LONG).unwrap_or(text);
    let mut all = 0;
    spans(text, |start, end| all |= group_at(text, start, end));
    all
}

/// Of long values and names only the beginning is taken apart.
const LONG: usize = 1 << 10;

/// What is known about a file before any of its candidates is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Kind of file.
    pub kind: Kind,
    groups: u32,
    hidden: bool,
    extension: u8,
    depth: u8,
}

impl Place {
    /// What a path says.
    #[must_use]
    pub fn of(path: &str, kind: Kind) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ext = name.rsplit_once('.').map_or("", |e| e.1);
        let extension = match ext.to_ascii_lowercase().as_str() {
            "py" => 1,
            "rb" | "rake" => 2,
            "js" | "jsx" | "mjs" | "cjs" => 3,
            "ts" | "tsx" => 4,
            "java" | "kt" | "scala" | "groovy" => 5,
            "go" => 6,
            "cs" | "vb" => 7,
            "php" => 8,
            "c" | "h" | "cpp" | "cc" | "m" | "rs" | "swift" => 9,
            "ex" | "exs" | "hs" | "erl" | "clj" | "r" | "pl" => 10,
            "" => 0,
            _ => 11,
        };
        Self {
            kind,
            groups: groups(path.as_bytes()),
            hidden: name.starts_with('.'),
            extension,
            depth: path.bytes().filter(|b| *b == b'/').count().min(12) as u8,
        }
    }
}

/// Lines that were taken apart for the last candidates of a text: neighbours share them.
#[derive(Debug, Default)]
pub struct Lines {
    turn: std::cell::Cell<usize>,
    known: [std::cell::Cell<(usize, usize, u32)>; 16],
    runs: runs::Runs,
}

impl Lines {
    /// The groups of a line, which is remembered.
    fn groups(&self, text: &[u8], from: usize, to: usize) -> u32 {
        let found = self
            .known
            .iter()
            .map(std::cell::Cell::get)
            .find(|k| (k.0, k.1) == (from, to));
        if let Some((_, _, all)) = found {
            return all;
        }
        let all = self.runs.of(text, from, to);
        if let Some(slot) = self.known.get(self.turn.get() % self.known.len()) {
            slot.set((from, to, all));
        }
        self.turn.set(self.turn.get() + 1);
        all
    }

    /// The groups of a part of a line.
    fn part(&self, text: &[u8], from: usize, to: usize) -> u32 {
        self.runs.of(text, from, to)
    }
}

/// Every feature of a candidate. `lines` is what is remembered of this text.
pub fn extract(text: &[u8], place: &Place, lines: &Lines, c: &Candidate, out: &mut Sheet<'_>) {
    let v = text.get(c.start..c.end).unwrap_or_default();
    let key = text.get(c.key.0..c.key.1).unwrap_or_default();
    value::value(v, out);
    name::name(key, v, c, out);
    line::line(text, place, lines, c, out);
    around::around(text, lines, c, out);
    path(place, out);
}

fn path(p: &Place, out: &mut Sheet<'_>) {
    out.put("p.extension", f32::from(p.extension));
    out.flag("p.test", p.groups & (g::TEST | g::ASSERT) != 0);
    out.flag("p.example", p.groups & g::DEFAULT != 0);
    out.flag("p.doc", p.groups & g::DOC != 0);
    out.flag("p.locale", p.groups & g::LOCALE != 0);
    out.flag("p.vendor", p.groups & g::VENDOR != 0);
    out.flag("p.conf", p.groups & g::CONF != 0);
    out.flag("p.template", p.groups & g::TEMPLATE != 0);
    out.flag("p.hidden", p.hidden);
    out.flag("p.docker", p.groups & g::OPENS != 0);
    out.put("p.depth", f32::from(p.depth).min(6.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A feature of the last password assigned in a text.
    fn feature(path: &str, text: &str, name: &str) -> f32 {
        let value = text.rfind('<').unwrap()..text.rfind('>').unwrap();
        let key = text[..value.start].rfind("pass").unwrap();
        let end = key + text[key..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let c = Candidate::sample((key, end), value.start + 1, value.end);
        let mut names = Vec::new();
        let mut sheet = Sheet::new(Some(&mut names));
        extract(
            text.as_bytes(),
            &Place::of(path, Kind::Yaml),
            &Lines::default(),
            &c,
            &mut sheet,
        );
        let values = sheet.values;
        values[names.iter().position(|n| *n == name).unwrap()]
    }

    #[test]
    fn words_are_cut_at_case_changes() {
        let words = |text: &str| {
            let mut out = Vec::new();
            split(text.as_bytes(), |w| out.push(String::from_utf8_lossy(w).into_owned()));
            out
        };
        assert_eq!(
            words("getHTTPToken2x, my_KEY"),
            ["get", "http", "token", "x", "my", "key"]
        );
        assert_eq!(words("ABCd É eA"), ["ab", "cd", "e", "a"]);
        assert_eq!(words("abcdefghijklmnopqrstuvwxyz"), ["abcdefghijklmnopqrst"]);
        assert!(words("12 34").is_empty() && words("").is_empty());
    }

    #[test]
    fn an_account_of_the_same_name_is_seen() {
        assert_eq!(feature("a.yml", "user: <guest>\npassword: <guest>", "n.user_same"), 1.0);
        assert_eq!(
            feature("a.yml", "user: <guest>\npassword: <turtle>", "n.user_same"),
            0.0
        );
        assert_eq!(feature("a.yml", "host: <guest>\npassword: <guest>", "n.user_same"), 0.0);
    }

    #[test]
    fn base64_is_looked_into_for_stock_words() {
        assert_eq!(feature("a.yml", "password: <bXlwYXNzd29yZA==>", "v.decoded_stock"), 0.0);
        assert_eq!(feature("a.yml", "password: <dGVzdC1wYXNz>", "v.decoded_stock"), 1.0);
        assert_eq!(feature("a.yml", "password: <dHVydGxlNzdz>", "v.decoded_stock"), 0.0);
    }

    #[test]
    fn what_is_meant_to_fail_is_told() {
        assert_eq!(feature("a.yml", "password: <wrong-turtle>", "v.wrong"), 1.0);
        assert_eq!(feature("a.yml", "password: <turtle>", "v.wrong"), 0.0);
        assert_eq!(feature("a.yml", "password: <Password1!>", "v.exact"), 2.0);
    }
}
