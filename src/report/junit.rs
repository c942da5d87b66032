//! JUnit's XML: one failing case a finding. Of a comparison only what is new fails; what was there is skipped, what is gone
//! passes.

use std::io::{self, Write};

use super::compare::State;
use super::{RenderOptions, Report, text, words};
use crate::finding::Finding;

/// Columns of an attribute.
const LONGEST: usize = 500;

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let known = |i: usize| words::state(report, i) == Some(State::Unchanged);
    let order = words::worst_first(report);
    let gone = report.comparison.as_ref().map_or(&[][..], |c| &c.gone);
    let skipped = order.iter().filter(|i| known(**i)).count();
    let failures = order.len() - skipped;
    // A suite without a case looks like a run that went wrong.
    let clean = order.is_empty() && gone.is_empty();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites>")?;
    writeln!(
        out,
        "  <testsuite name=\"spillage\" package=\"spillage\" id=\"0\" hostname=\"localhost\" timestamp=\"{}\" time=\"0\" \
         tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">",
        options.time(),
        order.len() + gone.len() + usize::from(clean),
    )?;
    properties(report, out)?;
    for i in order {
        let f = &report.findings[i];
        open(report, f, out)?;
        if known(i) {
            writeln!(out, ">\n      <skipped/>\n    </testcase>")?;
            continue;
        }
        writeln!(
            out,
            ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
            f.severity,
            xml(&words::message(report, f)),
            xml_lines(&advice(report, f))
        )?;
    }
    for f in gone {
        open(report, f, out)?;
        writeln!(out, "/>")?;
    }
    if clean {
        writeln!(
            out,
            "    <testcase classname=\"spillage\" name=\"nothing found\" time=\"0\"/>"
        )?;
    }
    let mut told = vec![words::headline(report), words::coverage(report)];
    told.extend(report.comparison.iter().map(|c| words::moved(report, c)));
    writeln!(out, "    <system-out>{}</system-out>", xml_lines(&told))?;
    let lost: Vec<String> = report
        .coverage
        .skipped
        .iter()
        .map(|s| format!("not examined: {}: {}", text::shorten_middle(&s.path, LONGEST), s.reason))
        .collect();
    writeln!(out, "    <system-err>{}</system-err>", xml_lines(&lost))?;
    writeln!(out, "  </testsuite>\n</testsuites>")
}

fn properties(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let e = &report.exposure;
    writeln!(out, "    <properties>")?;
    for (name, value) in [
        ("score", e.score.to_string()),
        ("band", words::band(e.band).to_owned()),
        ("verdict", words::verdict(e.verdict).to_owned()),
        ("version", report.version.clone()),
    ] {
        writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", xml(&value))?;
    }
    writeln!(out, "    </properties>")
}

/// The beginning of a case.
fn open(report: &Report, f: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place = words::place(&f.location);
    let at = match f.location.line {
        0 => place,
        line => format!("{place}:{line}"),
    };
    let at = text::shorten_middle(&at, LONGEST - 100).into_owned();
    write!(
        out,
        "    <testcase classname=\"spillage.{}\" name=\"{}\" time=\"0\"",
        xml(&f.rule),
        xml(&format!("{} in {at}", words::title(report, f)))
    )
}

fn advice(report: &Report, f: &Finding) -> Vec<String> {
    report
        .rules
        .get(f.rule.as_ref())
        .map_or_else(Vec::new, |r| vec![r.why.clone(), r.fix.clone()])
}

fn xml_lines(lines: &[String]) -> String {
    let safe: Vec<String> = lines.iter().map(|l| xml(l)).collect();
    safe.join("\n")
}

/// Text of an element or attribute: no markup, and no character that XML 1.0 forbids.
fn xml(raw: &str) -> String {
    let safe = text::escape(raw);
    let mut out = String::with_capacity(safe.len());
    for c in text::shorten(&safe, 2 * LONGEST).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, HOSTILE};
    use super::*;

    fn shown(report: &Report) -> String {
        sample::shown(render, report)
    }

    #[test]
    fn text_is_text() {
        assert_eq!(
            xml("<a b=\"c\" d='e'>&"),
            "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;"
        );
        assert_eq!(
            xml("\u{0}\u{b}\u{ffff}\u{fffe}]]>"),
            "\\u{0}\\u{b}\\u{ffff}\\u{fffe}]]&gt;"
        );
        assert!(!xml(HOSTILE).contains(['<', '\u{1b}', '\n', '\u{202e}']));
        assert!(xml(&"x".repeat(9999)).len() < 1100);
    }

    #[test]
    fn counts_add_up() {
        let report = sample::report();
        let text = shown(&report);
        assert!(
            text.contains("tests=\"4\" failures=\"4\" errors=\"0\" skipped=\"0\""),
            "{text}"
        );
        assert_eq!(text.matches("<failure ").count(), 4);
        let mut compared = report.clone();
        let mut old = report.clone();
        old.findings.remove(0);
        old.findings.push(sample::finding(
            "gone",
            crate::finding::Severity::Low,
            "a-value-that-went",
            "x",
            1,
        ));
        compared.compare(&old);
        let text = shown(&compared);
        assert!(
            text.contains("tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"3\""),
            "{text}"
        );
        let text = shown(&Report::default());
        assert!(
            text.contains("tests=\"1\" failures=\"0\"") && text.contains("nothing found"),
            "{text}"
        );
    }
}
