//! The rule reference is what the rules say today.

#[path = "../../xtask/src/reference.rs"]
mod pages;

#[test]
fn the_rule_reference_is_fresh() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for (path, text) in pages::pages() {
        let there = std::fs::read_to_string(docs.join(&path)).unwrap_or_default();
        assert!(
            there == text,
            "docs/{path} is not what the rules say: cargo run -p xtask -- reference"
        );
    }
}
