//! Transcripts of each agent, written in its own format: planted values are found, attributed and grouped.

use serde_json::{Value, json};

use crate::support::{Tree, unmark};

/// The same value in many places, and one of its own for each agent.
fn token(n: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut state = n as u32 * 7919 + 104_729;
    let body: String = (0..24)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(ALPHABET[(state >> 16) as usize % 62])
        })
        .collect();
    format!("{}{}{n:02}{body}", "sk_li", "ve_")
}

fn env_file(n: usize) -> String {
    format!("# settings\nNAME=\"x\"\nSTRIPE_SECRET_KEY={}\nPATH=C:\\tmp\n", token(n))
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|r| r.to_string() + "\n").collect()
}

/// A home with a transcript of every agent; the agent's number names its value. Value 0 is also in Codex's.
fn home() -> Tree {
    let tree = Tree::new().file("code/app/.env", env_file(0));
    let cwd = tree.join("code/app").to_string_lossy().into_owned();
    let claude = lines(&[
        json!({"type": "user", "cwd": cwd, "timestamp": "2026-03-01T10:00:00.000Z", "message": {"role": "user", "content": "read the settings"}}),
        json!({"type": "assistant", "cwd": cwd, "timestamp": "2026-03-01T10:00:01.000Z", "message": {"role": "assistant", "model": "claude-opus-4",
            "content": [{"type": "tool_use", "id": "toolu_01", "name": "Read", "input": {"file_path": format!("{cwd}/.env")}}]}}),
        json!({"type": "user", "cwd": cwd, "timestamp": "2026-03-01T10:00:02.000Z",
            "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_01", "content": env_file(0)}]},
            "toolUseResult": {"type": "text", "file": {"content": env_file(0)}}}),
    ]);
    let codex = lines(&[
        json!({"timestamp": "2026-04-01T10:00:00Z", "type": "session_meta", "payload": {"id": "s", "cwd": cwd, "model_provider": "azure", "cli_version": "0.138"}}),
        json!({"timestamp": "2026-04-01T10:00:00Z", "type": "turn_context", "payload": {"cwd": cwd, "model": "gpt-5-codex"}}),
        json!({"timestamp": "2026-04-01T10:00:01Z", "type": "response_item", "payload": {"type": "function_call", "name": "shell", "call_id": "call_1",
            "arguments": json!({"command": ["curl", "-H", format!("x-key: {}", token(1)), "example.org"]}).to_string()}}),
        json!({"timestamp": "2026-04-01T10:00:02Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "call_1",
            "output": json!({"output": env_file(0), "metadata": {"exit_code": 0}}).to_string()}}),
    ]);
    let cursor = lines(&[
        json!({"role": "user", "message": {"content": [{"type": "text", "text": format!("deploy with STRIPE_SECRET_KEY={}", token(2))}]}}),
    ]);
    let gemini = json!({"sessionId": "s", "startTime": "2026-05-01T00:00:00Z", "messages": [
        {"id": "1", "timestamp": "2026-05-01T00:00:01Z", "type": "gemini", "model": "gemini-2.5-pro", "content": "",
         "toolCalls": [{"id": "c", "name": "read_file", "args": {"absolute_path": "/gone/prod.env"},
            "result": [{"functionResponse": {"id": "c", "name": "read_file", "response": {"output": env_file(3)}}}]}]}]});
    let copilot = lines(&[
        json!({"type": "session.start", "timestamp": "2026-05-02T00:00:00Z", "data": {"context": {"cwd": cwd}, "model": "gpt-5"}}),
        json!({"type": "tool.execution_complete", "timestamp": "2026-05-02T00:00:01Z", "data": {"toolCallId": "t1", "result": {"content": env_file(4)}}}),
    ]);
    let opencode = json!({"id": "prt_1", "messageID": "m", "type": "tool", "tool": "bash", "callID": "c",
        "state": {"status": "completed", "input": {"command": "cat .env"}, "output": env_file(5), "time": {"start": 1_770_000_000_000_u64, "end": 1_770_000_000_500_u64}}});
    let cline = json!([
        {"role": "user", "content": [{"type": "text", "text": "<task>fix it</task>"}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": [{"type": "text", "text": env_file(6)}]}]}]);
    let qwen = json!([{"sessionId": "s", "messageId": 0, "type": "user", "message": format!("my key is STRIPE_SECRET_KEY={}", token(7)), "timestamp": "2026-05-03T00:00:00Z"}]);
    let goose = lines(&[
        json!({"working_dir": cwd, "description": "d", "message_count": 1}),
        json!({"role": "user", "created": 1_770_000_000, "content": [{"type": "toolResponse", "id": "g",
            "toolResult": {"status": "success", "value": [{"type": "text", "text": env_file(8)}]}}]}),
    ]);
    let aider = format!(
        "# aider chat started at 2026-05-04 09:08:07\n\n> Aider v0.80\n> Main model: gpt-4o with diff edit format\n\n#### use STRIPE_SECRET_KEY={}\n\nDone.\n",
        token(9)
    );
    let carry_on = json!({"sessionId": "s", "workspaceDirectory": cwd, "history": [
        {"message": {"role": "user", "content": [{"type": "text", "text": "look"}]}, "contextItems": []},
        {"message": {"role": "tool", "toolCallId": "c", "content": env_file(10)}, "contextItems": []}]});
    let amp = json!({"v": 1, "id": "T-1", "created": 1_770_000_000_000_u64, "messages": [{"role": "user", "content": [
        {"type": "tool_result", "toolUseID": "t", "run": {"status": "done", "result": {"absolutePath": "/w/.env", "content": env_file(11)}}}]}]});
    let task = |n: usize| {
        json!([{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": env_file(n)}]}])
            .to_string()
    };
    let part = json!({"type": "tool", "tool": "read", "callID": "c",
        "state": {"status": "completed", "input": {"filePath": "/w/prod.env"}, "output": env_file(14)}});
    let message = json!([{"type": "toolResponse", "id": "g", "toolResult": {"status": "success", "value": [{"type": "text", "text": env_file(15)}]}}]);
    let extensions = ".config/Code/User/globalStorage";
    let tree = tree
        .file(".continue/sessions/1.json", carry_on.to_string())
        .file(".local/share/amp/threads/T-1.json", amp.to_string())
        .file(
            &format!("{extensions}/rooveterinaryinc.roo-cline/tasks/1/api_conversation_history.json"),
            task(12),
        )
        .file(
            &format!("{extensions}/kilocode.kilo-code/tasks/1/api_conversation_history.json"),
            task(13),
        )
        .file(
            ".local/share/opencode/opencode.db",
            sqlite(&[("prt_1", &part.to_string())]),
        )
        .file(
            ".local/share/goose/sessions/sessions.db",
            sqlite(&[("1", &message.to_string())]),
        );
    tree.file(".claude/projects/-code-app/0a1b.jsonl", claude)
        .file(".codex/sessions/2026/04/01/rollout-1.jsonl", codex)
        .file(".cursor/projects/app/agent-transcripts/1.jsonl", cursor)
        .file(
            ".gemini/tmp/abc/chats/session-1.json",
            serde_json::to_string_pretty(&gemini).unwrap(),
        )
        .file(".copilot/session-state/1/events.jsonl", copilot)
        .file(".local/share/opencode/storage/part/m/prt_1.json", opencode.to_string())
        .file(
            ".config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks/1/api_conversation_history.json",
            cline.to_string(),
        )
        .file(".qwen/tmp/abc/logs.json", qwen.to_string())
        .file(".local/share/goose/sessions/1.jsonl", goose)
        .file("code/app/.aider.chat.history.md", aider)
}

fn run(tree: &Tree, more: &[&str]) -> (Value, String) {
    let home = tree.path().to_string_lossy().into_owned();
    let ran = tree.run(
        &[
            &[
                "sessions",
                "--home",
                &home,
                "--isolated",
                "--exit-zero",
                "--show-secrets",
                "-f",
                "json",
            ],
            more,
        ]
        .concat(),
    );
    let text = ran.out.clone();
    (
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text} {}", ran.err)),
        text,
    )
}

fn asset(report: &Value, n: usize) -> &Value {
    let found: Vec<&Value> = report["assets"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["secret"].as_str().unwrap().contains(&token(n)))
        .collect();
    assert_eq!(found.len(), 1, "value {n} is one asset: {found:#?}");
    found[0]
}

fn has(asset: &Value, key: &str, wanted: &str) {
    assert!(
        asset[key].to_string().contains(wanted),
        "{key} should hold {wanted}: {asset:#}"
    );
}

#[test]
fn every_agents_transcript_is_read_attributed_and_grouped() {
    let tree = home();
    let (report, _) = run(&tree, &[]);
    let agents = [
        "claude-code",
        "codex",
        "cursor",
        "gemini-cli",
        "copilot-cli",
        "opencode",
        "cline",
        "qwen-code",
        "goose",
        "aider",
        "continue",
        "amp",
        "roo-code",
        "kilo-code",
        "opencode",
        "goose",
    ];
    for (n, agent) in agents.iter().enumerate() {
        has(asset(&report, n), "agents", agent);
    }
    // One value that two agents saw.
    let both = asset(&report, 0);
    for (key, wanted) in [
        ("agents", "codex"),
        ("providers", "anthropic"),
        ("providers", "azure"),
        ("models", "claude-opus-4"),
        ("models", "gpt-5-codex"),
        ("parts", "tool-result"),
        ("first", "2026-03-01"),
        ("last", "2026-04-01"),
        ("sources", "/code/app/.env"),
        ("stands", "/code/app/.env"),
        ("places", "0a1b.jsonl:3"),
        ("places", "rollout-1.jsonl:4"),
        ("projects", "code/app"),
    ] {
        has(both, key, wanted);
    }
    assert_eq!(both["seen"], 2, "{both:#}");
    for (n, key, wanted) in [
        (1, "parts", "tool-call"),
        (2, "parts", "prompt"),
        (3, "sources", "/gone/prod.env"),
        (3, "parts", "tool-result"),
        (3, "models", "gemini"),
        (3, "first", "2026-05-01"),
        (4, "first", "2026-05-02"),
        (4, "providers", "github"),
        (5, "sources", "cat .env"),
        (5, "first", "2026-02-02"),
        (6, "parts", "tool-result"),
        (7, "first", "2026-05-03"),
        (8, "first", "2026-02-02"),
        (9, "first", "2026-05-04"),
        (9, "parts", "prompt"),
        (9, "models", "gpt-4o"),
        (10, "parts", "tool-result"),
        (11, "parts", "tool-result"),
        (11, "sources", "/w/.env"),
        (12, "parts", "tool-result"),
        (13, "parts", "tool-result"),
        (14, "sources", "/w/prod.env"),
        (15, "parts", "tool-result"),
    ] {
        has(asset(&report, n), key, wanted);
    }
    assert_eq!(asset(&report, 3)["stands"], Value::Null);
    // Since a date: what left before is not told.
    let (late, _) = run(&tree, &["--since", "2026-05-02"]);
    let left: Vec<usize> = (0..10)
        .filter(|n| late["assets"].to_string().contains(&token(*n)))
        .collect();
    // Cursor's and Cline's records have no time of their own: the file's counts.
    assert_eq!(left, [2, 4, 6, 7, 9]);
}

#[test]
fn values_are_not_shown_and_the_code_says_what_was_found() {
    let tree = home();
    let home = tree.path().to_string_lossy().into_owned();
    for format in ["human", "json"] {
        let ran = tree.run(&["sessions", "--home", &home, "--isolated", "-v", "-f", format]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        for n in 0..10 {
            assert!(
                !ran.out.contains(&token(n)) && !ran.err.contains(&token(n)),
                "{format}: {n}"
            );
        }
    }
    let empty = Tree::new();
    let ran = empty.run(&["sessions", "--home", &empty.path().to_string_lossy(), "--isolated"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("0 transcripts"));
    let bad = empty.run(&["sessions", "--since", "the other day"]);
    assert_eq!(bad.code, 2);
}

#[test]
fn large_cut_and_hostile_transcripts_are_survived() {
    let mut long = String::from("{\"type\":\"user\",\"text\":\"");
    long.push_str(&"padding ".repeat(600_000));
    long.push_str(&format!("\\nSTRIPE_SECRET_KEY={}\\n\"}}\n", token(1)));
    let mut many = String::new();
    while many.len() < 5 << 20 {
        many.push_str("{\"type\":\"user\",\"message\":{\"content\":\"line\\nline\\tline \\u00e9\"}}\n");
    }
    let behind = many.lines().count() + 1;
    many.push_str(&format!(
        "{{\"type\":\"user\",\"message\":{{\"content\":\"STRIPE_SECRET_KEY={}\"}}}}\n",
        token(2)
    ));
    let nested = format!(
        "{}STRIPE_SECRET_KEY={}{}\n",
        "[\"".repeat(5000),
        token(3),
        "\"]".repeat(5000)
    );
    let tree = Tree::new()
        .file(".claude/projects/p/long.jsonl", long)
        .file(".claude/projects/p/many.jsonl", many)
        .file(".claude/projects/p/nested.jsonl", nested)
        .file(
            ".claude/projects/p/cut.jsonl",
            format!("{{\"a\":\"STRIPE_SECRET_KEY={}\\", token(4)),
        )
        .file(".claude/projects/p/bytes.jsonl", unmark(b"\xff\xfe\\u\\ud800\"\n\n{}"));
    let (report, _) = run(&tree, &[]);
    for n in [1, 2, 3, 4] {
        let _ = asset(&report, n);
    }
    has(asset(&report, 2), "places", &format!("many.jsonl:{behind}"));
}

/// A SQLite database with one table of keys and values, as small as the format allows: two pages, both leaves.
fn sqlite(rows: &[(&str, &str)]) -> Vec<u8> {
    const PAGE: usize = 4096;
    fn varint(n: usize) -> Vec<u8> {
        if n < 128 {
            vec![n as u8]
        } else {
            vec![(n >> 7) as u8 | 0x80, (n & 0x7f) as u8]
        }
    }
    fn cell(row: usize, values: &[&str]) -> Vec<u8> {
        let types: Vec<u8> = values.iter().flat_map(|v| varint(13 + 2 * v.len())).collect();
        let payload = [varint(types.len() + 1), types, values.concat().into_bytes()].concat();
        [varint(payload.len()), varint(row), payload].concat()
    }
    fn leaf(page: &mut [u8], header: usize, cells: &[Vec<u8>]) {
        let mut top = PAGE;
        for (n, cell) in cells.iter().enumerate() {
            top -= cell.len();
            page[top..top + cell.len()].copy_from_slice(cell);
            page[header + 8 + 2 * n..][..2].copy_from_slice(&(top as u16).to_be_bytes());
        }
        page[header] = 13;
        page[header + 3..][..2].copy_from_slice(&(cells.len() as u16).to_be_bytes());
        page[header + 5..][..2].copy_from_slice(&(top as u16).to_be_bytes());
    }
    let mut file = vec![0; 2 * PAGE];
    file[..16].copy_from_slice(b"SQLite format 3\0");
    file[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
    file[18..24].copy_from_slice(&[1, 1, 0, 64, 32, 32]);
    file[28..32].copy_from_slice(&2u32.to_be_bytes());
    file[44..48].copy_from_slice(&4u32.to_be_bytes());
    file[56..60].copy_from_slice(&1u32.to_be_bytes());
    let sql = "CREATE TABLE cursorDiskKV (key TEXT, value BLOB)";
    // The root page number is an integer of one byte.
    let types = [vec![23, 13 + 24, 13 + 24, 1], varint(13 + 2 * sql.len())].concat();
    let payload = [
        vec![types.len() as u8 + 1],
        types,
        b"tablecursorDiskKVcursorDiskKV\x02".to_vec(),
        sql.as_bytes().to_vec(),
    ]
    .concat();
    let schema = [varint(payload.len()), vec![1], payload].concat();
    leaf(&mut file[..PAGE], 100, &[schema]);
    let cells: Vec<Vec<u8>> = rows
        .iter()
        .enumerate()
        .map(|(n, (k, v))| cell(n + 1, &[k, v]))
        .collect();
    leaf(&mut file[PAGE..], 0, &cells);
    file
}

#[test]
fn chats_in_databases_are_read() {
    let bubble = json!({"type": 2, "createdAt": "2026-06-01T00:00:00Z", "text": "",
        "toolFormerData": {"tool": "read_file", "params": {"path": "/w/prod.env"}, "result": env_file(5)}});
    let rows = [
        ("bubbleId:1", "{\"text\":\"hello\"}"),
        ("bubbleId:2", &bubble.to_string()),
    ];
    let tree = Tree::new().file(".config/Cursor/User/globalStorage/state.vscdb", sqlite(&rows));
    let (report, _) = run(&tree, &[]);
    let found = asset(&report, 5);
    for (key, wanted) in [
        ("agents", "cursor"),
        ("first", "2026-06-01"),
        ("parts", "tool-result"),
        ("places", "state.vscdb!cursorDiskKV:2"),
    ] {
        has(found, key, wanted);
    }
}

/// A source file that says nothing, with a line in its middle.
fn program(line: &str) -> String {
    let part = |from: usize| -> String {
        (from..from + 60)
            .map(|n| format!("    let row_{n} = table.row({n}).map(|cell| cell + {});\n", n * 31 % 17))
            .collect()
    };
    format!("{}{line}\n{}", part(0), part(60))
}

/// Records as Claude Code writes them: signed thoughts, counts of tokens, a file that is read with numbers before its lines
/// and kept without, a picture.
fn work(text: &str, session: usize) -> Vec<Value> {
    let noise = |n: usize| -> String {
        let bytes: Vec<u8> = (0..n as u32)
            .map(|i| (i.wrapping_add(session as u32 * 77).wrapping_mul(2_654_435_761) >> 11) as u8)
            .collect();
        data_encoding::BASE64.encode(&bytes)
    };
    let numbered: String = text
        .lines()
        .enumerate()
        .map(|(n, l)| format!("{:6}\u{2192}{l}\n", n + 1))
        .collect();
    let id = format!("0b5c1f0e-1111-4222-8333-44445555{session:04}");
    let usage =
        json!({"input_tokens": 142_220_392, "cache_read_input_tokens": 81_254 + session, "output_tokens": 1_865_656});
    vec![
        json!({"type": "assistant", "uuid": id, "timestamp": "2026-03-01T10:00:01.000Z", "requestId": "req_011CSabcdefghijklmnopqrs",
            "message": {"role": "assistant", "model": "claude-opus-4-5", "id": "msg_01AbCdEfGhIjKlMnOpQrStUv", "usage": usage,
                "content": [{"type": "thinking", "thinking": "What does it do?", "signature": noise(700)},
                    {"type": "tool_use", "id": "toolu_01AbCdEfGhIjKlMnOpQrSt", "name": "Read", "input": {"file_path": "/w/table.rs"}}]}}),
        json!({"type": "user", "uuid": id, "timestamp": "2026-03-01T10:00:02.000Z",
            "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_01AbCdEfGhIjKlMnOpQrSt", "content": numbered}]},
            "toolUseResult": {"type": "text", "file": {"filePath": "/w/table.rs", "content": text}}}),
        json!({"type": "user", "uuid": id, "timestamp": "2026-03-01T10:00:03.000Z", "message": {"role": "user", "content": [
            {"type": "tool_result", "content": [{"type": "image", "source": {"type": "base64", "data": noise(9000)}}]}]}}),
    ]
}

#[test]
fn what_is_repeated_is_told_each_time_and_what_nobody_wrote_is_not() {
    let text = program(&format!("// STRIPE_SECRET_KEY={}", token(1)));
    let clean = program("    // nothing");
    let session = |n: usize| {
        lines(
            &[
                work(&clean, n),
                work(&text, n),
                work(&clean, n),
                work(&text, n),
                work(&text, n),
            ]
            .concat(),
        )
    };
    let packed = ruzstd::encoding::compress_to_vec(
        lines(&[json!({"timestamp": "2026-04-01T10:00:00Z", "type": "response_item", "payload": {"type": "function_call_output",
            "call_id": "call_AbCdEfGhIjKlMnOpQrStUvWx", "output": text}})])
        .as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    let tree = Tree::new()
        .file(".claude/projects/p/1.jsonl", session(1))
        .file(".claude/projects/p/2.jsonl", session(2))
        .file(".codex/sessions/2026/04/01/rollout-old.jsonl.zst", packed)
        .file(".claude/projects/p/1/tool-results/b1.txt", env_file(2))
        .file(".claude/paste-cache/0a.txt", env_file(3))
        .file(".local/share/opencode/tool-output/tool_01", env_file(4));
    let (report, _) = run(&tree, &[]);
    let found = asset(&report, 1);
    assert_eq!(found["seen"], 7, "{found:#}");
    for session in [1, 2] {
        for line in [5, 11, 14] {
            has(found, "places", &format!("{session}.jsonl:{line}\""));
        }
    }
    has(found, "places", "rollout-old.jsonl.zst:1");
    has(found, "sources", "/w/table.rs");
    for (n, key, wanted) in [
        (2, "parts", "tool-result"),
        (3, "parts", "prompt"),
        (4, "agents", "opencode"),
    ] {
        has(asset(&report, n), key, wanted);
    }
    assert_eq!(report["assets"].as_array().unwrap().len(), 4, "{report:#}");
}

#[test]
fn marked_documents_that_were_read_are_told() {
    let text = "# Plan\n\nThis document contains confidential information of Heron Ltd. and must not be distributed.\n\nThe plan.\n";
    let tree = Tree::new().file(".claude/projects/p/1.jsonl", lines(&work(text, 1)));
    let (report, _) = run(&tree, &[]);
    let assets = report["assets"].as_array().unwrap();
    assert!(assets.iter().any(|a| a["category"] == "marker"), "{report:#}");
}
