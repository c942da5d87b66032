//! Who said what when, from the records in which something was found and the calls that they answer.

use std::io::Read;

use crate::platform;
use crate::source::transcript::{Attribution, Format, Part, Setting, Transcript, attribute, setting, source};

/// Documents up to this size are parsed for who said what.
const DOCUMENT: u64 = 16 << 20;
/// Records up to this size likewise.
const PARSED: usize = 8 << 20;
/// Records up to this size for what holds for a session.
const SETTING: usize = 4 << 20;

/// What is known about the sayings of one transcript.
pub(super) struct Said<'a> {
    transcript: &'a Transcript,
    pub(super) setting: Setting,
    /// The latest date that a text transcript named.
    day: Option<i64>,
    /// The last record that was parsed, by its line; 0 for a whole document.
    parsed: Option<(u64, Option<serde_json::Value>)>,
}

impl<'a> Said<'a> {
    pub(super) fn new(transcript: &'a Transcript) -> Self {
        Self {
            transcript,
            setting: Setting::default(),
            day: None,
            parsed: None,
        }
    }

    /// Lines begin anew.
    pub(super) fn forget(&mut self) {
        self.parsed = None;
    }

    /// Dates of a text transcript hold for what follows.
    pub(super) fn pass(&mut self, raw: &[u8]) {
        self.day = last_day(raw).or(self.day);
    }

    /// Session-wide facts stand in the first records; a search finds out whether a chunk names more.
    pub(super) fn learn(&mut self, raw: &[u8]) {
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
            // Aider's stand in the project.
            if self.setting.project.is_none() && self.transcript.agent == "aider" {
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
            if record.len() <= SETTING
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

    /// Who said it, from the record that holds it and the call that it answers.
    /// It lies around `at` in the chunk.
    pub(super) fn of(&mut self, chunk: &[u8], at: usize, line: u64, value: &str) -> Attribution {
        let record = record_at(chunk, at);
        if self.transcript.format == Format::Text {
            let part = match (kept_in(&self.transcript.shown), record.first()) {
                (Some(part), _) => part,
                (None, Some(b'#' | b'+')) => Part::Prompt,
                (None, Some(b'>')) => Part::ToolResult,
                (None, _) => Part::Other,
            };
            let at = record.as_ptr() as usize - chunk.as_ptr() as usize;
            let time = chunk.get(..at).and_then(last_day).or(self.day);
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
            let here = record.as_ptr() as usize - chunk.as_ptr() as usize;
            let before = chunk.get(..here).unwrap_or_default();
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
}

/// What a folder of texts beside the records is for.
fn kept_in(path: &str) -> Option<Part> {
    let is = |folder: &str| memchr::memmem::find(path.as_bytes(), folder.as_bytes()).is_some();
    if is("/tool-results/") || is("/tool-output/") {
        return Some(Part::ToolResult);
    }
    is("/paste-cache/").then_some(Part::Prompt)
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
