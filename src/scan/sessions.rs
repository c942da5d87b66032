//! What has already left: values that stand in transcripts of past sessions, each with when, by which agent and from
//! which file, and whether it still stands there.
//!
//! Files are read in chunks that end with a record, one file a thread. Memory is bounded by the chunk and by the number
//! of different values found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Instant;

use super::examine::{self, Examiner, Found, Memory};
use super::stream::stream;
use super::{Deadline, ScanOptions, examiner};
use crate::detect::Detector;
use crate::finding::{Category, Finding, Severity, Status};
use crate::platform;
use crate::source::expand::{self, Budget, Limits};
use crate::source::transcript::{
    Attribution, Format, Part, Setting, Transcript, Unescaped, attribute, in_project, setting, source, transcripts,
    unescape,
};
use crate::source::{Item, Origin, OriginKind, Skipped};

/// Bytes read at once; a chunk ends with a record where it can.
const CHUNK: usize = 4 << 20;
/// Longer records are cut.
const RECORD: usize = 64 << 20;
/// What two parts of a cut record share.
const OVERLAP: usize = 64 << 10;
/// Documents up to this size are parsed for who said what.
const DOCUMENT: u64 = 16 << 20;
/// Records up to this size likewise.
const PARSED: usize = 8 << 20;
/// The name under which detection sees text of sessions.
const TEXT: &str = "session.log";
/// Examples kept of each list.
const KEPT: usize = 16;

/// Which transcripts are looked at.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// The home folder.
    pub home: PathBuf,
    /// Project folders whose own transcripts are read as well.
    pub projects: Vec<PathBuf>,
    /// Nothing before this, in seconds since 1970.
    pub since: Option<i64>,
    /// Findings below this confidence are left out.
    pub min_confidence: f64,
}

/// What past sessions held.
#[derive(Debug, Default)]
pub struct Sessions {
    /// Transcripts read.
    pub transcripts: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What left, what to rotate first before the rest.
    pub assets: Vec<Asset>,
    /// What could not be read.
    pub skipped: Vec<Skipped>,
}

/// One value that was in a session.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The finding at the place where it was first seen.
    pub finding: Finding,
    /// How often it was seen.
    pub seen: u64,
    /// First and last time, in seconds since 1970; from the file's date where records have none.
    pub first: i64,
    /// See `first`.
    pub last: i64,
    /// Agents.
    pub agents: BTreeSet<String>,
    /// Providers and base URLs that received it.
    pub providers: BTreeSet<String>,
    /// Models.
    pub models: BTreeSet<String>,
    /// Folders that sessions worked in.
    pub projects: BTreeSet<String>,
    /// Parts of sessions that held it.
    pub parts: BTreeSet<Part>,
    /// Files and commands that it came from, as recorded.
    pub sources: BTreeSet<String>,
    /// Transcripts, as `path:line`.
    pub places: BTreeSet<String>,
    /// Where it still stands, as far as the recorded files can be read.
    pub stands: Option<String>,
}

impl Asset {
    fn merge(&mut self, other: Self) {
        self.seen += other.seen;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        if other.finding.sort_key() < self.finding.sort_key() {
            let (severity, confidence) = (self.finding.severity, self.finding.confidence);
            self.finding = other.finding;
            self.finding.severity = self.finding.severity.max(severity);
            self.finding.confidence = self.finding.confidence.max(confidence);
        }
        self.parts.extend(other.parts);
        for (mine, more) in [
            (&mut self.agents, other.agents),
            (&mut self.providers, other.providers),
            (&mut self.models, other.models),
            (&mut self.projects, other.projects),
            (&mut self.sources, other.sources),
            (&mut self.places, other.places),
        ] {
            mine.extend(more);
            // The smallest stay, whatever the order of arrival.
            while mine.len() > KEPT {
                mine.pop_last();
            }
        }
    }
}

/// Whether what left with a session is told for findings of a category. A detector without the other rules is faster.
#[must_use]
pub fn concerns(category: Category) -> bool {
    matches!(category, Category::Secret | Category::Marker)
}

type Assets = BTreeMap<(String, String), Asset>;

/// Reads every transcript and groups what was in them by value.
#[must_use]
pub fn sessions(what: &SessionOptions, detector: &Detector, options: &ScanOptions<'_>) -> Sessions {
    let examiner = examiner(detector, options);
    let mut all = transcripts(&what.home);
    all.extend(what.projects.iter().flat_map(|p| in_project(p, &what.home)));
    let mut done: BTreeSet<PathBuf> = BTreeSet::new();
    let mut assets = Assets::new();
    let mut out = Sessions::default();
    // Folders that sessions worked in may hold transcripts of their own: one more round.
    for _ in 0..2 {
        all.retain(|t| done.insert(t.path.canonicalize().unwrap_or_else(|_| t.path.clone())));
        all.retain(|t| what.since.is_none_or(|s| t.modified >= s));
        let projects = round(&all, what, examiner, options, &mut assets, &mut out);
        all = projects
            .iter()
            .flat_map(|p| in_project(Path::new(p), &what.home))
            .collect();
    }
    out.assets = assets.into_values().collect();
    for asset in &mut out.assets {
        asset.stands = stands(asset);
    }
    // Rotate first: what opens most, then what is surest, still in use, and latest.
    out.assets.sort_by(|a, b| {
        let rank = |x: &Asset| {
            (
                x.finding.severity,
                (x.finding.impact * x.finding.confidence * 1e4) as u64,
                x.stands.is_some(),
                x.last,
            )
        };
        rank(b)
            .cmp(&rank(a))
            .then_with(|| a.finding.sort_key().cmp(&b.finding.sort_key()))
    });
    out.skipped.sort();
    out
}

fn round(
    all: &[Transcript],
    what: &SessionOptions,
    examiner: Examiner<'_>,
    options: &ScanOptions<'_>,
    assets: &mut Assets,
    out: &mut Sessions,
) -> BTreeSet<String> {
    let shared = Mutex::new((std::mem::take(assets), BTreeSet::new()));
    let mut tally = stream(
        options,
        Deadline(options.timeout.map(|t| Instant::now() + t)),
        |hand| {
            for t in all {
                // A file is a batch of its own, so that large ones do not wait behind each other on one thread.
                hand(t, usize::try_from(t.len).unwrap_or(usize::MAX).max(32 << 10));
            }
        },
        |t, memory, tally| {
            let mut reading = Reading {
                transcript: t,
                examiner,
                what,
                setting: Setting::default(),
                day: None,
                assets: Assets::new(),
                parsed: None,
                table: String::new(),
            };
            if let Err(e) = reading.run(memory, &options.limits, &mut tally.skipped) {
                tally.skip(t.shown.clone(), e.to_string(), t.len);
            }
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.1.extend(reading.setting.project);
            for (key, asset) in reading.assets {
                match shared.0.entry(key) {
                    std::collections::btree_map::Entry::Occupied(mut e) => e.get_mut().merge(asset),
                    std::collections::btree_map::Entry::Vacant(e) => {
                        e.insert(asset);
                    }
                }
            }
        },
    );
    tally.tell_cut("transcripts");
    out.transcripts += all.len() as u64;
    out.bytes += all.iter().map(|t| t.len).sum::<u64>();
    out.skipped.append(&mut tally.skipped);
    let (found, projects) = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    *assets = found;
    projects
}

/// One transcript while it is read.
struct Reading<'a> {
    transcript: &'a Transcript,
    examiner: Examiner<'a>,
    what: &'a SessionOptions,
    setting: Setting,
    /// The latest date that a text transcript named.
    day: Option<i64>,
    assets: Assets,
    /// The table of a database that is being read.
    table: String,
    /// The last record that was parsed, by its line; 0 for a whole document.
    parsed: Option<(u64, Option<serde_json::Value>)>,
}

/// Raw bytes of a transcript, beginning at a record.
struct Chunk<'c> {
    raw: &'c [u8],
    /// Lines before it.
    lines: u64,
}

impl Reading<'_> {
    fn run(&mut self, memory: &mut Memory, limits: &Limits, skipped: &mut Vec<Skipped>) -> std::io::Result<()> {
        if self.transcript.format == Format::Database {
            return self.database(memory, limits, skipped);
        }
        let mut file = platform::open(&self.transcript.path)?;
        let mut unescaped = Unescaped::default();
        let mut buffer = Vec::new();
        let mut lines = 0;
        loop {
            let end = !fill(&mut file, &mut buffer)?;
            // Up to the last record's end; a record longer than any agent writes is cut.
            let cut = match memchr::memrchr(b'\n', &buffer) {
                _ if end => buffer.len(),
                Some(n) => n + 1,
                None if buffer.len() < RECORD => continue,
                None => buffer.len(),
            };
            let (now, _) = buffer.split_at(cut);
            self.chunk(&Chunk { raw: now, lines }, &mut unescaped, memory);
            if end {
                return Ok(());
            }
            let keep = if memchr::memchr(b'\n', now).is_none() {
                cut - OVERLAP
            } else {
                cut
            };
            lines += memchr::memchr_iter(b'\n', now).count() as u64;
            buffer.drain(..keep);
        }
    }

    /// Rows come as lines, a table at a time.
    fn database(&mut self, memory: &mut Memory, limits: &Limits, skipped: &mut Vec<Skipped>) -> std::io::Result<()> {
        let mut file = platform::open(&self.transcript.path)?;
        let mut head = [0; 512];
        let n = file.by_ref().read(&mut head)?;
        let Some(kind) = expand::kind(&self.transcript.shown, head.get(..n).unwrap_or_default()) else {
            return Ok(());
        };
        let mut unescaped = Unescaped::default();
        let origin = Origin::file(self.transcript.shown.clone());
        let mut visit = |item: Item<'_>| {
            self.table = item.origin.member.join("!");
            self.parsed = None;
            self.chunk(
                &Chunk {
                    raw: &item.bytes,
                    lines: 0,
                },
                &mut unescaped,
                memory,
            );
        };
        expand::expand_file(
            &origin,
            &mut file,
            kind,
            limits,
            &mut Budget::new(),
            &mut visit,
            &mut |s| skipped.push(s),
        );
        Ok(())
    }

    fn chunk(&mut self, chunk: &Chunk<'_>, unescaped: &mut Unescaped, memory: &mut Memory) {
        self.learn(chunk.raw);
        if self.transcript.format == Format::Text {
            unescaped.text.clear();
            unescaped.text.extend_from_slice(chunk.raw);
            unescaped.records = std::iter::once((0, 0))
                .chain(memchr::memchr_iter(b'\n', chunk.raw).map(|n| (n + 1, n + 1)))
                .collect();
        } else {
            unescape(chunk.raw, unescaped);
        }
        self.detect(chunk, unescaped, memory);
        if self.transcript.format == Format::Text {
            self.day = last_day(chunk.raw).or(self.day);
        }
    }

    /// Session-wide facts stand in the first records; a search finds out whether a chunk names more.
    fn learn(&mut self, raw: &[u8]) {
        if self.transcript.format == Format::Text {
            if let Some(line) =
                memchr::memmem::find(raw, b"> Main model: ").or_else(|| memchr::memmem::find(raw, b"> Model: "))
                && self.setting.model.is_none()
            {
                let rest = raw.get(line..).unwrap_or_default();
                let text = String::from_utf8_lossy(rest.split(|b| *b == b'\n').next().unwrap_or_default()).into_owned();
                self.setting.model = text
                    .split(": ")
                    .nth(1)
                    .and_then(|m| m.split_whitespace().next())
                    .map(str::to_owned);
            }
            if self.setting.project.is_none() {
                self.setting.project = self.transcript.path.parent().map(|p| p.to_string_lossy().into_owned());
            }
            return;
        }
        let wants: [(bool, &[u8]); 5] = [
            (self.setting.model.is_none(), b"\"model\":"),
            (self.setting.model.is_none(), b"\"modelID\":"),
            (self.setting.project.is_none(), b"\"cwd\""),
            (self.setting.provider.is_none(), b"rovider"),
            (self.setting.base_url.is_none(), b"base_url\""),
        ];
        for (wanted, key) in wants {
            let Some(at) = wanted.then(|| memchr::memmem::find(raw, key)).flatten() else {
                continue;
            };
            let record = record_at(raw, at);
            if record.len() <= CHUNK
                && let Ok(value) = serde_json::from_slice(record)
            {
                self.setting.fill(setting(&value));
            }
        }
        if self.setting.project.is_none()
            && let Ok(value) = serde_json::from_slice(record_at(raw, 0))
        {
            self.setting.fill(setting(&value));
        }
    }

    fn detect(&mut self, chunk: &Chunk<'_>, unescaped: &Unescaped, memory: &mut Memory) {
        let t = self.transcript;
        let origin = Origin {
            path: t.shown.clone(),
            // Detection knows the text by the name of what it is: output and prose, whatever file it lies in.
            member: vec![TEXT.to_owned()],
            commit: None,
            status: Status::Outside,
            kind: OriginKind::Transcript,
        };
        let mut found = Found::default();
        self.examiner.text(
            &origin,
            &unescaped.text,
            false,
            examine::Part::WHOLE,
            memory,
            &mut found,
        );
        for (mut finding, offset) in found.findings.into_iter().zip(found.offsets) {
            let wanted = concerns(finding.category)
                && (finding.category != Category::Marker || finding.severity >= Severity::Medium);
            if !wanted || finding.confidence < self.what.min_confidence || finding.secret.is_empty() {
                continue;
            }
            let (record, raw) = unescaped.record(offset);
            let line = chunk.lines + record as u64 + 1;
            let place = if self.table.is_empty() {
                format!("{}:{line}", t.shown)
            } else {
                format!("{}!{}:{line}", t.shown, self.table)
            };
            let key = (finding.rule.to_string(), finding.fingerprint.0.clone());
            if self.assets.get(&key).is_some_and(|a| a.places.contains(&place)) {
                // The same record says it twice, for the person and for the model.
                continue;
            }
            let mut said = self.said(chunk, record_at(chunk.raw, raw), line, finding.secret.reveal());
            said.source = said.source.map(|s| self.cleaned(&s, finding.secret.reveal(), memory));
            let time = said.time.unwrap_or(t.modified);
            if self.what.since.is_some_and(|s| time < s) {
                continue;
            }
            finding.location.member.clear();
            (finding.location.line, finding.location.column) = (line, 1);
            (finding.location.end_line, finding.location.end_column) = (line, 1);
            self.add(finding, &said, time, place);
        }
    }

    /// Who said it, from the record that holds it and the call that it answers.
    fn said(&mut self, chunk: &Chunk<'_>, record: &[u8], line: u64, value: &str) -> Attribution {
        if self.transcript.format == Format::Text {
            let part = match record.first() {
                Some(b'#' | b'+') => Part::Prompt,
                Some(b'>') => Part::ToolResult,
                _ => Part::Other,
            };
            let at = record.as_ptr() as usize - chunk.raw.as_ptr() as usize;
            let time = chunk.raw.get(..at).and_then(last_day).or(self.day);
            return Attribution {
                part: Some(part),
                time,
                source: None,
                call: None,
            };
        }
        // A document is parsed once, a record once for all that was found in it.
        let line = if self.transcript.format == Format::Document {
            0
        } else {
            line
        };
        if self.parsed.as_ref().is_none_or(|(known, _)| *known != line) {
            let parsed = self.parse(record);
            if let Some(value) = &parsed {
                self.setting.fill(setting(value));
            }
            self.parsed = Some((line, parsed));
        }
        let Some((_, Some(parsed))) = &self.parsed else {
            return Attribution::default();
        };
        let mut said = attribute(parsed, value);
        if let (None, Some(call)) = (&said.source, &said.call) {
            // The call stands before its result; the nearest one within reach is taken.
            let here = record.as_ptr() as usize - chunk.raw.as_ptr() as usize;
            let before = chunk.raw.get(..here).unwrap_or_default();
            let quoted = format!("\"{call}\"");
            if let Some(at) = memchr::memmem::rfind(before, quoted.as_bytes()) {
                let value: Option<serde_json::Value> = serde_json::from_slice(record_at(before, at)).ok();
                said.source = value.and_then(|v| source(&v, 8));
            }
        }
        said
    }

    fn parse(&self, record: &[u8]) -> Option<serde_json::Value> {
        if self.transcript.format == Format::Lines {
            return (record.len() <= PARSED)
                .then(|| serde_json::from_slice(record).ok())
                .flatten();
        }
        if self.transcript.format == Format::Database {
            // `key: …\tvalue: {…}`: the first object of the row.
            let object = memchr::memchr(b'{', record)
                .and_then(|n| record.get(n..))
                .filter(|o| o.len() <= PARSED)?;
            return serde_json::Deserializer::from_slice(object).into_iter().next()?.ok();
        }
        if self.transcript.len > DOCUMENT {
            return None;
        }
        let mut bytes = Vec::new();
        platform::open(&self.transcript.path)
            .ok()?
            .take(DOCUMENT)
            .read_to_end(&mut bytes)
            .ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// A command line without the values that stand in it.
    fn cleaned(&self, text: &str, value: &str, memory: &mut Memory) -> String {
        let mut found = Found::default();
        let origin = Origin::file(TEXT);
        self.examiner.text(
            &origin,
            text.as_bytes(),
            false,
            examine::Part::WHOLE,
            memory,
            &mut found,
        );
        let mut clean = text.replace(value, "…");
        for f in found.findings.iter().filter(|f| f.secret.reveal().len() >= 4) {
            clean = clean.replace(f.secret.reveal(), "…");
        }
        clean
    }

    fn add(&mut self, finding: Finding, said: &Attribution, time: i64, place: String) {
        let t = self.transcript;
        let one = |v: Option<&str>| v.map(str::to_owned).into_iter().collect::<BTreeSet<String>>();
        let mut providers = one(self.setting.provider.as_deref().or(t.provider));
        providers.extend(self.setting.base_url.clone());
        let key = (finding.rule.to_string(), finding.fingerprint.0.clone());
        let asset = Asset {
            finding,
            seen: 1,
            first: time,
            last: time,
            agents: one(Some(t.agent)),
            providers,
            models: one(self.setting.model.as_deref()),
            projects: one(self.setting.project.as_deref()),
            parts: said.part.into_iter().collect(),
            sources: one(said.source.as_deref()),
            places: BTreeSet::from([place]),
            stands: None,
        };
        match self.assets.entry(key) {
            std::collections::btree_map::Entry::Occupied(mut e) => e.get_mut().merge(asset),
            std::collections::btree_map::Entry::Vacant(e) => {
                e.insert(asset);
            }
        }
    }
}

/// Appends one chunk; `false` at the end of the file.
fn fill(file: &mut File, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
    let n = file.by_ref().take(CHUNK as u64).read_to_end(buffer)?;
    Ok(n == CHUNK)
}

/// The line around an offset.
fn record_at(raw: &[u8], at: usize) -> &[u8] {
    let at = at.min(raw.len());
    let (before, behind) = raw.split_at(at);
    let start = memchr::memrchr(b'\n', before).map_or(0, |n| n + 1);
    let end = memchr::memchr(b'\n', behind).map_or(raw.len(), |n| at + n);
    raw.get(start..end).unwrap_or_default()
}

/// The last `# aider chat started at 2026-01-02 03:04:05` or `# 2026-01-02 03:04:05` of a text.
fn last_day(raw: &[u8]) -> Option<i64> {
    let mut end = raw.len();
    for _ in 0..4096 {
        let at = memchr::memmem::rfind(raw.get(..end)?, b"# ")?;
        let line = String::from_utf8_lossy(record_at(raw, at)).into_owned();
        let text = line
            .trim_start_matches("# aider chat started at ")
            .trim_start_matches("# ")
            .trim();
        if let Ok(date) = text
            .get(..19)
            .unwrap_or(text)
            .replace(' ', "T")
            .parse::<jiff::civil::DateTime>()
        {
            return date
                .to_zoned(jiff::tz::TimeZone::UTC)
                .ok()
                .map(|z| z.timestamp().as_second());
        }
        end = at;
    }
    None
}

/// Whether the value still stands in a file that a session took it from.
fn stands(asset: &Asset) -> Option<String> {
    let value = asset.finding.secret.reveal().as_bytes();
    let holds = |path: &Path| -> bool {
        let Ok(file) = platform::open(path) else { return false };
        let mut bytes = Vec::new();
        file.take(16 << 20).read_to_end(&mut bytes).is_ok() && memchr::memmem::find(&bytes, value).is_some()
    };
    for source in &asset.sources {
        // A path as it is, or each word of a command that is one; relative ones below the session's folders.
        for word in std::iter::once(source.as_str()).chain(source.split_whitespace()) {
            let word = word.trim_matches(['"', '\'', ';']);
            if word.is_empty() || word.starts_with('-') {
                continue;
            }
            let path = Path::new(word);
            let candidates = if path.is_absolute() {
                vec![path.to_owned()]
            } else {
                asset.projects.iter().map(|p| Path::new(p).join(path)).collect()
            };
            if let Some(found) = candidates
                .iter()
                .find(|p| std::fs::symlink_metadata(p).is_ok_and(|m| m.is_file()) && holds(p))
            {
                return Some(found.to_string_lossy().into_owned());
            }
        }
    }
    None
}
