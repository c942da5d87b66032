//! Values that begin like a service's token and do not go on like one, or end in a filler: cut short for a document,
//! masked, made up. What goes on behind a prefix stands in the rules (`forms`).

use crate::finding::Category;
use crate::rule::raw::{Alphabet, Form};
use crate::rule::{How, Rule};

/// Words that many services begin their keys with; a prefix of these alone belongs to none of them.
const COMMON: [&str; 21] = [
    "access", "api", "app", "auth", "client", "dev", "eyj", "http", "https", "key", "live", "pk", "private", "prod",
    "public", "rk", "sdk", "secret", "sk", "test", "token",
];

/// With one of these a prefix ends.
const SEPARATORS: [char; 4] = ['_', '-', '.', ':'];

/// How tokens of services begin, and how they go on, as the rules say.
#[derive(Debug)]
pub(super) struct Tokens {
    forms: Vec<Form<'static>>,
    /// Which of them a first byte leads to, in their order.
    led: Vec<Vec<u16>>,
    /// What patterns begin with, where it ends in a separator and names a service.
    prefixes: Vec<String>,
    /// Names of services whose keys have no prefix, and how long the shortest of a rule is.
    lengths: Vec<(&'static str, usize)>,
}

impl Tokens {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let of_one_service = |k: &str| k.len() >= 4 && k.ends_with(SEPARATORS) && named(k);
        let mut list: Vec<String> = rules
            .iter()
            .filter(|r| matches!(r.how, How::Pattern(_)) && r.category == Category::Secret && r.confidence >= 0.95)
            .flat_map(|r| r.keywords.iter())
            .map(|k| {
                k.trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
                    .to_ascii_lowercase()
            })
            .filter(|k| of_one_service(k))
            .collect();
        list.sort_unstable();
        list.dedup();
        // Of rules that were not selected too: a value is made up whatever one looks for.
        let forms: Vec<Form<'static>> = crate::rule::built_in()
            .iter()
            .chain(rules)
            .flat_map(|r| r.forms.iter())
            .filter_map(Form::read)
            .collect();
        let mut led = vec![Vec::new(); 256];
        for (i, form) in (0..).zip(&forms) {
            if let Some(to) = form.prefix.bytes().next().and_then(|b| led.get_mut(usize::from(b))) {
                to.push(i);
            }
        }
        Self {
            forms,
            led,
            prefixes: list,
            lengths: crate::rule::built_in()
                .iter()
                .filter_map(|r| match r.how {
                    How::Value { value, .. } => Some((r, shortest(value.get())?)),
                    _ => None,
                })
                .flat_map(|(r, least)| {
                    r.keywords
                        .iter()
                        .filter(|k| of_provider(k, r.provider.get()))
                        .map(move |k| (k, least))
                })
                .collect(),
        }
    }

    /// Whether a value that a machine made is far shorter than every key of the services that `before`, which is of one line, names.
    pub(super) fn cut(&self, before: &[u8], value: &[u8]) -> bool {
        let digits = value.iter().any(u8::is_ascii_digit);
        let token = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'+' | b'/' | b'=');
        if !digits || value.len() < 6 || !value.iter().all(token) {
            return false;
        }
        let before = before.to_ascii_lowercase();
        let named = self
            .lengths
            .iter()
            .filter(|(k, _)| k.len() >= 5 && memchr::memmem::find(&before, k.as_bytes()).is_some());
        // Other credentials of the service may be somewhat shorter.
        named
            .map(|(_, least)| *least)
            .min()
            .is_some_and(|least| value.len() * 3 <= least * 2)
    }

    /// Whether a value is none of the tokens that it begins like, or ends in a filler.
    pub(super) fn malformed(&self, value: &[u8]) -> bool {
        filled(value) || self.breaks_form(value) || self.begin(value)
    }

    /// Whether a value has a prefix with a form, and not that form behind it.
    fn breaks_form(&self, value: &[u8]) -> bool {
        let led = value.first().and_then(|b| self.led.get(usize::from(*b)));
        let form = led
            .into_iter()
            .flatten()
            .filter_map(|i| self.forms.get(usize::from(*i)))
            .find_map(|f| Some((f, value.strip_prefix(f.prefix.as_bytes())?)));
        form.is_some_and(|(f, rest)| !fits(f, rest))
    }

    /// Whether a value begins with a prefix.
    fn begin(&self, value: &[u8]) -> bool {
        let head = value
            .get(..value.len().min(32))
            .unwrap_or_default()
            .to_ascii_lowercase();
        // Every prefix ends in a separator.
        let ends = |n: usize| head.get(n - 1).is_some_and(|b| SEPARATORS.contains(&char::from(*b)));
        (4..head.len()).filter(|n| ends(*n)).any(|n| {
            head.get(..n)
                .is_some_and(|h| self.prefixes.binary_search_by(|p| p.as_bytes().cmp(h)).is_ok())
        })
    }
}

/// Whether a keyword holds a word that names a service.
fn named(keyword: &str) -> bool {
    keyword
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|w| w.bytes().any(|b| b.is_ascii_alphabetic()) && !COMMON.contains(&w))
}

/// Whether a keyword begins with the name of the rule's provider: `geocodify_key`, not `access_token`.
fn of_provider(keyword: &str, provider: &str) -> bool {
    let letters = |s: &str| {
        s.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect::<String>()
    };
    let (keyword, provider) = (letters(keyword), letters(provider));
    provider.len() >= 4 && keyword.starts_with(&provider)
}

/// The least length of what a pattern matches.
fn shortest(pattern: &str) -> Option<usize> {
    let parsed = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .ok()?;
    parsed.properties().minimum_len()
}

/// So many equal characters at the end, or three dots, stand for what was left out.
const FILLER: usize = 8;

/// Whether a value ends in characters that stand for what was left out.
fn filled(value: &[u8]) -> bool {
    value.last_chunk::<FILLER>().is_some_and(|tail| {
        matches!(tail, [a @ (b'x' | b'X' | b'*' | b'#' | b'_'), rest @ ..] if rest.iter().all(|b| b == a))
            || tail.ends_with(b"...")
    })
}

fn fits(form: &Form<'_>, rest: &[u8]) -> bool {
    let in_alphabet = |b: &u8| match form.alphabet {
        Alphabet::Hex => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        Alphabet::Xdigit => b.is_ascii_hexdigit(),
        Alphabet::Upper => b.is_ascii_uppercase() || b.is_ascii_digit(),
        Alphabet::Lower => b.is_ascii_lowercase() || b.is_ascii_digit(),
        Alphabet::Alnum => b.is_ascii_alphanumeric(),
        Alphabet::Word => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
        Alphabet::Any => true,
    };
    (form.least..=form.most).contains(&rest.len()) && rest.iter().all(in_alphabet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_shorter_than_its_service_issues_them_is_cut() {
        let known = known();
        assert!(known.cut(b"LANGTRACE_API_KEY=", b"6eca5cf68f5a8250"));
        assert!(!known.cut(
            b"LANGTRACE_API_KEY=",
            b"6eca5cf68f5a8250e9d6be1298e419d48dbeb0326eca5cf68f5a8250e9d6be12"
        ));
        assert!(!known.cut(b"OUR_API_KEY=", b"6eca5cf68f5a8250"));
        assert!(!known.cut(b"LANGTRACE_API_KEY=", b"correct horse"));
    }

    fn known() -> Tokens {
        Tokens::new(crate::rule::built_in())
    }

    #[test]
    fn tokens_cut_short_or_of_other_letters_are_malformed() {
        let known = known();
        let is = |value: &[u8]| filled(value) || known.breaks_form(value);
        let body = "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi";
        for right in [
            format!("ghp_{body}"),
            format!("npm_{body}"),
            format!("shpat_{}", "0a1b2c3d".repeat(4)),
        ] {
            assert!(!is(right.as_bytes()), "{right}");
            assert!(is(&right.as_bytes()[..right.len() - 1]), "{right}");
        }
        assert!(is(format!("shpat_{}", "0a1b2c3z".repeat(4)).as_bytes()));
        assert!(is(format!("AKIA{}", "a".repeat(16)).as_bytes()));
        for filler in ["dapixxxxxxxxxxxx", "sk.eyJ1Ijoi...", "LTAI5t************"] {
            assert!(is(filler.as_bytes()), "{filler}");
        }
        for other in ["", "ghx_abc", "sk-whatever", "correct horse battery staple"] {
            assert!(!is(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn prefixes_of_one_service_are_known() {
        let known = known();
        for begun in ["dp.pt.abc", "PMAK-1234", "bkua_x", "asat_0a1b"] {
            assert!(known.begin(begun.as_bytes()), "{begun}");
        }
        for other in ["", "sk_live_abc", "key-abc", "dp.", "hello-world", "1000.5"] {
            assert!(!known.begin(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn no_prefix_hides_another() {
        let forms = Tokens::new(&[]).forms;
        assert!(forms.len() >= 60, "{}", forms.len());
        for (i, a) in forms.iter().enumerate() {
            for b in forms.iter().skip(i + 1) {
                assert!(
                    !b.prefix.starts_with(a.prefix) && !a.prefix.starts_with(b.prefix),
                    "{b:?}"
                );
            }
        }
    }

    #[test]
    fn what_a_rule_finds_in_its_examples_has_its_form() {
        let known = known();
        let set = crate::rule::RuleSet::built_in().filtered(|r| !r.forms.is_empty());
        let detector = crate::detect::Detector::new(set, crate::detect::DetectOptions::default()).unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for rule in detector.rules().rules() {
            for (path, text) in rule.examples.iter() {
                let context = crate::detect::Context {
                    path,
                    binary: false,
                    depth: 0,
                };
                for m in detector.scan(text.as_bytes(), &context, &mut crate::detect::Scratch::default()) {
                    let value = &text.as_bytes()[m.start..m.end];
                    assert!(!known.breaks_form(value), "{}: {}", rule.id, value.escape_ascii());
                    seen.extend(
                        known
                            .forms
                            .iter()
                            .filter(|f| value.starts_with(f.prefix.as_bytes()))
                            .map(|f| f.prefix),
                    );
                }
            }
        }
        let unseen: Vec<&str> = known
            .forms
            .iter()
            .map(|f| f.prefix)
            .filter(|p| !seen.contains(p))
            .collect();
        assert!(unseen.len() <= 2, "no example begins with {unseen:?}");
    }
}
