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
    OPEN_IDS.iter().any(|o| id.starts_with(o)) && !id.starts_with("licenseref")
}

static HEADER: Words = Words::new(concat!(
    r"(?i)permission\s+is\s+(?:hereby\s+)?granted,?[\s*#/;%!-]+(?:free\s+of\s+charge|to)|permission\s+to\s+use,\s+copy|redistribution\s+and\s+use\s+in\s+source|licensed\s+under\s+the[\s*#/;%-]+(?:terms\s+of\s+the\s+)?(?:apache|mit|bsd|gnu|gpl|lgpl|mozilla|eclipse|isc|boost|academic|educational|european|universal|creative|simplified|modified|new\s+bsd|unlicense|artistic|zlib|common|microsoft\s+public|ms-pl|x11|python|php|ruby)|",
    r"gnu\s+(?:lesser\s+|library\s+|affero\s+)?general\s+public\s+licen[sc]e|this\s+(?:source\s+code\s+form|file)\s+is\s+subject\s+to\s+the\s+terms\s+of\s+the\s+mozilla|apache\s+license,?[\s*#/;]+version\s+2|mozilla\s+public\s+licen[sc]e|eclipse\s+public\s+licen[sc]e|boost\s+software\s+licen[sc]e|the\s+mit\s+licen[sc]e|mit\s+licen[sc]ed?\b|mit-style\s+licen[sc]e|\bbsd[\s-]+(?:style\s+|[234]-clause\s+)?licen[sc]e|",
    r"free\s+software;\s+you\s+can|released?\s+(?:in)?to\s+the\s+public\s+domain|in\s+the\s+public\s+domain|common\s+development\s+and\s+distribution\s+licen[sc]e|creative\s+commons|\bthe\s+isc\s+licen[sc]e|artistic\s+licen[sc]e|licensed?\s+under\s+(?:mit|bsd|gpl|apache|isc|mpl)\b|subject\s+to\s+the\s+terms\s+.{0,40}(?:gnu|gpl|lgpl|mpl)\b|@licen[sc]e\s+(?:mit|bsd|gpl|apache|isc)|licen[sc]e:?\s+(?:mit|bsd|gpl|lgpl|apache|isc|mpl)\b|",
    r"may\s+be\s+(?:freely\s+)?(?:used|copied|distributed|redistributed)[^.]{0,60}(?:freely|without\s+restriction|gpl|gnu)|freely\s+redistribut|open\s+source\s+licen[sc]e|unicode,?\s+inc\.\s+licen[sc]e|universal\s+permissive\s+licen[sc]e",
));

/// Closed words in the same place win over a licence that is only mentioned.
static CLOSED: Words = Words::new(
    r"(?i)SPDX-License-Identifier:?\s*(?:LicenseRef-[\w.-]*(?:propriet|commercial|confiden|internal|closed|private|all-?rights)|NONE\b|UNLICENSED|Proprietary|Commercial)",
);

/// Whether the head of a text puts it under an open licence.
pub(crate) fn is_open(head: &[u8]) -> bool {
    if CLOSED.find(head).is_some() {
        return false;
    }
    if let Some(g) = SPDX.groups(head)
        && let Some(id) = g.get(1).copied().flatten()
        && open_id(&String::from_utf8_lossy(id))
    {
        return true;
    }
    HEADER.find(head).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_headers_are_known() {
        assert!(SPDX.compiles() && HEADER.compiles() && CLOSED.compiles());
        for open in [
            "// SPDX-License-Identifier: (GPL-2.0 OR MIT)",
            "/* SPDX-License-Identifier: BSD-3-Clause */",
            " * Licensed under the Apache License, Version 2.0",
            " * Permission is hereby granted, free of charge, to any person",
            " * This program is free software; you can redistribute it",
            " * Redistribution and use in source and binary forms",
        ] {
            assert!(is_open(open.as_bytes()), "{open}");
        }
        for closed in [
            "// SPDX-License-Identifier: LicenseRef-Acme-Proprietary\n// not under the MIT license",
            "// Copyright 2024 Acme Inc. All rights reserved.",
            "// SPDX-License-Identifier: Proprietary",
        ] {
            assert!(!is_open(closed.as_bytes()), "{closed}");
        }
    }
}
