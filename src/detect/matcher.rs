//! Tries one rule around the places where its keyword was seen.
//!
//! Nothing is compiled before a keyword of the rule turns up and what the pattern needs most stands near it. A pattern whose every match begins with a keyword is tried
//! at the hit only; others search the merged neighbourhoods of their hits, each byte at most once.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, Span};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;

use super::check::{self, Check, Facts, Verdict};
use super::need::{Head, Looked, Need, Words};
use super::{Context, Match, glue, head_ok};
use crate::finding::Severity;
use crate::rule::{How, List, Rule, RuleError};

/// How far before a keyword a match may begin, where the pattern does not begin with it.
const BEFORE: usize = 160;
/// The longest line around a match that `allow_line` looks at, to each side.
const LINE: usize = 400;

/// Where a rule is tried: its number, the position of a keyword, the keyword's length.
pub(super) type Try = (u32, u32, u32);

/// One rule, compiled when first needed.
#[derive(Debug)]
pub(super) struct Matcher {
    checks: Vec<Check>,
    plan: OnceLock<Plan>,
    compiled: OnceLock<Option<Box<Compiled>>>,
}

/// What is known of a pattern without compiling it.
#[derive(Debug)]
struct Plan {
    at: At,
    need: Option<Need>,
    /// Of patterns that begin with their keyword.
    head: Head,
    /// Of the name that a value is assigned to.
    words: Words,
    /// With which the value begins.
    begins: Words,
}

impl Plan {
    fn of(rule: &Rule) -> Self {
        let parse = |pattern: &str| {
            regex_syntax::ParserBuilder::new()
                .unicode(false)
                .utf8(false)
                .build()
                .parse(pattern)
                .ok()
        };
        match rule.how {
            How::Value { name, value } => Self {
                at: At::Behind,
                need: parse(value.get()).and_then(|hir| Need::of(&hir)),
                begins: parse(value.get()).map(|hir| Words::of(&hir)).unwrap_or_default(),
                head: Head::default(),
                words: parse(name.get())
                    .filter(|_| glue::needs_name(name.get()))
                    .map(|hir| Words::of(&hir))
                    .unwrap_or_default(),
            },
            How::Pattern(pattern) => {
                let hir = parse(pattern.get());
                let head = hir.as_ref().map(Head::of).unwrap_or_default();
                let keywords: Vec<&str> = rule.keywords.iter().collect();
                let anchored =
                    head.is_one_of(&keywords) || hir.as_ref().is_some_and(|h| begins_with_keyword(h, &keywords));
                Self {
                    at: if anchored { At::Keyword } else { At::Around },
                    head: if anchored { head } else { Head::default() },
                    need: hir.and_then(|h| Need::of(&h)),
                    words: Words::default(),
                    begins: Words::default(),
                }
            }
            How::Recogniser(_) | How::Path => Self {
                at: At::Around,
                need: None,
                head: Head::default(),
                words: Words::default(),
                begins: Words::default(),
            },
        }
    }
}

/// What a text must hold around a keyword, asked of one place after the other.
struct Hope<'p> {
    plan: &'p Plan,
    text: &'p [u8],
    window: usize,
    near: Looked,
    before: Looked,
}

impl<'p> Hope<'p> {
    fn new(plan: &'p Plan, text: &'p [u8], window: usize) -> Self {
        Self {
            plan,
            text,
            window,
            near: Looked::default(),
            before: Looked::default(),
        }
    }

    /// Whether a match around the keyword is possible.
    fn at(&self, &(_, pos, len): &Try) -> bool {
        let (pos, len) = (pos as usize, len as usize);
        match self.plan.at {
            At::Keyword => self.plan.head.fits(self.text, pos) && self.met(pos..pos + len + self.window),
            At::Behind => self.behind(pos, len) || self.before(pos),
            At::Around => self.met(pos.saturating_sub(BEFORE)..pos + len + self.window),
        }
    }

    /// Whether a value may stand behind the keyword.
    fn behind(&self, pos: usize, len: usize) -> bool {
        let from = pos + len;
        let words = &self.plan.words;
        self.met(from..from + self.window)
            && self.begun(from..from + self.window)
            && (words.is_empty() || words.stand(self.part(from..from + self.window.min(glue::NAME))))
    }

    /// Whether a value may stand before it.
    fn before(&self, pos: usize) -> bool {
        let part = pos.saturating_sub(BEFORE)..pos;
        let need = self.plan.need.as_ref();
        need.is_none_or(|n| n.met(self.text, part.clone(), &self.before)) && self.begun(part)
    }

    fn met(&self, part: Range<usize>) -> bool {
        let need = self.plan.need.as_ref();
        need.is_none_or(|n| n.met(self.text, part, &self.near))
    }

    fn begun(&self, part: Range<usize>) -> bool {
        self.plan.begins.is_empty() || self.plan.begins.stand(self.part(part))
    }

    fn part(&self, part: Range<usize>) -> &[u8] {
        &self.text[part.start..part.end.min(self.text.len())]
    }
}

#[derive(Debug)]
struct Compiled {
    main: Regex,
    group: usize,
    /// For `value` rules: a value before its keyword; built when one was looked for and not found behind it.
    back: OnceLock<Option<Regex>>,
    /// What a match is held against; built when there is a match.
    conditions: OnceLock<Option<Conditions>>,
}

#[derive(Debug)]
struct Conditions {
    allow: Vec<Regex>,
    allow_line: Vec<Regex>,
    near: Vec<Regex>,
}

impl Conditions {
    fn of(rule: &Rule) -> Result<Self, String> {
        let all = |list: List| {
            list.iter()
                .map(|p| regex(p).map_err(|e| explain(&e, p)))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            allow: all(rule.allow)?,
            allow_line: all(rule.allow_line)?,
            near: all(rule.near)?,
        })
    }
}

/// Where a pattern may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the keyword.
    Keyword,
    /// Behind the keyword.
    Behind,
    /// Anywhere around it.
    Around,
}

/// Compiles a pattern as every rule's patterns are compiled: bytes, ASCII classes.
#[expect(
    clippy::result_large_err,
    reason = "built once a pattern; the error is printed and dropped"
)]
pub(crate) fn regex(pattern: &str) -> Result<Regex, BuildError> {
    Regex::builder()
        .configure(
            Regex::config()
                .utf8_empty(false)
                .nfa_size_limit(Some(8 << 20))
                .hybrid_cache_capacity(512 << 10)
                .onepass_size_limit(Some(256 << 10)),
        )
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .build(pattern)
}

impl Matcher {
    pub(super) fn new(rule: &Rule) -> Result<Self, RuleError> {
        let checks = rule
            .checks
            .iter()
            .map(|name| {
                check::by_name(name).ok_or_else(|| RuleError(format!("rule {}: there is no check {name:?}", rule.id)))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            checks,
            plan: OnceLock::new(),
            compiled: OnceLock::new(),
        })
    }

    /// Leaves out tries that lead nowhere, and makes one of those that are searched together anyway. They are sorted by
    /// position and all of this rule.
    pub(super) fn thin(&self, rule: &Rule, text: &[u8], tries: &[Try], out: &mut Vec<Try>) {
        let plan = self.plan.get_or_init(|| Plan::of(rule));
        let hope = Hope::new(plan, text, rule.window as usize);
        let first = out.len();
        for &(index, pos, len) in tries.iter().filter(|t| hope.at(t)) {
            match out.get_mut(first..).and_then(<[Try]>::last_mut) {
                Some((_, p, l)) if plan.at == At::Around && plan.need.is_none() && pos <= *p + *l => {
                    *l = (*l).max(pos + len - *p);
                }
                _ => out.push((index, pos, len)),
            }
        }
    }

    /// `tries` are sorted by position, all of this rule.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call site; a struct would only rename the same seven things"
    )]
    pub(super) fn run(
        &self,
        index: usize,
        rule: &Rule,
        text: &[u8],
        ctx: &Context<'_>,
        now: i64,
        tries: &[Try],
        out: &mut Vec<Match>,
    ) {
        let plan = self.plan.get_or_init(|| Plan::of(rule));
        if ctx.binary && (plan.at != At::Keyword || rule.confidence < 0.8) {
            return;
        }
        let window = rule.window as usize;
        let hope = Hope::new(plan, text, window);
        let mut tries = tries.iter().filter(|t| hope.at(t)).peekable();
        if tries.peek().is_none() {
            return;
        }
        let Some(c) = self.compiled.get_or_init(|| compile(rule).ok().map(Box::new)) else {
            return;
        };
        match plan.at {
            At::Keyword | At::Behind => {
                let (mut done, mut seen) = (0, 0);
                for &(_, pos, len) in tries {
                    let (pos, len) = (pos as usize, len as usize);
                    let from = if plan.at == At::Keyword { pos } else { pos + len };
                    // A keyword inside the value that was just found says nothing new.
                    if from < done {
                        continue;
                    }
                    let input = Input::new(text)
                        .range(from..(pos + len + window).min(text.len()))
                        .anchored(Anchored::Yes);
                    let before = out.len();
                    if (plan.at == At::Keyword || hope.behind(pos, len))
                        && let Some(span) = c.find(input)
                        && !names_another_thing(rule, text.get(from..span.start).unwrap_or_default())
                    {
                        done = span.end;
                        self.accept(index, rule, c, text, ctx, now, span, out);
                    }
                    if plan.at == At::Behind
                        && out.len() == before
                        && hope.before(pos)
                        && let Some(span) = c.before_keyword(rule, text, seen, pos)
                    {
                        seen = span.end;
                        self.accept(index, rule, c, text, ctx, now, span, out);
                        if let Some(m) = out.get_mut(before) {
                            m.confidence *= 0.9;
                        }
                    }
                }
            }
            At::Around => {
                while let Some(&(_, pos, len)) = tries.next() {
                    let from = (pos as usize).saturating_sub(BEFORE);
                    let mut to = (pos + len) as usize + window;
                    while let Some((_, p, l)) = tries.next_if(|(_, p, _)| (*p as usize).saturating_sub(BEFORE) < to) {
                        to = to.max((p + l) as usize + window);
                    }
                    let to = to.min(text.len());
                    let mut at = from;
                    while at < to {
                        let Some(m) = c.main.search(&Input::new(text).range(at..to)) else {
                            break;
                        };
                        at = m.end().max(m.start() + 1);
                        if let Some(span) = c.find(Input::new(text).range(m.start()..to).anchored(Anchored::Yes)) {
                            self.accept(index, rule, c, text, ctx, now, span, out);
                        }
                    }
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "private continuation of `run`")]
    fn accept(
        &self,
        index: usize,
        rule: &Rule,
        c: &Compiled,
        text: &[u8],
        ctx: &Context<'_>,
        now: i64,
        span: Span,
        out: &mut Vec<Match>,
    ) {
        let value = &text[span.start..span.end];
        if value.is_empty() || !head_ok(rule, text, span.start) {
            return;
        }
        if rule.entropy > 0.0 && entropy(value) < rule.entropy {
            return;
        }
        if placeholder(value) {
            return;
        }
        // That the patterns are sound was checked: of built-in rules by a test, of a user's when they were loaded.
        let Some(c) = c.conditions.get_or_init(|| Conditions::of(rule).ok()) else {
            return;
        };
        if c.allow.iter().any(|r| r.is_match(value)) {
            return;
        }
        if !c.allow_line.is_empty() {
            let line = line_around(text, span);
            if c.allow_line.iter().any(|r| r.is_match(line)) {
                return;
            }
        }
        if !c.near.is_empty() {
            let around = lines_around(text, span, rule.near_lines as usize);
            if !c.near.iter().all(|r| r.is_match(around)) {
                return;
            }
        }
        let mut m = Match {
            rule: index,
            start: span.start,
            end: span.end,
            value: None,
            confidence: rule.confidence,
            impact: rule.impact,
            severity: rule.severity,
            evidence: Vec::new(),
            layers: 0,
        };
        for check in &self.checks {
            match check(value, now) {
                Verdict::Invalid => return,
                Verdict::Unknown => {}
                Verdict::Valid(facts) => {
                    m.confidence = 1.0 - (1.0 - m.confidence) * 0.3;
                    m.learn(facts);
                }
                Verdict::Doubtful(facts) => {
                    // Seen so often in altered copies of real keys that it must not vanish from the report.
                    m.confidence *= 0.6;
                    m.learn(facts);
                }
                Verdict::Mismatch(facts) => {
                    m.confidence *= 0.45;
                    m.learn(facts);
                }
            }
        }
        if ctx.binary {
            m.confidence *= 0.9;
        }
        out.push(m);
    }
}

impl Match {
    fn learn(&mut self, facts: Facts) {
        self.impact *= facts.impact;
        if facts.impact < 0.3 {
            self.severity = self.severity.min(Severity::Low);
        }
        self.evidence.extend(facts.evidence);
    }
}

impl Compiled {
    /// The span of the value in a match that begins where the input does.
    fn find(&self, input: Input<'_>) -> Option<Span> {
        let found = self.main.search(&input)?;
        if self.group == 0 {
            return Some(found.span());
        }
        let mut caps = self.main.create_captures();
        self.main.search_captures(
            &input.clone().anchored(Anchored::Yes).range(found.start()..input.end()),
            &mut caps,
        );
        Some(caps.get_group(self.group).unwrap_or(found.span()))
    }
}

impl Compiled {
    /// The last value before a keyword, on its line or the line above it, not before `from`.
    fn before_keyword(&self, rule: &Rule, text: &[u8], from: usize, keyword: usize) -> Option<Span> {
        let How::Value { name, value } = rule.how else {
            return None;
        };
        // A loose shape would take in what merely stands near.
        if rule.confidence < 0.7 || rule.entropy < 2.0 {
            return None;
        }
        let re = self
            .back
            .get_or_init(|| regex(&glue::backward(name.get(), value.get())).ok())
            .as_ref()?;
        let far = keyword.saturating_sub(BEFORE).max(from);
        let lines = memchr::memrchr_iter(b'\n', text.get(far..keyword)?)
            .nth(1)
            .map_or(far, |n| far + n + 1);
        let group = re
            .group_info()
            .to_index(regex_automata::PatternID::ZERO, "spillage_value")?;
        let mut caps = re.create_captures();
        let (mut at, mut last) = (lines, None);
        while at < keyword {
            re.search_captures(&Input::new(text).range(at..keyword), &mut caps);
            let (Some(all), Some(span)) = (caps.get_match(), caps.get_group(group)) else {
                break;
            };
            last = Some(span);
            at = all.end().max(at + 1);
        }
        last
    }
}

/// Checks that a rule's patterns compile; built-in rules are checked by a test, a user's when they are loaded.
pub(super) fn check_patterns(rule: &Rule) -> Result<(), String> {
    match rule.how {
        How::Pattern(_) | How::Value { .. } => compile(rule).and_then(|_| Conditions::of(rule)).map(drop),
        How::Recogniser(_) | How::Path => Ok(()),
    }
}

fn compile(rule: &Rule) -> Result<Compiled, String> {
    let one = |p: &str| regex(p).map_err(|e| explain(&e, p));
    let pattern = match rule.how {
        How::Pattern(p) => p.get().to_owned(),
        How::Value { name, value } => glue::forward(name.get(), value.get()),
        How::Recogniser(_) | How::Path => return Err("has no pattern".to_owned()),
    };
    let main = one(&pattern)?;
    let names: Vec<Option<&str>> = main
        .group_info()
        .pattern_names(regex_automata::PatternID::ZERO)
        .collect();
    let group = names
        .iter()
        .position(|n| *n == Some("secret"))
        .or_else(|| names.iter().position(|n| *n == Some("spillage_value")))
        .unwrap_or(usize::from(names.len() > 1));
    Ok(Compiled {
        main,
        group,
        back: OnceLock::new(),
        conditions: OnceLock::new(),
    })
}

fn names_another_thing(rule: &Rule, between: &[u8]) -> bool {
    matches!(rule.how, How::Value { name, .. } if glue::names_another_thing(name.get(), between))
}

fn explain(e: &BuildError, pattern: &str) -> String {
    match e.syntax_error() {
        Some(s) => s.to_string(),
        None => format!("{e} in {pattern:?}"),
    }
}

/// Whether every match of the pattern begins with one of the keywords, so that only the hit itself needs trying.
fn begins_with_keyword(hir: &Hir, keywords: &[&str]) -> bool {
    let mut extractor = Extractor::new();
    extractor
        .limit_literal_len(64)
        .limit_total(4096)
        .limit_class(16)
        .limit_repeat(8);
    extractor.extract(hir).literals().is_some_and(|list| {
        !list.is_empty()
            && list.iter().all(|l| {
                keywords.iter().any(|k| {
                    l.as_bytes()
                        .get(..k.len())
                        .is_some_and(|head| head.eq_ignore_ascii_case(k.as_bytes()))
                })
            })
    })
}

/// Shannon entropy in bits per byte.
pub(crate) fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for b in value {
        counts[*b as usize] += 1;
    }
    let n = value.len().max(1) as f64;
    counts
        .iter()
        .filter(|c| **c > 0)
        .map(|c| f64::from(*c) / n)
        .map(|p| -p * p.log2())
        .sum()
}

/// Values that nobody would use: examples, fillers, counting.
fn placeholder(value: &[u8]) -> bool {
    const WORDS: [&[u8]; 12] = [
        b"example",
        b"xxxx",
        b"placeholder",
        b"your_",
        b"your-",
        b"changeme",
        b"redacted",
        b"dummy",
        b"****",
        b"....",
        b"sample",
        b"insert",
    ];
    if value.len() > 512 {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    if WORDS.iter().any(|w| memchr::memmem::find(&lower, w).is_some()) {
        return true;
    }
    // A run that makes up half the value, or an alphabet or a count recited.
    let (mut same, mut step, mut best_same, mut best_step) = (1, 1, 1, 1);
    for w in lower.windows(2) {
        same = if w[0] == w[1] { same + 1 } else { 1 };
        step = if w[1] == w[0].wrapping_add(1) || (w[0] == b'9' && (w[1] == b'0' || w[1] == b'a')) {
            step + 1
        } else {
            1
        };
        best_same = best_same.max(same);
        best_step = best_step.max(step);
    }
    best_same * 2 > lower.len().max(10) || best_step >= 9 || best_step * 2 > lower.len().max(10)
}

fn line_around(text: &[u8], span: Span) -> &[u8] {
    let from = span.start.saturating_sub(LINE);
    let to = (span.end + LINE).min(text.len());
    let start = memchr::memrchr(b'\n', &text[from..span.start]).map_or(from, |n| from + n + 1);
    let end = memchr::memchr(b'\n', &text[span.end..to]).map_or(to, |n| span.end + n);
    &text[start..end]
}

fn lines_around(text: &[u8], span: Span, lines: usize) -> &[u8] {
    let reach = 200 * (lines + 1);
    let from = span.start.saturating_sub(reach);
    let to = (span.end + reach).min(text.len());
    let start = memchr::memrchr_iter(b'\n', &text[from..span.start])
        .nth(lines)
        .map_or(from, |n| from + n + 1);
    let end = memchr::memchr_iter(b'\n', &text[span.end..to])
        .nth(lines)
        .map_or(to, |n| span.end + n);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_begin_with_their_keyword_are_known() {
        let begins_with_keyword = |pattern: &str, keywords: &[&str]| {
            let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
            super::begins_with_keyword(&parser.parse(pattern).unwrap(), keywords)
        };
        assert!(begins_with_keyword(r"\b(ghp_[0-9A-Za-z]{36})\b", &["ghp_"]));
        assert!(begins_with_keyword(
            r"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b",
            &["akia", "asia"]
        ));
        assert!(!begins_with_keyword(r"[a-z]{3}ghp_", &["ghp_"]));
        assert!(!begins_with_keyword(r"(?:AKIA|ABCD)[A-Z2-7]{16}", &["akia"]));
    }

    #[test]
    fn more_keywords_than_are_kept_hide_no_match() {
        use crate::detect::{DetectOptions, Detector, Scratch};
        let detector = Detector::new(crate::rule::RuleSet::built_in(), DetectOptions::default()).unwrap();
        let line = "\ncreateuser -P shop <<< \"larch44Pond\"\n";
        let text = [&*"<".repeat(90_000), line, &*"x<<<".repeat(90_000), line].concat();
        let ctx = Context {
            path: "a.sh",
            binary: false,
            depth: 0,
        };
        let found = detector.scan(text.as_bytes(), &ctx, &mut Scratch::default());
        let of_rule = |m: &&Match| detector.rules().rules()[m.rule].id == "cli-typed-here-string";
        let found: Vec<usize> = found.iter().filter(of_rule).map(|m| m.start).collect();
        let wanted: Vec<usize> = text.match_indices("larch44Pond").map(|(at, _)| at).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn placeholders() {
        for p in [
            "AKIAIOSFODNN7EXAMPLE",
            "xxxxxxxxxxxxxxxxxxxx",
            "0123456789abcdef0123456789abcdef",
            "00000000000000000000",
        ] {
            assert!(placeholder(p.as_bytes()), "{p}");
        }
        for p in ["kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu", "d41d8cd98f00b204e9800998ecf8427e"] {
            assert!(!placeholder(p.as_bytes()), "{p}");
        }
    }

    #[test]
    fn entropy_of_nothing_and_of_everything() {
        assert!(entropy(b"") == 0.0);
        assert!(entropy(b"aaaa").abs() < 1e-9);
        assert!((entropy(b"abcd") - 2.0).abs() < 1e-9);
    }
}
