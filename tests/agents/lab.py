#!/usr/bin/env python3
"""Asks real agents for planted files and compares what comes back with what spillage says.

A scripted model on loopback answers the client's first request with one tool call; whatever the client sends back
afterwards is searched for the planted value. For mentions there is no call: the prompt names the file, and the first request is
searched. No network, an empty home, a made-up key, bounded time, children ended by id.

    tests/agents/lab.py --bin DIR_WITH_CLIENTS [--spillage PATH] [--only codex,opencode,...]

Clients that are not there are skipped with a message. The table goes to standard output; docs/agents.md keeps a copy. A cell holds
what spillage says and whether the value came back; `(!)` marks a disagreement, `(held)` a weak control that held on this way.
"""
import argparse, json, os, pathlib, shutil, signal, subprocess, sys, tempfile, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TIMEOUT = 60


class Model:
    """One tool call, then goodbye. Speaks OpenAI chat and responses, Gemini and Anthropic."""

    def __init__(self, tools, args_of):
        self.tools, self.args_of = tools, args_of  # candidate tool names; arguments by tool name
        self.asked = False
        self.bodies, self.offered, self.used = [], [], None
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.reply(b'{"object":"list","data":[{"id":"m","object":"model"}],"models":[]}', "application/json")

            def do_POST(self):
                n = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(n)
                if self.headers.get("content-encoding") == "gzip":
                    import gzip
                    body = gzip.decompress(body)
                try:
                    data = json.loads(body)
                except ValueError:
                    data = {}
                text, kind = model.answer(self.path, data, body.decode("utf-8", "replace"))
                self.reply(text.encode(), kind)

            def reply(self, body, kind):
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pick(self, offered):
        self.offered = offered or self.offered
        if self.asked:
            return None
        for t in self.tools:
            if t in offered:
                self.asked, self.used = True, t
                return t
        return None

    def answer(self, path, data, raw):
        if self.asked or not self.tools:
            self.bodies.append(raw)
        if "/v1/messages" in path:
            return self.anthropic(path, data)
        if "ontent" in path and "models/" in path:
            return self.gemini(path, data)
        if path.endswith("/responses"):
            return self.responses(data)
        if "chat/completions" in path:
            return self.chat(data)
        return "{}", "application/json"

    def chat(self, data):
        offered = [t["function"]["name"] for t in data.get("tools") or []]
        name = self.pick(offered)
        if name:
            call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(self.args_of(name))}}
            delta, why = {"role": "assistant", "tool_calls": [call]}, "tool_calls"
        else:
            delta, why = {"role": "assistant", "content": "done"}, "stop"
        base = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        if not data.get("stream"):
            msg = dict(delta)
            for c in msg.get("tool_calls", []):
                c.pop("index")
            return json.dumps({**base, "object": "chat.completion", "choices": [{"index": 0, "message": msg, "finish_reason": why}], "usage": USAGE}), "application/json"
        events = [
            {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
            {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": why}], "usage": USAGE},
        ]
        return "".join(f"data: {json.dumps(e)}\n\n" for e in events) + "data: [DONE]\n\n", "text/event-stream"

    def responses(self, data):
        offered = [t.get("name") or t.get("type") for t in data.get("tools") or []]
        name = self.pick(offered)
        if name:
            item = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": name, "arguments": json.dumps(self.args_of(name)), "status": "completed"}
        else:
            item = {"type": "message", "id": "m_1", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "done", "annotations": []}]}
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2, "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
        events = [
            {"type": "response.created", "response": {"id": "r1"}},
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed", "response": {"id": "r1", "output": [item], "usage": usage}},
        ]
        return "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events), "text/event-stream"

    def anthropic(self, path, data):
        if path.split("?")[0].endswith("count_tokens"):
            return '{"input_tokens": 1}', "application/json"
        name = self.pick([t.get("name") for t in data.get("tools") or []])
        block = {"type": "tool_use", "id": "toolu_1", "name": name, "input": self.args_of(name)} if name else {"type": "text", "text": "done"}
        why = "tool_use" if name else "end_turn"
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}}
        if not data.get("stream"):
            return json.dumps({**message, "content": [block], "stop_reason": why}), "application/json"
        start = {**block, "input": {}} if name else {**block, "text": ""}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])} if name else {"type": "text_delta", "text": "done"}
        events = [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": start},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": why, "stop_sequence": None}, "usage": {"output_tokens": 1}},
            {"type": "message_stop"},
        ]
        return "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events), "text/event-stream"

    def gemini(self, path, data):
        offered = [f["name"] for t in data.get("tools") or [] for f in t.get("functionDeclarations") or []]
        if "countTokens" in path:
            return '{"totalTokens": 1}', "application/json"
        name = self.pick(offered)
        part = {"functionCall": {"name": name, "args": self.args_of(name)}} if name else {"text": "done"}
        body = {"candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}}
        if "stream" in path:
            return f"data: {json.dumps(body)}\n\n", "text/event-stream"
        return json.dumps(body), "application/json"


PACKAGES = {"claude-code": ["@anthropic-ai/claude-code"], "codex": ["@openai/codex"], "opencode": ["opencode-ai"], "qwen-code": ["@qwen-code/qwen-code"], "gemini-cli": ["@google/gemini-cli"]}
USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def claude(home, project, port, extra):
    if extra:
        write(project / ".claude/settings.json", extra)
    argv = ["claude", "--model", "m", "--allowedTools", "Read,Bash", "-p", "go"]
    off = ["DISABLE_TELEMETRY", "DISABLE_AUTOUPDATER", "DISABLE_ERROR_REPORTING", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"]
    return argv, {"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}", **{k: "1" for k in off}}


def codex(home, project, port, extra):
    write(home / ".codex/config.toml", extra + f"""
[model_providers.lab]
name = "lab"
base_url = "http://127.0.0.1:{port}/v1"
wire_api = "responses"
env_key = "LAB_KEY"
request_max_retries = 0
stream_max_retries = 0
""")
    argv = ["codex", "exec", "--skip-git-repo-check", "-c", "model_provider=\"lab\"", "-m", "gpt-5", "go"]
    return argv, {"LAB_KEY": "x", "CODEX_HOME": str(home / ".codex")}


def opencode(home, project, port, extra):
    config = {"$schema": "https://opencode.ai/config.json", "provider": {"lab": {"npm": "@ai-sdk/openai-compatible", "options": {"baseURL": f"http://127.0.0.1:{port}/v1", "apiKey": "x"}, "models": {"m": {"tool_call": True}}}}, "model": "lab/m", "small_model": "lab/m", "autoupdate": False, "share": "disabled"}
    write(home / ".config/opencode/opencode.json", json.dumps(config))
    if extra:
        write(project / "opencode.json", extra)
    return ["opencode", "run", "-m", "lab/m", "go"], {"OPENCODE_DISABLE_MODELS_FETCH": "1", "OPENCODE_DISABLE_AUTOUPDATE": "1", "OPENCODE_DISABLE_LSP_DOWNLOAD": "1"}


def qwen(home, project, port, extra):
    if extra:
        write(project / ".qwen/settings.json", extra)
    argv = ["qwen", "--auth-type", "openai", "--openai-base-url", f"http://127.0.0.1:{port}/v1", "--openai-api-key", "x", "-m", "m", "-y", "-p", "go"]
    return argv, {"OPENAI_API_KEY": "x", "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1", "OPENAI_MODEL": "m"}


def qwen_ignore(home, project, port, extra):
    write(project / ".qwenignore", extra)
    return qwen(home, project, port, "")


def gemini(home, project, port, extra):
    write(home / ".gemini/settings.json", json.dumps({"security": {"auth": {"selectedType": "gemini-api-key"}}, "privacy": {"usageStatisticsEnabled": False}, "telemetry": {"enabled": False}}))
    if extra:
        write(project / ".geminiignore", extra)
    argv = ["gemini", "-m", "gemini-2.5-flash", "-y", "--skip-trust", "-p", "go"]
    return argv, {"GEMINI_API_KEY": "x", "GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}", "GEMINI_CLI_TRUST_WORKSPACE": "true"}


def read_args(project, name):
    path = str(project / name)
    forms = {"read": {"filePath": path}, "Read": {"file_path": path}, "read_file": {"file_path": path, "absolute_path": path}}
    return lambda tool: forms[tool]


def link(project, name):
    other = project / "other.txt"
    if not other.is_symlink():
        other.symlink_to(project / name)
    return other.name


def shell_args(line):
    forms = {
        "bash": {"command": line, "description": "x"},
        "Bash": {"command": line, "description": "x"},
        "run_shell_command": {"command": line, "is_background": False, "description": "x"},
        "exec_command": {"cmd": line},
        "shell_command": {"command": line},
        "shell": {"command": ["bash", "-c", line]},
        "local_shell": {"command": ["bash", "-c", line]},
    }
    return lambda tool: forms[tool]


SHELLS = ["bash", "Bash", "run_shell_command", "exec_command", "shell_command", "shell"]
PROFILE = """default_permissions = "safe"
[permissions.safe]
extends = ":workspace"
[permissions.safe.filesystem]
glob_scan_max_depth = 4
[permissions.safe.filesystem.":workspace_roots"]
"**/.env" = "deny"
"""
BOX = {"enabled": True, "failIfUnavailable": True, "allowUnsandboxedCommands": False, "filesystem": {"denyRead": ["./.env"]}}
CASES = [
    ("claude-code", claude, "nothing", ""),
    ("claude-code", claude, "Read(.env) denied", '{"permissions":{"deny":["Read(.env)"]}}'),
    ("claude-code", claude, "denyRead of .env", json.dumps({"sandbox": BOX})),
    ("claude-code", claude, "both", json.dumps({"permissions": {"deny": ["Read(.env)"]}, "sandbox": BOX})),
    ("claude-code", claude, "Write(.env) denied", '{"permissions":{"deny":["Write(.env)"]}}'),
    ("claude-code", claude, "Read(./.en?) denied", '{"permissions":{"deny":["Read(./.en?)"]}}'),
    ("codex", codex, "nothing", ""),
    ("codex", codex, "profile denies `**/.env`", PROFILE),
    ("codex", codex, "the same beside sandbox_mode", 'sandbox_mode = "workspace-write"\n' + PROFILE),
    ("codex", codex, "the same, .env read beside it", PROFILE + '".env" = "read"\n'),
    ("codex", codex, "the same, notes.tx? too", PROFILE + '"notes.tx?" = "deny"\n'),
    ("opencode", opencode, "nothing", ""),
    ("opencode", opencode, "read: allow", '{"permission":{"read":"allow"}}'),
    ("opencode", opencode, "notes.txt denied, no repository", '{"permission":{"read":{"notes.txt":"deny"}}}'),
    ("opencode", opencode, "notes.txt denied, in git", '{"permission":{"read":{"notes.txt":"deny"}}}'),
    ("opencode", opencode, "denied, then allowed, in git", '{"permission":{"read":{"notes.txt":"deny","*":"allow"}}}'),
    ("opencode", opencode, "notes.tx? denied, in git", '{"permission":{"read":{"notes.tx?":"deny"}}}'),
    ("qwen-code", qwen, "nothing", ""),
    ("qwen-code", qwen, "Read(.env) denied", '{"permissions":{"deny":["Read(.env)"]}}'),
    ("qwen-code", qwen_ignore, ".qwenignore", ".env\nnotes.txt\n"),
    ("gemini-cli", gemini, "nothing", ""),
    ("gemini-cli", gemini, ".geminiignore", ".env\nnotes.txt\n"),
    # What the guard writes, in front of the real client.
    ("claude-code", claude, "guard --write, in git", ""),
    ("codex", codex, "guard --write, in git", ""),
    ("opencode", opencode, "guard --write, in git", ""),
    ("opencode", opencode, "guard --write, no repository", ""),
    ("qwen-code", qwen, "guard --write, in git", ""),
    ("gemini-cli", gemini, "guard --write, in git", ""),
]
CHANNELS = [
    ("file-tool", ["read", "Read", "read_file"], lambda p, f: read_args(p, f)),
    # The same file under another name: a link beside it.
    ("file-tool through a link", ["Read"], lambda p, f: read_args(p, link(p, f))),
    ("shell-reader", SHELLS, lambda p, f: shell_args(f"cat {f}")),
    ("shell", SHELLS, lambda p, f: shell_args("grep -r SPILLED .")),
    ("mention", [], lambda p, f: None),
]
# Clients that take mentions in a prompt given on the command line.
MENTIONS = ["claude-code", "gemini-cli", "qwen-code"]


def run(argv, env, cwd):
    child = subprocess.Popen(argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        return child.communicate(timeout=TIMEOUT)[0].decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            return child.communicate(timeout=5)[0].decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            return child.communicate()[0].decode("utf-8", "replace")


def sweep(folder):
    """Ends, by id, what a client left running in its folder (a sandbox's helper takes a session of its own)."""
    for proc in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (proc / "cmdline").read_bytes() and int(proc.name) != os.getpid():
                os.kill(int(proc.name), signal.SIGKILL)
        except (OSError, ValueError):
            pass


def said(spillage, agent, home, project, path, channel):
    out = subprocess.run([spillage, "scan", str(project), "--agent", agent, "--home", str(home), "-f", "json", "--exit-zero"], stdout=subprocess.PIPE, check=True).stdout
    for f in json.loads(out)["findings"]:
        if f["path"] == path:
            return f["access"][agent]["channels"].get(channel, "-")
    return "?"


def version(bin, agent):
    meta = pathlib.Path(bin).resolve().parent / PACKAGES[agent][0] / "package.json"
    return json.loads(meta.read_text())["version"] if meta.exists() else ""


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--bin", required=True)
    p.add_argument("--spillage", default="target/debug/spillage")
    p.add_argument("--only", default="", help="agents, by name")
    p.add_argument("--case", default="", help="configurations that hold this text")
    p.add_argument("--work", default=str(pathlib.Path.home() / ".cache/spillage-lab"), help="not below /tmp: Codex makes no helpers there, and its sandbox then runs nothing")
    p.add_argument("--verbose", action="store_true")
    a = p.parse_args()
    pathlib.Path(a.work).mkdir(parents=True, exist_ok=True)
    spillage = str(pathlib.Path(a.spillage).resolve())
    value = "gh" + "p_" + "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi"
    # Codex mounts over these in every folder that commands may write to, and leaves them behind.
    left = [pathlib.Path(tempfile.gettempdir()) / n for n in (".git", ".agents", ".codex", ".aws")]
    left = [p for p in left if not p.exists()]
    names = [c for c, _, _ in CHANNELS]
    print("| agent | configuration | file | " + " | ".join(names) + " |\n" + "|---" * (len(names) + 3) + "|")
    wrong = 0
    for agent, setup, title, extra in CASES:
        if (a.only and agent not in a.only.split(",")) or a.case not in title:
            continue
        binary = {"claude-code": "claude", "qwen-code": "qwen", "gemini-cli": "gemini"}.get(agent, agent)
        if not (pathlib.Path(a.bin) / binary).exists():
            print(f"skipped: {binary} is not in {a.bin}", file=sys.stderr)
            continue
        for file in [".env", "notes.txt"]:
            cells = dict.fromkeys(names, "")
            for channel, tools, args in CHANNELS:
                if (agent == "codex" and channel.startswith("file-tool")) or (channel == "mention" and agent not in MENTIONS):
                    continue
                if channel.endswith("link") and agent != "claude-code":
                    continue
                with tempfile.TemporaryDirectory(dir=a.work) as d:
                    home, project = pathlib.Path(d) / "home", pathlib.Path(d) / "project"
                    home.mkdir()
                    # Where a global installation would say which version this is.
                    for package in PACKAGES[agent]:
                        meta = pathlib.Path(a.bin).resolve().parent / package / "package.json"
                        if meta.exists():
                            write(home / ".npm-global/lib/node_modules" / package / "package.json", meta.read_text())
                    write(project / file, f"SPILLED={value}\n")
                    if title.endswith("in git"):
                        (project / ".git").mkdir()
                        subprocess.run(["git", "init", "-q", str(project)], check=True)
                    model = Model(tools, args(project, file))
                    argv, more = setup(home, project, model.port, extra)
                    if title.startswith("guard"):
                        subprocess.run([spillage, "guard", str(project), "--home", str(home), "--agent", agent, "--write"], stdout=subprocess.DEVNULL, check=True)
                    if channel == "mention":
                        argv[-1] = f"@{file} go"
                    argv[0] = str(pathlib.Path(a.bin).resolve() / argv[0])
                    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "dumb", "NO_COLOR": "1", **more}
                    if agent != "qwen-code":  # it would send loopback requests through the proxy too
                        env.update(https_proxy="http://127.0.0.1:9", no_proxy="127.0.0.1,localhost")
                    verdict = said(spillage, agent, home, project, file, channel.split(" ")[0])
                    text = run(argv, env, project)
                    sweep(d)
                    model.server.shutdown()
                    came = any(value in b for b in model.bodies)
                    asked = model.asked or (channel == "mention" and model.bodies)
                    back = "not asked" if not asked else "yes" if came else "no"
                    # With questions answered by flag, asks and weak both let it through; weak may hold on one way and not on another.
                    agree = "" if back == "not asked" or came == (verdict != "blocked") else " (held)" if verdict == "weak" else " **(!)**"
                    wrong += "!" in agree
                    cells[channel] = f"{verdict}: {back}{agree}"
                    if a.verbose and (back == "not asked" or agree):
                        last = (model.bodies or [""])[0]
                        at = max(last.find("functionResponse"), last.find("call_1"))
                        print(text[-3000:], "\noffered:", model.offered, "\nanswer:", last[max(at, 0) : at + 1500], file=sys.stderr)
            print(f"| {agent} {version(a.bin, agent)} | {title} | {file} | " + " | ".join(cells.values()) + " |", flush=True)
    for p in left:
        try:
            p.rmdir()
        except OSError:
            pass
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
