//! One item: decode, detect, place, name. Pure but for the scratch memory of its thread.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use super::excerpt::Masks;
use super::line_hash::line_hashes;
use super::place::{Carry, Places};
use crate::detect::{Context, Detector, Match, Scratch, decode};
use crate::exposure::reach;
use crate::finding::{Category, Finding, Fingerprint, Location, Secret};
use crate::source::{Origin, OriginKind};
use crate::suppress::{Fingerprinter, foreign_allow, inline_allow};

/// Longest value kept in a finding, in bytes.
const VALUE: usize = 16 << 10;
/// Values whose fingerprints a thread remembers.
const REMEMBERED: usize = 20_000;
/// So many fingerprints are worth a step of their own for a thread.
const MANY: usize = 64;

/// What items gave.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) findings: Vec<Finding>,
    /// Where in the text each of the findings in a text begins.
    pub(super) offsets: Vec<usize>,
    /// Left out by a comment in the file.
    pub(super) allowed: Vec<Finding>,
}

/// Everything that examining an item needs, shared by all threads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Examiner<'a> {
    pub(super) detector: &'a Detector,
    pub(super) fingerprinter: &'a Fingerprinter,
    /// Candidates below this are dropped.
    pub(super) floor: f64,
    /// Remarks of other tools that allow a secret.
    pub(super) remarks: &'a [String],
}

/// Memory that a thread uses again for every item.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) scratch: Scratch,
    pub(super) objects: crate::source::git::Memory,
    names: HashMap<Vec<u8>, Fingerprint>,
}

/// The part of a large file that a window answers for, and what lies before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Offsets within the text whose matches count.
    pub(super) from: usize,
    pub(super) to: usize,
    /// What lies before the text.
    pub(super) carry: Carry,
    /// The text begins with the file.
    pub(super) first: bool,
}

impl Part {
    pub(super) const WHOLE: Self = Self {
        from: 0,
        to: usize::MAX,
        carry: Carry { lines: 0, points: 0 },
        first: true,
    };
}

impl Examiner<'_> {
    /// Findings that the path gives, together with the first bytes and the size where they are known.
    pub(super) fn path(&self, origin: &Origin, head: Option<(&[u8], u64)>, found: &mut Found) {
        for (index, by_name) in self.detector.scan_file(origin.name(), head.map(|h| h.0)) {
            let rule = &self.detector.rules().rules()[index];
            let size = head.map(|h| h.1);
            let mut confidence = rule.confidence;
            let mut evidence = Vec::new();
            if !rule.magic.is_empty() || rule.least_size > 0 {
                if !by_name {
                    confidence = confidence.max(0.9);
                    evidence.push("begins as the format does".to_owned());
                }
                if let Some(n) = size {
                    evidence.push(format!("{n} bytes"));
                    if n < rule.least_size {
                        confidence *= 0.4;
                    }
                }
                if confidence < self.floor {
                    continue;
                }
            }
            found.findings.push(Finding {
                rule: Cow::Borrowed(rule.id.get()),
                category: rule.category,
                severity: rule.severity,
                confidence,
                location: location(origin),
                status: origin.status,
                secret: Secret::default(),
                fingerprint: self.fingerprinter.of_path(rule.id.get(), &origin.display()),
                impact: rule.impact,
                reach: reach(origin.kind, 0),
                evidence,
                excerpt: None,
            });
        }
        self.terms(origin, found);
    }

    /// The organisation's terms in the path; one in the name of a folder is said of the folder.
    fn terms(&self, origin: &Origin, found: &mut Found) {
        for (index, severity, end) in self.detector.terms_in_path(origin.name()) {
            let rule = &self.detector.rules().rules()[index];
            let mut place = origin.clone();
            if let Some(name) = place.member.last_mut() {
                name.truncate(end);
            } else {
                place.path.truncate(end);
            }
            let finding = Finding {
                rule: Cow::Borrowed(rule.id.get()),
                category: rule.category,
                severity,
                confidence: rule.confidence,
                location: location(&place),
                status: origin.status,
                secret: Secret::default(),
                fingerprint: self.fingerprinter.of_path(rule.id.get(), &place.display()),
                impact: rule.impact,
                reach: reach(origin.kind, 0),
                evidence: vec!["in its name".to_owned()],
                excerpt: None,
            };
            // Files of a folder come one after another; what remains twice is put together when all are done.
            if found.findings.last() != Some(&finding) {
                found.findings.push(finding);
            }
        }
    }

    /// Whether an open licence of the tree would clear findings of this rule.
    pub(super) fn cleared_by_licence(&self, rule: &str) -> bool {
        let rules = self.detector.rules();
        rules
            .index_of(rule)
            .and_then(|i| rules.rules().get(i))
            .is_some_and(|r| r.open_licence_clears)
    }

    /// Findings in the bytes of a whole item.
    pub(super) fn bytes(&self, origin: &Origin, bytes: &[u8], memory: &mut Memory, found: &mut Found) {
        let text = decode(bytes);
        self.text(origin, &text.bytes, text.binary, Part::WHOLE, memory, found);
    }

    /// Findings in a text, or in the part of it that counts.
    pub(super) fn text(
        &self,
        origin: &Origin,
        text: &[u8],
        binary: bool,
        part: Part,
        memory: &mut Memory,
        found: &mut Found,
    ) {
        let ctx = Context {
            path: origin.name(),
            binary,
            depth: 0,
        };
        let matches = self.detector.scan(text, &ctx, &mut memory.scratch);
        if matches.is_empty() {
            return;
        }
        let (first, first_offset) = (found.findings.len(), found.offsets.len());
        let mut places = Places::new(text, part.carry);
        let masks = (!binary).then(|| Masks::of(&matches));
        let rules = self.detector.rules().rules();
        let told: Vec<&Match> = matches
            .iter()
            .filter(|m| {
                m.confidence >= self.floor
                    && (part.from..part.to).contains(&m.start)
                    && (rules[m.rule].head_lines == 0 || part.first)
            })
            .collect();
        let values: Vec<&[u8]> = told
            .iter()
            .map(|m| m.value.as_deref().unwrap_or(&text[m.start..m.end]))
            .map(|value| &value[..value.len().min(VALUE)])
            .collect();
        let names = memory.names(self.fingerprinter, &values);
        for ((m, value), fingerprint) in told.into_iter().zip(values).zip(names) {
            let rule = &rules[m.rule];
            let (start, end) = (places.of(m.start), places.of(m.end));
            let finding = Finding {
                rule: Cow::Borrowed(rule.id.get()),
                category: rule.category,
                severity: m.severity,
                confidence: (m.confidence * 1e4).round() / 1e4,
                location: Location {
                    line: start.line,
                    column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                    ..location(origin)
                },
                status: origin.status,
                secret: Secret::new(value),
                fingerprint,
                impact: (m.impact * 1e4).round() / 1e4,
                reach: reach(origin.kind, m.layers),
                evidence: m.evidence.clone(),
                excerpt: masks.as_ref().and_then(|k| k.around(text, m, rule.category)),
            };
            let (line, before) = lines(text, m);
            let foreign = rule.category == Category::Secret && foreign_allow(line, before, self.remarks);
            if foreign || inline_allow(line, before, rule.id.get()) {
                found.allowed.push(finding);
            } else {
                found.findings.push(finding);
                found.offsets.push(m.start);
            }
        }
        let whole = part.first && part.to == usize::MAX;
        if whole && origin.kind == OriginKind::File && origin.member.is_empty() && origin.commit.is_none() {
            name_lines(text, &mut found.findings[first..], &found.offsets[first_offset..]);
        }
    }
}

/// Gives findings that begin at these offsets the names of their lines.
fn name_lines(text: &[u8], findings: &mut [Finding], offsets: &[usize]) {
    // In order of position, so that a long line is looked at once.
    let (mut line, mut seen) = (0, 0);
    let mut begin = |at: usize| {
        let from = if at < seen { 0 } else { seen };
        if let Some(n) = memchr::memrchr(b'\n', &text[from..at]) {
            line = from + n + 1;
        } else if from == 0 {
            line = 0;
        }
        seen = at;
        line
    };
    let mut lines: Vec<(usize, usize)> = offsets.iter().enumerate().map(|(i, at)| (begin(*at), i)).collect();
    lines.sort_unstable();
    let starts: Vec<usize> = lines.iter().map(|(start, _)| *start).collect();
    for ((_, i), name) in lines.into_iter().zip(line_hashes(text, &starts)) {
        if let Some(f) = findings.get_mut(i) {
            f.location.line_hash = name;
        }
    }
}

impl Memory {
    /// The names of values. Those that were not met before are made together, and by all threads where they are many.
    fn names(&mut self, fingerprinter: &Fingerprinter, values: &[&[u8]]) -> Vec<Fingerprint> {
        let mut new: Vec<&[u8]> = values
            .iter()
            .copied()
            .filter(|v| !self.names.contains_key(*v))
            .collect();
        new.sort_unstable();
        new.dedup();
        let made: Vec<Fingerprint> = if new.len() > MANY {
            new.par_chunks(MANY)
                .flat_map_iter(|some| fingerprinter.of_all(some))
                .collect()
        } else {
            fingerprinter.of_all(&new)
        };
        let names = values
            .iter()
            .map(|v| match new.binary_search(v) {
                Ok(at) => made.get(at).cloned().unwrap_or_default(),
                Err(_) => self.names.get(*v).cloned().unwrap_or_default(),
            })
            .collect();
        if self.names.len() + new.len() > REMEMBERED {
            self.names.clear();
        }
        let some = new.into_iter().zip(made).take(REMEMBERED);
        self.names.extend(some.map(|(v, name)| (v.to_vec(), name)));
        names
    }
}

fn location(origin: &Origin) -> Location {
    Location {
        path: origin.path.clone(),
        member: origin.member.clone(),
        commit: origin.commit.clone(),
        ..Location::default()
    }
}

/// The line in which a match begins, and the one before it, each cut to 2 KiB around the match.
fn lines<'t>(text: &'t [u8], m: &Match) -> (&'t [u8], &'t [u8]) {
    const REACH: usize = 2 << 10;
    let low = m.start.saturating_sub(REACH);
    let start = memchr::memrchr(b'\n', &text[low..m.start]).map_or(low, |n| low + n + 1);
    let high = (m.start + REACH).min(text.len());
    let end = memchr::memchr(b'\n', &text[m.start..high]).map_or(high, |n| m.start + n);
    let before_end = start.saturating_sub(1);
    let low = before_end.saturating_sub(REACH);
    let before = memchr::memrchr(b'\n', &text[low..before_end]).map_or(low, |n| low + n + 1);
    (&text[start..end], &text[before..before_end])
}
