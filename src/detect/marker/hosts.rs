//! Host names that only resolve inside a company. Each tells little; a handful a file is enough.

use super::place::Kind;
use super::words::Words;
use super::{Found, place::Doc};
use crate::finding::Severity;

static HOST: Words = Words::new(
    r#"(?i)(?:://|@|[\s"'=(,>])((?:[a-z0-9](?:[a-z0-9_-]{0,40}[a-z0-9])?\.){1,6}(?:corp\.[a-z0-9-]{2,30}\.(?:com|net|org|io|de|co|eu)|intranet\.[a-z0-9-]{2,30}\.(?:com|net|org|io|de|co|eu)|corp|internal|intranet|lan))(?::[0-9]{2,5})?(?:[/\s"'<>),;?#]|$)"#,
);
/// Names that clouds, containers and documentation use for everybody.
const PUBLIC: [&str; 14] = [
    "metadata.google.internal",
    "docker.internal",
    "compute.internal",
    "ec2.internal",
    "containers.internal",
    "k8s.internal",
    "svc.internal",
    "c.internal",
    "example.",
    "foo.",
    "bar.",
    "test.",
    "my.",
    "googleapis.internal",
];
/// First labels that name a service or a place rather than a package.
const SERVICES: [&str; 40] = [
    "jira",
    "confluence",
    "wiki",
    "git",
    "gitlab",
    "github",
    "bitbucket",
    "svn",
    "artifactory",
    "nexus",
    "registry",
    "docker",
    "jenkins",
    "ci",
    "sonar",
    "vault",
    "ldap",
    "ad",
    "dc",
    "mail",
    "smtp",
    "imap",
    "proxy",
    "db",
    "postgres",
    "mysql",
    "mongo",
    "redis",
    "kafka",
    "vpn",
    "sso",
    "auth",
    "idp",
    "api",
    "grafana",
    "kibana",
    "elastic",
    "repo",
    "npm",
    "pypi",
];

/// At most five different hosts of a text.
pub(super) fn examine(doc: &Doc<'_>, hits: &[(usize, usize)], out: &mut Vec<Found>) {
    let mut seen: Vec<&[u8]> = Vec::new();
    for &(pos, _) in hits.iter().take(400) {
        if seen.len() >= 5 {
            return;
        }
        let low = pos.saturating_sub(120);
        let Some(near) = doc.text.get(low..(pos + 80).min(doc.text.len())) else {
            continue;
        };
        for r in HOST.find_iter(near) {
            let Some(whole) = near.get(r.clone()) else { continue };
            let skip = whole.iter().position(u8::is_ascii_alphanumeric).unwrap_or(0);
            let host: &[u8] = whole
                .get(skip..)
                .and_then(|h| {
                    h.split(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'.' | b'-' | b'_'))
                        .next()
                })
                .unwrap_or_default();
            let lower = String::from_utf8_lossy(host).to_ascii_lowercase();
            let start = low + r.start + skip;
            if seen.contains(&host)
                || PUBLIC.iter().any(|p| lower.ends_with(p) || lower.starts_with(p))
                || lower.contains("example")
                || start > pos
                || pos > start + host.len()
            {
                continue;
            }
            seen.push(host);
            let url = whole.starts_with(b"://") || whole.starts_with(b"@");
            let first = lower.split(['.', '-', '0', '1', '2', '3']).next().unwrap_or_default();
            let service = SERVICES.contains(&first) || lower.matches('.').count() >= 2;
            let speaking = doc.kind == Kind::Data || url;
            let c = if url && service {
                0.6
            } else if url || service && speaking {
                0.4
            } else {
                0.2
            };
            let c = if doc.open()
                || ["test", "example", "doc", "sample", "spec", "fixture"]
                    .iter()
                    .any(|w| doc.path.to_ascii_lowercase().contains(w))
            {
                c - 0.25
            } else {
                c
            };
            if c >= 0.3 {
                out.push(Found {
                    class: "internal-host",
                    span: (start, start + host.len()),
                    confidence: c,
                    impact: 0.05,
                    severity: Severity::Info,
                    evidence: vec!["resolves only inside a network".into()],
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(path: &str, text: &str) -> Vec<(String, bool)> {
        let doc = Doc::new(text.as_bytes(), path);
        let mut hits: Vec<(usize, usize)> = [".corp", ".internal", ".intranet", ".lan"]
            .iter()
            .flat_map(|k| text.match_indices(k).map(|(i, s)| (i, s.len())).collect::<Vec<_>>())
            .collect();
        hits.sort_unstable();
        let mut out = Vec::new();
        examine(&doc, &hits, &mut out);
        out.into_iter()
            .map(|f| (text[f.span.0..f.span.1].to_owned(), f.confidence >= 0.5))
            .collect()
    }

    #[test]
    fn hosts_of_a_company() {
        assert_eq!(
            run("deploy.yaml", "url: https://jira.acme.corp/browse/X-1\n"),
            [("jira.acme.corp".to_owned(), true)]
        );
        assert_eq!(
            run("a.py", "u = 'https://git.corp.acme.com/x'\n"),
            [("git.corp.acme.com".to_owned(), true)]
        );
        assert!(run("A.java", "import com.google.internal.Foo;\n").is_empty());
        assert!(
            run(
                "x.yml",
                "http://host.docker.internal:80 http://metadata.google.internal/ http://ip-1.ec2.internal/\n"
            )
            .is_empty()
        );
    }
}
