#!/usr/bin/env python3
"""Asks real agents for planted files and compares what comes back with what spillage says.

A scripted model on loopback answers the client's first request with one tool call; whatever the client sends back
afterwards is searched for the planted value. No network, an empty home, a made-up key, bounded time, children ended by id.

    tests/agents/lab.py --bin DIR_WITH_CLIENTS [--spillage PATH] [--only codex,opencode,...]

Clients that are not there are skipped with a message. The table goes to standard output; docs/agents.md keeps a copy.
"""
import argparse, json, os, pathlib, shutil, signal, subprocess, sys, tempfile, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TIMEOUT = 60


class Model:
    """One tool call, then goodbye. Speaks OpenAI chat and responses, and Gemini."""

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
        if self.asked:
            self.bodies.append(raw)
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


PACKAGES = {"codex": ["@openai/codex"], "opencode": ["opencode-ai"], "qwen-code": ["@qwen-code/qwen-code"], "gemini-cli": ["@google/gemini-cli"]}
USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


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


def gemini(home, project, port, extra):
    write(home / ".gemini/settings.json", json.dumps({"security": {"auth": {"selectedType": "gemini-api-key"}}, "privacy": {"usageStatisticsEnabled": False}, "telemetry": {"enabled": False}}))
    if extra:
        write(project / ".geminiignore", extra)
    argv = ["gemini", "-m", "gemini-2.5-flash", "-y", "--skip-trust", "-p", "go"]
    return argv, {"GEMINI_API_KEY": "x", "GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}", "GEMINI_CLI_TRUST_WORKSPACE": "true"}


def read_args(project, name):
    path = str(project / name)
    return lambda tool: {"read": {"filePath": path}, "read_file": {"file_path": path, "absolute_path": path}}[tool]


def shell_args(line):
    forms = {
        "bash": {"command": line, "description": "x"},
        "run_shell_command": {"command": line, "is_background": False, "description": "x"},
        "exec_command": {"cmd": line},
        "shell_command": {"command": line},
        "shell": {"command": ["bash", "-c", line]},
        "local_shell": {"command": ["bash", "-c", line]},
    }
    return lambda tool: forms[tool]


SHELLS = ["bash", "run_shell_command", "exec_command", "shell_command", "shell"]
PROFILE = """default_permissions = "safe"
[permissions.safe]
extends = ":workspace"
[permissions.safe.filesystem]
glob_scan_max_depth = 4
[permissions.safe.filesystem.":workspace_roots"]
"**/.env" = "deny"
"""
CASES = [
    ("codex", codex, "nothing", ""),
    ("codex", codex, "profile denies **/.env", PROFILE),
    ("codex", codex, "the same beside sandbox_mode", 'sandbox_mode = "workspace-write"\n' + PROFILE),
    ("opencode", opencode, "nothing", ""),
    ("opencode", opencode, "read: allow", '{"permission":{"read":"allow"}}'),
    ("opencode", opencode, "notes.txt denied", '{"permission":{"read":{"notes.txt":"deny"}}}'),
    ("qwen-code", qwen, "nothing", ""),
    ("qwen-code", qwen, "Read(.env) denied", '{"permissions":{"deny":["Read(.env)"]}}'),
    ("gemini-cli", gemini, "nothing", ""),
    ("gemini-cli", gemini, ".geminiignore", ".env\nnotes.txt\n"),
]
CHANNELS = [
    ("file-tool", ["read", "read_file"], lambda p, f: read_args(p, f)),
    ("shell-reader", SHELLS, lambda p, f: shell_args(f"cat {f}")),
    ("shell", SHELLS, lambda p, f: shell_args("grep -r SPILLED .")),
]


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


def said(spillage, agent, home, project, path, channel):
    out = subprocess.run([spillage, "scan", str(project), "--agent", agent, "--home", str(home), "-f", "json", "--exit-zero"], stdout=subprocess.PIPE, check=True).stdout
    for f in json.loads(out)["findings"]:
        if f["path"] == path:
            return f["access"][agent]["channels"].get(channel, "-")
    return "?"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--bin", required=True)
    p.add_argument("--spillage", default="target/debug/spillage")
    p.add_argument("--only", default="")
    p.add_argument("--work", default=str(pathlib.Path.home() / ".cache/spillage-lab"))
    p.add_argument("--verbose", action="store_true")
    a = p.parse_args()
    pathlib.Path(a.work).mkdir(parents=True, exist_ok=True)
    spillage = str(pathlib.Path(a.spillage).resolve())
    value = "gh" + "p_" + "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi"
    print("| agent | configuration | file | channel | spillage says | it came back | agree |\n|---|---|---|---|---|---|---|")
    wrong = 0
    for agent, setup, title, extra in CASES:
        if a.only and agent not in a.only.split(","):
            continue
        binary = {"qwen-code": "qwen", "gemini-cli": "gemini"}.get(agent, agent)
        if not (pathlib.Path(a.bin) / binary).exists():
            print(f"skipped: {binary} is not in {a.bin}", file=sys.stderr)
            continue
        for file in [".env", "notes.txt"]:
            for channel, tools, args in CHANNELS:
                if agent == "codex" and channel == "file-tool":
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
                    model = Model(tools, args(project, file))
                    argv, more = setup(home, project, model.port, extra)
                    argv[0] = str(pathlib.Path(a.bin).resolve() / argv[0])
                    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "dumb", "NO_COLOR": "1", **more}
                    if agent != "qwen-code":  # it would send loopback requests through the proxy too
                        env.update(https_proxy="http://127.0.0.1:9", no_proxy="127.0.0.1,localhost")
                    verdict = said(spillage, agent, home, project, file, channel)
                    text = run(argv, env, project)
                    model.server.shutdown()
                    came = any(value in b for b in model.bodies)
                    back = "not asked" if not model.asked else "yes" if came else "no"
                    # With questions answered by flag, asks and weak both let it through.
                    agree = back == "not asked" or came == (verdict != "blocked")
                    wrong += not agree
                    print(f"| {agent} | {title} | {file} | {channel} | {verdict} | {back} | {'yes' if agree else '**no**'} |", flush=True)
                    if a.verbose and (back == "not asked" or not agree):
                        last = (model.bodies or [""])[0]
                        at = max(last.find("functionResponse"), last.find("call_1"))
                        print(text[-3000:], "\noffered:", model.offered, "\nanswer:", last[max(at, 0) : at + 1500], file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
