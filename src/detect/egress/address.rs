//! Addresses: whether a URL leads off this machine, and to whom.

/// Whether a URL leads off this machine.
pub(crate) fn foreign(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://") || url.starts_with("wss://")) && !is_loopback(host(url))
}

/// The host of a URL, without credentials and port.
pub(crate) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let rest = rest.rsplit('@').next().unwrap_or(rest);
    if rest.starts_with('[') {
        return rest.split(']').next().unwrap_or(rest).trim_start_matches('[');
    }
    rest.split(':').next().unwrap_or(rest)
}

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "::1" | "0.0.0.0" | "host.docker.internal")
        || host.starts_with("127.")
        || host.ends_with(".localhost")
}

/// Providers' own addresses: setting them changes nothing.
pub(super) fn official(url: &str) -> bool {
    let h = host(url);
    [
        "api.anthropic.com",
        "api.openai.com",
        "chatgpt.com",
        "generativelanguage.googleapis.com",
        "openrouter.ai",
        "api.groq.com",
        "api.mistral.ai",
        "api.deepseek.com",
        "dashscope.aliyuncs.com",
        "api.x.ai",
        "ampcode.com",
    ]
    .contains(&h)
        || [
            ".googleapis.com",
            ".amazonaws.com",
            ".openai.azure.com",
            ".services.ai.azure.com",
        ]
        .iter()
        .any(|s| h.ends_with(s))
}
