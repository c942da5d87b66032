//! `spillage:allow` in the line of a finding or the line above it.
//!
//! Grammar: `spillage:allow`, then optionally `[rule, rule]` or `(rule, rule)` or `=rule,rule` right behind it, then a
//! reason in free text. Without rules every finding of the line is allowed. The line above counts only when it holds
//! nothing but a comment, so that one trailing remark never covers two lines of data.

const MARK: &[u8] = b"spillage:allow";

/// Whether `line`, or a comment alone on the line before it, allows findings of `rule`.
#[must_use]
pub fn inline_allow(line: &[u8], prev: &[u8], rule: &str) -> bool {
    allows(line, rule) || (comment_only(prev) && allows(prev, rule))
}

/// Whether `line`, or a comment alone on the line before it, holds one of the remarks by which other tools leave a secret out.
/// Case does not matter; the remark must not be a part of a longer word.
#[must_use]
pub fn foreign_allow(line: &[u8], prev: &[u8], remarks: &[String]) -> bool {
    let holds = |line: &[u8]| {
        let lower = line.to_ascii_lowercase();
        remarks.iter().any(|r| {
            let remark = r.to_ascii_lowercase();
            memchr::memmem::find_iter(&lower, remark.as_bytes()).any(|at| {
                let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
                let before = at.checked_sub(1).and_then(|i| lower.get(i));
                !before.is_some_and(word) && !lower.get(at + remark.len()).is_some_and(word)
            })
        })
    };
    !remarks.is_empty() && (holds(line) || (comment_only(prev) && holds(prev)))
}

fn allows(line: &[u8], rule: &str) -> bool {
    memchr::memmem::find_iter(line, MARK).any(|at| {
        let before = at.checked_sub(1).and_then(|i| line.get(i));
        if before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
            return false;
        }
        let rest = line.get(at + MARK.len()..).unwrap_or_default();
        let list = match rest.first() {
            Some(b'[') => until(rest, b']'),
            Some(b'(') => until(rest, b')'),
            Some(b'=') => rest.get(1..).and_then(|r| r.split(u8::is_ascii_whitespace).next()),
            Some(b) if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_') => return false,
            _ => return true,
        };
        list.is_some_and(|l| l.split(|b| *b == b',').any(|id| id.trim_ascii() == rule.as_bytes()))
    })
}

fn until(rest: &[u8], close: u8) -> Option<&[u8]> {
    memchr::memchr(close, rest).and_then(|end| rest.get(1..end))
}

/// A line that starts with what starts a comment in the languages and formats that have one.
fn comment_only(line: &[u8]) -> bool {
    const OPENERS: [&[u8]; 9] = [b"#", b"//", b"--", b";", b"/*", b"*", b"<!--", b"%", b"rem "];
    let line = line.trim_ascii_start();
    OPENERS
        .iter()
        .any(|o| line.get(..o.len()).is_some_and(|l| l.eq_ignore_ascii_case(o)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_of_others() {
        let remarks = ["gitleaks:allow", "pragma: allowlist secret"].map(str::to_owned);
        for (line, prev, want) in [
            ("key = 'x' # gitleaks:allow", "", true),
            ("key = 'x' # Pragma: Allowlist Secret", "", true),
            ("key = 'x'", "// gitleaks:allow", true),
            ("key = 'x'", "other = 'y' # gitleaks:allow", false),
            ("key = 'x' # gitleaks:allowed", "", false),
            ("key = 'x' # mygitleaks:allow", "", false),
            ("key = 'x' # nosemgrep", "", false),
        ] {
            assert_eq!(
                foreign_allow(line.as_bytes(), prev.as_bytes(), &remarks),
                want,
                "{line}"
            );
            assert!(!foreign_allow(line.as_bytes(), prev.as_bytes(), &[]));
        }
    }

    #[test]
    fn allowances() {
        let cases: &[(&str, &str, bool)] = &[
            ("key = 'x'  # spillage:allow", "", true),
            ("key = 'x'  # spillage:allow test data", "", true),
            ("key = 'x'  # spillage:allow[aws-key] test data", "", true),
            ("key = 'x'  # spillage:allow[other, aws-key]", "", true),
            ("key = 'x'  # spillage:allow(aws-key) why not", "", true),
            ("key = 'x'  # spillage:allow=aws-key why not", "", true),
            ("key = 'x'  # spillage:allow=other,aws-key", "", true),
            ("key = 'x'  # spillage:allow[other]", "", false),
            ("key = 'x'  # spillage:allow[aws-key", "", false),
            ("key = 'x'  # spillage:allow=other aws-key", "", false),
            ("key = 'x'  # spillage:allowed", "", false),
            ("key = 'x'  # nospillage:allow", "", false),
            ("key = 'x'", "# spillage:allow the next line is a test vector", true),
            ("key = 'x'", "  // spillage:allow[aws-key]", true),
            ("key = 'x'", "other = 'y' # spillage:allow", false),
            ("key = 'x'", "<!-- spillage:allow -->", true),
            ("", "", false),
        ];
        for (line, prev, want) in cases {
            assert_eq!(
                inline_allow(line.as_bytes(), prev.as_bytes(), "aws-key"),
                *want,
                "{line} / {prev}"
            );
        }
    }
}
