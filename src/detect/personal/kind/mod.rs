//! Kinds of personal data: what columns of them are called, what stands before a single one, and what makes one valid.

mod people;
mod table;

pub(super) use people::{about_people, email, phone};
pub(super) use table::KINDS;

/// One kind of value.
#[derive(Debug)]
pub(super) struct Kind {
    /// The rule's class.
    pub(super) class: &'static str,
    /// For the evidence.
    pub(super) name: &'static str,
    /// Names of columns and fields: lower case, words joined by nothing.
    pub(super) headers: &'static [&'static str],
    /// Whether a value is one.
    pub(super) valid: fn(&str) -> bool,
    /// So few other values pass that a column needs no telling name.
    pub(super) certain: bool,
}

const fn kind(
    class: &'static str,
    name: &'static str,
    headers: &'static [&'static str],
    valid: fn(&str) -> bool,
    certain: bool,
) -> Kind {
    Kind {
        class,
        name,
        headers,
        valid,
        certain,
    }
}

/// A column's or a field's name without what people put between words.
pub(super) fn normal(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Kind {
    /// Whether a column's name (normalised) says that it holds this kind.
    pub(super) fn named(&self, header: &str) -> bool {
        self.headers.contains(&header)
    }

    /// Whether the name holds the kind's word beside others (`customer_iban`).
    pub(super) fn hinted(&self, header: &str) -> bool {
        self.headers
            .iter()
            .any(|h| h.chars().count() >= 4 && header.contains(h))
    }
}
