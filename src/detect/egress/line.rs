//! Command lines in instruction files: in blocks of code, in back-quotes, and those that run while the file is read.

use super::Sink;
use super::command::{Does, does};
use super::prose::Patterns;
use crate::finding::Severity;

/// How sure a command is whose address is made up.
pub(super) const MADE_UP: f64 = 0.4;

/// Command lines of a line of text with where they start: all of it in a block of code, else what stands in back-quotes, else
/// all of it again, unless it is a row of a table.
pub(super) fn command_lines(line: &str, code: bool) -> Vec<(usize, &str)> {
    let lead = line.len() - line.trim_start().len();
    let body = line.trim();
    if code || !body.contains('`') {
        return if !code && body.starts_with('|') {
            Vec::new()
        } else {
            vec![(lead, body)]
        };
    }
    let mut out = Vec::new();
    let mut open = None;
    for (i, _) in line.match_indices('`') {
        open = match open {
            Some(from) => {
                if let Some(span) = line.get(from..i).filter(|s| !s.is_empty()) {
                    out.push((from, span));
                }
                None
            }
            None => Some(i + 1),
        };
    }
    out
}

/// Commands that run while the file is read.
pub(super) fn dynamic(line: &str, start: usize, p: &Patterns, sink: &mut Sink) {
    for m in p.dynamic.find_iter(line).take(20) {
        let body = line.get(m.start() + 2..m.end() - 1).unwrap_or("");
        // `feat!`/`fix!` are code beside code: the command starts a word, outside other back-quotes.
        let before = line.get(..m.start()).unwrap_or("");
        let starts = before
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ':' | '[' | '"'));
        let word =
            body.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '~' | '$' | '[' | '('));
        if !starts || !word || before.matches('`').count() % 2 == 1 {
            continue;
        }
        let mut evidence = vec![format!(
            "runs {} before the model reads the file",
            super::command::program(body)
        )];
        let what = does(body);
        if what != Does::Local {
            evidence.push("speaks to the network".into());
        }
        if let Some(f) = sink.span("skill-command", start + m.start(), start + m.end(), 0.85, evidence)
            && what != Does::Local
        {
            f.severity = Some(Severity::High);
            f.impact = Some(0.6);
        }
    }
}

/// One command line.
pub(super) fn command(body: &str, at: usize, p: &Patterns, sink: &mut Sink) {
    let body = body.trim_end();
    // Rows of tables write a pipe as `\\|`; an address that was made harmless is not meant to be fetched.
    let plain = body.replace("\\|", "|");
    if plain.contains("hxxp") || plain.contains("[.]") {
        return;
    }
    let sure = |confidence: f64| if made_up(&plain) { MADE_UP } else { confidence };
    let warns = p.negated.is_match(
        body.split("curl")
            .next()
            .unwrap_or("")
            .split("wget")
            .next()
            .unwrap_or(""),
    );
    match does(&plain) {
        Does::Sends if !warns && !body.contains("localhost") && !body.contains("127.0.0.1") => {
            let sensitive = [
                ".env",
                ".ssh",
                "id_rsa",
                "credentials",
                "printenv",
                "$(env",
                "env |",
                ".aws",
                "/etc/passwd",
                "history",
            ]
            .iter()
            .any(|w| body.contains(w));
            if sensitive {
                sink.span(
                    "instruct-send",
                    at,
                    at + body.len(),
                    sure(0.85),
                    vec!["a command line that hands local data to the network".into()],
                );
            }
        }
        Does::RunsDownload if !warns => {
            sink.span(
                "instruct-fetch",
                at,
                at + body.len(),
                sure(0.75),
                vec!["a command line that runs what it downloads".into()],
            );
        }
        _ => {}
    }
}

/// Whether a command's address is one that documents make up.
pub(super) fn made_up(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let hosts = lower.split("://").skip(1).map(super::address::host);
    let mut any = false;
    for h in hosts {
        let h = h.trim_end_matches(['"', '\'', ')', '`']);
        let example = ["example.com", "example.net", "example.org"]
            .iter()
            .any(|e| h.ends_with(e));
        let told = ["attacker", "evil", "victim", "malicious", "your-"]
            .iter()
            .any(|e| h.contains(e));
        if !(example || told) {
            return false;
        }
        any = true;
    }
    any
}
