//! Changes in the making: files are read through what was changed already, so that two agents that share a file add up.

use std::path::PathBuf;

use toml_edit::DocumentMut;

use super::super::doc::edit;
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
#[derive(Debug)]
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
        match make(&text) {
            Ok(after) if after != text => {
                self.place.overlay.insert(file, after);
            }
            Ok(_) => {}
            Err(e) => self.notes.push(format!("{label} is left alone: {e}")),
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

    /// Puts JSON values at the front of a list.
    pub(crate) fn front(&mut self, scope: Scope, path: &str, keys: &[&str], items: &[String]) {
        if !items.is_empty() {
            self.change(scope, path, |t| edit::prepend(t, keys, items).map_err(|f| f.what));
        }
    }

    /// Adds lines to an ignore file.
    pub(crate) fn lines(&mut self, scope: Scope, path: &str, lines: &[String]) {
        self.change(scope, path, |t| {
            let have: Vec<&str> = t.lines().map(str::trim).collect();
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

    /// Changes a TOML file.
    pub(crate) fn toml(&mut self, scope: Scope, path: &str, make: impl FnOnce(&mut DocumentMut) -> Result<(), String>) {
        self.change(scope, path, |t| {
            let mut doc: DocumentMut = t.parse().map_err(|e: toml_edit::TomlError| e.message().to_owned())?;
            make(&mut doc)?;
            Ok(doc.to_string())
        });
    }
}
