use super::super::sample;
use super::*;

fn page(report: &Report, options: RenderOptions) -> String {
    let mut out = Vec::new();
    render(report, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain() -> String {
    page(&sample::report(), RenderOptions::default())
}

fn between<'p>(page: &'p str, open: &str, close: &str) -> &'p str {
    let from = page.find(open).unwrap() + open.len();
    let len = page[from..].find(close).unwrap();
    &page[from..from + len]
}

#[test]
fn the_policy_names_the_very_bytes_of_style_and_script() {
    let page = plain();
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    for (kind, text) in [
        ("style", between(&page, "<style>", "</style>")),
        ("script", between(&page, "<script>", "</script>")),
    ] {
        let hash = data_encoding::BASE64.encode(&Sha256::digest(text));
        assert!(policy.contains(&format!("{kind}-src 'sha256-{hash}'")), "{policy}");
        assert!(!text.contains('\r') && text.len() > 1000);
    }
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
}

#[test]
fn nothing_runs_but_the_script_and_nothing_is_fetched() {
    let page = plain();
    let markup = page.replace(STYLE, "").replace(SCRIPT, "");
    let lower = markup.to_ascii_lowercase();
    for bad in [
        " style=", " onclick", " onload", "<img", "<iframe", "<link", "<base", "src=\"", "url(", "@import",
    ] {
        assert!(!lower.contains(bad), "{bad}");
    }
    // Attributes are quoted, and `>` never stands in one: what lies between `<` and `>` is the page's own.
    for tag in lower.split('<').skip(1).filter_map(|t| t.split_once('>')) {
        assert!(!tag.0.contains("onerror"), "{}", tag.0);
    }
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;&lt;/script&gt;"));
    assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}'));
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    for bad in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
        "setAttribute",
    ] {
        assert!(!SCRIPT.contains(bad), "{bad}");
    }
}

#[test]
fn says_what_the_report_says() {
    let page = plain();
    for text in [
        "Exposure 87 of 100, critical",
        "do not grant",
        "config/prod.env",
        "spillage guard",
        "permission denied",
        "with them the score would be 90",
        "Opens the house.",
        "Change the lock.",
        "spillage:allow[cloud-key]",
        "files at the root",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let prints = &sample::report().findings[0].fingerprint.0;
    assert!(page.contains(&format!("{prints}\t")), "the baseline line");
}

#[test]
fn values_only_on_request() {
    let report = sample::report();
    let (closed, open) = (
        plain(),
        page(
            &report,
            RenderOptions {
                show_secrets: true,
                ..RenderOptions::default()
            },
        ),
    );
    for v in report
        .findings
        .iter()
        .map(|f| f.secret.reveal())
        .filter(|v| !v.is_empty())
    {
        assert!(!closed.contains(v));
        assert!(open.contains(v));
    }
    assert!(open.contains("holds values in clear text") && !closed.contains("holds values in clear text"));
}

#[test]
fn a_saved_report_gives_the_same_page() {
    let mut report = sample::report();
    let mut json = Vec::new();
    super::super::json::render(&report, &RenderOptions::default(), &mut json).unwrap();
    let saved = super::super::json::parse(std::str::from_utf8(&json).unwrap()).unwrap();
    assert_eq!(
        page(&saved, RenderOptions::default()),
        page(&report, RenderOptions::default())
    );
    report.findings.clear();
    report.coverage.folders.clear();
    let page = page(&report, RenderOptions::default());
    assert!(page.contains("<p>None.</p>") && !page.contains("id=\"tree\""));
}

#[test]
fn the_least_severe_of_too_many_are_left_out_with_a_word() {
    let mut report = sample::report();
    let one = report.findings.remove(0);
    report.findings = vec![one; 5100];
    for f in report.findings.iter_mut().take(100) {
        f.severity = crate::finding::Severity::Info;
    }
    let page = page(&report, RenderOptions::default());
    assert!(page.contains("The 5,000 worst of 5,100 findings; 100 less severe ones"));
    assert_eq!(page.matches("<li id=\"f-").count(), 5000);
    assert!(!page.contains("data-severity=\"info\""));
}

/// The page of the sample, but for style and script; written anew with `SPILLAGE_BLESS=1`.
#[test]
fn the_markup_is_the_expected_one() {
    let markup = plain()
        .replace(STYLE, "STYLE")
        .replace(SCRIPT, "SCRIPT")
        .replace(&policy(STYLE, SCRIPT), "POLICY");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/report.html");
    if std::env::var_os("SPILLAGE_BLESS").is_some() {
        std::fs::write(&path, &markup).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap().replace('\r', "");
    assert_eq!(
        markup, expected,
        "SPILLAGE_BLESS=1 cargo test writes it anew, after a look at the page"
    );
}
