//! PDFs of several writers, and such as no writer makes.

use crate::source::expand::tests::{open, open_file};

const SECRET: &str = "db_password = \"lantern-moss-4417\"";

#[test]
fn what_libreoffice_writes() {
    let pdf = open_file("heron-office.pdf");
    assert!(
        pdf.text("page 1").lines().any(|line| line == SECRET),
        "{}",
        pdf.text("page 1")
    );
    assert!(pdf.text("page 1").contains("internal use only"));
    assert!(pdf.text("information and annotations").contains("Title: Heron project"));
    assert!(pdf.skipped.is_empty(), "{:?}", pdf.skipped);
}

#[test]
fn pages_notes_fields_and_information() {
    for name in ["heron.pdf", "heron-packed.pdf"] {
        let pdf = open_file(name);
        assert_eq!(pdf.text("page 1"), format!("{SECRET}\nfür alle\n"), "{name}");
        assert_eq!(pdf.text("page 2"), "second page\n", "{name}");
        let rest = pdf.text("information and annotations");
        assert!(rest.contains("Keywords: Heron project, internal use only\n"), "{rest}");
        assert!(rest.contains(&format!("Contents: note: {SECRET}\n")), "{rest}");
        assert!(rest.contains("V: lantern-moss-4417\n"), "{rest}");
        assert!(pdf.skipped.is_empty(), "{name} {:?}", pdf.skipped);
    }
    let packed = open_file("heron-packed.pdf");
    assert!(packed.text("app.ini").contains(SECRET), "{:?}", packed.names());
}

#[test]
fn an_encrypted_pdf_is_reported() {
    let pdf = open_file("heron-encrypted.pdf");
    assert!(pdf.parts.is_empty());
    assert_eq!(pdf.skipped, ["heron-encrypted.pdf: encrypted"]);
}

fn with_page(contents: &str, rest: &str) -> String {
    format!(
        "%PDF-1.4\n1 0 obj <</Type/Page /Contents 2 0 R /Resources <</Font <</F1 3 0 R>>>> >> endobj\n\
         2 0 obj <</Length 0>> stream\n{contents}\nendstream endobj\n{rest}"
    )
}

#[test]
fn maps_differences_and_kerning() {
    let map = "3 0 obj <</Subtype/Type0 /ToUnicode 4 0 R>> endobj 4 0 obj <<>> stream\n\
        1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0001> <0070> endbfchar\n\
        2 beginbfrange <0002> <0004> <0061> <0010> <0011> [<00660066> <0069>] endbfrange\nendstream endobj";
    let pdf = with_page(
        "BT /F1 9 Tf [<0001 0002> -20 <0003>] TJ [-500 <0010>] TJ 0 -9 Td <0011> Tj ET",
        map,
    );
    assert_eq!(open("a.pdf", pdf.as_bytes()).text("page 1"), "pab ff\ni\n");
    let pieces = "BT /F1 10 Tf 1 0 0 1 9 700 Tm (p) Tj 1 0 0 1 14 700 Tm (w) Tj ET BT 1 0 0 1 60 700 Tm (is) Tj 9 0 Td (x) Tj 0 -12 Td (y) Tj ET";
    assert_eq!(
        open("a.pdf", with_page(pieces, "").as_bytes()).text("page 1"),
        "pw is x\ny\n"
    );
    let differences = "3 0 obj <</Encoding <</Differences [1 /p /a 7 /underscore /uni0041]>> >> endobj";
    let pdf = with_page("BT /F1 9 Tf (\\001\\002\\007\\010x) Tj T* (y\\)) ' ET", differences);
    assert_eq!(open("a.pdf", pdf.as_bytes()).text("page 1"), "pa_Ax\ny)\n");
}

#[test]
fn text_that_cannot_be_read_is_reported() {
    let pdf = with_page("BT /F1 9 Tf <00010002> Tj ET", "3 0 obj <</Subtype/Type0>> endobj");
    let opened = open("a.pdf", pdf.as_bytes());
    assert_eq!(
        opened.skipped,
        ["a.pdf: 1 pieces of text in fonts without a character map: not read"]
    );
}

#[test]
fn a_page_in_an_encoding_that_is_not_read_is_reported() {
    let pdf = "%PDF-1.4\n1 0 obj <</Type/Page /Contents 2 0 R>> endobj\n\
        2 0 obj <</Filter/BrotliDecode>> stream\nxx\nendstream endobj";
    let opened = open("a.pdf", pdf.as_bytes());
    assert!(opened.skipped[0].contains("unusual encoding"), "{opened:?}");
}

#[test]
fn parents_in_a_circle_and_endless_nesting_end() {
    let circle = "%PDF-1.4\n1 0 obj <</Type/Page/Parent 2 0 R>> endobj 2 0 obj <</Parent 1 0 R>> endobj";
    open("a.pdf", circle.as_bytes());
    let deep = format!("%PDF-1.4\n1 0 obj {}", "[".repeat(100_000));
    open("a.pdf", deep.as_bytes());
    let deep = format!("%PDF-1.4\n1 0 obj {}", "<</A".repeat(100_000));
    open("a.pdf", deep.as_bytes());
    let many = format!("%PDF-1.4\n{}", "1 0 obj [".repeat(20_000));
    open("a.pdf", many.as_bytes());
    let trailers = format!("%PDF-1.4\n{}", "trailer <<".repeat(20_000));
    open("a.pdf", trailers.as_bytes());
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "([0-9] 0 obj|endobj|stream\n|endstream|<<|>>|/Type/Page|/Contents 2 0 R|/Filter/LZWDecode|/Filter/A85|\\[|\\]|\\(|\\)|\\\\|<|>|/F1 9 Tf|Tj|TJ|BI|EI|[0-9-]{1,12}| |trailer|/Type/ObjStm/N 3/First 2){0,60}") {
        open("a.pdf", format!("%PDF-1.4\n{text}").as_bytes());
    }
}
