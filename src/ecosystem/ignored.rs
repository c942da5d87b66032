//! Findings that somebody looked at with another tool: `.gitleaksignore` by place, a baseline of detect-secrets by hash.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use sha1::{Digest, Sha1};

use crate::finding::{Category, Finding};

/// Places and values to leave out.
#[derive(Debug, Clone, Default)]
pub struct Ignored {
    /// By path and line: the commits, empty for any.
    places: HashMap<(String, u64), Vec<String>>,
    /// By path: SHA-1 of values.
    hashes: HashMap<String, HashSet<String>>,
}

impl Ignored {
    /// Adds what a file says: lines `[commit:]file:rule:line`, or the JSON of detect-secrets. The rule does not count, for
    /// names of rules differ from tool to tool.
    ///
    /// # Errors
    /// Where a line or a key is not as it should be.
    pub fn read(&mut self, text: &str) -> Result<(), String> {
        if text.trim_start().starts_with('{') {
            return self.detect_secrets(text);
        }
        for (i, line) in text.lines().enumerate() {
            let line = line.split(" #").next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || format!("line {}: expected [commit:]file:rule:line", i + 1);
            let mut parts = line.rsplitn(3, ':');
            let number: u64 = parts.next().and_then(|n| n.parse().ok()).ok_or_else(wrong)?;
            let (_, file) = (parts.next().ok_or_else(wrong)?, parts.next().ok_or_else(wrong)?);
            let (commit, path) = match file.split_once(':') {
                Some((c, p)) if c.len() >= 7 && c.bytes().all(|b| b.is_ascii_hexdigit()) => (c.to_ascii_lowercase(), p),
                _ => (String::new(), file),
            };
            let path = plain(path);
            if path.is_empty() {
                return Err(wrong());
            }
            self.places.entry((path, number)).or_default().push(commit);
        }
        Ok(())
    }

    fn detect_secrets(&mut self, text: &str) -> Result<(), String> {
        let value: Value = serde_json::from_str(text).map_err(|e| format!("not JSON: {e}"))?;
        let files = value
            .get("results")
            .and_then(Value::as_object)
            .ok_or("results: expected an object, as in a baseline of detect-secrets")?;
        for (file, list) in files {
            let list = list
                .as_array()
                .ok_or_else(|| format!("results[{file:?}]: expected a list"))?;
            for (i, entry) in list.iter().enumerate() {
                let hash = entry
                    .get("hashed_secret")
                    .and_then(Value::as_str)
                    .filter(|h| h.len() == 40 && h.bytes().all(|b| b.is_ascii_hexdigit()))
                    .ok_or_else(|| format!("results[{file:?}][{i}].hashed_secret: expected 40 hex digits"))?;
                // Audited and found to be real: to be reported.
                if entry.get("is_secret").and_then(Value::as_bool) == Some(true) {
                    continue;
                }
                self.hashes
                    .entry(plain(file))
                    .or_default()
                    .insert(hash.to_ascii_lowercase());
            }
        }
        Ok(())
    }

    /// Whether the finding is one of them.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        let place = &finding.location;
        if finding.category != Category::Secret || !place.member.is_empty() {
            return false;
        }
        let by_place = (!self.places.is_empty())
            .then(|| self.places.get(&(place.path.clone(), place.line)))
            .flatten()
            .is_some_and(|commits| {
                let here = place.commit.as_deref().unwrap_or_default();
                commits.iter().any(|c| c.is_empty() || here.starts_with(c.as_str()))
            });
        by_place
            || self.hashes.get(&place.path).is_some_and(|hashes| {
                let digest = Sha1::digest(finding.secret.reveal().as_bytes());
                hashes.contains(&data_encoding::HEXLOWER.encode(&digest))
            })
    }
}

fn plain(path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::report::sample::finding;

    #[test]
    fn places_that_were_looked_at() {
        let mut i = Ignored::default();
        i.read("# looked at\n./a/b.env:github-pat:3\n\ncafe1234cafe1234:old.env:x-key:7\nC:/w/x.env:rule:1 # why\n")
            .unwrap();
        let at = |path: &str, line| finding("r", Severity::High, "k7Qw2ZpLx6h8RtWq", path, line);
        assert!(i.covers(&at("a/b.env", 3)));
        assert!(!i.covers(&at("a/b.env", 4)));
        assert!(!i.covers(&at("old.env", 7)), "of that commit alone");
        let mut old = at("old.env", 7);
        old.location.commit = Some("cafe1234cafe1234".to_owned());
        assert!(i.covers(&old));
        assert!(i.covers(&at("C:/w/x.env", 1)));
        for wrong in ["a/b.env", "a:b:c", "b:3", ":r:3"] {
            assert!(
                Ignored::default().read(wrong).unwrap_err().starts_with("line 1"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn values_that_were_audited() {
        let hash = data_encoding::HEXLOWER.encode(&Sha1::digest(b"k7Qw2ZpLx6h8RtWq"));
        let text = |more: &str| {
            format!(r#"{{"results":{{"./a.env":[{{"type":"x","hashed_secret":"{hash}","line_number":1{more}}}]}}}}"#)
        };
        let mut i = Ignored::default();
        i.read(&text("")).unwrap();
        assert!(i.covers(&finding("r", Severity::High, "k7Qw2ZpLx6h8RtWq", "a.env", 9)));
        assert!(!i.covers(&finding("r", Severity::High, "k7Qw2ZpLx6h8RtWq", "b.env", 9)));
        assert!(!i.covers(&finding("r", Severity::High, "another-value-9", "a.env", 9)));
        let mut real = Ignored::default();
        real.read(&text(r#","is_secret":true"#)).unwrap();
        assert!(!real.covers(&finding("r", Severity::High, "k7Qw2ZpLx6h8RtWq", "a.env", 9)));
        let e = Ignored::default()
            .read(r#"{"results":{"a":[{"hashed_secret":"zz"}]}}"#)
            .unwrap_err();
        assert!(e.contains("hashed_secret"), "{e}");
    }

    proptest::proptest! {
        #[test]
        fn hostile_files_never_panic(text in "(\\PC|\n|:|#){0,80}") {
            let _ = Ignored::default().read(&text);
        }
    }
}
