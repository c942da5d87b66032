//! One HTML file that opens from the disk: no network, no frame, a policy that admits this style and this script by their
//! hashes and nothing else.
//!
//! Everything is in the markup; the script only filters, sorts and copies what stands there. Sections are one file each.

mod agents;
mod changes;
mod escape;
mod findings;
mod folders;
mod head;
mod scope;
mod treemap;

use std::io;

use sha2::{Digest, Sha256};

use super::{RenderOptions, Report};
use escape::Text;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Writes markup; nothing that is written to a string fails.
macro_rules! put {
    ($page:expr, $($arg:tt)*) => {
        let _ = std::fmt::Write::write_fmt($page, format_args!($($arg)*));
    };
}
use put;

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn io::Write) -> io::Result<()> {
    // A checkout may have turned line ends into CRLF; a browser hashes what it reads, and it reads LF.
    let (style, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    let mut page = String::with_capacity(64 << 10);
    put!(
        &mut page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>Exposure {} of 100, {}: spillage</title>\n\
         <style>{style}</style>\n</head>\n<body>\n",
        policy(&style, &script),
        report.exposure.score,
        super::words::band(report.exposure.band),
    );
    let tree = folders::Tree::of(report);
    head::write(&mut page, report, options, &tree);
    put!(&mut page, "<main id=\"main\" tabindex=\"-1\">\n");
    head::score(&mut page, report);
    changes::write(&mut page, report);
    agents::write(&mut page, report);
    findings::write(&mut page, report, options);
    folders::write(&mut page, &tree);
    scope::write(&mut page, report);
    put!(
        &mut page,
        "</main>\n<footer>\n<p>Written by spillage {}. Nothing in this file is sent or fetched.</p>\n</footer>\n\
         <script>{script}</script>\n</body>\n</html>\n",
        Text(&report.version)
    );
    out.write_all(page.as_bytes())
}

/// What the browser may do with the page.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", data_encoding::BASE64.encode(&Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

#[cfg(test)]
mod tests;
