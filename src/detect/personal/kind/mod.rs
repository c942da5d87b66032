//! Kinds of personal data: what columns of them are called, what stands before a single one, and what makes one valid.

mod index;
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

/// A column's or a field's name without accents and what people put between words.
pub(super) fn normal(name: &str) -> String {
    name.chars()
        // Thai and Devanagari write vowels as marks.
        .filter(|c| c.is_alphanumeric() || matches!(c, '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}'))
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect()
}

/// A small Latin letter without its accent.
fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ű' | 'ů' => 'u',
        'ý' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        c => c,
    }
}

/// The words of a name: `cpf_cliente`, `customerIban`.
fn words(name: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || small && c.is_uppercase() {
            out.push(String::new());
        }
        small = c.is_lowercase();
        if let Some(word) = out.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase().map(plain));
        }
    }
    out.retain(|w| w.chars().count() >= 3 || !w.is_ascii() && !w.is_empty());
    out
}

/// A generic name asks for a kind that hardly passes by chance; a number of records is none.
const OPAQUE: [&str; 22] = [
    "id",
    "hash",
    "uuid",
    "key",
    "timestamp",
    "time",
    "date",
    "index",
    "offset",
    "size",
    "price",
    "amount",
    "sku",
    "isbn",
    "ean",
    "gtin",
    "imei",
    "barcode",
    "upc",
    "version",
    "level",
    "message",
];

/// What the name of a column says about its values.
#[derive(Debug)]
pub(super) struct Role {
    /// Kinds that the name says, the likeliest first.
    pub(super) kinds: Vec<&'static Kind>,
    /// What it says about people.
    pub(super) about: Option<&'static str>,
    opaque: bool,
}

impl Role {
    pub(super) fn of(name: &str) -> Self {
        let header = normal(name);
        let words = words(name);
        let kinds = index::kinds(&header, &words);
        let opaque = kinds.is_empty() && (OPAQUE.contains(&header.as_str()) || header.ends_with("imei"));
        Self {
            kinds,
            about: about_people(&header),
            opaque,
        }
    }

    /// Whether no value under the name can be personal data.
    pub(super) fn is_opaque(&self) -> bool {
        self.opaque
    }

    /// Whether the name alone is a reason to look at every value.
    pub(super) fn says_more_than_a_name(&self) -> bool {
        !self.kinds.is_empty() || self.about.is_some_and(|what| what != "name")
    }

    /// Whether it holds names, which alone say little.
    pub(super) fn is_name(&self) -> bool {
        self.kinds.is_empty() && self.about == Some("name")
    }
}

impl Kind {
    /// Whether a column's name (normalised) says that it holds this kind.
    pub(super) fn named(&self, header: &str) -> bool {
        self.headers.contains(&header)
    }
}
