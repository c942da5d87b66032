//! Badges: JSON for the endpoint of shields.io, and a picture of our own that needs no service.

use std::io::{self, Write};

use super::{RenderOptions, Report, json_text, words};
use crate::exposure::{Band, Verdict};

const LABEL: &str = "agent exposure";

/// Writes the JSON that shields.io reads.
///
/// # Errors
/// Where writing fails.
pub fn shields(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let badge = serde_json::json!({
        "schemaVersion": 1,
        "label": LABEL,
        "message": message(report),
        "color": color(report).1,
    });
    json_text::pretty(&badge, out)
}

/// Writes the picture. It holds nothing that came from the scanned tree.
///
/// # Errors
/// Where writing fails.
pub fn svg(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let message = message(report);
    let (left, right) = (columns(LABEL), columns(&message));
    let (all, fill) = (left + right, color(report).0);
    let (x, y) = (left / 2, left + right / 2);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" \
         aria-label=\"{LABEL}: {message}\"><title>{LABEL}: {message}</title>\
         <clipPath id=\"r\"><rect width=\"{all}\" height=\"20\" rx=\"3\"/></clipPath>\
         <g clip-path=\"url(#r)\"><rect width=\"{left}\" height=\"20\" fill=\"#444\"/>\
         <rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{fill}\"/></g>\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\
         <text x=\"{x}\" y=\"14\">{LABEL}</text><text x=\"{y}\" y=\"14\">{message}</text></g></svg>"
    )
}

/// Score, band, and how the score moved.
fn message(report: &Report) -> String {
    let e = &report.exposure;
    if e.verdict == Verdict::Unknown {
        return "unknown".to_owned();
    }
    let step = report
        .comparison
        .as_ref()
        .map(|c| i64::from(e.score) - i64::from(c.score_before))
        .filter(|s| *s != 0)
        .map_or(String::new(), |s| format!(" ({s:+})"));
    format!("{} {}{step}", e.score, words::band(e.band))
}

/// Fill of the picture (white text on it has a contrast of 4.5 at least) and the name that shields.io knows.
fn color(report: &Report) -> (&'static str, &'static str) {
    if report.exposure.verdict == Verdict::Unknown {
        return ("#666", "lightgrey");
    }
    match report.exposure.band {
        Band::Minimal => ("#17762c", "brightgreen"),
        Band::Low => ("#4b6f00", "green"),
        Band::Medium => ("#8a6100", "yellow"),
        Band::High => ("#b34700", "orange"),
        Band::Critical => ("#b3141d", "red"),
    }
}

/// Room for a text in Verdana 11, a little generous.
fn columns(text: &str) -> usize {
    let tenths: usize = text
        .chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | '(' | ')' | ' ' | 't' | 'r' | 'f' => 45,
            'm' | 'w' | '+' => 95,
            _ => 70,
        })
        .sum();
    tenths / 10 + 12
}
