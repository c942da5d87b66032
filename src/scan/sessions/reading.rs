//! One transcript: its bytes by chunks, its text by pieces, what is found in them.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::PoisonError;

use super::known::Known;
use super::said::Said;
use super::{Asset, Assets, SessionOptions, Shared, add, concerns};
use crate::finding::{Category, Finding, Severity, Status};
use crate::platform;
use crate::scan::examine::{self, Examiner, Found, Memory};
use crate::source::expand::{self, Budget, Limits};
use crate::source::transcript::{Attribution, Format, TEXT, Transcript, Unescaped, unescape};
use crate::source::{Item, Origin, OriginKind, Skipped};

/// Bytes read at once; a chunk ends with a record where it can.
const CHUNK: usize = 4 << 20;
/// Longer records are cut.
const RECORD: usize = 64 << 20;
/// What two parts of a cut record share.
const OVERLAP: usize = 64 << 10;
/// Records are unescaped and examined by so much: what the caches of a processor hold.
const PIECE: usize = 256 << 10;

/// One transcript while it is read.
pub(super) struct Reading<'a> {
    transcript: &'a Transcript,
    examiner: Examiner<'a>,
    what: &'a SessionOptions,
    said: Said<'a>,
    assets: Assets,
    /// The table of a database that is being read.
    table: String,
}

/// What a thread keeps from one transcript to the next.
#[derive(Debug, Default)]
pub(super) struct Held {
    known: Known,
    raw: Vec<u8>,
    unescaped: Unescaped,
}

/// Raw bytes of a transcript, beginning at a record.
struct Chunk<'c> {
    raw: &'c [u8],
    /// Lines before it.
    lines: u64,
}

impl<'a> Reading<'a> {
    pub(super) fn new(transcript: &'a Transcript, examiner: Examiner<'a>, what: &'a SessionOptions) -> Self {
        Self {
            transcript,
            examiner,
            what,
            said: Said::new(transcript),
            assets: Assets::new(),
            table: String::new(),
        }
    }

    /// Adds what was found to what others found.
    pub(super) fn give(self, shared: &Shared) {
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.1.extend(self.said.setting.project);
        for (key, asset) in self.assets {
            add(&mut shared.0, key, asset);
        }
    }

    pub(super) fn run(
        &mut self,
        held: &mut Held,
        memory: &mut Memory,
        limits: &Limits,
        skipped: &mut Vec<Skipped>,
    ) -> std::io::Result<()> {
        if self.transcript.format == Format::Database {
            return self.database(held, memory, limits, skipped);
        }
        let mut file = open(self.transcript, limits)?;
        let mut buffer = std::mem::take(&mut held.raw);
        buffer.clear();
        let mut lines = 0;
        loop {
            let end = !fill(&mut *file, &mut buffer)?;
            // Up to the last record's end; a record longer than any agent writes is cut.
            let cut = match memchr::memrchr(b'\n', &buffer) {
                _ if end => buffer.len(),
                Some(n) => n + 1,
                None if buffer.len() < RECORD => continue,
                None => buffer.len(),
            };
            let (now, _) = buffer.split_at(cut);
            self.chunk(&Chunk { raw: now, lines }, held, memory);
            if end {
                held.raw = buffer;
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
    fn database(
        &mut self,
        held: &mut Held,
        memory: &mut Memory,
        limits: &Limits,
        skipped: &mut Vec<Skipped>,
    ) -> std::io::Result<()> {
        let mut file = platform::open(&self.transcript.path)?;
        let mut head = [0; 512];
        let n = file.by_ref().read(&mut head)?;
        let Some(kind) = expand::kind(&self.transcript.shown, head.get(..n).unwrap_or_default()) else {
            return Ok(());
        };
        let origin = Origin::file(self.transcript.shown.clone());
        let mut visit = |item: Item<'_>| {
            self.table = item.origin.member.join("!");
            self.said.forget();
            self.chunk(
                &Chunk {
                    raw: &item.bytes,
                    lines: 0,
                },
                held,
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

    fn chunk(&mut self, chunk: &Chunk<'_>, held: &mut Held, memory: &mut Memory) {
        self.said.learn(chunk.raw);
        let mut unescaped = std::mem::take(&mut held.unescaped);
        if self.transcript.format == Format::Text {
            unescaped.plain(chunk.raw);
            self.detect(chunk, 0, chunk.lines, &unescaped, held, memory);
            self.said.pass(chunk.raw);
        } else {
            let (mut from, mut lines) = (0, chunk.lines);
            while from < chunk.raw.len() {
                let rest = chunk.raw.get(from..).unwrap_or_default();
                // Records of a document belong together.
                let end = match rest.get(PIECE..).filter(|_| self.transcript.format == Format::Lines) {
                    Some(far) => memchr::memchr(b'\n', far).map_or(rest.len(), |n| PIECE + n + 1),
                    None => rest.len(),
                };
                unescape(rest.get(..end).unwrap_or_default(), &mut unescaped);
                self.detect(chunk, from, lines, &unescaped, held, memory);
                lines += unescaped.records.len() as u64 - 1;
                from += end;
            }
        }
        held.unescaped = unescaped;
    }

    /// What a piece of a chunk holds; it begins at `from` and at a line.
    fn detect(
        &mut self,
        chunk: &Chunk<'_>,
        from: usize,
        lines: u64,
        unescaped: &Unescaped,
        held: &mut Held,
        memory: &mut Memory,
    ) {
        let t = self.transcript;
        let origin = Origin {
            path: t.shown.clone(),
            // Detection knows the text by the name of what it is: output and prose, whatever file it lies in.
            member: vec![TEXT.to_owned()],
            commit: None,
            status: Status::Outside,
            kind: OriginKind::Transcript,
        };
        let (examiner, what) = (self.examiner, self.what);
        // By place, so that what two parts show is one.
        let mut found: Vec<(usize, Finding)> = Vec::new();
        held.known.each_new(&unescaped.text, &unescaped.cuts, &mut |part| {
            let text = unescaped.text.get(part.clone()).unwrap_or_default();
            let mut here = Found::default();
            let first = part.start == 0;
            let whole = examine::Part {
                first,
                ..examine::Part::WHOLE
            };
            examiner.text(&origin, text, false, whole, memory, &mut here);
            let wanted = here.findings.into_iter().zip(here.offsets).filter(|(f, _)| {
                concerns(f.category)
                    && (f.category != Category::Marker || f.severity >= Severity::Medium)
                    && f.confidence >= what.min_confidence
                    && !f.secret.is_empty()
            });
            let mut places = Vec::new();
            for (finding, offset) in wanted {
                let at = part.start + offset;
                places.push(at..at + finding.secret.reveal().len());
                found.push((at, finding));
            }
            places
        });
        found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.rule.cmp(&b.1.rule)));
        found.dedup_by(|a, b| a.0 == b.0 && a.1.rule == b.1.rule);
        let mut told = BTreeSet::new();
        for (offset, mut finding) in found {
            let (record, raw) = unescaped.record(offset);
            let (line, at) = (lines + record as u64 + 1, from + raw);
            let place = if self.table.is_empty() {
                format!("{}:{line}", t.shown)
            } else {
                format!("{}!{}:{line}", t.shown, self.table)
            };
            let key = (finding.rule.to_string(), finding.fingerprint.0.clone());
            // The same record says it twice, for the person and for the model; records that are cut overlap.
            if !told.insert((key.clone(), line)) || self.assets.get(&key).is_some_and(|a| a.places.contains(&place)) {
                continue;
            }
            let mut said = self.said.of(chunk.raw, at, line, finding.secret.reveal());
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
        let mut providers = one(self.said.setting.provider.as_deref().or(t.provider));
        providers.extend(self.said.setting.base_url.clone());
        let key = (finding.rule.to_string(), finding.fingerprint.0.clone());
        let asset = Asset {
            finding,
            seen: 1,
            first: time,
            last: time,
            agents: one(Some(t.agent)),
            providers,
            models: one(self.said.setting.model.as_deref()),
            projects: one(self.said.setting.project.as_deref()),
            parts: said.part.into_iter().collect(),
            sources: one(said.source.as_deref()),
            places: BTreeSet::from([place]),
            stands: None,
        };
        add(&mut self.assets, key, asset);
    }
}

/// The bytes of a transcript, unpacked where an agent packs those that are old.
fn open(transcript: &Transcript, limits: &Limits) -> std::io::Result<Box<dyn Read>> {
    let file = platform::open(&transcript.path)?;
    Ok(match transcript.packed {
        Some(kind) => Box::new(expand::unpacked(kind, file, limits)?),
        None => Box::new(file),
    })
}

/// Appends one chunk; `false` at the end of the file.
fn fill(file: &mut dyn Read, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
    let n = file.take(CHUNK as u64).read_to_end(buffer)?;
    Ok(n == CHUNK)
}
