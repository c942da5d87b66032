//! Rule files: `.gitleaks.toml`, configurations of betterleaks, and this program's own form.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::allow::Allowlist;
use super::{Foreign, literal, syntax};
use crate::report::import::{usual, word};
use crate::rule::raw::{RawFile, RawRule};

/// How far behind a keyword a match may end where its length is not bounded.
const FAR: usize = 8192;
/// Names and descriptions are cut to so many characters.
const NAME: usize = 120;
/// Groups whose every match is shorter hold no secret, where nobody says they do.
const SHORT: usize = 8;
/// No file has more rules.
const MOST: usize = 5000;

/// One `[[rules]]` table; keys in lower case, as their reader does not mind case.
#[derive(Debug, Deserialize)]
struct ForeignRule {
    id: Option<String>,
    #[serde(default)]
    description: String,
    regex: Option<String>,
    path: Option<String>,
    #[serde(default)]
    secretgroup: usize,
    entropy: Option<f64>,
    #[serde(default)]
    keywords: Vec<String>,
    allowlist: Option<ForeignAllow>,
    #[serde(default)]
    allowlists: Vec<ForeignAllow>,
    #[serde(default)]
    skipreport: bool,
    /// Of betterleaks: high, medium, low.
    #[serde(default)]
    confidence: String,
    /// For readers.
    #[serde(default, rename = "tags")]
    _tags: Option<Value>,
    #[serde(flatten)]
    rest: Table,
}

/// `[allowlist]`, `[[allowlists]]`, and those of a rule.
#[derive(Debug, Clone, Default, Deserialize)]
struct ForeignAllow {
    #[serde(default, rename = "description")]
    _description: Option<Value>,
    #[serde(default)]
    condition: String,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    commits: Vec<String>,
    #[serde(default)]
    regexes: Vec<String>,
    #[serde(default)]
    regextarget: String,
    #[serde(default)]
    stopwords: Vec<String>,
    #[serde(default)]
    targetrules: Vec<String>,
    #[serde(flatten)]
    rest: Table,
}

/// `[extend]`.
#[derive(Debug, Default, Deserialize)]
struct Extend {
    #[serde(default)]
    usedefault: bool,
    #[serde(default)]
    disabledrules: Vec<String>,
    #[serde(flatten)]
    rest: Table,
}

pub(super) fn read(to: &mut Foreign, file: &str, text: &str, taken: &dyn Fn(&str) -> bool) -> Result<(), String> {
    let table: Table = toml::from_str(text).map_err(|e| e.to_string().trim().to_owned())?;
    if table.contains_key("rule") {
        let own: RawFile = toml::from_str(text).map_err(|e| e.to_string().trim().to_owned())?;
        for rule in &own.rule {
            if let Some(problem) = rule.problem() {
                return Err(format!("rule {:?}: {problem}", rule.id));
            }
        }
        to.rules.extend(own.rule);
        return Ok(());
    }
    let mut table = lower(table);
    if !["rules", "allowlist", "allowlists", "extend"]
        .iter()
        .any(|k| table.contains_key(*k))
    {
        return Err(
            "no rules: neither [[rule]] of spillage nor [[rules]], [extend] or [allowlist] of gitleaks".to_owned(),
        );
    }
    let rules = match table.remove("rules") {
        None => Vec::new(),
        Some(Value::Array(list)) if list.len() <= MOST => list,
        Some(Value::Array(_)) => return Err(format!("rules: more than {MOST}")),
        Some(_) => return Err("rules: expected [[rules]] tables".to_owned()),
    };
    let extend: Extend = part(table.remove("extend"), "extend")?.unwrap_or_default();
    let mut global: Vec<ForeignAllow> = part(table.remove("allowlists"), "allowlists")?.unwrap_or_default();
    global.extend(part::<ForeignAllow>(table.remove("allowlist"), "allowlist")?);
    let mut reader = Reader {
        to,
        file,
        taken,
        ids: Vec::new(),
        first: 0,
        whole: BTreeSet::new(),
    };
    reader.first = reader.to.rules.len();
    for key in table
        .keys()
        .filter(|k| !matches!(k.as_str(), "title" | "description" | "minversion"))
    {
        reader.note(&format!("`{key}` is not supported"));
    }
    for (i, rule) in rules.into_iter().enumerate() {
        let rule = part(Some(rule), &format!("rules[{i}]"))?;
        if let Some(rule) = rule {
            reader.rule(rule, &format!("rules[{i}]"), extend.usedefault);
        }
    }
    for (i, allow) in global.into_iter().enumerate() {
        let rules = (!allow.targetrules.is_empty()).then(|| reader.here(&allow.targetrules));
        reader.allow(allow, &format!("allowlists[{i}]"), rules);
    }
    reader.extend(&extend);
    Ok(())
}

fn part<T: DeserializeOwned>(value: Option<Value>, key: &str) -> Result<Option<T>, String> {
    value
        .map(|v| v.try_into::<T>())
        .transpose()
        .map_err(|e| format!("{key}: {}", e.message().trim()))
}

/// All keys in lower case.
fn lower(table: Table) -> Table {
    table
        .into_iter()
        .map(|(k, v)| (k.to_ascii_lowercase(), lower_value(v)))
        .collect()
}

fn lower_value(value: Value) -> Value {
    match value {
        Value::Table(t) => Value::Table(lower(t)),
        Value::Array(list) => Value::Array(list.into_iter().map(lower_value).collect()),
        other => other,
    }
}

struct Reader<'a> {
    to: &'a mut Foreign,
    file: &'a str,
    taken: &'a dyn Fn(&str) -> bool,
    /// Ids in the file, and what they are here.
    ids: Vec<(String, String)>,
    /// The first rule of this file.
    first: usize,
    /// Rules of this file whose value is all of the match.
    whole: BTreeSet<String>,
}

impl Reader<'_> {
    fn note(&mut self, text: &str) {
        self.to.notes.push(format!("{}: {text}", self.file));
    }

    /// What rules are called here.
    fn here(&self, ids: &[String]) -> BTreeSet<String> {
        ids.iter()
            .map(|id| {
                let known = self.ids.iter().find(|(theirs, _)| theirs == id);
                known.map_or_else(|| tidy(id), |(_, ours)| ours.clone())
            })
            .collect()
    }

    fn rule(&mut self, rule: ForeignRule, at: &str, extends: bool) {
        let theirs: String = rule.id.clone().unwrap_or_default().chars().take(NAME).collect();
        let name = if theirs.is_empty() {
            at.to_owned()
        } else {
            format!("rule {theirs:?}")
        };
        if !rule.rest.is_empty() {
            let keys: Vec<String> = rule.rest.keys().map(|k| format!("`{k}`")).collect();
            self.note(&format!(
                "{name}: {} not supported; the rule runs without",
                keys.join(", ")
            ));
        }
        let allows = rule
            .allowlists
            .iter()
            .chain(&rule.allowlist)
            .cloned()
            .collect::<Vec<_>>();
        let id = if rule.regex.is_none() && rule.path.is_none() {
            // Allow-lists for a rule that stands elsewhere.
            let id = tidy(&theirs);
            if !(extends && (self.taken)(&id)) {
                self.note(&format!(
                    "{name}: has neither `regex` nor `path`, and changes no rule that is known here"
                ));
                return;
            }
            id
        } else if rule.skipreport {
            self.note(&format!(
                "{name}: does not run, for `skipReport` asks for no findings of its own"
            ));
            return;
        } else {
            match self.convert(&rule, &theirs, at) {
                Ok((raw, scope)) => {
                    let id = raw.id.clone();
                    self.to.scopes.extend(scope.map(|s| (id.clone(), s)));
                    self.to.rules.push(raw);
                    id
                }
                Err(why) => {
                    self.note(&format!("{name}: does not run: {why}"));
                    return;
                }
            }
        };
        self.ids.push((theirs, id.clone()));
        for (i, allow) in allows.into_iter().enumerate() {
            self.allow(
                allow,
                &format!("{name}: allowlists[{i}]"),
                Some(BTreeSet::from([id.clone()])),
            );
        }
    }

    /// The rule in this program's form, and the paths where it holds.
    fn convert(
        &mut self,
        rule: &ForeignRule,
        theirs: &str,
        at: &str,
    ) -> Result<(RawRule, Option<regex_automata::meta::Regex>), String> {
        let scope = rule
            .path
            .as_deref()
            .map(syntax::compile)
            .transpose()
            .map_err(|e| format!("`path`: {e}"))?;
        let id = self.free(&tidy(if theirs.is_empty() { at } else { theirs }));
        let (severity, impact, usually) = usual(&id);
        let confidence = word(&rule.confidence).unwrap_or(usually);
        let description = rule.description.trim();
        let mut raw = RawRule {
            title: if description.is_empty() {
                id.clone()
            } else {
                description.chars().take(NAME).collect()
            },
            id,
            provider: String::new(),
            why: format!("A rule of {} asks for it.", self.file),
            fix: "Revoke it at the service that it opens, and take it out of the file.".to_owned(),
            category: "secret".to_owned(),
            severity: severity.name().to_owned(),
            impact,
            confidence,
            keywords: Vec::new(),
            forms: Vec::new(),
            pattern: None,
            value: None,
            name: None,
            recogniser: None,
            paths: Vec::new(),
            not_paths: Vec::new(),
            checks: Vec::new(),
            entropy: rule.entropy.filter(|e| e.is_finite() && *e > 0.0),
            allow: Vec::new(),
            allow_line: Vec::new(),
            near: Vec::new(),
            near_lines: None,
            window: None,
            head_lines: None,
            open_licence_clears: false,
            magic: Vec::new(),
            magic_alone: false,
            least_size: None,
            everywhere: false,
            examples: Vec::new(),
            counterexamples: Vec::new(),
            references: Vec::new(),
        };
        let Some(regex) = &rule.regex else {
            raw.category = "path".to_owned();
            raw.paths = globs(rule.path.as_deref().unwrap_or_default())
                .ok_or("a `path` alone must end in a fixed text, such as `\\.p12$`")?;
            return Ok((raw, scope));
        };
        let mut pattern = syntax::convert(regex, rule.secretgroup).map_err(|e| format!("`regex`: {e}"))?;
        let shape = literal::shape(&pattern);
        // A group as short as `(live|test)` is there for its bar; a value so short names nothing.
        if rule.secretgroup == 0 && shape.first_group.is_some_and(|n| n < SHORT) {
            pattern = format!("(?P<secret>{pattern})");
            self.whole.insert(raw.id.clone());
        } else if rule.secretgroup == 0 && shape.first_group.is_none() && !pattern.contains("(?P<") {
            self.whole.insert(raw.id.clone());
        }
        let named: Vec<String> = rule
            .keywords
            .iter()
            .filter(|k| !k.is_empty())
            .map(|k| k.to_lowercase())
            .collect();
        raw.keywords = if !named.is_empty() && named.iter().all(|k| k.len() >= 3) {
            named
        } else {
            shape.literals.clone()
        };
        if raw.keywords.is_empty() {
            raw.everywhere = true;
            self.note(&format!(
                "rule {:?}: has no keyword, and its regex holds no fixed text of three characters: it is tried on all of \
                 every file, which takes time",
                raw.id
            ));
        }
        let in_match = |k: &String| {
            shape
                .literals
                .iter()
                .any(|l| l.contains(k.as_str()) || k.contains(l.as_str()))
        };
        let reach = shape.longest.filter(|_| raw.keywords.iter().any(in_match));
        raw.window = Some(reach.unwrap_or(FAR).saturating_add(200).clamp(400, FAR) as u32);
        raw.pattern = Some(pattern);
        Ok((raw, scope))
    }

    /// The id, or another one where it is taken.
    fn free(&self, id: &str) -> String {
        let used = |id: &str| (self.taken)(id) || self.to.rules.iter().any(|r| r.id == id);
        if !used(id) {
            return id.to_owned();
        }
        let mine = format!("gitleaks-{id}");
        if used(&mine) {
            format!("{mine}-{}", self.to.rules.len() + 1)
        } else {
            mine
        }
    }

    /// An allow-list of these rules, or of every rule.
    fn allow(&mut self, allow: ForeignAllow, at: &str, rules: Option<BTreeSet<String>>) {
        for key in allow.rest.keys() {
            self.note(&format!("{at}: `{key}` is not supported"));
        }
        let all = allow.condition.eq_ignore_ascii_case("and");
        let mut out = Allowlist {
            all,
            commits: allow.commits,
            words: allow
                .stopwords
                .iter()
                .map(|w| w.to_lowercase())
                .filter(|w| !w.is_empty())
                .collect(),
            ..Allowlist::default()
        };
        for (i, path) in allow.paths.iter().enumerate() {
            match syntax::compile(path) {
                Ok(r) => out.paths.push(r),
                Err(e) => {
                    self.note(&format!("{at}: paths[{i}]: {e}"));
                    // Without a part of its conditions an allow-list would cover more than was meant.
                    if all {
                        return;
                    }
                }
            }
        }
        let target = allow.regextarget.to_ascii_lowercase();
        let of_line = matches!(target.as_str(), "line" | "match");
        for (i, regex) in allow.regexes.iter().enumerate() {
            if of_line && all {
                self.note(&format!(
                    "{at}: regexes[{i}]: `condition` AND with `regexTarget` {:?} is not supported",
                    allow.regextarget
                ));
                return;
            }
            match syntax::convert(regex, 0) {
                Ok(pattern) if of_line => self.allow_around(&pattern, target == "match", rules.as_ref()),
                Ok(pattern) => out.values.extend(crate::detect::regex(&pattern).ok()),
                Err(e) => {
                    self.note(&format!("{at}: regexes[{i}]: {e}"));
                    if all {
                        return;
                    }
                }
            }
        }
        if !out.is_empty() {
            out.rules = rules;
            self.to.allow.push(out);
        }
    }

    /// A regex of the match or the line is a part of the rules that this file brings; rules that come with the program do not
    /// have it. Where a rule's value is not all of its match, the line stands in for the match.
    fn allow_around(&mut self, pattern: &str, of_match: bool, rules: Option<&BTreeSet<String>>) {
        for rule in self.to.rules.iter_mut().skip(self.first) {
            if rule.pattern.is_some() && rules.is_none_or(|r| r.contains(&rule.id)) {
                if of_match && self.whole.contains(&rule.id) {
                    rule.allow.push(pattern.to_owned());
                } else {
                    rule.allow_line.push(pattern.to_owned());
                }
            }
        }
    }

    fn extend(&mut self, extend: &Extend) {
        if extend.usedefault {
            self.note("`useDefault`: the rules of this program stand in for the default rules of gitleaks");
        }
        for key in extend.rest.keys() {
            self.note(&format!(
                "`extend.{key}` is not supported; name that file with another --rules"
            ));
        }
        if extend.disabledrules.is_empty() {
            return;
        }
        let ids = self.here(&extend.disabledrules);
        let (known, unknown): (BTreeSet<String>, BTreeSet<String>) = ids
            .into_iter()
            .partition(|id| (self.taken)(id) || self.to.rules.iter().any(|r| r.id == *id));
        for id in unknown {
            self.note(&format!("`disabledRules`: there is no rule {id:?} here"));
        }
        if !known.is_empty() {
            self.to.allow.push(Allowlist {
                rules: Some(known),
                everything: true,
                ..Allowlist::default()
            });
        }
    }
}

/// An id with the characters that ids here have.
fn tidy(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars().take(NAME) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        "unnamed".to_owned()
    } else {
        out.to_owned()
    }
}

/// Globs that hold wherever a path regex does, by the fixed texts in which its matches end.
fn globs(path: &str) -> Option<Vec<String>> {
    use regex_syntax::hir::Look;
    use regex_syntax::hir::literal::{ExtractKind, Extractor};
    let pattern = syntax::convert(path, 0).ok()?;
    let hir = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(&pattern)
        .ok()?;
    if !hir.properties().look_set_suffix().contains(Look::End) {
        return None;
    }
    let mut extractor = Extractor::new();
    let ends = extractor.kind(ExtractKind::Suffix).limit_total(64).extract(&hir);
    let mut out: Vec<String> = ends
        .literals()?
        .iter()
        .map(|l| {
            let text = std::str::from_utf8(l.as_bytes()).ok()?.to_ascii_lowercase();
            let name = text.rsplit('/').next().unwrap_or(&text);
            let plain = name.len() >= 3 && !name.contains(['*', '?', '[', ']', '{', '}', ',', '\\']);
            plain.then(|| format!("**/*{name}"))
        })
        .collect::<Option<_>>()?;
    out.sort();
    out.dedup();
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
