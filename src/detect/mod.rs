//! From bytes to matches: one sweep for literals and long runs, rules tried only around a literal that was seen, recognisers for what
//! patterns cannot say, structural checks for evidence.
//!
//! Pure: no I/O, no global state. The same bytes and context give the same matches.

pub mod assigned;
pub(crate) mod blocks;
pub(crate) mod check;
pub mod classify;
pub(crate) mod egress;
mod format;
mod glob;
mod glue;
mod keyword;
mod layers;
pub(crate) mod literal;
mod malformed;
pub(crate) mod marker;
mod matcher;
mod need;
mod overlap;
mod own;
mod personal;
mod published;
mod stored;
pub mod terms;
mod text;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use glob::PathIndex;
pub use keyword::everywhere as swept_literals;
pub use terms::Terms;
pub use text::{Text, decode};

use crate::finding::{Category, Severity};
use crate::rule::{How, List, Rule, RuleError, RuleSet};
use keyword::{Keywords, Marks, TRIGGER};
use malformed::Tokens;
pub(crate) use matcher::regex;
use matcher::{Matcher, Try};

/// How probable it is that somebody guards something with a value from a public document.
const PUBLISHED: f64 = 0.1;
/// So many bytes before a value the name of its service is looked for.
const NAMED: usize = 120;
/// How probable it is that a value is a secret which has a service's prefix or name, but not the form of its tokens.
const MALFORMED: f64 = 0.35;

/// So many tries are kept before those that lead nowhere are left out.
const MANY: usize = 64 << 10;

/// What a detector may know about the bytes besides the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Path of the item with `/` (innermost member for containers); the file's kind is read off it.
    pub path: &'a str,
    /// The bytes are not text (NUL bytes in the first block): only patterns with a strong prefix count.
    pub binary: bool,
    /// 0 for the item itself, 1 and more for decoded layers within it.
    pub depth: u8,
}

/// A match before it has a place in a report. Offsets are bytes in the examined text.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Index into the rule set.
    pub rule: usize,
    /// First byte of the value.
    pub start: usize,
    /// Behind the last byte of the value.
    pub end: usize,
    /// The value, where it is not simply the bytes `start..end` (decoded, unescaped, joined).
    pub value: Option<Vec<u8>>,
    /// Probability that it is true.
    pub confidence: f64,
    /// What it opens, after evidence.
    pub impact: f64,
    /// How bad, after evidence.
    pub severity: Severity,
    /// What was established; never the value.
    pub evidence: Vec<String>,
    /// How many layers of encoding lie around the value.
    pub layers: u8,
}

/// A keyword of a recogniser's rule, seen in the text (ASCII case folded).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// Offset of its first byte.
    pub(crate) pos: usize,
    /// Its length in bytes.
    pub(crate) len: usize,
    /// Index of the rule whose keyword it is.
    pub(crate) rule: usize,
}

/// What a recogniser found; the engine finds the rule by class.
#[derive(Debug, Clone)]
pub(crate) struct Recognised<'t> {
    /// The part behind the colon in the rule's `recogniser`.
    pub(crate) class: &'static str,
    /// First byte of the value.
    pub(crate) start: usize,
    /// Behind its last byte.
    pub(crate) end: usize,
    /// The value, where it is not simply the bytes of the span.
    pub(crate) value: Option<Cow<'t, [u8]>>,
    /// Probability that it is true.
    pub(crate) confidence: f64,
    /// Instead of the rule's impact.
    pub(crate) impact: Option<f64>,
    /// Instead of the rule's severity.
    pub(crate) severity: Option<Severity>,
    /// What was established; never the value.
    pub(crate) evidence: Vec<String>,
}

/// A recogniser: text, context, the hits of its keywords in order, and where to put what it finds.
type Find = for<'t> fn(&'t [u8], &Context<'_>, &[Hit], &mut dyn FnMut(Recognised<'t>));

/// The built-in recognisers by the name before the colon.
const RECOGNISERS: &[(&str, Find)] = &[
    ("assigned", assigned::find),
    ("egress", egress::find),
    ("marker", marker::find),
    ("personal", personal::find),
    ("stored", stored::find),
    ("noted", stored::noted),
    // What the organisation brings: terms and registered files, see `own`.
    ("own", |_, _, _, _| {}),
    // Decided when the whole tree was read, see `scan::whole`.
    ("tree", |_, _, _, _| {}),
];

/// Limits of detection.
#[derive(Debug, Clone, Copy)]
pub struct DetectOptions {
    /// How many layers of encoding are undone within each other.
    pub decode_depth: u8,
    /// Seconds since 1970, for what expires; the library reads no clock.
    pub now: i64,
}

impl Default for DetectOptions {
    fn default() -> Self {
        Self {
            decode_depth: 4,
            now: 0,
        }
    }
}

/// Memory that a thread uses again for every text.
#[derive(Debug, Default)]
pub struct Scratch {
    marks: Marks,
    here: Here,
    tries: Vec<Try>,
    hits: Vec<Hit>,
    triggers: Vec<(layers::Escape, usize)>,
}

/// What the path of an item says about rules.
#[derive(Debug, Default)]
struct Here {
    /// Rules whose paths match, sorted.
    yes: Vec<u32>,
    /// Rules that do not hold here, sorted; looked up when a rule asks.
    no: OnceCell<Vec<u32>>,
}

/// Compiled rules, ready for any number of texts on any number of threads.
#[derive(Debug)]
pub struct Detector {
    rules: RuleSet,
    options: DetectOptions,
    keywords: Keywords,
    matchers: Vec<Matcher>,
    /// For each recogniser, its rules by class.
    classes: Vec<BTreeMap<&'static str, usize>>,
    /// Rules that belong to a recogniser: which one.
    recogniser_of: Vec<Option<u8>>,
    /// Where rules that look at texts hold.
    paths: PathIndex,
    /// What rules that look at nothing but the path say.
    named: PathIndex,
    /// Made when a rule that holds nearly everywhere first asks.
    not_paths: OnceLock<PathIndex>,
    /// Rules that need no keyword, only a path, and run a recogniser.
    unkeyed: Vec<bool>,
    /// Rules of other tools with a pattern and no keyword: tried on all of every text.
    everywhere: Vec<u32>,
    own: own::Own,
    formats: format::Formats,
    /// Made when the first value of an assignment asks.
    tokens: OnceLock<Tokens>,
}

/// Globs of rules under the rules' numbers.
fn index(rules: &RuleSet, globs: impl Fn(&Rule) -> List) -> Result<PathIndex, String> {
    let all = (0..).zip(rules.rules());
    PathIndex::new(all.flat_map(|(i, r)| globs(r).iter().map(move |g| (g, i))))
}

impl Detector {
    /// Compiles a rule set. Patterns are compiled when their keyword is first seen.
    ///
    /// # Errors
    /// A rule names a recogniser or a check that does not exist, or a glob is not one.
    pub fn new(rules: RuleSet, options: DetectOptions) -> Result<Self, RuleError> {
        let mut classes: Vec<BTreeMap<&'static str, usize>> = vec![BTreeMap::new(); RECOGNISERS.len()];
        let mut recogniser_of = Vec::with_capacity(rules.rules().len());
        let mut unkeyed = Vec::with_capacity(rules.rules().len());
        for (i, rule) in rules.rules().iter().enumerate() {
            let mut own = None;
            if let How::Recogniser(name) = rule.how {
                let (module, class) = name.get().split_once(':').unwrap_or((name.get(), ""));
                let Some(at) = RECOGNISERS.iter().position(|(n, _)| *n == module) else {
                    return Err(RuleError(format!(
                        "rule {}: there is no recogniser {module:?}",
                        rule.id
                    )));
                };
                classes[at].insert(class, i);
                own = u8::try_from(at).ok();
            }
            recogniser_of.push(own);
            unkeyed.push(own.is_some() && rule.keywords.is_empty());
        }
        let everywhere = (0u32..)
            .zip(rules.rules())
            .filter(|(_, r)| matches!(r.how, How::Pattern(_)) && r.keywords.is_empty())
            .map(|(i, _)| i)
            .collect();
        let matchers = rules.rules().iter().map(Matcher::new).collect::<Result<_, _>>()?;
        let at = |path: bool| {
            move |r: &Rule| {
                if (r.how == How::Path) == path {
                    r.paths
                } else {
                    List::default()
                }
            }
        };
        let paths = index(&rules, at(false)).map_err(RuleError)?;
        let named = index(&rules, at(true)).map_err(RuleError)?;
        let mut exceptions = rules.rules().iter().flat_map(|r| r.not_paths.iter());
        exceptions.try_for_each(glob::check).map_err(RuleError)?;
        Ok(Self {
            keywords: Keywords::new(rules.rules()),
            formats: format::Formats::new(rules.rules()),
            matchers,
            classes,
            recogniser_of,
            paths,
            named,
            not_paths: OnceLock::new(),
            unkeyed,
            everywhere,
            rules,
            options,
            own: own::Own::default(),
            tokens: OnceLock::new(),
        })
    }

    /// Also looks for an organisation's terms.
    #[must_use]
    pub fn with_terms(mut self, terms: Terms) -> Self {
        self.own.set_terms(&self.rules, terms);
        self
    }

    /// Also looks for copies of registered files.
    #[must_use]
    pub fn with_registered(mut self, index: crate::registered::Index) -> Self {
        self.own.set_registered(&self.rules, index);
        self
    }

    /// The rules in use.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// What is wrong with the patterns of a rule, compiled now instead of at its first keyword.
    ///
    /// # Errors
    /// A pattern that is not a regular expression of this program's syntax, in words.
    pub fn check_patterns(&self, rule: usize) -> Result<(), String> {
        self.rules.rules().get(rule).map_or(Ok(()), matcher::check_patterns)
    }

    /// The rules that do not hold at a path, sorted.
    fn exceptions(&self, path: &str) -> Vec<u32> {
        // That the globs are sound was checked at first.
        let new = || index(&self.rules, |r| r.not_paths).unwrap_or_default();
        self.not_paths.get_or_init(new).matches(path)
    }

    /// Findings that the path alone gives: the rule's index. `path` is relative, with `/`.
    pub fn scan_path(&self, path: &str) -> impl Iterator<Item = usize> + '_ {
        let found = self.named.matches(path);
        let not = if found.is_empty() {
            Vec::new()
        } else {
            self.exceptions(path)
        };
        found
            .into_iter()
            .filter(move |i| not.binary_search(i).is_err())
            .map(|i| i as usize)
    }

    /// The organisation's terms in a path: the rule's index, how bad a mention is, and where the file's or folder's name ends
    /// that holds it.
    pub(crate) fn terms_in_path(&self, path: &str) -> Vec<(usize, Severity, usize)> {
        self.own.in_path(path)
    }

    /// Whether a finding may rest on a text as a whole and on no part of it.
    pub(crate) fn judges_wholes(&self) -> bool {
        self.own.has_registered()
    }

    /// Findings that the path gives together with the first bytes of the file, where they are known: the rule's index, and
    /// whether the name alone says so.
    #[must_use]
    pub fn scan_file(&self, path: &str, head: Option<&[u8]>) -> Vec<(usize, bool)> {
        let mut out: Vec<(usize, bool)> = self
            .scan_path(path)
            .filter_map(|rule| match head.and_then(|h| self.formats.fits(rule, h)) {
                Some(true) => Some((rule, false)),
                Some(false) => None,
                None => Some((rule, true)),
            })
            .collect();
        for rule in head.into_iter().flat_map(|h| self.formats.alone(h)) {
            if out.iter().all(|(r, _)| *r != rule) && !glob::any(self.rules.rules()[rule].not_paths.iter(), path) {
                out.push((rule, false));
            }
        }
        out
    }

    /// All matches in a text, sorted by position, at most one for each place and category.
    #[must_use]
    pub fn scan(&self, text: &[u8], ctx: &Context<'_>, scratch: &mut Scratch) -> Vec<Match> {
        let mut out = Vec::new();
        let mut budget = 2 * text.len() + (64 << 10);
        let mut here = std::mem::take(&mut scratch.here);
        self.paths.find(ctx.path, &mut here.yes);
        here.no.take();
        self.scan_all(text, ctx, &here, &mut budget, scratch, &mut out);
        scratch.here = here;
        if !out.is_empty() {
            overlap::resolve(self.rules.rules(), &mut out);
        }
        out
    }

    /// A text and the layers within it, as long as the budget of decoded bytes lasts. `here` is what the path says.
    fn scan_all(
        &self,
        text: &[u8],
        ctx: &Context<'_>,
        here: &Here,
        budget: &mut usize,
        scratch: &mut Scratch,
        out: &mut Vec<Match>,
    ) {
        self.scan_layer(text, ctx, here, scratch, out);
        if ctx.depth < self.options.decode_depth && !(scratch.triggers.is_empty() && scratch.marks.runs.is_empty()) {
            let (triggers, runs) = (
                std::mem::take(&mut scratch.triggers),
                std::mem::take(&mut scratch.marks.runs),
            );
            layers::scan(self, text, ctx, here, (&triggers, &runs), budget, scratch, out);
            (scratch.triggers, scratch.marks.runs) = (triggers, runs);
        }
    }

    fn scan_layer(&self, text: &[u8], ctx: &Context<'_>, here: &Here, scratch: &mut Scratch, out: &mut Vec<Match>) {
        let Scratch {
            marks,
            tries,
            hits,
            triggers,
            ..
        } = scratch;
        let first = out.len();
        tries.clear();
        hits.clear();
        triggers.clear();
        let at_path = |rule: usize| {
            let r = &self.rules.rules()[rule];
            let in_list = |list: &[u32]| list.binary_search(&(rule as u32)).is_ok();
            (r.paths.is_empty() || in_list(&here.yes))
                && (r.not_paths.is_empty() || !in_list(here.no.get_or_init(|| self.exceptions(ctx.path))))
        };
        let mut most = MANY;
        self.keywords
            .find(self.rules.rules(), text, &here.yes, marks, |pos, len, rule| {
                if let Some((_, escape)) = rule.checked_sub(TRIGGER).and_then(|t| layers::TRIGGERS.get(t as usize)) {
                    triggers.push((*escape, pos));
                } else if self.recogniser_of[rule as usize].is_some() {
                    hits.push(Hit {
                        pos,
                        len: len as usize,
                        rule: rule as usize,
                    });
                } else {
                    tries.push((rule, pos as u32, len));
                    if tries.len() >= most {
                        self.thin(text, tries, &at_path);
                        // Where most of them may lead somewhere, looking again is not worth it.
                        most = if tries.len() > MANY / 8 { usize::MAX } else { MANY };
                    }
                }
            });
        tries.extend(self.everywhere.iter().map(|rule| (*rule, 0, text.len() as u32)));
        if !tries.is_empty() {
            tries.sort_unstable();
            for group in tries.chunk_by(|a, b| a.0 == b.0) {
                let rule = group[0].0 as usize;
                if at_path(rule) {
                    self.matchers[rule].run(rule, &self.rules.rules()[rule], text, ctx, self.options.now, group, out);
                }
            }
        }
        triggers.sort_unstable_by_key(|t| t.1);
        self.recognise(text, ctx, here, hits, &at_path, out);
        self.doubt(text, out.get_mut(first..).unwrap_or_default());
        self.own.find(&self.rules, text, ctx, out);
    }

    /// Leaves out tries that lead nowhere, so that a text of nothing but keywords takes little memory.
    fn thin(&self, text: &[u8], tries: &mut Vec<Try>, at_path: &dyn Fn(usize) -> bool) {
        tries.sort_unstable();
        let mut kept = Vec::new();
        for group in tries.chunk_by(|a, b| a.0 == b.0) {
            let rule = group[0].0 as usize;
            if at_path(rule) {
                self.matchers[rule].thin(&self.rules.rules()[rule], text, group, &mut kept);
            }
        }
        *tries = kept;
    }

    /// Lowers what is said of published values, and of values under a telling name that begin like a service's token and are
    /// none that its rules know.
    fn doubt(&self, text: &[u8], found: &mut [Match]) {
        let rules = self.rules.rules();
        let formats: Vec<usize> = {
            let mut starts: Vec<usize> = found
                .iter()
                .filter(|m| matches!(rules[m.rule].how, How::Pattern(_)))
                .map(|m| m.start)
                .collect();
            starts.sort_unstable();
            starts
        };
        for m in found {
            let rule = &rules[m.rule];
            let Some(value) = m.value.as_deref().or_else(|| text.get(m.start..m.end)) else {
                continue;
            };
            if rule.category == Category::Secret && published::known(value) {
                m.confidence = m.confidence.min(PUBLISHED);
                m.evidence.push("published example".to_owned());
            } else if rule.category == Category::Secret
                && matches!(rule.how, How::Recogniser(_))
                && formats.binary_search(&m.start).is_err()
                && self.tokens.get_or_init(|| Tokens::new(rules)).malformed(value)
            {
                m.confidence = m.confidence.min(MALFORMED);
                m.evidence.push("has not the form of its prefix".to_owned());
            } else if matches!(
                rule.how.recogniser(),
                Some("assigned:key" | "assigned:token" | "assigned:secret")
            ) && m.confidence > MALFORMED
                && formats.binary_search(&m.start).is_err()
                && let Some(before) = text
                    .get(m.start.saturating_sub(NAMED)..m.start)
                    .and_then(|b| b.rsplit(|b| *b == b'\n').next())
                && self.tokens.get_or_init(|| Tokens::new(rules)).cut(before, value)
            {
                m.confidence = MALFORMED;
                m.evidence.push("shorter than the service's keys".to_owned());
            }
        }
    }

    fn recognise(
        &self,
        text: &[u8],
        ctx: &Context<'_>,
        here: &Here,
        hits: &mut [Hit],
        at_path: &dyn Fn(usize) -> bool,
        out: &mut Vec<Match>,
    ) {
        let sheet = personal::is_sheet(text, ctx.path);
        let unkeyed = |at: usize| {
            here.yes
                .iter()
                .any(|i| self.unkeyed[*i as usize] && self.recogniser_of[*i as usize] == Some(at as u8))
                || sheet && RECOGNISERS.get(at).is_some_and(|r| r.0 == "personal")
        };
        if hits.is_empty() && !sheet && !here.yes.iter().any(|i| self.unkeyed[*i as usize]) {
            return;
        }
        let of = |rule: usize| self.recogniser_of[rule].unwrap_or(u8::MAX);
        hits.sort_unstable_by_key(|h| (of(h.rule), h.pos, h.rule));
        for (at, (_, find)) in RECOGNISERS.iter().enumerate() {
            let from = hits.partition_point(|h| usize::from(of(h.rule)) < at);
            let to = hits.partition_point(|h| usize::from(of(h.rule)) <= at);
            if from == to && !unkeyed(at) {
                continue;
            }
            find(text, ctx, &hits[from..to], &mut |r| {
                let Some(&rule) = self.classes[at].get(r.class) else {
                    return;
                };
                let data = &self.rules.rules()[rule];
                if r.start > r.end || r.end > text.len() || !at_path(rule) || !head_ok(data, text, r.start) {
                    return;
                }
                out.push(Match {
                    rule,
                    start: r.start,
                    end: r.end,
                    value: r.value.map(Cow::into_owned),
                    confidence: r.confidence.clamp(0.0, 1.0),
                    impact: r.impact.unwrap_or(data.impact),
                    severity: r.severity.unwrap_or(data.severity),
                    evidence: r.evidence,
                    layers: 0,
                });
            });
        }
    }
}

/// Whether a file is for people to read, by its name.
pub(crate) fn is_prose(path: &str) -> bool {
    marker::place::kind_of(path) == marker::place::Kind::Prose
}

/// Whether a part of a file may hold rows of people, which only the whole table can tell.
pub(crate) fn may_be_row(path: &str, part: &[u8]) -> bool {
    personal::may_be_row(path, part)
}

/// Whether a position lies within the rule's first lines.
fn head_ok(rule: &Rule, text: &[u8], start: usize) -> bool {
    rule.head_lines == 0
        || memchr::memchr_iter(b'\n', &text[..start])
            .take(rule.head_lines as usize)
            .count()
            < rule.head_lines as usize
}
