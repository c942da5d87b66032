//! Whether a text carries an open licence: an SPDX expression, a licence header, or the licence itself.

use crate::detect::marker::words::Words;

static SPDX: Words = Words::new(r"(?i)SPDX-License-Identifier:?\s*\(?\s*([A-Za-z0-9.+-]+)");

/// Families of open licences by the start of their SPDX id, lower case.
const OPEN_IDS: [&str; 52] = [
    "mit",
    "apache",
    "bsd",
    "0bsd",
    "gpl",
    "lgpl",
    "agpl",
    "mpl",
    "isc",
    "zlib",
    "unlicense",
    "cc0",
    "cc-by",
    "epl",
    "cddl",
    "eupl",
    "artistic",
    "bsl-1",
    "boost",
    "ncsa",
    "python",
    "psf",
    "wtfpl",
    "x11",
    "ofl",
    "ms-pl",
    "ms-rl",
    "postgresql",
    "ruby",
    "php",
    "curl",
    "openssl",
    "libpng",
    "ijg",
    "unicode",
    "upl",
    "vim",
    "w3c",
    "zpl",
    "ecl",
    "osl",
    "afl",
    "blueoak",
    "mulanpsl",
    "hpnd",
    "icu",
    "gfdl",
    "linux-",
    "nist",
    "odbl",
    "odc-by",
    "etalab",
];

/// Whether an SPDX id names an open licence.
pub(crate) fn open_id(id: &str) -> bool {
    let id = id.trim().trim_matches(['(', '"', '\'', ' ']).to_ascii_lowercase();
    !id.starts_with("licenseref")
        && OPEN_IDS.iter().any(|o| {
            id.strip_prefix(o).is_some_and(|rest| {
                o.ends_with('-') || !rest.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.starts_with('v')
            })
        })
}

static HEADER: Words = Words::new(concat!(
    r"(?i)permission\s+is\s+(?:hereby\s+)?granted,?[\s*#/;%!-]+(?:free\s+of\s+charge|to)|permission\s+to\s+use,\s+copy|redistribution\s+and\s+use\s+in\s+source|licen[sc]ed\s+under\s+the[\s*#/;%-]+(?:terms\s+of\s+the\s+)?(?:apache|mit|bsd|gnu|gpl|lgpl|mozilla|eclipse|isc|boost|academic|educational|european|universal|creative|simplified|modified|new\s+bsd|unlicense|artistic|zlib|common|microsoft\s+public|ms-pl|x11|python|php|ruby)|",
    r"gnu\s+(?:lesser\s+|library\s+|affero\s+)?general\s+public\s+licen[sc]e|this\s+(?:source\s+code\s+form|file)\s+is\s+subject\s+to\s+the\s+terms\s+of\s+the\s+mozilla|apache\s+license[\s*#/;=_,(-]+version\s+2|\bapache\.org/licenses/license|\bopensource\.org/licen[sc]es?/|\bgnu\.org/licenses/|mozilla\s+public\s+licen[sc]e|eclipse\s+public\s+licen[sc]e|boost\s+software\s+licen[sc]e|the\s+mit[\s*#/;%-]+licen[sc]e|mit\s+licen[sc]ed?\b|mit-style[\s*#/;%-]+licen[sc]e|\bbsd[\s*#/;%-]+(?:style[\s*#/;%-]+|[234]-clause[\s*#/;%-]+)?licen[sc]e|",
    r"free\s+software;\s+you\s+can|released?\s+(?:in)?to\s+the\s+public\s+domain|in\s+the\s+public\s+domain|common\s+development\s+and\s+distribution\s+licen[sc]e|creative\s+commons|\bthe\s+isc\s+licen[sc]e|artistic\s+licen[sc]e|licen[sc]ed?\s+under\s+(?:mit|bsd|gpl|apache|isc|mpl)\b|subject\s+to\s+the\s+terms\s+.{0,40}(?:gnu|gpl|lgpl|mpl)\b|@licen[sc]e\s+(?:mit|bsd|gpl|apache|isc)|licen[sc]e:?\s+(?:mit|bsd|gpl|lgpl|apache|isc|mpl)\b|",
    r"may\s+be\s+(?:freely\s+)?(?:used|copied|distributed|redistributed)[^.]{0,60}(?:freely|without\s+restriction|gpl|gnu)|freely\s+redistribut|open\s+source\s+licen[sc]e|contents[\s*#/;%-]+of[\s*#/;%-]+this[\s*#/;%-]+file[\s*#/;%-]+are[\s*#/;%-]+subject[\s*#/;%-]+to[\s*#/;%-]+the\b[^;]{0,100}?\bpublic[\s*#/;%-]+licen[sc]e|unicode,?\s+inc\.\s+licen[sc]e|universal\s+permissive\s+licen[sc]e|beer-?ware\s+licen[sc]e|",
    // The words of the Apache licence under another name, and how a file points to it.
    r"hereby\s+grants\s+to\s+you\s+a\s+perpetual,\s+worldwide,\s+non-?exclusive,\s+no-?charge,\s+royalty-?free|obtain[\s*#/;%-]+a[\s*#/;%-]+copy[\s*#/;%-]+of[\s*#/;%-]+the[\s*#/;%-]+licen[sc]e[\s*#/;%-]+at:?[\s*#/;%-]+https?://[^\x22]{0,300}\x22as[\s*#/;%-]+is\x22",
));

/// Closed words in the same place win over a licence that is only mentioned.
static CLOSED: Words = Words::new(
    r"(?i)SPDX-License-Identifier:?\s*(?:LicenseRef-[\w.-]*(?:propriet|commercial|confiden|internal|closed|private|all-?rights)|NONE\b|UNLICENSED|Proprietary|Commercial)",
);

/// Whether the head of a text puts it under an open licence.
pub(crate) fn is_open(head: &[u8]) -> bool {
    // What is closed in so many words has an identifier too.
    if let Some(g) = SPDX.groups(head) {
        if CLOSED.find(head).is_some() {
            return false;
        }
        let id = g.get(1).copied().flatten().unwrap_or_default();
        if open_id(&String::from_utf8_lossy(id)) {
            return true;
        }
    }
    HEADER.find(head).is_some()
}

/// Licences that let everybody read and use the text with conditions: public, though not open in the strict sense.
static SOURCE_AVAILABLE: Words = Words::new(
    r"(?i)business source licen[sc]e|elastic licen[sc]e|server side public licen[sc]e|polyform|functional source licen[sc]e|commons clause|cockroach community licen[sc]e|confluent community licen[sc]e|do what the f|european union public|sil open font|blue oak model|\bunlicense\b|\bcc0\b|public domain|free and unencumbered|academic free licen[sc]e|artistic licen[sc]e|php licen[sc]e|python software foundation|zope public|w3c software|openssl licen[sc]e|the zlib|openldap public|interbase public|public licen[sc]e,?\s+version\s+\d|university of illinois|everyone is permitted to copy and distribute verbatim|may be used and distributed freely|as-is.{0,40}without any express or implied",
);

/// Licences of a company for its customers. They name public licences to say that they are none.
static COMMERCIAL: Words = Words::new(
    r"(?i)\benterprise (?:edition )?licen[sc]e|\bcommercial (?:software |source )?licen[sc]e|\bend[- ]user licen[sc]e agreement|\bproprietary licen[sc]e|\bproprietary and confidential|\bmay only be[\s*#/]+used,?[\s*#/]+if you|\bvalid (?:\w+ ){0,3}subscription|\bsoftware licen[sc]e agreement",
);
/// Words by which a licence itself grants rights to everybody.
static GRANT: Words = Words::new(
    r"(?i)hereby\s+grants\s+to\s+you\s+a\s+perpetual,\s+worldwide,\s+non-?exclusive|permission\s+is\s+(?:hereby\s+)?granted,?\s+(?:free\s+of\s+charge|to)|permission\s+to\s+use,\s+copy|redistribution\s+and\s+use\s+in\s+source|gnu\s+(?:lesser\s+|library\s+|affero\s+)?general\s+public\s+licen[sc]e\s+version|apache\s+license\s+version\s+2|mozilla\s+public\s+licen[sc]e\s+version|eclipse\s+public\s+licen[sc]e|business\s+source\s+licen[sc]e\s+1|elastic\s+licen[sc]e|server\s+side\s+public|functional\s+source|polyform",
);

/// Whether a licence file holds a public licence.
pub(crate) fn is_public(text: &[u8]) -> bool {
    (is_open(text) || SOURCE_AVAILABLE.find(text).is_some())
        && (COMMERCIAL.find(text).is_none() || GRANT.find(text).is_some())
}

/// Whether a licence file says by its words that it is for customers only.
pub(crate) fn is_commercial(text: &[u8]) -> bool {
    COMMERCIAL.find(text).is_some() || CLOSED.find(text).is_some()
}

static ELSEWHERE: Words = Words::new(
    r"(?i)\bdirector(?:y|ies)\b[^.]{0,200}\blicen[sc]ed? under the (?:same )?(?:licen[sc]e|terms) [a-z ]{0,40}in ",
);
static QUOTED: Words = Words::new(r#"["'`\x94\x9d]([A-Za-z0-9_.-]{1,60}(?:/[A-Za-z0-9_.-]{1,60}){0,5}/?)["'`\xe2]"#);

static ONLY_THERE: Words = Words::new(
    r#"(?i)\blicen[sc]ed[\s*#]+code[\s*#]+is[\s*#]+(?:found|located|contained)(?:[\s*#]+only)?[\s*#]+in[\s*#]+the[\s*#]+["'`]?/?([A-Za-z0-9_-][A-Za-z0-9_./-]{0,100}?)/?["'`]?[\s*#]+(?:directory|folder)\b"#,
);

/// The folder to which a licence file says that another licence is confined:
/// `Acme Licensed code is found only in the /acme_license directory`.
pub(crate) fn closed_parts(text: &[u8]) -> Option<String> {
    let part = ONLY_THERE.groups(text)?.get(1).copied().flatten()?;
    Some(String::from_utf8_lossy(part).trim_matches('/').to_owned())
}

/// Folders that a licence file takes out of its own rule, and the folder whose licence holds for them instead:
/// `All content under the "ee/" directory is licensed under the license defined in "ee/LICENSE"`.
pub(crate) fn carved_out(text: &[u8]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for line in text.split(|b| *b == b'\n') {
        let Some(said) = ELSEWHERE.find(line) else { continue };
        let names = |part: &[u8]| -> Vec<String> {
            QUOTED
                .find_iter(part)
                .filter_map(|r| part.get(r))
                .map(|q| {
                    String::from_utf8_lossy(q)
                        .trim_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '/' | '-'))
                        .to_owned()
                })
                .collect()
        };
        let folders = names(line.get(..said.end).unwrap_or_default());
        let Some(file) = names(line.get(said.end.saturating_sub(1)..).unwrap_or_default())
            .into_iter()
            .next()
        else {
            continue;
        };
        let home = file.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
        out.extend(
            folders
                .into_iter()
                .filter(|f| f.ends_with('/'))
                .take(50)
                .map(|f| (f.trim_end_matches('/').to_owned(), home.clone())),
        );
    }
    out
}

static HINTS: std::sync::LazyLock<[memchr::memmem::Finder<'static>; 5]> =
    std::sync::LazyLock::new(|| ["SPDX-L", "icen", "ermission", "edistrib", "ublic"].map(memchr::memmem::Finder::new));

/// [`is_open`] for the head of every source: the usual answers come from a few literal searches.
pub(crate) fn head_is_open(head: &[u8]) -> bool {
    let [spdx, rest @ ..] = &*HINTS;
    if let Some(at) = spdx.find(head) {
        let line = head.get(at..(at + 120).min(head.len())).unwrap_or_default();
        return names_open_id(line) || is_open(line);
    }
    rest.iter().any(|h| h.find(head).is_some()) && is_open(head)
}

/// `SPDX-License-Identifier: GPL-2.0-or-later`, as nearly all write it.
fn names_open_id(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"SPDX-License-Identifier:") else {
        return false;
    };
    let rest = rest.trim_ascii_start();
    let end = rest
        .iter()
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-')))
        .unwrap_or(rest.len());
    rest.get(..end)
        .and_then(|id| std::str::from_utf8(id).ok())
        .is_some_and(open_id)
}

static DECLARED: Words = Words::new(
    r#"(?is)(?:"licen[sc]es?"\s*:\s*(?:\[\s*)?(?:\{[^}]{0,80}?"(?:type|name)"\s*:\s*)?"([^"]{2,80})"|(?m:^)\s*licen[sc]e\s*[=:]\s*(?:\{\s*text\s*=\s*)?["']?([A-Za-z][^"'\n}]{1,60})|\.licen[sc]es?\s*=\s*\[?\s*["']([^"']{2,60})|<licen[sc]e>\s*<name>([^<]{2,80})<|\blicen[sc]e\s*=\s*["']([^"']{2,60})|License :: (OSI Approved[^"'\n]{0,60}))"#,
);

/// Whether a manifest declares a public licence; nothing where it declares none.
pub(crate) fn declared(text: &[u8]) -> Option<bool> {
    let groups = DECLARED.groups(text)?;
    let said = groups.iter().skip(1).flatten().next()?;
    let said = String::from_utf8_lossy(said).trim().to_ascii_lowercase();
    if said.starts_with("see licen") || said.contains("workspace") || said.starts_with("file") {
        return None;
    }
    let open = said.starts_with("osi approved")
        || said.split([' ', '(', ')', '/', ',', ';']).any(open_id)
        || is_public(said.as_bytes());
    Some(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_for_customers_is_not_public_though_it_names_one() {
        for w in [&COMMERCIAL, &GRANT, &ELSEWHERE, &QUOTED] {
            assert!(w.compiles(), "{w:?}");
        }
        let closed = "Acme's core is under the MIT license.\nThe Acme Enterprise License: this software may only be\nused, if you have agreed to our terms.";
        assert!(!is_public(closed.as_bytes()) && is_commercial(closed.as_bytes()));
        let open = "MIT License\n\nPermission is hereby granted, free of charge, to any person.\nA commercial license is sold as well.";
        assert!(is_public(open.as_bytes()));
    }

    #[test]
    fn folders_are_taken_out_of_a_licence() {
        let text = "Portions are licensed as follows:\n- All content that resides under the \"ee/\" and/or \"web/src/ee/\" directories of this repository, \
                    if they exist, is licensed under the license defined in \"ee/LICENSE\".\nThe \"docs/\" directory is large.\n";
        let pair = |a: &str| (a.to_owned(), "ee".to_owned());
        assert_eq!(carved_out(text.as_bytes()), [pair("ee"), pair("web/src/ee")]);
    }

    #[test]
    fn open_headers_are_known() {
        assert!(SPDX.compiles() && HEADER.compiles() && CLOSED.compiles());
        for open in [
            "// SPDX-License-Identifier: (GPL-2.0 OR MIT)",
            "Apache License\n==============\n\n_Version 2.0, January 2004_",
            "The Acme library and tools are licenced under Apache 2.0: http://www.apache.org/licenses/LICENSE-2.0",
            "/* SPDX-License-Identifier: BSD-3-Clause */",
            " * Licensed under the Apache License, Version 2.0",
            " * All rights reserved\n *\n * \"THE BEER-WARE LICENSE\" (Revision 42):",
            " * Permission is hereby granted, free of charge, to any person",
            " * This program is free software; you can redistribute it",
            " * Redistribution and use in source and binary forms",
            " *  The contents of this file are subject to the Initial\n *  Developer's Public License Version 1.0 (the \"License\");",
            "// Use of this source code is governed by a BSD-style\n// license that can be found in the LICENSE file",
            "%  obtain a copy of the License at   %\n%    https://pictures.example/license/   %\n%  Unless required by law, software is distributed on an \"AS IS\" BASIS",
            "each Contributor hereby grants to You a perpetual, worldwide, non-exclusive, no-charge, royalty-free licence",
        ] {
            assert!(is_open(open.as_bytes()), "{open}");
        }
        for closed in [
            "// SPDX-License-Identifier: LicenseRef-Acme-Proprietary\n// not under the MIT license",
            "// Copyright 2024 Acme Inc. All rights reserved.",
            "// SPDX-License-Identifier: Proprietary",
            " * You may not use this file except in compliance with the License. You can obtain a copy of the License by contacting Acme, Inc.",
            "You hereby grant to Acme a perpetual, worldwide, non-exclusive, no-charge, royalty-free licence",
        ] {
            assert!(!is_open(closed.as_bytes()), "{closed}");
        }
    }
}
