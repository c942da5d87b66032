//! Globs over paths, indexed so that a path is compared only with globs that share a literal part with it.
//!
//! Grammar: `**` any number of folders, `*` and `?` within a name, `[abc]` a class, `{a,b}` alternatives (expanded when
//! compiled). ASCII case is folded. Written here because start-up matters more than generality: nothing is compiled
//! to an automaton.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::literal::commonness;

/// Which globs match a path.
#[derive(Debug)]
pub struct PathIndex {
    globs: Vec<Glob>,
    by_part: HashMap<String, Vec<u32>, FxBuildHasher>,
    by_extension: HashMap<String, Vec<u32>, FxBuildHasher>,
    /// By the first byte of the name.
    by_first: HashMap<u8, Vec<u32>, FxBuildHasher>,
    /// By the place in [`Pairs`] of two bytes that every match holds side by side; each with the place of two others.
    by_pair: Vec<Vec<(u8, u32)>>,
    /// Places of `by_pair` that hold something.
    filled: Pairs,
    /// What every path is held against.
    others: Vec<u32>,
}

#[derive(Debug)]
struct Glob {
    text: String,
    number: u32,
    /// What every path that matches holds.
    pairs: Pairs,
}

/// Which pairs of neighbouring bytes occur, each at one of 256 places that others share.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Pairs([u64; 4]);

impl Pairs {
    fn place(a: u8, b: u8) -> u8 {
        (a.wrapping_mul(31) ^ b.rotate_left(3)).wrapping_mul(157)
    }

    fn add(&mut self, text: &[u8]) {
        for w in text.windows(2) {
            let place = Self::place(w[0], w[1]);
            self.0[usize::from(place >> 6)] |= 1 << (place & 63);
        }
    }

    fn holds(&self, place: u8) -> bool {
        self.0[usize::from(place >> 6)] >> (place & 63) & 1 != 0
    }

    /// A place that is held, another one where there is one.
    fn other_than(&self, place: u8) -> u8 {
        (0..=u8::MAX).find(|p| *p != place && self.holds(*p)).unwrap_or(place)
    }

    fn all_in(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }
}

impl Default for PathIndex {
    fn default() -> Self {
        Self {
            globs: Vec::new(),
            by_part: HashMap::default(),
            by_extension: HashMap::default(),
            by_first: HashMap::default(),
            by_pair: vec![Vec::new(); 256],
            filled: Pairs::default(),
            others: Vec::new(),
        }
    }
}

impl PathIndex {
    /// Files globs under numbers; a number may have several globs.
    ///
    /// # Errors
    /// A glob with an unclosed brace or class, in words.
    pub fn new<'a>(globs: impl IntoIterator<Item = (&'a str, u32)>) -> Result<Self, String> {
        let mut index = Self::default();
        for (glob, number) in globs {
            let glob = glob.to_ascii_lowercase();
            for g in if glob.contains(['{', '[']) {
                expand(&glob)?
            } else {
                vec![glob]
            } {
                let at = index.globs.len() as u32;
                let last = g.rsplit('/').next().unwrap_or(&g);
                let plain = |part: &str| !part.is_empty() && !part.contains(['*', '?', '[']);
                // What stands in a class is no part of every match.
                let fixed: Vec<&str> = if g.contains('[') {
                    Vec::new()
                } else {
                    g.split(['*', '?', '/']).collect()
                };
                let mut pairs = Pairs::default();
                fixed.iter().for_each(|f| pairs.add(f.as_bytes()));
                if plain(last) {
                    file(&mut index.by_part, last, at);
                } else if let Some(part) = g.split('/').filter(|p| plain(p)).max_by_key(|p| p.len()) {
                    file(&mut index.by_part, part, at);
                } else if let Some(ext) = last.rsplit_once('.').map(|(_, e)| e).filter(|e| plain(e)) {
                    file(&mut index.by_extension, ext, at);
                } else if let Some(first) = last
                    .bytes()
                    .next()
                    .filter(|b| plain(&char::from(*b).to_string()) && last != g)
                {
                    index.by_first.entry(first).or_default().push(at);
                } else if let Some(pair) = fixed
                    .iter()
                    .flat_map(|f| f.as_bytes().windows(2))
                    .min_by_key(|w| commonness(w[0]) + commonness(w[1]))
                {
                    let place = Pairs::place(pair[0], pair[1]);
                    index.by_pair[usize::from(place)].push((pairs.other_than(place), at));
                    index.filled.add(pair);
                } else {
                    index.others.push(at);
                }
                index.globs.push(Glob { text: g, number, pairs });
            }
        }
        Ok(index)
    }

    /// Whether there are no globs at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.globs.is_empty()
    }

    /// The numbers of all globs that match, sorted, each once. `path` is relative with `/`.
    #[must_use]
    pub fn matches(&self, path: &str) -> Vec<u32> {
        let mut out = Vec::new();
        self.find(path, &mut out);
        out
    }

    /// Fills `out` with the numbers of all globs that match, sorted, each once.
    pub fn find(&self, path: &str, out: &mut Vec<u32>) {
        out.clear();
        if self.globs.is_empty() {
            return;
        }
        // Most paths are lower case already, or short enough for the stack.
        let mut small = [0; 256];
        let large;
        let path: &str = match small.get_mut(..path.len()) {
            Some(buffer) => {
                buffer.copy_from_slice(path.as_bytes());
                buffer.make_ascii_lowercase();
                std::str::from_utf8(buffer).unwrap_or(path)
            }
            None => {
                large = path.to_ascii_lowercase();
                &large
            }
        };
        let mut pairs = Pairs::default();
        pairs.add(path.as_bytes());
        let mut compare = |at: u32| {
            let glob = &self.globs[at as usize];
            if glob.pairs.all_in(&pairs) && matches(glob.text.as_bytes(), path.as_bytes()) {
                out.push(glob.number);
            }
        };
        let mut look = |list: &[u32]| list.iter().for_each(|at| compare(*at));
        for part in path.split('/') {
            if let Some(list) = self.by_part.get(part) {
                look(list);
            }
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(list) = name.rsplit_once('.').and_then(|(_, ext)| self.by_extension.get(ext)) {
            look(list);
        }
        if let Some(list) = name.bytes().next().and_then(|b| self.by_first.get(&b)) {
            look(list);
        }
        look(&self.others);
        for (i, (word, filled)) in pairs.0.iter().zip(&self.filled.0).enumerate() {
            let mut word = word & filled;
            while word != 0 {
                for (other, at) in &self.by_pair[i * 64 + word.trailing_zeros() as usize] {
                    if pairs.holds(*other) {
                        compare(*at);
                    }
                }
                word &= word - 1;
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}

fn file(lists: &mut HashMap<String, Vec<u32>, FxBuildHasher>, key: &str, at: u32) {
    match lists.get_mut(key) {
        Some(list) => list.push(at),
        None => drop(lists.insert(key.to_owned(), vec![at])),
    }
}

/// Whether a glob is one.
///
/// # Errors
/// An unclosed brace or class, in words.
pub(crate) fn check(glob: &str) -> Result<(), String> {
    if glob.contains(['{', '[']) {
        expand(glob)?;
    }
    Ok(())
}

/// Whether one of a few globs matches, without an index.
pub(crate) fn any<'g>(globs: impl IntoIterator<Item = &'g str>, path: &str) -> bool {
    let mut globs = globs.into_iter().peekable();
    if globs.peek().is_none() {
        return false;
    }
    let path = path.to_ascii_lowercase();
    globs.any(|g| {
        let g = g.to_ascii_lowercase();
        expand(&g).is_ok_and(|all| all.iter().any(|g| matches(g.as_bytes(), path.as_bytes())))
    })
}

/// `a.{b,c}` becomes `a.b` and `a.c`; nesting is allowed, the result is bounded.
fn expand(glob: &str) -> Result<Vec<String>, String> {
    let mut done = Vec::new();
    let mut todo = vec![glob.to_owned()];
    while let Some(g) = todo.pop() {
        if done.len() + todo.len() > 1000 {
            return Err(format!("glob {glob:?} has too many alternatives"));
        }
        let Some(open) = g.rfind('{') else {
            if g.bytes().filter(|b| *b == b'[').count() > g.bytes().filter(|b| *b == b']').count() {
                return Err(format!("glob {glob:?} has a `[` without `]`"));
            }
            done.push(g);
            continue;
        };
        let Some(close) = g[open..].find('}').map(|c| open + c) else {
            return Err(format!("glob {glob:?} has a `{{` without `}}`"));
        };
        for choice in g[open + 1..close].split(',') {
            todo.push(format!("{}{choice}{}", &g[..open], &g[close + 1..]));
        }
    }
    Ok(done)
}

/// The match itself: iterative, with one point of return for `*` and one for `**`, so that time stays bounded by
/// the product of the lengths.
fn matches(glob: &[u8], path: &[u8]) -> bool {
    let (mut g, mut p) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    let mut deep: Option<(usize, usize)> = None;
    let at = |i: usize| glob.get(i).copied();
    loop {
        let deep_here = at(g) == Some(b'*') && at(g + 1) == Some(b'*') && (g == 0 || at(g - 1) == Some(b'/'));
        if deep_here && at(g + 2) == Some(b'/') {
            deep = Some((g + 3, p));
            star = None;
            g += 3;
            continue;
        }
        if deep_here && g + 2 == glob.len() {
            return p < path.len() || g == 0;
        }
        let ok = match (glob.get(g), path.get(p)) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                star = Some((g + 1, p));
                g += 1;
                continue;
            }
            (Some(b'?'), Some(c)) if *c != b'/' => {
                g += 1;
                true
            }
            (Some(b'['), Some(c)) if *c != b'/' => class(glob, &mut g, *c),
            (Some(a), Some(b)) if a == b => {
                g += 1;
                true
            }
            _ => false,
        };
        if ok {
            p += 1;
            continue;
        }
        if let Some((sg, sp)) = star
            && path.get(sp).is_some_and(|c| *c != b'/')
        {
            star = Some((sg, sp + 1));
            (g, p) = (sg, sp + 1);
            continue;
        }
        if let Some((dg, dp)) = deep
            && let Some(next) = path[dp..].iter().position(|c| *c == b'/').map(|n| dp + n + 1)
        {
            deep = Some((dg, next));
            star = None;
            (g, p) = (dg, next);
            continue;
        }
        return false;
    }
}

fn class(glob: &[u8], g: &mut usize, c: u8) -> bool {
    let Some(close) = glob[*g..].iter().position(|b| *b == b']').map(|n| *g + n) else {
        return false;
    };
    let mut body = &glob[*g + 1..close];
    let negated = matches!(body.first(), Some(b'!' | b'^'));
    if negated {
        body = &body[1..];
    }
    let mut found = false;
    let mut i = 0;
    while i < body.len() {
        if body.get(i + 1) == Some(&b'-') && i + 2 < body.len() {
            found |= (body[i]..=body[i + 2]).contains(&c);
            i += 3;
        } else {
            found |= body[i] == c;
            i += 1;
        }
    }
    *g = close + 1;
    found != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar() {
        let yes = [
            ("**/.npmrc", ".npmrc"),
            ("**/.npmrc", "a/b/.npmrc"),
            ("**/.aws/credentials", "home/.aws/credentials"),
            ("**/*.pem", "x/y.PEM"),
            ("**/.ssh/**", ".ssh/a/b"),
            ("**/id_*sa", "k/id_rsa"),
            ("**/appsettings.*.json", "src/appsettings.prod.json"),
            ("config/*.{yml,yaml}", "config/a.yaml"),
            ("**/.env.[a-z]*", ".env.local"),
            ("**/a/**/b", "x/a/b"),
            ("**/a/**/b", "x/a/c/d/b"),
            ("**", "anything/at/all"),
        ];
        for (g, p) in yes {
            assert!(any([g], p), "{g} should match {p}");
            assert_eq!(
                PathIndex::new([(g, 7)]).unwrap().matches(p),
                [7],
                "{g} indexed should match {p}"
            );
        }
        let no = [
            ("**/.npmrc", "a.npmrc"),
            ("**/*.pem", "a.pem/b"),
            ("config/*.yml", "config/a/b.yml"),
            ("**/.ssh/**", ".ssh"),
            ("**/a?c", "a/c"),
            ("*.pem", "x/a.pem"),
        ];
        for (g, p) in no {
            assert!(!any([g], p), "{g} should not match {p}");
            assert!(
                PathIndex::new([(g, 7)]).unwrap().matches(p).is_empty(),
                "{g} indexed should not match {p}"
            );
        }
        assert!(PathIndex::new([("a{b", 0)]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn hostile_globs_and_paths_end(glob in "[a*?/\\[\\]!-]{0,40}", path in "[a/]{0,60}") {
            let _ = any([&*glob], &path);
        }
    }
}
