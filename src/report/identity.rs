//! Names for findings that stay when lines move, for services that follow findings from run to run.
//!
//! Made of the rule, the place without its line, and the keyed name of the value, so that nothing can be guessed by them.

use std::collections::HashMap;

use data_encoding::HEXLOWER;

use crate::finding::Finding;

/// The name of one finding: what it is and where, and the how-many-eth of these it is, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    hash: [u8; 16],
    occurrence: u32,
}

impl Identity {
    /// 32 hexadecimal digits and the occurrence.
    pub(super) fn key(&self) -> String {
        format!("{}:{}", HEXLOWER.encode(&self.hash), self.occurrence)
    }

    /// 16 hexadecimal digits and the occurrence, in the form of a line hash of GitHub.
    pub(super) fn short(&self) -> String {
        format!("{}:{}", HEXLOWER.encode(&self.hash[..8]), self.occurrence)
    }

    /// 32 hexadecimal digits that hold the occurrence.
    pub(super) fn digest(&self) -> String {
        HEXLOWER.encode(&self.mixed())
    }

    /// The same as a UUID (version 8: made by a rule of one's own).
    pub(super) fn uuid(&self) -> String {
        let mut b = self.mixed();
        b[6] = (b[6] & 0x0f) | 0x80;
        b[8] = (b[8] & 0x3f) | 0x80;
        let hex = HEXLOWER.encode(&b);
        format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }

    fn mixed(&self) -> [u8; 16] {
        let mut h = blake3::Hasher::new();
        h.update(&self.hash).update(&self.occurrence.to_le_bytes());
        first(h.finalize().as_bytes())
    }
}

/// The names of findings, in their order.
pub(super) fn of(findings: &[Finding]) -> Vec<Identity> {
    let mut seen: HashMap<[u8; 16], u32> = HashMap::new();
    findings
        .iter()
        .map(|f| {
            let hash = hash(f);
            let n = seen.entry(hash).or_default();
            *n += 1;
            Identity { hash, occurrence: *n }
        })
        .collect()
}

fn hash(f: &Finding) -> [u8; 16] {
    let mut h = blake3::Hasher::new_derive_key("spillage v1 name of a finding");
    let at = &f.location;
    let members = at.member.iter().map(String::as_str);
    let parts = [
        &f.rule,
        at.path.as_str(),
        at.commit.as_deref().unwrap_or(""),
        &f.fingerprint.0,
    ];
    for part in parts.into_iter().chain(members) {
        h.update(&(part.len() as u64).to_le_bytes());
        h.update(part.as_bytes());
    }
    first(h.finalize().as_bytes())
}

fn first(bytes: &[u8; 32]) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&bytes[..16]);
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample::finding;
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn lines_do_not_matter_and_occurrences_do() {
        let at = |path: &str, line| finding("password", Severity::High, "correct-horse-battery", path, line);
        let ids = of(&[at("a", 1), at("a", 7), at("b", 1)]);
        assert_eq!(ids[0], of(&[at("a", 99)])[0]);
        let keys: std::collections::HashSet<String> =
            ids.iter().flat_map(|i| [i.key(), i.uuid(), i.digest()]).collect();
        assert_eq!(keys.len(), 9);
        assert!(ids[1].key().ends_with(":2") && ids[1].short().len() == 18);
        assert_eq!((&ids[0].uuid()[14..15], ids[0].uuid().len()), ("8", 36));
    }
}
