#!/usr/bin/env python3
"""Writes a home folder with transcripts as Claude Code and Codex leave them, out of the sources of some project.

    benches/transcripts.py SOURCES HOME MEGABYTES [--fresh] [--seed N]
    spillage sessions --home HOME

Sessions read files (with line numbers for the model and without for the record), run commands, search, edit (with the
whole file as it was before), look at pictures and think in signed blocks. Every session works on a few dozen files; one
in eight goes on from a copy of an earlier one. With --fresh nothing is said twice: every piece of a source file is in one
record, once, and there are no copies. Made-up keys are planted in both; their number is printed.
"""
import argparse
import base64
import json
import os
import random
import string
import sys
import uuid
from pathlib import Path

TEXT = (".c", ".h", ".py", ".js", ".ts", ".rs", ".go", ".md", ".json", ".sh", ".rst", ".yml", ".yaml", ".toml", ".txt", ".css")
SESSION = 12_000_000
CLOCK = 1_772_000_000


def sources(root: Path, limit: int) -> list[tuple[str, str]]:
    out, size = [], 0
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if name.endswith(TEXT) and not path.is_symlink() and 200 < path.stat().st_size < 200_000:
                text = path.read_text("utf-8", "replace")
                out.append((str(path.relative_to(root)), text))
                size += len(text)
        if size > limit:
            break
    return out


class Fake:
    """What looks drawn at random, from a seed."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def word(self, n, alphabet=string.ascii_letters + string.digits):
        return "".join(self.rng.choices(alphabet, k=n))

    def uuid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def blob(self, n):
        return base64.b64encode(self.rng.randbytes(n)).decode()

    def time(self, i):
        s = CLOCK + i
        return f"2026-03-{1 + s // 86400 % 28:02}T{s // 3600 % 24:02}:{s // 60 % 60:02}:{s % 60:02}.{i % 1000:03}Z"


class Agent:
    def __init__(self, files, fake, fresh, keys):
        self.files, self.fake, self.fresh, self.keys = files, fake, fresh, keys
        self.n = 0
        self.begun = []
        self.next = iter(())

    def piece(self):
        """A file's name, where the part begins, its lines."""
        rng = self.fake.rng
        if self.fresh:
            piece = next(self.next, None)
            if piece is None:
                raise SystemExit("the sources are too small for so many megabytes without repetition")
            return piece
        name, text = self.work[min(int(rng.paretovariate(0.8)) - 1, len(self.work) - 1)]
        lines = text.split("\n")
        start = 0 if rng.random() < 0.6 else rng.randrange(max(1, len(lines) - 200))
        return name, start, lines[start:start + rng.choice((120, 400, 2000))]

    def begin(self):
        self.session, self.work = self.fake.uuid(), self.fake.rng.sample(self.files, min(48, len(self.files)))

    def env(self):
        names = self.fake.rng.sample(self.keys, 3)
        return "".join(f"{name}={value}\n" for name, value in names)


class Claude(Agent):
    def record(self, kind, message, **more):
        self.n += 1
        parent, self.last = self.last, self.fake.uuid()
        head = {"parentUuid": parent, "isSidechain": False, "userType": "external", "cwd": "/home/u/app", "sessionId": self.session,
                "version": "2.1.4", "gitBranch": "main", "type": kind, "message": message}
        return json.dumps({**head, **more, "uuid": self.last, "timestamp": self.fake.time(self.n)}, ensure_ascii=False, separators=(",", ":"))

    def assistant(self, content):
        usage = {"input_tokens": 5, "cache_creation_input_tokens": self.n * 7 % 9000, "cache_read_input_tokens": self.n * 131 % 90_000,
                 "output_tokens": self.n * 17 % 800, "service_tier": "standard"}
        message = {"model": "claude-opus-4-5", "id": "msg_01" + self.fake.word(22), "type": "message", "role": "assistant",
                   "content": [content], "stop_reason": None, "stop_sequence": None, "usage": usage}
        return self.record("assistant", message, requestId="req_011" + self.fake.word(21))

    def step(self):
        rng = self.fake.rng
        if rng.random() < 0.3:
            yield self.assistant({"type": "thinking", "thinking": f"Step {self.n}: what does {self.fake.word(6).lower()} do here? I will look at it before I change anything.",
                                  "signature": self.fake.blob(rng.choice((300, 900, 2000)))})
        tool = "toolu_01" + self.fake.word(22)
        what = rng.random()
        if what < 0.01:
            text = self.env()
            call, result, more = ("Bash", {"command": "cat .env", "description": "Show settings"}), text, {"stdout": text, "stderr": "", "interrupted": False, "isImage": False}
        elif what < 0.50:
            name, start, lines = self.piece()
            call = ("Read", {"file_path": f"/home/u/app/{name}", "offset": start + 1})
            result = "\n".join(f"{start + k + 1:6}\u2192{line}" for k, line in enumerate(lines))
            file = {"filePath": f"/home/u/app/{name}", "content": "\n".join(lines), "numLines": len(lines), "startLine": start + 1, "totalLines": start + len(lines)}
            more = {"type": "text", "file": file}
        elif what < 0.75:
            name, start, lines = self.piece()
            result = "\n".join(lines[:150])
            call, more = ("Bash", {"command": f"sed -n {start},{start + 150}p {name}", "description": "Look at a part"}), {"stdout": result, "stderr": "", "interrupted": False, "isImage": False}
        elif what < 0.85:
            name, start, lines = self.piece()
            result = "\n".join(f"{name}:{start + k}:{line}" for k, line in enumerate(lines[:80]))
            call, more = ("Grep", {"pattern": self.fake.word(5).lower(), "output_mode": "content"}), {"mode": "content", "numFiles": 1, "filenames": [], "content": result, "numLines": 80}
        elif what < 0.98:
            name, start, lines = self.piece()
            old, part = "\n".join(lines[:3]), "\n".join(lines)
            call = ("Edit", {"file_path": f"/home/u/app/{name}", "old_string": old, "new_string": old + "\n// reviewed"})
            result = f"The file /home/u/app/{name} has been updated. Here's the result of running `cat -n` on a snippet of the edited file:\n" + old
            more = {"filePath": f"/home/u/app/{name}", "oldString": old, "newString": old + "\n// reviewed", "originalFile": part,
                    "structuredPatch": [{"oldStart": 1, "oldLines": 3, "newStart": 1, "newLines": 4, "lines": [" " + line for line in lines[:3]] + ["+// reviewed"]}]}
        else:
            image = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo" + self.fake.blob(rng.choice((40_000, 200_000)))}
            call, result, more = ("Read", {"file_path": "/home/u/app/shot.png"}), [{"type": "image", "source": image}], {"type": "image"}
        yield self.assistant({"type": "tool_use", "id": tool, "name": call[0], "input": call[1]})
        if self.fresh:
            more = {"type": "text"}
        yield self.record("user", {"role": "user", "content": [{"tool_use_id": tool, "type": "tool_result", "content": result}]}, toolUseResult=more)

    def write(self, folder, limit):
        self.begin()
        self.last, size = None, 0
        with open(folder / f"{self.session}.jsonl", "w", encoding="utf-8") as out:
            if not self.fresh and self.begun and self.fake.rng.random() < 0.125:
                before = self.fake.rng.choice(self.begun)
                with open(folder / f"{before}.jsonl", encoding="utf-8") as old:
                    for line in old:
                        size += out.write(line.replace(before, self.session))
                        if size > limit // 2:
                            break
            while size < limit:
                for line in self.step():
                    size += len(line.encode()) + 1
                    out.write(line + "\n")
        self.begun.append(self.session)
        return size


class Codex(Agent):
    def line(self, kind, payload):
        self.n += 1
        return json.dumps({"timestamp": self.fake.time(self.n), "type": kind, "payload": payload}, ensure_ascii=False, separators=(",", ":"))

    def step(self):
        rng = self.fake.rng
        yield self.line("response_item", {"type": "reasoning", "summary": [{"type": "summary_text", "text": f"**Looking at {self.fake.word(6).lower()}**"}],
                                          "content": None, "encrypted_content": "gAAAAAB" + self.fake.blob(rng.choice((500, 1500))).replace("+", "-").replace("/", "_")})
        call = "call_" + self.fake.word(24)
        if rng.random() < 0.01:
            command, text = "cat .env", self.env()
        else:
            name, start, lines = self.piece()
            command, text = f"sed -n '{start + 1},{start + 250}p' {name}", "\n".join(lines[:250])
        arguments = json.dumps({"command": ["bash", "-lc", command], "workdir": "/home/u/app", "timeout_ms": 10000})
        yield self.line("response_item", {"type": "function_call", "name": "shell", "arguments": arguments, "call_id": call})
        output = text if rng.random() < 0.5 else json.dumps({"output": text, "metadata": {"exit_code": 0, "duration_seconds": 0.1}})
        yield self.line("response_item", {"type": "function_call_output", "call_id": call, "output": output})
        if not self.fresh and rng.random() < 0.3:
            said = f"I have read {command.split()[-1]} and will change {self.fake.word(6).lower()} next."
            yield self.line("event_msg", {"type": "agent_message", "message": said})
            yield self.line("response_item", {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": said}]})
        yield self.line("event_msg", {"type": "token_count", "info": {"total_token_usage": {"input_tokens": self.n * 991, "output_tokens": self.n * 13}}})

    def write(self, folder, limit):
        self.begin()
        with open(folder / f"rollout-2026-03-01T10-00-00-{self.session}.jsonl", "w", encoding="utf-8") as out:
            size = out.write(self.line("session_meta", {"id": self.session, "cwd": "/home/u/app", "originator": "codex_cli_rs", "cli_version": "0.60.1",
                                                        "model_provider": "openai", "git": {"branch": "main"}}) + "\n")
            while size < limit:
                out.write(self.line("turn_context", {"cwd": "/home/u/app", "approval_policy": "on-request", "model": "gpt-5.1-codex", "effort": "high"}) + "\n")
                for _ in range(20):
                    for line in self.step():
                        size += len(line.encode()) + 1
                        out.write(line + "\n")
        return size


def pieces(files):
    for name, text in files:
        lines = text.split("\n")
        for start in range(0, len(lines), 150):
            yield name, start, lines[start:start + 150]


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("sources", type=Path)
    cli.add_argument("home", type=Path)
    cli.add_argument("megabytes", type=int)
    cli.add_argument("--fresh", action="store_true")
    cli.add_argument("--seed", type=int, default=7)
    args = cli.parse_args()
    wanted = args.megabytes * 1_000_000
    fake = Fake(args.seed)
    files = sources(args.sources, wanted * 2 if args.fresh else wanted // 8)
    keys = [(f"APP{n}_API_TOKEN", fake.word(36)) for n in range(40)] + [(f"DB{n}_PASSWORD", fake.word(14)) for n in range(20)]
    agents = [(Claude(files, fake, args.fresh, keys), args.home / ".claude/projects/-home-u-app"),
              (Codex(files, fake, args.fresh, keys), args.home / ".codex/sessions/2026/03/01")]
    stream = pieces(files)
    for agent, folder in agents:
        agent.next = stream
        folder.mkdir(parents=True, exist_ok=True)
    done = n = 0
    while done < wanted:
        agent, folder = agents[n % 4 == 3]
        done += agent.write(folder, min(SESSION, wanted - done))
        n += 1
    print(f"{n} sessions, {done / 1e6:.0f} MB out of {len(files)} files ({sum(len(t) for _, t in files) / 1e6:.0f} MB), {len(keys)} keys planted", file=sys.stderr)


if __name__ == "__main__":
    main()
