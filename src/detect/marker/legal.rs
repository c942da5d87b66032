//! Legal notices: agreements, privilege, patents, drafts, embargoes, inside information, copyright without a licence.

use super::banner::bounded;
use super::place::{Doc, Kind, Line, Position, capitals, plain};
use super::words::Words;
use super::{Found, talks_about};
use crate::finding::Severity;

static NDA: Words = Words::new(
    r"\b(?:non-?disclosure agreements?|nda|confidentiality agreements?|non-?disclosure and confidentiality)\b",
);
static NDA_SAYS: Words = Words::new(
    r"\b(?:subject to|under|covered by|pursuant to|governed by|terms of|bound by|in accordance with|protected by|provided under|released under|supplied under|shared under|disclosed under|requires?)\b[^\n]{0,60}\b(?:non-?disclosure|nda|confidentiality agreement)",
);
static NDA_THIS: Words = Words::new(
    r"\b(?:this|these|all) (?:\w+ ){0,3}(?:documents?|information|files?|materials?|content|presentation|software|code|source|specification|drawing|report|page|design|data|sample|sdk|draft)\b|\bthe contents?\b|\bthis [\w-]+(?: [\w-]+)? (?:is|are|was|has been) (?:only )?(?:released|provided|shared|disclosed|supplied|distributed|made available|furnished|issued)\b|\bthe following\b|\bdisclosed to you\b|\bherein\b|\bconfidential\b|\bshared under\b|\bproprietary\b|^[^a-z0-9]{0,3}(?:shared|provided|disclosed|supplied|released|furnished) (?:with|to) [^\n]{2,40} under\b",
);
static NDA_LINE: Words = Words::new(
    r"^(?:[a-z0-9&.,' ]{0,40}[-:|.] ?)?(?:(?:shared |provided |disclosed |distributed |available |only )?under (?:(?:a |an |the |our )?(?:mutual )?(?:non-?disclosure|confidentiality) agreement|(?:mutual )?nda)(?: only)?|nda (?:required|only|protected|confidential|material)|covered by nda(?: (?:no\.? ?|#)?[a-z0-9/-]*[0-9][a-z0-9/-]*)?|subject to nda|(?:mutual |unilateral |one-way |bilateral )?(?:non-?disclosure|confidentiality) (?:and \w+ )?agreement)(?: ?[-:|(,.;] ?.{0,80})?$",
);
static PRIVILEGE: Words = Words::new(
    r"\battorney[- /]?(?:and )?client[- ](?:privileged?|communications?|confidential)|\battorney[- ]client\b[^\n]{0,20}\bprivilege|\battorney[' s]{0,3} work[- ]product\b|\bprivileged (?:and|&|/) ?confidential\b|\bconfidential (?:and|&|/) ?(?:legally )?privileged\b|\blegally privileged\b|\blegal(?:ly)? professional privilege\b|\bsubject to legal privilege\b|\bprepared (?:at|by|under|for|in anticipation)[^\n]{0,40}\b(?:counsel|litigation)\b|\bsolicitor[- ]client privilege",
);
static SETTLEMENT: Words = Words::new(
    r"^(?:strictly )?without prejudice(?: (?:save as to costs|and (?:strictly )?(?:private and )?confidential|and subject to contract|[-/] .{0,50}))?$|^(?:private and confidential|subject to contract)[ ,;/-]{1,3}(?:and )?without prejudice$|\b(?:fre|rule) 408\b[^\n]{0,40}\b(?:settlement|compromise|communication|negotiation)",
);
static PATENT_PENDING: Words =
    Words::new(r"\bpatents? ?(?:-|is |are )?(?:pending|applied for)\b|\bpat\. pend(?:ing|\.)");
static PATENT_NUMBER: Words = Words::new(
    r"\b(?:this|the|these) (?:\w+ ){0,3}(?:software|product|program|document|code|device|technology|file|invention|work|system|method|apparatus)\b[^\n]{0,60}\b(?:protected|covered)\b[^\n]{0,50}\b(?:patents?\b[^\n]{0,30}(?:[0-9][0-9,/]{6,}|ep ?[0-9]{6,})|(?:us|ep|jp|cn|de|wo|kr) ?[0-9][0-9,/]{6,})|^(?:protected|covered) (?:by|under) [^\n]{0,40}\bpatents?\b[^\n]{0,30}[0-9][0-9,/]{6,}",
);
static DRAFT: Words = Words::new(
    r"\bdraft\b[^\n]{0,25}\b(?:not for (?:\w+ )?(?:distribution|release|circulation|publication|citation|quotation)|do not (?:cite|quote|distribute|circulate|share|forward)|confidential|internal|privileged)\b|\b(?:pre-?decisional|deliberative)(?: (?:draft|document|process|material)|[/ &-]+(?:deliberative|pre-?decisional|draft|internal|not for))|^(?:draft[ -]+)?pre-?decisional\b|\b(?:confidential|privileged|internal) (?:working )?draft\b|\bdraft\b[^\n]{0,12}\bfor (?:internal )?discussion(?: purposes)? only\b",
);
static EMBARGO: Words = Words::new(
    r"\bembargo(?:ed)?(?: release)?(?: for release)?(?: date)? ?(?:until|till|to|before|:|-) ?[^\n]{0,30}\d|\bstrictly embargoed\b|\bunder (?:strict )?embargo until\b|\bhold for release\b[^\n]{0,40}\d|\bnot for (?:release|publication|broadcast)[^\n]{0,30}\b(?:before|until|prior to)\b[^\n]{0,30}\d",
);
static INSIDE: Words = Words::new(
    r"\b(?:contains?|constitutes?|includes?|may contain|is|are|considered)\b[^\n]{0,40}\b(?:material,? (?:and )?non-?public information|mnpi|inside information)\b|^(?:contains )?(?:mnpi|material non-?public information|inside information)(?: ?[-:(|] ?.{0,140})?$|^(?:confidential ?[-/] ?)(?:contains )?(?:mnpi|material non-?public information|inside information)",
);
static LICENSED: Words = Words::new(
    r"\blicen[sc]ed? (?:under|to|is|as|file|terms|agreement|header)|\blicense:|\bsee (?:the )?(?:file )?(?:['\x22]?licen[sc]e|copying|accompanying)|\bpermission\b|\bredistribution\b|\bspdx-license|\bfree software\b|\bopen[- ]source\b|\bpublic domain\b|\bgpl\b|\bbsd\b|\bmit\b|\bapache\b|\bmozilla\b|\bwithout (?:any )?warrant|\bas is\b|\bcreative commons\b|\blicen[sc]e (?:that can be found|which|can be)|\bterms of (?:the |a )?[\w.'-]+(?: [\w.'-]+){0,4} licen[sc]e\b|\blicen[sc]e\.(?:txt|md)\b|\bisc\b|\bboost\b|\bzlib\b|\bcddl\b|\beclipse\b|\bunicode\b",
);
static COPYRIGHT: Words = Words::new(r"\bcopyright\b|\(c\)|\xc2\xa9|\bcopr\.");

/// Looks at one line.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let word = plain(&String::from_utf8_lossy(doc.text.get(hit.0..hit.1)?));
    let bare = plain(&line.bare);
    let view = View {
        doc,
        line,
        bare: &bare,
        hit,
    };
    match word.as_str() {
        w if w.contains("disclosure") || w.contains("nda") || w.contains("confidentiality agreement") => {
            view.agreement()
        }
        w if w.contains("privileged")
            || w.contains("attorney")
            || w.contains("privilege")
            || w.contains("prejudice")
            || w.contains("counsel")
            || w.contains("litigation")
            || w.contains("solicitor")
            || w.contains("408") =>
        {
            view.privilege()
        }
        w if w.contains("pat") && w.contains("pend") || w.contains("patent") || w.contains("applied for") => {
            view.patent()
        }
        w if w.contains("draft") || w.contains("decisional") => view.draft(),
        w if w.contains("embargo") || w.contains("release") || w.starts_with("not for ") => view.embargo(),
        w if w.contains("public information")
            || w.contains("nonpublic")
            || w.contains("mnpi")
            || w.contains("inside information") =>
        {
            view.inside()
        }
        "all rights reserved"
        | "alle rechte vorbehalten"
        | "tous droits réservés"
        | "todos los derechos reservados"
        | "todos os direitos reservados"
        | "tutti i diritti riservati"
        | "все права защищены"
        | "版权所有"
        | "版權所有"
        | "wszelkie prawa zastrzeżone"
        | "alle rechten voorbehouden" => view.rights(),
        _ => None,
    }
}

struct View<'v, 'a> {
    doc: &'v Doc<'a>,
    line: &'v Line<'a>,
    bare: &'v str,
    hit: (usize, usize),
}

impl View<'_, '_> {
    fn found(
        &self,
        class: &'static str,
        confidence: f64,
        severity: Severity,
        impact: f64,
        evidence: &str,
    ) -> Option<Found> {
        let c = confidence.min(0.96);
        (c >= 0.3).then(|| Found {
            class,
            span: self.hit,
            confidence: c,
            impact,
            severity,
            evidence: vec![evidence.to_owned()],
        })
    }

    fn edge(&self) -> bool {
        self.doc.position(self.line.start) != Position::Middle
    }

    fn agreement(&self) -> Option<Found> {
        let notice = self.doc.notice(self.line);
        let p = &notice.paragraph;
        let less = if talks_about(p)
            || self.doc.open()
            || p.contains("you may")
            || p.contains("sign a")
            || p.contains("signing a")
            || p.contains("sign an")
            || p.contains("if you are under")
            || (p.starts_with("we ") || p.contains(" us ") || p.contains(" our users"))
        {
            0.45
        } else {
            0.0
        };
        if self.bare.len() <= 110 && NDA_LINE.is_match(self.bare) && !self.line.list && !self.line.table {
            let caps = capitals(&self.line.bare);
            let c = 0.4 + if caps { 0.25 } else { 0.0 } + if self.edge() { 0.25 } else { 0.0 }
                - less
                - if self.doc.kind != Kind::Prose && !self.edge() {
                    0.3
                } else {
                    0.0
                };
            return self.found(
                "nda",
                c,
                Severity::Medium,
                0.4,
                "line that speaks of an agreement on secrecy",
            );
        }
        if !NDA.is_match(p) || !NDA_SAYS.is_match(p) || !NDA_THIS.is_match(p) {
            return None;
        }
        let c = if self.edge() || notice.text.contains("confidential") {
            0.85
        } else {
            0.65
        };
        self.found(
            "nda",
            c - less,
            Severity::Medium,
            0.4,
            "subject to an agreement on secrecy",
        )
    }

    fn privilege(&self) -> Option<Found> {
        let caps = capitals(&self.line.bare);
        let notice = self.doc.notice(self.line);
        let p = &notice.paragraph;
        let less = if talks_about(p) || self.doc.open() || self.line.list || self.line.table {
            0.4
        } else {
            0.0
        };
        if self.bare.len() <= 120 && SETTLEMENT.is_match(self.bare) {
            let c = 0.45 + if caps { 0.3 } else { 0.0 } + if self.edge() { 0.2 } else { 0.0 };
            return self.found(
                "privilege",
                c - less,
                Severity::Medium,
                0.45,
                "settlement communication",
            );
        }
        let claim = PRIVILEGE.find(p.as_bytes())?;
        // What stands in quotation marks is cited.
        if p.get(..claim.start).is_some_and(|b| b.ends_with(['"', '`'])) {
            return None;
        }
        // `Work product: material prepared in anticipation of litigation` is in a glossary.
        let word = p.split_once(": ").is_some_and(|(head, means)| {
            head.split_whitespace().count() <= 3
                && ["material ", "a ", "an ", "the "].iter().any(|w| means.starts_with(w))
        });
        if word || defines(p, claim.end) {
            return None;
        }
        // A line of a wrapped paragraph is no line of its own.
        // Nor is what goes on with the sentence of the line above.
        let goes_on = self.line.bare.starts_with(char::is_lowercase)
            && p.split_whitespace().count() > self.bare.split_whitespace().count();
        // `Search for documents under attorney-client privilege`: a sentence that comes to speak of it.
        let far = PRIVILEGE
            .find(self.bare.as_bytes())
            .and_then(|r| self.bare.get(..r.start))
            .is_some_and(|b| b.split_whitespace().count() > 3 && !b.trim_end().ends_with("subject to"));
        let opens = [
            "attorney",
            "privileged",
            "legally",
            "confidential",
            "strictly",
            "highly",
            "solicitor",
        ]
        .iter()
        .any(|w| self.bare.starts_with(w));
        let own = !goes_on
            && (caps || !far)
            && self.bare.split_whitespace().count() <= if opens { 18 } else { 12 }
            && p.split_whitespace().count() <= 40
            && PRIVILEGE.is_match(self.bare);
        let says = [
            "this ",
            "these ",
            "the information",
            "contains",
            "intended",
            "message",
            "prepared at",
            "prepared by",
        ]
        .iter()
        .any(|w| p.contains(w));
        let heading = if self.line.heading && !caps { 0.2 } else { 0.0 };
        let c = if own && (caps || self.edge()) {
            0.88
        } else if own {
            0.65
        } else if says && (self.edge() || p.split_whitespace().count() <= 80) {
            0.75
        } else {
            0.4
        };
        let c = if self.doc.kind != Kind::Prose && !self.edge() && !caps {
            c - 0.25
        } else {
            c
        };
        self.found(
            "privilege",
            c - less - heading,
            Severity::High,
            0.5,
            "claim of legal privilege",
        )
    }

    fn patent(&self) -> Option<Found> {
        if self.doc.open() || self.line.table {
            return None;
        }
        let notice = self.doc.notice(self.line);
        let p = &notice.paragraph;
        let less = if talks_about(p) || self.line.list { 0.35 } else { 0.0 };
        let middle = if self.edge() { 0.0 } else { 0.15 };
        if PATENT_NUMBER.is_match(p) {
            return self.found(
                "patent-number",
                0.75 - less - middle,
                Severity::Low,
                0.1,
                "says that it is protected by a numbered patent",
            );
        }
        let past = [" was ", " were ", "expired", "ended"]
            .iter()
            .any(|w| self.bare.contains(w));
        let cited = |r: std::ops::Range<usize>| self.bare.get(..r.start).is_some_and(|b| b.ends_with(['"', '`']));
        if PATENT_PENDING
            .find(self.bare.as_bytes())
            .is_some_and(|r| !past && !cited(r))
        {
            let short = self.bare.split_whitespace().count() <= 12;
            let with = COPYRIGHT.is_match(&notice.text)
                || notice.text.contains("proprietary")
                || notice.text.contains("confidential");
            let c = 0.35
                + if short { 0.2 } else { 0.0 }
                + if with { 0.25 } else { 0.0 }
                + if self.edge() { 0.1 } else { 0.0 };
            return self.found(
                "patent-pending",
                c - less - middle,
                Severity::Low,
                0.15,
                "patent pending",
            );
        }
        None
    }

    fn draft(&self) -> Option<Found> {
        if !DRAFT.is_match(self.bare) || self.line.table {
            return None;
        }
        let short = self.bare.split_whitespace().count() <= 14;
        let caps = capitals(&self.line.bare);
        let less = if talks_about(self.bare) || self.line.list || self.doc.open() {
            0.35
        } else {
            0.0
        };
        let c = if short { 0.5 } else { 0.3 } + if caps { 0.2 } else { 0.0 } + if self.edge() { 0.25 } else { 0.0 }
            - if self.doc.kind != Kind::Prose { 0.1 } else { 0.0 };
        self.found("draft", c - less, Severity::Low, 0.3, "draft that must not circulate")
    }

    fn embargo(&self) -> Option<Found> {
        if !EMBARGO.is_match(self.bare) || self.line.table {
            return None;
        }
        let short = self.bare.split_whitespace().count() <= 16;
        // What stands far within a sentence is spoken of.
        let far = EMBARGO
            .find(self.bare.as_bytes())
            .and_then(|r| self.bare.get(..r.start))
            .is_some_and(|b| b.split_whitespace().count() > 4);
        let less = if far && !capitals(&self.line.bare) || talks_about(self.bare) || self.line.list || self.doc.open() {
            0.4
        } else {
            0.0
        };
        let c = if short { 0.55 } else { 0.3 }
            + if self.edge() { 0.3 } else { 0.0 }
            + if capitals(&self.line.bare) { 0.15 } else { 0.0 }
            - if self.doc.kind != Kind::Prose { 0.2 } else { 0.0 };
        self.found("embargo", c - less, Severity::Medium, 0.4, "embargo with a date")
    }

    fn inside(&self) -> Option<Found> {
        let notice = self.doc.notice(self.line);
        let own = INSIDE.is_match(self.bare);
        if !own && !INSIDE.is_match(&notice.paragraph) || self.line.table {
            return None;
        }
        // `Inside information: information of a precise nature …` says what it is.
        let means = self.bare.split_once(": ").map_or("", |(_, means)| means);
        if ["information ", "a ", "an ", "the ", "any ", "facts "]
            .iter()
            .any(|w| means.starts_with(w))
        {
            return None;
        }
        let less = if talks_about(&notice.paragraph) || self.line.list || self.doc.open() {
            0.4
        } else {
            0.0
        };
        let c = if self.edge() || capitals(&self.line.bare) {
            0.85
        } else {
            0.6
        } - if self.doc.kind != Kind::Prose { 0.1 } else { 0.0 };
        self.found(
            "inside-information",
            c - less,
            Severity::High,
            0.5,
            "inside information",
        )
    }

    /// "All rights reserved" with a copyright line and without a word about a licence.
    fn rights(&self) -> Option<Found> {
        if !self.edge() || self.doc.open() || self.line.table || self.line.list {
            return None;
        }
        let notice = self.doc.notice(self.line);
        if !COPYRIGHT.is_match(&notice.text)
            || LICENSED.is_match(&notice.text)
            || bounded(&notice.text, "licence").is_some()
        {
            return None;
        }
        let head = self.doc.position(self.line.start) == Position::Head;
        let source = self.doc.kind != Kind::Prose && head;
        // Web pages and the pages of published documents bear the line everywhere, and a licence stands elsewhere.
        let plain = head
            && ["txt", "md", "rst", "adoc", "org"]
                .iter()
                .any(|e| self.doc.path.ends_with(e));
        self.found(
            "all-rights-reserved",
            if source {
                0.65
            } else if plain {
                0.5
            } else {
                0.4
            },
            Severity::Low,
            0.1,
            "copyright with all rights reserved and no licence",
        )
    }
}

/// `Attorney-client privilege: a client's right …` says what it is.
fn defines(text: &str, end: usize) -> bool {
    let means = text.get(end..).unwrap_or_default().trim_start();
    let means = means.strip_prefix(':').map(str::trim_start).unwrap_or_default();
    ["information ", "a ", "an ", "the ", "any ", "facts ", "that ", "what "]
        .iter()
        .any(|w| means.starts_with(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for w in [
            &NDA,
            &NDA_SAYS,
            &NDA_THIS,
            &NDA_LINE,
            &PRIVILEGE,
            &SETTLEMENT,
            &PATENT_PENDING,
            &PATENT_NUMBER,
            &DRAFT,
            &EMBARGO,
            &INSIDE,
            &LICENSED,
            &COPYRIGHT,
        ] {
            assert!(w.compiles(), "{w:?}");
        }
    }

    #[test]
    fn an_agenda_is_no_agreement() {
        assert!(!NDA.is_match("the agenda of the meeting"));
        assert!(NDA.is_match("covered by an nda."));
    }
}
