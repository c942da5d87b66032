//! What a file is made of, by its name.

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text for people: a line may be a banner wherever it stands.
    Prose,
    /// A program: only comments count.
    Code,
    /// Settings, messages, tables: only comments count, and values say nothing.
    Data,
}

/// The kind of a file by its name.
pub(crate) fn kind_of(path: &str) -> Kind {
    // What people wrote and tools gave back.
    if path == crate::source::transcript::TEXT {
        return Kind::Prose;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts = ["word", "xl", "ppt", "docProps", "docMetadata", "visio"];
    let office = name.ends_with(".xml") && path.rsplit('/').skip(1).take(2).any(|p| parts.contains(&p));
    if office || name == "content.xml" || name == "styles.xml" && !path.contains("res/") {
        return Kind::Prose;
    }
    let Some((stem, ext)) = name.rsplit_once('.') else {
        let code = [
            "makefile",
            "dockerfile",
            "kconfig",
            "kbuild",
            "jenkinsfile",
            "vagrantfile",
            "rakefile",
            "gemfile",
            "justfile",
        ];
        return if code.iter().any(|c| name.eq_ignore_ascii_case(c)) {
            Kind::Code
        } else {
            Kind::Prose
        };
    };
    if stem.is_empty() {
        return Kind::Data;
    }
    let mut lower = [0u8; 12];
    let Some(slot) = lower.get_mut(..ext.len()) else {
        return Kind::Prose;
    };
    slot.copy_from_slice(ext.as_bytes());
    slot.make_ascii_lowercase();
    match &*slot {
        b"txt" | b"text" | b"md" | b"markdown" | b"mdx" | b"rst" | b"adoc" | b"asciidoc" | b"org" | b"tex"
        | b"html" | b"htm" | b"xhtml" | b"eml" | b"mbox" | b"msg" | b"doc" | b"docx" | b"docm" | b"dotx" | b"rtf"
        | b"odt" | b"odp" | b"ods" | b"pdf" | b"ppt" | b"pptx" | b"xls" | b"xlsx" | b"xlsm" | b"wiki" | b"textile"
        | b"pages" | b"page" | b"slide" | b"sheet" | b"header" | b"footer" | b"me" | b"ipynb" | b"fodt" | b"epub" => {
            Kind::Prose
        }
        b"json" | b"jsonl" | b"ndjson" | b"json5" | b"jsonc" | b"yaml" | b"yml" | b"xml" | b"csv" | b"tsv"
        | b"toml" | b"ini" | b"cfg" | b"conf" | b"properties" | b"po" | b"pot" | b"xlf" | b"xliff" | b"strings"
        | b"arb" | b"svg" | b"lock" | b"plist" | b"map" | b"log" | b"resx" | b"dict" | b"dic" | b"snap" | b"stix"
        | b"rules" | b"csl" | b"ts_snapshot" | b"har" | b"graphql" => Kind::Data,
        _ => Kind::Code,
    }
}
