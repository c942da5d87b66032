//! The top of the page: where to go, and what the scan says in one look.

use super::super::words::{self, percent};
use super::super::{RenderOptions, Report};
use super::escape::Text;
use super::folders::Tree;
use super::put;
use crate::exposure::Verdict;
use crate::finding::{Category, Severity};

/// Banner and table of contents.
pub(super) fn write(page: &mut String, report: &Report, options: &RenderOptions, tree: &Tree) {
    put!(
        page,
        "<a class=\"skip\" href=\"#main\">Skip to the score</a>\n<header class=\"top\">\n<h1>What a coding agent could leak from here</h1>\n<nav aria-label=\"Sections\"><ul>"
    );
    let sections = [
        ("score", "Score", true),
        ("changes", "Changes", !report.exposure.reductions.is_empty()),
        ("agents", "Agents", !report.exposure.agents.is_empty()),
        ("findings", "Findings", true),
        ("tree", "Tree", !tree.cells.is_empty()),
        ("scope", "What was scanned", true),
    ];
    for (id, name, there) in sections {
        if there {
            put!(page, "<li><a href=\"#{id}\">{name}</a></li>");
        }
    }
    put!(page, "</ul></nav>\n</header>\n");
    if options.show_secrets {
        put!(
            page,
            "<aside class=\"alarm\" aria-label=\"Values in clear text\"><strong>This file holds values in clear text.</strong> Whoever has it has them: keep it to yourself and delete it after use.</aside>\n"
        );
    }
}

/// Score, band, verdict and what they are made of.
pub(super) fn score(page: &mut String, report: &Report) {
    let e = &report.exposure;
    let band = words::band(e.band);
    let range = if e.low == e.high {
        String::new()
    } else {
        format!("Certainly {}, at most {}.", e.low, e.high)
    };
    put!(
        page,
        "<section id=\"score\" class=\"hero b-{band}\" aria-labelledby=\"h-score\">\n<div class=\"number\">\n<h2 id=\"h-score\">Exposure</h2>\n\
         <p class=\"big\"><b>{}</b> <span>of 100</span></p>\n<p class=\"band\">{band}</p>\n",
        e.score
    );
    scale(page, e.low.min(100), e.score.min(100), e.high.min(100));
    put!(page, "<p class=\"range\">{range}</p>\n</div>\n<div class=\"says\">\n");
    put!(
        page,
        "<p class=\"verdict\">Verdict: <strong>{}</strong></p>\n<p class=\"lead\">{}</p>\n<p>{}</p>\n",
        words::verdict(e.verdict),
        Text(&words::sentence(report)),
        advice(e.verdict)
    );
    if let Some(c) = &report.comparison {
        put!(
            page,
            "<p><b>Since the earlier report:</b> {}</p>\n",
            words::moved(report, c)
        );
    }
    counts(page, report);
    put!(
        page,
        "</div>\n<div class=\"made\">\n<h3>By category</h3>\n<dl class=\"bars\">\n"
    );
    for c in Category::ALL {
        let v = e.categories.get(c.name()).copied().unwrap_or(0.0).clamp(0.0, 1.0);
        put!(page, "<div><dt>{}</dt><dd>", kind(c));
        bar(page, v);
        put!(page, " <span>{v:.2}</span></dd></div>\n");
    }
    let c = &report.coverage;
    put!(
        page,
        "</dl>\n<p class=\"small\">0 is nothing, 1 is certain loss. {} of the readable bytes were examined.</p>\n</div>\n</section>\n",
        percent(c.ratio)
    );
}

/// What to do with the verdict.
fn advice(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Grant => "Nothing that was found would keep an agent out.",
        Verdict::GrantWithExclusions => "Make the changes below, then scan again.",
        Verdict::DoNotGrant => {
            "Not as it is. The changes below lower the score most; rotate what has already been readable."
        }
        Verdict::Unknown => "Too little was read to say. See what was not scanned, then scan again.",
    }
}

fn counts(page: &mut String, report: &Report) {
    put!(page, "<ul class=\"counts\" aria-label=\"Findings by severity\">");
    for s in Severity::ALL.into_iter().rev() {
        let n = report.findings.iter().filter(|f| f.severity == s).count();
        put!(
            page,
            "<li class=\"s-{s}{}\"><b>{n}</b> {s}</li>",
            if n == 0 { " zero" } else { "" }
        );
    }
    put!(page, "</ul>\n");
}

/// The name of a category in a sentence.
pub(super) fn kind(c: Category) -> &'static str {
    match c {
        Category::Secret => "Secrets",
        Category::Marker => "Confidential content",
        Category::Personal => "Personal data",
        Category::Path => "Sensitive places",
        Category::Egress => "Risky settings",
    }
}

/// A bar from 0 to 1; the number beside it says the same.
pub(super) fn bar(page: &mut String, share: f64) {
    put!(
        page,
        "<svg class=\"bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"rail\" width=\"100\" height=\"6\"/><rect class=\"full\" width=\"{:.1}\" height=\"6\"/></svg>",
        share * 100.0
    );
}

/// The scale with its bands, the score, and the span between the bounds.
fn scale(page: &mut String, low: u32, score: u32, high: u32) {
    put!(
        page,
        "<svg class=\"scale\" viewBox=\"-5 0 210 20\" aria-hidden=\"true\">"
    );
    for (i, band) in ["minimal", "low", "medium", "high", "critical"].iter().enumerate() {
        put!(
            page,
            "<rect class=\"z-{band}\" x=\"{}\" y=\"6\" width=\"39\" height=\"6\"/>",
            i * 40
        );
    }
    put!(
        page,
        "<rect class=\"span\" x=\"{}\" y=\"16\" width=\"{}\" height=\"2\"/><path class=\"mark\" d=\"M{} 13l-4 -10h8z\"/></svg>\n",
        low * 2,
        (high.max(low) - low) * 2,
        score * 2
    );
}
