//! Texts of rules without pointers: thousands of those would be relocated at every start, page by page.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

use super::{LISTS, TEXTS};

/// A text of a rule. Lives as long as the process.
#[derive(Clone, Copy)]
pub struct Text(Place<str>);

/// Texts of a rule in order.
#[derive(Clone, Copy)]
pub struct List(Place<[&'static str]>);

/// Where something stands: in the table that the build script makes, or in memory that a rule of the user's holds.
#[derive(Debug)]
enum Place<T: ?Sized + 'static> {
    Table { at: u32, len: u32 },
    Own(&'static T),
}

impl<T: ?Sized> Clone for Place<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Place<T> {}

impl Text {
    /// A text of the table.
    pub(super) const fn at(at: u32, len: u32) -> Self {
        Self(Place::Table { at, len })
    }

    /// A text that is kept until the process ends.
    pub(super) fn kept(text: &str) -> Self {
        Self(Place::Own(String::leak(text.to_owned())))
    }

    /// The text.
    #[must_use]
    pub fn get(self) -> &'static str {
        match self.0 {
            Place::Table { at, len } => TEXTS.get(at as usize..(at + len) as usize).unwrap_or_default(),
            Place::Own(text) => text,
        }
    }
}

impl List {
    /// Texts of the table.
    pub(super) const fn at(at: u32, len: u32) -> Self {
        Self(Place::Table { at, len })
    }

    /// Texts that are kept until the process ends.
    pub(super) fn kept(texts: &[String]) -> Self {
        let kept = texts.iter().map(|t| Text::kept(t).get()).collect();
        Self(Place::Own(Vec::leak(kept)))
    }

    /// Each text.
    pub fn iter(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        (0..self.len()).map(move |n| self.get(n).unwrap_or_default())
    }

    /// The text at a place.
    #[must_use]
    pub fn get(self, n: usize) -> Option<&'static str> {
        match self.0 {
            Place::Table { at, len } if n < len as usize => {
                LISTS.get(at as usize + n).map(|(at, len)| Text::at(*at, *len).get())
            }
            Place::Table { .. } => None,
            Place::Own(texts) => texts.get(n).copied(),
        }
    }

    /// How many.
    #[must_use]
    pub const fn len(self) -> usize {
        match self.0 {
            Place::Table { len, .. } => len as usize,
            Place::Own(texts) => texts.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// All texts with something between them.
    #[must_use]
    pub fn join(self, between: &str) -> String {
        self.iter().collect::<Vec<_>>().join(between)
    }

    /// Whether a text is one of them.
    #[must_use]
    pub fn contains(self, text: &str) -> bool {
        self.iter().any(|t| t == text)
    }
}

impl Default for List {
    fn default() -> Self {
        Self::at(0, 0)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.get()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.get().to_owned()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.get(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.get(), f)
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.get() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.get() == *other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.get().cmp(other.get())
    }
}
