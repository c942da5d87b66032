//! Who said what when: read off the one record in which something was found, by the names of keys that agents share.

use serde_json::Value;

/// In which part of a session a value was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What a tool gave back: file contents, command output.
    ToolResult,
    /// What the person typed or pasted.
    Prompt,
    /// What the model asked a tool to do.
    ToolCall,
    /// What the model answered.
    Answer,
    /// Somewhere else in the record.
    Other,
}

/// What a record says about a value in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attribution {
    /// In which part.
    pub part: Option<Part>,
    /// When, in seconds since 1970.
    pub time: Option<i64>,
    /// The file or command that a tool was used on.
    pub source: Option<String>,
    /// Key of the tool call that explains this result, where the record itself does not.
    pub call: Option<String>,
}

/// What holds for a whole session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setting {
    /// The folder that the session worked in.
    pub project: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// The provider, where recorded.
    pub provider: Option<String>,
    /// The base URL, where recorded.
    pub base_url: Option<String>,
}

impl Setting {
    /// Takes over what is not known yet.
    pub fn fill(&mut self, other: Self) {
        let Self {
            project,
            model,
            provider,
            base_url,
        } = other;
        for (mine, new) in [
            (&mut self.project, project),
            (&mut self.model, model),
            (&mut self.provider, provider),
            (&mut self.base_url, base_url),
        ] {
            if mine.is_none() {
                *mine = new;
            }
        }
    }
}

/// Deeper records than any agent writes; the bound is against hostile ones.
const DEPTH: usize = 48;
const TEXT: usize = 300;

const TIMES: &[&str] = &[
    "timestamp",
    "ts",
    "time",
    "created",
    "created_at",
    "createdAt",
    "createTime",
    "start",
    "end",
];
const PROJECTS: &[&str] = &[
    "cwd",
    "working_dir",
    "workingDirectory",
    "project",
    "workspace",
    "directory",
];
const MODELS: &[&str] = &["model", "modelID", "modelId", "model_name"];
const PROVIDERS: &[&str] = &["model_provider", "providerID", "provider", "apiProvider"];
const URLS: &[&str] = &["base_url", "baseUrl", "baseURL", "endpoint", "api_base"];
const FILES: &[&str] = &[
    "file_path",
    "filePath",
    "path",
    "absolute_path",
    "absolutePath",
    "filename",
    "target_file",
    "notebook_path",
];
const COMMANDS: &[&str] = &["command", "cmd", "script"];
const CALLS: &[&str] = &["tool_use_id", "call_id", "callID", "toolCallId", "tool_call_id"];

/// Reads what a record says about the string in it that holds `value`.
#[must_use]
pub fn attribute(record: &Value, value: &str) -> Attribution {
    let mut trail = Vec::new();
    let mut out = Attribution::default();
    if !find(record, value, &mut trail) {
        out.time = time_in(record);
        return out;
    }
    out.part = Some(part(record, &trail));
    // The innermost object that knows.
    for depth in (0..trail.len()).rev() {
        let Some(object) = at(record, trail.get(..depth).unwrap_or_default()).and_then(Value::as_object) else {
            continue;
        };
        if out.time.is_none() {
            out.time = TIMES.iter().find_map(|k| time(object.get(*k)?));
        }
        if out.call.is_none() {
            out.call = CALLS.iter().find_map(|k| object.get(*k)?.as_str().map(str::to_owned));
        }
        if out.source.is_none() {
            out.source = source(&Value::Object(object.clone()), 3);
        }
    }
    out
}

/// What a record says about its session.
#[must_use]
pub fn setting(record: &Value) -> Setting {
    let mut out = Setting::default();
    look(record, 5, &mut |key, value| {
        let Some(text) = value.as_str().filter(|t| !t.is_empty() && t.len() < 2000) else {
            return;
        };
        let set = |slot: &mut Option<String>| {
            if slot.is_none() {
                *slot = Some(cut(text));
            }
        };
        if PROJECTS.contains(&key)
            && (text.starts_with(['/', '~']) || text.get(1..3).is_some_and(|t| t == ":\\" || t == ":/"))
        {
            set(&mut out.project);
        } else if MODELS.contains(&key) && !text.contains(char::is_whitespace) {
            set(&mut out.model);
        } else if PROVIDERS.contains(&key) && !text.contains(char::is_whitespace) {
            set(&mut out.provider);
        } else if URLS.contains(&key) && text.starts_with("http") {
            set(&mut out.base_url);
        }
    });
    out
}

/// The file or command that a call of a tool names.
#[must_use]
pub fn source(call: &Value, depth: usize) -> Option<String> {
    let (mut file, mut command) = (None, None);
    look(call, depth, &mut |key, value| {
        let text = match value {
            Value::String(s) => s.clone(),
            Value::Array(a) => a.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
            _ => return,
        };
        if text.is_empty() || text.contains('\n') && FILES.contains(&key) {
            return;
        }
        if FILES.contains(&key) && file.is_none() {
            file = Some(cut(&text));
        } else if COMMANDS.contains(&key) && command.is_none() {
            command = Some(cut(&text));
        } else if matches!(key, "arguments" | "input" | "args") && text.starts_with('{') {
            // A call written as JSON within a string.
            if let Some(inner) = serde_json::from_str::<Value>(&text).ok().and_then(|v| source(&v, 1)) {
                file = file.take().or(Some(inner));
            }
        }
    });
    file.or(command)
}

/// `YYYY-MM-DD`.
#[must_use]
pub fn day_of(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| "unknown".to_owned(), |t| t.strftime("%Y-%m-%d").to_string())
}

enum Step {
    Key(String),
    Index(usize),
}

fn find(value: &Value, wanted: &str, trail: &mut Vec<Step>) -> bool {
    if trail.len() > DEPTH {
        return false;
    }
    match value {
        // Strings within strings keep their escapes, so the value is looked for up to its first escape.
        Value::String(s) => s.contains(
            wanted
                .split(['\\', '"', '\n'])
                .next()
                .filter(|p| p.len() >= 6)
                .unwrap_or(wanted),
        ),
        Value::Array(list) => list.iter().enumerate().any(|(n, v)| {
            trail.push(Step::Index(n));
            find(v, wanted, trail) || {
                trail.pop();
                false
            }
        }),
        Value::Object(map) => map.iter().any(|(k, v)| {
            trail.push(Step::Key(k.clone()));
            find(v, wanted, trail) || {
                trail.pop();
                false
            }
        }),
        _ => false,
    }
}

fn at<'v>(mut value: &'v Value, trail: &[Step]) -> Option<&'v Value> {
    for step in trail {
        value = match step {
            Step::Key(k) => value.get(k)?,
            Step::Index(n) => value.get(n)?,
        };
    }
    Some(value)
}

fn part(record: &Value, trail: &[Step]) -> Part {
    // From the inside out, so that a tool's result inside a user's message is a tool's result.
    for depth in (0..=trail.len()).rev() {
        if let Some(Step::Key(key)) = trail.get(depth) {
            match key.as_str() {
                "toolUseResult" | "tool_result" | "toolResult" | "output" | "result" | "functionResponse"
                | "resultDisplay" | "stdout" | "stderr" => {
                    return Part::ToolResult;
                }
                "arguments" | "args" | "input" | "toolCall" | "functionCall" => return Part::ToolCall,
                "pastedContents" | "display" | "prompt" => return Part::Prompt,
                _ => {}
            }
        }
        let Some(object) = at(record, trail.get(..depth).unwrap_or_default()).and_then(Value::as_object) else {
            continue;
        };
        for key in ["type", "role", "kind", "say"] {
            match object.get(key).and_then(Value::as_str).unwrap_or_default() {
                "tool_result"
                | "function_call_output"
                | "custom_tool_call_output"
                | "toolResponse"
                | "tool"
                | "tool.execution_complete"
                | "exec_command_end"
                | "command_output" => return Part::ToolResult,
                "tool_use"
                | "function_call"
                | "custom_tool_call"
                | "toolRequest"
                | "local_shell_call"
                | "tool.execution_start" => {
                    return Part::ToolCall;
                }
                "user" | "user.message" | "user_message" | "user_feedback" | "human" => return Part::Prompt,
                "assistant" | "assistant.message" | "agent_message" | "gemini" | "model" | "qwen" => {
                    return Part::Answer;
                }
                _ => {}
            }
        }
    }
    Part::Other
}

fn time_in(record: &Value) -> Option<i64> {
    let mut out = None;
    look(record, 3, &mut |key, value| {
        if out.is_none() && TIMES.contains(&key) {
            out = time(value);
        }
    });
    out
}

/// A date in text, or a number of seconds or milliseconds.
fn time(value: &Value) -> Option<i64> {
    match value {
        Value::String(s) => s.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second),
        Value::Number(n) => {
            let n = n.as_f64()?;
            let seconds = if n > 1e11 { n / 1000.0 } else { n };
            #[allow(clippy::cast_possible_truncation)] // checked to lie between 2001 and 2286
            (1e9..1e10).contains(&seconds).then_some(seconds as i64)
        }
        Value::Object(map) => TIMES.iter().find_map(|k| time(map.get(*k)?)),
        _ => None,
    }
}

fn look(value: &Value, depth: usize, each: &mut dyn FnMut(&str, &Value)) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(map) => {
            for (k, v) in map {
                each(k, v);
            }
            for v in map.values() {
                look(v, depth - 1, each);
            }
        }
        Value::Array(list) => {
            for v in list.iter().take(100) {
                look(v, depth - 1, each);
            }
        }
        _ => {}
    }
}

fn cut(text: &str) -> String {
    let mut out: String = text.chars().take(TEXT).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn records_of_different_agents() {
        let claude = json!({"type": "user", "timestamp": "2026-03-04T05:06:07.000Z", "cwd": "/w/app",
            "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "K=hunter2hunter2"}]}});
        let a = attribute(&claude, "hunter2hunter2");
        assert_eq!((a.part, a.call.as_deref()), (Some(Part::ToolResult), Some("toolu_1")));
        assert_eq!(day_of(a.time.unwrap()), "2026-03-04");
        assert_eq!(setting(&claude).project.as_deref(), Some("/w/app"));
        let prompt = json!({"role": "user", "content": [{"type": "text", "text": "use hunter2hunter2"}], "created": 1_770_000_000});
        assert_eq!(attribute(&prompt, "hunter2hunter2").part, Some(Part::Prompt));
        let codex = json!({"timestamp": "2026-03-04T05:06:07Z", "type": "response_item", "payload": {"type": "function_call",
            "call_id": "c1", "arguments": "{\"command\":[\"cat\",\".env\"]}"}});
        assert_eq!(source(&codex, 4).as_deref(), Some("cat .env"));
        let gemini = json!({"messages": [{"type": "gemini", "timestamp": "2026-03-04T05:06:07Z", "toolCalls": [{"name": "read_file",
            "args": {"absolute_path": "/w/.env"}, "result": [{"functionResponse": {"response": {"output": "hunter2hunter2"}}}]}]}]});
        let a = attribute(&gemini, "hunter2hunter2");
        assert_eq!((a.part, a.source.as_deref()), (Some(Part::ToolResult), Some("/w/.env")));
        assert!(a.time.is_some());
    }

    #[test]
    fn deep_records_end() {
        let mut v = json!("hunter2hunter2");
        for _ in 0..100 {
            v = json!([v]);
        }
        assert_eq!(attribute(&v, "hunter2hunter2"), Attribution::default());
    }
}
