//! Banners and notices in languages other than English.
//!
//! A phrase that can also be part of ordinary prose needs a line of its own, like in English; a phrase that only ever
//! stands in notices counts within a sentence. The table is data: language, phrase in lower case, how much it says.

mod table;
pub(super) mod words;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::place::{Doc, Kind, Line, Position, capitals, plain, plain_cased};
use super::{Found, banner, compose, contract, talks_about};
use crate::finding::Severity::{High, Low, Medium};
use table::{Anywhere, Own, PHRASES};
use words::{COMPANY, INTERNAL, LABELS, LEVELS, MAIN, PAGE, PERMITS, YOURS};

/// All phrases at once.
static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(PHRASES.iter().map(|p| p.1)).ok());

/// Whether the head of a text has endings that Portuguese has and Spanish has not.
fn portuguese(doc: &Doc<'_>) -> bool {
    let head = String::from_utf8_lossy(doc.text.get(..doc.text.len().min(2000)).unwrap_or_default()).to_lowercase();
    ["ão", "ões", "ório", "ência", " não ", " é ", " à "]
        .iter()
        .any(|sign| head.contains(sign))
}

/// Looks for a phrase in the line, and for what a notice is made of around it.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let known = by_phrase(doc, line, hit);
    if known.as_ref().is_some_and(|f| f.confidence >= 0.5) {
        return known;
    }
    if !compose::may_forbid(doc, line, &plain(&line.bare)) {
        return known;
    }
    let made = compose::examine(doc, line, &doc.notice(line), false);
    made.map(|f| Found { span: hit, ..f }).or(known)
}

fn by_phrase(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let row = line.pair().filter(|row| {
        LABELS
            .iter()
            .any(|l| row.split(':').next().is_some_and(|label| label.contains(l)))
    });
    let pair = row.is_some();
    let bare = row.unwrap_or_else(|| without_page(plain(&line.bare)));
    if bare.len() > 700 {
        return None;
    }
    let cased = plain_cased(&line.bare);
    let matching = |m: aho_corasick::Match| {
        let (lang, p, how, sev) = *PHRASES.get(m.pattern().as_usize())?;
        let goes_on = bare
            .get(m.end()..)?
            .starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let began = bare
            .get(..m.start())?
            .ends_with(|c: char| c.is_alphanumeric() || c == '_');
        // The members' area of a site.
        if lang == "it" && bare.get(..m.start())?.trim_end().ends_with("area") {
            return None;
        }
        let whole = if spaced(p) {
            // The last word of a sentence's phrase may go on, since endings vary.
            !began && (how == Anywhere || !goes_on)
        } else {
            // A short word of a script without spaces must not be a part of a longer one.
            let length = p.chars().count();
            how == Anywhere || !(length <= 3 && goes_on || length <= 2 && began)
        };
        whole.then_some((lang, p, how, sev, m.start()))
    };
    let all: Vec<_> = SEARCH
        .iter()
        .flat_map(|s| s.find_overlapping_iter(&bare))
        .filter_map(matching)
        .collect();
    // Marks beside each other are no words beside a mark.
    let mut spans: Vec<(usize, usize)> = all.iter().map(|m| (m.4, m.4 + m.1.len())).collect();
    spans.sort_unstable();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (start, end) in spans {
        match marks.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => marks.push((start, end)),
        }
    }
    let place = doc.position(line.start);
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).count();
    let mut best = None;
    let (mut severity, mut beginning) = (Low, Low);
    // `Nur für den internen Gebrauch. Keine Weitergabe`: the level is what is named, the ban follows from it.
    let internal = all
        .iter()
        .any(|m| MAIN.contains(&m.0) && m.3 == Low && INTERNAL.iter().any(|w| m.1.contains(w)));
    let internal = internal || opens_internal(&bare);
    let marked: usize = marks.iter().filter_map(|m| bare.get(m.0..m.1)).map(letters).sum();
    let around = letters(&bare).saturating_sub(marked);
    // What Portuguese or Italian alone has names the language, though Spanish has another phrase of the line.
    let spanish = |phrase: &str| all.iter().any(|m| m.0 == "es" && m.1.contains(phrase));
    let other = all
        .iter()
        .find(|m| matches!(m.0, "pt" | "it") && !spanish(m.1))
        .map(|m| m.0);
    for (lang, phrase, how, sev, at) in all {
        let (before, after) = (bare.get(..at)?, bare.get(at + phrase.len()..)?);
        let dense = !spaced(phrase);
        let caps = !dense && capitals(cased.get(at..at + phrase.len()).unwrap_or(&cased));
        let apart = separated(before, after) || named(&cased, at + phrase.len());
        let c: f64 = match how {
            Anywhere => 0.75,
            // A word or two beside it is a company's name, a date, a page.
            Own if around == 0 => 0.55,
            // A sentence or a part of the line that is nothing but marks.
            Own if place != Position::Middle && alone_in_part(&bare, &marks, at) => 0.45,
            Own if around <= if dense { 12 } else { 36 } && apart => 0.5,
            Own if around <= 45 && caps && apart => 0.45,
            // What opens the line is its level, whatever is said after it.
            Own => {
                if before.is_empty() {
                    beginning = beginning.max(sev);
                }
                continue;
            }
        };
        if !(internal && sev == Medium && !LEVELS.iter().any(|w| phrase.contains(w))) {
            severity = severity.max(sev);
        }
        match &mut best {
            None => best = Some((lang, how, c, before, dense, caps, phrase)),
            // Words that Spanish, Portuguese and Italian share are named by the longest phrase.
            Some(b) if c > b.2 || c >= b.2 && phrase.len() > b.6.len() => {
                *b = (lang, how, c, before, dense, caps, phrase);
            }
            Some(_) => {}
        }
    }
    let (mut class, how, mut c, before, dense, caps, phrase) = best?;
    severity = severity.max(beginning);
    if class == "es" {
        let both = || PHRASES.iter().any(|p| p.0 == "pt" && p.1 == phrase) && portuguese(doc);
        class = other.unwrap_or(if both() { "pt" } else { "es" });
    }
    // Who copies is asked or forbidden in the same notice.
    if phrase.starts_with("toute ") {
        let p = doc.notice(line).paragraph;
        if !["interdit", "autoris", "accord", "consent"]
            .iter()
            .any(|w| p.contains(w))
        {
            return None;
        }
    }
    let mut evidence = vec![format!("notice in the language \"{class}\"")];
    let mut add = |yes: bool, worth: f64, what: &str| {
        if yes {
            c += worth;
            evidence.push(what.to_owned());
        }
    };
    add(caps, 0.2, "capitals");
    add(marks.len() > 1, 0.15, "two marker phrases in one line");
    add(
        line.ornate || line.bare.len() + 2 < line.raw.trim_ascii().len() && dense,
        0.1,
        "set off by ornament",
    );
    add(
        place != Position::Middle,
        0.2,
        if place == Position::Head {
            "in the head of the file"
        } else {
            "in the foot of the file"
        },
    );
    if doc.kind != Kind::Prose && place == Position::Middle {
        c -= 0.35;
    }
    if doc.kind == Kind::Prose && place == Position::Middle && how == Own && !caps {
        c -= 0.2;
    }
    // In programs, what is for internal use may be a function.
    if doc.kind == Kind::Code
        && severity == Low
        && internal
        && marks.len() == 1
        && !caps
        && !opens_internal(&bare)
        && !notice_of_company(doc, line)
    {
        // `Usage interne uniquement - Loire Transports` says whose.
        let whose = line
            .bare
            .split([' ', '('])
            .skip_while(|w| !matches!(*w, "-" | "|" | "\u{2013}" | "\u{2014}"))
            .nth(1)
            .is_some_and(|w| w.starts_with(char::is_uppercase));
        c -= if whose { 0.35 } else { 0.6 };
    }
    if line.table && !pair || line.heading && !caps && around > 0 {
        c -= if dense && !line.heading { 0.5 } else { 0.25 };
    }
    // `绝密、机密、秘密三级`: levels in a list, and more than these.
    if levels_listed(&bare, &marks) && around > 3 {
        c -= 0.5;
    }
    if line.list {
        c -= 0.25;
    }
    // A long line is a paragraph; a mark in quotation marks within a sentence is cited.
    let quoted = (before.trim_end().ends_with(['"', '\'']) || line.raw.contains(&b'`')) && around > 0;
    if quoted || bare.len() > 300 && how == Anywhere {
        c -= if quoted && around > 12 { 0.5 } else { 0.35 };
    }
    // Who may do it is not forbidden to.
    if how == Anywhere && PERMITS.iter().any(|p| bare.contains(p)) {
        c -= 0.5;
    }
    // An item of an enumeration goes on.
    let raw = line.raw.trim_ascii_end();
    let raw = raw.strip_suffix(b"<br>").or(raw.strip_suffix(b"<br/>")).unwrap_or(raw);
    if doc.kind == Kind::Prose && raw.ends_with(b";") {
        c -= 0.5;
    }
    if how == Anywhere && YOURS.iter().any(|y| bare.contains(y)) {
        c -= 0.8;
    }
    if doc.open() || contract::is_one(doc) && how == Anywhere || talks_about(&doc.notice(line).paragraph) {
        c -= 0.4;
    }
    let class = if MAIN.contains(&class) { class } else { "other" };
    let impact = match severity {
        High => 0.5,
        Medium => 0.4,
        _ => 0.3,
    };
    (c >= 0.3).then(|| Found {
        class,
        span: hit,
        confidence: c.min(0.95),
        impact,
        severity,
        evidence,
    })
}

/// Whether the part of the line around `at`, between full stops or dashes, holds marks only.
fn alone_in_part(bare: &str, marks: &[(usize, usize)], at: usize) -> bool {
    let ends = [". ", "; ", " - ", " | ", "。", "! "];
    let before = bare.get(..at).unwrap_or_default();
    let from = ends
        .iter()
        .filter_map(|e| before.rfind(e).map(|i| i + e.len()))
        .max()
        .unwrap_or(0);
    let rest = bare.get(from..).unwrap_or_default();
    let to = from + ends.iter().filter_map(|e| rest.find(e)).min().unwrap_or(rest.len());
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).count();
    let marked: usize = marks
        .iter()
        .filter(|m| m.0 >= from && m.1 <= to)
        .filter_map(|m| bare.get(m.0..m.1))
        .map(letters)
        .sum();
    let all = bare.get(from..to).map_or(0, letters);
    marked > 0 && all <= marked + 1
}

/// A footer without the number of its page.
fn without_page(mut line: String) -> String {
    let number = |s: &str| {
        s.trim_end()
            .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '/' | '頁' | '页'))
            .len()
    };
    let end = number(&line);
    if end < line.len() {
        let head = line
            .get(..end)
            .unwrap_or_default()
            .trim_end()
            .trim_end_matches(['.', ':']);
        let page = PAGE.iter().filter_map(|p| head.strip_suffix(p)).map(str::len).min();
        let keep = page.unwrap_or(head.len());
        if page.is_some() {
            line.truncate(keep);
            let len = line
                .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '-'))
                .len();
            line.truncate(len);
        }
    }
    line
}

/// Whether marks stand in a list: two or more with nothing but the sign of a list between.
fn levels_listed(bare: &str, marks: &[(usize, usize)]) -> bool {
    let level = |m: &(usize, usize)| bare.get(m.0..m.1).is_some_and(|t| LEVELS.iter().any(|l| t.contains(l)));
    // Words before a short mark hide it, so one with the sign of a list beside it may be one of several.
    let beside = |m: &(usize, usize)| {
        bare.get(..m.0)
            .is_some_and(|b| b.ends_with('、') && b.chars().count() > 3)
            && bare
                .get(m.1..)
                .is_some_and(|a| a.starts_with(['、', '和', '及', 'と', '等']))
    };
    marks.iter().any(|m| level(m) && beside(m))
        || marks.windows(2).any(|w| match w {
            [a, b] => bare.get(a.1..b.0).is_some_and(|s| {
                matches!(
                    s.trim(),
                    "、" | ","
                        | "，"
                        | "/"
                        | "·"
                        | "・"
                        | "와"
                        | "과"
                        | "和"
                        | "und"
                        | "oder"
                        | "et"
                        | "ou"
                        | "y"
                        | "o"
                        | "e"
                        | "i"
                        | "lub"
                        | "и"
                        | "или"
                )
            }),
            _ => false,
        })
}

/// `INTERN - nicht zur Weitergabe`: the line begins with the level.
fn opens_internal(bare: &str) -> bool {
    [
        "intern",
        "interne",
        "interno",
        "interna",
        "wewnętrzne",
        "внутреннее",
        "内部",
        "社内",
        "사내",
        "dahili",
        "interní",
    ]
    .iter()
    .filter_map(|w| bare.strip_prefix(w))
    .any(|r| r.trim_start().starts_with(['-', ':', '|', '/', ';', '、']))
}

/// Whether a company or a copyright stands beside the line.
fn notice_of_company(doc: &Doc<'_>, line: &Line<'_>) -> bool {
    banner::COMPANION.is_match(&doc.notice(line).text)
}

/// Whether words of the phrase's script are parted by spaces.
fn spaced(phrase: &str) -> bool {
    phrase
        .chars()
        .next()
        .is_some_and(|c| (c as u32) < 0x0e00 || (0x1e00..0x2000).contains(&(c as u32)))
}

/// What stands beside the phrase is parted from it by a sign, or is a name or date and no sentence.
fn separated(before: &str, after: &str) -> bool {
    let sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let left = before.trim_end();
    let right = after.trim_start();
    let left_ok = left.is_empty() || left.ends_with(sign) || left.split_whitespace().count() <= 3;
    let right_ok = right.is_empty() || right.starts_with(sign) || right.split_whitespace().count() <= 1;
    left_ok && right_ok
}

/// What follows is somebody's name and no sentence: `Betriebsgeheimnis der Beispiel AG`.
fn named(bare: &str, end: usize) -> bool {
    let Some(after) = bare.get(end..) else { return false };
    let mut words = 0;
    after.split_whitespace().all(|w| {
        words += 1;
        words <= 5
            && (w.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
                || w.chars().count() <= 3
                || words == 1 && (COMPANY.iter().any(|c| w.eq_ignore_ascii_case(c))))
    }) && words >= 2
}
