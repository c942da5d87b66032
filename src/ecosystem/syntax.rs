//! Go's regular expressions (RE2) in the syntax of the crate `regex`: close relatives that read some characters differently.

use regex_automata::meta::Regex;

/// A pattern in this program's syntax that compiles. `secret` is the number of the group that holds the value; 0 for the
/// usual one (the first, or everything).
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn convert(go: &str, secret: usize) -> Result<String, String> {
    let pattern = translate(go, secret)?;
    if crate::detect::regex(&pattern).is_ok() {
        return Ok(pattern);
    }
    // Classes of Unicode, and characters beyond ASCII in a class, need it.
    let unicode = format!("(?u){pattern}");
    match crate::detect::regex(&unicode) {
        Ok(_) => Ok(unicode),
        Err(e) => Err(e.syntax_error().map_or_else(
            || e.to_string(),
            |s| s.to_string().lines().last().unwrap_or_default().to_owned(),
        )),
    }
}

/// A compiled pattern for paths and values.
pub(super) fn compile(go: &str) -> Result<Regex, String> {
    let pattern = convert(go, 0)?;
    crate::detect::regex(&pattern).map_err(|e| e.to_string())
}

fn translate(go: &str, secret: usize) -> Result<String, String> {
    let chars: Vec<char> = go.chars().collect();
    let at = |i: usize| chars.get(i).copied();
    let mut out = String::with_capacity(go.len() + 16);
    let (mut i, mut groups) = (0, 0);
    // Where the class began, just behind `[` or `[^`.
    let mut class: Option<usize> = None;
    while let Some(c) = at(i) {
        match (c, class) {
            ('\\', _) => {
                let next = at(i + 1).ok_or("ends in a backslash")?;
                i += 2;
                match next {
                    'Q' => {
                        while let Some(c) = at(i) {
                            if c == '\\' && at(i + 1) == Some('E') {
                                i += 2;
                                break;
                            }
                            literal(&mut out, c);
                            i += 1;
                        }
                    }
                    'p' | 'P' | 'x' if at(i) == Some('{') => {
                        let end = (i..chars.len()).find(|j| at(*j) == Some('}'));
                        let end = end.ok_or("a name in braces has no end")?;
                        out.extend(['\\', next]);
                        out.extend(chars.get(i..=end).unwrap_or_default());
                        i = end + 1;
                    }
                    'C' if class.is_none() => out.push_str("(?s-u:.)"),
                    '<' | '>' => out.push(next),
                    _ => out.extend(['\\', next]),
                }
                continue;
            }
            ('[', None) => {
                out.push('[');
                if at(i + 1) == Some('^') {
                    out.push('^');
                    i += 1;
                }
                class = Some(i + 1);
            }
            ('[', Some(_)) if at(i + 1) == Some(':') => {
                let end = (i..chars.len())
                    .find(|j| at(*j) == Some(']'))
                    .unwrap_or(chars.len() - 1);
                out.extend(chars.get(i..=end).unwrap_or_default());
                i = end;
            }
            (']', Some(start)) if i != start => {
                out.push(']');
                class = None;
            }
            ('-', Some(start)) if at(i + 1) == Some('-') => {
                if i == start {
                    out.push_str("\\-");
                } else {
                    out.push_str("-\\-");
                    i += 1;
                }
            }
            ('[' | ']' | '&' | '~', Some(_)) => out.extend(['\\', c]),
            (_, Some(_)) => out.push(c),
            ('(', None) => {
                let named = match (at(i + 1), at(i + 2), at(i + 3)) {
                    (Some('?'), Some('P'), Some('<')) => Some(i + 4),
                    (Some('?'), Some('<'), _) => Some(i + 3),
                    _ => None,
                };
                if named.is_none() && at(i + 1) == Some('?') {
                    out.push('(');
                } else {
                    groups += 1;
                    // Names are of no use here, and `secret` has a meaning.
                    out.push_str(if groups == secret { "(?P<secret>" } else { "(" });
                    if let Some(from) = named {
                        let name = (from..chars.len()).find(|j| at(*j) == Some('>'));
                        i = name.ok_or("a group's name has no end")?;
                    }
                }
            }
            ('{', None) if !is_count(chars.get(i + 1..).unwrap_or_default()) => out.push_str("\\{"),
            (c, None) => out.push(c),
        }
        i += 1;
    }
    if secret > groups {
        return Err(format!("secretGroup is {secret}, but there are {groups} groups"));
    }
    Ok(out)
}

/// Whether what stands behind `{` makes it a count: `3}`, `3,}`, `3,5}`.
fn is_count(rest: &[char]) -> bool {
    let end = rest.iter().take(16).position(|c| *c == '}');
    let inner = end.and_then(|e| rest.get(..e)).unwrap_or_default();
    let mut parts = inner.split(|c| *c == ',');
    let digits = |p: &[char]| p.iter().all(char::is_ascii_digit);
    let first = parts.next().is_some_and(|p| !p.is_empty() && digits(p));
    first && parts.next().is_none_or(digits) && parts.next().is_none()
}

fn literal(out: &mut String, c: char) {
    if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
        out.push('\\');
    }
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_go_does() {
        for (go, yes, no) in [
            (r"\Qa.b[\E", "a.b[", "axb["),
            (r"[[a]+x", "[ax", "bx"),
            (r"[a&&b]+x", "&x", "cx"),
            (r"^[]a]+$", "]a", "b"),
            (r"^[+--]$", ",", "."),
            (r"^[--/]$", ".", "a"),
            (r"x{y", "x{y", "xy"),
            (r"^x{2,3}$", "xx", "x"),
            (r"\<a\>", "<a>", "a"),
            (r"(?i)KEY", "key", "k"),
            (r"a\z", "ba", "ab"),
            (r"[[:alpha:]]{3}[éx]", "abcé", "ab1x"),
            (r"\p{Greek}", "λ", "l"),
        ] {
            let p = convert(go, 0).unwrap_or_else(|e| panic!("{go}: {e}"));
            let r = crate::detect::regex(&p).unwrap();
            assert!(r.is_match(yes.as_bytes()), "{go} as {p}: {yes}");
            assert!(!r.is_match(no.as_bytes()), "{go} as {p}: {no}");
        }
    }

    #[test]
    fn the_group_of_the_secret_gets_its_name() {
        assert_eq!(
            translate(r"(a)(?:x)\((?P<n>b)[(]", 2).unwrap(),
            r"(a)(?:x)\((?P<secret>b)[(]"
        );
        assert_eq!(translate("(?P<secret>a)(b)", 2).unwrap(), "(a)(?P<secret>b)");
        assert!(convert("(a)", 2).unwrap_err().contains("1 groups"));
        assert!(convert(r"(a)\1", 0).is_err());
    }

    proptest::proptest! {
        #[test]
        fn hostile_patterns_never_panic(p in r"([\[\](){}\\?<>PQE^,&~\-]|\PC){0,40}", group in 0usize..4) {
            let _ = convert(&p, group);
        }
    }
}
