//! The path grammars of agents' rules, each compiled to one question: does it cover this absolute path?
//!
//! The same text means different things in different files; that is where most controls go wrong, so every grammar has
//! its own constructor and its own tests.

use globset::{GlobBuilder, GlobMatcher};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::place::{AgentPath, below, normal};

/// Longer patterns than this are not written by people.
const MAX_PATTERN: usize = 1024;

/// A compiled path pattern.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    /// Lines of gitignore grammar below a folder.
    Ignore {
        /// Folder that the lines are relative to.
        base: String,
        /// The lines.
        lines: Box<Gitignore>,
    },
    /// A glob over the absolute path; `*` stays within a name.
    Glob(Box<GlobMatcher>),
    /// A glob over the path relative to a folder; `*` stays within a name.
    GlobIn(String, Box<GlobMatcher>),
    /// `*` runs over `/` too; over the path relative to the project, and the absolute one.
    Wild(String),
    /// The same over the path relative to a folder, with `../` for what lies outside.
    WildFrom(String, String),
    /// A pattern that is expanded to the paths that it matches before rules are compared.
    Expanded(Box<Self>),
    /// A file, or a folder with everything below.
    Subtree(String),
    /// A regular expression over the arguments of the reading tool, as JSON.
    Arguments(Box<regex_automata::meta::Regex>),
    /// Every path.
    All,
    /// Nothing: the agent does not understand the text, or never consults it.
    Nothing,
}

impl Pattern {
    /// Gitignore lines below a folder.
    pub(crate) fn ignore(base: &str, lines: &str) -> Self {
        let mut b = GitignoreBuilder::new(base);
        for line in lines.lines().take(20_000).filter(|l| l.len() <= MAX_PATTERN) {
            // A line that is no pattern is skipped by agents too.
            let _ = b.add_line(None, line);
        }
        match b.build() {
            Ok(g) => Self::Ignore {
                base: base.to_owned(),
                lines: Box::new(g),
            },
            Err(_) => Self::Nothing,
        }
    }

    /// A glob with `**`, absolute or relative to `base`; a leading `~/` is `home`.
    pub(crate) fn glob(text: &str, base: &str, home: Option<&str>) -> Self {
        let text = match (text.strip_prefix("~/"), home) {
            (Some(rest), Some(home)) => format!("{home}/{rest}"),
            _ => text.to_owned(),
        };
        if text.len() > MAX_PATTERN {
            return Self::Nothing;
        }
        let text = text.strip_prefix("./").unwrap_or(&text);
        let absolute = text.starts_with('/');
        match GlobBuilder::new(text.trim_end_matches('/'))
            .literal_separator(true)
            .build()
        {
            Ok(g) if absolute => Self::Glob(Box::new(g.compile_matcher())),
            Ok(g) => Self::GlobIn(base.to_owned(), Box::new(g.compile_matcher())),
            Err(_) => Self::Nothing,
        }
    }

    /// A regular expression over a tool call's arguments.
    pub(crate) fn arguments(text: &str) -> Self {
        if text.len() > MAX_PATTERN {
            return Self::Nothing;
        }
        let config = regex_automata::meta::Config::new().nfa_size_limit(Some(1 << 20));
        match regex_automata::meta::Regex::builder().configure(config).build(text) {
            Ok(r) => Self::Arguments(Box::new(r)),
            Err(_) => Self::Nothing,
        }
    }

    /// A wildcard whose `*` does not stop at `/`.
    pub(crate) fn wild(text: &str, home: Option<&str>) -> Self {
        if text.len() > MAX_PATTERN {
            return Self::Nothing;
        }
        match (text.strip_prefix("~/").or_else(|| text.strip_prefix("$HOME/")), home) {
            (Some(rest), Some(home)) => Self::Wild(format!("{home}/{rest}")),
            _ => Self::Wild(text.to_owned()),
        }
    }

    /// A literal path: absolute, `~/…`, or relative to `base`; covers what lies below.
    pub(crate) fn subtree(text: &str, base: &str, home: Option<&str>) -> Self {
        let abs = match (text.strip_prefix('~'), home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => format!("{home}{rest}"),
            _ if text.starts_with('/') => text.to_owned(),
            _ => format!("{base}/{text}"),
        };
        Self::Subtree(normal(&abs))
    }

    /// A path rule of Claude Code's permissions (`Read(…)`): `//abs`, `~/`, `/x` relative to the folder of the settings
    /// source, everything else relative to the working directory; below that, gitignore grammar.
    pub(crate) fn claude_rule(text: &str, source_dir: &str, cwd: &str, home: Option<&str>) -> Self {
        if text.len() > MAX_PATTERN || text.contains('\n') {
            return Self::Nothing;
        }
        if let Some(abs) = text.strip_prefix("//") {
            // `//**/.env` is anchored at the root of the disk; the rest of the text is the pattern.
            return Self::ignore("/", &format!("/{}", escape_start(abs)));
        }
        if let Some(rest) = text.strip_prefix("~/") {
            return home.map_or(Self::Nothing, |h| Self::ignore(h, &format!("/{rest}")));
        }
        if let Some(rest) = text.strip_prefix('/') {
            return Self::ignore(source_dir, &format!("/{rest}"));
        }
        match text.strip_prefix("./") {
            Some(rest) => Self::ignore(cwd, &format!("/{rest}")),
            None => Self::ignore(cwd, escape_start(text)),
        }
    }

    /// Whether a path is covered.
    pub(crate) fn covers(&self, path: &AgentPath) -> bool {
        match self {
            Self::All => true,
            Self::Nothing => false,
            Self::Subtree(root) => path.abs == *root || below(&path.abs, root).is_some() || root == "/",
            Self::Glob(g) => g.is_match(&path.abs),
            Self::GlobIn(base, g) => below(&path.abs, base).is_some_and(|rel| {
                // A pattern that names a folder covers what lies in it.
                g.is_match(rel)
                    || rel
                        .match_indices('/')
                        .any(|(i, _)| rel.get(..i).is_some_and(|p| g.is_match(p)))
            }),
            Self::Ignore { base, lines } => below(&path.abs, base)
                .is_some_and(|rel| !rel.is_empty() && lines.matched_path_or_any_parents(rel, false).is_ignore()),
            Self::Arguments(r) => {
                let named = |p: &str| format!("{{\"file_path\":\"{}\"}}", p.replace('"', "\\\""));
                r.is_match(&named(&path.abs)) || path.inside.as_deref().is_some_and(|p| r.is_match(&named(p)))
            }
            Self::Expanded(inner) => inner.covers(path),
            Self::WildFrom(base, w) => wild(w.as_bytes(), relative(&path.abs, base).as_bytes()),
            Self::Wild(w) => {
                wild(w.as_bytes(), path.abs.as_bytes())
                    || path
                        .inside
                        .as_deref()
                        .is_some_and(|rel| wild(w.as_bytes(), rel.as_bytes()))
            }
        }
    }

    /// Whether nothing can match.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// How specific a pattern is for a path that it covers: the longer up to its first wildcard, the more.
    pub(crate) fn weight(&self, path: &AgentPath) -> usize {
        let fixed = |glob: &str| glob.find(['*', '?', '[', '{']).unwrap_or(glob.len());
        match self {
            Self::Expanded(_) => path.abs.len(),
            Self::Subtree(s) => s.len(),
            Self::Wild(s) | Self::WildFrom(_, s) => fixed(s),
            Self::Glob(g) => fixed(g.glob().glob()),
            Self::GlobIn(base, g) => base.len() + 1 + fixed(g.glob().glob()),
            Self::Ignore { .. } | Self::Arguments(_) => 1,
            Self::All | Self::Nothing => 0,
        }
    }
}

/// A path as it is written from a folder.
pub(crate) fn relative(path: &str, base: &str) -> String {
    let parts = |p: &str| -> Vec<String> { p.split('/').filter(|s| !s.is_empty()).map(str::to_owned).collect() };
    let (path, base) = (parts(path), parts(base));
    let same = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), base.len() - same);
    up.chain(path.into_iter().skip(same)).collect::<Vec<_>>().join("/")
}

/// `!` and `#` start something else in gitignore grammar.
fn escape_start(text: &str) -> &str {
    text.trim_start_matches('!')
}

/// Whether text holds glob characters.
pub(crate) fn has_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// `*` any run, `?` one byte.
pub(crate) fn wild(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == b'?' || text.get(t) == Some(c) => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((bp, bt)) => {
                    p = bp;
                    t = bt + 1;
                    back = Some((bp, t));
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|c| *c == b'*'))
}

#[cfg(test)]
mod tests {
    use super::super::place::{Os, Place};
    use super::*;

    fn covers(p: &Pattern, path: &str) -> bool {
        let place = Place {
            project: "/w/app".into(),
            home: Some("/home/u".into()),
            machine: None,
            os: Os::Linux,
            overlay: std::collections::BTreeMap::new(),
        };
        p.covers(&AgentPath::new(&place, path))
    }

    fn claude(text: &str) -> Pattern {
        Pattern::claude_rule(text, "/home/u/.claude", "/w/app", Some("/home/u"))
    }

    #[test]
    fn claude_rules_by_their_first_characters() {
        assert!(covers(&claude(".env"), ".env") && covers(&claude(".env"), "a/b/.env"));
        assert!(!covers(&claude(".env"), "~/.env"), "the working directory only");
        assert!(covers(&claude("//**/.env"), "~/x/.env") && covers(&claude("//**/.env"), ".env"));
        assert!(covers(&claude("~/.ssh/**"), "~/.ssh/id_rsa") && !covers(&claude("~/.ssh/**"), ".ssh/id_rsa"));
        assert!(
            !covers(&claude("/secrets/**"), "secrets/a"),
            "relative to ~/.claude for the user's file"
        );
        assert!(covers(&claude("/secrets/**"), "~/.claude/secrets/a"));
        assert!(covers(&claude("./secrets/**"), "secrets/a") && !covers(&claude("./secrets/**"), "x/secrets/a"));
        assert!(covers(&claude("config/"), "config/prod.env"));
        assert!(covers(&claude("//etc/passwd"), "/etc/passwd"));
    }

    #[test]
    fn globs_and_wildcards() {
        let g = |t| Pattern::glob(t, "/w/app", Some("/home/u"));
        assert!(covers(&g("**/*.pem"), "a/k.pem") && covers(&g("*.pem"), "k.pem") && !covers(&g("*.pem"), "a/k.pem"));
        assert!(covers(&g("~/.aws/**"), "~/.aws/credentials") && covers(&g("secrets"), "secrets/x"));
        let w = |t| Pattern::wild(t, Some("/home/u"));
        assert!(
            covers(&w("*.env"), "a/b/.env") && covers(&w("*.env.*"), "a/.env.local") && !covers(&w("*.env"), ".env.x")
        );
        assert!(covers(&w("~/.ssh/*"), "~/.ssh/a/b"));
        assert!(covers(
            &Pattern::subtree("~/.aws", "/w/app", Some("/home/u")),
            "~/.aws/credentials"
        ));
        assert!(!covers(&Pattern::subtree("/w/ap", "/w/app", None), "x"));
    }

    #[test]
    fn paths_from_a_folder() {
        assert_eq!(relative("/w/app/a/b", "/w/app"), "a/b");
        assert_eq!(relative("/w/other/b", "/w/app"), "../other/b");
        assert_eq!(relative("/w/app/a", "/"), "w/app/a");
    }

    #[test]
    fn ignore_lines() {
        let p = Pattern::ignore("/w/app", "*.env\n!ok.env\nsecrets/\n");
        assert!(
            covers(&p, "a/x.env") && !covers(&p, "ok.env") && covers(&p, "secrets/deep/x") && !covers(&p, "/etc/x.env")
        );
    }

    proptest::proptest! {
        #[test]
        fn hostile_patterns_do_not_panic(text in "\\PC{0,40}", path in "[a-z./~*]{0,30}") {
            for p in [claude(&text), Pattern::glob(&text, "/w/app", None), Pattern::wild(&text, None), Pattern::ignore("/w/app", &text), Pattern::subtree(&text, "/w/app", None)] {
                let _ = covers(&p, &path);
            }
        }
    }
}
