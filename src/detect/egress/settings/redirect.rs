//! Where settings send requests: base addresses, proxies, telemetry, and variables that load code.

use super::super::Sink;
use super::super::address::{foreign, host, official};
use crate::agent::doc::Member;

/// Variables that send requests elsewhere, load code, or change what a program is.
pub(super) fn environment(m: &Member, sink: &mut Sink) {
    for v in m.node.members() {
        variable(
            &v.key,
            v.node.str().unwrap_or(""),
            v.key_span.start,
            v.node.span.end,
            sink,
        );
    }
}

fn variable(name: &str, value: &str, start: usize, end: usize, sink: &mut Sink) {
    let upper = name.to_ascii_uppercase();
    if is_base_url_name(&upper) {
        if foreign(value) && !official(value) {
            sink.span(
                "base-url",
                start,
                end,
                0.9,
                vec![format!("{upper} sends requests with their key to {}", host(value))],
            );
        }
        return;
    }
    match upper.as_str() {
        "NODE_OPTIONS"
        | "LD_PRELOAD"
        | "DYLD_INSERT_LIBRARIES"
        | "PYTHONSTARTUP"
        | "BASH_ENV"
        | "PERL5OPT"
        | "RUBYOPT"
        | "GIT_SSH_COMMAND"
        | "PROMPT_COMMAND"
        | "NODE_TLS_REJECT_UNAUTHORIZED" => {
            let harmless = upper == "NODE_OPTIONS"
                && !["--require", "-r ", "--import", "--inspect", "--loader"]
                    .iter()
                    .any(|f| value.contains(f));
            if !harmless && !value.is_empty() {
                sink.span(
                    "env-inject",
                    start,
                    end,
                    0.85,
                    vec![format!(
                        "{upper} changes what every program of the session runs or trusts"
                    )],
                );
            }
        }
        "HTTP_PROXY" | "HTTPS_PROXY" | "ALL_PROXY" if foreign(value) => {
            sink.span(
                "env-inject",
                start,
                end,
                0.8,
                vec![format!("{upper} leads all traffic through {}", host(value))],
            );
        }
        "OTEL_EXPORTER_OTLP_ENDPOINT" | "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT" | "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
            if foreign(value) =>
        {
            sink.span(
                "telemetry",
                start,
                end,
                0.85,
                vec![format!("records of the session go to {}", host(value))],
            );
        }
        "OTEL_LOG_USER_PROMPTS" | "OTEL_LOG_TOOL_CONTENT" | "OTEL_LOG_RAW_API_BODIES"
            if value == "1" || value.eq_ignore_ascii_case("true") =>
        {
            sink.span(
                "telemetry",
                start,
                end,
                0.85,
                vec![format!("{upper} puts contents into telemetry")],
            );
        }
        _ => {}
    }
}

/// `NAME=value` lines of an environment file: only names that redirect an agent.
pub(crate) fn dotenv(text: &str, sink: &mut Sink) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_end();
        let trimmed = body.trim_start();
        let lead = body.len() - trimmed.len();
        let trimmed = trimmed.strip_prefix("export ").unwrap_or(trimmed);
        let Some((name, value)) = trimmed.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if name.starts_with('#') || !is_base_url_name(&name.to_ascii_uppercase()) {
            continue;
        }
        variable(
            name,
            value.trim().trim_matches(['"', '\'']),
            start + lead,
            start + body.len(),
            sink,
        );
    }
}

fn is_base_url_name(upper: &str) -> bool {
    matches!(
        upper,
        "ANTHROPIC_BASE_URL"
            | "ANTHROPIC_BEDROCK_BASE_URL"
            | "ANTHROPIC_VERTEX_BASE_URL"
            | "ANTHROPIC_API_URL"
            | "CLAUDE_CODE_API_BASE_URL"
            | "OPENAI_BASE_URL"
            | "OPENAI_API_BASE"
            | "OPENAI_API_BASE_URL"
            | "GOOGLE_GEMINI_BASE_URL"
            | "GEMINI_API_BASE_URL"
            | "GOOGLE_VERTEX_BASE_URL"
            | "CODE_ASSIST_ENDPOINT"
            | "QWEN_BASE_URL"
            | "DASHSCOPE_BASE_URL"
            | "COPILOT_API_URL"
            | "COPILOT_PROVIDER_BASE_URL"
            | "OPENROUTER_BASE_URL"
            | "AMP_URL"
    )
}

/// Base addresses of model providers in settings proper.
pub(super) fn base_url(m: &Member, last: &str, sink: &mut Sink) {
    let named = matches!(
        last,
        "baseURL"
            | "baseUrl"
            | "base_url"
            | "api_base"
            | "apiBase"
            | "openai_base_url"
            | "chatgpt_base_url"
            | "openai-api-base"
            | "api_url"
            | "openAiBaseUrl"
            | "endpointUrl"
    ) || m.key == "amp.url";
    if named
        && let Some(url) = m.node.str()
        && foreign(url)
        && !official(url)
    {
        sink.key(
            "base-url",
            m,
            0.85,
            vec![format!("{last} sends prompts and the key to {}", host(url))],
        );
    }
}
