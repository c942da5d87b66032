//! The sentences, strongest first.

use crate::detect::marker::words::Words;
use crate::finding::Severity;

/// A sentence that is a marker by itself.
pub(super) struct Sentence {
    /// One of these stands in every sentence that the pattern matches: patterns are compiled and tried only then.
    with: &'static [&'static str],
    pub(super) class: &'static str,
    pub(super) words: Words,
    pub(super) confidence: f64,
    pub(super) severity: Severity,
    pub(super) impact: f64,
}

const fn sentence(
    with: &'static [&'static str],
    class: &'static str,
    confidence: f64,
    severity: Severity,
    impact: f64,
    words: &'static str,
) -> Sentence {
    Sentence {
        with,
        class,
        words: Words::new(words),
        confidence,
        severity,
        impact,
    }
}

impl Sentence {
    pub(super) fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.with
            .iter()
            .any(|w| text.contains(w))
            .then(|| self.words.find(text.as_bytes()))
            .flatten()
    }
}

/// Strongest first; the first that matches names the class, later ones add to the evidence.
pub(super) static SENTENCES: [Sentence; 26] = [
    sentence(
        &["trade secret"],
        "trade-secret",
        0.93,
        Severity::High,
        0.5,
        r"\b(?:contain|constitut|embod|includ|disclos|compris|is|are|as|represent)\w*\b[^\n]{0,60}\btrade secrets?\b[^\n]{0,40}\b(?:of|belonging|owned|and|which|that|may|pursuant|under)\b",
    ),
    sentence(
        &["trade secret"],
        "trade-secret",
        0.9,
        Severity::High,
        0.5,
        r"\b(?:protected (?:by|as|under)|under) (?:\w+,? ){0,6}trade secrets?\b(?: or copyright)?(?: and copyright)?(?: law)?",
    ),
    sentence(
        &["trade secret"],
        "trade-secret",
        0.9,
        Severity::High,
        0.5,
        r"\b(?:valuable|proprietary|confidential)(?:,| and|,? or)? trade secrets?\b|\btrade secrets?(?:,| and|,? or)? (?:confidential|proprietary)\b",
    ),
    sentence(
        &["unpublished"],
        "unpublished",
        0.93,
        Severity::High,
        0.45,
        r"\bunpublished,? (?:and )?(?:(?:proprietary|confidential|licensed|trade secret|source code|copyright)[^\n]{0,60}|works?(?:$|[.,;:]| (?:of|under|protected|containing|and|is|may|which|that|subject)\b))",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.95,
        Severity::High,
        0.5,
        r"\b(?:strictly|highly|most|extremely) (?:private and )?confidential\b[^\n]{0,60}\b(?:information|property|material|document|data|code|intended|do not|may not|not)\b",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.94,
        Severity::Medium,
        0.45,
        r"\b(?:confidential|proprietary)(?: and|,| &|/| or|, and) (?:\w+ )?(?:proprietary|confidential|privileged|trade secret)(?:,? (?:and )?trade secrets?)? (?:information|property|materials?|data|code|content|source code|works?|software|documentation|intellectual property)\b(?: (?:of|to|belonging|owned|and|that|which|is|for)\b)?",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.92,
        Severity::Medium,
        0.45,
        r"\b(?:is|are|remains?|contains?|constitutes?|includes?|considered|deemed|containing) (?:the )?(?:\w+ ){0,4}confidential (?:\w+ )?(?:information|property|materials?|data|information of|work product)\b[^\n]{0,60}\b(?:of|belonging|owned|intended|propriet|solely|may not|must not|shall not|do not|not be)",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.9,
        Severity::Medium,
        0.45,
        r"\b(?:this|the|these|all) (?:\w+ ){0,2}(?:documents?|files?|code|source code|software|presentation|information|materials?|report|pages?|message|e-?mail|communication|content|contents|transmission|module|repository|slides?|memo|memorandum|drawing|specification|design|spreadsheet|workbook|source|listing|algorithm|figures|analysis|proposal|quotation|letter|paper|study|summary|deck|sheet|attachments?|minutes|record|draft|briefing|notes?|offer|plan)(?: \w+){0,8} (?:is|are|contains?) (?:\w+ ){0,2}(?:strictly |highly |company |legally |private and |proprietary and )?confidential\b(?:[.,;:)]|$| and (?:proprietary|may|must|is|are|intended|shall|for|should|not|privileged|legally)| to [a-z]| information| property| material| data| within| -| \()",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:treat|handle|keep|hold)(?:ed)? (?:this|these|the|it|all|its)(?: (?:enclosed|attached|following|above|entire|contents?|documents?|information|materials?|files?|reports?|code|source|presentation|data|message|e-?mail|memo|report|of|this|these|the|herein|within)){0,5} (?:as )?(?:strictly |company )?confidential\b(?:[.,;:]|$)",
    ),
    sentence(
        &["proprietary"],
        "proprietary",
        0.93,
        Severity::Medium,
        0.4,
        r"\b(?:is|are|remains?|contains?|constitutes?|includes?|containing) (?:the |a |an )?(?:\w+,? ){0,4}proprietary (?:and \w+ |, \w+ )?(?:information|property|materials?|data|source code|code|works?|software|intellectual property|technology|product)\b[^\n]{0,20}\b(?:of|to|belonging|owned|which is|and may|and must|and is|and shall|that may)\b",
    ),
    sentence(
        &["proprietary", "source", "commercial software"],
        "proprietary",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:this|the|these|all) (?:\w+ ){0,2}(?:software|code|source code|source file|files?|program|library|project|module|repository|package|documents?|work|product|script)(?: \w+){0,8} (?:is|are) (?:strictly )?(?:proprietary|closed[- ]source|commercial software|not open[- ]source)\b(?:[.,;:]|$| (?:and|to|software|code|property|-|information|material))",
    ),
    sentence(
        &["proprietary"],
        "proprietary",
        0.88,
        Severity::Medium,
        0.4,
        r"(?:^|[.:;] |\bthis is |\bthis file is )proprietary (?:and confidential )?(?:code|software|source code|source|material|work|product|tool|script|firmware|data|design|model|library) (?:of|by|belonging to|owned by) [a-z0-9]",
    ),
    sentence(
        &["property of"],
        "proprietary",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:(?:sole|exclusive|confidential) property|(?:is|are|remains?|constitutes?) (?:the )?(?:\w+ )?intellectual property) of [a-z0-9][^\n]{2,60}|\bthis (?:\w+ )?(?:document|drawing|file|report|design|specification|manual|software|program|algorithm|code|material|print|plan|data)(?: and [^\n]{3,60})? (?:is|are|remains?) the property of [a-z0-9][^\n]{2,60}",
    ),
    sentence(
        &["licen", "agreement"],
        "proprietary",
        0.88,
        Severity::Medium,
        0.35,
        r"\blicensed materials? - property of\b|\b(?:licensed|used|disclosed|provided|supplied|furnished)(?: only| solely)? (?:under|pursuant to|in accordance with|subject to)(?: the terms of)? (?:a |an |the |your |that )?(?:[a-z0-9&]+ ){0,3}(?:separate |written |signed |commercial |proprietary |confidential )+(?:license|licence|agreement)",
    ),
    sentence(
        &["unauthori"],
        "unauthorised-copying",
        0.93,
        Severity::Medium,
        0.4,
        r"\bunauthori[sz]ed (?:copying|cop(?:y|ies)|use|reproduction|disclosure|distribution|duplication|access|dissemination|redistribution|modification|reverse|sharing|transmission|publication|review|viewing|retention|possession|release)\b[^\n]{0,140}\b(?:prohibited|forbidden|not permitted|(?:is|are|be|may) (?:\w+ ){0,2}(?:unlawful|illegal)|infring|constitutes? a|in violation|liable|prosecut|penalt|(?:is|are|be) subject to)",
    ),
    sentence(
        &["prohibited", "forbidden"],
        "unauthorised-copying",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:any |the )?(?:copying|cop(?:y|ies)|use|reproduction|disclosure|distribution|duplication|dissemination|redistribution|sharing|transmission|publication|photocopying|transfer)\b[^\n]{0,120}\b(?:is|are) (?:strictly |expressly |hereby )+(?:prohibited|forbidden)\b",
    ),
    sentence(
        &["without", "except", "unless", "absent"],
        "permission",
        0.92,
        Severity::Medium,
        0.4,
        r"\b(?:may|must|shall|can|should|is|are|will) ?(?:not|only)\b[^\n]{0,80}\b(?:copied|reproduced|disclosed|distributed|disseminated|transmitted|shared|divulged|circulated|forwarded|published|released|redistributed|duplicated|transferred|revealed|communicated|copy|reproduce|disclose|distribute)\b[^\n]{0,140}\b(?:without|except (?:with|as|by|in|under)|unless|absent)\b[^\n]{0,60}\b(?:written|in writing|prior|express|explicit|authori[sz]ed|agreement|license agreement)\b",
    ),
    sentence(
        &["no part of"],
        "permission",
        0.9,
        Severity::Medium,
        0.4,
        r"\bno part of (?:this|the)\b[^\n]{0,80}\b(?:reproduced|copied|disclosed|distributed|transmitted|used|stored|passed on|passed to|shared|forwarded|published|communicated|divulged|made available|given)\b[^\n]{0,160}\b(?:permission|consent|authori[sz]ation|approval)\b",
    ),
    sentence(
        &[
            "outside",
            "beyond",
            "externally",
            "third part",
            "to any",
            "public",
            "internet",
        ],
        "permission",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:do not|don't|must not|shall not|may not|not to|never|cannot|should not|not) (?:be )?(?:distribut|cop|forward|shar|disclos|reproduc|disseminat|circulat|redistribut|releas|publish|post|transmit|discuss|upload|pass|giv|hand|sen[dt]|show|reveal|tak|remov|leav|communicat|e-?mail)\w*\b[^\n]{0,60}\b(?:(?:outside|beyond)(?: of)?(?: [a-z0-9&.']+){1,6}|outside|externally|third part(?:y|ies)|to anyone|to any (?:person|party|third)|publicly|in public|(?:on|to) (?:the |any )?(?:public|internet|social))\b",
    ),
    sentence(
        &["not to be"],
        "no-distribution",
        0.86,
        Severity::Medium,
        0.4,
        r"\bnot to be (?:copied|disclosed|distributed|circulated|reproduced|shared|forwarded|published|quoted|disseminated|divulged|passed on|communicated|removed from|released)\b",
    ),
    sentence(
        &["trade secret"],
        "trade-secret",
        0.8,
        Severity::High,
        0.5,
        r"(?:^|[.:;] )trade secrets? ?(?:: |of [a-z0-9])",
    ),
    sentence(
        &["intended"],
        "addressee",
        0.85,
        Severity::Low,
        0.25,
        r"\bintended (?:only|solely|exclusively) for (?:the )?(?:use (?:of|by) )?(?:the )?(?:\w+ ){0,3}(?:addressees?|recipients?|individual|person|named|employees|authori[sz]ed (?:person|recipient|user|staff|individual))",
    ),
    sentence(
        &["internal use"],
        "internal",
        0.88,
        Severity::Low,
        0.3,
        r"\b(?:for|restricted to|limited to|intended for)(?: the)?(?: sole| exclusive)? internal use (?:only (?:by|of|within|at|in) (?:the )?[a-z]|(?:by|of|within|at|in) (?:the |our )?(?:company|organi[sz]ation|firm|group|corporation|employees|staff|[a-z0-9&]+(?: [a-z0-9&]+)? (?:inc|corp|corporation|ltd|limited|llc|gmbh|plc|ag|s\.a)\b|[a-z0-9&]+ (?:employees|staff|personnel)))",
    ),
    sentence(
        &["only"],
        "internal",
        0.88,
        Severity::Low,
        0.3,
        r"\b(?:for|restricted to|available to|intended for|visible to|only for|limited to) [a-z0-9&.' -]{0,30}\b(?:employees|personnel|staff|associates)(?: and contractors)? only\b|\b(?:employees|personnel|staff)(?: and contractors)? only - ",
    ),
    sentence(
        &["internal"],
        "internal",
        0.86,
        Severity::Low,
        0.3,
        r"\bthis (?:\w+ ){0,2}(?:document|page|file|report|presentation|repository|wiki|guide|runbook|material|information|dashboard) is (?:strictly )?(?:for )?internal(?: use)?(?: only)?(?:[.,;]| and|$| to [a-z]| - )",
    ),
    sentence(
        &["need", "distribution"],
        "restricted",
        0.88,
        Severity::Medium,
        0.4,
        r"\bon a (?:strict )?(?:need[- ]to[- ]know|need to know) basis\b[^\n]{0,40}\b(?:only|must|shall|document|information)\b|\bdistribution (?:of this \w+ )?is (?:restricted|limited) to [^\n]{3,60}",
    ),
];
