//! Changes in the making: files are read through what was changed already, so that two agents that share a file add up.

use std::path::PathBuf;

use toml_edit::DocumentMut;

use super::super::doc::{Node, edit, toml};
use super::super::place::{Place, Scope};

/// One file before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it lies.
    pub path: PathBuf,
    /// How reports name it.
    pub label: String,
    /// Its content; none where it is new.
    pub before: Option<String>,
    /// What it becomes.
    pub after: String,
}

/// Changes of one run.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) place: Place,
    pub(crate) notes: Vec<String>,
}

impl Draft {
    pub(crate) fn new(place: &Place) -> Self {
        Self {
            place: place.clone(),
            notes: Vec::new(),
        }
    }

    fn change(&mut self, scope: Scope, path: &str, make: impl FnOnce(&str) -> Result<String, String>) {
        let Some((file, label)) = self.place.locate(scope, path) else {
            return;
        };
        if scope == Scope::Project && leads_away(&self.place, path) {
            let note = format!("{label} is a link, or lies behind one; it is left alone");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
            return;
        }
        let text = match self.place.text(scope, path) {
            Some((_, text)) if text.contains('\u{fffd}') => {
                self.notes.push(format!("{label} is not UTF-8; it is left alone"));
                return;
            }
            Some((_, text)) => text,
            None if file.symlink_metadata().is_ok() => {
                self.notes.push(format!("{label} is no plain file; it is left alone"));
                return;
            }
            None => String::new(),
        };
        // A byte-order mark and the ends of lines stay as they are.
        let (mark, body) = match text.strip_prefix('\u{feff}') {
            Some(body) => ("\u{feff}", body),
            None => ("", text.as_str()),
        };
        match make(body) {
            Ok(after) if after != body => {
                let after = if only_crlf(body) {
                    after.replace("\r\n", "\n").replace('\n', "\r\n")
                } else {
                    after
                };
                self.place.overlay.insert(file, format!("{mark}{after}"));
            }
            Ok(_) => {}
            Err(e) => {
                let note = format!("{label} is left alone: {e}");
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
            }
        }
    }

    /// Adds texts to a list of a JSON file.
    pub(crate) fn list(&mut self, scope: Scope, path: &str, keys: &[&str], items: &[String]) {
        if !items.is_empty() {
            self.change(scope, path, |t| edit::add_to_list(t, keys, items).map_err(|f| f.what));
        }
    }

    /// Sets a value of a JSON file.
    pub(crate) fn set(&mut self, scope: Scope, path: &str, keys: &[&str], value: &str) {
        self.change(scope, path, |t| edit::set(t, keys, value).map_err(|f| f.what));
    }

    /// Sets a value of a JSON file behind all others of its table, wherever it stood.
    pub(crate) fn set_last(&mut self, scope: Scope, path: &str, keys: &[&str], value: &str) {
        self.change(scope, path, |t| {
            edit::remove(t, keys)
                .and_then(|t| edit::set(&t, keys, value))
                .map_err(|f| f.what)
        });
    }

    /// Puts JSON values at the front of a list; what stands in its front and `keeps` holds for stays in front.
    pub(crate) fn front(
        &mut self,
        scope: Scope,
        path: &str,
        keys: &[&str],
        items: &[String],
        keeps: impl Fn(&Node) -> bool,
    ) {
        if !items.is_empty() {
            self.change(scope, path, |t| {
                edit::prepend(t, keys, items, keeps).map_err(|f| f.what)
            });
        }
    }

    /// Adds texts to a list of a YAML file.
    pub(crate) fn yaml_list(&mut self, scope: Scope, path: &str, key: &str, items: &[String]) {
        if !items.is_empty() {
            self.change(scope, path, |t| {
                edit::yaml::add_to_list(t, key, items).map_err(|f| f.what)
            });
        }
    }

    /// Adds lines to an ignore file.
    pub(crate) fn lines(&mut self, scope: Scope, path: &str, lines: &[String]) {
        self.change(scope, path, |t| {
            // A line in front of an exception may be taken back by it; only what stands behind the last one surely holds.
            let all: Vec<&str> = t.lines().map(str::trim).collect();
            let from = all.iter().rposition(|l| l.starts_with('!')).map_or(0, |i| i + 1);
            let have = all.get(from..).unwrap_or_default();
            let new: Vec<&String> = lines.iter().filter(|l| !have.contains(&l.as_str())).collect();
            if new.is_empty() {
                return Ok(t.to_owned());
            }
            let mut out = t.to_owned();
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            for l in new {
                out.push_str(l);
                out.push('\n');
            }
            Ok(out)
        });
    }

    /// Makes a remark of the line of a TOML file that sets a key of the first level; gives what it was set to.
    pub(crate) fn remark_out(&mut self, scope: Scope, path: &str, key: &str) -> Option<String> {
        let doc = self.place.doc(scope, path)?;
        let node = doc.root.get(key)?;
        let was = doc.text.get(node.span.clone())?.to_owned();
        self.change(scope, path, |t| {
            let root = toml::parse(t).map_err(|f| f.what)?;
            let m = root.member(key).ok_or("the key is not there")?;
            let line = t
                .get(..m.key_span.start)
                .map_or(0, |h| h.rfind('\n').map_or(0, |i| i + 1));
            if t.get(line..m.node.span.end).is_none_or(|l| l.contains('\n')) {
                return Err(format!("{key} takes more than a line"));
            }
            let mut out = t.to_owned();
            out.insert_str(line, "# ");
            Ok(out)
        });
        Some(was)
    }

    /// Changes a TOML file.
    pub(crate) fn toml(&mut self, scope: Scope, path: &str, make: impl FnOnce(&mut DocumentMut) -> Result<(), String>) {
        self.change(scope, path, |t| {
            let mut doc: DocumentMut = t.parse().map_err(|e: toml_edit::TomlError| e.message().to_owned())?;
            make(&mut doc)?;
            Ok(doc.to_string())
        });
    }
}

/// Whether a path of the project passes a link: what a repository links to is not the project's to change.
fn leads_away(place: &Place, path: &str) -> bool {
    let mut at = place.project.clone();
    path.split('/').any(|part| {
        at.push(part);
        at.is_symlink()
    })
}

/// Whether every line ends in `\r\n`.
fn only_crlf(text: &str) -> bool {
    text.contains("\r\n") && text.matches('\n').count() == text.matches("\r\n").count()
}
