//! A rule as it stands in a TOML file, and what makes it valid.
//!
//! Shared by the build script (which turns `rules/` into a static table) and by the library (rules that a user
//! brings). Unknown keys are errors, so that a misspelt condition never silently widens a rule.

use serde::Deserialize;

/// One file: `[[rule]]` tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFile {
    /// The rules of the file.
    #[serde(default)]
    pub rule: Vec<RawRule>,
}

/// One `[[rule]]` table. CONTRIBUTING explains each key with an example.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    /// Lower-case words joined by `-`; what users write in `--select` and in inline suppressions.
    pub id: String,
    /// What it is, in a few words, starting with a capital.
    pub title: String,
    /// The service or theme, for grouping ("GitHub", "PostgreSQL", "TLP").
    #[serde(default)]
    pub provider: String,
    /// Why it matters: what its holder can do.
    pub why: String,
    /// How to fix it.
    pub fix: String,
    /// `secret`, `marker`, `personal`, `path`, `egress`.
    pub category: String,
    /// `info`, `low`, `medium`, `high`, `critical`.
    pub severity: String,
    /// 0 to 1: what the thing opens.
    pub impact: f64,
    /// 0 to 1: of matches that pass every condition, how many are true.
    pub confidence: f64,
    /// Literals (ASCII case is folded); one must be in the text before anything else of the rule is tried.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// What goes on behind a prefix that this service alone uses, `PREFIX ALPHABET LENGTH` (see [`Form`]): a value under a telling
    /// name that begins so and does not go on like that is made up.
    #[serde(default)]
    pub forms: Vec<String>,
    /// Regular expression (crate `regex` syntax). The capture `secret`, else group 1, else all of it is the value.
    #[serde(default)]
    pub pattern: Option<String>,
    /// For tokens without a prefix: the value's own shape. A keyword is then a name (`datadog`), and the engine
    /// accepts whatever people write between name and value (`DATADOG_API_KEY=`, `"datadog": {"key": "`, `datadog.New("`).
    #[serde(default)]
    pub value: Option<String>,
    /// With `value`: a regular expression for what may stand between the keyword and the operator (default: any identifier tail).
    #[serde(default)]
    pub name: Option<String>,
    /// Handled by a built-in recogniser of this name instead of a pattern.
    #[serde(default)]
    pub recogniser: Option<String>,
    /// Globs over the item's path (`**/.npmrc`, ASCII case folded); the rule holds only there. Without `pattern`,
    /// `value` and `recogniser` the path alone is the finding.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Globs where the rule does not hold.
    #[serde(default)]
    pub not_paths: Vec<String>,
    /// Names of structural checks (`detect::check`); a failed check drops the match, a passed one raises its confidence.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Least Shannon entropy of the value, in bits per character.
    #[serde(default)]
    pub entropy: Option<f64>,
    /// The value must not match any of these.
    #[serde(default)]
    pub allow: Vec<String>,
    /// The line of the match must not match any of these.
    #[serde(default)]
    pub allow_line: Vec<String>,
    /// Each of these must match within `near_lines` lines of the match.
    #[serde(default)]
    pub near: Vec<String>,
    /// Lines above and below in which `near` is looked for (default 8).
    #[serde(default)]
    pub near_lines: Option<u32>,
    /// How far behind the keyword a match may end, in bytes (default 400).
    #[serde(default)]
    pub window: Option<u32>,
    /// Only in the first so many lines.
    #[serde(default)]
    pub head_lines: Option<u32>,
    /// Says nothing where the file's folder stands under an open licence (see `licence`).
    #[serde(default)]
    pub open_licence_clears: bool,
    /// For rules by path: bytes with which the format begins, `OFFSET:HEX`; one of them must stand in the file.
    #[serde(default)]
    pub magic: Vec<String>,
    /// The bytes of `magic` are so distinct that a file of any name that has them is meant.
    #[serde(default)]
    pub magic_alone: bool,
    /// Smaller files, in bytes, are hardly what the rule means.
    #[serde(default)]
    pub least_size: Option<u64>,
    /// Tried on all of every text instead of around keywords: for rules of other tools that have none.
    #[serde(skip)]
    pub everywhere: bool,
    /// Content that must give this finding (and only examples of rules run: through the production scanner).
    /// The marker `<+>` is dropped, so that an example need not look live in this repository.
    #[serde(default)]
    pub examples: Vec<RawExample>,
    /// Content that must not give this finding.
    #[serde(default)]
    pub counterexamples: Vec<RawExample>,
    /// Where the format is documented.
    #[serde(default)]
    pub references: Vec<String>,
}

/// Text alone, or text with the path at which it stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum RawExample {
    /// Content of a file named `example.txt`.
    Text(String),
    /// Content at a path.
    At {
        /// Relative path.
        path: String,
        /// Content; empty for path rules.
        #[serde(default)]
        text: String,
    },
}

impl RawExample {
    /// Path and content with the `<+>` marks taken out.
    #[must_use]
    pub fn parts(&self) -> (String, String) {
        match self {
            Self::Text(t) => ("example.txt".to_owned(), t.replace("<+>", "")),
            Self::At { path, text } => (path.clone(), text.replace("<+>", "")),
        }
    }
}

impl RawRule {
    /// The keywords as they are looked for: in lower case, and for a `value` whose keywords go on behind the service's name
    /// (`exa_api`) also that name as a section of its own (`"exa": {"apiKey": …`, `[exa]`, `exa:` on a line) and the two as one word.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        const WORDS: [&str; 21] = [
            "api",
            "key",
            "token",
            "secret",
            "access",
            "client",
            "auth",
            "app",
            "pat",
            "write",
            "admin",
            "account",
            "license",
            "rest",
            "cloud",
            "user",
            "integration",
            "personal",
            "service",
            "private",
            "server",
        ];
        // Sections of these names hold other things as well.
        const COMMON: [&str; 78] = [
            "abstract",
            "access",
            "api",
            "app",
            "aps",
            "batch",
            "better",
            "blob",
            "bot",
            "box",
            "build",
            "captcha",
            "circle",
            "column",
            "confident",
            "congress",
            "connect",
            "consumer",
            "convert",
            "corp",
            "cube",
            "currents",
            "daily",
            "deployer",
            "docker",
            "face",
            "form",
            "gate",
            "google",
            "graph",
            "hash",
            "here",
            "hex",
            "increase",
            "insight",
            "kernel",
            "line",
            "linear",
            "literal",
            "make",
            "merge",
            "meta",
            "news",
            "now",
            "oauth",
            "owner",
            "packet",
            "parse",
            "payload",
            "preset",
            "priv",
            "private",
            "purchases",
            "rapid",
            "raw",
            "rest",
            "root",
            "routing",
            "scraper",
            "search",
            "secret",
            "segment",
            "seq",
            "signer",
            "speech",
            "split",
            "spot",
            "src",
            "storage",
            "stream",
            "system",
            "toggle",
            "token",
            "transfer",
            "unit",
            "wallet",
            "weather",
            "writer",
        ];
        let mut all: Vec<String> = self.keywords.iter().map(|k| k.to_ascii_lowercase()).collect();
        if self.value.is_none() {
            return all;
        }
        let mut more = Vec::new();
        for k in &all {
            let Some((head, tail)) = k.split_once(['_', '-', '.', ' ']) else {
                continue;
            };
            let named = ((3..=14).contains(&head.len()) || matches!(head, "cf" | "dd"))
                && head.bytes().all(|b| b.is_ascii_alphanumeric());
            if !named
                || COMMON.contains(&head)
                || all.iter().any(|k| k == head)
                || !(tail.is_empty() || WORDS.iter().any(|w| tail.starts_with(w)))
            {
                continue;
            }
            more.extend([format!("\"{head}\""), format!("[{head}]"), format!("\n{head}:")]);
            let tail: String = tail.chars().filter(char::is_ascii_alphanumeric).collect();
            if !tail.is_empty() {
                more.push(format!("{head}{tail}"));
            }
        }
        for k in more {
            if !all.iter().any(|a| k.contains(a.as_str())) {
                all.push(k);
            }
        }
        all
    }
}

/// Between a path and its text, and behind the text.
pub(crate) const MARKS: [char; 2] = ['\u{1}', '\u{2}'];

/// Examples in one string.
pub(crate) fn packed(examples: &[RawExample]) -> String {
    let mut out = String::new();
    for (path, text) in examples.iter().map(RawExample::parts) {
        out += &path;
        out.push(MARKS[0]);
        out += &text;
        out.push(MARKS[1]);
    }
    out
}

/// `OFFSET:HEX` as an offset and bytes.
#[must_use]
pub fn magic(text: &str) -> Option<(usize, Vec<u8>)> {
    let (offset, hex) = text.split_once(':')?;
    let bytes = (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok())
        .collect::<Option<Vec<u8>>>()?;
    Some((offset.parse().ok().filter(|o| *o <= 256)?, bytes))
}

/// A prefix and what goes on behind it, as in `ghp_ alnum 36..`: an alphabet and a length, open where the service has let it
/// grow over the years, so that a new format is not taken for a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form<'a> {
    /// What the value begins with.
    pub prefix: &'a str,
    /// Which characters may follow.
    pub alphabet: Alphabet,
    /// How many at least.
    pub least: usize,
    /// How many at most.
    pub most: usize,
}

/// Characters of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// `hex`: digits and a to f.
    Hex,
    /// `xdigit`: digits and a to f, small or capital.
    Xdigit,
    /// `upper`: capitals and digits.
    Upper,
    /// `lower`: small letters and digits.
    Lower,
    /// `alnum`: letters and digits.
    Alnum,
    /// `word`: letters, digits, `_` and `-`.
    Word,
    /// `any`: only the length counts.
    Any,
}

impl<'a> Form<'a> {
    /// Reads `PREFIX ALPHABET LENGTH`, the length as `32`, `32..40` (inclusive) or `32..`.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (prefix, alphabet, length) = (parts.next()?, parts.next()?, parts.next()?);
        let alphabet = match alphabet {
            "hex" => Alphabet::Hex,
            "xdigit" => Alphabet::Xdigit,
            "upper" => Alphabet::Upper,
            "lower" => Alphabet::Lower,
            "alnum" => Alphabet::Alnum,
            "word" => Alphabet::Word,
            "any" => Alphabet::Any,
            _ => return None,
        };
        let (least, most) = match length.split_once("..") {
            None => (length.parse().ok()?, length.parse().ok()?),
            Some((least, "")) => (least.parse().ok()?, usize::MAX),
            Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
        };
        let form = Self {
            prefix,
            alphabet,
            least,
            most,
        };
        (prefix.len() >= 3 && least <= most && parts.next().is_none()).then_some(form)
    }
}

impl RawRule {
    /// What is wrong with the rule, in words that name the key; `None` where nothing is.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let ok_id = !self.id.is_empty()
            && self
                .id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !self.id.starts_with('-');
        if !ok_id {
            return Some("`id` wants lower-case letters, digits and `-`".into());
        }
        if !matches!(
            self.category.as_str(),
            "secret" | "marker" | "personal" | "path" | "egress"
        ) {
            return Some(format!(
                "`category` wants secret, marker, personal, path or egress, not {:?}",
                self.category
            ));
        }
        if !matches!(self.severity.as_str(), "info" | "low" | "medium" | "high" | "critical") {
            return Some(format!(
                "`severity` wants info, low, medium, high or critical, not {:?}",
                self.severity
            ));
        }
        let mut examples = self.examples.iter().chain(&self.counterexamples).map(RawExample::parts);
        if examples.any(|(path, text)| path.contains(MARKS) || text.contains(MARKS)) {
            return Some("examples cannot hold U+0001 or U+0002".into());
        }
        if let Some(m) = self.magic.iter().find(|m| magic(m).is_none()) {
            return Some(format!("`magic` wants OFFSET:HEX, as in 0:47475546, not {m:?}"));
        }
        if let Some(f) = self.forms.iter().find(|f| Form::read(f).is_none()) {
            return Some(format!(
                "`forms` wants PREFIX ALPHABET LENGTH, as in \"ghp_ alnum 36..\", not {f:?}"
            ));
        }
        for (key, v) in [("impact", self.impact), ("confidence", self.confidence)] {
            if !(0.0..=1.0).contains(&v) {
                return Some(format!("`{key}` wants a number from 0 to 1, not {v}"));
            }
        }
        for (key, v) in [("title", &self.title), ("why", &self.why), ("fix", &self.fix)] {
            if v.trim().is_empty() {
                return Some(format!("`{key}` is empty"));
            }
        }
        let ways = [self.pattern.is_some(), self.value.is_some(), self.recogniser.is_some()]
            .iter()
            .filter(|w| **w)
            .count();
        if ways > 1 {
            return Some("`pattern`, `value` and `recogniser` exclude each other".into());
        }
        if ways == 0 && self.paths.is_empty() {
            return Some("one of `pattern`, `value`, `recogniser`, `paths` is needed".into());
        }
        if (self.pattern.is_some() || self.value.is_some()) && self.keywords.is_empty() && !self.everywhere {
            return Some(
                "`keywords` is needed beside `pattern` or `value`: without one the rule would run over every byte"
                    .into(),
            );
        }
        if let Some(k) = self.keywords.iter().find(|k| k.len() < 3) {
            return Some(format!("keyword {k:?} is shorter than three bytes"));
        }
        if self.name.is_some() && self.value.is_none() {
            return Some("`name` goes with `value`".into());
        }
        None
    }
}
