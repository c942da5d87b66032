//! Denials as text, in each path grammar. A character that a grammar could read as something else is written as a wildcard
//! for one character (`?`), which every grammar with wildcards knows; quoting rules differ from agent to agent.

use super::super::pattern::has_glob;
use super::select::{Denial, Selection};

/// A path as a pattern.
pub(super) fn spell(path: &str) -> String {
    let odd = |c: char| c.is_control() || "*?[]{}()!\"'\\`$,".contains(c);
    let mut out: String = path.chars().map(|c| if odd(c) { '?' } else { c }).collect();
    // White space at the end is cut off by readers of lines and rules.
    if out.ends_with(' ') {
        out.pop();
        out.push('?');
    }
    out
}

/// Gitignore lines.
pub(super) fn ignore(s: &Selection) -> Vec<String> {
    s.denials
        .keys()
        .filter_map(|d| match d {
            Denial::Name(n) => Some(n.clone()),
            Denial::Folder(f) => Some(format!("/{}/", spell(f))),
            Denial::File(f) => Some(format!("/{}", spell(f))),
            Denial::Home(_) => None,
        })
        .collect()
}

/// `Read(…)` rules as Claude Code and Qwen Code read them.
pub(super) fn reads(s: &Selection) -> Vec<String> {
    s.denials
        .keys()
        .map(|d| match d {
            Denial::Name(n) => format!("Read(**/{n})"),
            Denial::Folder(f) => format!("Read(./{}/**)", spell(f)),
            Denial::File(f) => format!("Read(./{})", spell(f)),
            Denial::Home(h) => format!("Read(~/{})", spell(h)),
        })
        .collect()
}

/// Globs with `**`, relative to the project.
pub(super) fn globs(s: &Selection) -> Vec<String> {
    s.denials
        .keys()
        .map(|d| match d {
            Denial::Name(n) => format!("**/{n}"),
            Denial::Folder(f) => format!("{}/**", spell(f)),
            Denial::File(f) => spell(f),
            Denial::Home(h) => format!("~/{}", spell(h)),
        })
        .collect()
}

/// Literal paths: what grammars without wildcards need. New files of the same name are not covered.
pub(super) fn literals(s: &Selection, prefix: &str, home: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (d, files) in &s.denials {
        match d {
            Denial::Name(_) => out.extend(files.iter().map(|f| format!("{prefix}{f}"))),
            Denial::Folder(f) | Denial::File(f) => out.push(format!("{prefix}{f}")),
            Denial::Home(h) => out.push(format!("{home}{h}")),
        }
    }
    out
}

/// Splits paths into those that a grammar without wildcards takes, and those that hold characters of one.
pub(super) fn plain(paths: Vec<String>) -> (Vec<String>, Vec<String>) {
    paths.into_iter().partition(|p| !has_glob(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_become_wildcards() {
        assert_eq!(spell("a b/[x] (1)!.txt "), "a b/?x? ?1??.txt?");
        assert_eq!(spell("é/ü.txt"), "é/ü.txt");
    }
}
