//! Package manifests that keep a package from being published, where no open licence is declared beside it.

use super::Found;
use super::words::Words;
use crate::finding::Severity;

static NPM_PRIVATE: Words = Words::new(r#""private"\s*:\s*true"#);
static NPM_LICENSE: Words = Words::new(r#""licen[sc]es?"\s*:\s*[\["{]"#);
static NPM_CLOSED: Words = Words::new(
    r#"(?i)"licen[sc]e"\s*:\s*"(?:UNLICENSED|(?:LicenseRef-)?(?:proprietary|commercial|closed|private|none|all rights reserved)[^"]{0,60}|SEE LICEN[SC]E IN[^"]{0,80})""#,
);
static CARGO_PRIVATE: Words = Words::new(r"(?m)^\s*publish\s*=\s*(?:false|\[)");
static CARGO_LICENSE: Words = Words::new(r"(?m)^\s*licen[sc]e(?:-file)?(?:\.workspace)?\s*=");
static DART_PRIVATE: Words = Words::new(r#"(?m)^publish_to:\s*["']?none"#);
static GEM_HOST: Words = Words::new(r#"allowed_push_host["'\]]{1,2}?\s*\]?\s*=\s*["']([^"']+)"#);

/// Looks at a manifest once.
pub(super) fn examine(text: &[u8], path: &str, out: &mut Vec<Found>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    if text.len() > 256 << 10 || path.contains("node_modules/") {
        return;
    }
    let mut add = |class, span: Option<std::ops::Range<usize>>, confidence, evidence: &str| {
        if let Some(r) = span {
            out.push(Found {
                class,
                span: (r.start, r.end),
                confidence,
                impact: 0.15,
                severity: Severity::Low,
                evidence: vec![evidence.to_owned()],
            });
        }
    };
    if name.eq_ignore_ascii_case("package.json") {
        if NPM_LICENSE.find(text).is_none() || NPM_CLOSED.find(text).is_some() {
            add("npm-private", NPM_PRIVATE.find(text), 0.6, "no open licence declared");
        }
    } else if name.eq_ignore_ascii_case("cargo.toml") {
        if CARGO_LICENSE.find(text).is_none() {
            add("cargo-private", CARGO_PRIVATE.find(text), 0.6, "no licence declared");
        }
    } else if name.eq_ignore_ascii_case("pubspec.yaml") {
        add("dart-private", DART_PRIVATE.find(text), 0.55, "never published");
    } else if name.ends_with(".gemspec")
        && let Some(g) = GEM_HOST.groups(text)
    {
        let host = g.get(1).copied().flatten().unwrap_or_default();
        if memchr::memmem::find(host, b"rubygems.org").is_none() && host.len() > 3 {
            add(
                "gem-private",
                GEM_HOST.find(text),
                0.6,
                "may be pushed to a private host only",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(path: &str, text: &str) -> Vec<&'static str> {
        let mut out = Vec::new();
        examine(text.as_bytes(), path, &mut out);
        out.into_iter().map(|f| f.class).collect()
    }

    #[test]
    fn private_packages_without_a_licence() {
        assert_eq!(run("package.json", r#"{"name":"x","private": true}"#), ["npm-private"]);
        assert!(run("package.json", r#"{"private": true, "license": "MIT"}"#).is_empty());
        assert_eq!(
            run("a/Cargo.toml", "[package]\nname = \"x\"\npublish = false\n"),
            ["cargo-private"]
        );
        assert!(run("a/Cargo.toml", "[package]\nlicense.workspace = true\npublish = false\n").is_empty());
        assert_eq!(
            run(
                "x.gemspec",
                "s.metadata['allowed_push_host'] = 'https://gems.acme.corp'"
            ),
            ["gem-private"]
        );
        assert!(run("x.gemspec", "s.metadata['allowed_push_host'] = 'https://rubygems.org'").is_empty());
    }
}
