//! The rule reference under `docs/rules/`: one page a category, one table a theme. `spillage explain ID` has the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use spillage::finding::Category;
use spillage::rule::{Rule, RuleSet};

/// Every page: its path under `docs/` and its text.
pub(crate) fn pages() -> Vec<(String, String)> {
    let set = RuleSet::built_in();
    let rules = set.rules();
    let mut out = vec![("rules.md".to_owned(), index(rules))];
    for category in Category::ALL {
        let of: Vec<&Rule> = rules.iter().filter(|r| r.category == category).collect();
        out.push((format!("rules/{}.md", category.name()), page(category, &of)));
    }
    out
}

/// What a category is, in one sentence.
fn about(category: Category) -> &'static str {
    match category {
        Category::Secret => "Values that open something: keys, tokens, passwords.",
        Category::Marker => {
            "Signs that a text is not meant for everybody: notices, labels, classification, licences that are missing."
        }
        Category::Personal => "Data about people, believed by check digits or by the columns it stands in.",
        Category::Path => "Files that are sensitive by their name and place, whatever is in them.",
        Category::Egress => {
            "Settings, hooks, servers and hidden text that a repository brings for agents and editors, and controls that do nothing."
        }
    }
}

fn index(rules: &[Rule]) -> String {
    let mut s = String::from(
        "# Rules\n\n<!-- Written by: cargo run -p xtask -- reference -->\n\nEvery rule by category and theme. `spillage explain ID` says why a finding \
         matters and how to fix it, `spillage rules show ID` how it is found, `spillage rules list --format json` all of it for programs. \
         Reports, `--select`, `--ignore` and remarks name a rule by its id.\n\n| category | rules | what |\n|---|---:|---|\n",
    );
    for category in Category::ALL {
        let n = rules.iter().filter(|r| r.category == category).count();
        let name = category.name();
        let _ = writeln!(s, "| [{name}](rules/{name}.md) | {n} | {} |", about(category));
    }
    let _ = writeln!(s, "| all | {} | |", rules.len());
    s
}

fn page(category: Category, rules: &[&Rule]) -> String {
    let mut title = category.name().to_owned();
    title[..1].make_ascii_uppercase();
    let mut s = format!(
        "# {title}\n\n<!-- Written by: cargo run -p xtask -- reference -->\n\n{} {} rules.\n",
        about(category),
        rules.len()
    );
    let mut themes: BTreeMap<(String, &str), Vec<&Rule>> = BTreeMap::new();
    for r in rules {
        let theme = if r.provider.is_empty() {
            "Other"
        } else {
            r.provider.get()
        };
        themes.entry((theme.to_lowercase(), theme)).or_default().push(r);
    }
    // A provider with a rule or two is no theme: a table of its own would be more frame than content.
    let (large, small): (Vec<_>, Vec<_>) = themes.into_iter().partition(|(_, r)| r.len() >= 5);
    for ((_, theme), rules) in large {
        let _ = write!(s, "\n## {}\n\n| id | finds | severity |\n|---|---|---|\n", cell(theme));
        for r in rules {
            let _ = writeln!(s, "| `{}` | {} | {} |", r.id, cell(r.title.get()), r.severity.name());
        }
    }
    if !small.is_empty() {
        s.push_str("\n## More\n\n| theme | id | finds | severity |\n|---|---|---|---|\n");
        for ((_, theme), rules) in small {
            for r in rules {
                let _ = writeln!(
                    s,
                    "| {} | `{}` | {} | {} |",
                    cell(theme),
                    r.id,
                    cell(r.title.get()),
                    r.severity.name()
                );
            }
        }
    }
    s
}

/// Text within a table.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '|' | '<' | '*' | '_' | '[' | ']' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
