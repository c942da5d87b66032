//! How people write a value beside a provider's name: the part of a `value` rule that is the same for all of them.
//!
//! A rule says which names (`keywords`), which words of a credential (`name`) and which shape (`value`); this module
//! puts around them what stands between in configuration, code, markup, shell and documents. Patterns are built for
//! bytes without Unicode classes and are bounded throughout.

/// Words of a credential's name, where the rule says none.
const WORDS: &str = "key|token|secret|auth|passw|pwd|cred";

/// The rest of an identifier and, perhaps, one nested name: `_API_KEY`, `": {"key`, `.Client(token`.
const TAIL: &str =
    r##"[\w.\-]{0,40}(?:["'\])]{0,2}\s{0,8}(?:=>|[:=(\[{,])\s{0,4}[\[{(]?\s{0,8}["']?[A-Za-z][\w.\-]{0,40})?"##;

/// Up to a word of the credential's name: on the same line, in a deeper block, or on one of the two lines below a line
/// that assigns nothing (a heading, a comment, a section).
const LEAD: &str = r##"(?:[^\n]{0,80}?|(?:[^\n]|\n[ \t]){0,100}?|[^=\n]{0,60}\n(?:[^=\n]{0,60}\n)?[^\n=]{0,40}?)"##;

/// From the name's end to the value: an operator with what languages put around it (a type, an accessor, another
/// expression before the literal), or a field of its own for the value.
const GLUE: &str = concat!(
    r##"[ \t"'`*\]\)}\\]{0,5}(?:"##,
    // `: &str`, `: String?`, `{ get; set; }`, then the operator
    r##"(?:[ \t]?:[ \t]?&?(?:'[a-z]{1,8} )?[A-Za-z][\w.<>?]{0,24}[ \t]?|[ \t]?\{ ?get;[^}\n]{0,24}\}[ \t]?)?"##,
    r##"(?:=>|:=|\|\|=?|\?\?=?|[?+.]?={1,3}|::?|->|<-|,|\(|\[|\||</?[A-Za-z]{1,12}>|>|[ \t]is[ \t]|[ \t])"##,
    // `= production ? stored : "…"`, `= Secret.from("…")`
    r##"(?:[ \t]*[A-Za-z][\w.$\[\]()?!&|<> \t:]{0,60}[:,(|?][ \t]?["'`])?"##,
    // `NAME` and `value: …` on its own line, `"name": "…", "value": "…"`, `default = …`, `<string>…`, `--body …`
    r##"|["'`]?[ \t]{0,3}(?:</[A-Za-z]{1,12}>|,|\{)?\s{0,60}(?:<|--?|["'])?(?i:value|default|val|string|body|content)["'>]?\s{0,3}[:=> \t]"##,
    r##")[\s"'`(\[{=:>@\\*]{0,24}"##,
    r##"(?:(?i:bearer|basic|token|apikey|api-key|key|value|client-id|accesskey|apitoken|genie ?key|ssws|splunk|oauth|app|bot|push)["']?[ \t:=]{1,3}["']?)?"##,
);

/// The value as the first argument of a call: `new Provider("…")`. Only where a rule asks for a key or a token, since
/// of a pair the identifier comes first.
const CALL: &str = r##"[\w.:]{0,40}\(\s{0,8}["'`]"##;

/// The value as the user of basic authentication, behind the address: `curl https://api.provider.example -u KEY:`.
const USER: &str = r##"[^\n]{0,80}?[ \t](?:-u|--user)[ =]?["']?"##;

/// Nothing of a token's alphabet may follow.
const END: &str = r"(?:\z|[^\w+/=\-])";

/// How far behind a keyword a credential's name ends at most.
pub(super) const NAME: usize = 256;

/// Whether the value always stands behind a name that the rule gives.
pub(super) fn needs_name(name: &str) -> bool {
    !name.is_empty() && !name.contains("key") && !name.contains("token")
}

/// The pattern from behind a keyword to the value.
pub(super) fn forward(name: &str, value: &str) -> String {
    let way = if name.is_empty() {
        format!(r"(?:(?:{TAIL}|{LEAD}(?i:{WORDS})[\w.\-]{{0,16}}){GLUE}|{USER})")
    } else if !needs_name(name) {
        format!(r"(?:{LEAD}(?i:{name})[\w.\-]{{0,16}}{GLUE}|{CALL}|{USER})")
    } else {
        format!(r"{LEAD}(?i:{name})[\w.\-]{{0,16}}{GLUE}")
    };
    format!("{way}(?P<spillage_value>{value}){END}")
}

/// The pattern of a value with a credential's name or a scheme, for text before a keyword:
/// `curl -H "Authorization: Bearer …" https://api.provider.example`.
pub(super) fn backward(name: &str, value: &str) -> String {
    let words = if name.is_empty() || name.starts_with('|') || name.ends_with('|') {
        WORDS
    } else {
        name
    };
    let words = if words.contains("key") || words.contains("token") {
        "key|token|auth|secret|passw"
    } else {
        words
    };
    format!(
        r"(?:(?i:{words})[\w.\-]{{0,16}}{GLUE}|(?i:bearer|basic)[ \t]|-u[ \t]?['\x22]?|://)(?P<spillage_value>{value}){END}"
    )
}

/// Last words of names whose value is something else of the same shape: a hash, a revision, the id of a record.
const OTHER: [&str; 40] = [
    "accountid",
    "buildid",
    "checksum",
    "commit",
    "commitid",
    "correlationid",
    "customerid",
    "deviceid",
    "digest",
    "etag",
    "eventid",
    "fingerprint",
    "guid",
    "hash",
    "instanceid",
    "integrity",
    "jobid",
    "md5",
    "messageid",
    "objectid",
    "orderid",
    "orgid",
    "organizationid",
    "projectid",
    "requestid",
    "resourceid",
    "revision",
    "runid",
    "sha",
    "sha1",
    "sha256",
    "sha512",
    "spanid",
    "tenantid",
    "thumbprint",
    "trace",
    "traceid",
    "userid",
    "uuid",
    "workspaceid",
];

/// Whether what stands between a keyword and a value names something other than a credential: `_REVISION = "`,
/// `": {"requestId": "`. Rules that look for an id or a hash say so in their `name`.
pub(super) fn names_another_thing(name: &str, between: &[u8]) -> bool {
    if ["id", "hash", "md5"].iter().any(|w| name.contains(w)) {
        return false;
    }
    let Some(end) = between.iter().rposition(u8::is_ascii_alphanumeric) else {
        return false;
    };
    let head = between.get(..=end).unwrap_or_default();
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let start = head.iter().rposition(|b| !word(b)).map_or(0, |i| i + 1);
    let last: String = head
        .get(start..)
        .unwrap_or_default()
        .iter()
        .filter(|b| b.is_ascii_alphanumeric())
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect();
    OTHER.iter().any(|o| last.ends_with(o))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::matcher::regex;

    const VALUE: &str = "[0-9a-f]{32}";
    const KEY: &str = "3f9c1e07ab5d48c2b6e0914d7f2a8c35";

    fn behind(name: &str, text: &str) -> bool {
        let re = regex(&forward(name, VALUE)).unwrap();
        let text = text.replace("KEY", KEY);
        let at = text.to_lowercase().find("acme").unwrap() + 4;
        let input = regex_automata::Input::new(&text)
            .range(at..)
            .anchored(regex_automata::Anchored::Yes);
        re.search(&input).is_some()
    }

    #[test]
    fn a_value_is_found_in_every_way_people_write_it() {
        for text in [
            "ACME_API_TOKEN=KEY",
            "acme_token: 'KEY'",
            "const acmeApiToken = \"KEY\";",
            "const ACME_TOKEN: &str = \"KEY\";",
            "val acmeToken: String = \"KEY\"",
            "public string AcmeToken { get; set; } = \"KEY\";",
            "ACME_TOKEN ?= KEY",
            "acmeToken = isProd ? process.env.T : \"KEY\"",
            "acmeToken = Secret.from(\"KEY\")",
            "os.getenv('ACME_TOKEN', 'KEY')",
            "- name: ACME_TOKEN\n  value: KEY",
            "        - name: ACME_TOKEN\n          value: \"KEY\"",
            "{\"name\": \"ACME_TOKEN\", \"value\": \"KEY\"}",
            "variable \"acme_token\" {\n  default = \"KEY\"\n}",
            "<key>AcmeToken</key>\n\t<string>KEY</string>",
            "<add key=\"AcmeToken\" value=\"KEY\" />",
            "<acmeToken>KEY</acmeToken>",
            "| ACME_TOKEN | `KEY` |",
            "- **Acme token**: `KEY`",
            "gh secret set ACME_TOKEN --body \"KEY\"",
            "# Acme\nAPI_TOKEN=KEY",
            "// Acme API\nconst apiToken = \"KEY\";",
            "[acme]\ntoken = \"KEY\"",
            "acme:\n    enabled: true\n    token: \"KEY\"",
            "curl https://api.acme.com/v1/items \\\n  -H \"Authorization: token KEY\"",
            "https://api.acme.com/v1/items?limit=10&token=KEY",
            "\"{\\\"acmeToken\\\": \\\"KEY\\\"}\"",
            "curl https://api.acme.com/v1/items -u KEY:",
        ] {
            assert!(behind("token", text), "{text}");
            assert!(behind("", text), "{text}");
        }
        for name in ["", "key|token"] {
            assert!(behind(name, "new Acme(\"KEY\")"), "{name}");
            assert!(behind(name, "acme.Client('KEY')"), "{name}");
        }
        assert!(!behind("secret", "new Acme(\"KEY\")"));
        assert!(behind(
            "",
            "curl https://api.acme.com/v1 -H 'Authorization: Client-ID KEY'"
        ));
    }

    #[test]
    fn another_name_or_a_longer_value_is_not_it() {
        assert!(!behind("token", "ACME_COMMIT=KEY"));
        assert!(!behind("token", "ACME_TOKEN=KEY0a"));
        assert!(!behind("token", "ACME_HOST=a\nTOKEN=KEY"));
        assert!(!behind("token", "acme = 1\n\n\n\n\ntoken = \"KEY\""));
    }

    #[test]
    fn hashes_and_record_ids_are_other_things() {
        for between in [
            &b"_REVISION = \""[..],
            b"CorrelationId\": \"",
            b"\": {\"requestId\": \"",
            b"_md5: ",
            b" trace ",
            b"_project-id=",
        ] {
            assert!(names_another_thing("", between), "{}", between.escape_ascii());
        }
        for between in [&b"_TOKEN="[..], b"_client_id=", b"(\"", b" API key: ", b"?appid=", b""] {
            assert!(!names_another_thing("", between), "{}", between.escape_ascii());
        }
        assert!(!names_another_thing("api_?hash", b"_API_HASH="));
    }

    #[test]
    fn a_value_before_the_name_needs_a_word_or_a_scheme() {
        let re = regex(&backward("token", VALUE)).unwrap();
        let find = |t: &str| re.is_match(t.replace("KEY", KEY).as_bytes());
        assert!(find("curl -H \"Authorization: Bearer KEY\" https://api."));
        assert!(find("curl -u KEY: https://api."));
        assert!(find("token = 'KEY'  # "));
        assert!(find("https://KEY:@api."));
        assert!(!find("commit KEY of "));
    }
}
